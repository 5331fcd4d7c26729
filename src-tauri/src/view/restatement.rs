//! What changed since the last issued pack, and what is done about it.

use super::grid::GridView;

view! {
    /// The changes of past figures.
    #[derive(Default)]
    struct RestatementView {
        /// Whether a pack was issued: else there is nothing to compare with.
        pub present: bool,
        /// "Q2 FY26, pack 455714a221dc".
        pub last: String,
        /// "3 past figures changed: NRR Q2 107.9% → 107.4%", or that none did.
        pub summary: String,
        /// Changes which wait for their choice; the pack waits for them.
        pub waiting: u32,
        pub figures: GridView,
        pub changes: Vec<ChangeView>,
    }

    /// One change, with its one choice.
    struct ChangeView {
        pub id: String,
        pub cause: String,
        /// Customer, currency, setting.
        pub subject: String,
        /// What happened to it.
        pub what: String,
        /// Later less earlier amount at the newest close it touches.
        pub amount: String,
        /// "recast", "keep-as-reported"; empty: not chosen.
        pub choice: String,
        /// Whether it can be kept as reported.
        pub can_keep: bool,
    }
}
