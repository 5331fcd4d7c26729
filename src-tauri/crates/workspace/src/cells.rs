//! Figures as the cells of a spreadsheet take them.

use holdfast_ledger::Decimal;

/// The format of cells is binary floating point; the shortest text of this number reads back exactly.
pub(crate) fn cell_number(number: Decimal) -> f64 {
    number.to_string().parse().unwrap_or_default()
}
