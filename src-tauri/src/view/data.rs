//! The Data step: what was read, and the proof of it. Preview pages are [`super::grid::GridView`]s.

use super::grid::{GridView, ToneView};

view! {
    /// Everything that was read.
    struct DataView {
        pub sources: Vec<SourceView>,
        /// Tables which were found and are not read.
        pub unread: Vec<UnreadView>,
        /// Control totals.
        pub totals: GridView,
        /// Questions the files left open, and how they are read.
        pub questions: Vec<QuestionView>,
        /// "USD, EUR", rates, plan, negotiation log: label and words.
        pub facts: Vec<FactView>,
    }

    /// One sheet.
    struct SourceView {
        /// Number to preview it by.
        pub id: u32,
        pub file: String,
        pub sheet: String,
        pub range: String,
        pub layout: String,
        pub format: String,
        /// First and last four digits.
        pub hash_short: String,
        pub hash: String,
        pub read: String,
        pub used: String,
        pub aside: String,
        pub set_aside: Vec<SetAsideView>,
        /// Rows which can be paged through.
        pub rows: u32,
        /// Spreadsheet row of the captions; 0: none.
        pub header_row: u32,
    }

    /// A table which was found and is not read.
    struct UnreadView {
        pub file: String,
        pub sheet: String,
        /// Spreadsheet row of its captions; 0: none.
        pub header_row: u32,
    }

    /// Rows which were not used.
    struct SetAsideView {
        pub reason: String,
        pub rows: String,
        /// "rows 14, 27, 40 and 3 more".
        pub places: String,
        pub amount: String,
    }

    /// A question.
    struct QuestionView {
        pub question: String,
        /// How it is read, and why.
        pub reading: String,
        pub open: bool,
        /// Key of the choice which answers it; empty where the mapping does.
        pub key: String,
        pub choices: Vec<ChoiceView>,
        /// Whether several choices can hold at once.
        pub many: bool,
        /// What is typed there; `None` where nothing is typed.
        pub input: Option<String>,
    }

    /// One choice of several.
    struct ChoiceView {
        pub value: String,
        pub label: String,
        pub chosen: bool,
    }

    /// A fact in words.
    struct FactView {
        pub label: String,
        pub value: String,
        pub tone: ToneView,
    }
}

/// A cell typed anew: spreadsheet row, column from 0.
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CellEdit {
    /// Row as a spreadsheet counts.
    pub row: u32,
    /// Column from 0.
    pub column: u16,
    /// What it should say.
    pub value: String,
}
