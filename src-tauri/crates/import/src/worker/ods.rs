//! ODS, read whole by calamine within the worker's memory ceiling.

use super::book;
use super::send::{Sent, Sink};
use super::survey::Survey;
use super::xls::range;
use crate::read::stop::{self, Stop};
use calamine::{Ods, OdsError, Reader};
use std::io::{Cursor, Write};

/// Sends a workbook.
pub(crate) fn read<W: Write>(bytes: &[u8], survey: &Survey, sink: &mut Sink<W>) -> Sent {
    sink.kind("ODS")?;
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|e| refuse(&e))?;
    book::notes(survey, sink)?;
    for (name, hidden) in book::worksheets(book.sheets_metadata(), sink)? {
        let cells = book
            .worksheet_range(&name)
            .map_err(|e| refuse(&e).in_sheet(&name))?;
        sink.sheet(&name, hidden, "ODS", cells.end().map_or(0, |end| end.0 + 1))?;
        range(&cells, false, sink)?;
        sink.sheet_end()?;
    }
    Ok(())
}

fn refuse(error: &OdsError) -> Stop {
    match error {
        OdsError::Password => stop::password(),
        OdsError::Eof(_) => stop::truncated("the end of a sheet is missing"),
        OdsError::Io(_) | OdsError::Zip(_) | OdsError::FileNotFound(_) => {
            stop::truncated("a part of the archive is missing or damaged")
        }
        other => stop::parser_failed(&format!("its XML is not that of a workbook ({other})")),
    }
}
