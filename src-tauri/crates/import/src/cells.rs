//! Single cells as figures and dates, in the style of their column.

use crate::columns::{is_dash, is_error, is_placeholder};
use crate::dates::{self, DateStyle, When};
use crate::findings::Code;
use crate::mapping::{ColumnMapping, Field, SourceMapping};
use crate::numbers::{self, NumberStyle};
use holdfast_ledger::{Cell, Decimal, Table};
use std::collections::HashMap;

/// What stands in a cell of figures.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Amount<'a> {
    Value(Decimal),
    /// With its own currency beside it.
    Of(Decimal, &'a str),
    Blank,
    Fault(Code),
}

/// Reads a cell of figures.
pub(crate) fn amount(cell: Cell<'_>, style: NumberStyle) -> Amount<'_> {
    match cell {
        Cell::Number(n) => {
            numbers::within(n).map_or(Amount::Fault(Code::NotANumber), Amount::Value)
        }
        Cell::Text(t) => text_amount(t, style),
        Cell::Empty => Amount::Blank,
        Cell::Error(_) => Amount::Fault(Code::ErrorCell),
        Cell::NoCachedValue => Amount::Fault(Code::NoCachedValue),
        Cell::Date(_) | Cell::Bool(_) => Amount::Fault(Code::NotANumber),
    }
}

fn text_amount(text: &str, style: NumberStyle) -> Amount<'_> {
    match numbers::read(text, style) {
        Some(f) if f.percent => Amount::Fault(Code::PercentAmount),
        Some(f) => f
            .currency
            .filter(|c| !c.is_empty())
            .map_or(Amount::Value(f.value), |c| Amount::Of(f.value, c)),
        None if text.trim().is_empty() => Amount::Blank,
        None if is_dash(text) => Amount::Value(Decimal::ZERO),
        // What another program could not compute, or nobody decided yet, is no blank.
        None if is_error(text) => Amount::Fault(Code::ErrorCell),
        None if is_undecided(text) => Amount::Fault(Code::NotANumber),
        None if is_placeholder(text) => Amount::Blank,
        None => Amount::Fault(Code::NotANumber),
    }
}

fn is_undecided(text: &str) -> bool {
    let text = text.trim();
    ["nan", "tbd", "open"]
        .iter()
        .any(|w| text.eq_ignore_ascii_case(w))
}

/// A figure which is not money: anything else is nothing.
pub(crate) fn figure(cell: Cell<'_>, style: Option<NumberStyle>) -> Option<Decimal> {
    match amount(cell, style.unwrap_or_default()) {
        Amount::Value(v) | Amount::Of(v, _) => Some(v),
        _ => None,
    }
}

/// Whether a cell says yes.
pub(crate) fn is_yes(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Bool(b) => b,
        Cell::Number(n) => !n.is_zero(),
        Cell::Text(t) => matches!(
            t.trim().to_lowercase().as_str(),
            "yes" | "y" | "true" | "t" | "1" | "x" | "ja" | "oui" | "sí" | "si"
        ),
        _ => false,
    }
}

/// What stands in a cell of dates.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Dated {
    At(When),
    Blank,
    Fault,
}

/// A column of dates, each distinct text read once.
pub(crate) struct Dates {
    pub column: u16,
    /// The column of the year, where this one holds its months or quarters only.
    year: Option<YearColumn>,
    style: Option<DateStyle>,
    seen: HashMap<u32, Dated, foldhash::fast::RandomState>,
}

impl Dates {
    pub fn new(column: &ColumnMapping) -> Dates {
        Dates {
            column: column.column,
            year: None,
            style: column.dates,
            seen: HashMap::default(),
        }
    }

    /// The dates of closes, the year from a column of its own where there is one.
    pub fn of_closes(map: &SourceMapping) -> Option<Dates> {
        let close = map.column(Field::Close)?;
        let mut dates = Dates::new(close);
        dates.year = map.column(Field::Year).map(|year| YearColumn {
            column: year.column,
            fiscal: dates::says_fiscal(&year.caption),
            quarters: dates::says_quarter(&close.caption),
        });
        Some(dates)
    }

    pub fn read(&mut self, table: &Table, row: usize) -> Dated {
        if let Some(year) = self.year {
            return year.read(table, row, self.column);
        }
        match table.cell(row, self.column) {
            Cell::Date(d) => Dated::At(When::Day(d)),
            Cell::Number(n) => dates::of_number(n).map_or(Dated::Fault, Dated::At),
            Cell::Empty => Dated::Blank,
            Cell::Text(t) => match table.text_id(row, self.column) {
                Some(id) => *self.seen.entry(id).or_insert_with(|| dated(t, self.style)),
                None => dated(t, self.style),
            },
            _ => Dated::Fault,
        }
    }
}

/// A column of years beside one of months or quarters.
#[derive(Clone, Copy, Debug)]
struct YearColumn {
    column: u16,
    fiscal: bool,
    quarters: bool,
}

impl YearColumn {
    fn read(self, table: &Table, row: usize, column: u16) -> Dated {
        let (part, year) = (table.cell(row, column), table.cell(row, self.column));
        if part.is_empty() && year.is_empty() {
            return Dated::Blank;
        }
        dates::of_parts(&year.text(), &part.text(), self.fiscal, self.quarters)
            .map_or(Dated::Fault, Dated::At)
    }
}

fn dated(text: &str, style: Option<DateStyle>) -> Dated {
    match dates::read(text, style) {
        Some(when) => Dated::At(when),
        None if text.trim().is_empty() || is_placeholder(text) => Dated::Blank,
        None => {
            let serial = || dates::serial_text(text).map(When::Day);
            let found = dates::whole_period(text).or_else(serial);
            found.map_or(Dated::Fault, Dated::At)
        }
    }
}

/// The day a cell of a date column states, for sheets of rates and plans.
pub(crate) fn when_of(cell: Cell<'_>) -> Option<When> {
    match cell {
        Cell::Date(d) => Some(When::Day(d)),
        Cell::Text(t) => crate::header::period(t),
        Cell::Number(n) => crate::dates::of_number(n),
        _ => None,
    }
}
