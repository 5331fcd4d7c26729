//! Page 1b: where do we stand against plan? Absolute variances as bars, relative ones as pins.

use super::{Built, Draft, comparison, needs_two_closes};
use crate::context::Context;
use crate::display::NOT_APPLICABLE;
use crate::layout::{area, block, easy_rows, figure, left, right, row, text, warned};
use crate::measure::Measure;
use crate::message::{Message, token};
use crate::model::{Cell, Column, Content, Row, Table, Tone};
use crate::notes::notes;
use crate::plan::Plan;
use crate::slots::At;
use crate::value::Delta;
use holdfast_ledger::Decimal;

pub(super) fn page(c: &Context) -> Built {
    let now = c.now().ok_or_else(|| needs_two_closes(c))?;
    let plan = Plan::of(c, now);
    if c.prior().is_none() && c.py().is_none() && plan.is_none() {
        return Err(format!(
            "1 {}: nothing to compare with, no plan imported",
            c.noun()
        ));
    }
    let compared: Vec<&At> = [Some(now), c.prior(), c.py()]
        .into_iter()
        .flatten()
        .collect();
    let money = table(
        c,
        now,
        plan.as_ref(),
        &c.unit.label(),
        &comparison::bridge_rows(&compared),
    );
    let rates = table(c, now, plan.as_ref(), "%", &comparison::rate_rows(c));
    let split = easy_rows(&money, false).min(15);
    let blocks = vec![
        block(area(0, 12, 0, split), None, Content::Table(money)),
        block(area(0, 12, split, 24 - split), None, Content::Table(rates)),
    ];
    Ok(Draft::new("variance", message(c, now, plan.as_ref()))
        .titled(
            format!("KPIs: ARR in {}, rates in %", c.unit.label()),
            period_line(c, now, plan.as_ref()),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &exceptions(c, plan.as_ref()))))
}

const DEFINITION: &str = "Bars: absolute variance, one scale a table; pins: relative variance, cut at ±300%; \
     blue is better, orange worse, grey within ±5% or ±1 display unit.";

fn period_line(c: &Context, now: &At, plan: Option<&Plan>) -> String {
    let planned = match plan {
        Some(plan) if plan.has_replan() => ", PL, ΔPL, RP",
        Some(_) => ", PL, ΔPL",
        None => "",
    };
    let prior = c
        .prior()
        .map_or(String::new(), |p| format!(", {} (PP), ΔPP", p.label));
    let py = if c.py().is_some() { ", PY, ΔPY" } else { "" };
    format!("{} AC{planned}{prior}{py}", now.label)
}

fn exceptions(c: &Context, plan: Option<&Plan>) -> Vec<String> {
    match plan {
        None => vec!["No plan imported: the PL columns are left out.".to_owned()],
        Some(plan) => {
            let mut out = vec![format!("Plan: {}.", plan.source(c))];
            if let Some(name) = plan.replan_name() {
                out.push(format!("RP: {name}."));
            }
            out
        }
    }
}

fn rows_of(c: &Context, now: &At) -> Vec<Measure> {
    let mut all = comparison::bridge_rows(&[now]);
    all.extend(comparison::rate_rows(c));
    all
}

fn message(c: &Context, now: &At, plan: Option<&Plan>) -> Message {
    let rows = rows_of(c, now);
    match plan {
        Some(plan) => against_plan(c, now, plan, &rows),
        None => against_period(c, now, &rows),
    }
}

fn against_plan(c: &Context, now: &At, plan: &Plan, rows: &[Measure]) -> Message {
    let planned: Vec<(Measure, Delta)> = rows
        .iter()
        .filter_map(|m| Some((*m, plan.delta(c, now, *m)?)))
        .filter(|(_, d)| d.value.is_some())
        .collect();
    let behind: Vec<&(Measure, Delta)> = planned
        .iter()
        .filter(|(_, d)| d.tone == Tone::Bad)
        .collect();
    let mut m = Message::new();
    let n = m.bind("plan.measures", planned.len().to_string());
    let k = m.bind("plan.behind", behind.len().to_string());
    let Some((measure, _)) = widest(&behind) else {
        let closing = plan.text(c, now, Measure::Closing);
        let against = closing.map_or(String::new(), |pl| {
            let pl = m.bind("plan.closing", pl);
            format!(": closing ARR {} against {pl}", token("closing.q"))
        });
        return m.say(format!(
            "None of {n} measures is behind plan in {}{against}.",
            token("period.q")
        ));
    };
    let (name, ac) = (
        measure.caption_within(c.noun()),
        measure.value(now).sentence(c.min_n()),
    );
    let name = m.bind("plan.widest", name);
    let ac = m.bind("plan.widest.ac", ac);
    let pl = plan.text(c, now, *measure).unwrap_or_default();
    let pl = m.bind("plan.widest.pl", pl);
    m.say(format!(
        "{k} of {n} measures {} behind plan in {}; the widest is {name}: {ac} against {pl}.",
        is_or_are(behind.len()),
        token("period.q")
    ))
}

/// The relative variance which is largest.
fn widest<'a>(behind: &[&'a (Measure, Delta)]) -> Option<&'a (Measure, Delta)> {
    let size = |d: &Delta| d.relative.map_or(Decimal::ZERO, |r| r.abs());
    behind.iter().copied().reduce(|best, next| {
        if size(&next.1) > size(&best.1) {
            next
        } else {
            best
        }
    })
}

fn against_period(c: &Context, now: &At, rows: &[Measure]) -> Message {
    let Some((before, when)) = c
        .py()
        .map(|p| (p, "py"))
        .or_else(|| c.prior().map(|p| (p, "pq")))
    else {
        return Message::of(format!(
            "Closing ARR is {} in {}.",
            token("closing.q"),
            token("period.q")
        ));
    };
    let all: Vec<(Measure, Delta)> = rows
        .iter()
        .map(|m| (*m, c.delta(*m, now, before)))
        .filter(|(_, d)| d.value.is_some())
        .collect();
    let worse: Vec<&(Measure, Delta)> = all.iter().filter(|(_, d)| d.tone == Tone::Bad).collect();
    let mut m = Message::new();
    let (k, n) = (
        m.bind("variance.worse", worse.len().to_string()),
        m.bind("variance.measures", all.len().to_string()),
    );
    let period = token(&format!("period.{when}"));
    let Some((measure, _)) = widest(&worse) else {
        return m.say(format!(
            "None of {n} measures is worse than in {period} beyond ±5%: closing ARR is {} against {}.",
            token("closing.q"),
            token(&format!("closing.{when}"))
        ));
    };
    let name = m.bind("variance.widest", measure.caption_within(c.noun()));
    let ac = m.bind("variance.widest.ac", measure.value(now).sentence(c.min_n()));
    let py = m.bind(
        "variance.widest.before",
        measure.value(before).sentence(c.min_n()),
    );
    m.say(format!(
        "{k} of {n} measures {} worse than in {period}; the widest is {name}: {ac} against {py}.",
        is_or_are(worse.len())
    ))
}

fn is_or_are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

fn table(c: &Context, now: &At, plan: Option<&Plan>, caption: &str, measures: &[Measure]) -> Table {
    Table {
        columns: columns(c, now, plan, caption),
        rows: measures
            .iter()
            .map(|m| line(c, now, plan, *m, measures))
            .collect(),
        footnote: None,
    }
}

fn columns(c: &Context, now: &At, plan: Option<&Plan>, caption: &str) -> Vec<Column> {
    let mut out = vec![left(caption, 24), right(format!("{} AC", now.short), 10)];
    if let Some(plan) = plan {
        out.extend([right("PL", 10), right("ΔPL", 18), right("ΔPL %", 16)]);
        if plan.has_replan() {
            out.push(right("RP", 10));
        }
    }
    if let Some(prior) = c.prior() {
        out.push(right(format!("{} PP", prior.short), 10));
        if plan.is_none() {
            out.extend([right("ΔPP", 18), right("ΔPP %", 16)]);
        } else {
            out.push(right("ΔPP", 10));
        }
    }
    if c.py().is_some() {
        out.push(right(format!("{} PY", now.short), 10));
        if plan.is_none() {
            out.extend([right("ΔPY", 18), right("ΔPY %", 16)]);
        } else {
            out.push(right("ΔPY", 10));
        }
    }
    out.push(left("status", 12));
    out
}

fn line(c: &Context, now: &At, plan: Option<&Plan>, measure: Measure, all: &[Measure]) -> Row {
    let mut cells = vec![
        text(measure.caption(c.noun())),
        figure(c.marked(measure, now)),
    ];
    if let Some(plan) = plan {
        cells.extend(plan_cells(c, now, plan, measure, all));
    }
    let scale = scale(c, now, plan, all);
    for before in [c.prior(), c.py()].into_iter().flatten() {
        let delta = c.delta(measure, now, before);
        cells.push(figure(c.marked(measure, before)));
        if plan.is_none() {
            cells.push(bar(&delta, scale));
            cells.push(pin(&delta));
        } else {
            cells.push(warned(delta.text, delta.tone));
        }
    }
    cells.push(status(c, now, plan, measure));
    row(comparison::kind(measure), cells)
}

fn plan_cells(c: &Context, now: &At, plan: &Plan, measure: Measure, all: &[Measure]) -> Vec<Cell> {
    let mut out = match plan.delta(c, now, measure) {
        None => vec![figure(NOT_APPLICABLE); 3],
        Some(delta) => vec![
            figure(plan.column_text(c, now, measure)),
            bar(&delta, scale(c, now, Some(plan), all)),
            pin(&delta),
        ],
    };
    if plan.has_replan() {
        out.push(figure(plan.replan_text(c, now, measure)));
    }
    out
}

/// The largest |variance| of all bars of a table: one scale for one unit (pack 3.2).
fn scale(c: &Context, now: &At, plan: Option<&Plan>, all: &[Measure]) -> Decimal {
    let against = |before: &At| {
        all.iter()
            .map(|m| c.delta(*m, now, before))
            .collect::<Vec<_>>()
    };
    let bars: Vec<Delta> = match plan {
        Some(plan) => all.iter().filter_map(|m| plan.delta(c, now, *m)).collect(),
        None => [c.prior(), c.py()]
            .into_iter()
            .flatten()
            .flat_map(against)
            .collect(),
    };
    let sizes = bars.iter().filter_map(|d| d.value).map(|v| v.abs());
    sizes.max().filter(|v| !v.is_zero()).unwrap_or(Decimal::ONE)
}

fn bar(delta: &Delta, scale: Decimal) -> Cell {
    match delta.value {
        Some(value) => Cell::Bar(value, scale, delta.text.clone(), shade(delta.tone)),
        None => figure(delta.text.clone()),
    }
}

fn pin(delta: &Delta) -> Cell {
    match delta.relative {
        Some(relative) => Cell::Pin(relative, delta.relative_bare(), shade(delta.tone)),
        None => figure(delta.relative_bare()),
    }
}

/// Marks which are neither good nor bad are grey.
fn shade(tone: Tone) -> Tone {
    match tone {
        Tone::Plain => Tone::Muted,
        tone => tone,
    }
}

/// A word against plan, else against the year before or the prior period.
fn status(c: &Context, now: &At, plan: Option<&Plan>, measure: Measure) -> Cell {
    let (delta, words) = match plan {
        Some(plan) => (plan.delta(c, now, measure), ["ahead", "behind", "on plan"]),
        None => (
            c.py()
                .or(c.prior())
                .map(|before| c.delta(measure, now, before)),
            ["better", "worse", "level"],
        ),
    };
    let [good, bad, level] = words;
    match delta.filter(|d| d.value.is_some()).map(|d| d.tone) {
        None => text(NOT_APPLICABLE),
        Some(Tone::Good) => Cell::Toned(good.to_owned(), Tone::Good),
        Some(Tone::Bad) => Cell::Toned(bad.to_owned(), Tone::Bad),
        Some(_) if measure.better() == crate::value::Better::Neutral => text(NOT_APPLICABLE),
        Some(_) => Cell::Toned(level.to_owned(), Tone::Muted),
    }
}
