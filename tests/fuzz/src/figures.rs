//! Single figures and dates, and a column of them.

use crate::tables::{checked, column};
use holdfast_import::readers;
use holdfast_import::{DateStyle, NumberStyle};
use holdfast_ledger::{Decimal, FiscalYear};

/// A figure that is read is at most 10^15, and reads back as itself. A column of them imports or is refused.
pub fn number(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for line in text.lines() {
        for style in [NumberStyle::Point, NumberStyle::Comma] {
            if let Some(value) = readers::number(line, style) {
                reads_back(line, value);
            }
        }
    }
    imported("ARR", &text);
}

/// A whole import costs a thousand times a text: one in eight is enough.
fn imported(caption: &str, text: &str) {
    if text.len().is_multiple_of(8) {
        checked(vec![column(caption, text)]);
    }
}

fn reads_back(text: &str, value: Decimal) {
    assert!(
        value.abs() <= Decimal::from(1_000_000_000_000_000_i64),
        "{text:?}: {value}"
    );
    let printed = value.normalize().to_string();
    assert_eq!(
        readers::number(&printed, NumberStyle::Point),
        Some(value),
        "{text:?}"
    );
}

const STYLES: [DateStyle; 3] = [
    DateStyle::DayFirst,
    DateStyle::MonthFirst,
    DateStyle::YearFirst,
];

/// A date which needs no style is the same in all. A column of them imports or is refused.
pub fn date(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for line in text.lines() {
        for start in [1, 7, 12] {
            let fiscal = FiscalYear::starting(start).unwrap();
            let plain = readers::close(line, None, fiscal);
            for style in STYLES {
                let styled = readers::close(line, Some(style), fiscal);
                assert!(
                    plain.is_none() || styled == plain,
                    "{line:?}: {plain:?}, {styled:?}"
                );
            }
        }
    }
    imported("Close", &text);
}
