//! Hostile XLS, ODS, XLSB and CSV.

use super::{Case, Either, Refused, SPREADSHEET};
use crate::fixtures::{archive, fixture, ole, packed, xlsx_parts};
use zip::CompressionMethod;

pub(super) fn ods_of(body: &str) -> Vec<u8> {
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

/// The archive with another method of compression declared at every part.
fn with_method(mut archive: Vec<u8>, method: u8) -> Vec<u8> {
    for (record, at) in [(b"PK\x03\x04", 8), (b"PK\x01\x02", 10)] {
        let places: Vec<usize> = (0..archive.len() - 4)
            .filter(|p| archive[*p..].starts_with(record))
            .collect();
        for place in places {
            archive[place + at] = method;
        }
    }
    archive
}

pub(super) fn others() -> Vec<Case> {
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
    let methods = |method: u8| {
        let parts = xlsx_parts(b"<worksheet/>", b"<sst/>");
        with_method(packed(&parts, CompressionMethod::Stored), method)
    };
    vec![
        ("bzip2.xlsx", methods(12), Refused("archive-suspicious")),
        ("lzma.xlsx", methods(14), Refused("archive-suspicious")),
        ("unknown.xlsx", methods(200), Refused("archive-suspicious")),
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
