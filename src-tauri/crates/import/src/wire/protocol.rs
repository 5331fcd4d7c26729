//! What goes through the pipe between worker and program.
//!
//! The stream is a row of frames: length (u32, little endian), then records which never cross a frame.
//! Numbers are LEB128, signed ones zigzagged; texts are length and UTF-8. A text is sent once, cells name
//! it by its number. A stream which ends without [`END`] came from a worker which died.

/// Largest text of a cell in bytes. Excel allows 32,767 characters.
pub(crate) const LONGEST_TEXT: usize = 1 << 20;
/// Largest frame the program accepts.
pub(crate) const LARGEST_FRAME: usize = 4 << 20;

/// What the file turned out to be: text.
pub(crate) const KIND: u8 = 1;
/// A sheet begins: name, hidden, format in words, last row where declared (0 = not).
pub(crate) const SHEET: u8 = 2;
/// The next text.
pub(crate) const TEXT: u8 = 3;
/// A row: steps since the last row, number of cells, cells.
pub(crate) const ROW: u8 = 4;
/// What a column's formats say: column, hint.
pub(crate) const HINT: u8 = 5;
/// The sheet is over.
pub(crate) const SHEET_END: u8 = 6;
/// A finding: code, severity, sheet, row, rows, message, hint, repairs.
pub(crate) const NOTE: u8 = 7;
/// The file is refused: code, sheet, row, message, hint.
pub(crate) const STOP: u8 = 8;
/// Rows (0) or columns (1) are hidden: which of both, the first, the last.
pub(crate) const HIDDEN: u8 = 11;
/// The sheet under way, if any, is taken back.
pub(crate) const AGAIN: u8 = 10;
/// All is said: number of cells sent.
pub(crate) const END: u8 = 9;

/// Kinds of cells, in the low three bits of a cell's first number; the rest is the step since the last column.
pub(crate) mod cell {
    pub const TEXT: u8 = 0;
    pub const NUMBER: u8 = 1;
    pub const DATE: u8 = 2;
    pub const FALSE: u8 = 3;
    pub const TRUE: u8 = 4;
    pub const ERROR: u8 = 5;
    pub const NO_VALUE: u8 = 6;
}

/// Appends an unsigned number.
pub(crate) fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a signed number.
pub(crate) fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, ((value << 1) ^ (value >> 63)) as u64);
}

/// Appends a text.
pub(crate) fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// What is read from a frame makes no sense.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Garbage;

/// The unread part of a frame.
pub(crate) struct Frame<'a>(pub &'a [u8]);

impl<'a> Frame<'a> {
    pub fn byte(&mut self) -> Result<u8, Garbage> {
        let (&first, rest) = self.0.split_first().ok_or(Garbage)?;
        self.0 = rest;
        Ok(first)
    }

    pub fn number(&mut self) -> Result<u64, Garbage> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Garbage)
    }

    pub fn signed(&mut self) -> Result<i64, Garbage> {
        let value = self.number()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    pub fn small(&mut self) -> Result<u32, Garbage> {
        u32::try_from(self.number()?).map_err(|_| Garbage)
    }

    pub fn text(&mut self) -> Result<&'a str, Garbage> {
        let length = usize::try_from(self.number()?).map_err(|_| Garbage)?;
        let (text, rest) = self.0.split_at_checked(length).ok_or(Garbage)?;
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| Garbage)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_come_back() {
        let mut out = Vec::new();
        let signed = [0, -1, 1, 63, -64, 1 << 40, i64::MIN, i64::MAX];
        for &n in &signed {
            put_signed(&mut out, n);
        }
        put(&mut out, u64::MAX);
        put_text(&mut out, "Zoë");
        let mut frame = Frame(&out);
        assert!(signed.iter().all(|&n| frame.signed().unwrap() == n));
        assert_eq!(frame.number(), Ok(u64::MAX));
        assert_eq!(frame.text(), Ok("Zoë"));
        assert_eq!(frame.byte(), Err(Garbage));
    }

    #[test]
    fn garbage_is_told_from_data() {
        assert_eq!(Frame(&[0xff; 12]).number(), Err(Garbage));
        assert_eq!(Frame(&[200, 1, b'a']).text(), Err(Garbage));
        assert_eq!(Frame(&[2, 0xc3, 0x28]).text(), Err(Garbage));
    }
}
