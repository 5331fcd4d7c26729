//! How long requests took and which steps they reached (N-4, N-13).

use super::{Writer, count};
use crate::workbook::address::cell;
use crate::workbook::lines::number;
use crate::workbook::spec::{Formula, Look, Role, Shown, Style, Value};
use holdfast_ledger::Ratio;
use holdfast_metrics::negotiations::Step;

impl Writer<'_, '_> {
    /// Days to the resolution, open requests beside them always (N-13).
    pub(super) fn days(&mut self) {
        let d = &self.of.report.days;
        let by = self.of.report.playbook.clock.resolve_by;
        self.section("Days from the request to its resolution (N-13)", &["days"]);
        self.build.label(self.row, 0, "resolve by day (N-4)");
        let target = self
            .build
            .input(self.row, 1, by.into(), Shown::Count, Look::Normal);
        self.row += 1;
        self.median("median, resolved", "neg_days", d.median);
        self.median(
            "median, open ones counted as their age",
            "neg_days_or_age",
            d.median_with_open,
        );
        self.line(
            "resolved with a date",
            count("neg_days", ",\">=0\""),
            number(d.resolved),
            Shown::Count,
        );
        let within = self.line(
            "of them, in time",
            count("neg_days", &format!(",\"<=\"&{}", target.here())),
            number(d.within_target),
            Shown::Count,
        );
        let late = self.line(
            "open past the target",
            count("neg_age", &format!(",\">\"&{}", target.here())),
            number(d.open_past_target),
            Shown::Count,
        );
        let resolved = cell(within.row - 1, 1);
        let text = format!(
            "IF({resolved}+{l}=0,NA(),{w}/({resolved}+{l}))",
            l = late.here(),
            w = within.here()
        );
        self.local(
            "share in time, of resolved and open past the target",
            text,
            d.within_target_share(),
            Shown::Percent,
            Look::Section,
        );
        if let Some(p80) = d.p80 {
            self.build
                .label(self.row, 0, "80th percentile, nearest rank (value)");
            self.build
                .input(self.row, 1, p80.into(), Shown::Count, Look::Normal);
            self.row += 1;
        }
        if let Some((id, age)) = &d.oldest {
            self.build
                .label(self.row, 0, "oldest open request, age (value)");
            self.build
                .input(self.row, 1, (*age).into(), Shown::Count, Look::Normal);
            self.build
                .text(self.row, 2, id, Style::new(Role::Input, Shown::Text));
            self.row += 1;
        }
    }

    /// `MEDIAN(IF())` as an array: the only such function of the dialect.
    fn median(&mut self, label: &str, name: &str, value: Ratio) {
        self.build.label(self.row, 0, label);
        if value.is_none() {
            self.build.muted(self.row, 1, "not recorded");
        } else {
            let text = format!("MEDIAN(IF(neg_scope=1,IF({name}<>\"\",{name})))");
            let formula = Formula {
                text,
                result: value.into(),
                array: true,
            };
            let style = Style::new(Role::Remote, Shown::Tenths);
            self.build
                .value(self.row, 1, Value::Formula(formula), style);
        }
        self.row += 1;
    }

    pub(super) fn funnel(&mut self) {
        self.section(
            "Steps",
            &[
                "requests",
                "ARR before",
                "with a date",
                "by day",
                "in time",
                "median days",
            ],
        );
        for step in Step::ALL {
            let Some(f) = self.of.report.funnel.iter().find(|f| f.step == step) else {
                continue;
            };
            self.build.label(self.row, 0, step.id());
            if f.recorded {
                self.step(step, f.by);
            } else {
                self.build.muted(self.row, 1, "not recorded");
            }
            self.row += 1;
        }
    }

    fn step(&mut self, step: Step, by: Option<u32>) {
        let Some(f) = self
            .of
            .report
            .funnel
            .iter()
            .find(|f| f.step == step)
            .cloned()
        else {
            return;
        };
        let (criteria, name) = match step {
            Step::Requested => ("neg_on,\">0\"", None),
            Step::Acknowledged => ("neg_ack,\">=0\"", Some("neg_ack")),
            Step::Informed => ("neg_informed,\">=0\"", Some("neg_informed")),
            Step::Diagnosed => ("neg_diagnosed,\">=0\"", Some("neg_diagnosed")),
            Step::Countered => ("neg_was_countered,1", Some("neg_countered")),
            Step::Resolved => ("neg_state,\"resolved\"", Some("neg_days")),
        };
        let row = self.row;
        let mut put = |column, text: String, value: Ratio, shown| {
            self.build
                .remote((row, column), text, value, shown, Look::Normal);
        };
        put(
            1,
            format!("COUNTIFS(neg_scope,1,{criteria})"),
            number(f.requests),
            Shown::Count,
        );
        put(
            2,
            format!("SUMIFS(neg_before,neg_scope,1,{criteria})"),
            Some(f.arr_before),
            Shown::Money,
        );
        let (Some(name), Some(by)) = (name, by) else {
            return;
        };
        put(3, count(name, ",\">=0\""), number(f.dated), Shown::Count);
        let target = self
            .build
            .input(row, 4, by.into(), Shown::Count, Look::Normal);
        let text = count(name, &format!(",\"<=\"&{}", target.here()));
        self.build
            .remote((row, 5), text, number(f.within), Shown::Count, Look::Normal);
        if f.median.is_some() {
            let text = format!("MEDIAN(IF(neg_scope=1,IF({name}<>\"\",{name})))");
            let formula = Formula {
                text,
                result: f.median.into(),
                array: true,
            };
            self.build.value(
                row,
                6,
                Value::Formula(formula),
                Style::new(Role::Remote, Shown::Tenths),
            );
        }
    }
}
