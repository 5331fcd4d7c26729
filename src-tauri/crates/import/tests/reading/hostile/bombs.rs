//! Archives which unpack to more than they say, or say more than they hold.

use super::{Case, Either, Refused, rows};
use crate::fixtures::{archive, packed, sheet_xml, strings_xml, xlsx_parts};
use zip::CompressionMethod;

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

pub(super) fn bombs() -> Vec<Case> {
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
