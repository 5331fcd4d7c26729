//! How figures and days are written on screen: as the user's country does, or as chosen. Packs keep one
//! style, so that the same inputs give the same bytes everywhere.

use super::choice::of;
use crate::desk::Answer;
use holdfast_pack::display::Style;

/// Decimal and thousands marks.
const FIGURES: [(&str, &str, (char, char)); 4] = [
    ("point", "1,234.5", (',', '.')),
    ("comma", "1.234,5", ('.', ',')),
    ("space", "1 234,5", ('\u{202f}', ',')),
    ("apostrophe", "1\u{2019}234.5", ('\u{2019}', '.')),
];
/// Days.
const DAYS: [(&str, &str, &str); 5] = [
    ("words", "30 Sep 2026", "%-d %b %Y"),
    ("dots", "30.09.2026", "%d.%m.%Y"),
    ("day-first", "30/09/2026", "%d/%m/%Y"),
    ("month-first", "09/30/2026", "%m/%d/%Y"),
    ("iso", "2026-09-30", "%Y-%m-%d"),
];

/// The style of two words of the page.
pub fn named(figures: &str, days: &str) -> Answer<Style> {
    let (group, decimal) = of(&FIGURES, figures)?;
    Ok(Style {
        group,
        decimal,
        day: of(&DAYS, days)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use holdfast_pack::display::{day, figure, written};

    /// Each style writes its own label.
    #[test]
    fn styles_are_what_they_are_called() {
        let (value, date) = (
            "1234.5".parse().unwrap(),
            NaiveDate::from_ymd_opt(2026, 9, 30),
        );
        for (word, label, _) in FIGURES {
            let shown = written(named(word, "words").unwrap(), || figure(value));
            assert_eq!(shown.replace('\u{202f}', " "), label);
        }
        for (word, label, _) in DAYS {
            let shown = written(named("point", word).unwrap(), || day(date.unwrap()));
            assert_eq!(shown, label);
        }
        assert_eq!(named("roman", "iso").unwrap_err().code, "choice-unknown");
        assert_eq!(named("point", "words").unwrap(), Style::default());
    }
}
