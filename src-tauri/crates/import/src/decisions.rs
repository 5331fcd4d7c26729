//! The user's answers to findings, recorded and undoable: a TOML file, or what the app keeps.
// A finding is returned once, to whoever named the file: its size costs nothing.
#![allow(clippy::result_large_err)]

use crate::text::nearest;
use holdfast_ledger::{Finding, Severity};
use serde::{Deserialize, Serialize};

/// All decisions, in the order they were taken.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// The decisions.
    #[serde(default, rename = "decision")]
    pub entries: Vec<DecisionEntry>,
}

/// One decision.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionEntry {
    /// Code of the finding it settles.
    pub code: String,
    /// Repair, one of those the finding lists.
    pub repair: String,
    /// What it applies to: a customer, a status, a caption; a row as `file!12` or `file!sheet!12`, a cell as
    /// `file!sheet!C12`. Empty for all of that code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// What to set, for repairs which set something.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// For a cell edited by hand: what stood there. The edit is not made where something else stands there now.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub was: String,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

const KEYS: &[&str] = &[
    "decision", "code", "repair", "scope", "value", "was", "reason",
];

impl Decisions {
    /// Reads a decisions file; an unknown key is an error which names the nearest known one.
    pub fn from_toml(text: &str) -> Result<Decisions, Finding> {
        toml::from_str(text).map_err(|error| toml_finding("decisions-invalid", &error, text, KEYS))
    }

    /// The decisions file.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_default()
    }

    /// The decision on a code for a scope: the newest one of that scope, else the newest one for all.
    pub fn find(&self, code: &str, scope: &str) -> Option<&DecisionEntry> {
        self.place(code, scope).map(|(_, found)| found)
    }

    /// The same with its place in the list.
    pub(crate) fn place(&self, code: &str, scope: &str) -> Option<(usize, &DecisionEntry)> {
        let of = |wanted: &str| {
            let mut all = self.entries.iter().enumerate().rev();
            all.find(|(_, d)| d.code == code && d.scope == wanted)
        };
        of(scope).or_else(|| of(""))
    }
}

/// A finding for a settings file which is not as it should be: where, what, and the key probably meant.
pub(crate) fn toml_finding(
    code: &str,
    error: &toml::de::Error,
    text: &str,
    keys: &[&str],
) -> Finding {
    let line = error.span().map_or(1, |s| {
        text.get(..s.start).unwrap_or("").matches('\n').count() + 1
    });
    let said = error.message();
    let meant = said
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split('`').next())
        .and_then(|wrong| nearest(wrong, keys.iter().copied()))
        .map(|key| format!("Did you mean `{key}`?"));
    let hint = meant.unwrap_or_else(|| format!("Known keys: {}.", keys.join(", ")));
    let first = said.split(", expected").next().unwrap_or(said);
    Finding::new(
        code,
        Severity::Error,
        format!("Line {line}: {first}."),
        hint,
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn decisions_go_to_a_file_and_back() {
        let text = "[[decision]]\ncode = \"negative-balance\"\nrepair = \"exclude\"\nscope = \"Alder\"\nreason = \"credit note\"\n\n[[decision]]\ncode = \"negative-balance\"\nrepair = \"hold-at-zero\"\n";
        let read = Decisions::from_toml(text).unwrap();
        assert_eq!(Decisions::from_toml(&read.to_toml()).unwrap(), read);
        assert_eq!(
            read.find("negative-balance", "Alder").unwrap().repair,
            "exclude"
        );
        assert_eq!(
            read.find("negative-balance", "Birch").unwrap().repair,
            "hold-at-zero"
        );
        assert_eq!(read.find("duplicate-row", ""), None);
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let finding =
            Decisions::from_toml("[[decision]]\ncode = \"x\"\nrepare = \"y\"\n").unwrap_err();
        assert_eq!(finding.hint, "Did you mean `repair`?");
        assert!(finding.message.contains("Line 3"), "{}", finding.message);
    }
}
