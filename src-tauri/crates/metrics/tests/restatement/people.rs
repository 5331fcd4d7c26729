//! Customers who come, go, are renamed, merged or re-segmented.

use crate::common::{dec, row};
use crate::{at, compared, figure, monthly, one, rows, some, spec, with};
use holdfast_ledger::Decimal;
use holdfast_metrics::restatement::{Cause, Rename};

#[test]
fn added_and_removed_customers_are_told_from_corrections() {
    let mut rows = with("C", None);
    for month in ["2025-01", "2025-02", "2025-03"] {
        rows.push(row("Z", month, 7).at(&["Mid"]));
    }
    let found = compared(&spec(rows).build(), &monthly(), &[]);
    let kinds: Vec<_> = found
        .changes
        .iter()
        .map(|c| (c.cause, c.subject.as_str()))
        .collect();
    assert_eq!(
        kinds,
        [(Cause::CustomerAdded, "Z"), (Cause::CustomerRemoved, "C")]
    );
    let steps = vec![
        (Cause::CustomerAdded, dec("7")),
        (Cause::CustomerRemoved, dec("-50")),
    ];
    assert_eq!(at(&found, "2025-03"), (dec("376"), steps, dec("333")));
    let by = vec![
        (Cause::CustomerAdded, some("7")),
        (Cause::CustomerRemoved, some("-50")),
    ];
    assert_eq!(
        figure(&found, "2025-02", "opening_arr"),
        (some("453"), by, some("410"))
    );
}

#[test]
fn a_rename_moves_no_figure_and_waits_for_nothing() {
    let mut rows = rows();
    let mine = rows.iter_mut().filter(|r| r.customer == "D");
    mine.for_each(|r| r.customer = "Delta".to_owned());
    let found = compared(&spec(rows).build(), &monthly(), &[]);
    let change = one(&found);
    assert_eq!(
        (change.cause, change.other.as_deref()),
        (Cause::Renamed, Some("Delta"))
    );
    assert!(!change.needs_choice && found.is_empty() && found.figures.is_empty());
    assert_eq!(at(&found, "2025-01").1, [(Cause::Renamed, Decimal::ZERO)]);
}

#[test]
fn a_merger_moves_customers_and_classes_but_not_the_total() {
    // D (70, 71, 0) becomes part of A: A falls from 171 to 100 in March, so D's churn of 71 is downsell.
    let mut rows = with("D", None);
    for (r, more) in rows
        .iter_mut()
        .filter(|r| r.customer == "A")
        .zip([70, 71, 0])
    {
        r.amount = (dec(&r.amount) + Decimal::from(more)).to_string();
    }
    let found = compared(&spec(rows).build(), &monthly(), &[]);
    let change = one(&found);
    assert_eq!(
        (
            change.cause,
            change.subject.as_str(),
            change.other.as_deref()
        ),
        (Cause::Merged, "D", Some("A"))
    );
    assert!(change.needs_choice);
    let by = |delta: &str| vec![(Cause::Merged, some(delta))];
    assert_eq!(
        figure(&found, "2025-03", "churn_arr"),
        (some("71"), by("-71"), some("0"))
    );
    assert_eq!(
        figure(&found, "2025-03", "downsell_arr"),
        (some("20"), by("71"), some("91"))
    );
    assert_eq!(
        at(&found, "2025-02"),
        (dec("467"), vec![(Cause::Merged, Decimal::ZERO)], dec("467"))
    );
}

#[test]
fn two_customers_which_became_a_new_one_are_a_merger() {
    let mut rows = rows();
    rows.retain(|r| r.customer != "A" && r.customer != "C");
    for month in ["2025-01", "2025-02", "2025-03"] {
        rows.push(row("AC", month, 150).at(&["SMB"]));
    }
    let found = compared(&spec(rows).build(), &monthly(), &[]);
    let change = one(&found);
    assert_eq!(
        (
            change.cause,
            change.subject.as_str(),
            change.other.as_deref()
        ),
        (Cause::Merged, "A, C", Some("AC"))
    );
}

#[test]
fn a_stated_merger_with_another_amount_is_merger_and_correction() {
    // The mapping sheet says C → A; A now has 150, 150, 155: 5 more than both had in March.
    let mut rows = with("C", None);
    let mine = rows.iter_mut().filter(|r| r.customer == "A");
    mine.zip(["150", "150", "155"])
        .for_each(|(r, a)| a.clone_into(&mut r.amount));
    let stated = [Rename {
        from: "C".to_owned(),
        to: "A".to_owned(),
        effective: None,
    }];
    let found = compared(&spec(rows).build(), &monthly(), &stated);
    let kinds: Vec<_> = found
        .changes
        .iter()
        .map(|c| (c.cause, c.subject.as_str()))
        .collect();
    assert_eq!(kinds, [(Cause::AmountCorrected, "A"), (Cause::Merged, "C")]);
    let steps = vec![
        (Cause::AmountCorrected, dec("5")),
        (Cause::Merged, Decimal::ZERO),
    ];
    assert_eq!(at(&found, "2025-03"), (dec("376"), steps, dec("381")));
}

#[test]
fn a_moved_segment_moves_the_segments_and_not_the_total() {
    let mut rows = rows();
    let mine = rows.iter_mut().filter(|r| r.customer == "D");
    mine.for_each(|r| r.attributes = vec!["Mid".to_owned()]);
    let found = compared(&spec(rows).build(), &monthly(), &[]);
    let change = one(&found);
    assert_eq!(
        (change.cause, change.subject.as_str()),
        (Cause::Resegmented, "D")
    );
    let moved = &change.segments[0];
    assert_eq!(
        (
            moved.attribute.as_str(),
            moved.before.as_str(),
            moved.after.as_str()
        ),
        ("tier", "SMB", "Mid")
    );
    assert!(change.needs_choice, "segments' figures moved");
    assert_eq!(found.totals().count(), 0);
    let churn = found.figures.iter().find(|f| {
        f.key.period == "2025-03" && f.key.metric == "churn_arr" && f.before == some("71")
    });
    assert_eq!(churn.unwrap().after, some("0"), "SMB lost it");
}
