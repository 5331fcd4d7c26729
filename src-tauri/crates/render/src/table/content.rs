//! What a cell says, and how it is set.

use crate::fonts::Face;
use crate::text::{self, RECAST};
use crate::theme::{self, Style};
use holdfast_pack::model::{Cell, RowKind, Tone};

const INDENT: f64 = 9.0;

/// The text of a cell.
pub fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Empty | Cell::Spark(_) => String::new(),
        Cell::Text(t)
        | Cell::Toned(t, _)
        | Cell::Mono(t)
        | Cell::Figure(t)
        | Cell::FigureToned(t, _)
        | Cell::Bar(_, _, t, _)
        | Cell::Pin(_, t, _) => t.clone(),
    }
}

/// How the text of a cell is set.
pub fn style(cell: &Cell, kind: RowKind, size: f64) -> Style {
    let base = body(size, kind == RowKind::Total);
    let tone = match cell {
        Cell::Toned(_, tone)
        | Cell::FigureToned(_, tone)
        | Cell::Bar(_, _, _, tone)
        | Cell::Pin(_, _, tone) => *tone,
        _ => Tone::Plain,
    };
    let base = base.colored(theme::tone_text(tone));
    match cell {
        Cell::Mono(_) => Style {
            face: Face::Mono,
            size: (size - 0.5).max(theme::SMALLEST),
            ..base
        },
        _ => base,
    }
}

/// Indent of the first cell of an "of which" row.
pub fn indent(kind: RowKind, index: usize) -> f64 {
    if kind == RowKind::Sub && index == 0 {
        INDENT
    } else {
        0.0
    }
}

/// Width of what hangs right of a figure: a closing bracket or a mark.
pub fn hang(figure: &str, style: Style) -> f64 {
    figure
        .chars()
        .last()
        .filter(|c| is_hanging(*c))
        .map_or(0.0, |c| text::measure(&c.to_string(), style))
}

fn is_hanging(c: char) -> bool {
    matches!(c, ')' | RECAST | '*' | '†' | '‡')
}

/// The lines of a wrapped text; empty for figures and marks.
pub fn wrapped(cell: &Cell, kind: RowKind, size: f64, width: f64, most: usize) -> Vec<String> {
    match cell {
        Cell::Text(t) | Cell::Toned(t, _) | Cell::Mono(t) => {
            text::wrap_to(t, style(cell, kind, size), width, most)
        }
        _ => Vec::new(),
    }
}

/// Whether a figure has less room than it is wide.
pub fn is_tight(cell: &Cell, kind: RowKind, size: f64, width: f64) -> bool {
    match cell {
        Cell::Figure(t) | Cell::FigureToned(t, _) => {
            text::measure(t, style(cell, kind, size)) > width + 0.1
        }
        _ => false,
    }
}

/// Body text in the size of this table.
fn body(size: f64, bold: bool) -> Style {
    if bold {
        Style::bold(size, theme::TEXT)
    } else {
        Style::regular(size, theme::TEXT)
    }
}

/// Caption of a column in a table of this type size.
pub fn caption(size: f64) -> Style {
    theme::CAPTION.sized((size - 1.0).clamp(theme::SMALLEST, 8.5))
}

/// Footnote.
pub fn foot() -> Style {
    Style::regular(8.5, theme::MUTED)
}
