//! Periods by name: `Jan-24`, `31 Jan 2024`, `Q1 2024`, `1Q25`, `FY25 Q2`, `FY2024/25`.

use super::words::{Part, month_of};
use super::{When, day, long_year, month};

pub(super) fn with_words(parts: &[Part<'_>]) -> Option<When> {
    use Part::{Number, Word};
    match *parts {
        // Jan-24, Jan 2024, FY25, Q125
        [Word(w), Number(n, digits)] => match month_of(w) {
            Some(m) => month(long_year(n, digits)?, m as i32),
            None => year_word(w, n, digits).or_else(|| run_together(w, n, digits)),
        },
        // 1Q25, 1. Quartal 2025
        [Number(n, 1), Word(w), Number(y, digits)] if month_of(w).is_none() => {
            period(long_year(y, digits)?, w, n, false)
        }
        // 2024M01, 2024Q1
        [Number(y, digits), Word(w), Number(n, _)] if month_of(w).is_none() => {
            period(long_year(y, digits)?, w, n, false)
        }
        // 31 Jan 2024
        [Number(d, _), Word(w), Number(y, digits)] => {
            day(long_year(y, digits)?, month_of(w)? as i32, d)
        }
        // Jan 31, 2024
        [Word(w), Number(d, 1 | 2), Number(y, digits)] if month_of(w).is_some() => {
            day(long_year(y, digits)?, month_of(w)? as i32, d)
        }
        // Q1 2024, H1 2024, M01 2024; FY24/25
        [Word(w), Number(n, 1 | 2), Number(y, digits)] if !is_fiscal(w) => {
            period(long_year(y, digits)?, w, n, false)
        }
        [Word(f), Number(first, digits), Number(second, 2)] if is_fiscal(f) => Some(When::Year {
            year: split_year(first, digits, second)?,
            fiscal: true,
        }),
        // Q1 2024/25
        [
            Word(w),
            Number(n, 1),
            Number(first, digits),
            Number(second, 2),
        ] => period(split_year(first, digits, second)?, w, n, true),
        // 2024 Jan
        [Number(y, 4), Word(w)] => month(long_year(y, 4)?, month_of(w)? as i32),
        // First quarter 2025
        [Word(nth), Word(w), Number(y, digits)] => {
            period(long_year(y, digits)?, w, ordinal(nth)?, false)
        }
        // FY25 Q2
        [Word(f), Number(y, digits), Word(w), Number(n, _)] if is_fiscal(f) => {
            period(long_year(y, digits)?, w, n, true)
        }
        // Q2 FY25
        [Word(w), Number(n, _), Word(f), Number(y, digits)] if is_fiscal(f) => {
            period(long_year(y, digits)?, w, n, true)
        }
        // 2Q FY25
        [Number(n, 1), Word(w), Word(f), Number(y, digits)] if is_fiscal(f) => {
            period(long_year(y, digits)?, w, n, true)
        }
        _ => None,
    }
}

fn is_fiscal(word: &str) -> bool {
    ["fy", "gj", "exercice"]
        .iter()
        .any(|w| word.eq_ignore_ascii_case(w))
}

fn ordinal(word: &str) -> Option<i32> {
    let all = ["first", "second", "third", "fourth"];
    let at = all.iter().position(|w| word.eq_ignore_ascii_case(w))?;
    Some(at as i32 + 1)
}

/// The year in which a year written over two ends: `2024/25`.
pub(super) fn split_year(first: i32, digits: usize, second: i32) -> Option<i32> {
    let first = long_year(first, digits)?;
    ((first + 1) % 100 == second).then_some(first + 1)
}

fn year_word(word: &str, n: i32, digits: usize) -> Option<When> {
    let fiscal = is_fiscal(word);
    (fiscal || word.eq_ignore_ascii_case("cy")).then_some(())?;
    Some(When::Year {
        year: long_year(n, digits)?,
        fiscal,
    })
}

/// `Q125` and `Q12025`: the quarter and its year without a mark between them.
fn run_together(word: &str, n: i32, digits: usize) -> Option<When> {
    let (base, year_digits) = match digits {
        3 => (100, 2),
        5 => (10_000, 4),
        _ => return None,
    };
    let quarter = word.len() <= 2 && word.to_lowercase().ends_with(['q', 'h']);
    let year = long_year(n % base, year_digits)?;
    quarter.then(|| period(year, word, n / base, false))?
}

/// The n-th quarter, half or month of a year; `cq` says calendar, `fq` and `qfy` say fiscal.
pub(super) fn period(year: i32, word: &str, n: i32, fiscal: bool) -> Option<When> {
    let n = u32::try_from(n).ok()?;
    let word = word.to_lowercase();
    let (word, fiscal) = match word.as_str() {
        "cq" | "ch" => (word.get(1..)?, false),
        "fq" | "fh" => (word.get(1..)?, true),
        "qfy" | "hfy" => (word.get(..1)?, true),
        other => (other, fiscal),
    };
    match (word, n) {
        ("q" | "qtr" | "quarter" | "quartal" | "t" | "tr" | "trim" | "trimestre", 1..=4) => {
            Some(When::Quarter {
                year,
                quarter: n,
                fiscal,
            })
        }
        ("h" | "half" | "hj" | "halbjahr" | "s" | "semestre", 1..=2) => Some(When::Half {
            year,
            half: n,
            fiscal,
        }),
        ("m" | "month", 1..=12) if !fiscal => month(year, n as i32),
        // The periods of accountants are those of their fiscal year.
        ("m" | "p" | "month" | "period", 1..=12) => Some(When::FiscalPeriod { year, period: n }),
        _ => None,
    }
}
