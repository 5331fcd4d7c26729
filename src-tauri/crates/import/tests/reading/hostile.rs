//! Hostile and broken files: each is refused with its code and a whole sentence, or read exactly, and
//! never takes the program down (reliability.md, section 1).

use crate::fixtures::{
    archive, fixture, ole, packed, read, sheet_xml, strings_xml, xlsx, xlsx_cells, xlsx_parts,
};
use holdfast_ledger::Cell;
use std::time::{Duration, Instant};
use zip::CompressionMethod;

/// What must come of a file.
enum Then {
    /// Refused with this code.
    Refused(&'static str),
    /// Read, with so many cells in all.
    Cells(usize),
    /// Read or refused, but decently.
    Either,
}
use Then::{Cells, Either, Refused};

type Case = (&'static str, Vec<u8>, Then);

const SPREADSHEET: &str = "not-a-spreadsheet";

/// Things which are no spreadsheets, under names of such.
fn strangers() -> Vec<Case> {
    let texts: [(&str, &[u8]); 26] = [
        ("pdf.xlsx", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("photo.csv", b"\xFF\xD8\xFF\xE0\0\x10JFIF"),
        ("anim.xls", b"GIF89a\x01\0\x01\0"),
        ("packed.xlsx", b"\x1F\x8B\x08\0\0\0\0\0"),
        ("packed.csv", b"7z\xBC\xAF\x27\x1C"),
        ("packed.xls", b"Rar!\x1A\x07\x01\0"),
        ("zstd.csv", b"\x28\xB5\x2F\xFD\0\0"),
        ("program.xlsx", b"MZ\x90\0\x03\0\0\0\x04\0"),
        ("program.csv", b"\x7FELF\x02\x01\x01\0"),
        ("database.csv", b"SQLite format 3\0\x10\0"),
        ("columns.csv", b"PAR1\x15\0\x15"),
        ("arrow.csv", b"ARROW1\0\0"),
        ("letter.xls", b"{\\rtf1\\ansi Dear board}"),
        ("export.xls", b"<html><body><table><tr><td>ARR</td></tr></table></body></html>"),
        ("export2.xls", b"\xEF\xBB\xBF\n<!DOCTYPE HTML><table></table>"),
        ("export3.xls", b"<table border=1><tr><td>1</td></tr></table>"),
        ("xml2003.xls", b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"></Workbook>"),
        ("drawing.csv", b"<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"),
        ("rows.csv", b"{\"rows\": [1, 2]}"),
        ("rows2.csv", b"[{\"arr\": 1}]"),
        ("flat.ods", b"<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"/>"),
        ("excel4.xls", b"\x09\x04\x06\0\0\0\x10\0"),
        ("none.xlsx", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        ("wide.csv", b"\0\0\xFE\xFF\0\0\0a\0\0\0,"),
        ("binary.csv", b"a,b\n\0\0\x01\x02\x03,\0\n"),
    ];
    texts
        .into_iter()
        .map(|(name, bytes)| (name, bytes.to_vec(), Refused(SPREADSHEET)))
        .collect()
}

fn documents() -> Vec<Case> {
    let zip = |parts: &[(&str, &[u8])]| archive(parts);
    vec![
        (
            "notes.zip.xlsx",
            zip(&[("readme.txt", b"hello")]),
            Refused(SPREADSHEET),
        ),
        (
            "letter.xlsx",
            zip(&[
                ("[Content_Types].xml", b"<Types/>"),
                ("word/document.xml", b"<w/>"),
            ]),
            Refused(SPREADSHEET),
        ),
        (
            "slides.xlsx",
            zip(&[
                ("[Content_Types].xml", b"<Types/>"),
                ("ppt/presentation.xml", b"<p/>"),
            ]),
            Refused(SPREADSHEET),
        ),
        (
            "apple.xlsx",
            zip(&[("Index/Document.iwa", b"x")]),
            Refused(SPREADSHEET),
        ),
        (
            "text.ods",
            zip(&[("mimetype", b"application/vnd.oasis.opendocument.text")]),
            Refused(SPREADSHEET),
        ),
        (
            "letter.xls",
            ole(&[("WordDocument", &[0; 5000])]),
            Refused(SPREADSHEET),
        ),
        (
            "slides.xls",
            ole(&[("PowerPoint Document", &[0; 5000])]),
            Refused(SPREADSHEET),
        ),
        (
            "mail.xls",
            ole(&[("__properties_version1.0", &[0; 5000])]),
            Refused(SPREADSHEET),
        ),
        (
            "secret.xlsx",
            ole(&[
                ("EncryptionInfo", &[0; 300]),
                ("EncryptedPackage", &[7; 9000]),
            ]),
            Refused("password-protected"),
        ),
        (
            "secret-parts.xlsx",
            encrypted_parts(),
            Refused("password-protected"),
        ),
        ("secret.ods", encrypted_ods(), Refused("password-protected")),
        (
            "secret.xls",
            xls_with_filepass(),
            Refused("password-protected"),
        ),
    ]
}

/// A plain workbook with the bit set, in every header, which says that a part is encrypted.
fn encrypted_parts() -> Vec<u8> {
    let mut bytes = xlsx_cells(r#"<c r="A2"><v>1</v></c>"#);
    for at in 0..bytes.len() - 10 {
        if bytes[at..].starts_with(b"PK\x03\x04") {
            bytes[at + 6] |= 1;
        } else if bytes[at..].starts_with(b"PK\x01\x02") {
            bytes[at + 8] |= 1;
        }
    }
    bytes
}

fn encrypted_ods() -> Vec<u8> {
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", br#"<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#),
        ("content.xml", b"\x12\x34\x56"),
    ])
}

fn xls_with_filepass() -> Vec<u8> {
    let mut stream = b"\x09\x08\x10\0\0\x06\x05\0\xbb\x0d\xcc\x07\0\0\0\0\x06\0\0\0".to_vec();
    stream.extend(b"\x2F\0\x06\0\x01\0\x01\0\x01\0");
    stream.resize(5000, 0);
    ole(&[("Workbook", &stream)])
}

fn truncated() -> Vec<Case> {
    let whole = xlsx(&rows(400));
    let cut = |share: usize| whole[..whole.len() * share / 100].to_vec();
    let sheet = sheet_xml(&rows(400));
    let strings = strings_xml(&["Alder", "Birch"]);
    let with = |sheet: &str| archive(&xlsx_parts(sheet.as_bytes(), strings.as_bytes()));
    let without = |part: &str| {
        let parts: Vec<_> = xlsx_parts(sheet.as_bytes(), strings.as_bytes())
            .into_iter()
            .filter(|p| p.0 != part)
            .collect();
        archive(&parts)
    };
    let xls = fixture("arr.xls");
    let ods = fixture("arr.ods");
    let csv16: Vec<u8> = "a,b\n1,2"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    vec![
        (
            "magic.xlsx",
            b"PK\x03\x04".to_vec(),
            Refused("file-truncated"),
        ),
        ("tenth.xlsx", cut(10), Refused("file-truncated")),
        ("half.xlsx", cut(50), Refused("file-truncated")),
        ("most.xlsx", cut(99), Refused("file-truncated")),
        (
            "one-byte.xlsx",
            whole[..whole.len() - 1].to_vec(),
            Refused("file-truncated"),
        ),
        (
            "no-end-1.xlsx",
            with(sheet.strip_suffix("</worksheet>").unwrap()),
            Refused("file-truncated"),
        ),
        (
            "no-end-2.xlsx",
            with(sheet.strip_suffix("</sheetData></worksheet>").unwrap()),
            Refused("file-truncated"),
        ),
        (
            "no-end-3.xlsx",
            with(&sheet[..sheet.len() / 2]),
            Refused("file-truncated"),
        ),
        (
            "no-sheet.xlsx",
            without("xl/worksheets/sheet1.xml"),
            Refused("file-truncated"),
        ),
        (
            "no-book-rels.xlsx",
            without("xl/_rels/workbook.xml.rels"),
            Refused("file-truncated"),
        ),
        (
            "no-strings.xlsx",
            without("xl/sharedStrings.xml"),
            Refused("parser-failed"),
        ),
        (
            "cut-strings.xlsx",
            archive(&xlsx_parts(sheet.as_bytes(), &strings.as_bytes()[..150])),
            Refused("file-truncated"),
        ),
        ("checksum.xlsx", spoiled(&whole), Refused("file-truncated")),
        (
            "half.xls",
            xls[..xls.len() / 2].to_vec(),
            Refused("file-truncated"),
        ),
        ("header.xls", xls[..512].to_vec(), Refused("file-truncated")),
        ("magic.xls", xls[..8].to_vec(), Refused("file-truncated")),
        (
            "half.ods",
            ods[..ods.len() / 2].to_vec(),
            Refused("file-truncated"),
        ),
        (
            "no-end.ods",
            ods_of(
                "<table:table table:name=\"A\"><table:table-row><table:table-cell office:value=\"1\"",
            ),
            Either,
        ),
        (
            "half.csv",
            [b"\xFF\xFE", &csv16[..csv16.len() - 1]].concat(),
            Refused("file-truncated"),
        ),
        (
            "letter.csv",
            b"Zo\xC3\xAB,1\nZo\xC3".to_vec(),
            Refused("file-truncated"),
        ),
    ]
}

fn rows(count: usize) -> String {
    (1..=count)
        .map(|r| {
            format!(
                r#"<row r="{r}"><c r="A{r}" t="s"><v>0</v></c><c r="B{r}"><v>{}</v></c></row>"#,
                r * 37 % 1009
            )
        })
        .collect()
}

/// The checksum of the sheet is wrong in all headers.
fn spoiled(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let name = b"xl/worksheets/sheet1.xml";
    for at in 0..bytes.len() - 60 {
        if bytes[at..].starts_with(b"PK\x03\x04") && bytes[at + 30..].starts_with(name) {
            bytes[at + 14] ^= 0xFF;
        } else if bytes[at..].starts_with(b"PK\x01\x02") && bytes[at + 46..].starts_with(name) {
            bytes[at + 16] ^= 0xFF;
        }
    }
    bytes
}

/// Sizes of the parts named in the directory, replaced: (packed, unpacked).
fn sizes(mut bytes: Vec<u8>, name: &[u8], packed: Option<u32>, unpacked: u32) -> Vec<u8> {
    for at in 0..bytes.len() - 46 {
        if bytes[at..].starts_with(b"PK\x01\x02") && bytes[at + 46..].starts_with(name) {
            if let Some(packed) = packed {
                bytes[at + 20..at + 24].copy_from_slice(&packed.to_le_bytes());
            }
            bytes[at + 24..at + 28].copy_from_slice(&unpacked.to_le_bytes());
        }
    }
    bytes
}

fn bombs() -> Vec<Case> {
    let zeros = vec![b' '; 9 << 20];
    let sheet = sheet_xml(&rows(3));
    let strings = strings_xml(&["Alder"]);
    let plain = || archive(&xlsx_parts(sheet.as_bytes(), strings.as_bytes()));
    let unique = |count: &str| {
        let strings = strings.replace("uniqueCount=\"1\"", &format!("uniqueCount=\"{count}\""));
        archive(&xlsx_parts(sheet.as_bytes(), strings.as_bytes()))
    };
    let spaces = [sheet.as_bytes(), &zeros].concat();
    let many: Vec<(String, &[u8])> = (0..10_001)
        .map(|i| (format!("xl/p{i}"), &b""[..]))
        .collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let mut counted = plain();
    let end = counted.len() - 12;
    counted[end..end + 2].copy_from_slice(&60_000_u16.to_le_bytes());
    let name = b"xl/worksheets/sheet1.xml";
    vec![
        (
            "ratio.xlsx",
            archive(&xlsx_parts(&spaces, strings.as_bytes())),
            Refused("archive-suspicious"),
        ),
        (
            "unique.xlsx",
            unique("100000000000"),
            Refused("archive-suspicious"),
        ),
        (
            "unique2.xlsx",
            unique("99999999999999999999999"),
            Refused("archive-suspicious"),
        ),
        (
            "many.xlsx",
            packed(&many, CompressionMethod::Stored),
            Refused("archive-suspicious"),
        ),
        ("counted.xlsx", counted, Refused("archive-suspicious")),
        (
            "overlap.xlsx",
            sizes(plain(), name, Some(1 << 20), 1 << 20),
            Refused("archive-suspicious"),
        ),
        (
            "part.xlsx",
            sizes(plain(), name, None, 400 << 20),
            Refused("archive-too-large"),
        ),
        (
            "liar.xlsx",
            sizes(
                archive(&xlsx_parts(&spaces, strings.as_bytes())),
                name,
                None,
                100,
            ),
            Refused("file-truncated"),
        ),
        (
            "sum.xlsx",
            sizes(
                sizes(plain(), name, None, 300 << 20),
                b"xl/sharedStrings.xml",
                None,
                300 << 20,
            ),
            Either,
        ),
    ]
}

fn sheets() -> Vec<Case> {
    let cells = |cells: &str| xlsx_cells(cells);
    let long = "x".repeat(65_000);
    let many: String = (1..=12_000)
        .map(|r| format!(r#"<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>"#))
        .collect();
    let nested = format!(
        "<row r=\"1\"><c r=\"A1\"><is>{}</is></c></row>",
        "<r>".repeat(200_000)
    );
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><sst><si><t>&c;&c;&c;</t></si><si><t>x</t></si></sst>"#;
    vec![
        ("corners.xlsx", xlsx(r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#), Cells(2)),
        ("long-text.xlsx", archive(&xlsx_parts(sheet_xml(&many).as_bytes(), strings_xml(&[&long]).as_bytes())), Cells(12_000)),
        ("longer-text.xlsx", archive(&xlsx_parts(sheet_xml(&many).as_bytes(), strings_xml(&[&"y".repeat(2 << 20)]).as_bytes())), Refused("cell-too-long")),
        ("beyond.xlsx", cells(r#"<c r="XFE2"><v>1</v></c>"#), Either),
        ("beyond2.xlsx", cells(r#"<c r="ZZZZZZZ2"><v>1</v></c>"#), Either),
        ("row0.xlsx", xlsx(r#"<row r="0"><c r="A0"><v>1</v></c></row>"#), Either),
        ("row-far.xlsx", xlsx(r#"<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>"#), Refused("file-damaged")),
        ("row-text.xlsx", xlsx(r#"<row r="x"><c r="A1"><v>1</v></c></row>"#), Either),
        ("twice.xlsx", cells(r#"<c r="A2"><v>1</v></c><c r="A2"><v>2</v></c>"#), Refused("file-damaged")),
        ("backwards.xlsx", xlsx(r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>"#), Refused("file-damaged")),
        ("right-to-left.xlsx", cells(r#"<c r="C2"><v>3</v></c><c r="A2"><v>1</v></c>"#), Cells(3)),
        ("index.xlsx", cells(r#"<c r="A2" t="s"><v>999999</v></c>"#), Refused("parser-failed")),
        ("type.xlsx", cells(r#"<c r="A2" t="zzz"><v>1</v></c>"#), Either),
        ("style.xlsx", cells(r#"<c r="A2" s="999999"><v>1</v></c>"#), Either),
        ("dates.xlsx", cells(r#"<c r="A2" s="1"><v>-1</v></c><c r="B2" s="1"><v>1e300</v></c><c r="C2" s="1"><v>60</v></c>"#), Cells(4)),
        ("figures.xlsx", cells(r#"<c r="A2"><v>1e400</v></c><c r="B2"><v>-INF</v></c><c r="C2"><v>NaN</v></c><c r="D2"><v>1e16</v></c>"#), Cells(5)),
        ("nested.xlsx", xlsx(&nested), Either),
        ("laughs.xlsx", archive(&xlsx_parts(sheet_xml(&rows(1)).as_bytes(), laughs.as_bytes())), Either),
        ("nothing.xlsx", xlsx(""), Refused("file-empty")),
        ("sheets.xlsx", many_sheets(513), Refused("too-many-sheets")),
        ("not-xml.xlsx", archive(&xlsx_parts(b"\x01\x02\x03", b"<sst/>")), Refused("file-truncated")),
        ("dimension.xlsx", archive(&xlsx_parts(br#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>"#, b"<sst></sst>")), Cells(1)),
        ("dimension2.xlsx", archive(&xlsx_parts(br#"<worksheet><dimension ref="B9:A1"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>"#, b"<sst></sst>")), Either),
        ("latin.xlsx", archive(&xlsx_parts(b"<?xml version=\"1.0\"?><worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Zo\xEB</t></is></c></row></sheetData></worksheet>", b"<sst></sst>")), Either),
    ]
}

fn many_sheets(count: usize) -> Vec<u8> {
    let entries: String = (1..=count)
        .map(|i| format!(r#"<sheet name="S{i}" sheetId="{i}" r:id="rId1"/>"#))
        .collect();
    let book = format!("<workbook><sheets>{entries}</sheets></workbook>");
    let sheet = sheet_xml(&rows(1));
    let strings = strings_xml(&["a"]);
    let mut parts = xlsx_parts(sheet.as_bytes(), strings.as_bytes());
    parts[2].1 = book.as_bytes();
    archive(&parts)
}

fn ods_of(body: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>{body}"#
    );
    archive(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        (
            "META-INF/manifest.xml",
            b"<manifest:manifest></manifest:manifest>",
        ),
        ("content.xml", content.as_bytes()),
    ])
}

fn others() -> Vec<Case> {
    let xls = fixture("arr.xls");
    let patched = |at: usize, value: &[u8]| {
        let mut bytes = xls.clone();
        bytes[at..at + value.len()].copy_from_slice(value);
        bytes
    };
    let repeat = |rows: &str, columns: &str| {
        ods_of(&format!(
            r#"<table:table table:name="A"><table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#
        ))
    };
    vec![
        ("circle.xls", sector_circle(), Refused("archive-suspicious")),
        ("shift.xls", patched(30, &[31, 0]), Refused("file-damaged")),
        (
            "directory.xls",
            patched(48, &[0xFF, 0xFF, 0, 0]),
            Refused("file-truncated"),
        ),
        ("difat.xls", patched(68, &[0, 0, 0, 0]), Either),
        ("records.xls", ole(&[("Workbook", &[0xAB; 6000])]), Either),
        ("short.xls", ole(&[("Workbook", b"\x09\x08\x10\0")]), Either),
        ("repeat.ods", repeat("1000000000", "1"), Either),
        ("repeat2.ods", repeat("1048576", "16384"), Either),
        ("repeat3.ods", repeat("99999999999999999999", "x"), Either),
        (
            "no-content.ods",
            archive(&[(
                "mimetype",
                b"application/vnd.oasis.opendocument.spreadsheet",
            )]),
            Refused("file-truncated"),
        ),
        (
            "quote.csv",
            b"a,b\n1,\"2\n3,4\n".to_vec(),
            Refused("quote-unclosed"),
        ),
        (
            "pairs.csv",
            b"\xFF\xFE\x00\xD8a\0".to_vec(),
            Refused("encoding-unknown"),
        ),
        (
            "claims.csv",
            b"\xEF\xBB\xBFa,\xFF\n".to_vec(),
            Refused("encoding-unknown"),
        ),
        (
            "columns.csv",
            ",x".repeat(20_000).into_bytes(),
            Refused("file-damaged"),
        ),
        (
            "long.csv",
            format!("a,{}\n", "z".repeat(2 << 20)).into_bytes(),
            Refused("cell-too-long"),
        ),
        ("blank.csv", b"\n\n  \n".to_vec(), Refused("file-empty")),
        ("commas.csv", b",,,\n,,,\n".to_vec(), Refused("file-empty")),
        (
            "noise.csv",
            (0..9000_u32)
                .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
                .collect(),
            Refused(SPREADSHEET),
        ),
        (
            "records.xlsb",
            archive(&[
                ("xl/workbook.bin", &[0xFF; 300]),
                ("xl/worksheets/sheet1.bin", &[0x11; 300]),
            ]),
            Either,
        ),
    ]
}

/// 1,024 bytes whose directory sector follows itself for ever.
fn sector_circle() -> Vec<u8> {
    let mut bytes = vec![0xFF; 1536];
    bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    bytes[24..76].fill(0);
    bytes[26] = 3;
    bytes[30] = 9;
    bytes[32] = 6;
    bytes[44] = 1;
    bytes[48] = 1;
    bytes[60..64].fill(0xFE);
    bytes[68..72].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
    bytes[516..520].copy_from_slice(&1_u32.to_le_bytes());
    bytes
}

fn check(case: Case) {
    let (name, bytes, then) = case;
    let start = Instant::now();
    let result = read(name, &bytes);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{name} took {:?}",
        start.elapsed()
    );
    match (result, then) {
        (Ok(book), Cells(count)) => {
            let cells: usize = book
                .tables
                .iter()
                .map(|t| (0..t.len()).map(|r| t.row(r).count()).sum::<usize>())
                .sum();
            assert_eq!(cells, count, "{name}");
        }
        (Ok(_), Either) => {}
        (Ok(_), Refused(code)) => panic!("{name} was read, not refused as {code}"),
        (Err(finding), then) => {
            if let Refused(code) = then {
                assert_eq!(finding.code, code, "{name}: {}", finding.message);
            }
            assert!(!matches!(then, Cells(_)), "{name}: {}", finding.message);
            assert!(
                finding.message.contains(name) && finding.message.ends_with('.'),
                "{name}: {}",
                finding.message
            );
            assert!(
                !finding.message.contains('/') || finding.message.contains("'/"),
                "{}",
                finding.message
            );
            assert!(
                finding.hint.ends_with('.') && finding.place.file == name,
                "{name}: {finding:?}"
            );
        }
    }
}

#[test]
fn strangers_are_named_and_refused() {
    strangers().into_iter().chain(documents()).for_each(check);
}

#[test]
fn a_cut_file_is_never_a_shorter_table() {
    truncated().into_iter().for_each(check);
}

#[test]
fn bombs_do_not_go_off() {
    bombs().into_iter().for_each(check);
}

#[test]
fn hostile_sheets() {
    sheets().into_iter().chain(others()).for_each(check);
}

#[test]
fn the_set_is_large_enough() {
    let count = strangers().len()
        + documents().len()
        + truncated().len()
        + bombs().len()
        + sheets().len()
        + others().len();
    assert!(count >= 70, "{count}");
}

#[test]
fn a_figure_too_large_keeps_its_address() {
    let book = read("figures.xlsx", &xlsx_cells(r#"<c r="C2"><v>1e16</v></c>"#)).unwrap();
    let table = &book.tables[0];
    assert_eq!(
        (table.row_number(1), table.cell(1, 2)),
        (2, Cell::Error("1e16: beyond 10^15"))
    );
}
