//! Amounts and days as a sheet holds them: doubles.

use rust_decimal::Decimal;

/// Days since 30 December 1899, as a sheet holds a date. Days before March 1900 are one off in Excel,
/// which believes in 29 February 1900; no close is that old.
pub(super) fn serial(date: chrono::NaiveDate) -> f64 {
    use chrono::Datelike;
    const EPOCH: i32 = 693_594;
    f64::from(date.num_days_from_ce() - EPOCH)
}

/// The nearest double, by way of the shortest decimal text: `Decimal::to_f64` is off in the last place
/// for some amounts. A decimal is always finite.
pub(super) fn float(value: Decimal) -> f64 {
    // Up to 2^53 both parts are exact doubles, and their quotient is correctly rounded.
    let mantissa = value.mantissa();
    if mantissa.unsigned_abs() < 1 << 53 && value.scale() <= 22 {
        return mantissa as f64 / POWERS[value.scale() as usize];
    }
    value.to_string().parse().unwrap_or_default()
}

const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];
