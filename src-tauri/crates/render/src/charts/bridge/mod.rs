//! C2: the ARR bridge: one waterfall, or totals and movements in two panels.

mod captions;
mod difference;
mod panels;

pub use panels::draw as draw_panels;

use super::length;
use crate::geometry::{Bounds, Point};
use crate::recorder::Plot;
use crate::shapes::{Shape, Stroke};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{BridgeColumn, Tone};
use rust_decimal::Decimal;

/// Share of a category which its bar takes.
const BAR: f64 = 0.62;
const WIDEST: f64 = 96.0;
/// Room above the highest level for two labels, and under the lowest bar.
const HEADROOM: f64 = 30.0;
const FOOTROOM: f64 = 26.0;
/// Room under the axis: two lines of caption and two below them.
const CAPTIONS: f64 = 48.0;
/// How far under the axis a label may stand and clear the captions.
const UNDER_AXIS: f64 = 2.0;
/// Height of the cut above the axis, and the lowest column in which it can be drawn.
const CUT: f64 = 26.0;
const LEAST_CUT: f64 = 12.0;

/// Draws the bridge; `base` is the level at which the total columns are cut.
pub fn draw(
    columns: &[BridgeColumn],
    base: Option<Decimal>,
    difference: &str,
    area: Bounds,
) -> Vec<Shape> {
    if columns.is_empty() {
        return Vec::new();
    }
    let levels = levels(columns);
    let arrow = difference::width(difference);
    let plot_area = Bounds::new(
        area.left,
        area.top + HEADROOM,
        area.right - arrow,
        area.bottom - CAPTIONS,
    );
    let (low, high) = range(&levels, base.map(length), plot_area.height());
    let slots = columns.len() as f64;
    let plot = Plot::new(plot_area, 0.0..slots, low..high);
    let cut = base.and(cut_height(&plot, &levels, low));
    if arrow > 0.0 {
        difference::draw(&plot, &levels, difference, columns.len());
    }
    for (i, (column, level)) in columns.iter().zip(&levels).enumerate() {
        draw_column(&plot, i, column, *level, low, cut);
    }
    connectors(&plot, &levels, 0);
    let left = plot.place(0.0, low);
    let right = plot.place(slots, low);
    plot.push(Shape::line(left, right, theme::baseline()));
    captions::draw(&plot, columns, low);
    plot.finish()
}

impl Level {
    fn is_zero(self) -> bool {
        !self.total && (self.to - self.from).abs() < f64::EPSILON
    }
}

/// Where a column begins and ends.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Level {
    from: f64,
    to: f64,
    total: bool,
}

fn levels(columns: &[BridgeColumn]) -> Vec<Level> {
    let mut running = 0.0;
    columns
        .iter()
        .map(|column| {
            let value = length(column.value);
            let from = if column.total { 0.0 } else { running };
            running = if column.total { value } else { running + value };
            Level {
                from,
                to: running,
                total: column.total,
            }
        })
        .collect()
}

/// From the base, or from zero, or from the lowest level where that is lower still.
fn range(levels: &[Level], base: Option<f64>, height: f64) -> (f64, f64) {
    let high = levels.iter().map(|l| l.from.max(l.to)).fold(0.0, f64::max);
    let bars = levels.iter().filter(|l| !l.total || l.to < 0.0);
    let lowest = bars.map(|l| l.from.min(l.to)).fold(f64::MAX, f64::min);
    let floor = base.unwrap_or(0.0);
    if lowest >= floor {
        return (floor, if high > floor { high } else { floor + 1.0 });
    }
    let foot = FOOTROOM * (high - lowest) / (height - FOOTROOM).max(1.0);
    (lowest - foot, high)
}

fn half_bar(plot: &Plot) -> f64 {
    let slot = plot.place(1.0, 0.0).0 - plot.place(0.0, 0.0).0;
    let bar = (slot * BAR).min(WIDEST);
    bar / slot / 2.0
}

fn draw_column(
    plot: &Plot,
    i: usize,
    column: &BridgeColumn,
    level: Level,
    low: f64,
    cut: Option<f64>,
) {
    let middle = i as f64 + 0.5;
    let half = half_bar(plot);
    let from = if level.total { low } else { level.from };
    let mut bar = plot.bounds((middle - half, from), (middle + half, level.to));
    // A true 0 has no bar, a total of 0 neither.
    let nothing = level.is_zero() || column.value.is_zero();
    if bar.height() < 1.0 && !nothing {
        bar.top = bar.bottom - 1.0;
    }
    if !nothing {
        plot.extend(theme::bar(bar, column.ink));
        if level.total {
            plot.extend(cut.map(|up| zigzag(bar, bar.bottom - up)));
        }
    }
    label(plot, column, bar, level);
}

/// How far above the axis the total columns are cut: at one height, inside the lower of them.
fn cut_height(plot: &Plot, levels: &[Level], low: f64) -> Option<f64> {
    let lowest = levels
        .iter()
        .filter(|l| l.total)
        .map(|l| plot.bounds((0.0, low), (0.0, l.to)).height())
        .fold(f64::MAX, f64::min);
    (lowest > LEAST_CUT && lowest < f64::MAX).then(|| (lowest * 0.45).min(CUT))
}

/// The mark of a cut column: white, 3 pt.
fn zigzag(bar: Bounds, y: f64) -> Shape {
    let teeth = (bar.width() / 6.6).round().max(3.0) as usize;
    let step = (bar.width() + 1.0) / teeth as f64;
    let points: Vec<Point> = (0..=teeth)
        .map(|i| {
            let up = if i % 2 == 0 { 2.2 } else { -2.2 };
            (bar.left - 0.5 + step * i as f64, y + up)
        })
        .collect();
    Shape::polyline(points, Stroke::solid(theme::WHITE, 3.0))
}

/// Value outside the end of its bar, and its share beyond: above where ARR rose, below where it fell; above
/// too where it fell so far that the captions stand there.
fn label(plot: &Plot, column: &BridgeColumn, bar: Bounds, level: Level) {
    let color = match column.tone {
        Tone::Plain => theme::TEXT,
        tone => theme::tone_text(tone),
    };
    let slot = plot.place(1.0, 0.0).0 - plot.place(0.0, 0.0).0;
    let main = shrink(&column.label, Style::bold(11.0, color), slot - 2.0);
    let second = Style::regular(8.5, theme::TEXT2);
    let x = bar.middle();
    let fell = !level.total && level.to < level.from;
    let under = (bar.bottom + 11.5, bar.bottom + 22.5);
    let lowest = if column.share.is_empty() {
        under.0
    } else {
        under.1
    };
    let (first, beyond) = if fell && lowest <= plot.bottom() + UNDER_AXIS {
        under
    } else {
        (bar.top - 5.0, bar.top - 17.5)
    };
    plot.extend(on_white(text::center(x, first, column.label.clone(), main)));
    if !column.share.is_empty() {
        let share = text::center(x, beyond, column.share.clone(), second);
        plot.extend(on_white(share));
    }
}

/// A label with white under its letters, so that the guide of the difference does not cross them.
fn on_white(label: Shape) -> Vec<Shape> {
    let letters = label.bounds().map(|b| b.inset(-1.0, 1.0, -1.0, 1.5));
    let ground = letters.map(|letters| Shape::rect(letters, theme::WHITE));
    ground.into_iter().chain([label]).collect()
}

/// The style made smaller until the text fits, not under 8 pt.
fn shrink(words: &str, style: Style, width: f64) -> Style {
    let full = text::measure(words, style);
    let size = (style.size * width / full).clamp(theme::SMALLEST, style.size);
    if full <= width {
        style
    } else {
        style.sized(size)
    }
}

/// Lines at the running level from each column to the next, beginning at the column `first`.
fn connectors(plot: &Plot, levels: &[Level], first: usize) {
    let half = half_bar(plot);
    for (i, pair) in levels.windows(2).enumerate().skip(first) {
        let [before, after] = pair else { continue };
        // A total that does not start at the running level has nothing to join.
        let joined = !after.total || (after.to - before.to).abs() <= before.to.abs() * 1e-9;
        // A movement of zero has no bar: the level goes on through its place.
        let through = if after.is_zero() { half } else { -half };
        if joined {
            let from = (i as f64 + 0.5 + half, before.to);
            let to = (i as f64 + 1.5 + through, before.to);
            plot.line(vec![from, to], theme::TEXT2, 0.6);
        }
    }
}
