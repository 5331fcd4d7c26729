//! Page 7: do newer customers hold better? Cohort triangles (C8).

use super::{Built, Draft};
use crate::context::Context;
use crate::display::{count, decimal_signed, percent, percent_bare, period_label, points};
use crate::layout::{area, block, chart};
use crate::message::{Message, token};
use crate::model::{ChartSpec, Content, TriangleRow};
use crate::notes::notes;
use holdfast_ledger::{Decimal, Grain, Ratio, ratio};
use holdfast_metrics::CohortRow;

/// Cohorts and ages which fit a triangle.
const ROWS: usize = 20;
const AGES: usize = 9;

pub(super) fn page(c: &Context) -> Built {
    let cohorts = &c.report.cohorts;
    if cohorts.nrr.len() < 2 {
        return Err("one sign-up cohort: nothing to compare".to_owned());
    }
    let noun = cohorts.grain.map_or("quarter", Grain::noun);
    let half = |rows: &[CohortRow], average: &[Ratio], name: &str, diverging: bool| {
        triangle(c, rows, average, name, diverging)
    };
    let blocks = vec![
        block(
            area(0, 6, 0, 24),
            Some(&format!(
                "NRR, % of the cohort's first ARR, by age in {noun}s"
            )),
            half(&cohorts.nrr, &cohorts.average_nrr, "NRR", true),
        ),
        block(
            area(6, 6, 0, 24),
            Some(&format!(
                "GRR, % of the cohort's first ARR, by age in {noun}s"
            )),
            half(&cohorts.grr, &cohorts.average_grr, "GRR", false),
        ),
    ];
    Ok(Draft::new("cohorts", message(c, noun))
        .titled(
            format!(
                "NRR and GRR in %, initial ARR in {}, by sign-up {noun} and age",
                c.unit.label()
            ),
            format!("Cohorts to {}, AC", c.as_of_text()),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &exceptions(c))))
}

const DEFINITION: &str = "A cohort is the customers whose first paid close lies in that period; age 0 is its end; \
     GRR caps each customer at its ARR at age 0; the average is weighted by ARR at age 0.";

fn exceptions(c: &Context) -> Vec<String> {
    let rows = &c.report.cohorts.nrr;
    let mut out = vec!["Blank: age not reached yet.".to_owned()];
    let small = rows.iter().filter(|r| r.paying < c.min_n()).count();
    if small > 0 {
        out.push(format!(
            "Cohorts of fewer than {} customers in grey, without rates.",
            c.min_n()
        ));
    }
    let oldest = rows
        .iter()
        .map(|r| r.by_age.len())
        .max()
        .unwrap_or_default();
    let shown = [
        (rows.len() > ROWS).then(|| format!("the newest {ROWS} cohorts")),
        (oldest > AGES).then(|| format!("ages to {}", AGES - 1)),
    ];
    let shown: Vec<String> = shown.into_iter().flatten().collect();
    if !shown.is_empty() {
        out.push(format!(
            "Only {} are shown; all: XLSX.",
            shown.join(" and ")
        ));
    }
    out
}

/// Weighted GRR or NRR at an age over some cohorts, and their customers at age 0.
fn weighted(rows: &[CohortRow], age: usize) -> (Ratio, u32) {
    let mut kept = Decimal::ZERO;
    let mut base = Decimal::ZERO;
    let mut customers = 0;
    for row in rows {
        if let Some(Some(value)) = row.by_age.get(age) {
            kept += *value * row.amount;
            base += row.amount;
            customers += row.paying;
        }
    }
    (ratio(kept, base), customers)
}

/// The greatest age up to four which at least two cohorts reached.
fn compared_age(rows: &[CohortRow]) -> Option<usize> {
    let reached = |age: usize| {
        rows.iter()
            .filter(|r| matches!(r.by_age.get(age), Some(Some(_))))
            .count()
    };
    (1..=4).rev().find(|age| reached(*age) >= 2)
}

fn message(c: &Context, noun: &str) -> Message {
    let rows = &c.report.cohorts.grr;
    let Some(age) = compared_age(rows) else {
        return sizes(c, noun);
    };
    let reached: Vec<CohortRow> = rows
        .iter()
        .filter(|r| matches!(r.by_age.get(age), Some(Some(_))))
        .cloned()
        .collect();
    let (older, newer) = reached.split_at(reached.len() / 2);
    let ((before, n_before), (now, n_now)) = (weighted(older, age), weighted(newer, age));
    let first = newer
        .first()
        .map(|r| period_label(&r.cohort))
        .unwrap_or_default();
    if n_now < c.min_n() {
        return sizes(c, noun);
    }
    let mut m = Message::new();
    let first = m.bind("cohorts.since", first);
    let kept = m.bind("cohorts.grr", percent(now, 0));
    let plural = if age == 1 { "" } else { "s" };
    let age_text = m.bind("cohorts.age", format!("{age} {noun}{plural}"));
    let comparator = match points(now, before, 0).filter(|_| n_before >= c.min_n()) {
        Some(delta) => {
            let delta = m.bind("cohorts.delta", format!("{} pp", decimal_signed(delta, 0)));
            let before = m.bind("cohorts.grr_before", percent(before, 0));
            format!(", {delta} against {before} of earlier ones")
        }
        None => String::new(),
    };
    let (net, _) = weighted(&newer_nrr(c, newer), age);
    let net = m.bind("cohorts.nrr", percent(net, 0));
    m.say(format!("Cohorts since {first} keep {kept} gross after {age_text}{comparator}; net of expansion {net}."))
}

/// The same cohorts in the NRR triangle.
fn newer_nrr(c: &Context, newer: &[CohortRow]) -> Vec<CohortRow> {
    c.report
        .cohorts
        .nrr
        .iter()
        .filter(|r| newer.iter().any(|n| n.cohort == r.cohort))
        .cloned()
        .collect()
}

/// Where no cohorts can be compared: how many there are.
fn sizes(c: &Context, noun: &str) -> Message {
    let rows = &c.report.cohorts.nrr;
    let customers: u32 = rows.iter().map(|r| r.customers).sum();
    let mut m = Message::new();
    let k = m.bind("cohorts.count", rows.len().to_string());
    let n = m.bind("cohorts.customers", count(customers));
    m.say(format!(
        "{n} customers signed up in {k} cohorts by {noun} to {}; too few per cohort and age to compare rates.",
        token("as_of")
    ))
}

fn triangle(
    c: &Context,
    rows: &[CohortRow],
    average: &[Ratio],
    name: &str,
    diverging: bool,
) -> Content {
    let shown = rows
        .get(rows.len().saturating_sub(ROWS)..)
        .unwrap_or_default();
    let ages = shown
        .iter()
        .map(|r| r.by_age.len())
        .max()
        .unwrap_or_default()
        .min(AGES);
    let mut columns = vec!["cohort".to_owned(), format!("initial {}", c.unit.label())];
    columns.extend((0..ages).map(|a| a.to_string()));
    let mut out = vec![average_row(c, rows, average, ages)];
    out.extend(shown.iter().map(|r| cohort_row(c, r, ages)));
    let values: Vec<String> = out
        .iter()
        .map(|r| {
            let last = r
                .cells
                .iter()
                .flatten()
                .last()
                .map_or("n/a", |(_, t)| t.as_str());
            format!("{} {last}", r.cohort)
        })
        .collect();
    let alt = format!(
        "Cohort triangle of {name} in percent, newest value of each: {}.",
        values.join(", ")
    );
    chart(
        ChartSpec::Triangle {
            columns,
            rows: out,
            diverging,
        },
        alt,
    )
}

fn average_row(c: &Context, rows: &[CohortRow], average: &[Ratio], ages: usize) -> TriangleRow {
    let amount: Decimal = rows.iter().map(|r| r.amount).sum();
    let customers: u32 = rows.iter().map(|r| r.paying).sum();
    let cells = (0..ages)
        .map(|age| {
            let value = (*average.get(age)?)?;
            (customers >= c.min_n()).then(|| cell(value))
        })
        .collect();
    TriangleRow {
        cohort: "Average".to_owned(),
        size: c.unit.number(amount),
        cells,
        small: false,
        average: true,
    }
}

/// S-4: of a cohort with too few customers the size is printed, not the rates.
fn cohort_row(c: &Context, r: &CohortRow, ages: usize) -> TriangleRow {
    let small = r.paying < c.min_n();
    let cells = r
        .by_age
        .iter()
        .take(ages)
        .enumerate()
        .map(|(age, v)| match (small, age, v) {
            (true, 0, Some(v)) => Some((*v, format!("n={}", r.paying))),
            (true, ..) => None,
            (false, _, v) => v.map(cell),
        })
        .collect();
    TriangleRow {
        cohort: period_label(&r.cohort),
        size: c.unit.number(r.amount),
        cells,
        small,
        average: false,
    }
}

fn cell(value: Decimal) -> (Decimal, String) {
    (value, percent_bare(Some(value), 0))
}
