//! Customers by a few letters of their name or id.

use super::issues::cents;
use crate::desk::Work;
use crate::view::negotiations::CustomerView;
use holdfast_ledger::{Customer, Decimal};
use holdfast_metrics::Balances;

/// As many as a list shows without scrolling.
const LIMIT: usize = 20;

/// The customers whose name or id holds every word, in the ledger's order.
pub fn found(work: &Work, words: &str) -> Vec<CustomerView> {
    let project = &work.project;
    let Ok((ledger, report)) = project.ledger_and_report() else {
        return Vec::new();
    };
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let fits = |c: &Customer| {
        let all = format!("{} {}", c.name, c.id).to_lowercase();
        words.iter().all(|w| all.contains(w.as_str()))
    };
    let unit = cents(project);
    let balances = Balances::new(ledger, &report.basis).ok();
    let arr = |customer: u32| {
        let balances = balances.as_ref()?;
        Some(balances.amount(customer, balances.index(report.as_of)?))
    };
    let all = ledger.customers().iter().enumerate();
    all.filter(|(_, c)| fits(c))
        .take(LIMIT)
        .map(|(i, c)| CustomerView {
            customer: i as u32,
            id: c.id.clone(),
            name: c.name.clone(),
            arr: unit.number(arr(i as u32).unwrap_or(Decimal::ZERO)),
        })
        .collect()
}
