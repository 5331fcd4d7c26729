//! Random sheets of words, figures and rubbish.

use super::style::{Dice, row};
use crate::ImportOptions;
use crate::testing::{csv, with, xlsx};
use holdfast_ledger::Table;

/// Words, figures and rubbish of which random sheets are made.
const CELLS: &[&str] = &[
    "customer",
    "Customer ID",
    "period",
    "ARR",
    "MRR",
    "amount",
    "start",
    "end",
    "type",
    "currency",
    "status",
    "rate",
    "from",
    "to",
    "Total",
    "A",
    "B",
    "Acme Inc",
    "acme",
    "2025-01",
    "2025-01-31",
    "31/12/2024",
    "01/02/2024",
    "1900-01-01",
    "2199-12-31",
    "FY25 Q2",
    "Q1 2024",
    "Jan",
    "2024",
    "100",
    "-50",
    "1.234",
    "(1,234)",
    "999999999999999",
    "0.0000000001",
    "12%",
    "USD",
    "EUR",
    "new",
    "churn",
    "Paused",
    "n/a",
    "-",
    "#REF!",
    "=?",
    "",
    "",
    "",
    "BOP ARR",
    "EOP ARR",
    "Churn",
    "service",
    "2025-01-01..2025-12-31",
    "term",
    "interval",
    "week",
    "quantity",
    "\u{202e}x",
    "é\u{301}",
    "usd_per_eur",
    "locked_rate",
    "mrr_before",
    "mrr_after",
    "Stage",
    "Requested On",
    "ARR Before",
    "measure",
    "NRR",
];

#[test]
fn random_sheets_never_panic() {
    for seed in 0..600 {
        let mut dice = Dice(seed * 104_729 + 3);
        let sheets = 1 + dice.below(2);
        let tables = (0..sheets).map(|n| {
            let (rows, columns) = (1 + dice.below(9), 1 + dice.below(7));
            let mut text = String::new();
            for _ in 0..rows {
                let cells: Vec<String> = (0..columns).map(|_| dice.one(CELLS).to_owned()).collect();
                text += &row(&cells);
            }
            if n == 0 && dice.yes(5) {
                csv("random.csv", &text)
            } else {
                xlsx("random.xlsx", &format!("S{n}"), &text)
            }
        });
        let tables: Vec<Table> = tables.collect();
        let imported = with(tables.clone(), ImportOptions::default());
        let text = imported.mapping.to_toml();
        let mapping = crate::Mapping::from_toml(&text)
            .unwrap_or_else(|e| panic!("{seed}: {} {}\n{text}", e.message, e.hint));
        let again = with(
            tables,
            ImportOptions {
                mapping: Some(mapping),
                as_of: "2025-01-31".parse().ok(),
                ..ImportOptions::default()
            },
        );
        for source in imported
            .evidence
            .sources
            .iter()
            .chain(&again.evidence.sources)
            .filter(|s| s.layout != "negotiation log")
        {
            let aside: u64 = source
                .set_aside
                .iter()
                .filter(|a| a.reason != "before the captions")
                .map(|a| a.rows)
                .sum();
            assert_eq!(
                source.rows_read,
                source.rows_used + aside,
                "{seed} {source:?}"
            );
        }
    }
}
