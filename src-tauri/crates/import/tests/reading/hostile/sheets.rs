//! Whole archives with hostile sheets.

use super::{Case, Cells, Either, Refused, rows};
use crate::fixtures::{archive, sheet_xml, strings_xml, xlsx, xlsx_cells, xlsx_parts};

pub(super) fn sheets() -> Vec<Case> {
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
