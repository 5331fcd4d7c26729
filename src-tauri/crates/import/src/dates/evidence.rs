//! What a whole column says of the style of its dates.

use super::{DateStyle, read, without_time};

/// What a whole column says of its date style.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Evidence {
    /// Texts which need a style and which each style reads.
    day_first: u32,
    month_first: u32,
    year_first: u32,
    /// Texts which need a style.
    pub styled: u32,
    /// First texts that two styles read differently.
    pub examples: Vec<String>,
    dotted: bool,
}

impl Evidence {
    /// Takes a text into account; `false` where no style makes a date of it.
    pub fn see(&mut self, text: &str) -> bool {
        let of = |style| read(text, Some(style));
        let [d, m, y] = [
            DateStyle::DayFirst,
            DateStyle::MonthFirst,
            DateStyle::YearFirst,
        ]
        .map(of);
        if d.is_none() && m.is_none() && y.is_none() {
            return false;
        }
        if read(text, None).is_some() {
            return true;
        }
        self.styled += 1;
        self.day_first += u32::from(d.is_some());
        self.month_first += u32::from(m.is_some());
        self.year_first += u32::from(y.is_some());
        self.dotted |= without_time(text).contains('.');
        if d.is_some() && m.is_some() && d != m && self.examples.len() < 3 {
            self.examples.push(text.trim().to_owned());
        }
        true
    }

    /// The styles which read every text of the column and give different dates.
    pub fn possible(&self) -> Vec<DateStyle> {
        if self.styled == 0 {
            return Vec::new();
        }
        let most = self.day_first.max(self.month_first).max(self.year_first);
        let mut styles = Vec::new();
        for (n, style) in [
            (self.day_first, DateStyle::DayFirst),
            (self.month_first, DateStyle::MonthFirst),
            (self.year_first, DateStyle::YearFirst),
        ] {
            if n == most {
                styles.push(style);
            }
        }
        // Nobody writes a dotted date with the month first.
        if self.dotted && styles.contains(&DateStyle::DayFirst) {
            styles.retain(|s| *s == DateStyle::DayFirst);
        }
        if self.examples.is_empty() && styles.len() > 1 && styles.contains(&DateStyle::DayFirst) {
            styles.retain(|s| *s != DateStyle::MonthFirst);
        }
        styles
    }
}
