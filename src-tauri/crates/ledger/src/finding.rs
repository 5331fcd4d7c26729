//! Findings: what is wrong or notable in the input, with its place, a stable code and a next step.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How grave a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Stated for the record.
    Info,
    /// Should be looked at; does not block.
    Warning,
    /// Blocks a pack until it is settled.
    Error,
}

/// Where in the input.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Place {
    /// File name as the user gave it, without folders.
    pub file: String,
    /// Sheet, where the file has sheets.
    pub sheet: Option<String>,
    /// Row as shown by a spreadsheet, from 1.
    pub row: Option<u32>,
    /// Column letters as shown by a spreadsheet.
    pub column: Option<String>,
}

/// One finding. Findings of one code that one decision settles are one finding with `rows` > 1.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// Stable code in kebab case, e.g. `duplicate-row`, `negative-balance`, `amount-kind-unknown`.
    pub code: String,
    /// How grave.
    pub severity: Severity,
    /// The first place.
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong and why it matters, in one sentence with the values found.
    pub message: String,
    /// What to do next.
    pub hint: String,
    /// How many rows it touches.
    pub rows: u32,
    /// ARR at stake in reporting currency, where it can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Decimal>,
    /// Up to five examples, as the user would recognise them ("row 12: Alder, −30.00").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
    /// What a decision on it applies to, where findings of its code are settled one by one (a status, a
    /// column); empty: one decision settles all of the code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// The repairs which settle it, ids as used in a decisions file (`sum`, `keep-last`, `exclude`, `hold-at-zero`…).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<String>,
}

impl Finding {
    /// A finding without place; add one with [`Finding::at`].
    pub fn new(
        code: &str,
        severity: Severity,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Finding {
        Finding {
            code: code.to_owned(),
            severity,
            place: Place::default(),
            message: message.into(),
            hint: hint.into(),
            rows: 1,
            amount: None,
            examples: Vec::new(),
            scope: String::new(),
            repairs: Vec::new(),
        }
    }

    /// The same finding at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Finding {
        self.place = place;
        self
    }
}

/// All findings of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Whether a pack is blocked.
    pub fn block(&self) -> bool {
        self.0.iter().any(|f| f.severity == Severity::Error)
    }

    /// Those of one code.
    pub fn of<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.0.iter().filter(move |f| f.code == code)
    }
}

/// The letters by which a spreadsheet names a column, counted from 0: A, Z, AA.
pub fn column_letters(column: u16) -> String {
    let mut rest = u32::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::column_letters;

    #[test]
    fn columns_are_named_as_a_spreadsheet_does() {
        for (index, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(column_letters(index), letters);
        }
    }
}
