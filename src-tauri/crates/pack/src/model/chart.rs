//! Charts: what is drawn, by value and role, without a colour or a length of paper.

use super::Tone;
use holdfast_ledger::{Decimal, Ratio};

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
