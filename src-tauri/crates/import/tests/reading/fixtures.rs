//! Files made for the tests, and the reader under test.

use holdfast_import::{Book, Limits, Unwatched};
use holdfast_ledger::{Finding, Table};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Limits with this package's own worker.
pub fn limits() -> Limits {
    Limits {
        worker: Some(env!("CARGO_BIN_EXE_holdfast-import-worker").into()),
        ..Limits::default()
    }
}

/// A folder with one file.
pub struct Fixture {
    pub path: PathBuf,
    _folder: TempDir,
}

pub fn file(name: &str, bytes: &[u8]) -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Fixture {
        path,
        _folder: folder,
    }
}

pub fn read_path(path: &Path) -> Result<Book, Box<Finding>> {
    holdfast_import::read(path, &limits(), &Unwatched).map_err(|refusal| refusal.0)
}

/// What a file of this name and content reads as.
pub fn read(name: &str, bytes: &[u8]) -> Result<Book, Box<Finding>> {
    read_path(&file(name, bytes).path)
}

/// The cells of a table as text, row by row.
pub fn texts(table: &Table) -> Vec<Vec<String>> {
    (0..table.len())
        .map(|i| {
            (0..table.width())
                .map(|c| table.cell(i, c).text())
                .collect()
        })
        .collect()
}

/// A zip archive of parts.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    packed(parts, CompressionMethod::Deflated)
}

pub fn packed(parts: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(
            *name,
            SimpleFileOptions::default().compression_method(method),
        )
        .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="ARR" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

/// The parts of a workbook with one sheet of hand-written XML, style 1 being a date.
pub fn xlsx_parts<'a>(sheet: &'a [u8], strings: &'a [u8]) -> Vec<(&'a str, &'a [u8])> {
    vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ]
}

/// A sheet around rows.
pub fn sheet_xml(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// Shared strings.
pub fn strings_xml(texts: &[&str]) -> String {
    let items = texts.iter().fold(String::new(), |items, text| {
        items + "<si><t>" + text + "</t></si>"
    });
    format!(
        r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="{0}" uniqueCount="{0}">{items}</sst>"#,
        texts.len()
    )
}

/// A workbook of hand-written rows.
pub fn xlsx(rows: &str) -> Vec<u8> {
    archive(&xlsx_parts(
        sheet_xml(rows).as_bytes(),
        strings_xml(&["Alder", "Birch"]).as_bytes(),
    ))
}

/// A workbook of one hand-written row `2` under a text header in A1.
pub fn xlsx_cells(cells: &str) -> Vec<u8> {
    xlsx(&format!(
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2">{cells}</row>"#
    ))
}

/// A file kept in the repository, made with a program of its kind.
pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures")
            .join(name),
    )
    .unwrap()
}

/// An OLE compound file of streams of 4 KiB or more (shorter ones are filled up).
pub fn ole(streams: &[(&str, &[u8])]) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    let mut fat: Vec<u32> = vec![0xFFFF_FFFD];
    let mut entries = entry("Root Entry", 5, END, 0);
    let mut data = Vec::new();
    for (name, bytes) in streams {
        let size = bytes.len().max(4096);
        let start = fat.len() as u32;
        let sectors = size.div_ceil(512) as u32;
        fat.extend((1..sectors).map(|i| start + i).chain([END]));
        data.extend_from_slice(bytes);
        data.resize((fat.len() - 1) * 512, 0);
        entries.extend(entry(name, 2, start, size as u32));
    }
    let directory = fat.len() as u32;
    entries.resize(entries.len().next_multiple_of(512), 0);
    let sectors = (entries.len() / 512) as u32;
    fat.extend((1..sectors).map(|i| directory + i).chain([END]));
    assert!(fat.len() <= 128, "one sector of allocation table");
    fat.resize(128, 0xFFFF_FFFF);
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    for (at, value) in [(24, 0x3E_u16), (26, 3), (28, 0xFFFE), (30, 9), (32, 6)] {
        header[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    for (at, value) in [
        (44, 1),
        (48, directory),
        (56, 4096),
        (60, END),
        (64, 0),
        (68, END),
        (72, 0),
        (76, 0),
    ] {
        header[at..at + 4].copy_from_slice(&u32::to_le_bytes(value));
    }
    header[80..].fill(0xFF);
    let table: Vec<u8> = fat.iter().flat_map(|id| id.to_le_bytes()).collect();
    [header, table, data, entries].concat()
}

fn entry(name: &str, kind: u8, start: u32, size: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = entry.len() as u16 + 2;
    entry.resize(128, 0);
    entry[64..66].copy_from_slice(&length.to_le_bytes());
    entry[66] = kind;
    entry[116..120].copy_from_slice(&start.to_le_bytes());
    entry[120..124].copy_from_slice(&size.to_le_bytes());
    entry
}
