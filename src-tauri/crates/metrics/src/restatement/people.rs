//! Who is who in two ledgers: kept, corrected, added, removed, renamed, merged.

use super::figures::Amounts;
use super::moves::{Moved, Moves};
use holdfast_ledger::{Close, Decimal, Ledger};
use std::collections::{BTreeMap, BTreeSet};

/// A rename or merger which the user's own mapping sheet states (L-8).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rename {
    /// Former id.
    pub from: String,
    /// Id now.
    pub to: String,
    /// From which close on; `None` for all.
    pub effective: Option<Close>,
}

/// What became of the customers.
#[derive(Debug, Default)]
pub(super) struct People {
    pub corrected: BTreeSet<String>,
    pub added: BTreeSet<String>,
    pub removed: BTreeSet<String>,
    pub renamed: Moves,
    pub merged: Moves,
}

impl People {
    /// Tells customers apart by the stated renames, then by name, then by equal amounts at every close.
    pub fn tell(before: Side, after: Side, stated: &[Rename]) -> People {
        let mut people = People::default();
        let mut open = Open::new(before, after);
        people.take_stated(&mut open, stated);
        people.take_names(&mut open);
        people.take_equals(&mut open);
        people.take_mergers(&mut open);
        people.removed = open.gone;
        people.added = open.come;
        let touched = people.touched();
        people.corrected = before
            .amounts
            .keys()
            .chain(after.amounts.keys())
            .filter(|id| before.known(id) && after.known(id) && !touched.contains(*id))
            .filter(|id| before.amounts.get(*id) != after.amounts.get(*id))
            .cloned()
            .collect();
        people
    }

    /// Every id in a rename or merger, on either side of it.
    pub fn touched(&self) -> BTreeSet<String> {
        let moves = self.renamed.iter().chain(&self.merged);
        moves
            .flat_map(|(from, m)| [from.clone(), m.to.clone()])
            .collect()
    }

    /// The renames and mergers which a state on the way to now has taken over: those whose former id has no row left.
    pub fn switched(&self, ledger: &Ledger, window: &[Close]) -> Moves {
        let all = self.renamed.iter().chain(&self.merged);
        all.filter(|(id, moved)| moved.left(ledger, id, window))
            .map(|(id, moved)| (id.clone(), moved.clone()))
            .collect()
    }

    fn take(&mut self, open: &mut Open, from: &str, moved: Moved) {
        let to = moved.to.clone();
        open.gone.remove(from);
        let newcomer = open.come.remove(&to);
        if newcomer {
            self.renamed.insert(from.to_owned(), moved);
            return;
        }
        // A second one into the same newcomer makes a merger of both.
        let earlier = self.renamed.iter().find(|(_, m)| m.to == to);
        let earlier = earlier.map(|(first, _)| first.clone());
        let earlier = earlier.and_then(|first| self.renamed.remove_entry(&first));
        self.merged.extend(earlier);
        self.merged.insert(from.to_owned(), moved);
    }

    fn take_stated(&mut self, open: &mut Open, stated: &[Rename]) {
        for rename in stated {
            let (was, is) = (open.before, open.after);
            let differs = |id: &String| was.amounts.get(id) != is.amounts.get(id);
            if was.amounts.contains_key(&rename.from)
                && is.known(&rename.to)
                && differs(&rename.from)
            {
                let moved = Moved {
                    to: rename.to.clone(),
                    effective: rename.effective,
                };
                self.take(open, &rename.from, moved);
            }
        }
    }

    /// An id that went and one that came under one name are one customer.
    fn take_names(&mut self, open: &mut Open) {
        let mut by_name: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for id in &open.come {
            by_name
                .entry(open.after.name(id))
                .or_default()
                .push(id.clone());
        }
        let pairs: Vec<(String, String)> = open
            .gone
            .iter()
            .filter_map(
                |from| match by_name.get(open.before.name(from))?.as_slice() {
                    [to] => Some((from.clone(), to.clone())),
                    _ => None,
                },
            )
            .collect();
        let mut used = BTreeSet::new();
        for (from, to) in pairs.into_iter().filter(|(_, to)| used.insert(to.clone())) {
            self.take(open, &from, to.into());
        }
    }

    /// An id that went and one that came with equal amounts at every close are one customer.
    fn take_equals(&mut self, open: &mut Open) {
        let mut by_amounts: BTreeMap<&Vec<Decimal>, Vec<String>> = BTreeMap::new();
        for id in open.come.iter().rev() {
            if let Some(amounts) = open.after.amounts.get(id) {
                by_amounts.entry(amounts).or_default().push(id.clone());
            }
        }
        let mut pairs = Vec::new();
        for from in &open.gone {
            let amounts = open.before.amounts.get(from);
            if let Some(to) = amounts.and_then(|a| by_amounts.get_mut(a)?.pop()) {
                pairs.push((from.clone(), to));
            }
        }
        for (from, to) in pairs {
            self.take(open, &from, to.into());
        }
    }

    /// Customers that went whose amounts another has gained at every close are part of it now: one of
    /// them, or two.
    fn take_mergers(&mut self, open: &mut Open) {
        if open.gone.is_empty() {
            return;
        }
        let touched = self.touched();
        let gains: Vec<(String, Vec<Decimal>)> = open
            .after
            .amounts
            .keys()
            .filter(|id| !touched.contains(*id))
            .filter_map(|id| Some((id.clone(), open.gain(id)?)))
            .collect();
        for (to, gain) in gains {
            for from in open.parts_of(&gain) {
                self.take(open, &from, to.clone().into());
            }
        }
    }
}

/// One ledger and its amounts.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub ledger: &'a Ledger,
    pub amounts: &'a Amounts,
}

impl Side<'_> {
    fn place(&self, id: &str) -> Option<usize> {
        let customers = self.ledger.customers();
        customers.binary_search_by(|c| c.id.as_str().cmp(id)).ok()
    }
    pub fn known(&self, id: &str) -> bool {
        self.place(id).is_some()
    }
    fn name<'s>(&'s self, id: &'s str) -> &'s str {
        self.place(id)
            .and_then(|i| self.ledger.customers().get(i))
            .map_or(id, |c| c.name.as_str())
    }
}

/// Who is not told yet.
struct Open<'a> {
    before: Side<'a>,
    after: Side<'a>,
    gone: BTreeSet<String>,
    come: BTreeSet<String>,
}

impl<'a> Open<'a> {
    fn new(before: Side<'a>, after: Side<'a>) -> Open<'a> {
        let only = |a: Side, b: Side| -> BTreeSet<String> {
            a.amounts
                .keys()
                .filter(|id| !b.known(id))
                .cloned()
                .collect()
        };
        Open {
            before,
            after,
            gone: only(before, after),
            come: only(after, before),
        }
    }

    /// What a customer has more than before, where it nowhere has less and somewhere has more.
    fn gain(&self, id: &str) -> Option<Vec<Decimal>> {
        let now = self.after.amounts.get(id)?;
        let gain: Vec<Decimal> = match self.before.amounts.get(id) {
            Some(was) => now
                .iter()
                .zip(was)
                .map(|(n, w)| (n - w).normalize())
                .collect(),
            None => now.clone(),
        };
        let some = gain.iter().any(|g| !g.is_zero());
        (some && gain.iter().all(|g| *g >= Decimal::ZERO)).then_some(gain)
    }

    /// The customers that went, one or two, whose amounts are exactly this gain.
    fn parts_of(&self, gain: &[Decimal]) -> Vec<String> {
        let fits = |amounts: &Vec<Decimal>| amounts.iter().zip(gain).all(|(a, g)| a <= g);
        let small: Vec<(&String, &Vec<Decimal>)> = self
            .gone
            .iter()
            .filter_map(|id| Some((id, self.before.amounts.get(id)?)))
            .filter(|(_, amounts)| fits(amounts))
            .collect();
        if let Some((one, _)) = small.iter().find(|(_, a)| a.as_slice() == gain) {
            return vec![(*one).clone()];
        }
        for (at, (one, a)) in small.iter().enumerate() {
            let rest: Vec<Decimal> = gain
                .iter()
                .zip(*a)
                .map(|(g, a)| (g - a).normalize())
                .collect();
            let more = small.iter().skip(at + 1).find(|(_, b)| **b == rest);
            if let Some((two, _)) = more {
                return vec![(*one).clone(), (*two).clone()];
            }
        }
        Vec::new()
    }
}
