//! Movements which look like artefacts (M-8): flagged, never reclassified.

use crate::balances::Balances;
use crate::figures::{Phantom, PhantomFlag};
use holdfast_ledger::{Decimal, Symbol};
use std::collections::BTreeMap;

/// Closes within which a dip must be back.
const DIP: u16 = 2;
/// Months at 0 within which a return looks like late paperwork, where the basis sets no grace gap.
const GRACE: u32 = 3;
/// How far a returning amount may differ and still be "similar": a tenth.
const SIMILAR: Decimal = Decimal::from_parts(1, 0, 0, false, 1);
/// Fewest customers for "many of one plan on one day".
const MANY: usize = 5;

/// Every suspected phantom up to the as-of close, by close, then customer.
pub(crate) fn phantoms(b: &Balances) -> Vec<PhantomFlag> {
    let mut flags = Vec::new();
    for customer in 0..b.customers() {
        for k in 1..b.closes() as u16 {
            flags.extend(dip_or_gap(b, customer, k));
        }
    }
    flags.extend(migrations(b));
    flags.sort_by_key(|f| (f.close, f.customer, f.phantom));
    flags
}

fn dip_or_gap(b: &Balances, customer: u32, k: u16) -> Option<PhantomFlag> {
    let before = b.amount(customer, k - 1);
    if before.is_zero() {
        return None;
    }
    let now = b.amount_at_rate(customer, k, k - 1);
    if now >= before {
        return None;
    }
    let phantom = if now.is_zero() {
        late_renewal(b, customer, k, before).then_some(Phantom::LateRenewal)
    } else {
        let back = (k + 1..=(k + DIP).min(b.closes() as u16 - 1))
            .any(|j| b.amount_at_rate(customer, j, k - 1) == before);
        back.then_some(Phantom::Dip)
    }?;
    let close = b.close_list()[usize::from(k)];
    Some(PhantomFlag {
        customer,
        close,
        phantom,
        amount: before - now,
    })
}

/// Whether a customer which left at `k` returns at a similar amount within the grace window.
fn late_renewal(b: &Balances, customer: u32, k: u16, before: Decimal) -> bool {
    let window = if b.basis().grace_gap > 0 {
        b.basis().grace_gap
    } else {
        GRACE
    };
    let closes = b.close_list();
    b.next_paid(customer, k).is_some_and(|back| {
        let months = closes[usize::from(back)].months_since(closes[usize::from(k - 1)]) - 1;
        let amount = b.amount_at_rate(customer, back, k - 1);
        months <= window as i32 && (amount - before).abs() <= before * SIMILAR
    })
}

/// Customers of one plan which are on the same other plan a close later: at least five, and at least half of
/// the plan; or a twentieth of it, where these are at least half of all who ever moved between the two.
fn migrations(b: &Balances) -> Vec<PhantomFlag> {
    let told = |e: &holdfast_ledger::Entry| e.plan.is_some() || e.line.is_some();
    if b.closes() == 0 || !b.ledger().entries().iter().any(told) {
        return Vec::new();
    }
    let mut days: Vec<Day> = Vec::new();
    let mut ever: BTreeMap<(Symbol, Symbol), usize> = BTreeMap::new();
    let plans = |k: u16| -> Vec<Symbol> { (0..b.customers()).map(|c| plan(b, c, k)).collect() };
    let mut before = plans(0);
    for k in 1..b.closes() as u16 {
        let after = plans(k);
        for day in moves_of_a_day(k, &before, &after) {
            *ever.entry(day.between).or_default() += day.customers.len();
            days.push(day);
        }
        before = after;
    }
    let many = |d: &&Day| {
        let (n, of) = (d.customers.len(), d.of_plan);
        let all = ever.get(&d.between).copied().unwrap_or(n);
        n >= MANY && (n * 2 >= of || n * 20 >= of && n * 2 >= all)
    };
    let flagged = days.iter().filter(many).flat_map(|d| {
        let flag = |c: &u32| moved_flag(b, *c, d.close);
        d.customers.iter().filter_map(flag)
    });
    flagged.collect()
}

/// Customers which are on another plan than a close before, by both plans.
struct Day {
    close: u16,
    between: (Symbol, Symbol),
    customers: Vec<u32>,
    /// Customers on the plan which they left.
    of_plan: usize,
}

fn moves_of_a_day(close: u16, before: &[Symbol], after: &[Symbol]) -> Vec<Day> {
    let mut sizes: BTreeMap<Symbol, usize> = BTreeMap::new();
    let mut moved: BTreeMap<(Symbol, Symbol), Vec<u32>> = BTreeMap::new();
    for (customer, (&from, &to)) in (0..).zip(before.iter().zip(after)) {
        if from.is_some() {
            *sizes.entry(from).or_default() += 1;
            if to.is_some() && to != from {
                moved.entry((from, to)).or_default().push(customer);
            }
        }
    }
    let day = |(between, customers): ((Symbol, Symbol), Vec<u32>)| Day {
        close,
        between,
        customers,
        of_plan: sizes.get(&between.0).copied().unwrap_or_default(),
    };
    moved.into_iter().map(day).collect()
}

/// A migrated customer's flag, where its amount moved.
fn moved_flag(b: &Balances, customer: u32, k: u16) -> Option<PhantomFlag> {
    let change = b.amount_at_rate(customer, k, k - 1) - b.amount(customer, k - 1);
    (!change.is_zero()).then(|| PhantomFlag {
        customer,
        close: b.close_list()[usize::from(k)],
        phantom: Phantom::Migration,
        amount: change.abs(),
    })
}

/// The plan (or line, where lines have no plan) with the largest amount of a customer at a close; of equal ones
/// the first by name.
fn plan(b: &Balances, customer: u32, k: u16) -> Symbol {
    let entries = b.ledger().entries();
    let parts = b.parts(customer, k).iter().map(|&p| {
        let entry = &entries[p as usize];
        let name = if entry.plan.is_some() {
            entry.plan
        } else {
            entry.line
        };
        (entry.amount, name)
    });
    let first = |x: Symbol, y: Symbol| b.ledger().name(x) <= b.ledger().name(y);
    let largest = parts.reduce(|a, b| {
        let keeps = a.0 > b.0 || a.0 == b.0 && (a.1 == b.1 || first(a.1, b.1));
        if keeps { a } else { b }
    });
    largest.map_or(Symbol::NONE, |(_, name)| name)
}
