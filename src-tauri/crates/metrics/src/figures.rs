//! The result of a computation as pure values. Everything printed is one of these figures.

use holdfast_ledger::{Close, Decimal, Period, Ratio};

/// The class of a movement (M-1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    /// 0 to above 0, never paid before (or back after longer than the reactivation window).
    New,
    /// 0 to above 0, paid before.
    Reactivation,
    /// Above 0 to more.
    Expansion,
    /// Above 0 to less, but not to 0.
    Downsell,
    /// A fall agreed in the original contract (M-5).
    StepDown,
    /// Above 0 to 0 by a pause, where the basis gives pauses a line (M-9).
    Paused,
    /// Above 0 to 0.
    Churn,
    /// No change.
    Flat,
}

impl Class {
    /// Stable id, as in machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Class::New => "new",
            Class::Reactivation => "reactivation",
            Class::Expansion => "expansion",
            Class::Downsell => "downsell",
            Class::StepDown => "step_down",
            Class::Paused => "paused",
            Class::Churn => "churn",
            Class::Flat => "flat",
        }
    }
}

/// The ARR bridge of a scope and period (section 1). All movements positive except `fx`, `transfer`
/// and `data_quality`, which carry their sign:
/// opening + new + reactivation + expansion − downsell − step-down − paused − churn + fx + transfer
/// + data quality = closing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)]
pub struct Bridge {
    pub opening: Decimal,
    pub new: Decimal,
    pub reactivation: Decimal,
    pub expansion: Decimal,
    pub downsell: Decimal,
    pub step_down: Decimal,
    pub paused: Decimal,
    pub churn: Decimal,
    pub fx: Decimal,
    pub transfer: Decimal,
    pub data_quality: Decimal,
    pub closing: Decimal,
}

/// Customers by class. A customer with both downsell and step-down counts once, as downsell (M-5). Where
/// the opening is as reported (section 7), customers at opening are those the movements are measured from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)]
pub struct Counts {
    pub opening: u32,
    pub new: u32,
    pub reactivation: u32,
    pub expansion: u32,
    pub downsell: u32,
    pub step_down: u32,
    pub paused: u32,
    pub churn: u32,
    pub transfer_in: u32,
    pub transfer_out: u32,
    pub closing: u32,
    /// Opening customers which still pay at closing (paused ones included where pauses have a line, free
    /// ones where the basis keeps their logo).
    pub retained: u32,
    /// Of the churn, customers at 0 whose logo is kept because they are free and the basis says so (M-9).
    pub free_kept: u32,
}

/// Rates of a period (section 4); `None` is "n/a".
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)]
pub struct Rates {
    pub nrr: Ratio,
    pub grr: Ratio,
    /// NRR without the step-downs, where there are any (M-5).
    pub nrr_without_step_down: Ratio,
    /// GRR without the step-downs, where there are any (M-5).
    pub grr_without_step_down: Ratio,
    pub logo_retention: Ratio,
    pub downsell_rate: Ratio,
    pub churn_rate: Ratio,
    pub downsell_logo_rate: Ratio,
    pub downsell_to_expansion: Ratio,
    pub quick_ratio: Ratio,
    /// D / (D + S + C).
    pub share_of_losses: Ratio,
    /// Closing ARR ÷ closing customers.
    pub arpa: Ratio,
    /// Share of closing ARR held by the ten largest customers.
    pub top10_share: Ratio,
}

/// Trailing twelve months by closed cohort; all `None` where the close twelve months before is not covered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)]
pub struct Ttm {
    pub nrr: Ratio,
    pub grr: Ratio,
    pub logo_retention: Ratio,
}

/// Bridge, counts, rates and TTM of one scope: the total or one segment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scope {
    /// Bridge.
    pub bridge: Bridge,
    /// Customers.
    pub counts: Counts,
    /// Rates.
    pub rates: Rates,
    /// Trailing year.
    pub ttm: Ttm,
    /// Of the churn, the ARR whose customers are paused (M-9).
    pub of_which_paused: Decimal,
    /// Of the downsell, the ARR traded for a longer term (M-6).
    pub of_which_multi_year: Decimal,
}

/// The gross table (M-2), customers present at both closes, at the opening close's rates.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GrossLines {
    /// Sum of line increases.
    pub increase: Decimal,
    /// Sum of line decreases, positive.
    pub decrease: Decimal,
    /// E − D − S = increase − decrease; swap = decrease − D − S = increase − E.
    pub swap: Decimal,
    /// Volume part of all line deltas: Δquantity × opening unit price; `None` without quantities (M-4).
    pub volume: Option<Decimal>,
    /// Price part: closing quantity × Δunit price.
    pub price: Option<Decimal>,
    /// Line deltas without quantities on both sides, in neither part.
    pub unsplit: Decimal,
}

/// The driver of a downsell (M-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)]
pub enum Driver {
    Seats,
    Tier,
    Module,
    Price,
    Mixed,
    Unknown,
}

impl Driver {
    /// Every driver, in display order.
    pub const ALL: [Driver; 6] = [
        Driver::Seats,
        Driver::Tier,
        Driver::Module,
        Driver::Price,
        Driver::Mixed,
        Driver::Unknown,
    ];

    /// Stable id, as in machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Driver::Seats => "seats",
            Driver::Tier => "tier",
            Driver::Module => "module",
            Driver::Price => "price",
            Driver::Mixed => "mixed",
            Driver::Unknown => "unknown",
        }
    }
}

/// When in the contract a loss happened (M-7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)]
pub enum Timing {
    Renewal,
    MidTerm,
    Unknown,
}

impl Timing {
    /// Every timing, in display order.
    pub const ALL: [Timing; 3] = [Timing::Renewal, Timing::MidTerm, Timing::Unknown];

    /// Stable id, as in machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Timing::Renewal => "renewal",
            Timing::MidTerm => "mid_term",
            Timing::Unknown => "unknown",
        }
    }
}

/// Downsell by driver: amount and customers, in the order of [`Driver::ALL`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Drivers(pub [(Decimal, u32); 6]);

/// Downsell and churn by timing, in the order of [`Timing::ALL`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Timings {
    /// Downsell: amount and customers.
    pub downsell: [(Decimal, u32); 3],
    /// Churn: amount and customers.
    pub churn: [(Decimal, u32); 3],
}

/// A suspected phantom (M-8); flagged, never reclassified.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Phantom {
    /// A dip which returned to the same amount within two closes.
    Dip,
    /// A churn followed by a return at a similar amount within the grace window.
    LateRenewal,
    /// Many customers of one plan moved on one day.
    Migration,
}

/// One customer's movement between two closes; exactly one a customer and period (M-1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Movement {
    /// Index into the ledger's customers.
    pub customer: u32,
    /// Opening amount, reporting currency, opening close's rate.
    pub opening: Decimal,
    /// Closing amount, reporting currency, *opening* close's rate (L-9).
    pub closing: Decimal,
    /// Closing amount at the closing close's rate: what the balance shows.
    pub closing_balance: Decimal,
    /// Opening amount less the one reported, where a change of the past is carried in this period (section 7).
    pub data_quality: Decimal,
    /// Class.
    pub class: Class,
    /// Amount of the class, positive: for downsell the part which is not a step-down.
    pub amount: Decimal,
    /// The step-down part (M-5).
    pub step_down: Decimal,
    /// Driver, of downsells.
    pub driver: Option<Driver>,
    /// Timing, of downsells and churn.
    pub timing: Option<Timing>,
    /// Whether the customer is paused at closing.
    pub paused: bool,
    /// Whether a longer term was given for the cut (M-6).
    pub multi_year: bool,
    /// Phantom flags.
    pub phantoms: Vec<Phantom>,
    /// Reason from the data, if any.
    pub reason: Option<String>,
    /// Next renewal date known at closing.
    pub renewal: Option<chrono::NaiveDate>,
}

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
#[allow(missing_docs)]
pub struct Concentration {
    pub share_of_downsell: Decimal,
    pub share_of_opening: Ratio,
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

/// ATR rates (section 4): only with renewal dates.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)]
pub struct Renewals {
    pub customers_due: u32,
    pub available: Decimal,
    pub downsell: Decimal,
    pub churn: Decimal,
    pub downsell_rate: Ratio,
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
#[allow(missing_docs)]
pub enum Status {
    Good,
    Watch,
    Bad,
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

/// One cohort row (C-1); `by_age[i]` is `None` where that age is not yet reached or its close is missing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CohortRow {
    /// Label of the sign-up period.
    pub cohort: String,
    /// Customers at age 0.
    pub customers: u32,
    /// ARR at age 0.
    pub amount: Decimal,
    /// Value by age.
    pub by_age: Vec<Ratio>,
}

/// Cohort triangles by fiscal quarter (or month, where the ledger is shorter than six quarters).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)]
pub struct Cohorts {
    /// Grain of cohort and age.
    pub grain: Option<holdfast_ledger::Grain>,
    pub nrr: Vec<CohortRow>,
    pub grr: Vec<CohortRow>,
    pub logos: Vec<CohortRow>,
    /// Weighted averages by age over the cohorts which reached it: weights are ARR at age 0 (NRR, GRR) and customers (logos).
    pub average_nrr: Vec<Ratio>,
    pub average_grr: Vec<Ratio>,
    pub average_logos: Vec<Ratio>,
}

/// A cell of two crossed attributes (S-3).
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct CrossCell {
    pub row: String,
    pub column: String,
    pub customers: u32,
    pub opening: Decimal,
    pub downsell: Decimal,
    pub downsell_rate: Ratio,
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
#[allow(missing_docs)]
pub struct LeadTest {
    pub churned_customers: u32,
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
#[allow(missing_docs)]
pub struct WatchItem {
    pub customer: u32,
    pub amount: Decimal,
    pub downsell: Decimal,
    pub period: String,
    pub driver: Driver,
    pub renewal: Option<chrono::NaiveDate>,
}

/// A bridged gap (M-8): an adjustment listed in the control totals.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct BridgedGap {
    pub customer: u32,
    pub close: Close,
    pub amount: Decimal,
}

/// A customer flagged as a suspected phantom (M-8).
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct PhantomFlag {
    pub customer: u32,
    pub close: Close,
    pub phantom: Phantom,
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
