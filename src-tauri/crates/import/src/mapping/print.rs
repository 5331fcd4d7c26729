//! A mapping as TOML, to be read and edited by people.

use super::{ColumnMapping, Field, Layout, Mapping, Role, SourceMapping};
use crate::text::letters;
use crate::vocabulary::status_word;
use std::fmt::Write;

const HEAD: &str = "\
# How Holdfast reads these files. Change what is wrong and give this file back with --mapping.
# field: customer-id, customer-name, close, amount, delta, gained, lost, amount-before, amount-after, movement, start,
#   end, cancelled-at, renewal, term, interval, line, plan, quantity, currency, status, reason, rate, step-down,
#   attribute (segments the customers), year, forecast, ignore. In a negotiation log: request-id,
#   customer, requested-on, request-kind, arr-before, arr-asked-for, root-cause, resolved-on, outcome, arr-after
#   and the other captions of its template in this form.
# confidence: sure, guess, none. Columns of a wide sheet are found by the months in its captions.
# A sheet whose captions have this signature is read this way, whatever its file is called.
";

impl Mapping {
    /// The mapping file.
    pub fn to_toml(&self) -> String {
        let mut out = String::from(HEAD);
        for source in &self.sources {
            out.push('\n');
            print_source(&mut out, source);
        }
        out
    }
}

/// A text as a TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn line(out: &mut String, key: &str, value: &str) {
    // Writing to a string can't fail.
    let _ = writeln!(out, "{key} = {value}");
}

fn print_source(out: &mut String, s: &SourceMapping) {
    out.push_str("[[source]]\n");
    line(out, "file", &quoted(&s.file));
    if !s.sheet.is_empty() {
        line(out, "sheet", &quoted(&s.sheet));
    }
    line(out, "signature", &quoted(&s.signature));
    line(out, "role", &quoted(s.role.word()));
    if s.remembered {
        line(out, "remembered", "true");
    }
    if s.role == Role::Ledger {
        print_ledger(out, s);
    }
    line(out, "header-row", &s.header_row.to_string());
    for (key, row) in [("first-row", s.first_row), ("last-row", s.last_row)] {
        if let Some(row) = row {
            line(out, key, &row.to_string());
        }
    }
    print_columns(out, s);
    let status = s
        .status
        .iter()
        .map(|(value, status)| (value, status_word(*status)));
    print_table(out, "status", status);
    print_table(
        out,
        "movements",
        s.movements
            .iter()
            .map(|(label, class)| (label, class.as_str())),
    );
}

fn print_ledger(out: &mut String, s: &SourceMapping) {
    line(out, "layout", &quoted(s.layout.word()));
    if let Some(export) = &s.export {
        line(out, "export", &quoted(export));
    }
    match s.amounts {
        Some(per) => line(out, "amounts", &quoted(per.word())),
        None => out.push_str("# amounts = \"mrr\" or \"arr\": not told by the file, please say\n"),
    }
    line(out, "scale", &quoted(s.scale.word()));
    if !s.currency.is_empty() {
        line(out, "currency", &quoted(&s.currency));
    }
    if let Some(close) = s.close {
        line(out, "close", &quoted(&close.to_string()));
    }
    if let Some(start) = s.fiscal_year_start {
        line(out, "fiscal-year-start", &start.start_month().to_string());
    }
    if let Some(style) = s.header_dates {
        line(out, "header-dates", &quoted(date_word(style)));
    }
    if s.aggregates {
        line(out, "aggregates", "true");
    }
    if !s.split.is_empty() {
        line(out, "split", &quoted(&s.split));
    }
    if s.layout == Layout::Contracts {
        line(out, "ends", &quoted(s.ends.word()));
        if let Some(months) = s.term_months {
            line(out, "term-months", &months.to_string());
        }
        line(out, "facts", &s.facts.to_string());
    }
    if s.layout == Layout::Long {
        line(out, "in-month", &quoted(s.in_month.word()));
    }
}

fn print_table<'a>(
    out: &mut String,
    name: &str,
    values: impl Iterator<Item = (&'a String, &'a str)>,
) {
    let mut first = true;
    for (key, value) in values {
        if std::mem::take(&mut first) {
            let _ = writeln!(out, "[source.{name}]");
        }
        line(out, &quoted(key), &quoted(value));
    }
}

fn print_columns(out: &mut String, s: &SourceMapping) {
    out.push_str("columns = [\n");
    let mut at = 0;
    while let Some(first) = s.columns.get(at) {
        let run = s
            .columns
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|c| same_run(s, first, c))
            .count()
            .max(1);
        let last = s.columns.get(at + run - 1).unwrap_or(first);
        print_column(out, first, last);
        at += run;
    }
    out.push_str("]\n");
}

/// Month columns next to each other which are read alike are one line.
fn same_run(s: &SourceMapping, first: &ColumnMapping, c: &ColumnMapping) -> bool {
    let month = |c: &ColumnMapping| {
        s.layout == Layout::Wide && matches!(c.field, Field::Amount | Field::Forecast)
    };
    month(first)
        && month(c)
        && (first.field, first.numbers, first.confidence) == (c.field, c.numbers, c.confidence)
}

fn print_column(out: &mut String, first: &ColumnMapping, last: &ColumnMapping) {
    let range = first.column != last.column;
    let at = if range {
        format!(
            "columns = \"{}:{}\"",
            letters(first.column),
            letters(last.column)
        )
    } else {
        format!("column = \"{}\"", letters(first.column))
    };
    let caption = if range {
        format!("{} … {}", first.caption, last.caption)
    } else {
        first.caption.clone()
    };
    let mut parts = vec![
        at,
        format!("caption = {}", quoted(&caption)),
        format!("field = \"{}\"", first.word()),
        format!("confidence = \"{}\"", first.confidence),
    ];
    if let Some(style) = first.numbers {
        let word = if style == crate::NumberStyle::Point {
            "point"
        } else {
            "comma"
        };
        parts.push(format!("numbers = \"{word}\""));
    }
    if let Some(style) = first.dates {
        parts.push(format!("dates = \"{}\"", date_word(style)));
    }
    if !first.samples.is_empty() {
        let samples: Vec<String> = first.samples.iter().map(|s| quoted(s)).collect();
        parts.push(format!("samples = [{}]", samples.join(", ")));
    }
    let _ = writeln!(out, "  {{ {} }},", parts.join(", "));
}

fn date_word(style: crate::DateStyle) -> &'static str {
    match style {
        crate::DateStyle::DayFirst => "day-first",
        crate::DateStyle::MonthFirst => "month-first",
        crate::DateStyle::YearFirst => "year-first",
    }
}
