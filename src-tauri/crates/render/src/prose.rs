//! Lines of text in a block.

use crate::geometry::Bounds;
use crate::shapes::{Role, Shape};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::Tone;

/// Type size, leading and space between two lines of the model, from the best to the tightest.
const SETTINGS: [(f64, f64, f64); 4] = [
    (9.5, 12.5, 3.0),
    (9.0, 11.5, 1.5),
    (8.5, 10.5, 1.0),
    (8.0, 10.0, 0.0),
];

/// Draws lines, each a paragraph; those which do not fit are counted.
pub fn draw(lines: &[(Tone, String)], area: Bounds) -> Vec<Shape> {
    let fitting = SETTINGS
        .iter()
        .find(|setting| height(lines, area.width(), **setting) <= area.height() + 0.01);
    match fitting {
        Some(setting) => paragraphs(lines, area, *setting).0,
        None => shortened(lines, area),
    }
}

fn shortened(lines: &[(Tone, String)], area: Bounds) -> Vec<Shape> {
    let setting = SETTINGS[SETTINGS.len() - 1];
    let room = area.inset(0.0, 0.0, 0.0, setting.1);
    let shown = (0..lines.len())
        .rev()
        .find(|n| height(&lines[..*n], room.width(), setting) <= room.height())
        .unwrap_or(0);
    let (mut shapes, bottom) = paragraphs(&lines[..shown], area, setting);
    let more = format!("… {} more: see the XLSX", lines.len() - shown);
    let style = Style::regular(setting.0, theme::MUTED);
    let line = text::left(area.left, bottom + setting.0, more, style);
    shapes.push(Shape::Group(Role::Paragraph, vec![line]));
    shapes
}

/// Height of lines in type of at most this size.
pub fn height_at(lines: &[(Tone, String)], width: f64, size: f64) -> f64 {
    let setting = SETTINGS.iter().find(|s| s.0 <= size);
    height(
        lines,
        width,
        *setting.unwrap_or(&SETTINGS[SETTINGS.len() - 1]),
    )
}

fn height(lines: &[(Tone, String)], width: f64, setting: (f64, f64, f64)) -> f64 {
    lines
        .iter()
        .map(|(_, line)| {
            let style = Style::regular(setting.0, theme::TEXT);
            text::wrap(line, style, width).len() as f64 * setting.1 + setting.2
        })
        .sum()
}

/// The paragraphs and where they end.
fn paragraphs(
    lines: &[(Tone, String)],
    area: Bounds,
    (size, leading, gap): (f64, f64, f64),
) -> (Vec<Shape>, f64) {
    let mut top = area.top;
    let shapes = lines
        .iter()
        .map(|(tone, line)| {
            let style = Style::regular(size, theme::tone_text(*tone));
            let wrapped = text::wrap(line, style, area.width());
            let shapes = text::lines((area.left, top + size), leading, &wrapped, style);
            top += leading * wrapped.len() as f64 + gap;
            Shape::Group(Role::Paragraph, shapes)
        })
        .collect();
    (shapes, top)
}
