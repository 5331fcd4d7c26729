//! The periods which pages show, each with its figures and its tied bridge.

use crate::display::Unit;
use crate::tie::TiedBridge;
use holdfast_ledger::{Grain, Period};
use holdfast_metrics::{PeriodFigures, Report};

/// Periods shown side by side.
pub(crate) const SHOWN_PERIODS: usize = 9;

/// A period with figures.
#[derive(Clone, Debug)]
pub(crate) struct At<'a> {
    pub figures: &'a PeriodFigures,
    pub tied: TiedBridge,
    /// "Q3 FY26".
    pub label: String,
    /// "Q3".
    pub short: String,
    /// Customers twelve months before the closing: the n of TTM rates (S-4).
    pub year_ago_customers: u32,
}

/// A place on the time axis; `at` is `None` where the file does not cover it (L-3).
#[derive(Clone, Debug)]
pub(crate) struct Slot<'a> {
    pub label: String,
    pub short: String,
    pub at: Option<At<'a>>,
}

/// Up to nine periods which end at the newest, oldest first.
pub(crate) fn slots<'a>(report: &'a Report, unit: &Unit) -> Vec<Slot<'a>> {
    let (Some(first), Some(newest)) = (report.periods.first(), report.newest()) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let mut period = newest.period;
    while out.len() < SHOWN_PERIODS && period.opening() >= first.period.opening() {
        out.push(slot(report, period, unit));
        period = period.previous();
    }
    out.reverse();
    out
}

fn slot<'a>(report: &'a Report, period: Period, unit: &Unit) -> Slot<'a> {
    let label = period.display(report.basis.fiscal_year_start);
    Slot {
        short: short_label(&label, period.grain()),
        at: figures_of(report, period).map(|f| at(report, f, unit)),
        label,
    }
}

fn figures_of(report: &Report, period: Period) -> Option<&PeriodFigures> {
    report.periods.iter().find(|p| p.period == period)
}

fn at<'a>(report: &Report, figures: &'a PeriodFigures, unit: &Unit) -> At<'a> {
    let year_ago = figures.period.closing().plus(-12);
    At {
        figures,
        tied: TiedBridge::new(&figures.total.bridge, unit),
        label: figures.display.clone(),
        short: short_label(&figures.display, figures.period.grain()),
        year_ago_customers: report
            .closes
            .iter()
            .find(|c| c.close == year_ago)
            .map_or(0, |c| c.customers),
    }
}

/// The same period a year before; `None` for years, where it is the prior period.
pub(crate) fn year_before<'a>(report: &'a Report, unit: &Unit) -> Option<At<'a>> {
    let newest = report.newest()?;
    if newest.period.grain() == Grain::Year {
        return None;
    }
    figures_of(report, newest.period.year_before()).map(|f| at(report, f, unit))
}

/// "Q3" of "Q3 FY26", "Sep" of "Sep 2025"; years stay whole.
fn short_label(display: &str, grain: Grain) -> String {
    match (grain, display.split_whitespace().next()) {
        (Grain::Year, _) | (_, None) => display.trim_end_matches(" to date").to_owned(),
        (_, Some(first)) => first.to_owned(),
    }
}
