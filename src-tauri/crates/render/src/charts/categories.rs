//! Categories under the baseline of charts over time: never rotated, two lines where needed.

use crate::recorder::Plot;
use crate::shapes::Shape;
use crate::text;
use crate::theme;

/// Room which categories need under the baseline.
pub const HEIGHT: f64 = 26.0;
const LEADING: f64 = 10.0;

/// The baseline at value `low` and the categories at its slots (x from i to i + 1).
pub fn draw(plot: &Plot, categories: &[String], low: f64) -> Vec<Shape> {
    let slots = categories.len() as f64;
    let (left, right) = (plot.place(0.0, low), plot.place(slots, low));
    let mut shapes = vec![Shape::line(left, right, theme::baseline())];
    shapes.extend(names(plot, categories, low, 12.0));
    shapes
}

/// The categories alone, `below` points under the value `low`.
pub fn names(plot: &Plot, categories: &[String], low: f64, below: f64) -> Vec<Shape> {
    let slot = plot.place(1.0, low).0 - plot.place(0.0, low).0;
    let style = theme::CAPTION;
    let (every, room) = spacing(categories, slot);
    let all_on_one = categories.iter().all(|c| text::measure(c, style) <= room);
    let word = widest_word(categories);
    let mut shapes = Vec::new();
    for (i, category) in categories.iter().enumerate() {
        // Counted from the last, the current period, which is always named.
        if !(categories.len() - 1 - i).is_multiple_of(every) {
            continue;
        }
        let (x, y) = plot.place(i as f64 + 0.5, low);
        // Where one takes two lines, all which can do.
        let lines = Some(text::wrap_to(category, style, word, 3))
            .filter(|lines| !all_on_one && lines.len() <= 2)
            .unwrap_or_else(|| text::wrap_to(category, style, room, 2));
        for (n, line) in lines.into_iter().enumerate() {
            shapes.push(text::center(x, y + below + LEADING * n as f64, line, style));
        }
    }
    shapes
}

/// Room under the baseline which these categories need in slots of that width.
pub fn height(categories: &[String], slot: f64) -> f64 {
    let (_, room) = spacing(categories, slot);
    let two = categories
        .iter()
        .any(|c| text::measure(c, theme::CAPTION) > room);
    if two { HEIGHT } else { HEIGHT - LEADING }
}

/// Where even words are wider than a slot, every second or third category is named; and the room of each.
fn spacing(categories: &[String], slot: f64) -> (usize, f64) {
    let every = (widest_word(categories) / slot.max(1.0)).ceil().max(1.0) as usize;
    (every, slot * every as f64 - 2.0)
}

/// Width of the widest word, with the air which two neighbours keep.
fn widest_word(categories: &[String]) -> f64 {
    categories
        .iter()
        .flat_map(|c| c.split_whitespace())
        .map(|word| text::measure(word, theme::CAPTION) + 3.0)
        .fold(1.0, f64::max)
}
