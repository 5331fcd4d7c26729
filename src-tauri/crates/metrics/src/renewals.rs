//! Rates over what is due for renewal (section 4, ATR), where the ledger has renewal or end dates.

use crate::balances::Balances;
use crate::figures::{Class, Renewals};
use crate::movements::Move;
use crate::spans::Span;
use holdfast_ledger::{Decimal, Entry, ratio};

/// What was due in a period and what was lost of it; `None` without renewal dates.
///
/// A loss counts up to the amount which was due: what a customer loses of lines that were not due is no
/// renewal outcome. Amounts are annual, so terms of any length compare.
pub(crate) fn renewals(b: &Balances, moves: &[Move], span: Span) -> Option<Renewals> {
    if !b.has_renewals() {
        return None;
    }
    let mut out = Renewals::default();
    for m in moves.iter().filter(|m| !m.opening.is_zero()) {
        let due = due(b, m.customer, span);
        if due <= Decimal::ZERO {
            continue;
        }
        out.customers_due += 1;
        out.available += due;
        match m.class {
            Class::Downsell => out.downsell += m.amount.min(due),
            Class::Churn => out.churn += m.amount.min(due),
            _ => {}
        }
    }
    out.downsell_rate = ratio(out.downsell, out.available);
    out.churn_rate = ratio(out.churn, out.available);
    Some(out)
}

/// A customer's opening amount whose date lies from the opening close to the closing close. A date on
/// the closing close which still stands there is due in the next period: an end date is itself covered
/// (L-6), so its outcome shows a close later. So no date is due twice.
fn due(b: &Balances, customer: u32, span: Span) -> Decimal {
    let entries = b.ledger().entries();
    let (from, to) = (span.period.opening().date(), span.period.closing().date());
    let stands = |e: &Entry| {
        let now = b.ledger().entries_at(customer, span.close);
        now.iter()
            .any(|n| n.line == e.line && n.renewal == e.renewal)
    };
    let is_due = |e: &&Entry| {
        let day = e.renewal.filter(|d| (from..=to).contains(d));
        day.is_some_and(|d| d < to || !stands(e))
    };
    let parts = b
        .parts(customer, span.open)
        .iter()
        .map(|&p| &entries[p as usize]);
    parts
        .filter(is_due)
        .map(|e| b.converted(e, span.open))
        .sum()
}
