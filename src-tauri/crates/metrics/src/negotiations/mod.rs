//! Downsell negotiations: playbook advice, outcomes, failure modes, triggers and the tie to the bridge.
//!
//! [`evaluate`] turns a log into a [`NegotiationReport`]; [`advice`] says what the playbook has for one
//! request. Both are pure: the as-of date is an argument, words are left to the pack and the playbook
//! file. Rule ids N-1 to N-41 stand at the code which keeps them.

mod advice;
mod components;
mod condition;
pub(crate) mod customers;
mod days;
mod failures;
mod matching;
mod outcomes;
mod playbook;
mod state;
mod terms;
mod tie;
mod triggers;

#[cfg(test)]
mod tests;

pub use advice::{
    Advice, CounterAdvice, GuardrailLevel, Involve, PriceDiscount, Step, StepClock, StepState,
    advice, counter_advice, price_discount,
};
pub use components::{Component, Done};
pub use condition::{Comparison, Condition, Measure, Verdict};
pub use days::{Days, FunnelStep, median, percentile};
pub use failures::{FailureCheck, FailureMode, FailureState};
pub use matching::{Books, Loss};
pub use outcomes::{Cell, Group, Groups, Observed, Preservation, Retention, Share};
pub use playbook::{
    Clock, CounterRule, Guardrail, InvolveRules, MatrixRow, Note, OutcomeRules, Playbook, Words,
};
pub use state::{
    Amounts, Outcome, Recorded, State, amounts, arr_after, days_to, given_up, outcome_class,
    requested_cut, state,
};
pub use terms::{DiscountItem, Discounts, MultiYear, QuotaCredit};
pub use tie::{Matched, NotInLedger, Tie, TieTotal};
pub use triggers::{FiredBy, TriggerItem, Triggers, worth};

use crate::figures::Check;
use chrono::NaiveDate;
use components::View;
use customers::Customers;
use holdfast_ledger::requests::LogColumn;
use holdfast_ledger::{Decimal, Period, Ratio, Request, RequestLog};
use outcomes::Scoped;

/// Everything of a period's requests: those resolved in it and those open at the as-of date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NegotiationReport {
    /// As-of date.
    pub as_of: NaiveDate,
    /// The period reported; `None` is the whole log.
    pub window: Option<Period>,
    /// The columns which the log has.
    pub recorded: Recorded,
    /// The playbook, whose numbers are printed where they are used.
    pub playbook: Playbook,
    /// Every request in scope, in log order.
    pub items: Vec<Item>,
    /// Resolved requests of the log which no period can claim: no date was recorded.
    pub undated: Vec<String>,
    /// Resolved requests in scope whose amounts don't give R and G.
    pub unmeasured: Vec<String>,
    /// ΣR, ΣG, ΣK of the resolved requests (N-10).
    pub total: Amounts,
    /// Retention (N-12).
    pub retention: Retention,
    /// Days (N-13).
    pub days: Days,
    /// Funnel by step.
    pub funnel: Vec<FunnelStep>,
    /// Outcomes by root cause and counter-offer.
    pub groups: Groups,
    /// Against the matrix (N-16).
    pub preservation: Preservation,
    /// Multi-year deals (N-14).
    pub multi_year: MultiYear,
    /// Price discounts (N-5).
    pub discounts: Discounts,
    /// Triggers of the whole log (N-15).
    pub triggers: Triggers,
    /// Failure modes (section 4).
    pub failures: Vec<FailureCheck>,
    /// Granted in full without a counter (N-8); `None` where counters were not imported.
    pub without_counter: Option<Vec<String>>,
    /// Requests with a competitor behind them, left out of the adherence figures (N-3).
    pub competitor: Vec<String>,
    /// Quota credits by owner (N-7).
    pub quota: Vec<QuotaCredit>,
    /// The tie to the bridge (N-30); `None` without a ledger.
    pub tie: Option<Tie>,
    /// Checks.
    pub checks: Vec<Check>,
}

/// One request in scope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Index into [`RequestLog::requests`].
    pub index: usize,
    /// Request id.
    pub id: String,
    /// Customer, as named in the log.
    pub customer: String,
    /// The record itself.
    pub request: Request,
    /// Index into the ledger's customers, where it has the customer.
    pub in_ledger: Option<u32>,
    /// Whether it is its customer's last resolved request, the one which counts customers.
    pub counts: bool,
    /// Class by the amounts (N-11); `None` where they don't tell.
    pub class: Option<Outcome>,
    /// Outcome as stated.
    pub stated: Option<Outcome>,
    /// R, also of open requests.
    pub requested: Option<Decimal>,
    /// R, G and K of resolved requests.
    pub amounts: Option<Amounts>,
    /// Days to the resolution; `None` where open or not recorded.
    pub days: Option<i64>,
    /// Age in days at the as-of date, where open.
    pub age: Option<i64>,
    /// Whether it took, or has been open, longer than the clock allows.
    pub past_target: bool,
    /// The failure modes which name it.
    pub failures: Vec<FailureMode>,
    /// The advice, where open.
    pub advice: Option<Advice>,
    /// The four components (N-1), in the order of [`Component::ALL`].
    pub components: [Done; 4],
    /// The steps of the funnel, in the order of [`Step::ALL`].
    pub steps: [Reached; 6],
}

/// Whether a request reached a step, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reached {
    /// Whether it did, with or without a recorded date.
    pub reached: bool,
    /// Days from the request, where the date was recorded.
    pub day: Option<i64>,
}

impl Item {
    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.age.is_some()
    }
    /// Whether the stated outcome disagrees with the amounts (N-11).
    pub fn disagrees(&self) -> bool {
        match (self.stated, self.class) {
            (Some(_), _) if self.is_open() => false,
            (Some(stated), Some(class)) => stated != class,
            _ => false,
        }
    }
}

impl NegotiationReport {
    /// Requests in scope.
    pub fn requests(&self) -> u32 {
        self.items.len() as u32
    }
    /// Open requests.
    pub fn open(&self) -> u32 {
        self.days.open
    }
    /// Resolved requests.
    pub fn resolved(&self) -> u32 {
        self.requests() - self.open()
    }
    /// ΣK / ΣR, weighted by money (N-10).
    pub fn kept_share(&self) -> Ratio {
        self.total.kept_share()
    }
    /// Requests whose stated outcome disagrees with the amounts (N-11).
    pub fn disagreements(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|i| i.disagrees())
    }
    /// Requests with a negative kept: more was lost than asked for.
    pub fn negative_kept(&self) -> impl Iterator<Item = &Item> {
        let negative = |i: &&Item| i.amounts.is_some_and(|a| a.kept < Decimal::ZERO);
        self.items.iter().filter(negative)
    }
    /// Customers asked for something else than to leave, and left.
    pub fn churned_after_a_cut(&self) -> impl Iterator<Item = &Item> {
        self.negative_kept()
            .filter(|i| i.class == Some(Outcome::Churned))
    }
    /// The check of one failure mode.
    pub fn failure(&self, mode: FailureMode) -> Option<&FailureCheck> {
        self.failures.iter().find(|f| f.mode == mode)
    }
    /// Whether the log has a column.
    pub fn has(&self, column: LogColumn) -> bool {
        self.recorded.contains(&column)
    }
}

/// Evaluates a log at a date: the requests resolved in the window and those open, or all up to the
/// date where there is no window; with the books, the tie and what the ledger says of triggers.
pub fn evaluate(
    log: &RequestLog,
    playbook: &Playbook,
    window: Option<Period>,
    as_of: NaiveDate,
    books: Option<&Books>,
) -> NegotiationReport {
    let customers = Customers::of(log, books.map(|b| b.balances.ledger()));
    let (views, undated) = in_scope(log, playbook, window, as_of);
    let last = outcomes::last_resolved(&views, &customers);
    let scope: Vec<Scoped> = views
        .iter()
        .map(|(index, view)| Scoped {
            index: *index,
            view: *view,
            counts: last.contains(index),
        })
        .collect();
    report(
        log, playbook, window, as_of, books, &customers, &scope, undated,
    )
}

#[allow(clippy::too_many_arguments)]
fn report(
    log: &RequestLog,
    playbook: &Playbook,
    window: Option<Period>,
    as_of: NaiveDate,
    books: Option<&Books>,
    customers: &Customers,
    scope: &[Scoped],
    undated: Vec<String>,
) -> NegotiationReport {
    let has = |column| log.has(column);
    let plain: Vec<View> = scope.iter().map(|i| i.view).collect();
    let mut retention = outcomes::retention(scope);
    retention.observed = books.map(|b| outcomes::observe(scope, customers, b.balances, as_of));
    let failures = failures::failure_checks(scope, &log.recorded, playbook);
    let total = outcomes::total(scope);
    let groups = outcomes::groups(scope, has);
    let tie = books.map(|b| tie::tie(log, customers, b, playbook, window, as_of));
    let numbers: Vec<u32> = scope.iter().map(|i| customers.number(i.index)).collect();
    NegotiationReport {
        as_of,
        window,
        recorded: log.recorded.clone(),
        playbook: playbook.clone(),
        items: scope
            .iter()
            .map(|i| item(i, customers, &failures, playbook))
            .collect(),
        undated,
        unmeasured: ids(scope, |i| i.is_resolved() && i.amounts().is_none()),
        total,
        retention,
        days: days::days(&plain, playbook),
        funnel: days::funnel(&plain, &numbers, playbook),
        preservation: outcomes::preservation(scope),
        multi_year: terms::multi_year(scope, playbook, has),
        discounts: terms::discounts(scope, playbook, has),
        triggers: triggers::triggers(log, playbook, as_of, customers, books),
        without_counter: log
            .has(LogColumn::Counters)
            .then(|| ids(scope, granted_without_counter)),
        competitor: ids(scope, |i| i.view.is_competitor()),
        quota: terms::quota(scope),
        checks: checks(&total, &groups, tie.as_ref(), window),
        failures,
        groups,
        tie,
    }
}

fn ids(scope: &[Scoped], test: impl Fn(&Scoped) -> bool) -> Vec<String> {
    scope.iter().filter(|i| test(i)).map(Scoped::id).collect()
}

/// N-8: everything asked for was given, and no counter was made. A pause is a counter.
fn granted_without_counter(item: &Scoped) -> bool {
    let in_full = matches!(
        item.class(),
        Some(Outcome::FullCut | Outcome::DeeperCut | Outcome::Churned)
    );
    in_full && !item.view.was_countered()
}

/// The requests in scope with their place in the log, and the resolved ones which no period can claim.
fn in_scope<'a>(
    log: &'a RequestLog,
    playbook: &'a Playbook,
    window: Option<Period>,
    as_of: NaiveDate,
) -> (Vec<(usize, View<'a>)>, Vec<String>) {
    let (mut views, mut undated) = (Vec::new(), Vec::new());
    for (index, request) in log.requests.iter().enumerate() {
        let view = View {
            request,
            recorded: &log.recorded,
            playbook,
            as_of,
        };
        let inside = match view.state() {
            State::Ahead => false,
            State::Open => true,
            State::Resolved(Some(on)) => window.is_none_or(|w| w.contains(on)),
            State::Resolved(None) => {
                undated.push(request.id.clone());
                window.is_none()
            }
        };
        if inside {
            views.push((index, view));
        }
    }
    (views, undated)
}

fn item(
    scoped: &Scoped,
    customers: &Customers,
    failures: &[FailureCheck],
    playbook: &Playbook,
) -> Item {
    let view = &scoped.view;
    let request: &Request = view.request;
    let open = view.is_open();
    let days = advice::step_day(view, Step::Resolved);
    let age = open.then(|| view.age());
    Item {
        index: scoped.index,
        id: request.id.clone(),
        customer: request.customer.clone(),
        request: request.clone(),
        in_ledger: customers.in_ledger(scoped.index),
        counts: scoped.counts,
        class: scoped.class(),
        stated: request.outcome,
        requested: requested_cut(request),
        amounts: scoped.amounts(),
        days,
        age,
        past_target: age
            .or(days)
            .is_some_and(|d| d > i64::from(playbook.clock.resolve_by)),
        failures: failures
            .iter()
            .filter(|f| f.names(&request.id))
            .map(|f| f.mode)
            .collect(),
        advice: open.then(|| advice(request, view.recorded, playbook, view.as_of)),
        components: Component::ALL.map(|c| view.component(c)),
        steps: Step::ALL.map(|s| days::reached_step(view, s)),
    }
}

/// ΣR = ΣK + ΣG, the groups add up to the total (N-10), and the tie foots (N-30).
fn checks(
    total: &Amounts,
    groups: &Groups,
    tie: Option<&Tie>,
    window: Option<Period>,
) -> Vec<Check> {
    let scope = window.map_or_else(
        || "all".to_owned(),
        |w| format!("{} to {}", w.opening().date(), w.closing().date()),
    );
    let check = |check, left: Decimal, right: Decimal| Check {
        check,
        scope: scope.clone(),
        left,
        right,
        ok: left == right,
    };
    let mut out = vec![check(
        "negotiations_requested_is_kept_plus_given_up",
        total.requested,
        total.kept + total.given_up,
    )];
    if let Some(by_cause) = &groups.by_cause {
        let kept = by_cause.values().map(|g| g.amounts.kept).sum();
        out.push(check("negotiations_kept_by_cause", kept, total.kept));
    }
    out.extend(tie.map(|t| t.checks(&scope)).unwrap_or_default());
    out
}
