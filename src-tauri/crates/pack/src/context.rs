//! What every page draws from: the unit, the periods with their tied bridges, names and mode, made once.

use crate::PackInputs;
use crate::display::{Magnitude, Unit, day};
use crate::measure::Measure;
use crate::names::{NAME_LIMIT, confusable, customer_called, shortened};
use crate::slots::{At, Slot, slots, year_before};
use crate::template::{Mode, Naming, TemplateSpec};
use crate::value::{Better, Delta, Value};
use holdfast_ledger::{Close, Decimal, Grain};
use holdfast_metrics::Report;
use std::collections::{BTreeMap, BTreeSet};

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

    /// A customer's name or, where the template wants codes, its code (pack 3.2).
    pub fn customer(&self, index: u32) -> String {
        customer_called(self.inputs.ledger, self.inputs.options.naming(), index)
    }

    /// A customer's name on one line: cut at its end, unless another customer's would then read the same.
    pub fn short_customer(&self, index: u32) -> String {
        self.short(&self.customer(index), NAME_LIMIT)
    }

    /// As [`Self::short_customer`], for a name and a length.
    pub fn short(&self, name: &str, limit: usize) -> String {
        shortened(name, limit, self.confusable.get(name).copied())
    }

    /// Fewest customers for a rate (S-4).
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
