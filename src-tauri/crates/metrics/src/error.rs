//! Why nothing could be computed, each with the next step.

use holdfast_ledger::Close;
use std::fmt;

/// Most values an attribute may have to be segmented by.
pub const MOST_SEGMENTS: usize = 1000;

/// A computation which can't be done as asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MetricsError {
    /// The as-of close is not among the closes which the file covers (L-3).
    NotCovered {
        /// The close asked for.
        as_of: Close,
        /// The closes there are, oldest first.
        available: Vec<Close>,
    },
    /// No attribute of this name, neither in the file nor derived (S-1).
    UnknownAttribute {
        /// The name asked for.
        name: String,
        /// The nearest known name.
        nearest: Option<String>,
    },
    /// An attribute with so many values that it names customers rather than segments.
    TooManySegments {
        /// The attribute.
        attribute: String,
        /// How many values it has.
        values: usize,
    },
    /// The amounts are too large to be added up exactly (L-1).
    TooLarge,
    /// Two states which report in different currencies can't be compared (section 7).
    OtherCurrency {
        /// The earlier one's.
        was: String,
        /// The later one's.
        is: String,
    },
}

impl fmt::Display for MetricsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MetricsError::NotCovered { as_of, available } => {
                write!(f, "the file has no close at {}; ", as_of.date())?;
                list_closes(f, available)
            }
            MetricsError::UnknownAttribute { name, nearest } => {
                write!(f, "there is no attribute \"{name}\" to segment by")?;
                match nearest {
                    Some(nearest) => write!(f, "; did you mean \"{nearest}\"?"),
                    None => write!(f, "; the file has no attribute column"),
                }
            }
            MetricsError::TooManySegments { attribute, values } => write!(
                f,
                "\"{attribute}\" has {values} values, too many to segment by; choose an attribute with at most {MOST_SEGMENTS}"
            ),
            MetricsError::TooLarge => write!(
                f,
                "the amounts are too large to be added up exactly; check the scale (units, cents, thousands)"
            ),
            MetricsError::OtherCurrency { was, is } => write!(
                f,
                "the earlier state is in {was} and the later one in {is}; report both in one currency"
            ),
        }
    }
}

impl std::error::Error for MetricsError {}

/// Names every close where there are few, else the range.
fn list_closes(f: &mut fmt::Formatter<'_>, closes: &[Close]) -> fmt::Result {
    match closes {
        [first, .., last] if closes.len() > 12 => write!(
            f,
            "it covers {} closes from {} to {}",
            closes.len(),
            first.date(),
            last.date()
        ),
        _ => {
            let dates: Vec<String> = closes.iter().map(|c| c.date().to_string()).collect();
            write!(f, "it covers {}", dates.join(", "))
        }
    }
}
