//! C4 and C14: stacked columns over periods, above and below zero.

use super::labels::{Labels, Side};
use super::{categories, key, length};
use crate::geometry::Bounds;
use crate::recorder::Plot;
use crate::shapes::{Rgb, Shape, Stroke};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{Ink, Mark, Stack};

/// Widest category; charts with few periods don't get broader columns than the others of the pack.
const WIDEST: f64 = 64.0;
const BAR: f64 = 0.62;
const KEY: f64 = 18.0;
const LABEL_ROOM: f64 = 15.0;
const TODAY: f64 = 10.0;
/// White between stacked segments.
const SEAM: f64 = 1.0;
/// A line of figures under the categories.
const FIGURES: f64 = 11.5;
const NET: &str = "net";

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
    let mut frame = Frame::new(stacks, names, today, area, false);
    if !frame.downsell_fits() {
        frame = Frame::new(stacks, names, today, area, true);
    }
    frame.draw(names, today)
}

/// A line of figures under the categories: what has no room at the marks.
struct Figures {
    caption: &'static str,
    color: Rgb,
    words: Vec<String>,
}

impl Figures {
    /// Room for the dash which marks the net in the columns.
    fn dash(&self) -> f64 {
        if self.caption == NET { 13.0 } else { 0.0 }
    }
}

/// The chart with its places known.
struct Frame<'a> {
    stacks: &'a [Stack],
    area: Bounds,
    space: Bounds,
    plot: Plot,
    columns: Vec<Column<'a>>,
    figures: Vec<Figures>,
    low: f64,
    head: f64,
    foot: f64,
}

impl<'a> Frame<'a> {
    /// `apart`: downsell is labelled in a line under the categories, not in its segments.
    fn new(
        stacks: &'a [Stack],
        names: &[(Ink, String)],
        today: Option<usize>,
        area: Bounds,
        apart: bool,
    ) -> Self {
        let figures = figures(stacks, apart);
        let head = if names.is_empty() { 0.0 } else { KEY };
        let head = head + if today.is_some() { TODAY } else { 0.0 };
        let margin = figures
            .iter()
            .map(|f| text::measure(f.caption, theme::NOTE) + f.dash() + 4.0)
            .fold(0.0, f64::max);
        let slot = ((area.width() - margin) / stacks.len() as f64).min(WIDEST);
        let (low, high) = extent(stacks);
        let foot = if low < 0.0 { LABEL_ROOM } else { 0.0 };
        let captions: Vec<String> = stacks.iter().map(|s| s.caption.clone()).collect();
        let lines = FIGURES * figures.len() as f64;
        let below = categories::height(&captions, slot);
        let space = Bounds::new(
            area.left + margin,
            area.top + head + LABEL_ROOM,
            area.left + margin + slot * stacks.len() as f64,
            area.bottom - below - foot - lines,
        );
        let plot = Plot::new(space, 0.0..stacks.len() as f64, low..high);
        let columns = stacks
            .iter()
            .enumerate()
            .map(|(i, stack)| Column::new(&plot, i, stack, apart))
            .collect();
        Self {
            stacks,
            area,
            space,
            plot,
            columns,
            figures,
            low,
            head,
            foot,
        }
    }

    /// Whether each downsell label has room inside its segment or outside its end.
    fn downsell_fits(&self) -> bool {
        let style = label_style();
        self.columns
            .iter()
            .flat_map(|c| &c.segments)
            .filter(|s| s.ink == Ink::Downsell && !s.mark.value.is_zero())
            .all(|s| s.outer || s.mark.label.is_empty() || inside(s, style).is_some())
    }

    fn draw(self, names: &[(Ink, String)], today: Option<usize>) -> Vec<Shape> {
        let (area, space, plot) = (self.area, self.space, &self.plot);
        plot.extend(key::draw(names, area.left, area.top + 9.0, area.right));
        let bottom = space.bottom + self.foot;
        let mut labels = Labels::within(Bounds::new(
            area.left - 2.0,
            area.top + self.head,
            area.right,
            bottom + 2.0,
        ));
        for column in &self.columns {
            column.bars(plot, &mut labels);
        }
        let zero = plot.place(0.0, 0.0).1;
        let axis = theme::baseline();
        plot.push(Shape::line((space.left, zero), (space.right, zero), axis));
        for column in &self.columns {
            column.net(plot, &mut labels);
        }
        for column in &self.columns {
            column.labels(plot, &mut labels);
        }
        if let Some(index) = today {
            self.today(index);
        }
        self.captions();
        self.plot.finish()
    }

    fn captions(&self) {
        let plot = &self.plot;
        let captions: Vec<String> = self.stacks.iter().map(|s| s.caption.clone()).collect();
        plot.extend(categories::names(
            plot,
            &captions,
            self.low,
            self.foot + 12.0,
        ));
        if self.stacks.len() == 1 {
            let style = Style::regular(8.5, theme::MUTED);
            let at = (self.space.right + 10.0, self.space.top + 6.0);
            plot.push(text::left(at.0, at.1, "1 period: no trend", style));
        }
        for (n, line) in self.figures.iter().enumerate() {
            let y = self.area.bottom - FIGURES * (self.figures.len() - n) as f64 + 8.5;
            let style = theme::NOTE.colored(line.color);
            let left = self.area.left + line.dash();
            if line.dash() > 0.0 {
                let ends = ((self.area.left, y - 2.8), (left - 3.0, y - 2.8));
                plot.push(Shape::line(ends.0, ends.1, Stroke::solid(theme::TEXT, 1.6)));
            }
            plot.push(text::left(left, y, line.caption, style));
            for (column, words) in self.columns.iter().zip(&line.words) {
                plot.push(text::center(column.middle, y, words.clone(), style));
            }
        }
    }

    fn today(&self, index: usize) {
        let x = self.plot.place(index as f64, 0.0).0;
        let stroke = Stroke::dashed(theme::TEXT, 0.9, &[3.0, 2.0]);
        let top = self.area.top + self.head - TODAY;
        let bottom = self.space.bottom + self.foot + 5.0;
        self.plot
            .push(Shape::line((x, top + 1.0), (x, bottom), stroke));
        let style = Style::regular(8.0, theme::TEXT);
        self.plot
            .push(text::left(x + 3.0, top + 8.0, "today", style));
    }
}

/// Net figures, and downsell where it has no room in the columns.
fn figures(stacks: &[Stack], apart: bool) -> Vec<Figures> {
    let mut lines = Vec::new();
    if apart {
        lines.push(Figures {
            caption: "downsell",
            color: theme::BAD_TEXT,
            words: stacks.iter().map(downsell_label).collect(),
        });
    }
    if stacks.iter().any(|s| s.net.is_some()) {
        let net = |s: &Stack| s.net.as_ref().map_or(String::new(), |m| m.label.clone());
        lines.push(Figures {
            caption: NET,
            color: theme::TEXT,
            words: stacks.iter().map(net).collect(),
        });
    }
    lines
}

fn downsell_label(stack: &Stack) -> String {
    let marks = stack.up.iter().flatten().chain(&stack.down);
    let labels: Vec<&str> = marks
        .filter(|(ink, _)| *ink == Ink::Downsell)
        .map(|(_, mark)| mark.label.as_str())
        .collect();
    labels.join(" ")
}

/// From the deepest to the highest stack; zero is always inside.
fn extent(stacks: &[Stack]) -> (f64, f64) {
    let sum =
        |marks: &[(Ink, Mark)]| -> f64 { marks.iter().map(|(_, m)| length(m.value).abs()).sum() };
    let nets = || {
        stacks
            .iter()
            .filter_map(|s| s.net.as_ref())
            .map(|m| length(m.value))
    };
    let up = stacks.iter().map(|s| s.up.as_deref().map_or(0.0, sum));
    let down = stacks.iter().map(|s| sum(&s.down));
    let high = up.chain(nets()).fold(0.0, f64::max);
    let low = down.chain(nets().map(|v| -v)).fold(0.0, f64::max);
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
    apart: bool,
}

impl<'a> Column<'a> {
    fn new(plot: &Plot, index: usize, stack: &'a Stack, apart: bool) -> Self {
        let (left, zero) = plot.place(index as f64, 0.0);
        let slot = plot.place(index as f64 + 1.0, 0.0).0 - left;
        let mut column = Self {
            stack,
            segments: Vec::new(),
            middle: left + slot / 2.0,
            half: slot * BAR / 2.0,
            zero,
            apart,
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
                bar = Bounds {
                    top: self.zero,
                    bottom: self.zero,
                    ..bar
                };
            } else if bar.height() < 1.0 {
                // |v| > 0 but under 1 pt: a tick of 1 pt (pack.md 3.2).
                bar = grown(bar, up, 1.0 - bar.height());
            } else if Some(i) != last && bar.height() > 3.0 * SEAM {
                bar = grown(bar, up, -SEAM);
            }
            let outer = Some(i) == last || last.is_none() && i == 0;
            self.segments.push(Segment {
                ink: *ink,
                mark,
                bar,
                outer,
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

    /// The net as a dash across the column; its figure stands under the category.
    fn net(&self, plot: &Plot, labels: &mut Labels) {
        let Some(net) = &self.stack.net else { return };
        let y = plot.place(0.0, length(net.value)).1;
        let (left, right) = (self.middle - self.half - 4.0, self.middle + self.half + 4.0);
        let ends = ((left, y), (right, y));
        plot.push(Shape::line(
            ends.0,
            ends.1,
            Stroke::solid(theme::WHITE, 3.4),
        ));
        plot.push(Shape::line(ends.0, ends.1, Stroke::solid(theme::TEXT, 1.6)));
        labels.block(Bounds::new(left, y - 1.5, right, y + 1.5));
    }

    fn labels(&self, plot: &Plot, labels: &mut Labels) {
        if self.stack.up.is_none() && self.stack.down.is_empty() {
            let style = theme::NOTE.colored(theme::MUTED);
            plot.push(text::center(self.middle, self.zero - 4.0, "no data", style));
            return;
        }
        for segment in &self.segments {
            if !(self.apart && segment.ink == Ink::Downsell) {
                label(plot, labels, segment);
            }
        }
    }
}

/// The bar longer or shorter at its outer end.
fn grown(bar: Bounds, up: bool, by: f64) -> Bounds {
    if up {
        Bounds {
            top: bar.top - by,
            ..bar
        }
    } else {
        Bounds {
            bottom: bar.bottom + by,
            ..bar
        }
    }
}

fn label_style() -> Style {
    Style::regular(8.5, theme::TEXT)
}

/// Outermost labels stand outside; downsell and inner ones inside where there is room.
fn label(plot: &Plot, labels: &mut Labels, segment: &Segment) {
    let words = &segment.mark.label;
    let style = label_style();
    let prefers_inside = !segment.outer || segment.ink == Ink::Downsell;
    if let (true, Some(shapes)) = (prefers_inside, inside(segment, style)) {
        return plot.extend(shapes);
    }
    if segment.outer {
        let (x, bar) = (segment.bar.middle(), segment.bar);
        let place = if segment.up {
            ((x, bar.top), Side::Above)
        } else {
            ((x, bar.bottom), Side::Below)
        };
        plot.extend(labels.place(words, style, &[place]));
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
