//! Downsell and its rate by segment (C6), and the rate over time (C7).

use crate::context::Context;
use crate::display::{count, percent};
use crate::layout::{ROWS, area, block, chart, empty_chart};
use crate::model::{Block, ChartSpec, Content, Mark, PairedBar, Panel};
use crate::segments::PrintedSegment;
use crate::slots::At;
use crate::tie::{Part, tie_to};
use crate::value::Value;
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::Scope;

pub(super) fn paired(c: &Context, now: &At, attribute: &str, rows: &[PrintedSegment]) -> Content {
    let parts: Vec<Decimal> = rows.iter().map(|r| r.scope.bridge.downsell).collect();
    let total_shown = -now.tied.part(Part::Downsell);
    let tied = tie_to(total_shown, &parts, &now.tied.unit);
    let mut bars: Vec<PairedBar> = rows
        .iter()
        .zip(&tied.parts)
        .map(|(r, shown)| {
            bar(
                c,
                &r.label,
                r.n(),
                *shown,
                &tied.unit.text(*shown),
                &r.scope,
                false,
            )
        })
        .collect();
    let total = &now.figures.total;
    let label = now.tied.unit.text(total_shown);
    bars.push(bar(
        c,
        "Total",
        total.counts.opening,
        total_shown,
        &label,
        total,
        true,
    ));
    let spec = ChartSpec::Paired {
        amount_caption: format!("Downsell {}", c.unit.label()),
        rate_caption: "% of opening ARR".to_owned(),
        rows: bars,
    };
    if total.bridge.downsell.is_zero() {
        return empty_chart(spec, format!("No downsell in {}", now.label));
    }
    let values: Vec<String> = rows
        .iter()
        .zip(&tied.parts)
        .map(|(r, v)| {
            let rate = Value::rate(r.scope.rates.downsell_rate, r.n()).sentence(c.min_n());
            format!("{} {} ({rate})", r.whole_name, tied.unit.text(*v))
        })
        .collect();
    let alt = format!(
        "Bar chart of downsell in {} and downsell rate by {attribute}, {}: {}; total {label}.",
        c.unit.label(),
        now.label,
        values.join(", ")
    );
    chart(spec, alt)
}

fn bar(
    c: &Context,
    name: &str,
    n: u32,
    shown: Decimal,
    label: &str,
    scope: &Scope,
    total: bool,
) -> PairedBar {
    let rate = Value::rate(scope.rates.downsell_rate, n);
    let usable = c.usable(&rate);
    PairedBar {
        name: name.to_owned(),
        count: format!("n={}", count(n)),
        amount: Mark {
            value: shown,
            label: label.to_owned(),
        },
        rate: scope.rates.downsell_rate.filter(|_| usable),
        rate_label: match scope.rates.downsell_rate {
            Some(_) if !usable => format!("n<{}", c.min_n()),
            value => percent(value, 1),
        },
        total,
    }
}

/// C7: the rate's trend in each segment; nothing for a single period.
pub(super) fn multiples(
    c: &Context,
    attribute: &str,
    rows: &[PrintedSegment],
    from: u8,
) -> Option<Block> {
    let (first, last) = (c.slots.first()?, c.slots.last()?);
    let height = if rows.iter().filter(|r| r.n() >= c.min_n()).count() > 4 {
        13
    } else {
        8
    }
    .min(ROWS.saturating_sub(from));
    if c.covered().count() < 2 || height < 8 {
        return None;
    }
    // A panel without rates says nothing which the bars don't (S-4).
    let enough = rows.iter().filter(|r| r.n() >= c.min_n());
    let panels: Vec<Panel> = enough.map(|r| panel(c, attribute, r)).collect();
    if panels.len() < 2 {
        return None;
    }
    let flat = |v: &Ratio| v.is_none_or(|v| v.is_zero());
    if panels.iter().all(|p| p.values.iter().all(flat)) {
        return None;
    }
    let ends = (first.label.clone(), last.label.clone());
    let values: Vec<String> = panels
        .iter()
        .map(|p| format!("{} {}", p.title, p.last))
        .collect();
    let alt = format!(
        "Small line charts of the downsell rate by {attribute}, {} to {}, same scale; last values: {}.",
        ends.0,
        ends.1,
        values.join(", ")
    );
    let heading = format!(
        "Downsell rate by {}, % of opening ARR, same scale",
        c.noun()
    );
    Some(block(
        area(0, 12, from, height),
        Some(&heading),
        chart(ChartSpec::Multiples { panels, ends }, alt),
    ))
}

fn panel(c: &Context, attribute: &str, r: &PrintedSegment) -> Panel {
    let value = |at: &At| {
        let scope = r.scope_in(attribute, at.figures)?;
        Value::rate(scope.rates.downsell_rate, scope.counts.opening).point(c.min_n())
    };
    let values: Vec<Ratio> = c
        .slots
        .iter()
        .map(|s| s.at.as_ref().and_then(value))
        .collect();
    let last = match (values.last(), r.n() < c.min_n()) {
        (_, true) => format!("n={}", r.n()),
        (Some(v), _) => percent(*v, 1),
        _ => String::new(),
    };
    Panel {
        title: format!("{}, n={}", r.label, count(r.n())),
        values,
        last,
    }
}
