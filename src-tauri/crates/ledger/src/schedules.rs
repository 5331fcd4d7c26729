//! Step-downs agreed in the contract, as the rows state them, brought to customers and closes (M-5).

use crate::ledger::{Entry, Schedule};
use crate::symbols::Symbol;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// A customer and a close, as indices.
pub(crate) type At = (u32, u16);

/// A schedule as stated: of a customer, or of one line of it.
pub(crate) struct Stated {
    pub at: At,
    pub schedule: Schedule,
    pub line: Option<Symbol>,
}

/// What is scheduled by customer and close. Cuts of several rows add up, so the order of rows doesn't matter.
/// `entries` are in the order of customer and close.
pub(crate) fn by_customer(stated: &[Stated], entries: &[Entry]) -> BTreeMap<At, Schedule> {
    let mut out: BTreeMap<At, Schedule> = BTreeMap::new();
    let mut flagged: BTreeMap<At, BTreeSet<Symbol>> = BTreeMap::new();
    let mut add = |at: At, schedule: Schedule| {
        out.entry(at)
            .and_modify(|s| *s = s.and(schedule))
            .or_insert(schedule);
    };
    for s in stated {
        match (s.schedule, s.line) {
            (Schedule::Flag, Some(line)) => {
                flagged.entry(s.at).or_default().insert(line);
            }
            (schedule, _) => add(s.at, schedule),
        }
    }
    for (at, lines) in flagged {
        add(at, flag(entries, at, &lines));
    }
    out
}

/// A flag on all lines of a customer schedules the whole fall; on some of them, what these lost since the close
/// before. Lines in several currencies can't be added up here: then the whole fall is taken.
fn flag(entries: &[Entry], (customer, close): At, lines: &BTreeSet<Symbol>) -> Schedule {
    let start = entries.partition_point(|e| e.customer < customer);
    let own = entries.iter().skip(start);
    let near: Vec<&Entry> = own
        .take_while(|e| e.customer == customer)
        .filter(|e| e.status.in_force() && (e.close == close || e.close + 1 == close))
        .collect();
    let whole = near.iter().all(|e| lines.contains(&e.line));
    let mixed = near
        .iter()
        .any(|e| near.iter().any(|f| f.currency != e.currency));
    if whole || mixed {
        return Schedule::Flag;
    }
    let fall = |line: &Symbol| -> Decimal {
        let of_line = near.iter().filter(|e| e.line == *line);
        of_line
            .map(|e| {
                if e.close == close {
                    -e.amount
                } else {
                    e.amount
                }
            })
            .sum()
    };
    Schedule::Cut(lines.iter().map(|l| fall(l).max(Decimal::ZERO)).sum())
}
