//! What the lines of a report state, and whether the rows they stand for bear it out.

use crate::cells::figure;
use crate::numbers::{self, Marks, NumberStyle};
use crate::text::key;
use holdfast_ledger::{Cell, Decimal, Table};
use std::collections::BTreeMap;

/// The rows of a report below its captions, with its figures.
pub(super) struct Lines<'a> {
    pub table: &'a Table,
    pub header: usize,
    styles: BTreeMap<u16, NumberStyle>,
}

impl<'a> Lines<'a> {
    /// The lines of a sheet which has captions.
    pub fn of(table: &'a Table) -> Option<Lines<'a>> {
        let header = crate::header::blocks(table).first()?.header?;
        let mut styles = BTreeMap::new();
        for row in header + 1..table.len() {
            for (column, cell) in table.row(row) {
                if let Cell::Text(text) = cell
                    && numbers::marks(text) == Some(Marks::Comma)
                {
                    styles.insert(column, NumberStyle::Comma);
                }
            }
        }
        Some(Lines {
            table,
            header,
            styles,
        })
    }

    pub fn cells(&self, row: usize) -> impl Iterator<Item = (u16, Cell<'a>)> {
        self.table.row(row).filter(|(_, cell)| !cell.is_empty())
    }

    /// The first text of a row which is no figure, with its column.
    pub fn label(&self, row: usize) -> Option<(u16, &'a str)> {
        self.cells(row).find_map(|(column, cell)| match cell {
            Cell::Text(text) if numbers::marks(text).is_none() => Some((column, text.trim())),
            _ => None,
        })
    }

    pub fn is_blank(&self, row: usize, column: u16) -> bool {
        self.table.cell(row, column).is_empty()
    }

    pub fn figure(&self, row: usize, column: u16) -> Option<Decimal> {
        let style = self.styles.get(&column).copied().unwrap_or_default();
        figure(self.table.cell(row, column), Some(style))
    }

    /// Whether a row holds the captions again.
    pub fn is_header(&self, row: usize) -> bool {
        row == self.header || self.cells(row).eq(self.cells(self.header))
    }

    /// Whether a row states a count, a sum or another figure of rows and is none itself.
    pub fn is_summary(&self, row: usize) -> bool {
        let Some((_, label)) = self.label(row) else {
            return self.cells(row).all(|(c, _)| self.figure(row, c).is_some());
        };
        let known = [
            "sum",
            "count",
            "recordcount",
            "avg",
            "average",
            "min",
            "max",
        ];
        let label = label.split(':').next().unwrap_or(label);
        known.contains(&key(label).as_str()) || key(label).starts_with("sumof")
    }

    /// Whether every figure of a line is the sum, count, mean, least or greatest of its rows.
    pub fn bears_out(&self, line: usize, rows: &[usize]) -> bool {
        self.cells(line).all(|(column, cell)| {
            let stated = match cell {
                Cell::Text(text) => text.rsplit_once(": ").map_or(text, |(_, figure)| figure),
                _ => "",
            };
            let style = self.styles.get(&column).copied().unwrap_or_default();
            let stated = numbers::read(stated, style).map(|f| f.value);
            match stated.or_else(|| self.figure(line, column)) {
                Some(value) => self.is_of(value, column, rows),
                None => true,
            }
        })
    }

    fn is_of(&self, value: Decimal, column: u16, rows: &[usize]) -> bool {
        let all: Vec<Decimal> = rows
            .iter()
            .filter_map(|r| self.figure(*r, column))
            .collect();
        let count = Decimal::from(rows.len() as u64);
        let sum: Decimal = all.iter().sum();
        let near = |other: Decimal| (value - other).abs() < Decimal::new(1, 2);
        let mean = sum.checked_div(Decimal::from(all.len() as u64));
        let ends = || all.iter().min().into_iter().chain(all.iter().max());
        near(sum) || value == count || mean.is_some_and(near) || ends().any(|end| near(*end))
    }
}

/// Whose total a label is: `Total for Acme`, `Total Acme`, `Acme Total`.
pub(crate) fn summed(label: &str) -> Option<&str> {
    let label = label.trim();
    let before = || {
        let rest = label.strip_prefix("Total ")?;
        Some(rest.strip_prefix("for ").unwrap_or(rest))
    };
    let after = || {
        [" Total", " total", " Subtotal"]
            .iter()
            .find_map(|t| label.strip_suffix(t))
    };
    let name = before().or_else(after)?;
    Some(name.trim_matches([' ', '-', '–', ':']))
}
