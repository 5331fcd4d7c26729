//! Customers in headings: `Acme` alone above its rows, `Total for Acme` below them, as bookkeeping programs print it.

use super::Flat;
use super::lines::{Lines, summed};
use crate::captions;
use crate::mapping::{Confidence, Field};
use crate::text::key;
use crate::vocabulary::{self, Total};
use holdfast_ledger::{Cell, Table};

/// A heading under which rows stand.
struct Group<'a> {
    name: &'a str,
    row: usize,
    column: u16,
    rows: Vec<usize>,
}

/// The report made flat; none where its rows have their customer, or a heading has no total.
pub(super) fn flat(table: &Table) -> Option<Flat> {
    let mut totals = table.texts().iter().filter_map(|text| summed(text));
    totals.next()?;
    let lines = Lines::of(table)?;
    if names_customers(&lines) {
        return None;
    }
    let mut flat = Flat::default();
    let mut open: Vec<Group<'_>> = Vec::new();
    let mut all = Vec::new();
    for row in lines.header + 1..table.len() {
        let label = lines.label(row);
        if let Some((column, name)) = heading(&lines, row) {
            open.push(Group {
                name,
                row,
                column,
                rows: Vec::new(),
            });
        } else if label.is_some_and(|(_, label)| is_total(label)) {
            if !lines.bears_out(row, &all) {
                flat.broken = flat.broken.or(Some(row));
            }
        } else if let Some(name) = label.and_then(|(_, label)| summed(label)) {
            let group = open.pop().filter(|g| key(g.name) == key(name))?;
            close(&lines, &group, row, &mut flat)?;
            if let Some(outer) = open.last_mut() {
                outer.rows.extend(&group.rows);
            }
        } else {
            open.last_mut()?.rows.push(row);
            all.push(row);
        }
    }
    (open.is_empty() && !flat.fill.is_empty()).then_some(flat)
}

fn is_total(label: &str) -> bool {
    vocabulary::total(label) == Some(Total::Sure)
}

/// Whether a column is captioned as the customer's.
fn names_customers(lines: &Lines<'_>) -> bool {
    let mut captions = lines.cells(lines.header).map(|(_, cell)| cell.text());
    captions.any(|caption| {
        let field = captions::field(&caption);
        matches!(
            field,
            Some((Field::CustomerId | Field::CustomerName, Confidence::Sure))
        )
    })
}

/// A text alone in its row.
fn heading<'a>(lines: &Lines<'a>, row: usize) -> Option<(u16, &'a str)> {
    let mut cells = lines.cells(row);
    match (cells.next(), cells.next()) {
        (Some((column, Cell::Text(name))), None) if summed(name).is_none() && !is_total(name) => {
            Some((column, name.trim()))
        }
        _ => None,
    }
}

/// Ends a group at its total: its rows take its name where they are blank; none where one is not.
fn close(lines: &Lines<'_>, group: &Group<'_>, total: usize, flat: &mut Flat) -> Option<()> {
    if !lines.bears_out(total, &group.rows) {
        flat.broken = flat.broken.or(Some(total));
    }
    for row in &group.rows {
        if !lines.is_blank(*row, group.column) {
            return None;
        }
        // A row of a group within has the inner name already.
        let cell = flat.fill.entry((*row, group.column));
        cell.or_insert_with(|| group.name.to_owned());
    }
    flat.lines.extend([group.row, total]);
    Some(())
}
