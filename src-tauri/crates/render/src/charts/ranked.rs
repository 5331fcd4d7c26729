//! C9: ranked names, before and after.

use super::length;
use super::rows::{self, Rows};
use crate::geometry::Bounds;
use crate::shapes::Shape;
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{Ink, RankedBar};

const WIDEST: f64 = 32.0;
const GAP: f64 = 12.0;
/// Narrower charts show the change only; before and after stand in the table beside.
const ROOM_FOR_VALUES: f64 = 330.0;

/// Draws the rows.
pub fn draw(data: &[RankedBar], area: Bounds) -> Vec<Shape> {
    let names: Vec<&str> = data.iter().map(|r| r.name.as_str()).collect();
    let below = area.inset(0.0, 13.0, 0.0, 0.0);
    let rows = Rows::new(&names, below, WIDEST, 0.36, false);
    let style = Style::regular(rows.size, theme::TEXT);
    let columns = Columns::new(data, style, area);
    let captions = [
        (
            columns.before,
            true,
            if columns.values { "before" } else { "" },
        ),
        (
            columns.after,
            true,
            if columns.values { "after" } else { "" },
        ),
        (area.right, true, "Δ"),
    ];
    let (mut shapes, _) = rows::captions(area, &captions);
    let most = data
        .iter()
        .map(|r| length(r.before.value).max(length(r.after.value)))
        .fold(0.0, f64::max);
    let scale = |value: f64| {
        let room = (columns.left - GAP - rows.marks.left).max(1.0);
        rows.marks.left
            + if most > 0.0 {
                value.max(0.0) / most * room
            } else {
                0.0
            }
    };
    for (place, row) in data.iter().take(rows.shown).enumerate() {
        shapes.extend(rows.name(place, &row.name, false, true));
        shapes.extend(bars(&rows, place, row, &scale));
        shapes.extend(columns.row(row, rows.baseline(place, rows.size), style));
    }
    let (x, top, bottom) = (rows.marks.left, rows.marks.top, rows.marks.bottom);
    shapes.push(Shape::line((x, top), (x, bottom), theme::baseline()));
    shapes.extend(rows.more(data.len()));
    shapes
}

/// Before behind after, offset by a third of the bar.
fn bars(rows: &Rows, place: usize, row: &RankedBar, scale: &dyn Fn(f64) -> f64) -> Vec<Shape> {
    let whole = rows.bar(place, rows.marks.left, rows.marks.left);
    let height = whole.height() * 0.75;
    let offset = whole.height() * 0.25;
    let bar = |value: f64, top: f64| {
        let right = scale(value).max(rows.marks.left + if value > 0.0 { 1.0 } else { 0.0 });
        Bounds::new(rows.marks.left, top, right, top + height)
    };
    let (before, after) = (length(row.before.value), length(row.after.value));
    let mut shapes = Vec::new();
    if before > 0.0 {
        shapes.extend(theme::bar(bar(before, whole.top), Ink::PriorYear));
    }
    if after > 0.0 {
        let bounds = bar(after, whole.top + offset);
        let edge = Bounds {
            top: bounds.top - 0.8,
            right: bounds.right + 0.8,
            ..bounds
        };
        shapes.push(Shape::rect(edge, theme::WHITE));
        shapes.extend(theme::bar(bounds, Ink::Actual));
    }
    shapes
}

/// The figures right of the bars.
struct Columns {
    left: f64,
    before: f64,
    after: f64,
    delta: f64,
    values: bool,
}

impl Columns {
    fn new(data: &[RankedBar], style: Style, area: Bounds) -> Self {
        let bold = Style::bold(style.size, theme::TEXT);
        let widest = |f: &dyn Fn(&RankedBar) -> &str, style: Style, caption: &str| {
            data.iter()
                .map(|r| text::measure(f(r), style))
                .fold(text::measure(caption, theme::CAPTION), f64::max)
        };
        let delta = widest(&|r| &r.delta, bold, "Δ");
        let values =
            area.width() >= ROOM_FOR_VALUES && data.iter().any(|r| !r.before.label.is_empty());
        if !values {
            let left = area.right - delta;
            return Self {
                left,
                before: left,
                after: left,
                delta: area.right,
                values,
            };
        }
        let after = area.right - delta - GAP;
        let before = after - widest(&|r| &r.after.label, style, "after") - GAP;
        let left = before - widest(&|r| &r.before.label, style, "before");
        Self {
            left,
            before,
            after,
            delta: area.right,
            values,
        }
    }

    fn row(&self, row: &RankedBar, y: f64, style: Style) -> Vec<Shape> {
        let delta = Style::bold(style.size, theme::tone_text(row.tone));
        let mut shapes = vec![text::right(self.delta, y, row.delta.clone(), delta)];
        if self.values {
            shapes.push(text::right(self.before, y, row.before.label.clone(), style));
            shapes.push(text::right(self.after, y, row.after.label.clone(), style));
        }
        shapes
    }
}
