//! Published figures beside the company's own: each with its source and the grade of its source, never
//! a judgement, never coloured.

use crate::context::Context;
use crate::display::NOT_APPLICABLE;
use crate::layout::{figure, left, right, row, text};
use crate::measure::Measure;
use crate::model::{Cell, Row, RowKind, Table};
use crate::slots::At;
use holdfast_ledger::{Decimal, Ratio};

/// What stands beside every claim of a survey on negotiations (N-20).
pub const UNVERIFIED: &str = "external claim, not verified, not like-for-like";

/// A published NRR, GRR or both of one population.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Benchmark {
    /// "median", "25th percentile".
    pub statistic: String,
    /// Which companies.
    pub population: String,
    /// Contract sizes in USD a year which it is about: from, below; `None` for all.
    pub contract: Option<(Decimal, Option<Decimal>)>,
    /// NRR as printed by the publisher, in percent.
    pub nrr: Option<String>,
    /// GRR.
    pub grr: Option<String>,
    /// Publisher and year.
    pub source: String,
    /// "A", "B+", or both where they differ: "A−, B".
    pub grade: String,
}

/// Benchmarks listed on the page.
const LISTED: usize = 5;

/// Published figures and under them the company's own; empty without any.
pub(crate) fn table(c: &Context, now: &At, [nrr, grr, _]: [Measure; 3]) -> Table {
    let fitting = fitting(c, now);
    if fitting.is_empty() {
        return Table::default();
    }
    let own = |m: Measure| figure(c.text(&m.value(now)));
    let mut rows: Vec<Row> = fitting.into_iter().take(LISTED).map(line).collect();
    let name = format!("{}, {}", c.company(), now.label);
    rows.push(row(
        RowKind::Total,
        vec![text(name), own(nrr), own(grr), Cell::Empty],
    ));
    Table {
        columns: vec![
            left("Published by others, %", 64),
            right("NRR", 10),
            right("GRR", 10),
            left("grade", 12),
        ],
        rows,
        footnote: None,
    }
}

/// What is said in the notes where benchmarks are printed.
pub(crate) fn note(c: &Context) -> Option<String> {
    (!c.inputs.options.benchmarks.is_empty()).then(|| {
        "Published: other companies, other definitions, not like-for-like; grade: how solid its source is."
            .to_owned()
    })
}

/// Those of all companies, and of contracts as large as the company's on average where its money is USD.
fn fitting<'a>(c: &'a Context, now: &At) -> Vec<&'a Benchmark> {
    let average = (c.report.currency == "USD")
        .then_some(now.figures.total.rates.arpa)
        .flatten();
    let all = c.inputs.options.benchmarks.iter();
    let mut found: Vec<&Benchmark> = all.filter(|b| fits(b, average)).collect();
    found.sort_by_key(|b| b.contract.is_none());
    found
}

fn fits(benchmark: &Benchmark, average: Ratio) -> bool {
    match (benchmark.contract, average) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((from, below)), Some(average)) => {
            average >= from && below.is_none_or(|below| average < below)
        }
    }
}

fn line(b: &Benchmark) -> Row {
    let published =
        |value: &Option<String>| figure(value.clone().unwrap_or_else(|| NOT_APPLICABLE.to_owned()));
    row(
        RowKind::Normal,
        vec![
            text(format!("{}: {}, {}", b.source, b.population, b.statistic)),
            published(&b.nrr),
            published(&b.grr),
            text(b.grade.clone()),
        ],
    )
}
