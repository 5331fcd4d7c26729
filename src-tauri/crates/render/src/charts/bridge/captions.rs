//! Captions under the bridge: what moved, and the date or the customers below it.

use crate::recorder::Plot;
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{BridgeColumn, Ink};

/// The captions at the columns' feet, under the level `low`.
pub fn draw(plot: &Plot, columns: &[BridgeColumn], low: f64) {
    let slot = plot.place(1.0, 0.0).0 - plot.place(0.0, 0.0).0;
    let size = caption_size(columns, slot);
    let leading = size + 1.5;
    let caption = |c: &BridgeColumn| (c.caption.clone(), caption_style(c, size));
    let wrapped = one_line_or(columns, slot, caption, |words, style| {
        caption_lines(words, style, slot - 2.0)
    });
    let most = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    let sub = |size| move |c: &BridgeColumn| (c.sub.clone(), Style::regular(size, theme::TEXT2));
    let second = if fits(columns, slot, sub(8.5)) {
        8.5
    } else {
        theme::SMALLEST
    };
    let subs = one_line_or(columns, slot, sub(second), |words, style| {
        text::wrap_to(words, style, slot - 1.0, 2)
    });
    for (i, column) in columns.iter().enumerate() {
        let (x, axis) = plot.place(i as f64 + 0.5, low);
        let style = caption_style(column, size);
        for (n, line) in wrapped.get(i).into_iter().flatten().enumerate() {
            let y = axis + 13.0 + leading * n as f64;
            plot.push(text::center(x, y, line.clone(), style));
        }
        let below = axis + 13.0 + leading * (most - 1) as f64 + 11.5;
        for (n, line) in subs.get(i).into_iter().flatten().enumerate() {
            let style = Style::regular(second, theme::TEXT2);
            plot.push(text::center(
                x,
                below + 10.0 * n as f64,
                line.clone(),
                style,
            ));
        }
    }
}

/// Whether the words stand on one line each without touching their neighbours.
fn fits(
    columns: &[BridgeColumn],
    slot: f64,
    words: impl Fn(&BridgeColumn) -> (String, Style),
) -> bool {
    let widths: Vec<f64> = columns
        .iter()
        .map(|c| {
            let (words, style) = words(c);
            text::measure(&words, style)
        })
        .collect();
    let apart = widths
        .windows(2)
        .all(|w| f64::midpoint(w[0], w[1]) <= slot - 4.0);
    let ends = [widths.first(), widths.last()];
    apart && ends.into_iter().flatten().all(|w| *w <= slot + 4.0)
}

/// Every column's words on one line, or wrapped where they would touch.
fn one_line_or(
    columns: &[BridgeColumn],
    slot: f64,
    words: impl Fn(&BridgeColumn) -> (String, Style),
    wrap: impl Fn(&str, Style) -> Vec<String>,
) -> Vec<Vec<String>> {
    let whole = fits(columns, slot, &words);
    columns
        .iter()
        .map(|c| {
            let (words, style) = words(c);
            if whole {
                vec![words]
            } else {
                wrap(&words, style)
            }
        })
        .collect()
}

/// At most two lines; a word wider than its slot is hyphenated.
fn caption_lines(caption: &str, style: Style, width: f64) -> Vec<String> {
    let words: Vec<String> = caption
        .split_whitespace()
        .map(|word| hyphenated(word, style, width))
        .collect();
    text::wrap_to(&words.join(" "), style, width, 2)
}

fn hyphenated(word: &str, style: Style, width: f64) -> String {
    if text::measure(word, style) <= width {
        return word.to_owned();
    }
    let chars: Vec<char> = word.chars().collect();
    (3..chars.len().saturating_sub(2))
        .rev()
        .map(|at| (chars.iter().take(at).collect::<String>(), at))
        .find(|(head, _)| text::measure(&format!("{head}-"), style) <= width)
        .map_or(word.to_owned(), |(head, at)| {
            let tail: String = chars.iter().skip(at).collect();
            format!("{head}- {tail}")
        })
}

fn caption_style(column: &BridgeColumn, size: f64) -> Style {
    if column.ink == Ink::Downsell {
        Style::bold(size, theme::TEXT)
    } else {
        Style::regular(size, theme::TEXT)
    }
}

/// The largest size at which every caption fits on one line, or else its longest word its slot.
fn caption_size(columns: &[BridgeColumn], slot: f64) -> f64 {
    const SIZES: [f64; 3] = [9.5, 9.0, 8.5];
    let caption = |size| move |c: &BridgeColumn| (c.caption.clone(), caption_style(c, size));
    let words = |size: &f64| {
        columns.iter().all(|c| {
            c.caption
                .split_whitespace()
                .all(|word| text::measure(word, caption_style(c, *size)) <= slot - 3.0)
        })
    };
    let whole = SIZES
        .into_iter()
        .find(|size| fits(columns, slot, caption(*size)));
    whole
        .or_else(|| SIZES.into_iter().find(words))
        .unwrap_or(theme::SMALLEST)
}
