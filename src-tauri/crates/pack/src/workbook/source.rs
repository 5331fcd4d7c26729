//! `Source_Rows`: the source as imported, untouched, with file, sheet and row; above 100,000 rows a CSV
//! beside the pack, named with its SHA-256 (section 2.1).

use super::build::{Build, Head, TOP};
use super::facts::{Facts, Row};
use super::side;
use super::spec::{Body, Column, Role, Rows, Sheet, Shown, SideFile, Style, Tab, Value};
use crate::PackInputs;
use holdfast_ledger::{Cell, Entry, Table};
use std::sync::Arc;

/// Name of the sheet.
pub const SHEET: &str = "Source_Rows";
/// Most rows on the sheet (section 2.1).
pub const MOST_ROWS: usize = 100_000;
/// Columns of a source which a sheet can hold beside file, sheet and row.
const MOST_COLUMNS: u16 = 16_000;
const FIRST: u32 = TOP + 2;
/// Rows of `Customers` which link here; Excel opens no file with more than 65,530.
pub const MOST_LINKS: u32 = 20_000;

/// The source sheets, and where each begins on `Source_Rows`.
#[derive(Debug)]
pub struct Sources<'a> {
    tables: &'a [&'a Table],
    starts: Vec<u32>,
    /// The CSV which stands in for the sheet.
    pub side: Option<SideFile>,
    /// External packs carry no source rows: they name customers.
    pub withheld: bool,
}

/// The source rows behind an amount.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found<'a> {
    /// File.
    pub file: &'a str,
    /// Sheet.
    pub sheet: &'a str,
    /// Row, with how many more there are.
    pub rows: String,
    /// Row on `Source_Rows`.
    pub target: Option<u32>,
}

impl<'a> Sources<'a> {
    /// The sources of a pack.
    pub fn new(inputs: &PackInputs<'a>, withheld: bool) -> Sources<'a> {
        let mut starts = Vec::with_capacity(inputs.tables.len() + 1);
        let mut rows = 0;
        for table in inputs.tables {
            starts.push(rows);
            rows += table.len() as u32;
        }
        starts.push(rows);
        let too_many =
            rows as usize > MOST_ROWS || inputs.tables.iter().any(|t| t.width() > MOST_COLUMNS);
        let side = (too_many && !withheld).then(|| side::describe(inputs.tables));
        Sources {
            tables: inputs.tables,
            starts,
            side,
            withheld,
        }
    }

    fn rows(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    fn on_sheet(&self) -> bool {
        self.side.is_none() && !self.withheld
    }

    /// The source of a customer's row: the closing amount, or the opening one where it went to 0.
    pub fn of(&self, facts: &Facts<'_>, row: &Row) -> Option<Found<'a>> {
        let period = facts.periods.get(usize::from(row.period))?.period;
        let closes = [
            period.closing(),
            period.opening(),
            period.closing().plus(-12),
        ];
        let mut parts = closes
            .iter()
            .filter_map(|c| facts.close(*c))
            .map(|k| facts.balances().parts(row.customer, k));
        let parts = parts.find(|p| !p.is_empty())?;
        let entries = facts.balances().ledger().entries();
        let entry = |p: &u32| entries.get(*p as usize);
        let first = parts.iter().find_map(entry)?;
        let mut distinct: Vec<(u16, u32)> = parts
            .iter()
            .filter_map(entry)
            .map(|e| (e.sheet, e.row))
            .collect();
        distinct.sort_unstable();
        distinct.dedup();
        self.found(first, distinct.len(), row)
    }

    fn found(&self, entry: &Entry, rows: usize, row: &Row) -> Option<Found<'a>> {
        let at = usize::from(entry.sheet);
        let table = self.tables.get(at)?;
        let more = if rows > 1 {
            format!(" (+{})", rows - 1)
        } else {
            String::new()
        };
        let index = (self.on_sheet() && row.period == 0)
            .then(|| position(table, entry.row))
            .flatten();
        Some(Found {
            file: &table.file,
            sheet: &table.sheet,
            rows: format!("{}{more}", entry.row),
            target: index.map(|i| FIRST + self.starts[at] + i),
        })
    }
}

/// The index of the table's row with this number.
fn position(table: &Table, number: u32) -> Option<u32> {
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        match table.row_number(middle).cmp(&number) {
            std::cmp::Ordering::Equal => return Some(middle as u32),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

/// The sheet.
pub fn sheet<'a>(sources: &Arc<Sources<'a>>, head: &Head) -> Sheet<'a> {
    let mut build = Build::new(SHEET, "Source rows, as imported", Tab::Detail, head);
    let width = sources
        .tables
        .iter()
        .map(|t| t.width())
        .max()
        .unwrap_or(0)
        .min(MOST_COLUMNS);
    let input = |width, shown| Column {
        width,
        style: Style::new(Role::Input, shown),
    };
    build.0.columns = vec![
        input(24, Shown::Plain),
        input(16, Shown::Plain),
        input(8, Shown::Count),
    ];
    build.freeze(FIRST, 3);
    if !sources.on_sheet() {
        absent(&mut build, sources);
        return build.finish();
    }
    build.muted(TOP, 0, "Every row of the source sheets as it was read, header and total rows included; nothing is changed, nothing left out.");
    build.captions(TOP + 1, 0, &["file", "sheet", "row"], 2);
    for column in 0..width {
        build.0.columns.push(input(16, Shown::Plain));
        build.captions(
            TOP + 1,
            column + 3,
            &[&format!("column {}", super::address::letters(column))],
            1,
        );
    }
    build.0.filter = Some((TOP + 1, 0, FIRST + sources.rows().max(1) - 1, width + 2));
    build.0.body = Some(Body {
        first: FIRST,
        rows: Box::new(Stream(sources.clone())),
    });
    build.finish()
}

fn absent(build: &mut Build<'_>, sources: &Sources<'_>) {
    build.0.columns = vec![
        Column {
            width: 34,
            style: Style::default(),
        },
        Column {
            width: 80,
            style: Style::default(),
        },
    ];
    build.freeze(TOP, 1);
    let Some(side) = &sources.side else {
        build.label(
            TOP,
            0,
            "Left out: this is an external pack, and source rows name customers.",
        );
        return;
    };
    build.label(TOP, 0, "The source has too many rows for a sheet. They are in a CSV beside this workbook, exactly as read.");
    let facts = [
        (
            "File",
            format!("this workbook's name, ending in {}", side.suffix),
        ),
        ("SHA-256", side.sha256.clone()),
        ("Rows", super::words::thousands(side.rows)),
        (
            "Columns",
            "file, sheet, row, then the columns of the source (A, B, …)".to_owned(),
        ),
        (
            "Text which a program could take for a formula",
            "starts with an apostrophe (')".to_owned(),
        ),
    ];
    for (at, (what, value)) in facts.iter().enumerate() {
        build.label(TOP + 2 + at as u32, 0, what);
        build.text(
            TOP + 2 + at as u32,
            1,
            value,
            Style::new(Role::Input, Shown::Text),
        );
    }
}

struct Stream<'a>(Arc<Sources<'a>>);

impl Rows for Stream<'_> {
    fn count(&self) -> u32 {
        self.0.rows()
    }

    fn fill<'s>(&'s self, index: u32, _: u32, cells: &mut Vec<Value<'s>>) {
        let sources = &self.0;
        let at = sources
            .starts
            .partition_point(|s| *s <= index)
            .saturating_sub(1);
        let (Some(table), Some(start)) = (sources.tables.get(at), sources.starts.get(at)) else {
            return;
        };
        let row = (index - start) as usize;
        cells.push(Value::Text(table.file.as_str().into()));
        cells.push(if table.sheet.is_empty() {
            Value::Blank
        } else {
            Value::Text(table.sheet.as_str().into())
        });
        cells.push(Value::Count(table.row_number(row)));
        for (column, cell) in table.row(row) {
            cells.resize(usize::from(column) + 3, Value::Blank);
            cells.push(value(cell));
        }
    }
}

fn value(cell: Cell<'_>) -> Value<'_> {
    match cell {
        Cell::Empty | Cell::NoCachedValue => Value::Blank,
        Cell::Text(text) | Cell::Error(text) => Value::Text(text.into()),
        Cell::Number(number) => Value::Number(number),
        Cell::Date(date) => Value::Date(date),
        Cell::Bool(true) => Value::Text("TRUE".into()),
        Cell::Bool(false) => Value::Text("FALSE".into()),
    }
}
