//! A sheet as it was read: what every import starts from, and the rows to which every figure traces back.
//!
//! Cells are held packed (about 18 bytes each), rows sparse, so that a million rows fit and one stray
//! cell at the far corner of a sheet costs nothing.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// One cell, as a view.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Cell<'a> {
    /// Nothing in it.
    Empty,
    /// Text as it stands.
    Text(&'a str),
    /// A number, exact as the sheet shows it.
    Number(Decimal),
    /// A date.
    Date(NaiveDate),
    /// True or false.
    Bool(bool),
    /// An error value (`#REF!`), or a number outside what an amount can be.
    Error(&'a str),
    /// A formula saved without its value.
    NoCachedValue,
}

impl Cell<'_> {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Empty)
            || matches!(self, Cell::Text(t) if t.chars().all(char::is_whitespace))
    }

    /// The cell as plain text: numbers without exponent, dates as `YYYY-MM-DD`.
    pub fn text(&self) -> String {
        match self {
            Cell::Empty | Cell::NoCachedValue => String::new(),
            Cell::Text(t) | Cell::Error(t) => (*t).to_owned(),
            Cell::Number(n) => n.normalize().to_string(),
            Cell::Date(d) => d.to_string(),
            Cell::Bool(b) => b.to_string(),
        }
    }
}

/// What the number format of a column says of its figures, where the file has formats.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Hint {
    /// Nothing.
    #[default]
    None,
    /// Percentages: never an amount.
    Percent,
    /// Money.
    Currency,
    /// Money in several currencies.
    Currencies,
    /// Dates.
    Date,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Packed {
    Text(u32),
    Number { mantissa: i64, scale: u8 },
    Wide(u32),
    Date(i32),
    Bool(bool),
    Error(u32),
    NoCachedValue,
}

/// One sheet, or a CSV file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table {
    /// File name as the user gave it, without folders.
    pub file: String,
    /// Sheet name; empty for CSV.
    pub sheet: String,
    /// Whether the sheet is hidden in its workbook.
    pub hidden: bool,
    /// SHA-256 of the file, 64 hex digits.
    pub sha256: String,
    /// Encoding, delimiter and the like, in words.
    pub format: String,
    /// Rows (from 1) which the sheet hides, by a filter, a closed group or by hand; in runs, ascending.
    pub hidden_rows: Vec<RangeInclusive<u32>>,
    /// Columns (from 0) which the sheet hides; in runs, ascending.
    pub hidden_columns: Vec<RangeInclusive<u16>>,
    row_numbers: Vec<u32>,
    row_starts: Vec<u32>,
    columns: Vec<u16>,
    cells: Vec<Packed>,
    texts: Vec<Arc<str>>,
    wide: Vec<Decimal>,
    hints: HashMap<u16, Hint>,
    width: u16,
}

impl Table {
    /// Rows which hold a cell.
    pub fn len(&self) -> usize {
        self.row_numbers.len()
    }
    /// Whether no row holds a cell.
    pub fn is_empty(&self) -> bool {
        self.row_numbers.is_empty()
    }
    /// One past the last column in use.
    pub fn width(&self) -> u16 {
        self.width
    }
    /// The spreadsheet row number of the `index`-th row, from 1.
    pub fn row_number(&self, index: usize) -> u32 {
        self.row_numbers[index]
    }

    /// Whether the sheet hides a row, by its number.
    pub fn hides_row(&self, number: u32) -> bool {
        is_in(&self.hidden_rows, number)
    }
    /// Whether the sheet hides a column.
    pub fn hides_column(&self, column: u16) -> bool {
        is_in(&self.hidden_columns, column)
    }
    /// The sheet with texts put into cells which are empty, by row index and column; every row is there already.
    #[must_use]
    pub fn with_texts(&self, texts: &BTreeMap<(usize, u16), String>) -> Table {
        let mut out = Table {
            row_starts: vec![0],
            columns: Vec::new(),
            cells: Vec::new(),
            ..self.clone()
        };
        let mut ids: HashMap<&str, u32> = HashMap::new();
        for index in 0..self.len() {
            let mut cells: Vec<(u16, Packed)> = self
                .span(index)
                .map(|at| (self.columns[at], self.cells[at]))
                .collect();
            for ((_, column), text) in texts.range((index, 0)..=(index, u16::MAX)) {
                let own = |cell: &(u16, Packed)| cell.0 == *column;
                cells.retain(|cell| !(own(cell) && self.view(cell.1).is_empty()));
                if !cells.iter().any(own) {
                    let id = *ids.entry(text).or_insert_with(|| {
                        out.texts.push(Arc::from(text.as_str()));
                        out.texts.len() as u32 - 1
                    });
                    cells.push((*column, Packed::Text(id)));
                }
            }
            cells.sort_by_key(|(column, _)| *column);
            for (column, cell) in cells {
                out.width = out.width.max(column + 1);
                out.columns.push(column);
                out.cells.push(cell);
            }
            out.row_starts.push(out.cells.len() as u32);
        }
        out
    }
    /// The sheet without the rows (by number) and columns which are left out; texts, hints and formats stay.
    #[must_use]
    pub fn without(&self, row: impl Fn(u32) -> bool, column: impl Fn(u16) -> bool) -> Table {
        let mut out = Table {
            row_numbers: Vec::new(),
            row_starts: vec![0],
            columns: Vec::new(),
            cells: Vec::new(),
            ..self.clone()
        };
        for index in (0..self.len()).filter(|index| !row(self.row_number(*index))) {
            for at in self.span(index).filter(|at| !column(self.columns[*at])) {
                out.columns.push(self.columns[at]);
                out.cells.push(self.cells[at]);
            }
            let end = out.cells.len() as u32;
            if out.row_starts.last() != Some(&end) {
                out.row_numbers.push(self.row_number(index));
                out.row_starts.push(end);
            }
        }
        out
    }

    /// The index of a row by its number in the spreadsheet.
    pub fn index_of(&self, number: u32) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.row_number(middle).cmp(&number) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
    fn span(&self, index: usize) -> std::ops::Range<usize> {
        self.row_starts[index] as usize..self.row_starts[index + 1] as usize
    }
    fn find(&self, index: usize, column: u16) -> Option<usize> {
        let span = self.span(index);
        // Dense rows, the usual case, hit at once.
        let guess = span.start + column as usize;
        if guess < span.end && self.columns[guess] == column {
            return Some(guess);
        }
        self.columns[span.clone()]
            .binary_search(&column)
            .ok()
            .map(|at| span.start + at)
    }
    fn view(&self, packed: Packed) -> Cell<'_> {
        match packed {
            Packed::Text(t) => Cell::Text(&self.texts[t as usize]),
            Packed::Number { mantissa, scale } => {
                Cell::Number(Decimal::new(mantissa, u32::from(scale)))
            }
            Packed::Wide(w) => Cell::Number(self.wide[w as usize]),
            Packed::Date(days) => {
                NaiveDate::from_num_days_from_ce_opt(days).map_or(Cell::Empty, Cell::Date)
            }
            Packed::Bool(b) => Cell::Bool(b),
            Packed::Error(t) => Cell::Error(&self.texts[t as usize]),
            Packed::NoCachedValue => Cell::NoCachedValue,
        }
    }
    /// The cell of the `index`-th row in `column` (from 0).
    pub fn cell(&self, index: usize, column: u16) -> Cell<'_> {
        self.find(index, column)
            .map_or(Cell::Empty, |at| self.view(self.cells[at]))
    }
    /// The cells of a row with their columns, left to right.
    pub fn row(&self, index: usize) -> impl Iterator<Item = (u16, Cell<'_>)> {
        self.span(index)
            .map(|at| (self.columns[at], self.view(self.cells[at])))
    }
    /// The number of a text cell in [`Table::texts`], for work done once a distinct text.
    pub fn text_id(&self, index: usize, column: u16) -> Option<u32> {
        match self.cells[self.find(index, column)?] {
            Packed::Text(t) => Some(t),
            _ => None,
        }
    }
    /// The distinct texts.
    pub fn texts(&self) -> &[Arc<str>] {
        &self.texts
    }
    /// Puts another text in place of one of the distinct texts, wherever it stands.
    pub fn set_text(&mut self, id: usize, text: &str) {
        if let Some(own) = self.texts.get_mut(id) {
            *own = Arc::from(text);
        }
    }
    /// Puts a value into a cell of an existing row, in place of what is there.
    pub fn set(&mut self, index: usize, column: u16, value: Cell<'_>) {
        if index >= self.len() {
            return;
        }
        let packed = self.packed(value);
        match (self.find(index, column), packed) {
            (Some(at), Some(packed)) => self.cells[at] = packed,
            (Some(at), None) => self.take_out(index, at),
            (None, Some(packed)) => self.put_in(index, column, packed),
            (None, None) => {}
        }
    }
    fn packed(&mut self, value: Cell<'_>) -> Option<Packed> {
        let mut text = |t: &str| {
            self.texts.push(Arc::from(t));
            self.texts.len() as u32 - 1
        };
        Some(match value {
            Cell::Empty => return None,
            Cell::Text(t) => Packed::Text(text(t)),
            Cell::Error(t) => Packed::Error(text(t)),
            Cell::Number(n) => {
                self.wide.push(n);
                Packed::Wide(self.wide.len() as u32 - 1)
            }
            Cell::Date(d) => Packed::Date(chrono::Datelike::num_days_from_ce(&d)),
            Cell::Bool(b) => Packed::Bool(b),
            Cell::NoCachedValue => Packed::NoCachedValue,
        })
    }
    fn put_in(&mut self, index: usize, column: u16, packed: Packed) {
        let span = self.span(index);
        let at = span.start + self.columns[span].partition_point(|c| *c < column);
        self.columns.insert(at, column);
        self.cells.insert(at, packed);
        self.width = self.width.max(column + 1);
        for start in &mut self.row_starts[index + 1..] {
            *start += 1;
        }
    }
    fn take_out(&mut self, index: usize, at: usize) {
        self.columns.remove(at);
        self.cells.remove(at);
        for start in &mut self.row_starts[index + 1..] {
            *start -= 1;
        }
    }
    /// What the number formats of a column say.
    pub fn hint(&self, column: u16) -> Hint {
        self.hints.get(&column).copied().unwrap_or_default()
    }
}

/// Whether a number lies in one of the runs, which ascend.
fn is_in<T: PartialOrd + Copy>(runs: &[RangeInclusive<T>], number: T) -> bool {
    let at = runs.partition_point(|run| *run.end() < number);
    runs.get(at).is_some_and(|run| run.contains(&number))
}

/// Fills a [`Table`] row by row, rows ascending, columns ascending within a row.
#[derive(Debug)]
pub struct TableBuilder {
    table: Table,
    by_text: HashMap<Arc<str>, u32>,
}

impl TableBuilder {
    /// An empty sheet of a file.
    pub fn new(file: &str, sheet: &str, sha256: &str) -> TableBuilder {
        let table = Table {
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            sha256: sha256.to_owned(),
            row_starts: vec![0],
            ..Table::default()
        };
        TableBuilder {
            table,
            by_text: HashMap::new(),
        }
    }
    /// The sheet so far, to set its describing fields.
    pub fn table_mut(&mut self) -> &mut Table {
        &mut self.table
    }
    /// Says what the formats of a column mean.
    pub fn hint(&mut self, column: u16, hint: Hint) {
        self.table.hints.insert(column, hint);
    }
    /// Adds a distinct text and returns its number.
    pub fn intern(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.by_text.get(text) {
            return id;
        }
        let id = self.table.texts.len() as u32;
        let shared: Arc<str> = Arc::from(text);
        self.table.texts.push(shared.clone());
        self.by_text.insert(shared, id);
        id
    }
    /// Adds a text known to be new, without looking for it, and returns its number.
    pub fn add_text(&mut self, text: Arc<str>) -> u32 {
        self.table.texts.push(text);
        self.table.texts.len() as u32 - 1
    }
    fn push(&mut self, column: u16, cell: Packed) {
        self.table.columns.push(column);
        self.table.cells.push(cell);
        self.table.width = self.table.width.max(column + 1);
    }
    /// Adds a text cell to the row under way.
    pub fn text(&mut self, column: u16, text: &str) {
        let id = self.intern(text);
        self.push(column, Packed::Text(id));
    }
    /// Adds a text cell by the number of a text already interned.
    pub fn text_id(&mut self, column: u16, id: u32) {
        self.push(column, Packed::Text(id));
    }
    /// Adds a number.
    pub fn number(&mut self, column: u16, value: Decimal) {
        let packed = if let Ok(mantissa) = i64::try_from(value.mantissa()) {
            Packed::Number {
                mantissa,
                scale: value.scale() as u8,
            }
        } else {
            self.table.wide.push(value);
            Packed::Wide(self.table.wide.len() as u32 - 1)
        };
        self.push(column, packed);
    }
    /// Adds a date.
    pub fn date(&mut self, column: u16, date: NaiveDate) {
        use chrono::Datelike;
        self.push(column, Packed::Date(date.num_days_from_ce()));
    }
    /// Adds a truth value.
    pub fn bool(&mut self, column: u16, value: bool) {
        self.push(column, Packed::Bool(value));
    }
    /// Adds an error value.
    pub fn error(&mut self, column: u16, text: &str) {
        let id = self.intern(text);
        self.push(column, Packed::Error(id));
    }
    /// Adds a formula without value.
    pub fn no_cached_value(&mut self, column: u16) {
        self.push(column, Packed::NoCachedValue);
    }
    /// Ends the row under way; a row without cells leaves no trace.
    pub fn end_row(&mut self, number: u32) {
        let end = self.table.cells.len() as u32;
        if self.table.row_starts.last() != Some(&end) {
            self.table.row_numbers.push(number);
            self.table.row_starts.push(end);
        }
    }
    /// The sheet.
    pub fn finish(self) -> Table {
        self.table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_went_in() {
        let mut b = TableBuilder::new("f.csv", "", "00");
        b.text(0, "Alder");
        b.number(2, Decimal::new(123_456, 2));
        b.end_row(1);
        b.end_row(2);
        b.number(0, Decimal::MAX);
        b.date(1, NaiveDate::from_ymd_opt(2025, 1, 31).unwrap());
        b.text(16_383, "Alder");
        b.end_row(9);
        let t = b.finish();
        assert_eq!((t.len(), t.width(), t.row_number(1)), (2, 16_384, 9));
        assert_eq!(t.cell(0, 0), Cell::Text("Alder"));
        assert_eq!(t.cell(0, 1), Cell::Empty);
        assert_eq!(t.cell(0, 2).text(), "1234.56");
        assert_eq!(t.cell(1, 0), Cell::Number(Decimal::MAX));
        assert_eq!(t.cell(1, 1).text(), "2025-01-31");
        assert_eq!(t.text_id(0, 0), t.text_id(1, 16_383));
    }

    #[test]
    fn hidden_rows_and_columns_can_be_left_out() {
        let mut b = TableBuilder::new("f.xlsx", "S", "00");
        for row in 1..=4 {
            b.text(0, "Alder");
            b.number(2, Decimal::from(row));
            b.end_row(row);
        }
        let t = b.table_mut();
        (t.hidden_rows, t.hidden_columns) = (vec![2..=2, 4..=9], vec![0..=1]);
        let t = b.finish();
        let hidden: Vec<bool> = (1..=4).map(|row| t.hides_row(row)).collect();
        assert_eq!(hidden, [false, true, false, true]);
        let shown = t.without(|row| t.hides_row(row), |column| t.hides_column(column));
        assert_eq!((shown.len(), shown.row_number(1)), (2, 3));
        assert_eq!(shown.cell(1, 0), Cell::Empty);
        assert_eq!(shown.cell(1, 2).text(), "3");
    }

    #[test]
    fn empty_cells_take_texts_and_filled_ones_stay() {
        let mut b = TableBuilder::new("f.csv", "", "00");
        b.text(0, "Alder");
        b.text(1, " ");
        b.end_row(1);
        b.number(2, Decimal::TEN);
        b.end_row(2);
        let fill = [
            ((0, 0), "x"),
            ((0, 1), "EU"),
            ((1, 0), "Birch"),
            ((1, 3), "EU"),
        ];
        let fill = fill.map(|(at, text)| (at, text.to_owned())).into();
        let t = b.finish().with_texts(&fill);
        let row = |n: usize| {
            t.row(n)
                .map(|(c, v)| format!("{c}{}", v.text()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (row(0).join(" "), row(1).join(" ")),
            ("0Alder 1EU".into(), "0Birch 210 3EU".into())
        );
        assert_eq!((t.width(), t.text_id(0, 1)), (4, t.text_id(1, 3)));
    }

    #[test]
    fn a_cell_can_be_replaced_added_and_emptied() {
        let mut b = TableBuilder::new("f.csv", "", "00");
        b.text(0, "Alder");
        b.text(2, "lots");
        b.end_row(1);
        b.text(0, "Birch");
        b.end_row(2);
        let mut t = b.finish();
        t.set(0, 2, Cell::Number(Decimal::TEN));
        t.set(0, 1, Cell::Text("SMB"));
        t.set(1, 3, Cell::Bool(true));
        t.set(1, 0, Cell::Empty);
        t.set(9, 0, Cell::Empty);
        let row = |n: usize| {
            t.row(n)
                .map(|(c, v)| format!("{c}{}", v.text()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (row(0), row(1)),
            (
                vec!["0Alder".into(), "1SMB".into(), "210".into()],
                vec!["3true".to_owned()]
            )
        );
        assert_eq!(t.width(), 4);
    }
}
