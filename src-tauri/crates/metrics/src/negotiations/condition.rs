//! Conditions which a machine checks (N-40): `2027-03-31`, `ARR >= 100,000`, `headcount ≥ 120`,
//! `seats in use ≥ 90 %`, `renewal within 60 days`. Anything else is for people.

use super::customers::loose;
use crate::balances::Balances;
use chrono::{Days, NaiveDate};
use holdfast_ledger::{Close, Decimal, ratio};
use std::str::FromStr;

/// A comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// `>=`.
    AtLeast,
    /// `>`.
    Above,
    /// `<=`.
    AtMost,
    /// `<`.
    Below,
    /// `=`.
    Equal,
}

impl Comparison {
    fn holds(self, left: Decimal, right: Decimal) -> bool {
        match self {
            Comparison::AtLeast => left >= right,
            Comparison::Above => left > right,
            Comparison::AtMost => left <= right,
            Comparison::Below => left < right,
            Comparison::Equal => left == right,
        }
    }
}

/// What is to be compared with a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Measure {
    /// The customer's ARR.
    Arr,
    /// An attribute of the customer, as named in the condition.
    Attribute(String),
}

/// A trigger's condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Condition {
    /// A date is reached.
    Date(NaiveDate),
    /// The renewal is at most so many days away.
    Renewal(u32),
    /// A measure crosses a value; fractions for percentages.
    Crossing {
        /// What.
        measure: Measure,
        /// How.
        comparison: Comparison,
        /// The value.
        value: Decimal,
        /// Whether the value is a percentage, held as a fraction.
        percent: bool,
    },
    /// For people.
    People,
}

/// Signs and words of comparisons, longer ones first so that ">=" is not read as ">".
const COMPARISONS: &[(&str, Comparison)] = &[
    (" greater than or equal to ", Comparison::AtLeast),
    (" less than or equal to ", Comparison::AtMost),
    (" is back above ", Comparison::Above),
    (" back above ", Comparison::Above),
    (" is at least ", Comparison::AtLeast),
    (" at least ", Comparison::AtLeast),
    (" at most ", Comparison::AtMost),
    (" is above ", Comparison::Above),
    (" is below ", Comparison::Below),
    (" reaches ", Comparison::AtLeast),
    (" exceeds ", Comparison::Above),
    (" above ", Comparison::Above),
    (" below ", Comparison::Below),
    (" under ", Comparison::Below),
    (" over ", Comparison::Above),
    (">=", Comparison::AtLeast),
    ("=>", Comparison::AtLeast),
    ("≥", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    ("=<", Comparison::AtMost),
    ("≤", Comparison::AtMost),
    (">", Comparison::Above),
    ("<", Comparison::Below),
    ("==", Comparison::Equal),
    ("=", Comparison::Equal),
];

impl Condition {
    /// Reads a condition as the log has it.
    pub fn read(text: &str) -> Condition {
        let lower = text.trim().to_lowercase();
        date(&lower)
            .map(Condition::Date)
            .or_else(|| renewal(&lower).map(Condition::Renewal))
            .or_else(|| crossing(&lower))
            .unwrap_or(Condition::People)
    }
}

fn date(text: &str) -> Option<NaiveDate> {
    const LEADS: [&str; 9] = [
        "date", "on", "after", "from", "by", "reached", ">=", "≥", "=",
    ];
    let mut rest = text;
    while let Some(cut) = LEADS.iter().find_map(|lead| rest.strip_prefix(lead)) {
        rest = cut.trim_start();
    }
    NaiveDate::parse_from_str(rest.trim(), "%Y-%m-%d").ok()
}

/// "renewal within 60 days", "renewal in 60 days", "renewal <= 60 days", "60 days before renewal".
fn renewal(text: &str) -> Option<u32> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let all: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
    let known = |w: &&str| -> bool {
        matches!(
            *w,
            "renewal"
                | "within"
                | "in"
                | "days"
                | "day"
                | "before"
                | "the"
                | "is"
                | "less"
                | "than"
                | "away"
        )
    };
    let (words, others): (Vec<&str>, Vec<&str>) = all.into_iter().partition(known);
    let [days] = others.as_slice() else {
        return None;
    };
    (words.contains(&"renewal") && words.iter().any(|w| w.starts_with("day")))
        .then(|| days.parse().ok())?
}

fn crossing(text: &str) -> Option<Condition> {
    let (name, comparison, value) = COMPARISONS.iter().find_map(|(sign, comparison)| {
        let (name, value) = text.split_once(sign)?;
        Some((name.trim(), *comparison, value.trim()))
    })?;
    let (value, percent) = number(value)?;
    let measure = match loose(name).as_str() {
        "" => return None,
        "arr" => Measure::Arr,
        _ => Measure::Attribute(name.to_owned()),
    };
    Some(Condition::Crossing {
        measure,
        comparison,
        value,
        percent,
    })
}

/// A plain number of a condition or an attribute: `120`, `100,000`, `100k`, `1.5m`, `$90`, `90 %`.
fn number(text: &str) -> Option<(Decimal, bool)> {
    let kept = |c: &char| !c.is_whitespace() && !matches!(c, ',' | '_' | '\'' | '$' | '€' | '£');
    let compact: String = text.to_lowercase().chars().filter(kept).collect();
    if let Some(percent) = compact.strip_suffix('%') {
        let value = Decimal::from_str(percent).ok()?;
        return Some((ratio(value, Decimal::ONE_HUNDRED)?, true));
    }
    let (digits, factor) = match compact.chars().last()? {
        'k' => (compact.trim_end_matches('k'), 1_000),
        'm' => (compact.trim_end_matches('m'), 1_000_000),
        _ => (compact.as_str(), 1),
    };
    let value = Decimal::from_str(digits).ok()?;
    Some((value.checked_mul(Decimal::from(factor))?, false))
}

/// A customer in the ledger up to a date.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight<'a> {
    pub balances: &'a Balances<'a>,
    pub customer: u32,
    /// The newest covered close up to the as-of date.
    pub newest: u16,
    pub as_of: NaiveDate,
}

/// Whether a condition is met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// For people.
    People,
    /// The data doesn't say: no ledger, no such customer, attribute or renewal date.
    Unknown,
    /// Not met.
    NotMet,
    /// Met, since this date.
    Met(NaiveDate),
}

/// Checks a condition set on `since` at the newest close. A condition which holds at the newest close
/// is met since the first close from which it has held without a break; ARR must have been on the
/// other side after the request, else it has not crossed anything.
pub(crate) fn check(
    condition: &Condition,
    since: NaiveDate,
    requested: NaiveDate,
    as_of: NaiveDate,
    sight: Option<Sight>,
) -> Verdict {
    let verdict = check_from(condition, since, requested, as_of, sight);
    match verdict {
        Verdict::Met(on) => Verdict::Met(on.max(since)),
        other => other,
    }
}

fn check_from(
    condition: &Condition,
    since: NaiveDate,
    requested: NaiveDate,
    as_of: NaiveDate,
    sight: Option<Sight>,
) -> Verdict {
    match (condition, sight) {
        (Condition::People, _) => Verdict::People,
        (Condition::Date(date), _) if *date <= as_of => Verdict::Met(*date),
        (Condition::Date(_), _) => Verdict::NotMet,
        (_, None) => Verdict::Unknown,
        (Condition::Renewal(days), Some(sight)) => renewal_due(*days, since, &sight),
        (
            Condition::Crossing {
                measure,
                comparison,
                value,
                percent,
            },
            Some(sight),
        ) => {
            let needs_other_side = *measure == Measure::Arr;
            let start = if needs_other_side { requested } else { since };
            let holds = |close: u16| {
                let seen = sight.measure(measure, close, *percent)?;
                Some(comparison.holds(seen, *value))
            };
            sight.held_since(start, needs_other_side, holds)
        }
    }
}

fn renewal_due(days: u32, since: NaiveDate, sight: &Sight) -> Verdict {
    let entries = sight
        .balances
        .ledger()
        .entries_at(sight.customer, sight.newest);
    let next = entries
        .iter()
        .filter_map(|e| e.renewal)
        .filter(|d| *d >= since)
        .min();
    let Some(renewal) = next else {
        return Verdict::Unknown;
    };
    match renewal.checked_sub_days(Days::new(days.into())) {
        Some(due) if due <= sight.as_of => Verdict::Met(due),
        _ => Verdict::NotMet,
    }
}

impl Sight<'_> {
    fn close(&self, index: u16) -> Option<Close> {
        self.balances.close_list().get(usize::from(index)).copied()
    }

    /// Looks back from the newest close for as long as the condition holds.
    fn held_since(
        &self,
        start: NaiveDate,
        needs_other_side: bool,
        holds: impl Fn(u16) -> Option<bool>,
    ) -> Verdict {
        match holds(self.newest) {
            None => return Verdict::Unknown,
            Some(false) => return Verdict::NotMet,
            Some(true) => {}
        }
        let mut since = self.newest;
        for close in (0..self.newest).rev() {
            if self.close(close).is_none_or(|c| c.date() < start) {
                break;
            }
            if holds(close) != Some(true) {
                return self.met(since);
            }
            since = close;
        }
        if needs_other_side {
            Verdict::NotMet
        } else {
            self.met(since)
        }
    }

    fn met(&self, close: u16) -> Verdict {
        self.close(close)
            .map_or(Verdict::Unknown, |c| Verdict::Met(c.date().min(self.as_of)))
    }

    fn measure(&self, measure: &Measure, close: u16, percent: bool) -> Option<Decimal> {
        match measure {
            Measure::Arr => Some(self.balances.amount(self.customer, close)),
            Measure::Attribute(name) => self.attribute(name, close, percent),
        }
    }

    /// The customer's value of an attribute at a close; "seats" is the quantity where there is no
    /// attribute of that name.
    fn attribute(&self, name: &str, close: u16, percent: bool) -> Option<Decimal> {
        let key = loose(name);
        let ledger = self.balances.ledger();
        let attribute = ledger.attributes().iter().find(|a| loose(&a.name) == key);
        let (start, entries) = ledger.entries_of(self.customer);
        let here = || entries.iter().enumerate().filter(|(_, e)| e.close == close);
        let Some(attribute) = attribute else {
            let seats = matches!(key.as_str(), "seats" | "quantity");
            return here()
                .filter_map(|(_, e)| e.quantity.filter(|_| seats))
                .reduce(|a, b| a + b);
        };
        let value = here()
            .filter_map(|(at, _)| attribute.values.get(start + at).copied())
            .find(|symbol| symbol.is_some())?;
        let (value, is_percent) = number(ledger.name(value))?;
        Some(as_fraction(value, percent && !is_percent))
    }
}

/// A value compared with a percentage: up to 2 it is a fraction, above that per cent.
fn as_fraction(value: Decimal, of_percent: bool) -> Decimal {
    if of_percent && value > Decimal::TWO {
        value / Decimal::ONE_HUNDRED
    } else {
        value
    }
}
