//! The notes block in its fixed order: definition · basis · source · exceptions (pack 1).

use crate::context::Context;
use crate::display::{day, short_hash};
use crate::message::cut;
use holdfast_ledger::{Close, SourceProof};
use holdfast_metrics::basis::{Method, PausedRule};

/// Characters of 8 pt which fit three lines beside the page number on the narrowest paper.
const CAPACITY: usize = 500;

/// The notes of a page; `definition` and `exceptions` are whole sentences.
pub(crate) fn notes(c: &Context, definition: &str, exceptions: &[String]) -> Vec<String> {
    let mut sentences = vec![definition.to_owned(), basis(c), source(c)];
    sentences.extend(exceptions.iter().cloned());
    sentences.extend(recast(c));
    paragraph(&sentences)
}

/// "R: recast since the last pack, in Q1 2026, Q2 2026 (A4)."
fn recast(c: &Context) -> Option<String> {
    let marked = |closing: Close| c.recast.iter().any(|(close, _)| *close == closing);
    let shown = c.covered().filter(|at| marked(at.figures.period.closing()));
    let labels: Vec<&str> = shown.map(|at| at.label.as_str()).collect();
    let first = (!labels.is_empty()).then(|| labels.join(", "))?;
    Some(format!("R: recast since the last pack, in {first} (A4)."))
}

/// The notes of a page about the log or another file of its own.
pub(crate) fn notes_from(
    c: &Context,
    definition: &str,
    own_source: &str,
    exceptions: &[String],
) -> Vec<String> {
    let mut sentences = vec![definition.to_owned(), own_source.to_owned(), as_of(c)];
    sentences.extend(exceptions.iter().cloned());
    paragraph(&sentences)
}

/// A page's notes with its owner's, which always fits: the others are cut for it.
pub(crate) fn with_note(notes: &[String], note: &str) -> Vec<String> {
    let note = cut(&format!("Note: {note}"), CAPACITY / 2);
    let room = CAPACITY.saturating_sub(note.chars().count() + 1);
    vec![format!("{} {note}", cut(&notes.join(" "), room))]
}

/// Netting and as-of: how the figures came about (M-2, M-3).
fn basis(c: &Context) -> String {
    let method = match c.report.basis.method {
        Method::CloseToClose => "close to close",
        Method::SumOfMonths => "sum of months",
    };
    let paused = match c.report.basis.paused {
        PausedRule::Churn => "",
        PausedRule::OwnLine => ", paused on its own line",
        PausedRule::KeepLast => ", paused kept at the last paid amount",
    };
    let step_down = c
        .now()
        .filter(|at| !at.figures.total.bridge.step_down.is_zero())
        .map_or("", |_| ", step-downs on their own line");
    format!(
        "Basis {}: netted per customer, {method}{paused}{step_down}; {}.",
        c.report.basis_hash,
        as_of(c).trim_end_matches('.')
    )
}

fn as_of(c: &Context) -> String {
    let partial = if c.report.closes.last().is_some_and(|at| at.partial) {
        " (a partial close)"
    } else {
        ""
    };
    let currency = match c.report.currency.as_str() {
        "" => String::new(),
        code => format!(", {code}"),
    };
    format!("as of {}{partial}{currency}.", c.as_of_text())
}

/// "Source: arr.xlsx, sheet ‘ARR’, SHA-256 3f9a…c41e, imported 14 Oct 2026, and 2 more (A5)."
fn source(c: &Context) -> String {
    let sources = &c.inputs.evidence.sources;
    let Some(first) = sources.first() else {
        return "Source: typed in.".to_owned();
    };
    let more = match sources.len() - 1 {
        0 => String::new(),
        n => format!(" and {n} more (A5)"),
    };
    let imported = c.inputs.imported(first).map_or_else(String::new, |stamp| {
        let comma = if more.is_empty() { "" } else { "," };
        format!(", imported {}{comma}", day(stamp.at.date()))
    });
    format!("Source: {}{imported}{more}.", source_name(first))
}

/// "arr.xlsx, sheet ‘ARR’, SHA-256 3f9a…c41e".
pub(crate) fn source_name(source: &SourceProof) -> String {
    let sheet = match source.sheet.as_str() {
        "" => String::new(),
        sheet => format!(", sheet ‘{sheet}’"),
    };
    format!(
        "{}{sheet}, SHA-256 {}",
        source.file,
        short_hash(&source.sha256)
    )
}

/// One paragraph which fits the block; the renderer breaks its lines. What does not fit ends with an
/// ellipsis.
fn paragraph(sentences: &[String]) -> Vec<String> {
    let all: Vec<&str> = sentences
        .iter()
        .map(String::as_str)
        .filter(|s| !s.is_empty())
        .collect();
    vec![cut(&all.join(" "), CAPACITY)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_cut_to_what_fits_three_lines() {
        let notes = paragraph(&["word ".repeat(300)]);
        assert_eq!(notes.len(), 1);
        assert!(notes[0].chars().count() <= CAPACITY && notes[0].ends_with('…'));
        assert_eq!(
            paragraph(&["One.".into(), String::new(), "Two.".into()]),
            ["One. Two."]
        );
    }
}
