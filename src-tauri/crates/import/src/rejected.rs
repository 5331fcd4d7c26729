//! The rows which were read and not used, as a CSV to hand back to whoever keeps the data.

use crate::Imported;
use holdfast_ledger::Table;

/// The rejected rows with file, sheet, row, why, and their cells as they stand. `tables` are the source
/// sheets, found by file and sheet.
///
/// A cell which a spreadsheet program would take for a formula gets a leading apostrophe.
pub fn rejected_csv(imported: &Imported, tables: &[&Table]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    // Writing to memory can't fail.
    let _ = writer.write_record(["file", "sheet", "row", "reason", "cells"]);
    for r in &imported.rejected {
        let Some(source) = imported.evidence.sources.get(usize::from(r.sheet)) else {
            continue;
        };
        let mut record = vec![
            safe(&source.file),
            safe(&source.sheet),
            r.row.to_string(),
            safe(&r.reason),
        ];
        let table = tables
            .iter()
            .find(|t| t.file == source.file && t.sheet == source.sheet);
        if let Some((table, at)) = table.and_then(|t| Some((t, t.index_of(r.row)?))) {
            let cells = (0..table.width()).map(|c| safe(&table.cell(at, c).text()));
            record.extend(cells);
        }
        let _ = writer.write_record(&record);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A text which no spreadsheet program takes for a formula; figures below zero stay figures.
fn safe(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula && text.parse::<holdfast_ledger::Decimal>().is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
