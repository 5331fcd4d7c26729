//! Exact amounts and ratios, and the one place where figures are rounded (L-1, R-5).

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// A ratio whose denominator may be zero or missing; `None` is printed "n/a".
pub type Ratio = Option<Decimal>;

/// `numerator / denominator`, or `None` where the denominator is zero.
pub fn ratio(numerator: Decimal, denominator: Decimal) -> Ratio {
    numerator.checked_div(denominator)
}

/// What the amounts of a file are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AmountKind {
    /// Monthly recurring revenue; ARR is twelve times it (L-2).
    Mrr,
    /// Annual recurring revenue.
    Arr,
}

/// The scale of the amounts of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Units of currency.
    Units,
    /// Hundredths.
    Cents,
    /// Thousands.
    Thousands,
}

/// Rounds half away from zero, the only rounding this product shows (L-1).
///
/// `Display` of a [`Decimal`] with a precision truncates and `round_dp` is banker's rounding, so
/// neither is ever used for a figure.
pub fn round_half_away(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// The plain text of an exact amount: no exponent, no trailing zeros, `0` never `-0`.
pub fn money_text(value: Decimal) -> String {
    let mut text = String::new();
    push_money_text(&mut text, value);
    text
}

/// Appends [`money_text`]; files of a million amounts are written by it.
pub fn push_money_text(out: &mut String, value: Decimal) {
    let mut scale = value.scale();
    let (Ok(mut mantissa), Some(_)) = (
        u64::try_from(value.mantissa().unsigned_abs()),
        10_u64.checked_pow(scale),
    ) else {
        out.push_str(&value.normalize().to_string());
        return;
    };
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    let unit = 10_u64.pow(scale);
    if value.is_sign_negative() && mantissa > 0 {
        out.push('-');
    }
    push_whole(out, mantissa / unit, 1);
    if scale > 0 {
        out.push('.');
        push_whole(out, mantissa % unit, scale as usize);
    }
}

/// Appends a whole number with at least so many digits (at most 20).
pub fn push_whole(out: &mut String, mut value: u64, least: usize) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    while value > 0 {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
    }
    at = at.min(digits.len().saturating_sub(least));
    out.push_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
}

/// The text of a ratio for machine-readable output: 20 places, no trailing zeros.
pub fn ratio_text(value: Ratio) -> Option<String> {
    value.map(|v| money_text(round_half_away(v, 20)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    fn d(s: &str) -> Decimal {
        Decimal::from_str(s).unwrap()
    }

    #[test]
    fn amounts_are_written_exactly() {
        for text in [
            "0",
            "1234.56",
            "-0.01",
            "100",
            "-7",
            "18446744073709551615",
            "18446744073709551616.5",
            "12345678901234567890.12345678",
            "0.00000001",
            "0.0000000000000000000000000001",
        ] {
            assert_eq!(money_text(d(text)), text);
        }
        assert_eq!(money_text(d("-0.00")), "0");
        assert_eq!(money_text(d("1.500")), "1.5");
        assert_eq!(money_text(d("-10.050")), "-10.05");
    }

    #[test]
    fn rounds_half_away_from_zero_and_never_truncates() {
        for (value, places, shown) in [
            ("1.125", 2, "1.13"),
            ("1.129", 2, "1.13"),
            ("2.675", 2, "2.68"),
            ("48.7179487", 2, "48.72"),
            ("-1.125", 2, "-1.13"),
            ("0.5", 0, "1"),
            ("-0.5", 0, "-1"),
        ] {
            assert_eq!(money_text(round_half_away(d(value), places)), shown);
        }
    }

    #[test]
    fn a_zero_denominator_is_not_available() {
        assert_eq!(ratio(d("20"), Decimal::ZERO), None);
        assert_eq!(ratio(Decimal::ZERO, d("20")), Some(Decimal::ZERO));
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(money_text(d("-0.00")), "0");
    }
}
