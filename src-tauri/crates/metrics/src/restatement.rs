//! As reported, restated (section 7): what differs between two ledgers of one company over the closes both
//! cover, by cause and customer, with totals which foot.
//!
//! Causes are found by switching one thing at a time: who the customers are (renamed, merged, added,
//! removed), then what they paid in their own currency at the *old* rates, then the rates.

use crate::balances::Balances;
use crate::basis::Basis;
use crate::error::MetricsError;
use crate::figures::{PeriodFigures, Report};
use crate::registry;
use holdfast_ledger::{Close, Decimal, Ledger, Ratio};
use std::collections::{BTreeMap, BTreeSet};

/// Why a past figure changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Cause {
    /// The same customer at the same close has another amount.
    AmountCorrected,
    /// A customer which the earlier ledger did not know.
    CustomerAdded,
    /// A customer which the later ledger does not know.
    CustomerRemoved,
    /// The same amounts under another id.
    Renamed,
    /// A customer's amounts are now part of another's.
    Merged,
    /// Another exchange rate.
    Fx,
}

impl Cause {
    /// Every cause, in the order in which they are told apart.
    pub const ALL: [Cause; 6] = [
        Cause::AmountCorrected,
        Cause::CustomerAdded,
        Cause::CustomerRemoved,
        Cause::Renamed,
        Cause::Merged,
        Cause::Fx,
    ];

    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Cause::AmountCorrected => "amount_corrected",
            Cause::CustomerAdded => "customer_added",
            Cause::CustomerRemoved => "customer_removed",
            Cause::Renamed => "renamed",
            Cause::Merged => "merged",
            Cause::Fx => "fx",
        }
    }
}

/// A customer's change by one cause: at how many closes, and the amounts at the newest of them.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct CustomerChange {
    pub customer: String,
    pub cause: Cause,
    /// The other id, of renames and mergers.
    pub other: Option<String>,
    pub closes: u32,
    pub newest: Close,
    pub before: Decimal,
    pub after: Decimal,
}

/// A close as reported and as restated: before + Σ by cause = after.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct CloseChange {
    pub close: Close,
    pub before: Decimal,
    pub by_cause: BTreeMap<Cause, Decimal>,
    pub after: Decimal,
}

impl CloseChange {
    /// before + Σ by cause − after: zero, always (a check).
    pub fn gap(&self) -> Decimal {
        self.before + self.by_cause.values().copied().sum::<Decimal>() - self.after
    }
}

/// A customer whose attribute changed at closes both ledgers cover.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct SegmentChange {
    pub customer: String,
    pub attribute: String,
    pub close: Close,
    pub before: String,
    pub after: String,
}

/// A metric of a past period which changed.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct MetricChange {
    pub period: String,
    pub metric: &'static str,
    pub before: Ratio,
    pub after: Ratio,
}

/// Everything that differs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Restatement {
    /// Closes which both cover, oldest first.
    pub closes: Vec<CloseChange>,
    /// Closes which only the later ledger covers.
    pub added_closes: Vec<Close>,
    /// Closes which only the earlier ledger covers.
    pub dropped_closes: Vec<Close>,
    /// By customer and cause, the largest change first.
    pub customers: Vec<CustomerChange>,
    /// Changed attributes.
    pub segments: Vec<SegmentChange>,
    /// Changed metrics, by period.
    pub metrics: Vec<MetricChange>,
    /// Whether the basis differs (its hash).
    pub basis_changed: bool,
}

impl Restatement {
    /// Whether any past figure changed.
    pub fn is_empty(&self) -> bool {
        self.customers.is_empty() && self.segments.is_empty() && self.metrics.is_empty()
    }
}

/// One side of the comparison.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Ledger.
    pub ledger: &'a Ledger,
    /// Basis.
    pub basis: &'a Basis,
    /// Figures.
    pub report: &'a Report,
}

/// Compares an earlier with a later state.
pub fn compare(old: Side, new: Side) -> Result<Restatement, MetricsError> {
    let (before, after) = (
        Balances::new(old.ledger, old.basis)?,
        Balances::new(new.ledger, new.basis)?,
    );
    let common: Vec<Close> = before
        .close_list()
        .iter()
        .copied()
        .filter(|c| after.index(*c).is_some())
        .collect();
    let pair = Pair {
        before: &before,
        after: &after,
        closes: &common,
    };
    let mut tally = Tally::new(&pair);
    tally.add_everyone();
    let only = |a: &Balances, b: &Balances| -> Vec<Close> {
        a.close_list()
            .iter()
            .copied()
            .filter(|c| b.index(*c).is_none())
            .collect()
    };
    Ok(Restatement {
        closes: tally.closes,
        customers: sorted(tally.customers),
        segments: segment_changes(&pair),
        metrics: metric_changes(old.report, new.report, common.last().copied()),
        added_closes: only(&after, &before),
        dropped_closes: only(&before, &after),
        basis_changed: old.report.basis_hash != new.report.basis_hash,
    })
}

fn sorted(mut changes: Vec<CustomerChange>) -> Vec<CustomerChange> {
    changes.sort_by(|a, b| {
        let size = |c: &CustomerChange| (c.after - c.before).abs();
        size(b)
            .cmp(&size(a))
            .then_with(|| (&a.customer, a.cause).cmp(&(&b.customer, b.cause)))
    });
    changes
}

struct Pair<'a> {
    before: &'a Balances<'a>,
    after: &'a Balances<'a>,
    closes: &'a [Close],
}

impl Pair<'_> {
    fn amounts(&self, balances: &Balances, customer: u32) -> Vec<Decimal> {
        let at = |c: &Close| {
            balances
                .index(*c)
                .map_or(Decimal::ZERO, |i| balances.amount(customer, i))
        };
        self.closes.iter().map(at).collect()
    }

    fn ids(balances: &Balances) -> BTreeMap<String, u32> {
        let customers = balances.ledger().customers().iter().enumerate();
        customers.map(|(i, c)| (c.id.clone(), i as u32)).collect()
    }

    /// The later amounts at the earlier ledger's rates; as they are where it has no such rate.
    fn at_old_rates(&self, customer: u32) -> Vec<Decimal> {
        self.closes
            .iter()
            .map(|close| self.at_old_rate(customer, *close))
            .collect()
    }

    fn at_old_rate(&self, customer: u32, close: Close) -> Decimal {
        let (Some(now), Some(then)) = (self.after.index(close), self.before.index(close)) else {
            return Decimal::ZERO;
        };
        let as_it_is = self.after.amount(customer, now);
        if !self.after.is_foreign(customer) || as_it_is.is_zero() {
            return as_it_is;
        }
        let parts = self.after.parts(customer, now).iter().map(|&index| {
            let entry = &self.after.ledger().entries()[index as usize];
            let name = &self.after.ledger().currencies()[usize::from(entry.currency)];
            let old = self
                .before
                .ledger()
                .currencies()
                .iter()
                .position(|c| c == name)?;
            Some(self.before.convert(entry.amount, old as u8, then))
        });
        parts
            .sum::<Option<Decimal>>()
            .map_or(as_it_is, |sum| sum.max(Decimal::ZERO))
    }
}

struct Tally<'a> {
    pair: &'a Pair<'a>,
    closes: Vec<CloseChange>,
    customers: Vec<CustomerChange>,
}

impl<'a> Tally<'a> {
    fn new(pair: &'a Pair<'a>) -> Tally<'a> {
        let total = |balances: &Balances, close: Close| -> Decimal {
            let Some(index) = balances.index(close) else {
                return Decimal::ZERO;
            };
            (0..balances.customers())
                .map(|c| balances.amount(c, index))
                .sum()
        };
        let closes = pair.closes.iter().map(|&close| CloseChange {
            close,
            before: total(pair.before, close),
            by_cause: BTreeMap::new(),
            after: total(pair.after, close),
        });
        Tally {
            pair,
            closes: closes.collect(),
            customers: Vec::new(),
        }
    }

    fn add_everyone(&mut self) {
        let (old, new) = (Pair::ids(self.pair.before), Pair::ids(self.pair.after));
        let mut gone: BTreeMap<&str, Vec<Decimal>> = BTreeMap::new();
        for (id, &customer) in old.iter().filter(|(id, _)| !new.contains_key(*id)) {
            gone.insert(id, self.pair.amounts(self.pair.before, customer));
        }
        let mut come: BTreeMap<&str, Vec<Decimal>> = BTreeMap::new();
        for (id, &customer) in new.iter().filter(|(id, _)| !old.contains_key(*id)) {
            come.insert(id, self.pair.at_old_rates(customer));
        }
        self.add_renames(&mut gone, &mut come, &new);
        let absorbed = self.add_mergers(&mut gone, &old, &new);
        for (id, amounts) in gone {
            self.add(id, Cause::CustomerRemoved, None, &amounts, &zeros(&amounts));
        }
        for (id, amounts) in come {
            self.add(id, Cause::CustomerAdded, None, &zeros(&amounts), &amounts);
            self.add_fx(id, new[id], &amounts);
        }
        for (id, &customer) in old.iter().filter(|(id, _)| new.contains_key(*id)) {
            self.add_kept(id, customer, new[id], absorbed.get(id));
        }
    }

    /// An id that went and one that came with equal amounts at every close are one customer.
    fn add_renames(
        &mut self,
        gone: &mut BTreeMap<&str, Vec<Decimal>>,
        come: &mut BTreeMap<&str, Vec<Decimal>>,
        new: &BTreeMap<String, u32>,
    ) {
        let mut by_amounts: BTreeMap<Vec<Decimal>, Vec<String>> = BTreeMap::new();
        for (id, amounts) in come.iter().filter(|(_, a)| a.iter().any(|x| !x.is_zero())) {
            by_amounts
                .entry(amounts.clone())
                .or_default()
                .push((*id).to_owned());
        }
        let candidates: Vec<(String, Vec<Decimal>)> = gone
            .iter()
            .map(|(id, amounts)| ((*id).to_owned(), amounts.clone()))
            .collect();
        for (from, amounts) in candidates {
            let Some(to) = by_amounts.get_mut(&amounts).and_then(Vec::pop) else {
                continue;
            };
            gone.remove(from.as_str());
            come.remove(to.as_str());
            let zero = zeros(&amounts);
            self.add(&from, Cause::Renamed, Some(&to), &amounts, &zero);
            self.add(&to, Cause::Renamed, Some(&from), &zero, &amounts);
            self.add_fx(&to, new[&to], &amounts);
        }
    }

    /// A customer that went whose amounts one that stayed has gained at every close was merged into it.
    fn add_mergers(
        &mut self,
        gone: &mut BTreeMap<&str, Vec<Decimal>>,
        old: &BTreeMap<String, u32>,
        new: &BTreeMap<String, u32>,
    ) -> BTreeMap<String, Vec<Decimal>> {
        let mut gains: BTreeMap<Vec<Decimal>, Vec<String>> = BTreeMap::new();
        if !gone.is_empty() {
            for (id, &was) in old.iter().filter(|(id, _)| new.contains_key(*id)) {
                let gain = minus(
                    &self.pair.at_old_rates(new[id]),
                    &self.pair.amounts(self.pair.before, was),
                );
                gains.entry(gain).or_default().push(id.clone());
            }
        }
        let mut absorbed = BTreeMap::new();
        let candidates: Vec<(String, Vec<Decimal>)> = gone
            .iter()
            .map(|(id, amounts)| ((*id).to_owned(), amounts.clone()))
            .collect();
        for (from, amounts) in candidates
            .into_iter()
            .filter(|(_, a)| a.iter().any(|x| !x.is_zero()))
        {
            let Some(to) = gains.get_mut(&amounts).and_then(Vec::pop) else {
                continue;
            };
            gone.remove(from.as_str());
            let zero = zeros(&amounts);
            self.add(&from, Cause::Merged, Some(&to), &amounts, &zero);
            self.add(&to, Cause::Merged, Some(&from), &zero, &amounts);
            absorbed.insert(to, amounts);
        }
        absorbed
    }

    fn add_kept(&mut self, id: &str, was: u32, is: u32, absorbed: Option<&Vec<Decimal>>) {
        let before = self.pair.amounts(self.pair.before, was);
        let expected = match absorbed {
            Some(more) => before.iter().zip(more).map(|(a, b)| a + b).collect(),
            None => before,
        };
        let after = self.pair.at_old_rates(is);
        self.add(id, Cause::AmountCorrected, None, &expected, &after);
        self.add_fx(id, is, &after);
    }

    fn add_fx(&mut self, id: &str, customer: u32, at_old_rates: &[Decimal]) {
        let now = self.pair.amounts(self.pair.after, customer);
        self.add(id, Cause::Fx, None, at_old_rates, &now);
    }

    fn add(
        &mut self,
        id: &str,
        cause: Cause,
        other: Option<&str>,
        before: &[Decimal],
        after: &[Decimal],
    ) {
        let mut touched = 0;
        let mut newest = None;
        for (index, (b, a)) in before
            .iter()
            .zip(after)
            .enumerate()
            .filter(|(_, (b, a))| b != a)
        {
            let close = &mut self.closes[index];
            *close.by_cause.entry(cause).or_default() += a - b;
            touched += 1;
            newest = Some((close.close, *b, *a));
        }
        if let Some((newest, before, after)) = newest {
            let other = other.map(str::to_owned);
            let customer = id.to_owned();
            self.customers.push(CustomerChange {
                customer,
                cause,
                other,
                closes: touched,
                newest,
                before,
                after,
            });
        }
    }
}

fn zeros(like: &[Decimal]) -> Vec<Decimal> {
    vec![Decimal::ZERO; like.len()]
}

fn minus(a: &[Decimal], b: &[Decimal]) -> Vec<Decimal> {
    a.iter().zip(b).map(|(a, b)| (a - b).normalize()).collect()
}

/// Attributes of the file at the newest close where they differ, one line a customer and attribute.
fn segment_changes(pair: &Pair) -> Vec<SegmentChange> {
    let (old, new) = (pair.before.ledger(), pair.after.ledger());
    let names: BTreeSet<&str> = old.attributes().iter().map(|a| a.name.as_str()).collect();
    let ids = Pair::ids(pair.after);
    let mut out = Vec::new();
    for attribute in names.into_iter().filter(|n| new.attribute(n).is_some()) {
        for (was, customer) in old.customers().iter().enumerate() {
            let Some(&is) = ids.get(&customer.id) else {
                continue;
            };
            out.extend(segment_change(
                pair,
                attribute,
                &customer.id,
                was as u32,
                is,
            ));
        }
    }
    out
}

fn segment_change(
    pair: &Pair,
    attribute: &str,
    id: &str,
    was: u32,
    is: u32,
) -> Option<SegmentChange> {
    pair.closes.iter().rev().find_map(|&close| {
        let before = value_at(pair.before, attribute, was, close)?;
        let after = value_at(pair.after, attribute, is, close)?;
        (before != after).then(|| SegmentChange {
            customer: id.to_owned(),
            attribute: attribute.to_owned(),
            close,
            before,
            after,
        })
    })
}

/// The attribute on the customer's rows at a close; `None` where it has no row.
fn value_at(balances: &Balances, attribute: &str, customer: u32, close: Close) -> Option<String> {
    let ledger = balances.ledger();
    let index = balances.index(close)?;
    let entry = *balances.parts(customer, index).first()?;
    let symbol = *ledger.attribute(attribute)?.values.get(entry as usize)?;
    Some(ledger.name(symbol).to_owned())
}

/// Every registered metric of every period up to the newest common close, where it differs.
fn metric_changes(old: &Report, new: &Report, last: Option<Close>) -> Vec<MetricChange> {
    let later: BTreeMap<&str, &PeriodFigures> =
        new.periods.iter().map(|p| (p.label.as_str(), p)).collect();
    let mut out = Vec::new();
    for before in old
        .periods
        .iter()
        .filter(|p| Some(p.period.closing()) <= last)
    {
        let Some(after) = later
            .get(before.label.as_str())
            .filter(|a| a.period == before.period)
        else {
            continue;
        };
        out.extend(registry::all().iter().filter_map(|entry| {
            let (b, a) = ((entry.value)(before), (entry.value)(after));
            (b != a).then(|| MetricChange {
                period: before.label.clone(),
                metric: entry.id,
                before: b,
                after: a,
            })
        }));
    }
    out
}
