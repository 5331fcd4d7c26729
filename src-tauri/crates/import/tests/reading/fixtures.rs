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
