//! Whether downsell leads churn in this company's own data (G-2), and whom to watch (G-3). Counts only.

use crate::balances::Balances;
use crate::figures::{Class, Driver, LeadTest, WatchItem};
use crate::lines::lines;
use crate::losses::{loss, next_renewal};
use crate::movements::movement;
use crate::spans::{Span, spans};
use holdfast_ledger::{Decimal, Grain};

/// Quarters before a churn in which a downsell is looked for.
const LEAD: usize = 4;
/// Quarters after a downsell in which a churn is counted.
const FOLLOW: usize = 2;

/// The lead test over whole fiscal quarters which follow each other (G-2); `None` below five of them.
///
/// Churns are those of quarters with four quarters before them, so that every lead could have been seen.
/// "With" and "without" are cases, one a customer and quarter at whose end it pays, of quarters with two
/// quarters after them.
pub(crate) fn lead(b: &Balances) -> Option<LeadTest> {
    let quarters = consecutive(b);
    if quarters.len() <= LEAD {
        return None;
    }
    let mut test = LeadTest::default();
    for customer in 0..b.customers() {
        let classes: Vec<(Class, Decimal)> = quarters
            .iter()
            .map(|s| {
                movement(b, customer, s.open, s.close)
                    .map_or((Class::Flat, Decimal::ZERO), |m| (m.class, m.amount))
            })
            .collect();
        leads(&mut test, &classes);
        let pays = |i: usize| !b.amount(customer, quarters[i].close).is_zero();
        follows(&mut test, &classes, pays);
    }
    Some(test)
}

/// The newest run of whole quarters of which each opens at the close of the one before.
fn consecutive(b: &Balances) -> Vec<Span> {
    let mut quarters = spans(b, Grain::Quarter);
    quarters.retain(|s| !s.period.is_to_date());
    let breaks = quarters.windows(2).rposition(|w| w[0].close != w[1].open);
    quarters.split_off(breaks.map_or(0, |at| at + 1))
}

fn leads(test: &mut LeadTest, classes: &[(Class, Decimal)]) {
    for (i, (class, amount)) in classes.iter().enumerate().skip(LEAD) {
        if *class != Class::Churn {
            continue;
        }
        test.churned_customers += 1;
        test.churned_amount += amount;
        let before = (1..=LEAD).find(|k| classes[i - k].0 == Class::Downsell);
        if let Some(k) = before {
            test.by_lead[k - 1].0 += 1;
            test.by_lead[k - 1].1 += amount;
        }
    }
}

fn follows(test: &mut LeadTest, classes: &[(Class, Decimal)], pays: impl Fn(usize) -> bool) {
    for i in 0..classes.len().saturating_sub(FOLLOW) {
        if !pays(i) {
            continue;
        }
        let group = if classes[i].0 == Class::Downsell {
            &mut test.with_downsell
        } else {
            &mut test.without_downsell
        };
        group.0 += 1;
        group.1 += u32::from(
            classes[i + 1..=i + FOLLOW]
                .iter()
                .any(|(c, _)| *c == Class::Churn),
        );
    }
}

/// Customers with a downsell in the last two quarters which still pay (G-3), largest amount first: its
/// amount over both quarters, with period and driver of the newest.
pub(crate) fn watch(b: &Balances) -> Vec<WatchItem> {
    let mut quarters = spans(b, Grain::Quarter);
    let recent = quarters.split_off(quarters.len().saturating_sub(FOLLOW));
    let mut items: Vec<WatchItem> = (0..b.customers())
        .filter_map(|c| watched(b, c, &recent))
        .collect();
    items.sort_by_key(|item| std::cmp::Reverse(item.amount));
    items
}

fn watched(b: &Balances, customer: u32, recent: &[Span]) -> Option<WatchItem> {
    let newest = b.closes() as u16 - 1;
    let amount = b.amount(customer, newest);
    if amount.is_zero() {
        return None;
    }
    let mut found: Option<(Span, Decimal)> = None;
    for span in recent {
        let Some(m) = movement(b, customer, span.open, span.close) else {
            continue;
        };
        if m.class == Class::Downsell {
            let before = found.map_or(Decimal::ZERO, |(_, sum)| sum);
            found = Some((*span, before + m.amount));
        }
    }
    let (span, downsell) = found?;
    Some(WatchItem {
        customer,
        amount,
        downsell,
        period: span.period.label(b.basis().fiscal_year_start),
        driver: driver(b, customer, span),
        renewal: next_renewal(b, customer, newest),
    })
}

fn driver(b: &Balances, customer: u32, span: Span) -> Driver {
    let mut scratch = Vec::new();
    lines(b, customer, span.open, span.close, &mut scratch);
    movement(b, customer, span.open, span.close)
        .and_then(|m| loss(b, &m, span.open, span.close, &scratch))
        .and_then(|l| l.driver)
        .unwrap_or(Driver::Unknown)
}
