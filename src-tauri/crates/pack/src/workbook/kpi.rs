//! `KPI`: every headline figure beside plan, prior period and prior year, with the figure the PDF prints
//! and the difference between the two (section 2.3).

use super::block::{Line, Written};
use super::bridge;
use super::build::{Build, Figure, Head, TOP};
use super::columns::{change, points, relative};
use super::shown::Printed;
use super::spec::{Look, Place, Role, Sheet, Shown, Style, Tab};
use crate::PackInputs;
use crate::tie::Part;
use holdfast_ledger::{Close, Decimal, PlanFigures, Ratio, round_half_away};
use holdfast_metrics::registry::{self, MetricEntry};

/// Name of the sheet.
pub const SHEET: &str = "KPI";
const FIRST: u32 = TOP + 1;
const AC: u16 = 2;

/// A measure of the sheet: its line on `Bridge` and its registry entry.
#[derive(Clone, Copy, Debug)]
struct Kpi {
    line: Line,
    entry: &'static MetricEntry,
    /// Losses stand with the sign with which the bridge subtracts them.
    signed: bool,
}

/// What `Checks` needs of the sheet: captions and the differences to the printed figures.
#[derive(Clone, Debug, Default)]
pub struct KpiChecks {
    /// Caption, difference, one display unit.
    pub differences: Vec<(String, Figure, Figure)>,
}

/// Where the columns stand: plan columns only with a plan.
#[derive(Clone, Copy, Debug)]
struct Layout {
    plan: Option<u16>,
    replan: Option<u16>,
    prior: u16,
    year: u16,
    shown: u16,
    page: u16,
}

impl Layout {
    fn new(plan: bool, replan: bool) -> Layout {
        let prior = AC + 1 + if plan { 3 } else { 0 } + u16::from(replan);
        Layout {
            plan: plan.then_some(AC + 1),
            replan: replan.then(|| prior - 1),
            prior,
            year: prior + 3,
            shown: prior + 6,
            page: prior + 9,
        }
    }
}

/// The sheet.
pub fn sheet<'a>(
    inputs: &PackInputs<'a>,
    bridge: &Written,
    printed: &Printed<'_>,
    head: &Head,
) -> (Sheet<'a>, KpiChecks) {
    let mut build = Build::new(SHEET, "Key figures", Tab::Figures, head);
    let kpis = kpis(bridge);
    let any = |which| kpis.iter().any(|k| planned(inputs, k, which).is_some());
    let layout = Layout::new(any(PlanFigures::get), any(PlanFigures::replanned));
    captions(&mut build, inputs, layout);
    let mut checks = KpiChecks::default();
    for (at, kpi) in kpis.iter().enumerate() {
        row(
            &mut build,
            inputs,
            (bridge, printed),
            layout,
            FIRST + at as u32,
            kpi,
            &mut checks,
        );
    }
    let last = FIRST + kpis.len() as u32;
    build.muted(last + 1, 0, "Losses are negative, as the bridge subtracts them. Δ of rates in percentage points. Each figure's note says what it is; Ctrl+[ goes to its parts on Bridge, and from there to Customers.");
    (build.finish(), checks)
}

fn captions(build: &mut Build<'_>, inputs: &PackInputs<'_>, layout: Layout) {
    let report = inputs.report;
    let (now, noun) = (report.newest(), report.basis.period.noun());
    let label = now.map_or_else(|| "no period".to_owned(), |p| p.display.clone());
    build.widths(&[34, 22]);
    let mut widths = vec![34, 24, 16];
    build.captions(TOP, 0, &["measure", "id", &format!("{label} AC")], 2);
    if let Some(plan) = layout.plan {
        build.captions(TOP, plan, &["PL", "ΔPL", "ΔPL %"], 0);
        widths.extend([15, 13, 10]);
    }
    if let Some(replan) = layout.replan {
        build.captions(TOP, replan, &["RP"], 0);
        widths.push(15);
    }
    build.captions(
        TOP,
        layout.prior,
        &[&format!("prior {noun}"), "Δ", "Δ %"],
        0,
    );
    build.captions(TOP, layout.year, &["prior year", "ΔPY", "ΔPY %"], 0);
    widths.extend([15, 13, 10, 15, 13, 10]);
    let shown = if inputs.options.months_on_pages {
        "close to close, rounded"
    } else {
        "shown in PDF"
    };
    build.captions(
        TOP,
        layout.shown,
        &[shown, "one unit shown", "difference"],
        0,
    );
    widths.extend([13, 12, 12]);
    build.captions(TOP, layout.page, &["PDF page", "status", "parts"], 9);
    widths.extend([9, 11, 9]);
    build.widths(&widths);
    build.0.heights.push((TOP, 26));
    build.freeze(FIRST, 1);
}

fn kpis(bridge: &Written) -> Vec<Kpi> {
    let parts = Part::ALL
        .into_iter()
        .filter(|p| bridge.row(Line::Part(*p)).is_some());
    let mut lines: Vec<(Line, &str, bool)> = vec![(Line::Opening, "opening_arr", false)];
    lines.extend(parts.filter_map(|p| Some((Line::Part(p), p.metric()?, true))));
    lines.extend([
        (Line::Closing, "closing_arr", false),
        (Line::NrrYear, "nrr_ttm", false),
        (Line::GrrYear, "grr_ttm", false),
        (Line::LogoYear, "logo_retention_ttm", false),
        (Line::Nrr, "nrr", false),
        (Line::Grr, "grr", false),
        (Line::LogoRetention, "logo_retention", false),
        (Line::DownsellRate, "downsell_rate", false),
        (Line::ChurnRate, "churn_rate", false),
        (Line::DownsellLogoRate, "downsell_logo_rate", false),
        (Line::DownsellToExpansion, "downsell_to_expansion", false),
        (Line::QuickRatio, "quick_ratio", false),
        (Line::CustomersClosing, "customers", false),
    ]);
    let kpi = |(line, id, signed): (Line, &str, bool)| {
        bridge.row(line)?;
        Some(Kpi {
            line,
            entry: registry::find(id)?,
            signed,
        })
    };
    lines.into_iter().filter_map(kpi).collect()
}

fn is_loss(kpi: &Kpi) -> bool {
    matches!(
        kpi.line,
        Line::Part(Part::Downsell | Part::StepDown | Part::Paused | Part::Churn)
    )
}

/// A figure of the plan or of the replan.
type Planned = fn(&PlanFigures, &str, Close, i32) -> Option<Decimal>;

/// The planned or replanned figure, with the sign of the sheet.
fn planned(inputs: &PackInputs<'_>, kpi: &Kpi, which: Planned) -> Option<Decimal> {
    let period = inputs.report.newest()?.period;
    let own = period.grain().months();
    let trailing = matches!(kpi.line, Line::NrrYear | Line::GrrYear | Line::LogoYear);
    let plan = inputs.plan?;
    let of = |id: &str, months| which(plan, id, period.closing(), months);
    let short = kpi.entry.id.trim_end_matches("_ttm");
    let value = if trailing {
        of(kpi.entry.id, 12)
            .or_else(|| of(kpi.entry.id, own))
            .or_else(|| of(short, 12))
    } else {
        of(kpi.entry.id, own)
    }?;
    Some(if is_loss(kpi) { -value.abs() } else { value })
}

fn shown(kpi: &Kpi) -> Shown {
    match kpi.line {
        Line::Opening | Line::Closing => Shown::Money,
        Line::Part(_) => Shown::Change,
        Line::QuickRatio => Shown::Multiple,
        Line::CustomersClosing => Shown::Count,
        _ => Shown::Percent,
    }
}

#[allow(clippy::too_many_arguments)]
fn row(
    build: &mut Build<'_>,
    inputs: &PackInputs<'_>,
    (bridge, printed): (&Written, &Printed<'_>),
    layout: Layout,
    row: u32,
    kpi: &Kpi,
    checks: &mut KpiChecks,
) {
    let look = look(kpi);
    build.text(row, 0, kpi.entry.label, Style::default().look(look));
    build.text(
        row,
        1,
        kpi.entry.id,
        Style::new(Role::Muted, Shown::Plain).look(look),
    );
    let from = |build: &mut Build<'_>, column: u16, at: usize| {
        let figure = bridge.get(kpi.line, at)?;
        Some(build.remote(
            (row, column),
            figure.there(),
            figure.value,
            shown(kpi),
            look,
        ))
    };
    let Some(now) = from(build, AC, 0) else {
        return;
    };
    build.note(row, AC, &note(kpi, printed));
    if let (Some(column), Some(value)) = (layout.plan, planned(inputs, kpi, PlanFigures::get)) {
        let plan = build.input(row, column, value, shown(kpi), look);
        variance(build, kpi, &now, &plan, look);
    }
    let replan = planned(inputs, kpi, PlanFigures::replanned);
    if let (Some(column), Some(value)) = (layout.replan, replan) {
        build.input(row, column, value, shown(kpi), look);
    }
    for (at, column) in [(1, layout.prior), (2, layout.year)] {
        if let Some(before) = from(build, column, at) {
            variance(build, kpi, &now, &before, look);
        }
    }
    if let Some(difference) = pdf(build, printed, layout, row, kpi, &now) {
        checks
            .differences
            .push((kpi.entry.label.to_owned(), difference.0, difference.1));
    }
    build.text(
        row,
        layout.page,
        printed.page(kpi.line),
        Style::new(Role::Muted, Shown::Plain).look(look),
    );
    if printed.is_usable(kpi.line) {
        status(build, layout, row, kpi);
    }
    build.link(
        row,
        layout.page + 2,
        "Bridge",
        Place(bridge::SHEET, now_row(bridge, kpi.line), bridge::AC),
    );
}

fn now_row(bridge: &Written, line: Line) -> u32 {
    bridge.row(line).unwrap_or(TOP)
}

fn look(kpi: &Kpi) -> Look {
    match kpi.line {
        Line::Part(Part::Downsell) | Line::DownsellRate => Look::Highlight,
        Line::Closing => Look::Total,
        _ => Look::Normal,
    }
}

/// Δ and Δ % beside a reference.
fn variance(build: &mut Build<'_>, kpi: &Kpi, now: &Figure, before: &Figure, look: Look) {
    let at = (now.row, before.column + 1);
    match kpi.line {
        line if line.is_ratio() => {
            points(build, at, now, before, look);
        }
        Line::QuickRatio => {
            change(build, at, now, before, Shown::Points, look);
        }
        line => {
            let shown = if line == Line::CustomersClosing {
                Shown::CountChange
            } else {
                Shown::Change
            };
            change(build, at, now, before, shown, look);
            relative(build, (now.row, before.column + 2), now, before, look);
        }
    }
}

/// The printed figure, one unit of what is printed, and exact − printed.
fn pdf(
    build: &mut Build<'_>,
    printed: &Printed<'_>,
    layout: Layout,
    row: u32,
    kpi: &Kpi,
    now: &Figure,
) -> Option<(Figure, Figure)> {
    let (value, unit) = printed.figure(kpi.line)?;
    let places = if unit.last_place >= Decimal::ONE {
        Shown::Money
    } else {
        Shown::Tenths
    };
    let shown = build.input(row, layout.shown, value, places, look(kpi));
    let factor = build.input(row, layout.shown + 1, unit.factor, Shown::Plain, look(kpi));
    let exact = now.value?;
    let difference: Ratio = Some(round_half_away(exact / unit.factor - value, 6));
    let text = format!("ROUND({}/{}-{},6)", now.here(), factor.here(), shown.here());
    let difference = build.local(
        (row, layout.shown + 2),
        text,
        difference,
        Shown::Exact,
        look(kpi),
    );
    let last_place = build.figure(row, layout.shown, Some(unit.last_place));
    Some((difference, last_place))
}

/// A word against plan, else against the year or the period before; better or worse by the metric, never
/// by the sign.
fn status(build: &mut Build<'_>, layout: Layout, row: u32, kpi: &Kpi) {
    let Some(higher) = better(kpi) else { return };
    let cells = &build.0.cells;
    let delta_at = |column: u16| {
        let cell = cells.get(&(row, column + 1))?;
        match &cell.value {
            super::spec::Value::Formula(f) => match &f.result {
                super::spec::Outcome::Number(value) => Some((column + 1, *value)),
                _ => None,
            },
            _ => None,
        }
    };
    let planned = layout.plan.and_then(delta_at);
    let Some((column, delta)) = planned
        .or_else(|| delta_at(layout.year))
        .or_else(|| delta_at(layout.prior))
    else {
        return;
    };
    let [good, bad, level] = if planned.is_some() {
        ["ahead", "behind", "on plan"]
    } else {
        ["better", "worse", "level"]
    };
    let (up, down) = if higher { (good, bad) } else { (bad, good) };
    let at = super::address::cell(row, column);
    let text = format!("IF({at}>0,\"{up}\",IF({at}<0,\"{down}\",\"{level}\"))");
    let word = if delta > Decimal::ZERO {
        up
    } else if delta < Decimal::ZERO {
        down
    } else {
        level
    };
    build.words(
        row,
        layout.page + 1,
        text,
        word,
        Style::new(Role::Local, Shown::Plain),
    );
}

/// Whether more is better, for the figure as it stands here: a loss is negative, so more is less lost.
fn better(kpi: &Kpi) -> Option<bool> {
    let higher = kpi.entry.higher_is_better?;
    Some(higher || (kpi.signed && is_loss(kpi)))
}

/// Definition, formula in words, where it stands in the PDF (section 2.3).
fn note(kpi: &Kpi, printed: &Printed<'_>) -> String {
    let mut text = format!(
        "{}\n\nFormula: {}.",
        kpi.entry.definition, kpi.entry.formula
    );
    let page = printed.page(kpi.line);
    if !page.is_empty() {
        text.push_str(&format!("\nPDF page {page}."));
    }
    text
}
