//! The schema of the workspace file and its migrations: numbered SQL files, one a version.

use super::fault::damaged;
use crate::failure::Failure;
use rusqlite::Connection;

/// "HFST": what the header of the file says of the kind of file.
pub const APPLICATION_ID: i32 = 0x4846_5354;

/// The migrations; the n-th makes version n of version n − 1.
const MIGRATIONS: &[&str] = &[
    include_str!("schema/001.sql"),
    include_str!("schema/002.sql"),
    include_str!("schema/003.sql"),
    include_str!("schema/004.sql"),
];

/// The version this program writes.
pub const VERSION: usize = MIGRATIONS.len();

/// Another kind of file.
pub fn no_workspace() -> Failure {
    Failure::input(
        "not-a-workspace",
        "The file is no Holdfast workspace.",
        "Open an export to start one: `holdfast workspace new NAME.holdfast`.",
    )
}

/// The version of a file; refuses what is no workspace, and a version which this program can't know.
pub fn version(connection: &Connection) -> Result<usize, Failure> {
    let number = |pragma: &str| -> Result<i32, Failure> {
        Ok(connection.pragma_query_value(None, pragma, |row| row.get(0))?)
    };
    if number("application_id")? != APPLICATION_ID {
        return Err(no_workspace());
    }
    let version = usize::try_from(number("user_version")?)
        .ok()
        .filter(|version| *version > 0)
        .ok_or_else(|| damaged(&"its version is no number from 1"))?;
    if version > VERSION {
        return Err(Failure::input(
            "workspace-newer",
            format!(
                "The workspace was written by a newer Holdfast: its schema is {version}, this version knows up to {VERSION}."
            ),
            "Update Holdfast; the file was not touched.",
        ));
    }
    Ok(version)
}

/// Brings a file from a version to the newest, all or nothing.
pub fn migrate(connection: &mut Connection, from: usize) -> Result<(), Failure> {
    let transaction = connection.transaction()?;
    for sql in MIGRATIONS.iter().skip(from) {
        transaction.execute_batch(sql)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION as i64)?;
    transaction.commit()?;
    Ok(())
}

/// Whether every page, index and reference is as it should be; where not, the first thing that isn't.
pub fn check(connection: &Connection) -> Result<(), Failure> {
    let found: String = connection.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
    if found != "ok" {
        // The list begins with the name of the database between asterisks.
        let mut told = found.lines().filter(|line| !line.starts_with("***"));
        return Err(damaged(
            &told.next().unwrap_or("its pages don't fit together"),
        ));
    }
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let table: Option<String> = statement
        .query_map([], |row| row.get(0))?
        .next()
        .transpose()?;
    match table {
        None => Ok(()),
        Some(table) => Err(damaged(&format!("rows of \"{table}\" refer to nothing"))),
    }
}
