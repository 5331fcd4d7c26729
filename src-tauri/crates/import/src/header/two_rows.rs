//! Captions in two rows: months by their number under a row of years, movements under a row of months.

use super::columns::is_customer;
use super::periods::period;
use crate::bridge_parts::{Part, part};
use crate::dates::{self, When};
use holdfast_ledger::{Cell, Table};

/// The row of captions whose months are numbers, `1` to `12` again and again, right under a row of years.
pub(super) fn numbered(table: &Table, head: usize) -> Option<usize> {
    let rows = 1..table.len().min(head);
    rows.into_iter().find(|row| {
        let numbers: Vec<u32> = table.row(*row).filter_map(|(_, c)| number(c)).collect();
        let others = || {
            table
                .row(*row)
                .filter(|(_, c)| !c.is_empty() && number(*c).is_none())
        };
        let named = others().any(|(_, c)| matches!(c, Cell::Text(t) if is_customer(t)));
        let texts = others().all(|(_, c)| matches!(c, Cell::Text(_)));
        let follows = |w: &[u32]| matches!(w, [a, b] if *b == a % 12 + 1);
        let years = table.row(row - 1).any(|(_, c)| is_year(c));
        numbers.len() >= 2 && numbers.windows(2).all(follows) && named && texts && years
    })
}

/// A whole number from 1 to 12.
fn number(cell: Cell<'_>) -> Option<u32> {
    let text = match cell {
        Cell::Number(n) => n.normalize().to_string(),
        Cell::Text(t) => t.trim().to_owned(),
        _ => return None,
    };
    let digits = !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| digits && (1..=12).contains(n))
}

/// Whether the row below has months or quarters under the years of this one, and nothing under its other captions.
fn has_parts_below(table: &Table, header: usize) -> bool {
    let mut years = table
        .row(header)
        .filter(|(_, c)| is_year(*c))
        .map(|(at, _)| at);
    let Some(first) = years.next() else {
        return false;
    };
    let mut below = table.row(header + 1).filter(|(_, c)| !c.is_empty());
    let mut parts = 0;
    let named = below.all(|(at, c)| match c {
        Cell::Text(t) => {
            let own = dates::month_name(t).is_some() || is_part(t);
            parts += u32::from(own);
            at >= first && (own || dates::read(t, None).is_none())
        }
        _ => false,
    });
    named && parts >= 2
}

/// A quarter or half by its number, without a year: `Q1`, `H2`.
pub(super) fn is_part(text: &str) -> bool {
    matches!(
        text.as_bytes(),
        [b'Q' | b'q', b'1'..=b'4'] | [b'H' | b'h', b'1' | b'2']
    )
}

fn is_year(cell: Cell<'_>) -> bool {
    let when = match cell {
        Cell::Number(n) => dates::of_number(n),
        Cell::Text(t) => dates::read(t, None),
        _ => None,
    };
    matches!(when, Some(When::Year { .. }))
}

/// The row below captions with periods, where it holds movements for each of them: these are then the captions.
pub(super) fn lower(table: &Table, header: usize) -> usize {
    let below = header + 1;
    if below >= table.len() {
        return header;
    }
    if has_parts_below(table, header) {
        return below;
    }
    let periods = table.row(header).any(|(_, c)| match c {
        Cell::Text(t) => period(t).is_some(),
        Cell::Date(_) => true,
        _ => false,
    });
    let parts: Option<Vec<Part>> = table
        .row(below)
        .filter(|(_, c)| !c.is_empty())
        .map(|(_, c)| match c {
            Cell::Text(t) => part(t),
            _ => None,
        })
        .collect();
    let has = |wanted: Part| parts.iter().flatten().any(|p| *p == wanted);
    if periods && has(Part::Gained) && has(Part::Lost) {
        below
    } else {
        header
    }
}
