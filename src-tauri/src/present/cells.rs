//! Cells corrected in place: recorded decisions, shown over the file's own values.

use crate::desk::{Answer, Work};
use crate::view::data::CellEdit;
use crate::view::failure::FailureView;
use holdfast_ledger::Table;
use holdfast_workspace::import::{DecisionEntry, cell_scope};

/// The code of the import's finding on corrected cells.
const CODE: &str = "cell-edited";

/// The decisions which correct these cells; each remembers what stood there.
pub fn decisions(work: &Work, source: usize, edits: &[CellEdit]) -> Answer<Vec<DecisionEntry>> {
    let tables = work.project.source_tables();
    let table = tables.get(source).ok_or_else(gone)?;
    edits.iter().map(|edit| decision(table, edit)).collect()
}

fn decision(table: &Table, edit: &CellEdit) -> Answer<DecisionEntry> {
    let index = (0..table.len())
        .find(|i| table.row_number(*i) == edit.row)
        .ok_or_else(gone)?;
    Ok(DecisionEntry {
        code: CODE.to_owned(),
        repair: "set".to_owned(),
        scope: cell_scope(table, edit.row, edit.column),
        value: edit.value.trim().to_owned(),
        was: table.cell(index, edit.column).text(),
        reason: "Corrected in the window".to_owned(),
    })
}

fn gone() -> FailureView {
    FailureView::new(
        "cell-unknown",
        "That cell is no longer part of the project.",
        "Look at the sheet again.",
    )
}

/// What a cell was corrected to.
pub fn corrected<'a>(work: &'a Work, table: &Table, row: u32, column: u16) -> Option<&'a str> {
    let entries = &work.state.decisions.entries;
    if !entries.iter().any(|d| d.code == CODE) {
        return None;
    }
    let scope = cell_scope(table, row, column);
    let found = entries
        .iter()
        .rev()
        .find(|d| d.code == CODE && d.scope == scope);
    found.map(|d| d.value.as_str())
}
