//! C2: the ARR bridge.

use super::length;
use crate::recorder::Plot;
use crate::shapes::{Bounds, Point, Shape, Stroke};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{BridgeColumn, Ink, Tone};
use rust_decimal::Decimal;

/// Share of a category which its bar takes.
const BAR: f64 = 0.62;
const WIDEST: f64 = 96.0;
/// Room above the highest level for two labels, and under the lowest bar.
const HEADROOM: f64 = 30.0;
const FOOTROOM: f64 = 26.0;
/// Room under the axis: two lines of caption and two below them.
const CAPTIONS: f64 = 48.0;
/// Most room for the difference arrow.
const WIDEST_ARROW: f64 = 72.0;
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
    let arrow = arrow_width(difference);
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
        draw_difference(&plot, &levels, difference, columns.len());
    }
    for (i, (column, level)) in columns.iter().zip(&levels).enumerate() {
        draw_column(&plot, i, column, *level, low, cut);
    }
    connectors(&plot, &levels);
    let left = plot.place(0.0, low);
    let right = plot.place(slots, low);
    plot.push(Shape::line(left, right, theme::baseline()));
    captions(&plot, columns, low);
    plot.finish()
}

impl Level {
    fn is_zero(self) -> bool {
        !self.total && (self.to - self.from).abs() < f64::EPSILON
    }
}

/// Room right of the columns for the arrow and its label.
fn arrow_width(difference: &str) -> f64 {
    if difference.is_empty() {
        return 0.0;
    }
    let (amount, rate) = parts(difference);
    let amount = text::measure(amount, Style::bold(10.0, theme::TEXT));
    let rate = text::measure(rate, Style::regular(8.5, theme::TEXT2));
    (amount.max(rate) + 13.0).min(WIDEST_ARROW)
}

/// "+1,342 (+7.3%)" as amount and rate.
fn parts(difference: &str) -> (&str, &str) {
    difference.split_once(' ').unwrap_or((difference, ""))
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
    let nothing = level.is_zero();
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

/// Value outside the end of its bar, and its share beyond: above where ARR rose, below where it fell.
fn label(plot: &Plot, column: &BridgeColumn, bar: Bounds, level: Level) {
    let color = match column.tone {
        Tone::Plain => theme::TEXT,
        tone => theme::tone_text(tone),
    };
    let slot = plot.place(1.0, 0.0).0 - plot.place(0.0, 0.0).0;
    let main = shrink(&column.label, Style::bold(11.0, color), slot - 2.0);
    let second = Style::regular(8.5, theme::TEXT2);
    let x = bar.middle();
    let (first, beyond) = if !level.total && level.to < level.from {
        (bar.bottom + 11.5, bar.bottom + 22.5)
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

fn connectors(plot: &Plot, levels: &[Level]) {
    let half = half_bar(plot);
    for (i, pair) in levels.windows(2).enumerate() {
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

fn captions(plot: &Plot, columns: &[BridgeColumn], low: f64) {
    let slot = plot.place(1.0, 0.0).0 - plot.place(0.0, 0.0).0;
    let size = caption_size(columns, slot);
    let leading = size + 1.5;
    let caption = |c: &BridgeColumn| (c.caption.clone(), caption_style(c, size));
    let wrapped = one_line_or(columns, slot, caption, |words, style| {
        caption_lines(words, style, slot - 2.0)
    });
    let most = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    let sub = |size| move |c: &BridgeColumn| (c.sub.clone(), Style::regular(size, theme::TEXT2));
    let second = if fits(columns, slot, sub(8.5)) {
        8.5
    } else {
        theme::SMALLEST
    };
    let subs = one_line_or(columns, slot, sub(second), |words, style| {
        text::wrap_to(words, style, slot - 1.0, 2)
    });
    for (i, column) in columns.iter().enumerate() {
        let (x, axis) = plot.place(i as f64 + 0.5, low);
        let style = caption_style(column, size);
        for (n, line) in wrapped.get(i).into_iter().flatten().enumerate() {
            let y = axis + 13.0 + leading * n as f64;
            plot.push(text::center(x, y, line.clone(), style));
        }
        let below = axis + 13.0 + leading * (most - 1) as f64 + 11.5;
        for (n, line) in subs.get(i).into_iter().flatten().enumerate() {
            let style = Style::regular(second, theme::TEXT2);
            plot.push(text::center(
                x,
                below + 10.0 * n as f64,
                line.clone(),
                style,
            ));
        }
    }
}

/// Whether the words stand on one line each without touching their neighbours.
fn fits(
    columns: &[BridgeColumn],
    slot: f64,
    words: impl Fn(&BridgeColumn) -> (String, Style),
) -> bool {
    let widths: Vec<f64> = columns
        .iter()
        .map(|c| {
            let (words, style) = words(c);
            text::measure(&words, style)
        })
        .collect();
    let apart = widths
        .windows(2)
        .all(|w| f64::midpoint(w[0], w[1]) <= slot - 4.0);
    let ends = [widths.first(), widths.last()];
    apart && ends.into_iter().flatten().all(|w| *w <= slot + 4.0)
}

/// Every column's words on one line, or wrapped where they would touch.
fn one_line_or(
    columns: &[BridgeColumn],
    slot: f64,
    words: impl Fn(&BridgeColumn) -> (String, Style),
    wrap: impl Fn(&str, Style) -> Vec<String>,
) -> Vec<Vec<String>> {
    let whole = fits(columns, slot, &words);
    columns
        .iter()
        .map(|c| {
            let (words, style) = words(c);
            if whole {
                vec![words]
            } else {
                wrap(&words, style)
            }
        })
        .collect()
}

/// At most two lines; a word wider than its slot is hyphenated.
fn caption_lines(caption: &str, style: Style, width: f64) -> Vec<String> {
    let words: Vec<String> = caption
        .split_whitespace()
        .map(|word| hyphenated(word, style, width))
        .collect();
    text::wrap_to(&words.join(" "), style, width, 2)
}

fn hyphenated(word: &str, style: Style, width: f64) -> String {
    if text::measure(word, style) <= width {
        return word.to_owned();
    }
    let chars: Vec<char> = word.chars().collect();
    (3..chars.len().saturating_sub(2))
        .rev()
        .map(|at| (chars.iter().take(at).collect::<String>(), at))
        .find(|(head, _)| text::measure(&format!("{head}-"), style) <= width)
        .map_or(word.to_owned(), |(head, at)| {
            let tail: String = chars.iter().skip(at).collect();
            format!("{head}- {tail}")
        })
}

fn caption_style(column: &BridgeColumn, size: f64) -> Style {
    if column.ink == Ink::Downsell {
        Style::bold(size, theme::TEXT)
    } else {
        Style::regular(size, theme::TEXT)
    }
}

/// The largest size at which every caption fits on one line, or else its longest word its slot.
fn caption_size(columns: &[BridgeColumn], slot: f64) -> f64 {
    const SIZES: [f64; 3] = [9.5, 9.0, 8.5];
    let caption = |size| move |c: &BridgeColumn| (c.caption.clone(), caption_style(c, size));
    let words = |size: &f64| {
        columns.iter().all(|c| {
            c.caption
                .split_whitespace()
                .all(|word| text::measure(word, caption_style(c, *size)) <= slot - 3.0)
        })
    };
    let whole = SIZES
        .into_iter()
        .find(|size| fits(columns, slot, caption(*size)));
    whole
        .or_else(|| SIZES.into_iter().find(words))
        .unwrap_or(theme::SMALLEST)
}

/// From the opening to the closing level, right of the chart.
fn draw_difference(plot: &Plot, levels: &[Level], difference: &str, count: usize) {
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
    let room = arrow_width(difference) - 11.0;
    let main = shrink(amount, Style::bold(10.0, theme::TEXT), room);
    plot.push(text::left(at.0, at.1 - 1.0, amount, main));
    let second = shrink(rate, Style::regular(8.5, theme::TEXT2), room);
    plot.push(text::left(at.0, at.1 + 10.0, rate, second));
}
