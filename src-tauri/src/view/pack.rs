//! The Pack step.

use super::data::{ChoiceView, QuestionView};

view! {
    /// The pack's pages and options.
    struct PackView {
        pub title: String,
        pub pack_id: String,
        pub pages: Vec<PageItem>,
        /// How it looks and for whom it is.
        pub look: LookView,
        /// Figures which a message can cite: token and what it says now.
        pub tokens: Vec<TokenView>,
        /// Decisions asked of the board, on page 1.
        pub asks: Vec<AskView>,
        /// Text of the outlook page, a line a paragraph.
        pub outlook: String,
        /// Pages of the template which the user left out, in its order.
        pub left_out: Vec<ChoiceView>,
        /// Longest message in characters.
        pub longest: u32,
    }

    /// Looks and readers of a pack.
    #[derive(Default)]
    struct LookView {
        /// Template, paper, readers, names, unit, benchmarks, …
        pub choices: Vec<QuestionView>,
        /// "#1A5C8B"; empty: none.
        pub accent: String,
        /// Name of the file of the logo; empty: none.
        pub logo: String,
        /// Who published the benchmarks which are printed, and how their source is graded.
        pub sources: Vec<String>,
    }

    /// A note on a page.
    struct NoteView {
        pub owner: String,
        pub text: String,
    }

    /// A page in the list.
    struct PageItem {
        pub id: String,
        pub number: String,
        pub name: String,
        /// The message as printed.
        pub message: String,
        /// The message as typed, with its tokens.
        pub source: String,
        /// Tokens to which nothing is bound.
        pub unresolved: Vec<String>,
        /// Figures which the text cites and which moved since it was written: what each was.
        pub stale: Vec<String>,
        /// Whether the user typed it.
        pub manual: bool,
        /// Characters too many; 0: none.
        pub too_long: u32,
        /// Whether it can be left out: not the summary, nor what proves the figures.
        pub may_go: bool,
        /// What its owner notes on it.
        pub note: NoteView,
        /// What each chart of the page shows.
        pub charts: Vec<String>,
    }

    /// A bound figure.
    struct TokenView {
        pub name: String,
        pub text: String,
    }

    /// A decision asked of the board.
    #[derive(serde::Deserialize)]
    struct AskView {
        pub text: String,
        pub owner: String,
        pub due: String,
    }

    /// A page, drawn.
    struct PageView {
        pub id: String,
        pub svg: String,
        pub alt: String,
    }
}

/// What can be had as a picture.
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", tag = "of")]
pub enum PictureOf {
    /// A page of the pack.
    Page {
        /// Page id.
        id: String,
    },
    /// A chart of a page, from 0.
    Chart {
        /// Page id.
        id: String,
        /// Its place on the page.
        chart: usize,
    },
    /// The bridge of the Metrics step.
    Bridge {
        /// Closing close.
        closing: Option<String>,
    },
}
