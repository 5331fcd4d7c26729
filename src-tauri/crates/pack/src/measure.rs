//! The measures which pages print in rows: caption, registry id, direction and display value.

use crate::slots::At;
use crate::tie::Part;
use crate::value::{Better, Value};

/// A measure of a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Measure {
    Opening,
    Line(Part),
    Closing,
    NetNew,
    NrrTtm,
    GrrTtm,
    LogoTtm,
    Nrr,
    Grr,
    NrrWithoutStepDown,
    GrrWithoutStepDown,
    Logo,
    DownsellRate,
    ChurnRate,
    DownsellLogoRate,
    DownsellToExpansion,
    ShareOfLosses,
    Customers,
    DownsellCustomers,
    ChurnCustomers,
}

impl Measure {
    /// Every measure which a sentence can cite.
    pub const CITED: [Measure; 20] = [
        Measure::Opening,
        Measure::Line(Part::New),
        Measure::Line(Part::Reactivation),
        Measure::Line(Part::Expansion),
        Measure::Line(Part::Downsell),
        Measure::Line(Part::StepDown),
        Measure::Line(Part::Churn),
        Measure::Closing,
        Measure::NetNew,
        Measure::NrrTtm,
        Measure::GrrTtm,
        Measure::LogoTtm,
        Measure::Nrr,
        Measure::Grr,
        Measure::Logo,
        Measure::DownsellRate,
        Measure::ChurnRate,
        Measure::DownsellToExpansion,
        Measure::Customers,
        Measure::DownsellCustomers,
    ];

    /// The name in tokens: `{{downsell.q.display}}`.
    pub fn token(self) -> &'static str {
        match self {
            Measure::Opening => "opening",
            Measure::Line(part) => part_token(part),
            Measure::Closing => "closing",
            Measure::NetNew => "net_new",
            Measure::NrrTtm => "nrr",
            Measure::GrrTtm => "grr",
            Measure::LogoTtm => "logo_retention",
            Measure::Nrr => "nrr_period",
            Measure::Grr => "grr_period",
            Measure::NrrWithoutStepDown => "nrr_without_step_down",
            Measure::GrrWithoutStepDown => "grr_without_step_down",
            Measure::Logo => "logo_retention_period",
            Measure::DownsellRate => "downsell_rate",
            Measure::ChurnRate => "churn_rate",
            Measure::DownsellLogoRate => "downsell_logo_rate",
            Measure::DownsellToExpansion => "downsell_to_expansion",
            Measure::ShareOfLosses => "share_of_losses",
            Measure::Customers => "customers",
            Measure::DownsellCustomers => "downsell_customers",
            Measure::ChurnCustomers => "churn_customers",
        }
    }

    /// The registered metrics which it prints.
    pub fn metrics(self) -> &'static [&'static str] {
        match self {
            Measure::Opening => &["opening_arr"],
            Measure::Line(part) => part.metrics(),
            Measure::Closing => &["closing_arr"],
            Measure::NetNew => &["opening_arr", "closing_arr"],
            Measure::NrrTtm => &["nrr_ttm"],
            Measure::GrrTtm => &["grr_ttm"],
            Measure::LogoTtm => &["logo_retention_ttm"],
            Measure::Nrr | Measure::NrrWithoutStepDown => &["nrr"],
            Measure::Grr | Measure::GrrWithoutStepDown => &["grr"],
            Measure::Logo => &["logo_retention"],
            Measure::DownsellRate => &["downsell_rate"],
            Measure::ChurnRate => &["churn_rate"],
            Measure::DownsellLogoRate => &["downsell_logo_rate"],
            Measure::DownsellCustomers => &["downsell_customers"],
            Measure::DownsellToExpansion => &["downsell_to_expansion"],
            Measure::ShareOfLosses => &["share_of_losses"],
            Measure::Customers => &["customers"],
            Measure::ChurnCustomers => &["churn_customers"],
        }
    }

    /// Row caption; `noun` is the period's ("quarter").
    pub fn caption(self, noun: &str) -> String {
        match self {
            Measure::Opening => "Opening ARR".to_owned(),
            Measure::Line(part) => part.caption().to_owned(),
            Measure::Closing => "Closing ARR".to_owned(),
            Measure::NetNew => "Net new ARR".to_owned(),
            Measure::NrrTtm => "NRR, TTM".to_owned(),
            Measure::GrrTtm => "GRR, TTM".to_owned(),
            Measure::LogoTtm => "Logo retention, TTM".to_owned(),
            Measure::Nrr => format!("NRR, {noun}"),
            Measure::Grr => format!("GRR, {noun}"),
            Measure::NrrWithoutStepDown => format!("NRR, {noun}, ex step-down"),
            Measure::GrrWithoutStepDown => format!("GRR, {noun}, ex step-down"),
            Measure::Logo => format!("Logo retention, {noun}"),
            Measure::DownsellRate => format!("Downsell rate, {noun}"),
            Measure::ChurnRate => format!("Churn rate, {noun}"),
            Measure::DownsellLogoRate => "Customers in downsell, share".to_owned(),
            Measure::DownsellToExpansion => "Downsell ÷ expansion".to_owned(),
            Measure::ShareOfLosses => "Downsell, share of losses".to_owned(),
            Measure::Customers => "Customers at close".to_owned(),
            Measure::DownsellCustomers => "Customers in downsell".to_owned(),
            Measure::ChurnCustomers => "Customers churned".to_owned(),
        }
    }

    /// The caption within a sentence: "downsell rate, quarter", but "NRR, TTM".
    pub fn caption_within(self, noun: &str) -> String {
        let caption = self.caption(noun);
        let mut letters = caption.chars();
        match (letters.next(), letters.next()) {
            (Some(first), Some(second)) if second.is_lowercase() => {
                format!("{}{second}{}", first.to_lowercase(), letters.as_str())
            }
            _ => caption,
        }
    }

    /// Which direction is good. Losses are printed with their sign, so higher is better there too.
    pub fn better(self) -> Better {
        match self {
            Measure::Opening
            | Measure::Line(Part::Fx | Part::Transfer | Part::DataQuality)
            | Measure::ShareOfLosses => Better::Neutral,
            Measure::DownsellRate
            | Measure::ChurnRate
            | Measure::DownsellLogoRate
            | Measure::DownsellToExpansion
            | Measure::DownsellCustomers
            | Measure::ChurnCustomers => Better::Lower,
            _ => Better::Higher,
        }
    }

    /// The display value of a period.
    pub fn value(self, at: &At) -> Value {
        let scope = &at.figures.total;
        let (rates, ttm, n) = (&scope.rates, &scope.ttm, scope.counts.opening);
        let year = at.year_ago_customers;
        match self {
            Measure::Opening => money(at, at.tied.opening, false),
            Measure::Line(part) => money(at, at.tied.part(part), true),
            Measure::Closing => money(at, at.tied.closing, false),
            Measure::NetNew => money(at, at.tied.closing - at.tied.opening, true),
            Measure::NrrTtm => Value::rate(ttm.nrr, year),
            Measure::GrrTtm => Value::rate(ttm.grr, year),
            Measure::LogoTtm => Value::logo_rate(ttm.logo_retention, year),
            Measure::Nrr => Value::rate(rates.nrr, n),
            Measure::Grr => Value::rate(rates.grr, n),
            Measure::NrrWithoutStepDown => Value::rate(rates.nrr_without_step_down, n),
            Measure::GrrWithoutStepDown => Value::rate(rates.grr_without_step_down, n),
            Measure::Logo => Value::logo_rate(rates.logo_retention, n),
            Measure::DownsellRate => Value::rate(rates.downsell_rate, n),
            Measure::ChurnRate => Value::rate(rates.churn_rate, n),
            Measure::DownsellLogoRate => Value::logo_rate(rates.downsell_logo_rate, n),
            Measure::DownsellToExpansion => Value::rate(rates.downsell_to_expansion, n),
            Measure::ShareOfLosses => Value::rate(rates.share_of_losses, n),
            Measure::Customers => Value::Count(scope.counts.closing),
            Measure::DownsellCustomers => Value::Count(scope.counts.downsell),
            Measure::ChurnCustomers => Value::Count(scope.counts.churn),
        }
    }
}

fn money(at: &At, shown: holdfast_ledger::Decimal, flow: bool) -> Value {
    Value::Money {
        shown,
        unit: at.tied.unit.clone(),
        flow,
    }
}

fn part_token(part: Part) -> &'static str {
    match part {
        Part::New => "new",
        Part::Reactivation => "reactivation",
        Part::Expansion => "expansion",
        Part::Downsell => "downsell",
        Part::StepDown => "step_down",
        Part::Paused => "paused",
        Part::Churn => "churn",
        Part::Fx => "fx",
        Part::Transfer => "transfer",
        Part::DataQuality => "data_quality",
    }
}
