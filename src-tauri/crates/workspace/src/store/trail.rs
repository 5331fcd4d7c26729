//! Who did what to the input as it stands, and when: read off the journal for page A3, A5 and the workbook.

use super::fault::damaged;
use super::journal::{Revision, read_moment, revision};
use super::parts;
use super::state::{FileRef, Rename};
use crate::failure::Failure;
use holdfast_import::{DecisionEntry, Decisions};
use holdfast_pack::trail::{Stamp, Trail};
use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;

/// The trail of a revision: each thing which stands in it with the edit that brought it.
pub fn of(connection: &Connection, head: i64) -> Result<Trail, Failure> {
    let line = line(connection, head)?;
    let files: Vec<(FileRef, Stamp)> = standing(connection, &line, "files", |all| all)?;
    let decisions: Vec<(DecisionEntry, Stamp)> =
        standing(connection, &line, "decisions", |all: Decisions| all.entries)?;
    let renames: Vec<(Rename, Stamp)> = standing(connection, &line, "renames", |all| all)?;
    Ok(Trail {
        imports: keyed(files, |file| file.sha256),
        decisions: keyed(decisions, |d| [d.code.clone(), applied(&d), d.scope]),
        renames: keyed(renames, |rename| [rename.from, rename.to]),
    })
}

fn keyed<T, K>(all: Vec<(T, Stamp)>, key: impl Fn(T) -> K) -> Vec<(K, Stamp)> {
    all.into_iter().map(|(t, stamp)| (key(t), stamp)).collect()
}

/// A decision's repair as the proof of the import words it.
fn applied(decision: &DecisionEntry) -> String {
    match decision.value.as_str() {
        "" => decision.repair.clone(),
        value => format!("{}: {value}", decision.repair),
    }
}

/// The revisions which led to this one, oldest first: what was taken back is not among them.
fn line(connection: &Connection, head: i64) -> Result<Vec<Revision>, Failure> {
    let mut line = vec![revision(connection, head)?];
    while let Some(parent) = line.last().and_then(|r| r.parent) {
        line.push(revision(connection, parent)?);
    }
    line.reverse();
    Ok(line)
}

/// What stands in a section at the end of the line, each with the edit which brought it last.
fn standing<S: DeserializeOwned, T: PartialEq>(
    connection: &Connection,
    line: &[Revision],
    section: &str,
    entries: impl Fn(S) -> Vec<T>,
) -> Result<Vec<(T, Stamp)>, Failure> {
    let mut content =
        connection.prepare("SELECT part FROM section WHERE revision = ?1 AND name = ?2")?;
    let (mut seen, mut standing): (Option<i64>, Vec<(T, Stamp)>) = (None, Vec::new());
    for edit in line {
        let part: Option<i64> = content
            .query_row((edit.id, section), |row| row.get(0))
            .optional()?;
        if part == seen {
            continue;
        }
        seen = part;
        let now = match part {
            Some(part) => entries(parts::get_json(connection, part)?),
            None => Vec::new(),
        };
        let stamp = stamp(edit)?;
        let known = |entry: &T| {
            standing
                .iter()
                .find(|(was, _)| was == entry)
                .map(|s| s.1.clone())
        };
        let stamps: Vec<Stamp> = now
            .iter()
            .map(|entry| known(entry).unwrap_or_else(|| stamp.clone()))
            .collect();
        standing = now.into_iter().zip(stamps).collect();
    }
    Ok(standing)
}

fn stamp(edit: &Revision) -> Result<Stamp, Failure> {
    Ok(Stamp {
        at: read_moment(&edit.at).ok_or_else(|| damaged(&"an edit has an unreadable time"))?,
        by: edit.author.clone(),
        reason: edit.reason.clone(),
    })
}
