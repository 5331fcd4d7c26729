//! The tie of the log to the ARR bridge (N-30, N-31): lists with both figures, nothing adjusted.

use super::customers::{Customers, newest_close};
use super::matching::{
    Books, Candidate, Loss, candidates, id_of, index_by_customer, moved, nearest,
};
use super::playbook::Playbook;
use super::state::{Outcome, State, arr_after, given_up, outcome_class, state};
use crate::basis::{Basis, PausedRule};
use crate::figures::{Bridge, Check, Class};
use chrono::NaiveDate;
use holdfast_ledger::{AmountKind, Decimal, Period, Request, RequestLog};
use std::collections::{BTreeMap, BTreeSet};

/// The tie (N-30).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tie {
    /// Movements with a logged request.
    pub matched: Vec<Matched>,
    /// Movements without.
    pub unlogged: Vec<Loss>,
    /// Requests resolved below their old ARR of which the ledger shows nothing yet.
    pub not_in_ledger: Vec<NotInLedger>,
    /// Resolved requests whose customer the ledger doesn't know.
    pub unknown_customers: Vec<String>,
    /// Resolved requests without a date, which can't be placed.
    pub undated: Vec<String>,
    /// Downsell, churn and paused: what the lists add up to, beside the bridge.
    pub totals: Vec<TieTotal>,
}

/// A movement and the requests behind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matched {
    /// Movement.
    pub loss: Loss,
    /// Requests, oldest resolution first; the last one is compared.
    pub requests: Vec<String>,
    /// The ARR which the last request agreed; `None` where not recorded.
    pub agreed: Option<Decimal>,
    /// The class which the log gives the last request (N-11).
    pub outcome: Option<Outcome>,
    /// Whether the agreed ARR differs from the ledger's closing amount.
    pub differs: bool,
}

/// A request of which the ledger shows nothing yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotInLedger {
    /// Request.
    pub request: String,
    /// Index into the ledger's customers.
    pub customer: u32,
    /// The customer's id in the ledger.
    pub customer_id: String,
    /// ARR agreed.
    pub agreed: Decimal,
    /// ARR in the ledger at the newest close.
    pub ledger: Decimal,
}

/// One line of the tie: matched + unlogged = the bridge's line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TieTotal {
    /// Class.
    pub class: Class,
    /// Movements with a request: count and amount.
    pub matched: (u32, Decimal),
    /// Movements without: count and amount.
    pub unlogged: (u32, Decimal),
    /// The bridge's line.
    pub bridge: Decimal,
}

impl Tie {
    /// Matched movements whose agreed ARR differs from the ledger (N-31).
    pub fn differences(&self) -> impl Iterator<Item = &Matched> {
        self.matched.iter().filter(|m| m.differs)
    }

    /// Churn movements which the log calls paused: count and amount. The bridge counts them as churn
    /// by default, the negotiation pages as paused; a note joins the two counts (M-9).
    pub fn paused_in_churn(&self) -> (u32, Decimal) {
        let paused =
            |m: &&Matched| m.loss.class == Class::Churn && m.outcome == Some(Outcome::Paused);
        let amounts = self.matched.iter().filter(paused).map(|m| m.loss.amount);
        amounts.fold((0, Decimal::ZERO), |(n, sum), a| (n + 1, sum + a))
    }

    /// The totals foot to the bridge (N-30).
    pub(crate) fn checks(&self, scope: &str) -> Vec<Check> {
        let check = |t: &TieTotal| {
            let left = t.matched.1 + t.unlogged.1;
            Check {
                check: match t.class {
                    Class::Churn => "negotiations_tie_churn",
                    Class::Paused => "negotiations_tie_paused",
                    _ => "negotiations_tie_downsell",
                },
                scope: scope.to_owned(),
                left,
                right: t.bridge,
                ok: left == t.bridge,
            }
        };
        self.totals.iter().map(check).collect()
    }
}

/// Matches every loss of the window to requests of the same customer (N-30).
pub(crate) fn tie(
    log: &RequestLog,
    customers: &Customers,
    books: &Books,
    playbook: &Playbook,
    window: Option<Period>,
    as_of: NaiveDate,
) -> Tie {
    let mut candidates = candidates(books, customers, window);
    let by_customer = index_by_customer(&candidates);
    let mut out = Tie::default();
    let mut unmatched = Vec::new();
    for (index, request) in log.requests.iter().enumerate() {
        let State::Resolved(on) = state(request, &log.recorded, as_of) else {
            continue;
        };
        match (on, customers.in_ledger(index)) {
            (None, _) => out.undated.push(request.id.clone()),
            (Some(on), None) if in_window(on, window) => {
                out.unknown_customers.push(request.id.clone());
            }
            (Some(_), None) => {}
            (Some(on), Some(customer)) => {
                let own = by_customer.get(&customer).map_or(&[][..], Vec::as_slice);
                let at = nearest(&candidates, own, on, playbook.outcome.tie_lag_days);
                match at.and_then(|at| candidates.get_mut(at)) {
                    Some(candidate) => candidate.requests.push(index),
                    None if in_window(on, window) => unmatched.push((index, customer)),
                    None => {}
                }
            }
        }
    }
    out.not_in_ledger = not_in_ledger(log, &unmatched, books, as_of);
    let basis = books.balances.basis();
    let moved = moved(&candidates);
    sort_out(&mut out, log, candidates, basis);
    out.totals = totals(&out, books, &moved);
    out
}

fn in_window(date: NaiveDate, window: Option<Period>) -> bool {
    window.is_none_or(|w| w.contains(date))
}

fn sort_out(out: &mut Tie, log: &RequestLog, candidates: Vec<Candidate>, basis: &Basis) {
    for candidate in candidates.into_iter().filter(|c| c.reported) {
        let mut requests: Vec<&Request> = candidate
            .requests
            .iter()
            .filter_map(|index| log.requests.get(*index))
            .collect();
        // Stable: of two resolved and requested on one day the later in the log is the last.
        requests.sort_by_key(|r| (r.resolved_on, r.requested_on));
        match requests.last() {
            None => out.unlogged.push(candidate.loss),
            Some(last) => out
                .matched
                .push(matched(candidate.loss, &requests, last, basis)),
        }
    }
}

fn matched(loss: Loss, requests: &[&Request], last: &Request, basis: &Basis) -> Matched {
    let agreed = arr_after(last);
    Matched {
        requests: requests.iter().map(|r| r.id.clone()).collect(),
        agreed,
        outcome: outcome_class(last),
        differs: agreed.is_some_and(|a| differ(a, loss.closing, basis)),
        loss,
    }
}

/// Different by a cent or more; where the ledger is MRR × 12, by more than the rounding of the MRR.
fn differ(agreed: Decimal, ledger: Decimal, basis: &Basis) -> bool {
    let half_cent = Decimal::new(5, 3);
    let months = if basis.amounts == Some(AmountKind::Mrr) {
        Decimal::from(12)
    } else {
        Decimal::ONE
    };
    (agreed - ledger).abs() >= half_cent * months
}

/// Requests below the old ARR without a movement, unless the ledger already has the agreed ARR, or
/// keeps pauses at the last amount by choice (M-9).
fn not_in_ledger(
    log: &RequestLog,
    unmatched: &[(usize, u32)],
    books: &Books,
    as_of: NaiveDate,
) -> Vec<NotInLedger> {
    let Some(newest) = newest_close(books.balances, as_of) else {
        return Vec::new();
    };
    let basis = books.balances.basis();
    let mut superseded = BTreeSet::new();
    let mut out: Vec<NotInLedger> = latest_first(log, unmatched)
        .into_iter()
        .filter(|(_, customer)| superseded.insert(*customer))
        .filter_map(|(request, customer)| {
            let agreed = arr_after(request)?;
            let ledger = books.balances.amount(customer, newest);
            let kept = basis.paused == PausedRule::KeepLast
                && outcome_class(request) == Some(Outcome::Paused);
            let below = given_up(request)? > Decimal::ZERO;
            (below && !kept && differ(agreed, ledger, basis)).then(|| NotInLedger {
                request: request.id.clone(),
                customer,
                customer_id: id_of(books.balances, customer),
                agreed,
                ledger,
            })
        })
        .collect();
    out.reverse();
    out
}

fn latest_first<'a>(log: &'a RequestLog, unmatched: &[(usize, u32)]) -> Vec<(&'a Request, u32)> {
    let mut all: Vec<(&Request, u32)> = unmatched
        .iter()
        .filter_map(|(index, customer)| Some((log.requests.get(*index)?, *customer)))
        .collect();
    all.sort_by_key(|(r, _)| (r.resolved_on, r.requested_on));
    all.reverse();
    all
}

fn totals(tie: &Tie, books: &Books, moved: &BTreeMap<Class, Decimal>) -> Vec<TieTotal> {
    let classes = [Class::Downsell, Class::Churn, Class::Paused];
    let own_line = books.balances.basis().paused == PausedRule::OwnLine;
    let printed = classes.iter().filter(|c| **c != Class::Paused || own_line);
    printed
        .map(|&class| TieTotal {
            class,
            matched: sum_of(tie.matched.iter().map(|m| &m.loss), class),
            unlogged: sum_of(tie.unlogged.iter(), class),
            bridge: books.bridge.map_or_else(
                || moved.get(&class).copied().unwrap_or_default(),
                |bridge| bridge_line(bridge, class),
            ),
        })
        .collect()
}

fn sum_of<'a>(losses: impl Iterator<Item = &'a Loss>, class: Class) -> (u32, Decimal) {
    losses
        .filter(|l| l.class == class)
        .fold((0, Decimal::ZERO), |(n, sum), l| (n + 1, sum + l.amount))
}

fn bridge_line(bridge: &Bridge, class: Class) -> Decimal {
    match class {
        Class::Churn => bridge.churn,
        Class::Paused => bridge.paused,
        _ => bridge.downsell,
    }
}
