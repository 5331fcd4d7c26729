//! The Negotiations step.

use super::grid::{GridView, TileView};

view! {
    /// The log and what it says.
    #[derive(Default)]
    struct NegotiationsView {
        /// Whether a log was imported.
        pub present: bool,
        pub source: String,
        pub tiles: Vec<TileView>,
        pub requests: GridView,
        pub outcomes: GridView,
        pub failures: GridView,
        pub triggers: GridView,
        /// Log against ledger.
        pub tie: GridView,
        pub notes: Vec<String>,
    }
}
