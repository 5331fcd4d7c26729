//! Recast or keep as reported (section 7): what each choice does to the past and to this period, by hand
//! and over random pairs of ledgers.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{Spec, assert_checks, close, dec, monthly, period, row};
use holdfast_ledger::{Decimal, Ledger};
use holdfast_metrics::restatement::{
    Cause, Choice, ChoiceError, Choices, Decided, FigureKey, Figures, Kept, Later, Reported,
    Restatement, Treatment, compare, decide,
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
        kept: None,
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
    let (ledger, kept) = (&decided.ledger, decided.kept.as_ref());
    let engine = Engine::with_kept(ledger, basis, kept).unwrap();
    let report = engine.report();
    // What was applied is applied: an engine drawn from it again says the same, kept layers included.
    let again = Engine::again(ledger, basis, kept, &engine.applied());
    assert_eq!(again.report(), report);
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

/// A state as a pack froze it.
struct Issued {
    ledger: Ledger,
    basis: Basis,
    kept: Option<Kept>,
    figures: Figures,
}

impl Issued {
    fn of(decided: Decided, basis: &Basis) -> Issued {
        let figures = Figures::of(&report(&decided, basis));
        Issued {
            ledger: decided.ledger,
            basis: basis.clone(),
            kept: decided.kept,
            figures,
        }
    }

    fn reported(&self) -> Reported<'_> {
        Reported {
            ledger: &self.ledger,
            basis: &self.basis,
            figures: Some(&self.figures),
            kept: self.kept.as_ref(),
        }
    }

    /// What changed with a later ledger, and the pack of it with the same choice on everything.
    fn then(&self, new: &Ledger, treatment: Treatment) -> (Restatement, Issued) {
        let basis = &self.basis;
        let found = compare(self.reported(), later(new, basis)).unwrap();
        for close in &found.closes {
            assert_eq!(close.gap(), Decimal::ZERO, "{close:?}");
        }
        let choices = Choices::all(treatment);
        let decided = decide(self.reported(), later(new, basis), &found, &choices).unwrap();
        (found, Issued::of(decided, basis))
    }

    fn report(&self) -> Report {
        let decided = Decided {
            ledger: self.ledger.clone(),
            kept: self.kept.clone(),
        };
        report(&decided, &self.basis)
    }

    fn at(&self, month: &str) -> Decimal {
        let known = |c: &&(holdfast_ledger::Close, Decimal)| c.0 == close(month);
        self.figures.closes.iter().find(known).unwrap().1
    }

    fn past(&self, last: &str) -> Vec<(FigureKey, Decimal)> {
        let last = close(last);
        let values = self.figures.values.iter();
        values
            .filter(|(k, v)| k.closing <= last && k.segment.is_none() && v.is_some())
            .map(|(k, v)| (k.clone(), v.unwrap()))
            .collect()
    }
}

/// The pack of March, then that of April with B's correction of −10 kept as reported.
fn april() -> Issued {
    let first = Decided {
        ledger: old(),
        kept: None,
    };
    let march = Issued::of(first, &monthly());
    let (found, april) = march.then(&corrected(), Treatment::KeepAsReported);
    assert_eq!(found.changes.len(), 1);
    april
}

/// The same with May, in which nothing moves.
fn through_may(rows: &[(&str, &str, [&str; 4])]) -> Ledger {
    let months = ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"];
    let all = rows.iter().flat_map(|(customer, tier, amounts)| {
        let by_month = months.iter().zip(amounts.iter().chain(amounts.last()));
        by_month.map(|(month, amount)| row(customer, month, *amount).at(&[tier]))
    });
    Spec::new(&["tier"], all.collect()).cover(&months).build()
}

const KEPT_B: (&str, &str, [&str; 4]) = ("B", "Mid", ["200", "210", "180", "175"]);

#[test]
fn what_was_kept_stays_kept_in_the_next_pack() {
    let april = april();
    let (found, may) = april.then(&through_may(&[A, KEPT_B, C]), Treatment::Recast);
    assert!(found.is_empty(), "{:#?}", found.changes);
    assert_eq!(may.past("2025-04"), april.past("2025-04"));
    let kept = may.kept.as_ref().unwrap();
    assert_eq!((kept.until(), kept.layers().count()), (close("2025-03"), 1));
}

#[test]
fn a_new_change_is_found_alone_and_what_was_kept_before_stays() {
    // A's February is 90, not 100.
    let a = ("A", "SMB", ["100", "90", "100", "100"]);
    for (treatment, february, layers) in [
        (Treatment::Recast, "351", 1),
        (Treatment::KeepAsReported, "361", 2),
    ] {
        let (found, may) = april().then(&through_may(&[a, KEPT_B, C]), treatment);
        assert_eq!(found.changes.len(), 1, "{:#?}", found.changes);
        assert_eq!(found.changes[0].subject, "A");
        assert_eq!(found.changes[0].by_close[&close("2025-02")], dec("-10"));
        let kept = may.kept.as_ref().unwrap();
        assert_eq!(kept.layers().count(), layers, "{treatment:?}");
        assert_eq!(may.at("2025-02"), dec(february), "{treatment:?}");
        assert_eq!(may.at("2025-03"), dec("340"), "B stays as reported");
        let report = may.report();
        let carried = |label| period(&report, label).total.bridge.data_quality;
        assert_eq!(carried("2025-04"), dec("-10"), "{treatment:?}");
        assert_eq!(carried("2025-05"), Decimal::ZERO, "A's April is as it was");
        // And the next pack finds nothing to ask again.
        let (found, june) = may.then(&through_may(&[a, KEPT_B, C]), Treatment::Recast);
        assert!(found.is_empty(), "{:#?}", found.changes);
        assert_eq!(june.past("2025-05"), may.past("2025-05"));
    }
}

#[test]
fn a_kept_customer_which_changes_again_is_asked_about_against_what_was_reported() {
    let again = ("B", "Mid", ["200", "210", "170", "175"]);
    let (found, may) = april().then(&through_may(&[A, again, C]), Treatment::Recast);
    let mut lines = found.closes.iter();
    let line = lines.find(|c| c.close == close("2025-03")).unwrap();
    assert_eq!((line.before, line.after), (dec("340"), dec("320")));
    let report = may.report();
    let april = &period(&report, "2025-04").total.bridge;
    assert_eq!((april.opening, april.data_quality), (dec("320"), dec("0")));
}

#[test]
fn another_tier_of_a_kept_customer_does_not_take_back_what_was_kept() {
    let moved = ("B", "SMB", KEPT_B.2);
    let (found, may) = april().then(&through_may(&[A, moved, C]), Treatment::Recast);
    assert_eq!(found.closes.last().unwrap().after, dec("325"));
    assert!(found.closes.iter().all(|c| c.before == c.after));
    assert_eq!(may.past("2025-04"), april().past("2025-04"));
}

/// Section 7: a rename moves no figure, of a past which was kept neither. Found by the name, by equal amounts at every
/// close, or told by a mapping sheet.
#[test]
fn another_id_of_a_kept_customer_does_not_take_back_what_was_kept() {
    let april = april();
    let renamed = through_may(&[A, ("B2", "Mid", KEPT_B.2), C]);
    let (found, may) = april.then(&renamed, Treatment::Recast);
    let causes: Vec<Cause> = found.changes.iter().map(|c| c.cause).collect();
    assert_eq!(causes, [Cause::Renamed]);
    assert!(found.waiting().next().is_none(), "{:#?}", found.changes);
    assert!(found.closes.iter().all(|c| c.before == c.after));
    assert!(found.figures.is_empty(), "{:#?}", found.figures);
    assert_eq!(may.past("2025-04"), april.past("2025-04"));
    let (found, june) = may.then(&renamed, Treatment::Recast);
    assert!(found.is_empty(), "{:#?}", found.changes);
    assert_eq!(june.past("2025-05"), may.past("2025-05"));
}

/// B is part of A from now on: fewer customers, but the money kept with B stays.
#[test]
fn a_kept_customer_which_is_merged_takes_what_was_kept_along() {
    let both = ("A", "SMB", ["300", "310", "280", "275"]);
    let (found, may) = april().then(&through_may(&[both, C]), Treatment::Recast);
    let causes: Vec<Cause> = found.changes.iter().map(|c| c.cause).collect();
    assert_eq!(causes, [Cause::Merged, Cause::Resegmented]);
    assert!(found.closes.iter().all(|c| c.before == c.after));
    assert_eq!(may.at("2025-03"), dec("340"));
    let report = may.report();
    let april = &period(&report, "2025-04").total;
    assert_eq!(april.bridge.data_quality, dec("-10"));
    assert_eq!(april.counts.opening, 2);
}

/// A customer which was kept out of the past stays out of it under its new id.
#[test]
fn a_late_customer_kept_out_of_the_past_stays_out_when_it_is_renamed() {
    let march = Issued::of(
        Decided {
            ledger: old(),
            kept: None,
        },
        &monthly(),
    );
    let late = ["0", "9", "9", "9"];
    let (_, april) = march.then(
        &ledger(4, &[A, B, C, ("Z", "Mid", late)]),
        Treatment::KeepAsReported,
    );
    let renamed = through_may(&[A, B, C, ("Z9", "Mid", late)]);
    let (found, may) = april.then(&renamed, Treatment::Recast);
    assert!(found.waiting().next().is_none(), "{:#?}", found.changes);
    assert_eq!(may.past("2025-04"), april.past("2025-04"));
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Pack after pack: what was kept is not asked about again, and kept altogether every past figure is as
    /// it was issued.
    #[test]
    fn pack_after_pack_the_past_is_as_issued(
        a in any_rows(), b in any_rows(), c in any_rows(), grace in 0..2_u32,
    ) {
        let basis = Basis { grace_gap: grace, ..monthly() };
        let first = Decided { ledger: random(&a, 2), kept: None };
        let first = Issued::of(first, &basis);
        let (_, second) = first.then(&random(&b, 3), Treatment::KeepAsReported);
        let (same, third) = second.then(&second.ledger, Treatment::Recast);
        prop_assert!(same.is_empty(), "{:#?}", same.changes);
        prop_assert_eq!(third.past("2025-04"), second.past("2025-04"));
        let (found, kept) = second.then(&random(&c, 5), Treatment::KeepAsReported);
        prop_assert!(found.changes.iter().all(|c| c.cause != Cause::Calculation));
        prop_assert_eq!(kept.past("2025-04"), second.past("2025-04"));
        let (_, recast) = second.then(&random(&c, 5), Treatment::Recast);
        let (same, _) = recast.then(&recast.ledger, Treatment::Recast);
        prop_assert!(same.is_empty(), "{:#?}", same.changes);
    }
}
