//! The negotiation log as a source of drivers (M-4): what a customer asked for becomes the reason of the
//! fall it led to, where the file gives none.

use crate::balances::Balances;
use crate::basis::Basis;
use crate::error::MetricsError;
use crate::negotiations::customers::Customers;
use chrono::NaiveDate;
use holdfast_ledger::requests::{Exchange, Request};
use holdfast_ledger::{Decimal, Ledger, RequestLog};

/// Days between a resolution and the close at which it shows (N-30).
const LAG_DAYS: i64 = 45;
/// Months from which a term is a multi-year one (M-6).
const MULTI_YEAR_MONTHS: u32 = 24;

/// Gives the falls in the ledger which a resolved request led to the request's kind as reason, where the
/// file states none, and returns how many falls. Quantities, lines and plans still decide the driver
/// where they tell (M-4). To be called once, before anything is computed.
pub fn reasons_from_log(
    ledger: &mut Ledger,
    basis: &Basis,
    log: &RequestLog,
) -> Result<usize, MetricsError> {
    let found: Vec<(u32, u16, String)> = {
        let balances = Balances::new(ledger, basis)?;
        let customers = Customers::of(log, Some(ledger));
        let of = |(i, request): (usize, &Request)| {
            let customer = customers.in_ledger(i)?;
            let close = fall(&balances, customer, request.resolved_on?)?;
            Some((customer, close, reason(request)?))
        };
        log.requests.iter().enumerate().filter_map(of).collect()
    };
    let given = found
        .iter()
        .filter(|(customer, close, reason)| ledger.give_reason(*customer, *close, reason) > 0);
    Ok(given.count())
}

/// The close nearest to the resolution at which the customer pays less than at the close before and
/// still pays, within the lag; of two as near the earlier.
fn fall(b: &Balances, customer: u32, resolved: NaiveDate) -> Option<u16> {
    let days = |k: u16| {
        (b.close_list()[usize::from(k)].date() - resolved)
            .num_days()
            .abs()
    };
    let fell = |k: &u16| {
        let now = b.amount_at_rate(customer, *k, k - 1);
        Decimal::ZERO < now && now < b.amount(customer, k - 1)
    };
    let near = (1..b.closes() as u16)
        .filter(|k| days(*k) <= LAG_DAYS)
        .filter(fell);
    near.min_by_key(|k| days(*k))
}

/// What was asked for, in the log's words, and whether a longer term was obtained for it (M-6).
fn reason(request: &Request) -> Option<String> {
    let longer = request.term_after.is_some_and(|after| {
        after >= MULTI_YEAR_MONTHS && request.term_before.is_none_or(|before| after > before)
    });
    let multi_year = longer || request.exchange_obtained == Some(Exchange::MultiYear);
    let term = if multi_year { ", multi-year" } else { "" };
    Some(format!("{}{term} (negotiation log)", request.kind?.word()))
}
