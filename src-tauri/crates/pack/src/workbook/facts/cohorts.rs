//! Cohorts by customer (C-1): which one, what the customer paid at age 0, and the sums by age.

use holdfast_ledger::{Close, Decimal, Grain};
use holdfast_metrics::Balances;
use holdfast_metrics::cohorts::{PeriodEnd, cohort_of, period_ends};

/// Which of the two triangles (C-1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// NRR: what the cohort pays.
    Net,
    /// GRR: of each customer at most what it paid at age 0.
    Gross,
}

/// One sign-up cohort.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cohort {
    /// Its period end: age 0.
    pub end: Close,
    /// The period end of each age, as far as reached.
    pub ends: Vec<Close>,
    net: Vec<Option<Decimal>>,
    gross: Vec<Option<Decimal>>,
}

impl Cohort {
    /// ARR at an age; `None` where that close is missing.
    pub fn at(&self, kind: Kind, age: usize) -> Option<Decimal> {
        let sums = if kind == Kind::Net {
            &self.net
        } else {
            &self.gross
        };
        sums.get(age).copied().flatten()
    }
    /// ARR at age 0.
    pub fn first(&self, kind: Kind) -> Decimal {
        self.at(kind, 0).unwrap_or_default()
    }
}

/// A customer's cohort.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// End of the period in which it signed up.
    pub end: Close,
    /// Index of that close, the rates of its amounts (L-9); `None` where it is missing (L-3).
    pub start: Option<u16>,
    /// ARR then.
    pub base: Decimal,
}

impl Member {
    /// A customer's amount at a close, at the rates of age 0; 0 where that close is missing.
    pub fn amount(&self, balances: &Balances<'_>, customer: u32, close: u16) -> Decimal {
        self.start.map_or(Decimal::ZERO, |start| {
            balances.amount_at_rate(customer, close, start)
        })
    }
}

/// The cohort of every customer, and the sums of every cohort which has one.
pub fn collect(balances: &Balances<'_>, grain: Grain) -> (Vec<Option<Member>>, Vec<Cohort>) {
    let ends = period_ends(balances, grain);
    let members: Vec<Option<Member>> = (0..balances.customers())
        .map(|c| member(balances, c, &ends))
        .collect();
    let mut cohorts: Vec<Cohort> = Vec::new();
    for (at, (end, _)) in ends.iter().enumerate() {
        if members.iter().flatten().any(|m| m.end == *end) {
            cohorts.push(empty(*end, &ends[at..]));
        }
    }
    for (customer, member) in members.iter().enumerate() {
        let Some(member) = member else { continue };
        let Some(cohort) = cohorts.iter_mut().find(|c| c.end == member.end) else {
            continue;
        };
        for age in 0..cohort.ends.len() {
            let Some(close) = cohort.ends.get(age).and_then(|e| balances.index(*e)) else {
                continue;
            };
            let amount = member.amount(balances, customer as u32, close);
            add(&mut cohort.net, age, amount);
            add(&mut cohort.gross, age, amount.min(member.base));
        }
    }
    (members, cohorts)
}

fn add(sums: &mut [Option<Decimal>], age: usize, amount: Decimal) {
    if let Some(Some(sum)) = sums.get_mut(age) {
        *sum += amount;
    }
}

fn empty(end: Close, ends: &[PeriodEnd]) -> Cohort {
    let sums: Vec<Option<Decimal>> = ends.iter().map(|(_, k)| k.map(|_| Decimal::ZERO)).collect();
    Cohort {
        end,
        ends: ends.iter().map(|e| e.0).collect(),
        gross: sums.clone(),
        net: sums,
    }
}

fn member(balances: &Balances<'_>, customer: u32, ends: &[PeriodEnd]) -> Option<Member> {
    let (end, start) = *ends.get(cohort_of(balances, customer, ends)?)?;
    Some(Member {
        end,
        start,
        base: start.map_or(Decimal::ZERO, |k| balances.amount(customer, k)),
    })
}
