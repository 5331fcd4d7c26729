//! `Trend9Q`: the same lines for nine periods, oldest first; a period which the file does not cover keeps
//! its column (L-3).

use super::block::{Blocks, Line, Written};
use super::build::{Build, Figure, Head, TOP};
use super::columns::{Columns, PeriodColumn, change, points, recast};
use super::facts::{Facts, PERIODS};
use super::fields::Fields;
use super::spec::{ChartKind, Labels, Look, NativeChart, NativeSeries, Sheet, Shown, Tab};
use crate::PackInputs;
use crate::tie::Part;
use holdfast_ledger::{Decimal, Grain};

/// Name of the sheet.
pub const SHEET: &str = "Trend9Q";
const FIRST: u16 = 2;
const CHART_ROWS: u32 = 17;

/// The sheet and its figures, oldest period first.
pub fn sheet<'a>(
    inputs: &PackInputs<'a>,
    facts: &Facts<'a>,
    fields: &Fields,
    head: &Head,
) -> (Sheet<'a>, Written) {
    let noun = inputs.report.basis.period.noun();
    let title = format!("Trend: {} {noun}s", words(facts.periods.len()));
    let mut build = Build::new(SHEET, &title, Tab::Figures, head);
    build.widths(&[[42, 13].as_slice(), &[13; PERIODS + 1]].concat());
    build.freeze(TOP + 3, 2);
    let columns = Columns {
        list: columns(facts),
        ends: TOP + 1,
        recast: recast(inputs),
    };
    let delta = FIRST + columns.list.len() as u16;
    build.captions(TOP, 0, &["ARR, full currency units", "bucket"], 2);
    columns.head(&mut build, inputs.report.basis.fiscal_year_start, TOP);
    build.captions(TOP, delta, &[&format!("Δ last {noun}")], 0);
    let count = columns.list.len();
    let mut blocks = Blocks {
        facts,
        fields,
        columns,
        written: Written::default(),
        row: TOP + 3,
    };
    blocks.movements(&mut build);
    net_new(&mut build, &mut blocks);
    for (caption, block) in BLOCKS {
        build.section(blocks.row + 1, 0, caption);
        blocks.row += 2;
        block(&mut blocks, &mut build);
    }
    deltas(&mut build, &blocks.written, count, delta);
    if count > 1 {
        charts(&mut build, &mut blocks);
    } else {
        build.muted(blocks.row + 1, 0, &format!("1 {noun}: no trend."));
    }
    (build.finish(), blocks.written)
}

type Block = fn(&mut Blocks<'_, '_>, &mut Build<'_>);
const BLOCKS: [(&str, Block); 3] = [
    ("Customers", |b, s| b.customers(s)),
    ("Rates", |b, s| b.rates(s)),
    ("Trailing 12 months, closed cohort", |b, s| b.year(s)),
];

fn words(count: usize) -> String {
    match count {
        9 => "nine".to_owned(),
        n => n.to_string(),
    }
}

fn columns<'f>(facts: &'f Facts<'_>) -> Vec<PeriodColumn<'f>> {
    let oldest_first = facts.periods.iter().rev().enumerate();
    oldest_first
        .map(|(at, period)| PeriodColumn {
            column: FIRST + at as u16,
            period: Some(period),
        })
        .collect()
}

/// Closing less opening.
fn net_new(build: &mut Build<'_>, blocks: &mut Blocks<'_, '_>) {
    let rows = blocks
        .written
        .row(Line::Opening)
        .zip(blocks.written.row(Line::Closing));
    let Some((opening, closing)) = rows else {
        return;
    };
    build.label(blocks.row, 0, "Net new ARR");
    let text = |column| {
        format!(
            "{}-{}",
            super::address::cell(closing, column),
            super::address::cell(opening, column)
        )
    };
    let value =
        |f: &holdfast_metrics::PeriodFigures| Some(f.total.bridge.closing - f.total.bridge.opening);
    blocks.columns.derived(
        build,
        blocks.row,
        (Shown::Change, Look::Normal),
        text,
        value,
    );
    blocks.row += 1;
}

fn deltas(build: &mut Build<'_>, written: &Written, count: usize, column: u16) {
    if count < 2 {
        return;
    }
    for (line, (row, figures)) in &written.lines {
        let (Some(now), Some(before)) = (figures.get(count - 1), figures.get(count - 2)) else {
            continue;
        };
        match line {
            Line::Foots | Line::Balances | Line::QuickRatio => {}
            line if line.is_ratio() => {
                points(build, (*row, column), now, before, Look::Normal);
            }
            line => {
                let shown = match line {
                    Line::Opening
                    | Line::Closing
                    | Line::Part(_)
                    | Line::YearOpening
                    | Line::YearNow
                    | Line::YearKept => Shown::Change,
                    _ => Shown::CountChange,
                };
                let look = if *line == Line::Closing {
                    Look::Total
                } else {
                    Look::Normal
                };
                change(build, (*row, column), now, before, shown, look);
            }
        }
    }
}

/// Movements as stacked columns, retention as lines, downsell against expansion as a line.
fn charts(build: &mut Build<'_>, blocks: &mut Blocks<'_, '_>) {
    let noun = blocks
        .facts
        .periods
        .first()
        .map_or("period", |p| Grain::noun(p.period.grain()));
    let moves = [
        (Line::Part(Part::Expansion), "Expansion", 0x0000_588C),
        (Line::Part(Part::Downsell), "Downsell", 0x00D9_730D),
        (Line::Part(Part::Churn), "Churn", 0x008C_2D04),
    ];
    let year = [
        (Line::NrrYear, "NRR, trailing 12 months", 0x0000_588C),
        (Line::GrrYear, "GRR, trailing 12 months", 0x002F_3B45),
    ];
    let period = [
        (Line::Nrr, "NRR, period", 0x0000_588C),
        (Line::Grr, "GRR, period", 0x002F_3B45),
    ];
    let has_year = blocks
        .written
        .get(Line::NrrYear, blocks.columns.list.len() - 1)
        .is_some_and(|f| f.value.is_some());
    let retention = if has_year { year } else { period };
    let ratio = [(
        Line::DownsellToExpansion,
        "Downsell ÷ expansion",
        0x00D9_730D,
    )];
    type Spec<'s> = (&'s str, ChartKind, Shown, &'s [(Line, &'s str, u32)]);
    let specs: [Spec<'_>; 3] = [
        (
            "Expansion, downsell and churn",
            ChartKind::Stacked,
            Shown::Money,
            &moves,
        ),
        ("NRR and GRR", ChartKind::Lines, Shown::Percent, &retention),
        (
            "Downsell ÷ expansion",
            ChartKind::Lines,
            Shown::Percent,
            &ratio,
        ),
    ];
    let top = blocks.row + 1;
    build.0.breaks.push(top);
    for (index, (title, kind, shown, lines)) in specs.into_iter().enumerate() {
        let title = format!("{title}, by {noun}");
        let chart = chart(blocks, (title, kind, shown), lines);
        let at = (top + CHART_ROWS * (index as u32 / 2), [0, 5][index % 2]);
        build.0.charts.push(NativeChart { at, ..chart });
    }
}

fn chart(
    blocks: &Blocks<'_, '_>,
    (title, kind, shown): (String, ChartKind, Shown),
    lines: &[(Line, &str, u32)],
) -> NativeChart {
    let last = FIRST + blocks.columns.list.len() as u16 - 1;
    // Periods before the first with a figure are left out: a line must not start at 0.
    let figures = |line: &Line| blocks.written.lines.get(line).map_or(&[][..], |l| &l.1);
    let known = |line: &Line| figures(line).iter().position(|f| f.value.is_some());
    let first = FIRST
        + lines
            .iter()
            .filter_map(|(line, ..)| known(line))
            .min()
            .unwrap_or(0) as u16;
    let range = |row| (row, first, row, last);
    let values = || {
        lines
            .iter()
            .flat_map(|(line, ..)| figures(line))
            .filter_map(|f| f.value)
    };
    let series = |(line, name, colour): &(Line, &str, u32)| {
        Some(NativeSeries {
            name: (*name).to_owned(),
            categories: range(TOP),
            values: range(blocks.written.row(*line)?),
            colour: Some(*colour),
            points: Vec::new(),
            labels: match line {
                Line::Part(Part::Downsell) | Line::DownsellToExpansion => Labels::Values,
                _ => Labels::None,
            },
        })
    };
    NativeChart {
        at: (0, 0),
        size: (620, CHART_ROWS * 17 - 8),
        alt: format!("{title}; the figures are in the rows above"),
        title,
        kind,
        series: lines.iter().filter_map(series).collect(),
        floor: (kind == ChartKind::Lines && shown == Shown::Percent).then(|| floor(values().min())),
        shown,
        gaps: kind == ChartKind::Lines && lines.iter().any(|(line, ..)| is_broken(figures(line))),
    }
}

/// Whether a figure is missing between two others.
fn is_broken(figures: &[Figure]) -> bool {
    let known = |f: &Figure| f.value.is_some();
    let first = figures.iter().position(known).unwrap_or(figures.len());
    let last = figures.iter().rposition(known).unwrap_or(first);
    figures
        .get(first..last)
        .is_some_and(|between| !between.iter().all(known))
}

/// Retention lines start at 80 %, or at the five below the lowest (chart C3); ratios which may be near 0
/// start there.
fn floor(lowest: Option<Decimal>) -> Decimal {
    let five = Decimal::new(5, 2);
    let below = (lowest.unwrap_or_default() - Decimal::new(2, 2)) / five;
    let start = (below.floor() * five).min(Decimal::new(80, 2));
    if lowest.is_some_and(|l| l < Decimal::new(50, 2)) {
        Decimal::ZERO
    } else {
        start.max(Decimal::ZERO)
    }
}
