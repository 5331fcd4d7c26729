//! Comparing two exports of one company: what changed, by cause and customer (metrics section 7).

use crate::failure::Failure;
use crate::project::Project;
use holdfast_ledger::{Ratio, money_text, ratio_text};
use holdfast_metrics::restatement::{CloseChange, CustomerChange, Restatement, Side, compare};
use serde_json::{Value, json};
use std::fmt::Write;

/// How many customers the text lists; the JSON lists them all.
const LISTED: usize = 40;

/// What changed between two projects over the closes both cover.
pub fn changes(old: &Project, new: &Project) -> Result<Restatement, Failure> {
    compare(side(old)?, side(new)?).map_err(|error| {
        Failure::input(
            "not-comparable",
            format!("{error}."),
            "Check that both files are of one company and basis.",
        )
    })
}

fn side(project: &Project) -> Result<Side<'_>, Failure> {
    let (ledger, report) = project.ledger_and_report()?;
    Ok(Side {
        ledger,
        basis: &report.basis,
        report,
    })
}

/// For people.
pub fn to_text(changes: &Restatement) -> String {
    let mut out = String::new();
    for (what, closes) in [
        ("New closes", &changes.added_closes),
        ("Closes no longer covered", &changes.dropped_closes),
    ] {
        if !closes.is_empty() {
            let dates: Vec<String> = closes.iter().map(|c| c.date().to_string()).collect();
            let _ = writeln!(out, "{what}: {}", dates.join(", "));
        }
    }
    if changes.basis_changed {
        let _ = writeln!(out, "The basis of preparation differs.");
    }
    if changes.is_empty() {
        let _ = writeln!(
            out,
            "No past figure changed over {} common closes.",
            changes.closes.len()
        );
        return out;
    }
    let _ = writeln!(out, "\nARR by close: as reported → by cause → restated");
    for close in changes.closes.iter().filter(|c| !c.by_cause.is_empty()) {
        let _ = writeln!(out, "  {}", close_text(close));
    }
    let _ = writeln!(
        out,
        "\nCustomers ({}), largest change first",
        changes.customers.len()
    );
    for change in changes.customers.iter().take(LISTED) {
        let _ = writeln!(out, "  {}", customer_text(change));
    }
    if changes.customers.len() > LISTED {
        let _ = writeln!(
            out,
            "  … {} more: see --json",
            changes.customers.len() - LISTED
        );
    }
    for change in &changes.segments {
        let (before, after) = (&change.before, &change.after);
        let _ = writeln!(
            out,
            "  {} {}: \"{before}\" → \"{after}\" at {}",
            change.customer,
            change.attribute,
            change.close.date()
        );
    }
    let _ = writeln!(out, "\nPast figures ({})", changes.metrics.len());
    for change in &changes.metrics {
        let _ = writeln!(
            out,
            "  {} {}: {} → {}",
            change.period,
            change.metric,
            ratio(change.before),
            ratio(change.after)
        );
    }
    out
}

fn close_text(close: &CloseChange) -> String {
    let causes = close
        .by_cause
        .iter()
        .filter(|(_, amount)| !amount.is_zero());
    let causes: Vec<String> = causes
        .map(|(cause, amount)| format!("{} {}", cause.id(), money_text(*amount)))
        .collect();
    let causes = if causes.is_empty() {
        "no net change".to_owned()
    } else {
        causes.join(", ")
    };
    format!(
        "{}: {} → {causes} → {}",
        close.close.date(),
        money_text(close.before),
        money_text(close.after)
    )
}

fn customer_text(change: &CustomerChange) -> String {
    let other = change
        .other
        .as_ref()
        .map_or_else(String::new, |o| format!(" ({o})"));
    format!(
        "{} {}{other}: {} → {} at {}, {} closes",
        change.customer,
        change.cause.id(),
        money_text(change.before),
        money_text(change.after),
        change.newest.date(),
        change.closes
    )
}

fn ratio(value: Ratio) -> String {
    ratio_text(value).unwrap_or_else(|| "n/a".to_owned())
}

/// For machines: every close, customer, segment and metric.
pub fn to_json(changes: &Restatement) -> Value {
    let dates = |closes: &[holdfast_ledger::Close]| -> Value {
        closes.iter().map(|c| json!(c.date().to_string())).collect()
    };
    json!({
        "schema": 1,
        "changed": !changes.is_empty(),
        "basis_changed": changes.basis_changed,
        "added_closes": dates(&changes.added_closes),
        "dropped_closes": dates(&changes.dropped_closes),
        "closes": changes.closes.iter().map(close_json).collect::<Value>(),
        "customers": changes.customers.iter().map(customer_json).collect::<Value>(),
        "segments": changes.segments.iter().map(|s| json!({
            "customer": s.customer, "attribute": s.attribute, "close": s.close.date().to_string(),
            "before": s.before, "after": s.after,
        })).collect::<Value>(),
        "metrics": changes.metrics.iter().map(|m| json!({
            "period": m.period, "metric": m.metric, "before": ratio_text(m.before), "after": ratio_text(m.after),
        })).collect::<Value>(),
    })
}

fn close_json(close: &CloseChange) -> Value {
    let causes: serde_json::Map<String, Value> = close
        .by_cause
        .iter()
        .map(|(cause, amount)| (cause.id().to_owned(), json!(money_text(*amount))))
        .collect();
    json!({
        "close": close.close.date().to_string(),
        "before": money_text(close.before),
        "by_cause": causes,
        "after": money_text(close.after),
        "gap": money_text(close.gap()),
    })
}

fn customer_json(change: &CustomerChange) -> Value {
    json!({
        "customer": change.customer, "cause": change.cause.id(), "other": change.other, "closes": change.closes,
        "newest_close": change.newest.date().to_string(),
        "before": money_text(change.before), "after": money_text(change.after),
    })
}
