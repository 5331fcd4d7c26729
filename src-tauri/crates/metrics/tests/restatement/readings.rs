//! The same customers under other rates, definitions, coverage, mappings and versions.

use crate::common::{Spec, close, dec, row};
use crate::{at, between, compared, figure, foots, monthly, one, rows, some, spec, with};
use holdfast_metrics::restatement::{Cause, Figures, Later, Reading, Reported, compare};
use holdfast_metrics::{Basis, compute};

#[test]
fn another_rate_is_fx_and_no_correction() {
    let new = Spec::new(&["tier"], rows())
        .rate("EUR", "2025-01", "1.1")
        .rate("EUR", "2025-02", "1.3")
        .rate("EUR", "2025-03", "1.2")
        .build();
    let found = compared(&new, &monthly(), &[]);
    let change = one(&found);
    assert_eq!((change.cause, change.subject.as_str()), (Cause::Fx, "EUR"));
    assert_eq!(change.by_close.get(&close("2025-02")), Some(&dec("3")));
    let by = |delta: &str| vec![(Cause::Fx, some(delta))];
    assert_eq!(
        figure(&found, "2025-02", "fx"),
        (some("3"), by("3"), some("6"))
    );
}

#[test]
fn a_changed_definition_is_no_correction() {
    // D returns in April after one month at 0; bridged, March carries its 71.
    let mut rows = rows();
    for (customer, amount) in [("A", 100), ("B", 190), ("C", 50), ("D", 71)] {
        rows.push(row(customer, "2025-04", amount).at(&["SMB"]));
    }
    let ledger = spec(rows).rate("EUR", "2025-04", "1.2").build();
    let grace = Basis {
        grace_gap: 1,
        min_n: 3,
        ..monthly()
    };
    let found = between(&ledger, &monthly(), &ledger, &grace, &[]);
    let of = |key: &str| found.changes.iter().find(|c| c.subject == key).unwrap();
    let change = of("grace_gap");
    assert_eq!(change.cause, Cause::Basis);
    assert_eq!(change.setting, Some(("0".to_owned(), "1".to_owned())));
    assert!(change.needs_choice);
    assert!(
        !of("min_n").needs_choice,
        "no figure of the past depends on it"
    );
    assert_eq!(
        at(&found, "2025-03"),
        (dec("376"), vec![(Cause::Basis, dec("71"))], dec("447"))
    );
    let by = vec![(Cause::Basis, some("-71"))];
    assert_eq!(
        figure(&found, "2025-03", "churn_arr"),
        (some("71"), by, some("0"))
    );
}

#[test]
fn a_gap_bridged_because_the_return_is_now_known_is_coverage() {
    let mut later = rows();
    for (customer, amount) in [("A", 100), ("B", 190), ("C", 50), ("D", 71)] {
        later.push(row(customer, "2025-04", amount).at(&["SMB"]));
    }
    let basis = Basis {
        grace_gap: 1,
        ..monthly()
    };
    let new = spec(later).build();
    let found = between(&spec(rows()).build(), &basis, &new, &basis, &[]);
    assert_eq!(one(&found).cause, Cause::Coverage);
    assert_eq!(at(&found, "2025-03").1, [(Cause::Coverage, dec("71"))]);
}

#[test]
fn the_rows_read_otherwise_are_mapping_and_decisions() {
    // The source has not changed; the mapping takes C's amounts from another column, a decision excludes D.
    let old = spec(rows()).build();
    let mapped = spec(with("C", Some(["60", "60", "60"]))).build();
    let mut left = with("C", Some(["60", "60", "60"]));
    left.retain(|r| r.customer != "D");
    let now = spec(left).build();
    let basis = monthly();
    let readings = [
        Reading {
            ledger: &old,
            next: Cause::Mapping,
            subject: "mapping",
        },
        Reading {
            ledger: &mapped,
            next: Cause::Override,
            subject: "decisions",
        },
    ];
    let reported = Reported {
        ledger: &old,
        basis: &basis,
        figures: None,
        kept: None,
    };
    let later = Later {
        ledger: &now,
        basis: &basis,
        readings: &readings,
        renames: &[],
    };
    let found = compare(reported, later).unwrap();
    foots(&found);
    let steps = vec![(Cause::Mapping, dec("10")), (Cause::Override, dec("-71"))];
    assert_eq!(at(&found, "2025-02"), (dec("467"), steps, dec("406")));
    assert_eq!(found.changes[0].customers[0].customer, "C");
}

#[test]
fn another_calculation_is_told_by_the_frozen_figures() {
    let ledger = spec(rows()).build();
    let basis = monthly();
    let mut frozen = Figures::of(&compute(&ledger, &basis).unwrap());
    let clean = frozen.clone();
    let nrr = frozen
        .values
        .iter_mut()
        .find(|(k, _)| k.metric == "nrr" && k.period == "2025-03");
    nrr.unwrap().1 = some("0.9");
    let run = |figures: &Figures| {
        let reported = Reported {
            ledger: &ledger,
            basis: &basis,
            figures: Some(figures),
            kept: None,
        };
        let later = Later {
            ledger: &ledger,
            basis: &basis,
            readings: &[],
            renames: &[],
        };
        compare(reported, later).unwrap()
    };
    assert!(run(&clean).is_empty());
    let found = run(&frozen);
    assert_eq!(one(&found).cause, Cause::Calculation);
    assert_eq!(figure(&found, "2025-03", "nrr").0, some("0.9"));
}
