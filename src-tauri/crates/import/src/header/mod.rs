//! Where the tables of a sheet are: caption rows below a preamble, bands above them, where data ends.

mod bands;
mod columns;
mod periods;
mod score;
mod two_rows;

use crate::captions;
use crate::dates::{self, DateStyle, When};
use bands::captions_of;
pub(crate) use bands::within;
use holdfast_ledger::{Cell, Table};
pub(crate) use periods::{beside_period, period};
use periods::{date_captions, may_be_date, styled};
pub(crate) use score::HEAD;
use score::{first_header, later_headers};

/// One table on a sheet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    /// Index of the caption row; `None` where there is none.
    pub header: Option<usize>,
    /// Indices of the data rows.
    pub rows: std::ops::Range<usize>,
    /// Columns in use.
    pub columns: std::ops::Range<u16>,
    /// Texts above the captions.
    pub titles: Vec<String>,
    /// Captions, parallel to `columns`.
    pub captions: Vec<Caption>,
    /// Rows above the captions that are not data.
    pub preamble: Vec<usize>,
    /// The styles in which captions that are dates can be read, where it takes one.
    pub date_styles: Vec<DateStyle>,
    /// First caption which two styles read differently.
    pub date_examples: dates::Evidence,
}

/// The caption of a column, with what the bands above it add.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Caption {
    pub text: String,
    pub when: Option<When>,
    pub forecast: bool,
    /// What it names is of one period and no amount: seats or a share of that month.
    pub of_period: bool,
    /// The period of the band above what is of one period.
    pub under: Option<When>,
}

impl Caption {
    /// The period which the caption is of: its own, that of the band above, or one among its words (`New Jan-25`).
    pub fn period(&self) -> Option<When> {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let dated = |n: usize| {
            words
                .windows(n)
                .find_map(|w| dates::read(&w.join(" "), None))
        };
        let among = || [3, 2, 1].into_iter().find_map(dated);
        self.when.or(self.under).or_else(among)
    }
}

impl Block {
    pub fn caption(&self, column: u16) -> Option<&Caption> {
        let at = column.checked_sub(self.columns.start)?;
        self.captions.get(usize::from(at))
    }

    /// Reads captions that are dates with the year last in a style.
    pub fn read_dates(&mut self, style: DateStyle) {
        for caption in self.captions.iter_mut().filter(|c| may_be_date(&c.text)) {
            let found = styled(&caption.text, Some(style));
            caption.when = found.or(caption.when);
            caption.forecast |= found.is_some() && captions::is_forecast(&caption.text);
        }
    }

    pub fn caption_texts(&self) -> Vec<String> {
        self.captions.iter().map(|c| c.text.clone()).collect()
    }
}

/// The tables of a sheet, top to bottom, and of two side by side the left one first.
pub(crate) fn blocks(table: &Table) -> Vec<Block> {
    if table.is_empty() {
        return Vec::new();
    }
    let Some(first) = first_header(table) else {
        return vec![headerless(table)];
    };
    let mut headers = vec![first];
    headers.extend(later_headers(table, first));
    let mut out = Vec::new();
    for (i, &header) in headers.iter().enumerate() {
        let from = if i == 0 {
            0
        } else {
            titles_from(table, headers[i - 1], header)
        };
        let end = headers
            .get(i + 1)
            .map_or(table.len(), |&next| titles_from(table, header, next));
        out.extend(columns::side_by_side(
            table,
            block(table, from, header, end),
        ));
    }
    out
}

/// The table whose captions are in a given spreadsheet row (0 is none), and its data in given rows.
pub(crate) fn block_at(
    table: &Table,
    header: u32,
    first: Option<u32>,
    last: Option<u32>,
) -> Option<Block> {
    let at_least = |row: u32| (0..table.len()).find(|r| table.row_number(*r) >= row);
    let end = last.map_or(table.len(), |row| at_least(row + 1).unwrap_or(table.len()));
    let mut found = if header == 0 {
        headerless(table)
    } else {
        let at = at_least(header).filter(|r| table.row_number(*r) == header)?;
        block(table, 0, at, end)
    };
    let start = first
        .and_then(at_least)
        .unwrap_or(found.rows.start)
        .max(found.rows.start);
    found.rows = start..end.max(start);
    Some(found)
}

fn headerless(table: &Table) -> Block {
    let columns = 0..table.width();
    let captions = columns.clone().map(|_| Caption::default()).collect();
    Block {
        header: None,
        rows: 0..table.len(),
        columns,
        captions,
        ..Block::default()
    }
}

/// Where the titles of a later table begin: after the last row before it which has more than two cells.
fn titles_from(table: &Table, previous: usize, header: usize) -> usize {
    let mut from = header;
    while from > previous + 1
        && table.row(from - 1).take(3).count() <= 2
        && table
            .row(from - 1)
            .all(|(_, c)| matches!(c, Cell::Text(_) | Cell::Date(_) | Cell::Empty))
    {
        from -= 1;
    }
    from
}

fn block(table: &Table, from: usize, header: usize, end: usize) -> Block {
    let used = || {
        (header..end.min(header + 2000))
            .flat_map(|r| table.row(r))
            .filter(|(_, c)| !c.is_empty())
            .map(|(c, _)| c)
    };
    let left = used().min().unwrap_or(0);
    let right = used()
        .max()
        .map_or(0, |c| c + 1)
        .max(header_width(table, header));
    let columns = left..right;
    let titles = (from..header)
        .flat_map(|r| table.row(r))
        .filter_map(|(_, c)| match c {
            Cell::Text(t) if t.len() <= 200 => Some(t.to_owned()),
            Cell::Date(d) => Some(d.to_string()),
            _ => None,
        });
    let units = units_below(table, header, end);
    let titles = titles.chain(units.iter().cloned());
    let mut block = Block {
        header: Some(header),
        rows: header + 1 + usize::from(!units.is_empty())..end,
        captions: captions_of(table, from, header, &columns),
        columns,
        titles: titles.take(200).collect(),
        preamble: (from..header).collect(),
        ..Block::default()
    };
    date_captions(&mut block);
    block
}

/// The units in the row below the captions, where it has nothing else: `k€` under every month.
fn units_below(table: &Table, header: usize, end: usize) -> Vec<String> {
    let row = header + 1;
    if row >= end {
        return Vec::new();
    }
    let unit = |cell: Cell<'_>| match cell {
        Cell::Text(t) if t.len() <= 20 => {
            let known = captions::magnitude(t).is_some() || crate::currency::code(t).is_some();
            known.then(|| t.trim().to_owned())
        }
        _ => None,
    };
    let cells = table.row(row).filter(|(_, c)| !c.is_empty());
    let units: Option<Vec<String>> = cells.map(|(_, cell)| unit(cell)).collect();
    units.filter(|u| u.len() > 1).unwrap_or_default()
}

fn header_width(table: &Table, header: usize) -> u16 {
    table
        .row(header)
        .filter(|(_, c)| !c.is_empty())
        .last()
        .map_or(0, |(c, _)| c + 1)
}
