//! The same figures twice: by the metric layer, and in SQL over the frozen tables of the workspace file, on 1,000
//! random exports; and neither the order of rows nor the names of customers matter.
#![allow(missing_docs, clippy::unwrap_used)]

use holdfast_ledger::{Grain, Ledger};
use holdfast_metrics::basis::{FreeRule, PausedRule};
use holdfast_metrics::{Basis, compute};
use holdfast_tests::second::{Choice, Figures, by_sql, random, reported};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn basis(choice: Choice) -> Basis {
    Basis {
        period: if choice.quarters {
            Grain::Quarter
        } else {
            Grain::Month
        },
        paused: if choice.paused_line {
            PausedRule::OwnLine
        } else {
            PausedRule::Churn
        },
        free: if choice.free_logo {
            FreeRule::KeepLogo
        } else {
            FreeRule::Churn
        },
        ..Basis::default()
    }
}

/// What one list has and the other not.
fn differences(one: &Figures, two: &Figures) -> Vec<String> {
    let missing = |from: &Figures, at: &Figures, side: &str| -> Vec<String> {
        let here = from
            .iter()
            .filter(|(key, value)| at.get(*key) != Some(value));
        here.map(|(key, value)| format!("{side}: {key:?} = {value:?}"))
            .collect()
    };
    [missing(one, two, "reported"), missing(two, one, "by SQL")].concat()
}

/// Cents in force by customer, close and currency, as the ledger has them.
fn sums(ledger: &Ledger) -> BTreeMap<(String, String, String), i64> {
    let mut sums = BTreeMap::new();
    for entry in ledger.entries().iter().filter(|e| e.status.in_force()) {
        let customer = ledger.customers()[entry.customer as usize].name.clone();
        let close = ledger.closes()[usize::from(entry.close)].date().to_string();
        let cents: i64 = (entry.amount * holdfast_ledger::Decimal::ONE_HUNDRED)
            .try_into()
            .unwrap();
        let currency = ledger.currencies()[usize::from(entry.currency)].clone();
        *sums.entry((customer, close, currency)).or_default() += cents;
    }
    sums.retain(|_, cents| *cents != 0);
    sums
}

fn config() -> ProptestConfig {
    let standard = ProptestConfig::default();
    let asked = std::env::var("PROPTEST_CASES").is_ok();
    ProptestConfig {
        cases: if asked { standard.cases } else { 1000 },
        failure_persistence: None,
        ..standard
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn sql_over_the_workspace_gives_the_same_figures(
        export in random::export(),
        (quarters, paused_line, free_logo) in any::<(bool, bool, bool)>(),
        turn in 0..60_usize,
    ) {
        let choice = Choice { quarters, paused_line, free_logo };
        let imported = export.import();
        let Some(ledger) = imported.ledger else {
            // Nothing is in force at all.
            return Ok(());
        };
        let (in_ledger, in_rows) = (sums(&ledger), export.sums());
        for (key, cents) in &in_rows {
            // What is negative as a whole is held at 0 by the import (L-5).
            let (customer, close, _) = key;
            let owed = in_rows.iter().any(|((c, k, _), cents)| c == customer && k == close && *cents < 0);
            prop_assert!(in_ledger.get(key) == Some(cents) || owed && !in_ledger.contains_key(key), "{:?}", key);
        }
        prop_assert!(in_ledger.keys().all(|key| in_rows.contains_key(key)));
        let figures = reported(&compute(&ledger, &basis(choice)).unwrap());
        let differ = differences(&figures, &by_sql(&ledger, choice));
        prop_assert!(differ.is_empty(), "{:#?}\n{:#?}", differ, imported.evidence.findings);
        // A quarter of them a second time, which is as many as find a fault.
        if turn % 4 > 0 {
            return Ok(());
        }
        let other = export.disguised(turn).import().ledger.unwrap();
        let differ = differences(&figures, &reported(&compute(&other, &basis(choice)).unwrap()));
        prop_assert!(differ.is_empty(), "other order and names: {:#?}", differ);
    }
}
