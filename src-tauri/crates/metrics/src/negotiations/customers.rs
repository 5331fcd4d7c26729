//! Which customer of the ledger a request is about, and which requests are one customer's.

use crate::balances::Balances;
use chrono::NaiveDate;
use holdfast_ledger::{Ledger, RequestLog};
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// Customers of a log, numbered; with the ledger's index where the ledger has them.
#[derive(Clone, Debug)]
pub(crate) struct Customers {
    /// By request: the customer's number in this log.
    numbers: Vec<u32>,
    /// By number: index into the ledger's customers.
    in_ledger: Vec<Option<u32>>,
}

impl Customers {
    pub(crate) fn of(log: &RequestLog, ledger: Option<&Ledger>) -> Customers {
        // Names are only sorted where an id doesn't tell.
        let names = OnceCell::new();
        let find = |text: &str| {
            let ledger = ledger?;
            by_id(ledger, text).or_else(|| names.get_or_init(|| Names::of(ledger)).find(text))
        };
        let mut known: BTreeMap<(Option<u32>, String), u32> = BTreeMap::new();
        let mut in_ledger = Vec::new();
        let numbers = log
            .requests
            .iter()
            .map(|request| {
                let found = find(&request.customer);
                let name = if found.is_some() {
                    String::new()
                } else {
                    loose(&request.customer)
                };
                *known.entry((found, name)).or_insert_with(|| {
                    in_ledger.push(found);
                    in_ledger.len() as u32 - 1
                })
            })
            .collect();
        Customers { numbers, in_ledger }
    }

    /// The customer's number in this log.
    pub(crate) fn number(&self, request: usize) -> u32 {
        self.numbers.get(request).copied().unwrap_or(u32::MAX)
    }

    /// The customer's index in the ledger.
    pub(crate) fn in_ledger(&self, request: usize) -> Option<u32> {
        let number = self.number(request) as usize;
        self.in_ledger.get(number).copied().flatten()
    }

    /// Every customer of the log which the ledger has, once.
    pub(crate) fn all_in_ledger(&self) -> impl Iterator<Item = u32> {
        self.in_ledger.iter().flatten().copied()
    }
}

/// Names of a ledger: exact first, then whatever their case and punctuation. A name which two
/// customers share finds nobody.
struct Names<'a> {
    exact: BTreeMap<&'a str, Option<u32>>,
    loose: BTreeMap<String, Option<u32>>,
}

impl Names<'_> {
    fn of(ledger: &Ledger) -> Names<'_> {
        let (mut exact, mut by_key) = (BTreeMap::new(), BTreeMap::new());
        for (index, customer) in ledger.customers().iter().enumerate() {
            let index = Some(index as u32);
            let shared = |known: &mut Option<u32>| {
                if *known != index {
                    *known = None;
                }
            };
            exact
                .entry(customer.name.as_str())
                .and_modify(shared)
                .or_insert(index);
            for key in [loose(&customer.id), loose(&customer.name)] {
                by_key.entry(key).and_modify(shared).or_insert(index);
            }
        }
        Names {
            exact,
            loose: by_key,
        }
    }

    fn find(&self, text: &str) -> Option<u32> {
        let wanted = text.trim();
        match self.exact.get(wanted) {
            Some(found) => *found,
            None => self.loose.get(&loose(wanted)).copied().flatten(),
        }
    }
}

/// The customer of this very id; customers are sorted by it.
fn by_id(ledger: &Ledger, text: &str) -> Option<u32> {
    let wanted = text.trim();
    let found = ledger
        .customers()
        .binary_search_by(|c| c.id.as_str().cmp(wanted));
    found.ok().map(|index| index as u32)
}

/// The text without case, spaces and punctuation; a text of nothing else stays as it is.
pub(crate) fn loose(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    let key: String = kept.flat_map(char::to_lowercase).collect();
    if key.is_empty() {
        return text.trim().to_owned();
    }
    key
}

/// The newest covered close up to a date.
pub(crate) fn newest_close(balances: &Balances, as_of: NaiveDate) -> Option<u16> {
    let reached = balances.close_list().partition_point(|c| c.date() <= as_of);
    (reached as u16).checked_sub(1)
}
