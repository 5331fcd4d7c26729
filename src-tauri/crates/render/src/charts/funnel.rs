//! C10: the negotiation funnel, bars from zero, one a step.

use super::length;
use super::rows::{self, Rows};
use crate::geometry::Bounds;
use crate::shapes::Shape;
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{FunnelStep, Ink};

const WIDEST: f64 = 25.0;
const GAP: f64 = 14.0;
const LEAST_BARS: f64 = 60.0;

/// Draws the steps with their text columns.
pub fn draw(captions: &[String], steps: &[FunnelStep], area: Bounds) -> Vec<Shape> {
    let names: Vec<&str> = steps.iter().map(|s| s.name.as_str()).collect();
    let below = area.inset(0.0, 13.0, 0.0, 0.0);
    let rows = Rows::new(&names, below, WIDEST, 0.3, false);
    let style = Style::regular(rows.size, theme::TEXT);
    let bold = Style::bold(rows.size, theme::TEXT);
    let edges = columns(captions, steps, style, area, rows.marks.left);
    let heads: Vec<(f64, bool, &str)> = edges
        .iter()
        .zip(captions)
        .map(|((_, right), caption)| (*right, true, caption.as_str()))
        .collect();
    let (mut shapes, _) = rows::captions(area, &heads);
    let count = steps
        .iter()
        .map(|s| text::measure(&s.bar.label, bold))
        .fold(0.0, f64::max);
    let end = edges.first().map_or(area.right, |(left, _)| left - GAP) - count - 5.0;
    let most = steps
        .iter()
        .map(|s| length(s.bar.value))
        .fold(0.0, f64::max);
    let left = rows.marks.left;
    for (place, step) in steps.iter().take(rows.shown).enumerate() {
        shapes.extend(rows.name(place, &step.name, false, false));
        let value = length(step.bar.value).max(0.0);
        let mut to = left
            + if most > 0.0 {
                value / most * (end - left)
            } else {
                0.0
            };
        if value > 0.0 {
            to = to.max(left + 1.0);
            shapes.extend(theme::bar(rows.bar(place, left, to), Ink::Actual));
        }
        let y = rows.baseline(place, rows.size);
        shapes.push(text::left(to + 5.0, y, step.bar.label.clone(), bold));
        for ((from, right), words) in edges.iter().zip(&step.columns) {
            let words = text::fit(words, style, right - from);
            shapes.push(text::right(*right, y, words, style));
        }
    }
    shapes.extend(rows.more(steps.len()));
    shapes
}

/// Left and right edges of the text columns, as wide as their content, from the right.
fn columns(
    captions: &[String],
    steps: &[FunnelStep],
    style: Style,
    area: Bounds,
    left: f64,
) -> Vec<(f64, f64)> {
    let widths: Vec<f64> = captions
        .iter()
        .enumerate()
        .map(|(i, caption)| {
            steps
                .iter()
                .filter_map(|s| s.columns.get(i))
                .map(|words| text::measure(words, style))
                .fold(text::measure(caption, theme::CAPTION), f64::max)
        })
        .collect();
    let room = area.right - left - LEAST_BARS;
    let needed: f64 = widths.iter().map(|w| w + GAP).sum();
    let shrink = (room / needed).min(1.0);
    let mut right = area.right;
    let mut edges: Vec<(f64, f64)> = widths
        .iter()
        .rev()
        .map(|width| {
            let edge = (right - width * shrink, right);
            right -= (width + GAP) * shrink;
            edge
        })
        .collect();
    edges.reverse();
    edges
}
