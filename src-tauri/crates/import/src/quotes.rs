//! Exchange rates as they are seen, before the currencies of the ledger are known (L-9).

use crate::captions;
use chrono::NaiveDate;
use holdfast_ledger::{Close, Decimal, Symbol};
use std::collections::{BTreeMap, BTreeSet};

/// One rate as given: `value` units of `to` for one unit of `base`; no `to` is the reporting currency.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Quote {
    pub base: String,
    pub to: Option<String>,
    /// The close, and the day within its month; none is for every close.
    pub at: Option<(Close, NaiveDate)>,
    pub value: Decimal,
}

/// All rates seen.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    pub quotes: BTreeSet<Quote>,
    pub rows: BTreeMap<(String, Symbol, Close), BTreeSet<Decimal>>,
    pub locked: Vec<(usize, String, Symbol, Decimal)>,
    pub sources: BTreeSet<String>,
}

impl Rates {
    /// A rate in a row of the ledger.
    pub fn see_row(&mut self, caption: &str, currency: Symbol, close: Close, rate: Decimal) {
        if !is_rate(rate) {
            return;
        }
        self.rows
            .entry((caption.to_owned(), currency, close))
            .or_default()
            .insert(rate);
    }

    /// A rate agreed for a row's whole life: its amount is of the reporting currency from the start.
    pub fn lock(&mut self, caption: &str, draft: usize, currency: Symbol, rate: Decimal) {
        if !is_rate(rate) {
            return;
        }
        self.locked
            .push((draft, caption.to_owned(), currency, rate));
    }

    /// Where the rates came from, in words.
    pub fn source(&self) -> Option<String> {
        let all: Vec<&str> = self.sources.iter().map(String::as_str).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    /// The currency into which the rates of the rows lead from the currencies of the ledger.
    pub fn target(&self, currencies: &BTreeSet<String>) -> Option<String> {
        let pairs = self
            .rows
            .keys()
            .filter_map(|(caption, ..)| captions::rate_pair(caption));
        let sheets = self
            .quotes
            .iter()
            .filter_map(|q| Some((q.to.clone()?, q.base.clone())));
        let other =
            |(a, b): (String, String)| match (currencies.contains(&a), currencies.contains(&b)) {
                (true, false) => Some(b),
                (false, true) => Some(a),
                _ => None,
            };
        let targets: BTreeSet<String> = pairs.chain(sheets).filter_map(other).collect();
        (targets.len() == 1)
            .then(|| targets.into_iter().next())
            .flatten()
    }
}

/// Whether a figure can be an exchange rate of two currencies.
pub(crate) fn is_rate(value: Decimal) -> bool {
    value >= Decimal::new(1, 8) && value <= Decimal::from(100_000_000)
}
