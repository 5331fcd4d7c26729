//! What was read, and the proof of it.

use super::issues::cents;
use super::{cells, rows};
use crate::desk::{Answer, Work};
use crate::present::choice;
use crate::view::data::{DataView, FactView, SetAsideView, SourceView, UnreadView};
use crate::view::failure::FailureView;
use crate::view::grid::{GridCell, GridColumn, GridRow, GridView, RowKind, ToneView};
use holdfast_ledger::column_letters;
use holdfast_ledger::{ControlTotal, SetAside, SourceProof, Table};
use holdfast_pack::display::{NOT_APPLICABLE, count, day, short_hash};
use holdfast_workspace::Project;
use holdfast_workspace::import::mapping::SourceMapping;

/// Rows of a preview page.
const PAGE: usize = 50;
/// Columns of a preview: a wide sheet is recognised by its first ones.
const WIDEST: u16 = 60;

/// Everything that was read.
pub fn of(work: &Work) -> DataView {
    let project = &work.project;
    let tables = project.source_tables();
    let evidence = &project.imported.evidence;
    let sources = evidence.sources.iter().enumerate();
    DataView {
        sources: sources
            .map(|(i, s)| source(i, s, tables.get(i).copied(), project))
            .collect(),
        totals: totals(project),
        unread: project.imported.unread.iter().map(unread).collect(),
        questions: choice::questions(work),
        facts: facts(project),
    }
}

fn source(id: usize, proof: &SourceProof, table: Option<&Table>, project: &Project) -> SourceView {
    let aside: u64 = proof.set_aside.iter().map(|s| s.rows).sum();
    SourceView {
        id: id as u32,
        file: proof.file.clone(),
        sheet: proof.sheet.clone(),
        range: proof.range.clone(),
        layout: proof.layout.clone(),
        format: proof.format.clone(),
        hash_short: short_hash(&proof.sha256),
        hash: proof.sha256.clone(),
        read: number(proof.rows_read),
        used: number(proof.rows_used),
        aside: number(aside),
        set_aside: proof
            .set_aside
            .iter()
            .map(|s| set_aside(s, project))
            .collect(),
        rows: table.map_or(0, |t| t.len() as u32),
        header_row: header_row(id, project),
    }
}

/// The mapping has an entry a source, in the same order.
fn header_row(id: usize, project: &Project) -> u32 {
    let source = project.imported.mapping.sources.get(id);
    source.map_or(0, |s| s.header_row)
}

fn unread(source: &SourceMapping) -> UnreadView {
    UnreadView {
        file: source.file.clone(),
        sheet: source.sheet.clone(),
        header_row: source.header_row,
    }
}

fn number(n: u64) -> String {
    count(u32::try_from(n).unwrap_or(u32::MAX))
}

fn set_aside(aside: &SetAside, project: &Project) -> SetAsideView {
    SetAsideView {
        reason: aside.reason.clone(),
        rows: number(aside.rows),
        places: places(&aside.row_numbers, aside.rows),
        amount: aside
            .amount
            .map(|a| cents(project).money(a))
            .unwrap_or_default(),
    }
}

/// "rows 14, 27, 40 and 3 more".
fn places(numbers: &[u32], all: u64) -> String {
    const NAMED: usize = 5;
    if numbers.is_empty() {
        return String::new();
    }
    let named: Vec<String> = numbers.iter().take(NAMED).map(u32::to_string).collect();
    let word = if all == 1 { "row" } else { "rows" };
    match all.saturating_sub(named.len() as u64) {
        0 => format!("{word} {}", named.join(", ")),
        more => format!("{word} {} and {} more", named.join(", "), number(more)),
    }
}

fn totals(project: &Project) -> GridView {
    let own = |t: &ControlTotal| t.file_total.is_some();
    let all = &project.imported.evidence.control_totals;
    let with_own = all.iter().any(own);
    let mut columns = vec![
        GridColumn::words("Close"),
        GridColumn::figures("Customers"),
        GridColumn::figures("Imported ARR"),
    ];
    if with_own {
        columns.extend([
            GridColumn::figures("File's own total"),
            GridColumn::figures("Difference"),
        ]);
    }
    GridView {
        caption: "Control totals by close".to_owned(),
        columns,
        rows: all
            .iter()
            .rev()
            .map(|t| total(t, with_own, project))
            .collect(),
        footnote: match with_own {
            true => String::new(),
            false => "The file has no totals of its own to compare with.".to_owned(),
        },
    }
}

fn total(total: &ControlTotal, with_own: bool, project: &Project) -> GridRow {
    let unit = cents(project);
    let mut cells = vec![
        GridCell::text(day(total.close.date())),
        GridCell::text(count(total.customers)),
        GridCell::text(unit.number(total.imported)),
    ];
    if with_own {
        let own = total.file_total;
        cells.push(GridCell::text(
            own.map_or_else(|| NOT_APPLICABLE.to_owned(), |o| unit.number(o)),
        ));
        cells.push(own.map_or_else(
            || GridCell::text(NOT_APPLICABLE),
            |o| match unit.shown(total.imported - o) {
                zero if zero.is_zero() => GridCell::toned(unit.text(zero), ToneView::Ok),
                other => GridCell::toned(
                    format!("{} differs", unit.text_signed(other)),
                    ToneView::Fail,
                ),
            },
        ));
    }
    GridRow {
        kind: RowKind::Normal,
        cells,
    }
}

fn facts(project: &Project) -> Vec<FactView> {
    let evidence = &project.imported.evidence;
    let log = project.imported.requests.as_ref();
    let plan = project.imported.plan.as_ref();
    let facts = [
        ("Currencies", evidence.currencies.join(", ")),
        (
            "Exchange rates",
            evidence.rates_source.clone().unwrap_or_default(),
        ),
        (
            "Negotiation log",
            log.map(|l| format!("{} requests", l.requests.len()))
                .unwrap_or_default(),
        ),
        (
            "Plan",
            plan.map(|p| format!("{} figures", p.figures.len()))
                .unwrap_or_default(),
        ),
        ("Columns not read", evidence.ignored_columns.join(", ")),
        (
            "Renamed or merged",
            evidence
                .renames
                .iter()
                .map(|r| format!("{} → {}", r.from, r.to))
                .collect::<Vec<_>>()
                .join(", "),
        ),
    ];
    let fact = |(label, value): (&str, String)| FactView {
        label: label.to_owned(),
        value,
        tone: ToneView::Plain,
    };
    facts
        .into_iter()
        .filter(|(_, v)| !v.is_empty())
        .map(fact)
        .collect()
}

/// A page of a sheet as it stands in the file: row numbers and column letters as a spreadsheet shows
/// them. A negative start asks for the page around that spreadsheet row.
pub fn preview(work: &Work, source: usize, from: i64) -> Answer<GridView> {
    let tables = work.project.source_tables();
    let table = tables.get(source).ok_or_else(no_sheet)?;
    let start = match usize::try_from(from) {
        Ok(start) => start,
        Err(_) => around(table, from.unsigned_abs()),
    };
    let width = table.width().min(WIDEST);
    let mut columns = vec![GridColumn::figures("")];
    columns.extend((0..width).map(|c| GridColumn::words(&column_letters(c))));
    Ok(GridView {
        caption: format!("{} {}", table.file, table.sheet),
        columns,
        rows: (start..table.len().min(start + PAGE))
            .map(|i| preview_row(work, table, i, width))
            .collect(),
        footnote: match table.width() > width {
            true => format!("{} more columns are not shown here.", table.width() - width),
            false => format!("{} in this sheet.", rows(table.len() as u64)),
        },
    })
}

/// The next row which holds these words in any case, after a row and round the end of the sheet.
pub fn find(work: &Work, source: usize, words: &str, after: u32) -> Answer<Option<u32>> {
    let tables = work.project.source_tables();
    let table = tables.get(source).ok_or_else(no_sheet)?;
    let wanted = words.trim().to_lowercase();
    if wanted.is_empty() {
        return Ok(None);
    }
    let first = (0..table.len())
        .find(|i| table.row_number(*i) > after)
        .unwrap_or(table.len());
    let holds = |i: &usize| {
        let mut cells = table.row(*i);
        cells.any(|(_, cell)| cell.text().to_lowercase().contains(&wanted))
    };
    let found = (first..table.len()).chain(0..first).find(holds);
    Ok(found.map(|i| table.row_number(i)))
}

fn no_sheet() -> FailureView {
    FailureView::new(
        "sheet-unknown",
        "That sheet is no longer part of the project.",
        "Choose another one.",
    )
}

fn around(table: &Table, row: u64) -> usize {
    let at = (0..table.len())
        .find(|i| u64::from(table.row_number(*i)) >= row)
        .unwrap_or(0);
    at.saturating_sub(PAGE / 4)
}

fn preview_row(work: &Work, table: &Table, index: usize, width: u16) -> GridRow {
    let row = table.row_number(index);
    let number = GridCell::toned(row.to_string(), ToneView::Muted);
    let cells = (0..width).map(|c| match cells::corrected(work, table, row, c) {
        Some(value) => GridCell::toned(value, ToneView::Warn),
        None => GridCell::text(table.cell(index, c).text()),
    });
    GridRow {
        kind: RowKind::Normal,
        cells: std::iter::once(number).chain(cells).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_aside_rows_are_named() {
        assert_eq!(places(&[14], 1), "row 14");
        assert_eq!(
            places(&[1, 2, 3, 4, 5, 6], 9),
            "rows 1, 2, 3, 4, 5 and 4 more"
        );
        assert_eq!(places(&[], 3), "");
    }
}
