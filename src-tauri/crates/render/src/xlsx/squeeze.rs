//! One part of the package, compressed in pieces: each is a run of whole deflate blocks of its own, so that
//! pieces can be made side by side and put one after the other. How a part is cut depends on its rows
//! alone, never on the machine: the same part gives the same bytes.

use flate2::{Compress, Compression, Crc, FlushCompress};
use std::io::{self, Write};

/// Quick and small enough: level 1 is half as quick again and two fifths larger, level 3 takes a third longer
/// for a twentieth.
const LEVEL: u32 = 2;
/// An empty last block, which ends the part.
const END: [u8; 2] = [3, 0];
/// Room made for compressed bytes whenever it runs low.
const ROOM: usize = 1 << 16;

/// A piece of a part: what is written to it is compressed.
pub(super) struct Piece {
    engine: Compress,
    crc: Crc,
    size: u64,
    bytes: Vec<u8>,
}

impl Piece {
    pub(super) fn new() -> Piece {
        Piece {
            engine: Compress::new(Compression::new(LEVEL), false),
            crc: Crc::new(),
            size: 0,
            bytes: Vec::new(),
        }
    }

    /// A piece of one text.
    pub(super) fn of(text: &str) -> io::Result<Piece> {
        let mut piece = Piece::new();
        piece.write_all(text.as_bytes())?;
        piece.end()
    }

    /// Ends the piece on a whole byte, so that the next can follow.
    pub(super) fn end(mut self) -> io::Result<Piece> {
        self.push(&[], FlushCompress::Sync)?;
        Ok(self)
    }

    fn push(&mut self, mut text: &[u8], flush: FlushCompress) -> io::Result<()> {
        loop {
            if self.bytes.capacity() - self.bytes.len() < ROOM / 8 {
                self.bytes.reserve(ROOM);
            }
            let before = self.engine.total_in();
            self.engine
                .compress_vec(text, &mut self.bytes, flush)
                .map_err(io::Error::other)?;
            let taken = (self.engine.total_in() - before) as usize;
            text = text.get(taken..).unwrap_or_default();
            if text.is_empty() && self.bytes.len() < self.bytes.capacity() {
                return Ok(());
            }
        }
    }
}

impl Write for Piece {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.crc.update(text);
        self.size += text.len() as u64;
        self.push(text, FlushCompress::None)?;
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An archive which holds one file, made of these pieces.
pub(super) fn archive(name: &str, pieces: &[Piece]) -> io::Result<Vec<u8>> {
    let too_large = |_| io::Error::other("a sheet has more than 4 GB of text");
    let mut crc = Crc::new();
    for piece in pieces {
        crc.combine(&piece.crc);
    }
    let unpacked = pieces.iter().map(|p| p.size).sum::<u64>();
    let packed = pieces.iter().map(|p| p.bytes.len()).sum::<usize>() + END.len();
    let unpacked = u32::try_from(unpacked).map_err(too_large)?;
    let packed = u32::try_from(packed).map_err(too_large)?;
    let mut about = Vec::new();
    put(&mut about, &[20, 0, 8, 0, 0x21], 2);
    put(&mut about, &[crc.sum(), packed, unpacked], 4);
    put(&mut about, &[name.len() as u32, 0], 2);

    let mut out = Vec::with_capacity(packed as usize + 2 * name.len() + 128);
    out.extend_from_slice(b"PK\x03\x04");
    out.extend_from_slice(&about);
    out.extend_from_slice(name.as_bytes());
    for piece in pieces {
        out.extend_from_slice(&piece.bytes);
    }
    out.extend_from_slice(&END);
    let directory = out.len() as u32;
    out.extend_from_slice(b"PK\x01\x02");
    // Made by a Unix program, a plain file of its owner.
    put(&mut out, &[0x0314], 2);
    out.extend_from_slice(&about);
    put(&mut out, &[0, 0, 0], 2);
    put(&mut out, &[0o100_600 << 16, 0], 4);
    out.extend_from_slice(name.as_bytes());
    let length = out.len() as u32 - directory;
    out.extend_from_slice(b"PK\x05\x06");
    put(&mut out, &[0, 0, 1, 1], 2);
    put(&mut out, &[length, directory], 4);
    put(&mut out, &[0], 2);
    Ok(out)
}

/// Appends numbers of so many bytes, the lowest byte first.
fn put(out: &mut Vec<u8>, numbers: &[u32], bytes: usize) {
    for number in numbers {
        out.extend(number.to_le_bytes().into_iter().take(bytes));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Read;
    use zip::ZipArchive;

    #[test]
    fn pieces_come_back_as_one_text() {
        let texts = ["<a>".repeat(90_000), String::new(), "Zoë".to_owned()];
        let pieces: Vec<Piece> = texts.iter().map(|t| Piece::of(t).unwrap()).collect();
        let bytes = archive("xl/worksheets/sheet1.xml", &pieces).unwrap();
        let mut archive = ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        let mut back = String::new();
        let mut file = archive.by_index(0).unwrap();
        file.read_to_string(&mut back).unwrap();
        assert_eq!(back, texts.concat());
    }
}
