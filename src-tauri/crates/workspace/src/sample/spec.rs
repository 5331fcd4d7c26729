//! The parameters of the sample company, from `templates/sample.toml`.

use chrono::NaiveDate;
use holdfast_ledger::Decimal;
use serde::Deserialize;

/// Everything the generator needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Name as printed: it says that it is a sample.
    pub company: String,
    /// Seed of all chance: the same seed, the same figures.
    pub seed: u64,
    /// Customers ever.
    pub customers: u32,
    /// First close, a month's end.
    pub first_close: NaiveDate,
    /// Monthly closes.
    pub closes: u32,
    /// Day of the export, within the month after the last close (L-3).
    pub partial_close: NaiveDate,
    /// Close at which the company renumbered customers.
    pub migration_close: NaiveDate,
    /// Renewals which are late at the end (M-8).
    pub late_renewals: u32,
    /// Customers paused at the end.
    pub paused: u32,
    /// Contracts with an agreed fall (M-5).
    pub step_downs: u32,
    /// Share of EMEA customers billed in EUR, in percent.
    pub euro_share_percent: u32,
    /// First words of customers' names.
    pub first_words: Vec<String>,
    /// Second words.
    pub second_words: Vec<String>,
    /// Values of the attribute Region.
    pub regions: Vec<String>,
    /// Values of the attribute Industry.
    pub industries: Vec<String>,
    /// Values of the attribute Owner.
    pub owners: Vec<String>,
    /// Tiers of customers.
    pub tiers: Vec<Tier>,
    /// Optional modules.
    pub modules: Vec<Module>,
    /// Plan figures by quarter, oldest first.
    pub plan: Vec<PlanQuarter>,
}

/// A tier of customers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Value of the attribute Segment.
    pub name: String,
    /// Plan which its customers buy.
    pub plan: String,
    /// Share of customers in percent.
    pub share: u32,
    /// Fewest and most seats at sign-up.
    pub seats: [i64; 2],
    /// Yearly price of a seat in units of currency.
    pub seat_price: i64,
    /// Chance in percent that a renewal ends in churn.
    pub churn: u32,
    /// That it ends in fewer seats.
    pub seat_cut: u32,
    /// In a lower plan.
    pub plan_cut: u32,
    /// In a dropped module.
    pub module_cut: u32,
    /// In a lower price.
    pub price_cut: u32,
}

/// An optional module.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// Name of the product line.
    pub name: String,
    /// Chance in percent that a customer has it.
    pub share: u32,
    /// Yearly price of a seat in units of currency.
    pub seat_price: i64,
}

/// Plan figures of a quarter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanQuarter {
    /// Period as the plan file names it.
    pub period: String,
    /// New ARR, in units of currency as all amounts here.
    pub new_arr: Decimal,
    /// Expansion.
    pub expansion_arr: Decimal,
    /// Downsell, below zero.
    pub downsell_arr: Decimal,
    /// Churn, below zero.
    pub churn_arr: Decimal,
    /// NRR, TTM, as a fraction.
    pub nrr_ttm: Decimal,
    /// GRR, TTM, as a fraction.
    pub grr_ttm: Decimal,
}

/// The shipped parameters.
pub fn shipped() -> Result<Spec, toml::de::Error> {
    toml::from_str(include_str!("../../../../../templates/sample.toml"))
}
