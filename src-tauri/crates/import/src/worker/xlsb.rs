//! XLSB (MS-XLSB), streamed record by record. calamine skips formulas whose value is an error, and
//! panics on short records, so its reader is not used here.

mod records;

use super::book;
use super::numfmt::{self, Format};
use super::send::{Halt, Sent, Sink};
use super::survey::{self, Archive, Survey};
use super::value;
use super::xlsx::strings::Strings;
use super::xlsx::{Odd, parts};
use crate::wire::stop::{self, Stop};
use calamine::{Sheet, SheetType, SheetVisible};
use records::{Record, Records, kind};
use std::collections::HashMap;
use std::io::Write;

type Names = HashMap<String, usize>;

/// Sends a workbook.
pub(crate) fn read<W: Write>(bytes: &[u8], survey: &Survey, sink: &mut Sink<W>) -> Sent {
    sink.kind("XLSB")?;
    let mut archive = survey::open(bytes)?;
    let names = parts::names(&mut archive).map_err(plain)?;
    let mut book = Book::read(&mut archive, &names)?;
    book::notes(survey, sink)?;
    for (name, hidden) in book::worksheets(&book.sheets, sink)? {
        let at = book.places.get(&name).copied().ok_or_else(missing)?;
        book.sheet(&mut archive, at, &name, hidden, sink)
            .map_err(|halt| halt.in_sheet(&name))?;
    }
    Ok(())
}

fn plain(odd: Odd) -> Halt {
    match odd {
        Odd::Halt(halt) => halt,
        Odd::Unusual => stop::damaged("its parts do not hold together").into(),
    }
}

fn missing() -> Stop {
    stop::truncated("a sheet is missing")
}

#[derive(Default)]
struct Book {
    sheets: Vec<Sheet>,
    /// Where worksheets are in the archive, by name.
    places: HashMap<String, usize>,
    strings: Strings,
    formats: Vec<Format>,
    is_1904: bool,
}

impl Book {
    fn read(archive: &mut Archive<'_>, names: &Names) -> Result<Book, Halt> {
        let mut book = Book::default();
        let relations = parts::text(archive, names, "xl/_rels/workbook.bin.rels")
            .and_then(|xml| parts::relations(&xml));
        let relations = relations.map_err(plain)?;
        book.workbook(archive, names, &relations)?;
        if let Some(&at) = names.get("xl/sharedstrings.bin") {
            book.strings(Records::new(survey::part(archive, at)?))?;
        }
        if let Some(&at) = names.get("xl/styles.bin") {
            book.styles(Records::new(survey::part(archive, at)?))?;
        }
        Ok(book)
    }

    fn workbook(
        &mut self,
        archive: &mut Archive<'_>,
        names: &Names,
        relations: &HashMap<String, (String, String)>,
    ) -> Sent {
        let at = *names.get("xl/workbook.bin").ok_or_else(missing)?;
        let mut records = Records::new(survey::part(archive, at)?);
        loop {
            let record = records.next()?;
            match record.kind {
                kind::WORKBOOK_PROPERTIES => self.is_1904 = record.byte(0)? & 1 != 0,
                kind::SHEET => self.entry(&record, names, relations)?,
                kind::SHEETS_END => return Ok(()),
                _ => {}
            }
        }
    }

    fn entry(
        &mut self,
        record: &Record<'_>,
        names: &Names,
        relations: &HashMap<String, (String, String)>,
    ) -> Sent {
        // A sheet without a part is a module of macros.
        if record.number(8)? == u32::MAX {
            return Ok(());
        }
        let (relation, after) = record.text(8)?;
        let (name, _) = record.text(after)?;
        let (target, typ) = relations.get(&relation).ok_or_else(missing)?;
        let typ = match typ.rsplit('/').next() {
            Some("worksheet") => SheetType::WorkSheet,
            Some("chartsheet") => SheetType::ChartSheet,
            Some("dialogsheet") => SheetType::DialogSheet,
            _ => SheetType::MacroSheet,
        };
        let visible = if record.number(0)? == 0 {
            SheetVisible::Visible
        } else {
            SheetVisible::Hidden
        };
        let path = target
            .strip_prefix('/')
            .map_or_else(|| format!("xl/{target}"), str::to_owned);
        if let Some(&at) = names.get(&path.to_ascii_lowercase()) {
            self.places.insert(name.clone(), at);
        }
        self.sheets.push(Sheet { name, typ, visible });
        Ok(())
    }

    fn strings<R: std::io::Read>(&mut self, mut records: Records<R>) -> Sent {
        loop {
            let record = records.next()?;
            match record.kind {
                kind::STRING => self.strings.push(&record.text(1)?.0),
                kind::STRINGS_END => return Ok(()),
                _ => {}
            }
        }
    }

    fn styles<R: std::io::Read>(&mut self, mut records: Records<R>) -> Sent {
        let (mut codes, mut within) = (HashMap::new(), false);
        loop {
            let record = records.next()?;
            match record.kind {
                kind::FORMAT => {
                    codes.insert(record.short(0)?, numfmt::code(&record.text(2)?.0));
                }
                kind::STYLES_BEGIN => within = true,
                kind::STYLE if within => {
                    let id = record.short(2)?;
                    let known = codes.get(&id).copied();
                    self.formats
                        .push(known.unwrap_or_else(|| numfmt::builtin(u32::from(id))));
                }
                kind::STYLES_END => return Ok(()),
                _ => {}
            }
        }
    }

    fn sheet<W: Write>(
        &mut self,
        archive: &mut Archive<'_>,
        at: usize,
        name: &str,
        hidden: bool,
        sink: &mut Sink<W>,
    ) -> Sent {
        let mut records = Records::new(survey::part(archive, at)?);
        let (mut declared, mut last, mut row, mut within) = (0, 0, 0, false);
        let mut columns = Vec::new();
        loop {
            let record = records.next()?;
            match record.kind {
                kind::DIMENSION => declared = record.number(4)?.saturating_add(1),
                kind::COLUMN if record.byte(16)? & 1 != 0 => {
                    columns.push((record.number(0)?, record.number(4)?));
                }
                kind::CELLS_BEGIN => {
                    sink.sheet(name, hidden, "XLSB", declared)?;
                    for (first, last) in columns.drain(..) {
                        sink.hide_columns(first, last);
                    }
                    within = true;
                }
                kind::CELLS_END => break,
                kind::ROW if within => {
                    row = record.number(0)?.saturating_add(1);
                    last = last.max(row);
                    if record.byte(11)? & 0x10 != 0 {
                        sink.hide_row(row);
                    }
                }
                cell if within && (cell <= kind::LAST_CELL || cell == kind::RICH_TEXT) => {
                    self.cell(&record, row, sink)?;
                }
                _ => {}
            }
        }
        records.finish()?;
        book::compare_rows(name, declared, last, sink)?;
        sink.sheet_end()
    }

    fn cell<W: Write>(&mut self, record: &Record<'_>, row: u32, sink: &mut Sink<W>) -> Sent {
        if record.kind == kind::BLANK {
            return Ok(());
        }
        if sink.row_number() != row {
            sink.row(row)?;
        }
        let column = u16::try_from(record.number(0)?).unwrap_or(u16::MAX);
        match record.kind {
            kind::RK => self.number(record, rk(record.number(8)?), column, sink),
            kind::REAL | kind::FORMULA_REAL => self.number(record, record.float(8)?, column, sink),
            kind::ERROR | kind::FORMULA_ERROR => sink.error(column, error(record.byte(8)?)),
            kind::BOOL | kind::FORMULA_BOOL => sink.bool(column, record.byte(8)? != 0),
            kind::TEXT | kind::FORMULA_TEXT => text(&record.text(8)?.0, column, sink),
            kind::RICH_TEXT => text(&record.text(9)?.0, column, sink),
            kind::SHARED_TEXT => match self
                .strings
                .id(record.number(8)? as usize, sink)
                .map_err(plain)?
            {
                Some(id) => sink.text_id(column, id),
                None => Ok(()),
            },
            _ => Err(stop::damaged("it holds a cell of an unknown kind")
                .at_row(row)
                .into()),
        }
    }

    fn number<W: Write>(
        &self,
        record: &Record<'_>,
        number: f64,
        column: u16,
        sink: &mut Sink<W>,
    ) -> Sent {
        let style = record.number(4)? & 0x00FF_FFFF;
        let format = self
            .formats
            .get(style as usize)
            .copied()
            .unwrap_or_default();
        sink.value(
            column,
            &value::formatted(number, format, self.is_1904),
            format,
        )
    }
}

fn text<W: Write>(text: &str, column: u16, sink: &mut Sink<W>) -> Sent {
    if text.is_empty() {
        Ok(())
    } else {
        sink.text(column, text)
    }
}

/// A number in four bytes: an integer or the upper half of a float, perhaps in hundredths.
fn rk(bits: u32) -> f64 {
    let number = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits as i32 >> 2)
    };
    if bits & 1 == 0 {
        number
    } else {
        number / 100.0
    }
}

fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => "#ERROR!",
    }
}
