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

/// Customers of one plan which are all on the same other plan a close later: at least five, and at least
/// half of the plan.
fn migrations(b: &Balances) -> Vec<PhantomFlag> {
    let mut flags = Vec::new();
    let plans = |k: u16| -> Vec<Symbol> { (0..b.customers()).map(|c| plan(b, c, k)).collect() };
    if b.closes() == 0
        || !b
            .ledger()
            .entries()
            .iter()
            .any(|e| e.plan.is_some() || e.line.is_some())
    {
        return flags;
    }
    let mut before = plans(0);
    for k in 1..b.closes() as u16 {
        let after = plans(k);
        let mut sizes: BTreeMap<Symbol, usize> = BTreeMap::new();
        let mut moved: BTreeMap<(Symbol, Symbol), Vec<u32>> = BTreeMap::new();
        for (customer, (&from, &to)) in (0..).zip(before.iter().zip(&after)) {
            if from.is_some() {
                *sizes.entry(from).or_default() += 1;
                if to.is_some() && to != from {
                    moved.entry((from, to)).or_default().push(customer);
                }
            }
        }
        for ((from, _), customers) in moved {
            let all = sizes.get(&from).copied().unwrap_or_default();
            if customers.len() >= MANY && customers.len() * 2 >= all {
                flags.extend(customers.into_iter().filter_map(|c| moved_flag(b, c, k)));
            }
        }
        before = after;
    }
    flags
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

/// The one plan (or line, where lines have no plan) of a customer at a close; none where there are several.
fn plan(b: &Balances, customer: u32, k: u16) -> Symbol {
    let entries = b.ledger().entries();
    let mut names = b.parts(customer, k).iter().map(|&p| {
        let entry = &entries[p as usize];
        if entry.plan.is_some() {
            entry.plan
        } else {
            entry.line
        }
    });
    let first = names.next().unwrap_or(Symbol::NONE);
    if names.all(|n| n == first) {
        first
    } else {
        Symbol::NONE
    }
}
