//! N-1 to N-6: what the playbook advises.

use super::*;

fn advise(request: &Request, as_of: &str) -> Advice {
    let recorded = EVERYTHING.iter().copied().collect();
    advice(request, &recorded, &Playbook::default(), d(as_of))
}

/// request, before, asked → counter's ARR, kind, exchange.
#[test]
fn the_matrix_answers_every_request() {
    use RequestKind as R;
    for (kind, before, asked, arr, counter, exchange) in [
        (
            R::SeatReduction,
            100_000,
            70_000,
            "80000",
            CounterKind::RightSize,
            Exchange::MultiYear,
        ),
        (
            R::ModuleCancelled,
            100_000,
            85_000,
            "85000",
            CounterKind::Suspend,
            Exchange::OneYearLock,
        ),
        (
            R::ValueCut,
            200_000,
            100_000,
            "140000",
            CounterKind::MultiYear,
            Exchange::MultiYear,
        ),
        (
            R::FullCancellation,
            80_000,
            0,
            "0",
            CounterKind::Pause,
            Exchange::Relationship,
        ),
        (
            R::TierDowngrade,
            60_000,
            45_000,
            "45000",
            CounterKind::LowerTier,
            Exchange::PathBackUp,
        ),
    ] {
        let offer = advise(&ask("A", "2027-01-01", kind, before, asked), "2027-01-02")
            .counter
            .unwrap();
        assert_eq!(offer.arr, Some(m(arr)), "{kind:?}");
        assert_eq!((offer.kind, offer.exchange), (counter, exchange));
        assert_eq!(offer.scaled_from, None, "the example itself is not scaled");
    }
    let other = ask("A", "2027-01-01", R::Other, 100, 70);
    assert_eq!(advise(&other, "2027-01-02").counter, None);
}

#[test]
fn other_sizes_keep_the_examples_share_of_the_cut_and_say_so() {
    // 12 % asked: 20/30 of it is 8 %. 60 % asked: 30/50 of it is 36 %.
    let seats = advise(
        &ask(
            "A",
            "2027-01-01",
            RequestKind::SeatReduction,
            50_000,
            44_000,
        ),
        "2027-01-02",
    );
    let offer = seats.counter.unwrap();
    assert_eq!(
        (offer.arr, offer.scaled_from),
        (Some(m("46000")), Some(m("0.30")))
    );
    assert_eq!(offer.asked_share, Some(m("0.12")));
    let value = advise(
        &ask("A", "2027-01-01", RequestKind::ValueCut, 100_000, 40_000),
        "2027-01-02",
    );
    let offer = value.counter.unwrap();
    assert_eq!(
        (offer.arr, offer.scaled_from),
        (Some(m("64000")), Some(m("0.50")))
    );
    assert_eq!(offer.months, Some(24));
}

#[test]
fn a_retention_discount_comes_off_what_is_left() {
    let mut playbook = Playbook::default();
    for row in &mut playbook.matrix {
        if let CounterRule::SuspendModule { retention_discount } = &mut row.arr {
            *retention_discount = m("0.05");
        }
    }
    let request = ask(
        "A",
        "2027-01-01",
        RequestKind::ModuleCancelled,
        100_000,
        80_000,
    );
    assert_eq!(
        counter_advice(&request, &playbook).unwrap().arr,
        Some(m("76000"))
    );
}

#[test]
fn without_the_arr_asked_for_the_counter_has_no_arr() {
    let request = Request {
        arr_asked: None,
        ..ask("A", "2027-01-01", RequestKind::SeatReduction, 100, 70)
    };
    assert_eq!(advise(&request, "2027-01-02").counter.unwrap().arr, None);
}

fn states(request: &Request, as_of: &str) -> Vec<StepState> {
    advise(request, as_of)
        .clock
        .iter()
        .map(|c| c.state)
        .collect()
}

#[test]
fn the_clock_runs_in_calendar_days() {
    use StepState::{Ahead, Done, Due, Late, Overdue};
    let request = ask("A", "2027-01-01", RequestKind::ValueCut, 100, 70);
    assert_eq!(
        states(&request, "2027-01-01"),
        [Due(1), Due(3), Ahead(5), Ahead(10), Due(30)]
    );
    assert_eq!(
        states(&request, "2027-01-09"),
        [Overdue(7), Overdue(5), Due(2), Ahead(2), Due(22)]
    );
    let worked = Request {
        acknowledged_on: Some(d("2027-01-03")),
        deal_desk_on: Some(d("2027-01-02")),
        vp_cs_on: Some(d("2027-01-04")),
        diagnosed_on: Some(d("2027-01-09")),
        counters: vec![counter("2027-01-13", CounterKind::MultiYear, None)],
        ..request
    };
    assert_eq!(
        states(&worked, "2027-02-03"),
        [Late(2), Done(3), Done(8), Done(12), Overdue(3)]
    );
    // Stages after the as-of date have not happened yet.
    assert_eq!(
        states(&worked, "2027-01-03")[2..],
        [Ahead(3), Ahead(8), Due(28)]
    );
}

#[test]
fn past_thirty_days_the_advice_is_to_accept() {
    let request = ask("A", "2027-01-01", RequestKind::ValueCut, 100, 70);
    assert!(!advise(&request, "2027-01-31").accept);
    assert!(advise(&request, "2027-02-01").accept);
    assert!(!advise(&resolved(request, "2027-01-20", 80), "2027-02-01").accept);
}

#[test]
fn large_accounts_pushes_and_deep_cuts_involve_others() {
    let large = Request {
        ae_involved: Some(false),
        ..ask("A", "2027-01-01", RequestKind::ValueCut, 100_000, 50_001)
    };
    assert_eq!(
        advise(&large, "2027-01-02").involve,
        [Involve::AccountExecutive(Some(false))]
    );
    let deep = ask("A", "2027-01-01", RequestKind::ValueCut, 99_999, 40_000);
    assert_eq!(
        advise(&deep, "2027-01-02").involve,
        [Involve::DiagnoseFirst]
    );
    let pushed = Request {
        counters: vec![counter(
            "2027-01-05",
            CounterKind::RightSize,
            Some("2027-01-08"),
        )],
        ..ask("A", "2027-01-01", RequestKind::ValueCut, 100, 70)
    };
    assert_eq!(advise(&pushed, "2027-01-07").involve, []);
    assert_eq!(advise(&pushed, "2027-01-08").involve, [Involve::VpCs(None)]);
    let escalated = Request {
        escalated_on: Some(d("2027-01-09")),
        ..pushed
    };
    assert_eq!(
        advise(&escalated, "2027-01-31").involve,
        [Involve::VpCs(Some(d("2027-01-09")))]
    );
}

#[test]
fn the_four_components_say_what_is_missing() {
    let fresh = ask("A", "2027-01-01", RequestKind::SeatReduction, 100, 70);
    let missing: Vec<_> = advise(&fresh, "2027-01-01").missing().collect();
    assert_eq!(missing, Component::ALL);
    let complete = Request {
        first_response: Some(holdfast_ledger::requests::FirstResponse::Acknowledged),
        acknowledged_on: Some(d("2027-01-01")),
        root_cause: Some(RootCause::BudgetCut),
        diagnosed_on: Some(d("2027-01-06")),
        counters: vec![counter("2027-01-06", CounterKind::RightSize, None)],
        exchange_asked: Some(Exchange::MultiYear),
        months_offered: Some(24),
        triggers: vec![Trigger::default()],
        ..fresh
    };
    let advice = advise(&complete, "2027-01-20");
    assert_eq!(advice.missing().count(), 0);
    assert_eq!(advice.response, Some(RootCause::BudgetCut));
    let one_year = Request {
        months_offered: Some(12),
        ..complete
    };
    let missing: Vec<_> = advise(&one_year, "2027-01-20").missing().collect();
    assert_eq!(missing, [Component::Counter]);
}

#[test]
fn a_competitor_is_another_playbook() {
    let request = Request {
        root_cause: Some(RootCause::Competitor),
        ..ask("A", "2027-01-01", RequestKind::ValueCut, 100, 70)
    };
    assert!(advise(&request, "2027-01-02").different_playbook);
}
