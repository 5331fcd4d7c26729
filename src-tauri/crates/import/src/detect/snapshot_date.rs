//! The date of a snapshot, as a sheet name, a title or a file name states it.

use crate::dates::{self, DateStyle, When};
use chrono::NaiveDate;

/// The one date or month which a text mentions; `None` where it mentions none or several.
pub(crate) fn date_in(text: &str) -> Option<NaiveDate> {
    let stem = text
        .rsplit_once('.')
        .filter(|(_, e)| e.len() <= 4 && e.chars().all(char::is_alphabetic))
        .map_or(text, |(stem, _)| stem);
    let tokens: Vec<&str> = stem
        .split(|c: char| !c.is_alphanumeric())
        .filter(|t| !t.is_empty())
        .collect();
    let mut found: Vec<NaiveDate> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some(three) = tokens.get(at..at + 3)
            && is_ambiguous(three)
        {
            return None;
        }
        let hit = [3, 2, 1]
            .into_iter()
            .find_map(|n| Some((n, window(tokens.get(at..at + n)?)?)));
        if let Some((n, day)) = hit {
            found.push(day);
            at += n;
        } else {
            at += 1;
        }
    }
    found.dedup();
    (found.len() == 1).then(|| found.swap_remove(0))
}

/// Whether day and month can't be told apart.
fn is_ambiguous(tokens: &[&str]) -> bool {
    let text = tokens.join(" ");
    let styled = |style| dates::read(&text, Some(style));
    let (d, m) = (styled(DateStyle::DayFirst), styled(DateStyle::MonthFirst));
    d.is_some() && m.is_some() && d != m
}

fn window(tokens: &[&str]) -> Option<NaiveDate> {
    if tokens.len() == 1 && tokens.first().is_some_and(|t| t.len() == 4) {
        return None;
    }
    let text = tokens.join(" ");
    let styled = |style| dates::read(&text, Some(style));
    let when = dates::read(&text, None).or_else(|| {
        match (styled(DateStyle::DayFirst), styled(DateStyle::MonthFirst)) {
            (Some(d), None) => Some(d),
            (None, Some(m)) => Some(m),
            (day, _) => day,
        }
    })?;
    match when {
        When::Year { .. } => None,
        other => other.last_day(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_state_dates() {
        for (text, day) in [
            ("subscriptions-2025-03-31.csv", Some("2025-03-31")),
            ("Jan 2024", Some("2024-01-31")),
            ("ARR_2025-02", Some("2025-02-28")),
            ("arr 20250331 final.xlsx", Some("2025-03-31")),
            ("Report as of 31 March 2025", Some("2025-03-31")),
            ("As of 31/03/2025", Some("2025-03-31")),
            ("As of 03/04/2025", None),
            ("Q1 2025", Some("2025-03-31")),
            ("2024-01 to 2024-12", None),
            ("customers 2024", None),
            ("Sheet1", None),
        ] {
            assert_eq!(
                date_in(text).map(|d| d.to_string()).as_deref(),
                day,
                "{text}"
            );
        }
    }
}
