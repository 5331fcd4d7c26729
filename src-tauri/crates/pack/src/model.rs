//! The document model as pure values. The renderers draw what they are given and can't compute a figure:
//! exact values are here only as lengths of marks, every text is final.

use holdfast_ledger::{Decimal, Ratio};

mod chart;

pub use chart::{
    BridgeColumn, Chart, ChartSpec, DayDot, DiscountDot, FunnelStep, HeatCell, HeatRow, Ink,
    KeptBar, Mark, PairedBar, Panel, RankedBar, Series, Stack, TriangleRow,
};

/// Page format. Every page uses one grid of 12 columns × 24 rows between frame and notes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 960 × 540 pt.
    #[default]
    Wide,
    /// A4 landscape, 842 × 595 pt.
    A4,
    /// Letter landscape, 792 × 612 pt.
    Letter,
}

/// How a figure is to be read. Colour follows good or bad, never sign; a word or shape always goes with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Plain,
    /// Of less weight: inside the materiality band (pack 3.2), or beside the matter.
    Muted,
    /// Good for the company.
    Good,
    /// Bad for the company.
    Bad,
    /// A check that holds.
    Ok,
    /// A warning.
    Warn,
    /// A check that fails.
    Fail,
}

/// The pack's PDF side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// Document title, e.g. "Alder Analytics: retention pack, Q3 FY26".
    pub title: String,
    /// Company.
    pub company: String,
    /// Short content hash by which the pack is cited.
    pub pack_id: String,
    /// The date which the file carries as its creation date: the as-of close, never the clock.
    pub dated: chrono::NaiveDate,
    /// Paper.
    pub paper: Paper,
    /// The company's own accent colour and logo.
    pub brand: crate::brand::Brand,
    /// Words at the top right of every page ("Board confidential · Unaudited, management figures · SAMPLE DATA").
    pub banner: String,
    /// Watermark across every page.
    pub watermark: Option<String>,
    /// Pages.
    pub pages: Vec<Page>,
}

/// One page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Stable id: `summary`, `variance`, `bridge`, `trend`, `retention`, `downsell`, `segments`, `cohorts`,
    /// `names`, `funnel`, `outcomes`, `terms`, `outlook`, `methodology`, `reconciliation`, `quality`, `restatements`, `sources`.
    pub id: String,
    /// Number as printed before the kicker: "2", "1b", "A1".
    pub number: String,
    /// Section kicker, upper case.
    pub kicker: String,
    /// The message, at most two lines (190 characters).
    pub message: String,
    /// Title lines: company; measure in unit, by structure; period, scenario, Δ.
    pub title: [String; 3],
    /// Content.
    pub blocks: Vec<Block>,
    /// Notes, at most three lines.
    pub notes: Vec<String>,
}

/// A place on the grid of 12 columns × 24 rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Area {
    /// First column, from 0.
    pub column: u8,
    /// Columns it spans.
    pub columns: u8,
    /// First row, from 0.
    pub row: u8,
    /// Rows it spans.
    pub rows: u8,
}

/// A block at its place, with an optional heading (10 pt semibold) above it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// Where.
    pub area: Area,
    /// Heading.
    pub heading: Option<String>,
    /// What.
    pub content: Content,
}

/// What a block holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// A table.
    Table(Table),
    /// A chart.
    Chart(Chart),
    /// KPI tiles, drawn in rows of as many as fit (C1).
    Tiles(Vec<Tile>),
    /// Lines of text, each with its tone; wrapped.
    Lines(Vec<(Tone, String)>),
}

/// A table of typed cells.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// A muted line under the table.
    pub footnote: Option<String>,
}

/// A column: its caption, alignment and relative width.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Head of the column; may be empty.
    pub caption: String,
    /// Where its cells stand.
    pub align: Align,
    /// Relative width.
    pub weight: u16,
}

/// Alignment; figures are right-aligned, always.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    /// Texts.
    Left,
    /// Figures.
    Right,
}

/// A row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What it is: a line, a total, a heading.
    pub kind: RowKind,
    /// A cell for each column; those which lack are empty.
    pub cells: Vec<Cell>,
}

/// How a row is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RowKind {
    /// Plain.
    #[default]
    Normal,
    /// Semibold under a rule.
    Total,
    /// Tinted: the downsell row.
    Highlight,
    /// Indented "of which".
    Sub,
    /// A caption across the row, semibold.
    Section,
}

/// A cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, wrapped to two lines and then ended with an ellipsis.
    Text(String),
    /// Text in a tone.
    Toned(String, Tone),
    /// Monospaced text: hashes.
    Mono(String),
    /// A figure, final text.
    Figure(String),
    /// A figure with good or bad.
    FigureToned(String, Tone),
    /// A sparkline; `None` breaks the line.
    Spark(Vec<Ratio>),
    /// An absolute variance as a bar from a common zero: value, scale (largest |value| of the column), label, tone.
    Bar(Decimal, Decimal, String, Tone),
    /// A relative variance as a pin: value as a fraction, label, tone; cut at ±300 % with a triangle.
    Pin(Decimal, String, Tone),
}

/// A KPI tile (C1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tile {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
    /// Variance text ("+0.5 pp vs PY"); empty where there is none.
    pub delta: String,
    /// Direction of the triangle: −1, 0 (none), 1.
    pub direction: i8,
    /// Tone of the variance.
    pub tone: Tone,
    /// Nine-period sparkline; empty: none.
    pub spark: Vec<Ratio>,
    /// Small line under the sparkline ("9 quarters", "needs 12 months").
    pub foot: String,
    /// Page id which a click on the tile opens.
    pub link: Option<String>,
}
