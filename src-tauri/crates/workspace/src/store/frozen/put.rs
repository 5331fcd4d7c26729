//! Writing a ledger into the tables of the frozen ones.

use super::status_word;
use crate::failure::Failure;
use holdfast_ledger::{Attribute, Ledger, Schedule, Symbol};
use rusqlite::Connection;
use std::collections::HashMap;

/// Writes a ledger as the frozen one of this number.
pub fn rows_of(connection: &Connection, frozen: i64, ledger: &Ledger) -> Result<(), Failure> {
    put_closes(connection, frozen, ledger)?;
    put_customers(connection, frozen, ledger)?;
    put_rates(connection, frozen, ledger)?;
    put_schedules(connection, frozen, ledger)?;
    let sets = put_attributes(connection, frozen, ledger)?;
    put_rows(connection, frozen, ledger, &sets)
}

fn put_closes(connection: &Connection, frozen: i64, ledger: &Ledger) -> Result<(), Failure> {
    let mut insert = connection.prepare(
        "INSERT INTO frozen_close (frozen, number, close, partial) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let last = ledger.closes().len().saturating_sub(1);
    for (number, close) in ledger.closes().iter().enumerate() {
        let partial = ledger.partial().filter(|_| number == last);
        insert.execute((
            frozen,
            number as i64,
            close.date().to_string(),
            partial.map(|d| d.to_string()),
        ))?;
    }
    Ok(())
}

fn put_customers(connection: &Connection, frozen: i64, ledger: &Ledger) -> Result<(), Failure> {
    let mut insert = connection.prepare(
        "INSERT INTO frozen_customer (frozen, number, customer_id, name) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (number, customer) in ledger.customers().iter().enumerate() {
        insert.execute((frozen, number as i64, &customer.id, &customer.name))?;
    }
    Ok(())
}

fn put_rates(connection: &Connection, frozen: i64, ledger: &Ledger) -> Result<(), Failure> {
    let mut insert = connection.prepare(
        "INSERT INTO frozen_rate (frozen, currency, close, rate) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (number, currency) in ledger.currencies().iter().enumerate() {
        for close in 0..ledger.closes().len() {
            let rate = ledger.rate(number as u8, close as u16).to_string();
            insert.execute((frozen, currency, close as i64, rate))?;
        }
    }
    Ok(())
}

fn put_schedules(connection: &Connection, frozen: i64, ledger: &Ledger) -> Result<(), Failure> {
    if !ledger.has_schedules() {
        return Ok(());
    }
    let mut insert = connection.prepare(
        "INSERT INTO frozen_schedule (frozen, customer, close, cut) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for customer in 0..ledger.customers().len() {
        for close in 0..ledger.closes().len() {
            let cut = match ledger.schedule(customer as u32, close as u16) {
                None => continue,
                Some(Schedule::Flag) => None,
                Some(Schedule::Cut(amount)) => Some(amount.to_string()),
            };
            insert.execute((frozen, customer as i64, close as i64, cut))?;
        }
    }
    Ok(())
}

/// The sets of attribute values in use; the set of each entry.
fn put_attributes(
    connection: &Connection,
    frozen: i64,
    ledger: &Ledger,
) -> Result<Vec<i64>, Failure> {
    let mut insert = connection.prepare("INSERT INTO frozen_attribute (frozen, \"set\", position, attribute, value) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let mut known: HashMap<Vec<Symbol>, i64> = HashMap::new();
    let mut sets = Vec::with_capacity(ledger.entries().len());
    for entry in 0..ledger.entries().len() {
        let value = |a: &Attribute| a.values.get(entry).copied();
        let values: Vec<Symbol> = ledger.attributes().iter().filter_map(value).collect();
        if let Some(set) = known.get(&values) {
            sets.push(*set);
            continue;
        }
        let set = known.len() as i64;
        for (position, (attribute, value)) in ledger.attributes().iter().zip(&values).enumerate() {
            insert.execute((
                frozen,
                set,
                position as i64,
                &attribute.name,
                ledger.name(*value),
            ))?;
        }
        known.insert(values, set);
        sets.push(set);
    }
    Ok(sets)
}

/// Texts by number, each stored once for all packs.
struct Texts<'a> {
    connection: &'a Connection,
    known: HashMap<Symbol, i64>,
}

impl Texts<'_> {
    fn id(&mut self, ledger: &Ledger, symbol: Symbol) -> Result<i64, Failure> {
        if let Some(id) = self.known.get(&symbol) {
            return Ok(*id);
        }
        let text = ledger.name(symbol);
        self.connection.execute(
            "INSERT INTO frozen_text (text) VALUES (?1) ON CONFLICT (text) DO NOTHING",
            [text],
        )?;
        let id = self.connection.query_row(
            "SELECT id FROM frozen_text WHERE text = ?1",
            [text],
            |row| row.get(0),
        )?;
        self.known.insert(symbol, id);
        Ok(id)
    }
}

fn put_rows(
    connection: &Connection,
    frozen: i64,
    ledger: &Ledger,
    sets: &[i64],
) -> Result<(), Failure> {
    let mut texts = Texts {
        connection,
        known: HashMap::new(),
    };
    let mut insert = connection.prepare("INSERT INTO frozen_row (frozen, number, customer, close, line, plan, reason, currency, status, amount,
         quantity, renewal, attributes, sheet, row, \"column\")
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")?;
    for (number, (entry, set)) in ledger.entries().iter().zip(sets).enumerate() {
        let currency = ledger.currencies().get(usize::from(entry.currency));
        insert.execute((
            frozen,
            number as i64,
            entry.customer,
            entry.close,
            texts.id(ledger, entry.line)?,
            texts.id(ledger, entry.plan)?,
            texts.id(ledger, entry.reason)?,
            currency.map_or("", String::as_str),
            status_word(entry.status),
            entry.amount.to_string(),
            entry.quantity.map(|q| q.to_string()),
            entry.renewal.map(|d| d.to_string()),
            set,
            entry.sheet,
            entry.row,
            entry.column,
        ))?;
    }
    Ok(())
}
