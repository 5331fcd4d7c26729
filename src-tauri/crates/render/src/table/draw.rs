//! A table as shapes.

use super::cells::{self, place};
use super::content::{self, caption, foot};
use super::layout::{FOOTNOTE_GAP, FOOTNOTE_LEADING, HEAD_FOOT, HEAD_LEADING, Layout, Placed};
use crate::geometry::Bounds;
use crate::shapes::{Role, Shape, Stroke};
use crate::text;
use crate::theme::{self, Style};
use holdfast_pack::model::{Align, Row, RowKind, Table};

/// How far the tint reaches beyond the figures.
const TINT_REACH: f64 = 4.0;

impl Layout {
    /// The shapes of the table.
    pub fn draw(&self, table: &Table) -> Vec<Shape> {
        let mut shapes = Vec::new();
        let mut top = self.area.top;
        if self.head_height() > 0.0 {
            shapes.push(self.draw_head(table));
            top += self.head_height();
            shapes.push(self.rule(top - 2.5));
        }
        for (place, placed) in self.rows.iter().enumerate() {
            let height = self.pitch + self.extra(table, place, placed);
            if place > 0 && self.is_wordy() && placed.kind(table) != RowKind::Total {
                shapes.push(self.hairline(top));
            }
            self.draw_row(table, placed, top, height, &mut shapes);
            top += height;
        }
        let mut all = vec![Shape::Group(Role::Table, shapes)];
        all.extend(self.draw_foot(top));
        all
    }

    fn rule(&self, y: f64) -> Shape {
        let line = Shape::line((self.area.left, y), (self.area.right, y), theme::rule());
        Shape::Group(Role::Artifact, vec![line])
    }

    fn hairline(&self, y: f64) -> Shape {
        let stroke = Stroke::solid(theme::GRID, 0.5);
        let line = Shape::line((self.area.left, y), (self.area.right, y), stroke);
        Shape::Group(Role::Artifact, vec![line])
    }

    fn draw_head(&self, table: &Table) -> Shape {
        let bottom = self.area.top + self.head_height() - HEAD_FOOT;
        let cells = table
            .columns
            .iter()
            .zip(&self.head)
            .enumerate()
            .map(|(i, (column, lines))| {
                let first = bottom - HEAD_LEADING * (lines.len().saturating_sub(1)) as f64 - 1.5;
                let (left, right) = self.columns.edges(i);
                let shapes = lines
                    .iter()
                    .enumerate()
                    .map(|(n, line)| {
                        let y = first + HEAD_LEADING * n as f64;
                        if self.columns.has_marks(i) {
                            let (zero, _) = self.columns.zero(i);
                            let half = text::measure(line, caption(self.size)) / 2.0;
                            let middle = zero.max(left + half);
                            return text::center(middle, y, line.clone(), caption(self.size));
                        }
                        place(column.align, left, right, y, line, caption(self.size))
                    })
                    .collect();
                Shape::Group(Role::ColumnHead, shapes)
            })
            .collect();
        Shape::Group(Role::Row, cells)
    }

    fn draw_row(
        &self,
        table: &Table,
        placed: &Placed,
        top: f64,
        height: f64,
        out: &mut Vec<Shape>,
    ) {
        let kind = placed.kind(table);
        if kind == RowKind::Total {
            out.push(self.rule(top));
        }
        if kind == RowKind::Highlight {
            let tint = Bounds::new(
                self.area.left - TINT_REACH,
                top,
                self.area.right + TINT_REACH,
                top + height,
            );
            out.push(Shape::Group(
                Role::Artifact,
                vec![Shape::rect(tint, theme::TINT)],
            ));
        }
        let gap = (height - self.pitch - self.leading() * (placed.lines.saturating_sub(1)) as f64)
            .max(0.0);
        let baseline = top + gap + self.pitch / 2.0 + 0.35 * self.size;
        let cells = match placed.row.and_then(|i| table.rows.get(i)) {
            None => vec![self.more(placed.hidden, baseline)],
            Some(row) if kind == RowKind::Section => vec![self.section(row, baseline)],
            Some(row) => self.cells(table, row, placed, baseline),
        };
        out.push(Shape::Group(Role::Row, cells));
    }

    fn more(&self, hidden: usize, baseline: f64) -> Shape {
        let rows = if hidden == 1 { "row" } else { "rows" };
        let text = format!("… {hidden} more {rows}: see the XLSX");
        let style = Style::regular(self.size, theme::MUTED);
        let shape = text::left(self.area.left, baseline, text, style);
        Shape::Group(Role::Cell, vec![shape])
    }

    fn section(&self, row: &Row, baseline: f64) -> Shape {
        let style = Style::bold(self.size, theme::TEXT);
        let caption = row.cells.first().map(content::text_of).unwrap_or_default();
        let caption = text::fit(&caption, style, self.area.width());
        let shape = text::left(self.area.left, baseline, caption, style);
        Shape::Group(Role::RowHead, vec![shape])
    }

    fn cells(&self, table: &Table, row: &Row, placed: &Placed, baseline: f64) -> Vec<Shape> {
        row.cells
            .iter()
            .take(table.columns.len())
            .enumerate()
            .map(|(i, cell)| {
                let spot = cells::Spot {
                    columns: &self.columns,
                    index: i,
                    align: table.columns.get(i).map_or(Align::Left, |c| c.align),
                    kind: row.kind,
                    size: self.size,
                    baseline,
                    pitch: self.pitch,
                    leading: self.leading(),
                };
                let lines = placed.texts.get(i).map_or(&[][..], Vec::as_slice);
                let role = if i == 0 { Role::RowHead } else { Role::Cell };
                Shape::Group(role, spot.draw(cell, lines))
            })
            .collect()
    }

    fn draw_foot(&self, bottom: f64) -> Vec<Shape> {
        if self.footnote.is_empty() {
            return Vec::new();
        }
        let at = (self.area.left, bottom + FOOTNOTE_GAP + 8.0);
        let shapes = text::lines(at, FOOTNOTE_LEADING, &self.footnote, foot());
        vec![Shape::Group(Role::Paragraph, shapes)]
    }
}
