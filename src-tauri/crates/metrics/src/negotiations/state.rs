//! How a request stands at a date, and what it asked, gave up and kept (N-10, N-11).

use chrono::NaiveDate;
use holdfast_ledger::requests::{LogColumn, Request, RequestKind, StatedOutcome};
use holdfast_ledger::{Decimal, Ratio, ratio};
use std::collections::BTreeSet;

/// The outcome class which follows from the amounts (N-11).
pub type Outcome = StatedOutcome;

/// The columns a log has.
pub type Recorded = BTreeSet<LogColumn>;

/// How a request stands at the as-of date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Requested after the as-of date.
    Ahead,
    /// Open.
    Open,
    /// Resolved; `None` where the date was not recorded.
    Resolved(Option<NaiveDate>),
}

/// How a request stands at the as-of date.
///
/// A request without a resolution date is open, unless its outcome says otherwise; a log which has
/// neither the date nor the outcome tells resolved requests by their ARR after.
pub fn state(request: &Request, recorded: &Recorded, as_of: NaiveDate) -> State {
    if request.requested_on > as_of {
        return State::Ahead;
    }
    match request.resolved_on {
        Some(day) if day <= as_of => State::Resolved(Some(day)),
        None if resolved_without_date(request, recorded) => State::Resolved(None),
        _ => State::Open,
    }
}

fn resolved_without_date(request: &Request, recorded: &Recorded) -> bool {
    match request.outcome {
        Some(outcome) => outcome != Outcome::Open,
        None => {
            request.arr_after.is_some()
                && !recorded.contains(&LogColumn::ResolvedOn)
                && !recorded.contains(&LogColumn::Outcome)
        }
    }
}

/// Days from the request to a date; calendar days, never stopped (N-4).
pub fn days_to(request: &Request, date: NaiveDate) -> i64 {
    date.signed_duration_since(request.requested_on).num_days()
}

/// A stage date which has been reached.
pub(crate) fn reached(date: Option<NaiveDate>, as_of: NaiveDate) -> Option<NaiveDate> {
    date.filter(|d| *d <= as_of)
}

/// The money of a resolved request (N-10), ARR in reporting currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Amounts {
    /// ARR before.
    pub before: Decimal,
    /// ARR after.
    pub after: Decimal,
    /// R: the cut asked for.
    pub requested: Decimal,
    /// G: the cut given; negative after an upsell.
    pub given_up: Decimal,
    /// K = R − G; negative where more was lost than asked for.
    pub kept: Decimal,
}

impl Amounts {
    /// K / R.
    pub fn kept_share(&self) -> Ratio {
        ratio(self.kept, self.requested)
    }
    pub(crate) fn add(&mut self, other: &Amounts) {
        self.before += other.before;
        self.after += other.after;
        self.requested += other.requested;
        self.given_up += other.given_up;
        self.kept += other.kept;
    }
}

/// R, the cut asked for (N-10): before − asked; a full cancellation asks for everything.
pub fn requested_cut(request: &Request) -> Option<Decimal> {
    if request.kind == Some(RequestKind::FullCancellation) {
        return Some(request.arr_before);
    }
    request.arr_asked.map(|asked| request.arr_before - asked)
}

/// ARR after; where it was left blank, as far as the stated outcome fixes it.
pub fn arr_after(request: &Request) -> Option<Decimal> {
    let implied = || match request.outcome? {
        Outcome::Paused | Outcome::Churned => Some(Decimal::ZERO),
        Outcome::Withdrawn => Some(request.arr_before),
        Outcome::FullCut => request.arr_asked,
        _ => None,
    };
    request.arr_after.or_else(implied)
}

/// G, the cut given (N-10).
pub fn given_up(request: &Request) -> Option<Decimal> {
    arr_after(request).map(|after| request.arr_before - after)
}

/// R, G and K of a resolved request (N-10); `None` where an amount is missing.
pub fn amounts(request: &Request) -> Option<Amounts> {
    let (requested, after) = (requested_cut(request)?, arr_after(request)?);
    let given_up = request.arr_before - after;
    Some(Amounts {
        before: request.arr_before,
        after,
        requested,
        given_up,
        kept: requested - given_up,
    })
}

/// The class of a resolved request (N-11); `None` where the amounts don't tell.
///
/// The amounts can't tell a pause from a churn: at 0 the stated outcome does.
pub fn outcome_class(request: &Request) -> Option<Outcome> {
    let after = arr_after(request)?;
    let given = request.arr_before - after;
    if given.is_zero() {
        return Some(Outcome::Withdrawn);
    }
    if given < Decimal::ZERO {
        return Some(Outcome::Upsold);
    }
    if after <= Decimal::ZERO {
        return Some(match request.outcome {
            Some(Outcome::Paused) => Outcome::Paused,
            _ => Outcome::Churned,
        });
    }
    let requested = requested_cut(request)?;
    Some(match given.cmp(&requested) {
        std::cmp::Ordering::Less => Outcome::RightSized,
        std::cmp::Ordering::Equal => Outcome::FullCut,
        std::cmp::Ordering::Greater => Outcome::DeeperCut,
    })
}
