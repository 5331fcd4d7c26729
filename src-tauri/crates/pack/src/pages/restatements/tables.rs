//! The tables of page A4: closes by cause, changes with their choices, figures.

use crate::context::Context;
use crate::display::Unit;
use crate::layout::{figure, left, right, row, text};
use crate::message::cut;
use crate::model::{Cell, Row, RowKind, Table};
use crate::words::{self, Words};
use holdfast_metrics::restatement::{Change, CloseChange, FigureChange, Restated};

/// Rows of each table on the page; the workbook lists all.
const CLOSES: usize = 4;
const CHANGES: usize = 10;
const FIGURES: usize = 10;

/// The newest changed closes: as reported, each cause, restated, and the difference that is left.
pub(super) fn closes(c: &Context, r: &Restated) -> Table {
    let unit = Unit::cents(&c.report.currency);
    let causes = words::causes_of_closes(r);
    let mut columns = vec![left("Close", 14), right("as reported", 16)];
    columns.extend(causes.iter().map(|cause| right(cause.label(), 14)));
    columns.extend([right("restated", 16), right("difference", 12)]);
    let line = |l: &CloseChange| {
        let mut cells = vec![
            text(crate::display::day(l.close.date())),
            figure(unit.number(l.before)),
        ];
        let step = |cause| l.by_cause.get(cause).copied().unwrap_or_default();
        cells.extend(causes.iter().map(|cause| figure(unit.signed(step(cause)))));
        cells.extend([figure(unit.number(l.after)), figure(unit.number(l.gap()))]);
        row(RowKind::Normal, cells)
    };
    let changed = r.found.closes.iter().filter(|l| !l.by_cause.is_empty());
    Table {
        columns,
        rows: changed.rev().take(CLOSES).map(line).collect(),
        footnote: None,
    }
}

/// The largest changes, each with who chose what, when and why.
pub(super) fn changes(words: &Words, r: &Restated) -> Table {
    let waiting: Vec<&Change> = r.found.waiting().collect();
    let line = |change: &&Change| {
        let (before, after) = words.amounts(change);
        row(
            RowKind::Normal,
            vec![
                text(change.cause.label()),
                text(cut(&words.subject(change), 46)),
                figure(before),
                figure(after),
                text(words::treatment(r, change)),
                text(words::who(r, change)),
                text(cut(&words::reason(r, change), 60)),
            ],
        )
    };
    Table {
        columns: vec![
            left("Cause", 18),
            left("What", 34),
            right("as reported", 14),
            right("restated", 14),
            left("choice", 14),
            left("by, when", 20),
            left("why", 32),
        ],
        rows: waiting.iter().take(CHANGES).map(line).collect(),
        footnote: more(waiting.len(), CHANGES),
    }
}

/// The main figures which changed: reported, restated, and as this pack prints them.
pub(super) fn figures(c: &Context, r: &Restated) -> Table {
    let all = words::sorted(&r.found);
    let line = |f: &&FigureChange| figure_row(c, f);
    Table {
        columns: vec![
            left("Period", 14),
            left("Metric", 26),
            right("as reported", 14),
            right("restated", 14),
            right("Δ", 12),
            right("in this pack", 14),
            left("cause", 40),
        ],
        rows: all.iter().take(FIGURES).map(line).collect(),
        footnote: more(all.len(), FIGURES),
    }
}

fn figure_row(c: &Context, f: &FigureChange) -> Row {
    let shown = |value| words::shown(c.report, f, value);
    let printed = words::printed(c.report, f);
    let mark = if printed == f.before { "" } else { "ᴿ" };
    let cells: Vec<Cell> = vec![
        text(words::period(f)),
        text(words::metric(f)),
        figure(shown(f.before)),
        figure(shown(f.after)),
        figure(words::moved(c.report, f)),
        figure(format!("{}{mark}", shown(printed))),
        text(words::causes(f)),
    ];
    row(RowKind::Normal, cells)
}

fn more(all: usize, shown: usize) -> Option<String> {
    let more = all.checked_sub(shown).filter(|n| *n > 0)?;
    Some(format!("{more} more in the workbook, sheet Restatements."))
}
