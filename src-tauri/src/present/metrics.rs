//! A period's figures: the pack's own tables, each figure with what it leads to.

use super::grid;
use super::in_words;
use super::issues::cents;
use crate::desk::{Answer, Work};
use crate::view::failure::FailureView;
use crate::view::grid::{ChartView, GridView, Link};
use crate::view::metrics::{CheckView, MetricsView, StatusView};
use holdfast_ledger::{Close, Period};
use holdfast_metrics::{Basis, Check, Report};
use holdfast_pack::display::day;
use holdfast_pack::model::Chart;
use holdfast_pack::screen::{Cite, Cited, Screen};
use holdfast_workspace::Project;
use std::borrow::Cow;

/// Size of the bridge in points, as the page lays it out.
const BRIDGE: (f64, f64) = (640.0, 460.0);

/// The figures of the period which closes then; of the newest where none is given.
pub fn of(work: &Work, closing: Option<&str>, attribute: Option<&str>) -> Answer<MetricsView> {
    with_screen(work, closing, attribute, |screen| {
        view(&work.project, screen)
    })
}

/// The bridge of that period, as the pack draws it.
pub fn bridge_chart(work: &Work, closing: Option<&str>) -> Answer<Chart> {
    with_screen(work, closing, None, |screen| screen.bridge.clone())
}

fn with_screen<T>(
    work: &Work,
    closing: Option<&str>,
    attribute: Option<&str>,
    then: impl FnOnce(&Screen) -> T,
) -> Answer<T> {
    let project = &work.project;
    let report = report_at(project, closing)?;
    let tables = project.source_tables();
    let pack = holdfast_workspace::pack::PackOptions {
        sample: project.is_sample(),
        ..work.state.pack.options()
    };
    let mut inputs = project.pack_inputs(&tables, &pack)?;
    inputs.report = &report;
    let screen = Screen::new(&inputs, attribute).ok_or_else(no_period)?;
    Ok(then(&screen))
}

/// The report as it was at an earlier closing: the same ledger, another as-of date.
pub fn report_at<'a>(project: &'a Project, closing: Option<&str>) -> Answer<Cow<'a, Report>> {
    let (ledger, report) = project.ledger_and_report()?;
    let wanted = closing.map(read_close).transpose()?.unwrap_or(report.as_of);
    if wanted == report.as_of {
        return Ok(Cow::Borrowed(report));
    }
    let basis = Basis {
        as_of: Some(wanted),
        ..report.basis.clone()
    };
    let earlier = holdfast_metrics::compute(ledger, &basis).map_err(|e| {
        FailureView::new("period-unknown", format!("{e}."), "Choose another period.")
    })?;
    Ok(Cow::Owned(earlier))
}

/// A close as the page names it: `2026-09`.
pub fn read_close(text: &str) -> Answer<Close> {
    let parts = text
        .split_once('-')
        .and_then(|(y, m)| Close::new(y.parse().ok()?, m.parse().ok()?));
    parts.ok_or_else(|| {
        FailureView::new(
            "period-unknown",
            format!("The project has no period which closes at {text}."),
            "Choose another period.",
        )
    })
}

fn no_period() -> FailureView {
    FailureView::new(
        "no-period",
        "A bridge needs two closes a period apart.",
        "Add an export with more months, or choose a shorter period.",
    )
}

fn view(project: &Project, screen: &Screen) -> MetricsView {
    let at = screen.period;
    let (tone, tie) = &screen.tie;
    MetricsView {
        closing: at.closing().to_string(),
        period: screen.label.clone(),
        span: span(at),
        partial: screen.partial,
        status: status(screen),
        tiles: screen
            .tiles
            .iter()
            .map(|(tile, cite)| grid::tile(tile, cite.as_ref().map(link)))
            .collect(),
        message: screen.message.clone(),
        bridge: bridge(screen),
        movements: linked("Movements of ARR", &screen.movements),
        rates: linked("Rates", &screen.rates),
        tie: tie.clone(),
        tie_ok: *tone != holdfast_pack::model::Tone::Fail,
        trend: linked("Trend", &screen.trend),
        attribute: screen.attribute.clone(),
        segments: screen
            .segments
            .as_ref()
            .map(|s| linked("Segments", s))
            .unwrap_or_default(),
        checks: project
            .checks()
            .iter()
            .filter(|c| !c.ok)
            .map(|c| failed(c, project))
            .collect(),
    }
}

fn bridge(screen: &Screen) -> ChartView {
    grid::chart(&screen.bridge, BRIDGE.0, BRIDGE.1)
}

/// "30 Jun 2026 to 30 Sep 2026, close to close".
fn span(period: Period) -> String {
    format!(
        "{} to {}, close to close",
        day(period.opening().date()),
        day(period.closing().date())
    )
}

fn linked(caption: &str, cited: &Cited) -> GridView {
    grid::table(caption, &cited.table, |row, column| {
        cited.cites.get(row)?.get(column)?.as_ref().map(link)
    })
}

/// Where a figure leads.
fn link(cite: &Cite) -> Link {
    Link::Figure {
        opening: cite.period.opening().to_string(),
        closing: cite.period.closing().to_string(),
        metric: cite.metric.to_owned(),
        segment: cite.segment.clone(),
    }
}

/// "Watch" and the reason after it.
fn status(screen: &Screen) -> StatusView {
    let (tone, words) = &screen.status;
    let (word, reason) = words.split_once(": ").unwrap_or((words, ""));
    StatusView {
        word: word.to_owned(),
        reason: reason.to_owned(),
        tone: grid::tone(*tone),
    }
}

fn failed(check: &Check, project: &Project) -> CheckView {
    let unit = cents(project);
    CheckView {
        name: in_words(check.check),
        scope: check.scope.clone(),
        left: unit.number(check.left),
        right: unit.number(check.right),
        difference: unit.signed(check.difference()),
    }
}
