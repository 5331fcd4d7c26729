//! Which checks of the playbook failed, and how the log ties to the bridge (N-30).

use super::Writer;
use crate::workbook::address::cell;
use crate::workbook::checks::{equal, side};
use crate::workbook::customers::Base;
use crate::workbook::facts::{PackPeriod, bucket};
use crate::workbook::fields::{Field, Fields};
use crate::workbook::lines::number;
use crate::workbook::spec::{Look, Shown};
use holdfast_metrics::negotiations::{FailureState, Tie, TieTotal};

impl Writer<'_, '_> {
    pub(super) fn failures(&mut self) {
        self.section("Failure modes", &["requests", "examined"]);
        let captions = [
            "1 push-back first, or no acknowledgement in time",
            "2 countered without a diagnosis",
            "3 no exchange asked for what was given up",
            "4 no trigger set after a cut",
            "5 open too long with counters rejected",
        ];
        for (check, caption) in self.of.report.failures.iter().zip(captions) {
            self.build.label(self.row, 0, caption);
            match &check.state {
                FailureState::NotRecorded(_) => self.build.muted(self.row, 1, "not recorded"),
                FailureState::Checked {
                    failed, examined, ..
                } => {
                    let text = format!("COUNTIFS(neg_scope,1,neg_mode_{},1)", check.mode.number());
                    self.build.remote(
                        (self.row, 1),
                        text,
                        number(failed.len() as u32),
                        Shown::Count,
                        Look::Normal,
                    );
                    self.build
                        .input(self.row, 2, (*examined).into(), Shown::Count, Look::Normal);
                }
            }
            self.row += 1;
        }
    }

    /// Movements with and without a logged request, summed over `Customers` (N-30).
    pub(super) fn tie(&mut self, base: &Base<'_>) {
        let Some(tie) = &self.of.report.tie else {
            return;
        };
        self.section(
            "Tie to the bridge (N-30)",
            &[
                "with a request",
                "ARR",
                "without",
                "ARR",
                "together",
                "in bridge",
            ],
        );
        for total in &tie.totals {
            self.total(base, total);
        }
        self.untied(tie);
    }

    /// A class: with a request and without, together and in the bridge.
    fn total(&mut self, base: &Base<'_>, total: &TieTotal) {
        let word = bucket(total.class);
        self.build.label(self.row, 0, word);
        let live = base.facts.newest().is_some_and(PackPeriod::with_rows) && base.facts.logged;
        let (row, key) = (self.row, format!("${}", cell(self.row, 0)));
        let sum = |flag: u8| lost(&key, flag, &base.fields);
        let rows = |flag: u8| {
            format!("COUNTIFS(cust_period,Bridge!$C$6,cust_bucket,{key},cust_logged,{flag})")
        };
        let cells = [
            (1, rows(1), number(total.matched.0), Shown::Count),
            (2, sum(1), Some(total.matched.1), Shown::Money),
            (3, rows(0), number(total.unlogged.0), Shown::Count),
            (4, sum(0), Some(total.unlogged.1), Shown::Money),
        ];
        for (column, text, value, shown) in cells {
            match value {
                Some(value) if !live => {
                    self.build.input(row, column, value, shown, Look::Normal);
                }
                value => {
                    self.build
                        .remote((row, column), text, value, shown, Look::Normal);
                }
            }
        }
        let text = format!("{}+{}", cell(row, 2), cell(row, 4));
        let together = self.build.local(
            (row, 5),
            text,
            Some(total.matched.1 + total.unlogged.1),
            Shown::Money,
            Look::Normal,
        );
        let line = format!("-SUMIFS(Bridge!$C$8:$C$20,Bridge!$B$8:$B$20,{key})");
        let bridge = self.build.remote(
            (row, 6),
            line,
            Some(total.bridge),
            Shown::Money,
            Look::Normal,
        );
        self.live.push(equal(
            "log ties to the bridge (N-30)",
            word,
            side(&together),
            side(&bridge),
        ));
        self.row += 1;
    }

    /// What of the log does not meet the ledger.
    fn untied(&mut self, tie: &Tie) {
        let differs = tie.differences().count() as u32;
        let lists = [
            ("agreed ARR differs from the ledger (value)", differs),
            (
                "resolved and not yet in the ledger (value)",
                tie.not_in_ledger.len() as u32,
            ),
            (
                "customers of the log which the ledger does not know (value)",
                tie.unknown_customers.len() as u32,
            ),
        ];
        for (label, value) in lists {
            self.build.label(self.row, 0, label);
            self.build
                .input(self.row, 1, value.into(), Shown::Count, Look::Normal);
            self.row += 1;
        }
    }
}

/// Losses of a bucket with or without a logged request, positive.
fn lost(key: &str, flag: u8, fields: &Fields) -> String {
    let with = format!("cust_period,Bridge!$C$6,cust_bucket,{key},cust_logged,{flag}");
    let step = if fields.has(Field::StepDown) {
        format!("-SUMIFS(cust_step,{with})")
    } else {
        String::new()
    };
    format!("-SUMIFS(cust_delta,{with}){step}")
}
