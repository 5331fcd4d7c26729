//! Where the tables of a sheet are: caption rows below a preamble, bands above them, where data ends.

use crate::captions;
use crate::dates::{self, DateStyle, When};
use crate::mapping::Confidence;
use crate::text::{key, words};
use chrono::Datelike;
use holdfast_ledger::{Cell, FiscalYear, Table};

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

/// How many rows are looked at for the first captions.
const HEAD: usize = 200;

/// The tables of a sheet, top to bottom.
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
        out.push(block(table, from, header, end));
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

/// What the cells of a row say for its being a row of captions.
#[derive(Default)]
struct Score {
    points: i32,
    sure: u32,
    periods: u32,
    figures: u32,
    cells: u32,
}

/// Captions of rate sheets, customer mappings and plans, which name no field of a ledger.
const OTHER: &[&str] = &[
    "from",
    "to",
    "effective",
    "measure",
    "metric",
    "kpi",
    "value",
    "version",
    "scenario",
    "budget",
    "plan",
];

impl Score {
    fn of(table: &Table, row: usize) -> Score {
        let mut score = Score::default();
        for (_, cell) in table.row(row) {
            score.see(cell);
        }
        score
    }

    fn see(&mut self, cell: Cell<'_>) {
        if cell.is_empty() {
            return;
        }
        self.cells += 1;
        self.points += match cell {
            Cell::Text(t) => self.text(t),
            Cell::Date(_) => {
                self.periods += 1;
                2
            }
            Cell::Number(n) if dates::of_number(n).is_some_and(|w| w.months() > 0) => {
                self.periods += 1;
                1
            }
            _ => {
                self.figures += 1;
                -4
            }
        };
    }

    fn text(&mut self, text: &str) -> i32 {
        if text.len() > 80 {
            return -1;
        }
        let is_period = period(text).is_some() || may_be_date(text);
        if text.starts_with(|c: char| c.is_ascii_digit()) || is_period {
            self.periods += u32::from(is_period);
            self.figures += u32::from(!is_period);
            return if is_period { 2 } else { -3 };
        }
        if crate::numbers::marks(text).is_some() {
            self.figures += 1;
            return -3;
        }
        if OTHER.contains(&key(text).as_str()) || crate::currency::is_code(text.trim()) {
            self.sure += 1;
            return 3;
        }
        match captions::field(text) {
            Some((_, Confidence::Sure)) => {
                self.sure += 1;
                6
            }
            Some(_) => 3,
            None if dates::month_name(text).is_some() => {
                self.periods += 1;
                2
            }
            None => 0,
        }
    }

    fn is_header(&self) -> bool {
        self.points >= 4
            && self.cells >= 2
            && (self.sure >= 2
                || self.periods >= 2
                || (self.sure == 1 && self.points >= 8)
                || (self.sure == 1 && self.periods == 1))
    }
}

fn first_header(table: &Table) -> Option<usize> {
    let mut best: Option<(i32, usize)> = None;
    for row in 0..table.len().min(HEAD) {
        let score = Score::of(table, row);
        if score.is_header() && best.is_none_or(|(points, _)| score.points > points) {
            best = Some((score.points, row));
        }
    }
    best.map(|(_, row)| row).or_else(|| plain_header(table))
}

/// A row of distinct texts right above the first row with figures or dates, and as wide: captions of words
/// nobody knows.
fn plain_header(table: &Table) -> Option<usize> {
    let is_value = |c: &Cell<'_>| match c {
        Cell::Text(t) => {
            t.starts_with(|c: char| c.is_ascii_digit())
                || crate::numbers::marks(t).is_some()
                || period(t).is_some()
        }
        Cell::Empty => false,
        _ => true,
    };
    let filled = |row: usize| table.row(row).filter(|(_, c)| !c.is_empty()).count();
    let values = |row: usize| table.row(row).filter(|(_, c)| is_value(c)).count();
    let row = (0..table.len().saturating_sub(1).min(HEAD)).find(|&row| values(row + 1) > 0)?;
    let texts: std::collections::BTreeSet<String> = table
        .row(row)
        .map(|(_, c)| key(&c.text()))
        .filter(|k| !k.is_empty())
        .collect();
    let as_wide = filled(row) >= 2 && filled(row) >= filled(row + 1);
    (values(row) == 0 && as_wide && texts.len() == filled(row)).then_some(row)
}

/// Captions further down: after an empty row or a title, and not the same as the first.
fn later_headers(table: &Table, first: usize) -> Vec<usize> {
    let captions = |row: usize| table.row(row).map(|(_, c)| c.text()).collect::<Vec<_>>();
    let top = captions(first);
    let after_gap = |row: usize| {
        table.row_number(row) > table.row_number(row - 1) + 1
            || table.row(row - 1).take(3).count() <= 2
    };
    (first + 2..table.len())
        .filter(|&row| {
            after_gap(row)
                && table
                    .row(row)
                    .next()
                    .is_some_and(|(_, c)| matches!(c, Cell::Text(_) | Cell::Date(_)))
        })
        .filter(|&row| !has_figure(table, row))
        .filter(|&row| {
            let score = Score::of(table, row);
            let told = score.sure >= 2 || (score.sure == 1 && score.periods >= 2);
            let strong = score.is_header() && told && score.figures == 0 && score.cells >= 3;
            strong && captions(row) != top
        })
        .collect()
}

/// Whether a row has a figure which names no period: then it is data, and no captions are looked for.
fn has_figure(table: &Table, row: usize) -> bool {
    table.row(row).any(|(_, c)| match c {
        Cell::Number(n) => dates::of_number(n).is_none(),
        Cell::Text(t) => crate::numbers::marks(t).is_some() && period(t).is_none(),
        _ => false,
    })
}

/// Where the titles of a later table begin: after the last row before it which has more than two cells.
fn titles_from(table: &Table, previous: usize, header: usize) -> usize {
    let mut from = header;
    while from > previous + 1
        && table.row(from - 1).take(3).count() <= 2
        && table
            .row(from - 1)
            .all(|(_, c)| matches!(c, Cell::Text(_) | Cell::Empty))
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
            _ => None,
        });
    let mut block = Block {
        header: Some(header),
        rows: header + 1..end,
        captions: captions_of(table, from, header, &columns),
        columns,
        titles: titles.take(200).collect(),
        preamble: (from..header).collect(),
        ..Block::default()
    };
    date_captions(&mut block);
    block
}

fn header_width(table: &Table, header: usize) -> u16 {
    table
        .row(header)
        .filter(|(_, c)| !c.is_empty())
        .last()
        .map_or(0, |(c, _)| c + 1)
}

/// Captions of the caption row, completed by up to two band rows right above it: years over month names,
/// "Actual" and "Forecast", dates over empty cells.
fn captions_of(
    table: &Table,
    from: usize,
    header: usize,
    columns: &std::ops::Range<u16>,
) -> Vec<Caption> {
    let mut captions: Vec<Caption> = columns
        .clone()
        .map(|c| own_caption(table.cell(header, c)))
        .collect();
    let near = header.saturating_sub(2).max(from);
    for band in (near..header).rev() {
        if table.row_number(header) - table.row_number(band) <= 3 {
            add_band(table, band, columns, &mut captions);
        }
    }
    captions
}

fn own_caption(cell: Cell<'_>) -> Caption {
    let text = match cell {
        Cell::Text(t) => crate::text::clean(t).into_owned(),
        other => other.text(),
    };
    let when = match cell {
        Cell::Number(n) => dates::of_number(n)
            .filter(|w| w.months() > 0 || n >= holdfast_ledger::Decimal::from(36_526)),
        Cell::Date(d) => Some(When::Day(d)),
        _ => period(&text),
    };
    Caption {
        forecast: when.is_some() && captions::is_forecast(&text),
        text,
        when,
    }
}

fn add_band(table: &Table, band: usize, columns: &std::ops::Range<u16>, captions: &mut [Caption]) {
    let mut year: Option<i32> = None;
    let mut forecast: Option<bool> = None;
    let wide = table.row(band).filter(|(_, c)| !c.is_empty()).count() >= 2;
    for (column, caption) in columns.clone().zip(captions) {
        let cell = table.cell(band, column);
        let own = own_caption(cell);
        if !cell.is_empty() {
            year = year_of(&own).or(year.filter(|_| own.when.is_none()));
            if captions::is_forecast(&own.text) {
                forecast = Some(true);
            } else if captions::is_actual(&own.text) {
                forecast = Some(false);
            }
        }
        complete(caption, &own, year, wide);
        caption.forecast |= caption.when.is_some() && forecast == Some(true);
    }
}

fn complete(caption: &mut Caption, band: &Caption, year: Option<i32>, wide: bool) {
    if caption.when.is_none() && caption.text.is_empty() && wide && band.when.is_some() {
        caption.when = band.when;
        caption.text.clone_from(&band.text);
    } else if caption.when.is_none()
        && let Some(year) = year
    {
        let full = format!("{} {year}", caption.text);
        if let Some(when) = dates::read(&full, None)
            .filter(|w| matches!(w, When::Month(_) | When::Quarter { .. } | When::Half { .. }))
        {
            caption.when = Some(when);
            caption.text = full;
        }
    }
}

fn year_of(caption: &Caption) -> Option<i32> {
    match caption.when? {
        When::Year { year, .. } => Some(year),
        When::Day(d) if d.ordinal() == 1 => Some(d.year()),
        _ => None,
    }
}

/// Whether a caption is a date which takes a style to be read, such as `31/01/2024` or `MRR 1/31/24`.
fn may_be_date(text: &str) -> bool {
    text.len() <= 40
        && text.bytes().filter(u8::is_ascii_digit).count() >= 4
        && styled(text, None).is_none()
        && [DateStyle::DayFirst, DateStyle::MonthFirst]
            .iter()
            .any(|s| styled(text, Some(*s)).is_some())
}

fn styled(text: &str, style: Option<DateStyle>) -> Option<When> {
    dates::read(text, style).or_else(|| dates::read(&without_words(text), style))
}

/// What the captions say of the style of their dates; the only one possible is used at once.
fn date_captions(block: &mut Block) {
    let mut evidence = dates::Evidence::default();
    for caption in block.captions.iter().filter(|c| may_be_date(&c.text)) {
        let bare = without_words(&caption.text);
        evidence.see(
            if dates::read(&caption.text, Some(DateStyle::DayFirst)).is_some() {
                &caption.text
            } else {
                &bare
            },
        );
    }
    block.date_styles = evidence.possible();
    if let Some(first) = block.date_styles.first().copied() {
        block.read_dates(first);
    }
    block.date_examples = evidence;
}

/// Words which may stand beside a period in a caption.
const BESIDE: &[&str] = &[
    "mrr",
    "arr",
    "acv",
    "amount",
    "revenue",
    "forecast",
    "fcst",
    "actual",
    "actuals",
    "act",
    "fc",
    "budget",
    "ending",
    "end",
    "of",
    "as",
    "at",
    "month",
    "close",
    "closing",
    "balance",
    "projected",
    "estimate",
    "outlook",
    "f",
    "a",
    "e",
    "usd",
    "eur",
    "gbp",
    "chf",
    "k",
    "stand",
    "per",
    "umsatz",
    "target",
    "plan",
    "eop",
    "total",
    "ist",
];

/// The period which a caption names, words like "MRR" or "(forecast)" beside it left out.
pub(crate) fn period(caption: &str) -> Option<When> {
    if caption.len() > 40 || !caption.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let found = dates::read(caption, None).or_else(|| dates::read(&without_words(caption), None));
    found.filter(|w| w.close(FiscalYear::CALENDAR).is_some())
}

fn without_words(caption: &str) -> String {
    let open: String = caption
        .chars()
        .map(|c| {
            if matches!(c, '(' | ')' | '[' | ']' | ':' | '$' | '€' | '£') {
                ' '
            } else {
                c
            }
        })
        .collect();
    let kept = open
        .split_whitespace()
        .filter(|w| !BESIDE.contains(&key(w).as_str()) || words(w).is_empty());
    let joined = kept.collect::<Vec<_>>().join(" ");
    // 2025E, FY25A, Dec-25F: the letter says actual or estimate.
    match joined.strip_suffix(['A', 'E', 'F', 'B']) {
        Some(head) if head.ends_with(|c: char| c.is_ascii_digit()) => head.to_owned(),
        _ => joined,
    }
}
