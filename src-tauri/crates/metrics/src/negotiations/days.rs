//! How long requests take (N-13), with open ones counted as at least their age.

use super::advice::{Step, is_recorded, step_day};
use super::components::View;
use super::playbook::Playbook;
use super::state::{State, requested_cut};
use holdfast_ledger::{Decimal, Ratio, ratio};
use std::collections::BTreeSet;

/// Days to a resolution (N-13). Open requests stand beside the resolved ones, always.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Days {
    /// Resolved requests with a resolution date.
    pub resolved: u32,
    /// Resolved requests without: not recorded, never day 0.
    pub not_recorded: u32,
    /// Median of the resolved ones.
    pub median: Option<Decimal>,
    /// 80th percentile of the resolved ones, nearest rank.
    pub p80: Option<i64>,
    /// Median with the open requests counted as at least their age.
    pub median_with_open: Option<Decimal>,
    /// Whether that median can still rise: an open request is not older than it.
    pub median_can_rise: bool,
    /// Open requests.
    pub open: u32,
    /// Open requests past the resolve-by day.
    pub open_past_target: u32,
    /// The oldest open request: id and age in days.
    pub oldest: Option<(String, i64)>,
    /// Resolved by the resolve-by day.
    pub within_target: u32,
    /// Resolved with a date, plus open past the target: what the share is of.
    pub within_target_of: u32,
}

impl Days {
    /// Share resolved in time (N-13).
    pub fn within_target_share(&self) -> Ratio {
        ratio(self.within_target.into(), self.within_target_of.into())
    }
}

/// The median: the middle value, or the mean of the two middle ones.
pub fn median(values: &[i64]) -> Option<Decimal> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let (low, high) = (sorted.len().checked_sub(1)? / 2, sorted.len() / 2);
    let sum = Decimal::from(*sorted.get(low)?) + Decimal::from(*sorted.get(high)?);
    ratio(sum, Decimal::TWO)
}

/// The nearest-rank percentile: the least value which at least `percent` per cent don't exceed.
pub fn percentile(values: &[i64], percent: usize) -> Option<i64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// Days of the requests in scope.
pub(crate) fn days(views: &[View], playbook: &Playbook) -> Days {
    let target = i64::from(playbook.clock.resolve_by);
    let mut out = Days::default();
    let (mut closed, mut ages) = (Vec::new(), Vec::new());
    for view in views {
        match (view.state(), step_day(view, Step::Resolved)) {
            (State::Resolved(_), Some(day)) => closed.push(day),
            (State::Resolved(_), None) => out.not_recorded += 1,
            _ => {
                ages.push(view.age());
                note_oldest(&mut out.oldest, view);
            }
        }
    }
    out.resolved = closed.len() as u32;
    out.open = ages.len() as u32;
    out.open_past_target = count(&ages, |age| age > target);
    out.within_target = count(&closed, |day| day <= target);
    out.within_target_of = out.resolved + out.open_past_target;
    out.median = median(&closed);
    out.p80 = percentile(&closed, 80);
    let all: Vec<i64> = closed.iter().chain(&ages).copied().collect();
    out.median_with_open = median(&all);
    out.median_can_rise = out
        .median_with_open
        .is_some_and(|m| ages.iter().any(|age| Decimal::from(*age) <= m));
    out
}

fn count(values: &[i64], test: impl Fn(i64) -> bool) -> u32 {
    values.iter().filter(|v| test(**v)).count() as u32
}

fn note_oldest(oldest: &mut Option<(String, i64)>, view: &View) {
    let age = view.age();
    if oldest.as_ref().is_none_or(|(_, known)| age > *known) {
        *oldest = Some((view.request.id.clone(), age));
    }
}

/// One step of the funnel: who reached it, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FunnelStep {
    /// Step.
    pub step: Step,
    /// Whether the log has the column; where not, the figures are "not recorded".
    pub recorded: bool,
    /// Requests which reached it.
    pub requests: u32,
    /// Their customers.
    pub customers: u32,
    /// The ARR which they held before.
    pub arr_before: Decimal,
    /// The cut which they asked for (R), where the ARR asked for is known.
    pub requested: Decimal,
    /// Requests which reached it at a recorded date.
    pub dated: u32,
    /// Median days from the request.
    pub median: Option<Decimal>,
    /// 80th percentile, nearest rank.
    pub p80: Option<i64>,
    /// The last day of the clock (N-4).
    pub by: Option<u32>,
    /// Reached by that day.
    pub within: u32,
    /// Reached at a recorded date, plus open requests past the day which haven't reached it.
    pub within_of: u32,
}

/// The funnel over the requests in scope; `customers` are their customers' numbers.
pub(crate) fn funnel(views: &[View], customers: &[u32], playbook: &Playbook) -> Vec<FunnelStep> {
    Step::ALL
        .iter()
        .map(|&step| funnel_step(views, customers, step, playbook))
        .collect()
}

fn funnel_step(views: &[View], customers: &[u32], step: Step, playbook: &Playbook) -> FunnelStep {
    let by = step.target(playbook).map(|(_, by)| by);
    let (there, not_there): (Vec<_>, Vec<_>) = views
        .iter()
        .zip(customers)
        .partition(|(v, _)| has_reached(v, step));
    let people: BTreeSet<u32> = there.iter().map(|(_, c)| **c).collect();
    let dates: Vec<i64> = there
        .iter()
        .filter_map(|(v, _)| step_day(v, step))
        .collect();
    let late = |v: &View| v.is_open() && by.is_some_and(|b| v.age() > i64::from(b));
    let overdue = not_there.iter().filter(|(v, _)| late(v)).count();
    FunnelStep {
        step,
        recorded: step == Step::Resolved || views.iter().any(|v| is_recorded(v, step)),
        requests: there.len() as u32,
        customers: people.len() as u32,
        arr_before: there.iter().map(|(v, _)| v.request.arr_before).sum(),
        requested: there
            .iter()
            .filter_map(|(v, _)| requested_cut(v.request))
            .sum(),
        dated: dates.len() as u32,
        median: median(&dates),
        p80: percentile(&dates, 80),
        by,
        within: by.map_or(0, |b| count(&dates, |d| d <= i64::from(b))),
        within_of: by.map_or(0, |_| (dates.len() + overdue) as u32),
    }
}

/// Whether and when a request reached a step.
pub(crate) fn reached_step(view: &View, step: Step) -> super::Reached {
    super::Reached {
        reached: has_reached(view, step),
        day: step_day(view, step),
    }
}

/// Whether a request reached a step, with or without a recorded date.
fn has_reached(view: &View, step: Step) -> bool {
    match step {
        Step::Countered => view.was_countered(),
        Step::Resolved => !view.is_open(),
        _ => step_day(view, step).is_some(),
    }
}
