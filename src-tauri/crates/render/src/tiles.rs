//! KPI tiles (C1).

use crate::geometry::Bounds;
use crate::shapes::{BoundsKey, Role, Shape, Stroke};
use crate::spark;
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::Tile;

/// Narrowest tile where there is height for a further row.
const NARROWEST: f64 = 126.0;
const GAP: f64 = 14.0;
const HEIGHT: f64 = 96.0;
const LOWEST: f64 = 82.0;
const LEAST_WITH_FOOT: f64 = 68.0;

/// Draws tiles into rows of as many as fit.
pub fn draw(tiles: &[Tile], area: Bounds) -> Vec<Shape> {
    let fitting = ((area.width() + GAP) / (NARROWEST + GAP)).floor().max(1.0) as usize;
    let most = ((area.height() + GAP) / (LOWEST + GAP)).floor().max(1.0) as usize;
    // In little height more tiles share a row, each of them narrower.
    let rows = tiles.len().div_ceil(fitting).clamp(1, most);
    let columns = tiles.len().div_ceil(rows).max(1);
    let width = (area.width() - GAP * (columns - 1) as f64) / columns as f64;
    let height = ((area.height() - GAP * (rows - 1) as f64) / rows as f64).min(HEIGHT);
    tiles
        .iter()
        .enumerate()
        .map(|(i, tile)| {
            let left = area.left + (width + GAP) * (i % columns) as f64;
            let top = area.top + (height + GAP) * (i / columns) as f64;
            draw_tile(tile, Bounds::new(left, top, left + width, top + height))
        })
        .collect()
}

fn draw_tile(tile: &Tile, area: Bounds) -> Shape {
    let mut shapes = vec![top_rule(area)];
    shapes.push(Shape::Group(Role::Paragraph, words(tile, area)));
    if spark::has_line(tile) && area.height() >= LOWEST {
        let space = Bounds::new(
            area.left,
            area.top + 63.0,
            area.right - 3.0,
            area.bottom - 15.0,
        );
        let line = spark::draw(&tile.spark, space);
        shapes.push(Shape::Group(Role::Artifact, line));
    }
    if area.height() >= LEAST_WITH_FOOT {
        shapes.push(Shape::Group(Role::Paragraph, foot(tile, area)));
    }
    match &tile.link {
        Some(page) => {
            let role = Role::Link(page.clone(), BoundsKey::from(area));
            Shape::Group(role, shapes)
        }
        None => Shape::Group(Role::Section, shapes),
    }
}

fn top_rule(area: Bounds) -> Shape {
    let rule = Shape::line(
        (area.left, area.top),
        (area.right, area.top),
        Stroke::solid(theme::TEXT, 0.9),
    );
    Shape::Group(Role::Artifact, vec![rule])
}

fn words(tile: &Tile, area: Bounds) -> Vec<Shape> {
    let name = Style::regular(9.5, theme::TEXT2);
    let value = Style::bold(shrunk(&tile.value, area.width()), theme::TEXT);
    let mut shapes = vec![
        text::left(
            area.left,
            area.top + 14.0,
            text::fit(&tile.name, name, area.width()),
            name,
        ),
        text::left(area.left, area.top + 40.0, tile.value.clone(), value),
    ];
    if !tile.delta.is_empty() {
        shapes.extend(delta(tile, area));
    }
    shapes
}

/// The largest size up to 24 pt at which the value fits.
fn shrunk(value: &str, width: f64) -> f64 {
    let full = text::measure(value, Style::bold(24.0, theme::TEXT));
    if full <= width {
        24.0
    } else {
        (24.0 * width / full).max(11.0)
    }
}

/// The variance with its direction as a triangle; Plex Sans has no ▲▼.
fn delta(tile: &Tile, area: Bounds) -> Vec<Shape> {
    let color = theme::tone_text(tile.tone);
    let style = Style::regular(9.5, color);
    let baseline = area.top + 55.0;
    let mut left = area.left;
    let mut shapes = Vec::new();
    if tile.direction != 0 {
        shapes.push(triangle(left, baseline, tile.direction, color));
        left += 10.0;
    }
    let words = text::fit(&tile.delta, style, area.right - left);
    shapes.push(text::left(left, baseline, words, style));
    shapes
}

fn triangle(left: f64, baseline: f64, direction: i8, color: crate::shapes::Rgb) -> Shape {
    let (base, tip) = if direction > 0 {
        (baseline - 0.3, baseline - 6.3)
    } else {
        (baseline - 6.3, baseline - 0.3)
    };
    Shape::polygon(
        vec![(left, base), (left + 7.0, base), (left + 3.5, tip)],
        color,
    )
}

fn foot(tile: &Tile, area: Bounds) -> Vec<Shape> {
    if tile.foot.is_empty() {
        return Vec::new();
    }
    let style = Style::regular(8.0, theme::MUTED);
    let words = text::fit(&tile.foot, style, area.width());
    vec![text::left(area.left, area.bottom - 3.0, words, style)]
}
