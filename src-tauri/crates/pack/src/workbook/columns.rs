//! Period columns: the same lines, period beside period, each with its formula over `Customers`.

use super::address;
use super::build::{Build, Figure};
use super::facts::PackPeriod;
use super::spec::{Look, Shown};
use crate::PackInputs;
use holdfast_ledger::{Close, Ratio};
use holdfast_metrics::PeriodFigures;
use std::collections::BTreeSet;

/// A column of a sheet which shows a period; `None`: no such period.
#[derive(Clone, Copy, Debug)]
pub struct PeriodColumn<'a> {
    /// Column.
    pub column: u16,
    /// Period.
    pub period: Option<&'a PackPeriod<'a>>,
}

impl<'a> PeriodColumn<'a> {
    fn figures(&self) -> Option<&'a PeriodFigures> {
        self.period.and_then(|p| p.figures)
    }
    fn with_rows(&self) -> bool {
        self.period.is_some_and(PackPeriod::with_rows)
    }
}

/// The period columns of a sheet, and the rows which hold each period's end and number of rows.
#[derive(Clone, Debug)]
pub struct Columns<'a> {
    /// Columns.
    pub list: Vec<PeriodColumn<'a>>,
    /// Row with the period ends, the criterion of every SUMIFS.
    pub ends: u32,
    /// Closings of the periods of which a figure was reported otherwise.
    pub recast: BTreeSet<Close>,
}

/// The closings of periods with a recast figure, which carry the mark ᴿ (metrics, section 7).
pub fn recast(inputs: &PackInputs<'_>) -> BTreeSet<Close> {
    let recast = inputs.restated.map(|r| r.recast(inputs.report));
    recast
        .into_iter()
        .flatten()
        .map(|(closing, _)| closing)
        .collect()
}

impl Columns<'_> {
    /// Writes the head: labels, period ends, rows in `Customers`.
    pub fn head(&self, build: &mut Build<'_>, fiscal: holdfast_ledger::FiscalYear, row: u32) {
        build.label(row + 1, 0, "period end");
        build.muted(row + 2, 0, "rows in Customers");
        for at in &self.list {
            let Some(period) = at.period else {
                build.captions(row, at.column, &["no data"], 0);
                build.local(
                    (row + 2, at.column),
                    "0".into(),
                    Some(0.into()),
                    Shown::Count,
                    Look::Small,
                );
                continue;
            };
            let mark = if self.recast.contains(&period.period.closing()) {
                "ᴿ"
            } else {
                ""
            };
            let caption = format!("{}{mark}", period.period.display(fiscal));
            build.captions(row, at.column, &[&caption], 0);
            build.date(row + 1, at.column, period.period.closing().date());
            let rows = format!(
                "COUNTIFS(cust_period,{})",
                address::row_fixed(row + 1, at.column)
            );
            let count = period.rows.into();
            build.remote(
                (row + 2, at.column),
                rows,
                Some(count),
                Shown::Count,
                Look::Small,
            );
        }
    }

    /// `C$6`: the cell with a column's period end.
    pub fn end(&self, column: u16) -> String {
        address::row_fixed(self.ends, column)
    }

    /// Writes a line: where the period's rows are in `Customers` the formula, where they are not the
    /// value in blue, where the file does not cover the period `#N/A` (L-3).
    pub fn line(
        &self,
        build: &mut Build<'_>,
        row: u32,
        style: (Shown, Look),
        formula: impl Fn(&str) -> String,
        value: impl Fn(&PeriodFigures) -> Ratio,
    ) -> Vec<Figure> {
        let write = |at: &PeriodColumn<'_>| {
            let result = at.figures().and_then(&value);
            match result {
                Some(exact) if !at.with_rows() => {
                    build.input(row, at.column, exact, style.0, style.1)
                }
                _ => {
                    let rows = address::row_fixed(self.ends + 1, at.column);
                    let text = format!("IF({rows}=0,NA(),{})", formula(&self.end(at.column)));
                    build.remote((row, at.column), text, result, style.0, style.1)
                }
            }
        };
        self.list.iter().map(write).collect()
    }

    /// Writes a line which computes on from other lines of the sheet, column by column.
    pub fn derived(
        &self,
        build: &mut Build<'_>,
        row: u32,
        style: (Shown, Look),
        formula: impl Fn(u16) -> String,
        value: impl Fn(&PeriodFigures) -> Ratio,
    ) -> Vec<Figure> {
        let write = |at: &PeriodColumn<'_>| {
            let result = at.figures().and_then(&value);
            build.local(
                (row, at.column),
                formula(at.column),
                result,
                style.0,
                style.1,
            )
        };
        self.list.iter().map(write).collect()
    }
}

/// `later − earlier` with its sign, in the unit of the two.
pub fn change(
    build: &mut Build<'_>,
    at: (u32, u16),
    later: &Figure,
    earlier: &Figure,
    shown: Shown,
    look: Look,
) -> Figure {
    let value = later.value.zip(earlier.value).map(|(a, b)| a - b);
    build.local(
        at,
        format!("{}-{}", later.here(), earlier.here()),
        value,
        shown,
        look,
    )
}

/// The difference of two ratios in percentage points.
pub fn points(
    build: &mut Build<'_>,
    at: (u32, u16),
    later: &Figure,
    earlier: &Figure,
    look: Look,
) -> Figure {
    let value = later
        .value
        .zip(earlier.value)
        .map(|(a, b)| (a - b) * holdfast_ledger::Decimal::ONE_HUNDRED);
    let text = format!("({}-{})*100", later.here(), earlier.here());
    build.local(at, text, value, Shown::Points, look)
}

/// `(later − earlier) ÷ |earlier|` (section 3.2); `#N/A` where the earlier is 0.
pub fn relative(
    build: &mut Build<'_>,
    at: (u32, u16),
    later: &Figure,
    earlier: &Figure,
    look: Look,
) -> Figure {
    let value = later
        .value
        .zip(earlier.value)
        .and_then(|(a, b)| holdfast_ledger::ratio(a - b, b.abs()));
    let (a, b) = (later.here(), earlier.here());
    let text = format!("IF({b}=0,NA(),({a}-{b})/ABS({b}))");
    build.local(at, text, value, Shown::PercentChange, look)
}
