//! `ReadMe`: what the workbook is, how to read its colours, where everything stands, whether it checks.

use super::build::{ALL_CHECKS, Build, Head, TOP};
use super::spec::{Look, Outcome, Place, Role, Sheet, Shown, Style, Tab};
use crate::PackInputs;
use crate::model::Document;

/// Name of the sheet.
pub const SHEET: &str = "ReadMe";

/// The sheet; `sheets` are the others with what is on them.
pub fn sheet<'a>(
    inputs: &PackInputs<'a>,
    document: &Document,
    sheets: &[(&'static str, &'static str)],
    head: &Head,
) -> Sheet<'a> {
    let mut build = Build::new(SHEET, &document.title, Tab::Front, head);
    build.widths(&[26, 110]);
    build.freeze(TOP, 0);
    let mut row = facts(&mut build, inputs, document, head, TOP);
    row = colours(&mut build, row + 1);
    row = trace(&mut build, row + 1);
    row = map(&mut build, sheets, row + 1);
    sources(&mut build, inputs, row + 1);
    build.finish()
}

fn facts(
    build: &mut Build<'_>,
    inputs: &PackInputs<'_>,
    document: &Document,
    head: &Head,
    mut row: u32,
) -> u32 {
    let report = inputs.report;
    let mut say = |what: &str, value: &str| {
        build.label(row, 0, what);
        build.text(row, 1, value, Style::new(Role::Plain, Shown::Text));
        row += 1;
    };
    say(
        "Purpose",
        "Retention figures of the board pack with every formula live, down to the customer and the source row.",
    );
    say("Status", &document.banner);
    if let Some(mark) = &document.watermark {
        say("", mark);
    }
    say("Pack ID", &document.pack_id);
    say("As of", &report.as_of.date().to_string());
    let currency = if report.currency.is_empty() {
        "the file's only one, not named"
    } else {
        &report.currency
    };
    say("Currency", currency);
    say(
        "Basis of preparation",
        &format!("hash {}; in full on Definitions", report.basis_hash),
    );
    build.label(row, 0, "Checks");
    let style = Style::new(Role::Remote, Shown::Plain).look(Look::Section);
    build.formula(
        row,
        1,
        ALL_CHECKS.to_owned(),
        Outcome::Text(head.checks.clone()),
        style,
    );
    build.condition((row, 1, row, 1), super::spec::Rule::Fails("FAIL"));
    row + 1
}

fn colours(build: &mut Build<'_>, row: u32) -> u32 {
    build.section(row, 0, "Colours");
    let key = [
        (
            Role::Input,
            "blue",
            "an input: imported, converted or set; change it and everything follows",
        ),
        (Role::Local, "black", "a formula over its own sheet"),
        (Role::Remote, "green", "a formula over other sheets"),
        (
            Role::Plain,
            "#N/A",
            "not available: the denominator is 0, or the file does not cover a close; never 0%, never 100%",
        ),
        (
            Role::Plain,
            "n=3",
            "a rate over fewer customers than the basis allows is not shown",
        ),
        (Role::Plain, "–", "exactly zero"),
    ];
    for (at, (role, name, meaning)) in key.into_iter().enumerate() {
        let row = row + 1 + at as u32;
        build.text(row, 0, name, Style::new(role, Shown::Text));
        build.label(row, 1, meaning);
    }
    row + 1 + key.len() as u32
}

fn trace(build: &mut Build<'_>, row: u32) -> u32 {
    build.section(row, 0, "From a figure to its source");
    let steps = [
        "1  KPI: stand on a figure and press Ctrl+[ (or follow the link \"Bridge\").",
        "2  Bridge: its parts. Each is a SUMIFS over Customers.",
        "3  The link \"rows\" beside a line jumps to the first customer of that line; Customers is sorted by line, then by size.",
        "4  source_file, source_sheet and source_row say where the amount stands; the row opens Source_Rows.",
        "5  Below: the SHA-256 of each source file proves that it is the one which was read.",
    ];
    for (at, step) in steps.into_iter().enumerate() {
        build.label(row + 1 + at as u32, 1, step);
    }
    row + 1 + steps.len() as u32
}

fn map(build: &mut Build<'_>, sheets: &[(&'static str, &'static str)], row: u32) -> u32 {
    build.section(row, 0, "Sheets");
    for (at, (name, about)) in sheets.iter().enumerate() {
        let row = row + 1 + at as u32;
        build.link(row, 0, name, Place(name, 0, 0));
        build.label(row, 1, about);
    }
    row + 1 + sheets.len() as u32
}

fn sources(build: &mut Build<'_>, inputs: &PackInputs<'_>, row: u32) {
    build.section(row, 0, "Sources");
    for (at, source) in inputs.evidence.sources.iter().enumerate() {
        let row = row + 1 + at as u32;
        let sheet = if source.sheet.is_empty() {
            String::new()
        } else {
            format!(", sheet {}", source.sheet)
        };
        build.text(row, 0, &source.file, Style::new(Role::Input, Shown::Text));
        let imported = inputs
            .imported(source)
            .map_or_else(String::new, |stamp| format!("; imported {}", stamp.text()));
        let text = format!(
            "{} of {} rows used{sheet}; SHA-256 {}{imported}",
            source.rows_used, source.rows_read, source.sha256
        );
        build.text(row, 1, &text, Style::new(Role::Input, Shown::Text));
    }
}
