//! How page A4 and the sheet `Restatements` call a change, a choice and a figure: one place for both.

use crate::PackInputs;
use crate::display::{
    NOT_APPLICABLE, NOT_AVAILABLE, Unit, count, percent, period_label, points, pp, times,
};
use crate::names::customer_called;
use crate::template::Naming;
use holdfast_ledger::{Decimal, Ledger, Ratio, money_text};
use holdfast_metrics::Report;
use holdfast_metrics::registry::{self, Unit as Kind};
use holdfast_metrics::restatement::{
    Cause, Change, FigureChange, Restated, Restatement, Treatment, few, value_of,
};

/// Metrics by which a change of the past is told first.
const FIRST: [&str; 8] = [
    "nrr_ttm",
    "grr_ttm",
    "nrr",
    "grr",
    "downsell_arr",
    "churn_arr",
    "closing_arr",
    "opening_arr",
];

/// Names by the template: codes for customers where it wants them.
pub(crate) struct Words<'a> {
    ledger: &'a Ledger,
    naming: Naming,
    cents: Unit,
    kept: Option<&'a Ledger>,
}

impl<'a> Words<'a> {
    pub fn new(inputs: &PackInputs<'a>) -> Words<'a> {
        Words {
            ledger: inputs.ledger,
            naming: inputs.options.naming(),
            cents: Unit::cents(&inputs.report.currency),
            kept: inputs.kept.map(holdfast_metrics::restatement::Kept::ledger),
        }
    }

    /// A customer by its id; one which is not in the ledger any more has no code.
    pub fn customer(&self, id: &str) -> String {
        let place = |ledger: &Ledger| {
            let customers = ledger.customers();
            customers.binary_search_by(|c| c.id.as_str().cmp(id)).ok()
        };
        match (place(self.ledger), self.kept.and_then(place)) {
            (Some(at), _) | (None, Some(at)) => {
                customer_called(self.ledger, self.naming, at as u32)
            }
            _ if self.naming == Naming::Names => id.to_owned(),
            _ => "(a former customer)".to_owned(),
        }
    }

    /// What a change is about.
    pub fn subject(&self, change: &Change) -> String {
        let mut out = match change.cause {
            Cause::AmountCorrected
            | Cause::CustomerAdded
            | Cause::CustomerRemoved
            | Cause::Renamed
            | Cause::Merged
            | Cause::Resegmented => {
                let ids = change.subject.split(", ").map(|id| self.customer(id));
                ids.collect::<Vec<_>>().join(", ")
            }
            _ => change.subject.clone(),
        };
        if let Some(other) = &change.other {
            out += &format!(" → {}", self.customer(other));
        }
        if let Some((before, after)) = &change.setting {
            out += &format!(": {before} → {after}");
        }
        for s in change.segments.iter().take(2) {
            out += &format!(", {} {} → {}", s.attribute, s.before, s.after);
        }
        out
    }

    /// The amounts at the newest close it touches: of the customers together.
    pub fn amounts(&self, change: &Change) -> (String, String) {
        let Some((newest, _)) = change.newest() else {
            return ("–".to_owned(), "–".to_owned());
        };
        let (before, after) = sums(change, newest);
        (self.cents.number(before), self.cents.number(after))
    }
}

/// Restated less reported; of a rate over few customers nothing (S-4).
pub fn moved(report: &Report, f: &FigureChange) -> String {
    if few(report, &f.key).is_some() {
        return NOT_APPLICABLE.to_owned();
    }
    let known = |text: Option<String>| text.unwrap_or_else(|| NOT_AVAILABLE.to_owned());
    known(match kind(f) {
        Kind::Percent => points(f.after, f.before, 2).map(|d| pp(Some(d))),
        Kind::Currency => f.delta().map(|d| Unit::cents(&report.currency).signed(d)),
        Kind::Times | Kind::Count => f.delta().map(|d| money_text(d.round_dp(4))),
    })
}

/// The causes which moved a close, in their order.
pub(crate) fn causes_of_closes(r: &Restated) -> Vec<Cause> {
    let closes = &r.found.closes;
    let moved = |cause: &Cause| closes.iter().any(|l| l.by_cause.contains_key(cause));
    Cause::ALL.into_iter().filter(moved).collect()
}

/// The customers' amounts at a close, before and after.
pub(crate) fn sums(change: &Change, at: holdfast_ledger::Close) -> (Decimal, Decimal) {
    let here = change.customers.iter().filter(|c| c.newest == at);
    here.fold((Decimal::ZERO, Decimal::ZERO), |(b, a), c| {
        (b + c.before, a + c.after)
    })
}

/// The unit of a past figure.
pub(crate) fn kind(f: &FigureChange) -> Kind {
    registry::find(&f.key.metric).map_or(Kind::Count, |e| e.unit)
}

/// A past figure as A4, the workbook and the window call it: "NRR, TTM", with the segment where it is not the
/// total's.
pub fn metric(f: &FigureChange) -> String {
    let label = match f.key.metric.as_str() {
        "downsell_customers" => "Customers in downsell",
        "churn_customers" => "Customers churned",
        id => registry::find(id).map_or(id, |e| e.label),
    };
    match &f.key.segment {
        Some((_, value)) => format!("{label}, {value}"),
        None => label.to_owned(),
    }
}

/// "Q2 2026".
pub(crate) fn period(f: &FigureChange) -> String {
    period_label(&f.key.period)
}

/// The change by which a change of the past is told in one line: of those which may stand in a headline (S-4)
/// the first.
pub fn headline<'a>(
    report: &Report,
    sorted: impl IntoIterator<Item = &'a FigureChange>,
) -> Option<&'a FigureChange> {
    sorted.into_iter().find(|f| few(report, &f.key).is_none())
}

/// A figure in the unit of its metric, money to the cent; "n=3" for a rate over few customers (S-4).
pub fn shown(report: &Report, f: &FigureChange, value: Ratio) -> String {
    let unit = Unit::cents(&report.currency);
    if let Some(n) = few(report, &f.key).filter(|_| value.is_some()) {
        return format!("n={n}");
    }
    match (kind(f), value) {
        (_, None) => NOT_AVAILABLE.to_owned(),
        (Kind::Percent, value) => percent(value, 1),
        (Kind::Times, value) => times(value),
        (Kind::Count, Some(value)) => count(value.to_string().parse::<i64>().unwrap_or_default()),
        (Kind::Currency, Some(value)) => unit.number(value),
    }
}

/// The figure as the report has it.
pub(crate) fn printed(report: &Report, f: &FigureChange) -> Ratio {
    let period = report.periods.iter().find(|p| p.label == f.key.period)?;
    value_of(period, &f.key)
}

/// "amount corrected, FX rate changed".
pub(crate) fn causes(f: &FigureChange) -> String {
    let labels: Vec<&str> = f.by_cause.keys().map(|c| c.label()).collect();
    labels.join(", ")
}

/// Figures of the whole company, the newest period first and in it the main metrics.
pub fn sorted(found: &Restatement) -> Vec<&FigureChange> {
    let mut all: Vec<&FigureChange> = found.totals().collect();
    let rank = |f: &FigureChange| {
        FIRST
            .iter()
            .position(|m| *m == f.key.metric)
            .unwrap_or(FIRST.len())
    };
    all.sort_by(|a, b| {
        b.key
            .closing
            .cmp(&a.key.closing)
            .then_with(|| (rank(a), a.key.place).cmp(&(rank(b), b.key.place)))
    });
    all
}

/// "recast", "kept as reported", or that a choice is open.
pub(crate) fn treatment(r: &Restated, change: &Change) -> String {
    match r.choice(change).map(|c| c.treatment) {
        Some(Treatment::Recast) => "recast",
        Some(Treatment::KeepAsReported) => "kept as reported",
        None if change.needs_choice => "open",
        None => "moves no figure",
    }
    .to_owned()
}

/// "R. Meyer, 2026-10-04".
pub(crate) fn who(r: &Restated, change: &Change) -> String {
    let Some(choice) = r.choice(change) else {
        return String::new();
    };
    let said = [choice.who.as_str(), choice.when.as_str()];
    said.into_iter()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Why, in the user's words.
pub(crate) fn reason(r: &Restated, change: &Change) -> String {
    r.choice(change)
        .map_or_else(String::new, |c| c.reason.clone())
}
