//! The lines beneath a movement: what each product, plan or subscription did (M-2, M-4).

use crate::balances::{Balances, exact};
use crate::figures::GrossLines;
use holdfast_ledger::{Decimal, Entry, Symbol};

/// A line at one close.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side {
    pub amount: Decimal,
    pub quantity: Option<Decimal>,
    pub plan: Symbol,
    plan_amount: Decimal,
}

/// A line of a customer at both closes, at the opening close's rate (L-9); `None` where it is not there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    key: (Symbol, Symbol),
    pub opening: Option<Side>,
    pub closing: Option<Side>,
}

impl Line {
    pub fn opening_amount(&self) -> Decimal {
        self.opening.map_or(Decimal::ZERO, |s| s.amount)
    }
    pub fn closing_amount(&self) -> Decimal {
        self.closing.map_or(Decimal::ZERO, |s| s.amount)
    }
    pub fn delta(&self) -> Decimal {
        self.closing_amount() - self.opening_amount()
    }
    /// Whether an entry belongs to this line.
    pub fn holds(&self, entry: &Entry) -> bool {
        let (line, plan) = self.key;
        entry.line == line && (!plan.is_some() || entry.plan == plan)
    }
}

/// The lines of a customer between two closes. A line is told by its name; entries without one are one
/// line, unless several plans stand side by side at a close: then each plan is a line.
pub(crate) fn lines(b: &Balances, customer: u32, open: u16, close: u16, out: &mut Vec<Line>) {
    out.clear();
    let entries = b.ledger().entries();
    let (before, after) = (b.parts(customer, open), b.parts(customer, close));
    let by_plan = several_plans(entries, before) || several_plans(entries, after);
    for (parts, is_opening) in [(before, true), (after, false)] {
        for &p in parts {
            let entry = &entries[p as usize];
            let key = match entry.line {
                Symbol::NONE if by_plan => (Symbol::NONE, entry.plan),
                line => (line, Symbol::NONE),
            };
            let at = out.iter().position(|l| l.key == key).unwrap_or_else(|| {
                out.push(Line {
                    key,
                    opening: None,
                    closing: None,
                });
                out.len() - 1
            });
            let side = if is_opening {
                &mut out[at].opening
            } else {
                &mut out[at].closing
            };
            add(b, side, entry, open);
        }
    }
}

fn several_plans(entries: &[Entry], parts: &[u32]) -> bool {
    let mut plans = parts
        .iter()
        .map(|&p| &entries[p as usize])
        .filter(|e| !e.line.is_some() && e.plan.is_some())
        .map(|e| e.plan);
    plans.next().is_some_and(|first| plans.any(|p| p != first))
}

/// Adds an entry to its line; the line's plan is that of its largest entry (of equal ones the first by name).
fn add(b: &Balances, side: &mut Option<Side>, entry: &Entry, rate_close: u16) {
    let amount = b.converted(entry, rate_close);
    let new = Side {
        amount,
        quantity: entry.quantity,
        plan: entry.plan,
        plan_amount: amount,
    };
    let Some(old) = side else {
        *side = Some(new);
        return;
    };
    let name = |s: Symbol| b.ledger().name(s);
    let larger = amount > old.plan_amount
        || (amount == old.plan_amount && name(entry.plan) < name(old.plan));
    if larger {
        old.plan = new.plan;
        old.plan_amount = amount;
    }
    old.amount += amount;
    old.quantity = match (old.quantity, entry.quantity) {
        (Some(a), Some(b)) => a.checked_add(b),
        _ => None,
    };
}

/// Adds a customer's line deltas to the gross table (M-2) and splits them (M-4).
pub(crate) fn add_gross(gross: &mut GrossLines, lines: &[Line]) {
    for line in lines {
        let delta = line.delta();
        if delta > Decimal::ZERO {
            gross.increase += delta;
        } else {
            gross.decrease -= delta;
        }
        match volume(line) {
            Some(volume) => {
                *gross.volume.get_or_insert_default() += volume;
                *gross.price.get_or_insert_default() += delta - volume;
            }
            None => gross.unsplit += delta,
        }
    }
}

/// Δquantity × opening unit price, to 14 places; a line that is gone has quantity 0. `None` where the
/// quantities don't tell.
fn volume(line: &Line) -> Option<Decimal> {
    let opening = line.opening?;
    let before = opening.quantity.filter(|q| *q > Decimal::ZERO)?;
    let after = match line.closing {
        None => Decimal::ZERO,
        Some(side) => side.quantity.filter(|q| *q >= Decimal::ZERO)?,
    };
    if after == before {
        return Some(Decimal::ZERO);
    }
    let part = (after - before).checked_mul(opening.amount)?;
    part.checked_div(before).map(exact)
}
