//! Charts C2 to C14 (pack.md 3.4). Each file draws one chart into an area; every value that is
//! drawn is labelled, and a chart without data says why in words.

mod bridge;
mod categories;
mod columns;
mod days;
mod discounts;
mod funnel;
mod heat;
mod kept;
mod key;
mod labels;
mod lines;
mod multiples;
mod paired;
mod ranked;
mod rows;
mod triangle;

use crate::geometry::Bounds;
use crate::shapes::{Role, Shape};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{Chart, ChartSpec};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Draws a chart as one figure with its text alternative.
pub fn draw(chart: &Chart, area: Bounds) -> Shape {
    let shapes = match &chart.empty {
        Some(reason) => empty(reason, area),
        None => spec(&chart.spec, area),
    };
    Shape::Group(Role::Figure(chart.alt.clone()), shapes)
}

fn spec(spec: &ChartSpec, area: Bounds) -> Vec<Shape> {
    match spec {
        ChartSpec::Bridge {
            columns,
            base,
            difference,
        } => bridge::draw(columns, *base, difference, area),
        ChartSpec::BridgePanels {
            columns,
            scale,
            difference,
        } => bridge::draw_panels(columns, scale, difference, area),
        ChartSpec::Lines {
            categories,
            series,
            range,
            references,
            shade,
            rising,
        } => lines::Lines {
            categories,
            series,
            range: *range,
            references,
            shade: *shade,
            rising: *rising,
        }
        .draw(area),
        ChartSpec::Columns { stacks, key, today } => columns::draw(stacks, key, *today, area),
        ChartSpec::Paired {
            amount_caption,
            rate_caption,
            rows,
        } => paired::draw((amount_caption, rate_caption), rows, area),
        ChartSpec::Multiples { panels, ends } => multiples::draw(panels, (&ends.0, &ends.1), area),
        ChartSpec::Triangle {
            columns,
            rows,
            diverging,
        } => triangle::draw(columns, rows, *diverging, area),
        ChartSpec::Heat { columns, rows } => heat::draw(columns, rows, area),
        ChartSpec::Ranked(rows) => ranked::draw(rows, area),
        ChartSpec::Funnel { columns, steps } => funnel::draw(columns, steps, area),
        ChartSpec::Days {
            dots,
            target,
            target_label,
            median,
        } => days::Days {
            dots,
            target: *target,
            target_label,
            median: *median,
        }
        .draw(area),
        ChartSpec::Kept(rows) => kept::draw(rows, area),
        ChartSpec::Discounts { dots, band } => discounts::draw(dots, *band, area),
    }
}

/// The reason in words where there is nothing to draw; no empty axis.
fn empty(reason: &str, area: Bounds) -> Vec<Shape> {
    let style = Style::regular(10.0, theme::TEXT2);
    let lines = text::wrap_to(reason, style, area.width().min(420.0), 4);
    text::lines((area.left, area.top + 16.0), 13.0, &lines, style)
}

/// A value as a length; amounts stay exact everywhere else.
fn length(value: Decimal) -> f64 {
    value.to_f64().unwrap_or(0.0)
}
