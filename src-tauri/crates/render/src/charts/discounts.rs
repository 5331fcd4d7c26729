//! C13: discounts against the guardrail band.

use super::length;
use super::rows::Rows;
use crate::geometry::Bounds;
use crate::recorder::Plot;
use crate::shapes::{Shape, Stroke};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::DiscountDot;
use rust_decimal::Decimal;

const RADIUS: f64 = 3.2;
const HEAD: f64 = 14.0;
const FOOT: f64 = 15.0;
const STEPS: [f64; 5] = [0.05, 0.1, 0.2, 0.25, 0.5];

/// Draws one row a discount; breaches are orange and labelled.
pub fn draw(dots: &[DiscountDot], band: (Decimal, Decimal), area: Bounds) -> Vec<Shape> {
    let inner = area.inset(0.0, HEAD, 0.0, FOOT);
    let names: Vec<&str> = dots.iter().map(|d| d.name.as_str()).collect();
    let rows = Rows::new(&names, inner, 16.0, 0.3, false);
    let label = Style::regular(8.5, theme::BAD_TEXT);
    let room = dots
        .iter()
        .map(|d| text::measure(&d.label, label))
        .fold(0.0, f64::max)
        + 9.0;
    let space = Bounds::new(
        rows.marks.left,
        inner.top,
        area.right - room.min(area.width() * 0.35),
        rows.marks.bottom,
    );
    let (step, end) = axis(dots, length(band.1));
    let plot = Plot::new(space, 0.0..end, 0.0..1.0);
    guardrail(&plot, band, space);
    ticks(&plot, step, end, space);
    let rail = plot.place(length(band.1), 0.0).0;
    for (place, dot) in most_telling(dots, rows.shown).into_iter().enumerate() {
        plot.extend(rows.name(place, &dot.name, false, true));
        let x = plot.place(length(dot.discount).max(0.0), 0.0).0;
        let y = rows.middle(place);
        let color = if dot.breach {
            theme::BAD
        } else {
            theme::ACTUAL
        };
        plot.push(Shape::dot((x, y), RADIUS, color));
        let ink = if dot.breach {
            theme::BAD_TEXT
        } else {
            theme::TEXT2
        };
        let style = label.colored(ink);
        let words = text::fit(&dot.label, label, area.right - x - 7.0);
        let width = text::measure(&words, style) + 9.0;
        let crossed = x < rail && x + width > rail && x - width > space.left;
        plot.push(if crossed {
            text::right(x - 7.0, y + 3.0, words, style)
        } else {
            text::left(x + 7.0, y + 3.0, words, style)
        });
    }
    plot.extend(rows.more_at(dots.len(), area.top + 8.0));
    plot.finish()
}

/// The dots in their order; where not all fit, breaches are kept before others.
fn most_telling(dots: &[DiscountDot], shown: usize) -> Vec<&DiscountDot> {
    let mut order: Vec<usize> = (0..dots.len()).collect();
    order.sort_by_key(|i| dots.get(*i).is_none_or(|d| !d.breach));
    order.truncate(shown);
    order.sort_unstable();
    order.into_iter().filter_map(|i| dots.get(i)).collect()
}

/// Distance of ticks and end of the axis: past the largest discount and the guardrail.
fn axis(dots: &[DiscountDot], guardrail: f64) -> (f64, f64) {
    let most = dots
        .iter()
        .map(|d| length(d.discount))
        .fold(guardrail, f64::max);
    let step = STEPS
        .into_iter()
        .find(|step| most / step <= 6.0)
        .unwrap_or(1.0);
    (step, ((most / step).floor() + 1.0) * step)
}

fn guardrail(plot: &Plot, band: (Decimal, Decimal), space: Bounds) {
    let (from, to) = (length(band.0), length(band.1));
    let (left, right) = (plot.place(from, 0.0).0, plot.place(to, 0.0).0);
    let bounds = Bounds::new(left, space.top, right, space.bottom);
    plot.push(Shape::rect(bounds, theme::TINT));
    let line = Stroke::solid(theme::TEXT, 1.0);
    plot.push(Shape::line(
        (right, space.top - 4.0),
        (right, space.bottom),
        line,
    ));
    let words = format!("guardrail {}", percent(to));
    let style = Style::regular(8.5, theme::TEXT);
    plot.push(text::center(right, space.top - 6.5, words, style));
}

fn ticks(plot: &Plot, step: f64, end: f64, space: Bounds) {
    let y = space.bottom;
    plot.push(Shape::line(
        (space.left, y),
        (space.right, y),
        theme::baseline(),
    ));
    let count = (end / step).round() as usize;
    for i in 0..=count {
        let value = step * i as f64;
        let x = plot.place(value, 0.0).0;
        let tick = Stroke::solid(theme::TEXT, 0.6);
        plot.push(Shape::line((x, y), (x, y + 3.0), tick));
        plot.push(text::center(x, y + 12.0, percent(value), theme::NOTE));
    }
}

fn percent(value: f64) -> String {
    format!("{}%", (value * 1000.0).round() / 10.0)
}
