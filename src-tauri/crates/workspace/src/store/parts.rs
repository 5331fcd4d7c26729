//! Content kept once, found by its SHA-256, and checked against it whenever it is read.

use super::fault::damaged;
use crate::failure::Failure;
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// SHA-256 in 64 hex digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Two hex digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Keeps content; what is there already isn't stored twice.
pub fn put(connection: &Connection, bytes: &[u8]) -> Result<i64, Failure> {
    let sha256 = sha256(bytes);
    let known: Option<i64> = connection
        .prepare("SELECT id FROM part WHERE sha256 = ?1")?
        .query_row([&sha256], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    connection
        .prepare("INSERT INTO part (sha256, bytes) VALUES (?1, ?2)")?
        .execute((&sha256, bytes))?;
    Ok(connection.last_insert_rowid())
}

/// The content of a part.
pub fn get(connection: &Connection, id: i64) -> Result<Vec<u8>, Failure> {
    let (expected, bytes): (String, Vec<u8>) = connection
        .prepare("SELECT sha256, bytes FROM part WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if sha256(&bytes) == expected {
        Ok(bytes)
    } else {
        Err(damaged(&"some of its content is not what was saved"))
    }
}

/// The content of a part which is JSON.
pub fn get_json<T: serde::de::DeserializeOwned>(
    connection: &Connection,
    id: i64,
) -> Result<T, Failure> {
    serde_json::from_slice(&get(connection, id)?).map_err(|error| damaged(&error))
}

/// Keeps a value as JSON.
pub fn put_json(connection: &Connection, value: &impl serde::Serialize) -> Result<i64, Failure> {
    let bytes = serde_json::to_vec(value).map_err(|error| damaged(&error))?;
    put(connection, &bytes)
}

/// Reads every part and compares it with its hash; the number of parts.
pub fn verify(connection: &Connection) -> Result<u64, Failure> {
    let mut statement = connection.prepare("SELECT id FROM part ORDER BY id")?;
    let ids = statement.query_map([], |row| row.get(0))?;
    let mut parts = 0;
    for id in ids {
        get(connection, id?)?;
        parts += 1;
    }
    Ok(parts)
}
