//! C11: days of each request against the target.

use super::length;
use super::rows::Rows;
use crate::geometry::Bounds;
use crate::recorder::Plot;
use crate::shapes::{Shape, Stroke};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{DayDot, Ink};
use rust_decimal::Decimal;

/// End of the axis; longer cases stand at the edge with a triangle.
const END: u32 = 60;
const TICK: u32 = 15;
const BIN: u32 = 5;
/// More requests than this are counted in bins of five days.
const MOST_ROWS: usize = 30;
/// Smallest distance of rows with names, and of rows without.
const NAMED: f64 = 9.8;
const CLOSEST: f64 = 7.2;
/// Half of the last tick's label stands right of the axis.
const AXIS_END: f64 = 20.0;
const RADIUS: f64 = 3.2;
const HEAD: f64 = 14.0;
const FOOT: f64 = 24.0;

/// The days chart as the model describes it.
pub struct Days<'a> {
    pub dots: &'a [DayDot],
    pub target: u32,
    pub target_label: &'a str,
    pub median: Option<Decimal>,
}

impl Days<'_> {
    pub fn draw(&self, area: Bounds) -> Vec<Shape> {
        let inner = area.inset(0.0, HEAD, 0.0, FOOT);
        let names: Vec<&str> = self.dots.iter().map(|d| d.name.as_str()).collect();
        let named = inner.height() / self.dots.len().max(1) as f64 >= NAMED;
        let closest = if named { NAMED } else { CLOSEST };
        let share = if named { 0.3 } else { 0.0 };
        let rows = Rows::closer(&names, inner, (closest, 15.0), share, false);
        if self.dots.len() > MOST_ROWS || rows.shown < self.dots.len() {
            return self.binned(area);
        }
        let space = Bounds::new(
            rows.marks.left,
            inner.top,
            area.right - self.label_room(),
            rows.marks.bottom,
        );
        let plot = Plot::new(space, 0.0..f64::from(END), 0.0..1.0);
        self.axis(&plot, space, 0.0);
        for (place, dot) in self.dots.iter().enumerate() {
            if named {
                plot.extend(rows.name(place, &dot.name, false, true));
            }
            self.dot(&plot, dot, rows.middle(place));
        }
        plot.finish()
    }

    fn label_room(&self) -> f64 {
        let style = Style::regular(8.5, theme::TEXT2);
        self.dots
            .iter()
            .filter(|d| d.days * 3 > END * 2)
            .map(|d| text::measure(&d.label, style) + 10.0)
            .fold(AXIS_END, f64::max)
    }

    /// Past the target in orange; resolved filled, open hollow.
    fn dot(&self, plot: &Plot, dot: &DayDot, y: f64) {
        let late = dot.days > self.target;
        let color = if late { theme::BAD } else { theme::ACTUAL };
        let x = plot.place(f64::from(dot.days.min(END)), 0.0).0;
        if dot.days > END {
            let tip = vec![(x + 4.0, y), (x - 3.0, y - 3.6), (x - 3.0, y + 3.6)];
            let fill = if dot.resolved { color } else { theme::WHITE };
            plot.push(Shape::Path {
                points: tip,
                closed: true,
                fill: Some(fill),
                stroke: Some(Stroke::solid(color, 1.2)),
            });
        } else {
            plot.push(circle((x, y), color, dot.resolved));
        }
        let ink = if late { theme::BAD_TEXT } else { theme::TEXT2 };
        let style = Style::regular(8.5, ink);
        plot.push(text::left(x + 7.0, y + 3.0, dot.label.clone(), style));
    }

    fn axis(&self, plot: &Plot, space: Bounds, lift: f64) {
        let y = space.bottom;
        plot.push(Shape::line(
            (space.left, y),
            (space.right, y),
            theme::baseline(),
        ));
        for day in (0..=END).step_by(TICK as usize) {
            let x = plot.place(f64::from(day), 0.0).0;
            plot.push(Shape::line(
                (x, y),
                (x, y + 3.0),
                Stroke::solid(theme::TEXT, 0.6),
            ));
            let words = if day == END {
                format!("{day} days")
            } else {
                day.to_string()
            };
            plot.push(text::center(x, y + 12.0, words, theme::NOTE));
        }
        let x = plot.place(f64::from(self.target.min(END)), 0.0).0;
        let line = Stroke::solid(theme::TEXT, 1.0);
        plot.push(Shape::line((x, space.top - 4.0 - lift), (x, y), line));
        let style = Style::regular(8.5, theme::TEXT);
        plot.push(text::center(
            x,
            space.top - 6.5 - lift,
            self.target_label,
            style,
        ));
        if let Some(median) = self.median {
            draw_median(plot, median, y);
        }
    }

    /// Columns of counts by five days, one of which ends with the target: what is on time never stands in
    /// a late column. Open requests in outline on top.
    fn binned(&self, area: Bounds) -> Vec<Shape> {
        let shift = (BIN - self.target % BIN) % BIN;
        let last = (END + shift).div_ceil(BIN);
        let mut counts = vec![(0u32, 0u32); last as usize + 1];
        for dot in self.dots {
            let bin = ((dot.days + shift).saturating_sub(1) / BIN).min(last);
            if let Some(count) = counts.get_mut(bin as usize) {
                if dot.resolved {
                    count.0 += 1;
                } else {
                    count.1 += 1;
                }
            }
        }
        let most = counts.iter().map(|(r, o)| r + o).max().unwrap_or(1).max(1);
        let space = area.inset(0.0, HEAD + 24.0, AXIS_END, FOOT);
        let wide = f64::from((last + 1) * BIN - shift);
        let plot = Plot::new(space, 0.0..wide, 0.0..f64::from(most));
        for ((resolved, open), end) in counts.iter().zip(1..) {
            let days = (((end - 1) * BIN).saturating_sub(shift), end * BIN - shift);
            self.bin(&plot, days, *resolved, *open);
        }
        self.axis(&plot, space, 11.0);
        let y = area.top + 8.0;
        let style = theme::NOTE.colored(theme::MUTED);
        let words = "requests by 5 days; open ones in outline; last column: over 60";
        let words = text::fit(words, style, area.width());
        plot.push(text::left(area.left, y, words, style));
        plot.finish()
    }

    /// The requests of the days after `day` up to `end`.
    fn bin(&self, plot: &Plot, (day, end): (u32, u32), resolved: u32, open: u32) {
        if resolved + open == 0 {
            return;
        }
        let late = day >= self.target;
        let ink = if late { Ink::Downsell } else { Ink::Actual };
        let (from, to) = (f64::from(day) + 0.6, f64::from(end) - 0.6);
        let (low, high) = (f64::from(resolved), f64::from(resolved + open));
        if resolved > 0 {
            plot.extend(theme::bar(plot.bounds((from, 0.0), (to, low)), ink));
        }
        if open > 0 {
            let stroke = Stroke::solid(theme::ink_color(ink), 1.0);
            let bounds = plot.bounds((from, low), (to, high));
            plot.push(Shape::outline(bounds, theme::WHITE, stroke));
        }
        let (x, y) = plot.place(f64::midpoint(from, to), high);
        let style = Style::bold(9.0, theme::ink_text(ink));
        plot.push(text::center(
            x,
            y - 4.0,
            (resolved + open).to_string(),
            style,
        ));
    }
}

fn circle(center: (f64, f64), color: crate::shapes::Rgb, filled: bool) -> Shape {
    Shape::Circle {
        center,
        radius: if filled { RADIUS } else { RADIUS - 0.6 },
        fill: Some(if filled { color } else { theme::WHITE }),
        stroke: (!filled).then(|| Stroke::solid(color, 1.2)),
    }
}

/// A tick under the axis with its value.
fn draw_median(plot: &Plot, median: Decimal, y: f64) {
    let x = plot.place(length(median).min(f64::from(END)), 0.0).0;
    let tick = vec![(x, y + 1.0), (x - 3.5, y + 7.0), (x + 3.5, y + 7.0)];
    plot.push(Shape::polygon(tick, theme::GOOD));
    let words = format!("median {}", median.normalize());
    let style = Style::bold(8.5, theme::GOOD);
    plot.push(text::center(x, y + 22.0, words, style));
}
