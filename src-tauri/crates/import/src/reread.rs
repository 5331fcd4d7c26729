//! Text files read again in the encoding which the user says (reliability 1): their cells become the bytes they were
//! read from, and those are read anew, so that the file itself is not needed.

use crate::Book;
use crate::decisions::{DecisionEntry, Decisions};
use crate::encodings::{self, Charset};
use crate::findings::Code;
use crate::notes::Notes;
use holdfast_ledger::{Finding, Severity, Table};
use std::borrow::Cow;

/// Reads the tables anew for which a decision names another encoding.
pub(crate) fn tables(tables: &mut [Cow<'_, Table>], decisions: &Decisions, notes: &mut Notes) {
    for table in tables {
        let Some((at, to)) = decided(decisions, &table.file) else {
            continue;
        };
        let Some(from) = encoding_of(table) else {
            continue;
        };
        let changed = read_again(table, from, to);
        notes.applied.push((at, changed));
    }
}

/// A finding of the reader, which a decision on the encoding settles.
pub(crate) fn settled(mut finding: Finding, book: &Book, decisions: &Decisions) -> Finding {
    let about = Code::EncodingGuessed.about();
    if finding.code != about.code {
        return finding;
    }
    finding.repairs = about.repairs.iter().map(|r| (*r).to_owned()).collect();
    if decided(decisions, &book.file).is_some() {
        finding.severity = Severity::Info;
    }
    finding
}

fn decided(decisions: &Decisions, file: &str) -> Option<(usize, &'static Charset)> {
    let of = |(at, d): (usize, &DecisionEntry)| Some((at, encodings::of_word(&d.repair)?));
    decisions
        .place(Code::EncodingGuessed.about().code, file)
        .and_then(of)
}

/// In which encoding a text file was read, where it did not say itself.
fn encoding_of(table: &Table) -> Option<&'static Charset> {
    let name = table.format.strip_prefix("CSV, ")?.split(", ").next()?;
    encodings::of_word(name)
}

/// How many distinct texts became others. A text which the encoding can't be stays.
fn read_again(table: &mut Cow<'_, Table>, from: &Charset, to: &Charset) -> u64 {
    let again = |text: &str| {
        let wanted = !text.is_ascii();
        let bytes = wanted.then(|| from.encode(text)).flatten()?;
        to.decode(&bytes).filter(|new| new != text)
    };
    let changes: Vec<(usize, String)> = table
        .texts()
        .iter()
        .enumerate()
        .filter_map(|(at, text)| Some((at, again(text)?)))
        .collect();
    let format = table.format.replacen(from.name, to.name, 1);
    let own = table.to_mut();
    own.format = format;
    for (at, text) in &changes {
        own.set_text(*at, text);
    }
    changes.len() as u64
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::testing::*;
    use crate::{Imported, Limits, Unwatched, read_in_process, recognise};
    use holdfast_ledger::Severity;

    /// Reads names which only the Mac's letters spell, with decisions.
    fn import(entries: &[(&str, &str, &str)]) -> Imported {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        let text = b"Customer,Close,ARR\nM\x9Fller,2025-01-31,100\nZo\x91,2025-01-31,200\n";
        std::fs::write(&path, text).unwrap();
        let book = read_in_process(&path, &Limits::default()).unwrap();
        recognise(&[book], &decisions(entries), &Unwatched)
    }

    #[test]
    fn a_file_is_read_again_in_the_encoding_which_the_user_says() {
        for (word, names, format) in [
            ("macintosh", ["Müller", "Zoë"], "CSV, Mac Roman, comma"),
            (
                "windows-1252",
                ["MŸller", "Zo‘"],
                "CSV, Windows-1252, comma",
            ),
            ("ibm852", ["Mčller", "ZoĹ"], "CSV, IBM 852, comma"),
        ] {
            let imported = import(&[("encoding-guessed", word, "")]);
            let ids: Vec<String> = lines(&imported)
                .iter()
                .map(|l| l.split(' ').next().unwrap().to_owned())
                .collect();
            assert_eq!(ids, names);
            assert_eq!(imported.evidence.sources[0].format, format);
            assert!(!codes(&imported).contains(&"decision-unused"));
        }
    }

    #[test]
    fn a_guess_between_several_encodings_is_asked_until_it_is_accepted() {
        let asked = import(&[]);
        let of = |i: &Imported| {
            let mut all = i.evidence.findings.0.iter();
            all.find(|f| f.code == "encoding-guessed").cloned().unwrap()
        };
        let found = of(&asked);
        assert!(found.repairs.contains(&"macintosh".to_owned()));
        let accepted = import(&[("encoding-guessed", "accept", "")]);
        assert_eq!(of(&accepted).severity, Severity::Info);
        assert_eq!(lines(&accepted), lines(&asked));
    }
}
