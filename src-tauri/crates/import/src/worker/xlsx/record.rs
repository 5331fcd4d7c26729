//! XLSX and XLSM streamed cell by cell through calamine.

use super::hidden::Places;
use crate::wire::stop::{self, Stop};
use crate::worker::book;
use crate::worker::numfmt::{self, Format};
use crate::worker::send::{Halt, Sent, Sink};
use crate::worker::survey;
use crate::worker::value::{self, Value};
use calamine::{DataRef, Reader, Style, Xlsx, XlsxError};
use std::collections::BTreeSet;
use std::io::{Cursor, Write};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// A workbook opened by calamine.
pub(crate) struct Record<'a> {
    book: Book<'a>,
    /// Whether any sheet has formulas.
    formulas: bool,
    places: Places<'a>,
}

/// Sends a workbook, every sheet through calamine.
pub(crate) fn read<W: Write>(bytes: &[u8], sink: &mut Sink<W>) -> Sent {
    let mut record = Record::open(bytes)?;
    let sheets = record.book.sheets_metadata().to_vec();
    for (name, hidden) in book::worksheets(&sheets, sink)? {
        record
            .sheet(&name, hidden, sink)
            .map_err(|halt| halt.in_sheet(&name))?;
    }
    Ok(())
}

impl<'a> Record<'a> {
    /// Opens a workbook, after each of its sheets was unpacked whole and found complete.
    pub fn open(bytes: &'a [u8]) -> Result<Record<'a>, Stop> {
        let book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| refuse(&e))?;
        let mut archive = survey::open(bytes)?;
        let mut formulas = false;
        for at in 0..archive.len() {
            let name = archive
                .name_for_index(at)
                .and_then(Result::ok)
                .map(|n| n.to_ascii_lowercase())
                .unwrap_or_default();
            if name.contains("worksheets/") && !name.contains("_rels/") {
                formulas |= survey::sheet(&mut archive, at)?;
            }
        }
        let places = Places::of(archive);
        Ok(Record {
            book,
            formulas,
            places,
        })
    }

    /// Sends one sheet.
    pub fn sheet<W: Write>(&mut self, name: &str, hidden: bool, sink: &mut Sink<W>) -> Sent {
        let no_value = if self.formulas {
            self.without_value(name)?
        } else {
            BTreeSet::new()
        };
        let is_1904 = self.book.has_1904_epoch();
        let mut cells = self
            .book
            .worksheet_cells_reader(name)
            .map_err(|e| refuse(&e))?;
        let formats: Vec<Format> = cells.styles().iter().map(format).collect();
        let declared = cells.dimensions().end.0 + 1;
        sink.sheet(name, hidden, "XLSX", declared)?;
        self.places.tell(name, sink)?;
        let mut last = 0;
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|e| refuse(&e))? {
            let (row, column) = cell.get_position();
            if row + 1 != sink.row_number() {
                sink.row(row + 1)?;
            }
            last = row + 1;
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            let format = formats.get(style).copied().unwrap_or_default();
            if no_value.contains(&(row, column)) {
                sink.no_value(column)?;
            } else {
                send(cell.get_value(), column, format, is_1904, sink)?;
            }
        }
        book::compare_rows(name, declared, last, sink)?;
        sink.sheet_end()
    }

    /// Formula cells saved without their value; calamine reads them as empty.
    fn without_value(&mut self, name: &str) -> Result<BTreeSet<(u32, u16)>, Halt> {
        let mut cells = self
            .book
            .worksheet_cells_reader(name)
            .map_err(|e| refuse(&e))?;
        let mut found = BTreeSet::new();
        while let Some(cell) = cells
            .next_cell_with_formula_metadata()
            .map_err(|e| refuse(&e))?
        {
            if cell.formula.is_some() && cell.value == DataRef::Empty {
                found.insert((cell.pos.0, u16::try_from(cell.pos.1).unwrap_or(u16::MAX)));
            }
        }
        Ok(found)
    }
}

/// The number format of a style.
fn format(style: &Style) -> Format {
    let Some(number) = &style.number_format else {
        return Format::Plain;
    };
    match number.format_id {
        Some(id) if number.format_code == "General" => numfmt::builtin(id),
        _ => numfmt::code(&number.format_code),
    }
}

/// Sends one cell as calamine gives it.
pub(crate) fn send<W: Write>(
    data: &DataRef<'_>,
    column: u16,
    format: Format,
    is_1904: bool,
    sink: &mut Sink<W>,
) -> Sent {
    match data {
        DataRef::Empty => Ok(()),
        DataRef::String(text) => written(text, column, sink),
        DataRef::SharedString(text) => written(text, column, sink),
        DataRef::Float(number) => {
            sink.value(column, &value::formatted(*number, format, is_1904), format)
        }
        DataRef::Int(number) => sink.value(
            column,
            &value::formatted(*number as f64, format, is_1904),
            format,
        ),
        DataRef::DateTime(serial) => {
            let format = if format == Format::Plain {
                dated(serial.is_duration())
            } else {
                format
            };
            sink.value(
                column,
                &value::formatted(serial.as_f64(), format, is_1904),
                format,
            )
        }
        DataRef::DateTimeIso(text) => sink.value(column, &value::iso_date(text), Format::Date),
        DataRef::DurationIso(text) => sink.value(column, &Value::Text(text.clone()), Format::Plain),
        DataRef::Bool(value) => sink.bool(column, *value),
        DataRef::Error(error) => sink.error(column, &error.to_string()),
    }
}

/// An empty text is no cell.
fn written<W: Write>(text: &str, column: u16, sink: &mut Sink<W>) -> Sent {
    if text.is_empty() {
        Ok(())
    } else {
        sink.text(column, text)
    }
}

/// The format where calamine alone knows it (XLS, XLSB): times of a day come as dates below 1.
fn dated(duration: bool) -> Format {
    if duration {
        Format::Duration
    } else {
        Format::Time
    }
}

fn refuse(error: &XlsxError) -> Stop {
    match error {
        XlsxError::Password => stop::password(),
        XlsxError::XmlEof(_) => stop::truncated("the end of a sheet is missing"),
        XlsxError::Zip(_) | XlsxError::Io(_) => {
            stop::truncated("a part of the archive is missing or damaged")
        }
        XlsxError::FileNotFound(_) | XlsxError::WorksheetNotFound(_) => {
            stop::truncated("a sheet is missing")
        }
        other => stop::parser_failed(&format!("its XML is not that of a workbook ({other})")),
    }
}
