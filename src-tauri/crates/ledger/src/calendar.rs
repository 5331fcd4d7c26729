//! Closes and periods. Periods come only from smart constructors, so an impossible one cannot exist.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The last day of a month; an amount is what is in force at the end of that day (section 1).
///
/// Held as months since year 0, so that arithmetic on closes is integer arithmetic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Close(i32);

impl Close {
    /// The close of a calendar month (`month` 1 to 12); `None` outside years 1900 to 2200.
    pub fn new(year: i32, month: u32) -> Option<Close> {
        ((1900..=2200).contains(&year) && (1..=12).contains(&month))
            .then(|| Close(year * 12 + month as i32 - 1))
    }

    /// The close of the month in which `date` lies.
    pub fn of(date: NaiveDate) -> Option<Close> {
        Close::new(date.year(), date.month())
    }

    /// This close moved by `months`, backwards where negative.
    #[must_use]
    pub fn plus(self, months: i32) -> Close {
        Close(self.0 + months)
    }

    /// Months from `earlier` to this close.
    pub fn months_since(self, earlier: Close) -> i32 {
        self.0 - earlier.0
    }

    /// Calendar year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Calendar month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    /// The last day of the month.
    pub fn date(self) -> NaiveDate {
        let next = self.plus(1);
        NaiveDate::from_ymd_opt(next.year(), next.month(), 1)
            .and_then(|d| d.checked_sub_days(Days::new(1)))
            .unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for Close {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl Serialize for Close {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.date())
    }
}

impl<'de> Deserialize<'de> for Close {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let date = NaiveDate::deserialize(d)?;
        Close::of(date).ok_or_else(|| serde::de::Error::custom("date outside 1900 to 2200"))
    }
}

/// How long a period is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// One month.
    Month,
    /// One fiscal quarter.
    Quarter,
    /// Half a fiscal year.
    Half,
    /// A fiscal year.
    Year,
}

impl Grain {
    /// Months in a period of this grain.
    pub fn months(self) -> i32 {
        match self {
            Grain::Month => 1,
            Grain::Quarter => 3,
            Grain::Half => 6,
            Grain::Year => 12,
        }
    }

    /// The singular noun, as used in sentences.
    pub fn noun(self) -> &'static str {
        match self {
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Half => "half",
            Grain::Year => "year",
        }
    }
}

/// The month in which the fiscal year starts, 1 to 12. A fiscal year is named after the calendar
/// year in which it ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct FiscalYear(u8);

impl FiscalYear {
    /// The calendar year as fiscal year.
    pub const CALENDAR: FiscalYear = FiscalYear(1);

    /// A fiscal year which starts in this month, 1 to 12.
    pub fn starting(month: u8) -> Option<FiscalYear> {
        (1..=12).contains(&month).then_some(FiscalYear(month))
    }

    /// First month, 1 to 12.
    pub fn start_month(self) -> u8 {
        self.0
    }

    /// Months of the fiscal year gone at this close, 1 to 12.
    pub fn month_of_year(self, close: Close) -> u32 {
        (close.month() + 12 - u32::from(self.0)) % 12 + 1
    }

    /// The year by which the fiscal year of this close is named.
    pub fn year_of(self, close: Close) -> i32 {
        close.plus(12 - self.month_of_year(close) as i32).year()
    }
}

impl TryFrom<u8> for FiscalYear {
    type Error = String;
    fn try_from(month: u8) -> Result<Self, String> {
        FiscalYear::starting(month)
            .ok_or_else(|| format!("fiscal year start is a month from 1 to 12, found {month}"))
    }
}

impl From<FiscalYear> for u8 {
    fn from(f: FiscalYear) -> u8 {
        f.0
    }
}

/// Two closes, opening and closing, of one grain.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Period {
    grain: Grain,
    opening: Close,
    closing: Close,
    nominal_end: Close,
}

impl Period {
    /// The period of this grain and fiscal year in which `close` lies, whole.
    pub fn containing(grain: Grain, fiscal: FiscalYear, close: Close) -> Period {
        let length = grain.months();
        let into = (fiscal.month_of_year(close) as i32 - 1) % length;
        let opening = close.plus(-into - 1);
        let end = opening.plus(length);
        Period {
            grain,
            opening,
            closing: end,
            nominal_end: end,
        }
    }

    /// Every period whose opening and closing lie from `first` to `last`, oldest first. The newest
    /// one is cut at `last` where that is not its end, and then [`Period::is_to_date`].
    pub fn all(grain: Grain, fiscal: FiscalYear, first: Close, last: Close) -> Vec<Period> {
        let mut out = Vec::new();
        let mut period = Period::containing(grain, fiscal, first.plus(1));
        if period.opening < first {
            period = period.next();
        }
        while period.opening < last {
            out.push(period.cut_at(last));
            period = period.next();
        }
        out
    }

    /// The two closes twelve months apart which end at `closing`.
    pub fn trailing_year(closing: Close) -> Period {
        Period {
            grain: Grain::Year,
            opening: closing.plus(-12),
            closing,
            nominal_end: closing,
        }
    }

    fn cut_at(self, last: Close) -> Period {
        Period {
            closing: self.closing.min(last),
            ..self
        }
    }

    /// The whole period after this one.
    #[must_use]
    pub fn next(self) -> Period {
        self.shifted(1)
    }

    /// The whole period before this one.
    #[must_use]
    pub fn previous(self) -> Period {
        self.shifted(-1)
    }

    /// The same period of the fiscal year before; cut at the same point where this one is cut.
    #[must_use]
    pub fn year_before(self) -> Period {
        Period {
            grain: self.grain,
            opening: self.opening.plus(-12),
            closing: self.closing.plus(-12),
            nominal_end: self.nominal_end.plus(-12),
        }
    }

    fn shifted(self, by: i32) -> Period {
        let months = by * self.grain.months();
        let end = self.nominal_end.plus(months);
        Period {
            grain: self.grain,
            opening: self.opening.plus(months),
            closing: end,
            nominal_end: end,
        }
    }

    /// Grain.
    pub fn grain(self) -> Grain {
        self.grain
    }
    /// The close at which the period opens.
    pub fn opening(self) -> Close {
        self.opening
    }
    /// The close at which the period closes (or is cut).
    pub fn closing(self) -> Close {
        self.closing
    }
    /// Whether the period has not reached its nominal end.
    pub fn is_to_date(self) -> bool {
        self.closing != self.nominal_end
    }
    /// Whether `date` lies after the opening and not after the closing close.
    pub fn contains(self, date: NaiveDate) -> bool {
        date > self.opening.date() && date <= self.closing.date()
    }

    /// The machine label: `2025-02`, `2025-Q1`, `2025-H1`, `2025`; with a fiscal year that does
    /// not start in January `FY2026-Q3`, `FY2026-H1`, `FY2026`.
    pub fn label(self, fiscal: FiscalYear) -> String {
        if self.grain == Grain::Month {
            return self.nominal_end.to_string();
        }
        let prefix = if fiscal == FiscalYear::CALENDAR {
            ""
        } else {
            "FY"
        };
        let year = fiscal.year_of(self.nominal_end);
        let index = (fiscal.month_of_year(self.nominal_end) as i32 - 1) / self.grain.months() + 1;
        match self.grain {
            Grain::Quarter => format!("{prefix}{year}-Q{index}"),
            Grain::Half => format!("{prefix}{year}-H{index}"),
            _ => format!("{prefix}{year}"),
        }
    }

    /// The label for readers: `Feb 2025`, `Q3 FY26`, `Q3 2026` (calendar year), `H1 FY26`, `FY26`;
    /// "to date" is added where the period is cut.
    pub fn display(self, fiscal: FiscalYear) -> String {
        let year = fiscal.year_of(self.nominal_end);
        let year = if fiscal == FiscalYear::CALENDAR {
            year.to_string()
        } else {
            format!("FY{:02}", year.rem_euclid(100))
        };
        let index = (fiscal.month_of_year(self.nominal_end) as i32 - 1) / self.grain.months() + 1;
        let name = match self.grain {
            Grain::Month => self.nominal_end.date().format("%b %Y").to_string(),
            Grain::Quarter => format!("Q{index} {year}"),
            Grain::Half => format!("H{index} {year}"),
            Grain::Year => year,
        };
        if self.is_to_date() {
            format!("{name} to date")
        } else {
            name
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(y: i32, m: u32) -> Close {
        Close::new(y, m).unwrap()
    }

    #[test]
    fn a_close_is_the_last_day_of_its_month() {
        assert_eq!(close(2024, 2).date().to_string(), "2024-02-29");
        assert_eq!(close(2025, 12).date().to_string(), "2025-12-31");
        assert_eq!(close(2025, 1).plus(-1).to_string(), "2024-12");
    }

    #[test]
    fn quarters_need_both_closes_and_the_last_may_be_cut() {
        let f = FiscalYear::CALENDAR;
        let all = Period::all(Grain::Quarter, f, close(2025, 1), close(2025, 8));
        let labels: Vec<_> = all.iter().map(|p| p.label(f)).collect();
        assert_eq!(labels, ["2025-Q2", "2025-Q3"]);
        assert!(!all[0].is_to_date());
        assert!(all[1].is_to_date());
        assert_eq!(all[1].display(f), "Q3 2025 to date");
    }

    #[test]
    fn fiscal_years_are_named_after_the_year_they_end_in() {
        let f = FiscalYear::starting(2).unwrap();
        let p = Period::containing(Grain::Quarter, f, close(2025, 2));
        assert_eq!(p.label(f), "FY2026-Q1");
        assert_eq!(
            (p.opening().to_string(), p.closing().to_string()),
            ("2025-01".into(), "2025-04".into())
        );
        let p = Period::containing(Grain::Year, f, close(2026, 1));
        assert_eq!(p.label(f), "FY2026");
    }

    #[test]
    fn months_follow_each_other() {
        let f = FiscalYear::CALENDAR;
        let all = Period::all(Grain::Month, f, close(2024, 11), close(2025, 2));
        let labels: Vec<_> = all.iter().map(|p| p.label(f)).collect();
        assert_eq!(labels, ["2024-12", "2025-01", "2025-02"]);
        assert!(all.windows(2).all(|w| w[0].closing() == w[1].opening()));
    }
}
