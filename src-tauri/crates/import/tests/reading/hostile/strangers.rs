//! Things which are no spreadsheets, or are locked.

use super::{Case, Refused, SPREADSHEET};
use crate::fixtures::{archive, ole, xlsx_cells};

/// Things which are no spreadsheets, under names of such.
pub(super) fn strangers() -> Vec<Case> {
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

pub(super) fn documents() -> Vec<Case> {
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
