//! An OLE compound file looked over before a parser opens it: what it holds, and whether its sector
//! chains end, stay inside the file and are as long as they must be.

use crate::wire::stop::{self, Stop};

const HEADER: usize = 512;
const ENTRY: usize = 128;
/// Streams shorter than this live in the mini stream.
const MINI: u64 = 4096;
const MINI_SECTOR: usize = 64;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FIRST_RESERVED: u32 = 0xFFFF_FFFA;

/// What the file holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Content {
    /// An encrypted workbook of the newer format.
    Encrypted,
    /// A workbook.
    Workbook(Workbook),
}

/// A workbook stream found whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Workbook {
    pub macros: bool,
    /// The stream.
    pub stream: Vec<u8>,
}

struct Ole<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..at + 2)?
        .try_into()
        .ok()
        .map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at + 4)?
        .try_into()
        .ok()
        .map(u32::from_le_bytes)
}

fn cut() -> Stop {
    stop::truncated("it points to sectors beyond its end")
}

impl<'a> Ole<'a> {
    fn open(bytes: &'a [u8]) -> Result<Ole<'a>, Stop> {
        let shift = u16_at(bytes, 30).ok_or_else(cut)?;
        if bytes.len() < HEADER {
            return Err(cut());
        }
        let sector = match shift {
            9 => 512,
            12 => 4096,
            _ => return Err(stop::damaged("its header is not one of a workbook")),
        };
        let mut ole = Ole {
            bytes,
            sector,
            fat: Vec::new(),
        };
        for id in ole.fat_sectors()? {
            let data = ole.data(id).ok_or_else(cut)?;
            ole.fat.extend(
                data.as_chunks::<4>()
                    .0
                    .iter()
                    .map(|b| u32::from_le_bytes(*b)),
            );
        }
        Ok(ole)
    }

    /// How many sectors the file can hold.
    fn sectors(&self) -> usize {
        self.bytes
            .len()
            .saturating_sub(self.sector.min(self.bytes.len()))
            .div_ceil(self.sector)
    }

    /// A sector; the last one of a file may be short.
    fn data(&self, id: u32) -> Option<&'a [u8]> {
        let start = (id as usize).checked_add(1)?.checked_mul(self.sector)?;
        let rest = self.bytes.get(start..)?;
        (!rest.is_empty()).then(|| &rest[..rest.len().min(self.sector)])
    }

    fn fat_sectors(&self) -> Result<Vec<u32>, Stop> {
        let mut ids: Vec<u32> = (0..109)
            .filter_map(|i| u32_at(self.bytes, 76 + 4 * i))
            .collect();
        let mut next = u32_at(self.bytes, 68).ok_or_else(cut)?;
        let mut steps = 0;
        while next < FIRST_RESERVED {
            steps += 1;
            if steps > self.sectors() {
                return Err(circle());
            }
            let data = self
                .data(next)
                .filter(|d| d.len() == self.sector)
                .ok_or_else(cut)?;
            let entries = data.as_chunks::<4>().0;
            ids.extend(
                entries[..entries.len() - 1]
                    .iter()
                    .map(|b| u32::from_le_bytes(*b)),
            );
            next = entries
                .last()
                .map_or(END_OF_CHAIN, |b| u32::from_le_bytes(*b));
        }
        Ok(ids.into_iter().filter(|id| *id < FIRST_RESERVED).collect())
    }

    /// The bytes along a chain, up to `most`.
    fn chain(&self, start: u32, most: u64) -> Result<Vec<u8>, Stop> {
        let (mut bytes, mut next, mut steps) = (Vec::new(), start, 0);
        while next != END_OF_CHAIN && (bytes.len() as u64) < most {
            steps += 1;
            if steps > self.sectors() {
                return Err(circle());
            }
            bytes.extend_from_slice(self.data(next).ok_or_else(cut)?);
            next = *self.fat.get(next as usize).ok_or_else(cut)?;
        }
        Ok(bytes)
    }
}

fn circle() -> Stop {
    stop::archive_suspicious("its sectors run in a circle")
}

/// Looks over a compound file.
pub(crate) fn check(bytes: &[u8]) -> Result<Content, Stop> {
    let ole = Ole::open(bytes)?;
    let start = u32_at(bytes, 48).ok_or_else(cut)?;
    let directory = ole.chain(start, u64::MAX)?;
    let entries: Vec<(String, &[u8])> = directory
        .as_chunks::<ENTRY>()
        .0
        .iter()
        .map(|e| (name(e), &e[..]))
        .collect();
    let find = |wanted: &str| {
        entries
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, e)| *e)
    };
    if find("EncryptedPackage").is_some() {
        return Ok(Content::Encrypted);
    }
    let Some(book) = find("Workbook").or_else(|| find("Book")) else {
        let what = if find("WordDocument").is_some() {
            "a Word document"
        } else if find("PowerPoint Document").is_some() {
            "a PowerPoint presentation"
        } else {
            "an Office file of another kind"
        };
        return Err(stop::not_a_spreadsheet(what));
    };
    let stream = whole(&ole, book, entries.first().map(|(_, root)| *root))?;
    Ok(Content::Workbook(Workbook {
        macros: find("_VBA_PROJECT_CUR").is_some(),
        stream,
    }))
}

/// The workbook's stream, there to its last byte.
fn whole(ole: &Ole<'_>, book: &[u8], root: Option<&[u8]>) -> Result<Vec<u8>, Stop> {
    let stream = match root {
        // A short stream lives in the mini stream, which is the root's.
        Some(root) if size(book)? < MINI => mini(ole, book, &from(ole, root)?)?,
        _ => from(ole, book)?,
    };
    if (stream.len() as u64) < size(book)? {
        return Err(cut());
    }
    Ok(stream)
}

fn size(entry: &[u8]) -> Result<u64, Stop> {
    u32_at(entry, 120).map(u64::from).ok_or_else(cut)
}

fn from(ole: &Ole<'_>, entry: &[u8]) -> Result<Vec<u8>, Stop> {
    ole.chain(u32_at(entry, 116).ok_or_else(cut)?, size(entry)?)
}

/// The bytes along a chain of the mini stream's sectors.
fn mini(ole: &Ole<'_>, entry: &[u8], stream: &[u8]) -> Result<Vec<u8>, Stop> {
    let table = ole.chain(u32_at(ole.bytes, 60).ok_or_else(cut)?, u64::MAX)?;
    let (mut bytes, mut next) = (Vec::new(), u32_at(entry, 116).ok_or_else(cut)?);
    while next != END_OF_CHAIN && (bytes.len() as u64) < size(entry)? {
        let start = next as usize * MINI_SECTOR;
        let sector = stream
            .get(start..)
            .filter(|rest| !rest.is_empty())
            .ok_or_else(cut)?;
        bytes.extend_from_slice(&sector[..sector.len().min(MINI_SECTOR)]);
        next = u32_at(&table, next as usize * 4).ok_or_else(cut)?;
    }
    Ok(bytes)
}

fn name(entry: &[u8]) -> String {
    let units = entry[..64]
        .as_chunks::<2>()
        .0
        .iter()
        .map(|b| u16::from_le_bytes(*b));
    char::decode_utf16(units.take_while(|u| *u != 0))
        .map(|c| c.unwrap_or('\u{fffd}'))
        .collect()
}
