//! The ledgers of issued packs, frozen: each pack's own, and under it the past as it was kept as reported, from which
//! the next comparison starts. Rows stand in tables which SQL can query; a ledger equal to one which is there
//! already is not stored twice.

mod digest;
mod put;
mod take;

use super::fault::damaged;
use super::{parts, schema};
use crate::failure::Failure;
use digest::digest;
use holdfast_ledger::{Ledger, Status};
use holdfast_metrics::restatement::Kept;
use rusqlite::{Connection, OptionalExtension};

/// The words of the column `status`.
const STATUSES: [(Status, &str); 6] = [
    (Status::Active, "active"),
    (Status::Paused, "paused"),
    (Status::PastDue, "past-due"),
    (Status::Trial, "trial"),
    (Status::Free, "free"),
    (Status::Cancelled, "cancelled"),
];

fn status_word(status: Status) -> &'static str {
    let known = STATUSES.iter().find(|(s, _)| *s == status);
    known.map_or("active", |(_, word)| word)
}

/// Freezes the ledger of an issued pack, and what was kept with it, layer under layer, the newest first.
pub fn put(
    connection: &Connection,
    issued: i64,
    ledger: &Ledger,
    kept: Option<&Kept>,
) -> Result<(), Failure> {
    let mut insert = connection.prepare(
        "INSERT INTO issued_ledger (issued, layer, frozen, until, basis) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let none: Option<String> = None;
    insert.execute((issued, 0, frozen(connection, ledger)?, none, None::<i64>))?;
    for (layer, kept) in (1_i64..).zip(kept.into_iter().flat_map(Kept::layers)) {
        let until = kept.until().date().to_string();
        let basis = parts::put_json(connection, kept.basis())?;
        insert.execute((
            issued,
            layer,
            frozen(connection, kept.ledger())?,
            until,
            basis,
        ))?;
    }
    Ok(())
}

/// The number of a ledger among the frozen ones; it is written where no equal one is there.
fn frozen(connection: &Connection, ledger: &Ledger) -> Result<i64, Failure> {
    let sha256 = digest(ledger);
    let known = connection
        .prepare("SELECT id FROM frozen WHERE sha256 = ?1")?
        .query_row([&sha256], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    connection
        .prepare("INSERT INTO frozen (reporting, sha256) VALUES (?1, ?2)")?
        .execute((ledger.reporting(), &sha256))?;
    let id = connection.last_insert_rowid();
    put::rows_of(connection, id, ledger)?;
    Ok(id)
}

/// The ledger of an issued pack, and what was kept with it; `None` where nothing was.
pub fn get(connection: &Connection, issued: i64) -> Result<(Ledger, Option<Kept>), Failure> {
    let mut statement = connection.prepare(
        "SELECT frozen, until, basis FROM issued_ledger WHERE issued = ?1 ORDER BY layer DESC",
    )?;
    let mut rows = statement.query([issued])?;
    let mut kept = None;
    while let Some(row) = rows.next()? {
        let ledger = take::ledger(connection, row.get(0)?)?;
        let Some(until) = row.get::<_, Option<String>>(1)? else {
            return Ok((ledger, kept));
        };
        let basis = parts::get_json(connection, row.get(2)?)?;
        kept = Some(Kept::new(ledger, basis, take::close(&until)?, kept));
    }
    Err(damaged(&"an issued pack has no ledger"))
}

/// Compares every frozen ledger with its hash, where it has one; how many were compared.
pub fn verify(connection: &Connection) -> Result<u64, Failure> {
    let mut statement =
        connection.prepare("SELECT id, sha256 FROM frozen WHERE sha256 IS NOT NULL")?;
    let mut rows = statement.query([])?;
    let mut compared = 0;
    while let Some(row) = rows.next()? {
        if digest(&take::ledger(connection, row.get(0)?)?) != row.get::<_, String>(1)? {
            return Err(damaged(
                &"the ledger of an issued pack is not what was saved",
            ));
        }
        compared += 1;
    }
    Ok(compared)
}

/// A ledger alone in the tables of an issued pack, in memory: for checks in SQL.
///
/// # Errors
/// Where the database can't be made.
pub fn frozen_in_memory(ledger: &Ledger) -> Result<Connection, Failure> {
    let mut connection = Connection::open_in_memory()?;
    schema::migrate(&mut connection, 0)?;
    // There is no pack to which the rows belong.
    connection.pragma_update(None, "foreign_keys", false)?;
    put(&connection, 1, ledger, None)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_ledger::{Close, Decimal, EntryDraft, LedgerBuilder, Schedule, Symbol};

    /// Two customers in two currencies, with everything a row can say.
    fn ledger(last: i64, more: &str) -> Ledger {
        let mut builder = LedgerBuilder::new("USD", &["Tier".to_owned()]);
        let closes = [Close::new(2025, 1), Close::new(2025, 2)].map(Option::unwrap);
        let names = ["Alder", "Birch", "EUR", "Seats", "Pro", "budget", "SMB"];
        let [alder, birch, euro, line, plan, reason, tier] = names.map(|n| builder.symbol(n));
        for (row, (customer, currency)) in (2..).zip([(alder, Symbol::NONE), (birch, euro)]) {
            for (k, close) in (0..).zip(closes) {
                let draft = EntryDraft {
                    customer,
                    close,
                    currency,
                    status: STATUSES[k as usize].0,
                    line,
                    plan,
                    reason,
                    amount: Decimal::new(last - i64::from(k), 2),
                    quantity: Some(Decimal::new(25, 1)),
                    renewal: closes[1].date().succ_opt(),
                    sheet: 0,
                    row,
                    column: k,
                };
                builder.push(draft, &[tier]);
                builder.rate("EUR", close, Decimal::new(110, 2));
            }
        }
        builder.display_name(birch, "Birch Ltd");
        builder.schedule(birch, closes[1], Schedule::Cut(Decimal::new(5, 1)));
        builder.schedule(alder, closes[1], Schedule::Flag);
        let more: Vec<_> = more.split_whitespace().map(customer).collect();
        builder.build().unwrap().with_customers(&more)
    }

    fn customer(name: &str) -> holdfast_ledger::Customer {
        holdfast_ledger::Customer {
            id: name.to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn a_ledger_is_read_as_it_was_frozen_and_an_equal_one_not_frozen_twice() {
        let first = ledger(100, "");
        let connection = frozen_in_memory(&first).unwrap();
        assert_eq!(digest(&get(&connection, 1).unwrap().0), digest(&first));
        assert_eq!(verify(&connection).unwrap(), 1);
        // Customers without rows are numbered beside it, no more.
        put(&connection, 2, &ledger(100, "Aspen Cedar"), None).unwrap();
        assert_eq!(digest(&get(&connection, 2).unwrap().0), digest(&first));
        assert_eq!(verify(&connection).unwrap(), 1);
        put(&connection, 3, &ledger(101, ""), None).unwrap();
        assert_eq!(verify(&connection).unwrap(), 2);
    }

    #[test]
    fn every_cell_of_a_frozen_ledger_is_compared_with_its_hash() {
        let changes = [
            "frozen SET reporting = 'GBP'",
            "frozen_close SET partial = '2025-02-20' WHERE number = 1",
            "frozen_customer SET name = 'Birch' WHERE number = 1",
            "frozen_rate SET rate = '1.2' WHERE currency = 'EUR' AND close = 1",
            "frozen_schedule SET cut = '0.6' WHERE customer = 1",
            "frozen_attribute SET value = 'Mid'",
            "frozen_text SET text = 'other' WHERE text = 'budget'",
            "frozen_row SET amount = '1.01' WHERE number = 1",
            "frozen_row SET status = 'trial' WHERE number = 1",
            "frozen_row SET quantity = '3'",
            "frozen_row SET renewal = NULL",
            "frozen_row SET row = 9 WHERE number = 1",
        ];
        for change in changes {
            let connection = frozen_in_memory(&ledger(100, "")).unwrap();
            connection
                .execute_batch("DROP TRIGGER frozen_stays")
                .unwrap();
            connection
                .execute_batch(&format!("UPDATE {change}"))
                .unwrap();
            let found = verify(&connection).unwrap_err();
            assert_eq!(found.finding.code, "workspace-damaged", "{change}");
        }
    }
}
