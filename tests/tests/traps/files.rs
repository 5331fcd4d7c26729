//! What a file says and how it is read: traps 25, 36, 37.

use crate::judge::{assert_figure, csv, figure, judge, metrics_of, run};
use holdfast_tests::{by, decimal};
use rust_decimal::Decimal;
use serde_json::Value;

fn discounts(header: &str, cells: &[&str]) -> Value {
    let mut log =
        format!("request id,customer,requested on,kind,arr before,arr asked for,{header}");
    for (i, cell) in cells.iter().enumerate() {
        log = format!("{log}\nR{i},c{i},2025-01-10,contract value cut,100,90,{cell}");
    }
    let arguments = ["negotiations", "log.csv", "--as-of", "2025-03-31", "--json"];
    run(&[("log.csv", &log)], &arguments).json()
}

fn discount(found: &Value, id: &str) -> Option<Decimal> {
    decimal(&by(&found["items"], "id", id)["discount"]).map(|d| d.normalize())
}

/// `5%` and `0.05` are 5 %; a bare 5 is 5 % where the caption carries the sign, and asked about where not.
pub fn t25_a_column_has_one_unit() {
    let five = Some(Decimal::new(5, 2));
    let found = discounts("discount", &["5%", "0.05"]);
    assert_eq!(
        (discount(&found, "R0"), discount(&found, "R1")),
        (five, five)
    );
    let found = discounts("discount %", &["5", "0.5"]);
    assert_eq!(
        (discount(&found, "R0"), discount(&found, "R1")),
        (five, Some(Decimal::new(5, 3)))
    );
    let log = "request id,customer,requested on,kind,arr before,arr asked for,discount\n\
               R0,c,2025-01-10,contract value cut,100,90,5";
    let check = run(
        &[("log.csv", log)],
        &["check", "log.csv", "--as-of", "2025-03-31"],
    );
    assert!(
        check.err.contains("Discount is 500%, over 100%"),
        "{}{}",
        check.out,
        check.err
    );
}

/// A table of a company's own movements by month has no customers: its figures are not taken over, and where a
/// month opens at another figure than the one before closed at, both are shown.
pub fn t36_a_break_between_months_is_shown() {
    let own = "period,new,upgrades,downgrades,churn,existing,mrr\n2017-03,16,0,0,0,2.49,18.49\n\
               2017-04,10,7,0,0,18.47,35.47";
    let found = run(&[("own.csv", own)], &["metrics", "own.csv", "--json"]).json();
    let check = by(&found["checks"], "check", "own_opening_is_closing_before");
    assert_eq!(
        (&check["scope"], &check["left"], &check["right"]),
        (&"2017-04".into(), &"18.47".into(), &"18.49".into())
    );
    let difference = decimal(&check["difference"]).map(|d| d.normalize());
    judge("T36", "break", "shown", difference);
    assert_eq!(check["ok"], false);
}

/// Two spellings are proposed for merging, and never merged in silence (L-8).
pub fn t37_spellings_are_proposed() {
    let found = metrics_of("T37");
    assert_figure(&found, "2025-02", "bridge.churn", "100");
    assert_eq!(
        by(&found["findings"], "code", "similar-names")["repairs"][0],
        "merge"
    );
    let ledger = csv("T37", &[]);
    let files = [
        ("ledger.csv", ledger.as_str()),
        ("map.csv", "from,to\n\"ACME, Inc.\",Acme Inc"),
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
    assert_figure(&found, "2025-02", "bridge.churn", "0");
    assert_figure(&found, "2025-02", "bridge.new", "0");
    assert_eq!(figure(&found, "2025-02", "rates.nrr"), Some(Decimal::ONE));
}
