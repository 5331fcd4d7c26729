//! The log as a spreadsheet which this importer reads back.

use crate::log_words::{CounterPart, Field, TriggerPart, columns};
use holdfast_ledger::requests::{
    Counter, Exchange, FirstResponse, Request, RequestKind, RootCause, StatedOutcome, Trigger,
};
use holdfast_ledger::{Cell, RequestLog};

/// The columns of the shipped template: two counter-offers and two triggers. More may be added by number.
pub fn template_columns() -> Vec<Field> {
    columns(2, 2)
}

/// The columns which a log needs, with as many counters and triggers as its longest request has, and
/// at least those of the template. Captions come from [`Field::caption`].
pub fn log_columns(log: &RequestLog) -> Vec<Field> {
    let most = |count: fn(&Request) -> usize| {
        let longest = log.requests.iter().map(count).max().unwrap_or_default();
        u8::try_from(longest.max(2)).unwrap_or(u8::MAX)
    };
    columns(most(|r| r.counters.len()), most(|r| r.triggers.len()))
}

/// A request as a row of these columns. Texts come as they are: the writer of the file guards them
/// against formulas.
pub fn log_row<'a>(request: &'a Request, columns: &[Field]) -> Vec<Cell<'a>> {
    columns.iter().map(|field| cell(request, *field)).collect()
}

fn text(value: &str) -> Cell<'_> {
    if value.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(value)
    }
}

fn cell(r: &Request, field: Field) -> Cell<'_> {
    let date = |d: Option<chrono::NaiveDate>| d.map_or(Cell::Empty, Cell::Date);
    let number = |n: Option<rust_decimal::Decimal>| n.map_or(Cell::Empty, Cell::Number);
    let months = |n: Option<u32>| number(n.map(Into::into));
    let word = |w: Option<&'static str>| w.map_or(Cell::Empty, Cell::Text);
    match field {
        Field::RequestId => text(&r.id),
        Field::Customer => text(&r.customer),
        Field::RequestedOn => Cell::Date(r.requested_on),
        Field::RequestKind => word(r.kind.map(RequestKind::word)),
        Field::ArrBefore => Cell::Number(r.arr_before),
        Field::ArrAsked => number(r.arr_asked),
        Field::RootCause => word(r.root_cause.map(RootCause::word)),
        Field::Owner => text(&r.owner),
        Field::FirstResponse => word(r.first_response.map(FirstResponse::word)),
        Field::AcknowledgedOn => date(r.acknowledged_on),
        Field::DealDeskOn => date(r.deal_desk_on),
        Field::VpCsOn => date(r.vp_cs_on),
        Field::DiagnosedOn => date(r.diagnosed_on),
        Field::Counter(n, part) => nth(&r.counters, n).map_or(Cell::Empty, |c| counter(c, part)),
        Field::ExchangeAsked => word(r.exchange_asked.map(Exchange::word)),
        Field::ExchangeObtained => word(r.exchange_obtained.map(Exchange::word)),
        Field::MonthsOffered => months(r.months_offered),
        Field::TermBefore => months(r.term_before),
        Field::TermAfter => months(r.term_after),
        Field::ListPrice => number(r.list_price),
        Field::NetPrice => number(r.net_price),
        Field::Discount => number(r.discount),
        Field::Approver => text(&r.approver),
        Field::EscalatedOn => date(r.escalated_on),
        Field::AeInvolved => word(r.ae_involved.map(|yes| if yes { "yes" } else { "no" })),
        Field::ResolvedOn => date(r.resolved_on),
        Field::Outcome => word(r.outcome.map(StatedOutcome::word)),
        Field::ArrAfter => number(r.arr_after),
        Field::Trigger(n, part) => nth(&r.triggers, n).map_or(Cell::Empty, |t| trigger(t, part)),
        Field::Notes => text(&r.notes),
    }
}

fn nth<T>(list: &[T], n: u8) -> Option<&T> {
    list.get(usize::from(n).checked_sub(1)?)
}

fn counter(c: &Counter, part: CounterPart) -> Cell<'_> {
    let date = |d: Option<chrono::NaiveDate>| d.map_or(Cell::Empty, Cell::Date);
    match part {
        CounterPart::On => date(c.on),
        CounterPart::Kind => c.kind.map_or(Cell::Empty, |w| Cell::Text(w.word())),
        CounterPart::Arr => c.arr.map_or(Cell::Empty, Cell::Number),
        CounterPart::RejectedOn => date(c.rejected_on),
    }
}

fn trigger(t: &Trigger, part: TriggerPart) -> Cell<'_> {
    let date = |d: Option<chrono::NaiveDate>| d.map_or(Cell::Empty, Cell::Date);
    match part {
        TriggerPart::Kind => t.kind.map_or(Cell::Empty, |w| Cell::Text(w.word())),
        TriggerPart::Condition => text(&t.condition),
        TriggerPart::SetOn => date(t.set_on),
        TriggerPart::DueOn => date(t.due_on),
        TriggerPart::FiredOn => date(t.fired_on),
        TriggerPart::ContactedOn => date(t.contacted_on),
        TriggerPart::ClosedOn => date(t.closed_on),
        TriggerPart::CloseReason => text(&t.close_reason),
        TriggerPart::ArrRecovered => t.arr_recovered.map_or(Cell::Empty, Cell::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log_words::field;

    #[test]
    fn the_template_has_the_captions_of_the_fields_and_reads_back() {
        let all = template_columns();
        let captions: Vec<String> = all.iter().map(|f| f.caption()).collect();
        assert_eq!(
            (captions.len(), captions[0].as_str(), captions[53].as_str()),
            (54, "Request ID", "Notes")
        );
        let fields: Vec<Option<Field>> = captions.iter().map(|c| field(c)).collect();
        assert_eq!(fields, all.iter().copied().map(Some).collect::<Vec<_>>());
        let words: Vec<Option<Field>> = all.iter().map(|f| Field::of_word(&f.word())).collect();
        assert_eq!(words, fields, "the words of mapping files");
    }
}
