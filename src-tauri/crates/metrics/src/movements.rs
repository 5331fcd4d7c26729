//! What a customer's amount did between two closes: exactly one movement a customer and period (M-1).

use crate::balances::Balances;
use crate::basis::PausedRule;
use crate::figures::Class;
use holdfast_ledger::{Decimal, Schedule};

/// A movement in figures only; reasons, drivers and dates are looked up where they are needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Move {
    pub customer: u32,
    /// Opening amount.
    pub opening: Decimal,
    /// Closing amount at the opening close's rate (L-9).
    pub closing: Decimal,
    /// Closing amount at the closing close's rate.
    pub balance: Decimal,
    pub class: Class,
    /// Amount of the class; of a downsell the part which is no step-down.
    pub amount: Decimal,
    /// The step-down part (M-5).
    pub step_down: Decimal,
    /// Whether the customer is paused at closing.
    pub paused: bool,
}

/// All movements between two closes, by customer; customers at 0 on both sides have none.
pub(crate) fn between(balances: &Balances, opening: u16, closing: u16) -> Vec<Move> {
    (0..balances.customers())
        .filter_map(|customer| movement(balances, customer, opening, closing))
        .collect()
}

/// The movement of one customer.
pub(crate) fn movement(b: &Balances, customer: u32, open: u16, close: u16) -> Option<Move> {
    let o = b.amount(customer, open);
    let balance = b.amount(customer, close);
    if o.is_zero() && balance.is_zero() {
        return None;
    }
    let c = b.amount_at_rate(customer, close, open);
    let paused = balance.is_zero() && b.is_paused(customer, close);
    let cut = if Decimal::ZERO < c && c < o && b.ledger().has_schedules() {
        scheduled(b, customer, open, close).min(o - c)
    } else {
        Decimal::ZERO
    };
    let class = classify(b, customer, (open, close), (o, c), cut, paused);
    let amount = match class {
        Class::StepDown => cut,
        Class::Downsell => o - c - cut,
        _ => (c - o).abs(),
    };
    Some(Move {
        customer,
        opening: o,
        closing: c,
        balance,
        class,
        amount,
        step_down: cut,
        paused,
    })
}

fn classify(
    b: &Balances,
    customer: u32,
    (open, close): (u16, u16),
    (o, c): (Decimal, Decimal),
    cut: Decimal,
    paused: bool,
) -> Class {
    if o.is_zero() {
        return if returns(b, customer, open, close) {
            Class::Reactivation
        } else {
            Class::New
        };
    }
    if c.is_zero() {
        let own_line = paused && b.basis().paused == PausedRule::OwnLine;
        return if own_line {
            Class::Paused
        } else {
            Class::Churn
        };
    }
    match c.cmp(&o) {
        std::cmp::Ordering::Greater => Class::Expansion,
        std::cmp::Ordering::Equal => Class::Flat,
        std::cmp::Ordering::Less if cut == o - c => Class::StepDown,
        std::cmp::Ordering::Less => Class::Downsell,
    }
}

/// Whether a customer at 0 paid before, and not longer ago than the reactivation window (M-9). The gap
/// is counted in months at 0: paid in January and again in March is a gap of one.
fn returns(b: &Balances, customer: u32, open: u16, close: u16) -> bool {
    if !b.is_paid_before(customer, open) {
        return false;
    }
    let Some(window) = b.basis().reactivation_window else {
        return true;
    };
    let closes = b.close_list();
    let month = |k: u16| closes[usize::from(k)];
    let left = b.last_paid(customer, open).unwrap_or(open);
    let back = b.next_paid(customer, open).unwrap_or(close);
    month(back).months_since(month(left)) - 1 <= window as i32
}

/// What was to fall between the two closes by the original contract, at the opening close's rate (M-5).
fn scheduled(b: &Balances, customer: u32, open: u16, close: u16) -> Decimal {
    let at_rate = |k: u16| b.amount_at_rate(customer, k, open);
    (open + 1..=close)
        .map(|k| match b.ledger().schedule(customer, k) {
            None => Decimal::ZERO,
            Some(Schedule::Flag) => (at_rate(k - 1) - at_rate(k)).max(Decimal::ZERO),
            Some(Schedule::Cut(cut)) => b
                .convert(cut, currency(b, customer, k), open)
                .max(Decimal::ZERO),
        })
        .sum()
}

/// The currency in which a customer's cut is scheduled: the one with most of what it pays at the close,
/// or last paid before; of equal ones the first by name.
fn currency(b: &Balances, customer: u32, close: u16) -> u8 {
    let Some(k) = b.last_paid(customer, close) else {
        return 0;
    };
    let mut sums: Vec<(u8, Decimal)> = Vec::new();
    for &p in b.parts(customer, k) {
        let entry = &b.ledger().entries()[p as usize];
        let amount = b.converted(entry, k);
        match sums
            .iter_mut()
            .find(|(currency, _)| *currency == entry.currency)
        {
            Some((_, sum)) => *sum += amount,
            None => sums.push((entry.currency, amount)),
        }
    }
    let most = sums
        .iter()
        .max_by_key(|(currency, sum)| (*sum, std::cmp::Reverse(*currency)));
    most.map_or(0, |(currency, _)| *currency)
}
