//! The basis of preparation on screen: every choice a pack depends on, each with what follows from it.

use super::choice::{chosen, listed, of, typed, unknown, unreadable};
use crate::desk::{Answer, Work};
use crate::view::data::QuestionView;
use holdfast_ledger::{AmountKind, Decimal, FiscalYear, Grain, Scale, round_half_away};
use holdfast_metrics::attribute_names;
use holdfast_metrics::basis::{Basis, FreeRule, Method, PausedRule};
use holdfast_pack::display::day;
use std::str::FromStr;

const AMOUNTS: [(&str, &str, Option<AmountKind>); 3] = [
    ("", "As the file says", None),
    ("mrr", "MRR", Some(AmountKind::Mrr)),
    ("arr", "ARR", Some(AmountKind::Arr)),
];
const SCALES: [(&str, &str, Option<Scale>); 4] = [
    ("", "As the file says", None),
    ("units", "Units", Some(Scale::Units)),
    ("cents", "Cents", Some(Scale::Cents)),
    ("thousands", "Thousands", Some(Scale::Thousands)),
];
const PERIODS: [(&str, &str, Grain); 4] = [
    ("month", "Month", Grain::Month),
    ("quarter", "Quarter", Grain::Quarter),
    ("half", "Half-year", Grain::Half),
    ("year", "Year", Grain::Year),
];
const METHODS: [(&str, &str, Method); 2] = [
    ("close-to-close", "Close to close", Method::CloseToClose),
    ("sum-of-months", "Sum of months", Method::SumOfMonths),
];
const PAUSES: [(&str, &str, PausedRule); 3] = [
    ("churn", "Churn", PausedRule::Churn),
    ("own-line", "A line of its own", PausedRule::OwnLine),
    ("keep-last", "Kept at the last amount", PausedRule::KeepLast),
];
const FREE: [(&str, &str, FreeRule); 2] = [
    ("churn", "Churn", FreeRule::Churn),
    ("keep-logo", "Still a customer, at 0", FreeRule::KeepLogo),
];
const YES_NO: [(&str, &str, bool); 2] = [("no", "No", false), ("yes", "Yes", true)];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A figure of the basis.
type Figure = fn(&mut Basis) -> &mut Decimal;
/// Shares, shown in percent: key, question, rule, where it is.
const SHARES: [(&str, &str, &str, Figure); 6] = [
    (
        "guardrail",
        "Price discount which counts as a breach, %",
        "Above it a request is listed as a breach (N-5).",
        |b| &mut b.guardrail,
    ),
    (
        "good-nrr",
        "Good from an NRR of, %",
        "For the status of the period (G-1).",
        |b| &mut b.thresholds.good_nrr,
    ),
    (
        "good-downsell-rate",
        "Good up to a downsell rate of, %",
        "For the status of the period (G-1).",
        |b| &mut b.thresholds.good_downsell_rate,
    ),
    (
        "bad-downsell-rate",
        "Bad over a rising downsell rate of, %",
        "For the status of the period (G-1).",
        |b| &mut b.thresholds.bad_downsell_rate,
    ),
    (
        "concentration-share",
        "A concentrated segment has at least, % of downsell",
        "Said on the page by segment (S-5).",
        |b| &mut b.thresholds.concentration_share,
    ),
    (
        "dominance-share",
        "One customer is named from, % of a line",
        "Said on the page by segment (S-5).",
        |b| &mut b.thresholds.dominance_share,
    ),
];
/// Multiples, shown as they are.
const MULTIPLES: [(&str, &str, &str, Figure); 2] = [
    (
        "bad-downsell-to-expansion",
        "Bad over a downsell of so many times expansion",
        "For the status of the period (G-1).",
        |b| &mut b.thresholds.bad_downsell_to_expansion,
    ),
    (
        "concentration-ratio",
        "A concentrated segment has so many times its share",
        "Said on the page by segment (S-5).",
        |b| &mut b.thresholds.concentration_ratio,
    ),
];

/// Attributes to segment by.
pub fn attributes(work: &Work) -> Vec<String> {
    let ledger = work.project.imported.ledger.as_ref();
    ledger.map(attribute_names).unwrap_or_default()
}

/// How the files are read.
pub fn reading(work: &Work) -> Vec<QuestionView> {
    let basis = &work.project.basis;
    vec![
        chosen(
            "amounts",
            "Amounts are",
            "MRR is reported as ARR: times twelve.",
            listed(&AMOUNTS, Some(basis.amounts)),
        ),
        chosen(
            "scale",
            "Written in",
            "What one unit in the file is.",
            listed(&SCALES, Some(basis.scale)),
        ),
        typed(
            "currency",
            "Reported in",
            "ISO code; empty: the file's only currency.",
            basis.currency.clone(),
        ),
        typed(
            "company",
            "Company",
            "As the pack prints it.",
            basis.company.clone(),
        ),
    ]
}

/// How it is reported.
pub fn settings(work: &Work) -> Vec<QuestionView> {
    let basis = &work.project.basis;
    let mut out = vec![
        chosen(
            "period",
            "Reported by",
            "The bridge, the rates and the pack follow it.",
            listed(&PERIODS, Some(basis.period)),
        ),
        fiscal_year(basis),
        as_of(work),
        chosen(
            "method",
            "A bridge over several months",
            "Opening against closing, or its months added up (M-3).",
            listed(&METHODS, Some(basis.method)),
        ),
        chosen(
            "paused",
            "A pause is",
            "Where the bridge shows it (M-9).",
            listed(&PAUSES, Some(basis.paused)),
        ),
        chosen(
            "free",
            "Free or fully discounted is",
            "Whether the logo is kept (M-9).",
            listed(&FREE, Some(basis.free)),
        ),
        typed(
            "reactivation-window",
            "A return is a reactivation within, months",
            "Empty: after any gap (M-9).",
            basis
                .reactivation_window
                .map(|m| m.to_string())
                .unwrap_or_default(),
        ),
        typed(
            "grace-gap",
            "Zero closes bridged where a return follows",
            "0: none (M-8).",
            basis.grace_gap.to_string(),
        ),
        chosen(
            "fx-plan-rates",
            "Plan exchange rates for balances too",
            "One rate a fiscal year (L-9).",
            listed(&YES_NO, Some(basis.fx_plan_rates)),
        ),
        segments(work),
        typed(
            "size-bands",
            "Size bands from, ARR",
            "Thresholds of the derived attribute \"Size band\" (S-1).",
            bands(basis),
        ),
        typed(
            "min-n",
            "Fewest customers for a rate",
            "Rates over fewer are hidden (S-4).",
            basis.min_n.to_string(),
        ),
    ];
    let mut basis = basis.clone();
    out.extend(SHARES.map(|(key, question, rule, at)| {
        let percent = round_half_away(*at(&mut basis) * Decimal::ONE_HUNDRED, 2).normalize();
        typed(key, question, rule, percent.to_string())
    }));
    out.extend(MULTIPLES.map(|(key, question, rule, at)| {
        typed(key, question, rule, at(&mut basis).normalize().to_string())
    }));
    out
}

fn bands(basis: &Basis) -> String {
    let all: Vec<String> = basis.size_bands.iter().map(Decimal::to_string).collect();
    all.join(", ")
}

fn fiscal_year(basis: &Basis) -> QuestionView {
    let start = basis.fiscal_year_start.start_month();
    let month = |(label, m): (&&str, u8)| (m.to_string(), (*label).to_owned(), m == start);
    chosen(
        "fiscal-year-start",
        "Fiscal year starts in",
        "Quarters and years are counted from it.",
        MONTHS.iter().zip(1_u8..).map(month).collect(),
    )
}

fn as_of(work: &Work) -> QuestionView {
    let now = work.project.basis.as_of;
    let closes = work.project.imported.evidence.control_totals.iter().rev();
    let mut all = vec![(String::new(), "Newest close".to_owned(), now.is_none())];
    all.extend(closes.map(|t| {
        let close = t.close;
        (close.to_string(), day(close.date()), now == Some(close))
    }));
    chosen(
        "as-of",
        "As of",
        "Later closes are left out of every figure.",
        all,
    )
}

fn segments(work: &Work) -> QuestionView {
    let wanted = &work.project.basis.segments;
    let all = attributes(work).into_iter().map(|name| {
        let on = wanted.is_empty() || wanted.contains(&name);
        (name.clone(), name, on)
    });
    QuestionView {
        many: true,
        ..chosen(
            "segments",
            "Segmented by",
            "Pages and tables by segment, in this order.",
            all.collect(),
        )
    }
}

/// Changes one choice.
pub fn set(basis: &mut Basis, attributes: &[String], key: &str, value: &str) -> Answer<()> {
    let value = value.trim();
    match key {
        "amounts" => basis.amounts = of(&AMOUNTS, value)?,
        "scale" => basis.scale = of(&SCALES, value)?,
        "period" => basis.period = of(&PERIODS, value)?,
        "method" => basis.method = of(&METHODS, value)?,
        "paused" => basis.paused = of(&PAUSES, value)?,
        "free" => basis.free = of(&FREE, value)?,
        "fx-plan-rates" => basis.fx_plan_rates = of(&YES_NO, value)?,
        "company" => value.clone_into(&mut basis.company),
        "currency" => basis.currency = currency(value)?,
        "as-of" => basis.as_of = close(value)?,
        "reactivation-window" => basis.reactivation_window = optional(value)?,
        "grace-gap" => basis.grace_gap = number(value)?,
        "min-n" => basis.min_n = number(value)?,
        "size-bands" => basis.size_bands = ascending(value)?,
        "segments" => toggle(&mut basis.segments, attributes, value),
        "fiscal-year-start" => {
            let month = value.parse().ok().and_then(FiscalYear::starting);
            basis.fiscal_year_start = month.ok_or_else(|| unknown(value))?;
        }
        key => *figure(basis, key)? = amount(key, value)?,
    }
    Ok(())
}

fn figure<'a>(basis: &'a mut Basis, key: &str) -> Answer<&'a mut Decimal> {
    let mut all = SHARES.iter().chain(&MULTIPLES);
    let found = all.find(|f| f.0 == key).ok_or_else(|| unknown(key))?;
    Ok(found.3(basis))
}

fn amount(key: &str, value: &str) -> Answer<Decimal> {
    let read: Decimal = number(value.trim_end_matches('%').trim())?;
    if read.is_sign_negative() {
        return Err(unreadable(value, "Type a figure of 0 or more."));
    }
    let share = SHARES.iter().any(|s| s.0 == key);
    Ok(if share {
        read / Decimal::ONE_HUNDRED
    } else {
        read
    })
}

fn number<T: FromStr>(value: &str) -> Answer<T> {
    value
        .parse()
        .map_err(|_| unreadable(value, "Type a figure, such as 5."))
}

fn optional(value: &str) -> Answer<Option<u32>> {
    match value {
        "" => Ok(None),
        value => number(value).map(Some),
    }
}

fn currency(value: &str) -> Answer<String> {
    let code = value.to_ascii_uppercase();
    match code.is_empty() || code.len() == 3 && code.chars().all(|c| c.is_ascii_alphabetic()) {
        true => Ok(code),
        false => Err(unreadable(
            value,
            "Type an ISO code of three letters, such as EUR, or nothing.",
        )),
    }
}

fn close(value: &str) -> Answer<Option<holdfast_ledger::Close>> {
    if value.is_empty() {
        return Ok(None);
    }
    let date = format!("{value}-01").parse().ok();
    let close = date.and_then(holdfast_ledger::Close::of);
    close
        .map(Some)
        .ok_or_else(|| unreadable(value, "Choose a close of the list."))
}

fn ascending(value: &str) -> Answer<Vec<Decimal>> {
    let parts = value.split(',').map(str::trim).filter(|p| !p.is_empty());
    let bands: Vec<Decimal> = parts.map(number).collect::<Answer<_>>()?;
    match bands.is_sorted_by(|a, b| a < b) {
        true => Ok(bands),
        false => Err(unreadable(
            value,
            "Type ascending thresholds, such as 10000, 50000.",
        )),
    }
}

/// In or out of the list; empty stands for all of them, in the file's order.
fn toggle(segments: &mut Vec<String>, all: &[String], name: &str) {
    if segments.is_empty() {
        segments.clone_from(&all.to_vec());
    }
    match segments.iter().position(|s| s == name) {
        Some(at) => {
            segments.remove(at);
        }
        None => segments.push(name.to_owned()),
    }
    if segments.as_slice() == all {
        segments.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(key: &str, value: &str) -> Answer<Basis> {
        let mut basis = Basis::default();
        set(
            &mut basis,
            &["Tier".to_owned(), "Region".to_owned()],
            key,
            value,
        )?;
        Ok(basis)
    }

    #[test]
    fn every_choice_of_the_basis_can_be_made() {
        let half = after("guardrail", "17.5 %").unwrap();
        assert_eq!(half.guardrail, Decimal::new(175, 3));
        assert_eq!(
            after("good-nrr", "105").unwrap().thresholds.good_nrr,
            Decimal::new(105, 2)
        );
        assert_eq!(
            after("concentration-ratio", "3")
                .unwrap()
                .thresholds
                .concentration_ratio,
            Decimal::from(3)
        );
        assert_eq!(
            after("reactivation-window", "12")
                .unwrap()
                .reactivation_window,
            Some(12)
        );
        assert_eq!(
            after("reactivation-window", "")
                .unwrap()
                .reactivation_window,
            None
        );
        assert_eq!(after("currency", "eur").unwrap().currency, "EUR");
        assert_eq!(
            after("as-of", "2026-06")
                .unwrap()
                .as_of
                .map(|c| c.to_string())
                .as_deref(),
            Some("2026-06")
        );
        assert_eq!(
            after("paused", "own-line").unwrap().paused,
            PausedRule::OwnLine
        );
        assert_eq!(after("size-bands", "10, 20").unwrap().size_bands.len(), 2);
        assert_eq!(after("segments", "Tier").unwrap().segments, ["Region"]);
    }

    #[test]
    fn what_cannot_be_read_changes_nothing() {
        for (key, value) in [
            ("guardrail", "-1"),
            ("min-n", "few"),
            ("currency", "Euro"),
            ("size-bands", "20, 10"),
            ("as-of", "soon"),
        ] {
            assert_eq!(
                after(key, value).unwrap_err().code,
                "value-unreadable",
                "{key}"
            );
        }
        assert_eq!(after("weather", "1").unwrap_err().code, "choice-unknown");
        assert_eq!(
            after("paused", "asleep").unwrap_err().code,
            "choice-unknown"
        );
    }
}
