//! One cell.

use super::columns::Columns;
use super::content::{hang, indent, style};
use crate::geometry::Bounds;
use crate::shapes::{Role, Shape, Stroke};
use crate::spark;
use crate::text::{self, RECAST};
use crate::theme::{self, Style};
use holdfast_pack::model::{Align, Cell, RowKind, Tone};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// From a bar or pin, or from its zero, to its label.
const LABEL_GAP: f64 = 5.0;
/// Beyond this a pin is cut and marked with a triangle (pack.md 3.2).
const OUTLIER: f64 = 3.0;

/// Where a cell goes.
pub struct Spot<'a> {
    pub columns: &'a Columns,
    pub index: usize,
    pub align: Align,
    pub kind: RowKind,
    pub size: f64,
    pub baseline: f64,
    pub pitch: f64,
    pub leading: f64,
}

impl Spot<'_> {
    /// The shapes of the cell; `lines` are its wrapped lines.
    pub fn draw(&self, cell: &Cell, lines: &[String]) -> Vec<Shape> {
        let style = style(cell, self.kind, self.size);
        match cell {
            Cell::Empty => Vec::new(),
            Cell::Text(_) | Cell::Toned(..) | Cell::Mono(_) => self.texts(lines, style),
            Cell::Figure(text) | Cell::FigureToned(text, _)
                if self.columns.has_marks(self.index) =>
            {
                let (zero, _) = self.columns.zero(self.index);
                vec![text::left(zero + LABEL_GAP, self.baseline, text, style)]
            }
            Cell::Figure(text) | Cell::FigureToned(text, _) => self.figure(text, style),
            Cell::Spark(values) => {
                let line = spark::draw(values, self.marks().inset(0.0, 0.0, 3.0, 0.0));
                vec![Shape::Group(Role::Artifact, line)]
            }
            Cell::Bar(value, scale, label, tone) => {
                let scale = scale.abs().to_f64().unwrap_or(0.0);
                self.variance(to_f64(*value), scale, label, *tone, style, Mark::Bar)
            }
            Cell::Pin(value, label, tone) => {
                let reach = self.columns.facts(self.index).reach;
                self.variance(to_f64(*value), reach, label, *tone, style, Mark::Pin)
            }
        }
    }

    fn edges(&self) -> (f64, f64) {
        let (left, right) = self.columns.edges(self.index);
        (left + indent(self.kind, self.index), right)
    }

    fn texts(&self, lines: &[String], style: Style) -> Vec<Shape> {
        let (left, right) = self.edges();
        lines
            .iter()
            .enumerate()
            .map(|(n, line)| {
                let y = self.baseline + self.leading * n as f64;
                place(self.align, left, right, y, line, style)
            })
            .collect()
    }

    fn figure(&self, figure: &str, style: Style) -> Vec<Shape> {
        let (left, right) = self.edges();
        let hanging = hang(figure, style);
        let reserve = self.columns.facts(self.index).hang - hanging;
        let Some(plain) = figure.strip_suffix(RECAST) else {
            let shown = text::fit(figure, style, right - left - reserve);
            return vec![text::right(right - reserve, self.baseline, shown, style)];
        };
        let end = right - reserve - hanging;
        let mark = style.sized(theme::SMALLEST);
        vec![
            text::right(end, self.baseline, plain, style),
            text::left(end + 0.5, self.baseline - 2.2, "R", mark),
        ]
    }

    /// The space of marks in this cell.
    fn marks(&self) -> Bounds {
        let (left, right) = self.edges();
        let middle = self.baseline - 0.35 * self.size;
        let half = (self.pitch * 0.36).min(6.0);
        Bounds::new(left, middle - half, right, middle + half)
    }

    /// A variance from a common zero with its label outside its end.
    fn variance(
        &self,
        value: f64,
        scale: f64,
        label: &str,
        tone: Tone,
        style: Style,
        mark: Mark,
    ) -> Vec<Shape> {
        let space = self.marks();
        let (zero, half) = self.columns.zero(self.index);
        let shown = value.clamp(-scale, scale);
        let length = if scale > 0.0 {
            shown / scale * half
        } else {
            0.0
        };
        let end = zero + length;
        let mut marks = match mark {
            Mark::Bar => bar(zero, end, space, tone),
            Mark::Pin => pin(zero, end, value, space, tone),
        };
        marks.push(Shape::line(
            (zero, self.baseline - 0.35 * self.size - self.pitch / 2.0),
            (zero, self.baseline - 0.35 * self.size + self.pitch / 2.0),
            Stroke::solid(theme::TEXT, 0.6),
        ));
        let text = if value < 0.0 {
            text::right(end - LABEL_GAP, self.baseline, label, style)
        } else {
            text::left(end + LABEL_GAP, self.baseline, label, style)
        };
        vec![Shape::Group(Role::Artifact, marks), text]
    }
}

#[derive(Clone, Copy)]
enum Mark {
    Bar,
    Pin,
}

fn to_f64(value: Decimal) -> f64 {
    value.to_f64().unwrap_or(0.0)
}

fn bar(zero: f64, end: f64, space: Bounds, tone: Tone) -> Vec<Shape> {
    if (end - zero).abs() < 0.05 {
        return Vec::new();
    }
    let reach = if (end - zero).abs() < 1.0 {
        zero + (end - zero).signum()
    } else {
        end
    };
    let bounds = Bounds::new(zero.min(reach), space.top, zero.max(reach), space.bottom);
    vec![Shape::rect(bounds, theme::tone_mark(tone))]
}

/// A stem of 1.2 pt with a square head of 5 pt, or a triangle where the pin is cut.
fn pin(zero: f64, end: f64, value: f64, space: Bounds, tone: Tone) -> Vec<Shape> {
    let middle = f64::midpoint(space.top, space.bottom);
    let color = theme::tone_mark(tone);
    let stem = Shape::line((zero, middle), (end, middle), Stroke::solid(color, 1.2));
    let head = if value.abs() > OUTLIER {
        let tip = end + 3.0 * value.signum();
        let back = end - 3.0 * value.signum();
        Shape::polygon(
            vec![(tip, middle), (back, middle - 3.5), (back, middle + 3.5)],
            color,
        )
    } else {
        Shape::rect(
            Bounds::new(end - 2.5, middle - 2.5, end + 2.5, middle + 2.5),
            color,
        )
    };
    vec![stem, head]
}

/// Text at the left or right edge.
pub fn place(align: Align, left: f64, right: f64, y: f64, text: &str, style: Style) -> Shape {
    match align {
        Align::Left => text::left(left, y, text, style),
        Align::Right => text::right(right, y, text, style),
    }
}
