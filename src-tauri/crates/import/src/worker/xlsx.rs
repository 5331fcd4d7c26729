//! XLSX and XLSM, streamed cell by cell through calamine.

use super::book;
use super::numfmt::{self, Format};
use super::send::{Halt, Sent, Sink};
use super::survey::{self, Survey};
use super::value::{self, Value};
use crate::read::stop::{self, Stop};
use calamine::{DataRef, Reader, Style, Xlsx, XlsxError};
use std::collections::BTreeSet;
use std::io::{Cursor, Write};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Sends a workbook.
pub(crate) fn read<W: Write>(bytes: &[u8], survey: &Survey, sink: &mut Sink<W>) -> Sent {
    sink.kind("XLSX")?;
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| refuse(&e))?;
    book::notes(survey, sink)?;
    let sheets = book::worksheets(book.sheets_metadata(), sink)?;
    let surveyed = surveys(bytes)?;
    for (name, hidden) in sheets {
        sheet(&mut book, &name, hidden, surveyed, sink).map_err(|halt| in_sheet(halt, &name))?;
    }
    Ok(())
}

fn in_sheet(halt: Halt, name: &str) -> Halt {
    match halt {
        Halt::Refused(stop) => stop.in_sheet(name).into(),
        Halt::Deaf => Halt::Deaf,
    }
}

/// Whether any sheet has formulas, after each was unpacked whole and found complete.
fn surveys(bytes: &[u8]) -> Result<bool, Stop> {
    let mut archive = survey::open(bytes)?;
    let mut formulas = false;
    for at in 0..archive.len() {
        let name = archive
            .name_for_index(at)
            .and_then(Result::ok)
            .map(|n| n.to_ascii_lowercase())
            .unwrap_or_default();
        if name.contains("worksheets/") && !name.contains("_rels/") {
            formulas |= survey::sheet(&mut archive, at)?.formulas;
        }
    }
    Ok(formulas)
}

fn sheet<W: Write>(
    book: &mut Book<'_>,
    name: &str,
    hidden: bool,
    formulas: bool,
    sink: &mut Sink<W>,
) -> Sent {
    let no_value = if formulas {
        without_value(book, name)?
    } else {
        BTreeSet::new()
    };
    let is_1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(name).map_err(|e| refuse(&e))?;
    let formats: Vec<Format> = cells.styles().iter().map(format).collect();
    let declared = cells.dimensions().end.0 + 1;
    sink.sheet(name, hidden, "XLSX", declared)?;
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

/// Formula cells saved without their value; calamine reads them as empty.
fn without_value(book: &mut Book<'_>, name: &str) -> Result<BTreeSet<(u32, u16)>, Halt> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|e| refuse(&e))?;
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
        DataRef::String(text) => sink.text(column, text),
        DataRef::SharedString(text) => sink.text(column, text),
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
