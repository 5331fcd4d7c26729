//! XLS, read whole by calamine within the worker's memory ceiling.

use super::book;
use super::numfmt::Format;
use super::ole::Workbook;
use super::send::{Sent, Sink};
use super::xlsx::record::send;
use crate::read::stop::{self, Stop};
use calamine::{Data, DataRef, Range, Reader, Xls, XlsError};
use std::io::{Cursor, Write};

/// Sends a workbook.
pub(crate) fn read<W: Write>(bytes: &[u8], found: Workbook, sink: &mut Sink<W>) -> Sent {
    sink.kind("XLS")?;
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|e| refuse(&e))?;
    if found.macros {
        book::macros(sink)?;
    }
    let is_1904 = book.has_1904_epoch();
    for (name, hidden) in book::worksheets(book.sheets_metadata(), sink)? {
        let cells = book
            .worksheet_range(&name)
            .map_err(|e| refuse(&e).in_sheet(&name))?;
        sink.sheet(&name, hidden, "XLS", cells.end().map_or(0, |end| end.0 + 1))?;
        range(&cells, is_1904, sink)?;
        sink.sheet_end()?;
    }
    Ok(())
}

/// Sends a range, row by row.
pub(crate) fn range<W: Write>(cells: &Range<Data>, is_1904: bool, sink: &mut Sink<W>) -> Sent {
    let Some((first_row, first_column)) = cells.start() else {
        return Ok(());
    };
    for (at, row) in cells.rows().enumerate() {
        sink.row(first_row + at as u32 + 1)?;
        for (step, data) in row
            .iter()
            .enumerate()
            .filter(|(_, data)| **data != Data::Empty)
        {
            let column = u16::try_from(first_column as usize + step).unwrap_or(u16::MAX);
            send(&borrowed(data), column, Format::Plain, is_1904, sink)?;
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
