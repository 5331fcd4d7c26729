//! The Map step: what each of their columns is to us.

use super::data::{ChoiceView, QuestionView};

view! {
    /// Every table with its columns.
    struct MappingView {
        pub tables: Vec<TableMapping>,
        /// How amounts and dates are read, and what was asked.
        pub questions: Vec<QuestionView>,
        /// The basis of preparation: how figures are made and reported.
        pub basis: Vec<QuestionView>,
    }

    /// One table.
    struct TableMapping {
        /// Number to change it by.
        pub id: u32,
        pub file: String,
        pub sheet: String,
        /// "ledger", "negotiation log", …
        pub role: String,
        /// Whether anything of it is read.
        pub used: bool,
        /// What a table can be.
        pub roles: Vec<ChoiceView>,
        /// Spreadsheet row of the captions; 0: none.
        pub header_row: u32,
        /// The file for which another project chose its columns; empty: nothing was remembered.
        pub remembered: String,
        /// How its amounts, dates and labels are to be read.
        pub settings: Vec<QuestionView>,
        /// Layouts to choose from.
        pub layouts: Vec<ChoiceView>,
        /// What a column can be.
        pub fields: Vec<ChoiceView>,
        pub columns: Vec<ColumnView>,
        /// What is missing or doubled, in sentences.
        pub problems: Vec<String>,
    }

    /// One of their columns.
    struct ColumnView {
        pub index: u32,
        /// "C".
        pub letters: String,
        pub caption: String,
        /// Our field.
        pub field: String,
        pub required: bool,
        /// "sure", "guess", "none".
        pub confidence: String,
        /// How its values are read: "31/12/2026 → 31 Dec 2026"; empty where there is nothing to say.
        pub reading: String,
        /// Styles in which its dates or figures can be read; empty where there is no choice.
        pub styles: Vec<ChoiceView>,
        /// Whether only one column can be this.
        pub single: bool,
        pub samples: Vec<String>,
        /// Whether anything is made of it.
        pub used: bool,
    }
}
