//! Each fault of reliability 2: the finding with its cell, the repair, the ledger after it.

mod dates;
mod decisions;
mod each;
mod figures;
mod names;
mod rows;
mod sheets;

use crate::testing::*;
use crate::{DecisionEntry, Decisions, ImportOptions, Imported};
use holdfast_ledger::{AmountKind, Finding, Severity, Table};

fn finding<'a>(imported: &'a Imported, code: &'a str) -> &'a Finding {
    let all = &imported.evidence.findings;
    all.of(code)
        .next()
        .unwrap_or_else(|| panic!("no {code} in {:?}", codes(imported)))
}

fn address(f: &Finding) -> String {
    format!(
        "{}{}",
        f.place.column.clone().unwrap_or_default(),
        f.place.row.map(|r| r.to_string()).unwrap_or_default()
    )
}

fn decide(table: Table, decisions: &[(&str, &str, &str)]) -> Imported {
    let entries = decisions.iter().map(|(code, repair, scope)| DecisionEntry {
        code: (*code).into(),
        repair: (*repair).into(),
        scope: (*scope).into(),
        reason: "as agreed".into(),
        ..DecisionEntry::default()
    });
    with(
        vec![table],
        ImportOptions {
            amounts: Some(AmountKind::Arr),
            decisions: Decisions {
                entries: entries.collect(),
            },
            ..ImportOptions::default()
        },
    )
}
