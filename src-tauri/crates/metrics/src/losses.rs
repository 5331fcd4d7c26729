//! Why and when a customer's amount fell: driver (M-4), timing (M-7), multi-year exchange (M-6).

use crate::balances::Balances;
use crate::figures::{Class, Driver, Timing};
use crate::lines::Line;
use crate::movements::Move;
use chrono::NaiveDate;
use holdfast_ledger::{Close, Decimal, Symbol};

/// What is known of a downsell or churn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Loss {
    /// Of downsells.
    pub driver: Option<Driver>,
    pub timing: Timing,
    pub multi_year: bool,
}

/// Months by which a renewal moves out where a longer term was given for a cut (M-6, N-14).
const MULTI_YEAR_MONTHS: i32 = 24;

const SEATS: u8 = 1;
const TIER: u8 = 2;
const MODULE: u8 = 4;
const PRICE: u8 = 8;
const UNTOLD: u8 = 16;

/// Words of a reason column by driver, matched from the start of a word; a full stop stands for its end.
const REASON_WORDS: [(u8, &[&str]); 4] = [
    (
        SEATS,
        &[
            "seat",
            "user.",
            "users.",
            "licen",
            "headcount",
            "quantity",
            "volume",
        ],
    ),
    (
        TIER,
        &["tier", "plan.", "plans.", "downgrad", "edition", "package"],
    ),
    (MODULE, &["module", "add-on", "addon", "add on."]),
    (
        PRICE,
        &[
            "price",
            "pricing",
            "value cut",
            "discount",
            "promo",
            "uplift",
            "renewed lower",
        ],
    ),
];

const MULTI_YEAR_WORDS: [&str; 8] = [
    "multi-year",
    "multi year",
    "multiyear",
    "longer term",
    "2-year",
    "3-year",
    "two-year",
    "three-year",
];

/// Driver, timing and tag of a downsell or churn; `None` for every other movement.
pub(crate) fn loss(b: &Balances, m: &Move, open: u16, close: u16, lines: &[Line]) -> Option<Loss> {
    if !matches!(m.class, Class::Downsell | Class::Churn) {
        return None;
    }
    let is_downsell = m.class == Class::Downsell;
    let driver = is_downsell.then(|| driver(b, m.customer, open, close, lines));
    Some(Loss {
        driver,
        timing: timing(
            b,
            m.customer,
            open,
            close,
            if is_downsell { lines } else { &[] },
        ),
        multi_year: driver.is_some_and(|d| multi_year(b, m.customer, open, close, d)),
    })
}

/// One driver for the customer's whole downsell (M-4).
fn driver(b: &Balances, customer: u32, open: u16, close: u16, lines: &[Line]) -> Driver {
    let stayed = lines
        .iter()
        .any(|l| l.opening_amount() > Decimal::ZERO && l.closing_amount() > Decimal::ZERO);
    let told = lines.iter().fold(0, |all, line| all | cause(line, stayed));
    named(told).unwrap_or_else(|| {
        reason(b, customer, open, close)
            .map_or(Driver::Unknown, |r| driver_of_reason(b.ledger().name(r)))
    })
}

fn named(causes: u8) -> Option<Driver> {
    match causes {
        0 | UNTOLD => None,
        SEATS => Some(Driver::Seats),
        TIER => Some(Driver::Tier),
        MODULE => Some(Driver::Module),
        PRICE => Some(Driver::Price),
        _ => Some(Driver::Mixed),
    }
}

/// Why one line fell; 0 where it didn't. A line which left while none stayed was replaced: a change of
/// plan. A discount line (negative) which grew is price.
fn cause(line: &Line, others_stayed: bool) -> u8 {
    if line.delta() >= Decimal::ZERO {
        return 0;
    }
    if line.closing_amount() < Decimal::ZERO {
        return PRICE;
    }
    let (Some(before), Some(after)) = (line.opening, line.closing) else {
        return if others_stayed { MODULE } else { TIER };
    };
    if after.amount.is_zero() {
        return if others_stayed { MODULE } else { TIER };
    }
    let tier = before.plan.is_some() && after.plan.is_some() && before.plan != after.plan;
    let (Some(q0), Some(q1)) = (before.quantity, after.quantity) else {
        return if tier { TIER } else { UNTOLD };
    };
    let seats = if q1 < q0 { SEATS } else { 0 };
    if tier {
        return TIER | seats;
    }
    let cheaper = cheaper((before.amount, q0), (after.amount, q1));
    match seats | if cheaper { PRICE } else { 0 } {
        0 => UNTOLD,
        told => told,
    }
}

/// Whether the unit price fell, by cross multiplication so that nothing is rounded.
fn cheaper((a0, q0): (Decimal, Decimal), (a1, q1): (Decimal, Decimal)) -> bool {
    let positive = q0 > Decimal::ZERO && q1 > Decimal::ZERO;
    match (a1.checked_mul(q0), a0.checked_mul(q1)) {
        (Some(now), Some(then)) => positive && now < then,
        _ => false,
    }
}

/// The driver which the words of a reason name; mixed where they name several (M-4).
pub fn driver_of_reason(reason: &str) -> Driver {
    let text = reason.to_lowercase();
    let has = |word: &str| {
        let (stem, whole) = word.strip_suffix('.').map_or((word, false), |w| (w, true));
        text.match_indices(stem).any(|(at, _)| {
            let before = text[..at].ends_with(char::is_alphanumeric);
            let after = text[at + stem.len()..].starts_with(char::is_alphanumeric);
            !(before || whole && after)
        })
    };
    let causes = REASON_WORDS
        .iter()
        .filter(|(_, words)| words.iter().any(|w| has(w)))
        .fold(0, |all, (cause, _)| all | cause);
    named(causes).unwrap_or(Driver::Unknown)
}

/// The newest reason given between the two closes, opening left out (M-4).
pub(crate) fn reason(b: &Balances, customer: u32, open: u16, close: u16) -> Option<Symbol> {
    if !b.has_reasons() {
        return None;
    }
    (open + 1..=close).rev().find_map(|k| {
        let given = b.ledger().entries_at(customer, k).iter().map(|e| e.reason);
        given
            .filter(|r| r.is_some())
            .min_by_key(|r| b.ledger().name(*r))
    })
}

/// Whether a renewal or end date lies inside the period (M-7). A date on the opening close counts: an
/// end date is itself still covered (L-6), so what it ends is gone the day after.
fn timing(b: &Balances, customer: u32, open: u16, close: u16, lines: &[Line]) -> Timing {
    if !b.has_renewals() {
        return Timing::Unknown;
    }
    let fallen = |e: &holdfast_ledger::Entry| {
        lines
            .iter()
            .any(|l| l.delta() < Decimal::ZERO && l.holds(e))
    };
    let entries = || (open..=close).flat_map(|k| b.ledger().entries_at(customer, k));
    let of_fallen: Vec<NaiveDate> = entries()
        .filter(|e| fallen(e))
        .filter_map(|e| e.renewal)
        .collect();
    let dates = if of_fallen.is_empty() {
        entries().filter_map(|e| e.renewal).collect()
    } else {
        of_fallen
    };
    let closes = b.close_list();
    let (from, to) = (
        closes[usize::from(open)].date(),
        closes[usize::from(close)].date(),
    );
    if dates.iter().any(|d| (from..=to).contains(d)) {
        Timing::Renewal
    } else if dates.iter().any(|d| *d > to) {
        Timing::MidTerm
    } else {
        Timing::Unknown
    }
}

/// Whether a longer term was given for the cut (M-6): a reason says so, or the price fell (or why is
/// not told) while the renewal date moved at least 24 months out.
fn multi_year(b: &Balances, customer: u32, open: u16, close: u16, driver: Driver) -> bool {
    let said = reason(b, customer, open, close).is_some_and(|r| {
        let text = b.ledger().name(r).to_lowercase();
        MULTI_YEAR_WORDS.iter().any(|w| text.contains(w))
    });
    let by_price = matches!(driver, Driver::Price | Driver::Mixed | Driver::Unknown);
    said || by_price && moved_out(b, customer, open, close)
}

fn moved_out(b: &Balances, customer: u32, open: u16, close: u16) -> bool {
    let latest = |k: u16| {
        let dates = b
            .ledger()
            .entries_at(customer, k)
            .iter()
            .filter_map(|e| e.renewal);
        dates.max().and_then(Close::of)
    };
    match (latest(open), latest(close)) {
        (Some(before), Some(after)) => after.months_since(before) >= MULTI_YEAR_MONTHS,
        _ => false,
    }
}

/// The next renewal date known at a close.
pub(crate) fn next_renewal(b: &Balances, customer: u32, close: u16) -> Option<NaiveDate> {
    if !b.has_renewals() {
        return None;
    }
    let day = b.close_list()[usize::from(close)].date();
    let dates = b
        .ledger()
        .entries_at(customer, close)
        .iter()
        .filter_map(|e| e.renewal);
    dates.filter(|d| *d > day).min()
}
