//! Several columns of one close: one amount in two currencies or as MRR and ARR, or products side by side.

use super::amounts::same_figures;
use super::{Detection, column_name, lines};
use crate::captions;
use crate::currency;
use crate::findings::Code;
use crate::mapping::{ColumnMapping, Confidence, Field, Per};
use crate::text::key;
use std::collections::BTreeMap;

/// Settles which of the columns of one close are read.
pub(super) fn settle(d: &mut Detection<'_>, columns: &mut [ColumnMapping]) {
    let mut by_close: BTreeMap<chrono::NaiveDate, Vec<usize>> = BTreeMap::new();
    for (at, c) in columns
        .iter()
        .enumerate()
        .filter(|(_, c)| c.field == Field::Amount)
    {
        if let Some(close) = c.close {
            by_close.entry(close).or_default().push(at);
        }
    }
    by_close.retain(|_, all| all.len() > 1);
    if by_sum(d, columns, &by_close) {
        return;
    }
    let mut open: Vec<Vec<usize>> = Vec::new();
    for all in by_close.into_values() {
        let left = plain(d, columns, all);
        if left.len() > 1 {
            open.push(left);
        }
    }
    if !open.is_empty() {
        decide(d, columns, &open);
    }
}

/// Where one column of every close is the sum of the others, those are its lines, and the sum is left out.
fn by_sum(
    d: &mut Detection<'_>,
    columns: &mut [ColumnMapping],
    by_close: &BTreeMap<chrono::NaiveDate, Vec<usize>>,
) -> bool {
    let sum = |all: &Vec<usize>| {
        let own: Vec<ColumnMapping> = all
            .iter()
            .filter_map(|at| columns.get(*at).cloned())
            .collect();
        let mut totals = all.iter().zip(&own);
        totals
            .find(|(_, c)| own.len() > 2 && lines::is_sum(d, c, &own))
            .map(|(at, _)| *at)
    };
    let sums: Option<Vec<usize>> = by_close.values().map(sum).collect();
    let Some(sums) = sums.filter(|sums| !sums.is_empty()) else {
        return false;
    };
    let name = sums
        .first()
        .and_then(|at| columns.get(*at))
        .map(column_name);
    let question = format!(
        "Is the amount of {} in several columns of a close?",
        d.name()
    );
    let reading = format!(
        "each is a line of it: they add up to {}",
        name.unwrap_or_default()
    );
    d.notes.answer(&question, Some("yes"), &reading);
    for at in sums {
        d.summed = columns.get(at).map(|c| c.caption.clone());
        leave_out(columns, at);
    }
    true
}

fn leave_out(columns: &mut [ColumnMapping], at: usize) {
    if let Some(c) = columns.get_mut(at) {
        (c.field, c.confidence) = (Field::Ignore, Confidence::Sure);
    }
}

/// What is left of the columns of a close without those which tell the same: of several currencies the one to
/// report in, of MRR and ARR the ARR, of equal figures the first.
fn plain(d: &Detection<'_>, columns: &mut [ColumnMapping], all: Vec<usize>) -> Vec<usize> {
    let named = |at: &usize| {
        columns
            .get(*at)
            .and_then(|c| currency::in_caption(&c.caption))
    };
    let wanted = d.options.currency.as_ref();
    let has_wanted = wanted.is_some() && all.iter().any(|at| named(at).as_ref() == wanted);
    let other_currency =
        |at: &usize| has_wanted && named(at).is_some_and(|code| Some(&code) != wanted);
    let (dropped, mut all): (Vec<usize>, Vec<usize>) = all.into_iter().partition(other_currency);
    for at in dropped {
        leave_out(columns, at);
    }
    // ARR is exact where MRR is a twelfth of it, rounded.
    all.sort_by_key(|at| {
        (
            columns.get(*at).map(|c| captions::per(&c.caption)) != Some(Some(Per::Arr)),
            *at,
        )
    });
    let mut kept: Vec<usize> = Vec::new();
    for at in all {
        let same = |first: &usize| match (columns.get(*first), columns.get(at)) {
            (Some(a), Some(b)) => same_figures(d, a, b),
            _ => false,
        };
        if kept.iter().any(same) {
            leave_out(columns, at);
        } else {
            kept.push(at);
        }
    }
    kept
}

/// Columns which differ: lines of one amount, or one of them is chosen by the user; else the first, and it is asked.
fn decide(d: &mut Detection<'_>, columns: &mut [ColumnMapping], open: &[Vec<usize>]) {
    let answer = d.decided(Code::TwoAmountColumns, "").map(str::to_owned);
    if answer.as_deref() == Some("lines") {
        return;
    }
    let wanted = answer.as_deref().map(key);
    let names = |at: &usize| {
        let caption = columns
            .get(*at)
            .map(|c| key(&c.caption))
            .unwrap_or_default();
        wanted
            .as_ref()
            .is_some_and(|w| !w.is_empty() && caption.contains(w.as_str()))
    };
    let chosen: Vec<Option<usize>> = open
        .iter()
        .map(|all| all.iter().copied().find(|at| names(at)))
        .collect();
    if chosen.iter().all(Option::is_none) {
        ask(d, columns, open);
    }
    for (all, chosen) in open.iter().zip(chosen) {
        let read = chosen.or(all.first().copied());
        for at in all.iter().filter(|at| Some(**at) != read) {
            leave_out(columns, *at);
        }
    }
}

fn ask(d: &mut Detection<'_>, columns: &[ColumnMapping], open: &[Vec<usize>]) {
    let Some([first, second]) = open.first().and_then(|all| all.get(..2)) else {
        return;
    };
    let (Some(first), Some(second)) = (columns.get(*first), columns.get(*second)) else {
        return;
    };
    let (a, mut b) = (column_name(first), column_name(second));
    if a == b {
        b = format!("column {}", crate::text::letters(second.column));
    }
    let rest = match open.len() - 1 {
        0 => String::new(),
        n => format!(", and so at {n} more closes"),
    };
    let text = format!(
        "Two columns of {} are of the same close: {a} and {b}{rest}. The first is read for now.",
        d.name()
    );
    let question = "Which of two columns of one close is read?";
    d.ask(
        Code::TwoAmountColumns,
        &text,
        Some(second.column),
        question,
        "the first",
    );
}
