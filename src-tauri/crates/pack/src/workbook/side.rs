//! The CSV beside the pack: the source rows where they are too many for a sheet.

use super::spec::SideFile;
use holdfast_ledger::{Cell, Table, push_money_text, push_whole};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Write};

/// End of the CSV's name, after the name of the workbook.
pub const SUFFIX: &str = "_Source_Rows.csv";

/// Name, rows and hash of the CSV, without keeping it.
pub fn describe(tables: &[&Table]) -> SideFile {
    let mut hash = Hashing(Sha256::new());
    // Writing to a hash can't fail.
    let _ = write_source_csv(tables, &mut hash);
    let mut sha256 = String::with_capacity(64);
    for byte in hash.0.finalize() {
        let _ = write!(sha256, "{byte:02x}");
    }
    SideFile {
        suffix: SUFFIX.to_owned(),
        sha256,
        rows: tables.iter().map(|t| t.len() as u64).sum(),
    }
}

struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes the source rows as CSV (UTF-8, CRLF): file, sheet, row, then the source's columns. Text which
/// a program could take for a formula starts with an apostrophe (reliability, section 3).
pub fn write_source_csv(tables: &[&Table], out: &mut dyn Write) -> io::Result<()> {
    let width = tables.iter().map(|t| t.width()).max().unwrap_or(0);
    let mut buffer = String::with_capacity(1 << 16);
    buffer.push_str("file,sheet,row");
    for column in 0..width {
        let _ = write!(buffer, ",{}", super::address::letters(column));
    }
    buffer.push_str("\r\n");
    for table in tables {
        let lead = lead(table);
        for row in 0..table.len() {
            push_row(&mut buffer, table, row, &lead);
            if buffer.len() > (1 << 16) - 4096 {
                out.write_all(buffer.as_bytes())?;
                buffer.clear();
            }
        }
    }
    out.write_all(buffer.as_bytes())?;
    out.flush()
}

/// File and sheet, which stand before each row of a table.
fn lead(table: &Table) -> String {
    let mut lead = String::new();
    push_text(&mut lead, &table.file);
    lead.push(',');
    push_text(&mut lead, &table.sheet);
    lead
}

fn push_row(buffer: &mut String, table: &Table, row: usize, lead: &str) {
    buffer.push_str(lead);
    buffer.push(',');
    push_whole(buffer, u64::from(table.row_number(row)), 1);
    let mut next = 0;
    for (column, cell) in table.row(row) {
        for _ in next..=column {
            buffer.push(',');
        }
        next = column + 1;
        push_cell(buffer, cell);
    }
    buffer.push_str("\r\n");
}

fn push_cell(buffer: &mut String, cell: Cell<'_>) {
    match cell {
        Cell::Empty | Cell::NoCachedValue => {}
        Cell::Text(text) | Cell::Error(text) => push_text(buffer, text),
        // A negative number is a number, not text that looks like a formula.
        Cell::Number(number) => push_money_text(buffer, number),
        Cell::Date(date) => {
            let _ = write!(buffer, "{date}");
        }
        Cell::Bool(value) => buffer.push_str(if value { "TRUE" } else { "FALSE" }),
    }
}

fn push_text(buffer: &mut String, text: &str) {
    let hostile = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let special = |b: u8| matches!(b, b',' | b'"' | b'\n' | b'\r');
    let quoted = text.bytes().any(special);
    if !quoted && !hostile {
        return buffer.push_str(text);
    }
    if quoted {
        buffer.push('"');
    }
    if hostile {
        buffer.push('\'');
    }
    if text.contains('"') {
        buffer.push_str(&text.replace('"', "\"\""));
    } else {
        buffer.push_str(text);
    }
    if quoted {
        buffer.push('"');
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use holdfast_ledger::{Decimal, TableBuilder};

    fn csv(build: impl FnOnce(&mut TableBuilder)) -> String {
        let mut b = TableBuilder::new("f.xlsx", "ARR, all", "00");
        build(&mut b);
        let mut out = Vec::new();
        write_source_csv(&[&b.finish()], &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows_are_written_as_read_with_their_place() {
        let text = csv(|b| {
            b.text(0, "0012");
            b.number(2, Decimal::new(-12345, 2));
            b.end_row(7);
        });
        assert_eq!(
            text,
            "file,sheet,row,A,B,C\r\nf.xlsx,\"ARR, all\",7,0012,,-123.45\r\n"
        );
    }

    #[test]
    fn formulas_lose_their_power() {
        for (name, written) in [
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+cmd", "'+cmd"),
            ("-1", "'-1"),
            ("@SUM", "'@SUM"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
        ] {
            let text = csv(|b| {
                b.text(0, name);
                b.end_row(1);
            });
            assert_eq!(
                text.split_once("\r\n").unwrap().1,
                format!("f.xlsx,\"ARR, all\",1,{written}\r\n")
            );
        }
    }

    #[test]
    fn the_hash_is_that_of_the_bytes() {
        let mut b = TableBuilder::new("f.csv", "", "00");
        b.text(0, "a");
        b.end_row(1);
        let table = b.finish();
        let mut bytes = Vec::new();
        write_source_csv(&[&table], &mut bytes).unwrap();
        let side = describe(&[&table]);
        let hash: String = Sha256::digest(&bytes)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        assert_eq!((side.sha256, side.rows), (hash, 1));
    }
}
