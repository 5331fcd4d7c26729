//! Formulas over `Customers`: each line of the bridge and each count, for the period whose end stands
//! in a cell, and for a segment where a further condition is given.

use super::facts::{Facts, bucket};
use super::fields::{Field, Fields};
use crate::tie::Part;
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::{Bridge, Class};

/// A condition of SUMIFS: name of a column and criterion.
pub type Condition = (String, String);

/// Writes formulas over the columns of `Customers`.
#[derive(Clone, Copy, Debug)]
pub struct Lines<'a> {
    /// Columns.
    pub fields: &'a Fields,
}

impl Lines<'_> {
    fn conditions(period: &str, more: &[Condition]) -> String {
        let mut text = format!("cust_period,{period}");
        for (column, criterion) in more {
            text.push_str(&format!(",{column},{criterion}"));
        }
        text
    }

    /// `SUMIFS(column, cust_period, period, …)`.
    pub fn sum(&self, column: &str, period: &str, more: &[Condition]) -> String {
        format!("SUMIFS({column},{})", Self::conditions(period, more))
    }

    /// `COUNTIFS(cust_period, period, …)`.
    pub fn count(&self, period: &str, more: &[Condition]) -> String {
        format!("COUNTIFS({})", Self::conditions(period, more))
    }

    /// The column which holds closing balances.
    pub fn balance(&self) -> &'static str {
        if self.fields.has(Field::Balance) {
            "cust_balance"
        } else {
            "cust_close"
        }
    }

    /// The amount of a bucket, signed as in the bridge; the step-down part of a downsell is not in it
    /// (M-5). `bucket` is a literal or a cell.
    pub fn bucket(&self, bucket: &str, period: &str, more: &[Condition]) -> String {
        let mut with = vec![("cust_bucket".to_owned(), bucket.to_owned())];
        with.extend_from_slice(more);
        let delta = self.sum("cust_delta", period, &with);
        if self.fields.has(Field::StepDown) {
            format!("{delta}+{}", self.sum("cust_step", period, &with))
        } else {
            delta
        }
    }

    /// A line of the bridge; `key` is the cell or literal with its bucket.
    pub fn part(&self, part: Part, key: &str, period: &str, more: &[Condition]) -> String {
        match part {
            Part::StepDown if self.fields.has(Field::StepDown) => {
                format!("-{}", self.sum("cust_step", period, more))
            }
            Part::Fx if self.fields.has(Field::Balance) => {
                let at = |column| self.sum(column, period, more);
                format!("{}-{}", at("cust_balance"), at("cust_close"))
            }
            Part::Fx | Part::Transfer | Part::DataQuality | Part::StepDown => "0".to_owned(),
            _ if matches!(part, Part::Downsell) => self.bucket(key, period, more),
            _ => {
                let mut with = vec![("cust_bucket".to_owned(), key.to_owned())];
                with.extend_from_slice(more);
                self.sum("cust_delta", period, &with)
            }
        }
    }

    /// Opening.
    pub fn opening(&self, period: &str, more: &[Condition]) -> String {
        self.sum("cust_open", period, more)
    }

    /// Customers whose amount in a column is above 0.
    pub fn paying(&self, column: &str, period: &str, more: &[Condition]) -> String {
        let mut with = vec![(column.to_owned(), "\">0\"".to_owned())];
        with.extend_from_slice(more);
        self.count(period, &with)
    }

    /// Opening customers still there: paying, or kept at 0 by the basis (M-9). `then` is the column of
    /// the opening, `now` that of the closing.
    pub fn retained(&self, then: &str, now: &str, period: &str, more: &[Condition]) -> String {
        let above = |column: &str| (column.to_owned(), "\">0\"".to_owned());
        let mut with = vec![above(then), above(now)];
        with.extend_from_slice(more);
        let paying = self.count(period, &with);
        if !self.fields.has(Field::Kept) {
            return paying;
        }
        with[1] = ("cust_kept".to_owned(), "1".to_owned());
        format!("{paying}+{}", self.count(period, &with))
    }
}

/// The class whose bucket a line of the bridge sums.
pub fn class(part: Part) -> Option<Class> {
    Some(match part {
        Part::New => Class::New,
        Part::Reactivation => Class::Reactivation,
        Part::Expansion => Class::Expansion,
        Part::Downsell => Class::Downsell,
        Part::StepDown => Class::StepDown,
        Part::Paused => Class::Paused,
        Part::Churn => Class::Churn,
        Part::Fx | Part::Transfer | Part::DataQuality => return None,
    })
}

/// The word in the key column of a line.
pub fn key(part: Part) -> &'static str {
    match class(part) {
        Some(class) => bucket(class),
        None => match part {
            Part::Fx => "fx",
            Part::Transfer => "transfer",
            _ => "data quality",
        },
    }
}

/// The lines of the bridge which the workbook shows: those always printed, and those in use in a period.
pub fn in_use(facts: &Facts<'_>) -> Vec<Part> {
    let bridges: Vec<&Bridge> = facts
        .periods
        .iter()
        .filter_map(|p| p.figures)
        .map(|f| &f.total.bridge)
        .collect();
    let used = |part: &Part| part.always_printed() || bridges.iter().any(|b| !part.of(b).is_zero());
    Part::ALL
        .into_iter()
        .filter(|p| *p != Part::Transfer && used(p))
        .collect()
}

/// A count as a figure.
pub fn number(count: u32) -> Ratio {
    Some(Decimal::from(count))
}
