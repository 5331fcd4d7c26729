//! Random pairs of ledgers.

use crate::common::{Spec, row};
use crate::{between, monthly};
use holdfast_ledger::{Decimal, Grain, Ledger};
use holdfast_metrics::Basis;

use proptest::prelude::*;

fn any_rows() -> impl Strategy<Value = Vec<(u8, u8, i64, u8, bool)>> {
    prop::collection::vec(
        (0..6_u8, 0..6_u8, -500_i64..20_000, 0..3_u8, any::<bool>()),
        1..60,
    )
}

fn random(rows: &[(u8, u8, i64, u8, bool)], rate: &str) -> Ledger {
    let rows = rows.iter().map(|(customer, month, cents, tier, euro)| {
        let month = format!("2025-{:02}", month + 1);
        let tier = ["", "SMB", "Mid"][usize::from(*tier)];
        row(&format!("c{customer}"), &month, Decimal::new(*cents, 2))
            .currency(if *euro { "EUR" } else { "" })
            .at(&[tier])
    });
    let mut spec = Spec::new(&["tier"], rows.collect());
    for month in 1..=6 {
        spec = spec.rate("EUR", &format!("2025-{month:02}"), rate);
    }
    spec.build()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever two ledgers and bases: causes foot at every close and for every figure, and a state
    /// compared with itself has not changed.
    #[test]
    fn every_pair_foots(a in any_rows(), b in any_rows(), grace in 0..2_u32, quarter in any::<bool>()) {
        let (old, new) = (random(&a, "1.1"), random(&b, "1.17"));
        let was = Basis { period: if quarter { Grain::Quarter } else { Grain::Month }, ..Basis::default() };
        let is = Basis { grace_gap: grace, reactivation_window: Some(1), ..was.clone() };
        between(&old, &was, &new, &is, &[]);
        let same = between(&old, &was, &old, &was, &[]);
        prop_assert!(same.is_empty() && same.changes.is_empty());
    }

    /// A few rows of a ledger changed: the changes name only customers of these rows.
    #[test]
    fn only_what_changed_is_named(a in any_rows(), at in 0..60_usize, more in 1..500_i64) {
        let mut b = a.clone();
        let at = at % b.len();
        b[at].2 += more;
        let (old, new) = (random(&a, "1.1"), random(&b, "1.1"));
        let found = between(&old, &monthly(), &new, &monthly(), &[]);
        let changed = format!("c{}", b[at].0);
        for change in &found.changes {
            prop_assert_eq!(&change.subject, &changed);
        }
    }
}
