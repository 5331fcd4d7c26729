//! One customer's movement, and what losses are told apart by.

use holdfast_ledger::Decimal;

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
