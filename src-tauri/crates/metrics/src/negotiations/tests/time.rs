//! N-13: days, percentiles, censored open requests, the funnel.

use super::*;

fn days(requested: &str, resolved_on: &str) -> Request {
    let id = format!("{requested}/{resolved_on}");
    resolved(
        ask(&id, requested, RequestKind::ValueCut, 100, 70),
        resolved_on,
        80,
    )
}

#[test]
fn percentiles_are_nearest_rank_and_the_median_is_the_middle() {
    assert_eq!(percentile(&[20, 40, 14, 30], 80), Some(40));
    // ⌈0.8 × 5⌉ = 4th of five, ⌈0.8 × 10⌉ = 8th of ten.
    assert_eq!(percentile(&[5, 4, 3, 2, 1], 80), Some(4));
    assert_eq!(percentile(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 80), Some(8));
    assert_eq!(percentile(&[7], 80), Some(7));
    assert_eq!(percentile(&[], 80), None);
    assert_eq!(median(&[20, 40, 14, 30]), Some(m("25")));
    assert_eq!(median(&[9, 1, 4]), Some(m("4")));
    assert_eq!(median(&[]), None);
}

#[test]
fn open_requests_count_as_at_least_their_age() {
    let open = |id, on| ask(id, on, RequestKind::ValueCut, 100, 70);
    let log = full(vec![
        days("2027-01-01", "2027-01-11"),
        days("2027-01-01", "2027-01-21"),
        open("O1", "2027-01-01"),
        open("O2", "2027-03-25"),
    ]);
    let days = at(&log, "2027-03-31").days;
    assert_eq!((days.median, days.p80), (Some(m("15")), Some(20)));
    // 6, 10, 20, 89: the median is 15, and the request of six days can still raise it.
    assert_eq!(days.median_with_open, Some(m("15")));
    assert!(days.median_can_rise);
    assert_eq!((days.open, days.open_past_target), (2, 1));
    assert_eq!(days.oldest, Some(("O1".to_owned(), 89)));
    // Two resolved in time of two resolved and one open past 30 days.
    assert_eq!((days.within_target, days.within_target_of), (2, 3));
}

#[test]
fn day_thirty_is_in_time_and_an_open_request_of_thirty_days_is_not_past() {
    let log = full(vec![
        days("2027-01-01", "2027-01-31"),
        days("2027-01-01", "2027-02-01"),
        ask("O", "2027-03-01", RequestKind::ValueCut, 100, 70),
    ]);
    let report = at(&log, "2027-03-31");
    assert_eq!(report.days.within_target_share(), Some(m("0.5")));
    assert_eq!(report.days.open_past_target, 0);
    let past: Vec<bool> = report.items.iter().map(|i| i.past_target).collect();
    assert_eq!(past, [false, true, false]);
}

#[test]
fn no_request_has_no_figures() {
    let report = at(&full(Vec::new()), "2027-03-31");
    assert_eq!(
        (report.kept_share(), report.days.within_target_share()),
        (None, None)
    );
    assert_eq!(report.retention.all.of_customers(), None);
    assert_eq!(
        (report.days.median, report.days.median_with_open),
        (None, None)
    );
}

#[test]
fn the_funnel_counts_customers_and_never_takes_a_blank_for_day_zero() {
    let staged = |id: &str, ack: Option<&str>, diagnosed: Option<&str>| Request {
        acknowledged_on: ack.map(d),
        diagnosed_on: diagnosed.map(d),
        ..ask(id, "2027-01-01", RequestKind::ValueCut, 100, 70)
    };
    let twin = Request {
        customer: "C-A".into(),
        ..staged("A2", Some("2027-01-04"), None)
    };
    let log = full(vec![
        staged("A", Some("2027-01-01"), Some("2027-01-09")),
        staged("B", None, Some("2027-01-13")),
        twin,
    ]);
    let report = at(&log, "2027-01-31");
    let step = |wanted| report.funnel.iter().find(|s| s.step == wanted).unwrap();
    let requested = step(Step::Requested);
    assert_eq!(
        (
            requested.requests,
            requested.customers,
            requested.arr_before
        ),
        (3, 2, m("300"))
    );
    let acknowledged = step(Step::Acknowledged);
    // Days 0 and 3; B's acknowledgement is blank and overdue.
    assert_eq!(
        (acknowledged.customers, acknowledged.median),
        (1, Some(m("1.5")))
    );
    assert_eq!((acknowledged.within, acknowledged.within_of), (1, 3));
    let diagnosed = step(Step::Diagnosed);
    assert_eq!((diagnosed.median, diagnosed.p80), (Some(m("10")), Some(12)));
    assert_eq!(
        (diagnosed.within, diagnosed.within_of, diagnosed.by),
        (1, 3, Some(10))
    );
    assert_eq!(step(Step::Resolved).requests, 0);
}

#[test]
fn steps_whose_column_was_not_imported_are_not_recorded() {
    let report = at(&case_46(), "2027-03-31");
    let recorded: Vec<_> = report
        .funnel
        .iter()
        .filter(|s| s.recorded)
        .map(|s| s.step)
        .collect();
    assert_eq!(recorded, [Step::Requested, Step::Resolved]);
}

#[test]
fn deal_desk_and_vp_are_both_to_be_informed() {
    let both = Request {
        deal_desk_on: Some(d("2027-01-02")),
        vp_cs_on: Some(d("2027-01-05")),
        ..ask("A", "2027-01-01", RequestKind::ValueCut, 100, 70)
    };
    let informed = |log: &RequestLog| {
        let report = at(log, "2027-01-31");
        report
            .funnel
            .iter()
            .find(|s| s.step == Step::Informed)
            .unwrap()
            .clone()
    };
    assert_eq!(informed(&full(vec![both.clone()])).median, Some(m("4")));
    let desk_only = log(vec![both], &[LogColumn::DealDeskOn]);
    assert_eq!(informed(&desk_only).median, Some(m("1")));
}
