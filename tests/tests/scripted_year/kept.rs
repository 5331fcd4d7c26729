//! A past which stays as reported, pack after pack.

use crate::export::{LATE, correct, export, paid, total};
use crate::found::{change, dec, effect};
use crate::year::{RECAST, Year, began};
use holdfast_metrics::restatement::{Cause, Treatment};
use holdfast_tests::holdfast;
use holdfast_workspace::Unwatched;
use holdfast_workspace::store::WAITING;

/// What is kept as reported with a pack stays so in every later one, and is not asked about again.
#[test]
fn a_past_kept_as_reported_stays_kept_all_year() {
    const KEEP: Treatment = Treatment::KeepAsReported;
    let mut year = began();
    let march = year.line("2025-Q1", "closing");

    // C02's March was 120 too much: kept. C13 came late with 500: recast.
    let second = |months| {
        let mut rows = export(months);
        rows.extend((2..=months).map(LATE));
        correct(&mut rows, "C02", 3, -120);
        rows
    };
    year.import(2, &second(6), "1.10");
    let choices = [("amount_corrected", KEEP), ("customer_added", RECAST[0].1)];
    year.choose_and_issue(&choices);
    let kept = [
        ("2025-Q1", "closing", march + dec("500")),
        ("2025-Q2", "opening", march + dec("500")),
        ("2025-Q2", "data_quality", dec("-120")),
        ("2025-Q2", "closing", total(&second(6), 6)),
    ];
    let stands = |year: &Year| {
        for (quarter, line, amount) in &kept {
            assert_eq!(year.line(quarter, line), *amount, "{quarter} {line}");
        }
    };
    stands(&year);
    let (after_second, quarters) = (year.copy("second.holdfast"), year.quarters(2));

    // The same past: nothing is asked, the pack says so, and both quarters are as issued.
    year.import(3, &second(9), "1.10");
    let found = year.changes();
    assert!(found.is_empty(), "{:#?}", found.changes);
    assert_eq!(year.quarters(2), quarters);
    stands(&year);
    year.try_issue().unwrap();
    assert!(year.printed().contains("No past figure changed"));
    let diff = ["diff", &after_second, &year.copy("third.holdfast")];
    let diff = holdfast(env!("CARGO_BIN_EXE_holdfast-under-test"), &diff);
    assert!(
        diff.out.contains("No past figure changed over 7"),
        "{}",
        diff.out
    );
    year.reopen();
    assert_eq!(year.quarters(2), quarters, "after a restart");
    let september = year.line("2025-Q3", "closing");

    assert_eq!(stored_pasts(&year.copy("stored.holdfast")), 1, "once");

    // C05's September was 70 too little: kept as well. C07 never was a customer: recast. C02 has another id, which
    // takes nothing back of what was kept of it.
    let mut fourth = second(12);
    correct(&mut fourth, "C05", 9, 70);
    fourth.retain(|r| r.customer != "C07");
    let second_customer = fourth.iter_mut().filter(|r| r.customer == "C02");
    second_customer.for_each(|r| r.customer = "C02-new".into());
    year.import(4, &fourth, "1.10");
    let found = year.changes();
    assert_eq!(
        found.causes(),
        [
            Cause::AmountCorrected,
            Cause::CustomerRemoved,
            Cause::Renamed
        ]
    );
    assert_eq!(change(&found, Cause::AmountCorrected).subject, "C05");
    assert_eq!(effect(&found, 9, Cause::AmountCorrected), dec("70"));
    assert_eq!(
        effect(&found, 3, Cause::AmountCorrected),
        dec("0"),
        "C02 is settled"
    );
    assert_eq!(effect(&found, 3, Cause::Renamed), dec("0"), "also renamed");
    let choices = [
        ("amount_corrected", KEEP),
        ("customer_removed", RECAST[0].1),
    ];
    year.choose_and_issue(&choices);
    let gone = |month| paid(&second(12), "C07", month);
    for (quarter, line, amount) in [
        ("2025-Q1", "closing", march + dec("500") - gone(3)),
        ("2025-Q2", "opening", march + dec("500") - gone(3)),
        ("2025-Q2", "data_quality", dec("-120")),
        ("2025-Q3", "closing", september - gone(9)),
        ("2025-Q4", "opening", september - gone(9)),
        ("2025-Q4", "data_quality", dec("70")),
        ("2025-Q4", "closing", total(&fourth, 12)),
    ] {
        assert_eq!(year.line(quarter, line), amount, "{quarter} {line}");
    }

    // The last choice taken back and made again, with restarts between.
    let quarters = year.quarters(4);
    let at = year.now();
    year.store.undo(at).unwrap();
    year.reopen();
    assert_eq!(
        year.store
            .project(&Unwatched)
            .unwrap()
            .findings()
            .of(WAITING)
            .count(),
        0
    );
    assert_eq!(year.quarters(4), quarters, "what was issued stands");
    let at = year.now();
    year.store.redo(at).unwrap();
    year.reopen();
    assert_eq!(year.quarters(4), quarters);
    assert!(year.changes().is_empty());
}

/// How many ledgers a file has for the past which was kept up to March.
fn stored_pasts(path: &str) -> i64 {
    let file = rusqlite::Connection::open(path).unwrap();
    let sql = "SELECT count(DISTINCT frozen) FROM issued_ledger WHERE until = '2025-03-31'";
    file.query_row(sql, [], |row| row.get(0)).unwrap()
}
