//! Contract lines and logged balances become closes, once the newest close is known (L-3, L-6, L-7).

use crate::detected::{Detected, Source};
use crate::findings::{Code, Spot};
use crate::mapping::{Field, Layout};
use crate::pending::{Balance, Span};
use crate::sink::Sink;
use chrono::NaiveDate;
use holdfast_ledger::{Close, EntryDraft, Status};
use std::collections::BTreeMap;

/// Turns spans and balances into drafts up to the newest close.
pub(crate) fn expand(sink: &mut Sink<'_>, sources: &[Source<'_>]) {
    if sink.spans.is_empty() && sink.last_move.is_none() {
        return;
    }
    let Some(newest) = newest_day(sink, sources) else {
        return;
    };
    let Some(last) = Close::of(newest) else {
        return;
    };
    if newest != last.date() && sink.options.as_of.is_some() {
        sink.odd_days.insert(last, newest);
    }
    let day = |close: Close| {
        if close == last && sink.options.as_of.is_some() {
            newest
        } else {
            close.date()
        }
    };
    let mut spans = std::mem::take(&mut sink.spans);
    let balances = std::mem::take(&mut sink.balances);
    let first = spans
        .iter()
        .filter_map(|s| Close::of(s.first))
        .chain(balances.iter().map(|b| b.from))
        .chain(sink.first_move)
        .min();
    // Between the closes of a quarterly bridge nothing is known (L-3).
    let own = sink.log_grain.filter(|_| spans.is_empty());
    let grain = own.unwrap_or(1);
    let mut close = first.unwrap_or(last);
    while close <= last {
        sink.builder.cover(close);
        close = close.plus(grain);
    }
    if too_many(sink, &spans, &balances, last, sources) {
        return;
    }
    overlaps(sink, &mut spans, sources);
    survivors(sink, &spans, sources, last);
    ended_at_zero(sink, &spans, sources, last);
    for span in &spans {
        let Some(mut close) = Close::of(span.first) else {
            continue;
        };
        while close <= last && span.last.is_none_or(|end| end >= day(close)) {
            if span.first <= day(close) {
                push_span(sink, span, close, last);
            }
            close = close.plus(1);
        }
    }
    for balance in &balances {
        push_balance(sink, balance, last, grain);
    }
}

/// More amounts than any company has: a line which starts in 1900 is a slip, not a contract.
const MOST: i64 = 20_000_000;

fn too_many(
    sink: &mut Sink<'_>,
    spans: &[Span],
    balances: &[Balance],
    last: Close,
    sources: &[Source<'_>],
) -> bool {
    let months = |from: Option<Close>, to: Close| {
        from.map_or(0, |f| i64::from(to.min(last).months_since(f)).max(0) + 1)
    };
    let of_span = |s: &Span| {
        months(
            Close::of(s.first),
            s.last.and_then(Close::of).unwrap_or(last),
        )
    };
    let of_balance = |b: &Balance| months(Some(b.from), b.until.unwrap_or(last));
    let all: i64 =
        spans.iter().map(of_span).sum::<i64>() + balances.iter().map(of_balance).sum::<i64>();
    if all > MOST
        && let Some((table, _)) = sources.first()
    {
        let text = format!("its lines run over {all} months in all");
        sink.notes.issues.rows(
            Code::TooMany,
            &text,
            Spot::sheet(table),
            0,
            None,
            String::new,
        );
    }
    all > MOST
}

fn push_span(sink: &mut Sink<'_>, span: &Span, close: Close, last: Close) {
    let status = match span.about.status {
        _ if span.trial.is_some_and(|t| t >= close.date()) => Status::Trial,
        // A line which was a trial pays once its trial is over.
        Status::Trial if span.trial.is_some() => Status::Active,
        // A pause is of today; nothing says how long it has lasted.
        Status::Paused | Status::PastDue if close != last => Status::Active,
        other => other,
    };
    let draft = EntryDraft {
        customer: span.about.customer,
        close,
        currency: span.about.currency,
        status,
        line: span.about.line,
        plan: span.about.plan,
        reason: span.about.reason,
        amount: span.arr,
        quantity: span.about.quantity,
        renewal: span.about.renewal,
        sheet: span.sheet,
        row: span.row,
        column: span.column,
    };
    sink.push(draft, &span.about.attributes);
}

fn push_balance(sink: &mut Sink<'_>, balance: &Balance, last: Close, grain: i32) {
    let mut close = balance.from;
    let until = balance.until.unwrap_or(last).min(last);
    while close <= until {
        let draft = EntryDraft {
            close,
            ..balance.draft.clone()
        };
        sink.push(draft, &balance.attributes);
        close = close.plus(grain);
    }
}

/// The day up to which the sources speak: the as-of date, else the newest thing which has happened. Where
/// ends lie after that, nobody can tell plans from facts, and the date is asked.
fn newest_day(sink: &mut Sink<'_>, sources: &[Source<'_>]) -> Option<NaiveDate> {
    if let Some(day) = said_day(sink, sources) {
        return Some(day);
    }
    let sure = Close::of(last_fact(sink, sources)?)?;
    let planned = planned_ends(sink, sources, sure);
    let Some(&latest) = planned.iter().max() else {
        return Some(sure.date());
    };
    // Where some lines have no end, the ends given are of lines which ended; where all have one, ends are plans.
    let open = sink.spans.iter().any(|s| s.last.is_none());
    let latest = Close::of(latest)?;
    let newest = match open && latest.months_since(sure) <= 12 {
        true => latest.date(),
        false => sure.date(),
    };
    ask_day(sink, sources, (planned.len(), sure), newest);
    Some(newest)
}

/// The day which the user or a source says.
fn said_day(sink: &mut Sink<'_>, sources: &[Source<'_>]) -> Option<NaiveDate> {
    if sink.options.as_of.is_some() {
        return sink.options.as_of;
    }
    let decided = sink.decide(Code::AsOfUnknown, "", 0, None);
    let decided = decided.and_then(|d| d.value.parse().ok());
    let mut contracts = sources
        .iter()
        .filter(|(_, d)| d.map.layout == Layout::Contracts);
    decided.or_else(|| contracts.find_map(|(_, d)| d.map.close))
}

/// Whether the end of a line has happened: its source has no plans.
fn is_fact(span: &Span, sources: &[Source<'_>]) -> bool {
    let source = sources.get(usize::from(span.sheet));
    source.is_some_and(|(_, d)| d.map.facts || !has_plans(d))
}

/// The newest day on which something has happened for sure.
fn last_fact(sink: &Sink<'_>, sources: &[Source<'_>]) -> Option<NaiveDate> {
    let starts = sink.spans.iter().map(|s| s.first).max();
    let moves = sink.last_move.map(Close::date);
    let facts = sink.spans.iter().filter(|s| is_fact(s, sources));
    let stopped = facts.filter_map(|s| s.last?.succ_opt()).max();
    [starts, moves, stopped].into_iter().flatten().max()
}

/// The ends after this close which may be plans. Those by a length which is only assumed say nothing of the date.
fn planned_ends(sink: &Sink<'_>, sources: &[Source<'_>], sure: Close) -> Vec<NaiveDate> {
    let term = Code::TermUnknown.about().code;
    let term_decided = sink.options.decisions.find(term, "").is_some();
    let stated = |s: &&Span| {
        let source = sources.get(usize::from(s.sheet));
        source.is_some_and(|(_, d)| term_decided || says_ends(d))
    };
    let plans = sink.spans.iter().filter(|s| !is_fact(s, sources));
    plans
        .filter(stated)
        .filter_map(|s| s.last)
        .filter(|d| Close::of(*d).is_some_and(|c| c > sure))
        .collect()
}

fn ask_day(
    sink: &mut Sink<'_>,
    sources: &[Source<'_>],
    (lines, sure): (usize, Close),
    newest: NaiveDate,
) {
    let text = format!(
        "{lines} lines end after {}, the last start: nothing says up to which date the list speaks; {newest} is taken for now.",
        sure.date()
    );
    let contracts = sources
        .iter()
        .find(|(_, d)| d.map.layout == Layout::Contracts);
    if let Some((table, _)) = contracts {
        let at = Spot::sheet(table);
        sink.notes
            .issues
            .rows(Code::AsOfUnknown, &text, at, 0, None, String::new);
    }
    sink.notes.answer(
        "Up to which date do the contract lines speak?",
        None,
        &newest.to_string(),
    );
}

/// Whether ends of a list may lie ahead: they are stated, or follow from a term.
fn has_plans(d: &Detected) -> bool {
    says_ends(d) || !d.map.has(Field::CancelledAt)
}

/// Whether a list states ends or lengths.
fn says_ends(d: &Detected) -> bool {
    let by_term = [Field::End, Field::Term, Field::ServicePeriod];
    by_term.iter().any(|f| d.map.has(*f)) || d.map.term_months.is_some()
}

/// Lines of one customer and product which are in force at the same close: both count, unless the user
/// lets the later one replace the earlier from its start.
fn overlaps(sink: &mut Sink<'_>, spans: &mut [Span], sources: &[Source<'_>]) {
    let mut by_line: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, span) in spans
        .iter()
        .enumerate()
        .filter(|(_, s)| s.about.line.is_some())
    {
        let line = (span.about.customer, span.about.line);
        by_line.entry(line).or_default().push(at);
    }
    for mut lines in by_line.into_values().filter(|l| l.len() > 1) {
        lines.sort_by_key(|&at| spans.get(at).map(|s| (s.first, s.sheet, s.row)));
        for pair in lines.windows(2) {
            let [a, b] = pair else { continue };
            let (Some(first), Some(second)) = (spans.get(*a), spans.get(*b)) else {
                continue;
            };
            let close = Close::of(second.first).map(Close::date);
            let meet = first.last.is_none_or(|end| close.is_some_and(|c| end >= c));
            if meet && replaced(sink, first, second, sources) {
                let until = second.first.pred_opt();
                if let Some(first) = spans.get_mut(*a) {
                    first.last = until;
                }
            }
        }
    }
}

/// Lists an overlap; whether the user lets the later line replace the earlier.
fn replaced(sink: &mut Sink<'_>, first: &Span, second: &Span, sources: &[Source<'_>]) -> bool {
    let Some((table, _)) = sources.get(usize::from(second.sheet)) else {
        return false;
    };
    let name = sink.builder.name(second.about.customer).to_owned();
    let spot = Spot::row(table, second.row);
    let example = || format!("{name}, also row {}", first.row);
    sink.notes
        .issues
        .row(Code::OverlappingLines, "", spot, Some(second.arr), example);
    let decision = sink.decide(Code::OverlappingLines, &name, 1, Some(first.arr));
    if decision.is_some() {
        sink.settle(Code::OverlappingLines, "");
    }
    decision.is_some_and(|d| d.repair == "keep-later")
}

/// A list of today's amounts has 0 for every line which ended: what they paid until then is not there.
fn ended_at_zero(sink: &mut Sink<'_>, spans: &[Span], sources: &[Source<'_>], last: Close) {
    for (at, (table, _)) in sources.iter().enumerate() {
        let own = || spans.iter().filter(|s| usize::from(s.sheet) == at);
        let ended: Vec<&Span> = own()
            .filter(|s| {
                s.last
                    .is_some_and(|day| day >= s.first && day < last.date())
            })
            .collect();
        let paid = own().any(|s| !s.arr.is_zero());
        if !paid || ended.is_empty() || ended.iter().any(|s| !s.arr.is_zero()) {
            continue;
        }
        let name = crate::findings::sheet_name(table);
        for span in ended {
            let who = sink.builder.name(span.about.customer).to_owned();
            let spot = Spot::row(table, span.row);
            let issues = &mut sink.notes.issues;
            issues.row(Code::EndedAtZero, &name, spot, None, || who);
        }
        if sink.decide(Code::EndedAtZero, "", 0, None).is_some() {
            sink.settle(Code::EndedAtZero, &name);
        }
    }
}

/// A list in which nothing has ended says nothing of what was lost.
fn survivors(sink: &mut Sink<'_>, spans: &[Span], sources: &[Source<'_>], last: Close) {
    let first = spans.iter().map(|s| s.first).min().and_then(Close::of);
    let long = first.is_some_and(|f| last.months_since(f) >= 6);
    let ended = spans
        .iter()
        .any(|s| s.last.is_some_and(|d| d < last.date()));
    if spans.len() >= 5
        && long
        && !ended
        && let Some((table, _)) = sources
            .iter()
            .find(|(_, d)| d.map.layout == Layout::Contracts)
    {
        let name = crate::findings::sheet_name(table);
        sink.notes.issues.rows(
            Code::SurvivorsOnly,
            &name,
            Spot::sheet(table),
            0,
            None,
            String::new,
        );
    }
}
