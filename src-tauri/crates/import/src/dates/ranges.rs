//! Two dates in one text, and periods written so: `1 Jan 2025 - 31 Jan 2025`, `Q1 (Jan–Mar) 2025`.

use super::{DateStyle, When, month_name, read};
use chrono::{Datelike, NaiveDate};
use holdfast_ledger::Close;

/// The two dates of a text such as `2025-01-01..2025-12-31`.
pub(crate) fn range_in(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    range_styled(text, None)
}

/// Both ends with what only one of them says: `Jan 1 - Jan 31, 2025`, `Jan 1 - 31, 2025`.
fn shared(first: &str, last: &str) -> (String, String) {
    let words = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| c.is_whitespace() || c == ',');
        let filled = parts.filter(|w| !w.is_empty());
        filled.map(str::to_owned).collect()
    };
    let is_year = |w: &String| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
    let is_month = |w: &String| month_name(w).is_some();
    let (mut a, mut b) = (words(first), words(last));
    if !a.iter().any(is_year) {
        a.extend(b.iter().find(|w| is_year(w)).cloned());
    }
    if !b.iter().any(is_month) {
        let month = a.iter().find(|w| is_month(w)).cloned();
        b.splice(0..0, month);
    }
    (a.join(" "), b.join(" "))
}

pub(crate) fn range_styled(text: &str, style: Option<DateStyle>) -> Option<(NaiveDate, NaiveDate)> {
    const BETWEEN: &[&str] = &[
        "..", " to ", " until ", " - ", " – ", "–", "—", " bis ", " au ", "/",
    ];
    let halves = |mark: &&str| {
        let (a, b) = text.split_once(*mark)?;
        let read = |t: &str| read(t.trim().trim_matches('.'), style);
        let (first, last) = shared(a.trim(), b.trim());
        let shared = || Some((read(&first)?.first_day()?, read(&last)?.last_day()?));
        let own = || Some((read(a)?.first_day()?, read(b)?.last_day()?));
        shared().or_else(own)
    };
    BETWEEN.iter().find_map(halves).filter(|(a, b)| a <= b)
}

/// The month or quarter which a text names by its first and last day, or with its months in parentheses.
pub(crate) fn whole_period(text: &str) -> Option<When> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if text.len() > 40 || digits < 3 {
        return None;
    }
    if let Some((head, rest)) = text.split_once('(') {
        let (inner, tail) = rest.split_once(')')?;
        let mut words = inner
            .split(|c: char| !c.is_alphabetic())
            .filter(|w| !w.is_empty());
        let months = words.all(|w| month_name(w).is_some() || w == "to");
        let bare = format!("{} {}", head.trim(), tail.trim());
        return months.then(|| read(bare.trim(), None)).flatten();
    }
    if digits < 6 {
        return None;
    }
    let styles = [None, Some(DateStyle::DayFirst), Some(DateStyle::MonthFirst)];
    styles.iter().find_map(|s| whole(range_styled(text, *s)?))
}

/// The month or quarter from its first day to its last.
fn whole((first, last): (NaiveDate, NaiveDate)) -> Option<When> {
    let (from, to) = (Close::of(first)?, Close::of(last)?);
    if first.day() != 1 || to.date() != last {
        return None;
    }
    match to.months_since(from) {
        0 => Some(When::Month(to)),
        2 if to.month() % 3 == 0 => Some(When::Quarter {
            year: to.year(),
            quarter: to.month() / 3,
            fiscal: false,
        }),
        2 => Some(When::Day(last)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_ledger::FiscalYear;

    #[test]
    fn periods_by_their_days_and_months() {
        for (text, close) in [
            ("1 Jan 2025 - 31 Jan 2025", Some("2025-01")),
            ("01/02/2025 – 28/02/2025", Some("2025-02")),
            ("02/01/2025 - 02/28/2025", Some("2025-02")),
            ("2025-01-01 to 2025-03-31", Some("2025-03")),
            ("Q1 (Jan–Mar) 2025", Some("2025-03")),
            ("Q2 2025 (Apr to Jun)", Some("2025-06")),
            ("Jan 1 - Jan 31 2025", Some("2025-01")),
            ("Feb 1 - Feb 28, 2025", Some("2025-02")),
            ("Jan 1 - 31, 2025", Some("2025-01")),
            ("1 Jan – 31 Mar 2025", Some("2025-03")),
            ("Jan 1 - 30, 2025", None),
            ("1 Jan 2025 - 30 Jan 2025", None),
            ("1 Jan 2025 - 31 Dec 2025", None),
            ("Acme (Jan) 2025 GmbH 1", None),
            ("2024/25", None),
        ] {
            let found = whole_period(text).and_then(|w| w.close(FiscalYear::CALENDAR));
            assert_eq!(found.map(|c| c.to_string()).as_deref(), close, "{text}");
        }
    }
}
