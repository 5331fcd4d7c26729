//! The basis of preparation in words (metrics section 6).

use crate::context::Context;
use crate::display::{Unit, money_list, percent, short_hash};
use holdfast_ledger::{AmountKind, Answer, FiscalYear, Grain, Scale};
use holdfast_metrics::basis::{FreeRule, Method, PausedRule};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Every setting: name and value.
pub(crate) fn settings(c: &Context) -> Vec<(String, String)> {
    let b = &c.report.basis;
    let cents = Unit::choose(
        &c.report.currency,
        holdfast_ledger::Decimal::ONE,
        holdfast_ledger::Decimal::ONE,
    );
    let pairs = [
        ("Amounts", amounts(c)),
        ("Scale", scale(c)),
        ("Currency", or(&c.report.currency, "not named in the file")),
        (
            "Currencies in the file",
            or(&c.inputs.evidence.currencies.join(", "), "one"),
        ),
        ("Period", grain(b.period).to_owned()),
        ("Fiscal year starts", month(b.fiscal_year_start)),
        ("As-of close", c.as_of_text()),
        ("Method (M-3)", method(b.method).to_owned()),
        ("Reactivation window (M-9)", window(b.reactivation_window)),
        ("Paused (M-9)", paused(b.paused).to_owned()),
        ("Free (M-9)", free(b.free).to_owned()),
        ("Grace gap (M-8)", gap(b.grace_gap)),
        ("Plan rates on balances (L-9)", yes(b.fx_plan_rates)),
        (
            "Segments (S-1)",
            or(&b.segments.join(", "), "all attributes with few values"),
        ),
        ("Size bands (S-1)", money_list(&cents, &b.size_bands)),
        ("Fewest customers for a rate (S-4)", b.min_n.to_string()),
        (
            "Good: downsell at most",
            percent(Some(b.thresholds.good_downsell_rate), 1),
        ),
        (
            "Good: NRR at least",
            percent(Some(b.thresholds.good_nrr), 0),
        ),
        (
            "Bad: downsell above",
            percent(Some(b.thresholds.bad_downsell_rate), 1),
        ),
        (
            "Bad: downsell ÷ expansion above",
            percent(Some(b.thresholds.bad_downsell_to_expansion), 0),
        ),
        (
            "One customer named from",
            percent(Some(b.thresholds.dominance_share), 0),
        ),
        ("Price guardrail (N-5)", percent(Some(b.guardrail), 0)),
        (
            "Decisions applied",
            c.inputs.evidence.decisions.len().to_string(),
        ),
        ("Files", files(c)),
    ];
    pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
}

fn files(c: &Context) -> String {
    let sources = c.inputs.evidence.sources.iter();
    let mut hashes: Vec<String> = sources.map(|s| short_hash(&s.sha256)).collect();
    hashes.dedup();
    hashes.truncate(3);
    or(&hashes.join(", "), "none")
}

fn or(text: &str, otherwise: &str) -> String {
    if text.is_empty() { otherwise } else { text }.to_owned()
}

/// What the amounts are: chosen, or as every file says (L-2).
fn amounts(c: &Context) -> String {
    match c.report.basis.amounts {
        Some(AmountKind::Mrr) => "MRR, ARR = 12 × MRR".to_owned(),
        Some(AmountKind::Arr) => "ARR".to_owned(),
        None => or(&readings(c, Answer::is_of_kind), "ARR, provisionally"),
    }
}

fn scale(c: &Context) -> String {
    let chosen = match c.report.basis.scale {
        Some(Scale::Units) => "units",
        Some(Scale::Cents) => "cents",
        Some(Scale::Thousands) => "thousands",
        None => return or(&readings(c, Answer::is_of_scale), "units"),
    };
    chosen.to_owned()
}

/// The readings in use of a question, each once.
fn readings(c: &Context, of: fn(&Answer) -> bool) -> String {
    let mut out: Vec<&str> = Vec::new();
    for answer in c.inputs.evidence.answers.iter().filter(|a| of(a)) {
        if !out.contains(&answer.reading.as_str()) {
            out.push(&answer.reading);
        }
    }
    out.join("; ")
}

fn grain(grain: Grain) -> &'static str {
    match grain {
        Grain::Month => "month",
        Grain::Quarter => "fiscal quarter",
        Grain::Half => "half of the fiscal year",
        Grain::Year => "fiscal year",
    }
}

fn month(fiscal: FiscalYear) -> String {
    let index = usize::from(fiscal.start_month()).saturating_sub(1);
    MONTHS.get(index).copied().unwrap_or_default().to_owned()
}

fn method(method: Method) -> &'static str {
    match method {
        Method::CloseToClose => "close to close",
        Method::SumOfMonths => "sum of months (bridge)",
    }
}

fn paused(rule: PausedRule) -> &'static str {
    match rule {
        PausedRule::Churn => "churn, of which paused stated",
        PausedRule::OwnLine => "own line",
        PausedRule::KeepLast => "kept at the last paid amount",
    }
}

fn free(rule: FreeRule) -> &'static str {
    match rule {
        FreeRule::Churn => "churn",
        FreeRule::KeepLogo => "customer at 0",
    }
}

fn window(months: Option<u32>) -> String {
    months.map_or("any gap".to_owned(), |n| format!("{n} months"))
}

fn gap(closes: u32) -> String {
    match closes {
        0 => "off".to_owned(),
        n => format!("{n} zero closes"),
    }
}

fn yes(on: bool) -> String {
    if on { "yes" } else { "no" }.to_owned()
}
