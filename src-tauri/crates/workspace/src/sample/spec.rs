//! The parameters of the sample company, from `templates/sample.toml`.

use chrono::NaiveDate;
use holdfast_ledger::Decimal;
use serde::Deserialize;

/// Everything the generator needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Spec {
    pub company: String,
    pub seed: u64,
    pub customers: u32,
    pub first_close: NaiveDate,
    pub closes: u32,
    pub partial_close: NaiveDate,
    pub migration_close: NaiveDate,
    pub late_renewals: u32,
    pub paused: u32,
    pub step_downs: u32,
    pub euro_share_percent: u32,
    pub first_words: Vec<String>,
    pub second_words: Vec<String>,
    pub regions: Vec<String>,
    pub industries: Vec<String>,
    pub owners: Vec<String>,
    pub tiers: Vec<Tier>,
    pub modules: Vec<Module>,
    pub plan: Vec<PlanQuarter>,
}

/// A tier of customers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Tier {
    pub name: String,
    pub plan: String,
    pub share: u32,
    pub seats: [i64; 2],
    pub seat_price: i64,
    pub churn: u32,
    pub seat_cut: u32,
    pub plan_cut: u32,
    pub module_cut: u32,
    pub price_cut: u32,
}

/// An optional module.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Module {
    pub name: String,
    pub share: u32,
    pub seat_price: i64,
}

/// Plan figures of a quarter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct PlanQuarter {
    pub period: String,
    pub new_arr: Decimal,
    pub expansion_arr: Decimal,
    pub downsell_arr: Decimal,
    pub churn_arr: Decimal,
    pub nrr_ttm: Decimal,
    pub grr_ttm: Decimal,
}

/// The shipped parameters.
pub fn shipped() -> Result<Spec, toml::de::Error> {
    toml::from_str(include_str!("../../../../../templates/sample.toml"))
}
