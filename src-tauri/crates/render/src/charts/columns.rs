//! C4 and C14: stacked columns over periods, above and below zero.

use super::labels::{Labels, Side};
use super::{categories, key, length};
use crate::recorder::Plot;
use crate::shapes::{Bounds, Shape, Stroke};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{Ink, Mark, Stack};

/// Widest category; charts with few periods don't get broader columns than the others of the pack.
const WIDEST: f64 = 64.0;
const BAR: f64 = 0.62;
const KEY: f64 = 18.0;
const LABEL_ROOM: f64 = 15.0;
/// White between stacked segments.
const SEAM: f64 = 1.0;

/// Draws the stacks.
pub fn draw(
    stacks: &[Stack],
    names: &[(Ink, String)],
    today: Option<usize>,
    area: Bounds,
) -> Vec<Shape> {
    if stacks.is_empty() {
        return Vec::new();
    }
    let head = if names.is_empty() { 0.0 } else { KEY };
    let slot = (area.width() / stacks.len() as f64).min(WIDEST);
    let (low, high) = extent(stacks);
    let foot = if low < 0.0 { LABEL_ROOM } else { 0.0 };
    let space = Bounds::new(
        area.left,
        area.top + head + LABEL_ROOM,
        area.left + slot * stacks.len() as f64,
        area.bottom - categories::HEIGHT - foot,
    );
    let plot = Plot::new(space, 0.0..stacks.len() as f64, low..high);
    plot.extend(key::draw(names, area.left, area.top + 9.0, area.right));
    let mut labels = Labels::within(Bounds::new(
        area.left - 2.0,
        area.top + head,
        area.right,
        area.bottom - categories::HEIGHT + 2.0,
    ));
    let columns: Vec<Column> = stacks
        .iter()
        .enumerate()
        .map(|(i, stack)| Column::new(&plot, i, stack))
        .collect();
    columns.iter().for_each(|c| c.bars(&plot, &mut labels));
    let zero = plot.place(0.0, 0.0).1;
    plot.push(Shape::line(
        (space.left, zero),
        (space.right, zero),
        theme::baseline(),
    ));
    columns.iter().for_each(|c| c.net(&plot, &mut labels));
    columns.iter().for_each(|c| c.labels(&plot, &mut labels));
    if let Some(index) = today {
        draw_today(&plot, index, area, head);
    }
    let captions: Vec<String> = stacks.iter().map(|s| s.caption.clone()).collect();
    plot.extend(categories::names(&plot, &captions, low, foot + 12.0));
    if stacks.len() == 1 {
        let style = Style::regular(8.5, theme::MUTED);
        let x = space.right + 10.0;
        plot.push(text::left(x, zero - 4.0, "1 period: no trend", style));
    }
    plot.finish()
}

/// From the deepest to the highest stack; zero is always inside.
fn extent(stacks: &[Stack]) -> (f64, f64) {
    let sum = |marks: &[(Ink, Mark)]| -> f64 {
        marks.iter().map(|(_, m)| length(m.value).abs()).sum()
    };
    let high = stacks
        .iter()
        .map(|s| s.up.as_deref().map_or(0.0, sum))
        .fold(0.0, f64::max);
    let low = stacks.iter().map(|s| sum(&s.down)).fold(0.0, f64::max);
    let nets = || stacks.iter().filter_map(|s| s.net.as_ref()).map(|m| length(m.value));
    let high = nets().fold(high, f64::max);
    let low = nets().map(|v| -v).fold(low, f64::max);
    if high + low > 0.0 {
        (-low, high)
    } else {
        (0.0, 1.0)
    }
}

/// A segment with its bar.
struct Segment<'a> {
    ink: Ink,
    mark: &'a Mark,
    bar: Bounds,
    /// Whether it is the outermost on its side.
    outer: bool,
    up: bool,
}

struct Column<'a> {
    stack: &'a Stack,
    segments: Vec<Segment<'a>>,
    middle: f64,
    half: f64,
    zero: f64,
}

impl<'a> Column<'a> {
    fn new(plot: &Plot, index: usize, stack: &'a Stack) -> Self {
        let (left, zero) = plot.place(index as f64, 0.0);
        let slot = plot.place(index as f64 + 1.0, 0.0).0 - left;
        let mut column = Self {
            stack,
            segments: Vec::new(),
            middle: left + slot / 2.0,
            half: slot * BAR / 2.0,
            zero,
        };
        if let Some(up) = &stack.up {
            column.pile(plot, up, true);
        }
        column.pile(plot, &stack.down, false);
        column
    }

    /// Piles marks from zero outwards.
    fn pile(&mut self, plot: &Plot, marks: &'a [(Ink, Mark)], up: bool) {
        let sign = if up { 1.0 } else { -1.0 };
        let mut level = 0.0;
        let last = marks.iter().rposition(|(_, m)| !m.value.is_zero());
        for (i, (ink, mark)) in marks.iter().enumerate() {
            let next = level + length(mark.value).abs() * sign;
            let mut bar = plot.bounds((0.0, level), (1.0, next));
            (bar.left, bar.right) = (self.middle - self.half, self.middle + self.half);
            level = next;
            if mark.value.is_zero() {
                bar = Bounds::new(bar.left, self.zero, bar.right, self.zero);
            } else if bar.height() < 1.0 {
                // |v| > 0 but under 1 pt: a tick of 1 pt (pack.md 3.2).
                bar = if up {
                    Bounds { top: bar.bottom - 1.0, ..bar }
                } else {
                    Bounds { bottom: bar.top + 1.0, ..bar }
                };
            } else if Some(i) != last && bar.height() > 3.0 * SEAM {
                bar = if up {
                    Bounds { top: bar.top + SEAM, ..bar }
                } else {
                    Bounds { bottom: bar.bottom - SEAM, ..bar }
                };
            }
            self.segments.push(Segment {
                ink: *ink,
                mark,
                bar,
                outer: Some(i) == last || last.is_none(),
                up,
            });
        }
    }

    fn bars(&self, plot: &Plot, labels: &mut Labels) {
        for segment in &self.segments {
            if !segment.mark.value.is_zero() {
                plot.extend(theme::bar(segment.bar, segment.ink));
                labels.block(segment.bar);
            }
        }
    }

    /// The net as a dash across the column.
    fn net(&self, plot: &Plot, labels: &mut Labels) {
        let Some(net) = &self.stack.net else { return };
        let y = plot.place(0.0, length(net.value)).1;
        let (left, right) = (self.middle - self.half - 3.0, self.middle + self.half + 3.0);
        let halo = Stroke::solid(theme::WHITE, 3.4);
        plot.push(Shape::line((left, y), (right, y), halo));
        let dash = Stroke::solid(theme::TEXT, 1.6);
        plot.push(Shape::line((left, y), (right, y), dash));
        labels.block(Bounds::new(left, y - 1.5, right, y + 1.5));
        let style = Style::regular(8.0, theme::TEXT);
        let places = [
            ((right - 2.0, y), Side::Right),
            ((left + 2.0, y), Side::Left),
        ];
        plot.extend(labels.place(&net.label, style, &places));
    }

    fn labels(&self, plot: &Plot, labels: &mut Labels) {
        if self.stack.up.is_none() && self.stack.down.is_empty() {
            let style = theme::NOTE.colored(theme::MUTED);
            plot.push(text::center(self.middle, self.zero - 4.0, "no data", style));
            return;
        }
        // Downsell is labelled first: it is never the label that gives way.
        let mut order: Vec<&Segment> = self.segments.iter().collect();
        order.sort_by_key(|s| s.ink != Ink::Downsell);
        for segment in order {
            self.label(plot, labels, segment);
        }
    }

    fn label(&self, plot: &Plot, labels: &mut Labels, segment: &Segment) {
        let words = &segment.mark.label;
        if words.is_empty() {
            return;
        }
        let style = Style::regular(8.5, theme::TEXT);
        if !segment.outer || segment.ink == Ink::Downsell {
            if let Some(shape) = inside(segment, style) {
                return plot.extend(shape);
            }
        }
        let bar = segment.bar;
        let outside = if segment.up {
            ((self.middle, bar.top), Side::Above)
        } else {
            ((self.middle, bar.bottom), Side::Below)
        };
        let beside = f64::midpoint(bar.top, bar.bottom);
        let sides = [
            ((bar.right - 2.0, beside), Side::Right),
            ((bar.left + 2.0, beside), Side::Left),
        ];
        let bold = Style::bold(9.0, theme::ink_text(segment.ink));
        let style = if segment.ink == Ink::Downsell { bold } else { style };
        let placed = if segment.outer {
            labels.place(words, style, &[outside])
        } else {
            None
        };
        let placed = placed.or_else(|| labels.place(words, style.sized(8.0), &sides));
        plot.extend(placed);
    }
}

/// The label inside its segment, where there is room.
fn inside(segment: &Segment, style: Style) -> Option<Vec<Shape>> {
    let words = &segment.mark.label;
    let width = text::measure(words, style);
    if segment.bar.height() < style.size + 2.5 || segment.bar.width() < width + 3.0 {
        return None;
    }
    let y = f64::midpoint(segment.bar.top, segment.bar.bottom) + 0.35 * style.size;
    let x = segment.bar.middle();
    let mut shapes = Vec::new();
    if theme::is_hatched(segment.ink) {
        let half = width / 2.0 + 2.0;
        shapes.push(Shape::rect(
            Bounds::new(x - half, y - style.size + 1.0, x + half, y + 2.0),
            theme::WHITE,
        ));
    }
    let color = theme::inside(segment.ink);
    shapes.push(text::center(x, y, words.clone(), style.colored(color)));
    Some(shapes)
}

fn draw_today(plot: &Plot, index: usize, area: Bounds, head: f64) {
    let x = plot.place(index as f64, 0.0).0;
    let stroke = Stroke::dashed(theme::TEXT, 0.9, &[3.0, 2.0]);
    let (top, bottom) = (area.top + head + 4.0, area.bottom - categories::HEIGHT + 6.0);
    plot.push(Shape::line((x, top), (x, bottom), stroke));
    let style = Style::regular(8.0, theme::TEXT);
    plot.push(text::left(x + 3.0, top + 6.0, "today", style));
}
