//! XLSB, streamed cell by cell through calamine.

use super::book;
use super::numfmt::Format;
use super::send::{Sent, Sink};
use super::survey::Survey;
use super::xlsx::record::send;
use crate::read::stop::{self, Stop};
use calamine::{Reader, Xlsb, XlsbError};
use std::io::{Cursor, Write};

/// Sends a workbook.
pub(crate) fn read<W: Write>(bytes: &[u8], survey: &Survey, sink: &mut Sink<W>) -> Sent {
    sink.kind("XLSB")?;
    let mut book = Xlsb::new(Cursor::new(bytes)).map_err(|e| refuse(&e))?;
    book::notes(survey, sink)?;
    let is_1904 = book.has_1904_epoch();
    for (name, hidden) in book::worksheets(book.sheets_metadata(), sink)? {
        let mut cells = book
            .worksheet_cells_reader(&name)
            .map_err(|e| refuse(&e).in_sheet(&name))?;
        let declared = cells.dimensions().end.0.saturating_add(1);
        sink.sheet(&name, hidden, "XLSB", declared)?;
        let mut last = 0;
        while let Some(cell) = cells.next_cell().map_err(|e| refuse(&e).in_sheet(&name))? {
            let (row, column) = cell.get_position();
            if row + 1 != sink.row_number() {
                sink.row(row + 1)?;
            }
            last = row + 1;
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            send(cell.get_value(), column, Format::Plain, is_1904, sink)?;
        }
        book::compare_rows(&name, declared, last, sink)?;
        sink.sheet_end()?;
    }
    Ok(())
}

fn refuse(error: &XlsbError) -> Stop {
    match error {
        XlsbError::Password => stop::password(),
        XlsbError::Io(_) | XlsbError::Zip(_) => {
            stop::truncated("a part of the archive is missing or damaged")
        }
        other => stop::parser_failed(&format!(
            "its records are not those of a workbook ({other})"
        )),
    }
}
