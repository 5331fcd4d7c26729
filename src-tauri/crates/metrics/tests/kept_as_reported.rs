//! Recast or keep as reported (section 7): what each choice does to the past and to this period, by hand
//! and over random pairs of ledgers.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{Spec, assert_checks, close, dec, monthly, period, row};
use holdfast_ledger::{Decimal, Ledger};
use holdfast_metrics::restatement::{
    Choice, ChoiceError, Choices, Decided, Figures, Later, Reported, Restatement, Treatment,
    compare, decide,
};
use holdfast_metrics::{Basis, Engine, Report, SegmentFigures, compute};
use proptest::prelude::*;

const MONTHS: [&str; 4] = ["2025-01", "2025-02", "2025-03", "2025-04"];

/// Customers with their tier and amounts by month; January to March total 350, 361, 340.
fn ledger(months: usize, rows: &[(&str, &str, [&str; 4])]) -> Ledger {
    let all = rows.iter().flat_map(|(customer, tier, amounts)| {
        let by_month = MONTHS.iter().zip(amounts).take(months);
        by_month.map(|(month, amount)| row(customer, month, *amount).at(&[tier]))
    });
    Spec::new(&["tier"], all.collect())
        .cover(&MONTHS[..months])
        .build()
}

const A: (&str, &str, [&str; 4]) = ("A", "SMB", ["100", "100", "100", "100"]);
const B: (&str, &str, [&str; 4]) = ("B", "Mid", ["200", "210", "190", "175"]);
const C: (&str, &str, [&str; 4]) = ("C", "SMB", ["50", "51", "50", "50"]);

fn old() -> Ledger {
    ledger(3, &[A, B, C])
}

fn found(new: &Ledger) -> (Ledger, Restatement) {
    let (old, basis) = (old(), monthly());
    let found = compare(reported(&old, &basis), later(new, &basis)).unwrap();
    (old, found)
}

fn reported<'a>(ledger: &'a Ledger, basis: &'a Basis) -> Reported<'a> {
    Reported {
        ledger,
        basis,
        figures: None,
    }
}

fn later<'a>(ledger: &'a Ledger, basis: &'a Basis) -> Later<'a> {
    Later {
        ledger,
        basis,
        readings: &[],
        renames: &[],
    }
}

fn decided(new: &Ledger, choices: &Choices) -> Decided {
    let (old, found) = found(new);
    let basis = monthly();
    decide(reported(&old, &basis), later(new, &basis), &found, choices).unwrap()
}

fn report(decided: &Decided, basis: &Basis) -> Report {
    let engine = Engine::with_kept(&decided.ledger, basis, decided.kept.as_ref()).unwrap();
    let report = engine.report();
    assert_checks(&report);
    for p in &report.periods {
        let movements = engine.movements(p.period);
        let opening: Decimal = movements.iter().map(|m| m.opening - m.data_quality).sum();
        let carried: Decimal = movements.iter().map(|m| m.data_quality).sum();
        if basis.period == holdfast_ledger::Grain::Month {
            assert_eq!(opening, p.total.bridge.opening, "{}", p.label);
        }
        assert_eq!(carried, p.total.bridge.data_quality, "{}", p.label);
    }
    report
}

fn segment<'r>(report: &'r Report, label: &str, value: &str) -> &'r SegmentFigures {
    let all = &period(report, label).segmentations[0].segments;
    all.iter().find(|s| s.value == value).unwrap()
}

/// B's March is 180, not 190; April follows.
fn corrected() -> Ledger {
    ledger(4, &[A, ("B", "Mid", ["200", "210", "180", "175"]), C])
}

#[test]
fn kept_the_past_stays_and_the_difference_is_data_quality() {
    let kept = decided(&corrected(), &Choices::all(Treatment::KeepAsReported));
    let report = report(&kept, &monthly());
    let march = &period(&report, "2025-03").total.bridge;
    assert_eq!((march.downsell, march.closing), (dec("21"), dec("340")));
    let april = &period(&report, "2025-04").total;
    let b = &april.bridge;
    assert_eq!((b.opening, b.data_quality), (dec("340"), dec("-10")));
    assert_eq!((b.downsell, b.closing), (dec("5"), dec("325")));
    // From 180 to 175, of 330 which were paid: not from the 190 reported.
    assert_eq!(april.rates.nrr, Some(dec("325") / dec("330")));
    assert_eq!(april.rates.downsell_rate, Some(dec("5") / dec("330")));
    let mid = &segment(&report, "2025-04", "Mid").scope.bridge;
    assert_eq!(
        (mid.opening, mid.data_quality, mid.downsell, mid.closing),
        (dec("190"), dec("-10"), dec("5"), dec("175"))
    );
    assert!(
        segment(&report, "2025-04", "SMB")
            .scope
            .bridge
            .data_quality
            .is_zero()
    );
    assert_eq!(report.closes[2].amount, dec("340"));
}

#[test]
fn recast_the_past_is_another_and_nothing_is_carried() {
    let recast = decided(&corrected(), &Choices::all(Treatment::Recast));
    assert_eq!(recast.kept, None);
    let report = report(&recast, &monthly());
    assert_eq!(period(&report, "2025-03").total.bridge.downsell, dec("31"));
    let april = &period(&report, "2025-04").total.bridge;
    assert_eq!(
        (april.opening, april.data_quality),
        (dec("330"), Decimal::ZERO)
    );
}

#[test]
fn each_change_has_its_own_choice() {
    // B is corrected by −10 and kept; Z came late with 9 and is recast.
    let z = ("Z", "Mid", ["0", "9", "9", "9"]);
    let new = ledger(4, &[A, ("B", "Mid", ["200", "210", "180", "175"]), C, z]);
    let (_, found) = found(&new);
    let choice = |change: &str, treatment| Choice {
        change: change.to_owned(),
        treatment,
        who: "CFO".to_owned(),
        when: "2025-05-02".to_owned(),
        reason: "credit note".to_owned(),
    };
    let b = found.changes.iter().find(|c| c.subject == "B").unwrap();
    let choices = Choices {
        entries: vec![
            choice("all", Treatment::Recast),
            choice(&b.id, Treatment::KeepAsReported),
        ],
    };
    let report = report(&decided(&new, &choices), &monthly());
    let march = &period(&report, "2025-03").total.bridge;
    assert_eq!((march.opening, march.closing), (dec("370"), dec("349")));
    let april = &period(&report, "2025-04").total.bridge;
    assert_eq!(
        (april.opening, april.data_quality, april.new),
        (dec("349"), dec("-10"), Decimal::ZERO)
    );
}

#[test]
fn a_customer_which_is_gone_stays_in_the_past_and_leaves_as_data_quality() {
    let new = ledger(4, &[A, B]);
    let report = report(
        &decided(&new, &Choices::all(Treatment::KeepAsReported)),
        &monthly(),
    );
    assert_eq!(period(&report, "2025-03").total.bridge.closing, dec("340"));
    let april = &period(&report, "2025-04").total;
    assert_eq!(
        (april.bridge.data_quality, april.bridge.churn),
        (dec("-50"), Decimal::ZERO)
    );
    assert_eq!(
        (april.counts.opening, april.counts.closing),
        (2, 2),
        "like for like"
    );
    assert_eq!(
        april.rates.logo_retention,
        Some(Decimal::ONE),
        "nobody left in April"
    );
}

#[test]
fn a_kept_segment_moves_as_data_quality_and_nets_to_nothing() {
    let new = ledger(4, &[A, B, ("C", "Mid", C.2)]);
    let report = report(
        &decided(&new, &Choices::all(Treatment::KeepAsReported)),
        &monthly(),
    );
    let of = |value: &str| segment(&report, "2025-04", value).scope.bridge.data_quality;
    assert_eq!((of("SMB"), of("Mid")), (dec("-50"), dec("50")));
    assert!(
        period(&report, "2025-04")
            .total
            .bridge
            .data_quality
            .is_zero()
    );
    assert_eq!(
        segment(&report, "2025-03", "SMB").scope.bridge.closing,
        dec("150")
    );
}

#[test]
fn a_kept_definition_stays_for_the_past() {
    let c = ("C", "SMB", ["50", "0", "50", "50"]);
    let (old, new) = (ledger(3, &[A, B, c]), ledger(4, &[A, B, c]));
    let (was, is) = (
        monthly(),
        Basis {
            grace_gap: 1,
            ..monthly()
        },
    );
    let found = compare(reported(&old, &was), later(&new, &is)).unwrap();
    let keep = Choices::all(Treatment::KeepAsReported);
    let kept = decide(reported(&old, &was), later(&new, &is), &found, &keep).unwrap();
    let report = report(&kept, &is);
    assert_eq!(
        period(&report, "2025-02").total.bridge.churn,
        dec("50"),
        "as reported"
    );
    assert!(
        period(&report, "2025-04")
            .total
            .bridge
            .data_quality
            .is_zero()
    );
}

#[test]
fn without_a_choice_nothing_is_decided_and_the_changes_are_named() {
    let new = corrected();
    let (old, found) = found(&new);
    let basis = monthly();
    let none = Choices::default();
    let error = decide(reported(&old, &basis), later(&new, &basis), &found, &none).unwrap_err();
    assert!(matches!(&error, ChoiceError::Missing(all) if all.len() == 1));
    let said = error.to_string();
    assert!(
        said.starts_with("1 change of past figures waits for a choice"),
        "{said}"
    );
    assert!(said.contains(&found.changes[0].id), "{said}");
}

fn any_rows() -> impl Strategy<Value = Vec<(u8, u8, i64, u8)>> {
    prop::collection::vec((0..6_u8, 0..6_u8, -500_i64..20_000, 0..3_u8), 1..50)
}

fn random(rows: &[(u8, u8, i64, u8)], last: u8) -> Ledger {
    let rows = rows
        .iter()
        .filter(|r| r.1 <= last)
        .map(|(customer, month, cents, tier)| {
            let tier = ["", "SMB", "Mid"][usize::from(*tier)];
            row(
                &format!("c{customer}"),
                &format!("2025-{:02}", month + 1),
                Decimal::new(*cents, 2),
            )
            .at(&[tier])
        });
    let mut rows: Vec<common::Row> = rows.collect();
    rows.push(row("c0", "2025-01", 100).at(&["SMB"]));
    let covered: Vec<String> = (1..=last + 1).map(|m| format!("2025-{m:02}")).collect();
    let covered: Vec<&str> = covered.iter().map(String::as_str).collect();
    Spec::new(&["tier"], rows).cover(&covered).build()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever changed and whatever is chosen, every check holds; kept altogether the past is as
    /// reported to the last digit, recast altogether as the later ledger has it.
    #[test]
    fn every_choice_foots(a in any_rows(), b in any_rows(), picks in prop::collection::vec(any::<bool>(), 40), grace in 0..2_u32) {
        let (old, new) = (random(&a, 3), random(&b, 5));
        let was = monthly();
        let is = Basis { grace_gap: grace, ..monthly() };
        let found = compare(reported(&old, &was), later(&new, &is)).unwrap();
        let of = |choices: &Choices| {
            let d = decide(reported(&old, &was), later(&new, &is), &found, choices).unwrap();
            report(&d, &is)
        };
        let mixed = Choices {
            entries: found.changes.iter().zip(picks.iter().cycle()).map(|(c, keep)| Choice {
                change: c.id.clone(),
                treatment: if *keep { Treatment::KeepAsReported } else { Treatment::Recast },
                who: String::new(), when: String::new(), reason: String::new(),
            }).collect(),
        };
        of(&mixed);
        let past = |report: &Report| -> Vec<_> {
            let last = close("2025-04");
            Figures::of(report).values.into_iter()
                .filter(|(k, v)| k.closing <= last && k.segment.is_none() && v.is_some())
                .collect()
        };
        let before = past(&compute(&old, &was).unwrap());
        prop_assert_eq!(past(&of(&Choices::all(Treatment::KeepAsReported))), before);
        let after = past(&compute(&new, &is).unwrap());
        prop_assert_eq!(past(&of(&Choices::all(Treatment::Recast))), after);
    }
}
