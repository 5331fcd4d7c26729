//! A table of measures: this period, the prior one, the year before and the variances between them.

use crate::context::Context;
use crate::layout::{figure, left, right, row, text, warned};
use crate::measure::Measure;
use crate::model::{Cell, Column, Row, RowKind, Table, Tone};
use crate::slots::At;
use crate::tie::Part;
use crate::value::Value;

/// Rows of measures against prior period and year before; columns without data are left out.
/// `relative` adds the column of relative variances (money); rates keep it empty for alignment.
pub(crate) fn table(c: &Context, caption: &str, measures: &[Measure], relative: bool) -> Table {
    let Some(now) = c.now() else {
        return Table::default();
    };
    Table {
        columns: columns(c, now, caption, relative),
        rows: measures
            .iter()
            .map(|m| line(c, now, *m, relative))
            .collect(),
        footnote: None,
    }
}

fn columns(c: &Context, now: &At, caption: &str, relative: bool) -> Vec<Column> {
    let mut out = vec![left(caption, 28), right(format!("{} AC", now.short), 12)];
    if let Some(prior) = c.prior() {
        out.push(right(format!("{} AC", prior.short), 12));
        if relative {
            out.push(right(format!("Δ{}", prior.short), 11));
            out.push(right(format!("Δ{} %", prior.short), 13));
        } else {
            out.push(right("Δ pp", 11));
            out.push(right("", 13));
        }
    }
    if c.py().is_some() {
        out.push(right(format!("{} PY", now.short), 12));
        out.push(right(if relative { "ΔPY" } else { "ΔPY pp" }, 11));
    }
    out
}

fn line(c: &Context, now: &At, measure: Measure, relative: bool) -> Row {
    let mut cells = vec![text(measure.caption(c.noun())), value_cell(c, measure, now)];
    if let Some(prior) = c.prior() {
        let delta = c.delta(measure, now, prior);
        cells.push(value_cell(c, measure, prior));
        cells.push(warned(delta.text.clone(), delta.tone));
        cells.push(if relative {
            warned(delta.relative_bare(), delta.tone)
        } else {
            Cell::Empty
        });
    }
    if let Some(py) = c.py() {
        let delta = c.delta(measure, now, py);
        cells.push(value_cell(c, measure, py));
        cells.push(warned(delta.text, delta.tone));
    }
    row(kind(measure), cells)
}

fn value_cell(c: &Context, measure: Measure, at: &At) -> Cell {
    let value = measure.value(at);
    match (&value, measure) {
        (Value::Money { shown, .. }, Measure::Line(_))
            if shown.is_sign_negative() && !shown.is_zero() =>
        {
            warned(c.marked(measure, at), Tone::Bad)
        }
        _ => figure(c.marked(measure, at)),
    }
}

pub(crate) fn kind(measure: Measure) -> RowKind {
    match measure {
        Measure::Closing => RowKind::Total,
        Measure::Line(Part::Downsell) => RowKind::Highlight,
        _ => RowKind::Normal,
    }
}

/// The bridge's rows which are printed: those always printed, and those not 0 in a period compared.
pub(crate) fn bridge_rows(ats: &[&At]) -> Vec<Measure> {
    let used = |part: &Part| {
        part.always_printed()
            || ats
                .iter()
                .any(|at| !part.of(&at.figures.total.bridge).is_zero())
    };
    let lines = Part::ALL.into_iter().filter(|p| used(p)).map(Measure::Line);
    std::iter::once(Measure::Opening)
        .chain(lines)
        .chain([Measure::Closing])
        .collect()
}

/// The rates printed beside a bridge: trailing year and period, without step-downs where there
/// are any (M-5).
pub(crate) fn rate_rows(c: &Context) -> Vec<Measure> {
    let Some(now) = c.now() else {
        return Vec::new();
    };
    let yearly = c.report.basis.period == holdfast_ledger::Grain::Year;
    let step_down = !now.figures.total.bridge.step_down.is_zero();
    let mut out = Vec::new();
    if !yearly {
        out.extend([Measure::NrrTtm, Measure::GrrTtm]);
    }
    out.extend([Measure::Nrr, Measure::Grr]);
    if step_down {
        out.extend([Measure::NrrWithoutStepDown, Measure::GrrWithoutStepDown]);
    }
    out.extend([Measure::DownsellRate, Measure::ChurnRate]);
    out.push(if yearly {
        Measure::Logo
    } else {
        Measure::LogoTtm
    });
    out
}
