//! Rules M-1 to M-9, each with figures worked out by hand.
#![allow(missing_docs, clippy::unwrap_used)]

mod classes;
#[path = "../common/mod.rs"]
mod common;
mod drivers;
mod months;
mod phantoms;
mod statuses;
mod step_downs;

use common::{monthly, period};
use holdfast_ledger::Ledger;
use holdfast_metrics::{Basis, Engine, Movement};

fn quarterly() -> Basis {
    Basis::default()
}

fn list(ledger: &Ledger, basis: &Basis, label: &str) -> Vec<Movement> {
    let engine = Engine::new(ledger, basis).unwrap();
    let report = engine.report();
    engine.movements(period(&report, label).period)
}

fn only(ledger: &Ledger, label: &str) -> Movement {
    let all = list(ledger, &monthly(), label);
    assert_eq!(all.len(), 1, "{all:?}");
    all.into_iter().next().unwrap()
}
