//! C12: requested = kept + given up. Negative kept (churn after asking for a cut) stands left of zero,
//! hatched.

use super::key;
use super::length;
use super::rows::Rows;
use crate::geometry::Bounds;
use crate::shapes::Shape;
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{Ink, KeptBar, Mark};

const WIDEST: f64 = 24.0;
const KEY: f64 = 18.0;
const SEAM: f64 = 0.5;

/// Draws the rows and the key.
pub fn draw(data: &[KeptBar], area: Bounds) -> Vec<Shape> {
    let names: Vec<&str> = data.iter().map(|r| r.name.as_str()).collect();
    let rows = Rows::new(&names, area.inset(0.0, 0.0, 0.0, KEY), WIDEST, 0.36, false);
    let scale = Scale::new(data, &rows);
    let mut shapes = Vec::new();
    for (place, row) in data.iter().take(rows.shown).enumerate() {
        shapes.extend(rows.name(place, &row.name, false, false));
        shapes.extend(scale.row(&rows, place, row));
    }
    let (x, top, bottom) = (scale.zero, rows.marks.top, rows.marks.bottom);
    shapes.push(Shape::line((x, top), (x, bottom), theme::baseline()));
    shapes.extend(rows.more(data.len()));
    shapes.extend(draw_key(&rows, data, area));
    shapes
}

fn draw_key(rows: &Rows, data: &[KeptBar], area: Bounds) -> Vec<Shape> {
    let more = if data.len() > rows.shown { 11.0 } else { 0.0 };
    let y = (rows.marks.bottom + 13.0 + more).min(area.bottom - 2.0);
    let mut names = vec![
        (Ink::Good, "kept".to_owned()),
        (Ink::Downsell, "given up".to_owned()),
    ];
    let mut left = rows.marks.left;
    let mut shapes = Vec::new();
    if data.iter().any(|r| r.kept.value.is_sign_negative()) {
        let swatch = Bounds::new(left, y - 7.5, left + 9.0, y + 1.5);
        shapes.extend(theme::hatched_outline(swatch, theme::CHURN));
        let style = Style::regular(8.5, theme::TEXT2);
        shapes.push(text::left(left + 13.0, y, "lost beyond the request", style));
        left += 27.0 + text::measure("lost beyond the request", style);
    }
    shapes.extend(key::draw(&names, left, y, area.right));
    let style = Style::regular(8.5, theme::TEXT2);
    let used: f64 = names
        .drain(..)
        .map(|(_, name)| 27.0 + text::measure(&name, style))
        .sum();
    let words = "total = cut requested";
    if left + used + text::measure(words, style) <= area.right {
        shapes.push(text::left(left + used, y, words, style));
    }
    shapes
}

struct Scale {
    zero: f64,
    unit: f64,
}

impl Scale {
    fn new(data: &[KeptBar], rows: &Rows) -> Self {
        let right = |r: &KeptBar| length(r.kept.value).max(0.0) + length(r.given_up.value).max(0.0);
        let most = data.iter().map(right).fold(0.0, f64::max);
        let least = data
            .iter()
            .map(|r| -length(r.kept.value))
            .fold(0.0, f64::max);
        let bold = Style::bold(rows.size, theme::TEXT);
        let label = data
            .iter()
            .map(|r| text::measure(&total_words(r), bold))
            .fold(0.0, f64::max)
            + 6.0;
        let negative = data
            .iter()
            .filter(|r| r.kept.value.is_sign_negative())
            .map(|r| text::measure(&r.kept.label, Style::regular(rows.size, theme::TEXT)) + 6.0)
            .fold(0.0, f64::max);
        let room = (rows.marks.width() - label - negative).max(10.0);
        let unit = if most + least > 0.0 {
            room / (most + least)
        } else {
            0.0
        };
        Self {
            zero: rows.marks.left + negative + least * unit,
            unit,
        }
    }

    fn row(&self, rows: &Rows, place: usize, row: &KeptBar) -> Vec<Shape> {
        let (kept, given) = (length(row.kept.value), length(row.given_up.value).max(0.0));
        let style = Style::regular(rows.size, theme::TEXT);
        let y = rows.baseline(place, rows.size);
        let from = self.zero + kept.max(0.0) * self.unit;
        let end = from + given * self.unit;
        let mut shapes = Vec::new();
        let mut whole = true;
        if kept > 0.0 {
            let bar = rows.bar(place, self.zero, (from - SEAM).max(self.zero + 1.0));
            shapes.extend(theme::bar(bar, Ink::Good));
            whole &= inside(&mut shapes, bar, &row.kept, y, style.colored(theme::WHITE));
        } else if kept < 0.0 {
            let bar = rows.bar(place, self.zero + kept * self.unit, self.zero);
            shapes.extend(theme::hatched_outline(bar, theme::CHURN));
            let style = style.colored(theme::CHURN);
            shapes.push(text::right(
                bar.left - 4.0,
                y,
                row.kept.label.clone(),
                style,
            ));
        }
        if given > 0.0 {
            let start = if kept > 0.0 { from + SEAM } else { from };
            let bar = rows.bar(place, start, end.max(start + 1.0));
            shapes.extend(theme::bar(bar, Ink::Downsell));
            whole &= inside(&mut shapes, bar, &row.given_up, y, style);
        }
        shapes.extend(total(row, end.max(self.zero) + 5.0, y, rows.size, whole));
        shapes
    }
}

/// The label at the end of its bar, where it is long enough.
fn inside(shapes: &mut Vec<Shape>, bar: Bounds, mark: &Mark, y: f64, style: Style) -> bool {
    if bar.width() < text::measure(&mark.label, style) + 8.0 {
        return mark.label.is_empty();
    }
    shapes.push(text::right(bar.right - 4.0, y, mark.label.clone(), style));
    true
}

/// The total; where a part had no room for its label, the sum is written out.
fn total(row: &KeptBar, x: f64, y: f64, size: f64, whole: bool) -> Vec<Shape> {
    let bold = Style::bold(size, theme::TEXT);
    let mut shapes = vec![text::left(x, y, row.total.clone(), bold)];
    let sum = sum_words(row);
    if !whole && !sum.is_empty() {
        let style = Style::regular(size.min(8.5), theme::TEXT2);
        let x = x + text::measure(&row.total, bold) + 3.0;
        shapes.push(text::left(x, y, sum, style));
    }
    shapes
}

fn sum_words(row: &KeptBar) -> String {
    if row.kept.label.is_empty() || row.given_up.label.is_empty() {
        return String::new();
    }
    format!("= {} + {}", row.kept.label, row.given_up.label)
}

/// The longest that may stand right of a bar.
fn total_words(row: &KeptBar) -> String {
    format!("{} {}", row.total, sum_words(row))
}
