//! What the company's billing system exports, month by month.

use chrono::NaiveDate;
use holdfast_ledger::{Close, Decimal};

/// A row of the company's export.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) customer: String,
    pub(crate) month: u32,
    pub(crate) arr: i64,
    pub(crate) tier: &'static str,
    pub(crate) currency: &'static str,
}

/// The truth as the billing system tells it in its export of a month: customers C01 to C10 from December before on, C09
/// in EUR, C08 away in February and March.
pub(crate) fn export(months: u32) -> Vec<Row> {
    let mut rows = Vec::new();
    for number in 1..=10_i64 {
        for month in 0..=months {
            if number == 8 && (2..=3).contains(&month) {
                continue;
            }
            rows.push(Row {
                customer: format!("C{number:02}"),
                month,
                arr: 1000 * number + 10 * i64::from(month) * (5 - number % 7),
                tier: if number % 2 == 0 { "Mid" } else { "SMB" },
                currency: if number == 9 { "EUR" } else { "USD" },
            });
        }
    }
    rows
}

/// The close of a month of 2025; 0 is that of December before.
pub(crate) fn close(month: u32) -> Close {
    match month {
        0 => Close::new(2024, 12).unwrap(),
        month => Close::new(2025, month).unwrap(),
    }
}

pub(crate) fn date(month: u32) -> NaiveDate {
    close(month).date()
}

/// What a customer pays at a month, in dollars at 1.10.
pub(crate) fn paid(rows: &[Row], customer: &str, month: u32) -> Decimal {
    let of = |r: &&Row| r.customer == customer && r.month == month;
    let rate = |r: &Row| match r.currency {
        "EUR" => Decimal::new(110, 2),
        _ => Decimal::ONE,
    };
    rows.iter()
        .filter(of)
        .map(|r| Decimal::from(r.arr) * rate(r))
        .sum()
}

pub(crate) const LATE: fn(u32) -> Row = |month| Row {
    customer: "C13".into(),
    month,
    arr: 500,
    tier: "SMB",
    currency: "USD",
};

pub(crate) fn correct(rows: &mut [Row], customer: &str, month: u32, by: i64) {
    let of = |r: &&mut Row| r.customer == customer && r.month == month;
    rows.iter_mut().filter(of).for_each(|r| r.arr += by);
}

/// Everybody's dollars at a month.
pub(crate) fn total(rows: &[Row], month: u32) -> Decimal {
    let names: std::collections::BTreeSet<&str> =
        rows.iter().map(|r| r.customer.as_str()).collect();
    names.into_iter().map(|c| paid(rows, c, month)).sum()
}
