//! The basis of preparation in words (section 6 of the methodology).

use crate::PackInputs;
use holdfast_ledger::{AmountKind, Decimal, Scale, money_text};
use holdfast_metrics::basis::{FreeRule, Method, PausedRule};

/// Every setting with its value.
pub fn basis(inputs: &PackInputs<'_>) -> Vec<(&'static str, String)> {
    let b = &inputs.report.basis;
    let t = &b.thresholds;
    let percent = |value: Decimal| crate::display::percent(Some(value), 1);
    vec![
        ("amounts in the file", amounts(b.amounts, b.scale)),
        (
            "reporting currency",
            or(&inputs.report.currency, "not named"),
        ),
        ("reported period", b.period.noun().to_owned()),
        (
            "fiscal year starts in month",
            b.fiscal_year_start.start_month().to_string(),
        ),
        ("as-of close", inputs.report.as_of.date().to_string()),
        ("bridge method", method(b.method).to_owned()),
        (
            "reactivation window",
            b.reactivation_window
                .map_or_else(|| "any gap".to_owned(), |m| format!("{m} months")),
        ),
        ("paused customers", paused(b.paused).to_owned()),
        ("free customers", free(b.free).to_owned()),
        (
            "zero closes bridged",
            if b.grace_gap == 0 {
                "none".to_owned()
            } else {
                format!("up to {}", b.grace_gap)
            },
        ),
        ("exchange rates", rates(inputs)),
        (
            "segment attributes",
            or(&b.segments.join(", "), "all of the file with few values"),
        ),
        (
            "size bands from",
            b.size_bands
                .iter()
                .map(|v| money_text(*v))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        ("fewest customers for a rate", b.min_n.to_string()),
        (
            "status good: downsell rate up to, NRR from",
            format!("{}, {}", percent(t.good_downsell_rate), percent(t.good_nrr)),
        ),
        (
            "status bad: downsell rate over and rising, downsell ÷ expansion over",
            format!(
                "{}, {}",
                percent(t.bad_downsell_rate),
                percent(t.bad_downsell_to_expansion)
            ),
        ),
        (
            "a segment is concentrated from",
            format!(
                "{} times its share of opening and {} of the line",
                money_text(t.concentration_ratio),
                percent(t.concentration_share)
            ),
        ),
        ("price discount guardrail", percent(b.guardrail)),
    ]
}

fn or(text: &str, otherwise: &str) -> String {
    if text.is_empty() {
        otherwise.to_owned()
    } else {
        text.to_owned()
    }
}

fn amounts(kind: Option<AmountKind>, scale: Option<Scale>) -> String {
    let kind = match kind {
        Some(AmountKind::Mrr) => "MRR, times twelve",
        Some(AmountKind::Arr) => "ARR",
        None => "not answered, read as ARR",
    };
    match scale {
        Some(Scale::Cents) => format!("{kind}, in cents"),
        Some(Scale::Thousands) => format!("{kind}, in thousands"),
        Some(Scale::Units) | None => kind.to_owned(),
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::CloseToClose => "opening close against closing close",
        Method::SumOfMonths => "sum of the months' movements; retention by closed cohort",
    }
}

fn paused(rule: PausedRule) -> &'static str {
    match rule {
        PausedRule::Churn => "churn, of which paused is printed",
        PausedRule::OwnLine => "a bridge line of their own, logo kept",
        PausedRule::KeepLast => "kept at the last paid amount",
    }
}

fn free(rule: FreeRule) -> &'static str {
    match rule {
        FreeRule::Churn => "churn",
        FreeRule::KeepLogo => "customers at 0",
    }
}

fn rates(inputs: &PackInputs<'_>) -> String {
    let source = inputs.evidence.rates_source.clone();
    let source = source.unwrap_or_else(|| "none: one currency".to_owned());
    if inputs.report.basis.fx_plan_rates {
        format!("{source}; one rate a fiscal year")
    } else {
        source
    }
}
