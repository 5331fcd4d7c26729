//! The past which was kept as reported, frozen with the pack that kept it: the next comparison starts from it.

use super::fault::damaged;
use super::freeze::{self, Owner};
use super::parts;
use crate::failure::Failure;
use holdfast_ledger::Close;
use holdfast_metrics::restatement::Kept;
use rusqlite::Connection;

/// Freezes what was kept, layer under layer, the newest first.
pub fn put(connection: &Connection, issued: i64, kept: Option<&Kept>) -> Result<(), Failure> {
    for (layer, kept) in kept.into_iter().flat_map(Kept::layers).enumerate() {
        connection.execute(
            "INSERT INTO kept (issued, layer, until, basis) VALUES (?1, ?2, ?3, ?4)",
            (
                issued,
                layer as i64,
                kept.until().date().to_string(),
                parts::put_json(connection, kept.basis())?,
            ),
        )?;
        let id = connection.last_insert_rowid();
        freeze::freeze(connection, Owner::Kept(id), kept.ledger())?;
    }
    Ok(())
}

/// What was kept with an issued pack; `None` where nothing was.
pub fn get(connection: &Connection, issued: i64, reporting: &str) -> Result<Option<Kept>, Failure> {
    let mut statement = connection
        .prepare("SELECT id, until, basis FROM kept WHERE issued = ?1 ORDER BY layer DESC")?;
    let mut rows = statement.query([issued])?;
    let mut kept = None;
    while let Some(row) = rows.next()? {
        let ledger = freeze::thaw(connection, Owner::Kept(row.get(0)?), reporting)?;
        let basis = parts::get_json(connection, row.get(2)?)?;
        kept = Some(Kept::new(
            ledger,
            basis,
            close(&row.get::<_, String>(1)?)?,
            kept,
        ));
    }
    Ok(kept)
}

fn close(text: &str) -> Result<Close, Failure> {
    let close = text.parse().ok().and_then(Close::of);
    close.ok_or_else(|| damaged(&"a kept past has an impossible close"))
}
