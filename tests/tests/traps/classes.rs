//! Which class a movement has: traps 1, 2, 6 to 8, 12, 13, 20, 33, 35, 40.

use crate::judge::{assert_figure, csv, figure, judge, metrics, metrics_of, run};
use holdfast_tests::by;
use rust_decimal::Decimal;

pub fn t01_movements_are_per_customer() {
    let found = metrics_of("T01");
    for line in ["downsell", "expansion"] {
        judge(
            "T01",
            line,
            line,
            figure(&found, "2025-02", &format!("bridge.{line}")),
        );
    }
}

pub fn t02_churn_is_not_downsell_too() {
    let found = metrics_of("T02");
    judge(
        "T02",
        "downsell",
        "downsell",
        figure(&found, "2025-02", "bridge.downsell"),
    );
    assert_figure(&found, "2025-02", "bridge.churn", "100");
}

pub fn t06_a_return_is_a_reactivation_outside_nrr() {
    let found = metrics_of("T06");
    for line in ["new", "reactivation"] {
        judge(
            "T06",
            line,
            line,
            figure(&found, "2025-03", &format!("bridge.{line}")),
        );
    }
    judge(
        "T06",
        "nrr",
        "nrr_if_counted",
        figure(&found, "2025-03", "rates.nrr"),
    );
}

pub fn t07_to_zero_is_churn_and_from_zero_reactivation() {
    let found = metrics_of("T07");
    for (label, path, line) in [
        ("2025-02", "m2", "downsell"),
        ("2025-02", "m2", "churn"),
        ("2025-03", "m3", "expansion"),
        ("2025-03", "m3", "reactivation"),
    ] {
        let at = format!("{path}/{line}");
        judge(
            "T07",
            &at,
            &at,
            figure(&found, label, &format!("bridge.{line}")),
        );
    }
}

pub fn t08_the_previous_close_not_the_previous_row() {
    let found = metrics_of("T08");
    judge(
        "T08",
        "m2_churn",
        "m2_churn",
        figure(&found, "2025-02", "bridge.churn"),
    );
    assert_figure(&found, "2025-03", "bridge.reactivation", "100");
}

pub fn t12_one_of_two_subscriptions_is_downsell() {
    let found = metrics_of("T12");
    judge(
        "T12",
        "churn",
        "churn",
        figure(&found, "2025-02", "bridge.churn"),
    );
    let kept = figure(&found, "2025-02", "rates.logo_retention");
    judge(
        "T12",
        "logo_churn",
        "logo_churn",
        kept.map(|k| Decimal::ONE - k),
    );
    assert_figure(&found, "2025-02", "bridge.downsell", "60");
}

pub fn t13_net_in_the_bridge_gross_beside_it() {
    let found = metrics_of("T13");
    for (right, path) in [
        ("downsell", "bridge.downsell"),
        ("expansion", "bridge.expansion"),
        ("grr", "rates.grr"),
    ] {
        judge(
            "T13",
            &format!("customer_net/{right}"),
            right,
            figure(&found, "2025-02", path),
        );
    }
    assert_figure(&found, "2025-02", "lines.decrease", "100");
    assert_figure(&found, "2025-02", "lines.increase", "40");
    assert_figure(&found, "2025-02", "lines.swap", "40");
}

/// The trap's three months, opened in December.
pub fn t20_a_quarter_is_two_closes() {
    let found = metrics(
        &csv("T20", &["100,A,2024-12", "100,B,2024-12"]),
        &["--period", "quarter"],
    );
    for line in ["expansion", "downsell", "churn", "reactivation"] {
        judge(
            "T20",
            line,
            line,
            figure(&found, "2025-Q1", &format!("bridge.{line}")),
        );
    }
    assert_figure(&found, "2025-Q1", "rates.grr", "1");
}

/// The wrong figure is a downsell of 20.
pub fn t33_an_expired_discount_is_expansion() {
    let found = metrics_of("T33");
    assert_figure(&found, "2025-02", "bridge.expansion", "20");
    assert_figure(&found, "2025-02", "bridge.downsell", "0");
}

pub fn t35_a_segment_change_is_a_transfer() {
    let found = metrics_of("T35");
    let segments = &by(&found["periods"], "label", "2025-02")["segments"]["segment"];
    let bridge = |value| &by(segments, "value", value)["bridge"];
    let (smb, mid) = (bridge("SMB"), bridge("Mid"));
    assert_eq!(
        (&smb["expansion"], &smb["churn"], &smb["transfer"]),
        (&"20".into(), &"0".into(), &"-120".into())
    );
    assert_eq!(
        (&mid["new"], &mid["transfer"], &mid["closing"]),
        (&"0".into(), &"120".into(), &"120".into())
    );
}

/// A pause is churn and said as such, or a line of its own where the basis says so (M-9).
pub fn t40_a_pause_is_said() {
    let ledger = csv("T40", &["50,Q,2025-01,active", "50,Q,2025-02,active"]);
    let found = metrics(&ledger, &[]);
    assert_figure(&found, "2025-02", "bridge.churn", "100");
    assert_figure(&found, "2025-02", "of_which.paused", "100");
    assert_figure(&found, "2025-02", "bridge.closing", "50");
    let shown = run(
        &[("ledger.csv", ledger.as_str())],
        &["metrics", "ledger.csv", "--amounts", "arr"],
    );
    let said = shown.out.lines().find(|l| l.contains("of it paused"));
    assert!(
        said.is_some_and(|l| l.ends_with("-100.00")),
        "{}",
        shown.out
    );
    // A basis file which names no period leaves it to the command: `metrics` reports months.
    let basis = "paused = \"own-line\"\namounts = \"arr\"\n";
    let files = [("ledger.csv", ledger.as_str()), ("basis.toml", basis)];
    let found = run(
        &files,
        &["metrics", "ledger.csv", "--basis", "basis.toml", "--json"],
    )
    .json();
    assert_figure(&found, "2025-02", "bridge.churn", "0");
    assert_figure(&found, "2025-02", "bridge.paused", "100");
    assert_figure(&found, "2025-02", "rates.logo_retention", "1");
}
