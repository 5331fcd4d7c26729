//! XLSX and XLSM. Plain sheets, which is nearly all, are scanned once as they are unpacked; anything
//! unusual in a sheet sends the whole sheet through calamine instead, the reader of record. Both ways
//! give the same cells, which the tests compare.

mod cells;
mod hidden;
pub(crate) mod parts;
pub(crate) mod record;
pub(crate) mod strings;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod window;

use super::book;
use super::send::{Halt, Sent, Sink};
use super::survey::{self, Survey};
use crate::wire::stop::Stop;
use parts::{Part, Parts};
use record::Record;
use std::io::Write;
use strings::Strings;
use window::Window;

/// Why the quick way is left.
#[derive(Debug)]
pub(crate) enum Odd {
    /// Something is not as nearly all programs write it: let calamine look.
    Unusual,
    /// Reading is over.
    Halt(Halt),
}

impl From<Halt> for Odd {
    fn from(halt: Halt) -> Odd {
        Odd::Halt(halt)
    }
}

impl From<Stop> for Odd {
    fn from(stop: Stop) -> Odd {
        Odd::Halt(stop.into())
    }
}

/// Sends a workbook.
pub(crate) fn read<W: Write>(bytes: &[u8], survey: &Survey, sink: &mut Sink<W>) -> Sent {
    sink.kind("XLSX")?;
    book::notes(survey, sink)?;
    match quick(bytes, sink) {
        Ok(()) => Ok(()),
        Err(Odd::Unusual) => record::read(bytes, sink),
        Err(Odd::Halt(halt)) => Err(halt),
    }
}

fn quick<W: Write>(bytes: &[u8], sink: &mut Sink<W>) -> Result<(), Odd> {
    let mut archive = survey::open(bytes)?;
    let parts = Parts::read(&mut archive)?;
    let mut strings = match parts.strings {
        Some(at) => Strings::read(Window::new(survey::part(&mut archive, at)?))?,
        None => Strings::default(),
    };
    let mut record = None;
    for (name, hidden) in book::worksheets(&parts.sheets, sink)? {
        // From here on cells are sent, so what is unusual concerns this sheet alone.
        let outcome = match parts.worksheets.get(&name) {
            Some(part) => scan(
                &mut archive,
                *part,
                &name,
                hidden,
                &parts,
                &mut strings,
                sink,
            ),
            None => Err(Odd::Unusual),
        };
        let sent = match outcome {
            Ok(()) => Ok(()),
            Err(Odd::Unusual) => {
                sink.again()?;
                record_sheet(&mut record, bytes, &name, hidden, sink)
            }
            Err(Odd::Halt(halt)) => Err(halt),
        };
        sent.map_err(|halt| halt.in_sheet(&name))?;
    }
    Ok(())
}

fn scan<W: Write>(
    archive: &mut survey::Archive<'_>,
    part: Part,
    name: &str,
    hidden: bool,
    parts: &Parts,
    strings: &mut Strings,
    sink: &mut Sink<W>,
) -> Result<(), Odd> {
    let mut window = Window::new(survey::part(archive, part.0)?);
    let head = cells::head(&mut window)?;
    sink.sheet(name, hidden, "XLSX", head.declared)?;
    for (first, last) in head.hidden {
        sink.hide_columns(first, last);
    }
    let context = cells::Context {
        formats: &parts.formats,
        is_1904: parts.is_1904,
    };
    let last = cells::rows(&mut window, &context, strings, sink)?;
    window.finish()?;
    book::compare_rows(name, head.declared, last, sink)?;
    Ok(sink.sheet_end()?)
}

fn record_sheet<'b, W: Write>(
    record: &mut Option<Record<'b>>,
    bytes: &'b [u8],
    name: &str,
    hidden: bool,
    sink: &mut Sink<W>,
) -> Sent {
    if record.is_none() {
        *record = Some(Record::open(bytes)?);
    }
    record
        .as_mut()
        .map_or(Ok(()), |record| record.sheet(name, hidden, sink))
}
