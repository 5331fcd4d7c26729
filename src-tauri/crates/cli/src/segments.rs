//! Segments as text: a table an attribute, a row a period and segment (S-2). Rates over few customers are
//! "n=3" (S-4).

use crate::output::{money, percent};
use holdfast_workspace::ledger::{Decimal, Ratio};
use holdfast_workspace::metrics::{Bridge, PeriodFigures, Report, Scope};
use std::fmt::Write as _;

/// Every period's segments; empty where the ledger has no attribute.
pub fn segments(report: &Report) -> String {
    let Some(newest) = report.periods.last() else {
        return String::new();
    };
    (0..newest.segmentations.len())
        .map(|at| table(report, at))
        .collect()
}

fn table(report: &Report, at: usize) -> String {
    let name = report
        .periods
        .last()
        .and_then(|p| p.segmentations.get(at))
        .map_or("", |s| s.attribute.as_str());
    let mut out = format!("\n{name:<18}{:<11}", "");
    for caption in CAPTIONS {
        let _ = write!(out, "{caption:>15}");
    }
    out.push('\n');
    for period in &report.periods {
        for segment in period
            .segmentations
            .get(at)
            .iter()
            .flat_map(|s| &s.segments)
        {
            out.push_str(&row(
                period,
                &segment.value,
                &segment.scope,
                report.basis.min_n,
            ));
        }
    }
    out
}

const CAPTIONS: [&str; 10] = [
    "Opening",
    "New, returned",
    "Expansion",
    "Downsell",
    "Churn",
    "Transfer",
    "Other",
    "Closing",
    "NRR",
    "GRR",
];

fn row(period: &PeriodFigures, value: &str, scope: &Scope, least: u32) -> String {
    let b = &scope.bridge;
    let mut out = format!("{value:<18}{:<11}", period.display);
    for amount in [
        b.opening,
        b.new + b.reactivation,
        b.expansion,
        -b.downsell,
        -b.churn,
        b.transfer,
        other(b),
        b.closing,
    ] {
        let _ = write!(out, "{:>15}", money(amount));
    }
    for rate in [scope.rates.nrr, scope.rates.grr] {
        let _ = write!(out, "{:>15}", shown(rate, scope.counts.opening, least));
    }
    out.push('\n');
    out
}

/// What a table this wide has no column for: step-downs, pauses, FX, data quality.
fn other(b: &Bridge) -> Decimal {
    b.fx + b.data_quality - b.step_down - b.paused
}

fn shown(rate: Ratio, customers: u32, least: u32) -> String {
    match rate {
        Some(_) if customers < least => format!("n={customers}"),
        rate => percent(rate),
    }
}
