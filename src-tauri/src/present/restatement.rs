//! What changed since the last issued pack, cause by cause (metrics section 7).

use super::issues::cents;
use crate::desk::Work;
use crate::view::grid::{GridCell, GridColumn, GridRow, GridView, RowKind};
use crate::view::restatement::{ChangeView, RestatementView};
use holdfast_ledger::Ratio;
use holdfast_metrics::restatement::{Cause, Change, Choices, FigureChange, Restatement, Treatment};
use holdfast_pack::display::{day, period_label, things};
use holdfast_pack::{figure_called, figure_moved, figure_shown, figure_told, figures_sorted};
use holdfast_workspace::Project;

/// Figures listed on screen; all of them are on page A4 and in the workbook.
const LISTED: usize = 200;

/// The changes, with the choice on each.
pub fn of(work: &Work, last: &str, found: &Restatement, choices: &Choices) -> RestatementView {
    let waiting = choices.missing(found).len() as u32;
    RestatementView {
        present: true,
        last: last.to_owned(),
        summary: summary(&work.project, found),
        waiting,
        figures: figures(&work.project, found),
        changes: found
            .waiting()
            .map(|c| {
                let choice = choices.on(c).map(|c| match c.treatment {
                    Treatment::Recast => "recast",
                    Treatment::KeepAsReported => "keep-as-reported",
                });
                change(&work.project, c, choice.unwrap_or_default())
            })
            .collect(),
    }
}

/// "3 past figures changed: NRR Q2 2026 107.9% → 107.4%".
pub fn summary(project: &Project, found: &Restatement) -> String {
    let sorted = figures_sorted(found);
    let report = project.report.as_ref();
    let told = report.and_then(|r| Some((r, figure_told(r, sorted.iter().copied())?)));
    let changed = |n: usize| format!("{} changed", things(n as u32, "past figure"));
    match told {
        Some((report, f)) => format!(
            "{}: {} {} {} → {}.",
            changed(sorted.len()),
            figure_called(f),
            period_label(&f.key.period),
            figure_shown(report, f, f.before),
            figure_shown(report, f, f.after)
        ),
        None if found.is_empty() => "No past figure changed.".to_owned(),
        None if sorted.is_empty() => format!(
            "{} of segments changed.",
            things(found.figures.len() as u32, "past figure")
        ),
        None => format!("{}.", changed(sorted.len())),
    }
}

fn figures(project: &Project, found: &Restatement) -> GridView {
    let report = project.report.as_ref();
    let shown = |f: &FigureChange, value: Ratio| {
        report.map_or_else(String::new, |r| figure_shown(r, f, value))
    };
    let row = |f: &FigureChange| {
        let causes = f
            .by_cause
            .iter()
            .filter(|(_, step)| !step.is_some_and(|s| s.is_zero()));
        let causes: Vec<&str> = causes.map(|(cause, _)| cause.label()).collect();
        GridRow {
            kind: RowKind::Normal,
            cells: vec![
                GridCell::text(period_label(&f.key.period)),
                GridCell::text(figure_called(f)),
                GridCell::text(shown(f, f.before)),
                GridCell::text(shown(f, f.after)),
                GridCell::text(report.map_or_else(String::new, |r| figure_moved(r, f))),
                GridCell::text(causes.join(", ")),
            ],
        }
    };
    let more = found.figures.len().saturating_sub(LISTED);
    GridView {
        caption: caption(found),
        columns: vec![
            GridColumn::words("Period"),
            GridColumn::words("Figure"),
            GridColumn::figures("Reported"),
            GridColumn::figures("Now"),
            GridColumn::figures("Δ"),
            GridColumn::words("Cause"),
        ],
        rows: found.figures.iter().rev().take(LISTED).map(row).collect(),
        footnote: match more {
            0 => String::new(),
            more => format!(
                "And {} more, in the workbook.",
                things(more as u32, "figure")
            ),
        },
    }
}

/// "10 past figures, segments included".
fn caption(found: &Restatement) -> String {
    let segments = found.figures.iter().any(|f| f.key.segment.is_some());
    let all = things(found.figures.len() as u32, "past figure");
    match segments {
        true => format!("{all}, segments included"),
        false => all,
    }
}

fn change(project: &Project, change: &Change, choice: &str) -> ChangeView {
    let ledger = project.imported.ledger.as_ref();
    let name = |id: &str| {
        let known = ledger.and_then(|l| l.customers().iter().find(|c| c.id == id));
        known.map_or_else(|| id.to_owned(), |c| c.name.clone())
    };
    let unit = cents(project);
    let setting = change
        .setting
        .as_ref()
        .map(|(was, is)| format!("{was} → {is}"));
    let amounts = change.customers.first().map(|c| {
        format!(
            "{} → {} at {}",
            unit.number(c.before),
            unit.number(c.after),
            day(c.newest.date())
        )
    });
    ChangeView {
        id: change.id.clone(),
        cause: change.cause.label().to_owned(),
        subject: match &change.other {
            Some(other) => format!("{} → {}", name(&change.subject), name(other)),
            None => name(&change.subject),
        },
        what: [setting, amounts]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", "),
        amount: change
            .newest()
            .map(|(_, d)| unit.signed(d))
            .unwrap_or_default(),
        choice: choice.to_owned(),
        can_keep: change.cause != Cause::Calculation,
    }
}
