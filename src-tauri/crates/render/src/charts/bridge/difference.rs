//! The difference arrow from the opening to the closing level, right of the bridge.

use super::{Level, half_bar, shrink};
use crate::geometry::Point;
use crate::recorder::Plot;
use crate::shapes::{Shape, Stroke};
use crate::text;
use crate::theme::{self, Style};

/// Most room for the difference arrow.
const WIDEST_ARROW: f64 = 72.0;

/// Room right of the columns for the arrow and its label.
pub fn width(difference: &str) -> f64 {
    if difference.is_empty() {
        return 0.0;
    }
    let (amount, rate) = parts(difference);
    let amount = text::measure(amount, Style::bold(10.0, theme::TEXT));
    let rate = text::measure(rate, Style::regular(8.5, theme::TEXT2));
    (amount.max(rate) + 13.0).min(WIDEST_ARROW)
}

/// "+1,342 (+7.3%)" as amount and rate.
pub fn parts(difference: &str) -> (&str, &str) {
    difference.split_once(' ').unwrap_or((difference, ""))
}

/// From the opening to the closing level, right of the chart.
pub fn draw(plot: &Plot, levels: &[Level], difference: &str, count: usize) {
    let (Some(first), Some(last)) = (levels.first(), levels.last()) else {
        return;
    };
    let half = half_bar(plot);
    let color = theme::TEXT2;
    let slots = count as f64;
    let (right, opening) = plot.place(slots, first.to);
    let closing = plot.place(slots, last.to).1;
    let x = right + 6.0;
    let start = plot.place(0.5 + half, first.to).0;
    let end = plot.place(slots - 0.5 + half, last.to).0;
    let guide = Stroke::dashed(theme::MUTED, 0.5, &[1.0, 2.0]);
    plot.push(Shape::line(
        (start, opening),
        (x + 3.0, opening),
        guide.clone(),
    ));
    plot.push(Shape::line((end, closing), (x + 3.0, closing), guide));
    if (opening - closing).abs() > 1.0 {
        plot.push(Shape::line(
            (x, opening),
            (x, closing),
            Stroke::solid(color, 0.9),
        ));
    }
    if (opening - closing).abs() > 7.0 {
        plot.push(arrow_head(x, closing, opening > closing));
    }
    let middle = f64::midpoint(opening, closing);
    difference_label(plot, difference, (x + 5.0, middle));
}

fn arrow_head(x: f64, y: f64, up: bool) -> Shape {
    let back = if up { 6.0 } else { -6.0 };
    Shape::polygon(
        vec![(x, y), (x - 3.0, y + back), (x + 3.0, y + back)],
        theme::TEXT2,
    )
}

/// "+1,342 (+7.3%)": the amount semibold, the rate under it.
fn difference_label(plot: &Plot, difference: &str, at: Point) {
    let (amount, rate) = parts(difference);
    let room = width(difference) - 11.0;
    let main = shrink(amount, Style::bold(10.0, theme::TEXT), room);
    plot.push(text::left(at.0, at.1 - 1.0, amount, main));
    let second = shrink(rate, Style::regular(8.5, theme::TEXT2), room);
    plot.push(text::left(at.0, at.1 + 10.0, rate, second));
}
