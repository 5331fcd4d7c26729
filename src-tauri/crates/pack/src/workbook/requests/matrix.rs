//! `Neg_Matrix`: outcomes by root cause and counter-offer, and kept against what the playbook's matrix
//! would have kept (N-2, N-16).

use super::super::address::{cell, row_fixed};
use super::super::build::{Build, Head, TOP};
use super::super::lines::number;
use super::super::spec::{Look, Outcome as Result, Role, Sheet, Shown, Style, Tab};
use super::Requests;
use super::log::{BLANK, NO_COUNTER};
use holdfast_ledger::requests::{CounterKind, RootCause};
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::negotiations::Group;

/// Name of the sheet.
pub const SHEET: &str = "Neg_Matrix";
const CAPTIONS: [&str; 8] = [
    "requests",
    "requested",
    "kept",
    "given up",
    "kept share",
    "customers resolved",
    "retained",
    "retained share",
];

struct Writer<'w, 'a> {
    of: &'w Requests<'a>,
    build: Build<'a>,
    row: u32,
}

/// The sheet.
pub fn sheet<'a>(requests: &Requests<'a>, head: &Head) -> Sheet<'a> {
    let mut build = Build::new(
        SHEET,
        "Negotiations: root cause and counter-offer",
        Tab::Negotiations,
        head,
    );
    build.widths(&[34, 13, 15, 15, 15, 12, 12, 12, 12, 12]);
    build.freeze(TOP, 1);
    build.0.repeat = (0, 2);
    let mut writer = Writer {
        of: requests,
        build,
        row: TOP,
    };
    let groups = &requests.report.groups;
    let causes: Option<Vec<_>> = groups
        .by_cause
        .as_ref()
        .map(|g| g.iter().map(|(k, g)| (cause(*k), *g)).collect());
    let counters: Option<Vec<_>> = groups
        .by_counter
        .as_ref()
        .map(|g| g.iter().map(|(k, g)| (counter(*k), *g)).collect());
    writer.groups("By root cause", "neg_cause", causes.as_deref());
    writer.groups(
        "By the last counter-offer",
        "neg_counter",
        counters.as_deref(),
    );
    writer.cells();
    writer.preservation();
    writer.build.finish()
}

fn cause(key: Option<RootCause>) -> &'static str {
    key.map_or(BLANK, |k| k.word())
}

fn counter(key: Option<CounterKind>) -> &'static str {
    key.map_or(NO_COUNTER, |k| k.word())
}

impl Writer<'_, '_> {
    fn groups(&mut self, caption: &str, name: &str, groups: Option<&[(&str, Group)]>) {
        self.build.captions(self.row, 0, &[caption], 1);
        self.build.captions(self.row, 1, &CAPTIONS, 0);
        self.build.0.heights.push((self.row, 26));
        self.row += 1;
        match groups {
            None => self
                .build
                .muted(self.row, 0, "Not recorded: the log has no such column."),
            Some([]) => self.build.muted(self.row, 0, "No resolved request."),
            Some(groups) => {
                for (word, group) in groups {
                    self.group(word, name, group);
                    self.row += 1;
                }
            }
        }
        self.row += 2;
    }

    fn group(&mut self, word: &str, name: &str, group: &Group) {
        let (row, a) = (self.row, &group.amounts);
        self.build.label(row, 0, word);
        let key = format!("{name},$A{}", row + 1);
        let mut put = |column, text: String, value: Ratio, shown| {
            self.build
                .remote((row, column), text, value, shown, Look::Normal);
        };
        put(
            1,
            format!("COUNTIFS(neg_measured,1,{key})"),
            number(group.requests),
            Shown::Count,
        );
        let sums = [
            (2, "neg_requested", a.requested),
            (3, "neg_kept", a.kept),
            (4, "neg_given", a.given_up),
        ];
        for (column, sum, value) in sums {
            put(
                column,
                format!("SUMIFS({sum},neg_measured,1,{key})"),
                Some(value),
                Shown::Money,
            );
        }
        let customers = format!("neg_counts,1,neg_after,\"<>\",{key}");
        put(
            6,
            format!("COUNTIFS({customers})"),
            number(group.resolved),
            Shown::Count,
        );
        put(
            7,
            format!("COUNTIFS({customers},neg_after,\">0\")"),
            number(group.retained),
            Shown::Count,
        );
        self.share(5, (1, group.requests), (3, 2), a.kept_share());
        let retained = holdfast_ledger::ratio(group.retained.into(), group.resolved.into());
        self.share(8, (6, group.resolved), (7, 6), retained);
    }

    /// A share of two columns; "n=3" over few (S-4), `#N/A` over nothing.
    fn share(
        &mut self,
        at: u16,
        (counted, n): (u16, u32),
        (part, whole): (u16, u16),
        value: Ratio,
    ) {
        let of = |column| cell(self.row, column);
        let least = self.of.least;
        let text = format!(
            "IF({w}=0,NA(),IF({c}<{least},\"n=\"&{c},{p}/{w}))",
            w = of(whole),
            c = of(counted),
            p = of(part)
        );
        let result = match value {
            None => Result::NotAvailable,
            Some(_) if n < least => Result::Text(format!("n={n}")),
            Some(value) => Result::Number(value),
        };
        self.build.formula(
            self.row,
            at,
            text,
            result,
            Style::new(Role::Local, Shown::Percent),
        );
    }

    /// Retained of resolved customers, root cause against counter-offer.
    fn cells(&mut self) {
        let Some(cells) = &self.of.report.groups.cells else {
            return;
        };
        let mut causes: Vec<_> = cells.keys().map(|k| k.0).collect();
        let mut counters: Vec<_> = cells.keys().map(|k| k.1).collect();
        causes.dedup();
        counters.sort_unstable();
        counters.dedup();
        for (caption, more, pick) in [
            (
                "Customers resolved",
                "",
                (|g| g.resolved) as fn(&Group) -> u32,
            ),
            ("Customers retained", ",neg_after,\">0\"", |g| g.retained),
        ] {
            self.build.captions(self.row, 0, &[caption], 1);
            let words: Vec<&str> = counters.iter().map(|c| counter(*c)).collect();
            self.build.captions(self.row, 1, &words, 0);
            self.build.0.heights.push((self.row, 26));
            let captions = self.row;
            for cause_key in &causes {
                self.row += 1;
                self.build.label(self.row, 0, cause(*cause_key));
                for (at, counter_key) in counters.iter().enumerate() {
                    let column = at as u16 + 1;
                    let value = cells.get(&(*cause_key, *counter_key)).map_or(0, pick);
                    let keys = format!(
                        "neg_cause,$A{},neg_counter,{}",
                        self.row + 1,
                        row_fixed(captions, column)
                    );
                    let text = format!("COUNTIFS(neg_counts,1,neg_after,\"<>\",{keys}{more})");
                    self.build.remote(
                        (self.row, column),
                        text,
                        number(value),
                        Shown::Count,
                        Look::Normal,
                    );
                }
            }
            self.row += 2;
        }
    }

    /// Kept against the matrix, over the requests which it knows (N-16).
    fn preservation(&mut self) {
        let p = self.of.report.preservation;
        self.build
            .captions(self.row, 0, &["Against the playbook's matrix (N-16)"], 1);
        self.build.captions(self.row, 1, &["figure"], 0);
        let top = self.row + 1;
        let with = "neg_matrix_kept,\"<>\",neg_matrix_arr,\">=0\"";
        let lines: [(&str, String, Ratio, Shown); 4] = [
            (
                "resolved requests which the matrix knows",
                "COUNTIFS(neg_measured,1,neg_matrix_arr,\">=0\")".to_owned(),
                number(p.requests),
                Shown::Count,
            ),
            (
                "requested of those",
                format!("SUMIFS(neg_requested,neg_measured,1,{with})"),
                Some(p.requested),
                Shown::Money,
            ),
            (
                "the matrix would have kept",
                format!("SUMIFS(neg_matrix_kept,neg_measured,1,{with})"),
                Some(p.matrix_kept),
                Shown::Money,
            ),
            (
                "kept",
                format!("SUMIFS(neg_kept,neg_measured,1,{with})"),
                Some(p.kept),
                Shown::Money,
            ),
        ];
        for (at, (label, text, value, shown)) in lines.into_iter().enumerate() {
            super::super::list::line(
                &mut self.build,
                top + at as u32,
                label,
                (text, value),
                shown,
            );
        }
        for (offset, label, part, value) in [
            (4, "share the matrix would have kept", 2, p.matrix_share()),
            (5, "share kept", 3, p.kept_share()),
        ] {
            let (row, whole) = (top + offset, cell(top + 1, 1));
            self.build.section(row, 0, label);
            let text = format!("IF({whole}=0,NA(),{}/{whole})", cell(top + part, 1));
            self.build
                .local((row, 1), text, value, Shown::Percent, Look::Section);
        }
        for (offset, label, value) in [
            (
                6,
                "left out: a competitor behind it (N-3) (value)",
                p.competitor,
            ),
            (7, "left out: not in the matrix (value)", p.unknown),
        ] {
            self.build.label(top + offset, 0, label);
            self.build.input(
                top + offset,
                1,
                Decimal::from(value),
                Shown::Count,
                Look::Normal,
            );
        }
        self.row = top + 9;
    }
}
