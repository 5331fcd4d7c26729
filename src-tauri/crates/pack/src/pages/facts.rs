//! Facts of the summary: as many that got better as that got worse, and the status in words (G-1).

use crate::context::Context;
use crate::display::percent;
use crate::layout::{figure, left, right, row, text, toned};
use crate::measure::Measure;
use crate::model::{Row, RowKind, Table, Tone};
use crate::slots::At;
use crate::tie::Part;
use crate::value::{Better, Delta, Value};
use holdfast_ledger::Decimal;
use holdfast_metrics::{Status, StatusReason};

/// Facts a side.
const MOST: usize = 3;

/// Lines of the bridge which have a row of their own; what else moved is one row.
const LINES: [Part; 4] = [Part::New, Part::Expansion, Part::Downsell, Part::Churn];

const CANDIDATES: [Measure; 7] = [
    Measure::NrrTtm,
    Measure::GrrTtm,
    Measure::LogoTtm,
    Measure::DownsellRate,
    Measure::ChurnRate,
    Measure::Line(Part::New),
    Measure::Line(Part::Expansion),
];

/// Where the base stands, what got better and what got worse (the same number of each, at most three)
/// against the year before, else the prior period.
pub(super) fn facts(c: &Context) -> Table {
    let Some(now) = c.now() else {
        return Table::default();
    };
    let before = c.py().or(c.prior());
    let mut rows = bridge(c, now, before);
    if let Some(before) = before {
        rows.extend(compared(c, now, before));
    }
    let mut columns = vec![left("", 34), right(now.label.clone(), 14)];
    if let Some(before) = before {
        columns.extend([right(before.label.clone(), 14), right("Δ", 14)]);
    }
    Table {
        columns,
        rows,
        footnote: None,
    }
}

/// The bridge in few rows which add up as they are printed.
fn bridge(c: &Context, now: &At, before: Option<&At>) -> Vec<Row> {
    let mut rows = vec![line(c, Measure::Opening, now, before)];
    rows.extend(LINES.map(|part| line(c, Measure::Line(part), now, before)));
    rows.extend(other_movements(c, now, before));
    let mut closing = line(c, Measure::Closing, now, before);
    closing.kind = RowKind::Total;
    rows.push(closing);
    rows
}

/// "Reactivation, step-down, FX": the sum of the lines without a row of their own, where there are any.
fn other_movements(c: &Context, now: &At, before: Option<&At>) -> Option<Row> {
    let moved = |at: &At, part: Part| !at.tied.part(part).is_zero();
    let parts: Vec<Part> = Part::ALL
        .into_iter()
        .filter(|p| !LINES.contains(p))
        .filter(|p| moved(now, *p) || before.is_some_and(|at| moved(at, *p)))
        .collect();
    let (first, rest) = parts.split_first()?;
    let caption = rest.iter().fold(first.caption().to_owned(), |all, part| {
        let word = part.caption();
        let word = if word == "FX" {
            word.to_owned()
        } else {
            word.to_lowercase()
        };
        format!("{all}, {word}")
    });
    let value = |at: &At| Value::Money {
        shown: at.tied.sum(&parts),
        unit: at.tied.unit.clone(),
        flow: true,
    };
    let mut cells = vec![text(caption), figure(value(now).sentence(c.min_n()))];
    if let Some(before) = before {
        let delta = c.delta_of(&value(now), &value(before), Better::Neutral);
        cells.push(figure(value(before).sentence(c.min_n())));
        cells.push(figure(delta.sentence));
    }
    Some(row(RowKind::Normal, cells))
}

fn compared(c: &Context, now: &At, before: &At) -> Vec<Row> {
    let mut all: Vec<(Measure, Delta)> = CANDIDATES
        .iter()
        .map(|m| (*m, c.delta(*m, now, before)))
        .collect();
    let size = |d: &Delta| d.relative.map_or(Decimal::ZERO, |r| r.abs());
    all.sort_by_key(|(_, d)| std::cmp::Reverse(size(d)));
    let side = |tone: Tone| -> Vec<Measure> {
        all.iter()
            .filter(|(_, d)| d.tone == tone)
            .map(|(m, _)| *m)
            .collect()
    };
    let (mut better, mut worse) = (side(Tone::Good), side(Tone::Bad));
    let each = better.len().min(worse.len()).clamp(1, MOST);
    better.truncate(each);
    worse.truncate(each);
    let mut out = Vec::new();
    for (word, measures) in [("Better", better), ("Worse", worse)] {
        out.push(row(
            RowKind::Section,
            vec![text(format!("{word} than {}", before.label))],
        ));
        if measures.is_empty() {
            let none = format!("No figure is {} beyond ±5%", word.to_lowercase());
            out.push(row(RowKind::Normal, vec![text(none)]));
        }
        out.extend(measures.into_iter().map(|m| line(c, m, now, Some(before))));
    }
    out
}

fn line(c: &Context, measure: Measure, now: &At, before: Option<&At>) -> Row {
    let value = |at: &At| figure(measure.value(at).sentence(c.min_n()));
    let mut cells = vec![text(measure.caption(c.noun())), value(now)];
    if let Some(before) = before {
        let delta = c.delta(measure, now, before);
        cells.push(value(before));
        cells.push(toned(delta.sentence, delta.tone));
    }
    row(RowKind::Normal, cells)
}

/// "Watch: downsell ÷ expansion rose two quarters in a row: 20.1%, 27.9%, 35.0%."
pub(crate) fn status(c: &Context) -> (Tone, String) {
    let (status, reason) = &c.report.status;
    let (tone, word) = match status {
        Status::Good => (Tone::Ok, "Good"),
        Status::Watch => (Tone::Warn, "Watch"),
        Status::Bad => (Tone::Fail, "Bad"),
        Status::NoSignal => (Tone::Muted, "No signal"),
    };
    (tone, format!("{word}: {}.", reason_words(c, reason)))
}

fn reason_words(c: &Context, reason: &StatusReason) -> String {
    let p = |v: &Decimal| percent(Some(*v), 1);
    let money = |v: &Decimal| c.unit.money(*v);
    let nouns = c.nouns();
    match reason {
        StatusReason::DownsellOverExpansion(v) => format!("downsell is {} of expansion", p(v)),
        StatusReason::HighAndRising(now, before) => {
            format!(
                "downsell is {} of opening ARR, up from {}",
                p(now),
                p(before)
            )
        }
        StatusReason::RatioRoseTwice(a, b, now) => format!(
            "downsell ÷ expansion rose two {nouns} in a row: {}, {}, {}",
            p(a),
            p(b),
            p(now)
        ),
        StatusReason::DownsellRoseTwice(a, b, now) => format!(
            "downsell rose two {nouns} in a row while expansion did not: {}, {}, {}",
            money(a),
            money(b),
            money(now)
        ),
        StatusReason::Concentrated(attribute, value, share, of_opening) => format!(
            "{} has {} of downsell with {} of opening ARR",
            if c.external() {
                "one segment".to_owned()
            } else {
                format!("{value} ({attribute})")
            },
            percent(Some(*share), 0),
            percent(Some(*of_opening), 0)
        ),
        StatusReason::LowDownsellHighNrr(rate, nrr) => format!(
            "downsell {} of opening ARR with NRR {}, by the rule of thumb of at most {} and at least {}",
            p(rate),
            p(nrr),
            p(&c.report.basis.thresholds.good_downsell_rate),
            p(&c.report.basis.thresholds.good_nrr)
        ),
        StatusReason::Nothing => "no threshold is met".to_owned(),
    }
}
