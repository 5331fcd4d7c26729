//! Books as bytes: the raw tables of a file, exactly as the reader streamed them, in a compact form.
//!
//! Numbers are varints, texts stand once and are named by number, rows hold only the cells which are there.
//! Reading believes nothing: a length or number which doesn't fit ends in "damaged", never in a panic.

use super::fault::damaged;
use crate::failure::Failure;
use chrono::{Datelike, NaiveDate};
use holdfast_import::Book;
use holdfast_ledger::{Cell, Decimal, Findings, Hint, Table, TableBuilder};
use std::ops::RangeInclusive;
use std::sync::Arc;

const MAGIC: &[u8] = b"HFB1";
/// The same, each sheet followed by the rows and columns which it hides.
const WITH_HIDDEN: &[u8] = b"HFB2";
const LAST_COLUMN: u64 = 16_383;

const EMPTY: u8 = 0;
const TEXT: u8 = 1;
const NUMBER: u8 = 2;
const DATE: u8 = 3;
const FALSE: u8 = 4;
const TRUE: u8 = 5;
const ERROR: u8 = 6;
const NO_VALUE: u8 = 7;

/// A book as bytes. Its file name is left out: equal files under two names are one.
pub fn encode(book: &Book) -> Result<Vec<u8>, Failure> {
    let hides = |t: &Table| !(t.hidden_rows.is_empty() && t.hidden_columns.is_empty());
    let hides = book.tables.iter().any(hides);
    let mut out = if hides { WITH_HIDDEN } else { MAGIC }.to_vec();
    let findings = serde_json::to_vec(&book.findings).map_err(|error| damaged(&error))?;
    put_bytes(&mut out, &findings);
    put(&mut out, book.tables.len() as u64);
    for table in &book.tables {
        put_table(&mut out, table);
        if hides {
            put_runs(&mut out, &table.hidden_rows);
            put_runs(&mut out, &table.hidden_columns);
        }
    }
    Ok(out)
}

fn put_runs<T: Copy + Into<u64>>(out: &mut Vec<u8>, runs: &[RangeInclusive<T>]) {
    put(out, runs.len() as u64);
    for run in runs {
        put(out, (*run.start()).into());
        put(out, (*run.end()).into());
    }
}

fn put_table(out: &mut Vec<u8>, table: &Table) {
    put_bytes(out, table.sheet.as_bytes());
    put_bytes(out, table.format.as_bytes());
    out.push(u8::from(table.hidden));
    let hints: Vec<(u16, u8)> = (0..table.width())
        .map(|column| (column, hint_byte(table.hint(column))))
        .filter(|(_, hint)| *hint != 0)
        .collect();
    put(out, hints.len() as u64);
    for (column, hint) in hints {
        put(out, u64::from(column));
        out.push(hint);
    }
    put(out, table.texts().len() as u64);
    for text in table.texts() {
        put_bytes(out, text.as_bytes());
    }
    put(out, table.len() as u64);
    let mut last = 0;
    for row in 0..table.len() {
        put(out, u64::from(table.row_number(row) - last));
        last = table.row_number(row);
        put_row(out, table, row);
    }
}

fn put_row(out: &mut Vec<u8>, table: &Table, row: usize) {
    put(out, table.row(row).count() as u64);
    let mut next = 0;
    for (column, cell) in table.row(row) {
        put(out, u64::from(column - next));
        next = column + 1;
        match cell {
            Cell::Empty => out.push(EMPTY),
            Cell::Text(_) => {
                out.push(TEXT);
                put(
                    out,
                    u64::from(table.text_id(row, column).unwrap_or_default()),
                );
            }
            Cell::Number(value) => {
                out.push(NUMBER);
                out.push(value.scale() as u8);
                put_wide(out, value.mantissa());
            }
            Cell::Date(date) => {
                out.push(DATE);
                put_wide(out, i128::from(date.num_days_from_ce()));
            }
            Cell::Bool(value) => out.push(if value { TRUE } else { FALSE }),
            Cell::Error(text) => {
                out.push(ERROR);
                put_bytes(out, text.as_bytes());
            }
            Cell::NoCachedValue => out.push(NO_VALUE),
        }
    }
}

fn hint_byte(hint: Hint) -> u8 {
    match hint {
        Hint::None => 0,
        Hint::Percent => 1,
        Hint::Currency => 2,
        Hint::Date => 3,
        Hint::Currencies => 4,
    }
}

fn put(out: &mut Vec<u8>, value: u64) {
    put_wide_unsigned(out, u128::from(value));
}

/// Signed values zigzag, so that small negatives stay short.
fn put_wide(out: &mut Vec<u8>, value: i128) {
    put_wide_unsigned(out, ((value << 1) ^ (value >> 127)) as u128);
}

fn put_wide_unsigned(out: &mut Vec<u8>, mut value: u128) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// A book from its bytes, under the name and hash of its file.
pub fn decode(bytes: &[u8], file: &str, sha256: &str) -> Result<Book, Failure> {
    Reader(bytes)
        .book(file, sha256)
        .ok_or_else(|| damaged(&format!("what was read from {file} can't be read back")))
}

/// What is left to read. `None` everywhere means: this is not what was written.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn book(mut self, file: &str, sha256: &str) -> Option<Book> {
        let hides = self.0.starts_with(WITH_HIDDEN);
        let magic = if hides { WITH_HIDDEN } else { MAGIC };
        self.0 = self.0.strip_prefix(magic)?;
        let findings: Findings = serde_json::from_slice(self.bytes()?).ok()?;
        let mut tables = Vec::new();
        for _ in 0..self.number()? {
            let mut table = self.table(file, sha256)?;
            if hides {
                table.hidden_rows = self.runs()?;
                table.hidden_columns = self.runs()?;
            }
            tables.push(table);
        }
        self.0.is_empty().then(|| Book {
            file: file.to_owned(),
            tables,
            findings,
        })
    }

    fn table(&mut self, file: &str, sha256: &str) -> Option<Table> {
        let mut builder = TableBuilder::new(file, self.text()?, sha256);
        self.text()?.clone_into(&mut builder.table_mut().format);
        builder.table_mut().hidden = self.byte()? != 0;
        for _ in 0..self.number()? {
            let column = self.column(0)?;
            let hint = match self.byte()? {
                1 => Hint::Percent,
                2 => Hint::Currency,
                3 => Hint::Date,
                4 => Hint::Currencies,
                _ => return None,
            };
            builder.hint(column, hint);
        }
        let texts = self.number()?;
        for _ in 0..texts {
            builder.add_text(Arc::from(self.text()?));
        }
        let mut row = 0_u32;
        for _ in 0..self.number()? {
            let step = u32::try_from(self.number()?)
                .ok()
                .filter(|step| *step > 0)?;
            row = row.checked_add(step)?;
            self.row(&mut builder, texts)?;
            builder.end_row(row);
        }
        Some(builder.finish())
    }

    fn runs<T: TryFrom<u64>>(&mut self) -> Option<Vec<RangeInclusive<T>>> {
        let mut runs = Vec::new();
        for _ in 0..self.number()? {
            let mut end = || T::try_from(self.number()?).ok();
            runs.push(end()?..=end()?);
        }
        Some(runs)
    }

    fn row(&mut self, builder: &mut TableBuilder, texts: u64) -> Option<()> {
        let mut next = 0;
        for _ in 0..self.number()? {
            let column = self.column(next)?;
            next = u64::from(column) + 1;
            self.cell(builder, column, texts)?;
        }
        Some(())
    }

    fn cell(&mut self, builder: &mut TableBuilder, column: u16, texts: u64) -> Option<()> {
        match self.byte()? {
            EMPTY => {}
            TEXT => {
                let id = self.number()?;
                builder.text_id(column, (id < texts).then_some(id as u32)?);
            }
            NUMBER => {
                let scale = u32::from(self.byte()?);
                builder.number(
                    column,
                    Decimal::try_from_i128_with_scale(self.signed()?, scale).ok()?,
                );
            }
            DATE => {
                let days = i32::try_from(self.signed()?).ok()?;
                builder.date(column, NaiveDate::from_num_days_from_ce_opt(days)?);
            }
            FALSE => builder.bool(column, false),
            TRUE => builder.bool(column, true),
            ERROR => builder.error(column, self.text()?),
            NO_VALUE => builder.no_cached_value(column),
            _ => return None,
        }
        Some(())
    }

    fn column(&mut self, next: u64) -> Option<u16> {
        let column = next.checked_add(self.number()?)?;
        (column <= LAST_COLUMN).then_some(column as u16)
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        u64::try_from(self.unsigned()?).ok()
    }

    fn signed(&mut self) -> Option<i128> {
        let value = self.unsigned()?;
        Some((value >> 1) as i128 ^ -((value & 1) as i128))
    }

    fn unsigned(&mut self) -> Option<u128> {
        let mut value = 0_u128;
        for shift in (0..128).step_by(7) {
            let byte = self.byte()?;
            value |= u128::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use holdfast_ledger::{Finding, Place, Severity};

    fn book() -> Book {
        let mut b = TableBuilder::new("a.xlsx", "Rows", "00");
        b.table_mut().format = "UTF-8".into();
        b.hint(2, Hint::Currency);
        b.text(0, "Ålder");
        b.number(2, Decimal::new(-123_456, 2));
        b.number(3, Decimal::new(1000, 3));
        b.end_row(1);
        b.number(0, Decimal::MAX);
        b.number(1, Decimal::MIN);
        b.date(2, NaiveDate::from_ymd_opt(2025, 1, 31).unwrap());
        b.bool(3, true);
        b.error(4, "#REF!");
        b.no_cached_value(16_382);
        b.text(16_383, "Ålder");
        b.end_row(1_048_576);
        let mut findings = Findings::default();
        findings.push(
            Finding::new("hidden-sheet", Severity::Info, "m", "h").at(Place {
                file: "a.xlsx".into(),
                sheet: Some("x".into()),
                ..Place::default()
            }),
        );
        Book {
            file: "a.xlsx".into(),
            tables: vec![
                b.finish(),
                TableBuilder::new("a.xlsx", "Empty", "00").finish(),
            ],
            findings,
        }
    }

    #[test]
    fn a_book_comes_back_as_it_went_in() {
        let bytes = encode(&book()).unwrap();
        let back = decode(&bytes, "a.xlsx", "00").unwrap();
        let cells = |b: &Book| -> Vec<String> {
            let rows = |t: &Table| -> Vec<String> {
                (0..t.len())
                    .map(|r| format!("{} {:?}", t.row_number(r), t.row(r).collect::<Vec<_>>()))
                    .collect()
            };
            b.tables.iter().flat_map(rows).collect()
        };
        assert_eq!(cells(&back), cells(&book()));
        assert_eq!(back.findings, book().findings);
        assert_eq!(back.tables[0].hint(2), Hint::Currency);
        assert_eq!(
            encode(&back).unwrap().len(),
            bytes.len() + 6,
            "the error text, interned"
        );
    }

    #[test]
    fn what_a_sheet_hides_comes_back_and_books_without_stay_as_they_were() {
        let mut hiding = book();
        hiding.tables[0].hidden_rows = vec![3..=4, 9..=9];
        hiding.tables[0].hidden_columns = vec![2..=2];
        let bytes = encode(&hiding).unwrap();
        let back = decode(&bytes, "a.xlsx", "00").unwrap();
        assert_eq!(back.tables[0].hidden_rows, [3..=4, 9..=9]);
        assert_eq!(back.tables[0].hidden_columns, [2..=2]);
        assert!(back.tables[1].hidden_rows.is_empty());
        assert!(encode(&book()).unwrap().starts_with(MAGIC));
    }

    #[test]
    fn bytes_which_were_changed_never_panic() {
        let mut book = book();
        book.tables[0].hidden_rows = vec![3..=4];
        let bytes = encode(&book).unwrap();
        for at in 0..bytes.len() {
            assert!(decode(&bytes[..at], "a.xlsx", "00").is_err(), "cut at {at}");
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                let _ = decode(&changed, "a.xlsx", "00");
            }
        }
    }
}
