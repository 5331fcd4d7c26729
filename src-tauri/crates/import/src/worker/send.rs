//! The worker's end of the pipe: cells in, frames out.

use super::numfmt::Format;
use super::texts::Texts;
use super::value::Value;
use crate::wire::protocol::{self as p, LONGEST_TEXT, cell, put, put_signed, put_text};
use crate::wire::stop::{self, Stop};
use std::io::Write;

const FRAME: usize = 256 << 10;
/// Excel's last column, and the last a table holds.
pub(crate) const LAST_COLUMN: u16 = 16_383;
/// Excel's last row; text files go on.
const LAST_ROW: u32 = 1_048_576;

/// Why the worker stops: the file is refused, or nobody listens any more.
#[derive(Debug)]
pub(crate) enum Halt {
    Refused(Box<Stop>),
    Deaf,
}

impl Halt {
    /// The same, met in a sheet.
    pub fn in_sheet(self, name: &str) -> Halt {
        match self {
            Halt::Refused(stop) => stop.in_sheet(name).into(),
            Halt::Deaf => Halt::Deaf,
        }
    }
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Halt {
        Halt::Refused(Box::new(stop))
    }
}

impl From<std::io::Error> for Halt {
    fn from(_: std::io::Error) -> Halt {
        Halt::Deaf
    }
}

pub(crate) type Sent = Result<(), Halt>;

/// A finding on its way to the program.
#[derive(Clone, Debug, Default)]
pub(crate) struct Note {
    pub code: &'static str,
    /// 0 info, 1 warning, 2 error.
    pub severity: u8,
    pub sheet: String,
    pub row: u32,
    pub rows: u32,
    pub message: String,
    pub hint: &'static str,
    pub repairs: &'static str,
}

/// How the number formats of a column divide its figures.
#[derive(Clone, Copy, Default)]
struct Formats {
    figures: u32,
    percent: u32,
    currency: u32,
    dates: u32,
    /// The first format of money, and whether another currency came after it.
    first: Option<Format>,
    several: bool,
}

impl Formats {
    /// The hint of the column, as its byte in the pipe; the greater part decides.
    fn hint(self) -> u8 {
        let most = self.figures / 2;
        if self.several && self.currency > most {
            return 4;
        }
        [(self.percent, 1), (self.currency, 2), (self.dates, 3)]
            .into_iter()
            .find(|(count, _)| *count > most)
            .map_or(0, |(_, byte)| byte)
    }
}

/// Takes cells row by row, left to right or not, and sends them.
pub(crate) struct Sink<W: Write> {
    out: W,
    frame: Vec<u8>,
    row: Vec<Packed>,
    row_number: u32,
    last_row: u32,
    sent_row: u32,
    texts: Texts,
    formats: Vec<Formats>,
    /// Hidden rows and columns of the sheet under way, in runs.
    hidden: [Vec<(u32, u32)>; 2],
    cells: u64,
    /// Cells of the sheets before this one.
    before: u64,
    limit: u64,
}

/// A cell as it waits for its row to end: `bits` is a mantissa, a day or the number of a text.
#[derive(Clone, Copy)]
struct Packed {
    column: u16,
    kind: u8,
    scale: u8,
    bits: i64,
}

impl<W: Write> Sink<W> {
    pub fn new(out: W, limit: u64) -> Sink<W> {
        Sink {
            out,
            frame: Vec::with_capacity(FRAME + 4096),
            row: Vec::new(),
            row_number: 0,
            last_row: LAST_ROW,
            sent_row: 0,
            texts: Texts::default(),
            formats: Vec::new(),
            hidden: [Vec::new(), Vec::new()],
            cells: 0,
            before: 0,
            limit,
        }
    }

    /// Says what the file turned out to be.
    pub fn kind(&mut self, kind: &str) -> Sent {
        self.frame.push(p::KIND);
        put_text(&mut self.frame, kind);
        self.flush()
    }

    /// Begins a sheet; `last_row` is the number of rows where it is declared, else 0.
    pub fn sheet(&mut self, name: &str, hidden: bool, format: &str, last_row: u32) -> Sent {
        self.row_number = 0;
        self.sent_row = 0;
        // A sheet without a name is a text file.
        self.last_row = if name.is_empty() { u32::MAX } else { LAST_ROW };
        self.formats.clear();
        self.hidden = [Vec::new(), Vec::new()];
        self.frame.push(p::SHEET);
        put_text(&mut self.frame, name);
        self.frame.push(u8::from(hidden));
        put_text(&mut self.frame, format);
        put(&mut self.frame, u64::from(last_row));
        self.flush()
    }

    /// Moves on to a row (from 1). Rows only ever ascend.
    pub fn row(&mut self, number: u32) -> Sent {
        self.send_row()?;
        if number <= self.row_number {
            let what = "a row appears twice or out of order";
            return Err(stop::damaged(what).at_row(number).into());
        }
        if number > self.last_row {
            return Err(stop::damaged("a cell lies beyond row 1,048,576").into());
        }
        self.row_number = number;
        Ok(())
    }

    /// The row under way.
    pub fn row_number(&self) -> u32 {
        self.row_number
    }

    /// Says that the sheet hides a row (from 1). Rows only ever ascend.
    pub fn hide_row(&mut self, number: u32) {
        join(&mut self.hidden[0], number, number);
    }

    /// Says that the sheet hides columns (from 0).
    pub fn hide_columns(&mut self, first: u32, last: u32) {
        if first <= last && first <= u32::from(LAST_COLUMN) {
            join(&mut self.hidden[1], first, last.min(LAST_COLUMN.into()));
        }
    }

    /// Takes back the sheet under way, if any: it begins again.
    pub fn again(&mut self) -> Sent {
        self.row.clear();
        self.cells = self.before;
        self.frame.push(p::AGAIN);
        self.flush_full()
    }

    /// Refuses what is about to come where it is too much, before any of it is sent.
    pub fn expect(&self, cells: u64) -> Sent {
        if self.cells.saturating_add(cells) > self.limit {
            return Err(stop::too_many_cells(self.limit).into());
        }
        Ok(())
    }

    fn push(&mut self, column: u16, kind: u8, scale: u8, bits: i64) -> Sent {
        if column > LAST_COLUMN {
            let what = "a cell lies beyond column XFD";
            return Err(stop::damaged(what).at_row(self.row_number).into());
        }
        self.cells += 1;
        if self.cells > self.limit {
            return Err(stop::too_many_cells(self.limit).into());
        }
        self.row.push(Packed {
            column,
            kind,
            scale,
            bits,
        });
        Ok(())
    }

    /// The number of a text, sending it the first time.
    pub fn intern(&mut self, text: &str) -> Result<u32, Halt> {
        if text.len() > LONGEST_TEXT {
            return Err(stop::cell_too_long(LONGEST_TEXT)
                .at_row(self.row_number)
                .into());
        }
        let (id, new) = self.texts.number(text);
        if !new {
            return Ok(id);
        }
        self.frame.push(p::TEXT);
        put_text(&mut self.frame, text);
        self.flush_full()?;
        Ok(id)
    }

    pub fn text(&mut self, column: u16, text: &str) -> Sent {
        let id = self.intern(text)?;
        self.text_id(column, id)
    }

    pub fn text_id(&mut self, column: u16, id: u32) -> Sent {
        self.push(column, cell::TEXT, 0, i64::from(id))
    }

    pub fn error(&mut self, column: u16, text: &str) -> Sent {
        let id = self.intern(text)?;
        self.push(column, cell::ERROR, 0, i64::from(id))
    }

    pub fn bool(&mut self, column: u16, value: bool) -> Sent {
        self.push(column, if value { cell::TRUE } else { cell::FALSE }, 0, 0)
    }

    pub fn no_value(&mut self, column: u16) -> Sent {
        self.push(column, cell::NO_VALUE, 0, 0)
    }

    /// A figure known to be exact, `mantissa × 10^-scale` without trailing zeros.
    pub fn figure(&mut self, column: u16, mantissa: i64, scale: u8, format: Format) -> Sent {
        self.count(column, format);
        self.push(column, cell::NUMBER, scale, mantissa)
    }

    /// A number, date or what became of it.
    pub fn value(&mut self, column: u16, value: &Value, format: Format) -> Sent {
        match value {
            Value::Number { mantissa, scale } => self.figure(column, *mantissa, *scale, format),
            Value::Date(days) => {
                self.count(column, Format::Date);
                self.push(column, cell::DATE, 0, i64::from(*days))
            }
            Value::Text(text) => self.text(column, text),
            Value::Error(text) => self.error(column, text),
        }
    }

    fn count(&mut self, column: u16, format: Format) {
        let at = usize::from(column.min(LAST_COLUMN));
        if self.formats.len() <= at {
            self.formats.resize(at + 1, Formats::default());
        }
        let formats = &mut self.formats[at];
        formats.figures += 1;
        match format {
            Format::Percent => formats.percent += 1,
            // A format which every country writes its own way tells no currency.
            Format::Currency => formats.currency += 1,
            Format::Money(_) => {
                formats.currency += 1;
                formats.several |= *formats.first.get_or_insert(format) != format;
            }
            Format::Date => formats.dates += 1,
            Format::Plain | Format::Time | Format::Duration => {}
        }
    }

    fn send_row(&mut self) -> Sent {
        if self.row.is_empty() {
            return Ok(());
        }
        if !self.row.is_sorted_by(|a, b| a.column < b.column) {
            self.row.sort_by_key(|cell| cell.column);
            if self.row.windows(2).any(|w| w[0].column == w[1].column) {
                let what = "a cell appears twice";
                return Err(stop::damaged(what).at_row(self.row_number).into());
            }
        }
        self.frame.push(p::ROW);
        put(&mut self.frame, u64::from(self.row_number - self.sent_row));
        put(&mut self.frame, self.row.len() as u64);
        self.sent_row = self.row_number;
        let mut next = 0;
        for cell in self.row.drain(..) {
            send_cell(&mut self.frame, cell, next);
            next = cell.column + 1;
        }
        self.flush_full()
    }

    /// Ends the sheet and says what the formats of its columns mean.
    pub fn sheet_end(&mut self) -> Sent {
        self.send_row()?;
        for (column, formats) in self.formats.iter().enumerate() {
            let hint = formats.hint();
            if hint != 0 {
                self.frame.push(p::HINT);
                put(&mut self.frame, column as u64);
                self.frame.push(hint);
            }
        }
        for (kind, runs) in std::mem::take(&mut self.hidden).iter().enumerate() {
            for (first, last) in runs {
                self.frame.extend([p::HIDDEN, kind as u8]);
                put(&mut self.frame, u64::from(*first));
                put(&mut self.frame, u64::from(*last));
                self.flush_full()?;
            }
        }
        self.before = self.cells;
        self.frame.push(p::SHEET_END);
        self.flush()
    }

    pub fn note(&mut self, note: &Note) -> Sent {
        self.frame.push(p::NOTE);
        put_text(&mut self.frame, note.code);
        self.frame.push(note.severity);
        put_text(&mut self.frame, &note.sheet);
        put(&mut self.frame, u64::from(note.row));
        put(&mut self.frame, u64::from(note.rows));
        put_text(&mut self.frame, &note.message);
        put_text(&mut self.frame, note.hint);
        put_text(&mut self.frame, note.repairs);
        self.flush_full()
    }

    pub fn stop(&mut self, stop: &Stop) -> Sent {
        self.frame.push(p::STOP);
        put_text(&mut self.frame, &stop.code);
        put_text(&mut self.frame, stop.sheet.as_deref().unwrap_or_default());
        put(&mut self.frame, u64::from(stop.row.unwrap_or(0)));
        put_text(&mut self.frame, &stop.message);
        put_text(&mut self.frame, &stop.hint);
        self.flush()
    }

    pub fn end(&mut self) -> Sent {
        self.frame.push(p::END);
        put(&mut self.frame, self.cells);
        self.flush()?;
        Ok(self.out.flush()?)
    }

    fn flush_full(&mut self) -> Sent {
        if self.frame.len() < FRAME {
            Ok(())
        } else {
            self.flush()
        }
    }

    fn flush(&mut self) -> Sent {
        self.out
            .write_all(&(self.frame.len() as u32).to_le_bytes())?;
        self.out.write_all(&self.frame)?;
        self.frame.clear();
        Ok(())
    }
}

/// Adds a run behind others; what does not lie behind them is dropped.
fn join(runs: &mut Vec<(u32, u32)>, first: u32, last: u32) {
    match runs.last_mut() {
        Some(run) if run.1.checked_add(1) == Some(first) => run.1 = last,
        Some(run) if run.1 >= first => {}
        _ => runs.push((first, last)),
    }
}

fn send_cell(frame: &mut Vec<u8>, cell: Packed, next: u16) {
    put(
        frame,
        u64::from(cell.column - next) << 3 | u64::from(cell.kind),
    );
    match cell.kind {
        cell::TEXT | cell::ERROR => put(frame, cell.bits as u64),
        cell::NUMBER => {
            put_signed(frame, cell.bits);
            frame.push(cell.scale);
        }
        cell::DATE => put_signed(frame, cell.bits),
        _ => {}
    }
}
