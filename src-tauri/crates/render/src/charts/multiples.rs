//! C7: small multiples on one scale, the own line dark, the others light behind it.

use super::length;
use crate::geometry::{Bounds, Point};
use crate::recorder::Plot;
use crate::shapes::Shape;
use crate::spark::stretches;
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::Panel;
use rust_decimal::Decimal;

const GAP: f64 = 20.0;
const WIDEST: f64 = 220.0;
/// Highest of a panel; a wide one may be as high as it is wide.
const HIGHEST: f64 = 110.0;
const LOWEST: f64 = 56.0;
const TITLE: f64 = 14.0;
const FOOT: f64 = 12.0;
/// Below this width a panel has no room for its title and last value.
const NARROWEST: f64 = 120.0;

/// Draws the panels in rows of up to four.
pub fn draw(panels: &[Panel], ends: (&str, &str), area: Bounds) -> Vec<Shape> {
    if panels.is_empty() {
        return Vec::new();
    }
    let columns = (((area.width() + GAP) / (NARROWEST + GAP)).floor() as usize)
        .clamp(1, 4)
        .min(panels.len());
    let fitting = ((area.height() + GAP / 2.0) / (LOWEST + GAP / 2.0))
        .floor()
        .max(1.0) as usize;
    let rows = panels.len().div_ceil(columns).min(fitting);
    let width = ((area.width() - GAP * (columns - 1) as f64) / columns as f64).min(WIDEST);
    let height =
        ((area.height() - GAP / 2.0 * (rows - 1) as f64) / rows as f64).min(HIGHEST.max(width));
    let range = range(panels);
    let mut shapes = Vec::new();
    for index in 0..panels.len().min(rows * columns) {
        let left = area.left + (width + GAP) * (index % columns) as f64;
        let top = area.top + (height + GAP / 2.0) * (index / columns) as f64;
        let space = Bounds::new(left, top, left + width, top + height);
        shapes.extend(panel(panels, index, range, ends, space));
    }
    let hidden = panels.len().saturating_sub(rows * columns);
    if hidden > 0 {
        let words = format!("… {hidden} more: see the XLSX");
        let style = theme::NOTE.colored(theme::MUTED);
        let at = (area.right - text::measure(&words, style), area.bottom);
        shapes.push(text::left(at.0, at.1 - 1.0, words, style));
    }
    shapes
}

/// One scale for all panels, with zero in it.
fn range(panels: &[Panel]) -> (f64, f64) {
    let values = || {
        panels
            .iter()
            .flat_map(|p| p.values.iter().flatten())
            .map(|v| length(*v))
    };
    let high = values().fold(0.0, f64::max);
    let low = values().fold(0.0, f64::min);
    if high > low { (low, high) } else { (0.0, 1.0) }
}

fn panel(
    panels: &[Panel],
    index: usize,
    range: (f64, f64),
    ends: (&str, &str),
    space: Bounds,
) -> Vec<Shape> {
    let Some(own) = panels.get(index) else {
        return Vec::new();
    };
    let last = Style::bold(9.0, theme::TEXT);
    let label = text::measure(&own.last, last) + 5.0;
    let inner = space.inset(0.0, TITLE + 4.0, label, FOOT);
    let count = panels
        .iter()
        .map(|p| p.values.len())
        .max()
        .unwrap_or(1)
        .max(2);
    let plot = Plot::new(inner, 0.0..(count - 1) as f64, range.0..range.1);
    let style = Style::bold(9.0, theme::TEXT);
    let title = text::fit_middle(&own.title, style, space.width());
    plot.push(text::left(space.left, space.top + 9.0, title, style));
    let empty = own.values.iter().all(Option::is_none);
    for (i, other) in panels.iter().enumerate() {
        if i != index && !empty {
            line(&plot, &other.values, theme::GRID, 0.75);
        }
    }
    let axis = (plot.place(0.0, 0.0), plot.place((count - 1) as f64, 0.0));
    plot.push(Shape::line(
        axis.0,
        axis.1,
        crate::shapes::Stroke::solid(theme::TEXT, 0.6),
    ));
    line(&plot, &own.values, theme::ACTUAL, 1.5);
    if let Some(i) = own.values.iter().rposition(Option::is_some) {
        let value = own.values.get(i).copied().flatten().map_or(0.0, length);
        plot.dot((i as f64, value), 1.8, theme::ACTUAL, true);
        let (x, y) = plot.place(i as f64, value);
        // A single value stands at the start of the axis, and "n=4" would stand on it: above it, then.
        let on_axis = i == 0 || (y - axis.0.1).abs() < 1.0 && i + 1 < own.values.len();
        let lift = if on_axis { 7.0 } else { 0.0 };
        plot.push(text::left(x + 4.0, y + 3.0 - lift, own.last.clone(), last));
    } else {
        let muted = theme::NOTE.colored(theme::MUTED);
        let words = if own.last.is_empty() {
            "no data"
        } else {
            &own.last
        };
        plot.push(text::left(inner.left, inner.bottom - 6.0, words, muted));
    }
    let caption = theme::NOTE.colored(theme::MUTED);
    let y = space.bottom - 2.0;
    plot.push(text::left(inner.left, y, ends.0, caption));
    plot.push(text::right(inner.right, y, ends.1, caption));
    plot.finish()
}

fn line(plot: &Plot, values: &[Option<Decimal>], color: crate::shapes::Rgb, width: f64) {
    let points: Vec<Option<Point>> = values
        .iter()
        .enumerate()
        .map(|(i, v)| v.map(|v| (i as f64, length(v))))
        .collect();
    for stretch in stretches(&points) {
        if stretch.len() > 1 {
            plot.line(stretch, color, width);
        }
    }
}
