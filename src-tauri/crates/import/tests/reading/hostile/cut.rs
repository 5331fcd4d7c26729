//! Files which end too early, lack a part or hold a spoiled one.

use super::others::ods_of;
use super::{Case, Either, Refused, rows};
use crate::fixtures::{archive, fixture, sheet_xml, strings_xml, xlsx, xlsx_parts};

pub(super) fn truncated() -> Vec<Case> {
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
