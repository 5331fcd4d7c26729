//! The proof of what was read: files, ranges, hashes, rows, control totals, answers and decisions.

use crate::calendar::Close;
use crate::finding::Findings;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One source sheet.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SourceProof {
    /// File name without folders.
    pub file: String,
    /// Sheet; empty for CSV.
    pub sheet: String,
    /// Cell range read, e.g. `A1:F1204`.
    pub range: String,
    /// SHA-256 of the whole file, 64 hex digits.
    pub sha256: String,
    /// Layout found, in words ("long ledger", "wide months", "contract lines", "movement log", …).
    pub layout: String,
    /// Data rows read.
    pub rows_read: u64,
    /// Data rows used.
    pub rows_used: u64,
    /// Rows set aside, with reasons.
    pub set_aside: Vec<SetAside>,
    /// Encoding, delimiter and the like, in words; empty where there is nothing to say.
    pub format: String,
}

/// Rows which were read and not used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SetAside {
    /// Why, in words ("total row", "blank row", "before the header", "excluded by decision: …").
    pub reason: String,
    /// How many.
    pub rows: u64,
    /// Their row numbers, the first hundred.
    pub row_numbers: Vec<u32>,
    /// Amount in them, where amounts could be read.
    pub amount: Option<Decimal>,
}

/// The imported total of one close, beside the file's own where it has one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ControlTotal {
    /// The close.
    pub close: Close,
    /// Sum of what was imported, ARR in reporting currency.
    pub imported: Decimal,
    /// Customers above zero.
    pub customers: u32,
    /// The file's own total, as ARR in reporting currency.
    pub file_total: Option<Decimal>,
}

/// A question which the import had, and how it was answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// What was undecidable ("Are amounts MRR or ARR?").
    pub question: String,
    /// The answer, or `None` while it is open and a provisional reading is in use.
    pub answer: Option<String>,
    /// The reading in use, and why.
    pub reading: String,
    /// The finding by whose repairs it is answered: its code and scope; `None` where it is answered otherwise.
    #[serde(default)]
    pub finding: Option<(String, String)>,
}

impl Answer {
    /// How the question ends whether amounts are MRR or ARR (L-2).
    pub const KIND: &str = "MRR or ARR?";
    /// How the questions end in what amounts are written (L-2).
    pub const SCALE: [&str; 2] = ["written?", "units or cents?"];

    /// Whether this is the question of what the amounts are.
    pub fn is_of_kind(&self) -> bool {
        self.question.ends_with(Self::KIND)
    }

    /// Whether this is the question of the amounts' scale.
    pub fn is_of_scale(&self) -> bool {
        Self::SCALE.iter().any(|end| self.question.ends_with(end))
    }
}

/// A customer renamed or merged (L-8).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AppliedRename {
    /// Former id.
    pub from: String,
    /// Id now.
    pub to: String,
    /// From which close on; `None` for all.
    pub effective: Option<Close>,
    /// Rows touched.
    pub rows: u64,
}

/// A decision of the user on a finding, recorded and undoable.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decision {
    /// Finding code it settles.
    pub code: String,
    /// Repair id (`sum`, `keep-last`, `exclude`, `hold-at-zero`, `merge`, `accept`, …).
    pub repair: String,
    /// What it applies to (customer, row, value), empty for all of that code.
    pub scope: String,
    /// Why, in the user's words.
    pub reason: String,
    /// Rows touched.
    pub rows: u64,
    /// ARR effect, reporting currency.
    pub amount: Option<Decimal>,
}

/// Everything that proves an import.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Evidence {
    /// Sheets.
    pub sources: Vec<SourceProof>,
    /// Totals per close.
    pub control_totals: Vec<ControlTotal>,
    /// Currencies seen.
    pub currencies: Vec<String>,
    /// Questions.
    pub answers: Vec<Answer>,
    /// Renames and mergers applied.
    pub renames: Vec<AppliedRename>,
    /// Decisions applied.
    pub decisions: Vec<Decision>,
    /// Where exchange rates came from, in words.
    pub rates_source: Option<String>,
    /// Findings.
    pub findings: Findings,
    /// Columns the mapping ignored, captions.
    pub ignored_columns: Vec<String>,
}
