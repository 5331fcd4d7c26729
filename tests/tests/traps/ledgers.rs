//! What stands in the ledger: closes, contracts, currencies, mergers, credits: traps 9 to 11, 21 to 23, 27, 39.

use crate::judge::{assert_figure, csv, figure, judge, metrics, metrics_of, run};
use holdfast_tests::{by, decimal};
use rust_decimal::Decimal;

/// A period which the file does not cover is not there (L-3).
pub fn t09_the_end_of_the_export_is_not_churn() {
    let found = metrics_of("T09");
    let labels: Vec<_> = found["periods"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["label"].clone())
        .collect();
    assert_eq!(labels, ["2025-02"]);
}

/// The trap's two rows are one customer; another covers the months between.
pub fn t10_history_before_the_window_counts() {
    let months = [
        "2017-09", "2017-10", "2017-11", "2017-12", "2018-01", "2018-02", "2018-03",
    ];
    let cover: Vec<String> = months.iter().map(|m| format!("100,cover,{m}")).collect();
    let cover: Vec<&str> = cover.iter().map(String::as_str).collect();
    let found = metrics(&csv("T10", &cover), &[]);
    for line in ["new", "reactivation"] {
        judge(
            "T10",
            line,
            line,
            figure(&found, "2018-03", &format!("bridge.{line}")),
        );
    }
}

/// A's first contract ends in March; the one without an end runs on (L-6). Another customer covers the months.
pub fn t11_an_open_end_keeps_running() {
    let found = metrics(&csv("T11", &["100,cover,2025-05-31,2025-01-01"]), &[]);
    let april = decimal(&by(&found["closes"], "close", "2025-04-30")["amount"]);
    judge(
        "T11",
        "amount",
        "amount",
        april.map(|a| (a - Decimal::ONE_HUNDRED).normalize()),
    );
    assert_figure(&found, "2025-03", "bridge.downsell", "40");
    assert_figure(&found, "2025-03", "bridge.churn", "0");
}

/// 1,200 for a year of service is 100 in each of its months, in January and in February alike.
pub fn t21_an_annual_invoice_is_spread() {
    let found = metrics(&csv("T21", &[]), &["--as-of", "2025-02-28"]);
    for (month, close) in ["2025-01-31", "2025-02-28"].iter().enumerate() {
        let arr = decimal(&by(&found["closes"], "close", close)["amount"]);
        let mrr = arr.map(|a| (a / Decimal::from(12)).normalize());
        judge("T21", &format!("mrr/{month}"), &format!("mrr/{month}"), mrr);
    }
    judge(
        "T21",
        "churn_feb",
        "churn_feb",
        figure(&found, "2025-02", "bridge.churn"),
    );
}

/// A two-year 160,000 after a one-year 100,000 is 80,000 a year, traded for the longer term (L-6, M-6).
pub fn t22_contract_value_is_not_arr() {
    let ledger =
        "customer,start,end,TCV\nA,2024-01-01,2024-12-31,100000\nA,2025-01-01,2026-12-31,160000";
    let found = metrics(ledger, &["--as-of", "2025-03-31"]);
    judge(
        "T22",
        "downsell",
        "downsell",
        figure(&found, "2025-01", "bridge.downsell"),
    );
    assert_figure(&found, "2025-01", "bridge.expansion", "0");
    assert_figure(&found, "2025-01", "of_which.multi_year_exchange", "20000");
}

/// A falling rate moves no customer; it has the bridge's own line (L-9).
pub fn t23_fx_is_not_downsell() {
    let files = [
        (
            "ledger.csv",
            "customer,period,amount,currency\nK,2025-01,10000,EUR\nK,2025-02,10000,EUR",
        ),
        (
            "rates.csv",
            "currency,close,rate\nEUR,2025-01-31,1.17\nEUR,2025-02-28,0.96",
        ),
    ];
    let arguments = [
        "metrics",
        "ledger.csv",
        "--rates",
        "rates.csv",
        "--currency",
        "USD",
        "--amounts",
        "arr",
        "--json",
    ];
    let found = run(&files, &arguments).json();
    judge(
        "T23",
        "downsell",
        "downsell",
        figure(&found, "2025-02", "bridge.downsell"),
    );
    judge("T23", "nrr", "nrr", figure(&found, "2025-02", "rates.nrr"));
    assert_figure(&found, "2025-02", "bridge.fx", "-2100");
}

/// A mapped merger is netted before anything else (L-8).
pub fn t27_a_merged_customer_is_no_churn() {
    let ledger = csv("T27", &[]);
    let files = [
        ("ledger.csv", ledger.as_str()),
        ("map.csv", "from,to,effective\nA,B,2025-02-28"),
    ];
    let arguments = [
        "metrics",
        "ledger.csv",
        "--customers",
        "map.csv",
        "--amounts",
        "arr",
        "--json",
    ];
    let found = run(&files, &arguments).json();
    judge(
        "T27",
        "churn_rate",
        "churn_rate",
        figure(&found, "2025-02", "rates.churn_rate"),
    );
    let kept = figure(&found, "2025-02", "rates.logo_retention");
    judge(
        "T27",
        "logo_churn",
        "logo_churn",
        kept.map(|k| Decimal::ONE - k),
    );
    judge(
        "T27",
        "downgrade_rate",
        "logo_churn",
        figure(&found, "2025-02", "rates.downsell_rate"),
    );
    assert_figure(&found, "2025-02", "rates.nrr", "0.909090909091");
}

/// A customer which stays negative blocks until the user decides; meanwhile it is held at 0 (L-5).
pub fn t39_a_negative_balance_blocks() {
    let ledger = "customer,period,amount\nA,2025-02,10\nB,2025-02,20\nA,2025-03,10\nB,2025-03,-30";
    let run = run(
        &[("ledger.csv", ledger)],
        &["metrics", "ledger.csv", "--amounts", "arr", "--json"],
    );
    assert_eq!(run.code, 1);
    let found = run.json();
    assert_eq!(
        by(&found["findings"], "code", "negative-balance")["severity"],
        "error"
    );
    assert_figure(&found, "2025-03", "bridge.churn", "20");
    assert_figure(&found, "2025-03", "bridge.downsell", "0");
    assert_figure(&found, "2025-03", "bridge.closing", "10");
}
