//! The four mandatory components of a request (N-1), each done, missing or not recorded.

use super::playbook::Playbook;
use super::state::{Recorded, State, days_to, given_up, reached, state};
use chrono::{Days, NaiveDate};
use holdfast_ledger::Decimal;
use holdfast_ledger::requests::{Counter, Exchange, FirstResponse, LogColumn, Request, RootCause};

/// One of the four components (N-1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Component {
    /// Immediate acknowledgement without push-back.
    Acknowledgement,
    /// Root cause diagnosed before the counter-offer.
    Diagnosis,
    /// Right-sized counter-offer with its exchange asked for.
    Counter,
    /// Re-engagement trigger plan.
    Triggers,
}

impl Component {
    /// Every component, in order.
    pub const ALL: [Component; 4] = [
        Component::Acknowledgement,
        Component::Diagnosis,
        Component::Counter,
        Component::Triggers,
    ];

    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Component::Acknowledgement => "acknowledgement",
            Component::Diagnosis => "diagnosis",
            Component::Counter => "counter_with_exchange",
            Component::Triggers => "trigger_plan",
        }
    }
}

/// Whether something was done. Absence of a column or a date is never a failure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Done {
    /// Done.
    Done,
    /// Not done, and its time has passed.
    Missing,
    /// Not done yet, and there is time.
    Pending,
    /// Nothing to do: the request gave nothing up, or the playbook asks nothing.
    NotNeeded,
    /// The log doesn't say.
    NotRecorded,
}

impl Done {
    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Done::Done => "done",
            Done::Missing => "missing",
            Done::Pending => "pending",
            Done::NotNeeded => "not_needed",
            Done::NotRecorded => "not_recorded",
        }
    }
}

/// One request seen through the playbook at a date.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub request: &'a Request,
    pub recorded: &'a Recorded,
    pub playbook: &'a Playbook,
    pub as_of: NaiveDate,
}

impl View<'_> {
    pub(crate) fn state(&self) -> State {
        state(self.request, self.recorded, self.as_of)
    }
    pub(crate) fn is_open(&self) -> bool {
        !matches!(self.state(), State::Resolved(_))
    }
    pub(crate) fn has(&self, columns: &[LogColumn]) -> bool {
        columns.iter().all(|c| self.recorded.contains(c))
    }
    /// Days since the request, at the as-of date.
    pub(crate) fn age(&self) -> i64 {
        days_to(self.request, self.as_of)
    }
    pub(crate) fn is_competitor(&self) -> bool {
        self.request.root_cause == Some(RootCause::Competitor)
    }
    /// Counters made up to the as-of date.
    pub(crate) fn counters(&self) -> impl DoubleEndedIterator<Item = &Counter> {
        let as_of = self.as_of;
        let made = move |c: &&Counter| c.on.is_none_or(|d| d <= as_of);
        self.request.counters.iter().filter(made)
    }
    pub(crate) fn first_counter_on(&self) -> Option<NaiveDate> {
        self.counters().filter_map(|c| c.on).min()
    }
    pub(crate) fn was_countered(&self) -> bool {
        self.counters().next().is_some()
    }
    /// Open work is pending while there is time; afterwards it is missing.
    fn not_done(&self) -> Done {
        if self.is_open() {
            Done::Pending
        } else {
            Done::Missing
        }
    }

    pub(crate) fn component(&self, component: Component) -> Done {
        match component {
            Component::Acknowledgement => self.acknowledgement(),
            Component::Diagnosis => self.diagnosis(),
            Component::Counter => self.counter(),
            Component::Triggers => self.triggers(),
        }
    }

    /// Acknowledged without push-back, by day 1.
    pub(crate) fn acknowledgement(&self) -> Done {
        if !self.has(&[LogColumn::FirstResponse, LogColumn::AcknowledgedOn]) {
            return Done::NotRecorded;
        }
        let by = i64::from(self.playbook.clock.acknowledge_by);
        let day =
            reached(self.request.acknowledged_on, self.as_of).map(|d| days_to(self.request, d));
        match (self.request.first_response, day) {
            (Some(FirstResponse::PushedBack), _) => Done::Missing,
            (_, Some(day)) if day <= by => Done::Done,
            (Some(FirstResponse::Acknowledged), None) => Done::NotRecorded,
            (None, None) if self.age() <= by => Done::Pending,
            (_, Some(_)) | (None, None) => Done::Missing,
        }
    }

    /// Root cause known, and known before the first counter.
    pub(crate) fn diagnosis(&self) -> Done {
        if !self.has(&[
            LogColumn::RootCause,
            LogColumn::DiagnosedOn,
            LogColumn::Counters,
        ]) {
            return Done::NotRecorded;
        }
        if self.request.root_cause.is_none() {
            return if self.was_countered() {
                Done::Missing
            } else {
                self.not_done()
            };
        }
        let diagnosed = reached(self.request.diagnosed_on, self.as_of);
        match (diagnosed, self.first_counter_on()) {
            (Some(diagnosed), Some(countered)) if diagnosed <= countered => Done::Done,
            (Some(_), Some(_)) => Done::Missing,
            (Some(_), None) if !self.was_countered() => Done::Done,
            _ => Done::NotRecorded,
        }
    }

    /// A counter, with the exchange of the matrix asked for.
    fn counter(&self) -> Done {
        if self.gave_nothing_up() {
            return Done::NotNeeded;
        }
        if !self.has(&[LogColumn::Counters]) {
            return Done::NotRecorded;
        }
        if !self.was_countered() {
            return self.not_done();
        }
        match self.exchange() {
            Done::NotNeeded => Done::Done,
            other => other,
        }
    }

    /// The exchange which N-2 gives for the request was asked for; multi-year means 24 months or more.
    pub(crate) fn exchange(&self) -> Done {
        let needed = [
            LogColumn::RequestKind,
            LogColumn::ExchangeAsked,
            LogColumn::MonthsOffered,
        ];
        let (true, Some(kind)) = (self.has(&needed), self.request.kind) else {
            return Done::NotRecorded;
        };
        let Some(row) = self.playbook.row(kind) else {
            return Done::NotNeeded;
        };
        if self.request.exchange_asked != Some(row.exchange) {
            return self.not_done();
        }
        if row.exchange != Exchange::MultiYear {
            return Done::Done;
        }
        match self.request.months_offered {
            None => Done::NotRecorded,
            Some(months) if months >= self.playbook.outcome.multi_year_months => Done::Done,
            Some(_) => self.not_done(),
        }
    }

    fn gave_nothing_up(&self) -> bool {
        !self.is_open() && given_up(self.request).is_some_and(|g| g <= Decimal::ZERO)
    }

    /// A trigger set, for resolved requests within seven days of the resolution.
    pub(crate) fn triggers(&self) -> Done {
        if !self.has(&[LogColumn::Triggers]) {
            return Done::NotRecorded;
        }
        if self.gave_nothing_up() {
            return Done::NotNeeded;
        }
        let set = || self.request.triggers.iter().map(|t| t.set_on);
        match self.state() {
            State::Resolved(Some(on)) => self.triggers_after(on, set()),
            State::Resolved(None) if set().next().is_some() => Done::NotRecorded,
            _ if set().next().is_some() => Done::Done,
            _ => self.not_done(),
        }
    }

    fn triggers_after(
        &self,
        resolved: NaiveDate,
        mut set: impl Iterator<Item = Option<NaiveDate>> + Clone,
    ) -> Done {
        let within = u64::from(self.playbook.outcome.trigger_within_days);
        let limit = resolved
            .checked_add_days(Days::new(within))
            .unwrap_or(resolved);
        if set.clone().flatten().any(|d| d <= limit) {
            Done::Done
        } else if set.any(|d| d.is_none()) {
            Done::NotRecorded
        } else if self.as_of <= limit {
            Done::Pending
        } else {
            Done::Missing
        }
    }
}
