//! Two attributes crossed (S-3): a cell for each pair, the rate in it and the amount under the rate.
//! The darkest cell is the highest rate of the map, so that a calm quarter does not look alarming.

use super::length;
use crate::geometry::Bounds;
use crate::shapes::{Rgb, Shape};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{HeatCell, HeatRow};

const HEAD: f64 = 14.0;
const HIGHEST: f64 = 28.0;
/// Below this height the amount stands beside the rate rather than under it.
const TWO_LINES: f64 = 22.0;
const GAP: f64 = 10.0;
const SEAM: f64 = 1.0;
const TOTAL_GAP: f64 = 3.0;
/// Rates below this share one scale with it, so that hundredths of a percent stay pale.
const LEAST_SCALE: f64 = 0.02;

/// Draws the map; `columns` are the captions of the cells.
pub fn draw(columns: &[String], rows: &[HeatRow], area: Bounds) -> Vec<Shape> {
    let count = columns.len().max(1) as f64;
    let names = names_width(rows, area);
    let left = area.left + names + GAP;
    let cell = (area.right - left - TOTAL_GAP) / count;
    let room = area.height() - HEAD - TOTAL_GAP;
    let pitch = (room / rows.len().max(1) as f64).min(HIGHEST);
    let inner = rows.iter().filter(|r| !r.total).flat_map(|r| {
        let last = r.cells.len().saturating_sub(1);
        r.cells.iter().take(last).flatten()
    });
    let most = inner
        .filter_map(|k| k.value.map(length))
        .fold(LEAST_SCALE, f64::max);
    let mut shapes = Vec::new();
    let mut top = area.top + HEAD;
    for row in rows {
        top += if row.total { TOTAL_GAP } else { 0.0 };
        let style = name_style(row.total);
        let words = text::fit_middle(&row.name, style, names);
        shapes.push(text::left(area.left, top + pitch / 2.0 + 3.3, words, style));
        for (i, one) in row.cells.iter().enumerate() {
            let end = i + 1 == row.cells.len();
            let x = left + cell * i as f64 + if end { TOTAL_GAP } else { 0.0 };
            let bounds = Bounds::new(x, top, x + cell - SEAM, top + pitch - SEAM);
            let scale = (!end && !row.total).then_some(most);
            shapes.extend(draw_cell(one.as_ref(), bounds, scale));
        }
        top += pitch;
    }
    shapes.extend(captions(columns, (left, cell), area.top + 8.5));
    shapes
}

fn names_width(rows: &[HeatRow], area: Bounds) -> f64 {
    let width = |r: &HeatRow| text::measure(&r.name, name_style(r.total));
    let widest = rows.iter().map(width).fold(0.0, f64::max);
    widest.min(area.width() * 0.28)
}

fn name_style(total: bool) -> Style {
    if total { theme::BODY_BOLD } else { theme::BODY }
}

fn captions(columns: &[String], (left, cell): (f64, f64), y: f64) -> Vec<Shape> {
    let last = columns.len().saturating_sub(1);
    columns
        .iter()
        .enumerate()
        .map(|(i, caption)| {
            let shift = if i == last { TOTAL_GAP } else { 0.0 };
            let middle = left + cell * (i as f64 + 0.5) + shift - SEAM / 2.0;
            let words = text::fit_middle(caption, theme::CAPTION, cell - 4.0);
            text::center(middle, y, words, theme::CAPTION)
        })
        .collect()
}

/// A coloured cell where `scale` is given; totals stay white.
fn draw_cell(cell: Option<&HeatCell>, bounds: Bounds, scale: Option<f64>) -> Vec<Shape> {
    let Some(cell) = cell else {
        let dash = theme::BODY.colored(theme::MUTED);
        let y = f64::midpoint(bounds.top, bounds.bottom) + 3.3;
        return vec![text::center(bounds.middle(), y, "–", dash)];
    };
    let fill = match (cell.value, scale) {
        (Some(value), Some(most)) => color(length(value) / most),
        _ => theme::WHITE,
    };
    let mut shapes = Vec::new();
    if fill != theme::WHITE {
        shapes.push(Shape::rect(bounds, fill));
    }
    let style = if scale.is_none() {
        theme::BODY_BOLD
    } else {
        theme::BODY
    };
    let small = theme::NOTE.colored(if fill == theme::WHITE {
        theme::TEXT2
    } else {
        theme::TEXT
    });
    let middle = f64::midpoint(bounds.top, bounds.bottom);
    if bounds.height() >= TWO_LINES {
        let amount = text::fit(&cell.amount, small, bounds.width() - 2.0);
        shapes.push(text::center(
            bounds.middle(),
            middle - 1.2,
            cell.label.clone(),
            style,
        ));
        shapes.push(text::center(bounds.middle(), middle + 8.6, amount, small));
        return shapes;
    }
    let label = text::measure(&cell.label, style);
    let amount = text::measure(&cell.amount, small);
    let beside = label + 5.0 + amount <= bounds.width() - 4.0;
    let start = bounds.middle()
        - if beside {
            (label + 5.0 + amount) / 2.0
        } else {
            label / 2.0
        };
    shapes.push(text::left(start, middle + 3.3, cell.label.clone(), style));
    if beside {
        let x = start + label + 5.0;
        shapes.push(text::left(x, middle + 3.3, cell.amount.clone(), small));
    }
    shapes
}

/// The colour of a share of the highest rate.
fn color(share: f64) -> Rgb {
    let last = theme::HEAT.len() - 1;
    let at = (share.clamp(0.0, 1.0) * last as f64).round() as usize;
    theme::HEAT[at.min(last)]
}
