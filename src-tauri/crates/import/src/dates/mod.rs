//! Dates and period labels as people and programs write them. One date style a column.
//!
//! Two-digit years by a fixed window: 00 to 69 are 2000 to 2069, 70 to 99 are 1970 to 1999. A time of day
//! and its zone are dropped: the date as written counts, so no time zone ever enters a period.

mod evidence;
mod labels;
mod ranges;
mod words;

use chrono::{Datelike, Days, NaiveDate};
pub(crate) use evidence::Evidence;
use holdfast_ledger::{Close, Decimal, FiscalYear};
use labels::{period, split_year, with_words};
pub(crate) use ranges::{range_in, range_styled, whole_period};
use serde::{Deserialize, Serialize};
use words::{Part, month_of, split_parts};

/// Which part comes first in dates written as three numbers with the year last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateStyle {
    /// 31/12/2024
    DayFirst,
    /// 12/31/2024
    MonthFirst,
    /// 24-12-31, a two-digit year first.
    YearFirst,
}

/// What a text or header says of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum When {
    Day(NaiveDate),
    Month(Close),
    /// A month named within a fiscal year: `Feb` under `FY25`.
    FiscalMonth {
        year: i32,
        month: u32,
    },
    /// The n-th month of a fiscal year: `FY25 P02`.
    FiscalPeriod {
        year: i32,
        period: u32,
    },
    /// Year and quarter; fiscal where written `FY`.
    Quarter {
        year: i32,
        quarter: u32,
        fiscal: bool,
    },
    Half {
        year: i32,
        half: u32,
        fiscal: bool,
    },
    Year {
        year: i32,
        fiscal: bool,
    },
}

impl When {
    /// The close which the label ends at.
    pub fn close(self, start: FiscalYear) -> Option<Close> {
        let ending = |year: i32, month_of_year: u32, fiscal: bool| {
            let first = if fiscal {
                u32::from(start.start_month())
            } else {
                1
            };
            let start_year = if first == 1 { year } else { year - 1 };
            Close::new(start_year, first).map(|c| c.plus(month_of_year as i32 - 1))
        };
        match self {
            When::Day(d) => Close::of(d),
            When::Month(c) => Some(c),
            When::FiscalMonth { year, month } => {
                let first = u32::from(start.start_month());
                let year = if first > 1 && month >= first {
                    year - 1
                } else {
                    year
                };
                Close::new(year, month)
            }
            When::FiscalPeriod { year, period } => ending(year, period, true),
            When::Quarter {
                year,
                quarter,
                fiscal,
            } => ending(year, quarter * 3, fiscal),
            When::Half { year, half, fiscal } => ending(year, half * 6, fiscal),
            When::Year { year, fiscal } => ending(year, 12, fiscal),
        }
    }

    /// The year of the label, as it is written.
    pub fn year(self) -> i32 {
        match self {
            When::Day(d) => d.year(),
            When::Month(c) => c.year(),
            When::FiscalMonth { year, .. }
            | When::FiscalPeriod { year, .. }
            | When::Quarter { year, .. }
            | When::Half { year, .. }
            | When::Year { year, .. } => year,
        }
    }

    /// Months which the label covers; 0 for a day.
    pub fn months(self) -> i32 {
        match self {
            When::Day(_) => 0,
            When::Month(_) | When::FiscalMonth { .. } | When::FiscalPeriod { .. } => 1,
            When::Quarter { .. } => 3,
            When::Half { .. } => 6,
            When::Year { .. } => 12,
        }
    }

    /// Whether the close depends on the start of the fiscal year.
    pub fn is_fiscal(self) -> bool {
        matches!(
            self,
            When::FiscalMonth { .. }
                | When::FiscalPeriod { .. }
                | When::Quarter { fiscal: true, .. }
                | When::Half { fiscal: true, .. }
                | When::Year { fiscal: true, .. }
        )
    }

    /// The first day; for a day, the day.
    pub fn first_day(self) -> Option<NaiveDate> {
        match self {
            When::Day(d) => Some(d),
            _ => self
                .close(FiscalYear::CALENDAR)?
                .plus(1 - self.months())
                .date()
                .with_day(1),
        }
    }

    /// The last day; for a day, the day.
    pub fn last_day(self) -> Option<NaiveDate> {
        match self {
            When::Day(d) => Some(d),
            _ => self.close(FiscalYear::CALENDAR).map(Close::date),
        }
    }
}

/// The year behind two digits (fixed window 1970 to 2069).
fn long_year(year: i32, digits: usize) -> Option<i32> {
    match (digits, year) {
        (2, 0..=69) => Some(2000 + year),
        (2, 70..=99) => Some(1900 + year),
        (4, 1900..=2200 | 2999 | 9999) => Some(year),
        _ => None,
    }
}

/// Cuts a time of day, zone and weekday off a date.
fn without_time(text: &str) -> &str {
    let text = text.trim();
    if let Some(date) = text.get(..10)
        && date.bytes().enumerate().all(|(i, b)| {
            if matches!(i, 4 | 7) {
                b == b'-' || b == b'/'
            } else {
                b.is_ascii_digit()
            }
        })
        && text.get(10..).is_some_and(|t| t.starts_with(['T', ' ']))
    {
        return date;
    }
    match text.find(':') {
        Some(colon) => text
            .get(..colon)
            .and_then(|head| head.rfind([' ', 'T']))
            .and_then(|at| text.get(..at))
            .unwrap_or(text)
            .trim_end_matches([',', ' ']),
        None => text,
    }
}

fn day(year: i32, month: i32, day: i32) -> Option<When> {
    // 9999 and 2999 say that there is no end.
    ((1900..=2200).contains(&year) || year == 9999 || year == 2999).then_some(())?;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
        .map(When::Day)
}

fn month(year: i32, month: i32) -> Option<When> {
    Close::new(year, u32::try_from(month).ok()?).map(When::Month)
}

/// The readings which a text allows: at most one a style; a text that needs no style gives the same for all.
pub(crate) fn read(text: &str, style: Option<DateStyle>) -> Option<When> {
    reading(&date_parts(text)?, style)
}

/// Whether a text is a date or period in any style.
pub(crate) fn is_date(text: &str) -> bool {
    use DateStyle::{DayFirst, MonthFirst, YearFirst};
    let any = |parts: Vec<Part<'_>>| match *parts.as_slice() {
        // Only three numbers are read by style.
        [Part::Number(..), Part::Number(..), Part::Number(..)] => {
            let styles = [None, Some(DayFirst), Some(MonthFirst), Some(YearFirst)];
            styles.iter().any(|s| reading(&parts, *s).is_some())
        }
        _ => reading(&parts, None).is_some(),
    };
    date_parts(text).is_some_and(any) || whole_period(text).is_some()
}

fn date_parts(text: &str) -> Option<Vec<Part<'_>>> {
    let text = without_time(text);
    let length = (4..=40).contains(&text.len());
    length.then(|| split_parts(text)).flatten()
}

fn reading(parts: &[Part<'_>], style: Option<DateStyle>) -> Option<When> {
    match *parts {
        [Part::Number(n, digits)] => one_number(n, digits),
        [Part::Number(a, x), Part::Number(b, y)] => two_numbers(a, x, b, y),
        [
            Part::Number(first, x),
            Part::Number(second, y),
            Part::Number(third, z),
        ] => three_numbers([(first, x), (second, y), (third, z)], style),
        _ => with_words(parts),
    }
}

fn one_number(n: i32, digits: usize) -> Option<When> {
    match digits {
        4 => (1900..=2200).contains(&n).then_some(When::Year {
            year: n,
            fiscal: false,
        }),
        6 => month(n / 100, n % 100),
        8 => day(n / 10_000, n / 100 % 100, n % 100),
        _ => None,
    }
}

fn two_numbers(a: i32, x: usize, b: i32, y: usize) -> Option<When> {
    match (x, y) {
        (4, 2) if b > 12 => Some(When::Year {
            year: split_year(a, x, b)?,
            fiscal: true,
        }),
        (4, 1 | 2) => month(a, b),
        (1 | 2, 4) => month(b, a),
        _ => None,
    }
}

fn three_numbers(parts: [(i32, usize); 3], style: Option<DateStyle>) -> Option<When> {
    let [(first, x), (second, y), (third, z)] = parts;
    if x == 4 && y <= 2 && z <= 2 {
        return day(first, second, third);
    }
    if x > 2 || y > 2 || !(z == 2 || z == 4) {
        return None;
    }
    match style? {
        DateStyle::DayFirst => day(long_year(third, z)?, second, first),
        DateStyle::MonthFirst => day(long_year(third, z)?, first, second),
        DateStyle::YearFirst if z == 2 => day(long_year(first, x)?, second, third),
        DateStyle::YearFirst => None,
    }
}

/// Whether a caption speaks of fiscal years.
pub(crate) fn says_fiscal(caption: &str) -> bool {
    let words = crate::text::words(caption);
    words.iter().any(|w| {
        matches!(
            w.as_str(),
            "fiscal" | "financial" | "fy" | "geschäftsjahr" | "wirtschaftsjahr" | "exercice"
        )
    })
}

/// Whether a caption speaks of quarters.
pub(crate) fn says_quarter(caption: &str) -> bool {
    let words = crate::text::words(caption);
    words.iter().any(|w| {
        matches!(
            w.as_str(),
            "quarter" | "qtr" | "quartal" | "trimestre" | "trimester" | "q"
        )
    })
}

/// Year and month (or quarter) which stand in two cells: `2025` and `3`, `March`, `M03`, `Q1`.
pub(crate) fn of_parts(year: &str, part: &str, fiscal: bool, quarters: bool) -> Option<When> {
    let digits = year
        .trim()
        .trim_start_matches(|c: char| !c.is_ascii_digit());
    let fiscal = fiscal || year.trim().to_lowercase().starts_with("fy");
    let year = long_year(digits.parse().ok()?, digits.len())?;
    if let Some(m) = month_name(part) {
        return if fiscal {
            Some(When::FiscalMonth { year, month: m })
        } else {
            month(year, m as i32)
        };
    }
    let part = part.trim();
    let number: String = part.chars().filter(char::is_ascii_digit).collect();
    let word = part.trim_matches(|c: char| !c.is_alphabetic());
    let word = match word {
        "" if quarters => "q",
        "" if fiscal => "p",
        "" => "m",
        word => word,
    };
    period(year, word, number.parse().ok()?, fiscal)
}

/// A month name alone, as under a band of years.
pub(crate) fn month_name(text: &str) -> Option<u32> {
    let text = text.trim();
    match split_parts(text)?.as_slice() {
        [Part::Word(w)] => month_of(w),
        [Part::Number(n @ 1..=12, 1 | 2)] if text.ends_with(['月', '월']) => {
            u32::try_from(*n).ok()
        }
        _ => None,
    }
}

/// A month with two digits of its year, which might as well be a day and a month: `01-25`, `1/25`, `25-Jan`. Only a
/// row of them, one after the other, says that it is months.
pub(crate) fn short_month(text: &str) -> Option<Close> {
    let text = text.trim();
    if text.len() > 8 || !text.contains(['-', '/', ' ', '.', '\'']) {
        return None;
    }
    let (year, n) = match split_parts(text)?.as_slice() {
        [Part::Number(m @ 1..=12, 1 | 2), Part::Number(y, 2)] => (*y, u32::try_from(*m).ok()?),
        [Part::Number(y, 2), Part::Word(w)] => (*y, month_of(w)?),
        _ => return None,
    };
    Close::new(long_year(year, 2)?, n)
}

/// A serial number in a text: five digits, of the years 2000 to 2100.
pub(crate) fn serial_text(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let digits = text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
    let days: u32 = text.parse().ok().filter(|_| digits)?;
    serial(Decimal::from(days)).filter(|d| (2000..=2100).contains(&d.year()))
}

/// The date of a serial number of the 1900 system; 60 never existed, and less is not a date of business.
pub(crate) fn serial(n: Decimal) -> Option<NaiveDate> {
    let days = u64::try_from(n.trunc()).ok()?;
    if !(20_000..=110_000).contains(&days) {
        return None;
    }
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

/// What a number in a column of dates means: `202401`, `20240131`, `2024`, or a serial number.
pub(crate) fn of_number(n: Decimal) -> Option<When> {
    if n.fract().is_zero()
        && let Ok(whole) = i32::try_from(n.trunc())
        && whole > 0
    {
        let digits = if whole >= 10_000_000 {
            8
        } else if whole >= 100_000 {
            6
        } else if whole < 10_000 {
            4
        } else {
            5
        };
        if let Some(when) = one_number(whole, digits) {
            return Some(when);
        }
    }
    serial(n).map(When::Day)
}

/// The style which a word of a decision means.
pub(crate) fn date_style_word(word: &str) -> Option<DateStyle> {
    match word {
        "day-first" => Some(DateStyle::DayFirst),
        "month-first" => Some(DateStyle::MonthFirst),
        "year-first" => Some(DateStyle::YearFirst),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
