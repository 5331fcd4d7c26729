//! Figures by segment and by cohort.

use super::movement::{Drivers, Timings};
use super::scope::Scope;
use holdfast_ledger::{Decimal, Ratio};

/// A segment's figures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SegmentFigures {
    /// Value of the attribute; "Unassigned" where missing (S-2).
    pub value: String,
    /// Figures.
    pub scope: Scope,
    /// Downsell by driver.
    pub drivers: Drivers,
    /// Timing.
    pub timings: Timings,
    /// Share of downsell, share of opening and their ratio (S-5).
    pub concentration: Option<Concentration>,
    /// Largest single customer's share of this segment's downsell and its index, where over the threshold (S-5).
    pub dominant: Option<(u32, Decimal)>,
}

/// S-5.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Concentration {
    /// Share of the company's downsell.
    pub share_of_downsell: Decimal,
    /// Share of its opening ARR.
    pub share_of_opening: Ratio,
    /// The first by the second; times.
    pub ratio: Ratio,
}

/// One attribute's segments, sorted by downsell (largest first), then name; "Unassigned" last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Segmentation {
    /// Caption.
    pub attribute: String,
    /// Segments.
    pub segments: Vec<SegmentFigures>,
}

/// One cohort row (C-1); `by_age[i]` is `None` where that age is not yet reached or its close is missing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CohortRow {
    /// Label of the sign-up period.
    pub cohort: String,
    /// Customers which signed up in it, those gone by its end included.
    pub customers: u32,
    /// Of them paying at age 0: the n of its rates (S-4).
    pub paying: u32,
    /// ARR at age 0.
    pub amount: Decimal,
    /// Value by age.
    pub by_age: Vec<Ratio>,
}

/// Cohort triangles by fiscal quarter (or month, where the periods are months and the ledger is short).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cohorts {
    /// Grain of cohort and age.
    pub grain: Option<holdfast_ledger::Grain>,
    /// ARR at each age ÷ ARR at age 0.
    pub nrr: Vec<CohortRow>,
    /// Σ min(ARR at the age, ARR at age 0) ÷ ARR at age 0.
    pub grr: Vec<CohortRow>,
    /// Customers paying at each age ÷ customers of the cohort.
    pub logos: Vec<CohortRow>,
    /// Weighted averages by age over the cohorts which reached it: weights are ARR at age 0 (NRR, GRR) and customers of the cohort (logos).
    pub average_nrr: Vec<Ratio>,
    /// As `average_nrr`.
    pub average_grr: Vec<Ratio>,
    /// As `average_nrr`, weighted by customers.
    pub average_logos: Vec<Ratio>,
}

/// A cell of two crossed attributes (S-3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CrossCell {
    /// Value of the first attribute.
    pub row: String,
    /// Value of the second.
    pub column: String,
    /// Customers at opening.
    pub customers: u32,
    /// Their opening ARR.
    pub opening: Decimal,
    /// Their downsell.
    pub downsell: Decimal,
    /// Downsell ÷ opening.
    pub downsell_rate: Ratio,
}
