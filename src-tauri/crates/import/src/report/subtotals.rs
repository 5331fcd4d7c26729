//! Groups whose value stands in their first row only, each ended by a row "Subtotal" or "Acme Total", as a pivot table
//! prints them, and perhaps counted by a row "Count".

use super::Flat;
use super::lines::{Lines, summed};
use crate::text::key;
use crate::vocabulary::{self, Total};
use holdfast_ledger::Table;
use std::collections::{BTreeMap, BTreeSet};

/// What a row is to the groups.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Data,
    /// The sum of the group whose values stand in this column.
    Subtotal(u16),
    /// The sum of all rows.
    Total,
    /// How many rows the sum above stands for, or their mean.
    Count,
}

/// The report made flat; none where it has no subtotals over blanks, or they don't tie.
pub(super) fn flat(table: &Table) -> Option<Flat> {
    let texts = || table.texts().iter();
    let named: BTreeSet<String> = texts().filter_map(|text| summed(text)).map(key).collect();
    let known = !named.is_empty() && texts().any(|text| named.contains(&key(text)));
    if !known && !texts().any(|text| is_subtotal(text)) {
        return None;
    }
    let lines = Lines::of(table)?;
    let rows = lines.header + 1..table.len();
    let kinds: Vec<(usize, Kind)> = rows.map(|row| (row, kind(&lines, row))).collect();
    let mut flat = Flat::default();
    let mut open: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    let mut all = Vec::new();
    let mut last: Vec<usize> = Vec::new();
    let levels: Vec<u16> = levels(&kinds);
    for (row, kind) in kinds {
        let ties = match kind {
            Kind::Data => {
                all.push(row);
                for level in &levels {
                    open.entry(*level).or_default().push(row);
                }
                true
            }
            Kind::Subtotal(level) => {
                last = open.remove(&level).unwrap_or_default();
                let whole = is_of(&lines, row, level, &last) && lines.bears_out(row, &last);
                whole && fill(&lines, level, &last, &mut flat)
            }
            Kind::Total => {
                last.clone_from(&all);
                lines.bears_out(row, &all)
            }
            Kind::Count => {
                flat.lines.insert(row);
                !last.is_empty() && lines.bears_out(row, &last)
            }
        };
        if !ties {
            return None;
        }
    }
    let ended = open.values().all(Vec::is_empty);
    (ended && !(flat.fill.is_empty() && flat.lines.is_empty())).then_some(flat)
}

fn is_subtotal(text: &str) -> bool {
    (8..=16).contains(&text.len())
        && text.starts_with(['s', 'S', 'z', 'Z'])
        && matches!(
            key(text).as_str(),
            "subtotal" | "subtotals" | "zwischensumme" | "soustotal"
        )
}

fn kind(lines: &Lines<'_>, row: usize) -> Kind {
    match lines.label(row) {
        Some((column, label)) if is_subtotal(label) => Kind::Subtotal(column),
        Some((_, label)) if vocabulary::total(label) == Some(Total::Sure) => Kind::Total,
        Some((column, label)) if summed(label).is_some() => Kind::Subtotal(column),
        _ if lines.is_summary(row) => Kind::Count,
        _ => Kind::Data,
    }
}

fn levels(kinds: &[(usize, Kind)]) -> Vec<u16> {
    let level = |(_, kind): &(usize, Kind)| match kind {
        Kind::Subtotal(column) => Some(*column),
        _ => None,
    };
    let mut out: Vec<u16> = kinds.iter().filter_map(level).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Whether a sum which names its group stands below the rows of that group.
fn is_of(lines: &Lines<'_>, row: usize, column: u16, rows: &[usize]) -> bool {
    let name = lines.label(row).filter(|(_, label)| !is_subtotal(label));
    let value = || {
        rows.first()
            .map(|first| lines.table.cell(*first, column).text())
    };
    name.and_then(|(_, label)| summed(label))
        .is_none_or(|name| value().is_some_and(|value| key(&value) == key(name)))
}

/// Writes the value of a group to its rows; whether it is the first row's, and no other row has another.
fn fill(lines: &Lines<'_>, column: u16, rows: &[usize], flat: &mut Flat) -> bool {
    let Some((first, rest)) = rows.split_first() else {
        return false;
    };
    let value = lines.table.cell(*first, column).text();
    let blank: Vec<usize> = rest
        .iter()
        .copied()
        .filter(|row| lines.is_blank(*row, column))
        .collect();
    if blank.is_empty() {
        // Every row has its own.
        return true;
    }
    let others = rest.len() - blank.len();
    flat.fill
        .extend(blank.into_iter().map(|row| ((row, column), value.clone())));
    others == 0 && !value.trim().is_empty()
}
