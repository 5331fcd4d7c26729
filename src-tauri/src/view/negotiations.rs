//! The Negotiations step: the log, what it says, and the form of one request.

use super::data::FactView;
use super::grid::{GridView, Link, TileView, ToneView};
use super::start::Overview;

view! {
    /// The log and what it says.
    #[derive(Default)]
    struct NegotiationsView {
        /// Whether a log was imported or begun.
        pub present: bool,
        pub source: String,
        pub tiles: Vec<TileView>,
        pub requests: GridView,
        /// "39 of the period and open, 52 in the log".
        pub count: String,
        pub outcomes: GridView,
        pub failures: GridView,
        pub triggers: GridView,
        /// Log against ledger.
        pub tie: GridView,
        /// Movements of the ledger without a request.
        pub unlogged: GridView,
        /// Requests which the ledger doesn't show, or shows at another amount.
        pub unmatched: GridView,
        pub notes: Vec<String>,
    }

    /// One request, to be edited field by field.
    struct RequestView {
        pub index: u32,
        /// "R-041 · Birch Bakeries".
        pub title: String,
        pub state: BadgeView,
        /// The customer's movement.
        pub link: Option<Link>,
        pub groups: Vec<FieldGroup>,
        /// What the playbook advises, with the amounts worked out.
        pub advice: Vec<FactView>,
    }

    /// A word in a tone.
    struct BadgeView {
        pub text: String,
        pub tone: ToneView,
    }

    /// Fields which belong together.
    struct FieldGroup {
        pub name: String,
        pub fields: Vec<FieldView>,
    }

    /// A field of a request.
    struct FieldView {
        /// What to change it by.
        pub key: String,
        pub label: String,
        pub kind: FieldKind,
        /// As it is typed.
        pub value: String,
        /// The words to choose from.
        pub choices: Vec<String>,
        /// How the stage stands on the clock: "day 3", "2 days late".
        pub badge: Option<BadgeView>,
        /// What is wrong with it; empty: nothing.
        pub problem: String,
        pub tone: ToneView,
    }

    /// What is typed into a field.
    #[derive(Copy)]
    enum FieldKind {
        Text,
        Date,
        Figure,
        Word,
        Note,
    }

    /// A request that was added.
    struct AddedView {
        pub overview: Overview,
        pub index: u32,
    }

    /// A customer to choose, with what it pays.
    struct CustomerView {
        /// Index into the ledger's customers.
        pub customer: u32,
        pub id: String,
        pub name: String,
        pub arr: String,
    }
}
