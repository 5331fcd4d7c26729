//! A zip archive looked over before any parser opens it: its parts, their sizes, what it is.

use crate::wire::stop::{self, Stop};
use std::io::{Cursor, Read};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

pub(crate) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Most parts an archive may have.
const PARTS: usize = 10_000;
/// Largest part unpacked.
const PART: u64 = 384 << 20;
/// A packed ratio beyond this is refused for parts over [`RATIO_FROM`]; honest files reach 140.
const RATIO: u64 = 200;
const RATIO_FROM: u64 = 8 << 20;
/// What a shared string takes at least, so that a declared count can be checked against the part's size.
const LEAST_STRING: u64 = 5;

const PACKED: &str = "a part of it is packed by another method than deflate";

/// What an archive holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Xlsx,
    Xlsb,
    Ods,
}

/// What was seen.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    pub kind: Kind,
    /// A VBA project or Basic library is inside.
    pub macros: bool,
    /// Other workbooks are referred to.
    pub links: bool,
}

/// Opens an archive, telling damage from malice.
pub(crate) fn open(bytes: &[u8]) -> Result<Archive<'_>, Stop> {
    ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| stop::truncated("the directory at the end of the archive is missing"))
}

/// Opens a part, with a limit on what it may really unpack to.
pub(crate) fn part<'a, 'b>(
    archive: &'a mut Archive<'b>,
    at: usize,
) -> Result<impl Read + use<'a, 'b>, Stop> {
    let file = archive.by_index(at).map_err(|e| zip_stop(&e))?;
    Ok(file.take(PART + 1))
}

fn zip_stop(error: &ZipError) -> Stop {
    match error {
        ZipError::UnsupportedArchive(text) if text.contains("assword") => stop::password(),
        ZipError::UnsupportedArchive(_) => {
            stop::archive_suspicious("a part is packed in an unknown way")
        }
        ZipError::InvalidPassword => stop::password(),
        _ => stop::truncated("a part of the archive is missing"),
    }
}

/// Looks over an archive and refuses what no spreadsheet program writes.
pub(crate) fn survey(bytes: &[u8], unpacked: u64) -> Result<Survey, Stop> {
    let declared = declared_parts(bytes)?;
    if declared > PARTS {
        return Err(stop::archive_suspicious(&format!(
            "it has {declared} parts, more than {PARTS}"
        )));
    }
    let mut archive = open(bytes)?;
    if archive.len() > PARTS {
        return Err(stop::archive_suspicious(&format!(
            "it has {} parts, more than {PARTS}",
            archive.len()
        )));
    }
    let names = sizes(&mut archive, bytes.len() as u64, unpacked)?;
    let kind = kind(&mut archive, &names)?;
    check_counts(&mut archive, &names)?;
    let has = |part: &str| names.iter().any(|n| n.contains(part));
    Ok(Survey {
        kind,
        macros: has("vbaproject.bin") || (kind == Kind::Ods && has("basic/")),
        links: has("externallinks/"),
    })
}

/// The number of parts by the archive's last record, before memory is spent on listing them.
fn declared_parts(bytes: &[u8]) -> Result<usize, Stop> {
    let tail = &bytes[bytes.len().saturating_sub(22 + 0xFFFF)..];
    let end = memchr::memmem::rfind(tail, b"PK\x05\x06")
        .ok_or_else(|| stop::truncated("the directory at the end of the archive is missing"))?;
    let count = tail
        .get(end + 10..end + 12)
        .and_then(|b| b.try_into().ok())
        .map_or(0, u16::from_le_bytes);
    // 0xFFFF says that the real count is elsewhere; a directory of so many parts is large in itself.
    Ok(usize::from(count))
}

/// Names in lower case, after every declared size was checked.
fn sizes(archive: &mut Archive<'_>, file: u64, unpacked: u64) -> Result<Vec<String>, Stop> {
    let (mut sum, mut packed_sum) = (0_u64, 0_u64);
    let mut names = Vec::with_capacity(archive.len());
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(|e| zip_stop(&e))?;
        if part.encrypted() {
            return Err(stop::password());
        }
        if !matches!(
            part.compression(),
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            return Err(stop::archive_suspicious(PACKED));
        }
        let (size, packed) = (part.size(), part.compressed_size());
        sum = sum.saturating_add(size);
        packed_sum = packed_sum.saturating_add(packed);
        if size > PART {
            return Err(stop::archive_too_large("one part of it", PART));
        }
        if size > RATIO_FROM && size / packed.max(1) > RATIO {
            let what = format!(
                "a part of {} MB is packed {} to 1",
                size >> 20,
                size / packed.max(1)
            );
            return Err(stop::archive_suspicious(&what));
        }
        let name = part.name().map_err(|e| zip_stop(&e))?;
        names.push(name.replace('\\', "/").to_ascii_lowercase());
    }
    if sum > unpacked {
        return Err(stop::archive_too_large("the whole of it", unpacked));
    }
    if packed_sum > file {
        return Err(stop::archive_suspicious("its parts overlap"));
    }
    Ok(names)
}

/// The first bytes of a part, as text.
fn head(
    archive: &mut Archive<'_>,
    names: &[String],
    name: &str,
    most: u64,
) -> Result<String, Stop> {
    let Some(at) = names.iter().position(|n| n == name) else {
        return Ok(String::new());
    };
    let mut text = Vec::new();
    let reader = part(archive, at)?;
    reader
        .take(most)
        .read_to_end(&mut text)
        .map_err(|_| stop::truncated("a part of the archive is damaged"))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn kind(archive: &mut Archive<'_>, names: &[String]) -> Result<Kind, Stop> {
    let has = |part: &str| names.iter().any(|n| n.starts_with(part));
    let mime = head(archive, names, "mimetype", 128)?;
    if mime.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
        return Ok(Kind::Ods);
    }
    let types = head(archive, names, "[content_types].xml", 1 << 20)?;
    let what = if has("xl/workbook.bin") || types.contains("sheet.binary.macroEnabled") {
        return Ok(Kind::Xlsb);
    } else if has("xl/") || types.contains("spreadsheetml") {
        return Ok(Kind::Xlsx);
    } else if !mime.is_empty() {
        "another kind of document"
    } else if has("word/") {
        "a Word document"
    } else if has("ppt/") {
        "a PowerPoint presentation"
    } else if has("index/") || has("index.zip") {
        "an Apple Numbers, Pages or Keynote document"
    } else {
        "a zip archive"
    };
    Err(stop::not_a_spreadsheet(what))
}

/// A declared number of shared strings which the part cannot hold would be reserved all the same.
fn check_counts(archive: &mut Archive<'_>, names: &[String]) -> Result<(), Stop> {
    for at in 0..names.len() {
        if !names[at].ends_with("sharedstrings.xml") {
            continue;
        }
        let size = archive.by_index_raw(at).map_err(|e| zip_stop(&e))?.size();
        let text = head(archive, names, &names[at], 8192)?;
        let declared = text
            .split_once("uniqueCount=")
            .map_or(0, |(_, rest)| digits(rest));
        if declared > size / LEAST_STRING + 1 {
            let what = format!("it declares {declared} texts where {size} bytes are");
            return Err(stop::archive_suspicious(&what));
        }
    }
    Ok(())
}

fn digits(text: &str) -> u64 {
    let text = text
        .trim_start()
        .trim_start_matches(['"', '\''])
        .trim_start();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    if end > 18 {
        u64::MAX
    } else {
        text[..end].parse().unwrap_or(0)
    }
}

/// Unpacks a sheet once, whole: checks its checksum, its size and its end. Says whether it has formulas.
pub(crate) fn sheet(archive: &mut Archive<'_>, at: usize) -> Result<bool, Stop> {
    let mut reader = part(archive, at)?;
    let mut formulas = false;
    let mut window = Vec::with_capacity(1 << 18);
    let mut total = 0_u64;
    loop {
        let kept = window.len();
        let read = (&mut reader)
            .take(1 << 17)
            .read_to_end(&mut window)
            .map_err(|_| stop::truncated("a sheet is damaged"))?;
        total += (window.len() - kept) as u64;
        if total > PART {
            return Err(stop::archive_too_large("one part of it", PART));
        }
        formulas = formulas || has_formula(&window);
        if read == 0 {
            break;
        }
        let keep = window.len().saturating_sub(64);
        window.drain(..keep);
    }
    let end = String::from_utf8_lossy(&window);
    if !end.trim_end().ends_with("worksheet>") {
        return Err(stop::truncated("the end of a sheet is missing"));
    }
    Ok(formulas)
}

/// `<f>`, `<f t=…>` or either with a prefix.
fn has_formula(xml: &[u8]) -> bool {
    let opens = |at: usize| {
        xml.get(at + 1)
            .is_some_and(|next| b" />\t\r\n".contains(next))
    };
    memchr::memmem::find_iter(xml, b"<f").any(|at| opens(at + 1))
        || memchr::memmem::find_iter(xml, b":f").any(|at| opens(at + 1))
}
