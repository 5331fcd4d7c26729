//! What changed since the last issued pack, cause by cause (metrics section 7).

use super::issues::cents;
use crate::desk::Work;
use crate::view::grid::{GridCell, GridColumn, GridRow, GridView, RowKind};
use crate::view::restatement::{ChangeView, RestatementView};
use holdfast_ledger::Ratio;
use holdfast_metrics::registry::{self, Unit as MetricUnit};
use holdfast_metrics::restatement::{Cause, Change, Choices, FigureChange, Restatement, Treatment};
use holdfast_pack::display::{
    NOT_AVAILABLE, day, decimal_signed, percent, period_label, pp, things, times,
};
use holdfast_pack::figure_called;
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
    let total = |f: &&FigureChange| f.key.segment.is_none();
    let count = found.figures.iter().filter(total).count();
    let rate = |f: &&FigureChange| total(f) && matches!(f.key.metric.as_str(), "nrr_ttm" | "nrr");
    let first = found.figures.iter().rev().find(rate);
    let first = first.or_else(|| found.figures.iter().find(total));
    match first {
        None if found.is_empty() => "No past figure changed.".to_owned(),
        None => format!(
            "{} of segments changed.",
            things(found.figures.len() as u32, "past figure")
        ),
        Some(f) => format!(
            "{} changed: {} {} {} → {}.",
            things(count as u32, "past figure"),
            figure_called(f),
            period_label(&f.key.period),
            text(project, &f.key.metric, f.before),
            text(project, &f.key.metric, f.after)
        ),
    }
}

fn unit(metric: &str) -> MetricUnit {
    registry::find(metric).map_or(MetricUnit::Count, |m| m.unit)
}

fn text(project: &Project, metric: &str, value: Ratio) -> String {
    let Some(v) = value else {
        return NOT_AVAILABLE.to_owned();
    };
    match unit(metric) {
        MetricUnit::Currency => cents(project).number(v),
        MetricUnit::Percent => percent(value, 1),
        MetricUnit::Times => times(value),
        MetricUnit::Count => v.normalize().to_string(),
    }
}

fn delta(project: &Project, f: &FigureChange) -> String {
    let Some(delta) = f.delta() else {
        return NOT_AVAILABLE.to_owned();
    };
    match unit(&f.key.metric) {
        MetricUnit::Currency => cents(project).signed(delta),
        MetricUnit::Percent => pp(Some(delta)),
        MetricUnit::Times => decimal_signed(delta, 2),
        MetricUnit::Count => decimal_signed(delta, 0),
    }
}

fn figures(project: &Project, found: &Restatement) -> GridView {
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
                GridCell::text(text(project, &f.key.metric, f.before)),
                GridCell::text(text(project, &f.key.metric, f.after)),
                GridCell::text(delta(project, f)),
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
