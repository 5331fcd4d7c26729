//! Which rows are captions.

use super::periods::{may_be_date, period};
use super::two_rows;
use crate::captions;
use crate::dates;
use crate::mapping::Confidence;
use crate::text::key;
use holdfast_ledger::{Cell, Table};
use std::collections::BTreeSet;

/// How many rows are looked at for the first captions.
pub(crate) const HEAD: usize = 200;

/// What the cells of a row say for its being a row of captions.
#[derive(Default)]
struct Score {
    points: i32,
    sure: u32,
    periods: u32,
    figures: u32,
    cells: u32,
}

/// Captions of rate sheets, customer mappings and plans, which name no field of a ledger.
const OTHER: &[&str] = &[
    "from",
    "to",
    "effective",
    "measure",
    "metric",
    "kpi",
    "value",
    "version",
    "scenario",
    "budget",
    "bud",
    "act",
    "plan",
];

/// Whether a day is the first or last of its month: a serial number in a row of captions is then a date.
fn is_border(when: dates::When) -> bool {
    use chrono::Datelike;
    matches!(when, dates::When::Day(d) if d.day() == 1 || d.succ_opt().is_some_and(|n| n.day() == 1))
}

impl Score {
    fn of(table: &Table, row: usize) -> Score {
        let mut score = Score::default();
        for (_, cell) in table.row(row) {
            score.see(cell);
        }
        score
    }

    fn see(&mut self, cell: Cell<'_>) {
        if cell.is_empty() {
            return;
        }
        self.cells += 1;
        self.points += match cell {
            Cell::Text(t) => self.text(t),
            Cell::Date(_) => {
                self.periods += 1;
                2
            }
            Cell::Number(n)
                if dates::of_number(n).is_some_and(|w| w.months() > 0 || is_border(w)) =>
            {
                self.periods += 1;
                1
            }
            _ => {
                self.figures += 1;
                -4
            }
        };
    }

    fn text(&mut self, text: &str) -> i32 {
        if text.len() > 80 {
            return -1;
        }
        if text.split_whitespace().any(crate::detect::is_time) {
            // A moment is a value; captions are of days at the finest.
            self.figures += 1;
            return -3;
        }
        let is_period = period(text).is_some() || may_be_date(text);
        let named = dates::month_name(text).is_some() || two_rows::is_part(text);
        if dates::short_month(text).is_some() || named {
            self.periods += 1;
            return 2;
        }
        let in_digits = text.starts_with(|c: char| c.is_ascii_digit());
        if in_digits && crate::bridge_parts::part(text).is_some() {
            // "2024 Opening"
            self.periods += 1;
            return 2;
        }
        if in_digits || is_period {
            self.periods += u32::from(is_period);
            self.figures += u32::from(!is_period);
            return if is_period { 2 } else { -3 };
        }
        if crate::numbers::marks(text).is_some() {
            self.figures += 1;
            return -3;
        }
        if OTHER.contains(&key(text).as_str()) || crate::currency::is_code(text.trim()) {
            self.sure += 1;
            return 3;
        }
        match captions::field(text) {
            Some((_, Confidence::Sure)) => {
                self.sure += 1;
                6
            }
            Some(_) => 3,
            None if crate::bridge_words::is_bridge(text) => 2,
            None => 0,
        }
    }

    fn is_header(&self) -> bool {
        self.points >= 4
            && self.cells >= 2
            && (self.sure >= 2
                || self.periods >= 2
                || (self.sure == 1 && self.points >= 8)
                || (self.sure == 1 && self.periods == 1))
    }
}

pub(super) fn first_header(table: &Table) -> Option<usize> {
    let numbered = two_rows::numbered(table, HEAD);
    numbered.or_else(|| best_header(table).map(|row| two_rows::lower(table, row)))
}

fn best_header(table: &Table) -> Option<usize> {
    let mut best: Option<(i32, usize)> = None;
    for row in 0..table.len().min(HEAD) {
        let score = Score::of(table, row);
        if score.is_header() && best.is_none_or(|(points, _)| score.points > points) {
            best = Some((score.points, row));
        }
    }
    best.map(|(_, row)| row).or_else(|| plain_header(table))
}

/// A row of distinct texts right above the first row with figures or dates, and as wide: captions of words
/// nobody knows.
fn plain_header(table: &Table) -> Option<usize> {
    let is_value = |c: &Cell<'_>| match c {
        Cell::Text(t) => {
            t.starts_with(|c: char| c.is_ascii_digit())
                || crate::numbers::marks(t).is_some()
                || period(t).is_some()
        }
        Cell::Empty => false,
        _ => true,
    };
    let filled = |row: usize| table.row(row).filter(|(_, c)| !c.is_empty()).count();
    let values = |row: usize| table.row(row).filter(|(_, c)| is_value(c)).count();
    let row = (0..table.len().saturating_sub(1).min(HEAD)).find(|&row| values(row + 1) > 0)?;
    let texts: BTreeSet<String> = table
        .row(row)
        .map(|(_, c)| key(&c.text()))
        .filter(|k| !k.is_empty())
        .collect();
    let as_wide = filled(row) >= 2 && filled(row) >= filled(row + 1);
    (values(row) == 0 && as_wide && texts.len() == filled(row)).then_some(row)
}

/// Captions further down: after an empty row or a title, and not the same as the first.
pub(super) fn later_headers(table: &Table, first: usize) -> Vec<usize> {
    let captions = |row: usize| table.row(row).map(|(_, c)| c.text()).collect::<Vec<_>>();
    let top = captions(first);
    let after_gap = |row: usize| {
        table.row_number(row) > table.row_number(row - 1) + 1
            || table
                .row(row - 1)
                .filter(|(_, c)| !c.is_empty())
                .take(3)
                .count()
                <= 2
    };
    (first + 2..table.len())
        .filter(|&row| {
            after_gap(row)
                && table
                    .row(row)
                    .next()
                    .is_some_and(|(_, c)| matches!(c, Cell::Text(_) | Cell::Date(_)))
        })
        .filter(|&row| !has_figure(table, row))
        .filter(|&row| {
            let score = Score::of(table, row);
            let told = score.sure >= 2 || (score.sure == 1 && score.periods >= 2);
            let strong = score.is_header() && told && score.figures == 0 && score.cells >= 3;
            let anew = || is_dated_anew(table, row, first) || is_said_again(table, row, first);
            strong && (captions(row) != top || anew())
        })
        .collect()
}

/// Whether captions come again under a title with another date than the first ones have: a block a month.
fn is_dated_anew(table: &Table, row: usize, first: usize) -> bool {
    let own = title_date(table, row);
    own.is_some() && own != title_date(table, first)
}

/// Whether captions come again under another title for much the same customers and months: "Budget" below
/// "Actual". Pages of one table have other customers.
fn is_said_again(table: &Table, row: usize, first: usize) -> bool {
    let title = |row: usize| {
        let above = row.checked_sub(1)?;
        let mut cells = table.row(above).filter(|(_, c)| !c.is_empty());
        match (cells.next()?.1, cells.next()) {
            (Cell::Text(t), None) => Some(key(t)),
            _ => None,
        }
    };
    let names = |rows: std::ops::Range<usize>| -> BTreeSet<String> {
        let first = |row: usize| table.row(row).find(|(_, c)| !c.is_empty());
        let named = rows.filter_map(first).map(|(_, c)| key(&c.text()));
        named.filter(|n| !n.is_empty()).collect()
    };
    let own = title(row);
    if own.is_none() || own == title(first) || Score::of(table, row).periods < 2 {
        return false;
    }
    let above = names(first + 1..row - 1);
    let below = names(row + 1..table.len().min(row + (row - first)));
    let again = below.intersection(&above);
    again.filter(|n| !crate::bridge_words::is_bridge(n)).count() * 2 > below.len()
}

/// The date in the title right above a row of captions.
fn title_date(table: &Table, row: usize) -> Option<chrono::NaiveDate> {
    let above = row.checked_sub(1)?;
    let mut cells = table.row(above).filter(|(_, c)| !c.is_empty());
    match (cells.next()?.1, cells.next()) {
        (Cell::Text(t), None) => crate::detect::date_in(t),
        (Cell::Date(d), None) => Some(d),
        _ => None,
    }
}

/// Whether a row has a figure which names no period: then it is data, and no captions are looked for.
fn has_figure(table: &Table, row: usize) -> bool {
    table.row(row).any(|(_, c)| match c {
        Cell::Number(n) => dates::of_number(n).is_none(),
        Cell::Text(t) => crate::numbers::marks(t).is_some() && period(t).is_none(),
        _ => false,
    })
}
