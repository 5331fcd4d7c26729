//! The periods of the workbook.

use crate::PackInputs;
use holdfast_ledger::Period;
use holdfast_metrics::PeriodFigures;

/// Periods a pack shows (section 1, page 3).
pub const PERIODS: usize = 9;

/// A period of the pack.
#[derive(Clone, Copy, Debug)]
pub struct PackPeriod<'a> {
    /// Its closes.
    pub period: Period,
    /// Its figures; `None` where the file does not cover both closes (L-3).
    pub figures: Option<&'a PeriodFigures>,
    /// Its rows in `Customers`; 0 where they are left out.
    pub rows: u32,
}

impl PackPeriod<'_> {
    /// Whether `Customers` holds its rows.
    pub fn with_rows(&self) -> bool {
        self.rows > 0
    }
}

/// The newest nine periods, newest first; a period which the file does not cover keeps its place (L-3).
pub(super) fn of<'a>(inputs: &PackInputs<'a>) -> Vec<PackPeriod<'a>> {
    let report = inputs.report;
    let Some(newest) = report.newest() else {
        return Vec::new();
    };
    let oldest = report.periods.first().map_or(newest.period, |p| p.period);
    let mut out = Vec::new();
    let mut period = newest.period;
    while out.len() < PERIODS && period.closing() >= oldest.closing() {
        let figures = report
            .periods
            .iter()
            .find(|p| p.period.closing() == period.closing());
        out.push(PackPeriod {
            period,
            figures,
            rows: 0,
        });
        period = period.previous();
    }
    out
}

/// Labels of the periods, newest first.
pub fn labels(inputs: &PackInputs<'_>) -> Vec<String> {
    let fiscal = inputs.report.basis.fiscal_year_start;
    of(inputs)
        .iter()
        .map(|p| p.period.display(fiscal))
        .collect()
}
