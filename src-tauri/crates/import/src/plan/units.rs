//! In what a plan writes its rates: one unit a measure, said by the cell, its format or its caption, else asked
//! (trap 25). `5` for a churn rate is 5 % or 500 %, and nobody but the plan's author knows.

use super::measures::is_rate;
use crate::captions;
use crate::findings::{Code, Spot};
use crate::sink::Sink;
use holdfast_ledger::{Decimal, PlanFigure, Table};
use std::collections::BTreeMap;

/// What says in which unit a figure is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Unit {
    /// Money, counts, ratios: as it stands.
    Plain,
    /// A percent sign beside it.
    Percent,
    /// A format of percentages: the figure behind it is a fraction.
    Fraction,
    /// The caption or the label of its row says percent.
    Captioned,
    /// Nothing.
    Bare,
}

/// A figure as it stands in the file.
pub(super) struct Read {
    pub figure: PlanFigure,
    pub unit: Unit,
    pub row: u32,
    pub column: u16,
}

/// Whether a label or caption says that figures are percentages.
pub(super) fn says_percent(text: &str) -> bool {
    let words = crate::text::words(text);
    let word = words
        .iter()
        .any(|w| matches!(w.as_str(), "percent" | "pct" | "prozent" | "percentage"));
    word || text.contains('%') && captions::is_derived(text)
}

/// Brings all rates to fractions, and asks where a measure may be either.
pub(super) fn settle(sink: &mut Sink<'_>, table: &Table, read: &mut [Read]) {
    let mut rates: BTreeMap<(String, Unit), Vec<usize>> = BTreeMap::new();
    for (at, r) in read
        .iter()
        .enumerate()
        .filter(|(_, r)| is_rate(&r.figure.measure))
    {
        rates
            .entry((r.figure.measure.clone(), r.unit))
            .or_default()
            .push(at);
    }
    for ((measure, unit), at) in rates {
        let largest = at
            .iter()
            .filter_map(|i| read.get(*i))
            .map(|r| r.figure.value.abs())
            .max();
        let largest = largest.unwrap_or_default();
        let percent = match unit {
            Unit::Percent => true,
            Unit::Captioned => largest > plausible(&measure),
            Unit::Bare if largest > plausible(&measure) => asked(sink, table, &measure, &at, read),
            Unit::Plain | Unit::Fraction | Unit::Bare => false,
        };
        for i in at.iter().filter(|_| percent) {
            if let Some(r) = read.get_mut(*i) {
                r.figure.value /= Decimal::ONE_HUNDRED;
            }
        }
    }
}

/// The largest fraction which a plan may well mean: retention may pass 100 %, a loss of half is no plan.
fn plausible(measure: &str) -> Decimal {
    if measure.ends_with("churn_rate")
        || measure.starts_with("downsell_") && measure.ends_with("_rate")
    {
        Decimal::new(5, 1)
    } else {
        Decimal::TWO
    }
}

/// Asks for the unit of a measure; whether it is percent, also for now.
fn asked(sink: &mut Sink<'_>, table: &Table, measure: &str, at: &[usize], read: &[Read]) -> bool {
    let Some(first) = at.iter().find_map(|i| read.get(*i)) else {
        return true;
    };
    let value = holdfast_ledger::money_text(first.figure.value);
    let scope = format!("{measure} is {value}");
    let spot = Spot::cell(table, first.row, first.column);
    let rows = at.len() as u32;
    sink.notes
        .issues
        .rows(Code::PlanUnit, &scope, spot, rows, None, String::new);
    let decided = sink.decide(Code::PlanUnit, measure, u64::from(rows), None);
    if decided.is_some() {
        sink.settle(Code::PlanUnit, &scope);
    }
    decided.is_none_or(|d| d.repair == "percent")
}
