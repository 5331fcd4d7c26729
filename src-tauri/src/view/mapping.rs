//! The Map step: our fields and their columns.

use super::data::{ChoiceView, QuestionView};

view! {
    /// Every table with its fields.
    struct MappingView {
        pub tables: Vec<TableMapping>,
        pub questions: Vec<QuestionView>,
    }

    /// One table.
    struct TableMapping {
        /// Number to set columns by.
        pub id: u32,
        pub file: String,
        pub sheet: String,
        pub layout: String,
        /// Layouts to choose from; empty where there is no choice.
        pub layouts: Vec<ChoiceView>,
        pub fields: Vec<FieldView>,
        pub columns: Vec<SourceColumn>,
        /// Captions which nothing reads.
        pub ignored: Vec<String>,
    }

    /// One of our fields.
    struct FieldView {
        pub id: String,
        pub label: String,
        /// What it is, in a sentence.
        pub help: String,
        pub required: bool,
        /// Index of the column; `None`: not mapped.
        pub column: Option<u32>,
        /// "sure", "guess", "none", "set by you".
        pub confidence: String,
        /// Why this column.
        pub why: String,
        pub samples: Vec<String>,
        /// What is wrong with the choice; empty: nothing.
        pub problem: String,
    }

    /// One of their columns.
    struct SourceColumn {
        pub index: u32,
        /// "C".
        pub letters: String,
        pub caption: String,
    }
}
