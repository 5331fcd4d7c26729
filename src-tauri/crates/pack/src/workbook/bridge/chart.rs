//! The bridge as Excel can draw it: stacked columns on an invisible base, from live cells.

use super::section;
use crate::PackInputs;
use crate::tie::Part;
use crate::workbook::address::cell;
use crate::workbook::block::{Blocks, Line, Written};
use crate::workbook::build::{Build, Figure};
use crate::workbook::spec::{ChartKind, Labels, Look, NativeChart, NativeSeries, Shown};
use holdfast_ledger::Decimal;

/// Rows which the chart covers.
pub(super) const ROWS: u32 = 19;

/// The chart, and under the tables the cells which it is drawn from.
pub(super) fn chart(
    build: &mut Build<'_>,
    blocks: &mut Blocks<'_, '_>,
    at: u32,
    inputs: &PackInputs<'_>,
) {
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
        size: (1040, ROWS * 17 - 6),
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
