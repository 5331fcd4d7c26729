//! A part of the archive, seen through a window which moves on as it is unpacked.

use super::Odd;
use crate::wire::stop;
use std::io::Read;

const STEP: u64 = 256 << 10;
/// Most that may be waited for: a cell, or the head of a sheet. Excel's longest text is far shorter.
const LONGEST: usize = 8 << 20;
/// Most a part may unpack to, whatever it declares.
const PART: u64 = 384 << 20;

/// The window.
pub(crate) struct Window<R> {
    reader: R,
    bytes: Vec<u8>,
    at: usize,
    total: u64,
}

impl<R: Read> Window<R> {
    pub fn new(reader: R) -> Window<R> {
        Window {
            reader,
            bytes: Vec::new(),
            at: 0,
            total: 0,
        }
    }

    /// What can be seen.
    pub fn seen(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// Leaves bytes behind.
    pub fn pass(&mut self, count: usize) {
        self.at += count;
    }

    /// Unpacks on. At the end of the part an error: whoever asks for more does not have what it needs.
    pub fn more(&mut self) -> Result<(), Odd> {
        if self.bytes.len() - self.at > LONGEST {
            return Err(stop::cell_too_long(LONGEST).into());
        }
        if self.read()? {
            Ok(())
        } else {
            Err(stop::truncated("the end of a sheet is missing").into())
        }
    }

    /// Unpacks on; whether there was more.
    fn read(&mut self) -> Result<bool, Odd> {
        self.bytes.drain(..self.at);
        self.at = 0;
        let read = (&mut self.reader).take(STEP).read_to_end(&mut self.bytes);
        let read = read.map_err(|_| stop::truncated("a part of the archive is damaged"))?;
        self.total += read as u64;
        if self.total > PART {
            return Err(stop::archive_too_large("one part of it", PART).into());
        }
        Ok(read > 0)
    }

    /// Unpacks the rest, so that its checksum is checked, and looks for the end of the document.
    pub fn finish(mut self) -> Result<(), Odd> {
        while {
            self.pass((self.bytes.len() - self.at).saturating_sub(64));
            self.read()?
        } {}
        let end = self.bytes.trim_ascii_end();
        if end.ends_with(b"</worksheet>") {
            return Ok(());
        }
        if end.ends_with(b">") && !end.ends_with(b"</sheetData>") {
            // A comment after the end, perhaps.
            return Err(Odd::Unusual);
        }
        Err(stop::truncated("the end of a sheet is missing").into())
    }
}
