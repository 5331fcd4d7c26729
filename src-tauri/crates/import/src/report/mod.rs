//! Reports as a CRM exports them: rows under lines of their group, subtotals, counts, remarks at the foot. Such a
//! report is made flat before its captions are looked for, each row under the values of its groups. What the report
//! states of its groups has to be what their rows give; where it is not, that is a question.

mod foot;
mod groups;
mod headings;
mod lines;
mod subtotals;

use crate::findings::{Code, Spot, sheet_name};
use crate::notes::{LeftOut, Notes};
use holdfast_ledger::Table;
pub(crate) use lines::summed;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What making a report flat does to its table.
#[derive(Default)]
struct Flat {
    /// Texts for empty cells, by row index and column.
    fill: BTreeMap<(usize, u16), String>,
    /// Texts which lose their count, by number.
    renamed: Vec<(usize, String)>,
    /// Rows (by index) which are no data.
    lines: BTreeSet<usize>,
    /// The first line whose count or sum is not that of its rows.
    broken: Option<usize>,
}

/// Makes the reports among the tables flat.
pub(crate) fn tables(tables: &mut [Cow<'_, Table>], notes: &mut Notes) {
    for table in tables {
        let foot = foot::rows(table);
        if !foot.is_empty() {
            *table = Cow::Owned(leave_out(table, &foot, "foot of a report", notes));
        }
        if let Some(flat) = made_flat(table) {
            *table = Cow::Owned(apply(table, &flat, notes));
        }
    }
}

fn made_flat(table: &Table) -> Option<Flat> {
    let by_subtotals = || subtotals::flat(table);
    let by_headings = || headings::flat(table);
    groups::flat(table)
        .or_else(by_subtotals)
        .or_else(by_headings)
}

fn apply(table: &Table, flat: &Flat, notes: &mut Notes) -> Table {
    let mut out = table.with_texts(&flat.fill);
    for (id, text) in &flat.renamed {
        out.set_text(*id, text);
    }
    if let Some(row) = flat.broken {
        let spot = Spot::row(table, table.row_number(row));
        let text = || {
            table
                .row(row)
                .map(|(_, cell)| cell.text())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let name = sheet_name(table);
        let issues = &mut notes.issues;
        issues.row(Code::ReportDoesNotTie, &name, spot, None, text);
    }
    let first = flat.lines.first().map(|row| table.row_number(*row));
    if let Some(first) = first.filter(|_| flat.broken.is_none()) {
        let name = sheet_name(table);
        let (spot, n) = (Spot::row(table, first), flat.lines.len() as u32);
        let issues = &mut notes.issues;
        issues.rows(Code::ReportLines, &name, spot, n, None, String::new);
    }
    if flat.broken.is_none() && !flat.fill.is_empty() {
        let question = format!(
            "Whose are the rows of {} without a name of their own?",
            sheet_name(table)
        );
        let reading = "those of the group above them: every sum and count which it states ties";
        notes.answer(&question, Some("the group's"), reading);
    }
    if flat.lines.is_empty() {
        return out;
    }
    leave_out(&out, &flat.lines, "line of a group, count or sum", notes)
}

fn leave_out(
    table: &Table,
    rows: &BTreeSet<usize>,
    reason: &'static str,
    notes: &mut Notes,
) -> Table {
    let numbers: BTreeSet<u32> = rows.iter().map(|row| table.row_number(*row)).collect();
    let out = table.without(|row| numbers.contains(&row), |_| false);
    notes.left_out.push(LeftOut::of(table, numbers, reason));
    out
}
