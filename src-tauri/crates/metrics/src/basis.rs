//! The basis of preparation: every choice a pack depends on, one typed value (metrics section 6).

use holdfast_ledger::{AmountKind, Close, Decimal, FiscalYear, Grain, Scale};
use serde::{Deserialize, Serialize};

/// How a bridge over several months is computed (M-3).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Opening close against closing close.
    #[default]
    CloseToClose,
    /// The sum of the months' movements; the labelled alternative.
    SumOfMonths,
}

/// What a pause is (M-9).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PausedRule {
    /// Churn, with "of which paused" printed.
    #[default]
    Churn,
    /// A bridge line of its own; inside NRR and GRR, logo kept and disclosed.
    OwnLine,
    /// Kept at the last paid amount.
    KeepLast,
}

/// What free or fully discounted is (M-9).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FreeRule {
    /// Churn.
    #[default]
    Churn,
    /// Still a customer, at 0.
    KeepLogo,
}

/// Status thresholds (G-1), all settings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Downsell rate up to which a status can be good.
    pub good_downsell_rate: Decimal,
    /// NRR from which a status can be good.
    pub good_nrr: Decimal,
    /// Downsell rate over which, when rising, a status is bad.
    pub bad_downsell_rate: Decimal,
    /// D/E over which a status is bad.
    pub bad_downsell_to_expansion: Decimal,
    /// Share of downsell over share of opening from which a segment is concentrated (S-5).
    pub concentration_ratio: Decimal,
    /// Least share of the downsell line for a concentrated segment.
    pub concentration_share: Decimal,
    /// Share of a line from which one customer is named (S-5).
    pub dominance_share: Decimal,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds {
            good_downsell_rate: Decimal::new(3, 2),
            good_nrr: Decimal::new(110, 2),
            bad_downsell_rate: Decimal::new(5, 2),
            bad_downsell_to_expansion: Decimal::ONE,
            concentration_ratio: Decimal::TWO,
            concentration_share: Decimal::new(20, 2),
            dominance_share: Decimal::ONE / Decimal::from(3),
        }
    }
}

/// The basis of preparation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Basis {
    /// Company as printed; empty where not given.
    pub company: String,
    /// What the file's amounts are; `None` while unanswered (read as ARR, provisionally, with an error finding).
    pub amounts: Option<AmountKind>,
    /// Scale of the file's amounts; `None` means recognised or units.
    pub scale: Option<Scale>,
    /// Reporting currency; empty means the file's only one.
    pub currency: String,
    /// Reported period.
    pub period: Grain,
    /// Start of the fiscal year.
    pub fiscal_year_start: FiscalYear,
    /// As-of close; `None` means the newest.
    pub as_of: Option<Close>,
    /// Bridge method (M-3).
    pub method: Method,
    /// Reactivation window in months; `None` is any gap (M-9).
    pub reactivation_window: Option<u32>,
    /// Pauses.
    pub paused: PausedRule,
    /// Free customers.
    pub free: FreeRule,
    /// Zero closes bridged where a return follows (M-8); 0 is off.
    pub grace_gap: u32,
    /// Whether a plan rate per fiscal year applies to balances too (L-9).
    pub fx_plan_rates: bool,
    /// Attributes to segment by, in order; empty means all low-cardinality attributes of the file.
    pub segments: Vec<String>,
    /// Ascending ARR thresholds of the derived "Size band" attribute (S-1).
    pub size_bands: Vec<Decimal>,
    /// Fewest customers for a rate (S-4).
    pub min_n: u32,
    /// Status thresholds.
    pub thresholds: Thresholds,
    /// Price discount above which a breach is flagged (N-5).
    pub guardrail: Decimal,
}

impl Default for Basis {
    fn default() -> Self {
        Basis {
            company: String::new(),
            amounts: None,
            scale: None,
            currency: String::new(),
            period: Grain::Quarter,
            fiscal_year_start: FiscalYear::CALENDAR,
            as_of: None,
            method: Method::CloseToClose,
            reactivation_window: None,
            paused: PausedRule::Churn,
            free: FreeRule::Churn,
            grace_gap: 0,
            fx_plan_rates: false,
            segments: Vec::new(),
            size_bands: [10_000, 50_000, 100_000, 250_000]
                .map(Decimal::from)
                .to_vec(),
            min_n: 5,
            thresholds: Thresholds::default(),
            guardrail: Decimal::new(20, 2),
        }
    }
}
