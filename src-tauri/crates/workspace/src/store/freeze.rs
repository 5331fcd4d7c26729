//! The ledger of an issued pack, row by row: written into tables which SQL can query, and built from them.

use super::fault::damaged;
use crate::failure::Failure;
use chrono::NaiveDate;
use holdfast_ledger::{
    Close, Decimal, EntryDraft, Ledger, LedgerBuilder, Schedule, Status, Symbol,
};
use rusqlite::{Connection, Row};
use std::collections::HashMap;
use std::str::FromStr;

const STATUSES: [(Status, &str); 6] = [
    (Status::Active, "active"),
    (Status::Paused, "paused"),
    (Status::PastDue, "past-due"),
    (Status::Trial, "trial"),
    (Status::Free, "free"),
    (Status::Cancelled, "cancelled"),
];

fn status_word(status: Status) -> &'static str {
    STATUSES
        .iter()
        .find(|(s, _)| *s == status)
        .map_or("active", |(_, word)| word)
}

/// Whose ledger the rows are.
#[derive(Clone, Copy, Debug)]
pub enum Owner {
    /// An issued pack's own, by its number.
    Issued(i64),
    /// A past kept with an issued pack, by its number among those.
    Kept(i64),
}

impl Owner {
    fn id(self) -> i64 {
        match self {
            Owner::Issued(id) | Owner::Kept(id) => id,
        }
    }

    /// A statement about the owner's tables: `{t}` is what their names begin with, `{k}` the column of the owner.
    fn sql(self, template: &str) -> String {
        let (tables, key) = match self {
            Owner::Issued(_) => ("frozen", "issued"),
            Owner::Kept(_) => ("kept", "kept"),
        };
        template.replace("{t}", tables).replace("{k}", key)
    }
}

/// A ledger alone in the tables of an issued pack, in memory: for checks in SQL.
///
/// # Errors
/// Where the database can't be made.
pub fn frozen_in_memory(ledger: &Ledger) -> Result<Connection, Failure> {
    let mut connection = Connection::open_in_memory()?;
    super::schema::migrate(&mut connection, 0)?;
    // There is no pack to which the rows belong.
    connection.pragma_update(None, "foreign_keys", false)?;
    freeze(&connection, Owner::Issued(1), ledger)?;
    Ok(connection)
}

/// Writes a ledger as its owner's.
pub fn freeze(connection: &Connection, owner: Owner, ledger: &Ledger) -> Result<(), Failure> {
    put_closes(connection, owner, ledger)?;
    put_customers(connection, owner, ledger)?;
    put_rates(connection, owner, ledger)?;
    put_schedules(connection, owner, ledger)?;
    let sets = put_attributes(connection, owner, ledger)?;
    put_rows(connection, owner, ledger, &sets)
}

fn put_closes(connection: &Connection, owner: Owner, ledger: &Ledger) -> Result<(), Failure> {
    let mut insert =
        connection
            .prepare(&owner.sql(
                "INSERT INTO {t}_close ({k}, number, close, partial) VALUES (?1, ?2, ?3, ?4)",
            ))?;
    let last = ledger.closes().len().saturating_sub(1);
    for (number, close) in ledger.closes().iter().enumerate() {
        let partial = ledger.partial().filter(|_| number == last);
        insert.execute((
            owner.id(),
            number as i64,
            close.date().to_string(),
            partial.map(|d| d.to_string()),
        ))?;
    }
    Ok(())
}

fn put_customers(connection: &Connection, owner: Owner, ledger: &Ledger) -> Result<(), Failure> {
    let mut insert = connection.prepare(&owner.sql(
        "INSERT INTO {t}_customer ({k}, number, customer_id, name) VALUES (?1, ?2, ?3, ?4)",
    ))?;
    for (number, customer) in ledger.customers().iter().enumerate() {
        insert.execute((owner.id(), number as i64, &customer.id, &customer.name))?;
    }
    Ok(())
}

fn put_rates(connection: &Connection, owner: Owner, ledger: &Ledger) -> Result<(), Failure> {
    let mut insert = connection.prepare(
        &owner.sql("INSERT INTO {t}_rate ({k}, currency, close, rate) VALUES (?1, ?2, ?3, ?4)"),
    )?;
    for (number, currency) in ledger.currencies().iter().enumerate() {
        for close in 0..ledger.closes().len() {
            let rate = ledger.rate(number as u8, close as u16).to_string();
            insert.execute((owner.id(), currency, close as i64, rate))?;
        }
    }
    Ok(())
}

fn put_schedules(connection: &Connection, owner: Owner, ledger: &Ledger) -> Result<(), Failure> {
    if !ledger.has_schedules() {
        return Ok(());
    }
    let mut insert = connection.prepare(
        &owner.sql("INSERT INTO {t}_schedule ({k}, customer, close, cut) VALUES (?1, ?2, ?3, ?4)"),
    )?;
    for customer in 0..ledger.customers().len() {
        for close in 0..ledger.closes().len() {
            let cut = match ledger.schedule(customer as u32, close as u16) {
                None => continue,
                Some(Schedule::Flag) => None,
                Some(Schedule::Cut(amount)) => Some(amount.to_string()),
            };
            insert.execute((owner.id(), customer as i64, close as i64, cut))?;
        }
    }
    Ok(())
}

/// The sets of attribute values in use; the set of each entry.
fn put_attributes(
    connection: &Connection,
    owner: Owner,
    ledger: &Ledger,
) -> Result<Vec<i64>, Failure> {
    let mut insert = connection.prepare(&owner.sql(
        "INSERT INTO {t}_attribute ({k}, \"set\", position, attribute, value) VALUES (?1, ?2, ?3, ?4, ?5)",
    ))?;
    let mut known: HashMap<Vec<Symbol>, i64> = HashMap::new();
    let mut sets = Vec::with_capacity(ledger.entries().len());
    for entry in 0..ledger.entries().len() {
        let value = |a: &holdfast_ledger::Attribute| a.values.get(entry).copied();
        let values: Vec<Symbol> = ledger.attributes().iter().filter_map(value).collect();
        if let Some(set) = known.get(&values) {
            sets.push(*set);
            continue;
        }
        let set = known.len() as i64;
        for (position, (attribute, value)) in ledger.attributes().iter().zip(&values).enumerate() {
            insert.execute((
                owner.id(),
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
    owner: Owner,
    ledger: &Ledger,
    sets: &[i64],
) -> Result<(), Failure> {
    let mut texts = Texts {
        connection,
        known: HashMap::new(),
    };
    let mut insert = connection.prepare(&owner.sql(
        "INSERT INTO {t}_row ({k}, number, customer, close, line, plan, reason, currency, status, amount,
         quantity, renewal, attributes, sheet, row, \"column\")
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    ))?;
    for (number, (entry, set)) in ledger.entries().iter().zip(sets).enumerate() {
        let currency = ledger.currencies().get(usize::from(entry.currency));
        insert.execute((
            owner.id(),
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

/// The ledger of an owner.
pub fn thaw(connection: &Connection, owner: Owner, reporting: &str) -> Result<Ledger, Failure> {
    let attributes = attribute_names(connection, owner)?;
    let mut builder = LedgerBuilder::new(reporting, &attributes);
    let closes = take_closes(connection, owner, &mut builder)?;
    take_rates(connection, owner, &closes, &mut builder)?;
    let customers = take_customers(connection, owner, &mut builder)?;
    take_schedules(connection, owner, &closes, &customers, &mut builder)?;
    let sets = take_attributes(connection, owner, &mut builder)?;
    let mut statement = connection.prepare(&owner.sql(
        "SELECT customer, close, line.text, plan.text, reason.text, currency, status, amount, quantity, renewal,
         attributes, sheet, row, \"column\" FROM {t}_row
         JOIN frozen_text line ON line.id = line JOIN frozen_text plan ON plan.id = plan
         JOIN frozen_text reason ON reason.id = reason WHERE {k} = ?1 ORDER BY number",
    ))?;
    let mut rows = statement.query([owner.id()])?;
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

fn close_of(text: &str) -> Result<Close, Failure> {
    Close::of(parsed(text)?).ok_or_else(|| damaged(&"an issued ledger has an impossible close"))
}

fn attribute_names(connection: &Connection, owner: Owner) -> Result<Vec<String>, Failure> {
    let mut statement = connection.prepare(&owner.sql(
        "SELECT attribute FROM {t}_attribute WHERE {k} = ?1 AND \"set\" = 0 ORDER BY position",
    ))?;
    let names = statement.query_map([owner.id()], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn take_closes(
    connection: &Connection,
    owner: Owner,
    builder: &mut LedgerBuilder,
) -> Result<Vec<Close>, Failure> {
    let mut statement = connection.prepare(
        &owner.sql("SELECT close, partial FROM {t}_close WHERE {k} = ?1 ORDER BY number"),
    )?;
    let mut rows = statement.query([owner.id()])?;
    let mut closes = Vec::new();
    while let Some(row) = rows.next()? {
        let close = close_of(&row.get::<_, String>(0)?)?;
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
    owner: Owner,
    closes: &[Close],
    builder: &mut LedgerBuilder,
) -> Result<(), Failure> {
    let mut statement = connection
        .prepare(&owner.sql("SELECT currency, close, rate FROM {t}_rate WHERE {k} = ?1"))?;
    let mut rows = statement.query([owner.id()])?;
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
    owner: Owner,
    builder: &mut LedgerBuilder,
) -> Result<Vec<Symbol>, Failure> {
    let mut statement = connection.prepare(
        &owner.sql("SELECT customer_id, name FROM {t}_customer WHERE {k} = ?1 ORDER BY number"),
    )?;
    let mut rows = statement.query([owner.id()])?;
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
    owner: Owner,
    closes: &[Close],
    customers: &[Symbol],
    builder: &mut LedgerBuilder,
) -> Result<(), Failure> {
    let mut statement = connection
        .prepare(&owner.sql("SELECT customer, close, cut FROM {t}_schedule WHERE {k} = ?1"))?;
    let mut rows = statement.query([owner.id()])?;
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
    owner: Owner,
    builder: &mut LedgerBuilder,
) -> Result<HashMap<i64, Vec<Symbol>>, Failure> {
    let mut statement = connection.prepare(&owner.sql(
        "SELECT \"set\", value FROM {t}_attribute WHERE {k} = ?1 ORDER BY \"set\", position",
    ))?;
    let mut rows = statement.query([owner.id()])?;
    let mut sets: HashMap<i64, Vec<Symbol>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let value = builder.symbol(&row.get::<_, String>(1)?);
        sets.entry(row.get(0)?).or_default().push(value);
    }
    Ok(sets)
}
