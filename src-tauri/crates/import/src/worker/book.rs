//! What all workbook formats have in common: which sheets are read, which are listed, what is noted.

use super::send::{Halt, Note, Sent, Sink};
use super::survey::Survey;
use crate::wire::stop;
use calamine::{Sheet, SheetType, SheetVisible};
use std::collections::BTreeSet;
use std::io::Write;

/// Most sheets of a workbook.
const SHEETS: usize = 512;

/// The worksheets among the sheets, after the others were listed.
pub(crate) fn worksheets<W: Write>(
    sheets: &[Sheet],
    sink: &mut Sink<W>,
) -> Result<Vec<(String, bool)>, Halt> {
    if sheets.len() > SHEETS {
        return Err(stop::too_many_sheets(sheets.len(), SHEETS).into());
    }
    let mut names = BTreeSet::new();
    if let Some(twice) = sheets.iter().find(|s| !names.insert(s.name.as_str())) {
        return Err(stop::damaged(&format!("two sheets are named {}", twice.name)).into());
    }
    let (read, skipped): (Vec<&Sheet>, Vec<&Sheet>) =
        sheets.iter().partition(|s| s.typ == SheetType::WorkSheet);
    let charts: Vec<&str> = skipped.iter().map(|s| s.name.as_str()).collect();
    if !charts.is_empty() {
        sink.note(&Note {
            code: "sheets-without-cells",
            sheet: charts.first().map(|s| (*s).to_owned()).unwrap_or_default(),
            message: format!(
                "Chart, dialog and macro sheets hold no rows and were not read: {}.",
                charts.join(", ")
            ),
            hint: "Nothing to do, unless figures are missing.",
            ..Note::default()
        })?;
    }
    Ok(read
        .into_iter()
        .map(|s| (s.name.clone(), s.visible != SheetVisible::Visible))
        .collect())
}

/// Notes macros and links, seen in the archive.
pub(crate) fn notes<W: Write>(survey: &Survey, sink: &mut Sink<W>) -> Sent {
    if survey.macros {
        macros(sink)?;
    }
    if survey.links {
        sink.note(&Note {
            code: "external-links",
            severity: 1,
            message: "The workbook takes values from other workbooks; they were read as they were last saved, and may be out of date.".to_owned(),
            hint: "Open it in your spreadsheet program, update the links, save, and import again, if the figures depend on them.",
            ..Note::default()
        })?;
    }
    Ok(())
}

/// Notes macros.
pub(crate) fn macros<W: Write>(sink: &mut Sink<W>) -> Sent {
    sink.note(&Note {
        code: "macros-not-run",
        message: "The workbook contains macros. They were not run; values were read as they were last saved.".to_owned(),
        hint: "Nothing to do, unless a macro fills the figures: run it in your spreadsheet program and save first.",
        ..Note::default()
    })
}

/// A sheet which declares more rows than it has may have been cut by whatever wrote it.
pub(crate) fn compare_rows<W: Write>(
    sheet: &str,
    declared: u32,
    last: u32,
    sink: &mut Sink<W>,
) -> Sent {
    // Some programs declare the whole grid (65,536 or 1,048,576 rows) whatever the sheet holds, and all of them
    // declare A1 for a sheet without a cell.
    let empty = declared == 1 && last == 0;
    if declared <= last || empty || declared == 65_536 || declared == 1_048_576 {
        return Ok(());
    }
    sink.note(&Note {
        code: "rows-missing",
        severity: 2,
        sheet: sheet.to_owned(),
        row: last,
        rows: declared - last,
        message: format!("Sheet {sheet} declares {declared} rows, but its last row is {last}: the file may have been cut short."),
        hint: "Export it again; if the last row is the one you expect, accept it.",
        repairs: "accept",
    })
}
