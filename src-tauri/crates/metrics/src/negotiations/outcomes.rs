//! What the requests came to: totals (N-10), classes (N-11), retention (N-12), by root cause and
//! counter-offer, and against the matrix (N-16).

use super::advice::counter_advice;
use super::components::{Component, Done, View};
use super::customers::Customers;
use super::state::{Amounts, Outcome, State, amounts, arr_after, outcome_class};
use crate::balances::Balances;
use chrono::{Days, NaiveDate};
use holdfast_ledger::requests::{CounterKind, LogColumn, RootCause};
use holdfast_ledger::{Close, Decimal, Ratio, ratio};
use std::collections::{BTreeMap, BTreeSet};

/// A request in scope: its place in the log, and whether it is its customer's last resolved one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scoped<'a> {
    pub index: usize,
    pub view: View<'a>,
    pub counts: bool,
}

impl Scoped<'_> {
    pub(crate) fn id(&self) -> String {
        self.view.request.id.clone()
    }
    pub(crate) fn amounts(&self) -> Option<Amounts> {
        self.is_resolved().then(|| amounts(self.view.request))?
    }
    pub(crate) fn class(&self) -> Option<Outcome> {
        if self.is_resolved() {
            outcome_class(self.view.request)
        } else {
            Some(Outcome::Open)
        }
    }
    pub(crate) fn is_resolved(&self) -> bool {
        !self.view.is_open()
    }
    pub(crate) fn is_retained(&self) -> bool {
        self.is_resolved() && arr_after(self.view.request).is_some_and(|a| a > Decimal::ZERO)
    }
}

/// Which of the resolved requests are their customer's last: resolved later, then requested later, then
/// later in the log.
pub(crate) fn last_resolved(views: &[(usize, View)], customers: &Customers) -> BTreeSet<usize> {
    let mut last: BTreeMap<u32, (Option<NaiveDate>, NaiveDate, usize)> = BTreeMap::new();
    for (index, view) in views {
        if let State::Resolved(on) = view.state() {
            let this = (on, view.request.requested_on, *index);
            let entry = last.entry(customers.number(*index)).or_insert(this);
            *entry = (*entry).max(this);
        }
    }
    last.into_values().map(|(.., index)| index).collect()
}

/// ΣR, ΣK, ΣG of the resolved requests (N-10).
pub(crate) fn total(scope: &[Scoped]) -> Amounts {
    let mut sum = Amounts::default();
    for amounts in scope.iter().filter_map(Scoped::amounts) {
        sum.add(&amounts);
    }
    sum
}

/// Retained of resolved: in customers, and in ARR (N-12).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Share {
    /// Customers retained.
    pub retained: u32,
    /// Customers resolved.
    pub resolved: u32,
    /// Σ ARR after.
    pub after: Decimal,
    /// Σ ARR before.
    pub before: Decimal,
}

impl Share {
    /// Retained ÷ resolved customers.
    pub fn of_customers(&self) -> Ratio {
        ratio(self.retained.into(), self.resolved.into())
    }
    /// Σ after ÷ Σ before.
    pub fn of_arr(&self) -> Ratio {
        ratio(self.after, self.before)
    }
    fn count(&mut self, item: &Scoped) {
        self.resolved += 1;
        self.retained += u32::from(item.is_retained());
        self.before += item.view.request.arr_before;
        self.after += arr_after(item.view.request).unwrap_or_default();
    }
}

/// Customers by what became of them (N-12); each by its last resolved request.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Retention {
    /// All whose ARR after is known.
    pub all: Share,
    /// Paused at 0: in the denominator, not in the numerator.
    pub paused: u32,
    /// Their ARR before.
    pub paused_arr: Decimal,
    /// Churned.
    pub churned: u32,
    /// Their ARR before.
    pub churned_arr: Decimal,
    /// With all four components done (N-1).
    pub complete: Share,
    /// With one missing.
    pub incomplete: Share,
    /// Where the log doesn't say.
    pub not_recorded: Share,
    /// Retained still at the observation date; `None` without a ledger.
    pub observed: Option<Observed>,
}

/// Retained still, some days after the resolution, where the ledger reaches that far (N-12).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Observed {
    /// Days after the resolution.
    pub after_days: u32,
    /// Resolved customers whose observation date the ledger covers.
    pub reached: u32,
    /// Of those, retained at the resolution.
    pub retained: u32,
    /// Of those, still paying at the close of the month of the observation date.
    pub still: u32,
    /// What they pay then.
    pub arr: Decimal,
    /// What the customers reached paid before.
    pub before: Decimal,
    /// Resolved customers whose observation date the ledger doesn't cover yet.
    pub not_reached: u32,
    /// Resolved customers which the ledger doesn't know.
    pub not_in_ledger: u32,
}

/// Retention over the customers' last resolved requests. Requests with a competitor behind them are
/// in the total, and left out of the split by components (N-3).
pub(crate) fn retention(scope: &[Scoped]) -> Retention {
    let mut out = Retention::default();
    let known = |i: &&Scoped| i.counts && arr_after(i.view.request).is_some();
    for item in scope.iter().filter(known) {
        out.all.count(item);
        let before = item.view.request.arr_before;
        match item.class() {
            Some(Outcome::Paused) => {
                out.paused += 1;
                out.paused_arr += before;
            }
            Some(Outcome::Churned) => {
                out.churned += 1;
                out.churned_arr += before;
            }
            _ => {}
        }
        if !item.view.is_competitor() {
            split(&mut out, &item.view).count(item);
        }
    }
    out
}

fn split<'a>(out: &'a mut Retention, view: &View) -> &'a mut Share {
    let states = Component::ALL.map(|c| view.component(c));
    if states.contains(&Done::Missing) {
        &mut out.incomplete
    } else if states
        .iter()
        .all(|s| matches!(s, Done::Done | Done::NotNeeded))
    {
        &mut out.complete
    } else {
        &mut out.not_recorded
    }
}

/// Looks at the resolved customers again after the observation time (N-12).
pub(crate) fn observe(
    scope: &[Scoped],
    customers: &Customers,
    balances: &Balances,
    as_of: NaiveDate,
) -> Observed {
    let mut out = Observed::default();
    for item in scope.iter().filter(|i| i.counts) {
        out.after_days = item.view.playbook.outcome.observe_after_days;
        let Some(customer) = customers.in_ledger(item.index) else {
            out.not_in_ledger += 1;
            continue;
        };
        match observation_close(item, balances, as_of) {
            Some(close) => look(&mut out, item, balances.amount(customer, close)),
            None => out.not_reached += 1,
        }
    }
    out
}

fn look(out: &mut Observed, item: &Scoped, amount: Decimal) {
    out.reached += 1;
    out.before += item.view.request.arr_before;
    if item.is_retained() {
        out.retained += 1;
        if amount > Decimal::ZERO {
            out.still += 1;
            out.arr += amount;
        }
    }
}

/// The close of the month of the observation date, where the ledger covers it by the as-of date.
fn observation_close(item: &Scoped, balances: &Balances, as_of: NaiveDate) -> Option<u16> {
    let State::Resolved(Some(on)) = item.view.state() else {
        return None;
    };
    let after = item.view.playbook.outcome.observe_after_days;
    let date = on.checked_add_days(Days::new(after.into()))?;
    let close = Close::of(date).filter(|c| c.date() <= as_of)?;
    balances.index(close)
}

/// Outcomes of a group of requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Group {
    /// Resolved requests with their amounts known.
    pub requests: u32,
    /// Resolved customers, by their last resolved request.
    pub resolved: u32,
    /// Of those, retained.
    pub retained: u32,
    /// R, G and K.
    pub amounts: Amounts,
}

impl Group {
    fn count(&mut self, item: &Scoped) {
        if let Some(amounts) = item.amounts() {
            self.requests += 1;
            self.amounts.add(&amounts);
        }
        if item.counts && arr_after(item.view.request).is_some() {
            self.resolved += 1;
            self.retained += u32::from(item.is_retained());
        }
    }
}

/// A cell of the matrix: root cause and counter-offer.
pub type Cell = (Option<RootCause>, Option<CounterKind>);

/// Outcomes by root cause, by the last counter-offer made, and by both. A key of `None` is a blank
/// root cause, or no counter-offer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Groups {
    /// By root cause; `None` where the column was not imported.
    pub by_cause: Option<BTreeMap<Option<RootCause>, Group>>,
    /// By counter-offer; `None` where the columns were not imported.
    pub by_counter: Option<BTreeMap<Option<CounterKind>, Group>>,
    /// By both; `None` where either was not imported.
    pub cells: Option<BTreeMap<Cell, Group>>,
}

pub(crate) fn groups(scope: &[Scoped], log_has: impl Fn(LogColumn) -> bool) -> Groups {
    let cause = |i: &Scoped| i.view.request.root_cause;
    let (causes, counters) = (log_has(LogColumn::RootCause), log_has(LogColumn::Counters));
    Groups {
        by_cause: causes.then(|| group_by(scope, cause)),
        by_counter: counters.then(|| group_by(scope, last_counter)),
        cells: (causes && counters).then(|| group_by(scope, |i| (cause(i), last_counter(i)))),
    }
}

/// The last counter-offer made; one without a kind is "other".
fn last_counter(item: &Scoped) -> Option<CounterKind> {
    let last = item.view.counters().next_back()?;
    Some(last.kind.unwrap_or(CounterKind::Other))
}

fn group_by<K: Ord>(scope: &[Scoped], key: impl Fn(&Scoped) -> K) -> BTreeMap<K, Group> {
    let mut out: BTreeMap<K, Group> = BTreeMap::new();
    for item in scope.iter().filter(|i| i.is_resolved()) {
        out.entry(key(item)).or_default().count(item);
    }
    out
}

/// Kept against what the matrix would have kept, over the same requests (N-16).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Preservation {
    /// Resolved requests which the matrix knows.
    pub requests: u32,
    /// ΣR of those.
    pub requested: Decimal,
    /// ΣK the matrix would give.
    pub matrix_kept: Decimal,
    /// ΣK obtained.
    pub kept: Decimal,
    /// Left out: a competitor behind it (N-3).
    pub competitor: u32,
    /// Left out: the matrix doesn't know the request.
    pub unknown: u32,
}

impl Preservation {
    /// The kept share which the matrix would give.
    pub fn matrix_share(&self) -> Ratio {
        ratio(self.matrix_kept, self.requested)
    }
    /// The kept share obtained.
    pub fn kept_share(&self) -> Ratio {
        ratio(self.kept, self.requested)
    }
}

pub(crate) fn preservation(scope: &[Scoped]) -> Preservation {
    let mut out = Preservation::default();
    for item in scope {
        let Some(amounts) = item.amounts() else {
            continue;
        };
        let offer = counter_advice(item.view.request, item.view.playbook).and_then(|c| c.arr);
        match offer {
            _ if item.view.is_competitor() => out.competitor += 1,
            None => out.unknown += 1,
            Some(arr) => {
                out.requests += 1;
                out.requested += amounts.requested;
                out.kept += amounts.kept;
                out.matrix_kept += amounts.requested - (amounts.before - arr);
            }
        }
    }
    out
}
