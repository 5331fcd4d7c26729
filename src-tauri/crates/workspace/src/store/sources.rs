//! The files that were read: their raw tables are kept, so that a workspace opens and recomputes without them.

use super::books;
use super::fault::damaged;
use super::journal::{Moment, moment_text};
use super::parts;
use super::state::FileRef;
use crate::failure::{Failure, file_name};
use holdfast_import::{Book, Limits, Watch};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A file as read, with where it was.
pub fn read(path: &Path, limits: &Limits, watch: &dyn Watch) -> Result<(FileRef, Book), Failure> {
    let book = holdfast_import::read(path, limits, watch)?;
    let sha256 = book.tables.first().map(|t| t.sha256.clone());
    let size = std::fs::metadata(path).map_or(0, |m| m.len());
    let file = FileRef {
        path: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        name: file_name(path),
        sha256: sha256.unwrap_or_default(),
        size,
    };
    Ok((file, book))
}

/// Keeps a file's raw tables.
pub fn put(
    connection: &Connection,
    file: &FileRef,
    book: &Book,
    at: Moment,
) -> Result<(), Failure> {
    let part = parts::put(connection, &books::encode(book)?)?;
    connection
        .prepare(
            "INSERT INTO source (sha256, path, name, size, read_at, book) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (sha256) DO NOTHING",
        )?
        .execute((
            &file.sha256,
            file.path.to_string_lossy(),
            &file.name,
            file.size as i64,
            moment_text(at),
            part,
        ))?;
    Ok(())
}

/// A file's raw tables.
pub fn get(connection: &Connection, file: &FileRef) -> Result<Book, Failure> {
    let part: Option<i64> = connection
        .prepare("SELECT book FROM source WHERE sha256 = ?1")?
        .query_row([&file.sha256], |row| row.get(0))
        .optional()?;
    let part =
        part.ok_or_else(|| damaged(&format!("what was read from {} is missing", file.name)))?;
    books::decode(&parts::get(connection, part)?, &file.name, &file.sha256)
}

/// How a file on disk stands against what was imported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnDisk {
    /// Byte for byte what was imported.
    Same,
    /// Other bytes than were imported.
    Changed,
    /// Not there, or it can't be read.
    Missing,
}

/// Compares a file on disk with what was imported (app section 5).
pub fn on_disk(file: &FileRef) -> OnDisk {
    match std::fs::metadata(&file.path) {
        Err(_) => OnDisk::Missing,
        Ok(now) if now.len() != file.size => OnDisk::Changed,
        Ok(_) => match hash(&file.path) {
            Ok(sha256) if sha256 == file.sha256 => OnDisk::Same,
            Ok(_) => OnDisk::Changed,
            Err(_) => OnDisk::Missing,
        },
    }
}

fn hash(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            length => digest.update(buffer.get(..length).unwrap_or_default()),
        }
    }
    Ok(digest
        .finalize()
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        }))
}
