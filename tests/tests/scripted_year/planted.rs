//! Planted restatements, one cause after the other.

use crate::export::{LATE, Row, correct, export, paid};
use crate::found::{change, dec, effect, moved};
use crate::year::{RECAST, Year, began};
use holdfast_ledger::Decimal;
use holdfast_metrics::restatement::{Cause, Restatement};
use holdfast_workspace::Unwatched;
use holdfast_workspace::import::mapping::{Confidence, Field};
use holdfast_workspace::store::{Kind, Rename};

#[test]
fn four_quarters_with_planted_restatements() {
    let mut year = began();
    second_quarter(&mut year);
    third_quarter(&mut year);
    fourth_quarter(&mut year);
    assert_eq!(year.issued.len(), 4);
}

/// What is known from the second quarter on.
fn known(months: u32) -> Vec<Row> {
    let mut rows = export(months);
    rows.extend((2..=months).map(LATE));
    correct(&mut rows, "C02", 3, -120);
    let third = |r: &&mut Row| r.customer == "C03";
    rows.iter_mut().filter(third).for_each(|r| r.tier = "Mid");
    rows
}

/// What is known from the third quarter on.
fn renamed(months: u32) -> Vec<Row> {
    let mut rows = known(months);
    rows.retain(|r| r.customer != "C04");
    let fifth = rows.iter_mut().filter(|r| r.customer == "C05");
    fifth.for_each(|r| r.customer = "C05-new".into());
    rows
}

/// An amount corrected, a customer added late, one re-segmented.
fn second_quarter(year: &mut Year) {
    year.import(2, &known(6), "1.10");
    let found = year.changes();
    assert_eq!(
        found.causes(),
        [
            Cause::AmountCorrected,
            Cause::CustomerAdded,
            Cause::Resegmented
        ]
    );
    let corrected = change(&found, Cause::AmountCorrected);
    assert_eq!(corrected.subject, "C02");
    assert_eq!(corrected.customers[0].before, paid(&export(3), "C02", 3));
    assert_eq!(effect(&found, 3, Cause::AmountCorrected), dec("-120"));
    assert_eq!(effect(&found, 2, Cause::AmountCorrected), dec("0"));
    assert_eq!(change(&found, Cause::CustomerAdded).subject, "C13");
    for (month, late) in [(1, "0"), (2, "500"), (3, "500")] {
        assert_eq!(effect(&found, month, Cause::CustomerAdded), dec(late));
    }
    let segment = &change(&found, Cause::Resegmented).segments[0];
    let moves = [&segment.customer, &segment.before, &segment.after];
    assert_eq!(moves, ["C03", "SMB", "Mid"]);
    let c03 = paid(&known(6), "C03", 3);
    for (tier, amount) in [("SMB", -c03), ("Mid", c03)] {
        let by = moved(&found, "2025-Q1", "closing_arr", tier, Cause::Resegmented);
        assert_eq!(by, amount, "{tier}");
    }
    year.choose_and_issue(&RECAST);
}

/// A customer removed, one renamed, a rate changed.
fn third_quarter(year: &mut Year) {
    year.import(3, &renamed(9), "1.20");
    let found = year.changes();
    assert_eq!(
        found.causes(),
        [Cause::CustomerRemoved, Cause::Renamed, Cause::Fx]
    );
    assert_eq!(change(&found, Cause::CustomerRemoved).subject, "C04");
    for month in 1..=6 {
        let removed = -paid(&known(6), "C04", month);
        assert_eq!(effect(&found, month, Cause::CustomerRemoved), removed);
        assert_eq!(effect(&found, month, Cause::Renamed), dec("0"), "the same");
    }
    let rename = change(&found, Cause::Renamed);
    assert_eq!(
        (rename.subject.as_str(), rename.other.as_deref()),
        ("C05", Some("C05-new"))
    );
    let c05 = paid(&known(6), "C05", 6);
    for line in &rename.customers {
        let (before, after) = match line.customer.as_str() {
            "C05" => (c05, dec("0")),
            _ => (dec("0"), c05),
        };
        assert_eq!((line.before, line.after), (before, after));
    }
    let euros = paid(&known(6), "C09", 2) / Decimal::new(110, 2);
    assert_eq!(effect(&found, 2, Cause::Fx), euros * Decimal::new(10, 2));
    assert_eq!(effect(&found, 3, Cause::Fx), dec("0"));
    assert_eq!(change(&found, Cause::Fx).subject, "EUR");
    year.choose_and_issue(&RECAST);
}

/// Two customers merged by hand, a definition changed, the amount read from another column.
fn fourth_quarter(year: &mut Year) {
    year.import(4, &renamed(12), "1.20");
    assert!(
        year.changes().is_empty(),
        "nothing planted yet: no past figure changed"
    );
    year.edit(Kind::Merge, |s| {
        s.renames.push(Rename {
            from: "C06".into(),
            to: "C10".into(),
            effective: None,
            reason: "acquired".into(),
        });
    });
    year.edit(Kind::Basis, |s| s.basis.reactivation_window = Some(1));
    let mut mapping = year.store.project(&Unwatched).unwrap().imported.mapping;
    for column in mapping.sources.iter_mut().flat_map(|m| &mut m.columns) {
        match column.caption.as_str() {
            "ARR" => column.field = Field::Ignore,
            "net" => (column.field, column.confidence) = (Field::Amount, Confidence::Sure),
            _ => {}
        }
    }
    year.edit(Kind::Mapping, |s| s.mapping = Some(mapping));
    let found = year.changes();
    assert_eq!(
        found.causes(),
        [Cause::Merged, Cause::Mapping, Cause::Basis]
    );
    merged(&found);
    read_from_another_column(&found);
    defined_otherwise(&found);
    year.choose_and_issue(&RECAST);
}

fn merged(found: &Restatement) {
    let merger = change(found, Cause::Merged);
    assert_eq!(
        (merger.subject.as_str(), merger.other.as_deref()),
        ("C06", Some("C10"))
    );
    let (c06, c10) = (paid(&known(9), "C06", 9), paid(&known(9), "C10", 9));
    for line in &merger.customers {
        let (before, after) = match line.customer.as_str() {
            "C06" => (c06, dec("0")),
            _ => (c10, c10 + c06),
        };
        assert_eq!((line.before, line.after), (before, after));
    }
    assert_eq!(effect(found, 9, Cause::Merged), dec("0"), "the same money");
    assert_eq!(
        moved(found, "2025-Q3", "customers", "", Cause::Merged),
        dec("-1")
    );
}

/// One less a row; the row in EUR at its rate.
fn read_from_another_column(found: &Restatement) {
    for month in 1..=9 {
        let rate = if month == 2 { "-1.20" } else { "-1.10" };
        let rows = renamed(9).iter().filter(|r| r.month == month).count() as i64 - 1;
        let less = Decimal::from(-rows) + dec(rate);
        assert_eq!(effect(found, month, Cause::Mapping), less, "month {month}");
    }
}

/// C08 was away for two months: with a window of one its return in April is new, not a reactivation.
fn defined_otherwise(found: &Restatement) {
    let basis = change(found, Cause::Basis);
    assert_eq!(basis.subject, "reactivation_window");
    assert_eq!(basis.setting, Some(("not set".into(), "1".into())));
    assert_eq!(effect(found, 6, Cause::Basis), dec("0"), "no balance moves");
    let returned = paid(&known(6), "C08", 6) - Decimal::ONE;
    for (metric, amount) in [("reactivation_arr", -returned), ("new_arr", returned)] {
        let by = moved(found, "2025-Q2", metric, "", Cause::Basis);
        assert_eq!(by, amount, "{metric}");
    }
}
