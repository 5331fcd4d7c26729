//! Papers, and the grid of 12 columns × 24 rows on which the blocks of a page stand (pack.md 1).

use crate::geometry::Bounds;
use holdfast_pack::model::{Area, Paper};

/// Space between columns.
pub const GUTTER: f64 = 24.0;
/// Space between blocks that stand under each other.
const ROW_GUTTER: f64 = 10.0;

/// Width and height in points.
pub const fn size(paper: Paper) -> (f64, f64) {
    match paper {
        Paper::Wide => (960.0, 540.0),
        Paper::A4 => (842.0, 595.0),
        Paper::Letter => (792.0, 612.0),
    }
}

/// The space of a grid area.
pub fn grid(area: Area, content: Bounds) -> Bounds {
    let column = (content.width() - GUTTER * 11.0) / 12.0;
    let row = content.height() / 24.0;
    let left = content.left + (column + GUTTER) * f64::from(area.column.min(11));
    let span = f64::from(area.columns.clamp(1, 12 - area.column.min(11)));
    let top = content.top + row * f64::from(area.row.min(23));
    let last = (area.row.min(23) + area.rows.max(1)).min(24);
    let gutter = if last < 24 { ROW_GUTTER } else { 0.0 };
    Bounds::new(
        left,
        top,
        left + column * span + GUTTER * (span - 1.0),
        content.top + row * f64::from(last) - gutter,
    )
}
