//! `Bridge`: what moved ARR in the newest period, beside the period before and the year before.

use super::address::{cell, fixed};
use super::block::{Blocks, Line, Written, class_of};
use super::build::{Build, Figure, Head, TOP};
use super::columns::{Columns, PeriodColumn, change, points, recast, relative};
use super::customers;
use super::facts::Facts;
use super::fields::Fields;
use super::lines::Lines;
use super::spec::{
    ChartKind, Labels, Look, NativeChart, NativeSeries, Place, Role, Sheet, Shown, Style, Tab,
};
use super::words;
use crate::PackInputs;
use crate::tie::Part;
use holdfast_ledger::{Decimal, ratio};
use holdfast_metrics::{Driver, PeriodFigures, Timing};

/// Name of the sheet.
pub const SHEET: &str = "Bridge";
/// Column of the newest period.
pub const AC: u16 = 2;
const PQ: u16 = 3;
const PY: u16 = 6;
const SHARE: u16 = 9;
const COUNT: u16 = 10;
const LINK: u16 = 11;
/// Rows which the chart covers.
const CHART_ROWS: u32 = 19;

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
    blocks.row = chart_row + CHART_ROWS;
    section(&mut build, &mut blocks, "Customers");
    blocks.customers(&mut build);
    section(&mut build, &mut blocks, "Rates");
    blocks.rates(&mut build);
    section(&mut build, &mut blocks, "Trailing 12 months, closed cohort");
    blocks.year(&mut build);
    variances(&mut build, &blocks.written);
    shares(&mut build, &blocks.written);
    links(&mut build, facts, &blocks.written);
    losses(&mut build, &mut blocks);
    gross(&mut build, &mut blocks);
    months(&mut build, &mut blocks, inputs);
    chart(&mut build, &mut blocks, chart_row, inputs);
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

/// The bridge as a sum of months, as the pages print it, and what lies between it and close to close
/// (M-3).
fn months(build: &mut Build<'_>, blocks: &mut Blocks<'_, '_>, inputs: &PackInputs<'_>) {
    let newest = inputs.report.newest();
    let between = newest.and_then(|p| p.sum_of_months.as_ref());
    let Some(between) = between.filter(|_| inputs.options.months_on_pages) else {
        return;
    };
    section(build, blocks, "Sum of months (M-3), as on the pages");
    let head = ["", "", "months less close to close", "sum of months"];
    build.captions(blocks.row, 0, &head, 2);
    blocks.row += 1;
    for part in Part::ALL {
        let Some(line) = blocks.written.get(Line::Part(part), 0).cloned() else {
            continue;
        };
        build.label(blocks.row, 0, part.caption());
        let more = part.of(between);
        let more = build.input(blocks.row, AC, more, Shown::Change, Look::Normal);
        let value = line.value.zip(more.value).map(|(a, b)| a + b);
        let text = format!("{}+{}", line.here(), more.here());
        build.local((blocks.row, PQ), text, value, Shown::Change, Look::Normal);
        blocks.row += 1;
    }
}

/// Downsell by driver (M-4), downsell and churn by timing (M-7): each adds up to its line.
fn losses(build: &mut Build<'_>, blocks: &mut Blocks<'_, '_>) {
    let lines = Lines {
        fields: blocks.fields,
    };
    section(build, blocks, "Downsell by driver");
    let first = blocks.row;
    for (at, driver) in Driver::ALL.into_iter().enumerate() {
        let value = move |f: &PeriodFigures| f.drivers.0.get(at).map(|d| -d.0);
        let more = |key: String| vec![("cust_driver".to_owned(), key)];
        loss(
            build,
            blocks,
            words::driver(driver),
            &|key, end| lines.bucket("\"downsell\"", end, &more(key)),
            &value,
        );
    }
    total(build, blocks, first, Part::Downsell);
    for (caption, bucket, part) in [
        ("Downsell by timing", "\"downsell\"", Part::Downsell),
        ("Churn by timing", "\"churn\"", Part::Churn),
    ] {
        section(build, blocks, caption);
        let first = blocks.row;
        for (at, timing) in Timing::ALL.into_iter().enumerate() {
            let value = move |f: &PeriodFigures| {
                let cells = if part == Part::Downsell {
                    &f.timings.downsell
                } else {
                    &f.timings.churn
                };
                cells.get(at).map(|d| -d.0)
            };
            let more = |key: String| vec![("cust_timing".to_owned(), key)];
            loss(
                build,
                blocks,
                words::timing(timing),
                &|key, end| lines.bucket(bucket, end, &more(key)),
                &value,
            );
        }
        total(build, blocks, first, part);
    }
}

fn loss(
    build: &mut Build<'_>,
    blocks: &mut Blocks<'_, '_>,
    word: &str,
    formula: &dyn Fn(String, &str) -> String,
    value: &dyn Fn(&PeriodFigures) -> Option<Decimal>,
) {
    build.text(blocks.row, 0, word, Style::default().look(Look::Sub));
    build.text(blocks.row, 1, word, Style::new(Role::Muted, Shown::Plain));
    let key = format!("$B{}", blocks.row + 1);
    let style = (Shown::Change, Look::Normal);
    blocks.columns.line(
        build,
        blocks.row,
        style,
        |end| formula(key.clone(), end),
        value,
    );
    blocks.row += 1;
}

fn total(build: &mut Build<'_>, blocks: &mut Blocks<'_, '_>, first: u32, part: Part) {
    build.text(
        blocks.row,
        0,
        "together",
        Style::default().look(Look::Total),
    );
    let last = blocks.row - 1;
    let sum = |column| format!("SUM({}:{})", cell(first, column), cell(last, column));
    let style = (Shown::Change, Look::Total);
    blocks.columns.derived(build, blocks.row, style, sum, |f| {
        Some(part.of(&f.total.bridge))
    });
    blocks.row += 1;
}

/// The gross table (M-2): values, because the workbook holds customers and not their lines.
fn gross(build: &mut Build<'_>, blocks: &mut Blocks<'_, '_>) {
    section(
        build,
        blocks,
        "Gross, line by line (M-2): customers present at both closes",
    );
    let first = blocks.row;
    type Pick = fn(&PeriodFigures) -> Decimal;
    let rows: [(&str, Pick); 2] = [
        ("increases", |f| f.lines.increase),
        ("decreases", |f| -f.lines.decrease),
    ];
    for (caption, pick) in rows {
        build.text(blocks.row, 0, caption, Style::default().look(Look::Sub));
        for at in &blocks.columns.list {
            if let Some(figures) = at.period.and_then(|p| p.figures) {
                build.input(
                    blocks.row,
                    at.column,
                    pick(figures),
                    Shown::Change,
                    Look::Normal,
                );
            }
        }
        blocks.row += 1;
    }
    build.text(
        blocks.row,
        0,
        "net = expansion − downsell − step-down",
        Style::default().look(Look::Total),
    );
    let last = blocks.row - 1;
    let sum = |column| format!("SUM({}:{})", cell(first, column), cell(last, column));
    let net = |f: &PeriodFigures| Some(f.lines.increase - f.lines.decrease);
    for at in &blocks.columns.list {
        if let Some(figures) = at.period.and_then(|p| p.figures) {
            build.local(
                (blocks.row, at.column),
                sum(at.column),
                net(figures),
                Shown::Change,
                Look::Total,
            );
        }
    }
    blocks.row += 1;
}

/// The bridge as Excel can draw it: stacked columns on an invisible base, from live cells.
fn chart(build: &mut Build<'_>, blocks: &mut Blocks<'_, '_>, at: u32, inputs: &PackInputs<'_>) {
    section(build, blocks, "Chart data (live)");
    let top = blocks.row;
    build.captions(
        top,
        0,
        &["", "", "base", "total", "up", "down", "level after"],
        2,
    );
    let bars = bars(&blocks.written);
    let mut level: Option<Figure> = None;
    for (index, (caption, kind, figure)) in bars.iter().enumerate() {
        let row = top + 1 + index as u32;
        build.label(row, 0, caption);
        level = Some(bar(build, row, *kind, figure, level.as_ref()));
    }
    let last = top + bars.len() as u32;
    blocks.row = last + 1;
    let range = |column| (top + 1, column, last, column);
    let series = |name: &str, column, colour, points: Vec<u32>, labels| NativeSeries {
        name: name.to_owned(),
        categories: range(0),
        values: range(column),
        colour,
        points,
        labels,
    };
    let colours: Vec<u32> = bars.iter().map(|b| colour(b.1)).collect();
    build.0.charts.push(NativeChart {
        at: (at, 0),
        size: (1040, CHART_ROWS * 17 - 6),
        title: format!(
            "ARR bridge, {}, {}",
            inputs.report.newest().map_or("", |p| &p.display),
            currency(inputs)
        ),
        alt: alt(&bars),
        kind: ChartKind::Bridge,
        series: vec![
            series("base", 2, None, Vec::new(), Labels::None),
            series("total", 3, Some(0x002F_3B45), Vec::new(), Labels::Within),
            series("up", 4, Some(0x0000_588C), colours.clone(), Labels::None),
            series("down", 5, Some(0x00D9_730D), colours, Labels::None),
            series("rise", 4, None, Vec::new(), Labels::Over("+#,##0;;")),
            series("fall", 5, None, Vec::new(), Labels::Over("-#,##0;;")),
        ],
        floor: floor(&blocks.written),
        shown: Shown::Money,
        gaps: false,
    });
}

fn currency<'i>(inputs: &'i PackInputs<'_>) -> &'i str {
    if inputs.report.currency.is_empty() {
        "currency units"
    } else {
        &inputs.report.currency
    }
}

/// A column of the chart: caption, its part (`None`: a total), figure.
type Bar = (String, Option<Part>, Figure);

fn bars(written: &Written) -> Vec<Bar> {
    let total = |line, caption: &str| {
        written
            .get(line, 0)
            .map(|f| (caption.to_owned(), None, f.clone()))
    };
    let mut out: Vec<Bar> = total(Line::Opening, "Opening ARR").into_iter().collect();
    for part in Part::ALL {
        let figure = written.get(Line::Part(part), 0).cloned();
        let shown = |f: &Figure| part.always_printed() || f.value.is_some_and(|v| !v.is_zero());
        out.extend(
            figure
                .filter(shown)
                .map(|f| (part.caption().to_owned(), Some(part), f)),
        );
    }
    out.extend(total(Line::Closing, "Closing ARR"));
    out
}

/// Base, total, up, down and the level after a bar.
fn bar(
    build: &mut Build<'_>,
    row: u32,
    part: Option<Part>,
    figure: &Figure,
    before: Option<&Figure>,
) -> Figure {
    let value = figure.value.unwrap_or_default();
    let small = |build: &mut Build<'_>, column, text: String, value: Decimal| {
        build.local((row, column), text, Some(value), Shown::Money, Look::Small)
    };
    let zero = Decimal::ZERO;
    let (Some(_), Some(before)) = (part, before) else {
        small(build, 2, "0".into(), zero);
        small(build, 3, figure.here(), value);
        small(build, 4, "0".into(), zero);
        small(build, 5, "0".into(), zero);
        return small(build, 6, figure.here(), value);
    };
    let (level, at, after) = (before.here(), figure.here(), cell(row, 6));
    let start = before.value.unwrap_or_default();
    small(
        build,
        2,
        format!("IF({at}<0,{after},{level})"),
        start.min(start + value),
    );
    small(build, 3, "0".into(), zero);
    small(build, 4, format!("IF({at}>0,{at},0)"), value.max(zero));
    small(build, 5, format!("IF({at}<0,-{at},0)"), (-value).max(zero));
    small(build, 6, format!("{level}+{at}"), start + value)
}

fn colour(part: Option<Part>) -> u32 {
    match part {
        None => 0x002F_3B45,
        Some(Part::New | Part::Reactivation) => 0x004A_97CF,
        Some(Part::Expansion) => 0x0000_588C,
        Some(Part::Downsell | Part::StepDown) => 0x00D9_730D,
        Some(Part::Churn | Part::Paused) => 0x008C_2D04,
        Some(Part::Fx | Part::Transfer | Part::DataQuality) => 0x006B_7785,
    }
}

fn alt(bars: &[Bar]) -> String {
    let text = |(caption, _, figure): &Bar| {
        format!(
            "{caption} {}",
            crate::display::Unit::default().number(figure.value.unwrap_or_default())
        )
    };
    bars.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// Zero, unless the largest movement would be too small to see beside the totals (chart C2): then a
/// round base under the lowest level, which the axis prints.
fn floor(written: &Written) -> Option<Decimal> {
    let opening = written.get(Line::Opening, 0)?.value?;
    let parts: Vec<Decimal> = Part::ALL
        .iter()
        .filter_map(|p| written.get(Line::Part(*p), 0)?.value)
        .collect();
    let largest = parts.iter().map(Decimal::abs).max()?;
    if opening.is_zero() || largest * Decimal::from(100) >= opening * Decimal::from(8) {
        return Some(Decimal::ZERO);
    }
    let mut level = opening;
    let mut lowest = opening;
    for part in &parts {
        level += part;
        lowest = lowest.min(level);
    }
    Some(round_base(lowest - largest * Decimal::TWO))
}

/// Down to two digits.
fn round_base(value: Decimal) -> Decimal {
    let mut step = Decimal::ONE;
    while step * Decimal::ONE_HUNDRED <= value {
        step *= Decimal::TEN;
    }
    ((value / step).floor() * step).max(Decimal::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_of_a_cut_axis_is_round() {
        assert_eq!(
            round_base(Decimal::from(17_934_000)),
            Decimal::from(17_000_000)
        );
        assert_eq!(round_base(Decimal::from(950)), Decimal::from(950 / 10 * 10));
        assert_eq!(round_base(Decimal::from(-5)), Decimal::ZERO);
    }
}
