//! Tables side by side on one sheet: an empty column between them, and each says whose its rows are.

use super::Block;
use crate::captions;
use crate::mapping::{Confidence, Field};
use holdfast_ledger::{Cell, Table};
use std::ops::Range;

/// Rows looked at for cells of a column between two tables.
const LOOKED_AT: usize = 2000;

/// The block, or the tables side by side in it.
pub(super) fn side_by_side(table: &Table, block: Block) -> Vec<Block> {
    let tables = ranges(table, &block);
    if tables.len() < 2 {
        return vec![block];
    }
    let mut out = Vec::new();
    for (n, own) in tables.iter().enumerate() {
        let until = tables.get(n + 1).map_or(u16::MAX, |next| next.start);
        out.push(part(table, &block, own.clone(), until));
    }
    out
}

/// The columns of each table: a new one begins behind an empty column where its captions name a customer.
fn ranges(table: &Table, block: &Block) -> Vec<Range<u16>> {
    let names_customer = |columns: &Range<u16>| {
        let sure = |c: u16| block.caption(c).is_some_and(|k| is_customer(&k.text));
        columns.clone().any(sure)
    };
    let mut out: Vec<Range<u16>> = Vec::new();
    for own in runs(table, block) {
        match out.last_mut() {
            Some(left) if !(names_customer(left) && names_customer(&own)) => left.end = own.end,
            _ => out.push(own),
        }
    }
    out
}

pub(super) fn is_customer(caption: &str) -> bool {
    matches!(
        captions::field(caption),
        Some((Field::CustomerId | Field::CustomerName, Confidence::Sure))
    )
}

/// Runs of columns in use.
fn runs(table: &Table, block: &Block) -> Vec<Range<u16>> {
    let mut used: Vec<bool> = block
        .captions
        .iter()
        .map(|c| !c.text.is_empty() || c.when.is_some())
        .collect();
    for row in block.rows.clone().take(LOOKED_AT) {
        for (column, cell) in table.row(row) {
            let at = column.checked_sub(block.columns.start).map(usize::from);
            if let Some(slot) = at.and_then(|at| used.get_mut(at)) {
                *slot |= !cell.is_empty();
            }
        }
    }
    let mut out: Vec<Range<u16>> = Vec::new();
    for (column, used) in block.columns.clone().zip(used) {
        match out.last_mut() {
            Some(run) if used && run.end == column => run.end += 1,
            _ if used => out.push(column..column + 1),
            _ => {}
        }
    }
    out
}

/// One of the tables: its own columns, rows and titles.
fn part(table: &Table, block: &Block, columns: Range<u16>, until: u16) -> Block {
    let filled = |row: &usize| {
        let own = |(c, cell): (u16, Cell<'_>)| columns.contains(&c) && !cell.is_empty();
        table.row(*row).any(own)
    };
    let last = block.rows.clone().rev().find(filled);
    let end = last.map_or(block.rows.start, |row| row + 1);
    let titles: Vec<String> = block
        .preamble
        .iter()
        .flat_map(|row| table.row(*row))
        .filter(|(c, _)| (columns.start..until).contains(c))
        .filter_map(|(_, cell)| match cell {
            Cell::Text(t) => Some(t.to_owned()),
            _ => None,
        })
        .collect();
    let captions = columns.clone().filter_map(|c| block.caption(c).cloned());
    Block {
        rows: block.rows.start..end,
        captions: captions.collect(),
        titles: if titles.is_empty() {
            block.titles.clone()
        } else {
            titles
        },
        columns,
        ..block.clone()
    }
}
