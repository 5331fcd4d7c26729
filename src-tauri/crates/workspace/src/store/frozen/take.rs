//! Building a ledger from the tables of the frozen ones.

use super::STATUSES;
use crate::failure::Failure;
use crate::store::fault::damaged;
use chrono::NaiveDate;
use holdfast_ledger::{Close, Decimal, EntryDraft, Ledger, LedgerBuilder, Schedule, Symbol};
use rusqlite::{Connection, Row};
use std::collections::HashMap;
use std::str::FromStr;

/// The frozen ledger of this number.
pub fn ledger(connection: &Connection, frozen: i64) -> Result<Ledger, Failure> {
    let reporting: String = connection
        .prepare("SELECT reporting FROM frozen WHERE id = ?1")?
        .query_row([frozen], |row| row.get(0))?;
    let attributes = attribute_names(connection, frozen)?;
    let mut builder = LedgerBuilder::new(&reporting, &attributes);
    let closes = take_closes(connection, frozen, &mut builder)?;
    take_rates(connection, frozen, &closes, &mut builder)?;
    let customers = take_customers(connection, frozen, &mut builder)?;
    take_schedules(connection, frozen, &closes, &customers, &mut builder)?;
    let sets = take_attributes(connection, frozen, &mut builder)?;
    let mut statement = connection.prepare(
        "SELECT customer, close, line.text, plan.text, reason.text, currency, status, amount, quantity, renewal,
         attributes, sheet, row, \"column\" FROM frozen_row
         JOIN frozen_text line ON line.id = line JOIN frozen_text plan ON plan.id = plan
         JOIN frozen_text reason ON reason.id = reason WHERE frozen = ?1 ORDER BY number",
    )?;
    let mut rows = statement.query([frozen])?;
    while let Some(row) = rows.next()? {
        let customer = customers.get(number(row, 0)?);
        let close = closes.get(number(row, 1)?);
        let (Some(customer), Some(close)) = (customer, close) else {
            return Err(damaged(
                &"a row of an issued ledger has no customer or close",
            ));
        };
        let draft = draft(&mut builder, row, *customer, *close)?;
        let set: i64 = row.get(10)?;
        builder.push(draft, sets.get(&set).map_or(&[], Vec::as_slice));
    }
    builder.build().map_err(|error| damaged(&error))
}

fn draft(
    builder: &mut LedgerBuilder,
    row: &Row<'_>,
    customer: Symbol,
    close: Close,
) -> Result<EntryDraft, Failure> {
    let mut symbol = |column: usize| -> Result<Symbol, Failure> {
        Ok(builder.symbol(&row.get::<_, String>(column)?))
    };
    let (line, plan, reason, currency) = (symbol(2)?, symbol(3)?, symbol(4)?, symbol(5)?);
    let word: String = row.get(6)?;
    let status = STATUSES.iter().find(|(_, w)| *w == word).map(|(s, _)| *s);
    Ok(EntryDraft {
        customer,
        close,
        currency,
        status: status.ok_or_else(|| damaged(&"an issued ledger has an unknown status"))?,
        line,
        plan,
        reason,
        amount: parsed(&row.get::<_, String>(7)?)?,
        quantity: row
            .get::<_, Option<String>>(8)?
            .map(|q| parsed(&q))
            .transpose()?,
        renewal: row
            .get::<_, Option<String>>(9)?
            .map(|d| parsed::<NaiveDate>(&d))
            .transpose()?,
        sheet: row.get(11)?,
        row: row.get(12)?,
        column: row.get(13)?,
    })
}

/// A decimal or a date as it was written.
fn parsed<T: FromStr>(text: &str) -> Result<T, Failure> {
    text.parse()
        .map_err(|_| damaged(&"an issued ledger has an unreadable figure or date"))
}

/// A number by which rows of the frozen tables name each other.
fn number(row: &Row<'_>, column: usize) -> Result<usize, Failure> {
    Ok(row.get::<_, u32>(column)? as usize)
}

/// A close as it was written.
pub fn close(text: &str) -> Result<Close, Failure> {
    Close::of(parsed(text)?).ok_or_else(|| damaged(&"an issued ledger has an impossible close"))
}

fn attribute_names(connection: &Connection, frozen: i64) -> Result<Vec<String>, Failure> {
    let mut statement = connection.prepare("SELECT attribute FROM frozen_attribute WHERE frozen = ?1 AND \"set\" = 0 ORDER BY position")?;
    let names = statement.query_map([frozen], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn take_closes(
    connection: &Connection,
    frozen: i64,
    builder: &mut LedgerBuilder,
) -> Result<Vec<Close>, Failure> {
    let mut statement = connection
        .prepare("SELECT close, partial FROM frozen_close WHERE frozen = ?1 ORDER BY number")?;
    let mut rows = statement.query([frozen])?;
    let mut closes = Vec::new();
    while let Some(row) = rows.next()? {
        let close = close(&row.get::<_, String>(0)?)?;
        builder.cover(close);
        closes.push(close);
        if let Some(day) = row.get::<_, Option<String>>(1)? {
            builder.partial(parsed(&day)?);
        }
    }
    Ok(closes)
}

fn take_rates(
    connection: &Connection,
    frozen: i64,
    closes: &[Close],
    builder: &mut LedgerBuilder,
) -> Result<(), Failure> {
    let mut statement =
        connection.prepare("SELECT currency, close, rate FROM frozen_rate WHERE frozen = ?1")?;
    let mut rows = statement.query([frozen])?;
    while let Some(row) = rows.next()? {
        let rate: Decimal = parsed(&row.get::<_, String>(2)?)?;
        if let Some(close) = closes.get(number(row, 1)?) {
            builder.rate(&row.get::<_, String>(0)?, *close, rate);
        }
    }
    Ok(())
}

fn take_customers(
    connection: &Connection,
    frozen: i64,
    builder: &mut LedgerBuilder,
) -> Result<Vec<Symbol>, Failure> {
    let mut statement = connection.prepare(
        "SELECT customer_id, name FROM frozen_customer WHERE frozen = ?1 ORDER BY number",
    )?;
    let mut rows = statement.query([frozen])?;
    let mut customers = Vec::new();
    while let Some(row) = rows.next()? {
        let symbol = builder.symbol(&row.get::<_, String>(0)?);
        builder.display_name(symbol, &row.get::<_, String>(1)?);
        customers.push(symbol);
    }
    Ok(customers)
}

fn take_schedules(
    connection: &Connection,
    frozen: i64,
    closes: &[Close],
    customers: &[Symbol],
    builder: &mut LedgerBuilder,
) -> Result<(), Failure> {
    let mut statement =
        connection.prepare("SELECT customer, close, cut FROM frozen_schedule WHERE frozen = ?1")?;
    let mut rows = statement.query([frozen])?;
    while let Some(row) = rows.next()? {
        let schedule = match row.get::<_, Option<String>>(2)? {
            Some(cut) => Schedule::Cut(parsed(&cut)?),
            None => Schedule::Flag,
        };
        let customer = customers.get(number(row, 0)?);
        let close = closes.get(number(row, 1)?);
        if let (Some(customer), Some(close)) = (customer, close) {
            builder.schedule(*customer, *close, schedule);
        }
    }
    Ok(())
}

fn take_attributes(
    connection: &Connection,
    frozen: i64,
    builder: &mut LedgerBuilder,
) -> Result<HashMap<i64, Vec<Symbol>>, Failure> {
    let mut statement = connection.prepare(
        "SELECT \"set\", value FROM frozen_attribute WHERE frozen = ?1 ORDER BY \"set\", position",
    )?;
    let mut rows = statement.query([frozen])?;
    let mut sets: HashMap<i64, Vec<Symbol>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let value = builder.symbol(&row.get::<_, String>(1)?);
        sets.entry(row.get(0)?).or_default().push(value);
    }
    Ok(sets)
}
