//! Tables: tabular figures, one rule under the head and one above a total, one tinted row. A table
//! always fits its area: rows come closer, type gets smaller (never under 8 pt), long texts are cut
//! to fewer lines, and what is still too much is counted in a last line.

mod cells;
mod columns;
mod content;

use crate::geometry::Bounds;
use crate::shapes::{Role, Shape, Stroke};
use crate::text;
use crate::theme::{self, Style};
use columns::Columns;
use holdfast_pack::model::{Align, Row, RowKind, Table};

/// Widest distance of two rows; it shrinks to the type size plus 3.5 pt (11.5 to 16 pt).
pub const PITCH: f64 = 16.0;
const TIGHT: f64 = 3.5;
/// Further space between rows where many of them take several lines: a row is told from a line.
const WORDY: f64 = 0.5;
const HEAD_LEADING: f64 = 10.0;
const HEAD_FOOT: f64 = 5.5;
const SECTION_GAP: f64 = 5.0;
const FOOTNOTE_GAP: f64 = 6.0;
const FOOTNOTE_LEADING: f64 = 10.5;
/// How far the tint reaches beyond the figures.
const TINT_REACH: f64 = 4.0;
/// Type sizes and lines a text may take, from the best setting to the tightest.
pub const SETTINGS: [(f64, usize); 9] = [
    (9.5, 1),
    (9.5, 2),
    (9.5, 4),
    (9.0, 4),
    (8.5, 4),
    (8.0, 6),
    (8.0, 3),
    (8.0, 2),
    (8.0, 1),
];

/// How a table is set: type size, lines which a text may take, distance of rows.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Setting {
    /// Type size in points.
    pub size: f64,
    /// Lines which a text may take.
    pub most: usize,
    /// Distance of rows in points.
    pub pitch: f64,
}

/// What a table takes in a setting.
pub struct Needs {
    /// Height of all but its rows' distances.
    pub fixed: f64,
    /// Rows.
    pub rows: usize,
    /// The closest which its rows may stand.
    pub least: f64,
    /// Whether a text is cut.
    pub cut: bool,
}

/// Draws a table into its area, in the setting which fits best.
pub fn draw(table: &Table, area: Bounds) -> Vec<Shape> {
    if table.columns.is_empty() {
        return Vec::new();
    }
    Layout::of(table, area).draw(table)
}

/// Draws a table in a given setting, its columns at the edges they have with its siblings.
pub fn draw_as(table: &Table, siblings: &[&Table], area: Bounds, setting: Setting) -> Vec<Shape> {
    if table.columns.is_empty() {
        return Vec::new();
    }
    let mut layout = Layout::set(table, siblings, area, setting.size, setting.most);
    layout.pitch = setting.pitch;
    layout.draw(table)
}

/// What a table takes with this type size and this number of lines a text.
pub fn needs(
    table: &Table,
    siblings: &[&Table],
    area: Bounds,
    (size, most): (f64, usize),
) -> Needs {
    let layout = Layout::set(table, siblings, area, size, most);
    Needs {
        fixed: layout.head_height() + layout.foot_height() + layout.extra_height(table),
        rows: layout.rows.len(),
        least: layout.least(),
        cut: layout.is_cut(table, most),
    }
}

/// Whether two tables have columns of the same number, alignment and weight.
pub fn is_alike(a: &Table, b: &Table) -> bool {
    let shape = |t: &Table| -> Vec<(Align, u16)> {
        t.columns.iter().map(|c| (c.align, c.weight)).collect()
    };
    shape(a) == shape(b)
}

/// A table with all its places known.
struct Layout {
    area: Bounds,
    size: f64,
    pitch: f64,
    columns: Columns,
    head: Vec<Vec<String>>,
    rows: Vec<Placed>,
    footnote: Vec<String>,
}

/// A row as it is printed: its index, or a count of rows left out.
struct Placed {
    row: Option<usize>,
    lines: usize,
    texts: Vec<Vec<String>>,
    hidden: usize,
}

impl Layout {
    fn of(table: &Table, area: Bounds) -> Self {
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

    fn set(table: &Table, siblings: &[&Table], area: Bounds, size: f64, most: usize) -> Self {
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
    fn is_cut(&self, table: &Table, most: usize) -> bool {
        self.rows.iter().any(|placed| {
            let row = placed.row.and_then(|i| table.rows.get(i));
            row.is_some_and(|row| self.cuts(row, placed, most))
        })
    }

    fn cuts(&self, row: &Row, placed: &Placed, most: usize) -> bool {
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
    fn squeeze(&mut self, table: &Table) -> bool {
        let fixed = self.head_height() + self.foot_height() + self.extra_height(table);
        let count = self.rows.len().max(1) as f64;
        let pitch = (self.area.height() - fixed) / count;
        let least = self.least();
        self.pitch = pitch.clamp(least, PITCH.max(least));
        pitch >= least - 1e-6
    }

    /// The closest which rows may stand.
    fn least(&self) -> f64 {
        let air = if self.is_wordy() { WORDY } else { 0.0 };
        self.size + TIGHT + air
    }

    /// Whether more than a third of the rows take several lines: prose rather than figures.
    fn is_wordy(&self) -> bool {
        self.rows.iter().filter(|r| r.lines > 1).count() * 3 > self.rows.len()
    }

    fn head_height(&self) -> f64 {
        let lines = self.head.iter().map(Vec::len).max().unwrap_or(0);
        if self.head.iter().flatten().all(String::is_empty) {
            return 0.0;
        }
        HEAD_LEADING * lines as f64 + HEAD_FOOT
    }

    fn foot_height(&self) -> f64 {
        match self.footnote.len() {
            0 => 0.0,
            n => FOOTNOTE_GAP + FOOTNOTE_LEADING * n as f64,
        }
    }

    fn extra_height(&self, table: &Table) -> f64 {
        self.rows
            .iter()
            .enumerate()
            .map(|(place, row)| self.extra(table, place, row))
            .sum()
    }

    /// What a row takes beyond the pitch: further lines, and space above a section.
    fn extra(&self, table: &Table, place: usize, placed: &Placed) -> f64 {
        let section = place > 0 && placed.kind(table) == RowKind::Section;
        let gap = if section { SECTION_GAP } else { 0.0 };
        gap + self.leading() * (placed.lines.saturating_sub(1)) as f64
    }

    fn leading(&self) -> f64 {
        self.size * 1.15
    }

    /// Leaves out rows from the end, but never a closing total, and says how many.
    fn leave_out(&mut self, table: &Table) {
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

    fn draw(&self, table: &Table) -> Vec<Shape> {
        let mut shapes = Vec::new();
        let mut top = self.area.top;
        if self.head_height() > 0.0 {
            shapes.push(self.draw_head(table));
            top += self.head_height();
            shapes.push(self.rule(top - 2.5));
        }
        for (place, placed) in self.rows.iter().enumerate() {
            let height = self.pitch + self.extra(table, place, placed);
            if place > 0 && self.is_wordy() && placed.kind(table) != RowKind::Total {
                shapes.push(self.hairline(top));
            }
            self.draw_row(table, placed, top, height, &mut shapes);
            top += height;
        }
        let mut all = vec![Shape::Group(Role::Table, shapes)];
        all.extend(self.draw_foot(top));
        all
    }

    fn rule(&self, y: f64) -> Shape {
        let line = Shape::line((self.area.left, y), (self.area.right, y), theme::rule());
        Shape::Group(Role::Artifact, vec![line])
    }

    fn hairline(&self, y: f64) -> Shape {
        let stroke = Stroke::solid(theme::GRID, 0.5);
        let line = Shape::line((self.area.left, y), (self.area.right, y), stroke);
        Shape::Group(Role::Artifact, vec![line])
    }

    fn draw_head(&self, table: &Table) -> Shape {
        let bottom = self.area.top + self.head_height() - HEAD_FOOT;
        let cells = table
            .columns
            .iter()
            .zip(&self.head)
            .enumerate()
            .map(|(i, (column, lines))| {
                let first = bottom - HEAD_LEADING * (lines.len().saturating_sub(1)) as f64 - 1.5;
                let (left, right) = self.columns.edges(i);
                let shapes = lines
                    .iter()
                    .enumerate()
                    .map(|(n, line)| {
                        let y = first + HEAD_LEADING * n as f64;
                        if self.columns.has_marks(i) {
                            let (zero, _) = self.columns.zero(i);
                            let half = text::measure(line, caption(self.size)) / 2.0;
                            let middle = zero.max(left + half);
                            return text::center(middle, y, line.clone(), caption(self.size));
                        }
                        place(column.align, left, right, y, line, caption(self.size))
                    })
                    .collect();
                Shape::Group(Role::ColumnHead, shapes)
            })
            .collect();
        Shape::Group(Role::Row, cells)
    }

    fn draw_row(
        &self,
        table: &Table,
        placed: &Placed,
        top: f64,
        height: f64,
        out: &mut Vec<Shape>,
    ) {
        let kind = placed.kind(table);
        if kind == RowKind::Total {
            out.push(self.rule(top));
        }
        if kind == RowKind::Highlight {
            let tint = Bounds::new(
                self.area.left - TINT_REACH,
                top,
                self.area.right + TINT_REACH,
                top + height,
            );
            out.push(Shape::Group(
                Role::Artifact,
                vec![Shape::rect(tint, theme::TINT)],
            ));
        }
        let gap = (height - self.pitch - self.leading() * (placed.lines.saturating_sub(1)) as f64)
            .max(0.0);
        let baseline = top + gap + self.pitch / 2.0 + 0.35 * self.size;
        let cells = match placed.row.and_then(|i| table.rows.get(i)) {
            None => vec![self.more(placed.hidden, baseline)],
            Some(row) if kind == RowKind::Section => vec![self.section(row, baseline)],
            Some(row) => self.cells(table, row, placed, baseline),
        };
        out.push(Shape::Group(Role::Row, cells));
    }

    fn more(&self, hidden: usize, baseline: f64) -> Shape {
        let rows = if hidden == 1 { "row" } else { "rows" };
        let text = format!("… {hidden} more {rows}: see the XLSX");
        let style = Style::regular(self.size, theme::MUTED);
        let shape = text::left(self.area.left, baseline, text, style);
        Shape::Group(Role::Cell, vec![shape])
    }

    fn section(&self, row: &Row, baseline: f64) -> Shape {
        let style = Style::bold(self.size, theme::TEXT);
        let caption = row.cells.first().map(content::text_of).unwrap_or_default();
        let caption = text::fit(&caption, style, self.area.width());
        let shape = text::left(self.area.left, baseline, caption, style);
        Shape::Group(Role::RowHead, vec![shape])
    }

    fn cells(&self, table: &Table, row: &Row, placed: &Placed, baseline: f64) -> Vec<Shape> {
        row.cells
            .iter()
            .take(table.columns.len())
            .enumerate()
            .map(|(i, cell)| {
                let spot = cells::Spot {
                    columns: &self.columns,
                    index: i,
                    align: table.columns.get(i).map_or(Align::Left, |c| c.align),
                    kind: row.kind,
                    size: self.size,
                    baseline,
                    pitch: self.pitch,
                    leading: self.leading(),
                };
                let lines = placed.texts.get(i).map_or(&[][..], Vec::as_slice);
                let role = if i == 0 { Role::RowHead } else { Role::Cell };
                Shape::Group(role, spot.draw(cell, lines))
            })
            .collect()
    }

    fn draw_foot(&self, bottom: f64) -> Vec<Shape> {
        if self.footnote.is_empty() {
            return Vec::new();
        }
        let at = (self.area.left, bottom + FOOTNOTE_GAP + 8.0);
        let shapes = text::lines(at, FOOTNOTE_LEADING, &self.footnote, foot());
        vec![Shape::Group(Role::Paragraph, shapes)]
    }
}

impl Placed {
    fn of(table: &Table, index: usize, columns: &Columns, size: f64, most: usize) -> Self {
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

    fn more(hidden: usize) -> Self {
        Self {
            row: None,
            lines: 1,
            texts: Vec::new(),
            hidden,
        }
    }

    fn again(&self) -> Self {
        Self {
            row: self.row,
            lines: self.lines,
            texts: self.texts.clone(),
            hidden: self.hidden,
        }
    }

    fn kind(&self, table: &Table) -> RowKind {
        self.row
            .and_then(|i| table.rows.get(i))
            .map_or(RowKind::Normal, |row| row.kind)
    }
}

fn caption(size: f64) -> Style {
    theme::CAPTION.sized((size - 1.0).clamp(theme::SMALLEST, 8.5))
}

fn foot() -> Style {
    Style::regular(8.5, theme::MUTED)
}

/// Text at the left or right edge.
pub fn place(align: Align, left: f64, right: f64, y: f64, text: &str, style: Style) -> Shape {
    match align {
        Align::Left => text::left(left, y, text, style),
        Align::Right => text::right(right, y, text, style),
    }
}
