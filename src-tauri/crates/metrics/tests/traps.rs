//! The traps of tests/cases/traps.json which are the metric layer's to avoid: each ledger is read from
//! there and each right figure compared with it, so that the wrong one can never be computed unnoticed.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Row, Spec, assert_checks, cases, close, dec, ledger, monthly, months, period, row};
use holdfast_ledger::{Decimal, Ratio, Status, money_text, round_half_away};
use holdfast_metrics::basis::PausedRule;
use holdfast_metrics::{Basis, MetricsError, PeriodFigures, Report, compute};
use serde_json::{Value, json};

fn trap(id: &str) -> Value {
    let text = std::fs::read_to_string(cases().join("traps.json")).unwrap();
    let all: Vec<Value> = serde_json::from_str(&text).unwrap();
    all.into_iter()
        .find(|t| t["id"] == id)
        .unwrap_or_else(|| panic!("{id}"))
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn rows(trap: &Value) -> Vec<Row> {
    let entries = trap["ledger"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|e| e["amount"].is_number());
    entries
        .map(|e| {
            let customer = e.get("customer").map_or_else(String::new, text);
            let mut r = row(&customer, &text(&e["period"]), text(&e["amount"]));
            r.line = e.get("product").map_or_else(String::new, text);
            r.attributes = e.get("segment").map(text).into_iter().collect();
            if e.get("status").is_some() {
                r.status = Status::Paused;
            }
            r
        })
        .collect()
}

fn report(trap: &Value) -> Report {
    let report = compute(&Spec::new(&["segment"], rows(trap)).build(), &monthly()).unwrap();
    assert_checks(&report);
    report
}

fn newest(trap: &Value) -> PeriodFigures {
    report(trap).newest().unwrap().clone()
}

fn percent(ratio: Ratio) -> String {
    let shown = round_half_away(ratio.unwrap() * Decimal::ONE_HUNDRED, 2);
    format!("{shown:.2}%")
}

fn assert_right(trap: &Value, found: &Value) {
    assert_eq!(found, &trap["right"], "{}", trap["id"]);
}

fn money(amount: Decimal) -> Value {
    json!(money_text(amount))
}

#[test]
fn t01_movements_are_per_customer() {
    let t = trap("T01");
    let b = newest(&t).total.bridge;
    assert_right(
        &t,
        &json!({ "downsell": money(b.downsell), "expansion": money(b.expansion) }),
    );
}

#[test]
fn t02_churn_is_not_downsell_too() {
    let t = trap("T02");
    let b = newest(&t).total.bridge;
    assert_right(
        &t,
        &json!({ "downsell": money(b.downsell), "churn": money(b.churn) }),
    );
}

#[test]
fn t03_grr_is_capped_per_customer() {
    let t = trap("T03");
    assert_right(&t, &json!({ "grr": percent(newest(&t).total.rates.grr) }));
}

#[test]
fn t04_grr_includes_downsell() {
    let t = trap("T04");
    assert_right(&t, &json!({ "grr": percent(newest(&t).total.rates.grr) }));
}

#[test]
fn t05_new_customers_are_not_in_nrr() {
    let t = trap("T05");
    assert_right(&t, &json!({ "nrr": percent(newest(&t).total.rates.nrr) }));
}

#[test]
fn t06_a_returning_customer_is_a_reactivation_outside_nrr() {
    let t = trap("T06");
    let total = newest(&t).total;
    let b = &total.bridge;
    let found = json!({ "new": money(b.new), "reactivation": money(b.reactivation), "nrr": percent(total.rates.nrr) });
    assert_right(&t, &found);
}

#[test]
fn t07_to_zero_is_churn_and_from_zero_reactivation() {
    let t = trap("T07");
    let report = report(&t);
    let b = |label: &str| period(&report, label).total.bridge.clone();
    let (m2, m3) = (b("2025-02"), b("2025-03"));
    let found = json!({
        "m2": { "downsell": money(m2.downsell), "churn": money(m2.churn) },
        "m3": { "expansion": money(m3.expansion), "reactivation": money(m3.reactivation) },
    });
    assert_right(&t, &found);
}

#[test]
fn t08_previous_close_not_previous_row() {
    let t = trap("T08");
    let report = report(&t);
    let b = |label: &str| period(&report, label).total.bridge.clone();
    let found = json!({
        "m2_churn": money(b("2025-02").churn),
        "m3_reactivation": money(b("2025-03").reactivation),
    });
    assert_right(&t, &found);
}

#[test]
fn t09_the_end_of_the_export_is_not_churn() {
    let t = trap("T09");
    let ledger = ledger(rows(&t));
    let report = compute(&ledger, &monthly()).unwrap();
    assert!(
        report
            .periods
            .iter()
            .all(|p| p.label != "2025-03" && p.total.bridge.churn.is_zero())
    );
    let basis = Basis {
        as_of: Some(close("2025-03")),
        ..monthly()
    };
    assert!(matches!(
        compute(&ledger, &basis),
        Err(MetricsError::NotCovered { .. })
    ));
}

#[test]
fn t10_history_before_the_window_is_read() {
    let t = trap("T10");
    let covered = ["2017-10", "2017-11", "2017-12", "2018-01", "2018-02"];
    let ledger = Spec::new(&[], rows(&t)).cover(&covered).build();
    let report = compute(&ledger, &monthly()).unwrap();
    let b = &report.newest().unwrap().total.bridge;
    assert_right(
        &t,
        &json!({ "new": money(b.new), "reactivation": money(b.reactivation) }),
    );
}

#[test]
fn t12_one_of_two_subscriptions_is_downsell() {
    let t = trap("T12");
    let total = newest(&t).total;
    let churned = total.rates.logo_retention.map(|kept| Decimal::ONE - kept);
    let found = json!({
        "churn": money(total.bridge.churn),
        "downsell": money(total.bridge.downsell),
        "logo_churn": percent(churned),
    });
    assert_right(&t, &found);
}

#[test]
fn t13_net_in_the_bridge_gross_beside_it() {
    let t = trap("T13");
    let p = newest(&t);
    let found = json!({
        "customer_net": {
            "downsell": money(p.total.bridge.downsell),
            "expansion": money(p.total.bridge.expansion),
            "grr": percent(p.total.rates.grr),
        },
        "supplement_product_lines": {
            "product_decrease": money(p.lines.decrease),
            "product_increase": money(p.lines.increase),
        },
    });
    assert_right(&t, &found);
}

/// T14: 3 % a month of the month before fell away, 11,850 in the quarter; the base is the opening.
#[test]
fn t14_the_base_is_the_opening() {
    let report = compute(
        &ledger(vec![
            row("A", "2022-03", 120_000),
            row("A", "2022-06", 108_150),
            row("N", "2022-06", 36_850),
        ]),
        &Basis::default(),
    )
    .unwrap();
    let rate = report.newest().unwrap().total.rates.downsell_rate.unwrap();
    assert_eq!(
        format!("{}%", (rate * dec("100")).normalize()),
        text(&trap("T14")["right"]["downgrade_rate"])
    );
}

#[test]
fn t15_not_the_closing() {
    let t = trap("T15");
    let r = newest(&t).total.rates;
    assert_right(
        &t,
        &json!({ "rate": percent(Some(r.churn_rate.unwrap() + r.downsell_rate.unwrap())) }),
    );
}

#[test]
fn t16_no_losses_no_quick_ratio() {
    let t = trap("T16");
    assert_right(
        &t,
        &json!({ "quick_ratio": newest(&t).total.rates.quick_ratio }),
    );
}

/// T17: 3 % a month for a year is 30.62 %, as the trailing year and the compounded months both say.
#[test]
fn t17_a_year_is_not_twelve_months_added() {
    let t = trap("T17");
    let at = |i: u32| format!("{}-{:02}", 2024 + i / 12, i % 12 + 1);
    let mut amount = dec("1000000000000");
    let mut all = Vec::new();
    for i in 0..13 {
        all.push(row("A", &at(i), amount));
        amount *= dec("0.97");
    }
    let report = months(all);
    let lost = |kept: Ratio| percent(kept.map(|k| Decimal::ONE - k));
    let found = json!({ "annual": lost(report.newest().unwrap().total.ttm.nrr) });
    assert_right(&t, &found);
    assert_eq!(lost(report.methods[1].nrr), found["annual"]);
}

#[test]
fn t18_a_total_is_no_mean_of_segments() {
    let t = trap("T18");
    let p = newest(&t);
    assert_eq!(p.segmentations[0].segments.len(), 2);
    assert_right(&t, &json!({ "nrr": percent(p.total.rates.nrr) }));
}

/// T19: over two months by closed cohort; chained months are in the method table under their own name.
#[test]
fn t19_chained_months_are_no_cohort() {
    let t = trap("T19");
    let report = compute(
        &ledger(rows(&t)),
        &Basis {
            fiscal_year_start: 2.try_into().unwrap(),
            ..Basis::default()
        },
    )
    .unwrap();
    let p = report.newest().unwrap();
    assert_right(&t, &json!({ "nrr": percent(p.total.rates.nrr) }));
    let chained = report
        .methods
        .iter()
        .find(|m| m.method == "compounded_months")
        .unwrap();
    assert_eq!(percent(chained.nrr), text(&t["wrong"]["nrr"]));
}

#[test]
fn t20_summed_months_are_not_the_quarter() {
    let t = trap("T20");
    let report = compute(
        &ledger(rows(&t)),
        &Basis {
            fiscal_year_start: 2.try_into().unwrap(),
            ..Basis::default()
        },
    )
    .unwrap();
    let p = report.newest().unwrap();
    let b = &p.total.bridge;
    let found = json!({
        "expansion": money(b.expansion),
        "downsell": money(b.downsell),
        "churn": money(b.churn),
        "reactivation": money(b.reactivation),
        "grr": percent(p.total.rates.grr),
    });
    assert_right(&t, &found);
    let summed = p.sum_of_months.as_ref().unwrap();
    let wrong = json!({
        "expansion": money(summed.expansion),
        "downsell": money(summed.downsell),
        "churn": money(summed.churn),
        "reactivation": money(summed.reactivation),
    });
    assert_eq!(wrong, t["wrong"], "the amount between both is printed");
}

#[test]
fn t22_a_multi_year_exchange_is_downsell() {
    let t = trap("T22");
    let entry = &t["ledger"][0];
    let report = months(vec![
        row("A", "2025-05", text(&entry["before_acv"])).renewal("2025-06-30"),
        row("A", "2025-06", text(&entry["after_acv"])).renewal("2027-06-30"),
    ]);
    let total = &report.newest().unwrap().total;
    assert_eq!(money(total.bridge.downsell), t["right"]["downsell"]);
    assert_eq!(total.of_which_multi_year, total.bridge.downsell, "tagged");
    assert!(total.bridge.expansion.is_zero());
}

#[test]
fn t23_fx_is_not_downsell() {
    let t = trap("T23");
    let entry = &t["ledger"][0];
    let eur = |at: &str| row("K", at, text(&entry["eur"])).currency("EUR");
    let ledger = Spec::new(&[], vec![eur("2025-01"), eur("2025-02")])
        .rate("EUR", "2025-01", &text(&entry["usd_per_eur"][0]))
        .rate("EUR", "2025-02", &text(&entry["usd_per_eur"][1]))
        .build();
    let total = compute(&ledger, &monthly())
        .unwrap()
        .newest()
        .unwrap()
        .total
        .clone();
    let found = json!({
        "downsell": money(total.bridge.downsell),
        "fx": money(total.bridge.fx),
        "nrr": percent(total.rates.nrr),
    });
    assert_right(&t, &found);
}

/// T24: four quarters of 0.05 print 0.1 each, and the year 0.2.
#[test]
fn t24_sums_are_of_unrounded_amounts() {
    let amounts = [
        ("2020-12", "10"),
        ("2021-03", "9.95"),
        ("2021-06", "9.9"),
        ("2021-09", "9.85"),
        ("2021-12", "9.8"),
    ];
    let ledger = ledger(
        amounts
            .iter()
            .map(|(at, amount)| row("A", at, amount))
            .collect(),
    );
    let quarters = compute(&ledger, &Basis::default()).unwrap();
    let printed = |d: Decimal| money_text(round_half_away(d, 1));
    assert!(
        quarters
            .periods
            .iter()
            .all(|p| printed(p.total.bridge.downsell) == "0.1")
    );
    let year = compute(
        &ledger,
        &Basis {
            period: holdfast_ledger::Grain::Year,
            ..Basis::default()
        },
    )
    .unwrap();
    let annual = printed(year.newest().unwrap().total.bridge.downsell);
    assert_right(&trap("T24"), &json!({ "annual": annual }));
}

#[test]
fn t26_renewal_rate_and_grr_have_their_own_bases() {
    let t = trap("T26");
    let report = months(vec![
        row("left", "2025-01", 50_000).renewal("2025-02-10"),
        row("renewed", "2025-01", 200_000).renewal("2025-02-10"),
        row("renewed", "2025-02", 200_000).renewal("2026-02-10"),
        row("rest", "2025-01", 750_000).renewal("2025-11-10"),
        row("rest", "2025-02", 750_000).renewal("2025-11-10"),
    ]);
    let p = report.newest().unwrap();
    let lost = p.renewals.as_ref().unwrap().churn_rate;
    let found = json!({
        "grr": percent(p.total.rates.grr),
        "renewal_rate": percent(lost.map(|l| Decimal::ONE - l)),
    });
    assert_right(&t, &found);
}

/// T27: once A is mapped to B, what A paid is part of B.
#[test]
fn t27_a_merged_customer_is_no_churn() {
    let t = trap("T27");
    let mut merged = rows(&t);
    for r in &mut merged {
        "B".clone_into(&mut r.customer);
    }
    let total = months(merged).newest().unwrap().total.clone();
    let found = json!({
        "churn_rate": percent(total.rates.churn_rate),
        "downgrade_rate": percent(total.rates.downsell_rate),
        "logo_churn": percent(total.rates.logo_retention.map(|k| Decimal::ONE - k)),
    });
    assert_right(&t, &found);
}

#[test]
fn t28_trials_are_no_logos() {
    let t = trap("T28");
    assert_right(
        &t,
        &json!({ "logo_retention": percent(newest(&t).total.rates.logo_retention) }),
    );
}

/// T29: 97 customers of 10 stay, three of 310, 310 and 410 are halved.
#[test]
fn t29_the_downsell_rate_is_on_arr() {
    let t = trap("T29");
    let mut all = Vec::new();
    for i in 0..97 {
        all.extend([
            row(&format!("c{i:02}"), "2025-01", 10),
            row(&format!("c{i:02}"), "2025-02", 10),
        ]);
    }
    for (customer, amount) in [("x", 310), ("y", 310), ("z", 410)] {
        all.extend([
            row(customer, "2025-01", amount),
            row(customer, "2025-02", amount / 2),
        ]);
    }
    let rates = months(all).newest().unwrap().total.rates.clone();
    assert_eq!(percent(rates.downsell_rate), t["right"]["by_opening_arr"]);
    assert_eq!(
        percent(rates.downsell_logo_rate),
        t["wrong"]["by_count"],
        "under its own name"
    );
}

#[test]
fn t33_an_expired_discount_is_expansion() {
    let t = trap("T33");
    let b = newest(&t).total.bridge;
    assert_right(&t, &json!({ "expansion": money(b.expansion) }));
    assert!(b.downsell.is_zero());
}

/// T34 and T41: the quick ratio of 45,000 over 40,000 prints 1.13.
#[test]
fn t34_figures_round_half_away_from_zero() {
    let t = trap("T34");
    let report = months(vec![
        row("gone", "2025-01", 40_000),
        row("stays", "2025-01", 1),
        row("stays", "2025-02", 1),
        row("new", "2025-02", 45_000),
    ]);
    let quick = report.newest().unwrap().total.rates.quick_ratio.unwrap();
    assert_eq!(money_text(round_half_away(quick, 2)), t["right"]["half_up"]);
    assert_eq!(
        money_text(round_half_away(dec("1.129"), 2)),
        trap("T41")["right"]["printed"][0]
    );
}

#[test]
fn t35_a_change_of_segment_is_a_transfer() {
    let t = trap("T35");
    let p = newest(&t);
    let of = |value: &str| {
        let segments = &p.segmentations[0].segments;
        segments
            .iter()
            .find(|s| s.value == value)
            .unwrap()
            .scope
            .bridge
            .clone()
    };
    let (smb, mid) = (of("SMB"), of("Mid"));
    let found = json!({
        "SMB (segment at opening)": { "expansion": money(smb.expansion), "churn": money(smb.churn) },
        "transfer_out_SMB_into_Mid": money(mid.transfer),
    });
    assert_right(&t, &found);
    assert_eq!(smb.transfer, -mid.transfer);
    assert!(mid.new.is_zero());
}

#[test]
fn t38_a_segment_without_a_base_has_no_rate() {
    let t = trap("T38");
    let mut all = rows(&t);
    for r in &mut all {
        r.attributes = vec!["young".to_owned()];
    }
    all.extend([
        row("O", "2025-01", 10).at(&["old"]),
        row("O", "2025-02", 10).at(&["old"]),
    ]);
    let report = compute(&Spec::new(&["segment"], all).build(), &monthly()).unwrap();
    let segments = &report.newest().unwrap().segmentations[0].segments;
    let young = segments.iter().find(|s| s.value == "young").unwrap();
    assert_right(&t, &json!({ "nrr": young.scope.rates.nrr }));
    common::same(young.scope.bridge.new, "50", "its amount still prints");
}

/// T39: held at 0 (the import blocks until the user decides), so a downsell is never over its opening.
#[test]
fn t39_a_credit_note_never_makes_a_balance_negative() {
    let mut all = rows(&trap("T39"));
    all.extend([
        row("B", "2025-02", 20),
        row("C", "2025-02", 5),
        row("C", "2025-03", 5),
    ]);
    let report = months(all);
    assert_checks(&report);
    let b = &report.newest().unwrap().total.bridge;
    assert_eq!(
        (b.closing, b.churn, b.downsell),
        (dec("5"), dec("20"), dec("0"))
    );
}

#[test]
fn t40_a_pause_is_said() {
    let t = trap("T40");
    let ledger = ledger(rows(&t));
    let with = |paused| {
        compute(
            &ledger,
            &Basis {
                paused,
                ..monthly()
            },
        )
        .unwrap()
        .newest()
        .unwrap()
        .total
        .clone()
    };
    let (default, own) = (with(PausedRule::Churn), with(PausedRule::OwnLine));
    let logo = if own.rates.logo_retention == Some(Decimal::ONE) && own.counts.paused == 1 {
        "retained, disclosed"
    } else {
        "lost"
    };
    let found = json!({
        "default": {
            "closing": money(default.bridge.closing),
            "churn": money(default.bridge.churn),
            "of_which_paused": money(default.of_which_paused),
        },
        "paused_own_line": {
            "closing": money(own.bridge.closing),
            "paused": money(own.bridge.paused),
            "churn": money(own.bridge.churn),
            "logo": logo,
        },
    });
    assert_right(&t, &found);
}
