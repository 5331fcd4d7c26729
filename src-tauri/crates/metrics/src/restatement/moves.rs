//! Customers whose rows stand under another id now: renamed, or merged into another (L-8).

use super::patch::{Origin, Patch, rows};
use holdfast_ledger::{Close, Ledger};
use std::collections::BTreeMap;

/// A customer's id moved into another's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Moved {
    pub to: String,
    /// From which close on; `None` for all.
    pub effective: Option<Close>,
}

impl From<String> for Moved {
    /// Into another customer, since ever.
    fn from(to: String) -> Moved {
        Moved {
            to,
            effective: None,
        }
    }
}

/// By former id.
pub(super) type Moves = BTreeMap<String, Moved>;

impl Moved {
    /// Whether a ledger has no row of the former id left.
    pub fn left(&self, ledger: &Ledger, id: &str, window: &[Close]) -> bool {
        let applies = |close: &&Close| self.effective.is_none_or(|from| **close >= from);
        let mut closes = window.iter().filter(applies);
        closes.all(|close| rows(ledger, id, *close).next().is_none())
    }
}

/// A ledger with the rows of renamed and merged customers under their ids now.
pub(super) fn under(ledger: &Ledger, moves: &Moves) -> Ledger {
    let patch = Patch {
        old: ledger,
        new: ledger,
        window: &[],
        closes: ledger.closes(),
    };
    let origin = |id: &str| match moves.get(id) {
        Some(moved) => Origin::Under(moved.to.clone(), moved.effective),
        None => Origin::Old,
    };
    // It has the rows it had, so it can be built.
    let moved = patch.ledger(origin, |_, _| false);
    moved.unwrap_or_else(|| ledger.clone())
}
