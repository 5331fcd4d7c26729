//! Rows which say of themselves that they don't recur: set-up fees, usage, services. They are no ARR, unless the
//! user says that they are.

use super::rows::Rows;
use crate::cells::{figure, is_yes};
use crate::findings::{Code, Spot};
use crate::mapping::{ColumnMapping, Field, SourceMapping};
use crate::sink::Sink;
use crate::text::{key, words};
use holdfast_ledger::{Cell, Table};

/// A column which may say so.
#[derive(Clone, Copy)]
pub(super) struct Teller {
    column: u16,
    says: Says,
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

/// The columns of a table which may say that a row does not recur.
pub(super) fn tellers(map: &SourceMapping) -> Vec<Teller> {
    let of = |c: &ColumnMapping| {
        let says = match c.field {
            _ if is_recurring(&c.caption) => Says::Recurring,
            Field::Interval => Says::Kind,
            Field::Attribute | Field::Ignore | Field::Line if is_kind(&c.caption) => Says::Kind,
            Field::Line | Field::Plan | Field::Attribute => Says::Product,
            _ => return None,
        };
        let column = c.column;
        Some(Teller { column, says })
    };
    map.columns.iter().filter_map(of).collect()
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

impl Teller {
    fn says_so(self, cell: Cell<'_>) -> bool {
        match (self.says, cell) {
            (Says::Recurring, Cell::Bool(_)) => !is_yes(cell),
            (Says::Recurring, Cell::Text(t)) => {
                let key = key(t);
                matches!(key.as_str(), "no" | "n" | "false" | "nein" | "non" | "0")
                    || NEVER.contains(&key.as_str())
            }
            (says, Cell::Text(t)) => {
                let key = key(t);
                NEVER.contains(&key.as_str()) || says == Says::Kind && KINDS.contains(&key.as_str())
            }
            _ => false,
        }
    }
}

/// Sets a row aside which says that it does not recur and has an amount; whether it was such.
pub(super) fn set_aside(rows: &Rows<'_>, sink: &mut Sink<'_>, row: usize) -> bool {
    let found = rows
        .tellers
        .iter()
        .find(|t| t.says_so(rows.table.cell(row, t.column)));
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
