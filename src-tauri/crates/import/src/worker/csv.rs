//! CSV and its kin: encoding, delimiter and quoting are told from the text, rows stay as ragged as they are.

mod dialect;
mod encoding;
mod guess;
mod scan;

use super::send::{Halt, Note, Sent, Sink};
use crate::wire::stop;
use guess::{Guess, Sure};
use scan::{Rows, Visitor};
use std::collections::BTreeMap;
use std::io::Write;

/// Sends a text file as one sheet without a name. Cells are text as it stands: what is a number and
/// what a date is for the whole column to say, later.
pub(crate) fn read<W: Write>(bytes: Vec<u8>, sink: &mut Sink<W>) -> Sent {
    sink.kind("CSV")?;
    let decoded = encoding::decode(bytes)?;
    let text = decoded.text.trim_end_matches('\u{1a}');
    if let Some(guess) = &decoded.guess {
        told(guess, &decoded.encoding, sink)?;
    }
    let (dialect, body) = dialect::detect(text);
    let quoted = if memchr::memchr(b'"', body.as_bytes()).is_some() {
        ", quoted"
    } else {
        ""
    };
    sink.sheet(
        "",
        false,
        &format!("CSV, {}, {}{quoted}", decoded.encoding, dialect.words()),
        0,
    )?;
    let mut cells = Cells {
        sink,
        columns: 0,
        filled: 0,
        shape: Shape::default(),
        above: Vec::new(),
    };
    let rows = scan::scan(body, dialect.delimiter, &mut cells)?;
    let shape = std::mem::take(&mut cells.shape);
    shape.notes(rows, sink)?;
    sink.sheet_end()
}

/// Says in which encoding the letters were read, and how another one reads them.
fn told<W: Write>(guess: &Guess, encoding: &str, sink: &mut Sink<W>) -> Sent {
    if guess.sure == Sure::Yes && guess.other.is_none() {
        return Ok(());
    }
    let short = |text: &str| text.chars().take(60).collect::<String>();
    let example = match &guess.other {
        Some((other, text)) => format!(
            "\"{}\", which as {} would be \"{}\"",
            short(&guess.example),
            other.name,
            short(text)
        ),
        None => format!("\"{}\"", short(&guess.example)),
    };
    let (severity, told) = match guess.sure {
        Sure::Yes => (0, "it was read as"),
        Sure::Likely => (1, "by its letters it was read as"),
        Sure::No => (2, "several ways are possible; for now it was read as"),
    };
    sink.note(&Note {
        code: "encoding-guessed",
        severity,
        message: format!(
            "The file does not say how its letters are written; {told} {encoding}: {example}."
        ),
        hint: "Look at names with accents; if they are wrong, say the encoding with `--encoding`, or save the file as CSV UTF-8.",
        repairs: "accept",
        ..Note::default()
    })
}

/// Sends fields as cells.
struct Cells<'s, W: Write> {
    sink: &'s mut Sink<W>,
    columns: u32,
    filled: u32,
    shape: Shape,
    /// The text above, by column: most fields of an export repeat it.
    above: Vec<(String, u32)>,
}

impl<W: Write> Cells<'_, W> {
    fn number(&mut self, column: usize, text: &str) -> Result<u32, Halt> {
        if let Some((above, id)) = self.above.get(column)
            && above == text
        {
            return Ok(*id);
        }
        let id = self.sink.intern(text)?;
        if self.above.len() <= column {
            // Further columns than a table has are refused with the cell.
            self.above
                .resize((column + 1).min(1 << 14), (String::new(), 0));
        }
        if let Some((above, known)) = self.above.get_mut(column) {
            text.clone_into(above);
            *known = id;
        }
        Ok(id)
    }
}

impl<W: Write> Visitor for Cells<'_, W> {
    type Error = Halt;

    fn field(&mut self, row: u32, text: &str) -> Sent {
        let column = self.columns;
        self.columns += 1;
        if text.trim_ascii().is_empty() {
            return Ok(());
        }
        if self.sink.row_number() != row {
            self.sink.row(row)?;
        }
        self.filled = self.columns;
        let id = self.number(column as usize, text)?;
        self.sink
            .text_id(u16::try_from(column).unwrap_or(u16::MAX), id)
    }

    fn row(&mut self, row: u32) -> Sent {
        self.shape.row(row, self.columns, self.filled);
        self.columns = 0;
        self.filled = 0;
        Ok(())
    }

    fn unclosed(&mut self, row: u32) -> Halt {
        stop::quote_unclosed().at_row(row).into()
    }
}

/// How many fields the rows have.
#[derive(Default)]
struct Shape {
    /// Rows by number of fields.
    by_fields: BTreeMap<u32, u32>,
    /// Rows and the first of them, by the last field which holds something.
    by_filled: BTreeMap<u32, (u32, u32)>,
    /// Number of fields of the last row.
    last: u32,
}

impl Shape {
    fn row(&mut self, row: u32, fields: u32, filled: u32) {
        if filled == 0 {
            return;
        }
        *self.by_fields.entry(fields).or_default() += 1;
        self.by_filled.entry(filled).or_insert((0, row)).0 += 1;
        self.last = fields;
    }

    fn usual(&self) -> u32 {
        // Lines of one field are titles and notes wherever a table follows them.
        let table = self.by_fields.range(2..).any(|(_, count)| *count > 1);
        self.by_fields
            .iter()
            .filter(|(fields, _)| **fields > 1 || !table)
            .max_by_key(|(fields, count)| (**count, **fields))
            .map_or(0, |(fields, _)| *fields)
    }

    fn notes<W: Write>(&self, rows: Rows, sink: &mut Sink<W>) -> Sent {
        let usual = self.usual();
        let wide: Vec<&(u32, u32)> = self
            .by_filled
            .range(usual + 1..)
            .map(|(_, seen)| seen)
            .collect();
        let count: u32 = wide.iter().map(|seen| seen.0).sum();
        if let Some(first) = wide.iter().map(|seen| seen.1).min() {
            sink.note(&Note {
                code: "extra-cells",
                severity: 2,
                row: first,
                rows: count,
                message: format!("Row {first}{} more than the usual {usual} fields: a separator inside a text or a figure shifts the cells after it.", if count > 1 { format!(" and {} others have", count - 1) } else { " has".to_owned() }),
                hint: "Put quotation marks around texts and figures which hold the separator, and import again; accept it if what stands there is a remark.",
                repairs: "accept",
                ..Note::default()
            })?;
        }
        let others_agree = self.by_fields.len() == 2 && self.by_fields.get(&self.last) == Some(&1);
        if !rows.ended && self.last < usual && others_agree {
            sink.note(&Note {
                code: "last-row-short",
                severity: 1,
                row: rows.count,
                rows: 1,
                message: format!("The last row has {} fields where all others have {usual}, and no line end: the file may have been cut short.", self.last),
                hint: "Compare it with the original; export it again if rows are missing.",
                ..Note::default()
            })?;
        }
        Ok(())
    }
}
