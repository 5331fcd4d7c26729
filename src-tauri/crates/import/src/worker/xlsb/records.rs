//! The records of a binary part: kind, length, bytes.

use crate::wire::stop::{self, Stop};
use std::io::{BufReader, ErrorKind, Read};

/// Longest record which is taken; a cell's text has at most 64 KiB.
const LONGEST: usize = 16 << 20;

/// Kinds of records which are looked at (MS-XLSB 2.3).
pub(crate) mod kind {
    pub const ROW: u16 = 0;
    pub const BLANK: u16 = 1;
    pub const RK: u16 = 2;
    pub const ERROR: u16 = 3;
    pub const BOOL: u16 = 4;
    pub const REAL: u16 = 5;
    pub const TEXT: u16 = 6;
    pub const SHARED_TEXT: u16 = 7;
    pub const FORMULA_TEXT: u16 = 8;
    pub const FORMULA_REAL: u16 = 9;
    pub const FORMULA_BOOL: u16 = 10;
    pub const FORMULA_ERROR: u16 = 11;
    /// Up to here cells, the last seven of kinds no program writes.
    pub const LAST_CELL: u16 = 18;
    pub const STRING: u16 = 0x13;
    pub const FORMAT: u16 = 0x2C;
    pub const STYLE: u16 = 0x2F;
    pub const COLUMN: u16 = 0x3C;
    pub const RICH_TEXT: u16 = 0x3E;
    pub const SHEETS_END: u16 = 0x90;
    pub const CELLS_BEGIN: u16 = 0x91;
    pub const CELLS_END: u16 = 0x92;
    pub const DIMENSION: u16 = 0x94;
    pub const WORKBOOK_PROPERTIES: u16 = 0x99;
    pub const SHEET: u16 = 0x9C;
    pub const STRINGS_END: u16 = 0xA0;
    pub const STYLES_BEGIN: u16 = 0x269;
    pub const STYLES_END: u16 = 0x26A;
}

/// Reads records one after the other.
pub(crate) struct Records<R> {
    reader: BufReader<R>,
    bytes: Vec<u8>,
}

/// One record.
pub(crate) struct Record<'a> {
    pub kind: u16,
    bytes: &'a [u8],
}

fn broken(error: &std::io::Error) -> Stop {
    match error.kind() {
        ErrorKind::UnexpectedEof => stop::truncated("the end of a part is missing"),
        _ => stop::truncated("a part of the archive is damaged"),
    }
}

fn short() -> Stop {
    stop::damaged("a record is too short")
}

impl<R: Read> Records<R> {
    pub fn new(reader: R) -> Records<R> {
        Records {
            reader: BufReader::new(reader),
            bytes: Vec::new(),
        }
    }

    fn byte(&mut self) -> Result<u8, Stop> {
        let mut byte = [0];
        self.reader.read_exact(&mut byte).map_err(|e| broken(&e))?;
        Ok(byte[0])
    }

    /// The next record. A part ends with a record which says so, so there always is one.
    pub fn next(&mut self) -> Result<Record<'_>, Stop> {
        let mut kind = u16::from(self.byte()?);
        if kind & 0x80 != 0 {
            kind = (kind & 0x7F) | u16::from(self.byte()? & 0x7F) << 7;
        }
        let mut length = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte()?;
            length |= usize::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        if length > LONGEST {
            return Err(stop::damaged("a record is too long"));
        }
        self.bytes.resize(length, 0);
        self.reader
            .read_exact(&mut self.bytes)
            .map_err(|e| broken(&e))?;
        Ok(Record {
            kind,
            bytes: &self.bytes,
        })
    }

    /// Reads to the end, so that the part's checksum is checked.
    pub fn finish(mut self) -> Result<(), Stop> {
        std::io::copy(&mut self.reader, &mut std::io::sink())
            .map(|_| ())
            .map_err(|e| broken(&e))
    }
}

impl Record<'_> {
    fn take<const N: usize>(&self, at: usize) -> Result<[u8; N], Stop> {
        self.bytes
            .get(at..at + N)
            .and_then(|b| b.try_into().ok())
            .ok_or_else(short)
    }

    pub fn byte(&self, at: usize) -> Result<u8, Stop> {
        self.take::<1>(at).map(|b| b[0])
    }

    pub fn short(&self, at: usize) -> Result<u16, Stop> {
        self.take(at).map(u16::from_le_bytes)
    }

    pub fn number(&self, at: usize) -> Result<u32, Stop> {
        self.take(at).map(u32::from_le_bytes)
    }

    pub fn float(&self, at: usize) -> Result<f64, Stop> {
        self.take(at).map(f64::from_le_bytes)
    }

    /// A text (length in UTF-16 units first) and where it ends.
    pub fn text(&self, at: usize) -> Result<(String, usize), Stop> {
        let units = self.number(at)? as usize;
        let end = units
            .checked_mul(2)
            .and_then(|length| length.checked_add(at + 4))
            .ok_or_else(short)?;
        let bytes = self.bytes.get(at + 4..end).ok_or_else(short)?;
        Ok((
            encoding_rs::UTF_16LE
                .decode_without_bom_handling(bytes)
                .0
                .into_owned(),
            end,
        ))
    }
}
