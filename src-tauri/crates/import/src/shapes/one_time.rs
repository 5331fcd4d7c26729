//! Rows which say of themselves that they don't recur: set-up fees, usage, services. They are no ARR, unless the
//! user says that they are.

use super::rows::Rows;
use crate::cells::figure;
use crate::findings::{Code, Spot};
use crate::header::Block;
use crate::mapping::{ColumnMapping, Field, SourceMapping};
use crate::sink::Sink;
use crate::text::{key, words};
use holdfast_ledger::{Cell, Table};
use std::collections::HashSet;

/// A column which says so of some rows.
pub(super) struct Teller {
    column: u16,
    says: Says,
    /// The numbers of the texts which say it.
    texts: HashSet<u32>,
    /// Whether FALSE says it: "Recurring".
    on_false: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Says {
    /// Charge type, billing frequency: one-time, usage.
    Kind,
    /// Product, plan: only what can't be a product which recurs.
    Product,
    /// "Recurring": no.
    Recurring,
}

/// The columns of a table which say of some rows that they do not recur. Each distinct text is looked at once.
pub(super) fn tellers(table: &Table, block: &Block, map: &SourceMapping) -> Vec<Teller> {
    let of = |c: &ColumnMapping| {
        let says = match c.field {
            _ if is_recurring(&c.caption) => Says::Recurring,
            Field::Interval => Says::Kind,
            Field::Attribute | Field::Ignore | Field::Line if is_kind(&c.caption) => Says::Kind,
            Field::Line | Field::Plan | Field::Attribute => Says::Product,
            _ => return None,
        };
        teller(table, block, c.column, says)
    };
    map.columns.iter().filter_map(of).collect()
}

fn teller(table: &Table, block: &Block, column: u16, says: Says) -> Option<Teller> {
    let mut seen = vec![false; table.texts().len()];
    let mut texts = HashSet::new();
    let mut on_false = false;
    for row in block.rows.clone() {
        let Some(id) = table.text_id(row, column) else {
            on_false |= says == Says::Recurring && table.cell(row, column) == Cell::Bool(false);
            continue;
        };
        let at = id as usize;
        let known = seen.get_mut(at).is_none_or(|s| std::mem::replace(s, true));
        if !known && table.texts().get(at).is_some_and(|t| says.so(t)) {
            texts.insert(id);
        }
    }
    (on_false || !texts.is_empty()).then_some(Teller {
        column,
        says,
        texts,
        on_false,
    })
}

fn is_recurring(caption: &str) -> bool {
    matches!(
        key(caption).as_str(),
        "recurring" | "isrecurring" | "recurringflag" | "wiederkehrend" | "récurrent"
    )
}

fn is_kind(caption: &str) -> bool {
    let words = words(caption);
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let kind = has(&["type", "category", "model", "kind", "class", "art"]);
    kind && has(&[
        "charge", "revenue", "billing", "fee", "price", "pricing", "line", "item", "product",
        "income",
    ]) || matches!(
        words.concat().as_str(),
        "chargetype" | "umsatzart" | "erlösart" | "gebührenart"
    )
}

/// Words for what never recurs, whatever column they stand in.
const NEVER: &[&str] = &[
    "onetime",
    "oneoff",
    "onceoff",
    "onetimefee",
    "onetimecharge",
    "oneofffee",
    "nonrecurring",
    "nonrecurringrevenue",
    "setupfee",
    "implementationfee",
    "onboardingfee",
    "activationfee",
    "einmalig",
    "einmalgebühr",
    "einrichtungsgebühr",
    "ponctuel",
    "fraisdemiseenservice",
    "único",
    "pagoúnico",
    "eenmalig",
    "unatantum",
];

/// Words for what does not recur where a column says the kind of charge.
const KINDS: &[&str] = &[
    "once",
    "setup",
    "implementation",
    "onboarding",
    "services",
    "service",
    "professionalservices",
    "ps",
    "consulting",
    "training",
    "usage",
    "usagebased",
    "overage",
    "overages",
    "metered",
    "consumption",
    "variable",
    "hardware",
    "dienstleistung",
    "nutzungsabhängig",
];

impl Says {
    /// Whether a text says that its row does not recur.
    fn so(self, text: &str) -> bool {
        let key = key(text);
        let has = |list: &[&str]| list.contains(&key.as_str());
        let more = match self {
            Says::Kind => has(KINDS),
            Says::Product => false,
            Says::Recurring => has(&["no", "n", "false", "nein", "non", "0"]),
        };
        more || has(NEVER)
    }
}

impl Teller {
    fn says_so(&self, table: &Table, row: usize) -> bool {
        match table.text_id(row, self.column) {
            Some(id) => self.texts.contains(&id),
            None => self.on_false && table.cell(row, self.column) == Cell::Bool(false),
        }
    }
}

/// Sets a row aside which says that it does not recur and has an amount; whether it was such.
pub(super) fn set_aside(rows: &Rows<'_>, sink: &mut Sink<'_>, row: usize) -> bool {
    let found = rows.tellers.iter().find(|t| t.says_so(rows.table, row));
    let Some(teller) = found.filter(|_| has_amount(rows.table, rows.map, row)) else {
        return false;
    };
    let cell = rows.table.cell(row, teller.column);
    let label = match (teller.says, cell) {
        (Says::Recurring, _) => "Recurring: no".to_owned(),
        (_, cell) => cell.text().trim().to_owned(),
    };
    let (number, code) = (rows.number(row), Code::OneTime);
    let reason = match sink
        .decide(code, &label, 1, None)
        .map(|d| d.repair.as_str())
    {
        Some("keep") => return false,
        Some(_) => "excluded by decision: one-time-row".to_owned(),
        None => {
            let spot = Spot::cell(rows.table, number, teller.column);
            sink.notes
                .issues
                .row(code, &label, spot, None, || rows.label(row).to_owned());
            format!("does not recur: {label}")
        }
    };
    sink.aside(rows.sheet, number, &reason, None);
    true
}

/// Whether some amount of the row is not 0: a set-up fee in a column of MRR usually is.
fn has_amount(table: &Table, map: &SourceMapping, row: usize) -> bool {
    let amounts = map.columns.iter().filter(|c| c.field.is_money());
    amounts
        .map(|c| figure(table.cell(row, c.column), c.numbers))
        .any(|value| value.is_some_and(|v| !v.is_zero()))
}
