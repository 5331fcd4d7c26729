//! A column captioned "ID" beside one captioned "Name": the customer's, where its values go with the names.

use super::Detection;
use crate::mapping::{Confidence, Field};
use crate::text::key;
use std::collections::{BTreeMap, BTreeSet};

/// Rows looked at.
const LOOKED_AT: usize = 20_000;

/// Takes a plain "ID" for the customer's id where every id has one name, and the ids come again as the names do.
pub(super) fn settle(d: &mut Detection<'_>) {
    if d.given.is_some() || d.export.is_some() || d.map.has(Field::CustomerId) {
        return;
    }
    let Some(name) = d.map.column(Field::CustomerName).map(|c| c.column) else {
        return;
    };
    let plain = |c: &crate::mapping::ColumnMapping| {
        let free = matches!(c.field, Field::Ignore | Field::Attribute);
        free && matches!(key(&c.caption).as_str(), "id" | "uid")
    };
    let Some(at) = d.map.columns.iter().position(plain) else {
        return;
    };
    let id = d.map.columns.get(at).map(|c| c.column).unwrap_or_default();
    if goes_with(d, id, name)
        && let Some(c) = d.map.columns.get_mut(at)
    {
        (c.field, c.confidence) = (Field::CustomerId, Confidence::Sure);
    }
}

fn goes_with(d: &Detection<'_>, id: u16, name: u16) -> bool {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut rows = 0;
    for row in d.block.rows.clone().take(LOOKED_AT) {
        let (own, called) = (d.table.cell(row, id), d.table.cell(row, name));
        if called.is_empty() {
            continue;
        }
        if own.is_empty() {
            return false;
        }
        rows += 1;
        let called = key(&called.text());
        if names.entry(own.text()).or_insert_with(|| called.clone()) != &called {
            return false;
        }
    }
    let distinct: BTreeSet<&String> = names.values().collect();
    // Ids which never come again may number the rows.
    names.len() == distinct.len() || names.len() < rows
}
