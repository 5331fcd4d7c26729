//! Rows and columns which a sheet hides: a filtered view, a closed group. What is not shown may still belong to the
//! figures, or may be the very rows which somebody meant to leave out; nothing in the file says which. They are
//! read, it is said, and the user can leave them out.

use crate::decisions::Decisions;
use crate::detected::Detected;
use crate::findings::{Code, Spot, sheet_name};
use crate::mapping::{ColumnMapping, Field};
use crate::notes::{LeftOut, Notes};
use crate::text::letters;
use holdfast_ledger::Table;
use std::borrow::Cow;

/// Leaves out what a decision says is to be left out.
pub(crate) fn tables(tables: &mut [Cow<'_, Table>], decisions: &Decisions, notes: &mut Notes) {
    let hides =
        |t: &&mut Cow<'_, Table>| !(t.hidden_rows.is_empty() && t.hidden_columns.is_empty());
    for table in tables.iter_mut().filter(hides) {
        let rows: Vec<u32> = (0..table.len())
            .map(|row| table.row_number(row))
            .filter(|row| table.hides_row(*row))
            .collect();
        let of_rows = excluded(decisions, Code::HiddenRows, &sheet_name(table));
        let of_rows = of_rows.filter(|_| !rows.is_empty());
        let columns = columns(table, |_| true);
        let of_columns = excluded(decisions, Code::HiddenColumns, &in_words(table, &columns));
        let of_columns = of_columns.filter(|_| !columns.is_empty());
        if of_rows.is_none() && of_columns.is_none() {
            continue;
        }
        let shown = table.without(
            |row| of_rows.is_some() && table.hides_row(row),
            |column| of_columns.is_some() && table.hides_column(column),
        );
        if let Some(at) = of_rows {
            say_rows(table, &rows, notes);
            notes.issues.settle(Code::HiddenRows, &sheet_name(table));
            notes.applied.push((at, rows.len() as u64));
            let reason = "excluded by decision: hidden-rows";
            notes.left_out.push(LeftOut::of(table, rows, reason));
        }
        if let Some(at) = of_columns {
            let text = say_columns(table, &columns, notes);
            notes.issues.settle(Code::HiddenColumns, &text);
            notes.applied.push((at, 0));
        }
        *table = Cow::Owned(shown);
    }
}

fn excluded(decisions: &Decisions, code: Code, scope: &str) -> Option<usize> {
    let (at, decision) = decisions.place(code.about().code, scope)?;
    (decision.repair == "exclude").then_some(at)
}

/// Says what is hidden of a table which is read.
pub(crate) fn say(table: &Table, d: &Detected, notes: &mut Notes) {
    let rows: Vec<u32> = d
        .block
        .rows
        .clone()
        .map(|row| table.row_number(row))
        .filter(|row| table.hides_row(*row))
        .collect();
    if !rows.is_empty() {
        say_rows(table, &rows, notes);
    }
    let read = |column: &u16| {
        let used = |c: &ColumnMapping| {
            let aside = matches!(c.field, Field::Ignore | Field::Forecast) && c.request.is_none();
            c.column == *column && !aside
        };
        d.map.columns.iter().any(used)
    };
    let any = columns(table, |column| read(&column));
    if !any.is_empty() {
        say_columns(table, &columns(table, |_| true), notes);
    }
}

fn say_rows(table: &Table, rows: &[u32], notes: &mut Notes) {
    let name = sheet_name(table);
    for row in rows {
        let spot = Spot::row(table, *row);
        let issues = &mut notes.issues;
        issues.row(Code::HiddenRows, &name, spot, None, || {
            first_text(table, *row)
        });
    }
}

fn first_text(table: &Table, row: u32) -> String {
    let cells = table.index_of(row).into_iter().flat_map(|at| table.row(at));
    let texts = cells.map(|(_, cell)| cell.text());
    let mut texts = texts.filter(|text| !text.trim().is_empty());
    texts.next().unwrap_or_default()
}

fn say_columns(table: &Table, columns: &[u16], notes: &mut Notes) -> String {
    let text = in_words(table, columns);
    let spot = Spot {
        table,
        row: None,
        column: columns.first().copied(),
    };
    let issues = &mut notes.issues;
    issues.rows(Code::HiddenColumns, &text, spot, 0, None, String::new);
    text
}

/// The hidden columns which hold a cell.
fn columns(table: &Table, of: impl Fn(u16) -> bool) -> Vec<u16> {
    let mut hidden: Vec<u16> = (0..table.width())
        .filter(|column| table.hides_column(*column) && of(*column))
        .collect();
    let holds = |column: u16| (0..table.len()).any(|row| !table.cell(row, column).is_empty());
    hidden.retain(|column| holds(*column));
    hidden
}

/// `Columns C to F and H of sheet "ARR" of a.xlsx are hidden in the file`.
fn in_words(table: &Table, columns: &[u16]) -> String {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for column in columns {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *column => *last = *column,
            _ => runs.push((*column, *column)),
        }
    }
    let run = |(first, last): &(u16, u16)| match first == last {
        true => letters(*first),
        false => format!("{} to {}", letters(*first), letters(*last)),
    };
    let all: Vec<String> = runs.iter().map(run).collect();
    let (noun, verb) = match columns {
        [_] => ("Column", "is"),
        _ => ("Columns", "are"),
    };
    let name = sheet_name(table);
    format!(
        "{noun} {} of {name} {verb} hidden in the file",
        all.join(", ")
    )
}
