//! C8: the cohort triangle. Immature cells stay blank, never 0.

use super::length;
use crate::geometry::Bounds;
use crate::shapes::{Rgb, Shape};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::TriangleRow;

const WIDEST: f64 = 46.0;
const NARROWEST: f64 = 24.0;
const HIGHEST: f64 = 19.0;
const LOWEST: f64 = 11.5;
const HEAD: f64 = 14.0;
const KEY: f64 = 20.0;
const GAP: f64 = 10.0;
const SEAM: f64 = 1.0;

/// Draws the triangle; `columns` are "cohort", the caption of its size, and the ages.
pub fn draw(columns: &[String], rows: &[TriangleRow], diverging: bool, area: Bounds) -> Vec<Shape> {
    Triangle::new(columns, rows, diverging, area).draw()
}

struct Triangle<'a> {
    columns: &'a [String],
    rows: &'a [TriangleRow],
    diverging: bool,
    area: Bounds,
    cohort: f64,
    size: f64,
    cell: f64,
    pitch: f64,
    shown: usize,
    ages: usize,
    type_size: f64,
}

impl<'a> Triangle<'a> {
    fn new(columns: &'a [String], rows: &'a [TriangleRow], diverging: bool, area: Bounds) -> Self {
        let room = area.height() - HEAD - KEY;
        let fitting = (room / LOWEST).floor().max(1.0) as usize;
        let shown = if rows.len() > fitting {
            fitting - 1
        } else {
            rows.len()
        };
        let lines = shown + usize::from(shown < rows.len());
        let pitch = (room / lines.max(1) as f64).clamp(LOWEST, HIGHEST);
        let type_size = if pitch >= 13.0 { 9.0 } else { theme::SMALLEST };
        let style = Style::bold(type_size, theme::TEXT);
        let widest = |words: &mut dyn Iterator<Item = &'a str>| {
            words.map(|w| text::measure(w, style)).fold(0.0, f64::max)
        };
        let captions = (column(columns, 0), column(columns, 1));
        let cohort = widest(&mut rows.iter().map(|r| r.cohort.as_str()).chain([captions.0]))
            .min(area.width() * 0.3);
        let size = widest(&mut rows.iter().map(|r| r.size.as_str()).chain([captions.1]));
        let ages = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0).max(1);
        let space = area.width() - cohort - size - 2.0 * GAP;
        let cell = (space / ages as f64).clamp(NARROWEST, WIDEST);
        Self {
            columns,
            rows,
            diverging,
            area,
            cohort,
            size,
            cell,
            pitch,
            shown,
            ages: ages.min((space / cell + 0.01).floor().max(1.0) as usize),
            type_size,
        }
    }

    fn draw(&self) -> Vec<Shape> {
        let mut shapes = self.head();
        let mut top = self.area.top + HEAD;
        for row in self.rows.iter().take(self.shown) {
            shapes.extend(self.row(row, top));
            top += self.pitch;
            if row.average {
                top += 3.0;
            }
        }
        if let Some(words) = self.left_out() {
            let style = theme::NOTE.colored(theme::MUTED);
            shapes.push(text::left(self.area.left, top + 9.0, words, style));
            top += LOWEST;
        }
        shapes.extend(self.key(top + 12.0));
        shapes
    }

    /// What the area has no room for, in words.
    fn left_out(&self) -> Option<String> {
        let rows = self.rows.len() - self.shown;
        let all = self.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
        let ages = all.saturating_sub(self.ages);
        let parts: Vec<String> = [(rows, "cohorts"), (ages, "ages")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} more {what}"))
            .collect();
        (!parts.is_empty()).then(|| format!("… {}: see the XLSX", parts.join(" and ")))
    }

    fn first_cell(&self) -> f64 {
        self.area.left + self.cohort + self.size + 2.0 * GAP
    }

    fn head(&self) -> Vec<Shape> {
        let y = self.area.top + 8.0;
        let style = Style::regular(8.5, theme::TEXT2);
        let size_right = self.area.left + self.cohort + GAP + self.size;
        let mut shapes = vec![
            text::left(self.area.left, y, column(self.columns, 0), style),
            text::right(size_right, y, column(self.columns, 1), style),
        ];
        for age in 0..self.ages {
            let x = self.first_cell() + self.cell * (age as f64 + 0.5);
            shapes.push(text::center(x, y, column(self.columns, age + 2), style));
        }
        shapes
    }

    fn row(&self, row: &TriangleRow, top: f64) -> Vec<Shape> {
        let color = if row.small { theme::MUTED } else { theme::TEXT };
        let style = if row.average {
            Style::bold(self.type_size, color)
        } else {
            Style::regular(self.type_size, color)
        };
        let y = top + self.pitch / 2.0 + 0.35 * self.type_size;
        let size_right = self.area.left + self.cohort + GAP + self.size;
        let cohort = text::fit(&row.cohort, style, self.cohort);
        let mut words = vec![
            text::left(self.area.left, y, cohort, style),
            text::right(size_right, y, row.size.clone(), style),
        ];
        let mut shapes = Vec::new();
        for (age, cell) in row.cells.iter().take(self.ages).enumerate() {
            let Some((value, label)) = cell else { continue };
            let left = self.first_cell() + self.cell * age as f64;
            let bounds = Bounds::new(left, top, left + self.cell - SEAM, top + self.pitch - SEAM);
            let (fill, ink) = self.colors(length(*value), row.small);
            shapes.extend(fill.map(|fill| Shape::rect(bounds, fill)));
            let label = text::fit(label, style, self.cell - 1.0);
            let ink = if row.small { theme::MUTED } else { ink };
            words.push(text::center(bounds.middle(), y, label, style.colored(ink)));
        }
        if row.small {
            words.iter_mut().for_each(slant);
        }
        shapes.extend(words);
        shapes
    }

    /// Colour of a cell and of its text; small cohorts have none, so that grey type stays readable.
    fn colors(&self, value: f64, small: bool) -> (Option<Rgb>, Rgb) {
        if small {
            return (None, theme::MUTED);
        }
        let fill = if self.diverging {
            diverging(value)
        } else {
            sequential(value)
        };
        ((fill != theme::WHITE).then_some(fill), theme::on_ramp(fill))
    }

    /// What the colours mean, under the triangle.
    fn key(&self, y: f64) -> Vec<Shape> {
        let stops: Vec<(String, Rgb)> = if self.diverging {
            theme::DIVERGING
                .iter()
                .map(|(at, color)| (format!("{:.0}", at * 100.0), *color))
                .collect()
        } else {
            theme::SEQUENTIAL
                .iter()
                .enumerate()
                .map(|(i, color)| (format!("{}", 70.0 + 7.5 * i as f64), *color))
                .collect()
        };
        let last = stops.len() - 1;
        let mut x = self.area.left;
        let mut shapes = Vec::new();
        for (i, (label, color)) in stops.into_iter().enumerate() {
            let label = match i {
                0 => format!("≤ {label}"),
                i if i == last && self.diverging => format!("≥ {label}"),
                _ => label,
            };
            let style = Style::regular(8.0, theme::TEXT2);
            let width = text::measure(&label, style);
            if x + 14.0 + width > self.area.right || y + 2.0 > self.area.bottom {
                break;
            }
            let swatch = Bounds::new(x, y - 7.0, x + 10.0, y + 1.5);
            let edge = crate::shapes::Stroke::solid(theme::GRID, 0.5);
            shapes.push(Shape::outline(swatch, color, edge));
            shapes.push(text::left(x + 13.0, y, label, style));
            x += 13.0 + width + 9.0;
        }
        shapes
    }
}

fn column(columns: &[String], index: usize) -> &str {
    columns.get(index).map_or("", String::as_str)
}

fn slant(shape: &mut Shape) {
    if let Shape::Text(run) = shape {
        run.slanted = true;
    }
}

/// The nearest of the stops around 100 %.
fn diverging(value: f64) -> Rgb {
    let mut nearest = theme::DIVERGING[0];
    for stop in theme::DIVERGING {
        if (stop.0 - value).abs() < (nearest.0 - value).abs() {
            nearest = stop;
        }
    }
    nearest.1
}

/// The nearest of five stops from 70 to 100 %.
fn sequential(value: f64) -> Rgb {
    let last = theme::SEQUENTIAL.len() - 1;
    let at = ((value - 0.70) / 0.30 * last as f64).round();
    theme::SEQUENTIAL[(at.max(0.0) as usize).min(last)]
}
