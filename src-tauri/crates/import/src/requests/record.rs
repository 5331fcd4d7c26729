//! From a row to a request.

use super::sheet::{Column, Reader, Words, factor};
use crate::log_words::{CounterPart, Field, TriggerPart};
use chrono::NaiveDate;
use holdfast_ledger::requests::{
    Counter, CounterKind, Exchange, FirstResponse, Request, RequestKind, RootCause, StatedOutcome,
    Trigger, TriggerKind,
};
use holdfast_ledger::{Cell, Decimal, Severity};

macro_rules! words {
    ($name:literal, $type:ident, $otherwise:expr) => {
        Words {
            name: $name,
            all: $type::ALL,
            read: $type::read,
            word: $type::word,
            otherwise: $otherwise,
        }
    };
}

const KINDS: Words<RequestKind> = words!("request-kind", RequestKind, Some(RequestKind::Other));
const CAUSES: Words<RootCause> = words!("root-cause", RootCause, Some(RootCause::Unknown));
const RESPONSES: Words<FirstResponse> = words!("first-response", FirstResponse, None);
const EXCHANGES: Words<Exchange> = words!("exchange", Exchange, Some(Exchange::Other));
const COUNTERS: Words<CounterKind> = words!("counter-kind", CounterKind, Some(CounterKind::Other));
const OUTCOMES: Words<StatedOutcome> = words!("outcome", StatedOutcome, None);
const TRIGGERS: Words<TriggerKind> = words!("trigger-kind", TriggerKind, Some(TriggerKind::Other));

/// A column with what its caption says.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub column: Column<Field>,
    caption: String,
    factor: Decimal,
    percent: bool,
    /// The caption names what is taken off, not what is left: "Requested reduction".
    cut: bool,
}

impl Source {
    pub fn new(column: Column<Field>, reader: &Reader, header: usize) -> Source {
        let caption = &reader.table.cell(header, column.at).text();
        Source {
            column,
            caption: caption.trim().to_owned(),
            factor: factor(caption).0,
            cut: says_cut(caption),
            percent: says_percent(caption) && reader.has_over_one(header, column.at),
        }
    }
}

/// Whether a caption says that its figures are percentages.
fn says_percent(caption: &str) -> bool {
    let words = crate::text::words(caption);
    caption.contains('%') || words.iter().any(|w| w == "pct" || w == "percent")
}

/// Whether a caption names a cut and not the amount after it.
fn says_cut(caption: &str) -> bool {
    const CUTS: &[&str] = &[
        "reduction",
        "cut",
        "decrease",
        "downsell",
        "kürzung",
        "réduction",
        "reducción",
    ];
    let words = crate::text::words(caption);
    let given_up = words.windows(2).any(|w| w[0] == "given" && w[1] == "up");
    given_up || words.iter().any(|w| CUTS.contains(&w.as_str()))
}

/// What a cut leaves of an amount: the cut is an amount, or a share of what was.
fn left_after_cut(
    reader: &mut Reader,
    row: usize,
    source: &Source,
    before: Decimal,
) -> Option<Decimal> {
    let (at, caption) = (source.column.at, source.caption.as_str());
    let share = source.percent
        || says_percent(caption)
        || matches!(reader.table.cell(row, at), Cell::Text(t) if t.contains('%'));
    if share {
        let fraction = reader.fraction(row, at, caption, source.percent)?;
        return before.checked_mul(Decimal::ONE - fraction);
    }
    let cut = reader.money(row, at, caption, source.factor)?;
    before.checked_sub(cut.abs())
}

/// A row of a log, read into a request; `None` where it holds none: no date, customer or ARR before.
pub(super) fn request(
    reader: &mut Reader,
    row: usize,
    sources: &[Source],
    fallback_id: bool,
) -> Option<Request> {
    let of = |field| sources.iter().find(|s| s.column.field == field);
    let id_text = of(Field::RequestId)
        .map(|s| reader.text(row, s.column.at))
        .unwrap_or_default();
    let customer = of(Field::Customer)
        .map(|s| reader.text(row, s.column.at))
        .unwrap_or_default();
    if is_total(&id_text) || is_total(&customer) {
        return None;
    }
    let requested_on = required(reader, row, of(Field::RequestedOn), |r, s| {
        r.date(row, s.column.at, &s.caption)
    });
    let arr_before = required(reader, row, of(Field::ArrBefore), |r, s| {
        r.money(row, s.column.at, &s.caption, s.factor)
    });
    let number = reader.table.row_number(row);
    let id = id(reader, row, of(Field::RequestId), &id_text, fallback_id);
    // The customer's column may be missing altogether: then the request id names it.
    let customer = match of(Field::Customer) {
        Some(s) if customer.is_empty() => {
            blank(reader, row, s);
            return None;
        }
        Some(_) => customer,
        None => id.clone(),
    };
    let mut out = Request {
        row: number,
        ..Request::new(&id, &customer, requested_on?, arr_before?)
    };
    for source in sources {
        fill(reader, row, source, &mut out);
    }
    drop_blank_parts(&mut out);
    Some(out)
}

fn is_total(text: &str) -> bool {
    matches!(
        crate::text::key(text).as_str(),
        "total" | "totals" | "grandtotal" | "sum" | "subtotal"
    )
}

/// The value of a field without which there is no request.
fn required<T>(
    reader: &mut Reader,
    row: usize,
    source: Option<&Source>,
    read: impl Fn(&mut Reader, &Source) -> Option<T>,
) -> Option<T> {
    let source = source?;
    if reader.table.cell(row, source.column.at).is_empty() {
        blank(reader, row, source);
        return None;
    }
    read(reader, source)
}

fn blank(reader: &mut Reader, row: usize, source: &Source) {
    let message = format!("{} is blank: the row is left out", source.caption);
    reader.find(
        "request-field-blank",
        Severity::Error,
        row,
        source.column.at,
        message,
        "Fill it in, or delete the row.",
    );
}

fn id(
    reader: &mut Reader,
    row: usize,
    source: Option<&Source>,
    text: &str,
    fallback: bool,
) -> String {
    let made = format!("row {}", reader.table.row_number(row));
    match source {
        Some(s) if text.is_empty() && !fallback => {
            let message = format!("{} is blank; the request is called \"{made}\"", s.caption);
            reader.find(
                "request-id-blank",
                Severity::Warning,
                row,
                s.column.at,
                message,
                "Give every request an id of its own.",
            );
            made
        }
        _ if text.is_empty() => made,
        _ => text.to_owned(),
    }
}

fn fill(reader: &mut Reader, row: usize, source: &Source, out: &mut Request) {
    let (at, caption) = (source.column.at, source.caption.as_str());
    if reader.table.cell(row, at).is_empty() {
        return;
    }
    let money = |r: &mut Reader| r.money(row, at, caption, source.factor);
    let date = |r: &mut Reader| r.date(row, at, caption);
    match source.column.field {
        Field::RequestId | Field::Customer | Field::RequestedOn | Field::ArrBefore => {}
        Field::RequestKind => out.kind = reader.word(row, at, caption, &KINDS),
        Field::ArrAsked if source.cut => {
            out.arr_asked = left_after_cut(reader, row, source, out.arr_before);
        }
        Field::ArrAfter if source.cut => {
            out.arr_after = left_after_cut(reader, row, source, out.arr_before);
        }
        Field::ArrAsked => out.arr_asked = money(reader),
        Field::RootCause => out.root_cause = reader.word(row, at, caption, &CAUSES),
        Field::Owner => out.owner = reader.text(row, at),
        Field::FirstResponse => out.first_response = reader.word(row, at, caption, &RESPONSES),
        Field::AcknowledgedOn => out.acknowledged_on = date(reader),
        Field::DealDeskOn => out.deal_desk_on = date(reader),
        Field::VpCsOn => out.vp_cs_on = date(reader),
        Field::DiagnosedOn => out.diagnosed_on = date(reader),
        Field::ExchangeAsked => out.exchange_asked = reader.word(row, at, caption, &EXCHANGES),
        Field::ExchangeObtained => {
            out.exchange_obtained = reader.word(row, at, caption, &EXCHANGES);
        }
        Field::MonthsOffered => out.months_offered = reader.months(row, at, caption),
        Field::TermBefore => out.term_before = reader.months(row, at, caption),
        Field::TermAfter => out.term_after = reader.months(row, at, caption),
        Field::ListPrice => out.list_price = money(reader),
        Field::NetPrice => out.net_price = money(reader),
        Field::Discount => out.discount = reader.fraction(row, at, caption, source.percent),
        Field::Approver => out.approver = reader.text(row, at),
        Field::EscalatedOn => out.escalated_on = date(reader),
        Field::AeInvolved => out.ae_involved = reader.truth(row, at),
        Field::ResolvedOn => out.resolved_on = date(reader),
        Field::Outcome => out.outcome = reader.word(row, at, caption, &OUTCOMES),
        Field::ArrAfter => out.arr_after = money(reader),
        Field::Notes => out.notes = reader.text(row, at),
        Field::Counter(n, part) => counter(reader, row, source, part, slot(&mut out.counters, n)),
        Field::Trigger(n, part) => trigger_cell(
            reader,
            row,
            at,
            caption,
            source.factor,
            part,
            slot(&mut out.triggers, n),
        ),
    }
}

/// The n-th of a list, from 1, which grows as needed.
fn slot<T: Default + Clone>(list: &mut Vec<T>, n: u8) -> &mut T {
    let index = usize::from(n.max(1)) - 1;
    if list.len() <= index {
        list.resize(index + 1, T::default());
    }
    &mut list[index]
}

fn counter(reader: &mut Reader, row: usize, source: &Source, part: CounterPart, out: &mut Counter) {
    let (at, caption) = (source.column.at, source.caption.as_str());
    match part {
        CounterPart::On => out.on = reader.date(row, at, caption),
        CounterPart::Kind => out.kind = reader.word(row, at, caption, &COUNTERS),
        CounterPart::Arr => out.arr = reader.money(row, at, caption, source.factor),
        CounterPart::RejectedOn => out.rejected_on = reader.date(row, at, caption),
    }
}

/// One cell of a trigger, on the sheet of requests or on one of its own.
pub(super) fn trigger_cell(
    reader: &mut Reader,
    row: usize,
    at: u16,
    caption: &str,
    factor: Decimal,
    part: TriggerPart,
    out: &mut Trigger,
) {
    let date = |r: &mut Reader| -> Option<NaiveDate> { r.date(row, at, caption) };
    match part {
        TriggerPart::Kind => out.kind = reader.word(row, at, caption, &TRIGGERS),
        TriggerPart::Condition => out.condition = condition(reader, row, at),
        TriggerPart::SetOn => out.set_on = date(reader),
        TriggerPart::DueOn => out.due_on = date(reader),
        TriggerPart::FiredOn => out.fired_on = date(reader),
        TriggerPart::ContactedOn => out.contacted_on = date(reader),
        TriggerPart::ClosedOn => out.closed_on = date(reader),
        TriggerPart::CloseReason => out.close_reason = reader.text(row, at),
        TriggerPart::ArrRecovered => out.arr_recovered = reader.money(row, at, caption, factor),
    }
}

/// A condition: a date cell is a date reached.
fn condition(reader: &mut Reader, row: usize, at: u16) -> String {
    match reader.table.cell(row, at) {
        Cell::Date(date) => date.to_string(),
        _ => reader.text(row, at),
    }
}

/// Counters and triggers of which no part is filled leave no trace; the order of the others stays.
fn drop_blank_parts(request: &mut Request) {
    request.counters.retain(|c| *c != Counter::default());
    request.triggers.retain(|t| *t != Trigger::default());
}
