//! Measuring, fitting and placing text.

use crate::bidi::visual;
use crate::geometry::Point;
use crate::glyphs::{drawable, width};
use crate::shapes::{Run, Shape};
use crate::theme::{SMALLEST, Style};

const ELLIPSIS: char = '…';
/// Mark of a recast figure.
pub const RECAST: char = 'ᴿ';
/// How far and how small the mark stands, in sizes of its text.
const RAISED: f64 = 0.24;
const MARK_SIZE: f64 = 0.72;
/// Widths are sums of parts, so what fits exactly may measure a hair more.
const SLACK: f64 = 0.01;
/// Width of text in a style.
pub fn measure(text: &str, style: Style) -> f64 {
    width(text, style.face, style.size)
}

/// A run as its writers draw it: in stretches of one face each, one after the other from left to right.
/// Their text is in the order of drawing, with the characters which their face has.
pub fn stretches(run: &Run) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut x = run.at.0;
    let shown = visual(&run.text);
    if let Some(plain) = shown.strip_suffix(RECAST) {
        return recast(run, plain);
    }
    for (face, c) in drawable(&shown, run.face) {
        match out.last_mut().filter(|last| last.face == face) {
            Some(last) => last.text.push(c),
            None => out.push(Run {
                at: (x, run.at.1),
                text: c.to_string(),
                face,
                ..run.clone()
            }),
        }
        x += f64::from(face.advance(c)) * run.size / 1000.0;
    }
    out
}

/// A text with the mark of a recast figure at its end: no face has the letter, so it is a small raised R.
fn recast(run: &Run, plain: &str) -> Vec<Run> {
    let mark = Run {
        at: (
            run.at.0 + width(plain, run.face, run.size) + 0.5,
            run.at.1 - RAISED * run.size,
        ),
        text: "R".to_owned(),
        size: (MARK_SIZE * run.size).max(SMALLEST),
        ..run.clone()
    };
    let plain = Run {
        text: plain.to_owned(),
        ..run.clone()
    };
    stretches(&plain).into_iter().chain([mark]).collect()
}

/// Text with its left end at `x` on the baseline `y`.
pub fn left(x: f64, y: f64, text: impl Into<String>, style: Style) -> Shape {
    Shape::Text(run((x, y), text, style))
}

/// Text with its right end at `x`.
pub fn right(x: f64, y: f64, text: impl Into<String>, style: Style) -> Shape {
    let text = text.into();
    left(x - measure(&text, style), y, text, style)
}

/// Text centred on `x`.
pub fn center(x: f64, y: f64, text: impl Into<String>, style: Style) -> Shape {
    let text = text.into();
    left(x - measure(&text, style) / 2.0, y, text, style)
}

/// A run in a style.
pub fn run(at: Point, text: impl Into<String>, style: Style) -> Run {
    Run {
        at,
        text: text.into(),
        face: style.face,
        size: style.size,
        color: style.color,
        slanted: false,
        turned: None,
    }
}

/// Text shortened with an ellipsis at its end to fit the width.
pub fn fit(text: &str, style: Style, width: f64) -> String {
    let width = width + SLACK;
    if measure(text, style) <= width {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let keep = largest(chars.len(), |n| {
        measure(&ended(&chars[..n]), style) <= width
    });
    ended(&chars[..keep])
}

/// Text shortened with an ellipsis in its middle: segments often differ at their ends.
pub fn fit_middle(text: &str, style: Style, width: f64) -> String {
    let width = width + SLACK;
    if measure(text, style) <= width {
        return text.to_owned();
    }
    if let Some((head, tail)) = text.split_once(ELLIPSIS).filter(|cut| !cut.1.is_empty()) {
        return less_head(text, (head, tail), style, width);
    }
    let chars: Vec<char> = text.chars().collect();
    let keep = largest(chars.len().saturating_sub(1), |n| {
        measure(&middled(&chars, n), style) <= width
    });
    middled(&chars, keep)
}

/// A text cut in its middle before: its beginning gives way first, its end tells it from others.
fn less_head(text: &str, (head, tail): (&str, &str), style: Style, width: f64) -> String {
    let chars: Vec<char> = head.chars().collect();
    let with = |n: usize| {
        let start: String = chars.iter().take(n).collect();
        format!("{}{ELLIPSIS}{tail}", start.trim_end())
    };
    let keep = largest(chars.len(), |n| measure(&with(n), style) <= width);
    if keep == 0 && measure(&with(0), style) > width {
        return fit(text, style, width);
    }
    with(keep)
}

/// As [`wrap`] in at most `most` lines, cut in the middle where it takes more.
pub fn fit_lines(text: &str, style: Style, width: f64, most: usize) -> Vec<String> {
    let mut room = width * most as f64;
    let mut lines = wrap(text, style, width);
    while lines.len() > most && room > width {
        lines = wrap(&fit_middle(text, style, room), style, width);
        room -= width / 24.0;
    }
    if lines.len() > most {
        lines = vec![fit_middle(text, style, width)];
    }
    lines
}

/// The largest count from 0 to `most` for which `fits` holds, given that it holds for all smaller ones.
fn largest(most: usize, fits: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if fits(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

fn ended(chars: &[char]) -> String {
    let text: String = chars.iter().collect();
    format!("{}{ELLIPSIS}", text.trim_end())
}

fn middled(chars: &[char], keep: usize) -> String {
    let head = keep.div_ceil(2);
    let tail = chars.len() - (keep - head);
    let start: String = chars.iter().take(head).collect();
    let end: String = chars.iter().skip(tail).collect();
    format!("{}{ELLIPSIS}{}", start.trim_end(), end.trim_start())
}

/// Text broken at words into lines of at most `width`; a word longer than a line is broken inside.
pub fn wrap(text: &str, style: Style, width: f64) -> Vec<String> {
    let width = width + SLACK;
    let space = measure(" ", style);
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut taken) = (String::new(), 0.0);
    for word in text.split_whitespace() {
        let wide = measure(word, style);
        if !line.is_empty() && taken + space + wide <= width {
            line.push(' ');
            line.push_str(word);
            taken += space + wide;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line = break_word(word, style, width, &mut lines);
        taken = measure(&line, style);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Pushes the full lines of a word that is longer than a line; returns what is left of it.
fn break_word(word: &str, style: Style, width: f64, lines: &mut Vec<String>) -> String {
    let mut rest: Vec<char> = word.chars().collect();
    loop {
        let whole: String = rest.iter().collect();
        if rest.len() <= 1 || measure(&whole, style) <= width {
            return whole;
        }
        let fitting = largest(rest.len(), |n| {
            measure(&rest[..n].iter().collect::<String>(), style) <= width
        });
        let tail = rest.split_off(good_break(&rest, fitting.max(1)));
        lines.push(rest.iter().collect());
        rest = tail;
    }
}

/// After the last hyphen, slash, dot or underscore in the second half of what fits, else all of it.
fn good_break(chars: &[char], fitting: usize) -> usize {
    (fitting / 2..fitting)
        .rev()
        .find(|i| matches!(chars.get(*i), Some('-' | '/' | '.' | '_' | ',')))
        .map_or(fitting, |i| i + 1)
}

/// As [`wrap`], in at most `most` lines; the last one ends with an ellipsis where text is left over.
pub fn wrap_to(text: &str, style: Style, width: f64, most: usize) -> Vec<String> {
    let mut lines = wrap(text, style, width);
    if lines.len() > most.max(1) {
        let rest = lines.split_off(most.max(1) - 1).join(" ");
        lines.push(fit(&rest, style, width));
    }
    lines
}

/// Lines of text from a first baseline downwards.
pub fn lines(at: Point, leading: f64, texts: &[String], style: Style) -> Vec<Shape> {
    texts
        .iter()
        .enumerate()
        .map(|(i, text)| left(at.0, at.1 + leading * i as f64, text.clone(), style))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::{BODY, TEXT};

    #[test]
    fn measures_by_the_advances_of_the_face() {
        // Five figures of 600 and one comma of 272 thousandths at 10 pt.
        let style = Style::regular(10.0, TEXT);
        assert!((measure("18,420", style) - 32.72).abs() < 1e-9);
    }

    #[test]
    fn fits_at_the_end_and_in_the_middle() {
        let name = "Consolidated Amalgamated Holdings International";
        for (text, shortened) in [
            (fit(name, BODY, 100.0), true),
            (fit_middle(name, BODY, 100.0), true),
            (fit("Short", BODY, 100.0), false),
        ] {
            assert!(measure(&text, BODY) <= 100.0);
            assert_eq!(text.contains('…'), shortened);
        }
        assert!(fit_middle(name, BODY, 100.0).ends_with("national"));
    }

    #[test]
    fn a_text_cut_before_keeps_its_end() {
        let cut = fit_middle("Consolidated Amalgamated…North 04", BODY, 100.0);
        assert!(
            cut.ends_with("…North 04") && measure(&cut, BODY) <= 100.0,
            "{cut}"
        );
        let lines = fit_lines(
            "Public sector, higher education and research",
            BODY,
            90.0,
            2,
        );
        assert!(lines.len() <= 2 && lines.iter().all(|l| measure(l, BODY) <= 90.0));
    }

    #[test]
    fn wraps_at_words_and_breaks_what_has_none() {
        let lines = wrap("Downsell cost 1.3% of opening ARR", BODY, 90.0);
        assert_eq!(lines.join(" "), "Downsell cost 1.3% of opening ARR");
        assert!(lines.iter().all(|l| measure(l, BODY) <= 90.0));
        let hash = wrap(&"3f9a".repeat(16), BODY, 90.0);
        assert_eq!(hash.concat(), "3f9a".repeat(16));
        assert!(hash.iter().all(|l| measure(l, BODY) <= 90.0));
        let cut = wrap_to(&"word ".repeat(60), BODY, 90.0, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with('…'));
    }

    #[test]
    fn zero_width_does_not_hang() {
        assert_eq!(fit("abc", BODY, 0.0), "…");
        assert_eq!(wrap("abc", BODY, 0.0).concat(), "abc");
    }
}
