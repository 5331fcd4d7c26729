//! `Neg_Summary`: what was asked, kept and given up, how long it took, which steps were missed, and how
//! it ties to the bridge. Every figure is counted from `Neg_Log` and `Customers`.

mod process;
mod tie;

use super::super::address::cell;
use super::super::build::{Build, Figure, Head, TOP};
use super::super::checks::{Live, equal, side};
use super::super::customers::Base;
use super::super::lines::number;
use super::super::spec::{Look, Outcome as Result, Role, Sheet, Shown, Style, Tab};
use super::log::measured;
use super::{Entry, Requests};
use holdfast_ledger::requests::StatedOutcome;
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::negotiations::Share;

/// Name of the sheet.
pub const SHEET: &str = "Neg_Summary";

struct Writer<'w, 'a> {
    of: &'w Requests<'a>,
    entries: Vec<Entry<'a>>,
    build: Build<'a>,
    row: u32,
    live: Vec<Live>,
}

/// The sheet and its checks.
pub fn sheet<'a>(requests: &Requests<'a>, base: &Base<'a>, head: &Head) -> (Sheet<'a>, Vec<Live>) {
    let mut build = Build::new(
        SHEET,
        "Negotiations: requests and outcomes",
        Tab::Negotiations,
        head,
    );
    build.widths(&[52, 15, 15, 15, 15, 15, 13, 13]);
    build.freeze(TOP, 1);
    build.0.repeat = (0, 2);
    let mut writer = Writer {
        of: requests,
        entries: requests.entries(),
        build,
        row: TOP,
        live: Vec::new(),
    };
    writer.scope();
    writer.outcomes();
    writer.retention();
    writer.days();
    writer.funnel();
    writer.failures();
    writer.tie(base);
    (writer.build.finish(), writer.live)
}

fn count(name: &str, more: &str) -> String {
    format!("COUNTIFS(neg_scope,1,{name}{more})")
}

impl Writer<'_, '_> {
    fn section(&mut self, caption: &str, captions: &[&str]) {
        if self.row > TOP {
            self.row += 1;
        }
        self.build.captions(self.row, 0, &[caption], 1);
        self.build.captions(self.row, 1, captions, 0);
        self.row += 1;
    }

    fn line(&mut self, label: &str, text: String, value: Ratio, shown: Shown) -> Figure {
        let figure =
            super::super::list::line(&mut self.build, self.row, label, (text, value), shown);
        self.row += 1;
        figure
    }

    fn local(
        &mut self,
        label: &str,
        text: String,
        value: Ratio,
        shown: Shown,
        look: Look,
    ) -> Figure {
        self.build
            .text(self.row, 0, label, Style::default().look(look));
        let figure = self.build.local((self.row, 1), text, value, shown, look);
        self.row += 1;
        figure
    }

    fn scope(&mut self) {
        let n = self.of.report;
        self.section("Requests", &["requests"]);
        self.line(
            "in scope: resolved in the period, or open",
            "COUNTIFS(neg_scope,1)".to_owned(),
            number(n.requests()),
            Shown::Count,
        );
        self.line(
            "resolved",
            count("neg_state", ",\"resolved\""),
            number(n.resolved()),
            Shown::Count,
        );
        self.line(
            "open",
            count("neg_state", ",\"open\""),
            number(n.open()),
            Shown::Count,
        );
        self.line(
            "stated outcome differs from the amounts (N-11)",
            count("neg_differs", ",\"differs\""),
            number(n.disagreements().count() as u32),
            Shown::Count,
        );
        self.section("Requested = kept + given up (N-10)", &["ARR"]);
        let sum = |name: &str| format!("SUMIFS({name},neg_measured,1)");
        let asked = self.line(
            "requested (R)",
            sum("neg_requested"),
            Some(n.total.requested),
            Shown::Money,
        );
        let kept = self.line(
            "kept (K)",
            sum("neg_kept"),
            Some(n.total.kept),
            Shown::Money,
        );
        let given = self.line(
            "given up (G)",
            sum("neg_given"),
            Some(n.total.given_up),
            Shown::Money,
        );
        let both = (
            format!("{}+{}", kept.there(), given.there()),
            Some(n.total.kept + n.total.given_up),
        );
        self.live.push(equal(
            "requested = kept + given up (N-10)",
            "negotiations",
            side(&asked),
            both,
        ));
        let text = format!("IF({r}=0,NA(),{}/{r})", kept.here(), r = asked.here());
        self.local(
            "kept share, weighted by money",
            text,
            n.kept_share(),
            Shown::Percent,
            Look::Section,
        );
    }

    fn outcomes(&mut self) {
        self.section(
            "Outcome, by the amounts (N-11)",
            &["requests", "requested", "kept", "given up"],
        );
        let first = self.row;
        for class in StatedOutcome::ALL
            .iter()
            .filter(|c| **c != StatedOutcome::Open)
        {
            let of = |e: &&Entry<'_>| measured(e) && e.item.and_then(|i| i.class) == Some(*class);
            let sum = |pick: fn(&holdfast_metrics::negotiations::Amounts) -> Decimal| -> Decimal {
                self.entries
                    .iter()
                    .filter(of)
                    .filter_map(|e| e.item?.amounts.as_ref().map(pick))
                    .sum()
            };
            let (r, k, g) = (sum(|a| a.requested), sum(|a| a.kept), sum(|a| a.given_up));
            let requests = self.entries.iter().filter(of).count() as u32;
            self.build.label(self.row, 0, class.word());
            let key = cell(self.row, 0);
            let text = format!("COUNTIFS(neg_measured,1,neg_outcome,${key})");
            self.build.remote(
                (self.row, 1),
                text,
                number(requests),
                Shown::Count,
                Look::Normal,
            );
            for (column, name, value) in [
                (2, "neg_requested", r),
                (3, "neg_kept", k),
                (4, "neg_given", g),
            ] {
                let text = format!("SUMIFS({name},neg_measured,1,neg_outcome,${key})");
                self.build.remote(
                    (self.row, column),
                    text,
                    Some(value),
                    Shown::Money,
                    Look::Normal,
                );
            }
            self.row += 1;
        }
        let n = self.of.report;
        let measured = self.entries.iter().filter(|e| measured(e)).count() as u32;
        self.build
            .text(self.row, 0, "together", Style::default().look(Look::Total));
        let totals = [
            (1, number(measured), Shown::Count),
            (2, Some(n.total.requested), Shown::Money),
            (3, Some(n.total.kept), Shown::Money),
            (4, Some(n.total.given_up), Shown::Money),
        ];
        for (column, value, shown) in totals {
            let text = format!(
                "SUM({}:{})",
                cell(first, column),
                cell(self.row - 1, column)
            );
            self.build
                .local((self.row, column), text, value, shown, Look::Total);
        }
        self.row += 1;
    }

    /// Customers by their last resolved request (N-12).
    fn retention(&mut self) {
        let r = &self.of.report.retention;
        self.section(
            "Customers, each by its last resolved request (N-12)",
            &["customers", "ARR before", "ARR after"],
        );
        let resolved = self.line(
            "resolved, ARR after known",
            last_resolved(""),
            number(r.all.resolved),
            Shown::Count,
        );
        self.arr(resolved.row, "", r.all.before, r.all.after);
        let retained = self.line(
            "retained: ARR after above 0",
            last_resolved(",neg_after,\">0\""),
            number(r.all.retained),
            Shown::Count,
        );
        for (label, outcome, n, arr) in [
            ("paused at 0", "paused", r.paused, r.paused_arr),
            ("churned", "churned", r.churned, r.churned_arr),
        ] {
            let more = format!(",neg_outcome,\"{outcome}\"");
            let gone = self.line(label, last_resolved(&more), number(n), Shown::Count);
            self.arr(gone.row, &more, arr, Decimal::ZERO);
        }
        self.share(
            "retained share of customers",
            &retained,
            &resolved,
            r.all.of_customers(),
        );
        let (before, after) = (cell(resolved.row, 2), cell(resolved.row, 3));
        self.local(
            "ARR after ÷ ARR before",
            format!("IF({before}=0,NA(),{after}/{before})"),
            r.all.of_arr(),
            Shown::Percent,
            Look::Section,
        );
        for (word, label, share) in [
            ("complete", "with all four components (N-1)", &r.complete),
            ("incomplete", "with one missing", &r.incomplete),
            ("not recorded", "not recorded", &r.not_recorded),
        ] {
            self.retained(label, &format!(",neg_components,\"{word}\""), share);
        }
    }

    /// The same of the requests which a criterion picks.
    fn retained(&mut self, label: &str, more: &str, share: &Share) {
        let all = self.line(
            &format!("{label}: resolved"),
            last_resolved(more),
            number(share.resolved),
            Shown::Count,
        );
        self.arr(all.row, more, share.before, share.after);
        let kept = self.line(
            &format!("{label}: retained"),
            last_resolved(&format!("{more},neg_after,\">0\"")),
            number(share.retained),
            Shown::Count,
        );
        let label = format!("{label}: retained share");
        self.share(&label, &kept, &all, share.of_customers());
    }

    fn arr(&mut self, row: u32, more: &str, before: Decimal, after: Decimal) {
        for (column, name, value) in [(2, "neg_before", before), (3, "neg_after", after)] {
            let text = format!("SUMIFS({name},neg_counts,1,neg_after,\"<>\"{more})");
            self.build
                .remote((row, column), text, Some(value), Shown::Money, Look::Normal);
        }
    }

    /// A share; "n=3" over few customers (S-4).
    fn share(&mut self, label: &str, part: &Figure, whole: &Figure, value: Ratio) {
        let n = whole.value.unwrap_or_default();
        let (p, w) = (part.here(), whole.here());
        let least = self.of.least;
        let text = format!("IF({w}=0,NA(),IF({w}<{least},\"n=\"&{w},{p}/{w}))");
        let hidden = !n.is_zero() && n < Decimal::from(least);
        let result = if hidden {
            Result::Text(format!("n={n}"))
        } else {
            value.into()
        };
        self.build
            .text(self.row, 0, label, Style::default().look(Look::Section));
        self.build.formula(
            self.row,
            1,
            text,
            result,
            Style::new(Role::Local, Shown::Percent).look(Look::Section),
        );
        self.row += 1;
    }
}

/// Customers whose last resolved request has a known ARR after, with a further criterion.
fn last_resolved(more: &str) -> String {
    format!("COUNTIFS(neg_counts,1,neg_after,\"<>\"{more})")
}
