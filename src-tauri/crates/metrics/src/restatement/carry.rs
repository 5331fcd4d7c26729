//! What was kept is carried along where the state it goes with becomes another: a later export, or one on the way
//! there.

use super::definitions;
use super::figures::basis_for;
use super::moves::{Moves, under};
use super::patch::{Origin, Patch, place, rate, rows, value};
use crate::basis::Basis;
use crate::kept::Kept;
use holdfast_ledger::{Close, Decimal, Entry, Ledger};
use std::collections::BTreeMap;

/// A ledger and the basis under which it is read.
type State<'a> = (&'a Ledger, &'a Basis);

impl Kept {
    /// The same past with renamed and merged customers under their ids now.
    pub(super) fn under(&self, moves: &Moves) -> Kept {
        Kept::new(
            under(self.ledger(), moves),
            self.basis().clone(),
            self.until(),
            self.earlier().map(|e| e.under(moves)),
        )
    }

    /// The same past where the state it goes with became another: what changed is taken over, what was kept
    /// stays.
    pub(super) fn carried(&self, from: State, to: State) -> Kept {
        let ledger = self.with_changes(from.0, to.0);
        let changed = |key: &str| definitions::differs(from.1, to.1, key);
        let basis = definitions::with(self.basis(), to.1, changed);
        let basis = basis_for(&ledger, &basis);
        let earlier = self.earlier().map(|e| e.carried(from, to));
        Kept::new(ledger, basis, self.until(), earlier)
    }

    /// Its ledger with the rows and rates which differ between two others.
    fn with_changes(&self, from: &Ledger, to: &Ledger) -> Ledger {
        if std::ptr::eq(from, to) {
            return self.ledger().clone();
        }
        let closes = self.ledger().closes();
        let covered = |close: &&Close| to.close_index(**close).is_some();
        let window: Vec<Close> = closes.iter().filter(covered).copied().collect();
        let past: Vec<Close> = window
            .iter()
            .filter(|c| **c <= self.until())
            .copied()
            .collect();
        let patch = Patch {
            old: self.ledger(),
            new: to,
            window: &window,
            closes,
        };
        // What is kept of a customer rests on what it pays: another name of its tier doesn't take it back.
        let alike = |a: &Ledger, b: &Ledger, id: &str, how: How| {
            let at = |close: &Close| how(a, id, *close, b) == how(b, id, *close, a);
            past.iter().all(at)
        };
        let stays = |id: &str| {
            alike(from, to, id, rows_of)
                || alike(from, to, id, pays) && !alike(self.ledger(), from, id, rows_of)
        };
        let origin = |id: &str| match stays(id) {
            true => Origin::Old,
            false => Origin::New,
        };
        let rates =
            |currency: &str, close| rate(from, currency, close) != rate(to, currency, close);
        // Nothing is left of it only where every customer kept is gone: then there is nothing to take over.
        let ledger = patch.ledger(origin, rates);
        ledger.unwrap_or_else(|| self.ledger().clone())
    }
}

/// What a ledger says of a customer at a close, to be compared with another ledger.
type How = fn(&Ledger, &str, Close, &Ledger) -> Vec<Row>;

/// What a row says, without its place in the file.
type Row = (Decimal, Option<Decimal>, Vec<String>);

/// What it pays alone, by currency and status. Where nothing stands above zero it pays nothing, however far
/// below it is (L-5).
fn pays(ledger: &Ledger, id: &str, close: Close, _: &Ledger) -> Vec<Row> {
    let mut sums: BTreeMap<Vec<String>, Decimal> = BTreeMap::new();
    for (_, entry) in rows(ledger, id, close) {
        *sums.entry(in_force(ledger, entry)).or_default() += entry.amount;
    }
    if sums.values().all(|sum| *sum <= Decimal::ZERO) {
        return Vec::new();
    }
    let paid = sums.into_iter().filter(|(_, sum)| !sum.is_zero());
    paid.map(|(how, sum)| (sum, None, how)).collect()
}

/// Everything, of the attributes those which both have.
fn rows_of(ledger: &Ledger, id: &str, close: Close, other: &Ledger) -> Vec<Row> {
    let row = |(index, entry): (usize, &Entry)| {
        let symbols = [entry.line, entry.plan, entry.reason];
        let mut texts = in_force(ledger, entry);
        texts.extend(symbols.map(|symbol| ledger.name(symbol).to_owned()));
        texts.push(format!("{:?}", entry.renewal));
        let names = ledger.attributes().iter().map(|a| a.name.as_str());
        let mut common: Vec<&str> = names.filter(|a| other.attribute(a).is_some()).collect();
        common.sort_unstable();
        let values = common.into_iter().filter_map(|a| value(ledger, a, index));
        texts.extend(values.map(str::to_owned));
        (entry.amount, entry.quantity, texts)
    };
    let mut all: Vec<Row> = rows(ledger, id, close).map(row).collect();
    let schedule = place(ledger, id).zip(ledger.close_index(close));
    let schedule = schedule.and_then(|(customer, close)| ledger.schedule(customer, close));
    if let Some(schedule) = schedule {
        all.push((Decimal::ZERO, None, vec![format!("{schedule:?}")]));
    }
    all.sort();
    all
}

fn in_force(ledger: &Ledger, entry: &Entry) -> Vec<String> {
    let currency = ledger.currencies().get(usize::from(entry.currency));
    vec![
        currency.cloned().unwrap_or_default(),
        format!("{:?}", entry.status),
    ]
}
