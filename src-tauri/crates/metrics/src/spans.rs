//! Which periods a ledger can be computed for, as indices of their closes (L-3).

use crate::balances::Balances;
use holdfast_ledger::Period;

/// A period with both closes covered, and their indices.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub period: Period,
    pub open: u16,
    pub close: u16,
}

/// The periods of the basis' grain whose opening and closing closes are both covered (L-3), oldest first.
pub(crate) fn spans(b: &Balances, grain: holdfast_ledger::Grain) -> Vec<Span> {
    let (Some(first), Some(last)) = (b.close_list().first(), b.close_list().last()) else {
        return Vec::new();
    };
    Period::all(grain, b.basis().fiscal_year_start, *first, *last)
        .into_iter()
        .filter_map(|p| span(b, p))
        .collect()
}

/// A period with its indices; `None` where a close of it is not covered.
pub(crate) fn span(b: &Balances, period: Period) -> Option<Span> {
    let (open, close) = (b.index(period.opening())?, b.index(period.closing())?);
    (open < close).then_some(Span {
        period,
        open,
        close,
    })
}
