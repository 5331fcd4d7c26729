//! XLS, read whole by calamine within the worker's memory ceiling.

mod formats;

use super::book;
use super::ole::Workbook;
use super::send::{Sent, Sink};
use super::xlsx::record::send;
use crate::wire::stop::{self, Stop};
use calamine::{Data, DataRef, Range, Reader, Xls, XlsError};
use formats::{Marked, Shown};
use std::io::{Cursor, Write};

/// Sends a workbook.
pub(crate) fn read<W: Write>(bytes: &[u8], found: &Workbook, sink: &mut Sink<W>) -> Sent {
    sink.kind("XLS")?;
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|e| refuse(&e))?;
    if found.macros {
        book::macros(sink)?;
    }
    let is_1904 = book.has_1904_epoch();
    let shown = formats::shown(&found.stream);
    let order: Vec<String> = book
        .sheets_metadata()
        .iter()
        .map(|s| s.name.clone())
        .collect();
    for (name, hidden) in book::worksheets(book.sheets_metadata(), sink)? {
        let cells = book
            .worksheet_range(&name)
            .map_err(|e| refuse(&e).in_sheet(&name))?;
        let shown = order
            .iter()
            .position(|n| *n == name)
            .and_then(|at| shown.get(at));
        sink.sheet(&name, hidden, "XLS", cells.end().map_or(0, |end| end.0 + 1))?;
        hide(shown, sink);
        range(&cells, shown.map(|s| &s.marked), is_1904, sink)?;
        sink.sheet_end()?;
    }
    Ok(())
}

/// Says what the sheet hides.
fn hide<W: Write>(shown: Option<&Shown>, sink: &mut Sink<W>) {
    for row in shown.iter().flat_map(|s| &s.hidden_rows) {
        sink.hide_row(*row);
    }
    for (first, last) in shown.iter().flat_map(|s| &s.hidden_columns) {
        sink.hide_columns(u32::from(*first), u32::from(*last));
    }
}

/// Sends a range, row by row.
fn range<W: Write>(
    cells: &Range<Data>,
    marked: Option<&Marked>,
    is_1904: bool,
    sink: &mut Sink<W>,
) -> Sent {
    let Some((first_row, first_column)) = cells.start() else {
        return Ok(());
    };
    for (row, data) in (first_row..).zip(cells.rows()) {
        sink.row(row + 1)?;
        for (column, data) in (first_column..)
            .zip(data)
            .filter(|(_, data)| **data != Data::Empty)
        {
            let format = marked
                .and_then(|marked| marked.get(&(row, column)))
                .copied()
                .unwrap_or_default();
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            send(&borrowed(data), column, format, is_1904, sink)?;
        }
    }
    Ok(())
}

fn refuse(error: &XlsError) -> Stop {
    match error {
        XlsError::Password => stop::password(),
        XlsError::EoStream(_) | XlsError::ContinueRecordTooShort => {
            stop::truncated("a record of the workbook is cut off")
        }
        XlsError::Io(_) | XlsError::Cfb(_) => stop::truncated("its sectors do not hold together"),
        other => stop::parser_failed(&format!(
            "its records are not those of a workbook ({other})"
        )),
    }
}

fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(v) => DataRef::Int(*v),
        Data::Float(v) => DataRef::Float(*v),
        Data::String(v) => DataRef::SharedString(v),
        Data::Bool(v) => DataRef::Bool(*v),
        Data::DateTime(v) => DataRef::DateTime(*v),
        Data::DateTimeIso(v) => DataRef::DateTimeIso(v.clone()),
        Data::DurationIso(v) => DataRef::DurationIso(v.clone()),
        Data::Error(v) => DataRef::Error(v.clone()),
        Data::Empty => DataRef::Empty,
    }
}
