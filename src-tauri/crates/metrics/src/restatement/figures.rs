//! The figures of past periods as a flat list: what a pack freezes, and what two states are compared by.

use crate::balances::Balances;
use crate::basis::Basis;
use crate::figures::{PeriodFigures, Report, Scope};
use crate::registry;
use crate::report::Engine;
use holdfast_ledger::{Close, Decimal, Ledger, Period, Ratio};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which figure: period, metric, and the segment where it is not the total's.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct FigureKey {
    /// The close at which the period closes: figures sort by it.
    pub closing: Close,
    /// The period's machine label.
    pub period: String,
    /// Attribute and value; `None` is the total.
    pub segment: Option<(String, String)>,
    /// Place of the metric in the registry: figures sort by it.
    pub place: usize,
    /// The metric's id.
    pub metric: String,
}

/// Figures frozen, or to be compared.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    /// ARR by close.
    pub closes: Vec<(Close, Decimal)>,
    /// Every registered metric of every period, and the main ones of every segment.
    pub values: Vec<(FigureKey, Ratio)>,
}

/// A metric of a scope, by its id.
type OfScope = (&'static str, fn(&Scope) -> Ratio);

/// The metrics which segments are compared by.
const OF_SEGMENTS: [OfScope; 7] = [
    ("opening_arr", |s| Some(s.bridge.opening)),
    ("expansion_arr", |s| Some(s.bridge.expansion)),
    ("downsell_arr", |s| Some(s.bridge.downsell)),
    ("churn_arr", |s| Some(s.bridge.churn)),
    ("closing_arr", |s| Some(s.bridge.closing)),
    ("nrr", |s| s.rates.nrr),
    ("grr", |s| s.rates.grr),
];

/// A metric of a period, by its id.
type OfPeriod = (&'static str, fn(&PeriodFigures) -> Ratio);

/// Counts which packs print and which are no metric of the registry.
const COUNTS: [OfPeriod; 2] = [
    ("downsell_customers", |p| {
        Some(p.total.counts.downsell.into())
    }),
    ("churn_customers", |p| Some(p.total.counts.churn.into())),
];

/// The figure of a period by its id: a registered metric's, or a printed count's.
pub fn figure_of(period: &PeriodFigures, metric: &str) -> Ratio {
    let entry = registry::find(metric).map(|e| e.value);
    let count = || COUNTS.iter().find(|(id, _)| *id == metric).map(|c| c.1);
    entry.or_else(count)?(period)
}

/// The figure of a key in a period: the total's, or its segment's; `None` also where the period has no such
/// segment.
pub fn value_of(period: &PeriodFigures, key: &FigureKey) -> Ratio {
    let Some((attribute, value)) = &key.segment else {
        return figure_of(period, &key.metric);
    };
    let segmentation = period
        .segmentations
        .iter()
        .find(|s| s.attribute == *attribute)?;
    let segment = segmentation.segments.iter().find(|s| s.value == *value)?;
    let (_, of) = OF_SEGMENTS.iter().find(|(id, _)| *id == key.metric)?;
    of(&segment.scope)
}

/// The customers on which a rate of a past period rests (S-4): those paying when its window opens. `None` for
/// money and counts, and where the report has no such period.
fn rests_on(report: &Report, key: &FigureKey) -> Option<u32> {
    let entry = registry::find(&key.metric)?;
    if !matches!(entry.unit, registry::Unit::Percent | registry::Unit::Times) {
        return None;
    }
    let period = report.periods.iter().find(|p| p.label == key.period)?;
    if let Some((attribute, value)) = &key.segment {
        let all = period
            .segmentations
            .iter()
            .find(|s| s.attribute == *attribute)?;
        let segment = all.segments.iter().find(|s| s.value == *value)?;
        return Some(segment.scope.counts.opening);
    }
    if entry.basis.time == "trailing_window" {
        let year_ago = period.period.closing().plus(-12);
        let close = report.closes.iter().find(|c| c.close == year_ago);
        return Some(close.map_or(0, |c| c.customers));
    }
    Some(period.total.counts.opening)
}

/// The customers of a rate which rests on fewer than the basis wants, and is not shown (S-4).
pub fn few(report: &Report, key: &FigureKey) -> Option<u32> {
    rests_on(report, key).filter(|n| *n < report.basis.min_n)
}

impl Figures {
    /// The figures of a report, to be frozen with the pack which prints them.
    pub fn of(report: &Report) -> Figures {
        let closes = report.closes.iter().map(|c| (c.close, c.amount)).collect();
        let values = report.periods.iter().flat_map(values_of).collect();
        Figures { closes, values }
    }

    pub(super) fn by_key(&self) -> BTreeMap<&FigureKey, Ratio> {
        self.values.iter().map(|(k, v)| (k, *v)).collect()
    }
}

/// The figures of these very periods under a ledger and a basis, whatever the basis' own grain.
pub(super) fn past(engine: &Engine, wanted: &[(Period, String)]) -> BTreeMap<FigureKey, Ratio> {
    let mut out = BTreeMap::new();
    for (period, label) in wanted {
        let Some(figures) = engine.figures(*period) else {
            continue;
        };
        out.extend(values_of(&PeriodFigures {
            label: label.clone(),
            ..figures
        }));
    }
    out
}

fn values_of(figures: &PeriodFigures) -> Vec<(FigureKey, Ratio)> {
    let key = |place: usize, metric: &str, segment: Option<(String, String)>| FigureKey {
        closing: figures.period.closing(),
        period: figures.label.clone(),
        segment,
        place,
        metric: metric.to_owned(),
    };
    let mut out: Vec<(FigureKey, Ratio)> = registry::all()
        .iter()
        .enumerate()
        .map(|(place, entry)| (key(place, entry.id, None), (entry.value)(figures)))
        .collect();
    let after = out.len();
    out.extend(
        COUNTS
            .iter()
            .enumerate()
            .map(|(i, (id, value))| (key(after + i, id, None), value(figures))),
    );
    for segmentation in &figures.segmentations {
        for segment in &segmentation.segments {
            let named = || Some((segmentation.attribute.clone(), segment.value.clone()));
            out.extend(
                OF_SEGMENTS
                    .iter()
                    .enumerate()
                    .map(|(place, (id, value))| (key(place, id, named()), value(&segment.scope))),
            );
        }
    }
    out
}

/// A ledger under a basis; attributes which the ledger has not are left out of the segments.
pub(super) fn basis_for(ledger: &Ledger, basis: &Basis) -> Basis {
    let known = crate::attributes::attribute_names(ledger);
    let has = |name: &String| {
        let name = name.trim();
        known.iter().any(|k| k.eq_ignore_ascii_case(name))
    };
    Basis {
        segments: basis.segments.iter().filter(|n| has(n)).cloned().collect(),
        ..basis.clone()
    }
}

/// Every customer's amounts at these closes, by id; customers which never pay at them are left out.
pub(super) type Amounts = BTreeMap<String, Vec<Decimal>>;

pub(super) fn amounts(b: &Balances, closes: &[Close]) -> Amounts {
    amounts_by(b.ledger(), closes, |_| b)
}

/// The same, each close in the state in which it is reported.
pub(super) fn amounts_reported(engine: &Engine, closes: &[Close]) -> Amounts {
    let ledger = engine.balances().ledger();
    amounts_by(ledger, closes, |close| engine.at(close).balances())
}

fn amounts_by<'b, 'a: 'b>(
    ledger: &Ledger,
    closes: &[Close],
    state: impl Fn(Close) -> &'b Balances<'a>,
) -> Amounts {
    let states = closes.iter().map(|close| {
        let b = state(*close);
        (b, b.index(*close))
    });
    let states: Vec<_> = states.collect();
    let at = |customer: u32, (b, k): &(&Balances, Option<u16>)| {
        k.map_or(Decimal::ZERO, |k| b.amount(customer, k).normalize())
    };
    let customers = ledger.customers().iter().zip(0_u32..);
    customers
        .map(|(c, i)| (c.id.clone(), states.iter().map(|s| at(i, s)).collect()))
        .filter(|(_, amounts): &(String, Vec<Decimal>)| amounts.iter().any(|a| !a.is_zero()))
        .collect()
}
