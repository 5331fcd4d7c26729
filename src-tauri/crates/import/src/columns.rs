//! What the cells of a column are: figures, dates, texts, how many of each, in which style.

use crate::dates;
use crate::header::Block;
use crate::numbers;
use holdfast_ledger::{Cell, Hint, Table};
use std::ops::Range;

/// What a distinct text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Unseen,
    Blank,
    /// `n/a`, `-`: there is no value.
    Placeholder,
    Figure,
    Percent,
    Date,
    /// `2024` or `202401`: a figure and a date.
    FigureOrDate,
    Text,
}

/// The kinds of the distinct texts of a sheet, each looked at once.
pub(crate) struct Kinds(Vec<Kind>);

impl Kinds {
    pub fn new(table: &Table) -> Kinds {
        Kinds(vec![Kind::Unseen; table.texts().len()])
    }

    pub fn of(&mut self, id: u32, text: &str) -> Kind {
        let Some(slot) = self.0.get_mut(id as usize) else {
            return kind(text);
        };
        if *slot == Kind::Unseen {
            *slot = kind(text);
        }
        *slot
    }
}

/// Whether a text says that there is no value.
pub(crate) fn is_placeholder(text: &str) -> bool {
    matches!(
        text.trim().to_ascii_lowercase().as_str(),
        "-" | "--"
            | "–"
            | "—"
            | "n/a"
            | "na"
            | "#n/a"
            | "n.a."
            | "nan"
            | "none"
            | "null"
            | "nil"
            | "n.v."
            | "k.a."
            | "tbd"
            | "open"
            | "\\n"
            | "."
    )
}

/// Whether a text in a column of ends says that there is none.
pub(crate) fn is_open_ended(text: &str) -> bool {
    matches!(
        crate::text::key(text).as_str(),
        "evergreen"
            | "openended"
            | "open"
            | "ongoing"
            | "current"
            | "present"
            | "active"
            | "perpetual"
            | "indefinite"
            | "unlimited"
            | "autorenew"
            | "autorenews"
            | "autorenewal"
            | "rolling"
            | "monthtomonth"
            | "untilcancelled"
            | "untilcanceled"
            | "unbefristet"
            | "offen"
            | "laufend"
            | "indéterminée"
            | "indefinido"
    )
}

/// Whether a placeholder reads as zero in a column of figures: accountants write a dash, with or without a
/// currency beside it.
pub(crate) fn is_dash(text: &str) -> bool {
    let bare = numbers::without_currency(text);
    matches!(bare, "-" | "--" | "–" | "—")
}

/// Whether a text is an error value as a spreadsheet program writes it into a CSV file.
pub(crate) fn is_error(text: &str) -> bool {
    const ERRORS: &[&str] = &[
        "#n/a", "#div/0!", "#ref!", "#value!", "#name?", "#null!", "#num!", "#spill!", "#calc!",
        "#nv", "#bezug!", "#wert!", "#zahl!",
    ];
    let text = text.trim();
    text.starts_with('#') && ERRORS.iter().any(|e| text.eq_ignore_ascii_case(e))
}

fn kind(text: &str) -> Kind {
    if text.trim().is_empty() {
        return Kind::Blank;
    }
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return if is_placeholder(text) || is_dash(text) || is_error(text) {
            Kind::Placeholder
        } else {
            Kind::Text
        };
    }
    let marks = numbers::marks(text);
    let date = may_be_date(text, marks.is_some()) && dates::is_date(text);
    match (marks, date) {
        (Some(_), true) => Kind::FigureOrDate,
        (Some(_), false) if text.contains('%') => Kind::Percent,
        (Some(_), false) => Kind::Figure,
        (None, true) => Kind::Date,
        (None, false) => Kind::Text,
    }
}

/// A figure is also a date only where it has four, six or eight digits and nothing else.
fn may_be_date(text: &str, figure: bool) -> bool {
    let text = text.trim();
    !figure || (matches!(text.len(), 4 | 6 | 8) && text.bytes().all(|b| b.is_ascii_digit()))
}

/// What is in a column of a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profile {
    pub filled: u32,
    pub numbers: u32,
    pub dates: u32,
    pub texts: u32,
    pub figures: u32,
    pub text_dates: u32,
    pub either: u32,
    pub percents: u32,
    pub placeholders: u32,
    pub errors: u32,
    pub no_value: u32,
    pub bools: u32,
    /// Numbers that may be dates: serial numbers, `202401`.
    pub serials: u32,
    /// Numbers which are whole.
    pub whole: u32,
    pub hint: Hint,
    /// Distinct texts.
    pub distinct: u32,
    pub number_style: numbers::Evidence,
    pub date_style: dates::Evidence,
    pub samples: Vec<String>,
    /// Currencies which stand beside figures; empty for a symbol which several share.
    pub currencies: Vec<String>,
}

impl Profile {
    /// Cells which read as figures.
    pub fn figure_like(&self) -> u32 {
        self.numbers + self.figures + self.either
    }
    /// Cells which read as dates.
    pub fn date_like(&self) -> u32 {
        self.dates + self.text_dates + self.either
    }
    /// Cells that hold a value of whatever kind.
    pub fn valued(&self) -> u32 {
        self.filled - self.placeholders
    }
    /// Whether most cells with a value are figures.
    pub fn is_figures(&self) -> bool {
        self.hint != Hint::Percent
            && self.percents * 2 < self.valued().max(1)
            && self.figure_like() * 2 > self.valued()
    }
    /// Whether most cells with a value are dates.
    pub fn is_dates(&self) -> bool {
        self.valued() > 0
            && (self.date_like() * 2 > self.valued() || self.serials * 2 > self.valued())
    }
    /// Whether the column is of percentages.
    pub fn is_percent(&self) -> bool {
        self.hint == Hint::Percent || (self.percents > 0 && self.percents * 2 >= self.valued())
    }
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.valued() == 0 && self.errors == 0 && self.no_value == 0
    }
}

struct Seen(Vec<u64>);

impl Seen {
    /// Whether this text is met for the first time.
    fn first(&mut self, id: u32) -> bool {
        let (word, bit) = (id as usize / 64, 1_u64 << (id % 64));
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let fresh = self.0[word] & bit == 0;
        self.0[word] |= bit;
        fresh
    }
}

/// Cells from which on a block is looked at by two processors.
const MANY: usize = 200_000;

/// The profiles of a block's columns, parallel to `block.columns`.
pub(crate) fn profiles(table: &Table, block: &Block, kinds: &mut Kinds) -> Vec<Profile> {
    let Range { start, end } = block.columns;
    let middle = u16::midpoint(start, end);
    if block.rows.len().saturating_mul(block.columns.len()) < MANY || middle == start {
        return profiles_of(table, block, start..end, kinds);
    }
    std::thread::scope(|scope| {
        let right = || profiles_of(table, block, middle..end, &mut Kinds::new(table));
        let right = scope.spawn(right);
        let mut all = profiles_of(table, block, start..middle, kinds);
        all.extend(
            right
                .join()
                .unwrap_or_else(|_| profiles_of(table, block, middle..end, kinds)),
        );
        all
    })
}

fn profiles_of(
    table: &Table,
    block: &Block,
    columns: Range<u16>,
    kinds: &mut Kinds,
) -> Vec<Profile> {
    let mut out: Vec<(Profile, Seen)> = columns
        .clone()
        .map(|c| {
            let profile = Profile {
                hint: table.hint(c),
                ..Profile::default()
            };
            (profile, Seen(Vec::new()))
        })
        .collect();
    for row in block.rows.clone() {
        for (column, cell) in table.row(row).filter(|(c, _)| columns.contains(c)) {
            let Some((profile, seen)) = out.get_mut(usize::from(column - columns.start)) else {
                continue;
            };
            match cell {
                Cell::Text(text) => {
                    if let Some(id) = table.text_id(row, column) {
                        see_text(profile, seen, kinds.of(id, text), id, text);
                    }
                }
                other => see_value(profile, other),
            }
        }
    }
    out.into_iter().map(|(profile, _)| profile).collect()
}

fn see_text(profile: &mut Profile, seen: &mut Seen, kind: Kind, id: u32, text: &str) {
    if kind == Kind::Blank {
        return;
    }
    profile.filled += 1;
    match kind {
        Kind::Placeholder => profile.placeholders += 1,
        Kind::Figure => {
            profile.figures += 1;
            profile.serials += u32::from(dates::serial_text(text).is_some());
        }
        Kind::Percent => profile.percents += 1,
        Kind::Date => profile.text_dates += 1,
        Kind::FigureOrDate => profile.either += 1,
        _ => profile.texts += 1,
    }
    if seen.first(id) {
        profile.distinct += 1;
        if profile.samples.len() < 3 {
            profile.samples.push(text.trim().chars().take(40).collect());
        }
        if matches!(kind, Kind::Figure | Kind::Percent) {
            profile.number_style.see(text);
            see_currency(profile, text);
        }
        if kind == Kind::Date {
            profile.date_style.see(text);
        }
    }
}

fn see_currency(profile: &mut Profile, text: &str) {
    if text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'(' | b')'))
    {
        return;
    }
    let read = |style| numbers::read(text, style)?.currency;
    let found = read(numbers::NumberStyle::Point).or_else(|| read(numbers::NumberStyle::Comma));
    if let Some(code) = found.filter(|c| !profile.currencies.iter().any(|o| o == c)) {
        profile.currencies.push(code.to_owned());
    }
}

fn see_value(profile: &mut Profile, cell: Cell<'_>) {
    match cell {
        Cell::Empty | Cell::Text(_) => return,
        Cell::Number(n) => {
            profile.numbers += 1;
            profile.whole += u32::from(n.fract().is_zero());
            profile.serials += u32::from(dates::of_number(n).is_some_and(|w| w.months() != 12));
        }
        Cell::Date(_) => profile.dates += 1,
        Cell::Bool(_) => profile.bools += 1,
        Cell::Error(_) => profile.errors += 1,
        Cell::NoCachedValue => profile.no_value += 1,
    }
    profile.filled += 1;
    if profile.samples.len() < 3 && !matches!(cell, Cell::NoCachedValue) {
        profile.samples.push(cell.text());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_kinds() {
        for (text, wanted) in [
            ("Alder", Kind::Text),
            ("1,234.50", Kind::Figure),
            ("12 %", Kind::Percent),
            ("2024-01-31", Kind::Date),
            ("31.01.2024", Kind::Date),
            ("01/02/2024", Kind::Date),
            ("2024", Kind::FigureOrDate),
            ("1200", Kind::Figure),
            ("n/a", Kind::Placeholder),
            (" ", Kind::Blank),
            ("A1", Kind::Text),
        ] {
            assert_eq!(kind(text), wanted, "{text}");
        }
    }
}
