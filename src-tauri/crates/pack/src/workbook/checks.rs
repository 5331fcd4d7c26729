//! `Checks`: one row a check with both its sides; `ALL_CHECKS` says whether all of them hold
//! (section 2.4). The first block is live; the second are the engine's own checks of every period and
//! segment (M-10), whose sides are values.

use super::address::{cell, fixed};
use super::block::{Line, Written};
use super::build::{ALL_CHECKS, Build, Figure, Head, TOP};
use super::kpi::KpiChecks;
use super::segments::SegmentSums;
use super::spec::{Look, Outcome, Role, Rule, Sheet, Shown, Style, Tab};
use crate::PackInputs;
use crate::tie::Part;
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::Check;

/// Name of the sheet.
pub const SHEET: &str = "Checks";
const CAPTIONS: [&str; 7] = [
    "check",
    "scope",
    "left",
    "right",
    "difference",
    "tolerance",
    "result",
];
const FIRST: u32 = TOP + 4;
const RESULT: u16 = 6;
/// Result of `ALL_CHECKS` where everything holds.
pub const ALL_OK: &str = "ALL CHECKS OK";
/// Engine checks listed one by one; beyond, those which fail and the newest period's.
const MOST_LISTED: usize = 2_000;

/// A check over the workbook's own cells.
#[derive(Clone, Debug)]
pub struct Live {
    /// What is compared.
    pub check: String,
    /// Period, segment or measure.
    pub scope: String,
    /// Left side: formula and exact value.
    pub left: (String, Ratio),
    /// Right side.
    pub right: (String, Ratio),
    /// Most they may differ.
    pub tolerance: Decimal,
}

/// To the cent.
const CENT: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

/// A figure as a side of a check.
pub fn side(figure: &Figure) -> (String, Ratio) {
    (figure.there(), figure.value)
}

/// Two sides which must agree to the cent.
pub fn equal(check: &str, scope: &str, left: (String, Ratio), right: (String, Ratio)) -> Live {
    Live {
        check: check.to_owned(),
        scope: scope.to_owned(),
        left,
        right,
        tolerance: CENT,
    }
}

/// The live checks of bridge, trend, segments, printed figures and control totals.
pub fn live(
    inputs: &PackInputs<'_>,
    bridge: &Written,
    trend: &Written,
    segments: &[SegmentSums],
    kpi: &KpiChecks,
) -> Vec<Live> {
    let mut out = foots(inputs, trend);
    out.extend(continuity(inputs, trend));
    out.extend(retention(inputs, bridge));
    for s in segments {
        let total = |line| bridge.get(line, 0).map(side);
        let pairs = [
            (
                "segments' opening = total",
                &s.opening,
                total(Line::Opening),
            ),
            (
                "segments' downsell = total",
                &s.downsell,
                total(Line::Part(Part::Downsell)),
            ),
            (
                "segments' closing = total",
                &s.closing,
                total(Line::Closing),
            ),
            (
                "transfers between segments add up to nothing",
                &s.transfer,
                Some(("0".to_owned(), Some(Decimal::ZERO))),
            ),
            (
                "segments' bridges foot",
                &s.foots,
                Some(("0".to_owned(), Some(Decimal::ZERO))),
            ),
        ];
        let checks = pairs.into_iter().filter_map(|(check, left, right)| {
            Some(equal(check, &s.attribute, side(left), right?))
        });
        out.extend(checks);
    }
    for (caption, difference, unit) in &kpi.differences {
        let left = (
            format!("ABS({})", difference.there()),
            difference.value.map(|v| v.abs()),
        );
        let right = ("0".to_owned(), Some(Decimal::ZERO));
        let tolerance = unit.value.unwrap_or(Decimal::ONE);
        out.push(Live {
            tolerance,
            ..equal(
                "printed figure is the exact one, within 1 display unit",
                caption,
                left,
                right,
            )
        });
    }
    out
}

/// Opening and movements give the customers' closing balances, each period.
fn foots(inputs: &PackInputs<'_>, trend: &Written) -> Vec<Live> {
    let periods = trend.lines.get(&Line::Closing).map_or(0, |l| l.1.len());
    let check = |at: usize| {
        let (left, right) = (
            trend.get(Line::Closing, at)?,
            trend.get(Line::Balances, at)?,
        );
        left.value?;
        Some(equal(
            "bridge foots: closing = Σ customers",
            &label(inputs, at, periods),
            side(left),
            side(right),
        ))
    };
    (0..periods).filter_map(check).collect()
}

/// Closing is the next period's opening.
fn continuity(inputs: &PackInputs<'_>, trend: &Written) -> Vec<Live> {
    let periods = trend.lines.get(&Line::Closing).map_or(0, |l| l.1.len());
    let check = |at: usize| {
        let (left, right) = (
            trend.get(Line::Closing, at - 1)?,
            trend.get(Line::Opening, at)?,
        );
        left.value.zip(right.value)?;
        Some(equal(
            "opening = closing of the period before",
            &label(inputs, at, periods),
            side(right),
            side(left),
        ))
    };
    (1..periods).filter_map(check).collect()
}

/// NRR of the bridge is that of the closed cohort; GRR at most 1 and at most NRR; downsell not negative.
fn retention(inputs: &PackInputs<'_>, bridge: &Written) -> Vec<Live> {
    let newest = inputs.report.newest().map_or("", |p| p.display.as_str());
    let mut out = Vec::new();
    let (nrr, grr) = (bridge.get(Line::Nrr, 0), bridge.get(Line::Grr, 0));
    let opening = bridge.get(Line::Opening, 0);
    if let (Some(nrr), Some(opening)) = (nrr.filter(|f| f.value.is_some()), opening) {
        let end = "Bridge!$C$6";
        // What was paid at opening is the opening reported and the data quality line (section 7).
        let quality = bridge.get(Line::Part(Part::DataQuality), 0);
        let quality = quality.map_or_else(String::new, |f| format!("+{}", f.there()));
        let cohort = format!(
            "SUMIFS(cust_close,cust_period,{end},cust_open,\">0\")/({}{quality})",
            opening.there()
        );
        out.push(equal(
            "NRR by the bridge = NRR by closed cohort",
            newest,
            side(nrr),
            (cohort, nrr.value),
        ));
    }
    let zero = || ("0".to_owned(), Some(Decimal::ZERO));
    let over = |of: &Figure, most: String, limit: Decimal| {
        let excess = of.value.map(|v| (v - limit).max(Decimal::ZERO));
        (
            format!("IF({of}>{most},{of}-{most},0)", of = of.there()),
            excess,
        )
    };
    if let (Some(nrr), Some(grr)) = (nrr, grr)
        && let (Some(n), Some(_)) = (nrr.value, grr.value)
    {
        out.push(equal(
            "GRR ≤ 100%",
            newest,
            over(grr, "1".to_owned(), Decimal::ONE),
            zero(),
        ));
        out.push(equal(
            "GRR ≤ NRR",
            newest,
            over(grr, nrr.there(), n),
            zero(),
        ));
    }
    if let Some(lost) = bridge
        .get(Line::Part(Part::Downsell), 0)
        .filter(|f| f.value.is_some())
    {
        let wrong = (
            format!("IF({of}>0,{of},0)", of = lost.there()),
            lost.value.map(|v| v.max(Decimal::ZERO)),
        );
        out.push(equal("downsell is never negative", newest, wrong, zero()));
    }
    let rows = "COUNTIFS(cust_bucket,\"downsell\",cust_close,0)".to_owned();
    out.push(equal(
        "no customer in downsell at 0",
        "all periods",
        (rows, Some(Decimal::ZERO)),
        zero(),
    ));
    out
}

fn label(inputs: &PackInputs<'_>, at: usize, count: usize) -> String {
    let periods = super::facts::labels(inputs);
    periods.get(count - 1 - at).cloned().unwrap_or_default()
}

/// The engine's checks to list, and how many are not listed because they hold.
fn listed<'r>(inputs: &PackInputs<'r>) -> (Vec<&'r Check>, usize) {
    let all = &inputs.report.checks;
    if all.len() <= MOST_LISTED {
        return (all.iter().collect(), 0);
    }
    let newest = inputs.report.newest().map_or("", |p| p.label.as_str());
    let keep = |c: &&Check| !c.ok || c.scope.starts_with(newest);
    let kept: Vec<&Check> = all.iter().filter(keep).take(MOST_LISTED).collect();
    let rest = all.len() - kept.len();
    (kept, rest)
}

/// Whether everything holds, as `ALL_CHECKS` says it.
pub fn verdict(inputs: &PackInputs<'_>, live: &[Live]) -> String {
    let failed = live.iter().filter(|c| !holds(c)).count()
        + listed(inputs).0.iter().filter(|c| !c.ok).count();
    match failed {
        0 => ALL_OK.to_owned(),
        n => format!("{n} CHECKS FAIL: see Checks"),
    }
}

fn holds(check: &Live) -> bool {
    check
        .left
        .1
        .zip(check.right.1)
        .is_some_and(|(a, b)| (a - b).abs() <= check.tolerance)
}

/// The sheet; the place of `ALL_CHECKS`.
pub fn sheet<'a>(
    inputs: &PackInputs<'a>,
    live: &[Live],
    head: &Head,
) -> (Sheet<'a>, (String, String)) {
    let mut build = Build::new(SHEET, "Checks", Tab::Proof, head);
    build.widths(&[58, 46, 20, 20, 20, 20, 10]);
    let (engine, rest) = listed(inputs);
    let second = FIRST + live.len() as u32 + 2;
    let last = second + engine.len().max(1) as u32;
    summary(&mut build, live, &engine, last);
    build.captions(FIRST - 1, 0, &CAPTIONS, 2);
    build.freeze(FIRST, 1);
    for (at, check) in live.iter().enumerate() {
        live_row(&mut build, FIRST + at as u32, check);
    }
    let caption = match rest {
        0 => "The engine's checks of every period and segment (M-10); both sides are values"
            .to_owned(),
        n => format!(
            "The engine's checks (M-10): those of the newest period and any which does not hold; {n} of earlier periods hold and are not listed"
        ),
    };
    build.section(second - 1, 0, &caption);
    for (at, check) in engine.iter().enumerate() {
        engine_row(&mut build, second + at as u32, check);
    }
    build.condition((TOP, 0, last, RESULT), Rule::Fails("FAIL"));
    let at = fixed(TOP, 1);
    (
        build.finish(),
        (ALL_CHECKS.to_owned(), format!("={SHEET}!{at}")),
    )
}

/// `ALL_CHECKS`, and how many there are.
fn summary(build: &mut Build<'_>, live: &[Live], engine: &[&Check], last: u32) {
    let results = format!("{}:{}", fixed(FIRST, RESULT), fixed(last, RESULT));
    let failed =
        live.iter().filter(|c| !holds(c)).count() + engine.iter().filter(|c| !c.ok).count();
    let word = if failed == 0 {
        ALL_OK.to_owned()
    } else {
        format!("{failed} CHECKS FAIL: see Checks")
    };
    let count = |word: &str| format!("COUNTIFS({results},\"{word}\")");
    build.section(TOP, 0, "All checks");
    let text = format!(
        "IF({fail}=0,\"{ALL_OK}\",{fail}&\" CHECKS FAIL: see Checks\")",
        fail = count("FAIL")
    );
    build.words(
        TOP,
        1,
        text,
        &word,
        Style::new(Role::Local, Shown::Plain).look(Look::Section),
    );
    build.label(TOP + 1, 0, "checks that hold");
    let held = live.len() + engine.len() - failed;
    build.local(
        (TOP + 1, 1),
        count("OK"),
        Some(Decimal::from(held)),
        Shown::Count,
        Look::Normal,
    );
}

fn live_row(build: &mut Build<'_>, row: u32, check: &Live) {
    build.label(row, 0, &check.check);
    build.label(row, 1, &check.scope);
    let shown = if check.left.1.is_some_and(|v| v.abs() < Decimal::TWO) {
        Shown::Exact
    } else {
        Shown::Cents
    };
    build.remote(
        (row, 2),
        check.left.0.clone(),
        check.left.1,
        shown,
        Look::Normal,
    );
    build.remote(
        (row, 3),
        check.right.0.clone(),
        check.right.1,
        shown,
        Look::Normal,
    );
    let ok = holds(check);
    tail(
        build,
        row,
        check.left.1.zip(check.right.1).map(|(a, b)| a - b),
        check.tolerance,
        ok,
    );
}

fn engine_row(build: &mut Build<'_>, row: u32, check: &Check) {
    build.label(row, 0, &check.check.replace('_', " "));
    build.label(row, 1, &check.scope);
    build.input(row, 2, check.left, Shown::Cents, Look::Normal);
    build.input(row, 3, check.right, Shown::Cents, Look::Normal);
    // An inequality holds with any difference on its right side.
    let slack = (check.left - check.right).abs().max(CENT);
    let tolerance = if check.ok { slack } else { CENT };
    tail(build, row, Some(check.difference()), tolerance, check.ok);
}

/// Difference, tolerance and OK or FAIL.
fn tail(build: &mut Build<'_>, row: u32, difference: Ratio, tolerance: Decimal, ok: bool) {
    let rounded = difference.map(|d| holdfast_ledger::round_half_away(d, 6));
    let text = format!("ROUND({}-{},6)", cell(row, 2), cell(row, 3));
    build.local((row, 4), text, rounded, Shown::Exact, Look::Normal);
    build.input(row, 5, tolerance, Shown::Exact, Look::Normal);
    let text = format!(
        "IF(ABS({})<={},\"OK\",\"FAIL\")",
        cell(row, 4),
        cell(row, 5)
    );
    let word = if ok { "OK" } else { "FAIL" };
    let result = if rounded.is_none() {
        Outcome::NotAvailable
    } else {
        Outcome::Text(word.to_owned())
    };
    build.formula(
        row,
        RESULT,
        text,
        result,
        Style::new(Role::Local, Shown::Plain),
    );
}
