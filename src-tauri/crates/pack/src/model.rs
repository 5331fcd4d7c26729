//! The document model as pure values. The renderers draw what they are given and can't compute a figure:
//! exact values are here only as lengths of marks, every text is final.

use holdfast_ledger::{Decimal, Ratio};

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

/// A chart with its text alternative.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chart {
    /// What is drawn.
    pub spec: ChartSpec,
    /// Alternative text: type, period, values.
    pub alt: String,
    /// Where there is nothing to draw: the sentence that stands instead.
    pub empty: Option<String>,
}

/// The colour role of a mark; the theme turns it into colour, hatch or outline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ink {
    /// Actual figures.
    Actual,
    /// Those of the year before.
    PriorYear,
    /// Plan: an outline.
    Plan,
    /// Forecast: hatched.
    Forecast,
    /// New logos (M-1).
    New,
    /// Customers which came back (M-1).
    Reactivation,
    /// Expansion.
    Expansion,
    /// Downsell.
    Downsell,
    /// Falls agreed in the original contract (M-5).
    StepDown,
    /// Paused customers, as a line of their own.
    Paused,
    /// Churn.
    Churn,
    /// Exchange rates (L-9).
    Fx,
    /// Moves between segments (S-2).
    Transfer,
    /// What past figures are kept at (section 7).
    DataQuality,
    /// Good, where no movement is meant.
    Good,
    /// Bad, likewise.
    Bad,
    /// Background of a comparison.
    Muted,
}

/// A mark with its final label.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Length of the mark.
    pub value: Decimal,
    /// Label; empty: none.
    pub label: String,
}

/// One column of the bridge (C2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BridgeColumn {
    /// Category under the axis.
    pub caption: String,
    /// Second line under the axis: date or customers.
    pub sub: String,
    /// Signed change, or the level of a total.
    pub value: Decimal,
    /// Main label ("−241").
    pub label: String,
    /// Secondary label ("−1.3%").
    pub share: String,
    /// Colour.
    pub ink: Ink,
    /// Whether it is a total from the base rather than a change.
    pub total: bool,
    /// Tone of the label.
    pub tone: Tone,
}

/// A line of a line chart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Series {
    /// Name, written at the last point.
    pub name: String,
    /// Colour.
    pub ink: Ink,
    /// Values; `None` breaks the line and is labelled "no data".
    pub values: Vec<Ratio>,
    /// Labels by point; empty: none.
    pub labels: Vec<String>,
}

/// A stack of marks in one category.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stack {
    /// Category.
    pub caption: String,
    /// Marks from the axis outwards; `None`: no data.
    pub up: Option<Vec<(Ink, Mark)>>,
    /// Marks below the axis, from the axis outwards, positive lengths.
    pub down: Vec<(Ink, Mark)>,
    /// Net marker.
    pub net: Option<Mark>,
}

/// A row of paired bars: amount and rate (C6).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PairedBar {
    /// Name.
    pub name: String,
    /// "n=12".
    pub count: String,
    /// Amount bar.
    pub amount: Mark,
    /// Rate pin; `None` with a label where suppressed ("n<5").
    pub rate: Option<Decimal>,
    /// Its label.
    pub rate_label: String,
    /// Whether it is the total row.
    pub total: bool,
}

/// A panel of small multiples (C7).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Panel {
    /// Title with n.
    pub title: String,
    /// Values.
    pub values: Vec<Ratio>,
    /// Label of the last value.
    pub last: String,
}

/// A row of a cohort triangle (C8).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TriangleRow {
    /// Cohort.
    pub cohort: String,
    /// Size.
    pub size: String,
    /// Cells by age: fraction and its text; `None` not reached.
    pub cells: Vec<Option<(Decimal, String)>>,
    /// Fewer customers than the minimum: italic grey.
    pub small: bool,
    /// The weighted average row.
    pub average: bool,
}

/// A line of a heat map (S-3): a cell for each column, the line's total last; `None` without customers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeatRow {
    /// Name of the segment.
    pub name: String,
    /// Downsell rate and its customers, by column.
    pub cells: Vec<Option<HeatCell>>,
    /// Whether it is the line of totals.
    pub total: bool,
}

/// A cell of a heat map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeatCell {
    /// The rate as a fraction; `None` where it is suppressed.
    pub value: Ratio,
    /// The rate, or "n=3".
    pub label: String,
    /// The amount behind it.
    pub amount: String,
}

/// A ranked before → after bar (C9).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RankedBar {
    /// Customer, by name or code.
    pub name: String,
    /// ARR before.
    pub before: Mark,
    /// ARR after.
    pub after: Mark,
    /// The change, as printed.
    pub delta: String,
    /// How the change is to be read.
    pub tone: Tone,
}

/// A funnel step (C10).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FunnelStep {
    /// Step.
    pub name: String,
    /// Bar and its count label.
    pub bar: Mark,
    /// Text columns right of it.
    pub columns: Vec<String>,
}

/// One request's days (C11).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayDot {
    /// Name at the dot's row.
    pub name: String,
    /// Days.
    pub days: u32,
    /// Filled where resolved, hollow where open.
    pub resolved: bool,
    /// Label beside the dot; empty: none.
    pub label: String,
}

/// Requested = kept + given up (C12).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptBar {
    /// Kind of request, or the total.
    pub name: String,
    /// May be negative: drawn left of zero, hatched.
    pub kept: Mark,
    /// ARR given up.
    pub given_up: Mark,
    /// ARR asked for, as printed.
    pub total: String,
}

/// A discount (C13).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DiscountDot {
    /// Customer, by name or code.
    pub name: String,
    /// Price discount as a fraction (N-5).
    pub discount: Decimal,
    /// The discount, as printed.
    pub label: String,
    /// Whether it is above the guardrail.
    pub breach: bool,
}

/// What a chart shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChartSpec {
    /// C2.
    Bridge {
        /// Columns in bridge order.
        columns: Vec<BridgeColumn>,
        /// Where the total columns are cut; `None`: zero-based.
        base: Option<Decimal>,
        /// Difference arrow right of the chart ("+1,342 (+7.3%)").
        difference: String,
    },
    /// C2 in the strict way of IBCS: totals and movements in two panels, both from zero.
    BridgePanels {
        /// Columns in bridge order.
        columns: Vec<BridgeColumn>,
        /// Length and label of the line which stands in both panels.
        scale: Mark,
        /// The change from opening to closing ("+1,342 (+7.3%)").
        difference: String,
    },
    /// C3 and C5.
    Lines {
        /// Categories.
        categories: Vec<String>,
        /// Lines.
        series: Vec<Series>,
        /// Value axis from and to.
        range: (Decimal, Decimal),
        /// Horizontal reference lines with labels (100 %).
        references: Vec<(Decimal, String)>,
        /// Whether the area between the first two series is shaded.
        shade: bool,
        /// Whether the last segment of the first series is a warning (two or more rises).
        rising: bool,
    },
    /// C4 and C14.
    Columns {
        /// Stacks.
        stacks: Vec<Stack>,
        /// Key: colour and name, in stacking order.
        key: Vec<(Ink, String)>,
        /// Draw a "today" line left of this stack.
        today: Option<usize>,
    },
    /// C6.
    Paired {
        /// Caption of the amounts.
        amount_caption: String,
        /// Caption of the rates.
        rate_caption: String,
        /// Rows, total last.
        rows: Vec<PairedBar>,
    },
    /// C7.
    Multiples {
        /// Panels.
        panels: Vec<Panel>,
        /// First and last category.
        ends: (String, String),
    },
    /// C8.
    Triangle {
        /// "cohort", "initial $K", ages "0", "1", …
        columns: Vec<String>,
        /// Rows, the average first.
        rows: Vec<TriangleRow>,
        /// Diverging around 100 % (NRR) or sequential from 70 to 100 % (GRR, logos).
        diverging: bool,
    },
    /// Two attributes crossed (S-3).
    Heat {
        /// Captions of the cells, "Total" last.
        columns: Vec<String>,
        /// Lines, the total last.
        rows: Vec<HeatRow>,
    },
    /// C9.
    Ranked(Vec<RankedBar>),
    /// C10.
    Funnel {
        /// Captions of the text columns.
        columns: Vec<String>,
        /// Steps.
        steps: Vec<FunnelStep>,
    },
    /// C11.
    Days {
        /// One row a request.
        dots: Vec<DayDot>,
        /// Target in days.
        target: u32,
        /// Its label.
        target_label: String,
        /// Median, where known.
        median: Option<Decimal>,
    },
    /// C12.
    Kept(Vec<KeptBar>),
    /// C13.
    Discounts {
        /// Dots.
        dots: Vec<DiscountDot>,
        /// Warning band from and to (15 to 20 %).
        band: (Decimal, Decimal),
    },
}
