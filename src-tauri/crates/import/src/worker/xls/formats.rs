//! Which cells of an XLS are shown as percentages or money, and which rows and columns are not shown at all:
//! calamine reads their values but keeps that to itself, and a column of percentages must never be taken for
//! amounts.

use crate::worker::numfmt::{self, Format};
use std::collections::{BTreeSet, HashMap};

/// Percent and currency cells of one sheet, by row and column from 0.
pub(crate) type Marked = HashMap<(u32, u32), Format>;

/// What one sheet says beside its values.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub marked: Marked,
    /// Hidden rows, from 1.
    pub hidden_rows: BTreeSet<u32>,
    /// Hidden columns, from 0: first and last.
    pub hidden_columns: Vec<(u16, u16)>,
}

const EOF: u16 = 0x000A;
const SHEET: u16 = 0x0085;
const STYLE: u16 = 0x00E0;
const FORMAT: u16 = 0x041E;
const FORMULA: u16 = 0x0006;
const MANY_RK: u16 = 0x00BD;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const BEGIN: u16 = 0x0809;
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007D;

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..at + 2)?
        .try_into()
        .ok()
        .map(u16::from_le_bytes)
}

/// Records (kind and bytes) from a place in the stream up to its end of part.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (short(self.0, 0)?, usize::from(short(self.0, 2)?));
        let bytes = self.0.get(4..4 + length)?;
        self.0 = &self.0[4 + length..];
        Some((kind, bytes))
    }
}

/// What every sheet says, in the order of the workbook.
pub(crate) fn shown(stream: &[u8]) -> Vec<Shown> {
    let (mut codes, mut styles, mut sheets) = (HashMap::new(), Vec::new(), Vec::new());
    for (kind, bytes) in Records(stream).take_while(|(kind, _)| *kind != EOF) {
        match kind {
            FORMAT => codes.extend(short(bytes, 0).zip(code(bytes))),
            STYLE => styles.push(short(bytes, 2).unwrap_or(0)),
            SHEET => sheets.push(
                bytes
                    .get(..4)
                    .and_then(|b| b.try_into().ok())
                    .map_or(0, u32::from_le_bytes),
            ),
            _ => {}
        }
    }
    let known = |id: &u16| {
        codes
            .get(id)
            .copied()
            .unwrap_or_else(|| numfmt::builtin(u32::from(*id)))
    };
    let formats: Vec<Format> = styles.iter().map(known).collect();
    sheets
        .into_iter()
        .map(|at| sheet(stream.get(at as usize..).unwrap_or_default(), &formats))
        .collect()
}

/// The text of a format: its length, a flag for two bytes a letter, its letters.
fn code(bytes: &[u8]) -> Option<Format> {
    let length = usize::from(short(bytes, 2)?);
    let letters = bytes.get(5..)?;
    let text = if bytes.get(4)? & 1 == 0 {
        letters
            .iter()
            .take(length)
            .map(|b| char::from(*b))
            .collect::<String>()
    } else {
        let units = letters
            .as_chunks::<2>()
            .0
            .iter()
            .take(length)
            .map(|b| u16::from_le_bytes(*b));
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(' '))
            .collect()
    };
    Some(numfmt::code(&text))
}

fn sheet(stream: &[u8], formats: &[Format]) -> Shown {
    let mut shown = Shown::default();
    let marked = &mut shown.marked;
    let mut depth = 0;
    for (kind, bytes) in Records(stream) {
        match kind {
            BEGIN => depth += 1,
            EOF => depth -= 1,
            // Charts within the sheet are a level deeper.
            NUMBER | RK | FORMULA if depth == 1 => mark(bytes, 4, 0, formats, marked),
            MANY_RK if depth == 1 => {
                for step in 0..bytes.len().saturating_sub(6) / 6 {
                    mark(bytes, 4 + 6 * step, step, formats, marked);
                }
            }
            ROW if depth == 1 && short(bytes, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                let row = short(bytes, 0).map(|row| u32::from(row) + 1);
                shown.hidden_rows.extend(row);
            }
            COLUMNS if depth == 1 && short(bytes, 8).is_some_and(|flags| flags & 1 != 0) => {
                let columns = short(bytes, 0).zip(short(bytes, 2));
                shown.hidden_columns.extend(columns);
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    shown
}

fn mark(bytes: &[u8], style: usize, step: usize, formats: &[Format], marked: &mut Marked) {
    let (Some(row), Some(column), Some(style)) =
        (short(bytes, 0), short(bytes, 2), short(bytes, style))
    else {
        return;
    };
    if let Some(format @ (Format::Percent | Format::Currency | Format::Money(_))) =
        formats.get(usize::from(style))
    {
        marked.insert((u32::from(row), u32::from(column) + step as u32), *format);
    }
}
