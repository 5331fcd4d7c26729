//! The strict way of IBCS (CH 4.1): totals and movements in two panels, each from zero and none of them
//! cut. A line as long as one amount of ARR stands in both and shows how much larger the movements are drawn.

use super::{
    CAPTIONS, FOOTROOM, HEADROOM, Level, captions, connectors, difference, draw_column, levels,
};
use crate::charts::length;
use crate::geometry::Bounds;
use crate::recorder::Plot;
use crate::shapes::{Shape, Stroke};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{BridgeColumn, Ink, Mark, Tone};
use rust_decimal::Decimal;

/// Share of the height which the totals take.
const TOTALS: f64 = 0.36;
/// Room at the left for the scale lines and their labels.
const SCALE: f64 = 44.0;

/// Draws both panels; `scale` is the length and label of the scale lines.
pub fn draw(columns: &[BridgeColumn], scale: &Mark, difference: &str, area: Bounds) -> Vec<Shape> {
    let (Some(opening), Some(closing)) = (columns.first(), columns.last()) else {
        return Vec::new();
    };
    let split = area.top + (area.height() - CAPTIONS) * TOTALS;
    let left = area.left + SCALE;
    let upper = Bounds::new(left, area.top + HEADROOM, area.right, split);
    let lower = Bounds::new(left, split + HEADROOM, area.right, area.bottom - CAPTIONS);
    let mut shapes = totals(columns, scale, upper);
    let mut moved: Vec<BridgeColumn> = columns.to_vec();
    if let Some(first) = moved.first_mut() {
        (first.value, first.label) = (Decimal::ZERO, String::new());
    }
    if let Some(last) = moved.last_mut() {
        *last = net(closing, closing.value - opening.value, difference);
    }
    shapes.extend(movements(columns, &moved, scale, lower));
    shapes
}

/// The last column of the lower panel: the change from opening to closing, from zero.
fn net(closing: &BridgeColumn, value: Decimal, words: &str) -> BridgeColumn {
    let (amount, rate) = difference::parts(words);
    BridgeColumn {
        value,
        label: amount.to_owned(),
        share: rate.trim_matches(['(', ')']).to_owned(),
        ink: Ink::Actual,
        tone: Tone::Plain,
        ..closing.clone()
    }
}

/// Opening and closing from zero, at the places of their columns.
fn totals(columns: &[BridgeColumn], scale: &Mark, area: Bounds) -> Vec<Shape> {
    let levels = levels(columns);
    let total = |(i, level): (usize, &Level)| level.total.then_some((i, *level));
    let totals: Vec<(usize, Level)> = levels.iter().enumerate().filter_map(total).collect();
    let high = totals.iter().map(|(_, l)| l.to).fold(0.0, f64::max);
    let plot = Plot::new(
        area,
        0.0..columns.len() as f64,
        0.0..if high > 0.0 { high } else { 1.0 },
    );
    for (i, level) in totals {
        if let Some(column) = columns.get(i) {
            draw_column(&plot, i, column, level, 0.0, None);
        }
    }
    baseline(&plot, columns.len());
    scale_line(&plot, scale, area.left - SCALE);
    plot.finish()
}

/// The movements from zero, and the change which they add up to.
fn movements(
    columns: &[BridgeColumn],
    moved: &[BridgeColumn],
    scale: &Mark,
    area: Bounds,
) -> Vec<Shape> {
    let levels: Vec<Level> = levels(moved);
    let ends = || levels.iter().flat_map(|l| [l.from, l.to]);
    let (lowest, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    // Labels of what falls stand under their bars.
    let falling = levels.iter().filter(|l| l.to < l.from).map(|l| l.to);
    let under = falling.fold(f64::MAX, f64::min) - lowest;
    let foot = FOOTROOM * (high - lowest) / (area.height() - FOOTROOM).max(1.0);
    let low = lowest - (foot - under).max(0.0);
    let high = if high > low { high } else { low + 1.0 };
    let plot = Plot::new(area, 0.0..columns.len() as f64, low..high);
    for (i, (column, level)) in moved.iter().zip(&levels).enumerate().skip(1) {
        draw_column(&plot, i, column, *level, 0.0, None);
    }
    connectors(&plot, &levels, 1);
    baseline(&plot, columns.len());
    captions::draw(&plot, columns, low);
    scale_line(&plot, scale, area.left - SCALE);
    plot.finish()
}

fn baseline(plot: &Plot, columns: usize) {
    let (left, right) = (plot.place(0.0, 0.0), plot.place(columns as f64, 0.0));
    plot.push(Shape::line(left, right, theme::baseline()));
}

/// A vertical line from zero, as long as the amount at its side.
fn scale_line(plot: &Plot, scale: &Mark, left: f64) {
    let (from, to) = (
        plot.place(0.0, 0.0).1,
        plot.place(0.0, length(scale.value)).1,
    );
    let x = left + 3.0;
    let stroke = || Stroke::solid(theme::TEXT2, 0.9);
    plot.push(Shape::line((x, from), (x, to), stroke()));
    for y in [from, to] {
        plot.push(Shape::line((x - 2.5, y), (x + 2.5, y), stroke()));
    }
    let style = Style::regular(theme::SMALLEST, theme::TEXT2);
    let y = f64::midpoint(from, to) + 2.8;
    plot.push(text::left(x + 5.0, y, scale.label.clone(), style));
}
