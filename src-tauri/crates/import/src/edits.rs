//! Cells which the user corrected in place, as recorded decisions: the file itself is never touched.

use crate::Book;
use crate::decisions::{DecisionEntry, Decisions};
use crate::findings::{Code, Spot};
use crate::notes::Notes;
use crate::text::{column_of, letters};
use crate::{hidden, report, reread};
use holdfast_ledger::{Cell, Decimal, Table};
use std::borrow::Cow;

/// How a row is named in the scope of a decision: `file!12`, or `file!sheet!12`.
pub(crate) fn row_scope(table: &Table, row: u32) -> String {
    scope(table, &row.to_string())
}

/// How a cell is named in the scope of a decision: `file!C12`, or `file!sheet!C12`.
pub fn cell_scope(table: &Table, row: u32, column: u16) -> String {
    scope(table, &format!("{}{row}", letters(column)))
}

fn scope(table: &Table, place: &str) -> String {
    if table.sheet.is_empty() {
        format!("{}!{place}", table.file)
    } else {
        format!("{}!{}!{place}", table.file, table.sheet)
    }
}

/// The tables with the corrected cells, and what was corrected.
pub(crate) fn tables<'a>(
    books: &'a [Book],
    decisions: &Decisions,
    notes: &mut Notes,
) -> Vec<Cow<'a, Table>> {
    let mut out: Vec<Cow<'a, Table>> = books
        .iter()
        .flat_map(|b| &b.tables)
        .map(Cow::Borrowed)
        .collect();
    reread::tables(&mut out, decisions, notes);
    hidden::tables(&mut out, decisions, notes);
    for (at, d) in decisions.entries.iter().enumerate() {
        if d.code != Code::CellEdited.about().code || d.repair != "set" {
            continue;
        }
        if let Some((table, index, column)) = find(&mut out, d) {
            let was = table.cell(index, column).text();
            table.to_mut().set(index, column, typed(&d.value));
            let text = format!("\"{was}\" became \"{}\"", d.value);
            let spot = Spot::cell(table, table.row_number(index), column);
            notes.issues.row(Code::CellEdited, "", spot, None, || text);
            notes.applied.push((at, 1));
        }
    }
    report::tables(&mut out, notes);
    out
}

/// The cell which a decision names, unless something else stands there now.
fn find<'t, 'a>(
    tables: &'t mut [Cow<'a, Table>],
    d: &DecisionEntry,
) -> Option<(&'t mut Cow<'a, Table>, usize, u16)> {
    let (_, cell) = d.scope.rsplit_once('!')?;
    let digits = cell.find(|c: char| c.is_ascii_digit())?;
    let column = column_of(cell.get(..digits)?)?;
    let row: u32 = cell.get(digits..)?.parse().ok()?;
    let table = tables
        .iter_mut()
        .find(|t| scope(t, cell).eq_ignore_ascii_case(&d.scope))?;
    let index = table.index_of(row)?;
    let stands = table.cell(index, column).text();
    (d.was.is_empty() || d.was.trim() == stands.trim()).then_some((table, index, column))
}

/// A value as a cell: a plain figure, an ISO date, or text. An id keeps its leading zeros.
fn typed(value: &str) -> Cell<'_> {
    let value = value.trim();
    let is_id = value.len() > 1 && value.starts_with('0') && !value.starts_with("0.");
    if value.is_empty() {
        return Cell::Empty;
    }
    match (value.parse::<Decimal>(), value.parse()) {
        (Ok(n), _) if !is_id => Cell::Number(n),
        (_, Ok(day)) => Cell::Date(day),
        _ => Cell::Text(value),
    }
}
