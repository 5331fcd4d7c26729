//! The traps: ways in which retention figures are commonly computed wrongly (`cases/traps.json`). Each with a
//! ledger goes through the command line; the wrong figure must never come out.
#![allow(missing_docs, clippy::unwrap_used)]

use holdfast_tests::{Run, by, cases, decimal, holdfast, twelve};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeSet;
use std::str::FromStr;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

fn trap(id: &str) -> Value {
    let text = std::fs::read_to_string(cases().join("traps.json")).unwrap();
    let traps: Value = serde_json::from_str(&text).unwrap();
    by(&traps, "id", id).clone()
}

/// The trap's ledger as CSV, with the columns its rows have, and `more` rows.
fn csv(trap: &Value, more: &[&str]) -> String {
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
    for row in more {
        out = format!("{out}\n{row}");
    }
    out
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if text.contains(',') => format!("\"{text}\""),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn run(csv: &str, more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.csv");
    std::fs::write(&path, csv).unwrap();
    let shared = [
        "metrics",
        path.to_str().unwrap(),
        "--amounts",
        "arr",
        "--scale",
        "units",
        "--period",
        "month",
        "--json",
    ];
    holdfast(BIN, &[&shared, more].concat())
}

fn metrics(id: &str) -> Value {
    run(&csv(&trap(id), &[]), &[]).json()
}

fn figure(found: &Value, label: &str, path: &str) -> Option<Decimal> {
    let period = by(&found["periods"], "label", label);
    twelve(decimal(
        period
            .pointer(&format!("/{}", path.replace('.', "/")))
            .unwrap(),
    ))
}

fn assert_figure(found: &Value, label: &str, path: &str, want: &str) {
    let want = if want == "null" {
        None
    } else {
        Some(Decimal::from_str(want).unwrap().normalize())
    };
    assert_eq!(figure(found, label, path), want, "{label} {path}");
}

/// Trap, period, figure, right value: all in the trap's own ledger.
const FIGURES: &[(&str, &str, &str, &str)] = &[
    ("T01", "2025-02", "bridge.downsell", "20"),
    ("T01", "2025-02", "bridge.expansion", "50"),
    ("T02", "2025-02", "bridge.downsell", "20"),
    ("T02", "2025-02", "bridge.churn", "100"),
    ("T03", "2025-02", "rates.grr", "0.8"),
    ("T04", "2025-02", "rates.grr", "0.616666666667"),
    ("T05", "2025-02", "rates.nrr", "0.95"),
    ("T06", "2025-03", "bridge.new", "0"),
    ("T06", "2025-03", "bridge.reactivation", "80"),
    ("T06", "2025-03", "rates.nrr", "1"),
    ("T07", "2025-02", "bridge.downsell", "0"),
    ("T07", "2025-02", "bridge.churn", "100"),
    ("T07", "2025-03", "bridge.expansion", "0"),
    ("T07", "2025-03", "bridge.reactivation", "80"),
    ("T08", "2025-02", "bridge.churn", "100"),
    ("T08", "2025-03", "bridge.reactivation", "100"),
    ("T12", "2025-02", "bridge.churn", "0"),
    ("T12", "2025-02", "bridge.downsell", "60"),
    ("T12", "2025-02", "rates.logo_retention", "1"),
    ("T13", "2025-02", "bridge.downsell", "60"),
    ("T13", "2025-02", "bridge.expansion", "0"),
    ("T13", "2025-02", "rates.grr", "0.7"),
    ("T13", "2025-02", "lines.decrease", "100"),
    ("T13", "2025-02", "lines.increase", "40"),
    ("T16", "2025-02", "rates.quick_ratio", "null"),
    ("T18", "2025-02", "rates.nrr", "1.05"),
    ("T28", "2025-02", "rates.logo_retention", "1"),
    ("T33", "2025-02", "bridge.downsell", "0"),
    ("T33", "2025-02", "bridge.expansion", "20"),
];

#[test]
fn right_figures_come_out_and_wrong_ones_never_do() {
    for (id, label, path, want) in FIGURES {
        assert_figure(&metrics(id), label, path, want);
    }
}

/// T09: the end of the export is no churn: a period which the file does not cover is not there (L-3).
#[test]
fn t09_the_end_of_the_export_is_not_churn() {
    let found = metrics("T09");
    let labels: Vec<_> = found["periods"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["label"].clone())
        .collect();
    assert_eq!(labels, ["2025-02"]);
}

/// T10: history before the reported window is read. The trap's two rows are one customer; another covers the months.
#[test]
fn t10_history_before_the_window_counts() {
    let months = [
        "2017-09", "2017-10", "2017-11", "2017-12", "2018-01", "2018-02", "2018-03",
    ];
    let cover: Vec<String> = months.iter().map(|m| format!("100,cover,{m}")).collect();
    let cover: Vec<&str> = cover.iter().map(String::as_str).collect();
    let found = run(&csv(&trap("T10"), &cover), &[]).json();
    assert_figure(&found, "2018-03", "bridge.new", "0");
    assert_figure(&found, "2018-03", "bridge.reactivation", "25");
}

/// T11: an open-ended contract runs on (L-6).
#[test]
fn t11_an_open_end_keeps_running() {
    let found = run(
        &csv(&trap("T11"), &["100,cover,2025-05-31,2025-01-01"]),
        &[],
    )
    .json();
    let april = by(&found["closes"], "close", "2025-04-30");
    assert_eq!(april["amount"], "160");
    assert_figure(&found, "2025-03", "bridge.downsell", "40");
    assert_figure(&found, "2025-03", "bridge.churn", "0");
}

/// T14, T15: rates stand over the opening, never over an average or the closing.
#[test]
fn t14_t15_rates_stand_over_the_opening() {
    let found = metrics("T15");
    let rate = |key: &str| figure(&found, "2025-02", &format!("rates.{key}")).unwrap();
    assert_eq!(
        rate("downsell_rate") + rate("churn_rate"),
        Decimal::from_str("0.55").unwrap()
    );
    let quarter = "customer,period,amount\nA,2022-03,120000\nA,2022-04,116400\nA,2022-05,112350\nA,2022-06,108150";
    let found = run(quarter, &["--period", "quarter"]);
    assert_eq!(found.code, 2, "--period twice is refused: {}", found.err);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("q.csv");
    std::fs::write(&path, quarter).unwrap();
    let arguments = [
        "metrics",
        path.to_str().unwrap(),
        "--amounts",
        "arr",
        "--period",
        "quarter",
        "--json",
    ];
    let found = holdfast(BIN, &arguments).json();
    assert_figure(&found, "2022-Q2", "rates.downsell_rate", "0.09875");
}

/// T17: a monthly rate is never multiplied by twelve: no figure is annualised.
#[test]
fn t17_nothing_is_annualised() {
    let csv = "customer,period,amount\nA,2025-01,97\nB,2025-01,3\nA,2025-02,97";
    let text = run(csv, &[]).out;
    assert!(!text.contains("\"0.36\""), "{text}");
}

/// T19: B is not in the cohort of two months ago.
#[test]
fn t19_nrr_over_two_months_is_a_closed_cohort() {
    let found = at_period(
        "T19",
        "quarter",
        &[
            "50,C,2024-12",
            "50,C,2025-01",
            "50,C,2025-02",
            "50,C,2025-03",
        ],
    );
    assert_figure(&found, "2025-Q1", "rates.nrr", "1");
}

fn at_period(id: &str, period: &str, more: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.csv");
    std::fs::write(&path, csv(&trap(id), more)).unwrap();
    holdfast(
        BIN,
        &[
            "metrics",
            path.to_str().unwrap(),
            "--amounts",
            "arr",
            "--period",
            period,
            "--json",
        ],
    )
    .json()
}

/// T20: close to close, what rose and fell back inside the quarter is no movement (M-3).
#[test]
fn t20_a_quarter_is_two_closes() {
    let rows = "amount,customer,period\n100,A,2024-12\n100,A,2025-01\n150,A,2025-02\n100,A,2025-03\n100,B,2024-12\n100,B,2025-01\n100,B,2025-03";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.csv");
    std::fs::write(&path, rows).unwrap();
    let found = holdfast(
        BIN,
        &[
            "metrics",
            path.to_str().unwrap(),
            "--amounts",
            "arr",
            "--period",
            "quarter",
            "--json",
        ],
    )
    .json();
    for line in ["expansion", "downsell", "churn", "reactivation"] {
        assert_figure(&found, "2025-Q1", &format!("bridge.{line}"), "0");
    }
    assert_figure(&found, "2025-Q1", "rates.grr", "1");
}

/// T22: a two-year 160,000 after a one-year 100,000 is 80,000 a year: a downsell of 20,000 (L-6).
#[test]
fn t22_contract_value_is_not_arr() {
    let csv =
        "customer,start,end,TCV\nA,2024-01-01,2024-12-31,100000\nA,2025-01-01,2026-12-31,160000";
    let found = run(csv, &[]).json();
    assert_figure(&found, "2025-01", "bridge.downsell", "20000");
    assert_figure(&found, "2025-01", "bridge.expansion", "0");
}

/// T23: a falling rate moves no customer; it has the bridge's own line (L-9).
#[test]
fn t23_fx_is_not_downsell() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, rates) = (
        folder.path().join("ledger.csv"),
        folder.path().join("rates.csv"),
    );
    std::fs::write(
        &ledger,
        "customer,period,amount,currency\nK,2025-01,10000,EUR\nK,2025-02,10000,EUR",
    )
    .unwrap();
    std::fs::write(
        &rates,
        "currency,close,rate\nEUR,2025-01-31,1.17\nEUR,2025-02-28,0.96",
    )
    .unwrap();
    let arguments = [
        "metrics",
        ledger.to_str().unwrap(),
        "--rates",
        rates.to_str().unwrap(),
        "--currency",
        "USD",
        "--amounts",
        "arr",
        "--period",
        "month",
        "--json",
    ];
    let found = holdfast(BIN, &arguments).json();
    assert_figure(&found, "2025-02", "bridge.downsell", "0");
    assert_figure(&found, "2025-02", "bridge.fx", "-2100");
    assert_figure(&found, "2025-02", "rates.nrr", "1");
}

/// T27: a mapped merger is netted before anything else (L-8).
#[test]
fn t27_a_merged_customer_is_no_churn() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, map) = (
        folder.path().join("ledger.csv"),
        folder.path().join("map.csv"),
    );
    std::fs::write(&ledger, csv(&trap("T27"), &[])).unwrap();
    std::fs::write(&map, "from,to,effective\nA,B,2025-02-28").unwrap();
    let arguments = [
        "metrics",
        ledger.to_str().unwrap(),
        "--customers",
        map.to_str().unwrap(),
        "--amounts",
        "arr",
        "--period",
        "month",
        "--json",
    ];
    let found = holdfast(BIN, &arguments).json();
    assert_figure(&found, "2025-02", "rates.churn_rate", "0");
    assert_figure(&found, "2025-02", "rates.downsell_rate", "0.090909090909");
    assert_figure(&found, "2025-02", "rates.nrr", "0.909090909091");
    assert_figure(&found, "2025-02", "rates.logo_retention", "1");
}

/// T29: the rate is by ARR; the count stands beside it.
#[test]
fn t29_the_downsell_rate_is_by_arr() {
    let mut rows = String::from("customer,period,amount");
    for i in 0..97 {
        rows = format!("{rows}\nc{i:02},2025-01,10\nc{i:02},2025-02,10");
    }
    for (name, amount) in [("x", 310), ("y", 310), ("z", 410)] {
        rows = format!(
            "{rows}\n{name},2025-01,{amount}\n{name},2025-02,{}",
            amount / 2
        );
    }
    let found = run(&rows, &[]).json();
    assert_figure(&found, "2025-02", "rates.downsell_rate", "0.2575");
    assert_figure(&found, "2025-02", "rates.downsell_logo_rate", "0.03");
}

/// T35: a customer which changes segment is expansion where it was, and a transfer (S-2).
#[test]
fn t35_a_segment_change_is_a_transfer() {
    let found = metrics("T35");
    let segments = &by(&found["periods"], "label", "2025-02")["segments"]["segment"];
    let (smb, mid) = (
        &by(segments, "value", "SMB")["bridge"],
        &by(segments, "value", "Mid")["bridge"],
    );
    assert_eq!(
        (&smb["expansion"], &smb["churn"], &smb["transfer"]),
        (&"20".into(), &"0".into(), &"-120".into())
    );
    assert_eq!(
        (&mid["new"], &mid["transfer"], &mid["closing"]),
        (&"0".into(), &"120".into(), &"120".into())
    );
}

/// T37: two spellings are proposed for merging, and never merged in silence (L-8).
#[test]
fn t37_spellings_are_proposed() {
    let found = metrics("T37");
    assert_figure(&found, "2025-02", "bridge.churn", "100");
    assert_eq!(
        by(&found["findings"], "code", "similar-names")["repairs"][0],
        "merge"
    );
    let folder = tempfile::tempdir().unwrap();
    let (ledger, map) = (
        folder.path().join("ledger.csv"),
        folder.path().join("map.csv"),
    );
    std::fs::write(&ledger, csv(&trap("T37"), &[])).unwrap();
    std::fs::write(&map, "from,to\n\"ACME, Inc.\",Acme Inc").unwrap();
    let arguments = [
        "metrics",
        ledger.to_str().unwrap(),
        "--customers",
        map.to_str().unwrap(),
        "--amounts",
        "arr",
        "--json",
    ];
    let found = holdfast(BIN, &arguments).json();
    assert_figure(&found, "2025-02", "bridge.churn", "0");
    assert_figure(&found, "2025-02", "bridge.new", "0");
    assert_figure(&found, "2025-02", "rates.nrr", "1");
}

/// T38: a segment without opening has no rate.
#[test]
fn t38_no_base_is_not_available() {
    let csv =
        "customer,period,amount,segment\nA,2025-01,10,Old\nA,2025-02,10,Old\nN,2025-02,50,Young";
    let found = run(csv, &[]).json();
    let segments = &by(&found["periods"], "label", "2025-02")["segments"]["segment"];
    assert_eq!(by(segments, "value", "Young")["rates"]["nrr"], Value::Null);
}

/// T39: a customer which stays negative blocks until the user decides; meanwhile it is held at 0 (L-5).
#[test]
fn t39_a_negative_balance_blocks() {
    let run = run(
        "customer,period,amount\nA,2025-02,10\nB,2025-02,20\nA,2025-03,10\nB,2025-03,-30",
        &[],
    );
    assert_eq!(run.code, 1);
    let found = run.json();
    assert_eq!(
        by(&found["findings"], "code", "negative-balance")["severity"],
        "error"
    );
    assert_figure(&found, "2025-03", "bridge.churn", "20");
    assert_figure(&found, "2025-03", "bridge.downsell", "0");
}

/// T40: a pause is churn, said as such, or a line of its own where the basis says so (M-9).
#[test]
fn t40_a_pause_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, basis) = (
        folder.path().join("ledger.csv"),
        folder.path().join("basis.toml"),
    );
    std::fs::write(
        &ledger,
        csv(
            &trap("T40"),
            &["50,Q,2025-01,active", "50,Q,2025-02,active"],
        ),
    )
    .unwrap();
    std::fs::write(
        &basis,
        "paused = \"own-line\"\nperiod = \"month\"\namounts = \"arr\"\n",
    )
    .unwrap();
    let found = holdfast(
        BIN,
        &[
            "metrics",
            ledger.to_str().unwrap(),
            "--amounts",
            "arr",
            "--json",
        ],
    )
    .json();
    assert_figure(&found, "2025-02", "bridge.churn", "100");
    assert_figure(&found, "2025-02", "of_which.paused", "100");
    let arguments = [
        "metrics",
        ledger.to_str().unwrap(),
        "--basis",
        basis.to_str().unwrap(),
        "--json",
    ];
    let found = holdfast(BIN, &arguments).json();
    assert_figure(&found, "2025-02", "bridge.churn", "0");
    assert_figure(&found, "2025-02", "bridge.paused", "100");
    assert_figure(&found, "2025-02", "rates.logo_retention", "1");
}
