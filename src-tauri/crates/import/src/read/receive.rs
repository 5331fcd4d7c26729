//! The program's end of the pipe: frames in, tables out. Nothing the worker sends is believed unchecked.

use crate::Watch;
use crate::wire::protocol::{self as p, Frame, Garbage, LARGEST_FRAME, LONGEST_TEXT, cell};
use crate::wire::stop::Stop;
use chrono::NaiveDate;
use holdfast_ledger::{Finding, Hint, Place, Severity, Table, TableBuilder};
use rust_decimal::Decimal;
use std::io::Read;
use std::sync::Arc;

/// Last column of a table (XFD).
const LAST_COLUMN: u32 = 16_383;
const MOST_SHEETS: usize = 512;

/// Why receiving ended without an end.
#[derive(Debug)]
pub(crate) enum Lost {
    /// The worker refused the file.
    Refused(Box<Stop>),
    /// The stream broke off, or made no sense.
    Broken,
}

impl From<Garbage> for Lost {
    fn from(_: Garbage) -> Lost {
        Lost::Broken
    }
}

impl From<std::io::Error> for Lost {
    fn from(_: std::io::Error) -> Lost {
        Lost::Broken
    }
}

/// What a worker sent.
#[derive(Default)]
pub(crate) struct Received {
    pub kind: String,
    pub tables: Vec<Table>,
    pub notes: Vec<Finding>,
}

/// A text of the pipe: what it is, and its number in the sheet where it was used last.
struct Known {
    text: Arc<str>,
    sheet: u32,
    id: u32,
}

#[derive(Default)]
struct State {
    received: Received,
    sheet: Option<TableBuilder>,
    sheets: u32,
    row: u32,
    expected: Option<u64>,
    rows: u64,
    texts: Vec<Known>,
    cells: u64,
    /// Rows and cells of the sheets before this one.
    before: (u64, u64),
}

/// Reads frames to the end.
pub(crate) fn receive(mut from: impl Read, watch: &dyn Watch) -> Result<Received, Lost> {
    let mut state = State::default();
    let mut buffer = Vec::new();
    loop {
        let mut length = [0; 4];
        from.read_exact(&mut length)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > LARGEST_FRAME {
            return Err(Lost::Broken);
        }
        buffer.resize(length, 0);
        from.read_exact(&mut buffer)?;
        let ended = state.frame(Frame(&buffer))?;
        watch.progress("rows", state.rows, state.expected);
        if ended {
            return Ok(state.received);
        }
        if watch.cancelled() {
            return Err(Lost::Broken);
        }
    }
}

impl State {
    /// Takes a frame; `true` at the end of the stream.
    fn frame(&mut self, mut frame: Frame<'_>) -> Result<bool, Lost> {
        while !frame.0.is_empty() {
            match frame.byte()? {
                p::ROW => self.row(&mut frame)?,
                p::TEXT => self.text(&mut frame)?,
                p::KIND => frame.text()?.clone_into(&mut self.received.kind),
                p::SHEET => self.sheet(&mut frame)?,
                p::HINT => self.hint(&mut frame)?,
                p::HIDDEN => self.hidden(&mut frame)?,
                p::AGAIN => self.again(),
                p::SHEET_END => self.sheet_end()?,
                p::NOTE => self.received.notes.push(note(&mut frame)?),
                p::STOP => return Err(Lost::Refused(Box::new(stop(&mut frame)?))),
                p::END => {
                    let whole =
                        frame.number()? == self.cells && frame.0.is_empty() && self.sheet.is_none();
                    return if whole { Ok(true) } else { Err(Lost::Broken) };
                }
                _ => return Err(Lost::Broken),
            }
        }
        Ok(false)
    }

    fn text(&mut self, frame: &mut Frame<'_>) -> Result<(), Lost> {
        let text = frame.text()?;
        if text.len() > LONGEST_TEXT {
            return Err(Lost::Broken);
        }
        self.texts.push(Known {
            text: Arc::from(text),
            sheet: 0,
            id: 0,
        });
        Ok(())
    }

    fn sheet(&mut self, frame: &mut Frame<'_>) -> Result<(), Lost> {
        self.sheets += 1;
        if self.sheet.is_some() || self.sheets as usize > MOST_SHEETS {
            return Err(Lost::Broken);
        }
        let mut builder = TableBuilder::new("", frame.text()?, "");
        builder.table_mut().hidden = frame.byte()? != 0;
        frame.text()?.clone_into(&mut builder.table_mut().format);
        let declared = frame.number()?;
        self.expected = (declared > 0).then_some(self.rows + declared);
        self.row = 0;
        self.before = (self.rows, self.cells);
        self.sheet = Some(builder);
        Ok(())
    }

    fn again(&mut self) {
        if self.sheet.take().is_some() {
            (self.rows, self.cells) = self.before;
        }
    }

    fn hint(&mut self, frame: &mut Frame<'_>) -> Result<(), Lost> {
        let column = u16::try_from(frame.number()?).map_err(|_| Garbage)?;
        let hint = match frame.byte()? {
            1 => Hint::Percent,
            2 => Hint::Currency,
            3 => Hint::Date,
            4 => Hint::Currencies,
            _ => return Err(Lost::Broken),
        };
        self.sheet.as_mut().ok_or(Garbage)?.hint(column, hint);
        Ok(())
    }

    fn hidden(&mut self, frame: &mut Frame<'_>) -> Result<(), Lost> {
        let builder = self.sheet.as_mut().ok_or(Garbage)?;
        let (kind, first, last) = (frame.byte()?, frame.small()?, frame.small()?);
        let column = |n: u32| u16::try_from(n).map_err(|_| Garbage);
        let table = builder.table_mut();
        match kind {
            0 => table.hidden_rows.push(first..=last),
            1 => table.hidden_columns.push(column(first)?..=column(last)?),
            _ => return Err(Lost::Broken),
        }
        Ok(())
    }

    fn sheet_end(&mut self) -> Result<(), Lost> {
        let table = self.sheet.take().ok_or(Garbage)?.finish();
        if !table.is_empty() {
            self.received.tables.push(table);
        }
        Ok(())
    }

    fn row(&mut self, frame: &mut Frame<'_>) -> Result<(), Lost> {
        let builder = self.sheet.as_mut().ok_or(Garbage)?;
        let step = frame.small()?;
        self.row = self
            .row
            .checked_add(step)
            .filter(|_| step > 0)
            .ok_or(Garbage)?;
        let count = frame.small()?;
        let mut next = 0;
        for _ in 0..count {
            let packed = frame.small()?;
            let column = next + (packed >> 3);
            if column > LAST_COLUMN {
                return Err(Lost::Broken);
            }
            next = column + 1;
            one(
                builder,
                &mut self.texts,
                self.sheets,
                frame,
                column as u16,
                (packed & 7) as u8,
            )?;
        }
        self.cells += u64::from(count);
        self.rows += 1;
        builder.end_row(self.row);
        Ok(())
    }
}

/// Adds one cell.
fn one(
    builder: &mut TableBuilder,
    texts: &mut [Known],
    sheet: u32,
    frame: &mut Frame<'_>,
    column: u16,
    kind: u8,
) -> Result<(), Garbage> {
    match kind {
        cell::TEXT => {
            let known = texts.get_mut(frame.small()? as usize).ok_or(Garbage)?;
            if known.sheet != sheet {
                known.sheet = sheet;
                known.id = builder.add_text(known.text.clone());
            }
            builder.text_id(column, known.id);
        }
        cell::NUMBER => {
            let mantissa = frame.signed()?;
            let scale = u32::from(frame.byte()?);
            builder.number(
                column,
                Decimal::try_new(mantissa, scale).map_err(|_| Garbage)?,
            );
        }
        cell::DATE => {
            let days = i32::try_from(frame.signed()?).map_err(|_| Garbage)?;
            builder.date(
                column,
                NaiveDate::from_num_days_from_ce_opt(days).ok_or(Garbage)?,
            );
        }
        cell::FALSE => builder.bool(column, false),
        cell::TRUE => builder.bool(column, true),
        cell::ERROR => {
            let known = texts.get(frame.small()? as usize).ok_or(Garbage)?;
            builder.error(column, &known.text);
        }
        cell::NO_VALUE => builder.no_cached_value(column),
        _ => return Err(Garbage),
    }
    Ok(())
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn note(frame: &mut Frame<'_>) -> Result<Finding, Garbage> {
    let code = frame.text()?;
    let severity = match frame.byte()? {
        0 => Severity::Info,
        1 => Severity::Warning,
        _ => Severity::Error,
    };
    let sheet = some(frame.text()?);
    let row = frame.small()?;
    let rows = frame.small()?;
    let (message, hint, repairs) = (frame.text()?, frame.text()?, frame.text()?);
    let mut finding = Finding::new(code, severity, message, hint).at(Place {
        sheet,
        row: (row > 0).then_some(row),
        ..Place::default()
    });
    finding.rows = rows;
    finding.repairs = some(repairs).into_iter().collect();
    Ok(finding)
}

fn stop(frame: &mut Frame<'_>) -> Result<Stop, Garbage> {
    let code = frame.text()?.to_owned();
    let sheet = some(frame.text()?);
    let row = frame.small()?;
    let (message, hint) = (frame.text()?.to_owned(), frame.text()?.to_owned());
    Ok(Stop {
        code,
        message,
        hint,
        sheet,
        row: (row > 0).then_some(row),
    })
}
