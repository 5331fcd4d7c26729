//! Tables and charts as the page draws them.

use serde::{Deserialize, Serialize};

view! {
    /// A table.
    #[derive(Default)]
    struct GridView {
        /// What it shows; read by screen readers.
        pub caption: String,
        pub columns: Vec<GridColumn>,
        pub rows: Vec<GridRow>,
        /// A muted line under the table; empty: none.
        pub footnote: String,
    }

    /// A column.
    struct GridColumn {
        pub caption: String,
        /// Figures are right-aligned, always.
        pub figures: bool,
        /// Words shown on hover; empty: none.
        pub hint: String,
    }

    /// A row.
    struct GridRow {
        pub kind: RowKind,
        pub cells: Vec<GridCell>,
    }

    /// How a row is set.
    #[derive(Copy, Default)]
    enum RowKind {
        #[default]
        Normal,
        Total,
        Highlight,
        Sub,
        Section,
    }

    /// A cell.
    #[derive(Default)]
    struct GridCell {
        pub text: String,
        pub tone: ToneView,
        /// Monospaced: hashes.
        pub mono: bool,
        /// Where a click leads.
        pub link: Option<Link>,
        /// A sparkline: lines of points in a box of 100 × 20.
        pub spark: Vec<String>,
    }

    /// How a figure is to be read. A word, sign or shape always goes with it.
    #[derive(Copy, Default)]
    enum ToneView {
        #[default]
        Plain,
        Muted,
        Good,
        Bad,
        Ok,
        Warn,
        Fail,
    }

    /// A chart, drawn by the pack's own renderer.
    struct ChartView {
        pub svg: String,
        /// Text alternative.
        pub alt: String,
        /// Sentence instead of a chart where there is nothing to draw.
        pub empty: Option<String>,
    }

    /// A KPI tile.
    struct TileView {
        pub name: String,
        pub value: String,
        pub delta: String,
        /// −1, 0 (none), 1.
        pub direction: i8,
        pub tone: ToneView,
        pub spark: Vec<String>,
        pub foot: String,
        pub link: Option<Link>,
    }
}

/// Where a figure leads. The page hands it back as it got it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", tag = "to")]
pub enum Link {
    /// A figure of a period: the customers and rows behind it.
    #[serde(rename_all = "camelCase")]
    Figure {
        /// Opening close, `2026-06`.
        opening: String,
        /// Closing close.
        closing: String,
        /// Metric id of the registry (`downsell_arr`, `nrr_ttm`, …).
        metric: String,
        /// Segment: attribute and value.
        segment: Option<(String, String)>,
    },
    /// A customer in a period: the rows behind both amounts.
    #[serde(rename_all = "camelCase")]
    Customer {
        /// Opening close.
        opening: String,
        /// Closing close.
        closing: String,
        /// Index into the ledger's customers.
        customer: u32,
    },
    /// A source row in its sheet.
    #[serde(rename_all = "camelCase")]
    Row {
        /// Index of the source.
        source: u32,
        /// Spreadsheet row.
        row: u32,
    },
    /// A request of the negotiation log.
    Request {
        /// Index into the log.
        index: u32,
    },
    /// A movement which nobody logged: following it logs it.
    Unlogged {
        /// Index into the ledger's customers.
        customer: u32,
    },
    /// A page of the pack.
    Page {
        /// Page id.
        id: String,
    },
}

impl GridColumn {
    /// A column of words.
    pub fn words(caption: &str) -> GridColumn {
        GridColumn {
            caption: caption.to_owned(),
            figures: false,
            hint: String::new(),
        }
    }
    /// A column of figures.
    pub fn figures(caption: &str) -> GridColumn {
        GridColumn {
            figures: true,
            ..GridColumn::words(caption)
        }
    }
}

impl GridCell {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> GridCell {
        GridCell {
            text: text.into(),
            ..GridCell::default()
        }
    }
    /// Text in a tone.
    pub fn toned(text: impl Into<String>, tone: ToneView) -> GridCell {
        GridCell {
            tone,
            ..GridCell::text(text)
        }
    }
    /// The same cell leading somewhere.
    #[must_use]
    pub fn to(self, link: Link) -> GridCell {
        GridCell {
            link: Some(link),
            ..self
        }
    }
}
