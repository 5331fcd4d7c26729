//! Display figures: the one place where exact values become the text a reader sees (L-1, R-3, R-5,
//! pack 3.3). Sentences, charts, tables and the workbook's "shown in PDF" column all come from here.

use chrono::NaiveDate;
use holdfast_ledger::{Decimal, Ratio, round_half_away};
use holdfast_metrics::negotiations::FailureMode;
use std::cell::Cell;

/// U+2212, as wide as a digit in the pack's typeface.
pub const MINUS: char = '\u{2212}';
/// Printed where a denominator is 0 or missing.
pub const NOT_AVAILABLE: &str = "n/a";
/// Printed where a figure does not apply.
pub const NOT_APPLICABLE: &str = "–";
/// Printed for a period which the file does not cover (L-3).
pub const NO_DATA: &str = "no data";

/// How figures and days are written. Packs are always written in the default style, so that the same inputs
/// give the same bytes everywhere; a screen may follow its user's country.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// Between thousands.
    pub group: char,
    /// Before decimals.
    pub decimal: char,
    /// Days, as `chrono` names their parts.
    pub day: &'static str,
}

impl Default for Style {
    fn default() -> Self {
        Style {
            group: ',',
            decimal: '.',
            day: "%-d %b %Y",
        }
    }
}

thread_local! {
    static STYLE: Cell<Option<Style>> = const { Cell::new(None) };
}

/// Does work whose figures and days are written in a style, on this thread and only while it lasts.
pub fn written<T>(style: Style, work: impl FnOnce() -> T) -> T {
    struct Back(Option<Style>);
    impl Drop for Back {
        fn drop(&mut self) {
            STYLE.set(self.0);
        }
    }
    let _back = Back(STYLE.replace(Some(style)));
    work()
}

fn style() -> Style {
    STYLE.get().unwrap_or_default()
}

/// How many currency units one display unit holds.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Magnitude {
    /// 1.
    #[default]
    Units,
    /// 1,000.
    Thousands,
    /// 1,000,000.
    Millions,
}

impl Magnitude {
    /// Currency units in one display unit.
    pub fn factor(self) -> Decimal {
        Decimal::from(match self {
            Magnitude::Units => 1,
            Magnitude::Thousands => 1_000,
            Magnitude::Millions => 1_000_000,
        })
    }

    fn suffix(self) -> &'static str {
        match self {
            Magnitude::Units => "",
            Magnitude::Thousands => "K",
            Magnitude::Millions => "M",
        }
    }
}

/// The money unit of a pack: chosen once, stated in title line 2, not on each label (pack 3.3).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Unit {
    /// ISO code; empty where the file names no currency.
    pub currency: String,
    /// Magnitude.
    pub magnitude: Magnitude,
    /// Decimal places.
    pub decimals: u32,
}

impl Unit {
    /// The unit for a pack whose largest total is `max_total` and whose downsell is `downsell`, both in
    /// currency units: below 1M units without decimals; below 100M thousands without decimals; else
    /// millions with one decimal, or two where the downsell is below 1M (pack 3.3).
    pub fn choose(currency: &str, max_total: Decimal, downsell: Decimal) -> Unit {
        let million = Magnitude::Millions.factor();
        let total = max_total.abs();
        let (magnitude, decimals) = if total < million {
            (Magnitude::Units, 0)
        } else if total < million * Decimal::ONE_HUNDRED {
            (Magnitude::Thousands, 0)
        } else if downsell.abs() < million {
            (Magnitude::Millions, 2)
        } else {
            (Magnitude::Millions, 1)
        };
        Unit {
            currency: currency.to_owned(),
            magnitude,
            decimals,
        }
    }

    /// The same figures in a magnitude of the user's choice: millions with decimals, the others without.
    pub fn in_magnitude(magnitude: Magnitude, currency: &str, downsell: Decimal) -> Unit {
        let small = downsell.abs() < Magnitude::Millions.factor();
        Unit {
            currency: currency.to_owned(),
            magnitude,
            decimals: match magnitude {
                Magnitude::Units | Magnitude::Thousands => 0,
                Magnitude::Millions if small => 2,
                Magnitude::Millions => 1,
            },
        }
    }

    /// Currency units to the cent, for differences and control totals.
    pub fn cents(currency: &str) -> Unit {
        Unit {
            currency: currency.to_owned(),
            magnitude: Magnitude::Units,
            decimals: 2,
        }
    }

    /// The same unit with other decimals.
    #[must_use]
    pub fn with_decimals(&self, decimals: u32) -> Unit {
        Unit {
            decimals,
            ..self.clone()
        }
    }

    /// An amount in display units, not rounded: the length of a mark.
    pub fn scaled(&self, amount: Decimal) -> Decimal {
        amount
            .checked_div(self.magnitude.factor())
            .unwrap_or(amount)
    }

    /// An amount as the display figure: display units, rounded half away from zero.
    pub fn shown(&self, amount: Decimal) -> Decimal {
        round_half_away(self.scaled(amount), self.decimals)
    }

    /// The text of a display figure, as made by [`Unit::shown`] or tied: "18,420", "−241".
    pub fn text(&self, shown: Decimal) -> String {
        grouped(shown, self.decimals)
    }

    /// The text of a display figure with its sign: "+1,213", "−241", "0".
    pub fn text_signed(&self, shown: Decimal) -> String {
        with_plus(round_half_away(shown, self.decimals), self.text(shown))
    }

    /// The text of a display figure with currency: "$241K", "−$165K", "$0".
    pub fn text_money(&self, shown: Decimal) -> String {
        let rounded = round_half_away(shown, self.decimals);
        let suffix = if rounded.is_zero() {
            ""
        } else {
            self.magnitude.suffix()
        };
        let sign = if rounded < Decimal::ZERO {
            "\u{2212}"
        } else {
            ""
        };
        let digits = grouped(rounded.abs(), self.decimals);
        format!("{sign}{}{digits}{suffix}", self.prefix())
    }

    /// An amount as a bare figure: "18,420", "−241".
    pub fn number(&self, amount: Decimal) -> String {
        self.text(self.shown(amount))
    }

    /// An amount with its sign: "+1,213", "−241", "0".
    pub fn signed(&self, amount: Decimal) -> String {
        self.text_signed(self.shown(amount))
    }

    /// An amount with currency: "$241K", "−$165K".
    pub fn money(&self, amount: Decimal) -> String {
        self.text_money(self.shown(amount))
    }

    /// The unit as stated in titles and captions: "$K", "€M", "CHF K", "$".
    pub fn label(&self) -> String {
        let label = format!("{}{}", self.prefix(), self.magnitude.suffix());
        match label.trim() {
            "" => "currency units".to_owned(),
            label => label.to_owned(),
        }
    }

    /// What single currency units are called: "$", "CHF", "currency units".
    pub fn prefix_or_units(&self) -> String {
        Unit::cents(&self.currency).label()
    }

    /// What stands before an amount: a symbol for $ € £ ¥, else the ISO code and a space.
    pub fn prefix(&self) -> String {
        match self.currency.as_str() {
            "USD" => "$".to_owned(),
            "EUR" => "€".to_owned(),
            "GBP" => "£".to_owned(),
            "JPY" => "¥".to_owned(),
            "" => String::new(),
            iso => format!("{iso} "),
        }
    }
}

/// A ratio as a percentage: `percent(Some(0.0131), 1)` is "1.3%"; `None` is "n/a".
pub fn percent(value: Ratio, places: u32) -> String {
    value.map_or_else(
        || NOT_AVAILABLE.to_owned(),
        |v| format!("{}%", grouped(v * Decimal::ONE_HUNDRED, places)),
    )
}

/// A ratio as a percentage without the sign, for columns headed "%".
pub fn percent_bare(value: Ratio, places: u32) -> String {
    value.map_or_else(
        || NOT_AVAILABLE.to_owned(),
        |v| grouped(v * Decimal::ONE_HUNDRED, places),
    )
}

/// A relative variance: "+4.6%", "−46.1%", "n/a".
pub fn percent_signed(value: Ratio, places: u32) -> String {
    value.map_or_else(
        || NOT_AVAILABLE.to_owned(),
        |v| format!("{}%", signed(v * Decimal::ONE_HUNDRED, places)),
    )
}

/// A relative variance without the sign %, for columns headed "%".
pub fn percent_signed_bare(value: Ratio, places: u32) -> String {
    value.map_or_else(
        || NOT_AVAILABLE.to_owned(),
        |v| signed(v * Decimal::ONE_HUNDRED, places),
    )
}

/// The difference of two ratios in percentage points, taken between the *printed* percentages so that
/// a reader who subtracts them finds it. `None` where either is n/a.
pub fn points(now: Ratio, before: Ratio, places: u32) -> Ratio {
    let printed = |r: Ratio| r.map(|v| round_half_away(v * Decimal::ONE_HUNDRED, places));
    Some(printed(now)? - printed(before)?)
}

/// Percentage points as text: "+0.5 pp", "n/a". `delta` is in points, as [`points`] gives it.
pub fn pp(delta: Ratio) -> String {
    delta.map_or_else(
        || NOT_AVAILABLE.to_owned(),
        |d| format!("{} pp", signed(d, 1)),
    )
}

/// Percentage points for columns headed "pp": "+0.5", "n/a".
pub fn pp_bare(delta: Ratio) -> String {
    delta.map_or_else(|| NOT_AVAILABLE.to_owned(), |d| signed(d, 1))
}

/// A number with its sign: "+0.5", "−1.2", "0.0".
pub fn decimal_signed(value: Decimal, places: u32) -> String {
    signed(value, places)
}

/// A multiple: "2.8", "n/a".
pub fn times(value: Ratio) -> String {
    value.map_or_else(|| NOT_AVAILABLE.to_owned(), |v| grouped(v, 1))
}

/// A figure with as many decimals as it has: "1,234.5".
pub fn figure(value: Decimal) -> String {
    let value = value.normalize();
    grouped(value, value.scale())
}

/// A count with thousands comma.
pub fn count<N: TryInto<i64>>(value: N) -> String {
    grouped(Decimal::from(value.try_into().unwrap_or(i64::MAX)), 0)
}

/// A difference of counts with its sign.
pub fn count_signed(value: i64) -> String {
    signed(Decimal::from(value), 0)
}

/// A day as a reader writes it: "30 Sep 2026".
pub fn day(date: NaiveDate) -> String {
    date.format(style().day).to_string()
}

/// A machine label of a period as a reader writes it: "Q3 FY26" of `FY2026-Q3`, "Q1 2025" of
/// `2025-Q1`, "Feb 2025" of `2025-02`; anything else as it is.
pub fn period_label(label: &str) -> String {
    let (year, part) = label.split_once('-').unwrap_or((label, ""));
    let year = match year.strip_prefix("FY20") {
        Some(short) if short.len() == 2 => format!("FY{short}"),
        _ => year.to_owned(),
    };
    if part.is_empty() {
        return year;
    }
    let month = NaiveDate::parse_from_str(&format!("{label}-01"), "%Y-%m-%d");
    month.map_or_else(
        |_| format!("{part} {year}"),
        |d| d.format("%b %Y").to_string(),
    )
}

/// A hash as notes cite it: first and last four digits.
pub fn short_hash(sha256: &str) -> String {
    match (
        sha256.get(..4),
        sha256.get(sha256.len().saturating_sub(4)..),
    ) {
        (Some(first), Some(last)) if sha256.len() > 8 => format!("{first}…{last}"),
        _ => sha256.to_owned(),
    }
}

/// A count with its noun: "1 customer", "3 customers".
pub fn things<N: TryInto<i64>>(n: N, one: &str) -> String {
    let n = n.try_into().unwrap_or(i64::MAX);
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {one}{plural}", count(n))
}

/// A failure mode as it is called (negotiations section 4).
pub fn failure_name(mode: FailureMode) -> &'static str {
    match mode {
        FailureMode::PushBackFirst => "Push-back first",
        FailureMode::NoDiagnosis => "No diagnosis before the counter",
        FailureMode::NoExchange => "No exchange asked",
        FailureMode::NoTriggers => "No trigger set",
        FailureMode::TreatedAsFailure => "Downsell treated as failure",
    }
}

/// Amounts in one unit, separated by commas; "none" where there are none.
pub fn money_list(unit: &Unit, amounts: &[Decimal]) -> String {
    let all: Vec<String> = amounts.iter().map(|a| unit.money(*a)).collect();
    if all.is_empty() {
        return "none".to_owned();
    }
    all.join(", ")
}

fn signed(value: Decimal, places: u32) -> String {
    with_plus(round_half_away(value, places), grouped(value, places))
}

fn with_plus(rounded: Decimal, text: String) -> String {
    if rounded > Decimal::ZERO {
        format!("+{text}")
    } else {
        text
    }
}

/// Rounds and groups by thousands, minus sign U+2212, never a signed zero.
fn grouped(value: Decimal, places: u32) -> String {
    let style = style();
    let rounded = round_half_away(value, places);
    let mut digits = rounded.abs();
    digits.rescale(places);
    let plain = digits.to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::with_capacity(plain.len() + 6);
    if rounded < Decimal::ZERO {
        out.push(MINUS);
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(style.group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(style.decimal);
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
