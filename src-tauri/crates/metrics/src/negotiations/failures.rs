//! The five failure modes (section 4), each a check which names its requests.

use super::components::{Done, View};
use super::outcomes::Scoped;
use super::playbook::Playbook;
use super::state::{Recorded, given_up, reached};
use holdfast_ledger::Decimal;
use holdfast_ledger::requests::LogColumn;

/// A failure mode (section 4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FailureMode {
    /// 1: the first response is push-back, or there is no acknowledgement within a day.
    PushBackFirst,
    /// 2: countered with the root cause blank, or diagnosed after the counter.
    NoDiagnosis,
    /// 3: ARR was given up and no exchange of the kind N-2 gives was asked.
    NoExchange,
    /// 4: resolved below the old ARR and no trigger set within seven days.
    NoTriggers,
    /// 5: open past 30 days with two or more counters rejected.
    TreatedAsFailure,
}

impl FailureMode {
    /// Every mode, in order.
    pub const ALL: [FailureMode; 5] = [
        FailureMode::PushBackFirst,
        FailureMode::NoDiagnosis,
        FailureMode::NoExchange,
        FailureMode::NoTriggers,
        FailureMode::TreatedAsFailure,
    ];

    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            FailureMode::PushBackFirst => "push_back_first",
            FailureMode::NoDiagnosis => "no_diagnosis",
            FailureMode::NoExchange => "no_exchange",
            FailureMode::NoTriggers => "no_triggers",
            FailureMode::TreatedAsFailure => "treated_as_failure",
        }
    }

    /// The number in section 4.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The columns without which the mode is "not recorded".
    pub fn needs(self) -> &'static [LogColumn] {
        match self {
            FailureMode::PushBackFirst => &[LogColumn::FirstResponse, LogColumn::AcknowledgedOn],
            FailureMode::NoDiagnosis => &[
                LogColumn::RootCause,
                LogColumn::DiagnosedOn,
                LogColumn::Counters,
            ],
            FailureMode::NoExchange => &[
                LogColumn::RequestKind,
                LogColumn::ExchangeAsked,
                LogColumn::MonthsOffered,
            ],
            FailureMode::NoTriggers => &[LogColumn::Triggers, LogColumn::TriggerSetOn],
            FailureMode::TreatedAsFailure => &[LogColumn::Counters, LogColumn::CounterRejected],
        }
    }
}

/// What a mode's check found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FailureState {
    /// Columns it needs were not imported. Absence is never "0 failures".
    NotRecorded(Vec<LogColumn>),
    /// Checked.
    Checked {
        /// Requests which failed.
        failed: Vec<String>,
        /// Requests of which it can be told.
        examined: u32,
        /// Requests of which it can't, a field being blank.
        not_recorded: Vec<String>,
    },
}

/// A failure mode and its requests.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FailureCheck {
    /// Mode.
    pub mode: FailureMode,
    /// Result.
    pub state: FailureState,
}

impl FailureCheck {
    /// How many failed; `None` is "not recorded".
    pub fn failures(&self) -> Option<u32> {
        match &self.state {
            FailureState::NotRecorded(_) => None,
            FailureState::Checked { failed, .. } => Some(failed.len() as u32),
        }
    }
    /// Whether this request failed.
    pub fn names(&self, request: &str) -> bool {
        matches!(&self.state, FailureState::Checked { failed, .. } if failed.iter().any(|f| f == request))
    }
}

/// All five checks; requests with a competitor behind them follow another playbook (N-3).
pub(crate) fn failure_checks(
    scope: &[Scoped],
    recorded: &Recorded,
    playbook: &Playbook,
) -> Vec<FailureCheck> {
    let ours: Vec<&Scoped> = scope.iter().filter(|i| !i.view.is_competitor()).collect();
    FailureMode::ALL
        .iter()
        .map(|&mode| FailureCheck {
            mode,
            state: check(mode, &ours, recorded, playbook),
        })
        .collect()
}

fn check(
    mode: FailureMode,
    scope: &[&Scoped],
    recorded: &Recorded,
    playbook: &Playbook,
) -> FailureState {
    let absent = mode.needs().iter().filter(|c| !recorded.contains(c));
    let absent: Vec<LogColumn> = absent.copied().collect();
    if !absent.is_empty() {
        return FailureState::NotRecorded(absent);
    }
    let (mut failed, mut not_recorded, mut examined) = (Vec::new(), Vec::new(), 0);
    for item in scope {
        match judge(mode, &item.view, playbook) {
            Done::Missing => failed.push(item.id()),
            Done::NotRecorded => {
                not_recorded.push(item.id());
                continue;
            }
            Done::Done => {}
            Done::Pending | Done::NotNeeded => continue,
        }
        examined += 1;
    }
    FailureState::Checked {
        failed,
        examined,
        not_recorded,
    }
}

/// `Missing` is a failure; `NotNeeded` is a request which the mode is not about.
fn judge(mode: FailureMode, view: &View, playbook: &Playbook) -> Done {
    let gave_up = || given_up(view.request).is_some_and(|g| g > Decimal::ZERO);
    match mode {
        FailureMode::PushBackFirst => view.acknowledgement(),
        FailureMode::NoDiagnosis if view.was_countered() => view.diagnosis(),
        FailureMode::NoExchange if !view.is_open() && gave_up() => view.exchange(),
        FailureMode::NoTriggers if !view.is_open() && gave_up() => view.triggers(),
        FailureMode::TreatedAsFailure if is_past_target(view, playbook) => {
            treated_as_failure(view, playbook)
        }
        _ => Done::NotNeeded,
    }
}

fn is_past_target(view: &View, playbook: &Playbook) -> bool {
    view.is_open() && view.age() > i64::from(playbook.clock.resolve_by)
}

fn treated_as_failure(view: &View, playbook: &Playbook) -> Done {
    let rejected = view
        .counters()
        .filter(|c| reached(c.rejected_on, view.as_of).is_some());
    if rejected.count() >= playbook.outcome.rejected_counters as usize {
        Done::Missing
    } else {
        Done::Done
    }
}
