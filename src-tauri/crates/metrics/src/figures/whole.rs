//! The whole result for one basis, and what stands beside the periods in it.

use super::movement::{Driver, Phantom};
use super::period::{PeriodFigures, Status, StatusReason};
use super::segment::{Cohorts, CrossCell};
use holdfast_ledger::{Close, Decimal, Ratio};

/// Balance of a close.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CloseFigures {
    /// The close.
    pub close: Close,
    /// ARR, reporting currency at the close's rate.
    pub amount: Decimal,
    /// Customers above 0.
    pub customers: u32,
    /// Whether the close is the partial newest one.
    pub partial: bool,
}

/// One line of the method table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MethodRow {
    /// Period label.
    pub period: String,
    /// Stable id: `closed_cohort_ttm`, `compounded_months`, `movement_sums`, `movement_sums_with_reactivation`,
    /// `reported_fx`, `survivors_only`, `minimum_of_totals`.
    pub method: &'static str,
    /// NRR.
    pub nrr: Ratio,
    /// GRR.
    pub grr: Ratio,
    /// `Some("wrong")` where shown for translation only.
    pub note: Option<&'static str>,
}

/// A check and both its sides (M-10).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// Stable id, e.g. `bridge_foots`.
    pub check: &'static str,
    /// Period and segment.
    pub scope: String,
    /// Left side.
    pub left: Decimal,
    /// Right side.
    pub right: Decimal,
    /// Whether it holds to the cent (or, for inequalities, holds).
    pub ok: bool,
}

impl Check {
    /// left − right.
    pub fn difference(&self) -> Decimal {
        self.left - self.right
    }
}

/// Lead test (G-2).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LeadTest {
    /// Customers which churned in the quarters tested.
    pub churned_customers: u32,
    /// Their ARR at the opening of the quarter of their churn.
    pub churned_amount: Decimal,
    /// Of those, with a downsell exactly k quarters before (k = 1 to 4): customers and amount; the latest downsell counts.
    pub by_lead: [(u32, Decimal); 4],
    /// Cases with a downsell, one a customer and quarter at whose end it pays: how many, and how many of
    /// them churned within two quarters. Quarters which have two quarters after them.
    pub with_downsell: (u32, u32),
    /// Cases without a downsell, likewise.
    pub without_downsell: (u32, u32),
}

/// A customer to watch (G-3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WatchItem {
    /// Index into the ledger's customers.
    pub customer: u32,
    /// ARR at the as-of close.
    pub amount: Decimal,
    /// Downsell of the last two quarters.
    pub downsell: Decimal,
    /// Label of the period of the latest downsell.
    pub period: String,
    /// Its driver.
    pub driver: Driver,
    /// Next renewal date, where known.
    pub renewal: Option<chrono::NaiveDate>,
}

/// A bridged gap (M-8): an adjustment listed in the control totals.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BridgedGap {
    /// Index into the ledger's customers.
    pub customer: u32,
    /// The zero close.
    pub close: Close,
    /// The previous amount, carried through it.
    pub amount: Decimal,
}

/// A customer flagged as a suspected phantom (M-8).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PhantomFlag {
    /// Index into the ledger's customers.
    pub customer: u32,
    /// The close at which it moved.
    pub close: Close,
    /// Why it is suspected.
    pub phantom: Phantom,
    /// Amount of the movement.
    pub amount: Decimal,
}

/// The whole result for one basis.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Basis, with `as_of` filled.
    pub basis: crate::basis::Basis,
    /// Short hash of the basis (8 hex digits).
    pub basis_hash: String,
    /// As-of close.
    pub as_of: Close,
    /// Reporting currency.
    pub currency: String,
    /// Covered closes.
    pub closes: Vec<CloseFigures>,
    /// Months between the first and the as-of close which the file does not cover (L-3).
    pub missing: Vec<Close>,
    /// Periods of the basis' grain with both closes covered, oldest first.
    pub periods: Vec<PeriodFigures>,
    /// Cohorts.
    pub cohorts: Cohorts,
    /// Two crossed attributes for the newest period, where two exist: attributes and cells (S-3).
    pub cross: Option<(String, String, Vec<CrossCell>)>,
    /// Method table for the newest period.
    pub methods: Vec<MethodRow>,
    /// Checks.
    pub checks: Vec<Check>,
    /// Status of the newest period and its reason.
    pub status: (Status, StatusReason),
    /// Lead test.
    pub lead: Option<LeadTest>,
    /// Watch list, largest amount first.
    pub watch: Vec<WatchItem>,
    /// Bridged gaps.
    pub bridged: Vec<BridgedGap>,
    /// Suspected phantoms.
    pub phantoms: Vec<PhantomFlag>,
    /// Customers present before and absent at the newest close, for review (L-3): customer, last amount.
    pub absent_at_newest: Vec<(u32, Decimal)>,
}

impl Report {
    /// The newest period.
    pub fn newest(&self) -> Option<&PeriodFigures> {
        self.periods.last()
    }
    /// Checks which failed.
    pub fn failed_checks(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|c| !c.ok)
    }
}
