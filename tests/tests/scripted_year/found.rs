//! What a comparison found.

use crate::export::close;
use holdfast_ledger::Decimal;
use holdfast_metrics::restatement::{Cause, Change, Restatement};

/// What a cause did to the close of a month.
pub(crate) fn effect(found: &Restatement, month: u32, cause: Cause) -> Decimal {
    let mut closes = found.closes.iter();
    let change = closes.find(|c| c.close == close(month)).unwrap();
    change.by_cause.get(&cause).copied().unwrap_or_default()
}

/// What a cause did to a past figure: of the company, or of a tier.
pub(crate) fn moved(
    found: &Restatement,
    period: &str,
    metric: &str,
    tier: &str,
    cause: Cause,
) -> Decimal {
    let of = |segment: &Option<(String, String)>| match segment {
        None => tier.is_empty(),
        Some((attribute, value)) => attribute == "tier" && value == tier,
    };
    let mut figures = found.figures.iter();
    let figure = figures
        .find(|f| f.key.period == period && f.key.metric == metric && of(&f.key.segment))
        .unwrap_or_else(|| panic!("{metric} {tier} of {period} did not change"));
    figure.by_cause[&cause].unwrap()
}

pub(crate) fn change(found: &Restatement, cause: Cause) -> &Change {
    let mut all = found.changes.iter().filter(|c| c.cause == cause);
    let change = all.next().unwrap();
    assert_eq!(all.next(), None, "one of {cause:?}");
    change
}

pub(crate) fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}
