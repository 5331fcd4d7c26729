//! What a whole column says of the style of its dates.

use super::{DateStyle, When, read, without_time};

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
    /// First text which is another date with its year first.
    by_year: String,
    dotted: bool,
    /// Of the texts which need a style, the ends of months by each style.
    ends: [u32; 3],
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
        for (ends, read) in self.ends.iter_mut().zip([d, m, y]) {
            *ends += u32::from(read.is_some_and(is_month_end));
        }
        self.day_first += u32::from(d.is_some());
        self.month_first += u32::from(m.is_some());
        self.year_first += u32::from(y.is_some());
        self.dotted |= without_time(text).contains('.');
        let read: Vec<_> = [d, m, y].into_iter().flatten().collect();
        let differ = read.windows(2).any(|w| w[0] != w[1]);
        if d.is_some() && m.is_some() && d != m && self.examples.len() < 3 {
            self.examples.push(text.trim().to_owned());
        } else if differ && self.by_year.is_empty() {
            text.trim().clone_into(&mut self.by_year);
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
        // 31/01/25 may be a day of 2031; where every date is then an end of a month, it is none.
        let ends = self.ends;
        let of = |style: &DateStyle| match style {
            DateStyle::DayFirst => ends[0],
            DateStyle::MonthFirst => ends[1],
            DateStyle::YearFirst => ends[2],
        };
        let all = |s: &DateStyle| of(s) == self.styled;
        if styles.iter().filter(|s| all(s)).count() == 1 {
            styles.retain(all);
        }
        styles
    }

    /// A text which two of the possible styles read differently.
    pub fn example(&self) -> &str {
        self.examples.first().unwrap_or(&self.by_year)
    }
}

fn is_month_end(when: When) -> bool {
    matches!(when, When::Day(d) if holdfast_ledger::Close::of(d).is_some_and(|c| c.date() == d))
}
