//! C6: amount bars and rate pins by segment, the total set apart.

use super::length;
use super::rows::{self, Rows};
use crate::geometry::Bounds;
use crate::shapes::{Shape, Stroke};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{Ink, PairedBar};
use rust_decimal::Decimal;

const WIDEST: f64 = 24.0;
const GAP: f64 = 22.0;

/// Draws the two panels.
pub fn draw(captions: (&str, &str), data: &[PairedBar], area: Bounds) -> Vec<Shape> {
    let names: Vec<&str> = data.iter().map(|r| r.name.as_str()).collect();
    let total = data.last().is_some_and(|r| r.total);
    let below = area.inset(0.0, 13.0, 0.0, 0.0);
    let rows = Rows::new(&names, below, WIDEST, 0.34, total);
    let panels = Panels::new(&rows, data);
    let heads = [
        (panels.amount.left, false, captions.0),
        (panels.rate.left, false, captions.1),
    ];
    let (mut shapes, _) = rows::captions(area, &heads);
    let indices = rows.indices(data.len());
    for (place, index) in indices.iter().enumerate() {
        if let Some(row) = data.get(*index) {
            shapes.extend(rows.name(place, &row.name, row.total, false));
            shapes.extend(panels.row(&rows, place, row));
        }
    }
    shapes.extend(rows.total_rule(area.right));
    for x in [panels.amount.left, panels.rate.left] {
        let (top, bottom) = (rows.marks.top, rows.marks.bottom);
        shapes.push(Shape::line((x, top), (x, bottom), theme::baseline()));
    }
    shapes.extend(rows.more(data.len()));
    shapes
}

struct Panels {
    /// Right edge of the counts.
    count: f64,
    amount: Bounds,
    rate: Bounds,
    most: f64,
    highest: f64,
    label: f64,
}

impl Panels {
    fn new(rows: &Rows, data: &[PairedBar]) -> Self {
        let style = Style::bold(9.5, theme::TEXT);
        let widest = |f: &dyn Fn(&PairedBar) -> &str, style: Style| {
            data.iter()
                .map(|r| text::measure(f(r), style))
                .fold(0.0, f64::max)
        };
        let count = widest(&|r| &r.count, theme::CAPTION);
        let amount_label = widest(&|r| &r.amount.label, style);
        let rate_label = widest(&|r| &r.rate_label, style);
        let left = rows.marks.left + if count > 0.0 { count + 8.0 } else { 0.0 };
        let room = rows.marks.right - left - GAP;
        let split = left + room * 0.55;
        let panel = |from: f64, to: f64| Bounds::new(from, rows.marks.top, to, rows.marks.bottom);
        Self {
            count: left - 8.0,
            amount: panel(left, split - amount_label - 5.0),
            rate: panel(split + GAP, rows.marks.right - rate_label - 8.0),
            most: max(data.iter().map(|r| r.amount.value)),
            highest: max(data.iter().filter_map(|r| r.rate)),
            label: rows.size,
        }
    }

    fn row(&self, rows: &Rows, place: usize, row: &PairedBar) -> Vec<Shape> {
        let style = if row.total {
            Style::bold(self.label, theme::TEXT)
        } else {
            Style::regular(self.label, theme::TEXT)
        };
        let y = rows.baseline(place, style.size);
        let muted = Style::regular(8.5_f64.min(self.label), theme::TEXT2);
        let mut shapes = vec![text::right(self.count, y, row.count.clone(), muted)];
        let ink = if row.total {
            Ink::Actual
        } else {
            Ink::Downsell
        };
        let end = reach(self.amount, length(row.amount.value), self.most);
        if !row.amount.value.is_zero() {
            let end = end.max(self.amount.left + 1.0);
            shapes.extend(theme::bar(rows.bar(place, self.amount.left, end), ink));
        }
        shapes.push(text::left(end + 5.0, y, row.amount.label.clone(), style));
        shapes.extend(self.rate(rows, place, row, style));
        shapes
    }

    /// A pin, or the words that stand for a suppressed rate.
    fn rate(&self, rows: &Rows, place: usize, row: &PairedBar, style: Style) -> Vec<Shape> {
        let y = rows.baseline(place, style.size);
        let Some(rate) = row.rate else {
            let muted = style.colored(theme::MUTED);
            return vec![text::left(
                self.rate.left + 5.0,
                y,
                row.rate_label.clone(),
                muted,
            )];
        };
        let end = reach(self.rate, length(rate), self.highest);
        let middle = rows.middle(place);
        let color = theme::ink_color(if row.total {
            Ink::Actual
        } else {
            Ink::Downsell
        });
        let mut shapes = Vec::new();
        if !rate.is_zero() {
            let stem = Stroke::solid(color, 1.2);
            shapes.push(Shape::line((self.rate.left, middle), (end, middle), stem));
            let head = Bounds::new(end - 2.5, middle - 2.5, end + 2.5, middle + 2.5);
            shapes.push(Shape::rect(head, color));
        }
        shapes.push(text::left(end + 7.0, y, row.rate_label.clone(), style));
        shapes
    }
}

fn max(values: impl Iterator<Item = Decimal>) -> f64 {
    values.map(|v| length(v).abs()).fold(0.0, f64::max)
}

fn reach(panel: Bounds, value: f64, most: f64) -> f64 {
    if most > 0.0 {
        panel.left + (value.abs() / most).min(1.0) * panel.width().max(1.0)
    } else {
        panel.left
    }
}
