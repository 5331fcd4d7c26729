//! What all charts with one row a name share: the name column, the pitch, and how many rows fit.

use crate::geometry::Bounds;
use crate::shapes::{Role, Shape};
use crate::text;
use crate::theme::{self, Style};
use std::collections::BTreeSet;

/// Closest rows at which 8 pt type stays apart.
const CLOSEST: f64 = 11.5;
const GAP: f64 = 12.0;

/// Names at the left, marks right of them.
pub struct Rows {
    /// Space of the marks: right of the names, from the first row's top to the last row's bottom.
    pub marks: Bounds,
    /// Distance of two rows.
    pub pitch: f64,
    /// Rows that fit.
    pub shown: usize,
    /// Type size of the names.
    pub size: f64,
    left: f64,
    total_gap: f64,
    total: bool,
    /// Whether names cut in their middle would read the same, and cut at their ends would not.
    cut_at_end: bool,
}

/// How many of the names read like another one once they are cut.
fn alike(names: &[&str], cut: impl Fn(&str) -> String) -> usize {
    let cuts: BTreeSet<String> = names.iter().map(|name| cut(name)).collect();
    names.len() - cuts.len()
}

impl Rows {
    /// Rows for `names` in `area`; `widest` is the largest pitch, `share` the most of the width which
    /// names may take. With `total` the last name is set apart and never left out.
    pub fn new(names: &[&str], area: Bounds, widest: f64, share: f64, total: bool) -> Self {
        Self::closer(names, area, (CLOSEST, widest), share, total)
    }

    /// As [`Rows::new`], with the smallest pitch given too.
    pub fn closer(
        names: &[&str],
        area: Bounds,
        (closest, widest): (f64, f64),
        share: f64,
        total: bool,
    ) -> Self {
        let total_gap = if total { 5.0 } else { 0.0 };
        let room = area.height() - total_gap;
        let fitting = (room / closest + 1e-6).floor().max(1.0) as usize;
        let cut = names.len() > fitting;
        // One row's space goes to the line that counts what is left out.
        let shown = if cut {
            fitting.saturating_sub(1).max(1)
        } else {
            names.len()
        };
        let lines = shown + usize::from(cut);
        let pitch = (room / lines.max(1) as f64).clamp(closest, widest);
        let size = if pitch >= 13.0 { 9.5 } else { theme::SMALLEST };
        let style = Style::bold(size, theme::TEXT);
        let natural = names
            .iter()
            .map(|name| text::measure(name, style))
            .fold(0.0, f64::max);
        let width = natural.min(area.width() * share) + GAP;
        let bottom = area.top + pitch * shown as f64 + total_gap;
        Self {
            marks: Bounds::new(area.left + width, area.top, area.right, bottom),
            pitch,
            shown,
            size,
            left: area.left,
            total_gap,
            total,
            cut_at_end: alike(names, |name| text::fit_middle(name, style, width - GAP))
                > alike(names, |name| text::fit(name, style, width - GAP)),
        }
    }

    /// Indices of the rows that are shown, in order; a total is the last of them.
    pub fn indices(&self, count: usize) -> Vec<usize> {
        let mut indices: Vec<usize> = (0..count).take(self.shown).collect();
        if let (true, Some(last)) = (self.total && self.shown < count, indices.last_mut()) {
            *last = count - 1;
        }
        indices
    }

    /// Middle of the row at `place`.
    pub fn middle(&self, place: usize) -> f64 {
        let last = self.total && place + 1 == self.shown;
        let gap = if last { self.total_gap } else { 0.0 };
        self.marks.top + self.pitch * (place as f64 + 0.5) + gap
    }

    /// Baseline of text of the given size in the row.
    pub fn baseline(&self, place: usize, size: f64) -> f64 {
        self.middle(place) + 0.35 * size
    }

    /// Bar of the row between two places.
    pub fn bar(&self, place: usize, from: f64, to: f64) -> Bounds {
        let half = (self.pitch * 0.31).min(8.0);
        let middle = self.middle(place);
        Bounds::new(from.min(to), middle - half, from.max(to), middle + half)
    }

    /// The name: one line where it fits, two at a word where rows are far apart, else cut in the
    /// middle for segments, unless they would read the same, or at the end for customers.
    pub fn name(&self, place: usize, name: &str, bold: bool, customer: bool) -> Vec<Shape> {
        let style = if bold {
            Style::bold(self.size, theme::TEXT)
        } else {
            Style::regular(self.size, theme::TEXT)
        };
        let width = self.marks.left - GAP - self.left;
        let long = text::measure(name, style) > width;
        let two = long.then(|| self.two_lines(place, name, style, width));
        if let Some(lines) = two.flatten() {
            return lines;
        }
        // What is cut already keeps the part by which it is told from others.
        let words = if (customer || self.cut_at_end) && !name.contains('…') {
            text::fit(name, style, width)
        } else {
            text::fit_middle(name, style, width)
        };
        vec![text::left(
            self.left,
            self.baseline(place, self.size),
            words,
            style,
        )]
    }

    /// The name on two lines, in smaller type where rows stand closer; `None` where they stand too close.
    fn two_lines(&self, place: usize, name: &str, style: Style, width: f64) -> Option<Vec<Shape>> {
        let leading = |size: f64| size * 1.12;
        let fits = |size: &f64| self.pitch >= 2.0 * leading(*size) + 1.0;
        let size = [self.size, theme::SMALLEST].into_iter().find(fits)?;
        let style = style.sized(size);
        let lines = text::fit_lines(name, style, width, 2);
        let y = self.baseline(place, size) - leading(size) / 2.0;
        Some(text::lines((self.left, y), leading(size), &lines, style))
    }

    /// The rule above a total.
    pub fn total_rule(&self, right: f64) -> Option<Shape> {
        if !self.total || self.shown < 2 {
            return None;
        }
        let y = self.middle(self.shown - 1) - self.pitch / 2.0 - self.total_gap / 2.0;
        let rule = Shape::line((self.left, y), (right, y), theme::rule());
        Some(Shape::Group(Role::Artifact, vec![rule]))
    }

    /// "… k more: see the XLSX" under the rows, where rows were left out.
    pub fn more(&self, count: usize) -> Option<Shape> {
        self.more_at(count, self.marks.bottom + 8.5)
    }

    /// The same on a given baseline.
    pub fn more_at(&self, count: usize, y: f64) -> Option<Shape> {
        let hidden = count.saturating_sub(self.shown);
        let style = Style::regular(theme::SMALLEST, theme::MUTED);
        (hidden > 0).then(|| {
            text::left(
                self.left,
                y,
                format!("… {hidden} more: see the XLSX"),
                style,
            )
        })
    }
}

/// Captions over columns, at the top of an area; returns the space under them.
pub fn captions(area: Bounds, captions: &[(f64, bool, &str)]) -> (Vec<Shape>, Bounds) {
    let style = theme::CAPTION;
    let shapes = captions
        .iter()
        .filter(|(_, _, words)| !words.is_empty())
        .map(|(x, right, words)| {
            let y = area.top + 8.0;
            if *right {
                text::right(*x, y, *words, style)
            } else {
                text::left(*x, y, *words, style)
            }
        })
        .collect();
    (shapes, area.inset(0.0, 13.0, 0.0, 0.0))
}
