//! ΣR = ΣK + ΣG and the tie's totals hold on 1,000 random logs with ledgers.

use super::*;
use proptest::prelude::*;

/// One customer's monthly amounts over a year.
fn amounts() -> impl Strategy<Value = Vec<i64>> {
    let amount = prop_oneof![3 => 0..200_000_i64, 1 => Just(0), 2 => Just(50_000)];
    prop::collection::vec(amount, 12)
}

fn request(customers: usize) -> impl Strategy<Value = Request> {
    let kinds = prop::sample::select(RequestKind::ALL);
    let causes = prop::option::of(prop::sample::select(RootCause::ALL));
    let outcomes = prop::option::of(prop::sample::select(StatedOutcome::ALL));
    let money = (
        1..200_000_i64,
        prop::option::of(0..200_000_i64),
        prop::option::of(0..250_000_i64),
    );
    let dates = (0..360_i64, prop::option::of(0..120_i64));
    let counters = prop::collection::vec(prop::sample::select(CounterKind::ALL), 0..3);
    (
        0..customers + 1,
        kinds,
        causes,
        outcomes,
        money,
        dates,
        counters,
    )
        .prop_map(
            |(
                customer,
                kind,
                root_cause,
                outcome,
                (before, asked, after),
                (on, took),
                counters,
            )| {
                let requested_on = d("2027-01-01") + chrono::Days::new(on as u64);
                Request {
                    kind: Some(kind),
                    root_cause,
                    outcome,
                    arr_asked: asked.map(|a| a.min(before).into()),
                    resolved_on: took.map(|t| requested_on + chrono::Days::new(t as u64)),
                    arr_after: after.map(Decimal::from),
                    counters: counters
                        .into_iter()
                        .map(|kind| Counter {
                            on: Some(requested_on),
                            kind: Some(kind),
                            ..Counter::default()
                        })
                        .collect(),
                    ..Request::new("", &format!("c{customer:02}"), requested_on, before.into())
                }
            },
        )
}

fn books_and_log() -> impl Strategy<Value = (Vec<Vec<i64>>, Vec<Request>, u32)> {
    prop::collection::vec(amounts(), 1..8).prop_flat_map(|rows| {
        let requests = prop::collection::vec(request(rows.len()), 0..15);
        (Just(rows), requests, 2..=12_u32)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn identities_hold((rows, mut requests, last) in books_and_log()) {
        for (i, request) in requests.iter_mut().enumerate() {
            request.id = format!("R{i}");
        }
        let names: Vec<String> = (0..rows.len()).map(|i| format!("c{i:02}")).collect();
        let table: Vec<(&str, &[i64])> =
            names.iter().map(String::as_str).zip(rows.iter().map(Vec::as_slice)).collect();
        prop_assume!(rows.iter().flatten().any(|a| *a != 0));
        let books = ledger(&table);
        let window = month(2027, last);
        let log = full(requests);
        for window in [Some(window), None] {
            let as_of = month(2027, last).closing().date().to_string();
            let report = with_books(&log, &books, window, &as_of);
            prop_assert!(report.checks.iter().all(|c| c.ok), "{:?}", report.checks);
            let t = report.total;
            prop_assert_eq!(t.requested, t.kept + t.given_up);
            holds(&report, &rows, last, window)?;
        }
    }
}

/// What must be true of every report, worked out another way.
fn holds(
    report: &NegotiationReport,
    rows: &[Vec<i64>],
    last: u32,
    window: Option<Period>,
) -> Result<(), TestCaseError> {
    let tie = report.tie.as_ref().unwrap();
    let first = if window.is_some() { last - 1 } else { 1 };
    let falls: Vec<i64> = rows
        .iter()
        .flat_map(|row| {
            row.windows(2)
                .take(last as usize - 1)
                .skip(first as usize - 1)
        })
        .filter(|w| w[1] < w[0])
        .map(|w| w[0] - w[1])
        .collect();
    let listed = tie.matched.iter().map(|m| &m.loss).chain(&tie.unlogged);
    prop_assert_eq!(listed.count(), falls.len());
    let sum: Decimal = tie.totals.iter().map(|t| t.matched.1 + t.unlogged.1).sum();
    prop_assert_eq!(sum, Decimal::from(falls.iter().sum::<i64>()));
    // Every request explains one movement at most.
    let mut ids: Vec<&String> = tie.matched.iter().flat_map(|m| &m.requests).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    prop_assert_eq!(ids.len(), all);
    let r = &report.retention;
    prop_assert!(r.all.retained + r.paused + r.churned == r.all.resolved);
    let d = &report.days;
    prop_assert_eq!(d.resolved + d.not_recorded + d.open, report.requests());
    prop_assert!(d.within_target <= d.within_target_of);
    let lost: u32 = report
        .failures
        .iter()
        .filter_map(FailureCheck::failures)
        .sum();
    let named: usize = report.items.iter().map(|i| i.failures.len()).sum();
    prop_assert_eq!(lost as usize, named);
    Ok(())
}
