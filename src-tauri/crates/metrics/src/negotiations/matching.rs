//! Which movement a request explains (N-30): candidates of every period, and the nearest of them.

use super::customers::Customers;
use crate::balances::Balances;
use crate::basis::Method;
use crate::figures::{Bridge, Class};
use crate::movements::{Move, between, movement};
use crate::spans::spans;
use chrono::NaiveDate;
use holdfast_ledger::{Close, Decimal, Period};
use std::collections::BTreeMap;

/// What the tie, the triggers and the observation read of the company's books.
#[derive(Clone, Copy, Debug)]
pub struct Books<'a> {
    /// The ledger with its basis applied.
    pub balances: &'a Balances<'a>,
    /// The bridge of the window; `None` ties to the sum of the movements.
    pub bridge: Option<&'a Bridge>,
}

/// A downsell, churn or pause in the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loss {
    /// Index into the ledger's customers.
    pub customer: u32,
    /// The customer's id in the ledger.
    pub customer_id: String,
    /// Class of the movement.
    pub class: Class,
    /// Amount of the class, as in the bridge.
    pub amount: Decimal,
    /// ARR at the opening.
    pub opening: Decimal,
    /// ARR at the closing, at the opening close's rate (L-9).
    pub closing: Decimal,
    /// The period's closing date.
    pub closing_date: NaiveDate,
}

/// A loss with what the matching needs.
pub(super) struct Candidate {
    pub loss: Loss,
    /// The opening close's date: the period begins the day after.
    opened: NaiveDate,
    pub reported: bool,
    pub requests: Vec<usize>,
}

impl Candidate {
    fn contains(&self, date: NaiveDate) -> bool {
        date > self.opened && date <= self.loss.closing_date
    }
}

/// The losses of every period, those of the window and its neighbours, so that a request which
/// explains a movement of the quarter before is not taken for one of this quarter.
pub(super) fn candidates(
    books: &Books,
    customers: &Customers,
    window: Option<Period>,
) -> Vec<Candidate> {
    let b = books.balances;
    let mut out = Vec::new();
    for span in spans(b, window.map_or(b.basis().period, Period::grain)) {
        let reported = window.is_none_or(|w| w == span.period);
        let steps: Vec<(u16, u16)> = match b.basis().method {
            Method::CloseToClose => vec![(span.open, span.close)],
            Method::SumOfMonths => (span.open..span.close).map(|k| (k, k + 1)).collect(),
        };
        for (open, close) in steps {
            let moves = if reported {
                between(b, open, close)
            } else {
                let of = |customer: u32| movement(b, customer, open, close);
                customers.all_in_ledger().filter_map(of).collect()
            };
            out.extend(losses(b, open, close, &moves, reported));
        }
    }
    out
}

fn losses(
    b: &Balances,
    open: u16,
    close: u16,
    moves: &[Move],
    reported: bool,
) -> impl Iterator<Item = Candidate> {
    let date = |k: u16| b.close_list().get(usize::from(k)).map(|c: &Close| c.date());
    let (opened, closed) = (
        date(open).unwrap_or_default(),
        date(close).unwrap_or_default(),
    );
    let is_loss = |m: &&Move| matches!(m.class, Class::Downsell | Class::Churn | Class::Paused);
    moves.iter().filter(is_loss).map(move |m| Candidate {
        loss: Loss {
            customer: m.customer,
            customer_id: id_of(b, m.customer),
            class: m.class,
            amount: m.amount,
            opening: m.opening,
            closing: m.closing,
            closing_date: closed,
        },
        opened,
        reported,
        requests: Vec::new(),
    })
}

pub(super) fn id_of(b: &Balances, customer: u32) -> String {
    let known = b.ledger().customers().get(customer as usize);
    known.map(|c| c.id.clone()).unwrap_or_default()
}

pub(super) fn index_by_customer(candidates: &[Candidate]) -> BTreeMap<u32, Vec<usize>> {
    let mut out: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, candidate) in candidates.iter().enumerate() {
        out.entry(candidate.loss.customer).or_default().push(at);
    }
    out
}

/// The movement whose period contains the date; else the nearest by closing date within the lag, the
/// earlier on a tie.
pub(super) fn nearest(
    candidates: &[Candidate],
    own: &[usize],
    resolved: NaiveDate,
    lag: u32,
) -> Option<usize> {
    let of = |at: &usize| candidates.get(*at).map(|c| (*at, c));
    let containing = own
        .iter()
        .filter_map(of)
        .find(|(_, c)| c.contains(resolved));
    if let Some((at, _)) = containing {
        return Some(at);
    }
    own.iter()
        .filter_map(of)
        .map(|(at, c)| (distance(c, resolved), c.loss.closing_date, at))
        .filter(|(days, ..)| *days <= i64::from(lag))
        .min()
        .map(|(.., at)| at)
}

fn distance(candidate: &Candidate, resolved: NaiveDate) -> i64 {
    let closing = candidate.loss.closing_date;
    resolved.signed_duration_since(closing).num_days().abs()
}

/// The window's losses as they come from the movements, before any of them is matched.
pub(super) fn moved(candidates: &[Candidate]) -> BTreeMap<Class, Decimal> {
    let mut out = BTreeMap::new();
    for candidate in candidates.iter().filter(|c| c.reported) {
        *out.entry(candidate.loss.class).or_default() += candidate.loss.amount;
    }
    out
}
