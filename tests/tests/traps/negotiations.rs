//! What a negotiation is worth: traps 30 to 32.

use crate::judge::{judge, run};
use chrono::{Days, NaiveDate};
use holdfast_tests::{by, decimal, twelve};
use rust_decimal::Decimal;
use serde_json::Value;

const AS_OF: &str = "2025-06-30";

fn log(rows: &[String]) -> Value {
    let header = "request id,customer,requested on,kind,arr before,arr asked for,resolved on,arr after,outcome";
    let csv = rows
        .iter()
        .enumerate()
        .fold(header.to_owned(), |csv, (i, row)| {
            format!("{csv}\nR{i},c{i},{row}")
        });
    run(
        &[("log.csv", &csv)],
        &["negotiations", "log.csv", "--as-of", AS_OF, "--json"],
    )
    .json()
}

fn days_before(days: u64) -> NaiveDate {
    AS_OF.parse::<NaiveDate>().unwrap() - Days::new(days)
}

fn share(part: &Value, whole: &Value) -> Option<Decimal> {
    twelve(Some(decimal(part)? / decimal(whole)?))
}

/// 390 valid sessions, here resolved requests: 200 left, 50 paused, 50 stayed at less, 90 withdrew; the 10 which
/// bounced are not resolved. Who stayed is counted apart from who paused, and over the resolved ones (N-12).
pub fn t30_the_save_rate_says_its_denominator() {
    let row = |after: &str, outcome: &str| {
        format!("2025-05-01,full cancellation,100,0,2025-05-11,{after},{outcome}")
    };
    let rows = [
        vec![row("0", "churned"); 200],
        vec![row("0", "paused"); 50],
        vec![row("80", "right-sized"); 50],
        vec![row("100", "withdrawn"); 90],
        vec!["2025-06-20,full cancellation,100,0,,,open".to_owned(); 10],
    ];
    let found = log(&rows.concat());
    let (retained, paused) = (
        decimal(&found["retained_customers"]).unwrap(),
        decimal(&found["paused"]).unwrap(),
    );
    let saved = Value::String((retained + paused).to_string());
    let rate = share(&saved, &found["resolved"]);
    judge("T30", "churnkey_definition", "all_sessions", rate);
    judge("T30", "churnkey_definition", "accepted_only", rate);
    assert_eq!(
        share(&found["retained_customers"], &found["resolved"]),
        twelve(Some(Decimal::from(140) / Decimal::from(390)))
    );
}

/// A cut of 30 % asked and one of 20 % agreed keep 10,000, not the whole ARR (N-10).
pub fn t31_only_the_difference_is_kept() {
    let found =
        log(&["2025-05-01,seat reduction,100000,70000,2025-05-11,80000,right-sized".to_owned()]);
    judge(
        "T31",
        "preserved_vs_request",
        "saved",
        decimal(&found["kept"]),
    );
    judge(
        "T31",
        "downsell_booked",
        "saved",
        decimal(&found["given_up"]),
    );
    judge(
        "T31",
        "preservation_rate",
        "saved",
        twelve(decimal(&found["kept_share"])),
    );
    assert_eq!(by(&found["items"], "id", "R0")["kept"], "10000");
}

/// Three resolved after 10, 20 and 30 days, two open for 60 and 90 (N-13).
pub fn t32_open_requests_count_in_the_days() {
    let mut rows: Vec<String> = [10, 20, 30]
        .iter()
        .map(|&days| {
            format!(
                "{},seat reduction,100,70,{},80,right-sized",
                days_before(100),
                days_before(100 - days)
            )
        })
        .collect();
    rows.extend(
        [60, 90]
            .iter()
            .map(|&age| format!("{},seat reduction,100,70,,,open", days_before(age))),
    );
    let found = log(&rows);
    judge(
        "T32",
        "within_30_of_all_due",
        "within_30",
        decimal(&found["within_target_share"]),
    );
    assert_eq!(found["open_past_target"], 2);
    let median = decimal(&found["days"]["median_with_open"]);
    judge(
        "T32",
        "median_days_incl_open_as_censored",
        "mean_days",
        median,
    );
}
