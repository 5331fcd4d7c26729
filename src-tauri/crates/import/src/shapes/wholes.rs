//! Rows which are the whole of their customer beside its parts: `Acme, Core`, `Acme, Add-on`, `Acme, Total`. Where they
//! are the sum of the parts they are totals; where they are not, it is asked.

use super::rows::Rows;
use super::totals::Verdict;
use crate::cells::figure;
use crate::header::Block;
use crate::mapping::{ColumnMapping, Field};
use crate::text::key;
use crate::vocabulary;
use holdfast_ledger::{Decimal, Table};
use std::collections::BTreeMap;

/// The amounts of one customer at one date: of its parts together, and of the rows which call themselves the whole.
#[derive(Default)]
struct Group {
    parts: Vec<Decimal>,
    any: bool,
    wholes: Vec<usize>,
}

/// The rows which call themselves the whole of their customer; `date` is the column of dates, where there is one.
pub(super) fn sums(
    rows: &Rows<'_>,
    block: &Block,
    columns: &[&ColumnMapping],
    date: Option<u16>,
) -> BTreeMap<usize, Verdict> {
    let by_text: Vec<bool> = rows.table.texts().iter().map(|t| is_whole(t)).collect();
    let named = |row: usize| {
        let parts = rows.map.columns.iter().filter(|c| is_part(c.field));
        let id = |c: &ColumnMapping| rows.table.text_id(row, c.column);
        let mut ids = parts.filter_map(id);
        ids.any(|id| by_text.get(id as usize) == Some(&true))
    };
    if !by_text.contains(&true) || !block.rows.clone().any(named) {
        return BTreeMap::new();
    }
    let mut groups: BTreeMap<Vec<String>, Group> = BTreeMap::new();
    for row in block.rows.clone() {
        let Some(key) = key_of(rows, row, date) else {
            continue;
        };
        let group = groups.entry(key).or_default();
        if named(row) {
            group.wholes.push(row);
        } else {
            group.add(rows.table, columns, row);
        }
    }
    if !groups.values().any(|g| g.any && !g.wholes.is_empty()) {
        // Nothing stands beside them: they are what there is.
        return BTreeMap::new();
    }
    groups
        .values()
        .flat_map(|group| {
            group
                .wholes
                .iter()
                .map(|row| (*row, group.judge(rows.table, columns, *row)))
        })
        .collect()
}

/// Whether a text in a column of products, plans or segments says that the row is of all of them.
fn is_whole(text: &str) -> bool {
    let text = text.trim();
    let all = || {
        let head = text.get(..3).unwrap_or_default();
        let bare = if head.eq_ignore_ascii_case("all") {
            key(text)
        } else {
            String::new()
        };
        let of = bare.strip_prefix("all").unwrap_or_default();
        matches!(
            of,
            "products" | "plans" | "modules" | "regions" | "segments" | "lines" | "services"
        )
    };
    text.len() <= 30 && (vocabulary::total(text) == Some(vocabulary::Total::Sure) || all())
}

fn is_part(field: Field) -> bool {
    matches!(field, Field::Line | Field::Plan | Field::Attribute)
}

/// Customer, date and currency of a row; none where it has no customer, or its customer is a total itself.
fn key_of(rows: &Rows<'_>, row: usize, date: Option<u16>) -> Option<Vec<String>> {
    let map = rows.map;
    let column = |f: Field| map.column(f).map(|c| c.column);
    let customer = column(Field::CustomerId).or(column(Field::CustomerName))?;
    let text = |column: u16| rows.table.cell(row, column).text().trim().to_owned();
    let name = text(customer);
    if name.is_empty() || vocabulary::total(&name).is_some() {
        return None;
    }
    let others = [date, column(Field::Currency)];
    let others = others.into_iter().flatten().map(text);
    Some(std::iter::once(name).chain(others).collect())
}

impl Group {
    fn add(&mut self, table: &Table, columns: &[&ColumnMapping], row: usize) {
        self.parts.resize(columns.len(), Decimal::ZERO);
        for (sum, c) in self.parts.iter_mut().zip(columns) {
            *sum += figure(table.cell(row, c.column), c.numbers).unwrap_or_default();
        }
        self.any = true;
    }

    fn judge(&self, table: &Table, columns: &[&ColumnMapping], row: usize) -> Verdict {
        let own = |c: &&ColumnMapping| figure(table.cell(row, c.column), c.numbers);
        let ties = |(sum, c): (&Decimal, &&ColumnMapping)| {
            (*sum - own(c).unwrap_or_default()).abs() < Decimal::new(1, 2)
        };
        if self.any && self.wholes.len() == 1 && self.parts.iter().zip(columns).all(ties) {
            Verdict::Subtotal
        } else {
            Verdict::Possible
        }
    }
}
