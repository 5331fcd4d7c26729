//! The readers of single texts, for those who test them and those who read texts of their own.

use crate::{DateStyle, NumberStyle, dates, numbers};
use holdfast_ledger::{Close, Decimal, FiscalYear};

/// A figure in a style, its sign, currency, multiplier and percent sign read; `None` where it is none in that
/// style, or beyond 10^15.
pub fn number(text: &str, style: NumberStyle) -> Option<Decimal> {
    numbers::read(text, style).map(|figure| figure.value)
}

/// The close which a date or the label of a period ends at; `None` where it is none, or needs a style and has none.
pub fn close(text: &str, style: Option<DateStyle>, fiscal: FiscalYear) -> Option<Close> {
    dates::read(text, style)?.close(fiscal)
}
