//! Tables: tabular figures, one rule under the head and one above a total, one tinted row. A table
//! always fits its area: rows come closer, type gets smaller (never under 8 pt), long texts are cut
//! to fewer lines, and what is still too much is counted in a last line.

mod cells;
mod columns;
mod content;
mod draw;
mod layout;

use crate::geometry::Bounds;
use crate::shapes::Shape;

use layout::Layout;

use holdfast_pack::model::{Align, Table};
pub use layout::PITCH;

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
