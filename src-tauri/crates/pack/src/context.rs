//! What every page draws from: the unit, the periods with their tied bridges, names and mode, made once.

use crate::PackInputs;
use crate::display::{Magnitude, Unit, day};
use crate::measure::Measure;
use crate::names::confusable;
use crate::template::{Mode, Naming, TemplateSpec};
use crate::tie::TiedBridge;
use crate::value::{Better, Delta, Value};
use holdfast_ledger::{Close, Decimal, Grain, Period};
use holdfast_metrics::{PeriodFigures, Report};
use std::collections::{BTreeMap, BTreeSet};

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

/// The context of a pack.
#[derive(Clone, Debug)]
pub(crate) struct Context<'a> {
    pub inputs: &'a PackInputs<'a>,
    pub report: &'a Report,
    pub template: &'static TemplateSpec,
    pub unit: Unit,
    /// Up to nine periods, oldest first; the last one is the pack's period.
    pub slots: Vec<Slot<'a>>,
    /// The same period a year before; `None` for years, where it is the prior period.
    pub year_before: Option<At<'a>>,
    /// Closing and metric of every past figure printed otherwise than it was reported.
    pub recast: BTreeSet<(Close, String)>,
    /// Customers' names which would read the same when cut, and where they begin to differ.
    pub confusable: BTreeMap<String, usize>,
}

impl<'a> Context<'a> {
    pub fn new(inputs: &'a PackInputs<'a>) -> Context<'a> {
        let report = inputs.report;
        let unit = choose_unit(report, inputs.options.unit);
        Context {
            inputs,
            report,
            template: TemplateSpec::of(inputs.options.template),
            slots: slots(report, &unit),
            year_before: year_before(report, &unit),
            recast: inputs
                .restated
                .map(|r| r.recast(report))
                .unwrap_or_default(),
            confusable: confusable(inputs.ledger),
            unit,
        }
    }

    /// The pack's period.
    pub fn now(&self) -> Option<&At<'a>> {
        self.slots.last()?.at.as_ref()
    }

    /// The period before it.
    pub fn prior(&self) -> Option<&At<'a>> {
        let before = self.slots.len().checked_sub(2)?;
        self.slots.get(before)?.at.as_ref()
    }

    /// The same period a year before.
    pub fn py(&self) -> Option<&At<'a>> {
        self.year_before.as_ref()
    }

    /// Periods with figures, oldest first.
    pub fn covered(&self) -> impl Iterator<Item = &At<'a>> {
        self.slots.iter().filter_map(|s| s.at.as_ref())
    }

    pub fn external(&self) -> bool {
        self.inputs.options.mode() == Mode::External
    }

    /// Whether customers are called by code.
    pub fn coded(&self) -> bool {
        self.inputs.options.naming() == Naming::Codes
    }

    pub fn min_n(&self) -> u32 {
        self.report.basis.min_n
    }

    /// "quarter".
    pub fn noun(&self) -> &'static str {
        self.report.basis.period.noun()
    }

    /// "quarters".
    pub fn nouns(&self) -> String {
        match self.report.basis.period {
            Grain::Half => "half-years".to_owned(),
            grain => format!("{}s", grain.noun()),
        }
    }

    pub fn company(&self) -> String {
        match self.report.basis.company.trim() {
            "" => "Company not stated".to_owned(),
            name => name.to_owned(),
        }
    }

    /// The as-of day: the closing day, or the day at which a partial newest close ends (L-3).
    pub fn as_of(&self) -> chrono::NaiveDate {
        let close = self.report.as_of;
        self.inputs
            .ledger
            .partial()
            .filter(|d| Close::of(*d) == Some(close))
            .unwrap_or_else(|| close.date())
    }

    pub fn as_of_text(&self) -> String {
        day(self.as_of())
    }

    /// The pack's period as a label; the as-of day where there is no period yet.
    pub fn period_label(&self) -> String {
        self.now()
            .map_or_else(|| self.as_of_text(), |at| at.label.clone())
    }

    /// The text of a value by the rule of small numbers (S-4).
    pub fn text(&self, value: &Value) -> String {
        value.text(self.min_n())
    }

    pub fn measure_text(&self, measure: Measure, at: &At) -> String {
        self.text(&measure.value(at))
    }

    /// The text of a measure for a table, with the mark ᴿ where it was reported otherwise (section 7).
    pub fn marked(&self, measure: Measure, at: &At) -> String {
        let mut text = self.measure_text(measure, at);
        let closing = at.figures.period.closing();
        let recast = |id: &&str| self.recast.contains(&(closing, (*id).to_owned()));
        if measure.metrics().iter().any(recast) {
            text.push('ᴿ');
        }
        text
    }

    /// The label of a period at the foot of a chart, with the mark ᴿ where one of these measures was
    /// reported otherwise.
    pub fn foot(&self, slot: &Slot, measures: &[Measure]) -> String {
        let closing = slot.at.as_ref().map(|at| at.figures.period.closing());
        let mut metrics = measures.iter().flat_map(|m| m.metrics());
        let recast = closing.is_some_and(|closing| {
            metrics.any(|id| self.recast.contains(&(closing, (*id).to_owned())))
        });
        let mark = if recast { "ᴿ" } else { "" };
        format!("{}{mark}", slot.label)
    }

    /// Whether a value may stand in a headline (S-4, R-3).
    pub fn usable(&self, value: &Value) -> bool {
        value.usable(self.min_n())
    }

    /// The variance of a measure between two periods.
    pub fn delta(&self, measure: Measure, now: &At, before: &At) -> Delta {
        self.delta_of(
            &measure.value(now),
            &measure.value(before),
            measure.better(),
        )
    }

    pub fn delta_of(&self, now: &Value, before: &Value, better: Better) -> Delta {
        Delta::between(now, before, better, self.min_n())
    }
}

fn choose_unit(report: &Report, chosen: Option<Magnitude>) -> Unit {
    let largest = report
        .closes
        .iter()
        .map(|c| c.amount.abs())
        .max()
        .unwrap_or_default();
    let downsell = report
        .newest()
        .map_or(Decimal::ZERO, |p| p.total.bridge.downsell);
    match chosen {
        Some(magnitude) => Unit::in_magnitude(magnitude, &report.currency, downsell),
        None => Unit::choose(&report.currency, largest, downsell),
    }
}

fn slots<'a>(report: &'a Report, unit: &Unit) -> Vec<Slot<'a>> {
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

fn year_before<'a>(report: &'a Report, unit: &Unit) -> Option<At<'a>> {
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
