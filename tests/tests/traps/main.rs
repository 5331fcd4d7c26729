//! The traps: 41 ways in which retention figures are commonly computed wrongly (`cases/traps.json`). Each goes
//! through the command line; the right figure must come out, and the wrong one never.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod classes;
mod files;
mod judge;
mod ledgers;
mod negotiations;
mod rates;

use holdfast_tests::{by, cases};
use serde_json::Value;

/// The test of every trap.
const TESTED: [(&str, fn()); 41] = [
    ("T01", classes::t01_movements_are_per_customer),
    ("T02", classes::t02_churn_is_not_downsell_too),
    ("T03", rates::t03_grr_is_capped_per_customer),
    ("T04", rates::t04_grr_includes_downsell),
    ("T05", rates::t05_new_customers_are_not_in_nrr),
    ("T06", classes::t06_a_return_is_a_reactivation_outside_nrr),
    (
        "T07",
        classes::t07_to_zero_is_churn_and_from_zero_reactivation,
    ),
    ("T08", classes::t08_the_previous_close_not_the_previous_row),
    ("T09", ledgers::t09_the_end_of_the_export_is_not_churn),
    ("T10", ledgers::t10_history_before_the_window_counts),
    ("T11", ledgers::t11_an_open_end_keeps_running),
    ("T12", classes::t12_one_of_two_subscriptions_is_downsell),
    ("T13", classes::t13_net_in_the_bridge_gross_beside_it),
    ("T14", rates::t14_the_base_is_the_opening_not_an_average),
    ("T15", rates::t15_the_base_is_the_opening_not_the_closing),
    ("T16", rates::t16_no_losses_no_quick_ratio),
    ("T17", rates::t17_a_year_is_not_a_month_times_twelve),
    ("T18", rates::t18_a_total_is_no_mean_of_segments),
    ("T19", rates::t19_chained_months_are_no_cohort),
    ("T20", classes::t20_a_quarter_is_two_closes),
    ("T21", ledgers::t21_an_annual_invoice_is_spread),
    ("T22", ledgers::t22_contract_value_is_not_arr),
    ("T23", ledgers::t23_fx_is_not_downsell),
    ("T24", rates::t24_sums_are_of_unrounded_amounts),
    ("T25", files::t25_a_column_has_one_unit),
    ("T26", rates::t26_renewal_rate_and_grr_have_their_own_bases),
    ("T27", ledgers::t27_a_merged_customer_is_no_churn),
    ("T28", rates::t28_trials_are_no_logos),
    ("T29", rates::t29_the_downsell_rate_is_on_arr),
    ("T30", negotiations::t30_the_save_rate_says_its_denominator),
    ("T31", negotiations::t31_only_the_difference_is_kept),
    ("T32", negotiations::t32_open_requests_count_in_the_days),
    ("T33", classes::t33_an_expired_discount_is_expansion),
    ("T34", rates::t34_figures_round_half_away_from_zero),
    ("T35", classes::t35_a_segment_change_is_a_transfer),
    ("T36", files::t36_a_break_between_months_is_shown),
    ("T37", files::t37_spellings_are_proposed),
    ("T38", rates::t38_no_base_is_not_available),
    ("T39", ledgers::t39_a_negative_balance_blocks),
    ("T40", classes::t40_a_pause_is_said),
    ("T41", rates::t41_two_places_are_rounded_not_cut),
];

/// A trap without a test, and a test without a trap, fail here.
#[test]
fn every_trap_has_its_test() {
    let ids: Vec<String> = traps()
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["id"].as_str().unwrap().to_owned())
        .collect();
    let tested: Vec<&str> = TESTED.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, tested);
}

#[test]
fn no_trap_is_walked_into() {
    for (id, test) in TESTED {
        println!("{id}");
        test();
    }
}

fn traps() -> Value {
    let text = std::fs::read_to_string(cases().join("traps.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn trap(id: &str) -> Value {
    by(&traps(), "id", id).clone()
}
