//! One field of one request, as text and back.

use crate::failure::Failure;
use chrono::NaiveDate;
use holdfast_import::read_requests;
use holdfast_import::requests::{Field, log_columns, log_row};
use holdfast_ledger::requests::{Counter, LogColumn, Request, RequestLog, Trigger};
use holdfast_ledger::{Cell, Decimal, Severity, TableBuilder, money_text};
use std::collections::BTreeSet;

/// The fields of a request in the order of the template, with one counter-offer and one trigger more
/// than it has, for the next one.
pub fn fields(request: &Request) -> Vec<Field> {
    let mut longer = request.clone();
    longer.counters.push(Counter::default());
    longer.triggers.push(Trigger::default());
    let (counters, triggers) = (longer.counters.len(), longer.triggers.len());
    let log = RequestLog {
        requests: vec![longer],
        ..RequestLog::default()
    };
    let wanted = |field: &Field| match field {
        Field::Counter(n, _) => usize::from(*n) <= counters,
        Field::Trigger(n, _) => usize::from(*n) <= triggers,
        _ => true,
    };
    log_columns(&log).into_iter().filter(wanted).collect()
}

/// The field of a request which a caption of the template names.
pub fn field_of(request: &Request, caption: &str) -> Option<Field> {
    fields(request).into_iter().find(|f| f.caption() == caption)
}

/// The value of a field as it is typed: ISO dates, plain amounts, the words of the log; empty where blank.
pub fn text_of(request: &Request, field: Field) -> String {
    let cells = log_row(request, &[field]);
    match cells.first() {
        Some(Cell::Date(date)) => date.to_string(),
        Some(Cell::Number(n)) if field == Field::Discount => {
            format!("{}%", money_text((*n * Decimal::ONE_HUNDRED).normalize()))
        }
        Some(Cell::Number(n)) => money_text(*n),
        Some(cell) => cell.text(),
        None => String::new(),
    }
}

/// The request with one field typed anew. A text which can't be read leaves the request as it is: the
/// failure names the field, what was typed and what is expected.
pub fn set_field(request: &Request, field: Field, text: &str) -> Result<Request, Failure> {
    let columns = fields(request);
    let table = row_of(request, &columns, field, text.trim());
    let (log, findings) = read_requests(std::slice::from_ref(&table));
    let at = columns
        .iter()
        .position(|c| *c == field)
        .and_then(|at| u16::try_from(at).ok());
    let letters = at.map(holdfast_ledger::column_letters);
    let unreadable = findings.0.into_iter().find(|f| {
        let is_here = f.place.column == letters;
        is_here && (f.severity == Severity::Error && is_reading(&f.code) || f.code == UNKNOWN_WORD)
    });
    match (unreadable, log.requests.into_iter().next()) {
        (None, Some(read)) => Ok(Request {
            row: request.row,
            ..read
        }),
        (Some(mut finding), _) => {
            finding.place = holdfast_ledger::Place {
                column: Some(field.caption()),
                ..holdfast_ledger::Place::default()
            };
            Err(Failure {
                finding: Box::new(finding),
                exit: 2,
            })
        }
        (None, None) => Err(Failure::input(
            "request-field-blank",
            format!(
                "{} can't be blank: without it there is no request.",
                field.caption()
            ),
            "Enter customer, requested on and ARR before.",
        )),
    }
}

const UNKNOWN_WORD: &str = "request-word-unknown";

/// Whether a finding is about reading a text, rather than about what it says.
fn is_reading(code: &str) -> bool {
    matches!(
        code,
        "request-cell-unreadable"
            | "request-field-blank"
            | "request-date-style"
            | "request-number-style"
    )
}

/// The request as a sheet of one row, one cell of it as typed.
fn row_of(
    request: &Request,
    columns: &[Field],
    typed: Field,
    text: &str,
) -> holdfast_ledger::Table {
    let mut table = TableBuilder::new("", "", "");
    for (at, field) in (0_u16..).zip(columns) {
        table.text(at, &field.caption());
    }
    table.end_row(1);
    for ((at, field), cell) in (0_u16..).zip(columns).zip(log_row(request, columns)) {
        match cell {
            _ if *field == typed => put_typed(&mut table, at, typed, text),
            Cell::Text(t) => table.text(at, t),
            Cell::Number(n) => table.number(at, n),
            Cell::Date(d) => table.date(at, d),
            _ => {}
        }
    }
    table.end_row(2);
    table.finish()
}

/// A field is unambiguous, where a column of a file may not be: ISO dates and the figures of a keyboard
/// are put as what they are, anything else is left to the reader of the log.
fn put_typed(table: &mut TableBuilder, at: u16, field: Field, text: &str) {
    let number = || text.replace([',', ' '], "").parse::<Decimal>().ok();
    match (text, NaiveDate::parse_from_str(text, "%Y-%m-%d")) {
        ("", _) => {}
        (_, Ok(date)) => table.date(at, date),
        _ if field.is_money() && number().is_some() => {
            table.number(at, number().unwrap_or_default());
        }
        _ => table.text(at, text),
    }
}

/// How many counter-offers and triggers a form has room for: those of the request and one more of each.
pub fn parts(request: &Request) -> (u8, u8) {
    let room = |n: usize| u8::try_from(n + 1).unwrap_or(u8::MAX);
    (room(request.counters.len()), room(request.triggers.len()))
}

/// The next free id, in the manner of the last one: `R-041` after `R-040`.
pub fn next_id(log: &RequestLog) -> String {
    let split = |id: &str| {
        let digits = id.len() - id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (head, number) = id.split_at(id.len() - digits);
        Some((head.to_owned(), digits, number.parse::<u64>().ok()?))
    };
    let (head, width, last) = log
        .requests
        .iter()
        .filter_map(|r| split(&r.id))
        .max_by_key(|(_, _, n)| *n)
        .unwrap_or_else(|| ("R-".to_owned(), 3, 0));
    format!("{head}{:0width$}", last.saturating_add(1))
}

/// A request of which nothing is known but what it takes to be one.
pub fn blank_request(
    log: &RequestLog,
    customer: &str,
    requested_on: NaiveDate,
    arr_before: Decimal,
) -> Request {
    Request::new(&next_id(log), customer, requested_on, arr_before)
}

/// The columns which a log has once a field of it was typed: those it had, and the field's own. A log
/// begun in the app has them all: a blank in it is a blank.
pub fn recorded_with(log: &RequestLog, request: &Request) -> BTreeSet<LogColumn> {
    if log.source.is_none() {
        return LogColumn::ALL.iter().copied().collect();
    }
    let columns = fields(request);
    let cells = log_row(request, &columns);
    let filled = columns
        .iter()
        .zip(cells)
        .filter(|(_, cell)| *cell != Cell::Empty);
    let new = filled.filter_map(|(field, _)| field.column());
    log.recorded.iter().copied().chain(new).collect()
}
