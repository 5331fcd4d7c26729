//! From what a spreadsheet stores (binary floats, day serials) to exact decimals and calendar dates.

use super::numfmt::Format;

/// Largest value taken for a figure; above it a float no longer holds cents.
const LARGEST: f64 = 1e15;
/// Below this, 15 significant digits leave at least four decimals.
const RESIDUE_BELOW: f64 = 1e11;
/// 1899-12-30 and 1904-01-01, in days from the common era: day 0 of the two calendars.
const EPOCH_1900: i64 = 693_594;
const EPOCH_1904: i64 = 695_056;
/// 9999-12-31 in the 1900 calendar.
const LAST_SERIAL: i64 = 2_958_465;
const MILLIS_A_DAY: f64 = 86_400_000.0;

/// One cell's value on its way out.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Value {
    /// `mantissa × 10^-scale`, without trailing zeros after the point; scale up to 28.
    Number { mantissa: i64, scale: u8 },
    /// Days from the common era.
    Date(i32),
    /// A time of day or a duration, as a spreadsheet shows it.
    Text(String),
    /// Not a figure: what was found, and why it cannot be one.
    Error(String),
}

/// A number as the spreadsheet shows it: the shortest decimal text of the float, or, where that is the
/// residue of binary arithmetic (0.1 + 0.2), its 15 significant digits, which are all Excel ever shows.
/// Amounts from 10^11 keep the shortest text, because 15 digits would touch their cents.
pub(crate) fn number(value: f64) -> Value {
    if value.is_nan() {
        return Value::Error("NaN".to_owned());
    }
    let size = value.abs();
    if size > LARGEST {
        let text = if size.is_infinite() {
            "infinity".to_owned()
        } else {
            format!("{value:e}")
        };
        return Value::Error(format!("{text}: beyond 10^15"));
    }
    let (mantissa, scale) = short(size).unwrap_or_else(|| digits(size));
    Value::Number {
        mantissa: if value < 0.0 { -mantissa } else { mantissa },
        scale,
    }
}

/// Whole numbers, cents and ten-thousandths, without making text. `m / 100` is rounded correctly, so
/// where it gives the float back and `m` has at most 15 digits, `m / 100` is its shortest text.
#[allow(clippy::float_cmp)] // Equal is meant: the float is given back or it is not.
fn short(size: f64) -> Option<(i64, u8)> {
    if size.fract() == 0.0 {
        return Some((size as i64, 0));
    }
    [(100.0, 2), (10_000.0, 4)]
        .into_iter()
        .find_map(|(power, scale)| {
            let mantissa = (size * power).round();
            (mantissa < LARGEST && mantissa / power == size)
                .then(|| trimmed(mantissa as i64, scale))
        })
}

/// Without trailing zeros after the point.
pub(crate) fn trimmed(mut mantissa: i64, mut scale: u8) -> (i64, u8) {
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    (mantissa, scale)
}

fn digits(size: f64) -> (i64, u8) {
    let shortest = format!("{size:e}");
    let long =
        shortest.bytes().filter(u8::is_ascii_digit).count() > 17 || significant(&shortest) > 15;
    if long && size < RESIDUE_BELOW {
        return from_scientific(&format!("{size:.14e}"));
    }
    from_scientific(&shortest)
}

fn significant(scientific: &str) -> usize {
    scientific
        .split('e')
        .next()
        .unwrap_or_default()
        .bytes()
        .filter(u8::is_ascii_digit)
        .count()
}

/// `d.ddde-x` as mantissa and scale; what lies beyond 28 decimals is no figure and is rounded off.
fn from_scientific(text: &str) -> (i64, u8) {
    let (figure, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = figure.split_once('.').unwrap_or((figure, ""));
    let mut mantissa = format!("{whole}{fraction}").parse::<i64>().unwrap_or(0);
    let mut scale = fraction.len() as i32 - exponent.parse::<i32>().unwrap_or(0);
    while scale > 28 {
        mantissa = if scale == 29 {
            (mantissa + 5) / 10
        } else {
            mantissa / 10
        };
        scale -= 1;
    }
    while scale < 0 {
        mantissa = mantissa.saturating_mul(10);
        scale += 1;
    }
    trimmed(mantissa, scale as u8)
}

/// A number cell under its number format: figures stay figures, serials become dates.
pub(crate) fn formatted(value: f64, format: Format, is_1904: bool) -> Value {
    match format {
        Format::Time if (0.0..1.0).contains(&value) => Value::Text(clock(value)),
        Format::Date | Format::Time => date(value, is_1904),
        Format::Duration if value.abs() <= LAST_SERIAL as f64 => Value::Text(clock(value)),
        Format::Plain
        | Format::Percent
        | Format::Currency
        | Format::Money(_)
        | Format::Duration => number(value),
    }
}

/// The text of a number cell under its number format; `None` for what only a lenient reader takes for a number.
pub(crate) fn written(text: &[u8], format: Format, is_1904: bool) -> Option<Value> {
    if matches!(
        format,
        Format::Plain | Format::Percent | Format::Currency | Format::Money(_)
    ) && let Some((mantissa, scale)) = plain(text)
    {
        return Some(Value::Number { mantissa, scale });
    }
    Some(formatted(float(text)?, format, is_1904))
}

/// A plain decimal of up to 15 significant digits. Such a text is the shortest of the float it stands
/// for, so it is the figure itself; [`number`] gives the same.
fn plain(text: &[u8]) -> Option<(i64, u8)> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let (mut mantissa, mut scale, mut point) = (0_i64, 0_u8, false);
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                scale += u8::from(point);
                if mantissa > 999_999_999_999_999 || scale > 15 {
                    return None;
                }
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    if !digits.first()?.is_ascii_digit() || !digits.last()?.is_ascii_digit() {
        return None;
    }
    let (mantissa, scale) = trimmed(mantissa, scale);
    Some((if negative { -mantissa } else { mantissa }, scale))
}

/// Any other number; `None` for what only a lenient reader takes for one.
fn float(text: &[u8]) -> Option<f64> {
    let usual = text
        .iter()
        .all(|b| b.is_ascii_digit() || b"+-.eE".contains(b));
    let ends = text.first()? != &b'+' && text.last()?.is_ascii_digit();
    if usual && ends {
        std::str::from_utf8(text).ok()?.parse().ok()
    } else {
        None
    }
}

/// A date serial as a date. Serial 60 of the 1900 calendar is 29 February 1900, which never was.
pub(crate) fn date(serial: f64, is_1904: bool) -> Value {
    let last = if is_1904 {
        LAST_SERIAL - (EPOCH_1904 - EPOCH_1900)
    } else {
        LAST_SERIAL
    };
    let first = i64::from(!is_1904);
    // To the millisecond, so that float residue just below midnight stays the day it is.
    let day = ((serial * MILLIS_A_DAY).round() / MILLIS_A_DAY).floor();
    if !(day >= first as f64 && day <= last as f64) {
        return Value::Error(format!("date serial {serial}: outside the calendar"));
    }
    let day = day as i64;
    if !is_1904 && day == 60 {
        return Value::Error("date serial 60: 29 February 1900 does not exist".to_owned());
    }
    let epoch = if is_1904 {
        EPOCH_1904
    } else {
        EPOCH_1900 + i64::from(day < 60)
    };
    Value::Date((epoch + day) as i32)
}

fn clock(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    format!(
        "{sign}{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// An ISO date or date-time (`t="d"` cells, ODS) as a date. A time of its own stays text.
pub(crate) fn iso_date(text: &str) -> Value {
    use chrono::Datelike;
    let day = text.trim().get(..10).unwrap_or_else(|| text.trim());
    match chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d") {
        Ok(date) => Value::Date(date.num_days_from_ce()),
        Err(_) if text.contains('-') => Value::Error(format!("{text}: not a date of the calendar")),
        Err(_) => Value::Text(text.to_owned()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn shown(value: f64) -> String {
        match number(value) {
            Value::Number { mantissa, scale } => {
                rust_decimal::Decimal::new(mantissa, u32::from(scale)).to_string()
            }
            other => format!("{other:?}"),
        }
    }

    fn day(y: i32, m: u32, d: u32) -> Value {
        use chrono::Datelike;
        Value::Date(NaiveDate::from_ymd_opt(y, m, d).unwrap().num_days_from_ce())
    }

    #[test]
    fn floats_become_the_decimals_a_sheet_shows() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1234.56, "1234.56"),
            (-1234.5, "-1234.5"),
            (1e15, "1000000000000000"),
            (0.1, "0.1"),
            (1.0 / 3.0, "0.333333333333333"),
            (0.1 + 0.2, "0.3"),
            (1e-5, "0.00001"),
            (1_234_567_890.12, "1234567890.12"),
            (9_999_999_999_999.99, "9999999999999.99"),
            (99_999_999_999_999.98, "99999999999999.98"),
            (1.005, "1.005"),
            (1234.5678, "1234.5678"),
            (1_234.567_89, "1234.56789"),
            (1e-30, "0"),
            (5e-29, "0.0000000000000000000000000001"),
            (1105.0 * 1.1, "1215.5"),
            (4.35 * 100.0, "435"),
            (0.07, "0.07"),
        ] {
            assert_eq!(shown(value), text, "{value:e}");
        }
    }

    #[test]
    fn cents_survive_for_every_amount_up_to_ten_to_the_thirteen() {
        let mut cents: i64 = 1;
        while cents < 1_000_000_000_000_000 {
            for c in [cents, cents + 1, cents * 3 + 7] {
                let text = format!("{}.{:02}", c / 100, c % 100);
                let (mantissa, scale) = trimmed(c, 2);
                assert_eq!(
                    number(text.parse().unwrap()),
                    Value::Number { mantissa, scale },
                    "{text}"
                );
            }
            cents = cents * 7 / 3 + 1;
        }
    }

    #[test]
    fn quick_and_slow_ways_agree() {
        for i in 0..200_000_u32 {
            let value = f64::from(i) * 0.37 + f64::from(i % 7) / 10_000.0;
            if let Some(quick) = short(value) {
                assert_eq!(quick, digits(value), "{value}");
            }
        }
    }

    #[test]
    fn what_is_no_figure_is_an_error_with_its_reason() {
        for (value, text) in [
            (f64::NAN, "NaN"),
            (f64::INFINITY, "infinity: beyond 10^15"),
            (f64::NEG_INFINITY, "infinity: beyond 10^15"),
            (2e15, "2e15: beyond 10^15"),
            (-1e300, "-1e300: beyond 10^15"),
        ] {
            assert_eq!(number(value), Value::Error(text.to_owned()));
        }
    }

    #[test]
    fn both_calendars() {
        assert_eq!(date(1.0, false), day(1900, 1, 1));
        assert_eq!(date(59.0, false), day(1900, 2, 28));
        assert_eq!(date(61.0, false), day(1900, 3, 1));
        assert_eq!(date(45_688.0, false), day(2025, 1, 31));
        assert_eq!(date(45_688.75, false), day(2025, 1, 31));
        assert_eq!(date(45_688.999_999_999_9, false), day(2025, 2, 1));
        assert_eq!(date(2_958_465.0, false), day(9999, 12, 31));
        assert_eq!(date(0.0, true), day(1904, 1, 1));
        assert_eq!(date(44_226.0, true), day(2025, 1, 31));
        assert_eq!(date(60.0, true), day(1904, 3, 1));
        assert_eq!(date(2_957_003.0, true), day(9999, 12, 31));
    }

    #[test]
    fn dates_outside_the_calendar_are_errors() {
        for serial in [
            -1.0,
            0.0,
            0.5,
            60.0,
            60.5,
            2_958_466.0,
            1e10,
            1e300,
            f64::NAN,
            f64::INFINITY,
        ] {
            assert!(matches!(date(serial, false), Value::Error(_)), "{serial}");
        }
        assert!(matches!(date(2_957_004.0, true), Value::Error(_)));
    }

    #[test]
    fn times_and_durations_are_shown_as_text() {
        assert_eq!(
            formatted(0.5, Format::Time, false),
            Value::Text("12:00:00".into())
        );
        assert_eq!(
            formatted(1.5, Format::Duration, false),
            Value::Text("36:00:00".into())
        );
        assert_eq!(formatted(45_688.5, Format::Time, false), day(2025, 1, 31));
        assert_eq!(iso_date("2025-01-31T10:00:00"), day(2025, 1, 31));
        assert!(matches!(iso_date("2025-02-30"), Value::Error(_)));
        assert_eq!(iso_date("10:30"), Value::Text("10:30".into()));
    }
}
