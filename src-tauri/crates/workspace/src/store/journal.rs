//! The journal: every edit with its time, kind, label and reason, and every move of the head.
//!
//! Rows are only ever added. Undo moves the head to the parent of the revision it stands on; redo moves it
//! to the child it last left. Both are rows of the audit trail like any edit.

use super::fault::damaged;
use super::state::State;
use crate::failure::Failure;
use chrono::NaiveDateTime;
use rusqlite::{Connection, OptionalExtension, Row};

/// Date and time in UTC, given by the door; no figure depends on it.
pub type Moment = NaiveDateTime;

const FORMAT: &str = "%Y-%m-%dT%H:%M:%SZ";

/// A moment as it is saved and printed: `2026-10-14T09:30:00Z`.
pub fn moment_text(at: Moment) -> String {
    at.format(FORMAT).to_string()
}

/// Reads a moment as it is saved.
pub fn read_moment(text: &str) -> Option<Moment> {
    NaiveDateTime::parse_from_str(text, FORMAT).ok()
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        /// What an edit is about.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Kind { $($(#[$doc])* $variant),+ }
        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant),+];
            /// Its word in the journal and the audit trail.
            pub fn word(self) -> &'static str {
                match self { $(Kind::$variant => $word),+ }
            }
        }
    };
}
kinds! {
    /// The workspace began.
    Created = "created",
    /// Files were read.
    Import = "import",
    /// Files were taken out.
    Remove = "remove",
    /// The mapping of columns.
    Mapping = "mapping",
    /// An answer to a finding.
    Decision = "decision",
    /// Customers renamed or merged.
    Merge = "merge",
    /// The basis of preparation.
    Basis = "basis",
    /// The negotiation log.
    Negotiation = "negotiation",
    /// Plan figures.
    Plan = "plan",
    /// Exchange rates.
    Rates = "rates",
    /// Messages, asks, outlook.
    Text = "text",
    /// Notes of the owners of pages.
    Note = "note",
    /// Which pages, which template, which paper.
    Pages = "pages",
    /// Recast or kept as reported.
    Restatement = "restatement",
}

impl Kind {
    /// The kind of a word; `None` where a later version wrote it.
    pub fn of_word(word: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|k| k.word() == word)
    }
}

/// What is said of an edit in the journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What it is about.
    pub kind: Kind,
    /// One sentence, as undo and the audit trail show it: "Basis: minimum of customers 5 → 8".
    pub label: String,
    /// Why, in the user's words; empty where none was asked.
    pub reason: String,
    /// When.
    pub at: Moment,
}

impl Edit {
    /// An edit without a reason.
    pub fn new(kind: Kind, label: impl Into<String>, at: Moment) -> Edit {
        Edit {
            kind,
            label: label.into(),
            reason: String::new(),
            at,
        }
    }

    /// The same with a reason.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Edit {
        self.reason = reason.into();
        self
    }
}

/// A state of the inputs in the journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// Its number, in the order in which revisions were made.
    pub id: i64,
    /// The revision which was edited.
    pub parent: Option<i64>,
    /// When, as saved.
    pub at: String,
    /// What it is about, as saved.
    pub kind: String,
    /// One sentence.
    pub label: String,
    /// Why.
    pub reason: String,
    /// Who; empty where that wasn't known.
    pub author: String,
}

/// A row of the audit trail: an edit, or a move of the head.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Its number, from 1.
    pub id: i64,
    /// When, as saved.
    pub at: String,
    /// Who; empty where that wasn't known.
    pub author: String,
    /// `edit`, `undo` or `redo`.
    pub move_: String,
    /// What was edited; for undo the revision taken back, for redo the one done again.
    pub about: Revision,
    /// Where the head stands after it.
    pub head: i64,
}

const REVISION: &str = "SELECT id, parent, at, kind, label, reason, author FROM revision";

fn revision_of(row: &Row<'_>, from: usize) -> rusqlite::Result<Revision> {
    Ok(Revision {
        id: row.get(from)?,
        parent: row.get(from + 1)?,
        at: row.get(from + 2)?,
        kind: row.get(from + 3)?,
        label: row.get(from + 4)?,
        reason: row.get(from + 5)?,
        author: row.get(from + 6)?,
    })
}

/// A revision by its number.
pub fn revision(connection: &Connection, id: i64) -> Result<Revision, Failure> {
    connection
        .prepare(&format!("{REVISION} WHERE id = ?1"))?
        .query_row([id], |row| revision_of(row, 0))
        .optional()?
        .ok_or_else(|| {
            Failure::input(
                "no-such-revision",
                format!("The journal has no revision {id}."),
                "`holdfast workspace history FILE` lists them.",
            )
        })
}

/// Where the head stands.
pub fn head(connection: &Connection) -> Result<i64, Failure> {
    connection
        .query_row(
            "SELECT revision FROM step ORDER BY id DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .optional()?
        .ok_or_else(|| damaged(&"its journal is empty"))
}

/// The child which undo last left for this revision: what redo goes to.
pub fn redo_target(connection: &Connection, head: i64) -> Result<Option<i64>, Failure> {
    Ok(connection
        .query_row(
            "SELECT came_from FROM step WHERE move = 'undo' AND revision = ?1 ORDER BY id DESC LIMIT 1",
            [head],
            |row| row.get(0),
        )
        .optional()?)
}

/// Adds an edit with the state after it; the head moves there.
pub fn append(
    connection: &Connection,
    parent: Option<i64>,
    author: &str,
    edit: &Edit,
    state: &State,
) -> Result<i64, Failure> {
    let at = moment_text(edit.at);
    connection
        .prepare(
            "INSERT INTO revision (parent, at, kind, label, reason, author) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((parent, &at, edit.kind.word(), &edit.label, &edit.reason, author))?;
    let id = connection.last_insert_rowid();
    state.save(connection, id)?;
    let done = Move {
        how: "edit",
        at: edit.at,
        author,
        from: parent,
        to: id,
    };
    step(connection, &done)?;
    Ok(id)
}

/// A move of the head.
pub struct Move<'a> {
    /// `edit`, `undo` or `redo`.
    pub how: &'static str,
    /// When.
    pub at: Moment,
    /// Who.
    pub author: &'a str,
    /// Where it stood.
    pub from: Option<i64>,
    /// Where it goes.
    pub to: i64,
}

/// Moves the head.
pub fn step(connection: &Connection, done: &Move<'_>) -> Result<(), Failure> {
    connection
        .prepare(
            "INSERT INTO step (at, move, came_from, revision, author) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            moment_text(done.at),
            done.how,
            done.from,
            done.to,
            done.author,
        ))?;
    Ok(())
}

/// The audit trail, oldest first.
pub fn steps(connection: &Connection) -> Result<Vec<Step>, Failure> {
    let mut statement = connection.prepare(
        "SELECT s.id, s.at, s.move, s.revision, s.author, r.id, r.parent, r.at, r.kind, r.label, r.reason, r.author
         FROM step s JOIN revision r ON r.id = CASE s.move WHEN 'undo' THEN s.came_from ELSE s.revision END
         ORDER BY s.id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Step {
            id: row.get(0)?,
            at: row.get(1)?,
            move_: row.get(2)?,
            head: row.get(3)?,
            author: row.get(4)?,
            about: revision_of(row, 5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
