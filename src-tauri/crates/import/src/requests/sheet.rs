//! A sheet of a log: its header, the styles of its figures and dates, and its cells as values. What
//! can't be read is a finding at its cell, and blank in the record.

use super::Told;
use crate::columns::is_placeholder;
use crate::log_words::{Field, field, meant};
use crate::mapping::{Magnitude, Per};
use crate::numbers::NumberStyle;
use crate::text::letters;
use crate::{captions, dates, numbers};
use chrono::NaiveDate;
use holdfast_ledger::{Cell, Decimal, Finding, Findings, Place, Severity, Table, money_text};

/// How many rows are looked at for the header.
const HEADER_WITHIN: usize = 40;

/// A column of the sheet which holds a field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column<F> {
    pub at: u16,
    pub field: F,
}

/// The header of a sheet: its row and what its captions name. Of two captions for one field the first counts.
pub(super) fn header<F: Copy + PartialEq>(
    table: &Table,
    name: impl Fn(&str) -> Option<F>,
    is_header: impl Fn(&[Column<F>]) -> bool,
) -> Option<(usize, Vec<Column<F>>)> {
    (0..table.len().min(HEADER_WITHIN)).find_map(|row| {
        let mut columns: Vec<Column<F>> = Vec::new();
        for (at, cell) in table.row(row) {
            let Cell::Text(text) = cell else { continue };
            match name(text) {
                Some(field) if columns.iter().all(|c| c.field != field) => {
                    columns.push(Column { at, field });
                }
                _ => {}
            }
        }
        is_header(&columns).then_some((row, columns))
    })
}

/// The header of a request log: who, when, how much, and something asked or come to.
pub(super) fn log_header(table: &Table) -> Option<(usize, Vec<Column<Field>>)> {
    header(table, field, |columns| {
        let has = |fields: &[Field]| fields.iter().any(|f| columns.iter().any(|c| c.field == *f));
        has(&[Field::RequestedOn])
            && has(&[Field::ArrBefore])
            && has(&[Field::Customer, Field::RequestId])
            && has(&[
                Field::RequestKind,
                Field::ArrAsked,
                Field::RootCause,
                Field::ResolvedOn,
                Field::ArrAfter,
            ])
    })
}

/// Reads the cells of a sheet below its header.
pub(super) struct Reader<'t> {
    pub table: &'t Table,
    pub findings: Findings,
    numbers: Option<NumberStyle>,
    dates: Option<dates::DateStyle>,
}

impl<'t> Reader<'t> {
    /// A sheet in the styles told.
    pub fn new(table: &'t Table, told: &Told) -> Reader<'t> {
        Reader {
            table,
            findings: Findings::default(),
            numbers: told.numbers,
            dates: told.dates,
        }
    }

    /// Takes the styles of figures and dates which nobody told from the whole sheet: one person kept it.
    pub fn infer(&mut self, header: usize, money: &[u16], days: &[u16]) {
        if self.numbers.is_none() {
            self.infer_numbers(header, money);
        }
        if self.dates.is_none() {
            self.infer_dates(header, days);
        }
    }

    fn texts<'a>(
        &'a self,
        header: usize,
        columns: &'a [u16],
    ) -> impl Iterator<Item = (usize, u16, &'t str)> + 'a {
        let rows = header + 1..self.table.len();
        rows.flat_map(move |row| {
            columns
                .iter()
                .filter_map(move |&column| match self.table.cell(row, column) {
                    Cell::Text(text) if !text.trim().is_empty() => Some((row, column, text)),
                    _ => None,
                })
        })
    }

    fn infer_numbers(&mut self, header: usize, columns: &[u16]) {
        let mut evidence = numbers::Evidence::default();
        let mut first = None;
        for (row, column, text) in self.texts(header, columns) {
            let before = evidence.ambiguous;
            evidence.see(text);
            if evidence.ambiguous > before && first.is_none() {
                first = Some((row, column));
            }
        }
        if let Some(style) = evidence.decided() {
            self.numbers = Some(style);
        } else if let (Some(example), Some((row, column))) = (evidence.example, first) {
            let message = format!(
                "\"{example}\" may be thousands or a decimal, and no figure of the log is clearer"
            );
            let hint = "Say `numbers = \"point\"` or `\"comma\"` at a column of the log's mapping, or write its figures with two decimals.";
            self.ask(
                "request-number-style",
                row,
                column,
                message,
                hint,
                &["point", "comma"],
            );
        }
    }

    fn infer_dates(&mut self, header: usize, columns: &[u16]) {
        let mut evidence = dates::Evidence::default();
        let mut first = None;
        for (row, column, text) in self.texts(header, columns) {
            let before = evidence.examples.len();
            evidence.see(text);
            if evidence.examples.len() > before && first.is_none() {
                first = Some((row, column));
            }
        }
        let possible = evidence.possible();
        self.dates = possible.first().copied();
        if let (true, Some((row, column))) = (possible.len() > 1, first) {
            let example = evidence.examples.first().map_or("", String::as_str);
            let message = format!(
                "\"{example}\" may have the day or the month first, and no date of the log is clearer"
            );
            let hint = "Say `dates = \"day-first\"` or `\"month-first\"` at a column of the log's mapping, or write its dates as 2027-01-31.";
            let repairs = ["day-first", "month-first"];
            self.ask("request-date-style", row, column, message, hint, &repairs);
        }
    }

    pub fn place(&self, row: usize, column: Option<u16>) -> Place {
        Place {
            file: self.table.file.clone(),
            sheet: (!self.table.sheet.is_empty()).then(|| self.table.sheet.clone()),
            row: Some(self.table.row_number(row)),
            column: column.map(letters),
        }
    }

    pub fn find(
        &mut self,
        code: &str,
        severity: Severity,
        row: usize,
        column: u16,
        message: String,
        hint: &str,
    ) {
        let place = self.place(row, Some(column));
        self.findings
            .push(Finding::new(code, severity, message, hint).at(place));
    }

    /// A question, with the answers it takes.
    fn ask(
        &mut self,
        code: &str,
        row: usize,
        column: u16,
        message: String,
        hint: &str,
        repairs: &[&str],
    ) {
        let place = self.place(row, Some(column));
        let mut finding = Finding::new(code, Severity::Error, message, hint).at(place);
        finding.repairs = repairs.iter().map(|r| (*r).to_owned()).collect();
        self.findings.push(finding);
    }

    fn unreadable(&mut self, row: usize, column: u16, caption: &str, what: &str, hint: &str) {
        let value = self.table.cell(row, column).text();
        let message = format!("{caption} \"{value}\" is not {what}");
        self.find(
            "request-cell-unreadable",
            Severity::Error,
            row,
            column,
            message,
            hint,
        );
    }

    /// The text of a cell; blank where it says that there is no value.
    pub fn text(&mut self, row: usize, column: u16) -> String {
        match self.table.cell(row, column) {
            Cell::Text(text) if is_placeholder(text) => String::new(),
            Cell::Text(text) => crate::text::clean(text).into_owned(),
            Cell::Error(_) | Cell::NoCachedValue => String::new(),
            cell => cell.text(),
        }
    }

    /// A plain number, with the percentage told apart.
    fn figure(&self, text: &str) -> Option<(Decimal, bool)> {
        numbers::read(text, self.numbers.unwrap_or_default()).map(|f| (f.value, f.percent))
    }

    /// A date; texts of a month alone are none.
    pub fn date(&mut self, row: usize, column: u16, caption: &str) -> Option<NaiveDate> {
        let day = |when| match when {
            Some(dates::When::Day(day)) => Some(day),
            _ => None,
        };
        let read = match self.table.cell(row, column) {
            Cell::Date(date) => Some(date),
            Cell::Number(n) => day(dates::of_number(n)),
            Cell::Text(text) if text.trim().is_empty() || is_placeholder(text) => return None,
            Cell::Text(text) => day(dates::read(text, self.dates)),
            Cell::Empty => return None,
            _ => None,
        };
        if read.is_none() {
            self.unreadable(row, column, caption, "a date", "Write it as 2027-01-31.");
        }
        read
    }

    /// An amount of ARR in units: the caption may say thousands, or MRR.
    pub fn money(
        &mut self,
        row: usize,
        column: u16,
        caption: &str,
        factor: Decimal,
    ) -> Option<Decimal> {
        let read = match self.table.cell(row, column) {
            Cell::Number(n) => numbers::within(n),
            Cell::Text(text) if text.trim().is_empty() || is_placeholder(text) => return None,
            Cell::Text(text) => self
                .figure(text)
                .filter(|(_, percent)| !percent)
                .map(|(value, _)| value),
            Cell::Empty => return None,
            _ => None,
        };
        let scaled = read
            .and_then(|v| v.checked_mul(factor))
            .and_then(numbers::within);
        if scaled.is_none() {
            self.unreadable(
                row,
                column,
                caption,
                "an amount",
                "Write a plain figure such as 80000.",
            );
        }
        scaled
    }

    /// Whether a column has a plain figure over 1: then the whole of it is in percent, where its caption says
    /// so, and a 0.5 in it is half a percent. A column has one unit.
    pub fn has_over_one(&self, header: usize, column: u16) -> bool {
        (header + 1..self.table.len()).any(|row| match self.table.cell(row, column) {
            Cell::Number(n) => n.abs() > Decimal::ONE,
            Cell::Text(text) => self
                .figure(text)
                .is_some_and(|(n, percent)| !percent && n.abs() > Decimal::ONE),
            _ => false,
        })
    }

    /// A fraction: `18 %`, `0.18`, or 18 in a column of percentages.
    pub fn fraction(
        &mut self,
        row: usize,
        column: u16,
        caption: &str,
        in_percent: bool,
    ) -> Option<Decimal> {
        let read = match self.table.cell(row, column) {
            Cell::Number(n) => Some((n, false)),
            Cell::Text(text) if text.trim().is_empty() || is_placeholder(text) => return None,
            Cell::Text(text) => self.figure(text),
            Cell::Empty => return None,
            _ => None,
        };
        let Some((value, percent)) = read else {
            self.unreadable(row, column, caption, "a percentage", "Write it as 18%.");
            return None;
        };
        let is_percent = percent || in_percent;
        let divisor = if is_percent {
            Decimal::ONE_HUNDRED
        } else {
            Decimal::ONE
        };
        value.checked_div(divisor)
    }

    /// Whole months: `24`, `24 months`, `2 years`.
    pub fn months(&mut self, row: usize, column: u16, caption: &str) -> Option<u32> {
        let text = self.text(row, column);
        if text.is_empty() {
            return None;
        }
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit = crate::text::key(text.get(digits.len()..).unwrap_or(""));
        let factor = match unit.as_str() {
            "" | "m" | "mo" | "mos" | "month" | "months" | "monate" => Some(1),
            "y" | "yr" | "yrs" | "year" | "years" | "jahre" => Some(12),
            _ => None,
        };
        let count = self
            .figure(digits)
            .map(|(n, _)| n)
            .filter(|n| n.fract().is_zero());
        let months = factor
            .zip(count)
            .and_then(|(f, n)| u32::try_from(n).ok()?.checked_mul(f));
        let known = months.filter(|m| *m <= 600);
        if known.is_none() {
            self.unreadable(
                row,
                column,
                caption,
                "a number of months",
                "Write whole months such as 24.",
            );
        }
        known
    }

    /// Yes or no; a name stands for yes.
    pub fn truth(&mut self, row: usize, column: u16) -> Option<bool> {
        if let Cell::Bool(value) = self.table.cell(row, column) {
            return Some(value);
        }
        let text = self.text(row, column);
        match crate::text::key(&text).as_str() {
            "" => None,
            "no" | "n" | "false" | "0" | "nein" | "non" => Some(false),
            _ => Some(true),
        }
    }

    /// A word of the log. An unknown one is what `otherwise` says, with a warning.
    pub fn word<T: Copy>(
        &mut self,
        row: usize,
        column: u16,
        caption: &str,
        list: &Words<T>,
    ) -> Option<T> {
        let text = match self.table.cell(row, column) {
            Cell::Text(text) => text.trim().to_owned(),
            cell => cell.text(),
        };
        let known = (list.read)(&text).or_else(|| (list.read)(meant(list.name, &text)?));
        if known.is_some() || text.is_empty() || is_placeholder(&text) {
            return known;
        }
        let words: Vec<&str> = list.all.iter().map(|w| (list.word)(*w)).collect();
        let read_as = list.otherwise.map_or("left blank", list.word);
        let message =
            format!("{caption} \"{text}\" is not a word of the log; it is read as \"{read_as}\"");
        let hint = format!("Use one of: {}.", words.join(", "));
        self.find(
            "request-word-unknown",
            Severity::Warning,
            row,
            column,
            message,
            &hint,
        );
        list.otherwise
    }
}

/// A list of words of the log.
pub(super) struct Words<T: 'static> {
    pub name: &'static str,
    pub all: &'static [T],
    pub read: fn(&str) -> Option<T>,
    pub word: fn(T) -> &'static str,
    pub otherwise: Option<T>,
}

/// What a caption says of the amounts under it: ARR units for one of theirs, and the words for it.
pub(super) fn factor(caption: &str) -> (Decimal, Option<String>) {
    let scale = match captions::magnitude(caption) {
        Some(Magnitude::Cents) => Decimal::new(1, 2),
        Some(Magnitude::Thousands) => Decimal::ONE_THOUSAND,
        Some(Magnitude::Millions) => Decimal::from(1_000_000),
        _ => Decimal::ONE,
    };
    let months = match captions::per(caption) {
        Some(Per::Mrr) => Decimal::from(12),
        _ => Decimal::ONE,
    };
    let factor = scale * months;
    let said = (factor != Decimal::ONE)
        .then(|| format!("\"{caption}\" is read as ARR × {}", money_text(factor)));
    (factor, said)
}
