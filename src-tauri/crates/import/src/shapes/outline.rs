//! Rows which are the sum of the rows next to them: the groups of an outline. Where a column says what they sum, they
//! are totals; elsewhere it is asked which of the two levels has the customers (reliability 2).

use super::parents;
use super::rows::Rows;
use super::totals::Verdict;
use crate::cells::figure;
use crate::header::Block;
use crate::mapping::ColumnMapping;
use crate::text::key;
use crate::vocabulary;
use holdfast_ledger::{Cell, Decimal};
use std::collections::BTreeMap;

/// The rows of an outline's groups, as totals or as rows which may be some.
pub(super) fn sums(
    rows: &Rows<'_>,
    block: &Block,
    columns: &[&ColumnMapping],
) -> BTreeMap<usize, Verdict> {
    let all = block.rows.clone();
    if all.len() > parents::MOST || columns.len() < 2 {
        return BTreeMap::new();
    }
    let amounts = |row: usize| -> Vec<Option<Decimal>> {
        let figures = columns.iter();
        figures
            .map(|c| figure(rows.table.cell(row, c.column), c.numbers))
            .collect()
    };
    let labelled = all.filter(|row| vocabulary::total(rows.label(*row)).is_none());
    let lines: Vec<_> = labelled.map(|row| (row, amounts(row))).collect();
    let groups = parents::parents(&lines);
    let proved = |(row, children): (&usize, &Vec<usize>)| says_what_it_sums(rows, *row, children);
    let told = groups.iter().filter(|group| proved(*group)).count();
    let whole = |row: usize, children: &[usize]| {
        // Beside groups which are told, the sum of everything else.
        told > 1
            && children.len() + groups.len() == lines.len()
            && lines.last().is_some_and(|l| l.0 == row)
    };
    let verdict = |(row, children): (&usize, &Vec<usize>)| {
        let verdict = match proved((row, children)) {
            true => Verdict::Subtotal,
            false if whole(*row, children) => Verdict::Total,
            false => Verdict::Possible,
        };
        (*row, verdict)
    };
    groups.iter().map(verdict).collect()
}

/// Whether the label of a sum is the value which all its rows have in a column where the sum itself has none, or
/// the same: "EU" below the customers of the region EU.
fn says_what_it_sums(rows: &Rows<'_>, row: usize, children: &[usize]) -> bool {
    let table = rows.table;
    let label = key(rows.label(row));
    let named = table
        .row(row)
        .find(|(_, cell)| !cell.is_empty())
        .map(|(column, _)| column);
    let text = |row: usize, column: u16| match table.cell(row, column) {
        Cell::Text(text) => key(text),
        _ => String::new(),
    };
    let says = |column: u16| {
        let own = text(row, column);
        Some(column) != named
            && (own.is_empty() || own == label)
            && children.iter().all(|c| text(*c, column) == label)
    };
    !label.is_empty() && (0..table.width()).any(says)
}
