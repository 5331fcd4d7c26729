//! NRR and GRR of one ledger under each common method.

use crate::balances::Balances;
use crate::figures::{Bridge, MethodRow};
use crate::movements::{Move, between};
use crate::periods::total_bridge;
use crate::spans::Span;
use crate::tally::Cohort;
use holdfast_ledger::{Decimal, Ratio, ratio};

/// Shown so that another company's figure can be translated, not as a way to compute it.
const WRONG: Option<&str> = Some("wrong");

/// The method table over the trailing year of a period's closing close; over the period itself where the
/// close a year before is not covered, and then the first row is `closed_cohort`.
pub(crate) fn methods(b: &Balances, span: Span) -> Vec<MethodRow> {
    let year_ago = b.close_list()[usize::from(span.close)].plus(-12);
    let (open, first, label) = match b.index(year_ago) {
        Some(open) => (open, "closed_cohort_ttm", "TTM "),
        None => (span.open, "closed_cohort", ""),
    };
    let label = format!("{label}{}", span.period.label(b.basis().fiscal_year_start));
    let moves = between(b, open, span.close);
    let months = months(b, open, span.close);
    let cohort = cohort(moves.iter(), |m| m.closing);
    let row = |method, (nrr, grr): (Ratio, Ratio), note| MethodRow {
        period: label.clone(),
        method,
        nrr,
        grr,
        note,
    };
    let sums = months.as_deref().map(|m| movement_sums(cohort.opening, m));
    let (plain, returned) = sums.unwrap_or_default();
    vec![
        row(first, (cohort.nrr(), cohort.grr()), None),
        row(
            "compounded_months",
            months.as_deref().map(compounded).unwrap_or_default(),
            None,
        ),
        row("movement_sums", plain, None),
        row("movement_sums_with_reactivation", returned, None),
        row(
            "reported_fx",
            retention(&self::cohort(moves.iter(), |m| m.balance)),
            None,
        ),
        row("survivors_only", survivors(&moves), WRONG),
        row("minimum_of_totals", totals(&moves), WRONG),
    ]
}

fn cohort<'m>(moves: impl Iterator<Item = &'m Move>, closing: fn(&Move) -> Decimal) -> Cohort {
    let mut cohort = Cohort::default();
    for m in moves {
        cohort.add(
            &Move {
                closing: closing(m),
                ..*m
            },
            false,
        );
    }
    cohort
}

fn retention(cohort: &Cohort) -> (Ratio, Ratio) {
    (cohort.nrr(), cohort.grr())
}

/// Only customers which still pay, in both numerator and denominator.
fn survivors(moves: &[Move]) -> (Ratio, Ratio) {
    retention(&cohort(
        moves.iter().filter(|m| !m.closing.is_zero()),
        |m| m.closing,
    ))
}

/// Totals instead of customers: new customers pay for lost ones.
fn totals(moves: &[Move]) -> (Ratio, Ratio) {
    let opening: Decimal = moves.iter().map(|m| m.opening).sum();
    let closing: Decimal = moves.iter().map(|m| m.balance).sum();
    (
        ratio(closing, opening),
        ratio(opening.min(closing), opening),
    )
}

/// The bridges of the months between two closes; `None` where a month is missing (L-3).
fn months(b: &Balances, open: u16, close: u16) -> Option<Vec<Bridge>> {
    let closes = &b.close_list()[usize::from(open)..=usize::from(close)];
    let whole = closes.windows(2).all(|w| w[1].months_since(w[0]) == 1);
    whole.then(|| (open..close).map(|k| total_bridge(b, k, k + 1)).collect())
}

/// The product of the months' rates; it includes customers won inside the window.
fn compounded(months: &[Bridge]) -> (Ratio, Ratio) {
    let product = |kept: fn(&Bridge) -> Decimal| {
        months.iter().try_fold(Decimal::ONE, |all, m| {
            all.checked_mul(ratio(kept(m), m.opening)?)
        })
    };
    (
        product(Bridge::retained),
        product(|m| m.retained() - m.expansion),
    )
}

/// The window's movements over its opening, without and with reactivations.
fn movement_sums(opening: Decimal, months: &[Bridge]) -> ((Ratio, Ratio), (Ratio, Ratio)) {
    let sum = |line: fn(&Bridge) -> Decimal| months.iter().map(line).sum::<Decimal>();
    let kept = opening - sum(|m| m.downsell + m.step_down + m.paused + m.churn);
    let net = kept + sum(|m| m.expansion);
    let grr = ratio(kept, opening);
    let returned = sum(|m| m.reactivation);
    (
        (ratio(net, opening), grr),
        (ratio(net + returned, opening), grr),
    )
}
