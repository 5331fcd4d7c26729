//! A second ledger on one sheet: read beside the first for now, and asked about, unless both are parts of one.

use crate::ImportOptions;
use crate::detected::Detected;
use crate::findings::{Code, Spot};
use crate::header::Block;
use crate::mapping::{Field, Layout, Role};
use crate::notes::Notes;
use crate::text::{key, letters};
use holdfast_ledger::Table;
use std::collections::BTreeSet;

/// Asks about every ledger on a sheet behind the first, and leaves out what the user wants left out.
pub(crate) fn tables(
    kept: &mut Vec<(&Table, Detected)>,
    options: &ImportOptions,
    notes: &mut Notes,
) {
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for sheet in sheets(kept) {
        for (number, pair) in sheet.windows(2).enumerate() {
            let &[before, at] = pair else { continue };
            if let (Some(first), Some(second)) = (kept.get(before), kept.get(at)) {
                match settled(first, second, number + 2, options, notes).as_deref() {
                    Some("leave-out") => gone.insert(at),
                    Some("instead") => gone.insert(before),
                    _ => false,
                };
            }
        }
    }
    let mut at = 0;
    kept.retain(|(_, d)| {
        let stays = !gone.contains(&at);
        at += 1;
        if !stays {
            notes.unread.push(d.map.clone());
        }
        stays
    });
}

/// The ledgers of each sheet which has several, in their order.
fn sheets(kept: &[(&Table, Detected)]) -> Vec<Vec<usize>> {
    let mut out: Vec<(&Table, Vec<usize>)> = Vec::new();
    for (at, (table, d)) in kept.iter().enumerate() {
        if d.map.role != Role::Ledger || d.map.aggregates || d.block.rows.is_empty() {
            continue;
        }
        match out
            .last_mut()
            .filter(|(last, _)| std::ptr::eq(*last, *table))
        {
            Some((_, own)) => own.push(at),
            None => out.push((table, vec![at])),
        }
    }
    out.into_iter().map(|(_, own)| own).collect()
}

/// Says that a second ledger stands there, and what the user has decided on it.
fn settled(
    (table, first): &(&Table, Detected),
    (_, second): &(&Table, Detected),
    number: usize,
    options: &ImportOptions,
    notes: &mut Notes,
) -> Option<String> {
    let scope = match table.sheet.as_str() {
        "" => format!("table {number}"),
        sheet => format!("table {number} of {sheet}"),
    };
    let spot = Spot {
        table,
        row: second.block.header.map(|h| table.row_number(h)),
        column: Some(second.block.columns.start),
    };
    let rows = second.block.rows.len() as u32;
    let (own, other) = (range(table, &second.block), range(table, &first.block));
    let ranges = || format!("{own}, beside {other}");
    let code = Code::SecondTable;
    notes.issues.rows(code, &scope, spot, rows, None, ranges);
    let question = format!("Does {scope} count too ({own}, beside {other})?");
    let decided = options.decisions.place(code.about().code, &scope);
    if let Some((at, decision)) = decided {
        notes.applied.push((at, u64::from(rows)));
        notes.issues.settle(code, &scope);
        let repair = decision.repair.as_str();
        notes.answer_of((code, &scope), &question, Some(repair), repair);
        return Some(decision.repair.clone());
    }
    let parts = are_parts(table, first, second);
    if parts {
        notes.issues.settle(code, &scope);
    }
    let reading = match parts {
        true => {
            "parts of one ledger: the captions are the same, and no customer is in both at one close"
        }
        false => "lines of one ledger which add up",
    };
    notes.answer_of((code, &scope), &question, parts.then_some("sum"), reading);
    None
}

/// Whether two tables with the same captions say nothing twice: other customers, or other closes.
fn are_parts(table: &Table, a: &Detected, b: &Detected) -> bool {
    a.map.signature == b.map.signature
        && a.map.layout == b.map.layout
        && (told_apart(&closes(table, a), &closes(table, b))
            || told_apart(&said(table, a, false), &said(table, b, false))
            || told_apart(&said(table, a, true), &said(table, b, true)))
}

/// Two sets which both say something, and nothing both say.
fn told_apart(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    !a.is_empty() && !b.is_empty() && a.is_disjoint(b)
}

/// The closes which captions or a date above the table give; none where its rows give them.
fn closes(table: &Table, d: &Detected) -> BTreeSet<String> {
    let wide = d.map.layout == Layout::Wide;
    let months = d
        .block
        .captions
        .iter()
        .filter_map(|c| c.when)
        .filter(|_| wide);
    let months = months.map(|when| format!("{when:?}"));
    let list = d.map.close.filter(|_| d.map.layout == Layout::Snapshot);
    let list = list.map(|day| format!("{day} of {}", table.sheet));
    months.chain(list).collect()
}

/// The customers of a table, or what its rows say of a customer and a date.
fn said(table: &Table, d: &Detected, dated: bool) -> BTreeSet<String> {
    let column = |wanted: &[Field]| {
        let found = |f: &Field| d.map.columns.iter().find(|c| c.field == *f);
        wanted.iter().find_map(found).map(|c| c.column)
    };
    let Some(customer) = column(&[Field::CustomerId, Field::CustomerName]) else {
        return BTreeSet::new();
    };
    let date = column(&[Field::Close, Field::Start]);
    if dated && date.is_none() {
        return BTreeSet::new();
    }
    let text = |row: usize| {
        let who = key(&table.cell(row, customer).text());
        let when = date.filter(|_| dated).map(|c| table.cell(row, c).text());
        (!who.is_empty()).then(|| format!("{who} {}", when.unwrap_or_default()))
    };
    d.block.rows.clone().filter_map(text).collect()
}

/// Where a table is, as a spreadsheet writes it: from its captions to its last row.
pub(crate) fn range(table: &Table, block: &Block) -> String {
    let number = |row: usize| {
        if row < table.len() {
            table.row_number(row)
        } else {
            0
        }
    };
    let (first, last) = (
        number(block.header.unwrap_or(block.rows.start)),
        number(block.rows.end.saturating_sub(1)),
    );
    let right = letters(block.columns.end.saturating_sub(1));
    format!("{}{first}:{right}{last}", letters(block.columns.start))
}
