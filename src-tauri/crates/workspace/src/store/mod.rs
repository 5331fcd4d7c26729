//! The workspace: one file a company, `NAME.holdfast`, which remembers everything (metrics sections 6 and 7).
//!
//! It holds the raw tables of every file that was read, the inputs the user edits ([`State`]) with their
//! whole history, and the packs that were issued. Nothing computed is kept but what was issued: figures are
//! computed from the inputs each time.
//!
//! # For a door
//!
//! ```no_run
//! use holdfast_workspace::store::{Door, Edit, ImportFiles, Kind, Store};
//! # fn main() -> Result<(), holdfast_workspace::Failure> {
//! # let (now, watch) = (chrono::NaiveDateTime::default(), holdfast_workspace::Unwatched);
//! let door = Door::usual(); // where backups go
//! let mut store = Store::create("Alder.holdfast".as_ref(), &door, now)?;
//! store.import(&ImportFiles::new(["arr-q3.xlsx"]), now, &watch)?;
//! let mut state = store.state().clone();
//! state.basis.min_n = 8;
//! store.edit(&Edit::new(Kind::Basis, "Basis: minimum of customers 8", now), &state)?;
//! store.undo(now)?; // and redo; also after a restart
//! let project = store.project(&watch)?; // figures, as from files
//! # Ok(()) }
//! ```
//!
//! - Every change is saved when the call returns, or not at all. There is no "save".
//! - A door which holds the [`Project`](crate::Project) reuses its books:
//!   [`Store::books`] reads them once, [`compute`] computes a state from them, and [`Store::since_last`] compares
//!   the result with the last issued pack. [`Store::project`] is all three.
//! - A second [`Store::open`] of one file is read-only ([`Store::access`]); every edit is then refused with a
//!   sentence.
//! - Times are arguments. They stand in the journal and nowhere else.
//!
//! # In the file
//!
//! A database of `SQLite`: WAL, `synchronous = FULL`, foreign keys, an application id, `user_version` for the schema
//! (`schema/*.sql`, one file a version). Content is kept by its SHA-256 and compared with it when read.
//! Opening checks the whole file; a migration is preceded by a backup, as are imports and issuing.

pub mod audit;
pub mod backup;
mod books;
mod describe;
mod fault;
mod frozen;
mod import;
mod issued;
mod journal;
mod lock;
mod open;
mod pack_choices;
mod parts;
mod schema;
mod since;
mod source;
mod sources;
mod state;
mod trail;

pub use describe::describe;
pub use frozen::frozen_in_memory;
pub use import::{ImportFiles, ImportOutcome};
pub use issued::{Frozen, IssueOptions, IssuedPack};
pub use journal::{Edit, Kind, Moment, Revision, Step, moment_text, read_moment};
pub use open::{Access, Door, is_workspace};
pub use pack_choices::{NamedLogo, PackChoices};
pub(crate) use parts::sha256;
pub use schema::VERSION as SCHEMA_VERSION;
pub use since::WAITING;
pub use source::{open_source, pack_choices, workspace_among};
pub use sources::OnDisk;
pub use state::{FileRef, FiredTrigger, Rename, State};

use crate::failure::Failure;
use crate::project::{Edited, Project, compute_edited};
use holdfast_import::{Book, Watch};
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};

/// The ending of workspace files.
pub const EXTENSION: &str = "holdfast";

/// An open workspace file.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    door: Door,
    connection: Connection,
    access: Access,
    /// Held while the file may be written.
    lock: Option<lock::Lock>,
    head: i64,
    state: State,
}

impl Store {
    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it may be written, and if not, why.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// Whether this one holds the lock: nobody else writes until it is dropped.
    pub fn holds_lock(&self) -> bool {
        self.lock.is_some()
    }

    /// The inputs as they stand.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The revision on which the head stands.
    pub fn head(&self) -> Result<Revision, Failure> {
        journal::revision(&self.connection, self.head)
    }

    /// The inputs as they stood at a revision.
    pub fn state_at(&self, revision: i64) -> Result<State, Failure> {
        journal::revision(&self.connection, revision)?;
        State::load(&self.connection, revision)
    }

    /// Saves an edit: the whole state after it. An edit which changes nothing is not saved.
    pub fn edit(&mut self, edit: &Edit, state: &State) -> Result<(), Failure> {
        if *state == self.state {
            return Ok(());
        }
        self.write(|connection, head, author| {
            journal::append(connection, Some(head), author, edit, state)?;
            Ok(())
        })
    }

    /// Takes the last edit back; the revision that was left, or `None` where there is nothing to take back.
    pub fn undo(&mut self, at: Moment) -> Result<Option<Revision>, Failure> {
        let left = self.head()?;
        let Some(parent) = left.parent else {
            return Ok(None);
        };
        self.move_head("undo", at, left.id, parent)?;
        Ok(Some(left))
    }

    /// Does the edit again which undo last took back; the revision reached, or `None`.
    pub fn redo(&mut self, at: Moment) -> Result<Option<Revision>, Failure> {
        let Some(target) = journal::redo_target(&self.connection, self.head)? else {
            return Ok(None);
        };
        self.move_head("redo", at, self.head, target)?;
        self.head().map(Some)
    }

    fn move_head(
        &mut self,
        how: &'static str,
        at: Moment,
        from: i64,
        to: i64,
    ) -> Result<(), Failure> {
        self.write(|connection, _, author| {
            let done = journal::Move {
                how,
                at,
                author,
                from: Some(from),
                to,
            };
            journal::step(connection, &done)
        })
    }

    /// What undo and redo would take back and do again.
    pub fn undo_and_redo(&self) -> Result<(Option<Revision>, Option<Revision>), Failure> {
        let head = self.head()?;
        let target = journal::redo_target(&self.connection, head.id)?;
        let redo = target
            .map(|id| journal::revision(&self.connection, id))
            .transpose()?;
        Ok((head.parent.is_some().then_some(head), redo))
    }

    /// The audit trail: every edit, undo and redo, oldest first.
    pub fn history(&self) -> Result<Vec<Step>, Failure> {
        journal::steps(&self.connection)
    }

    /// The raw tables of the files of a state, and its renames made by hand as a sheet of their own.
    pub fn books(&self, state: &State) -> Result<Vec<Book>, Failure> {
        let files = state
            .files
            .iter()
            .map(|file| sources::get(&self.connection, file));
        files.collect()
    }

    /// The figures of the inputs as they stand, compared with the last issued pack ([`Store::since_last`]).
    pub fn project(&self, watch: &dyn Watch) -> Result<Project, Failure> {
        let project = compute(self.books(&self.state)?, &self.state, watch)?;
        self.since_last(project, watch)
    }

    /// How every file stands on disk against what was imported.
    pub fn files_on_disk(&self) -> Vec<(FileRef, OnDisk)> {
        let files = self.state.files.iter();
        files
            .map(|file| (file.clone(), sources::on_disk(file)))
            .collect()
    }

    /// Triggers which have fired, newest as-of date first (N-40): what a start screen offers.
    pub fn fired(&self) -> Vec<FiredTrigger> {
        let mut fired = self.state.fired.clone();
        fired.sort_by_key(|f| std::cmp::Reverse(f.seen_as_of));
        fired
    }

    /// Writes a whole copy as one file; nothing existing is replaced.
    pub fn save_copy(&self, target: &Path) -> Result<(), Failure> {
        backup::copy_to(&self.connection, target)
    }

    /// Compares all content with its hashes, beside the check which every opening makes; the number of pieces.
    pub fn verify(&self) -> Result<u64, Failure> {
        schema::check(&self.connection)?;
        Ok(parts::verify(&self.connection)? + frozen::verify(&self.connection)?)
    }

    /// Adds a backup to the door's folder, unless the newest is at this very point.
    fn back_up(&self) -> Result<(), Failure> {
        match (&self.access, &self.door.backups) {
            (Access::Write, Some(folder)) => backup::add(&self.connection, folder, &self.path),
            _ => Ok(()),
        }
    }

    /// Carries out a change: all of it, synced to disk, or nothing.
    fn write<T>(
        &mut self,
        change: impl FnOnce(&Connection, i64, &str) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.access.refuse_read_only()?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = change(&transaction, self.head, &self.door.author)?;
        let head = journal::head(&transaction)?;
        let state = State::load(&transaction, head)?;
        transaction.commit()?;
        (self.head, self.state) = (head, state);
        self.fold_log();
        Ok(done)
    }

    /// Moves the write-ahead log into the file, so that the file alone is whole. A failure here loses nothing:
    /// the log stays, and the next opening reads it.
    fn fold_log(&self) {
        let _ = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
}

/// The figures of a state, from the raw tables of its files.
pub fn compute(mut books: Vec<Book>, state: &State, watch: &dyn Watch) -> Result<Project, Failure> {
    books.extend(state.renames_book());
    let edited = Edited {
        requests: state.requests.clone(),
        plan: state.plan.clone(),
    };
    compute_edited(
        books,
        &state.import_options(),
        state.basis.clone(),
        edited,
        watch,
    )
}

/// The figures of the same files under other inputs.
pub fn compute_again(
    mut books: Vec<Book>,
    state: &State,
    watch: &dyn Watch,
) -> Result<Project, Failure> {
    // Renames made by hand stand after the files as a sheet of their own; they come with the state.
    books.truncate(state.files.len());
    compute(books, state, watch)
}

/// The last question before something is kept: a job cancelled until then leaves the file as it was.
fn go_on(watch: &dyn Watch) -> Result<(), Failure> {
    match watch.keeps() {
        true => Ok(()),
        false => Err(Failure::cancelled()),
    }
}
