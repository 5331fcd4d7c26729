//! Lengths as a PDF holds them: from the bottom, in short numbers.

use crate::geometry::Bounds;
use printpdf::Pt;

/// Points rounded to a hundredth: finer than any printer, and short in the file.
pub fn points(value: f64) -> Pt {
    Pt(((value * 100.0).round() / 100.0) as f32)
}

/// A rectangle of the page in PDF's own direction: left, bottom, right, top.
pub fn rectangle(bounds: Bounds, height: f64) -> [f32; 4] {
    [
        points(bounds.left).0,
        points(height - bounds.bottom).0,
        points(bounds.right).0,
        points(height - bounds.top).0,
    ]
}
