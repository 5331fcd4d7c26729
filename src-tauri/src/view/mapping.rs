//! The Map step: what each of their columns is to us.

use super::data::{ChoiceView, QuestionView};

view! {
    /// Every table with its columns.
    struct MappingView {
        pub tables: Vec<TableMapping>,
        pub questions: Vec<QuestionView>,
    }

    /// One table.
    struct TableMapping {
        /// Number to change it by.
        pub id: u32,
        pub file: String,
        pub sheet: String,
        /// "ledger", "negotiation log", …
        pub role: String,
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
        /// How its values are read: "31/12/2026, day first"; empty where there is nothing to say.
        pub reading: String,
        pub samples: Vec<String>,
        /// Whether anything is made of it.
        pub used: bool,
    }
}
