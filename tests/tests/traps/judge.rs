//! What a trap's tests share: its ledger as a file, the command line on it, its right and wrong figures.

use crate::trap;
use holdfast_tests::{Run, by, decimal, holdfast, twelve};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;
use std::collections::BTreeSet;
use std::str::FromStr;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

/// Runs the command line in a folder of its own; arguments which name one of the files become its path.
pub fn run(files: &[(&str, &str)], arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let path = |argument: &&str| {
        let named = files.iter().any(|(name, _)| name == argument);
        if named {
            folder.path().join(argument).display().to_string()
        } else {
            (*argument).to_owned()
        }
    };
    let arguments: Vec<String> = arguments.iter().map(path).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    holdfast(BIN, &arguments)
}

/// `holdfast metrics --json` of a ledger, its amounts ARR in units.
pub fn metrics(csv: &str, more: &[&str]) -> Value {
    let arguments = [
        "metrics",
        "ledger.csv",
        "--amounts",
        "arr",
        "--scale",
        "units",
        "--json",
    ];
    run(&[("ledger.csv", csv)], &[&arguments, more].concat()).json()
}

/// The metrics of a trap's own ledger, by month.
pub fn metrics_of(id: &str) -> Value {
    metrics(&csv(id, &[]), &[])
}

/// A trap's ledger as CSV, with the columns its rows have, and `more` rows.
pub fn csv(id: &str, more: &[&str]) -> String {
    let trap = trap(id);
    let rows: Vec<_> = trap["ledger"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r.is_object())
        .collect();
    let columns: BTreeSet<&str> = rows
        .iter()
        .flat_map(|r| r.as_object().unwrap().keys())
        .map(String::as_str)
        .collect();
    let columns: Vec<&str> = columns.into_iter().collect();
    let mut out = columns.join(",");
    for row in rows {
        let cells: Vec<String> = columns.iter().map(|c| cell(&row[*c])).collect();
        out = format!("{out}\n{}", cells.join(","));
    }
    more.iter().fold(out, |out, row| format!("{out}\n{row}"))
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if text.contains(',') => format!("\"{text}\""),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A figure of a period, by its path with dots.
pub fn figure(found: &Value, label: &str, path: &str) -> Option<Decimal> {
    let period = by(&found["periods"], "label", label);
    let pointer = format!("/{}", path.replace('.', "/"));
    twelve(decimal(
        period
            .pointer(&pointer)
            .unwrap_or_else(|| panic!("{label} has no {path}")),
    ))
}

/// A figure of a period which must be just this; `null` is n/a.
pub fn assert_figure(found: &Value, label: &str, path: &str, want: &str) {
    let want = (want != "null").then(|| Decimal::from_str(want).unwrap().normalize());
    assert_eq!(figure(found, label, path), want, "{label} {path}");
}

/// The figure found must be the one at `right` in the trap, and not the one at `wrong`.
pub fn judge(id: &str, right: &str, wrong: &str, found: Option<Decimal>) {
    let trap = trap(id);
    let at = |side: &str, path: &str| {
        let value = trap[side].pointer(&format!("/{path}"));
        value
            .cloned()
            .unwrap_or_else(|| panic!("{id} has no {side} {path}"))
    };
    let (right, wrong) = (at("right", right), at("wrong", wrong));
    assert!(is(found, &right), "{id}: {found:?} is not {right}");
    assert!(!is(found, &wrong), "{id}: {found:?} is the wrong figure");
}

/// Whether a figure is what a trap prints: a decimal, a percentage to its own places, or null; a word never is.
fn is(found: Option<Decimal>, printed: &Value) -> bool {
    let Some(text) = printed.as_str().and_then(|t| t.strip_suffix('%')) else {
        let Some(text) = printed.as_str() else {
            return found == decimal(printed).map(|d| d.normalize());
        };
        return Decimal::from_str(text).is_ok_and(|d| found == Some(d.normalize()));
    };
    let printed = Decimal::from_str(text).unwrap();
    found.is_some_and(|f| {
        let percent = f * Decimal::ONE_HUNDRED;
        percent.round_dp_with_strategy(printed.scale(), RoundingStrategy::MidpointAwayFromZero)
            == printed
    })
}
