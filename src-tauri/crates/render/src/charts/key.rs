//! The key of stacked charts; everything else is labelled directly.

use crate::geometry::Bounds;
use crate::shapes::Shape;
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::Ink;

const SWATCH: f64 = 9.0;

/// A line of swatches and names from `left` on the baseline `y`; what would pass `right` is left out.
pub fn draw(key: &[(Ink, String)], left: f64, y: f64, right: f64) -> Vec<Shape> {
    let style = Style::regular(8.5, theme::TEXT2);
    let mut x = left;
    let mut shapes = Vec::new();
    for (ink, name) in key {
        let width = SWATCH + 4.0 + text::measure(name, style);
        if x + width > right {
            break;
        }
        let swatch = Bounds::new(x, y - SWATCH + 1.5, x + SWATCH, y + 1.5);
        shapes.extend(theme::bar(swatch, *ink));
        shapes.push(text::left(x + SWATCH + 4.0, y, name.clone(), style));
        x += width + 14.0;
    }
    shapes
}
