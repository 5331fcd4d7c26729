//! The metric registry: one entry a metric, from which definitions, methodology page, workbook
//! notes and machine-readable figures are made.

mod entries;

use crate::figures::{PeriodFigures, Report};
use entries::ALL;
use holdfast_ledger::Ratio;

/// What a figure is measured in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Units of the reporting currency.
    Currency,
    /// A share of something, as a fraction: 1 is 100 %.
    Percent,
    /// One amount over another, read as times.
    Times,
    /// Customers.
    Count,
}

impl Unit {
    /// The word used in machine-readable output.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Currency => "currency",
            Unit::Percent => "percent",
            Unit::Times => "times",
            Unit::Count => "count",
        }
    }
}

/// On what a metric rests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MetricBasis {
    /// `point_in_time`, `period_flow` or `trailing_window`.
    pub time: &'static str,
    /// Always contracted ARR.
    pub money: &'static str,
    /// Always the period's closes.
    pub date: &'static str,
    /// `closed_start_cohort` or `all_active`.
    pub cohort: &'static str,
}
/// One metric.
#[derive(Clone, Copy, Debug)]
pub struct MetricEntry {
    /// Stable id.
    pub id: &'static str,
    /// Name as printed.
    pub label: &'static str,
    /// Unit.
    pub unit: Unit,
    /// Which direction is good; `None` where neither is.
    pub higher_is_better: Option<bool>,
    /// Basis.
    pub basis: MetricBasis,
    /// Id in the open board ontology, where there is one.
    pub ontology_id: Option<&'static str>,
    /// Formula in words.
    pub formula: &'static str,
    /// Definition, one sentence.
    pub definition: &'static str,
    /// What is in it.
    pub inclusions: &'static str,
    /// What is not.
    pub exclusions: &'static str,
    /// Why a board looks at it.
    pub why: &'static str,
    /// How others get it wrong.
    pub mistakes: &'static str,
    /// Checks which cover it (M-10).
    pub checks: &'static [&'static str],
    /// The figure of a period; `None` is n/a.
    pub value: fn(&PeriodFigures) -> Ratio,
}

/// A metric's figure for a period.
#[derive(Clone, Debug)]
pub struct Kpi {
    /// The metric.
    pub entry: &'static MetricEntry,
    /// Period label.
    pub period: String,
    /// The figure; `None` is n/a.
    pub value: Ratio,
}

/// Every metric, in the order of the bridge, then retention, rates and sizes.
pub fn all() -> &'static [MetricEntry] {
    ALL
}

/// The metric of this id.
pub fn find(id: &str) -> Option<&'static MetricEntry> {
    ALL.iter().find(|e| e.id == id)
}

/// Every metric of the newest period; empty where the ledger has no period yet.
pub fn kpis(report: &Report) -> Vec<Kpi> {
    report.newest().map_or_else(Vec::new, kpis_of)
}

/// Every metric of a period.
pub fn kpis_of(period: &PeriodFigures) -> Vec<Kpi> {
    let kpi = |entry: &'static MetricEntry| Kpi {
        entry,
        period: period.label.clone(),
        value: (entry.value)(period),
    };
    ALL.iter().map(kpi).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_ontology_ids_are_those_of_r_6() {
        let ids: BTreeSet<_> = all().iter().map(|e| e.id).collect();
        assert_eq!(ids.len(), all().len());
        let ontology: Vec<_> = all().iter().filter_map(|e| e.ontology_id).collect();
        assert_eq!(
            ontology,
            [
                "sales.expansion",
                "sales.downgrades",
                "sales.churn_arr",
                "sales.arr",
                "customers.net_revenue_retention",
                "customers.gross_revenue_retention",
            ]
        );
    }
}
