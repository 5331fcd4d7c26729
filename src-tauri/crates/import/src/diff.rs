//! What changed between two exports, by cause: what `holdfast diff OLD NEW` shows (section 7).

use holdfast_ledger::{AppliedRename, Close, Decimal, Ledger};
use std::collections::{BTreeMap, BTreeSet};

/// Why an amount at a close is another one than before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cause {
    /// The source has another amount for the same customer and close.
    AmountCorrected,
    /// The customer had no amount at any close both exports cover.
    CustomerAdded,
    /// The customer has no amount left at any close both exports cover.
    CustomerRemoved,
    /// Renamed or merged by the customer mapping.
    RenamedOrMerged,
    /// The same amount in the entries' own currency, at another rate.
    ExchangeRate,
}

/// One customer's change at one close.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Customer id.
    pub customer: String,
    /// The close.
    pub close: Close,
    /// ARR in the old export, its reporting currency.
    pub before: Decimal,
    /// ARR in the new export, its reporting currency.
    pub after: Decimal,
    /// Why.
    pub cause: Cause,
}

/// A customer whose attribute has another value at a close.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Resegmented {
    /// Customer id.
    pub customer: String,
    /// The close.
    pub close: Close,
    /// Caption of the attribute.
    pub attribute: String,
    /// Value in the old export.
    pub before: String,
    /// Value in the new export.
    pub after: String,
}

/// All differences of two exports at the closes which both cover.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Difference {
    /// Changed amounts, by close and customer.
    pub changes: Vec<Change>,
    /// Changed segments.
    pub resegmented: Vec<Resegmented>,
    /// Closes which only the new export covers.
    pub closes_added: Vec<Close>,
    /// Closes which only the old export covers.
    pub closes_removed: Vec<Close>,
}

impl Difference {
    /// Whether no past figure changed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.resegmented.is_empty()
    }

    /// The sum of the changes of a cause.
    pub fn amount(&self, cause: Cause) -> Decimal {
        let of = self.changes.iter().filter(|c| c.cause == cause);
        of.map(|c| c.after - c.before).sum()
    }
}

/// In reporting currency, and by own currency.
#[derive(Clone, PartialEq, Debug, Default)]
struct Balance {
    reported: Decimal,
    own: BTreeMap<String, Decimal>,
}

type Balances = BTreeMap<(Close, String), Balance>;

/// Compares two ledgers at the closes both cover. `renames` are those applied to the new one; every
/// change has exactly one cause, and old amount plus changes is the new amount at every close.
pub fn diff(old: &Ledger, new: &Ledger, renames: &[AppliedRename]) -> Difference {
    let in_new: BTreeSet<Close> = new.closes().iter().copied().collect();
    let in_old: BTreeSet<Close> = old.closes().iter().copied().collect();
    let both: BTreeSet<Close> = in_old.intersection(&in_new).copied().collect();
    let (before, after) = (balances(old, &both), balances(new, &both));
    let renamed: BTreeSet<&str> = renames
        .iter()
        .flat_map(|r| [r.from.as_str(), r.to.as_str()])
        .collect();
    let people = |b: &Balances| -> BTreeSet<String> { b.keys().map(|(_, c)| c.clone()).collect() };
    let (old_people, new_people) = (people(&before), people(&after));
    let keys: BTreeSet<&(Close, String)> = before.keys().chain(after.keys()).collect();
    let change = |key: &(Close, String)| {
        let empty = Balance::default();
        let (b, a) = (
            before.get(key).unwrap_or(&empty),
            after.get(key).unwrap_or(&empty),
        );
        if b.reported == a.reported {
            return None;
        }
        let customer = key.1.as_str();
        let cause = if renamed.contains(customer) {
            Cause::RenamedOrMerged
        } else if !old_people.contains(customer) {
            Cause::CustomerAdded
        } else if !new_people.contains(customer) {
            Cause::CustomerRemoved
        } else if b.own == a.own {
            Cause::ExchangeRate
        } else {
            Cause::AmountCorrected
        };
        Some(Change {
            customer: key.1.clone(),
            close: key.0,
            before: b.reported,
            after: a.reported,
            cause,
        })
    };
    Difference {
        changes: keys.into_iter().filter_map(change).collect(),
        resegmented: resegmented(old, new, &both),
        closes_added: in_new.difference(&in_old).copied().collect(),
        closes_removed: in_old.difference(&in_new).copied().collect(),
    }
}

fn balances(ledger: &Ledger, closes: &BTreeSet<Close>) -> Balances {
    let mut out = Balances::new();
    for e in ledger
        .entries()
        .iter()
        .filter(|e| e.status.in_force() && !e.amount.is_zero())
    {
        let close = ledger.closes().get(usize::from(e.close));
        let Some((close, customer)) = close
            .filter(|c| closes.contains(c))
            .zip(ledger.customers().get(e.customer as usize))
        else {
            continue;
        };
        let balance = out.entry((*close, customer.id.clone())).or_default();
        balance.reported += e.amount * ledger.rate(e.currency, e.close);
        let currency = ledger.currencies().get(usize::from(e.currency));
        *balance
            .own
            .entry(currency.cloned().unwrap_or_default())
            .or_default() += e.amount;
    }
    out
}

/// Customers by close and attribute whose values are others; only attributes which both exports have.
fn resegmented(old: &Ledger, new: &Ledger, closes: &BTreeSet<Close>) -> Vec<Resegmented> {
    let mut out = Vec::new();
    for attribute in old.attributes() {
        let values = |ledger: &Ledger| -> Option<BTreeMap<(Close, String), BTreeSet<String>>> {
            let own = ledger.attribute(&attribute.name)?;
            let mut found: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
            for (e, value) in ledger.entries().iter().zip(&own.values) {
                let close = ledger.closes().get(usize::from(e.close));
                let customer = ledger.customers().get(e.customer as usize);
                if let Some((close, customer)) = close.filter(|c| closes.contains(c)).zip(customer)
                {
                    let key = (*close, customer.id.clone());
                    found
                        .entry(key)
                        .or_default()
                        .insert(ledger.name(*value).to_owned());
                }
            }
            Some(found)
        };
        let (Some(before), Some(after)) = (values(old), values(new)) else {
            continue;
        };
        for ((close, customer), was) in before {
            let key = (close, customer.clone());
            let Some(is) = after.get(&key).filter(|is| **is != was) else {
                continue;
            };
            let text =
                |v: &BTreeSet<String>| v.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            out.push(Resegmented {
                customer,
                close,
                attribute: attribute.name.clone(),
                before: text(&was),
                after: text(is),
            });
        }
    }
    out.sort();
    out
}
