//! C3 and C5: lines over periods. The value axis may start above zero, so its start is printed.

use super::labels::{Labels, Side, spread};
use super::{categories, length};
use crate::geometry::{Bounds, Point};
use crate::recorder::Plot;
use crate::shapes::{Rgb, Shape, Stroke};
use crate::spark::stretches;
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{Ink, Series};
use rust_decimal::Decimal;

const NAME_DISTANCE: f64 = 12.5;
/// Between the boxes which keep labels off a line: less than the height of a label.
const BOX_DISTANCE: f64 = 6.0;
/// Room above the highest value for its label.
const HEAD: f64 = 13.0;
/// Distances of grid lines, times a power of ten.
const STEPS: [f64; 4] = [1.0, 2.0, 2.5, 5.0];
/// The same under ten percent, where 2.5 would need a decimal.
const FINE_STEPS: [f64; 3] = [1.0, 2.0, 5.0];
/// The least distance: one percent.
const LEAST_STEP: f64 = 0.01;
const MOST_GRID_LINES: f64 = 4.0;
/// Solid, dash, dot, dash-dot.
const DASHES: [&[f64]; 4] = [&[], &[6.0, 3.0], &[1.5, 2.5], &[6.0, 2.5, 1.5, 2.5]];

/// A line chart as the model describes it.
pub struct Lines<'a> {
    pub categories: &'a [String],
    pub series: &'a [Series],
    pub range: (Decimal, Decimal),
    pub references: &'a [(Decimal, String)],
    pub shade: bool,
    pub rising: bool,
}

impl Lines<'_> {
    pub fn draw(&self, area: Bounds) -> Vec<Shape> {
        let count = self.categories.len();
        if count < 2 {
            return self.single(area);
        }
        let (low, high) = self.extent();
        let ticks = ticks(low, high);
        let left = ticks
            .iter()
            .map(|t| text::measure(&percent(*t), theme::NOTE) + 6.0)
            .fold(0.0, f64::max);
        let space = area.inset(left, HEAD, self.name_width(area), categories::HEIGHT);
        let plot = Plot::new(space, 0.0..count as f64, low..high);
        self.grid(&plot, &ticks, area.left);
        if self.shade {
            self.gap(&plot);
        }
        self.references(&plot);
        for (i, series) in self.series.iter().enumerate() {
            self.line(&plot, i, series);
        }
        let mut labels = Labels::within(Bounds::new(area.left, area.top, area.right, space.bottom));
        self.block_lines(&plot, &mut labels);
        let names = self.names(&plot, space, area, &mut labels);
        plot.extend(names);
        self.point_labels(&plot, &mut labels);
        self.no_data(&plot, low);
        plot.extend(categories::draw(&plot, self.categories, low));
        plot.finish()
    }

    /// One period: columns from zero and the words that say why there is no line.
    fn single(&self, area: Bounds) -> Vec<Shape> {
        let space = area.inset(0.0, 34.0, 0.0, 16.0);
        let high = self.values().fold(0.0, f64::max);
        let plot = Plot::new(space, 0.0..1.0, 0.0..if high > 0.0 { high } else { 1.0 });
        let slot = (area.width() / self.series.len().max(1) as f64).min(110.0);
        for (i, series) in self.series.iter().enumerate() {
            let left = space.left + 4.0 + slot * i as f64;
            let name = text::fit(&series.name, theme::BODY, slot - 8.0);
            plot.push(text::left(left, space.bottom + 12.0, name, theme::BODY));
            let value = series.values.first().copied().flatten().map(length);
            let label = series.labels.first().map_or("", String::as_str);
            let Some(value) = value else {
                let words = if label.is_empty() { "no data" } else { label };
                let style = Style::regular(9.0, theme::MUTED);
                let lines = text::wrap_to(words, style, slot - 10.0, 3);
                let top = space.bottom - 5.0 - 11.0 * (lines.len() - 1) as f64;
                plot.extend(text::lines((left, top), 11.0, &lines, style));
                continue;
            };
            let top = plot.place(0.0, value.max(0.0)).1;
            let bar = Bounds::new(left, top, left + 40.0, space.bottom);
            plot.extend(theme::bar(bar, series.ink));
            plot.push(text::center(bar.middle(), top - 4.0, label, theme::LABEL));
        }
        plot.push(Shape::line(
            (space.left, space.bottom),
            (space.right, space.bottom),
            theme::baseline(),
        ));
        let words = Style::regular(9.5, theme::TEXT2);
        plot.push(text::left(
            area.left,
            area.top + 10.0,
            "1 period: no trend",
            words,
        ));
        plot.finish()
    }

    /// The range of the axis; a value outside of it widens it, so that no line leaves the chart.
    fn extent(&self) -> (f64, f64) {
        let low = self.values().fold(length(self.range.0), f64::min);
        let high = self.values().fold(length(self.range.1), f64::max);
        (low, high)
    }

    fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.series
            .iter()
            .flat_map(|s| s.values.iter().flatten())
            .map(|v| length(*v))
    }

    /// Room at the right for the name and the last value of each line.
    fn name_width(&self, area: Bounds) -> f64 {
        let widest = self
            .series
            .iter()
            .map(|s| text::measure(&self.last_words(s, area), name_style(s.ink)))
            .fold(0.0, f64::max);
        (widest + 8.0).min(area.width() * 0.4)
    }

    /// Name and last value; the heading above names a single line, so its name gives way in little room.
    fn last_words(&self, series: &Series, area: Bounds) -> String {
        let label = series
            .values
            .iter()
            .rposition(Option::is_some)
            .and_then(|i| series.labels.get(i))
            .map_or("", String::as_str);
        let both = format!("{} {label}", series.name).trim().to_owned();
        let wide = text::measure(&both, name_style(series.ink)) > area.width() * 0.25;
        if wide && self.series.len() == 1 && !label.is_empty() {
            return label.to_owned();
        }
        both
    }

    /// At most four grid lines with their values; the lowest is the start of the axis.
    fn grid(&self, plot: &Plot, ticks: &[f64], left: f64) {
        let count = self.categories.len() as f64;
        for tick in ticks {
            let referenced = self
                .references
                .iter()
                .any(|(at, _)| (length(*at) - tick).abs() < 1e-9);
            if !referenced {
                plot.line(vec![(0.0, *tick), (count, *tick)], theme::GRID, 0.5);
            }
            let y = plot.place(0.0, *tick).1 + 2.8;
            let color = if referenced {
                theme::TEXT
            } else {
                theme::MUTED
            };
            plot.push(text::left(
                left,
                y,
                percent(*tick),
                theme::NOTE.colored(color),
            ));
        }
    }

    /// The area between the first two lines, where both are known.
    fn gap(&self, plot: &Plot) {
        let [upper, lower, ..] = self.series else {
            return;
        };
        let both: Vec<Option<(f64, f64)>> = upper
            .values
            .iter()
            .zip(&lower.values)
            .map(|(a, b)| Some((length((*a)?), length((*b)?))))
            .collect();
        for (start, run) in runs(&both) {
            let x = |i: usize| (start + i) as f64 + 0.5;
            let above = run.iter().enumerate().map(|(i, v)| (x(i), v.0));
            let below = run.iter().enumerate().rev().map(|(i, v)| (x(i), v.1));
            plot.fill(above.chain(below).collect(), theme::GAP);
        }
    }

    fn references(&self, plot: &Plot) {
        let count = self.categories.len() as f64;
        for (at, label) in self.references {
            let value = length(*at);
            plot.line(vec![(0.0, value), (count, value)], theme::TEXT, 0.9);
            let (x, y) = plot.place(0.0, value);
            let style = theme::NOTE.colored(theme::TEXT);
            // The number stands at the axis already; only further words are added on the line.
            if label.trim() != percent(value) {
                plot.push(text::left(x + 2.0, y - 3.0, label.clone(), style));
            }
        }
    }

    fn line(&self, plot: &Plot, index: usize, series: &Series) {
        let points: Vec<Option<Point>> = series
            .values
            .iter()
            .enumerate()
            .map(|(i, v)| v.map(|v| (i as f64 + 0.5, length(v))))
            .collect();
        let color = theme::ink_color(series.ink);
        for stretch in stretches(&points) {
            match (stretch.as_slice(), self.dash(index)) {
                ([only], _) => plot.dot(*only, 2.0, color, true),
                (_, []) => plot.line(stretch, color, 2.0),
                (_, dash) => plot.dashed(stretch, color, 2.0, dash),
            }
        }
        let warned = self.rising && index == 0;
        if let (true, [.., Some(before), Some(last)]) = (warned, points.as_slice()) {
            plot.line(vec![*before, *last], theme::BAD_TEXT, 2.4);
        }
        if let Some(last) = points.iter().rev().flatten().next() {
            plot.dot(*last, 2.6, self.end_color(index, series.ink), true);
        }
    }

    /// Two lines differ in lightness; more need dashes to be told apart without colour (pack.md 4).
    fn dash(&self, index: usize) -> &'static [f64] {
        if self.series.len() > 2 {
            DASHES[index % DASHES.len()]
        } else {
            DASHES[0]
        }
    }

    fn end_color(&self, index: usize, ink: Ink) -> Rgb {
        if self.rising && index == 0 {
            theme::BAD_TEXT
        } else {
            theme::ink_color(ink)
        }
    }

    /// Labels keep off the lines: small boxes along them are taken.
    fn block_lines(&self, plot: &Plot, labels: &mut Labels) {
        for series in self.series {
            for (i, pair) in series.values.windows(2).enumerate() {
                if let [Some(from), Some(to)] = pair {
                    let ends = (length(*from), length(*to));
                    block_segment(plot, labels, i as f64 + 0.5, ends);
                }
            }
        }
    }

    /// Name and last value right of each line, moved apart where they would meet.
    fn names(&self, plot: &Plot, space: Bounds, area: Bounds, labels: &mut Labels) -> Vec<Shape> {
        let ends: Vec<Option<Point>> = self
            .series
            .iter()
            .map(|s| {
                let last = s.values.iter().rposition(Option::is_some)?;
                let value = length((*s.values.get(last)?)?);
                Some(plot.place(last as f64 + 0.5, value))
            })
            .collect();
        let heights: Vec<f64> = ends.iter().map(|e| e.map_or(space.top, |p| p.1)).collect();
        let moved = spread(&heights, NAME_DISTANCE, space.top, space.bottom - 3.0);
        let x = space.right + 4.0;
        let mut shapes = Vec::new();
        for (i, ((series, end), y)) in self.series.iter().zip(&ends).zip(moved).enumerate() {
            let Some(end) = end else { continue };
            if (y - end.1).abs() > 5.0 {
                let leader = Stroke::solid(theme::MUTED, 0.5);
                shapes.push(Shape::line((end.0 + 4.0, end.1), (x - 1.0, y), leader));
            }
            let mut style = name_style(series.ink);
            if self.rising && i == 0 {
                style = style.colored(theme::BAD_TEXT);
            }
            let words = text::fit(&self.last_words(series, area), style, area.right - x);
            labels.block(Bounds::new(x, y - 6.0, area.right, y + 6.0));
            shapes.push(text::left(x, y + 3.3, words, style));
        }
        shapes
    }

    /// Labels at points other than the last: above the upper line, below the lower one.
    fn point_labels(&self, plot: &Plot, labels: &mut Labels) {
        for (s, series) in self.series.iter().enumerate() {
            let last = series.values.iter().rposition(Option::is_some);
            let style = Style::regular(8.5, theme::ink_text(series.ink));
            for i in by_rank(&series.values) {
                let value = series.values.get(i).copied().flatten();
                let (Some(value), Some(words)) = (value, series.labels.get(i)) else {
                    continue;
                };
                if words.is_empty() || Some(i) == last {
                    continue;
                }
                let at = plot.place(i as f64 + 0.5, length(value));
                let upper = self.is_upper(s, i);
                let (first, second) = if upper {
                    (Side::Above, Side::Below)
                } else {
                    (Side::Below, Side::Above)
                };
                let further = if upper { -8.0 } else { 8.0 };
                let places = [(at, first), (at, second), ((at.0, at.1 + further), first)];
                plot.extend(labels.place(words, style, &places));
            }
        }
    }

    /// Whether the line is the higher one at that period, or stands there above its neighbours.
    fn is_upper(&self, index: usize, period: usize) -> bool {
        let value = |s: &Series, i: usize| s.values.get(i).copied().flatten();
        let Some(series) = self.series.get(index) else {
            return true;
        };
        let own = value(series, period);
        if self.series.len() > 1 {
            return self.series.iter().all(|other| value(other, period) <= own);
        }
        let before = period.checked_sub(1).and_then(|i| value(series, i));
        let after = value(series, period + 1);
        [before, after]
            .into_iter()
            .flatten()
            .all(|v| Some(v) <= own)
    }

    fn no_data(&self, plot: &Plot, low: f64) {
        for i in 0..self.categories.len() {
            let missing = self
                .series
                .iter()
                .find(|s| s.values.get(i).copied().flatten().is_none());
            let Some(series) = missing else { continue };
            let label = series.labels.get(i).map_or("", String::as_str);
            let words = if label.is_empty() { "no data" } else { label };
            let (x, y) = plot.place(i as f64 + 0.5, low);
            plot.push(text::center(
                x,
                y - 4.0,
                words,
                theme::NOTE.colored(theme::MUTED),
            ));
        }
    }
}

/// Periods in the order in which their labels are placed: highest, lowest, first, then the others.
fn by_rank(values: &[Option<Decimal>]) -> Vec<usize> {
    let known = || (0..values.len()).filter(|i| values[*i].is_some());
    let first = [
        known().max_by_key(|i| values[*i]),
        known().min_by_key(|i| values[*i]),
        known().next(),
    ];
    let mut order: Vec<usize> = first.into_iter().flatten().collect();
    order.extend(0..values.len());
    let mut seen = std::collections::BTreeSet::new();
    order.retain(|i| seen.insert(*i));
    order
}

/// Small boxes along the line from one period to the next.
fn block_segment(plot: &Plot, labels: &mut Labels, start: f64, (from, to): (f64, f64)) {
    let (a, b) = (plot.place(start, from), plot.place(start + 1.0, to));
    let boxes = ((a.0 - b.0).hypot(a.1 - b.1) / BOX_DISTANCE)
        .ceil()
        .max(1.0);
    for step in 0..=boxes as u32 {
        let part = f64::from(step) / boxes;
        let (x, y) = (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part);
        labels.block(Bounds::new(x - 1.0, y - 1.0, x + 1.0, y + 1.0));
    }
}

/// Unbroken runs of known values with the index of their first.
fn runs(values: &[Option<(f64, f64)>]) -> Vec<(usize, Vec<(f64, f64)>)> {
    let mut found: Vec<(usize, Vec<(f64, f64)>)> = Vec::new();
    let mut open = false;
    for (i, value) in values.iter().enumerate() {
        match (value, found.last_mut()) {
            (Some(v), Some((_, run))) if open => run.push(*v),
            (Some(v), _) => found.push((i, vec![*v])),
            (None, _) => {}
        }
        open = value.is_some();
    }
    found.retain(|(_, run)| run.len() > 1);
    found
}

fn name_style(ink: Ink) -> Style {
    Style::bold(9.5, theme::ink_text(ink))
}

/// Values for at most four grid lines and the start of the axis.
fn ticks(low: f64, high: f64) -> Vec<f64> {
    let step = step(high - low);
    let mut ticks = vec![low];
    let mut next = (low / step).floor() * step + step;
    while next <= high + step * 1e-6 && ticks.len() < 12 {
        if next - low > step * 0.5 {
            ticks.push(next);
        }
        next += step;
    }
    ticks
}

/// The smallest round distance which gives at most four lines over a range.
fn step(range: f64) -> f64 {
    let mut power = LEAST_STEP;
    while range / (10.0 * power) > MOST_GRID_LINES {
        power *= 10.0;
    }
    let steps = if power < 0.05 {
        &FINE_STEPS[..]
    } else {
        &STEPS[..]
    };
    let fits = |step: &f64| range / step <= MOST_GRID_LINES;
    steps
        .iter()
        .map(|s| s * power)
        .find(fits)
        .unwrap_or(10.0 * power)
}

/// A round axis value in percent.
fn percent(value: f64) -> String {
    let tenths = (value * 1000.0).round() / 10.0;
    format!("{tenths}%").replace('-', "\u{2212}")
}
