//! Everything of one period.

use super::movement::{Drivers, GrossLines, Timings};
use super::scope::{Bridge, Scope};
use super::segment::Segmentation;
use holdfast_ledger::{Decimal, Period, Ratio};

/// ATR rates (section 4): only with renewal dates.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Renewals {
    /// Customers with a renewal date inside the period.
    pub customers_due: u32,
    /// Their opening ARR: available to renew.
    pub available: Decimal,
    /// Their downsell.
    pub downsell: Decimal,
    /// Their churn.
    pub churn: Decimal,
    /// Their downsell ÷ available.
    pub downsell_rate: Ratio,
    /// Their churn ÷ available.
    pub churn_rate: Ratio,
}

/// Everything of one period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PeriodFigures {
    /// The period.
    pub period: Period,
    /// Machine label.
    pub label: String,
    /// Label for readers.
    pub display: String,
    /// Whether the newest close in it is partial or the period is not over (L-3).
    pub partial: bool,
    /// Total.
    pub total: Scope,
    /// Gross table.
    pub lines: GrossLines,
    /// Drivers.
    pub drivers: Drivers,
    /// Timing.
    pub timings: Timings,
    /// Segments by attribute.
    pub segmentations: Vec<Segmentation>,
    /// Renewal rates.
    pub renewals: Option<Renewals>,
    /// The sum of months less close to close, line by line (M-3); `None` for months, and where a month is missing.
    pub sum_of_months: Option<Bridge>,
    /// Dominant downsell customer of the total (S-5).
    pub dominant: Option<(u32, Decimal)>,
}

/// Status of a period (G-1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// Low downsell with high NRR.
    Good,
    /// A signal to look at.
    Watch,
    /// Downsell outgrows expansion, or is high and rising.
    Bad,
    /// None of them.
    NoSignal,
}

/// Why a status was set (G-1); words are made from it by the pack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StatusReason {
    /// D/E above the threshold: its value.
    DownsellOverExpansion(Decimal),
    /// Downsell rate over the bad threshold and rising: now, before.
    HighAndRising(Decimal, Decimal),
    /// D/E rose two periods in a row: the three values.
    RatioRoseTwice(Decimal, Decimal, Decimal),
    /// Downsell rose two periods in a row while expansion did not.
    DownsellRoseTwice(Decimal, Decimal, Decimal),
    /// A segment is concentrated: attribute, value, share of downsell, share of opening.
    Concentrated(String, String, Decimal, Decimal),
    /// Low downsell with high NRR: rate, NRR.
    LowDownsellHighNrr(Decimal, Decimal),
    /// Nothing applies.
    Nothing,
}
