//! What every customer pays at every close: statuses, pauses, bridged gaps and rates applied once, as
//! dense arrays, so that a period costs one pass over the customers.

use crate::basis::{Basis, FreeRule};
use crate::error::MetricsError;
use crate::figures::BridgedGap;
use crate::timeline::{Mark, Timeline};
use holdfast_ledger::{Close, Decimal, Entry, Ledger, round_half_away};
use std::sync::Arc;

/// Converted amounts are rounded half away to this many places, so that every later sum is exact.
pub const MONEY_PLACES: u32 = 14;

/// No close.
const NEVER: u16 = u16::MAX;

/// Every customer's amount at every close up to the as-of close.
#[derive(Debug)]
pub struct Balances<'a> {
    ledger: &'a Ledger,
    basis: &'a Basis,
    held: Arc<Held>,
}

/// What is held of all balances, for their ledger and basis alone.
#[derive(Debug)]
pub(crate) struct Held {
    closes: usize,
    rate_closes: Vec<u16>,
    foreign: Vec<bool>,
    starts: Vec<u32>,
    parts: Vec<u32>,
    amounts: Vec<Decimal>,
    marks: Vec<Mark>,
    first_paid: Vec<u16>,
    bridged: Vec<BridgedGap>,
    has_renewals: bool,
    has_reasons: bool,
}

impl Held {
    fn new(ledger: &Ledger, basis: &Basis) -> Result<Held, MetricsError> {
        let closes = as_of_index(ledger, basis)? + 1;
        let rate_closes = rate_closes(ledger, basis, closes);
        exactness(ledger, &rate_closes)?;
        let moves = |c: usize| {
            let rate = |k: &u16| ledger.rate(c as u8, *k);
            rate_closes.iter().any(|k| rate(k) != Decimal::ONE)
        };
        let foreign: Vec<bool> = (0..ledger.currencies().len()).map(moves).collect();
        let customers = ledger.customers().len();
        let mut held = Held {
            closes,
            rate_closes,
            foreign: Vec::with_capacity(customers),
            starts: Vec::with_capacity(customers * closes + 1),
            parts: Vec::with_capacity(ledger.entries().len()),
            amounts: Vec::with_capacity(customers * closes),
            marks: Vec::with_capacity(customers * closes),
            first_paid: Vec::with_capacity(customers),
            bridged: Vec::new(),
            has_renewals: ledger.entries().iter().any(|e| e.renewal.is_some()),
            has_reasons: ledger.entries().iter().any(|e| e.reason.is_some()),
        };
        held.starts.push(0);
        let mut timeline = Timeline::new(closes);
        for customer in 0..customers as u32 {
            held.add_customer(ledger, basis, customer, &foreign, &mut timeline);
        }
        Ok(held)
    }

    fn add_customer(
        &mut self,
        ledger: &Ledger,
        basis: &Basis,
        customer: u32,
        foreign: &[bool],
        timeline: &mut Timeline,
    ) {
        let (from, entries) = ledger.entries_of(customer);
        let is_foreign = entries.iter().any(|e| foreign[e.currency as usize]);
        self.foreign.push(is_foreign);
        timeline.read(ledger, basis, from, entries);
        timeline.hold_negatives(|parts, k| self.sum(ledger, parts, k));
        let gaps = timeline.bridge_gaps(ledger, basis.grace_gap);
        if !gaps.is_empty() {
            // What is carried may be below zero at another close's rates, where currencies are mixed.
            timeline.hold_negatives(|parts, k| self.sum(ledger, parts, k));
        }
        for gap in gaps.into_iter().filter(|k| !timeline.parts[*k].is_empty()) {
            self.bridged.push(BridgedGap {
                customer,
                close: ledger.closes()[gap],
                amount: self.sum(ledger, &timeline.parts[gap], gap as u16),
            });
        }
        let mut first = NEVER;
        for (k, parts) in timeline.parts.iter().enumerate() {
            let amount = self.sum(ledger, parts, k as u16);
            if first == NEVER && amount > Decimal::ZERO {
                first = k as u16;
            }
            self.amounts.push(amount);
            self.parts.extend_from_slice(parts);
            self.starts.push(self.parts.len() as u32);
        }
        self.marks.extend_from_slice(&timeline.marks);
        self.first_paid.push(first);
    }

    fn sum(&self, ledger: &Ledger, parts: &[u32], rate_close: u16) -> Decimal {
        let entries = ledger.entries();
        parts
            .iter()
            .map(|&p| &entries[p as usize])
            .map(|e| self.convert(ledger, e.amount, e.currency, rate_close))
            .sum()
    }

    fn convert(&self, ledger: &Ledger, amount: Decimal, currency: u8, rate_close: u16) -> Decimal {
        let rate = ledger.rate(currency, self.rate_closes[rate_close as usize]);
        if rate == Decimal::ONE {
            return exact(amount);
        }
        exact(amount.saturating_mul(rate))
    }
}

impl<'a> Balances<'a> {
    /// Applies the basis to the ledger, for all closes up to the as-of close.
    pub fn new(ledger: &'a Ledger, basis: &'a Basis) -> Result<Balances<'a>, MetricsError> {
        let held = Arc::new(Held::new(ledger, basis)?);
        Ok(Balances::of(ledger, basis, held))
    }

    /// The balances again which were held of this ledger and basis.
    pub(crate) fn of(ledger: &'a Ledger, basis: &'a Basis, held: Arc<Held>) -> Balances<'a> {
        Balances {
            ledger,
            basis,
            held,
        }
    }

    /// What is held, to be kept beyond the ledger's loan.
    pub(crate) fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held)
    }

    /// An entry's amount in reporting currency at the rates of a close (L-9), to 14 places.
    pub fn converted(&self, entry: &Entry, rate_close: u16) -> Decimal {
        self.convert(entry.amount, entry.currency, rate_close)
    }

    /// An amount of a currency in reporting currency at the rates of a close (L-9), to 14 places.
    pub fn convert(&self, amount: Decimal, currency: u8, rate_close: u16) -> Decimal {
        self.held.convert(self.ledger, amount, currency, rate_close)
    }

    /// The ledger.
    pub fn ledger(&self) -> &'a Ledger {
        self.ledger
    }
    /// The basis.
    pub fn basis(&self) -> &'a Basis {
        self.basis
    }
    /// Number of covered closes up to the as-of close.
    pub fn closes(&self) -> usize {
        self.held.closes
    }
    /// The covered closes up to the as-of close.
    pub fn close_list(&self) -> &'a [Close] {
        &self.ledger.closes()[..self.held.closes]
    }
    /// Number of customers.
    pub fn customers(&self) -> u32 {
        self.ledger.customers().len() as u32
    }
    /// The index of a close which is covered and not after the as-of close.
    pub fn index(&self, close: Close) -> Option<u16> {
        self.ledger
            .close_index(close)
            .filter(|&i| usize::from(i) < self.held.closes)
    }
    /// Whether the newest close in use ends before its month does (L-3).
    pub fn newest_is_partial(&self) -> bool {
        self.ledger.partial().is_some() && self.held.closes == self.ledger.closes().len()
    }
    fn at(&self, customer: u32, close: u16) -> usize {
        customer as usize * self.held.closes + close as usize
    }
    /// The balance of a customer at a close, at that close's rate; never negative (L-5).
    pub fn amount(&self, customer: u32, close: u16) -> Decimal {
        self.held.amounts[self.at(customer, close)]
    }
    /// The balance of a customer at `close`, at the rates of another close (L-9).
    pub fn amount_at_rate(&self, customer: u32, close: u16, rate_close: u16) -> Decimal {
        if !self.held.foreign[customer as usize] || close == rate_close {
            return self.amount(customer, close);
        }
        self.held
            .sum(self.ledger, self.parts(customer, close), rate_close)
            .max(Decimal::ZERO)
    }
    /// Whether any of the customer's amounts moves with a rate.
    pub fn is_foreign(&self, customer: u32) -> bool {
        self.held.foreign[customer as usize]
    }
    /// The entries (as indices) which make up the balance of a customer at a close.
    pub fn parts(&self, customer: u32, close: u16) -> &[u32] {
        let at = self.at(customer, close);
        &self.held.parts[self.held.starts[at] as usize..self.held.starts[at + 1] as usize]
    }
    /// Whether the file has a row of the customer at a close, whatever its amount or status.
    pub fn is_present(&self, customer: u32, close: u16) -> bool {
        self.held.marks[self.at(customer, close)].has(Mark::PRESENT)
    }
    /// Whether a customer pays nothing at a close because it is paused (M-9).
    pub fn is_paused(&self, customer: u32, close: u16) -> bool {
        self.held.marks[self.at(customer, close)].has(Mark::PAUSED)
            && self.amount(customer, close).is_zero()
    }
    /// Whether a customer pays nothing at a close because it is free and the basis keeps its logo (M-9).
    pub fn keeps_logo_free(&self, customer: u32, close: u16) -> bool {
        self.basis.free == FreeRule::KeepLogo
            && self.held.marks[self.at(customer, close)].has(Mark::FREE)
            && self.amount(customer, close).is_zero()
    }
    /// The first close at which a customer pays, over the whole history.
    pub fn first_paid(&self, customer: u32) -> Option<u16> {
        Some(self.held.first_paid[customer as usize]).filter(|&k| k != NEVER)
    }
    /// Whether a customer paid at `close` or before.
    pub fn is_paid_before(&self, customer: u32, close: u16) -> bool {
        self.held.first_paid[customer as usize] <= close
    }
    /// The last close not after `close` at which a customer pays.
    pub fn last_paid(&self, customer: u32, close: u16) -> Option<u16> {
        (0..=close)
            .rev()
            .find(|&k| !self.amount(customer, k).is_zero())
    }
    /// The first close after `close` at which a customer pays.
    pub fn next_paid(&self, customer: u32, close: u16) -> Option<u16> {
        (close + 1..self.held.closes as u16).find(|&k| !self.amount(customer, k).is_zero())
    }
    /// The gaps which the basis bridged (M-8).
    pub fn bridged(&self) -> &[BridgedGap] {
        &self.held.bridged
    }
    /// Whether the ledger has renewal or end dates.
    pub fn has_renewals(&self) -> bool {
        self.held.has_renewals
    }
    /// Whether the ledger has reasons.
    pub(crate) fn has_reasons(&self) -> bool {
        self.held.has_reasons
    }
    /// Whether anything but the reporting currency is in the ledger.
    pub fn has_foreign(&self) -> bool {
        self.held.foreign.contains(&true)
    }
}

/// Rounds to the places which keep sums exact; amounts within them stay as they are (L-1).
pub fn exact(amount: Decimal) -> Decimal {
    if amount.scale() <= MONEY_PLACES {
        amount
    } else {
        round_half_away(amount, MONEY_PLACES)
    }
}

fn as_of_index(ledger: &Ledger, basis: &Basis) -> Result<usize, MetricsError> {
    let Some(as_of) = basis.as_of else {
        return Ok(ledger.closes().len().saturating_sub(1));
    };
    ledger
        .close_index(as_of)
        .map(usize::from)
        .ok_or_else(|| MetricsError::NotCovered {
            as_of,
            available: ledger.closes().to_vec(),
        })
}

/// The close whose rates apply at each close: itself, or the first covered close of its fiscal year,
/// where a plan rate a year is chosen (L-9).
fn rate_closes(ledger: &Ledger, basis: &Basis, closes: usize) -> Vec<u16> {
    let year = |k: usize| basis.fiscal_year_start.year_of(ledger.closes()[k]);
    let mut out: Vec<u16> = Vec::with_capacity(closes);
    for k in 0..closes {
        let of_last_close = k > 0 && year(k) == year(k - 1);
        out.push(match out.last() {
            Some(&first) if basis.fx_plan_rates && of_last_close => first,
            _ => k as u16,
        });
    }
    out
}

/// Refuses amounts whose sum over everything would not be held exactly (L-1): 96 bits of mantissa at
/// the most decimal places in use.
fn exactness(ledger: &Ledger, rate_closes: &[u16]) -> Result<(), MetricsError> {
    let highest: Vec<Decimal> = (0..ledger.currencies().len())
        .map(|c| {
            let rates = rate_closes.iter().map(|&k| ledger.rate(c as u8, k).abs());
            rates.max().unwrap_or(Decimal::ONE)
        })
        .collect();
    let converted = highest.iter().any(|r| *r != Decimal::ONE);
    let mut places = if converted { MONEY_PLACES } else { 0 };
    let mut total = Decimal::ZERO;
    for entry in ledger.entries() {
        places = places.max(entry.amount.scale().min(MONEY_PLACES));
        let rate = highest[entry.currency as usize];
        let amount = if rate == Decimal::ONE {
            Some(entry.amount.abs())
        } else {
            entry.amount.abs().checked_mul(rate)
        };
        total = amount
            .and_then(|a| total.checked_add(a))
            .ok_or(MetricsError::TooLarge)?;
    }
    let limit = Decimal::MAX / Decimal::from(10_u64.pow(places));
    if total > limit {
        Err(MetricsError::TooLarge)
    } else {
        Ok(())
    }
}
