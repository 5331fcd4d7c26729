//! The negotiation log as a spreadsheet: recognised by its captions, read field by field, checked at
//! the field, and written again (negotiations, section 1).

mod check;
mod export;
mod record;
mod sheet;
#[cfg(test)]
mod tests;

pub use crate::log_words::{Content, CounterPart, Field, TriggerPart};
pub use check::{FieldIssue, check_request};
pub use export::{log_columns, log_row, template_columns};

use crate::dates::DateStyle;
use crate::log_words::trigger_part;
use crate::numbers::NumberStyle;
use crate::text::key;
use holdfast_ledger::requests::{LogColumn, Trigger};
use holdfast_ledger::{Finding, Findings, RequestLog, Severity, Table};
use record::Source;
use sheet::{Column, Reader, header, log_header};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Whether a sheet is a negotiation log, or the sheet of triggers which belongs to one.
pub fn is_request_log(table: &Table) -> bool {
    log_header(table).is_some() || trigger_header(table).is_some()
}

/// What a mapping or a decision says of a sheet of a log; nothing where its captions say all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// Row of the captions, as the spreadsheet counts.
    pub header_row: u32,
    /// The columns which hold fields.
    pub columns: Vec<(u16, Field)>,
    pub numbers: Option<NumberStyle>,
    pub dates: Option<DateStyle>,
}

impl Told {
    /// The row of captions and the columns: as told where anything is, else by the captions.
    fn header(&self, table: &Table) -> Option<(usize, Vec<Column<Field>>)> {
        if self.columns.is_empty() {
            return log_header(table);
        }
        let columns = self.columns.iter().map(|(at, field)| Column {
            at: *at,
            field: *field,
        });
        Some((table.index_of(self.header_row)?, columns.collect()))
    }
}

/// Reads the sheets of a log. Sheets which are none are passed over; several logs follow each other.
pub fn read_requests(tables: &[Table]) -> (RequestLog, Findings) {
    let told = tables.iter().map(|t| (t, Told::default()));
    read_told(&told.collect::<Vec<_>>())
}

/// Reads the sheets of a log as a mapping and decisions say.
pub(crate) fn read_told(tables: &[(&Table, Told)]) -> (RequestLog, Findings) {
    let mut log = RequestLog::default();
    let mut findings = Findings::default();
    let mut places = Places::default();
    for (table, told) in tables {
        read_log(table, told, &mut log, &mut findings, &mut places);
    }
    for (table, told) in tables.iter().filter(|(t, told)| told.header(t).is_none()) {
        read_triggers(table, told, &mut log, &mut findings);
    }
    for (at, request) in log.requests.iter().enumerate() {
        for issue in check_request(request) {
            places.add(at, issue, &mut findings);
        }
    }
    places.finish(&mut findings);
    (log, findings)
}

/// Where each request's fields stand, so that what is wrong is shown at its cell.
#[derive(Default)]
struct Places {
    /// By request: sheet, row, and the columns of its fields.
    of: Vec<(holdfast_ledger::Place, Rc<BTreeMap<Field, u16>>)>,
    /// By id: the request which has it.
    ids: BTreeMap<String, usize>,
    /// Issues at fields whose column was not imported: one finding for all rows.
    absent: BTreeMap<(Field, &'static str), Finding>,
}

impl Places {
    fn add(&mut self, request: usize, issue: FieldIssue, findings: &mut Findings) {
        let Some((row, columns)) = self.of.get(request) else {
            return;
        };
        let mut finding = Finding::new(issue.code, issue.severity, issue.message, issue.hint);
        let on_own_sheet = matches!(issue.field, Field::Trigger(..));
        match columns.get(&issue.field) {
            Some(column) => {
                finding.place = holdfast_ledger::Place {
                    column: Some(crate::text::letters(*column)),
                    ..row.clone()
                };
                findings.push(finding);
            }
            None if on_own_sheet => findings.push(finding.at(row.clone())),
            None => {
                let known = self.absent.entry((issue.field, issue.code));
                known
                    .and_modify(|f| f.rows += 1)
                    .or_insert_with(|| finding.at(row.clone()));
            }
        }
    }

    fn finish(self, findings: &mut Findings) {
        findings.0.extend(self.absent.into_values());
    }
}

fn read_log(
    table: &Table,
    told: &Told,
    log: &mut RequestLog,
    findings: &mut Findings,
    places: &mut Places,
) {
    let Some((top, columns)) = told.header(table) else {
        return;
    };
    let at = |test: fn(Field) -> bool| -> Vec<u16> {
        columns
            .iter()
            .filter(|c| test(c.field))
            .map(|c| c.at)
            .collect()
    };
    let mut reader = Reader::new(table, told);
    reader.infer(top, &at(Field::is_money), &at(Field::is_date));
    let sources: Vec<Source> = columns
        .iter()
        .map(|c| Source::new(*c, &reader, top))
        .collect();
    say_factors(&mut reader, top, &columns);
    log.recorded
        .extend(columns.iter().filter_map(|c| c.field.column()));
    if columns
        .iter()
        .any(|c| matches!(c.field, Field::Trigger(..)))
    {
        log.recorded.insert(LogColumn::Triggers);
    }
    log.source.get_or_insert_with(|| {
        (
            table.file.clone(),
            table.sheet.clone(),
            table.sha256.clone(),
        )
    });
    let no_ids = columns.iter().all(|c| c.field != Field::RequestId);
    let fields: Rc<BTreeMap<Field, u16>> =
        Rc::new(columns.iter().map(|c| (c.field, c.at)).collect());
    for row in top + 1..table.len() {
        if sources
            .iter()
            .all(|s| table.cell(row, s.column.at).is_empty())
        {
            continue;
        }
        if let Some(request) = record::request(&mut reader, row, &sources, no_ids) {
            let place = reader.place(row, None);
            let request = unique(request, places, &mut reader, row, &fields);
            places.ids.insert(request.id.clone(), places.of.len());
            places.of.push((place, Rc::clone(&fields)));
            log.requests.push(request);
        }
    }
    findings.0.append(&mut reader.findings.0);
}

/// Says where a caption's unit was applied.
fn say_factors(reader: &mut Reader, top: usize, columns: &[Column<Field>]) {
    for column in columns.iter().filter(|c| c.field.is_money()) {
        let caption = reader.table.cell(top, column.at).text();
        if let Some(said) = sheet::factor(&caption).1 {
            reader.find(
                "request-scale",
                Severity::Info,
                top,
                column.at,
                said,
                "Change the caption if that is not meant.",
            );
        }
    }
}

/// A request whose id is taken is an error; its id is made unique so that every list can name it.
fn unique(
    mut request: holdfast_ledger::Request,
    places: &Places,
    reader: &mut Reader,
    row: usize,
    fields: &BTreeMap<Field, u16>,
) -> holdfast_ledger::Request {
    let taken = places.ids.get(&request.id).copied();
    if let (Some(first), Some(&column)) = (taken, fields.get(&Field::RequestId)) {
        let first = places
            .of
            .get(first)
            .and_then(|(place, _)| place.row)
            .unwrap_or_default();
        let message = format!(
            "request id \"{}\" stands on row {first} and on row {}",
            request.id, request.row
        );
        reader.find(
            "request-id-twice",
            Severity::Error,
            row,
            column,
            message,
            "Give every request an id of its own.",
        );
        request.id = format!("{} (row {})", request.id, request.row);
    } else if taken.is_some() {
        request.id = format!("{} {}", reader.table.sheet, request.id);
    }
    request
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum TriggerField {
    Request,
    Part(TriggerPart),
}

/// The header of a sheet of triggers: the request's id and two or more parts, one of which no other
/// kind of sheet has.
fn trigger_header(table: &Table) -> Option<(usize, Vec<Column<TriggerField>>)> {
    let name = |caption: &str| match crate::log_words::field(caption) {
        Some(Field::RequestId) => Some(TriggerField::Request),
        _ => trigger_part(caption).map(TriggerField::Part),
    };
    header(table, name, |columns| {
        let has = |part| columns.iter().any(|c| c.field == TriggerField::Part(part));
        columns.iter().any(|c| c.field == TriggerField::Request)
            && columns.len() > 2
            && (has(TriggerPart::Condition) || key(&table.sheet).contains("trigger"))
            && (has(TriggerPart::SetOn) || has(TriggerPart::DueOn))
    })
}

/// Reads a sheet of triggers, keyed by request id.
fn read_triggers(table: &Table, told: &Told, log: &mut RequestLog, findings: &mut Findings) {
    let Some((top, columns)) = trigger_header(table) else {
        return;
    };
    let parts: Vec<(u16, TriggerPart)> = columns
        .iter()
        .filter_map(|c| match c.field {
            TriggerField::Part(part) => Some((c.at, part)),
            TriggerField::Request => None,
        })
        .collect();
    let at = |test: fn(Field) -> bool| -> Vec<u16> {
        parts
            .iter()
            .filter(|(_, p)| test(Field::Trigger(1, *p)))
            .map(|(at, _)| *at)
            .collect()
    };
    let mut reader = Reader::new(table, told);
    reader.infer(top, &at(Field::is_money), &at(Field::is_date));
    log.recorded.insert(LogColumn::Triggers);
    log.recorded.extend(
        parts
            .iter()
            .filter_map(|(_, p)| Field::Trigger(1, *p).column()),
    );
    let Some(ids) = columns
        .iter()
        .find(|c| c.field == TriggerField::Request)
        .map(|c| c.at)
    else {
        return;
    };
    let known: BTreeMap<String, usize> = log
        .requests
        .iter()
        .enumerate()
        .map(|(i, r)| (r.id.clone(), i))
        .collect();
    let mut unknown = BTreeSet::new();
    for row in top + 1..table.len() {
        let id = reader.text(row, ids);
        let trigger = read_trigger(&mut reader, row, top, &parts);
        if id.is_empty() && trigger == Trigger::default() {
            continue;
        }
        match known.get(&id).and_then(|i| log.requests.get_mut(*i)) {
            Some(request) => request.triggers.push(trigger),
            None if unknown.insert(id.clone()) => {
                let message =
                    format!("no request of the log has the id \"{id}\": its triggers are left out");
                reader.find(
                    "request-trigger-orphan",
                    Severity::Warning,
                    row,
                    ids,
                    message,
                    "Correct the id, or add the request.",
                );
            }
            None => {}
        }
    }
    findings.0.append(&mut reader.findings.0);
}

fn read_trigger(
    reader: &mut Reader,
    row: usize,
    top: usize,
    parts: &[(u16, TriggerPart)],
) -> Trigger {
    let mut out = Trigger::default();
    for (at, part) in parts {
        if reader.table.cell(row, *at).is_empty() {
            continue;
        }
        let caption = reader.table.cell(top, *at).text();
        let factor = sheet::factor(&caption).0;
        record::trigger_cell(reader, row, *at, &caption, factor, *part, &mut out);
    }
    out
}
