//! The metric registry: one entry a metric, from which definitions, methodology page, workbook
//! notes and machine-readable figures are made.

use crate::figures::{PeriodFigures, Report};
use holdfast_ledger::{Decimal, Ratio};

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

const fn basis(time: &'static str, cohort: &'static str) -> MetricBasis {
    MetricBasis {
        time,
        money: "contracted_arr",
        date: "period_close",
        cohort,
    }
}

const BALANCE: MetricBasis = basis("point_in_time", "all_active");
const FLOW: MetricBasis = basis("period_flow", "all_active");
const COHORT: MetricBasis = basis("period_flow", "closed_start_cohort");
const TRAILING: MetricBasis = basis("trailing_window", "closed_start_cohort");

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

const BRIDGE: &[&str] = &["bridge_foots", "segments_add_up"];
const ENDS: &[&str] = &["bridge_foots", "closing_is_next_opening", "segments_add_up"];
const DOWNSELL: &[&str] = &[
    "bridge_foots",
    "segments_add_up",
    "drivers_add_up",
    "timings_add_up",
    "customer_list_adds_up",
    "downsell_not_negative",
    "customer_downsell_below_opening",
    "gross_ties_to_net",
];
const NRR: &[&str] = &["nrr_bridge_is_cohort", "grr_at_most_nrr"];
const GRR: &[&str] = &["grr_at_most_one", "grr_at_most_nrr"];

const ALL: &[MetricEntry] = &[
    MetricEntry {
        id: "opening_arr",
        label: "Opening ARR",
        unit: Unit::Currency,
        higher_is_better: None,
        basis: BALANCE,
        ontology_id: None,
        formula: "sum of every customer's ARR at the opening close",
        definition: "Annual recurring revenue in force at the end of the day on which the period opens.",
        inclusions: "Recurring amounts in force; ARR is monthly recurring revenue times twelve.",
        exclusions: "One-off fees, trials, paused, free and cancelled amounts; total contract value.",
        why: "The base which retention is measured against.",
        mistakes: "Using the average or the closing balance as the base dilutes losses with growth.",
        checks: ENDS,
        value: |p| Some(p.total.bridge.opening),
    },
    MetricEntry {
        id: "new_arr",
        label: "New ARR",
        unit: Unit::Currency,
        higher_is_better: Some(true),
        basis: FLOW,
        ontology_id: None,
        formula: "closing ARR of customers at 0 at opening which had never paid before",
        definition: "ARR of customers which pay at the closing close, not at the opening one, and never before.",
        inclusions: "First-time customers at their closing amount; returns after the reactivation window, where one is set.",
        exclusions: "Returning customers (reactivation); more from existing ones (expansion).",
        why: "Shows how much growth is bought rather than kept.",
        mistakes: "Reading history only from the start of the report turns returning customers into new ones.",
        checks: BRIDGE,
        value: |p| Some(p.total.bridge.new),
    },
    MetricEntry {
        id: "reactivation_arr",
        label: "Reactivation ARR",
        unit: Unit::Currency,
        higher_is_better: Some(true),
        basis: FLOW,
        ontology_id: None,
        formula: "closing ARR of customers at 0 at opening which had paid before",
        definition: "ARR of customers which had left and pay again at the closing close.",
        inclusions: "The whole closing amount of returning customers.",
        exclusions: "Period NRR: these customers are not in the opening cohort.",
        why: "Keeps returns apart from new business and from retention.",
        mistakes: "Booked as new or as expansion, or counted inside the period's NRR.",
        checks: BRIDGE,
        value: |p| Some(p.total.bridge.reactivation),
    },
    MetricEntry {
        id: "expansion_arr",
        label: "Expansion ARR",
        unit: Unit::Currency,
        higher_is_better: Some(true),
        basis: COHORT,
        ontology_id: Some("sales.expansion"),
        formula: "sum of (closing − opening) over customers which paid at opening and pay more at closing",
        definition: "What existing customers pay more at the closing close than at the opening one, net per customer.",
        inclusions: "More seats, higher tiers, added modules, price increases, discounts which expired.",
        exclusions: "New and returning customers; exchange rates.",
        why: "The counterweight to downsell and churn in NRR.",
        mistakes: "Taken from totals, so that one customer's growth hides another's downsell.",
        checks: BRIDGE,
        value: |p| Some(p.total.bridge.expansion),
    },
    MetricEntry {
        id: "downsell_arr",
        label: "Downsell ARR",
        unit: Unit::Currency,
        higher_is_better: Some(false),
        basis: COHORT,
        ontology_id: Some("sales.downgrades"),
        formula: "sum of (opening − closing) over customers with 0 < closing < opening, less step-downs",
        definition: "What customers which stay pay less at the closing close than at the opening one; also called downgrade or contraction ARR.",
        inclusions: "Fewer seats, lower tiers, dropped modules, renewals at lower prices, new discounts; net per customer.",
        exclusions: "Customers which fell to 0 (churn); decreases agreed in the original contract (step-down); exchange rates.",
        why: "Customers trade down before they leave, and growth elsewhere hides it.",
        mistakes: "Counting churned customers as downsell as well; netting against other customers' expansion.",
        checks: DOWNSELL,
        value: |p| Some(p.total.bridge.downsell),
    },
    MetricEntry {
        id: "step_down_arr",
        label: "Step-down ARR",
        unit: Unit::Currency,
        higher_is_better: Some(false),
        basis: COHORT,
        ontology_id: None,
        formula: "sum of the smaller of scheduled cut and (opening − closing), over customers which stay",
        definition: "Price decreases which the original contract had agreed, known from a flag or schedule in the data.",
        inclusions: "Scheduled cuts up to the customer's actual fall.",
        exclusions: "Anything not scheduled in the data; customers which fell to 0.",
        why: "Keeps what was always going to happen apart from customers trading down.",
        mistakes: "Guessing step-downs from the pattern of amounts.",
        checks: BRIDGE,
        value: |p| Some(p.total.bridge.step_down),
    },
    MetricEntry {
        id: "paused_arr",
        label: "Paused ARR",
        unit: Unit::Currency,
        higher_is_better: Some(false),
        basis: COHORT,
        ontology_id: None,
        formula: "opening ARR of customers at 0 at closing because they are paused, where pauses have a line",
        definition: "ARR of customers which pay nothing at the closing close and are marked paused; by default part of churn and disclosed as \"of which paused\".",
        inclusions: "Paused customers at their opening amount, under a basis which gives pauses a line.",
        exclusions: "Paused lines of customers which still pay for others (downsell).",
        why: "A pause may end; a loss rarely does.",
        mistakes: "Keeping paused customers at their full amount without saying so.",
        checks: BRIDGE,
        value: |p| Some(p.total.bridge.paused),
    },
    MetricEntry {
        id: "churn_arr",
        label: "Churn ARR",
        unit: Unit::Currency,
        higher_is_better: Some(false),
        basis: COHORT,
        ontology_id: Some("sales.churn_arr"),
        formula: "opening ARR of customers which paid at opening and are at 0 at closing",
        definition: "ARR of customers which left altogether.",
        inclusions: "The whole opening amount of customers at 0 at closing.",
        exclusions: "Customers which cancelled one of several products (downsell); the end of an export.",
        why: "What is gone, as against what shrank.",
        mistakes: "Counting a cancelled product as churn while the customer stays; reading missing months as churn.",
        checks: &["bridge_foots", "segments_add_up", "timings_add_up"],
        value: |p| Some(p.total.bridge.churn),
    },
    MetricEntry {
        id: "fx",
        label: "FX",
        unit: Unit::Currency,
        higher_is_better: None,
        basis: FLOW,
        ontology_id: None,
        formula: "closing balances at closing rates − the same amounts at opening rates",
        definition: "What exchange rates alone did to ARR.",
        inclusions: "Revaluation of amounts in other currencies.",
        exclusions: "Every customer movement: these are at the opening close's rates.",
        why: "Nobody trades down because a rate moved.",
        mistakes: "Reading a weaker currency as downsell and as lower NRR.",
        checks: BRIDGE,
        value: |p| Some(p.total.bridge.fx),
    },
    MetricEntry {
        id: "closing_arr",
        label: "Closing ARR",
        unit: Unit::Currency,
        higher_is_better: Some(true),
        basis: BALANCE,
        ontology_id: Some("sales.arr"),
        formula: "sum of every customer's ARR at the closing close",
        definition: "Annual recurring revenue in force at the end of the day on which the period closes.",
        inclusions: "Recurring amounts in force, at the closing close's rates.",
        exclusions: "One-off fees, trials, paused, free and cancelled amounts; total contract value.",
        why: "Where the bridge ends and the next one begins.",
        mistakes: "Total contract value of a multi-year deal taken for annual revenue.",
        checks: ENDS,
        value: |p| Some(p.total.bridge.closing),
    },
    MetricEntry {
        id: "nrr",
        label: "NRR",
        unit: Unit::Percent,
        higher_is_better: Some(true),
        basis: COHORT,
        ontology_id: None,
        formula: "(opening + expansion − downsell − step-down − paused − churn) ÷ opening",
        definition: "Net revenue retention of the period: what the customers of the opening close pay at the closing one, over what they paid.",
        inclusions: "Every movement of customers which paid at opening, at constant exchange rates.",
        exclusions: "New customers and the period's reactivations.",
        why: "Whether the base grows or shrinks by itself.",
        mistakes: "New customers in the numerator; the mean of segments' rates; a quarter's rate multiplied by four.",
        checks: NRR,
        value: |p| p.total.rates.nrr,
    },
    MetricEntry {
        id: "grr",
        label: "GRR",
        unit: Unit::Percent,
        higher_is_better: Some(true),
        basis: COHORT,
        ontology_id: None,
        formula: "sum over customers of the smaller of opening and closing ÷ opening",
        definition: "Gross revenue retention of the period: NRR without any expansion, capped customer by customer.",
        inclusions: "Downsell, step-downs, pauses and churn of customers which paid at opening.",
        exclusions: "Expansion; new and returning customers.",
        why: "Shows the leak which expansion covers.",
        mistakes: "Capping totals instead of customers; leaving downsell out.",
        checks: GRR,
        value: |p| p.total.rates.grr,
    },
    MetricEntry {
        id: "nrr_ttm",
        label: "NRR, TTM",
        unit: Unit::Percent,
        higher_is_better: Some(true),
        basis: TRAILING,
        ontology_id: Some("customers.net_revenue_retention"),
        formula: "ARR now of the customers of twelve closes ago ÷ their ARR then",
        definition: "Net revenue retention over twelve months by closed cohort.",
        inclusions: "Customers which paid twelve months ago, at what they pay now, also where they left and returned.",
        exclusions: "Customers won since.",
        why: "The figure by which boards and investors compare.",
        mistakes: "Multiplying twelve monthly rates, which takes in customers won inside the year.",
        checks: NRR,
        value: |p| p.total.ttm.nrr,
    },
    MetricEntry {
        id: "grr_ttm",
        label: "GRR, TTM",
        unit: Unit::Percent,
        higher_is_better: Some(true),
        basis: TRAILING,
        ontology_id: Some("customers.gross_revenue_retention"),
        formula: "sum over the customers of twelve closes ago of the smaller of ARR then and now ÷ ARR then",
        definition: "Gross revenue retention over twelve months by closed cohort.",
        inclusions: "Customers which paid twelve months ago, each capped at what it paid then.",
        exclusions: "Expansion; customers won since.",
        why: "The floor under NRR.",
        mistakes: "Taking only what came up for renewal as the base, and calling it GRR.",
        checks: GRR,
        value: |p| p.total.ttm.grr,
    },
    MetricEntry {
        id: "logo_retention",
        label: "Logo retention",
        unit: Unit::Percent,
        higher_is_better: Some(true),
        basis: COHORT,
        ontology_id: None,
        formula: "customers paying at both closes ÷ customers paying at opening",
        definition: "Share of the opening customers which still pay; logo churn is the rest.",
        inclusions: "Customers with an amount above 0; paused ones where pauses have a line of their own.",
        exclusions: "Trials and free customers, unless the basis keeps free ones.",
        why: "Small customers leave in numbers before it shows in money.",
        mistakes: "Counting trials and zero-amount rows as customers.",
        checks: &[],
        value: |p| p.total.rates.logo_retention,
    },
    MetricEntry {
        id: "logo_retention_ttm",
        label: "Logo retention, TTM",
        unit: Unit::Percent,
        higher_is_better: Some(true),
        basis: TRAILING,
        ontology_id: None,
        formula: "customers of twelve closes ago which pay now ÷ customers of twelve closes ago",
        definition: "Share of the customers of a year ago which pay now.",
        inclusions: "Customers which left and returned within the year.",
        exclusions: "Customers won since.",
        why: "Retention by heads beside retention by money.",
        mistakes: "Closing customers over opening customers, which counts new ones.",
        checks: &[],
        value: |p| p.total.ttm.logo_retention,
    },
    MetricEntry {
        id: "downsell_rate",
        label: "Downsell rate",
        unit: Unit::Percent,
        higher_is_better: Some(false),
        basis: COHORT,
        ontology_id: None,
        formula: "downsell ÷ opening ARR",
        definition: "Share of opening ARR lost to customers which stay.",
        inclusions: "Downsell as defined; the opening ARR of all customers.",
        exclusions: "Churn and step-downs.",
        why: "The size of trading down, comparable between periods and segments.",
        mistakes: "The share of customers instead of ARR; average or closing ARR as the base.",
        checks: DOWNSELL,
        value: |p| p.total.rates.downsell_rate,
    },
    MetricEntry {
        id: "churn_rate",
        label: "Churn rate",
        unit: Unit::Percent,
        higher_is_better: Some(false),
        basis: COHORT,
        ontology_id: None,
        formula: "churn ÷ opening ARR",
        definition: "Share of opening ARR lost to customers which left.",
        inclusions: "Churn as defined; the opening ARR of all customers.",
        exclusions: "Downsell; with it, the sum is gross revenue churn.",
        why: "Losses which no offer can win back within the account.",
        mistakes: "Monthly rates multiplied by twelve; downsell mixed in.",
        checks: &["bridge_foots", "timings_add_up"],
        value: |p| p.total.rates.churn_rate,
    },
    MetricEntry {
        id: "downsell_logo_rate",
        label: "Customers in downsell, share",
        unit: Unit::Percent,
        higher_is_better: Some(false),
        basis: COHORT,
        ontology_id: None,
        formula: "customers in downsell ÷ customers paying at opening",
        definition: "How many of the opening customers pay less and stay.",
        inclusions: "Customers with a downsell, each once.",
        exclusions: "Customers with nothing but a step-down.",
        why: "Tells many small cuts from one large one.",
        mistakes: "Printed beside benchmarks which are on ARR.",
        checks: &["customer_downsell_below_opening"],
        value: |p| p.total.rates.downsell_logo_rate,
    },
    MetricEntry {
        id: "downsell_to_expansion",
        label: "Downsell ÷ expansion",
        unit: Unit::Percent,
        higher_is_better: Some(false),
        basis: COHORT,
        ontology_id: None,
        formula: "downsell ÷ expansion",
        definition: "How much of the expansion is eaten by downsell.",
        inclusions: "Both lines of the bridge as defined.",
        exclusions: "Churn.",
        why: "The leading signal: it turns before NRR does.",
        mistakes: "Printed as 0 or 100 % where there is no expansion; it is n/a.",
        checks: DOWNSELL,
        value: |p| p.total.rates.downsell_to_expansion,
    },
    MetricEntry {
        id: "net_expansion",
        label: "Net expansion",
        unit: Unit::Currency,
        higher_is_better: Some(true),
        basis: COHORT,
        ontology_id: None,
        formula: "expansion − downsell",
        definition: "What customers which stay add, after what they cut.",
        inclusions: "Both lines of the bridge as defined.",
        exclusions: "Churn, step-downs, new and returning customers.",
        why: "Growth of the accounts one keeps.",
        mistakes: "Quoted alone: a steady net can hide a growing leak.",
        checks: DOWNSELL,
        value: |p| Some(p.total.bridge.expansion - p.total.bridge.downsell),
    },
    MetricEntry {
        id: "quick_ratio",
        label: "Quick ratio",
        unit: Unit::Times,
        higher_is_better: Some(true),
        basis: FLOW,
        ontology_id: None,
        formula: "(new + reactivation + expansion) ÷ (downsell + step-down + churn)",
        definition: "ARR gained for each unit of ARR lost.",
        inclusions: "All gains and all losses of the bridge.",
        exclusions: "FX and transfers.",
        why: "Growth against leakage in one figure.",
        mistakes: "Printed as 0 where nothing was lost; it is n/a.",
        checks: BRIDGE,
        value: |p| p.total.rates.quick_ratio,
    },
    MetricEntry {
        id: "share_of_losses",
        label: "Downsell, share of losses",
        unit: Unit::Percent,
        higher_is_better: None,
        basis: COHORT,
        ontology_id: None,
        formula: "downsell ÷ (downsell + step-down + churn)",
        definition: "How much of what was lost was lost to customers which stay.",
        inclusions: "All losses of the bridge.",
        exclusions: "Gains.",
        why: "Tells trading down from leaving.",
        mistakes: "A falling share read as good news while churn rises.",
        checks: DOWNSELL,
        value: |p| p.total.rates.share_of_losses,
    },
    MetricEntry {
        id: "customers",
        label: "Customers",
        unit: Unit::Count,
        higher_is_better: Some(true),
        basis: BALANCE,
        ontology_id: None,
        formula: "customers with ARR above 0 at the closing close",
        definition: "Paying customers.",
        inclusions: "Every customer with an amount in force.",
        exclusions: "Customers at 0: trials, free, paused, left.",
        why: "The count beside the money.",
        mistakes: "One customer under two spellings counted twice.",
        checks: &[],
        value: |p| Some(Decimal::from(p.total.counts.closing)),
    },
    MetricEntry {
        id: "arpa",
        label: "ARPA",
        unit: Unit::Currency,
        higher_is_better: Some(true),
        basis: BALANCE,
        ontology_id: None,
        formula: "closing ARR ÷ customers",
        definition: "Average ARR of a paying customer at the closing close.",
        inclusions: "Customers above 0.",
        exclusions: "Customers at 0.",
        why: "Whether the base moves up or down market.",
        mistakes: "Free and trial accounts in the denominator.",
        checks: &[],
        value: |p| p.total.rates.arpa,
    },
    MetricEntry {
        id: "top10_share",
        label: "Top-10 share",
        unit: Unit::Percent,
        higher_is_better: Some(false),
        basis: BALANCE,
        ontology_id: None,
        formula: "ARR of the ten largest customers ÷ closing ARR",
        definition: "How much of ARR rests on ten customers.",
        inclusions: "The ten largest balances at the closing close.",
        exclusions: "Parents and subsidiaries are joined only where the mapping joins them.",
        why: "One renewal among them can decide a year.",
        mistakes: "Subsidiaries under several names.",
        checks: &[],
        value: |p| p.total.rates.top10_share,
    },
    MetricEntry {
        id: "renewal_downsell_rate",
        label: "Downsell of ARR due for renewal",
        unit: Unit::Percent,
        higher_is_better: Some(false),
        basis: COHORT,
        ontology_id: None,
        formula: "downsell of customers due for renewal, up to the amount due ÷ amount available to renew",
        definition: "Share of the ARR which came up for renewal in the period and renewed lower.",
        inclusions: "Lines whose renewal or end date falls in the period, as annual amounts.",
        exclusions: "ARR not due; losses beyond what was due.",
        why: "What customers decide when they can.",
        mistakes: "Shown beside rates over the whole base: the denominators differ.",
        checks: &[],
        value: |p| p.renewals.as_ref().and_then(|r| r.downsell_rate),
    },
    MetricEntry {
        id: "renewal_churn_rate",
        label: "Churn of ARR due for renewal",
        unit: Unit::Percent,
        higher_is_better: Some(false),
        basis: COHORT,
        ontology_id: None,
        formula: "churn of customers due for renewal, up to the amount due ÷ amount available to renew",
        definition: "Share of the ARR which came up for renewal in the period and left.",
        inclusions: "Lines whose renewal or end date falls in the period, as annual amounts.",
        exclusions: "ARR not due; losses beyond what was due.",
        why: "The renewal rate is what remains of it.",
        mistakes: "Called GRR, which is over the whole base.",
        checks: &[],
        value: |p| p.renewals.as_ref().and_then(|r| r.churn_rate),
    },
];

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
