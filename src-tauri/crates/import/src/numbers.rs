//! Figures as people and programs write them. One number style a column, inferred from the whole column.
//!
//! `1.234` alone is one and a quarter or twelve hundred: it counts for neither style, and a column which
//! holds nothing clearer is asked about, never guessed.

use crate::currency;
use holdfast_ledger::Decimal;
use serde::{Deserialize, Serialize};

/// Which mark parts units from decimals; every other mark groups thousands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberStyle {
    /// `1,234.56`
    #[default]
    Point,
    /// `1.234,56`
    Comma,
}

impl NumberStyle {
    /// The decimal mark.
    pub fn mark(self) -> char {
        match self {
            NumberStyle::Point => '.',
            NumberStyle::Comma => ',',
        }
    }
}

/// A figure as read from a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Figure<'a> {
    pub value: Decimal,
    /// Written with a percent sign; the value is what stands before it.
    pub percent: bool,
    /// Currency code beside it; empty for a symbol which several currencies share.
    pub currency: Option<&'a str>,
}

/// What the marks in a figure say of the style.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Marks {
    /// No mark, or only ones which both styles allow.
    Either,
    /// Only [`NumberStyle::Point`] reads it.
    Point,
    /// Only [`NumberStyle::Comma`] reads it.
    Comma,
    /// Both read it, to different values: `1.234`.
    Ambiguous,
}

/// A text taken apart into sign, currency, digits with marks, multiplier and percent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Parts<'a> {
    negative: bool,
    core: &'a str,
    thousand_powers: u32,
    percent: bool,
    currency: Option<&'a str>,
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' | '\u{feff}'
        )
}

fn is_minus(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2212}' | '\u{2013}' | '\u{2014}' | '\u{fe63}' | '\u{ff0d}'
    )
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let mut p = Parts {
        negative: false,
        core: unwrapped(text.trim_matches(is_space)),
        thousand_powers: 0,
        percent: false,
        currency: None,
    };
    // Each round takes one thing off an end; six are more than any honest figure has.
    for _ in 0..6 {
        let before = p.core;
        strip_sign(&mut p)?;
        strip_currency(&mut p);
        strip_tail(&mut p);
        p.core = p.core.trim_matches(is_space);
        if p.core == before {
            break;
        }
    }
    let digits = p
        .core
        .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','))
        && p.core
            .ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    (digits && p.core.bytes().any(|b| b.is_ascii_digit())).then_some(p)
}

/// A figure as a spreadsheet program keeps it from being read as one: `'1234`, `="1234"`.
fn unwrapped(text: &str) -> &str {
    let formula = text.strip_prefix("=\"").and_then(|t| t.strip_suffix('"'));
    formula.or_else(|| text.strip_prefix('\'')).unwrap_or(text)
}

fn strip_sign(p: &mut Parts<'_>) -> Option<()> {
    let once = |p: &mut Parts<'_>| {
        let fresh = !p.negative;
        p.negative = true;
        fresh.then_some(())
    };
    if let Some(inner) = p.core.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        p.core = inner;
        once(p)?;
    } else if let Some(rest) = p
        .core
        .strip_prefix(is_minus)
        .or_else(|| p.core.strip_suffix(is_minus))
    {
        p.core = rest;
        once(p)?;
    } else if let Some(rest) = p.core.strip_prefix('+') {
        p.core = rest;
    }
    Some(())
}

fn strip_currency(p: &mut Parts<'_>) {
    let text = p.core;
    for (symbol, code) in currency::SYMBOLS {
        if let Some(rest) = text
            .strip_prefix(symbol)
            .or_else(|| text.strip_suffix(symbol))
        {
            p.currency = Some(code);
            p.core = rest;
            return;
        }
    }
    if let (Some(head), Some(rest)) = (text.get(..3), text.get(3..))
        && currency::is_code(head)
    {
        (p.currency, p.core) = (Some(head), rest);
    } else if let Some(at) = text.len().checked_sub(3)
        && let (Some(rest), Some(tail)) = (text.get(..at), text.get(at..))
        && currency::is_code(tail)
    {
        (p.currency, p.core) = (Some(tail), rest);
    }
}

fn strip_tail(p: &mut Parts<'_>) {
    if let Some(rest) = p.core.strip_suffix('%') {
        p.percent = true;
        p.core = rest;
    } else if p.thousand_powers == 0 && p.core.len() < 16 {
        const SUFFIXES: &[(&str, u32)] = &[
            ("Tsd.", 1),
            ("Tsd", 1),
            ("TEUR", 1),
            ("Mio.", 2),
            ("Mio", 2),
            ("mio", 2),
            ("MM", 2),
            ("mm", 2),
            ("mn", 2),
            ("Mn", 2),
            ("bn", 3),
            ("Bn", 3),
            ("Mrd.", 3),
            ("Mrd", 3),
            ("k", 1),
            ("K", 1),
            ("m", 2),
            ("M", 2),
            ("B", 3),
        ];
        if let Some(rest) = p
            .core
            .strip_suffix('T')
            .filter(|_| p.currency == Some("EUR"))
        {
            // "1,2 T€": thousands, as they are written in German.
            (p.thousand_powers, p.core) = (1, rest);
            return;
        }
        for &(suffix, powers) in SUFFIXES {
            if let Some(rest) = p.core.strip_suffix(suffix) {
                p.thousand_powers = powers;
                p.core = rest;
                return;
            }
        }
    }
}

/// A text without spaces and currency at its ends.
pub(crate) fn without_currency(text: &str) -> &str {
    let mut p = Parts {
        negative: false,
        core: text.trim_matches(is_space),
        thousand_powers: 0,
        percent: false,
        currency: None,
    };
    strip_currency(&mut p);
    p.core.trim_matches(is_space)
}

/// What the marks of a text say, or `None` where it is no figure in either style.
pub(crate) fn marks(text: &str) -> Option<Marks> {
    if plain(text, NumberStyle::Point).is_some() {
        match text.split_once('.') {
            None => return Some(Marks::Either),
            // Only three digits behind the mark could be a group of thousands.
            Some((_, fraction)) if fraction.len() != 3 => return Some(Marks::Point),
            Some(_) => {}
        }
    }
    let of = |style| read(text, style).map(|f| f.value);
    match (of(NumberStyle::Point), of(NumberStyle::Comma)) {
        (None, None) => None,
        (Some(_), None) => Some(Marks::Point),
        (None, Some(_)) => Some(Marks::Comma),
        (Some(p), Some(c)) if p == c => Some(Marks::Either),
        _ => Some(Marks::Ambiguous),
    }
}

fn is_group_mark(c: char) -> bool {
    is_space(c) || matches!(c, '\'' | '’' | 'ʼ' | '_')
}

/// Whether groups of thousands are parted by one kind of mark and three digits long (two before the last,
/// as in India: `12,34,567`).
fn grouped_well(whole: &str, mark: char) -> bool {
    let mut groups = whole.split(|c: char| c == mark || is_group_mark(c));
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    let Some((last, middle)) = rest.split_last() else {
        return true;
    };
    let one_kind = !(whole.contains(mark) && whole.contains(is_group_mark));
    let three = middle.iter().all(|m| m.len() == 3);
    let indian = first.len() <= 2 && middle.iter().all(|m| m.len() == 2);
    one_kind
        && last.len() == 3
        && (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && (three || indian)
}

/// Reads a figure in a style; `None` where it is none in that style, or over 10^15.
pub(crate) fn read(text: &str, style: NumberStyle) -> Option<Figure<'_>> {
    if let Some(value) = plain(text, style) {
        return Some(Figure {
            value,
            percent: false,
            currency: None,
        });
    }
    if let Some(value) = scientific(text, style) {
        return Some(Figure {
            value,
            percent: false,
            currency: None,
        });
    }
    let p = parts(text)?;
    let groups = if style == NumberStyle::Point {
        ','
    } else {
        '.'
    };
    let (whole, fraction) = p.core.rsplit_once(style.mark()).unwrap_or((p.core, ""));
    let known = |c: char| c.is_ascii_digit() || c == groups || is_group_mark(c);
    if !whole.chars().all(known)
        || !fraction.bytes().all(|b| b.is_ascii_digit())
        || !grouped_well(whole, groups)
    {
        return None;
    }
    let digits: String = whole
        .chars()
        .chain(fraction.chars())
        .filter(char::is_ascii_digit)
        .collect();
    let mut value = decimal(&digits, fraction.len())?;
    for _ in 0..p.thousand_powers {
        value = value.checked_mul(Decimal::ONE_THOUSAND)?;
    }
    if p.negative {
        value.set_sign_negative(!value.is_zero());
    }
    within(value).map(|value| Figure {
        value,
        percent: p.percent,
        currency: p.currency,
    })
}

/// The usual machine-written figure, read without taking it apart: `-1234.56`, `1234`.
fn plain(text: &str, style: NumberStyle) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once(style.mark()).unwrap_or((digits, ""));
    if whole.is_empty() || whole.len() + fraction.len() > 18 {
        return None;
    }
    let mut mantissa: i64 = 0;
    for b in whole.bytes().chain(fraction.bytes()) {
        if !b.is_ascii_digit() {
            return None;
        }
        mantissa = mantissa * 10 + i64::from(b - b'0');
    }
    let signed = if text.len() == digits.len() {
        mantissa
    } else {
        -mantissa
    };
    within(Decimal::new(signed, fraction.len() as u32))
}

/// `1.2E+06`, as spreadsheet programs write large figures into CSV files: exactly what it says. The sign of the
/// exponent must be there, or codes such as `12E5` would be figures.
fn scientific(text: &str, style: NumberStyle) -> Option<Decimal> {
    let (mantissa, power) = text.trim_matches(is_space).split_once(['e', 'E'])?;
    let negative = power.starts_with('-');
    let digits = power.strip_prefix(['+', '-'])?;
    let short = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let power: u32 = digits.parse().ok().filter(|p| short && *p <= 15)?;
    let factor = Decimal::from(10_u64.checked_pow(power)?);
    let value = plain(mantissa, style)?;
    let moved = if negative {
        value.checked_div(factor)
    } else {
        value.checked_mul(factor)
    };
    moved.map(|v| v.normalize()).and_then(within)
}

fn decimal(digits: &str, scale: usize) -> Option<Decimal> {
    let digits = digits.trim_start_matches('0');
    let mantissa: i128 = if digits.is_empty() {
        0
    } else {
        digits.parse().ok()?
    };
    Decimal::try_from_i128_with_scale(mantissa, u32::try_from(scale).ok()?).ok()
}

/// A figure an amount can be: at most 10^15 either way.
pub(crate) fn within(value: Decimal) -> Option<Decimal> {
    const MOST: i64 = 1_000_000_000_000_000;
    // Digits which are few enough without their point are few enough with it.
    let few = value.mantissa().unsigned_abs() <= u128::from(MOST.unsigned_abs());
    (few || value.abs() <= Decimal::from(MOST)).then_some(value)
}

/// What a whole column says of its style.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Evidence {
    pub point: u32,
    pub comma: u32,
    pub ambiguous: u32,
    /// The first figure which two styles read differently.
    pub example: Option<String>,
}

impl Evidence {
    /// Takes a text of the column into account; `false` where it is no figure.
    pub fn see(&mut self, text: &str) -> bool {
        match marks(text) {
            Some(Marks::Point) => self.point += 1,
            Some(Marks::Comma) => self.comma += 1,
            Some(Marks::Either) => {}
            Some(Marks::Ambiguous) => {
                self.ambiguous += 1;
                self.example.get_or_insert_with(|| text.trim().to_owned());
            }
            None => return false,
        }
        true
    }

    /// Adds what another column of the same sheet says.
    pub fn add(&mut self, other: &Evidence) {
        self.point += other.point;
        self.comma += other.comma;
        self.ambiguous += other.ambiguous;
        if self.example.is_none() {
            self.example.clone_from(&other.example);
        }
    }

    /// The style, where the column has one; `None` where nothing decides.
    pub fn decided(&self) -> Option<NumberStyle> {
        match self.point.cmp(&self.comma) {
            std::cmp::Ordering::Greater => Some(NumberStyle::Point),
            std::cmp::Ordering::Less => Some(NumberStyle::Comma),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// The style which a word of a decision means.
pub(crate) fn style_word(word: &str) -> Option<NumberStyle> {
    match word {
        "point" => Some(NumberStyle::Point),
        "comma" => Some(NumberStyle::Comma),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use holdfast_ledger::money_text;

    fn get(text: &str, style: NumberStyle) -> Option<String> {
        read(text, style).map(|f| money_text(f.value))
    }

    #[test]
    fn figures_of_reliability_2_all_read() {
        for (text, style, value) in [
            ("(1,234)", NumberStyle::Point, "-1234"),
            ("1,234-", NumberStyle::Point, "-1234"),
            ("−1 234", NumberStyle::Point, "-1234"),
            ("€1.234,56", NumberStyle::Comma, "1234.56"),
            ("USD 1,234", NumberStyle::Point, "1234"),
            ("1.234,5 EUR", NumberStyle::Comma, "1234.5"),
            ("1\u{a0}234\u{202f}567,89", NumberStyle::Comma, "1234567.89"),
            ("1’234’567.80", NumberStyle::Point, "1234567.8"),
            ("$(250.00)", NumberStyle::Point, "-250"),
            ("($250.00)", NumberStyle::Point, "-250"),
            ("-$5", NumberStyle::Point, "-5"),
            ("12,34,567.5", NumberStyle::Point, "1234567.5"),
            ("$12.5K", NumberStyle::Point, "12500"),
            (".5", NumberStyle::Point, "0.5"),
            ("0.1", NumberStyle::Point, "0.1"),
            ("-0", NumberStyle::Point, "0"),
            ("1,234,567", NumberStyle::Point, "1234567"),
        ] {
            assert_eq!(get(text, style).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_figure_is_not_read() {
        for text in [
            "",
            "n/a",
            "12-31-2024",
            "1,23,4",
            "1.2.3",
            "--5",
            "((5))",
            "1e400",
            "Q1",
            "12abc",
            "1234567890123456",
        ] {
            assert_eq!(get(text, NumberStyle::Point), None, "{text}");
        }
        assert_eq!(get("1.234,56", NumberStyle::Point), None);
        assert_eq!(get("12,5", NumberStyle::Point), None);
    }

    #[test]
    fn percent_and_currency_are_told() {
        let f = read("12 %", NumberStyle::Point).unwrap();
        assert_eq!((f.percent, money_text(f.value)), (true, "12".to_owned()));
        assert_eq!(
            read("GBP 10", NumberStyle::Point).unwrap().currency,
            Some("GBP")
        );
    }

    #[test]
    fn one_point_with_three_digits_decides_nothing() {
        let mut e = Evidence::default();
        assert!(e.see("1.234") && e.see("250"));
        assert_eq!((e.decided(), e.example.as_deref()), (None, Some("1.234")));
        e.see("1.234,5");
        assert_eq!(e.decided(), Some(NumberStyle::Comma));
        assert_eq!(marks("0.125"), Some(Marks::Point));
        assert_eq!(marks("1234.567"), Some(Marks::Point));
        assert_eq!(marks("1.234.567"), Some(Marks::Comma));
    }
}
