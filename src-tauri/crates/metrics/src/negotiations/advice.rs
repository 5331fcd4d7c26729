//! What the playbook advises for one request (N-1 to N-6, N-8).

use super::components::{Component, Done, View};
use super::playbook::{CounterRule, MatrixRow, Playbook};
use super::state::{Recorded, State, days_to, reached, requested_cut};
use chrono::NaiveDate;
use holdfast_ledger::requests::{
    CounterKind, Exchange, FirstResponse, LogColumn, Request, RequestKind, RootCause,
};
use holdfast_ledger::{Decimal, Ratio, ratio};

/// The advice for a request at a date: values only, the words are in [`Playbook::words`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Advice {
    /// The counter-offer of the matrix (N-2); `None` where the matrix doesn't know the request.
    pub counter: Option<CounterAdvice>,
    /// The root cause whose response applies (N-3); `None` while it isn't diagnosed.
    pub response: Option<RootCause>,
    /// A competitor is behind it: a different playbook, left out of the adherence figures (N-3).
    pub different_playbook: bool,
    /// The clock by step (N-4).
    pub clock: Vec<StepClock>,
    /// Past the last day: accept the downsell and keep the relationship (N-4).
    pub accept: bool,
    /// The price discount against the guardrail (N-5).
    pub guardrail: Option<PriceDiscount>,
    /// Who must be involved, and what to think of first (N-6).
    pub involve: Vec<Involve>,
    /// The four components and how far each is (N-1).
    pub components: [(Component, Done); 4],
}

impl Advice {
    /// The components still to be done.
    pub fn missing(&self) -> impl Iterator<Item = Component> {
        self.components
            .iter()
            .filter(|(_, done)| matches!(done, Done::Missing | Done::Pending))
            .map(|(component, _)| *component)
    }
}

/// A counter-offer worked out (N-2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CounterAdvice {
    /// The request it answers.
    pub request: RequestKind,
    /// Kind.
    pub kind: CounterKind,
    /// ARR to offer; `None` where the ARR asked for is not known.
    pub arr: Option<Decimal>,
    /// The cut asked for as a fraction of the ARR before.
    pub asked_share: Ratio,
    /// The example's cut as a fraction, where the counter was scaled from it.
    pub scaled_from: Option<Decimal>,
    /// Exchange to ask for.
    pub exchange: Exchange,
    /// Months to ask for, where the exchange is a term.
    pub months: Option<u32>,
}

/// A step of the clock (N-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Step {
    /// The request itself, day 0.
    Requested,
    /// Acknowledged.
    Acknowledged,
    /// Deal desk and VP CS informed.
    Informed,
    /// Diagnosed.
    Diagnosed,
    /// Countered.
    Countered,
    /// Resolved.
    Resolved,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Step; 6] = [
        Step::Requested,
        Step::Acknowledged,
        Step::Informed,
        Step::Diagnosed,
        Step::Countered,
        Step::Resolved,
    ];

    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Step::Requested => "requested",
            Step::Acknowledged => "acknowledged",
            Step::Informed => "informed",
            Step::Diagnosed => "diagnosed",
            Step::Countered => "countered",
            Step::Resolved => "resolved",
        }
    }

    /// The days of the clock: from (where the step has a first day) and by; `None` for the request.
    pub fn target(self, playbook: &Playbook) -> Option<(Option<u32>, u32)> {
        let clock = &playbook.clock;
        match self {
            Step::Requested => None,
            Step::Acknowledged => Some((None, clock.acknowledge_by)),
            Step::Informed => Some((None, clock.inform_by)),
            Step::Diagnosed => Some((Some(clock.diagnose_from), clock.diagnose_by)),
            Step::Countered => Some((Some(clock.counter_from), clock.counter_by)),
            Step::Resolved => Some((None, clock.resolve_by)),
        }
    }
}

/// How a step stands (N-4), in calendar days from the request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepState {
    /// The log doesn't say.
    NotRecorded,
    /// Done in time, on this day.
    Done(i64),
    /// Done late, on this day.
    Late(i64),
    /// To come: its first day is that many days away.
    Ahead(i64),
    /// Due within that many days; 0 is today.
    Due(i64),
    /// Not done, that many days past its last day.
    Overdue(i64),
}

/// One step on the clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StepClock {
    /// Step.
    pub step: Step,
    /// First day, where there is one.
    pub from: Option<u32>,
    /// Last day.
    pub by: u32,
    /// How it stands.
    pub state: StepState,
}

/// How a price discount stands against the guardrail (N-5).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum GuardrailLevel {
    /// Inside.
    Within,
    /// Above the warning.
    Warn,
    /// Above the guardrail.
    Breach,
}

impl GuardrailLevel {
    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            GuardrailLevel::Within => "within",
            GuardrailLevel::Warn => "warn",
            GuardrailLevel::Breach => "breach",
        }
    }
}

/// A price discount, 1 − net/list at the new scope, as a fraction (N-5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PriceDiscount {
    /// Fraction; negative is a surcharge.
    pub discount: Decimal,
    /// Level.
    pub level: GuardrailLevel,
}

/// Who must be involved, or what must be thought of first (N-6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Involve {
    /// An account of this size wants an AE; whether one is, `None` where not recorded.
    AccountExecutive(Option<bool>),
    /// A push past the first counter goes to VP CS; since when it has, if it has.
    VpCs(Option<NaiveDate>),
    /// A cut of half or more: diagnose first, a pause may suit better.
    DiagnoseFirst,
}

/// The advice for a request at a date. `recorded` are the columns its log has (all of them for a
/// request typed in the app).
pub fn advice(
    request: &Request,
    recorded: &Recorded,
    playbook: &Playbook,
    as_of: NaiveDate,
) -> Advice {
    let view = View {
        request,
        recorded,
        playbook,
        as_of,
    };
    Advice {
        counter: counter_advice(request, playbook),
        response: request.root_cause,
        different_playbook: view.is_competitor(),
        clock: clock(&view),
        accept: view.is_open() && view.age() > i64::from(playbook.clock.resolve_by),
        guardrail: price_discount(request, playbook),
        involve: involve(&view),
        components: Component::ALL.map(|c| (c, view.component(c))),
    }
}

/// The matrix's counter-offer with its ARR worked out (N-2).
pub fn counter_advice(request: &Request, playbook: &Playbook) -> Option<CounterAdvice> {
    let row = playbook.row(request.kind?)?;
    let cut = requested_cut(request);
    let asked_share = cut.and_then(|c| ratio(c, request.arr_before));
    Some(CounterAdvice {
        request: row.request,
        kind: row.counter,
        arr: cut.and_then(|c| counter_arr(row, request.arr_before, c)),
        asked_share,
        scaled_from: scaled_from(row, asked_share),
        exchange: row.exchange,
        months: row.months,
    })
}

fn counter_arr(row: &MatrixRow, before: Decimal, cut: Decimal) -> Option<Decimal> {
    Some(match row.arr {
        CounterRule::ShareOfCut { asked, given } => before - (cut * given).checked_div(asked)?,
        CounterRule::SuspendModule { retention_discount } => {
            (before - cut) * (Decimal::ONE - retention_discount)
        }
        CounterRule::Pause => Decimal::ZERO,
        CounterRule::AsAsked => before - cut,
    })
}

fn scaled_from(row: &MatrixRow, asked_share: Ratio) -> Option<Decimal> {
    match row.arr {
        CounterRule::ShareOfCut { asked, .. } if asked_share.is_some_and(|s| s != asked) => {
            Some(asked)
        }
        _ => None,
    }
}

/// The price discount of a request: from list and net price, else as stated (N-5).
pub fn price_discount(request: &Request, playbook: &Playbook) -> Option<PriceDiscount> {
    let from_prices = || {
        let (list, net) = (request.list_price?, request.net_price?);
        Some(Decimal::ONE - ratio(net, list)?)
    };
    let discount = from_prices().or(request.discount)?;
    let level = if discount > playbook.guardrail.breach_above {
        GuardrailLevel::Breach
    } else if discount > playbook.guardrail.warn_above {
        GuardrailLevel::Warn
    } else {
        GuardrailLevel::Within
    };
    Some(PriceDiscount { discount, level })
}

fn involve(view: &View) -> Vec<Involve> {
    let (request, rules) = (view.request, &view.playbook.involve);
    let mut out = Vec::new();
    if request.arr_before >= rules.account_executive_from {
        out.push(Involve::AccountExecutive(request.ae_involved));
    }
    if is_pushed_past(view) {
        out.push(Involve::VpCs(reached(request.escalated_on, view.as_of)));
    }
    let share = requested_cut(request).and_then(|c| ratio(c, request.arr_before));
    if share.is_some_and(|s| s >= rules.diagnose_first_from) {
        out.push(Involve::DiagnoseFirst);
    }
    out
}

/// The customer pushed past the first counter: it was rejected, or another one followed.
fn is_pushed_past(view: &View) -> bool {
    let after = view.playbook.involve.escalate_after_counters as usize;
    let rejected =
        |c: &holdfast_ledger::requests::Counter| reached(c.rejected_on, view.as_of).is_some();
    view.counters().count() > after
        || view.counters().filter(|c| rejected(c)).count() >= after.max(1)
}

fn clock(view: &View) -> Vec<StepClock> {
    Step::ALL
        .iter()
        .filter_map(|&step| {
            let (from, by) = step.target(view.playbook)?;
            let state = step_state(view, step, from, by);
            Some(StepClock {
                step,
                from,
                by,
                state,
            })
        })
        .collect()
}

fn step_state(view: &View, step: Step, from: Option<u32>, by: u32) -> StepState {
    let by = i64::from(by);
    if let Some(day) = step_day(view, step) {
        return if day <= by {
            StepState::Done(day)
        } else {
            StepState::Late(day)
        };
    }
    if !view.is_open() || !is_recorded(view, step) || is_done_undated(view, step) {
        return StepState::NotRecorded;
    }
    let (age, from) = (view.age(), i64::from(from.unwrap_or(0)));
    if age > by {
        StepState::Overdue(age - by)
    } else if age < from {
        StepState::Ahead(from - age)
    } else {
        StepState::Due(by - age)
    }
}

/// The day on which a request reached a step; `None` where it hasn't, no date was recorded, or one before the
/// request, which is an error at its field and no duration (N-13).
pub(crate) fn step_day(view: &View, step: Step) -> Option<i64> {
    let request = view.request;
    let date = match step {
        Step::Requested => Some(request.requested_on),
        Step::Acknowledged => request.acknowledged_on,
        Step::Informed => informed_on(view),
        Step::Diagnosed => request.diagnosed_on,
        Step::Countered => view.first_counter_on(),
        Step::Resolved => match view.state() {
            State::Resolved(on) => on,
            _ => None,
        },
    };
    let day = reached(date, view.as_of).map(|d| days_to(request, d));
    day.filter(|day| *day >= 0)
}

/// Deal desk *and* VP CS: the later of the two, or the one which the log has.
fn informed_on(view: &View) -> Option<NaiveDate> {
    let request = view.request;
    match (
        view.has(&[LogColumn::DealDeskOn]),
        view.has(&[LogColumn::VpCsOn]),
    ) {
        (true, true) => Some(request.deal_desk_on?.max(request.vp_cs_on?)),
        (true, false) => request.deal_desk_on,
        (false, _) => request.vp_cs_on,
    }
}

/// Whether the log has the column of a step.
pub(crate) fn is_recorded(view: &View, step: Step) -> bool {
    match step {
        Step::Requested => true,
        Step::Acknowledged => view.has(&[LogColumn::AcknowledgedOn]),
        Step::Informed => view.has(&[LogColumn::DealDeskOn]) || view.has(&[LogColumn::VpCsOn]),
        Step::Diagnosed => view.has(&[LogColumn::DiagnosedOn]),
        Step::Countered => view.has(&[LogColumn::Counters]),
        Step::Resolved => view.has(&[LogColumn::ResolvedOn]),
    }
}

/// Done according to the log, which forgot the date.
fn is_done_undated(view: &View, step: Step) -> bool {
    match step {
        Step::Acknowledged => view.request.first_response == Some(FirstResponse::Acknowledged),
        Step::Diagnosed => view.request.root_cause.is_some(),
        Step::Countered => view.was_countered(),
        _ => false,
    }
}
