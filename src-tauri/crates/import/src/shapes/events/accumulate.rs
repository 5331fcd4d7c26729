//! Movements add up to balances, each from one movement to the next (L-7).

use super::{Event, Log};
use crate::findings::{Code, Spot, shown};
use crate::pending::Balance;
use crate::sink::Sink;
use holdfast_ledger::{Close, Decimal};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// Accumulates the events of a log, which are in the order of their days.
pub(super) fn accumulate(log: &Log<'_>, sink: &mut Sink<'_>, events: Vec<Event>) {
    let Some(first) = events.iter().map(|e| e.close).min() else {
        return;
    };
    let known = grain(log, &events).or_else(|| undated_opening(log, sink));
    let grain = known.unwrap_or(1);
    sink.log_grain = Some(sink.log_grain.map_or(grain, |g: i32| g.min(grain)));
    // A bridge which states what it opens with, be it nothing, speaks of that close too.
    let opens = |e: &Event| e.close == first && e.before.is_some();
    let stated = log.is_bridge() && known.is_some() && events.iter().any(opens);
    let begin = if stated { first.plus(-grain) } else { first };
    sink.first_move = sink.first_move.into_iter().chain([begin]).min();
    let last = events.iter().map(|e| e.close).max();
    sink.last_move = sink.last_move.max(last);
    let mut running: BTreeMap<_, Vec<(Close, Decimal, Event)>> = BTreeMap::new();
    for event in merged(log, events) {
        let key = (event.about.customer, event.about.line, event.about.currency);
        let steps = running.entry(key).or_default();
        let opening = event.before.unwrap_or_default();
        let balance = steps.last().map_or(opening, |(_, b, _)| *b);
        let next = match (event.after, event.delta) {
            (Some(after), _) => after,
            (None, Some(delta)) => balance + delta,
            // Who churned pays nothing, also where no figure says so.
            (None, None) if log.is_churn(event.row) => Decimal::ZERO,
            (None, None) => balance,
        };
        check(log, sink, &event, balance, next);
        if steps.is_empty() && !opening.is_zero() && known.is_some() {
            // What a customer paid before its first movement it paid when the log began.
            let until = Some(event.close.plus(-grain));
            let from = first.plus(-grain);
            sink.balances
                .push(balance_of(log, &event, opening, from, until));
        }
        steps.push((event.close, next, event));
    }
    if log.is_bridge() && log.steps.len() == 1 {
        missing_rows(log, sink, running.values());
    }
    for steps in running.into_values() {
        for (at, (close, balance, event)) in steps.iter().enumerate() {
            let next = steps.get(at + 1).map(|(c, ..)| *c);
            if next == Some(*close) || balance.is_zero() {
                continue;
            }
            let until = next.map(|c| c.plus(-1));
            sink.balances
                .push(balance_of(log, event, *balance, *close, until));
        }
    }
}

/// A bridge which lists also who did not move has a row for everybody at every close: where one is missing, its
/// customer left or was left out, and nothing says which.
fn missing_rows<'e>(
    log: &Log<'_>,
    sink: &mut Sink<'_>,
    all: impl Iterator<Item = &'e Vec<(Close, Decimal, Event)>> + Clone,
) {
    let flat = |e: &Event| {
        e.after.is_some() && e.before == e.after && e.before.is_some_and(|b| !b.is_zero())
    };
    if !all.clone().flatten().any(|(.., e)| flat(e)) {
        return;
    }
    let closes: BTreeSet<Close> = all.clone().flatten().map(|(close, ..)| *close).collect();
    for steps in all {
        for (at, (close, balance, event)) in steps.iter().enumerate() {
            let until = steps.get(at + 1).map(|(c, ..)| *c);
            let mut later = closes.range((Bound::Excluded(*close), Bound::Unbounded));
            let gap = later.next().filter(|c| until.is_none_or(|u| **c < u));
            let Some(gap) = gap.filter(|_| !balance.is_zero()) else {
                continue;
            };
            let name = sink.builder.name(event.about.customer).to_owned();
            let spot = Spot::row(log.rows.table, log.rows.number(event.row));
            let text = || format!("{name}, no row at {gap}");
            let issues = &mut sink.notes.issues;
            issues.row(Code::BridgeRowMissing, "", spot, Some(*balance), text);
        }
    }
}

/// Compares what a row states with what the log gives: a bridge which does not tie blocks, a log is told of.
fn check(log: &Log<'_>, sink: &mut Sink<'_>, event: &Event, balance: Decimal, next: Decimal) {
    let stated = event.before.unwrap_or(balance);
    let by_delta = event.delta.map(|d| balance + d);
    let net = event.net.zip(event.delta).filter(|(net, sum)| net != sum);
    if stated == balance && by_delta.is_none_or(|b| b == next) && net.is_none() {
        return;
    }
    let (other, here) = match net {
        _ if stated != balance => (stated, balance),
        Some((net, sum)) => (net, sum),
        None => (by_delta.unwrap_or_default(), next),
    };
    let code = if log.is_bridge() {
        Code::BridgeDoesNotTie
    } else {
        Code::AmountsDisagree
    };
    let spot = Spot::row(log.rows.table, log.rows.number(event.row));
    sink.notes
        .issues
        .row(code, "", spot, Some(other - here), || {
            if log.is_bridge() && stated == balance {
                return format!("{} by its movements, {} stated", shown(other), shown(here));
            }
            format!("{} stated, {} by the log", shown(other), shown(here))
        });
}

/// Rows of one customer and close in a bridge are parts of one amount (L-4), unless each opens where the one before
/// it closed.
fn merged(log: &Log<'_>, events: Vec<Event>) -> Vec<Event> {
    if !log.is_bridge() {
        return events;
    }
    let mut out: Vec<Event> = Vec::new();
    let mut at: BTreeMap<_, usize> = BTreeMap::new();
    for event in events {
        let about = &event.about;
        let key = (event.day, about.customer, about.line, about.currency);
        let known = at.get(&key).and_then(|i| out.get_mut(*i));
        match known {
            Some(own) if log.balances || own.after.is_none() || own.after != event.before => {
                own.add(&event);
            }
            _ => {
                at.insert(key, out.len());
                out.push(event);
            }
        }
    }
    out
}

/// A bridge of one date opens on a day which nothing tells: the months of its period by decision. Until then its
/// closing alone is read.
fn undated_opening(log: &Log<'_>, sink: &mut Sink<'_>) -> Option<i32> {
    let name = crate::findings::sheet_name(log.rows.table);
    let spot = Spot::sheet(log.rows.table);
    let issues = &mut sink.notes.issues;
    issues.rows(Code::OpeningUndated, &name, spot, 0, None, String::new);
    let decided = sink.decide(Code::OpeningUndated, "", 1, None)?;
    sink.settle(Code::OpeningUndated, &name);
    match decided.repair.as_str() {
        "month" => Some(1),
        "quarter" => Some(3),
        "half-year" => Some(6),
        "year" => Some(12),
        _ => None,
    }
}

/// Months from one close of a log to the next: that of its periods, or of closes which lie evenly further apart.
/// None for a bridge of a single date, which may be of a month or a year.
fn grain(log: &Log<'_>, events: &[Event]) -> Option<i32> {
    let labelled = events.iter().map(|e| e.months).min().unwrap_or(0);
    if labelled > 0 || !log.is_bridge() {
        return Some(labelled.max(1));
    }
    let mut closes: Vec<Close> = events.iter().map(|e| e.close).collect();
    closes.extend(log.steps.iter().filter_map(|s| s.close));
    closes.sort_unstable();
    closes.dedup();
    let even = |g: i32| closes.windows(2).all(|w| w[1].months_since(w[0]) % g == 0);
    let opens = events.iter().any(|e| e.before.is_some());
    match closes.len() {
        0 | 1 if opens && !log.is_monthly() => None,
        0 | 1 => Some(1),
        2 if !opens => Some(1),
        _ => Some([12, 6, 3].into_iter().find(|g| even(*g)).unwrap_or(1)),
    }
}

fn balance_of(
    log: &Log<'_>,
    event: &Event,
    amount: Decimal,
    from: Close,
    until: Option<Close>,
) -> Balance {
    Balance {
        draft: log
            .rows
            .draft(&event.about, event.row, event.column, from, amount),
        attributes: event.about.attributes.clone(),
        from,
        until,
    }
}
