//! The Pack step.

use super::data::ChoiceView;

view! {
    /// The pack's pages and options.
    struct PackView {
        pub title: String,
        pub pack_id: String,
        pub pages: Vec<PageItem>,
        pub templates: Vec<ChoiceView>,
        pub papers: Vec<ChoiceView>,
    }

    /// A page in the list.
    struct PageItem {
        pub id: String,
        pub number: String,
        pub name: String,
        /// The message as printed.
        pub message: String,
        /// Whether the user typed it.
        pub manual: bool,
        /// Characters too many; 0: none.
        pub too_long: u32,
    }

    /// A page, drawn.
    struct PageView {
        pub id: String,
        pub svg: String,
        pub alt: String,
    }
}
