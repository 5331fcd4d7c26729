//! Two attributes crossed: downsell rates with the amounts behind them (S-3).

use crate::attributes::Column;
use crate::figures::{Class, CrossCell};
use crate::movements::Move;
use crate::spans::Span;
use holdfast_ledger::{Decimal, ratio};

/// The first two attributes crossed, by the values which customers had at opening (S-2); cells without
/// customers are left out.
pub(crate) fn cross(
    columns: &[Column],
    moves: &[Move],
    span: Span,
) -> Option<(String, String, Vec<CrossCell>)> {
    let [rows, across, ..] = columns else {
        return None;
    };
    let mut sums =
        vec![(0_u32, Decimal::ZERO, Decimal::ZERO); rows.values.len() * across.values.len()];
    for m in moves.iter().filter(|m| !m.opening.is_zero()) {
        let at = (
            rows.segment(m.customer, span.open),
            across.segment(m.customer, span.open),
        );
        let (customers, opening, downsell) = &mut sums[at.0 * across.values.len() + at.1];
        *customers += 1;
        *opening += m.opening;
        if m.class == Class::Downsell {
            *downsell += m.amount;
        }
    }
    let cells = sums
        .into_iter()
        .enumerate()
        .filter(|(_, (customers, ..))| *customers > 0)
        .map(|(i, (customers, opening, downsell))| CrossCell {
            row: rows.values[i / across.values.len()].clone(),
            column: across.values[i % across.values.len()].clone(),
            customers,
            opening,
            downsell,
            downsell_rate: ratio(downsell, opening),
        })
        .collect();
    Some((rows.name.clone(), across.name.clone(), cells))
}
