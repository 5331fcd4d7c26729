//! `Bridge`: what moved ARR in the newest period, beside the period before and the year before.

mod chart;
mod parts;

use super::address::fixed;
use super::block::{Blocks, Line, Written, class_of};
use super::build::{Build, Head, TOP};
use super::columns::{Columns, PeriodColumn, change, points, recast, relative};
use super::customers;
use super::facts::Facts;
use super::fields::Fields;
use super::spec::{Look, Place, Sheet, Shown, Tab};
use crate::PackInputs;
use crate::tie::Part;
use holdfast_ledger::ratio;

/// Name of the sheet.
pub const SHEET: &str = "Bridge";
/// Column of the newest period.
pub const AC: u16 = 2;
const PQ: u16 = 3;
const PY: u16 = 6;
const SHARE: u16 = 9;
const COUNT: u16 = 10;
const LINK: u16 = 11;
/// The sheet, and its figures: newest, prior, prior year.
pub fn sheet<'a>(
    inputs: &PackInputs<'a>,
    facts: &Facts<'a>,
    fields: &Fields,
    head: &Head,
) -> (Sheet<'a>, Written) {
    let noun = inputs.report.basis.period.noun();
    let mut build = Build::new(SHEET, "ARR bridge", Tab::Figures, head);
    build.widths(&[42, 13, 15, 15, 14, 11, 15, 14, 11, 12, 11, 10, 12, 12]);
    build.freeze(TOP + 3, 2);
    let columns = Columns {
        list: columns(facts),
        ends: TOP + 1,
        recast: recast(inputs),
    };
    captions(&mut build, inputs, &columns, noun);
    let mut blocks = Blocks {
        facts,
        fields,
        columns,
        written: Written::default(),
        row: TOP + 3,
    };
    blocks.movements(&mut build);
    let chart_row = blocks.row + 1;
    blocks.row = chart_row + chart::ROWS;
    section(&mut build, &mut blocks, "Customers");
    blocks.customers(&mut build);
    section(&mut build, &mut blocks, "Rates");
    blocks.rates(&mut build);
    section(&mut build, &mut blocks, "Trailing 12 months, closed cohort");
    blocks.year(&mut build);
    variances(&mut build, &blocks.written);
    shares(&mut build, &blocks.written);
    links(&mut build, facts, &blocks.written);
    parts::losses(&mut build, &mut blocks);
    parts::gross(&mut build, &mut blocks);
    parts::months(&mut build, &mut blocks, inputs);
    chart::chart(&mut build, &mut blocks, chart_row, inputs);
    (build.finish(), blocks.written)
}

fn columns<'f>(facts: &'f Facts<'_>) -> Vec<PeriodColumn<'f>> {
    let at = |index: usize| facts.periods.get(index).filter(|p| p.figures.is_some());
    let year = facts.year_before().and_then(|i| facts.periods.get(i));
    vec![
        PeriodColumn {
            column: AC,
            period: at(0),
        },
        PeriodColumn {
            column: PQ,
            period: at(1),
        },
        PeriodColumn {
            column: PY,
            period: year,
        },
    ]
}

fn captions(build: &mut Build<'_>, inputs: &PackInputs<'_>, columns: &Columns<'_>, noun: &str) {
    let before = format!("Δ prior {noun}");
    build.captions(TOP, 0, &["ARR, full currency units", "bucket"], 2);
    build.captions(TOP, 4, &[&before, "Δ %"], 0);
    build.captions(
        TOP,
        7,
        &["Δ prior year", "Δ %", "% of opening", "customers", "rows"],
        0,
    );
    columns.head(build, inputs.report.basis.fiscal_year_start, TOP);
    build.0.heights.push((TOP, 26));
}

fn section(build: &mut Build<'_>, blocks: &mut Blocks<'_, '_>, text: &str) {
    build.section(blocks.row + 1, 0, text);
    blocks.row += 2;
}

/// Changes against the period and the year before: money and counts plain and relative, ratios in points.
fn variances(build: &mut Build<'_>, written: &Written) {
    for (line, (row, figures)) in &written.lines {
        let [now, before, year] = figures.as_slice() else {
            continue;
        };
        if matches!(line, Line::Foots | Line::Balances) {
            continue;
        }
        for (earlier, at) in [(before, 4), (year, 7)] {
            if line.is_ratio() {
                points(build, (*row, at), now, earlier, Look::Normal);
            } else {
                let shown = if is_count(*line) {
                    Shown::CountChange
                } else {
                    Shown::Change
                };
                let look = if matches!(line, Line::Closing) {
                    Look::Total
                } else {
                    Look::Normal
                };
                if *line == Line::QuickRatio {
                    continue;
                }
                change(build, (*row, at), now, earlier, shown, look);
                relative(build, (*row, at + 1), now, earlier, look);
            }
        }
    }
}

fn is_count(line: Line) -> bool {
    use Line::{
        Customers, CustomersClosing, CustomersOpening, Retained, YearCustomers, YearRetained,
    };
    matches!(
        line,
        Customers(_)
            | CustomersClosing
            | CustomersOpening
            | Retained
            | YearCustomers
            | YearRetained
    )
}

/// Share of opening, customers beside each movement.
fn shares(build: &mut Build<'_>, written: &Written) {
    let Some(opening) = written.get(Line::Opening, 0).cloned() else {
        return;
    };
    for (line, (row, figures)) in &written.lines {
        let (Line::Part(part), Some(now)) = (line, figures.first()) else {
            continue;
        };
        let look = if *part == Part::Downsell {
            Look::Highlight
        } else {
            Look::Normal
        };
        let value = now.value.zip(opening.value).and_then(|(a, b)| ratio(a, b));
        let below = fixed(opening.row, opening.column);
        let text = format!("IF({below}=0,NA(),{}/{below})", now.here());
        build.local((*row, SHARE), text, value, Shown::PercentChange, look);
        if let Some(count) = written.get(Line::Customers(*part), 0) {
            build.local((*row, COUNT), count.here(), count.value, Shown::Count, look);
        }
    }
}

/// "rows" beside each line: the first row of its block in `Customers`; of a line which rests on every
/// customer the first row of the period (section 2.3).
fn links(build: &mut Build<'_>, facts: &Facts<'_>, written: &Written) {
    let all = (!facts.rows.is_empty()).then_some(0);
    for (line, (row, _)) in &written.lines {
        let first = match class_of(*line) {
            Some(class) => facts.block(0, class),
            None => all,
        };
        if let Some(first) = first {
            let target = Place(customers::SHEET, customers::FIRST + first, 0);
            build.link(*row, LINK, "rows", target);
        }
    }
}
