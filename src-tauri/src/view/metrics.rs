//! The Metrics step and its drill-down.

use super::grid::{ChartView, GridView, TileView, ToneView};

view! {
    /// One period's figures.
    struct MetricsView {
        /// Closing close of the period shown.
        pub closing: String,
        /// "Q3 FY26".
        pub period: String,
        /// "1 Jul 2026 to 30 Sep 2026".
        pub span: String,
        pub partial: bool,
        pub status: StatusView,
        pub tiles: Vec<TileView>,
        /// Sentence of the pack for this period.
        pub message: String,
        pub bridge: ChartView,
        pub movements: GridView,
        pub rates: GridView,
        /// "18,420 + 1,213 … = 19,762".
        pub tie: String,
        pub tie_ok: bool,
        pub trend: GridView,
        pub attribute: String,
        pub segments: GridView,
        pub checks: Vec<CheckView>,
    }

    /// The status signal: a word and its reason.
    struct StatusView {
        pub word: String,
        pub reason: String,
        pub tone: ToneView,
    }

    /// A check which failed.
    struct CheckView {
        pub name: String,
        pub scope: String,
        pub left: String,
        pub right: String,
        pub difference: String,
    }

    /// What is behind a figure.
    struct DrillView {
        /// "Downsell".
        pub title: String,
        /// "Q3 FY26 · Tier: SMB".
        pub scope: String,
        pub value: String,
        /// To the cent; empty where the value is exact.
        pub exact: String,
        /// The formula in words.
        pub formula: String,
        /// The formula with this period's figures.
        pub terms: GridView,
        /// "What is in": customers, or source rows.
        pub heading: String,
        pub rows: GridView,
        pub total: u32,
        /// Sentence where there is nothing.
        pub empty: String,
    }
}
