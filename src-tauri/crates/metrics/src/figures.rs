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
pub struct Bridge {
    /// ARR at the opening close, as reported where a change of the past is carried in this period (section 7).
    pub opening: Decimal,
    /// ARR of customers which never paid before (M-1).
    pub new: Decimal,
    /// ARR of customers which paid before and not at opening (M-1).
    pub reactivation: Decimal,
    /// What customers pay more than at opening (M-1).
    pub expansion: Decimal,
    /// What customers which stay pay less, without the step-downs (M-1, M-5).
    pub downsell: Decimal,
    /// Cuts agreed in the original contract (M-5).
    pub step_down: Decimal,
    /// ARR of paused customers, where the basis gives pauses a line of their own (M-9); else 0.
    pub paused: Decimal,
    /// ARR of customers at 0 at closing (M-1).
    pub churn: Decimal,
    /// What exchange rates moved: closing balances less movements at the opening rate (L-9).
    pub fx: Decimal,
    /// ARR which came into this segment less what left it; 0 for the total (S-2).
    pub transfer: Decimal,
    /// Changes of the past kept as reported, carried in this period (section 7).
    pub data_quality: Decimal,
    /// ARR at the closing close.
    pub closing: Decimal,
}

/// Customers by class. A customer with both downsell and step-down counts once, as downsell (M-5). Where
/// the opening is as reported (section 7), customers at opening are those the movements are measured from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Paying at opening.
    pub opening: u32,
    /// New logos.
    pub new: u32,
    /// Reactivated.
    pub reactivation: u32,
    /// In expansion.
    pub expansion: u32,
    /// In downsell.
    pub downsell: u32,
    /// In step-down alone.
    pub step_down: u32,
    /// Paused, where pauses have a line (M-9).
    pub paused: u32,
    /// Churned.
    pub churn: u32,
    /// Moved into this segment (S-2).
    pub transfer_in: u32,
    /// Moved out of this segment (S-2).
    pub transfer_out: u32,
    /// Paying at closing.
    pub closing: u32,
    /// Opening customers which still pay at closing (paused ones included where pauses have a line, free
    /// ones where the basis keeps their logo).
    pub retained: u32,
    /// Of the churn, customers at 0 whose logo is kept because they are free and the basis says so (M-9).
    pub free_kept: u32,
}

/// Rates of a period (section 4); `None` is "n/a".
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rates {
    /// (O + E − D − S − C) ÷ O, less paused where that is a line (section 4).
    pub nrr: Ratio,
    /// Σ min(o, c) ÷ O, capped per customer (section 4).
    pub grr: Ratio,
    /// NRR without the step-downs, where there are any (M-5).
    pub nrr_without_step_down: Ratio,
    /// GRR without the step-downs, where there are any (M-5).
    pub grr_without_step_down: Ratio,
    /// Opening customers still paying ÷ customers at opening.
    pub logo_retention: Ratio,
    /// D ÷ O.
    pub downsell_rate: Ratio,
    /// C ÷ O.
    pub churn_rate: Ratio,
    /// Customers in downsell ÷ customers at opening.
    pub downsell_logo_rate: Ratio,
    /// D ÷ E, the leading signal (G-1); times, no percentage.
    pub downsell_to_expansion: Ratio,
    /// (new + reactivation + E) ÷ (D + S + C); times.
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
pub struct Ttm {
    /// NRR of the customers of twelve closes ago.
    pub nrr: Ratio,
    /// GRR of the same customers.
    pub grr: Ratio,
    /// Share of them which still pay.
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
pub enum Driver {
    /// The quantity fell.
    Seats,
    /// The plan changed and the quantity did not fall.
    Tier,
    /// A line went to 0 and others stayed.
    Module,
    /// The same plan and quantity at a lower price.
    Price,
    /// Several of them.
    Mixed,
    /// The data does not say.
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
pub enum Timing {
    /// A renewal or end date lies inside the period.
    Renewal,
    /// None does; the next one lies after it.
    MidTerm,
    /// The data has no such dates.
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
pub struct Cohorts {
    /// Grain of cohort and age.
    pub grain: Option<holdfast_ledger::Grain>,
    /// ARR at each age ÷ ARR at age 0.
    pub nrr: Vec<CohortRow>,
    /// Σ min(ARR at the age, ARR at age 0) ÷ ARR at age 0.
    pub grr: Vec<CohortRow>,
    /// Customers paying at each age ÷ customers at age 0.
    pub logos: Vec<CohortRow>,
    /// Weighted averages by age over the cohorts which reached it: weights are ARR at age 0 (NRR, GRR) and customers (logos).
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
