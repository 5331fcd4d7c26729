//! What a rate stands over, and how it is printed: traps 3 to 5, 14 to 19, 24, 26, 28, 29, 34, 38, 41.

use crate::judge::{assert_figure, csv, figure, judge, metrics, metrics_of};
use crate::trap;
use holdfast_tests::by;
use rust_decimal::Decimal;
use serde_json::Value;
use std::str::FromStr;

fn rate_of(id: &str, rate: &str) {
    let found = figure(&metrics_of(id), "2025-02", &format!("rates.{rate}"));
    judge(id, rate, rate, found);
}

pub fn t03_grr_is_capped_per_customer() {
    rate_of("T03", "grr");
}

pub fn t04_grr_includes_downsell() {
    rate_of("T04", "grr");
}

pub fn t05_new_customers_are_not_in_nrr() {
    rate_of("T05", "nrr");
}

/// 3 % of the month before fell away each month, 11,850 over the quarter.
pub fn t14_the_base_is_the_opening_not_an_average() {
    let ledger = "customer,period,amount\nA,2022-03,120000\nA,2022-04,116400\nA,2022-05,112350\nA,2022-06,108150";
    let found = metrics(ledger, &["--period", "quarter"]);
    judge(
        "T14",
        "downgrade_rate",
        "downgrade_rate",
        figure(&found, "2022-Q2", "rates.downsell_rate"),
    );
}

pub fn t15_the_base_is_the_opening_not_the_closing() {
    let found = metrics_of("T15");
    let rate = |key: &str| figure(&found, "2025-02", &format!("rates.{key}")).unwrap();
    judge(
        "T15",
        "rate",
        "rate",
        Some(rate("downsell_rate") + rate("churn_rate")),
    );
}

pub fn t16_no_losses_no_quick_ratio() {
    rate_of("T16", "quick_ratio");
}

/// Of a hundred dollars at twelve closes ago 3 % went every month: 30.62 % in the year, and no month says 36 %.
pub fn t17_a_year_is_not_a_month_times_twelve() {
    let mut amount = Decimal::ONE_HUNDRED;
    let mut ledger = String::from("customer,period,amount");
    for month in 0..13 {
        ledger = format!(
            "{ledger}\nA,{}-{:02},{amount}",
            2024 + month / 12,
            month % 12 + 1
        );
        amount *= Decimal::new(97, 2);
    }
    let found = metrics(&ledger, &[]);
    assert_figure(&found, "2025-01", "rates.downsell_rate", "0.03");
    let year = figure(&found, "2025-01", "ttm.grr").map(|kept| Decimal::ONE - kept);
    judge("T17", "annual", "annual", year);
}

pub fn t18_a_total_is_no_mean_of_segments() {
    rate_of("T18", "nrr");
}

/// The trap's two months as a quarter: B was not in the base cohort.
pub fn t19_chained_months_are_no_cohort() {
    let opened = ["100,A,2024-12"];
    let found = metrics(&csv("T19", &opened), &["--period", "quarter"]);
    judge("T19", "nrr", "nrr", figure(&found, "2025-Q1", "rates.nrr"));
    let chained = by(&found["methods"], "method", "compounded_months");
    assert_eq!(
        chained["nrr"], "0.5",
        "the chained rate stands in the method table, under its own name"
    );
}

/// Four quarters of 0.05 million each print as 0.1, and their year as 0.2.
pub fn t24_sums_are_of_unrounded_amounts() {
    let closes = ["2020-12", "2021-03", "2021-06", "2021-09", "2021-12"];
    let amounts = [1_000_000, 950_000, 900_000, 850_000, 800_000];
    let mut ledger = String::from("customer,period,amount");
    for (close, amount) in closes.iter().zip(amounts) {
        ledger = format!("{ledger}\nA,{close},{amount}");
    }
    let million = |d: Option<Decimal>| {
        d.map(|d| holdfast_ledger::round_half_away(d / Decimal::from(1_000_000), 1).normalize())
    };
    let year = metrics(&ledger, &["--period", "year"]);
    judge(
        "T24",
        "annual",
        "sum_of_printed",
        million(figure(&year, "2021", "bridge.downsell")),
    );
    let quarters = metrics(&ledger, &["--period", "quarter"]);
    for label in ["2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4"] {
        assert_eq!(
            million(figure(&quarters, label, "bridge.downsell")),
            Some(Decimal::new(1, 1))
        );
    }
}

/// A quarter of the amount is due; 50,000 of it leaves.
pub fn t26_renewal_rate_and_grr_have_their_own_bases() {
    let ledger = "customer,period,amount,renewal date\nA,2025-01,750000,2025-12-31\nB,2025-01,200000,2025-02-15\n\
                  C,2025-01,50000,2025-02-15\nA,2025-02,750000,2025-12-31\nB,2025-02,200000,2026-02-15";
    let found = metrics(ledger, &[]);
    judge("T26", "grr", "grr", figure(&found, "2025-02", "rates.grr"));
    assert_figure(&found, "2025-02", "renewals.available", "250000");
    let lost = figure(&found, "2025-02", "renewals.churn_rate").unwrap();
    assert_eq!(lost, Decimal::new(2, 1), "80 % of what was due was renewed");
}

/// Both trials disappear.
pub fn t28_trials_are_no_logos() {
    rate_of("T28", "logo_retention");
}

/// 97 customers of 10 stay, three of 310, 310 and 410 are halved.
pub fn t29_the_downsell_rate_is_on_arr() {
    let mut ledger = String::from("customer,period,amount");
    for i in 0..97 {
        ledger = format!("{ledger}\nc{i:02},2025-01,10\nc{i:02},2025-02,10");
    }
    for (name, amount) in [("x", 310), ("y", 310), ("z", 410)] {
        ledger = format!(
            "{ledger}\n{name},2025-01,{amount}\n{name},2025-02,{}",
            amount / 2
        );
    }
    let found = metrics(&ledger, &[]);
    judge(
        "T29",
        "by_opening_arr",
        "by_count",
        figure(&found, "2025-02", "rates.downsell_rate"),
    );
    assert_figure(&found, "2025-02", "rates.downsell_logo_rate", "0.03");
}

/// 45,000 gained over 40,000 lost is exactly 1.125.
pub fn t34_figures_round_half_away_from_zero() {
    let ledger = "customer,period,amount\nA,2025-01,50000\nA,2025-02,10000\nN,2025-02,45000";
    let exact = figure(&metrics(ledger, &[]), "2025-02", "rates.quick_ratio").unwrap();
    assert_eq!(exact, Decimal::new(1125, 3));
    judge(
        "T34",
        "half_up",
        "bankers",
        Some(holdfast_ledger::round_half_away(exact, 2)),
    );
    let value = holdfast_ledger::round_half_away(Decimal::new(2675, 3), 2);
    judge("T34", "half_up_2.675", "f64_2.675", Some(value));
}

pub fn t38_no_base_is_not_available() {
    let ledger =
        "customer,period,amount,segment\nA,2025-01,10,Old\nA,2025-02,10,Old\nN,2025-02,50,Young";
    let found = metrics(ledger, &[]);
    let segments = &by(&found["periods"], "label", "2025-02")["segments"]["segment"];
    let rates = &by(segments, "value", "Young")["rates"];
    for rate in [
        "nrr",
        "grr",
        "logo_retention",
        "downsell_rate",
        "churn_rate",
    ] {
        assert_eq!(rates[rate], Value::Null, "{rate}");
    }
}

pub fn t41_two_places_are_rounded_not_cut() {
    let t = trap("T41");
    for (i, value) in t["ledger"].as_array().unwrap().iter().enumerate() {
        let exact = Decimal::from_str(value["value"].as_str().unwrap()).unwrap();
        let printed = holdfast_ledger::round_half_away(exact, 2);
        judge(
            "T41",
            &format!("printed/{i}"),
            &format!("printed/{i}"),
            Some(printed),
        );
    }
}
