//! Page A1: how every metric of the pack is defined, from the registry.

use super::{Built, Draft};
use crate::context::Context;
use crate::layout::{ROWS, area, block, left, row, text};
use crate::message::Message;
use crate::model::{Content, Row, RowKind, Table};
use crate::notes::notes;
use holdfast_metrics::registry::{self, MetricEntry};
use holdfast_metrics::restatement::Cause;

/// Entries a page can hold at three lines each.
const PER_PAGE: usize = 12;

pub(super) fn pages(c: &Context) -> Vec<Built> {
    let entries: Vec<&MetricEntry> = registry::all().iter().filter(|e| in_use(c, e.id)).collect();
    let pages = entries.len().div_ceil(PER_PAGE).max(1);
    let each = entries.len().div_ceil(pages).max(1);
    entries
        .chunks(each)
        .enumerate()
        .map(|(i, part)| Ok(page(c, part, entries.len(), (i, pages))))
        .collect()
}

fn page(c: &Context, part: &[&MetricEntry], of: usize, (index, pages): (usize, usize)) -> Draft {
    let table = Table {
        columns: vec![
            left("Metric", 13),
            left("Definition", 40),
            left("Formula", 36),
            left("In it · not in it", 66),
            left("Why", 30),
            left("Basis", 15),
        ],
        rows: part.iter().map(|e| entry_row(e)).collect(),
        footnote: None,
    };
    let draft = Draft::new("methodology", message(of, part.len(), (index, pages)))
        .titled(
            "Metrics: definition, formula, scope, use, basis",
            "Contracted ARR at period closes",
        )
        .holding(vec![block(
            area(0, 12, 0, ROWS),
            None,
            Content::Table(table),
        )])
        .noted(notes(c, DEFINITION, &[changed(c)]));
    draft.continued(index)
}

const DEFINITION: &str = "A ratio whose denominator is 0 or missing is n/a; quarterly rates are not annualised; rates of a \
     total come from its money, never from a mean of rates.";

/// Lines which are 0 in every shown period need no definition; nor do measures which no page prints.
fn in_use(c: &Context, id: &str) -> bool {
    let any = |of: fn(&holdfast_metrics::Bridge) -> bool| {
        c.covered().any(|at| of(&at.figures.total.bridge))
    };
    match id {
        "reactivation_arr" => any(|b| !b.reactivation.is_zero()),
        "step_down_arr" => any(|b| !b.step_down.is_zero()),
        "paused_arr" => any(|b| !b.paused.is_zero()),
        "fx" => any(|b| !b.fx.is_zero()),
        "renewal_downsell_rate" | "renewal_churn_rate" => {
            c.now().is_some_and(|at| at.figures.renewals.is_some())
        }
        "net_expansion" | "quick_ratio" | "arpa" | "top10_share" => false,
        _ => true,
    }
}

fn message(of: usize, here: usize, (index, pages): (usize, usize)) -> Message {
    let mut m = Message::new();
    let all = m.bind("metrics.count", of.to_string());
    if pages == 1 {
        return m.say(format!(
            "{all} metrics, each with one definition for sentence, chart, table and workbook."
        ));
    }
    let here = m.bind("metrics.here", here.to_string());
    let part = m.bind("metrics.part", format!("{} of {pages}", index + 1));
    m.say(format!(
        "{all} metrics have one definition each for sentence, chart, table and workbook; {here} are here, part {part}."
    ))
}

fn changed(c: &Context) -> String {
    match c.inputs.restated {
        None => "First pack: no definition to compare with.".to_owned(),
        Some(r) if r.found.causes().contains(&Cause::Basis) => {
            "A definition changed since the last pack: see A4.".to_owned()
        }
        Some(_) => "No definition changed since the last pack.".to_owned(),
    }
}

fn entry_row(e: &MetricEntry) -> Row {
    let cohort = e.basis.cohort.replace('_', " ");
    let cohort = cohort
        .strip_suffix(" start cohort")
        .map_or_else(|| cohort.clone(), |kind| format!("{kind} cohort"));
    let basis = format!("{}; {cohort}", e.basis.time.replace('_', " "));
    row(
        RowKind::Normal,
        vec![
            text(e.label),
            text(e.definition),
            text(e.formula),
            text(format!("In: {} Not in: {}", e.inclusions, e.exclusions)),
            text(e.why),
            text(basis),
        ],
    )
}
