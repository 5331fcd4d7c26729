//! Sparklines: a 1 pt line, the last value as a dot; a missing value breaks the line.

use crate::geometry::{Bounds, Point};
use crate::shapes::{Shape, Stroke};
use crate::theme;
use holdfast_pack::model::Tile;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

const DOT: f64 = 1.5;

/// Values of a sparkline, as the model holds them.
pub type Values = [Option<Decimal>];

/// Draws the sparkline; nothing where fewer than two values are there.
pub fn draw(values: &Values, area: Bounds) -> Vec<Shape> {
    let known: Vec<f64> = values
        .iter()
        .flatten()
        .filter_map(Decimal::to_f64)
        .collect();
    if known.len() < 2 {
        return Vec::new();
    }
    let (low, high) = known
        .iter()
        .fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(*v), b.max(*v)));
    let step = area.width() / (values.len() - 1) as f64;
    let inner = area.inset(0.0, DOT, 0.0, DOT);
    let height = |value: f64| {
        if high > low {
            inner.bottom - (value - low) / (high - low) * inner.height()
        } else {
            f64::midpoint(inner.top, inner.bottom)
        }
    };
    let points: Vec<Option<Point>> = values
        .iter()
        .enumerate()
        .map(|(i, v)| {
            let value = v.and_then(|v| v.to_f64())?;
            Some((area.left + step * i as f64, height(value)))
        })
        .collect();
    let mut shapes: Vec<Shape> = stretches(&points)
        .into_iter()
        .map(|points| match points.as_slice() {
            [only] => Shape::dot(*only, 0.8, theme::ACTUAL),
            _ => Shape::polyline(points, Stroke::solid(theme::ACTUAL, 1.0)),
        })
        .collect();
    if let Some(Some(last)) = points.last() {
        shapes.push(Shape::dot(*last, DOT, theme::ACTUAL));
    }
    shapes
}

/// The unbroken stretches of a line.
pub fn stretches(points: &[Option<Point>]) -> Vec<Vec<Point>> {
    points
        .split(Option::is_none)
        .map(|part| part.iter().flatten().copied().collect::<Vec<_>>())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Whether a tile has a line to draw.
pub fn has_line(tile: &Tile) -> bool {
    tile.spark.iter().flatten().count() > 1
}
