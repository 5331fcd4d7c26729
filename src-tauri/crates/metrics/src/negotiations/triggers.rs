//! Re-engagement triggers (N-15, N-40, N-41): set, due, fired, contacted, re-expanded, overdue.

use super::components::View;
use super::condition::{Condition, Sight, Verdict, check};
use super::customers::{Customers, newest_close};
use super::state::{Recorded, State, given_up, reached, state};
use super::{Books, playbook::Playbook};
use chrono::NaiveDate;
use holdfast_ledger::Decimal;
use holdfast_ledger::requests::{LogColumn, Request, RequestLog, Trigger, TriggerKind};
use std::collections::BTreeSet;

/// Who says that a trigger fired.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FiredBy {
    /// The log.
    Log,
    /// Its condition, seen in the data.
    Condition,
    /// Its due date: nothing else can be checked by a machine.
    DueDate,
}

impl FiredBy {
    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            FiredBy::Log => "log",
            FiredBy::Condition => "condition",
            FiredBy::DueDate => "due_date",
        }
    }
}

/// One trigger as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TriggerItem {
    /// Request.
    pub request: String,
    /// Customer.
    pub customer: String,
    /// Place among the request's triggers, from 0.
    pub index: usize,
    /// Kind.
    pub kind: Option<TriggerKind>,
    /// Condition in the words of the log.
    pub condition: String,
    /// The condition as a machine reads it.
    pub reads_as: Condition,
    /// What the data says of it.
    pub verdict: Verdict,
    /// Set on.
    pub set_on: Option<NaiveDate>,
    /// Due on.
    pub due_on: Option<NaiveDate>,
    /// Fired: since when, and who says so.
    pub fired: Option<(NaiveDate, FiredBy)>,
    /// Contacted on.
    pub contacted_on: Option<NaiveDate>,
    /// Closed on.
    pub closed_on: Option<NaiveDate>,
    /// ARR won back.
    pub recovered: Decimal,
    /// Fired longer ago than the team may wait, and neither contacted nor closed (N-41).
    pub overdue: bool,
    /// What could be won back: the ARR which the request gave up, at least 0.
    pub worth: Decimal,
    /// Owner of the request.
    pub owner: String,
}

impl TriggerItem {
    /// Whether nobody has acted on it yet.
    pub fn is_waiting(&self) -> bool {
        self.contacted_on.is_none() && self.closed_on.is_none()
    }
    /// The key by which a workspace remembers that it has shown a firing.
    pub fn key(&self) -> (String, usize) {
        (self.request.clone(), self.index)
    }
}

/// The triggers of the whole log at the as-of date: unlike the figures of a period they outlive it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Triggers {
    /// Whether the log has triggers; where not: "not recorded".
    pub recorded: bool,
    /// Every trigger set by the as-of date, in log order.
    pub items: Vec<TriggerItem>,
    /// Resolved requests below their old ARR whose customer has no trigger at all.
    pub without: Vec<String>,
}

impl Triggers {
    fn count(&self, test: impl Fn(&TriggerItem) -> bool) -> u32 {
        self.items.iter().filter(|i| test(i)).count() as u32
    }
    /// Set.
    pub fn set(&self) -> u32 {
        self.items.len() as u32
    }
    /// Their due date has come.
    pub fn due(&self, as_of: NaiveDate) -> u32 {
        self.count(|i| reached(i.due_on, as_of).is_some())
    }
    /// Fired.
    pub fn fired(&self) -> u32 {
        self.count(|i| i.fired.is_some())
    }
    /// Contacted.
    pub fn contacted(&self) -> u32 {
        self.count(|i| i.contacted_on.is_some())
    }
    /// Won back some ARR.
    pub fn re_expanded(&self) -> u32 {
        self.count(|i| i.recovered > Decimal::ZERO)
    }
    /// Overdue (N-41).
    pub fn overdue(&self) -> u32 {
        self.count(|i| i.overdue)
    }
    /// Σ ARR won back.
    pub fn recovered(&self) -> Decimal {
        self.items.iter().map(|i| i.recovered).sum()
    }
    /// Waiting triggers due after `from` and not after `to`: how many, and what their requests gave
    /// up, each request once.
    pub fn due_between(&self, from: NaiveDate, to: NaiveDate) -> (u32, Decimal) {
        let due =
            |i: &&TriggerItem| i.is_waiting() && i.due_on.is_some_and(|d| d > from && d <= to);
        let items: Vec<&TriggerItem> = self.items.iter().filter(due).collect();
        (items.len() as u32, worth(items.iter().copied()))
    }
    /// Fired triggers which the workspace has not shown yet (N-40).
    pub fn newly_fired<'a>(
        &'a self,
        shown: &'a BTreeSet<(String, usize)>,
    ) -> impl Iterator<Item = &'a TriggerItem> {
        self.items
            .iter()
            .filter(move |i| i.fired.is_some() && !shown.contains(&i.key()))
    }
}

/// What the requests of these triggers gave up, each request once.
pub fn worth<'a>(items: impl Iterator<Item = &'a TriggerItem>) -> Decimal {
    let mut seen = BTreeSet::new();
    items
        .filter(|i| seen.insert(i.request.as_str()))
        .map(|i| i.worth)
        .sum()
}

/// The triggers of a log, checked against the newest close of the ledger where there is one.
pub(crate) fn triggers(
    log: &RequestLog,
    playbook: &Playbook,
    as_of: NaiveDate,
    customers: &Customers,
    books: Option<&Books>,
) -> Triggers {
    let newest = books.and_then(|b| Some((b.balances, newest_close(b.balances, as_of)?)));
    let mut items = Vec::new();
    for (index, request) in log.requests.iter().enumerate() {
        if request.requested_on > as_of {
            continue;
        }
        let sight = newest.and_then(|(balances, newest)| {
            Some(Sight {
                balances,
                customer: customers.in_ledger(index)?,
                newest,
                as_of,
            })
        });
        let set = request.triggers.iter().enumerate();
        let known = set.filter(|(_, t)| t.set_on.is_none_or(|d| d <= as_of));
        items.extend(known.map(|(at, t)| item(request, at, t, playbook, as_of, sight)));
    }
    Triggers {
        recorded: log.has(LogColumn::Triggers),
        without: without(log, &log.recorded, customers, as_of, playbook),
        items,
    }
}

fn item(
    request: &Request,
    index: usize,
    trigger: &Trigger,
    playbook: &Playbook,
    as_of: NaiveDate,
    sight: Option<Sight>,
) -> TriggerItem {
    let condition = Condition::read(&trigger.condition);
    let since = trigger.set_on.unwrap_or(request.requested_on);
    let verdict = check(&condition, since, request.requested_on, as_of, sight);
    let fired = fired(trigger, &condition, verdict, as_of);
    let contacted_on = reached(trigger.contacted_on, as_of);
    let closed_on = reached(trigger.closed_on, as_of);
    let waits = contacted_on.is_none() && closed_on.is_none();
    let limit = i64::from(playbook.outcome.act_within_days);
    let waited = fired.map(|(on, _)| as_of.signed_duration_since(on).num_days());
    TriggerItem {
        request: request.id.clone(),
        customer: request.customer.clone(),
        index,
        kind: trigger.kind,
        condition: trigger.condition.clone(),
        reads_as: condition,
        verdict,
        set_on: trigger.set_on,
        due_on: trigger.due_on,
        fired,
        contacted_on,
        closed_on,
        recovered: trigger.arr_recovered.unwrap_or_default(),
        overdue: waits && waited.is_some_and(|days| days > limit),
        worth: given_up(request).unwrap_or_default().max(Decimal::ZERO),
        owner: request.owner.clone(),
    }
}

/// The log's date comes first, then the condition; a due date fires what no machine can check.
fn fired(
    trigger: &Trigger,
    condition: &Condition,
    verdict: Verdict,
    as_of: NaiveDate,
) -> Option<(NaiveDate, FiredBy)> {
    if let Some(on) = reached(trigger.fired_on, as_of) {
        return Some((on, FiredBy::Log));
    }
    if let Verdict::Met(since) = verdict {
        return Some((since, FiredBy::Condition));
    }
    let due = reached(trigger.due_on, as_of).filter(|_| *condition == Condition::People);
    due.map(|on| (on, FiredBy::DueDate))
}

/// Last resolved requests below the old ARR whose customer has no trigger on any request (N-15).
fn without(
    log: &RequestLog,
    recorded: &Recorded,
    customers: &Customers,
    as_of: NaiveDate,
    playbook: &Playbook,
) -> Vec<String> {
    let with: BTreeSet<u32> = log
        .requests
        .iter()
        .enumerate()
        .filter(|(_, r)| !r.triggers.is_empty())
        .map(|(i, _)| customers.number(i))
        .collect();
    let views: Vec<(usize, View)> = log
        .requests
        .iter()
        .enumerate()
        .filter(|(_, r)| state(r, recorded, as_of) != State::Ahead)
        .map(|(index, request)| {
            let view = View {
                request,
                recorded,
                playbook,
                as_of,
            };
            (index, view)
        })
        .collect();
    let last = super::outcomes::last_resolved(&views, customers);
    let below = |r: &Request| given_up(r).is_some_and(|g| g > Decimal::ZERO);
    last.into_iter()
        .filter(|index| !with.contains(&customers.number(*index)))
        .filter_map(|index| log.requests.get(index).filter(|r| below(r)))
        .map(|r| r.id.clone())
        .collect()
}
