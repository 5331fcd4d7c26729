//! Display values of measures and the variances between them.

use crate::display::{
    self, NOT_AVAILABLE, Unit, count, count_signed, percent, percent_bare, percent_signed,
    percent_signed_bare,
};
use crate::model::Tone;
use holdfast_ledger::{Decimal, Ratio, ratio, round_half_away};

/// Which direction is good for a measure (pack: "every metric knows whether higher is better").
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Better {
    Higher,
    Lower,
    Neutral,
}

/// A display value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Value {
    /// Money in display units, tied where it belongs to a bridge; `flow` prints its sign.
    Money {
        shown: Decimal,
        unit: Unit,
        flow: bool,
    },
    /// A rate over `n` customers.
    Rate {
        value: Ratio,
        n: u32,
        places: u32,
    },
    Count(u32),
}

impl Value {
    pub fn rate(value: Ratio, n: u32) -> Value {
        Value::Rate {
            value,
            n,
            places: 1,
        }
    }

    /// Logo rates have no decimals below 100 customers (pack 3.3).
    pub fn logo_rate(value: Ratio, n: u32) -> Value {
        let places = u32::from(n >= 100);
        Value::Rate { value, n, places }
    }

    /// "n=3" where a rate rests on too few customers (S-4).
    fn hidden(&self, min_n: u32) -> Option<String> {
        match self {
            Value::Rate {
                value: Some(_), n, ..
            } if *n < min_n => Some(format!("n={n}")),
            _ => None,
        }
    }

    /// For table columns: without currency and without %.
    pub fn text(&self, min_n: u32) -> String {
        self.hidden(min_n).unwrap_or_else(|| match self {
            Value::Money {
                shown,
                unit,
                flow: true,
            } => unit.text_signed(*shown),
            Value::Money { shown, unit, .. } => unit.text(*shown),
            Value::Rate { value, places, .. } => percent_bare(*value, *places),
            Value::Count(n) => count(*n),
        })
    }

    /// For sentences and tiles: with currency or %.
    pub fn sentence(&self, min_n: u32) -> String {
        self.hidden(min_n).unwrap_or_else(|| match self {
            Value::Money { shown, unit, .. } => unit.text_money(*shown),
            Value::Rate { value, places, .. } => percent(*value, *places),
            Value::Count(n) => count(*n),
        })
    }

    /// Whether it may stand in a headline: known, and over enough customers (R-3, S-4).
    pub fn usable(&self, min_n: u32) -> bool {
        match self {
            Value::Rate { value, n, .. } => value.is_some() && *n >= min_n,
            _ => true,
        }
    }

    /// The value as a point of a sparkline or line; hidden ones break it.
    pub fn point(&self, min_n: u32) -> Ratio {
        match self {
            _ if !self.usable(min_n) => None,
            Value::Money { shown, .. } => Some(*shown),
            Value::Rate { value, .. } => *value,
            Value::Count(n) => Some(Decimal::from(*n)),
        }
    }

    /// The printed figure as a number: display units, percent, times or count.
    pub fn printed(&self) -> Ratio {
        match self {
            Value::Money { shown, .. } => Some(*shown),
            Value::Rate { value, places, .. } => {
                value.map(|v| round_half_away(v * Decimal::ONE_HUNDRED, *places))
            }
            Value::Count(n) => Some(Decimal::from(*n)),
        }
    }
}

/// A variance between two display values: taken from what is printed, so that a reader's own
/// subtraction finds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Delta {
    /// Difference in printed units; `None` is n/a.
    pub value: Ratio,
    /// Difference ÷ |reference|.
    pub relative: Ratio,
    /// Text for columns: "−76", "+0.5".
    pub text: String,
    /// Text for sentences: "−$76K", "+0.5 pp".
    pub sentence: String,
    /// Good or bad where material, else plain.
    pub tone: Tone,
}

impl Delta {
    pub fn none() -> Delta {
        Delta {
            value: None,
            relative: None,
            text: NOT_AVAILABLE.to_owned(),
            sentence: NOT_AVAILABLE.to_owned(),
            tone: Tone::Plain,
        }
    }

    pub fn between(now: &Value, before: &Value, better: Better, min_n: u32) -> Delta {
        if !now.usable(min_n) || !before.usable(min_n) {
            return Delta::none();
        }
        let (Some(a), Some(b)) = (now.printed(), before.printed()) else {
            return Delta::none();
        };
        let value = a - b;
        let relative = ratio(value, b.abs());
        let (text, sentence) = texts(now, before, value);
        Delta {
            value: Some(value),
            relative,
            text,
            sentence,
            tone: tone(now, before, value, relative, better),
        }
    }

    /// "−46.1%".
    pub fn relative_text(&self) -> String {
        percent_signed(self.relative, 1)
    }

    /// "−46.1", for columns headed "%".
    pub fn relative_bare(&self) -> String {
        percent_signed_bare(self.relative, 1)
    }

    /// −1, 0 or 1.
    pub fn direction(&self) -> i8 {
        match self.value {
            Some(v) if v > Decimal::ZERO => 1,
            Some(v) if v < Decimal::ZERO => -1,
            _ => 0,
        }
    }
}

fn texts(now: &Value, before: &Value, value: Decimal) -> (String, String) {
    match (now, before) {
        (Value::Money { unit, .. }, Value::Money { unit: other, .. }) => {
            let unit = unit.with_decimals(unit.decimals.max(other.decimals));
            let text = unit.text_signed(value);
            let plus = if text.starts_with('+') { "+" } else { "" };
            let sentence = format!("{plus}{}", unit.text_money(value));
            (text, sentence)
        }
        (Value::Rate { places, .. }, Value::Rate { places: other, .. }) => {
            let bare = display::decimal_signed(value, *places.max(other));
            let sentence = format!("{bare} pp");
            (bare, sentence)
        }
        _ => {
            let text = count_signed(i64::try_from(value).unwrap_or_default());
            (text.clone(), text)
        }
    }
}

/// Variances within ±5 % or ±1 display unit are not judged (pack 3.2); rates only by the unit, since
/// 5 % of a retention rate is a lot.
fn tone(now: &Value, before: &Value, value: Decimal, relative: Ratio, better: Better) -> Tone {
    let five_percent = Decimal::new(5, 2);
    let wide = relative.is_none_or(|r| r.abs() > five_percent);
    let material = match (now, before) {
        (Value::Money { unit, .. }, _) => wide && value.abs() > Decimal::new(1, unit.decimals),
        (Value::Rate { places, .. }, Value::Rate { places: other, .. }) => {
            value.abs() > Decimal::new(1, *places.max(other))
        }
        _ => wide && value.abs() > Decimal::ONE,
    };
    match (material, better, value > Decimal::ZERO) {
        (false, ..) | (_, Better::Neutral, _) => Tone::Plain,
        (_, Better::Higher, true) | (_, Better::Lower, false) => Tone::Good,
        _ => Tone::Bad,
    }
}
