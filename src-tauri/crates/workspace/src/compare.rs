//! What changed between two states of one company, for people and for machines (metrics section 7).

use holdfast_ledger::{Close, Ratio, money_text, ratio_text};
use holdfast_metrics::Report;
use holdfast_metrics::registry::{self, Unit};
use holdfast_metrics::restatement::{
    Change, CloseChange, CustomerChange, FigureChange, Restatement, SegmentChange, few,
};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// How many lines of a kind the text lists; the JSON lists them all.
const LISTED: usize = 40;

/// For people. By the report of the newer state rates over few customers are "n=3" (S-4); the JSON has them.
pub fn to_text(changes: &Restatement, report: Option<&Report>) -> String {
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
    if changes.is_empty() {
        let n = changes.closes.len();
        let _ = writeln!(out, "No past figure changed over {n} common closes.");
    }
    let moved: Vec<&CloseChange> = changes
        .closes
        .iter()
        .filter(|c| !c.by_cause.is_empty())
        .collect();
    list(
        &mut out,
        "ARR by close: as reported → by cause → restated",
        moved.into_iter().rev(),
        close_text,
    );
    list(&mut out, "Changes", changes.changes.iter(), change_text);
    let (totals, segments): (Vec<_>, Vec<_>) = changes
        .figures
        .iter()
        .partition(|f| f.key.segment.is_none());
    list(
        &mut out,
        "Past figures: as reported → by cause → now",
        totals.into_iter(),
        |f| figure_text(f, report),
    );
    list(
        &mut out,
        "Past figures of segments",
        segments.into_iter(),
        |f| figure_text(f, report),
    );
    out
}

/// A heading with the count, then the lines; nothing where there are none.
fn list<T>(
    out: &mut String,
    heading: &str,
    lines: impl ExactSizeIterator<Item = T>,
    text: impl Fn(T) -> String,
) {
    let count = lines.len();
    if count == 0 {
        return;
    }
    let _ = writeln!(out, "\n{heading} ({count})");
    for line in lines.take(LISTED) {
        let _ = writeln!(out, "  {}", text(line));
    }
    if count > LISTED {
        let _ = writeln!(out, "  … {} more: see --json", count - LISTED);
    }
}

fn close_text(close: &CloseChange) -> String {
    let causes: Vec<String> = close
        .by_cause
        .iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(cause, amount)| format!("{} {}", cause.label(), money_text(*amount)))
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

fn change_text(change: &Change) -> String {
    let mut out = format!("{}: {}", change.cause.label(), change.subject);
    if let Some(other) = &change.other {
        let _ = write!(out, " → {other}");
    }
    if let Some((before, after)) = &change.setting {
        let _ = write!(out, " from {before} to {after}");
    }
    if let [c] = change.customers.as_slice() {
        let (before, after) = (money_text(c.before), money_text(c.after));
        let _ = write!(out, ", {before} → {after} at {}", c.newest.date());
    } else if let Some((close, net)) = change.newest() {
        let n = change.customers.len();
        let _ = write!(
            out,
            ", net {} at {} over {n} customers",
            money_text(net),
            close.date()
        );
    }
    for s in &change.segments {
        let _ = write!(out, ", {} \"{}\" → \"{}\"", s.attribute, s.before, s.after);
    }
    if !change.needs_choice {
        out += ", no past figure moved";
    }
    let _ = write!(out, "  [{}]", change.id);
    out
}

fn figure_text(change: &FigureChange, report: Option<&Report>) -> String {
    let unit = unit_of(change);
    let segment = change
        .key
        .segment
        .as_ref()
        .map_or_else(String::new, |(name, value)| format!(" {name} {value}"));
    let what = format!("{}{segment} {}", change.key.period, change.key.metric);
    if let Some(n) = report.and_then(|r| few(r, &change.key)) {
        return format!("{what}: n={n}");
    }
    let causes: Vec<String> = change
        .by_cause
        .iter()
        .map(|(cause, step)| format!("{} {}", cause.label(), points(*step, unit)))
        .collect();
    format!(
        "{what}: {} → {} → {}",
        figure(change.before, unit),
        causes.join(", "),
        figure(change.after, unit)
    )
}

fn unit_of(change: &FigureChange) -> Unit {
    registry::find(&change.key.metric).map_or(Unit::Count, |e| e.unit)
}

/// A figure as people read it: rates in percent to two places.
fn figure(value: Ratio, unit: Unit) -> String {
    let Some(value) = value else {
        return "n/a".to_owned();
    };
    match unit {
        Unit::Percent => {
            let percent = value * holdfast_ledger::Decimal::ONE_HUNDRED;
            format!(
                "{}%",
                money_text(holdfast_ledger::round_half_away(percent, 2))
            )
        }
        Unit::Times => money_text(holdfast_ledger::round_half_away(value, 4)),
        Unit::Currency | Unit::Count => money_text(holdfast_ledger::round_half_away(value, 2)),
    }
}

/// A difference of figures: between rates it is percentage points.
fn points(value: Ratio, unit: Unit) -> String {
    figure(value, unit).replace('%', " pp")
}

/// For machines: every close, change, customer, segment and metric.
pub fn to_json(changes: &Restatement) -> Value {
    let dates = |closes: &[Close]| -> Value {
        closes.iter().map(|c| json!(c.date().to_string())).collect()
    };
    let by_customer = changes.changes.iter().flat_map(|change| {
        let all = change.customers.iter();
        all.map(move |c| customer_json(change, c))
    });
    let segments = changes.changes.iter().flat_map(|change| {
        let all = change.segments.iter();
        all.map(move |s| segment_json(change, s))
    });
    json!({
        "schema": 2,
        "changed": !changes.is_empty(),
        "added_closes": dates(&changes.added_closes),
        "dropped_closes": dates(&changes.dropped_closes),
        "closes": changes.closes.iter().map(close_json).collect::<Value>(),
        "changes": changes.changes.iter().map(change_json).collect::<Value>(),
        "customers": by_customer.collect::<Value>(),
        "segments": segments.collect::<Value>(),
        "metrics": changes.figures.iter().map(figure_json).collect::<Value>(),
    })
}

fn close_json(close: &CloseChange) -> Value {
    let causes: Map<String, Value> = close
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

fn change_json(change: &Change) -> Value {
    let by_close: Map<String, Value> = change
        .by_close
        .iter()
        .map(|(close, amount)| (close.date().to_string(), json!(money_text(*amount))))
        .collect();
    let (before, after) = change.setting.clone().unzip();
    json!({
        "id": change.id, "cause": change.cause.id(), "subject": change.subject, "other": change.other,
        "before": before, "after": after, "by_close": by_close, "customers": change.customers.len(),
        "needs_choice": change.needs_choice,
    })
}

fn customer_json(change: &Change, c: &CustomerChange) -> Value {
    let other = match &change.other {
        Some(other) if *other == c.customer => Some(change.subject.clone()),
        other => other.clone(),
    };
    json!({
        "change": change.id, "customer": c.customer, "cause": change.cause.id(), "other": other,
        "closes": c.closes, "newest_close": c.newest.date().to_string(),
        "before": money_text(c.before), "after": money_text(c.after),
    })
}

fn segment_json(change: &Change, s: &SegmentChange) -> Value {
    json!({
        "change": change.id, "customer": s.customer, "attribute": s.attribute,
        "close": s.close.date().to_string(), "before": s.before, "after": s.after,
    })
}

fn figure_json(change: &FigureChange) -> Value {
    let causes: Map<String, Value> = change
        .by_cause
        .iter()
        .map(|(cause, step)| (cause.id().to_owned(), json!(ratio_text(*step))))
        .collect();
    let segment = change
        .key
        .segment
        .as_ref()
        .map(|(attribute, value)| json!({ "attribute": attribute, "value": value }));
    json!({
        "period": change.key.period, "metric": change.key.metric, "segment": segment,
        "before": ratio_text(change.before), "by_cause": causes, "after": ratio_text(change.after),
    })
}
