//! A table laid out: its columns, its rows with their wrapped texts, and how close they stand.

use super::SETTINGS;
use super::columns::Columns;
use super::content::{self, caption, foot};
use crate::geometry::Bounds;
use crate::text;
use crate::theme;
use holdfast_pack::model::{Row, RowKind, Table};

/// Widest distance of two rows; it shrinks to the type size plus 3.5 pt (11.5 to 16 pt).
pub const PITCH: f64 = 16.0;
const TIGHT: f64 = 3.5;
/// Further space between rows where many of them take several lines: a row is told from a line.
const WORDY: f64 = 0.5;
pub const HEAD_LEADING: f64 = 10.0;
pub const HEAD_FOOT: f64 = 5.5;
const SECTION_GAP: f64 = 5.0;
pub const FOOTNOTE_GAP: f64 = 6.0;
pub const FOOTNOTE_LEADING: f64 = 10.5;

/// A table with all its places known.
pub struct Layout {
    pub area: Bounds,
    pub size: f64,
    pub pitch: f64,
    pub columns: Columns,
    pub head: Vec<Vec<String>>,
    pub rows: Vec<Placed>,
    pub footnote: Vec<String>,
}

/// A row as it is printed: its index, or a count of rows left out.
pub struct Placed {
    pub row: Option<usize>,
    pub lines: usize,
    pub texts: Vec<Vec<String>>,
    pub hidden: usize,
}

impl Layout {
    pub fn of(table: &Table, area: Bounds) -> Self {
        for (size, most) in SETTINGS {
            let mut layout = Self::set(table, &[table], area, size, most);
            let cut = layout.is_cut(table, most);
            if layout.squeeze(table) && (!cut || size <= theme::SMALLEST) {
                return layout;
            }
        }
        let mut layout = Self::set(table, &[table], area, theme::SMALLEST, 1);
        if !layout.squeeze(table) {
            layout.leave_out(table);
        }
        layout
    }

    pub fn set(table: &Table, siblings: &[&Table], area: Bounds, size: f64, most: usize) -> Self {
        let columns = Columns::of(siblings, area, size);
        let head = table
            .columns
            .iter()
            .enumerate()
            .map(|(i, c)| text::wrap_to(&c.caption, caption(size), columns.width(i), 2))
            .collect();
        let rows = (0..table.rows.len())
            .map(|i| Placed::of(table, i, &columns, size, most))
            .collect();
        let footnote = table
            .footnote
            .as_deref()
            .map(|note| text::wrap_to(note, foot(), area.width(), 3))
            .unwrap_or_default();
        Self {
            area,
            size,
            pitch: PITCH,
            columns,
            head,
            rows,
            footnote,
        }
    }

    /// Whether a text was cut to `most` lines, or a figure has too little room.
    pub fn is_cut(&self, table: &Table, most: usize) -> bool {
        self.rows.iter().any(|placed| {
            let row = placed.row.and_then(|i| table.rows.get(i));
            row.is_some_and(|row| self.cuts(row, placed, most))
        })
    }

    pub fn cuts(&self, row: &Row, placed: &Placed, most: usize) -> bool {
        let cut = |lines: &[String], cell| {
            lines.len() == most
                && lines.last().is_some_and(|l| l.ends_with('…'))
                && !content::text_of(cell).ends_with('…')
        };
        let cells = placed.texts.iter().zip(&row.cells).enumerate();
        row.kind != RowKind::Section
            && cells.into_iter().any(|(i, (lines, cell))| {
                cut(lines, cell)
                    || content::is_tight(cell, row.kind, self.size, self.columns.width(i))
            })
    }

    /// Brings the rows so close that the table fits; `false` where it does not at the closest.
    pub fn squeeze(&mut self, table: &Table) -> bool {
        let fixed = self.head_height() + self.foot_height() + self.extra_height(table);
        let count = self.rows.len().max(1) as f64;
        let pitch = (self.area.height() - fixed) / count;
        let least = self.least();
        self.pitch = pitch.clamp(least, PITCH.max(least));
        pitch >= least - 1e-6
    }

    /// The closest which rows may stand.
    pub fn least(&self) -> f64 {
        let air = if self.is_wordy() { WORDY } else { 0.0 };
        self.size + TIGHT + air
    }

    /// Whether more than a third of the rows take several lines: prose rather than figures.
    pub fn is_wordy(&self) -> bool {
        self.rows.iter().filter(|r| r.lines > 1).count() * 3 > self.rows.len()
    }

    pub fn head_height(&self) -> f64 {
        let lines = self.head.iter().map(Vec::len).max().unwrap_or(0);
        if self.head.iter().flatten().all(String::is_empty) {
            return 0.0;
        }
        HEAD_LEADING * lines as f64 + HEAD_FOOT
    }

    pub fn foot_height(&self) -> f64 {
        match self.footnote.len() {
            0 => 0.0,
            n => FOOTNOTE_GAP + FOOTNOTE_LEADING * n as f64,
        }
    }

    pub fn extra_height(&self, table: &Table) -> f64 {
        self.rows
            .iter()
            .enumerate()
            .map(|(place, row)| self.extra(table, place, row))
            .sum()
    }

    /// What a row takes beyond the pitch: further lines, and space above a section.
    pub fn extra(&self, table: &Table, place: usize, placed: &Placed) -> f64 {
        let section = place > 0 && placed.kind(table) == RowKind::Section;
        let gap = if section { SECTION_GAP } else { 0.0 };
        gap + self.leading() * (placed.lines.saturating_sub(1)) as f64
    }

    pub fn leading(&self) -> f64 {
        self.size * 1.15
    }

    /// Leaves out rows from the end, but never a closing total, and says how many.
    pub fn leave_out(&mut self, table: &Table) {
        let total = table.rows.last().is_some_and(|r| r.kind == RowKind::Total);
        let closing = if total { self.rows.pop() } else { None };
        let mut hidden = 0;
        while !self.rows.is_empty() {
            self.rows.pop();
            hidden += 1;
            self.rows.push(Placed::more(hidden));
            if let Some(row) = &closing {
                self.rows.push(row.again());
            }
            if self.squeeze(table) {
                return;
            }
            if closing.is_some() {
                self.rows.pop();
            }
            self.rows.pop();
        }
        self.rows.push(Placed::more(table.rows.len()));
    }
}

impl Placed {
    pub fn of(table: &Table, index: usize, columns: &Columns, size: f64, most: usize) -> Self {
        let Some(row) = table.rows.get(index) else {
            return Self::more(0);
        };
        let section = row.kind == RowKind::Section;
        let texts: Vec<Vec<String>> = row
            .cells
            .iter()
            .take(table.columns.len())
            .enumerate()
            .map(|(i, cell)| {
                let indent = content::indent(row.kind, i);
                content::wrapped(cell, row.kind, size, columns.width(i) - indent, most)
            })
            .collect();
        let lines = texts.iter().map(Vec::len).max().unwrap_or(1).max(1);
        Self {
            row: Some(index),
            lines: if section { 1 } else { lines },
            texts,
            hidden: 0,
        }
    }

    pub fn more(hidden: usize) -> Self {
        Self {
            row: None,
            lines: 1,
            texts: Vec::new(),
            hidden,
        }
    }

    pub fn again(&self) -> Self {
        Self {
            row: self.row,
            lines: self.lines,
            texts: self.texts.clone(),
            hidden: self.hidden,
        }
    }

    pub fn kind(&self, table: &Table) -> RowKind {
        self.row
            .and_then(|i| table.rows.get(i))
            .map_or(RowKind::Normal, |row| row.kind)
    }
}
