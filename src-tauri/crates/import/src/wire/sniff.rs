//! What a file is, told by its first bytes and never by its extension. Nothing is parsed here.

use super::stop::{Stop, not_a_spreadsheet};

/// How the worker has to open a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Family {
    /// XLSX, XLSM, XLSB, ODS, or another zip archive.
    Zip,
    /// XLS, an encrypted XLSX, or another OLE compound file.
    Ole,
    /// CSV and its kin.
    Text,
}

impl Family {
    pub fn word(self) -> &'static str {
        match self {
            Family::Zip => "zip",
            Family::Ole => "ole",
            Family::Text => "text",
        }
    }

    pub fn from_word(word: &str) -> Option<Family> {
        [Family::Zip, Family::Ole, Family::Text]
            .into_iter()
            .find(|f| f.word() == word)
    }
}

/// First bytes of things people try to import, and what to call them.
const OTHERS: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xFF\xD8\xFF", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a media file"),
    (b"BM", "a picture (BMP)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xBC\xAF", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xFD7zXZ", "an xz archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"PAR1", "a Parquet file"),
    (b"Obj\x01", "an Avro file"),
    (b"ARROW1", "an Arrow file"),
    (b"MZ", "a Windows program"),
    (b"\x7FELF", "a program"),
    (b"\xCA\xFE\xBA\xBE", "a program"),
    (b"\xCF\xFA\xED\xFE", "a program"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x09\x00\x04\x00", "a workbook of Excel 2 or older"),
    (b"\x09\x02\x06\x00", "a workbook of Excel 3"),
    (b"\x09\x04\x06\x00", "a workbook of Excel 4"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\0\0\xFE\xFF", "text in UTF-32"),
];

/// The family by the first bytes (up to 4 KiB are looked at).
pub(crate) fn family(head: &[u8]) -> Result<Family, Stop> {
    if head.starts_with(b"PK\x03\x04") {
        return Ok(Family::Zip);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(Family::Ole);
    }
    if let Some((_, what)) = OTHERS
        .iter()
        .find(|(magic, what)| head.starts_with(magic) && is(what, head))
    {
        return Err(not_a_spreadsheet(what));
    }
    markup(head).map_or(Ok(Family::Text), |what| Err(not_a_spreadsheet(what)))
}

/// Two-letter magics are also how a CSV may begin ("BMW;120"): those need a byte no text has.
fn is(what: &str, head: &[u8]) -> bool {
    let short = what.contains("BMP") || what.contains("Windows program") || what.contains("media");
    !short || head.iter().take(64).any(|b| *b < 9)
}

/// Markup is text, but no table.
fn markup(head: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(head);
    let start = text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_ascii_lowercase();
    let xml = start.starts_with("<?xml");
    if start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || (xml && start.contains("<html"))
    {
        return Some("a web page (HTML)");
    }
    if ["<table", "<style", "<head", "<body", "<meta", "<script"]
        .iter()
        .any(|tag| start.starts_with(tag))
    {
        return Some("a web page (HTML)");
    }
    if xml && start.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Some("a workbook in the XML format of Excel 2003");
    }
    if xml && start.contains("opendocument") {
        return Some("a flat OpenDocument file");
    }
    if xml || start.starts_with("<svg") {
        return Some("an XML file");
    }
    let json = start.strip_prefix('{').or_else(|| start.strip_prefix('['));
    json.filter(|rest| rest.trim_start().starts_with(['"', '{', '}', '[', ']']))
        .map(|_| "a JSON file")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_decide() {
        assert_eq!(family(b"PK\x03\x04...").unwrap(), Family::Zip);
        assert_eq!(
            family(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").unwrap(),
            Family::Ole
        );
        assert_eq!(family(b"Customer,Close,ARR\n").unwrap(), Family::Text);
        assert_eq!(family(b"BMW;2025-01-31;120").unwrap(), Family::Text);
        assert_eq!(family(b"MZone,2025-01-31,120").unwrap(), Family::Text);
        assert_eq!(family(b"[redacted],2025-01-31,120").unwrap(), Family::Text);
    }

    #[test]
    fn what_is_no_spreadsheet_is_named() {
        let named = |head: &[u8]| family(head).unwrap_err().message;
        assert!(named(b"%PDF-1.7").contains("a PDF"));
        assert!(named(b"MZ\x90\0\x03\0").contains("a Windows program"));
        assert!(named(b"\xEF\xBB\xBF  <!DOCTYPE html><p>").contains("web page"));
        assert!(named(b"{ \"rows\": []}").contains("JSON"));
        assert!(named(b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">").contains("2003"));
    }
}
