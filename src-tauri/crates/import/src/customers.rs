//! Customers renamed and merged by a mapping sheet (L-8), and attributes from a list of customers.

use crate::cells::when_of;
use crate::detected::Detected;
use crate::findings::{Code, Spot};
use crate::mapping::Field;
use crate::sink::Sink;
use crate::text::{clean, key};
use holdfast_ledger::{AppliedRename, Close, FiscalYear, Symbol, Table};
use std::collections::BTreeMap;

/// One line of the mapping sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rename {
    pub from: String,
    pub to: String,
    /// When it took effect, for the proof: the history is restated as a whole, for a merged customer must
    /// not look like churn at that date (trap 27).
    pub effective: Option<Close>,
}

/// Reads a mapping sheet: from, to, effective.
pub(crate) fn renames(
    sink: &mut Sink<'_>,
    table: &Table,
    detected: &Detected,
    sheet: u16,
) -> Vec<Rename> {
    let at = |names: &[&str]| {
        detected.block.columns.clone().find(|c| {
            detected
                .block
                .caption(*c)
                .is_some_and(|k| names.contains(&key(&k.text).as_str()))
        })
    };
    let (Some(from), Some(to)) = (at(&["from"]), at(&["to"])) else {
        return Vec::new();
    };
    let effective = at(&["effective", "effectivedate", "date", "close"]);
    let mut out = Vec::new();
    for row in detected.block.rows.clone() {
        sink.account(sheet).read += 1;
        let text = |c: u16| clean(&table.cell(row, c).text()).into_owned();
        let (from, to) = (text(from), text(to));
        if from.is_empty() || to.is_empty() || from == to {
            sink.aside(sheet, table.row_number(row), "no pair of customers", None);
            continue;
        }
        sink.account(sheet).used += 1;
        let effective = effective
            .and_then(|c| when_of(table.cell(row, c)))
            .and_then(|w| w.close(FiscalYear::CALENDAR));
        out.push(Rename {
            from,
            to,
            effective,
        });
    }
    out
}

/// Applies renames to the drafts, chains followed to their end, before anything is netted (L-8).
pub(crate) fn apply(
    sink: &mut Sink<'_>,
    renames: &[Rename],
    table: Option<&Table>,
) -> Vec<AppliedRename> {
    if renames.is_empty() {
        return Vec::new();
    }
    let ids = ids(sink);
    let mut target: BTreeMap<Symbol, Symbol> = BTreeMap::new();
    let mut unknown: Vec<&Rename> = Vec::new();
    for rename in renames {
        let to = ids
            .get(&rename.to)
            .copied()
            .unwrap_or_else(|| sink.builder.symbol(&rename.to));
        match ids.get(&rename.from) {
            Some(&from) if from != to => {
                target.insert(from, to);
            }
            Some(_) => {}
            None => unknown.push(rename),
        }
    }
    let mut rows: BTreeMap<Symbol, u64> = BTreeMap::new();
    for draft in sink.builder.drafts_mut() {
        if target.contains_key(&draft.customer) {
            *rows.entry(draft.customer).or_default() += 1;
            draft.customer = last(&target, draft.customer);
        }
    }
    renamed_sets(sink, &target);
    for rename in &unknown {
        if let Some(table) = table {
            let name = format!("\"{}\"", rename.from);
            sink.notes.issues.rows(
                Code::RenameUnused,
                &name,
                Spot::sheet(table),
                0,
                None,
                String::new,
            );
        }
    }
    let of = |r: &Rename| {
        let from = ids.get(&r.from)?;
        Some(AppliedRename {
            from: r.from.clone(),
            to: r.to.clone(),
            effective: r.effective,
            rows: rows.get(from).copied().unwrap_or(0),
        })
    };
    renames.iter().filter_map(of).collect()
}

/// Customers by id and by name; an id wins over a name.
fn ids(sink: &Sink<'_>) -> BTreeMap<String, Symbol> {
    let mut out: BTreeMap<String, Symbol> = sink
        .builder
        .display_names()
        .map(|(id, name)| (name.to_owned(), id))
        .collect();
    for draft in sink.builder.drafts() {
        out.insert(sink.builder.name(draft.customer).to_owned(), draft.customer);
    }
    out
}

fn last(target: &BTreeMap<Symbol, Symbol>, from: Symbol) -> Symbol {
    let mut at = from;
    // As many steps as there are renames end every chain, and every circle.
    for _ in 0..target.len() {
        match target.get(&at) {
            Some(&next) if next != from => at = next,
            _ => break,
        }
    }
    at
}

fn renamed_sets(sink: &mut Sink<'_>, target: &BTreeMap<Symbol, Symbol>) {
    let negative = std::mem::take(&mut sink.negative);
    sink.negative = negative
        .into_iter()
        .map(|(c, close)| (last(target, c), close))
        .collect();
    for label in &mut sink.labels {
        label.customer = last(target, label.customer);
    }
}

/// Merges spellings the user said are one (a decision on `similar-names`).
pub(crate) fn merge(sink: &mut Sink<'_>, target: &BTreeMap<Symbol, Symbol>) {
    for draft in sink.builder.drafts_mut() {
        draft.customer = last(target, draft.customer);
    }
    renamed_sets(sink, target);
}

/// Reads a list of customers with attributes: they are given to the rows of each customer that have none.
pub(crate) fn attributes(sink: &mut Sink<'_>, table: &Table, detected: &Detected, sheet: u16) {
    let ids = ids(sink);
    let columns: Vec<(usize, u16)> = detected
        .map
        .columns_of(Field::Attribute)
        .filter_map(|c| {
            sink.attributes
                .iter()
                .position(|a| key(a) == key(&c.caption))
                .map(|i| (i, c.column))
        })
        .collect();
    let id_columns: Vec<u16> = [Field::CustomerId, Field::CustomerName]
        .iter()
        .filter_map(|f| detected.map.column(*f))
        .map(|c| c.column)
        .collect();
    let mut found: BTreeMap<Symbol, Vec<(usize, Symbol)>> = BTreeMap::new();
    for row in detected.block.rows.clone() {
        sink.account(sheet).read += 1;
        let customer = id_columns
            .iter()
            .find_map(|c| ids.get(clean(&table.cell(row, *c).text()).as_ref()));
        let Some(&customer) = customer else {
            sink.aside(
                sheet,
                table.row_number(row),
                "customer without amounts",
                None,
            );
            continue;
        };
        sink.account(sheet).used += 1;
        let values = columns.iter().map(|(i, c)| {
            let text = table.cell(row, *c).text();
            (*i, sink.builder.symbol(&clean(&text)))
        });
        found.insert(customer, values.collect());
        let name = detected
            .map
            .column(Field::CustomerName)
            .map(|c| clean(&table.cell(row, c.column).text()).into_owned());
        if let Some(name) = name.filter(|n| !n.is_empty() && detected.map.has(Field::CustomerId)) {
            sink.builder.display_name(customer, &name);
        }
    }
    let customers: Vec<Symbol> = sink.builder.drafts().iter().map(|d| d.customer).collect();
    for (at, _) in &columns {
        for (value, customer) in sink
            .builder
            .attribute_values_mut(*at)
            .iter_mut()
            .zip(&customers)
        {
            let own = found
                .get(customer)
                .and_then(|v| v.iter().find(|(i, _)| i == at));
            if let (Some((_, own)), false) = (own, value.is_some()) {
                *value = *own;
            }
        }
    }
}
