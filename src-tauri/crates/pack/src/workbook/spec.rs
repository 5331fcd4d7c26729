//! The workbook as pure values: sheets of typed cells, formulas with their exact results, names, notes,
//! links, charts and print setup. The renderer writes what it is given.

use holdfast_ledger::Decimal;
pub use holdfast_ledger::{push_money_text, push_whole};
use std::borrow::Cow;

/// The pack's XLSX side.
#[derive(Debug)]
pub struct Workbook<'a> {
    /// Document title.
    pub title: String,
    /// Company.
    pub company: String,
    /// Short content hash by which the pack is cited.
    pub pack_id: String,
    /// The creation date the file carries: the as-of close, never the clock.
    pub dated: chrono::NaiveDate,
    /// Sheets, in order.
    pub sheets: Vec<Sheet<'a>>,
    /// Defined names and what they refer to (`=Customers!$E$7:$E$90`).
    pub names: Vec<(String, String)>,
    /// A presentation copy: without the font colours which tell inputs from formulas (section 2.4).
    pub presentation: bool,
    /// The file beside the workbook which holds the source rows, where they are too many for a sheet.
    pub side: Option<SideFile>,
}

/// A CSV beside the pack (section 2.1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SideFile {
    /// End of its name, after the workbook's own name; [`super::write_source_csv`] writes its bytes.
    pub suffix: String,
    /// SHA-256 of its bytes, 64 hex digits.
    pub sha256: String,
    /// Its rows, the header not counted.
    pub rows: u64,
}

/// One sheet. Rows and columns count from 0.
#[derive(Debug)]
pub struct Sheet<'a> {
    /// Name on the tab.
    pub name: &'static str,
    /// Cells placed one by one, in row order.
    pub cells: std::collections::BTreeMap<(u32, u16), Cell>,
    /// Columns: width in characters, and the style of streamed cells.
    pub columns: Vec<Column>,
    /// Many rows, which are written as they are made.
    pub body: Option<Body<'a>>,
    /// First row and column which scroll.
    pub freeze: (u32, u16),
    /// Rows repeated at the top of each printed page.
    pub repeat: (u32, u32),
    /// Rows with a height of their own, in points.
    pub heights: Vec<(u32, u16)>,
    /// Charts.
    pub charts: Vec<NativeChart>,
    /// Conditional formats.
    pub conditions: Vec<Condition>,
    /// Cells which take only a value of a list.
    pub lists: Vec<(Range, Vec<String>)>,
    /// Colour of the tab.
    pub tab: Tab,
    /// Rows before which a printed page ends.
    pub breaks: Vec<u32>,
    /// Whether the header row carries a filter, and over which range.
    pub filter: Option<Range>,
}

/// A column of a sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Width in characters.
    pub width: u16,
    /// Style of the column's streamed cells.
    pub style: Style,
}

/// What a tab is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tab {
    /// Read this first.
    #[default]
    Front,
    /// Figures.
    Figures,
    /// Negotiations.
    Negotiations,
    /// Rows behind the figures.
    Detail,
    /// Checks and definitions.
    Proof,
}

/// Rows from `first` on which a [`Rows`] makes.
pub struct Body<'a> {
    /// First sheet row.
    pub first: u32,
    /// The rows.
    pub rows: Box<dyn Rows + 'a>,
}

impl std::fmt::Debug for Body<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Body {{ first: {}, rows: {} }}",
            self.first,
            self.rows.count()
        )
    }
}

/// Rows made one at a time, so that a large sheet never stands in memory.
pub trait Rows: Sync {
    /// How many rows.
    fn count(&self) -> u32;
    /// Appends the cells of the `index`-th row, left to right, which stands at sheet row `at` (from 0).
    fn fill<'s>(&'s self, index: u32, at: u32, cells: &mut Vec<Value<'s>>);
}

/// A cell with its looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// What is in it.
    pub value: Value<'static>,
    /// How it is set.
    pub style: Style,
    /// Note which opens on hovering.
    pub note: Option<String>,
}

/// What a cell holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value<'a> {
    /// Nothing, though it may be formatted.
    Blank,
    /// Text, never a formula whatever it starts with.
    Text(Cow<'a, str>),
    /// A number.
    Number(Decimal),
    /// A whole number.
    Count(u32),
    /// A date.
    Date(chrono::NaiveDate),
    /// A formula.
    Formula(Formula),
    /// Text which opens a place of this workbook.
    Link(Cow<'a, str>, Place),
}

/// A place of the workbook: sheet, row and column, from 0.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place(pub &'static str, pub u32, pub u16);

/// A formula with the result which the engine computed exactly; a program that opens the file
/// recalculates it and must find the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formula {
    /// Text without the equals sign.
    pub text: String,
    /// Result.
    pub result: Outcome,
    /// Whether it is an array formula.
    pub array: bool,
}

/// The result of a formula.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// A number.
    Number(Decimal),
    /// Text.
    Text(String),
    /// `#N/A`: a denominator of 0, or no data.
    NotAvailable,
}

impl From<Option<Decimal>> for Outcome {
    fn from(value: Option<Decimal>) -> Outcome {
        value.map_or(Outcome::NotAvailable, Outcome::Number)
    }
}

/// Where a figure comes from; the font colour says so (section 2.4).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Role {
    /// Words.
    #[default]
    Plain,
    /// Words of less weight.
    Muted,
    /// An input: blue.
    Input,
    /// A formula over its own sheet: black.
    Local,
    /// A formula over other sheets: green.
    Remote,
    /// A link.
    Link,
    /// Caption of a column.
    Header,
    /// Title of a sheet.
    Title,
}

/// How a number is shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Shown {
    /// As it is; text as text.
    #[default]
    Plain,
    /// Text, also where it looks like a number: ids.
    Text,
    /// Money in whole units, zero as a dash.
    Money,
    /// Money with cents.
    Cents,
    /// Money with its sign.
    Change,
    /// Percentage with one place.
    Percent,
    /// Percentage without places.
    WholePercent,
    /// Percentage change with its sign.
    PercentChange,
    /// Difference of two percentages in points, with its sign; the value is in points.
    Points,
    /// A count.
    Count,
    /// A count with its sign.
    CountChange,
    /// An exact figure: cents, and further places where there are any.
    Exact,
    /// A multiple ("1.8x").
    Multiple,
    /// One decimal.
    Tenths,
    /// ISO date.
    Date,
}

/// How a cell stands out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Look {
    /// Not.
    #[default]
    Normal,
    /// Bold under a rule.
    Total,
    /// Tinted: the downsell row.
    Highlight,
    /// Indented.
    Sub,
    /// Bold caption of a block.
    Section,
    /// Wrapped text.
    Wrapped,
    /// Smaller and grey.
    Small,
}

/// Role, number format and look of a cell.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Style {
    /// Where its content comes from: the font colour says it (section 2.4).
    pub role: Role,
    /// Number format.
    pub shown: Shown,
    /// Weight and rules.
    pub look: Look,
}

impl Style {
    /// A style of normal look.
    pub const fn new(role: Role, shown: Shown) -> Style {
        Style {
            role,
            shown,
            look: Look::Normal,
        }
    }
    /// The same style with another look.
    #[must_use]
    pub const fn look(self, look: Look) -> Style {
        Style { look, ..self }
    }
}

/// A rectangle: first row, first column, last row, last column.
pub type Range = (u32, u16, u32, u16);

/// A conditional format.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// Where.
    pub range: Range,
    /// What.
    pub rule: Rule,
}

/// The rule of a conditional format.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rule {
    /// Colour steps: lower bounds as fractions with fill, ascending; below the first, the first.
    /// `light` text on the fills marked so.
    Steps(Vec<Step>),
    /// A failed check (text which holds this) in red.
    Fails(&'static str),
    /// `#N/A` in grey.
    Errors,
}

/// One colour step of a heat map.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// Values from here on (percent).
    pub from: i32,
    /// Fill, 0xRRGGBB.
    pub fill: u32,
    /// Whether the text turns white.
    pub light: bool,
}

/// A chart which Excel draws from the sheet's own cells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NativeChart {
    /// Top left cell.
    pub at: (u32, u16),
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Title.
    pub title: String,
    /// Alternative text.
    pub alt: String,
    /// Kind.
    pub kind: ChartKind,
    /// Series.
    pub series: Vec<NativeSeries>,
    /// Where the value axis starts; `None` leaves it to Excel.
    pub floor: Option<Decimal>,
    /// Number format of axis and labels.
    pub shown: Shown,
    /// Whether a line has a period without a figure between two with one: it breaks there.
    pub gaps: bool,
}

/// How a native chart draws.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChartKind {
    /// Stacked columns.
    Stacked,
    /// Stacked columns, the last series an invisible line which carries their labels.
    Bridge,
    /// Lines.
    Lines,
}

/// What is written at the marks of a series.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Labels {
    /// Nothing.
    #[default]
    None,
    /// Values.
    Values,
    /// Values, light, inside the end of dark marks.
    Within,
    /// Values in this number format at the foot of marks which are not drawn themselves: above what they
    /// stand on.
    Over(&'static str),
}

/// One series of a native chart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NativeSeries {
    /// Name.
    pub name: String,
    /// Cells of the categories.
    pub categories: Range,
    /// Cells of the values.
    pub values: Range,
    /// Colour; `None` draws nothing: the base of a bridge.
    pub colour: Option<u32>,
    /// Colour by point, where points differ.
    pub points: Vec<u32>,
    /// What is written at the marks.
    pub labels: Labels,
}

impl Sheet<'_> {
    /// Last row and column in use: the print area.
    pub fn extent(&self) -> (u32, u16) {
        let placed = self.cells.keys();
        let row = placed.clone().map(|k| k.0).max().unwrap_or(0);
        let column = placed.map(|k| k.1).max().unwrap_or(0);
        let streamed = self
            .body
            .as_ref()
            .map_or(0, |b| (b.first + b.rows.count()).saturating_sub(1));
        let charted = self
            .charts
            .iter()
            .map(|c| c.at.0 + c.size.1 / 17 + 1)
            .max()
            .unwrap_or(0);
        (row.max(streamed).max(charted), column)
    }
}
