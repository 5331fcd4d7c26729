//! The notes block in its fixed order: definition · basis · source · exceptions (pack 1).

use crate::context::Context;
use crate::display::short_hash;
use crate::message::cut;
use holdfast_ledger::SourceProof;
use holdfast_metrics::basis::{Method, PausedRule};

/// Characters which fit a line of 8 pt over the page's width.
const LINE: usize = 178;
/// Lines of the block.
const LINES: usize = 3;

/// The notes of a page; `definition` and `exceptions` are whole sentences.
pub(crate) fn notes(c: &Context, definition: &str, exceptions: &[String]) -> Vec<String> {
    let mut sentences = vec![definition.to_owned(), basis(c), source(c)];
    sentences.extend(exceptions.iter().cloned());
    sentences.retain(|s| !s.is_empty());
    wrap(&sentences.join(" "))
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
    sentences.retain(|s| !s.is_empty());
    wrap(&sentences.join(" "))
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
    let partial = if c.inputs.ledger.partial().is_some() {
        " (newest close partial)"
    } else {
        ""
    };
    let currency = match c.report.currency.as_str() {
        "" => String::new(),
        code => format!(", {code}"),
    };
    format!("as of {}{partial}{currency}.", c.as_of_text())
}

/// "Source: arr.xlsx, sheet ‘ARR’, SHA-256 3f9a…c41e and 2 more (A5)."
fn source(c: &Context) -> String {
    let sources = &c.inputs.evidence.sources;
    let Some(first) = sources.first() else {
        return "Source: typed in.".to_owned();
    };
    let more = match sources.len() - 1 {
        0 => String::new(),
        n => format!(" and {n} more (A5)"),
    };
    format!("Source: {}{more}.", source_name(first))
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

/// Fills at most three lines, whole words; what does not fit ends with an ellipsis.
pub(crate) fn wrap(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let fitting = cut(text, LINE * LINES - LINES * 12);
    for word in fitting.split_whitespace() {
        let longer = line.chars().count() + 1 + word.chars().count();
        if !line.is_empty() && longer > LINE {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines.truncate(LINES);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_fill_at_most_three_lines_of_whole_words() {
        let lines = wrap(&"word ".repeat(300));
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|l| l.chars().count() <= LINE));
        assert!(lines.last().is_some_and(|l| l.ends_with('…')));
        assert_eq!(wrap("one line"), ["one line"]);
    }
}
