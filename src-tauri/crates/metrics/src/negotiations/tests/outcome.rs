//! N-10, N-11, N-12, N-14, N-16, N-5, N-7, N-8.

use super::*;

#[test]
fn case_46_comes_out_exactly() {
    let report = at(&case_46(), "2027-03-31");
    assert_eq!(
        (report.requests(), report.resolved(), report.open()),
        (5, 4, 1)
    );
    assert_eq!(report.days.open_past_target, 0);
    let total = report.total;
    assert_eq!(
        (total.requested, total.given_up, total.kept),
        (m("260000"), m("210000"), m("50000"))
    );
    let share = holdfast_ledger::round_half_away(report.kept_share().unwrap(), 12);
    assert_eq!(share, m("0.192307692308"));
    let r = &report.retention;
    assert_eq!((r.all.retained, r.paused, r.churned), (2, 1, 1));
    assert_eq!(report.days.median, Some(m("25")));
    assert_eq!(report.days.within_target_share(), Some(m("0.75")));
    let multi = &report.multi_year;
    assert_eq!((multi.deals.len(), multi.right_sized), (2, 2));
    assert_eq!(multi.conversion(), Some(Decimal::ONE));
    let kept: Vec<_> = report
        .items
        .iter()
        .map(|i| i.amounts.map(|a| a.kept))
        .collect();
    assert_eq!(
        kept,
        [
            Some(m("10000")),
            Some(m("40000")),
            Some(m("0")),
            Some(m("0")),
            None
        ]
    );
    assert!(report.checks.iter().all(|c| c.ok));
    assert_eq!(report.disagreements().count(), 0);
}

#[test]
fn case_46_gave_up_sixteen_thousand_per_committed_year() {
    // (20,000 + 60,000) over 24 + 36 months = 80,000 / 5 years; term before was not imported.
    let multi = at(&case_46(), "2027-03-31").multi_year;
    assert_eq!(multi.given_up_per_year(), Some(m("16000")));
    assert_eq!((multi.arr, multi.months_added), (m("220000"), None));
}

#[test]
fn months_added_need_both_terms() {
    let term = |r: Request, before, after| Request {
        term_before: before,
        term_after: Some(after),
        ..r
    };
    let save = |id| {
        resolved(
            ask(id, "2027-01-01", RequestKind::ValueCut, 100, 50),
            "2027-01-20",
            70,
        )
    };
    let multi = at(
        &full(vec![
            term(save("A"), Some(12), 24),
            term(save("B"), None, 36),
            term(save("C"), Some(12), 12),
        ]),
        "2027-03-31",
    )
    .multi_year;
    assert_eq!(multi.deals, ["A", "B"]);
    assert_eq!((multi.months_added, multi.months_recorded), (Some(12), 1));
    // Two of the three right-sized deals are multi-year.
    let two_thirds = Decimal::TWO / Decimal::from(3);
    assert_eq!(multi.conversion(), Some(two_thirds));
    let log = log(
        vec![save("A")],
        &[LogColumn::ArrAfter, LogColumn::ResolvedOn],
    );
    assert_eq!(at(&log, "2027-03-31").multi_year.conversion(), None);
}

/// (after, stated) → class, kept: before 100, asked 70, so R = 30.
#[test]
fn the_amounts_give_the_class_and_what_was_kept() {
    use StatedOutcome as S;
    for (after, stated, class, kept) in [
        (100, None, S::Withdrawn, 30),
        (80, None, S::RightSized, 10),
        (70, None, S::FullCut, 0),
        (50, None, S::DeeperCut, -20),
        (120, None, S::Upsold, 50),
        (0, Some(S::Paused), S::Paused, -70),
        (0, Some(S::Churned), S::Churned, -70),
        (0, None, S::Churned, -70),
    ] {
        let request = Request {
            outcome: stated,
            ..resolved(
                ask("A", "2027-01-01", RequestKind::SeatReduction, 100, 70),
                "2027-01-09",
                after,
            )
        };
        let report = at(&full(vec![request]), "2027-03-31");
        let item = &report.items[0];
        assert_eq!(
            (item.class, item.amounts.unwrap().kept),
            (Some(class), kept.into())
        );
        assert_eq!(
            report.total.requested,
            report.total.kept + report.total.given_up
        );
    }
}

#[test]
fn a_stated_outcome_which_disagrees_is_listed() {
    let request = Request {
        outcome: Some(StatedOutcome::RightSized),
        ..resolved(
            ask("A", "2027-01-01", RequestKind::SeatReduction, 100, 70),
            "2027-01-09",
            60,
        )
    };
    let report = at(&full(vec![request]), "2027-03-31");
    let listed: Vec<_> = report
        .disagreements()
        .map(|i| (i.stated, i.class))
        .collect();
    assert_eq!(
        listed,
        [(
            Some(StatedOutcome::RightSized),
            Some(StatedOutcome::DeeperCut)
        )]
    );
}

#[test]
fn leaving_after_asking_for_a_cut_is_a_negative_kept() {
    let cut = resolved(
        ask("A", "2027-01-01", RequestKind::ValueCut, 100, 70),
        "2027-01-09",
        0,
    );
    let cancel = resolved(
        ask("B", "2027-01-01", RequestKind::FullCancellation, 100, 0),
        "2027-01-09",
        0,
    );
    let report = at(&full(vec![cut, cancel]), "2027-03-31");
    let ids: Vec<_> = report
        .churned_after_a_cut()
        .map(|i| i.id.as_str())
        .collect();
    assert_eq!(ids, ["A"]);
    // (−70 + 0) / (30 + 100)
    assert_eq!(report.kept_share(), Some(m("-70") / m("130")));
}

#[test]
fn a_full_cancellation_asks_for_everything_whatever_the_column_says() {
    let request = ask("A", "2027-01-01", RequestKind::FullCancellation, 100, 40);
    assert_eq!(requested_cut(&request), Some(m("100")));
}

#[test]
fn a_blank_amount_after_follows_from_the_outcome_or_leaves_the_request_out() {
    let blank = |id, outcome| Request {
        outcome: Some(outcome),
        arr_after: None,
        ..resolved(
            ask(id, "2027-01-01", RequestKind::ValueCut, 100, 70),
            "2027-01-09",
            0,
        )
    };
    let report = at(
        &full(vec![
            blank("A", StatedOutcome::Withdrawn),
            blank("B", StatedOutcome::RightSized),
        ]),
        "2027-03-31",
    );
    assert_eq!((report.resolved(), report.total.requested), (2, m("30")));
    assert_eq!(report.unmeasured, ["B"]);
    assert_eq!(report.retention.all.resolved, 1);
}

#[test]
fn customers_count_once_by_their_last_resolved_request() {
    let same = |r: Request| Request {
        customer: "Alder".into(),
        ..r
    };
    let first = same(resolved(
        ask("A1", "2027-01-01", RequestKind::ValueCut, 100, 70),
        "2027-01-20",
        80,
    ));
    let second = same(resolved(
        ask("A2", "2027-02-01", RequestKind::FullCancellation, 80, 0),
        "2027-02-20",
        0,
    ));
    // The later one stands first in the log.
    let report = at(&full(vec![second, first]), "2027-03-31");
    assert_eq!((report.requests(), report.resolved()), (2, 2));
    let r = &report.retention;
    assert_eq!((r.all.retained, r.all.resolved, r.churned), (0, 1, 1));
    // Money covers both: R = 30 + 80, K = 10 + 0.
    assert_eq!(
        (report.total.requested, report.total.kept),
        (m("110"), m("10"))
    );
}

#[test]
fn of_two_resolved_on_one_day_the_later_request_is_the_last() {
    let of_alder = |id: &str, requested: &str, after: i64| Request {
        customer: "Alder".into(),
        ..resolved(
            ask(id, requested, RequestKind::ValueCut, 100, 70),
            "2027-02-20",
            after,
        )
    };
    // The later one stands first in the log.
    let log = full(vec![
        of_alder("A2", "2027-02-01", 80),
        of_alder("A1", "2027-01-01", 0),
    ]);
    let all = at(&log, "2027-03-31").retention.all;
    assert_eq!((all.retained, all.resolved), (1, 1));
}

#[test]
fn paused_is_in_the_denominator_and_not_in_the_numerator() {
    let report = at(&case_46(), "2027-03-31");
    let all = report.retention.all;
    assert_eq!(all.of_customers(), Some(m("0.5")));
    // (80,000 + 140,000) / (100,000 + 200,000 + 80,000 + 50,000)
    assert_eq!(all.of_arr(), Some(m("220") / m("430")));
    assert_eq!(report.retention.paused_arr, m("80000"));
}

#[test]
fn a_period_has_its_resolved_requests_and_the_open_ones() {
    let log = case_46();
    let playbook = Playbook::default();
    let march = evaluate(&log, &playbook, Some(month(2027, 3)), d("2027-03-31"), None);
    let ids: Vec<_> = march.items.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, ["R4", "R5"]);
    // At the end of January R2 is open, and the later ones have not been asked.
    let january = evaluate(&log, &playbook, Some(month(2027, 1)), d("2027-01-31"), None);
    let ids: Vec<_> = january.items.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, ["R1", "R2"]);
    assert_eq!((january.open(), january.items[1].age), (1, Some(21)));
}

#[test]
fn a_resolution_without_a_date_belongs_to_no_period() {
    let request = Request {
        outcome: Some(StatedOutcome::RightSized),
        arr_after: Some(m("80")),
        ..ask("A", "2027-01-01", RequestKind::ValueCut, 100, 70)
    };
    let log = full(vec![request]);
    let all = at(&log, "2027-03-31");
    assert_eq!(
        (all.resolved(), all.days.not_recorded, all.days.median),
        (1, 1, None)
    );
    assert_eq!(all.total.kept, m("10"));
    let quarter = evaluate(
        &log,
        &Playbook::default(),
        Some(quarter(2027, 3)),
        d("2027-03-31"),
        None,
    );
    assert_eq!((quarter.requests(), quarter.undated.len()), (0, 1));
}

#[test]
fn root_cause_by_counter_offer_counts_customers_and_money() {
    let with = |r: Request, cause, kind| Request {
        root_cause: cause,
        counters: vec![
            counter("2027-01-05", CounterKind::Discount, Some("2027-01-06")),
            counter("2027-01-07", kind, None),
        ],
        ..r
    };
    let save = |id, after| {
        resolved(
            ask(id, "2027-01-01", RequestKind::ValueCut, 100, 70),
            "2027-01-20",
            after,
        )
    };
    let report = at(
        &full(vec![
            with(
                save("A", 80),
                Some(RootCause::BudgetCut),
                CounterKind::MultiYear,
            ),
            with(
                save("B", 0),
                Some(RootCause::BudgetCut),
                CounterKind::MultiYear,
            ),
            save("C", 70),
        ]),
        "2027-03-31",
    );
    let cells = report.groups.cells.as_ref().unwrap();
    let cell = cells[&(Some(RootCause::BudgetCut), Some(CounterKind::MultiYear))];
    assert_eq!((cell.retained, cell.resolved), (1, 2));
    // K = 10 + (30 − 100) = −60 of R = 60.
    assert_eq!(
        (cell.amounts.kept, cell.amounts.requested),
        (m("-60"), m("60"))
    );
    assert_eq!(cells[&(None, None)].resolved, 1);
    // Case 46 has no counters: the matrix is not recorded, never empty.
    let report = at(&case_46(), "2027-03-31");
    assert!(report.groups.cells.is_none() && report.groups.by_counter.is_none());
    assert_eq!(report.groups.by_cause.unwrap().len(), 4);
}

#[test]
fn preservation_compares_the_same_requests() {
    let report = at(&case_46(), "2027-03-31");
    let p = report.preservation;
    // Matrix: R1 keeps 10,000 of 30,000, R2 40,000 of 100,000, the cancellations 0 (paused).
    assert_eq!(
        (p.requests, p.matrix_kept, p.kept),
        (4, m("50000"), m("50000"))
    );
    assert_eq!(p.matrix_share(), p.kept_share());
    let deeper = resolved(
        ask("A", "2027-01-01", RequestKind::SeatReduction, 100, 70),
        "2027-01-20",
        60,
    );
    let other = resolved(
        ask("B", "2027-01-01", RequestKind::Other, 100, 70),
        "2027-01-20",
        60,
    );
    let rival = Request {
        root_cause: Some(RootCause::Competitor),
        ..resolved(
            ask("C", "2027-01-01", RequestKind::SeatReduction, 100, 70),
            "2027-01-20",
            60,
        )
    };
    let p = at(&full(vec![deeper, other, rival]), "2027-03-31").preservation;
    assert_eq!((p.requests, p.unknown, p.competitor), (1, 1, 1));
    assert_eq!((p.matrix_kept, p.kept), (m("10"), m("-10")));
}

#[test]
fn discounts_are_of_price_and_not_of_volume() {
    let price = |id, list: i64, net: &str| Request {
        list_price: Some(list.into()),
        net_price: Some(m(net)),
        approver: "CFO".into(),
        ..resolved(
            ask(id, "2027-01-01", RequestKind::SeatReduction, 100, 70),
            "2027-01-20",
            80,
        )
    };
    let stated = Request {
        discount: Some(m("0.20")),
        ..resolved(
            ask("D", "2027-01-01", RequestKind::ValueCut, 100, 70),
            "2027-01-20",
            80,
        )
    };
    let report = at(
        &full(vec![
            price("A", 80, "80"),
            price("B", 100, "84"),
            price("C", 100, "79"),
            stated,
        ]),
        "2027-03-31",
    );
    let levels: Vec<_> = report
        .discounts
        .items
        .iter()
        .map(|i| (i.request.as_str(), i.discount, i.level))
        .collect();
    assert_eq!(
        levels,
        [
            ("C", m("0.21"), GuardrailLevel::Breach),
            ("D", m("0.20"), GuardrailLevel::Warn),
            ("B", m("0.16"), GuardrailLevel::Warn),
            ("A", m("0"), GuardrailLevel::Within),
        ]
    );
    let breach = report.discounts.at(GuardrailLevel::Breach).next().unwrap();
    assert_eq!(breach.approver, "CFO");
    assert!(!at(&case_46(), "2027-03-31").discounts.recorded);
}

#[test]
fn quota_credit_is_minus_what_was_given_up() {
    let owned = |owner: &str, r: Request| Request {
        owner: owner.into(),
        ..r
    };
    let cut = owned(
        "Kim",
        resolved(
            ask("A", "2027-01-01", RequestKind::ValueCut, 100, 70),
            "2027-01-20",
            80,
        ),
    );
    let up = owned(
        "Ada",
        resolved(
            ask("B", "2027-01-01", RequestKind::ValueCut, 100, 70),
            "2027-01-20",
            110,
        ),
    );
    let quota = at(&full(vec![cut, up]), "2027-03-31").quota;
    let credits: Vec<_> = quota.iter().map(|q| (q.owner.as_str(), q.credit)).collect();
    assert_eq!(credits, [("Ada", m("10")), ("Kim", m("-20"))]);
}

#[test]
fn accepted_without_counter_is_a_path_of_its_own() {
    let granted = resolved(
        ask("A", "2027-01-01", RequestKind::ValueCut, 100, 70),
        "2027-01-20",
        70,
    );
    let countered = Request {
        counters: vec![counter(
            "2027-01-12",
            CounterKind::RightSize,
            Some("2027-01-14"),
        )],
        id: "B".into(),
        ..granted.clone()
    };
    let report = at(&full(vec![granted.clone(), countered]), "2027-03-31");
    assert_eq!(report.without_counter, Some(vec!["A".to_owned()]));
    let report = at(&log(vec![granted], &[LogColumn::ArrAfter]), "2027-03-31");
    assert_eq!(report.without_counter, None);
}

#[test]
fn retained_customers_are_looked_at_again_where_the_ledger_reaches() {
    // Resolved on 20 January: 90 days later is 20 April, seen at the close of April.
    let save = |id| {
        resolved(
            ask(id, "2027-01-01", RequestKind::ValueCut, 100, 70),
            "2027-01-20",
            80,
        )
    };
    let late = resolved(
        ask("D", "2027-01-01", RequestKind::ValueCut, 100, 70),
        "2027-03-20",
        80,
    );
    let log = full(vec![save("A"), save("B"), save("X"), late]);
    let books = ledger(&[
        ("C-A", &[80, 80, 80, 75]),
        ("C-B", &[80, 80, 80, 0]),
        ("C-D", &[100, 100, 80, 80]),
    ]);
    let report = with_books(&log, &books, None, "2027-04-30");
    let seen = report.retention.observed.unwrap();
    assert_eq!((seen.reached, seen.retained, seen.still), (2, 2, 1));
    assert_eq!((seen.not_reached, seen.not_in_ledger), (1, 1));
    assert_eq!((seen.arr, seen.before), (m("75"), m("200")));
    assert_eq!(seen.after_days, 90);
}
