//! The table of segments, tied to the printed bridge.

use crate::context::Context;
use crate::display::{self, count, percent, percent_bare, points, pp_bare};
use crate::layout::{figure, left, right, row, text, toned};
use crate::measure::Measure;
use crate::model::{Cell, Row, RowKind, Table, Tone};
use crate::segments::PrintedSegment;
use crate::slots::At;
use crate::tie::{Part, tie_to};
use crate::value::{Better, Value};
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::Scope;

/// Money of a column, tied to its printed total.
fn column(
    now: &At,
    rows: &[PrintedSegment],
    total: Decimal,
    of: impl Fn(&Scope) -> Decimal,
) -> Vec<String> {
    let parts: Vec<Decimal> = rows.iter().map(|r| of(&r.scope)).collect();
    let tied = tie_to(total, &parts, &now.tied.unit);
    tied.parts.iter().map(|v| tied.unit.text(*v)).collect()
}

pub(crate) fn table(c: &Context, now: &At, attribute: &str, rows: &[PrintedSegment]) -> Table {
    let py = c.py();
    let mut columns = vec![
        left(format!("{attribute}, {}", c.unit.label()), 26),
        right("n", 7),
        right("opening", 12),
        right("downsell", 12),
        right("rate %", 10),
    ];
    if py.is_some() {
        columns.push(right("ΔPY pp", 10));
    }
    columns.extend([right("NRR %", 10), right("GRR %", 10)]);
    // Outside, what one customer dominates is merged, so that there is nobody to name (S-4).
    columns.extend((!c.external()).then(|| right("largest", 10)));
    let opening = column(now, rows, now.tied.opening, |s| s.bridge.opening);
    let downsell = column(now, rows, now.tied.part(Part::Downsell), |s| {
        -s.bridge.downsell
    });
    let mut out: Vec<Row> = rows
        .iter()
        .zip(opening.into_iter().zip(downsell))
        .map(|(r, money)| segment_row(c, attribute, r, money))
        .collect();
    out.push(total_row(c, now));
    Table {
        columns,
        rows: out,
        footnote: footnote(c, rows),
    }
}

fn footnote(c: &Context, rows: &[PrintedSegment]) -> Option<String> {
    let dominated = rows.iter().find(|r| r.dominant.is_some())?;
    let share = percent(dominated.dominant, 0);
    let many = rows.iter().filter(|r| r.dominant.is_some()).count();
    let more = if many > 1 { " (column largest)" } else { "" };
    (!c.external()).then(|| {
        format!(
            "{}: 1 customer = {share} of its downsell{more}.",
            dominated.name
        )
    })
}

fn segment_row(
    c: &Context,
    attribute: &str,
    r: &PrintedSegment,
    (opening, downsell): (String, String),
) -> Row {
    let rate = |value: Ratio| figure(c.text(&Value::rate(value, r.n())));
    let mut cells = vec![
        text(r.label.clone()),
        figure(count(r.n())),
        figure(opening),
        figure(downsell),
        rate(r.scope.rates.downsell_rate),
    ];
    if let Some(py) = c.py() {
        cells.push(change(c, r, r.scope_in(attribute, py.figures)));
    }
    cells.push(rate(r.scope.rates.nrr));
    cells.push(rate(r.scope.rates.grr));
    cells.extend((!c.external()).then(|| {
        figure(match r.dominant {
            Some(share) => percent(Some(share), 0),
            None => display::NOT_APPLICABLE.to_owned(),
        })
    }));
    row(RowKind::Normal, cells)
}

fn change(c: &Context, r: &PrintedSegment, before: Option<Scope>) -> Cell {
    let before = before.unwrap_or_default();
    let delta = c.delta_of(
        &Value::rate(r.scope.rates.downsell_rate, r.n()),
        &Value::rate(before.rates.downsell_rate, before.counts.opening),
        Better::Lower,
    );
    match delta.tone {
        Tone::Bad => toned(delta.text, Tone::Bad),
        _ => figure(delta.text),
    }
}

fn total_row(c: &Context, now: &At) -> Row {
    let scope = &now.figures.total;
    let n = scope.counts.opening;
    let rate = |value: Ratio| {
        if n < c.min_n() && value.is_some() {
            format!("n={n}")
        } else {
            percent_bare(value, 1)
        }
    };
    let mut cells = vec![
        text("Total"),
        figure(count(n)),
        figure(c.measure_text(Measure::Opening, now)),
        figure(now.tied.unit.text(now.tied.part(Part::Downsell))),
        figure(rate(scope.rates.downsell_rate)),
    ];
    if let Some(py) = c.py() {
        let before = &py.figures.total;
        let enough = n >= c.min_n() && before.counts.opening >= c.min_n();
        let delta = points(scope.rates.downsell_rate, before.rates.downsell_rate, 1);
        cells.push(figure(pp_bare(delta.filter(|_| enough))));
    }
    cells.push(figure(rate(scope.rates.nrr)));
    cells.push(figure(rate(scope.rates.grr)));
    cells.extend((!c.external()).then(|| {
        figure(match now.figures.dominant {
            Some((_, share)) => percent(Some(share), 0),
            None => display::NOT_APPLICABLE.to_owned(),
        })
    }));
    row(RowKind::Total, cells)
}
