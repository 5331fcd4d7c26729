//! Rows of several measures in one table: a column says whether a row holds ARR, seats or movements, or whether it
//! is actual or planned. Only one measure, and only what is actual, are amounts of a ledger.

use crate::bridge_words;
use crate::captions;
use crate::header::Block;
use crate::mapping::{Field, Per, SourceMapping};
use crate::text::{key, words};
use holdfast_ledger::{Cell, Table};
use std::collections::BTreeMap;

/// A column of which only some values are of amounts.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub column: u16,
    /// The values, as keys, which are read.
    pub read: Vec<String>,
    /// What the amounts are, where the value says so.
    pub per: Option<Per>,
}

impl Chosen {
    /// Whether a cell says that its row is of something else.
    pub fn leaves_out(&self, cell: Cell<'_>) -> bool {
        matches!(cell, Cell::Text(t) if !self.read.contains(&key(t)))
    }
}

/// Distinct values from which on a column tells no measures.
const MOST: usize = 24;

/// The column of measures, where one of its values is an amount and others are not.
pub(crate) fn measure(table: &Table, block: &Block, map: &SourceMapping) -> Option<Chosen> {
    let named = |caption: &str| {
        matches!(
            key(caption).as_str(),
            "metric"
                | "metrics"
                | "measure"
                | "measures"
                | "kpi"
                | "lineitem"
                | "line"
                | "account"
                | "item"
                | "field"
                | "value"
                | "type"
                | "datatype"
                | "description"
                | "movement"
                | "movementtype"
                | "kennzahl"
                | "measurename"
                | "measurenames"
                | "indicateur"
                | "indicador"
                | "component"
                | "category"
        )
    };
    let mut columns = map
        .columns
        .iter()
        .filter(|c| named(&c.caption) && !is_needed(c.field));
    columns.find_map(|c| chosen_measure(table, block, c.column))
}

fn is_needed(field: Field) -> bool {
    field.is_money()
        || field.is_date()
        || matches!(
            field,
            Field::CustomerId | Field::CustomerName | Field::Currency
        )
}

fn chosen_measure(table: &Table, block: &Block, column: u16) -> Option<Chosen> {
    let values = values(table, block, column)?;
    let rank = |value: &str| match (bridge_words::is_closing(value), balance(value)?) {
        (true, _) => Some(0),
        (false, Per::Arr) => Some(1),
        (false, _) => Some(2),
    };
    let (key, value) = values
        .iter()
        .filter(|(_, v)| rank(v).is_some())
        .min_by_key(|(_, v)| rank(v))?;
    (values.len() > 1).then(|| Chosen {
        column,
        read: vec![key.clone()],
        per: captions::per(value),
    })
}

/// What a value which is an amount in force says it is: `ARR`, `Total MRR`, `Closing ARR`; not `New ARR`.
fn balance(value: &str) -> Option<Per> {
    const BESIDE: &[&str] = &[
        "arr",
        "mrr",
        "total",
        "ending",
        "closing",
        "eop",
        "end",
        "annual",
        "monthly",
        "recurring",
        "revenue",
        "usd",
        "eur",
        "gbp",
        "balance",
        "contracted",
    ];
    if bridge_words::is_closing(value) {
        return Some(captions::per(value).unwrap_or(Per::Arr));
    }
    let only = words(value).iter().all(|w| BESIDE.contains(&w.as_str()));
    captions::per(value).filter(|_| only)
}

/// The column which tells what is actual from what is planned.
pub(crate) fn scenario(table: &Table, block: &Block, map: &SourceMapping) -> Option<Chosen> {
    let named = |caption: &str| {
        let words = words(caption);
        words.iter().any(|w| {
            matches!(
                w.as_str(),
                "scenario"
                    | "version"
                    | "type"
                    | "basis"
                    | "szenario"
                    | "scénario"
                    | "escenario"
                    | "budget"
                    | "actual"
                    | "forecast"
                    | "view"
            )
        })
    };
    let mut columns = map
        .columns
        .iter()
        .filter(|c| named(&c.caption) && !is_needed(c.field));
    columns.find_map(|c| chosen_scenario(table, block, c.column))
}

fn chosen_scenario(table: &Table, block: &Block, column: u16) -> Option<Chosen> {
    let values = values(table, block, column)?;
    let is_actual = |v: &str| {
        captions::is_actual(v)
            || matches!(key(v).as_str(), "actuals" | "réel" | "real" | "werkelijk")
    };
    let is_planned = |v: &str| {
        captions::is_forecast(v)
            || words(v)
                .iter()
                .any(|w| matches!(w.as_str(), "plan" | "planned" | "soll" | "prognose"))
    };
    let (actual, other): (Vec<_>, Vec<_>) = values
        .iter()
        .partition(|(_, v)| is_actual(v) && !is_planned(v));
    (!actual.is_empty() && !other.is_empty() && other.iter().all(|(_, v)| is_planned(v))).then(
        || Chosen {
            column,
            read: actual.into_iter().map(|(key, _)| key.clone()).collect(),
            per: None,
        },
    )
}

/// The distinct texts of a column by their keys; none where they are too many, or other things stand among them.
fn values(table: &Table, block: &Block, column: u16) -> Option<BTreeMap<String, String>> {
    let mut out = BTreeMap::new();
    let mut seen = vec![false; table.texts().len()];
    for row in block.rows.clone() {
        let Some(id) = table.text_id(row, column) else {
            if table.cell(row, column).is_empty() {
                continue;
            }
            return None;
        };
        let id = id as usize;
        let known = seen.get_mut(id).is_none_or(|s| std::mem::replace(s, true));
        if let Some(text) = table.texts().get(id).filter(|_| !known) {
            out.insert(key(text), text.trim().to_owned());
        }
        if out.len() > MOST {
            return None;
        }
    }
    out.remove("");
    Some(out)
}
