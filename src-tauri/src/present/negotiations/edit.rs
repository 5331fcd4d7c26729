//! Changes of the log: each gives the whole log anew, so that undo takes it back whole.

use super::form::unknown;
use crate::desk::{Answer, Work};
use crate::view::failure::FailureView;
use holdfast_ledger::requests::LogColumn;
use holdfast_ledger::{Decimal, Request, RequestLog, round_half_away};
use holdfast_metrics::negotiations::Loss;
use holdfast_workspace::log;

/// The log as it stands; an empty one where there is none yet.
pub fn current(work: &Work) -> RequestLog {
    work.project.imported.requests.clone().unwrap_or_default()
}

/// The log with a field of a request typed anew.
pub fn with_field(work: &Work, index: usize, key: &str, text: &str) -> Answer<RequestLog> {
    let mut log = current(work);
    let request = log.requests.get(index).ok_or_else(unknown)?;
    let field = log::field_of(request, key).ok_or_else(unknown)?;
    let edited = log::set_field(request, field, text)?;
    log.recorded = log::recorded_with(&log, &edited);
    if let Some(place) = log.requests.get_mut(index) {
        *place = edited;
    }
    Ok(log)
}

/// The log with one more request at its end.
pub fn with_new(
    work: &Work,
    customer: &str,
    requested_on: &str,
    before: &str,
) -> Answer<RequestLog> {
    let log = current(work);
    let as_of = work.project.report.as_ref().map(|r| r.as_of.date());
    let day = as_of.ok_or_else(|| {
        FailureView::new(
            "no-ledger",
            "A request needs the ledger it is about.",
            "Open an ARR or MRR export first.",
        )
    })?;
    let mut request = log::blank_request(&log, "-", day, Decimal::ONE);
    for (key, text) in [
        ("Customer", customer),
        ("Requested On", requested_on),
        ("ARR Before", before),
    ] {
        let field = log::field_of(&request, key).ok_or_else(unknown)?;
        request = log::set_field(&request, field, text)?;
    }
    Ok(appended(log, request))
}

/// The log with the request behind a movement which nobody logged: customer, amounts and dates are known.
pub fn with_movement(work: &Work, customer: u32) -> Answer<RequestLog> {
    let loss = unlogged(work)
        .iter()
        .find(|l| l.customer == customer)
        .ok_or_else(unknown)?;
    let name = work
        .project
        .imported
        .ledger
        .as_ref()
        .and_then(|l| l.customers().get(customer as usize))
        .map_or(loss.customer_id.as_str(), |c| c.name.as_str());
    let log = current(work);
    // To the cent, as a person would have written it down.
    let cents = |amount| round_half_away(amount, 2);
    let before = cents(loss.opening);
    let mut request = log::blank_request(&log, name, loss.closing_date, before);
    request.arr_asked = Some(cents(loss.closing));
    request.arr_after = request.arr_asked;
    request.resolved_on = Some(loss.closing_date);
    "Logged from the movement in the ledger: the dates are the close's until they are known."
        .clone_into(&mut request.notes);
    Ok(appended(log, request))
}

/// The movements without a request (N-30).
pub fn unlogged(work: &Work) -> &[Loss] {
    let report = work.project.negotiations.as_ref();
    report
        .and_then(|r| r.tie.as_ref())
        .map(|t| t.unlogged.as_slice())
        .unwrap_or_default()
}

/// The log without a request.
pub fn without(work: &Work, index: usize) -> Answer<RequestLog> {
    let mut log = current(work);
    if index >= log.requests.len() {
        return Err(unknown());
    }
    log.requests.remove(index);
    Ok(log)
}

fn appended(mut log: RequestLog, request: Request) -> RequestLog {
    log.recorded = log::recorded_with(&log, &request);
    log.requests.push(request);
    log
}

/// A log begun in the app: empty, with every column, so that a blank in it is a blank.
pub fn begun() -> RequestLog {
    RequestLog {
        recorded: LogColumn::ALL.iter().copied().collect(),
        ..RequestLog::default()
    }
}
