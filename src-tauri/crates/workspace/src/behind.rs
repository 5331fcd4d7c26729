//! From a figure to what is behind it: its formula in words, its terms, the customers' movements.
//! The rows behind a customer's amounts are [`crate::trace`]'s.

use crate::failure::Failure;
use crate::project::Project;
use holdfast_ledger::{Close, Decimal, Period, Ratio, ratio};
use holdfast_metrics::registry::{self, MetricEntry};
use holdfast_metrics::{Class, Engine, Movement, PeriodFigures, Report};

/// A segment: attribute and value.
pub type Segment<'a> = Option<(&'a str, &'a str)>;

/// What is behind a figure.
#[derive(Clone, Debug)]
pub struct Behind {
    /// The metric.
    pub entry: &'static MetricEntry,
    /// Period.
    pub period: Period,
    /// The figure; `None` is n/a.
    pub value: Ratio,
    /// Customers at opening, which a rate rests on (S-4).
    pub customers: u32,
    /// For a rate, the sums it is made of: metric and exact amount.
    pub terms: Vec<(&'static MetricEntry, Decimal)>,
    /// The movements which the figure counts, largest share first, with the amount each adds to it.
    pub movements: Vec<(Movement, Decimal)>,
}

/// What is behind a metric of a period, of all customers or one segment's (S-2).
pub fn behind(
    project: &Project,
    (opening, closing): (Close, Close),
    metric: &str,
    segment: Segment<'_>,
) -> Result<Behind, Failure> {
    let (_, report) = project.ledger_and_report()?;
    let entry = registry::find(metric).ok_or_else(|| unknown("metric", metric))?;
    let figures = report
        .periods
        .iter()
        .find(|p| p.period.opening() == opening && p.period.closing() == closing);
    let period = period_of(entry, figures, closing);
    let engine = project.engine()?;
    let mut movements = engine.movements(period);
    if let Some((attribute, value)) = segment {
        keep_segment(engine.of(period), &mut movements, period, attribute, value)?;
    }
    let terms = terms(entry, &movements);
    let customers = movements.iter().filter(|m| !m.opening.is_zero()).count() as u32;
    let counted = |m: Movement| amount(entry, &m).map(|a| (m, a));
    let mut counted: Vec<(Movement, Decimal)> = movements.into_iter().filter_map(counted).collect();
    counted.sort_by(|a, b| {
        b.1.abs()
            .cmp(&a.1.abs())
            .then(a.0.customer.cmp(&b.0.customer))
    });
    Ok(Behind {
        entry,
        period,
        value: value(entry, figures, segment),
        customers,
        terms,
        movements: counted,
    })
}

fn unknown(what: &str, name: &str) -> Failure {
    Failure::input(
        "figure-unknown",
        format!("There is no {what} \"{name}\" in this project."),
        "Go back and choose another figure.",
    )
}

/// Trailing figures rest on twelve months, the others on their period.
fn period_of(entry: &MetricEntry, figures: Option<&PeriodFigures>, closing: Close) -> Period {
    match figures {
        Some(f) if entry.basis.time != "trailing_window" => f.period,
        _ => Period::trailing_year(closing),
    }
}

fn keep_segment(
    engine: &Engine<'_>,
    movements: &mut Vec<Movement>,
    period: Period,
    attribute: &str,
    value: &str,
) -> Result<(), Failure> {
    let balances = engine.balances();
    let column = engine
        .columns()
        .iter()
        .find(|c| c.name == attribute)
        .ok_or_else(|| unknown("attribute", attribute))?;
    let ends = balances
        .index(period.opening())
        .zip(balances.index(period.closing()));
    let (open, close) = ends.ok_or_else(|| unknown("period", &period.closing().to_string()))?;
    // A customer counts where it was at opening, a new one where it is at closing (S-2).
    let home =
        |m: &Movement| column.segment(m.customer, if m.opening.is_zero() { close } else { open });
    movements.retain(|m| column.values.get(home(m)).is_some_and(|v| v == value));
    Ok(())
}

/// The figure as the report has it.
fn value(entry: &MetricEntry, figures: Option<&PeriodFigures>, segment: Segment<'_>) -> Ratio {
    let mut figures = figures?.clone();
    if let Some((attribute, value)) = segment {
        let all = figures
            .segmentations
            .iter()
            .find(|s| s.attribute == attribute)?;
        figures.total = all
            .segments
            .iter()
            .find(|s| s.value == value)?
            .scope
            .clone();
    }
    (entry.value)(&figures)
}

/// What a movement adds to a metric; `None` where it is not part of it.
fn amount(entry: &MetricEntry, m: &Movement) -> Option<Decimal> {
    let of =
        |class: Class, amount: Decimal| (m.class == class && !amount.is_zero()).then_some(amount);
    let nonzero = |amount: Decimal| (!amount.is_zero()).then_some(amount);
    let lost = || nonzero((m.opening - m.closing).max(Decimal::ZERO));
    match entry.id {
        "opening_arr" => nonzero(m.opening - m.data_quality),
        "closing_arr" | "customers" | "arpa" | "top10_share" => nonzero(m.closing_balance),
        "new_arr" => of(Class::New, m.amount),
        "reactivation_arr" => of(Class::Reactivation, m.amount),
        "expansion_arr" => of(Class::Expansion, m.amount),
        "downsell_arr" | "downsell_rate" | "downsell_logo_rate" => of(Class::Downsell, m.amount),
        "step_down_arr" => nonzero(m.step_down),
        "paused_arr" => of(Class::Paused, m.amount),
        "churn_arr" | "churn_rate" => of(Class::Churn, m.amount),
        "fx" => nonzero(m.closing_balance - m.closing),
        "grr" | "grr_ttm" | "share_of_losses" | "logo_retention" | "logo_retention_ttm"
            if m.opening.is_zero() =>
        {
            None
        }
        "logo_retention" | "logo_retention_ttm" => {
            nonzero(m.opening).filter(|_| m.closing.is_zero())
        }
        "grr" | "grr_ttm" | "share_of_losses" => lost(),
        "nrr" | "nrr_ttm" | "net_expansion" if m.opening.is_zero() => None,
        "downsell_to_expansion" if !matches!(m.class, Class::Downsell | Class::Expansion) => None,
        _ => nonzero(m.closing - m.opening),
    }
}

/// The sums of a rate's formula, over the movements it rests on.
fn terms(entry: &MetricEntry, movements: &[Movement]) -> Vec<(&'static MetricEntry, Decimal)> {
    let wanted: &[&str] = match entry.id {
        "nrr" | "nrr_ttm" | "net_expansion" => &[
            "opening_arr",
            "expansion_arr",
            "downsell_arr",
            "step_down_arr",
            "paused_arr",
            "churn_arr",
        ],
        "grr" | "grr_ttm" => &[
            "opening_arr",
            "downsell_arr",
            "step_down_arr",
            "paused_arr",
            "churn_arr",
        ],
        "downsell_rate" => &["downsell_arr", "opening_arr"],
        "churn_rate" => &["churn_arr", "opening_arr"],
        "downsell_to_expansion" => &["downsell_arr", "expansion_arr"],
        "share_of_losses" => &["downsell_arr", "step_down_arr", "churn_arr"],
        _ => &[],
    };
    let sum = |e: &MetricEntry| {
        movements
            .iter()
            .filter_map(|m| amount(e, m))
            .sum::<Decimal>()
    };
    let all = wanted
        .iter()
        .filter_map(|id| registry::find(id))
        .map(|e| (e, sum(e)));
    all.filter(|(e, sum)| {
        !sum.is_zero() || matches!(e.id, "opening_arr" | "downsell_arr" | "churn_arr")
    })
    .collect()
}

impl Behind {
    /// A movement's share of all that is counted.
    pub fn share(&self, amount: Decimal) -> Ratio {
        let all: Decimal = self.movements.iter().map(|(_, a)| a.abs()).sum();
        ratio(amount.abs(), all)
    }
}

/// The period's label as printed; "twelve months to …" is the reader's for trailing ones.
pub fn label(report: &Report, period: Period) -> Option<&str> {
    report
        .periods
        .iter()
        .find(|p| p.period == period)
        .map(|p| p.display.as_str())
}
