//! Column widths from weights and measured content.

use super::content;
use crate::geometry::Bounds;
use crate::text;
use holdfast_pack::model::{Cell, RowKind, Table};
use rust_decimal::prelude::ToPrimitive;

const GAP: f64 = 12.0;
/// Room for a sparkline, and for the marks of a variance column at ease and at the least.
const SPARK: f64 = 56.0;
const MARKS: f64 = 52.0;
const FEWEST_MARKS: f64 = 24.0;
const WIDEST_MARK: f64 = 90.0;
/// A pin for less than this is not drawn as if it were much: the materiality band (pack.md 3.2).
const LEAST_REACH: f64 = 0.05;
/// Texts up to this width (dates, names of segments) are not wrapped where others can give; nor are the
/// names of the rows.
const SHORT: f64 = 72.0;
const ROW_NAME: f64 = 122.0;
/// No text column gets narrower than this where others can give.
const NARROWEST: f64 = 34.0;

/// Columns at their places.
pub struct Columns {
    edges: Vec<(f64, f64)>,
    facts: Vec<Facts>,
}

/// What the cells of a column have in common.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// Width of the widest content on one line, with its caption on one line too.
    easy: f64,
    /// Width of the widest content on one line, with its caption on two.
    natural: f64,
    /// Width below which a short text would be wrapped.
    least: f64,
    /// Width below which a word would be cut.
    word: f64,
    /// Width of what can't be wrapped: figures, sparklines, marks with their labels.
    rigid: f64,
    /// Room kept right of figures so that decimals align beside "(12.3)".
    pub hang: f64,
    /// Widest label of bars and pins.
    pub label: f64,
    /// Largest |value| of pins, at most 3.
    pub reach: f64,
    /// Whether a bar or pin points to the left.
    pub negative: bool,
}

impl Columns {
    /// The columns of tables which share their edges.
    pub fn of(tables: &[&Table], area: Bounds, size: f64) -> Self {
        let shape = tables.first().map_or(&[][..], |t| t.columns.as_slice());
        let facts: Vec<Facts> = (0..shape.len())
            .map(|i| Facts::of(tables, i, size))
            .collect();
        let weights: Vec<f64> = shape.iter().map(|c| f64::from(c.weight.max(1))).collect();
        let gap = gap(area.width(), facts.len());
        let room = area.width() - gap * (facts.len() - 1) as f64;
        let widths = share(&facts, &weights, room);
        let mut left = area.left;
        let edges = widths
            .iter()
            .map(|width| {
                let edge = (left, left + width);
                left += width + gap;
                edge
            })
            .collect();
        Self { edges, facts }
    }

    pub fn edges(&self, index: usize) -> (f64, f64) {
        self.edges.get(index).copied().unwrap_or_default()
    }

    pub fn width(&self, index: usize) -> f64 {
        let (left, right) = self.edges(index);
        right - left
    }

    /// Where the zero of bars and pins stands, and how long the longest may get.
    pub fn zero(&self, index: usize) -> (f64, f64) {
        let (left, right) = self.edges(index);
        let facts = self.facts(index);
        let side = facts.label + 5.0;
        if facts.negative {
            let half = (right - left) / 2.0;
            (left + half, (half - side).clamp(1.0, WIDEST_MARK))
        } else {
            (left, (right - left - side).clamp(1.0, WIDEST_MARK))
        }
    }

    /// Whether the column holds bars or pins.
    pub fn has_marks(&self, index: usize) -> bool {
        self.facts(index).label > 0.0
    }

    pub fn facts(&self, index: usize) -> Facts {
        self.facts.get(index).copied().unwrap_or_default()
    }
}

/// Many columns stand closer together.
fn gap(width: f64, count: usize) -> f64 {
    (width / count.max(1) as f64 * 0.2).clamp(5.0, GAP)
}

/// Widths that fill the room: by weight, but a figure is never cut while texts can be wrapped, and a short
/// text not wrapped while others can give.
fn share(facts: &[Facts], weights: &[f64], room: f64) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    let mut widths: Vec<f64> = weights.iter().map(|w| room * w / total).collect();
    let all = |of: fn(&Facts) -> f64| -> Vec<f64> { facts.iter().map(of).collect() };
    let (easy, natural, least) = (all(|f| f.easy), all(|f| f.natural), all(|f| f.least));
    let (rigid, word) = (all(|f| f.rigid), all(|f| f.word.max(f.rigid)));
    give(&mut widths, &easy, &easy);
    give(&mut widths, &natural, &natural);
    give(&mut widths, &rigid, &least);
    give(&mut widths, &rigid, &word);
    give(&mut widths, &least, &least);
    give(&mut widths, &least, &word);
    give(&mut widths, &word, &word);
    widths
}

/// Moves width from columns above their `keep` to columns below their `want`.
fn give(widths: &mut [f64], want: &[f64], keep: &[f64]) {
    let lacking: Vec<f64> = widths
        .iter()
        .zip(want)
        .map(|(w, n)| (n - w).max(0.0))
        .collect();
    let spare: Vec<f64> = widths
        .iter()
        .zip(keep)
        .zip(&lacking)
        .map(|((w, k), l)| if *l > 0.0 { 0.0 } else { (w - k).max(0.0) })
        .collect();
    let (need, have): (f64, f64) = (lacking.iter().sum(), spare.iter().sum());
    let moved = need.min(have);
    if moved <= 0.0 {
        return;
    }
    for ((width, lack), spare) in widths.iter_mut().zip(&lacking).zip(&spare) {
        *width += moved * lack / need - moved * spare / have;
    }
}

impl Facts {
    fn of(tables: &[&Table], index: usize, size: f64) -> Self {
        let mut facts = Self::default();
        let rows = tables.iter().flat_map(|t| &t.rows);
        for row in rows.filter(|r| r.kind != RowKind::Section) {
            if let Some(cell) = row.cells.get(index) {
                facts.see(cell, row.kind, index, size);
            }
        }
        facts.marks();
        for column in tables.iter().filter_map(|t| t.columns.get(index)) {
            facts.caption(&column.caption, size);
        }
        facts
    }

    fn see(&mut self, cell: &Cell, kind: RowKind, index: usize, size: f64) {
        let style = content::style(cell, kind, size);
        let indent = content::indent(kind, index);
        let mut wide = text::measure(&content::text_of(cell), style) + indent;
        match cell {
            Cell::Figure(text) | Cell::FigureToned(text, _) => {
                self.hang = self.hang.max(content::hang(text, style));
                self.rigid = self.rigid.max(wide);
            }
            Cell::Spark(_) => {
                wide = SPARK;
                self.rigid = self.rigid.max(wide);
            }
            Cell::Bar(value, ..) => {
                self.mark(wide, value.is_sign_negative() && !value.is_zero());
                wide = 0.0;
            }
            Cell::Pin(value, ..) => {
                self.mark(wide, value.is_sign_negative() && !value.is_zero());
                self.reach = self.reach.max(value.abs().to_f64().unwrap_or(3.0).min(3.0));
                wide = 0.0;
            }
            Cell::Text(text) | Cell::Toned(text, _) | Cell::Mono(text) => {
                let word = text::measure(longest_word(text), style) + indent;
                self.word = self.word.max(word.min(NARROWEST * 3.0));
                if wide <= if index == 0 { ROW_NAME } else { SHORT } {
                    self.least = self.least.max(wide);
                }
            }
            Cell::Empty => {}
        }
        self.natural = self.natural.max(wide);
    }

    fn mark(&mut self, label: f64, negative: bool) {
        self.label = self.label.max(label);
        self.negative |= negative;
    }

    /// Room for bars and pins, and for what hangs right of figures.
    fn marks(&mut self) {
        if self.label > 0.0 {
            let labels = self.label * if self.negative { 2.0 } else { 1.0 };
            self.natural = self.natural.max(labels + MARKS);
            self.rigid = self.rigid.max(labels + FEWEST_MARKS);
            self.reach = self.reach.max(LEAST_REACH);
        }
        self.natural += self.hang;
        if self.rigid > 0.0 {
            self.rigid += self.hang;
        }
    }

    fn caption(&mut self, caption: &str, size: f64) {
        let style = content::caption(size);
        let word = text::measure(longest_word(caption), style);
        let whole = text::measure(caption, style);
        self.easy = self.easy.max(self.natural).max(whole);
        // A caption may take two lines, so half of it is enough where it has a place to break.
        self.natural = self.natural.max(whole * 0.6).max(word);
        self.word = self.word.max(word);
        self.least = self.least.max(self.word).max(self.rigid);
    }
}

fn longest_word(text: &str) -> &str {
    text.split_whitespace()
        .max_by_key(|word| word.chars().count())
        .unwrap_or("")
}
