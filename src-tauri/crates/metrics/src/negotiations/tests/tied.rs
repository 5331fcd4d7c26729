//! N-30, N-31.

use super::*;
use crate::basis::PausedRule;
use holdfast_ledger::AmountKind;

fn of(customer: &str, request: Request) -> Request {
    Request {
        customer: customer.to_owned(),
        ..request
    }
}

/// Before 100, asked 50.
fn save(id: &str, customer: &str, on: &str, after: i64) -> Request {
    of(
        customer,
        resolved(
            ask(id, "2027-01-01", RequestKind::ValueCut, 100, 50),
            on,
            after,
        ),
    )
}

/// The tie of a month of 2027, as of its end.
fn tie_of(requests: Vec<Request>, books: &Ledger, last: u32) -> Tie {
    let window = month(2027, last);
    let as_of = window.closing().date().to_string();
    let report = with_books(&full(requests), books, Some(window), &as_of);
    assert!(report.checks.iter().all(|c| c.ok), "{:?}", report.checks);
    report.tie.unwrap()
}

fn pairs(tie: &Tie) -> Vec<(u32, Vec<String>)> {
    tie.matched
        .iter()
        .map(|m| (m.loss.customer, m.requests.clone()))
        .collect()
}

#[test]
fn planted_mismatches_are_found() {
    // Alder fell as agreed, Birch deeper, Cedar without a request, Dogwood not yet, Elm is unknown.
    let books = ledger(&[
        ("Alder", &[100, 100, 70]),
        ("Birch", &[100, 100, 60]),
        ("Cedar", &[100, 100, 90]),
        ("Dogwood", &[100, 100, 100]),
    ]);
    let tie = tie_of(
        vec![
            save("A", "Alder", "2027-03-10", 70),
            save("B", "Birch", "2027-03-10", 70),
            save("D", "Dogwood", "2027-03-10", 80),
            save("E", "Elm", "2027-03-10", 80),
        ],
        &books,
        3,
    );
    assert_eq!(
        pairs(&tie),
        [(0, vec!["A".to_owned()]), (1, vec!["B".to_owned()])]
    );
    let differences: Vec<_> = tie
        .differences()
        .map(|m| (m.agreed, m.loss.closing))
        .collect();
    assert_eq!(differences, [(Some(m("70")), m("60"))]);
    assert_eq!((tie.unlogged.len(), tie.unlogged[0].amount), (1, m("10")));
    let not_yet = &tie.not_in_ledger[0];
    assert_eq!(
        (not_yet.request.as_str(), not_yet.agreed, not_yet.ledger),
        ("D", m("80"), m("100"))
    );
    assert_eq!(tie.unknown_customers, ["E"]);
    // 30 + 40 matched and 10 unlogged are the bridge's 80.
    let downsell = tie.totals[0];
    assert_eq!(
        (downsell.matched, downsell.unlogged),
        ((2, m("70")), (1, m("10")))
    );
    assert_eq!(downsell.bridge, m("80"));
}

#[test]
fn the_period_which_contains_the_date_comes_before_a_nearer_one() {
    // Resolved on 1 March: the February close is one day away, but March contains the date.
    let books = ledger(&[("Alder", &[100, 90, 70])]);
    let tie = tie_of(vec![save("A", "Alder", "2027-03-01", 70)], &books, 3);
    assert_eq!(pairs(&tie), [(0, vec!["A".to_owned()])]);
}

#[test]
fn a_request_matches_one_movement_and_the_next_one_has_none() {
    let books = ledger(&[("Alder", &[100, 80, 70])]);
    let request = save("A", "Alder", "2027-02-20", 80);
    let tie = tie_of(vec![request], &books, 3);
    assert_eq!((tie.matched.len(), tie.unlogged.len()), (0, 1));
    assert!(tie.not_in_ledger.is_empty());
}

#[test]
fn the_lag_is_counted_in_days_and_ends() {
    let books = ledger(&[("Alder", &[100, 100, 100, 80])]);
    // 30 April − 45 days = 16 March.
    let near = tie_of(vec![save("A", "Alder", "2027-03-16", 80)], &books, 4);
    assert_eq!(near.matched.len(), 1);
    let far = tie_of(vec![save("A", "Alder", "2027-03-15", 80)], &books, 4);
    assert_eq!((far.matched.len(), far.unlogged.len()), (0, 1));
    // In March it is resolved and not yet in the ledger.
    let march = tie_of(vec![save("A", "Alder", "2027-03-15", 80)], &books, 3);
    assert_eq!(march.not_in_ledger[0].ledger, m("100"));
}

#[test]
fn of_two_movements_at_one_distance_the_earlier_matches() {
    // Falls show at 30 June and 31 August: 31 July is 31 days from both.
    let books = ledger(&[("Alder", &[100, 100, 100, 100, 100, 90, 90, 80])]);
    let matched_to = |on: &str| {
        let log = full(vec![save("A", "Alder", on, 80)]);
        let report = with_books(&log, &books, None, "2027-08-31");
        report.tie.unwrap().matched[0].loss.closing_date
    };
    assert_eq!(matched_to("2027-07-31"), d("2027-06-30"));
    assert_eq!(matched_to("2027-08-01"), d("2027-08-31"));
}

#[test]
fn only_the_last_request_of_a_movement_is_compared() {
    let books = ledger(&[("Alder", &[100, 100, 60])]);
    let first = save("A1", "Alder", "2027-03-05", 80);
    let second = save("A2", "Alder", "2027-03-20", 60);
    // The later one stands first in the log.
    let tie = tie_of(vec![second, first], &books, 3);
    assert_eq!(pairs(&tie), [(0, vec!["A1".to_owned(), "A2".to_owned()])]);
    assert_eq!(tie.differences().count(), 0);
}

/// N-30: the lag counts to the period's closing, whatever the close at which the fall first shows.
#[test]
fn a_quarter_is_as_near_as_its_closing_date() {
    let second = quarter(2027, 6);
    let matched = |on: &str, closes: &[i64], as_of: &str| {
        let books = ledger(&[("Alder", closes)]);
        let quarterly = Basis {
            period: Grain::Quarter,
            ..basis(&books, as_of)
        };
        let log = full(vec![save("A", "Alder", on, 80)]);
        let report = under(&log, &books, &quarterly, Some(second), as_of);
        report.tie.unwrap().matched.len()
    };
    // Resolved on 20 March, effective in April: 102 days to the quarter's close.
    let fell_in_april = [100, 100, 100, 80, 80, 80];
    assert_eq!(matched("2027-03-20", &fell_in_april, "2027-06-30"), 0);
    // 16 May lies inside; signed after the quarter, 14 August is its 45th day, 15 August too late.
    assert_eq!(matched("2027-05-16", &fell_in_april, "2027-06-30"), 1);
    let later = [100, 100, 100, 80, 80, 80, 80, 80];
    assert_eq!(matched("2027-08-14", &later, "2027-08-31"), 1);
    assert_eq!(matched("2027-08-15", &later, "2027-08-31"), 0);
}

#[test]
fn a_pause_is_churn_in_the_bridge_and_paused_in_the_log() {
    let books = ledger(&[("Alder", &[100, 100, 0]), ("Birch", &[50, 50, 0])]);
    let paused = Request {
        outcome: Some(StatedOutcome::Paused),
        ..save("A", "Alder", "2027-03-10", 0)
    };
    let churned = save("B", "Birch", "2027-03-10", 0);
    let tie = tie_of(vec![paused, churned], &books, 3);
    assert_eq!(tie.paused_in_churn(), (1, m("100")));
    let classes: Vec<_> = tie.totals.iter().map(|t| t.class).collect();
    assert_eq!(classes, [Class::Downsell, Class::Churn]);
    assert_eq!(tie.totals[1].matched, (2, m("150")));
}

fn march(log: &RequestLog, books: &Ledger, basis: &Basis) -> Tie {
    let report = under(log, books, basis, Some(month(2027, 3)), "2027-03-31");
    assert!(report.checks.iter().all(|c| c.ok), "{:?}", report.checks);
    report.tie.unwrap()
}

#[test]
fn pauses_with_a_line_of_their_own_tie_to_it_and_kept_ones_are_not_awaited() {
    let mut b = LedgerBuilder::new("USD", &[]);
    for (month, status) in [(2, Status::Active), (3, Status::Paused)] {
        let mut row = draft(&mut b, "Alder", Close::new(2027, month).unwrap(), 100);
        row.status = status;
        b.push(row, &[]);
    }
    let books = b.build().unwrap();
    let log = full(vec![Request {
        outcome: Some(StatedOutcome::Paused),
        ..save("A", "Alder", "2027-03-10", 0)
    }]);
    let with = |paused| Basis {
        paused,
        ..basis(&books, "2027-03-31")
    };
    let own_line = march(&log, &books, &with(PausedRule::OwnLine)).totals;
    assert_eq!(own_line.len(), 3);
    assert_eq!(
        (own_line[2].matched, own_line[2].bridge),
        ((1, m("100")), m("100"))
    );
    // Kept at the last amount by choice: no movement, and nothing is missing.
    let kept = march(&log, &books, &with(PausedRule::KeepLast));
    assert!(kept.not_in_ledger.is_empty() && kept.matched.is_empty());
}

#[test]
fn mrr_times_twelve_may_differ_by_its_own_rounding() {
    let mut b = LedgerBuilder::new("USD", &[]);
    for (month, amount) in [(2, "100"), (3, "70.04")] {
        let mut row = draft(&mut b, "Alder", Close::new(2027, month).unwrap(), 0);
        row.amount = m(amount);
        b.push(row, &[]);
    }
    let books = b.build().unwrap();
    let log = full(vec![save("A", "Alder", "2027-03-10", 70)]);
    let differences = |amounts| {
        let basis = Basis {
            amounts: Some(amounts),
            ..basis(&books, "2027-03-31")
        };
        march(&log, &books, &basis).differences().count()
    };
    assert_eq!(
        (differences(AmountKind::Arr), differences(AmountKind::Mrr)),
        (1, 0)
    );
}

#[test]
fn a_sum_of_months_ties_month_by_month() {
    // Down 30 in April, up 50 in May, down 10 in June: expansion 10 close to close, downsell 40 by months.
    let books = ledger(&[("Alder", &[100, 100, 100, 70, 120, 110])]);
    let second = quarter(2027, 6);
    let by_months = Basis {
        period: Grain::Quarter,
        method: crate::basis::Method::SumOfMonths,
        ..basis(&books, "2027-06-30")
    };
    let log = full(vec![save("A", "Alder", "2027-06-05", 110)]);
    let report = under(&log, &books, &by_months, Some(second), "2027-06-30");
    assert!(report.checks.iter().all(|c| c.ok), "{:?}", report.checks);
    let tie = report.tie.unwrap();
    let downsell = tie.totals[0];
    assert_eq!(
        (downsell.matched, downsell.unlogged),
        ((1, m("10")), (1, m("30")))
    );
    assert_eq!(downsell.bridge, m("40"));
}

#[test]
fn a_bridge_which_the_lists_do_not_add_up_to_fails_the_check() {
    let ledger = ledger(&[("Alder", &[100, 100, 70])]);
    let basis = basis(&ledger, "2027-03-31");
    let engine = crate::Engine::new(&ledger, &basis).unwrap();
    let bridge = crate::figures::Bridge {
        downsell: m("31"),
        ..crate::figures::Bridge::default()
    };
    let books = Books {
        balances: engine.balances(),
        bridge: Some(&bridge),
    };
    let log = full(vec![save("A", "Alder", "2027-03-10", 70)]);
    let march = Some(month(2027, 3));
    let report = evaluate(
        &log,
        &Playbook::default(),
        march,
        d("2027-03-31"),
        Some(&books),
    );
    let failed = report.checks.iter().filter(|c| !c.ok);
    let failed: Vec<_> = failed.map(|c| (c.check, c.difference())).collect();
    assert_eq!(failed, [("negotiations_tie_downsell", m("-1"))]);
}

#[test]
fn customers_are_found_by_id_then_name_then_spelling() {
    let mut b = LedgerBuilder::new("USD", &[]);
    for (id, name) in [("c1", "Alder Ltd"), ("c2", "Birch"), ("c3", "Birch")] {
        let row = draft(&mut b, id, Close::new(2027, 1).unwrap(), 100);
        b.display_name(row.customer, name);
        b.push(row, &[]);
    }
    let books = b.build().unwrap();
    let ask_of = |id, customer| save(id, customer, "2027-01-10", 80);
    let log = full(vec![
        ask_of("1", "c1"),
        ask_of("2", "Alder Ltd"),
        ask_of("3", "ALDER-LTD."),
        ask_of("4", "Birch"),
        ask_of("5", "Cedar"),
    ]);
    let report = with_books(&log, &books, None, "2027-01-31");
    let found: Vec<_> = report.items.iter().map(|i| i.in_ledger).collect();
    // Two customers are called Birch: nobody is taken.
    assert_eq!(found, [Some(0), Some(0), Some(0), None, None]);
    assert_eq!(report.retention.all.resolved, 3);
}
