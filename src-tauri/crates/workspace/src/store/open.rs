//! Making, opening and checking the file.

use super::journal::{self, Edit, Kind, Moment};
use super::lock::{self, Lock};
use super::state::State;
use super::{Store, backup, schema};
use crate::failure::Failure;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a door gives: places, and who is at it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Door {
    /// Folder for backups; `None` keeps none.
    pub backups: Option<PathBuf>,
    /// Who makes the changes, for the audit trail; empty where that isn't known.
    pub author: String,
}

impl Door {
    /// Backups in the user's data folder; changes are those of the user of this computer.
    pub fn usual() -> Door {
        let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
        Door {
            backups: backup::usual_folder(),
            author: user.unwrap_or_default(),
        }
    }
}

/// Whether an open workspace may be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Access {
    /// It may.
    Write,
    /// It may not, and why.
    ReadOnly(&'static str),
}

impl Access {
    pub(super) fn refuse_read_only(&self) -> Result<(), Failure> {
        match self {
            Access::Write => Ok(()),
            Access::ReadOnly(why) => Err(Failure::input(
                "workspace-read-only",
                format!(
                    "Nothing was changed: the workspace is open for reading only, because {why}."
                ),
                "Close it there, or save a copy and work in that.",
            )),
        }
    }
}

const ELSEWHERE: &str = "it is open in another window or its folder can't be written";
pub(super) const ASKED: &str = "it was opened to be read";

/// Whether a file is a database by its first bytes, as a workspace is and no export.
pub fn is_workspace(path: &Path) -> bool {
    let mut head = [0; 16];
    // Opening a pipe which nobody writes to would wait for ever.
    if !path.is_file() {
        return false;
    }
    let read = File::open(path).and_then(|mut f| f.read_exact(&mut head));
    read.is_ok() && head == *b"SQLite format 3\0"
}

impl Store {
    /// Starts a workspace; the file appears whole or not at all, and nothing existing is replaced.
    pub fn create(path: &Path, door: &Door, at: Moment) -> Result<Store, Failure> {
        refuse_existing(path)?;
        refuse_missing_folder(path)?;
        let lock = lock::take(path).ok_or_else(|| {
            let failure = Access::ReadOnly(ELSEWHERE).refuse_read_only();
            failure.err().unwrap_or_else(Failure::cancelled).about(path)
        })?;
        let draft = draft_of(path);
        let made = make(&draft, door, at).and_then(|()| appear(&draft, path));
        if let Err(failure) = made {
            let _ = fs::remove_file(&draft);
            return Err(failure.about(path));
        }
        open(path, door, Some(lock), Access::Write)
    }

    /// Opens a workspace; read-only where another window has it.
    pub fn open(path: &Path, door: &Door) -> Result<Store, Failure> {
        refuse_missing(path)?;
        match lock::take(path) {
            Some(lock) => open(path, door, Some(lock), Access::Write),
            None => open(path, door, None, Access::ReadOnly(ELSEWHERE)),
        }
    }

    /// Opens a workspace to be read. Where no window has it, what a crash left in its log is tidied up and
    /// an older schema brought forward; the lock is let go at once.
    pub fn open_read_only(path: &Path, door: &Door) -> Result<Store, Failure> {
        let mut store = Store::open(path, door)?;
        if store.access == Access::Write {
            (store.access, store.lock) = (Access::ReadOnly(ASKED), None);
        }
        Ok(store)
    }
}

fn refuse_existing(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        return Err(Failure::input(
            "file-exists",
            "A file of this name is already there and is not overwritten.",
            "Choose another name, or open it.",
        )
        .about(path));
    }
    Ok(())
}

fn refuse_missing_folder(path: &Path) -> Result<(), Failure> {
    let folder = backup::folder_of(path);
    if folder.is_dir() {
        return Ok(());
    }
    Err(Failure::input(
        "folder-not-found",
        "The folder for the workspace is not there.",
        "Make it, or choose another.",
    )
    .about(folder))
}

fn refuse_missing(path: &Path) -> Result<(), Failure> {
    let named = path.extension().is_some_and(|end| end == super::EXTENSION);
    if path.is_file() && !named && !is_workspace(path) {
        return Err(schema::no_workspace().about(path));
    }
    if path.is_file() {
        return Ok(());
    }
    Err(Failure::input(
        "workspace-not-found",
        "There is no workspace file of this name.",
        "Check the path, or start one: `holdfast workspace new NAME.holdfast`.",
    )
    .about(path))
}

/// Under this name a workspace is made before it appears.
fn draft_of(path: &Path) -> PathBuf {
    path.with_file_name(format!(".{}.new", crate::failure::file_name(path)))
}

fn make(draft: &Path, door: &Door, at: Moment) -> Result<(), Failure> {
    let _ = fs::remove_file(draft);
    let mut connection = Connection::open(draft)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    schema::migrate(&mut connection, 0)?;
    let transaction = connection.transaction()?;
    let first = Edit::new(Kind::Created, "Workspace started", at);
    journal::append(&transaction, None, &door.author, &first, &State::default())?;
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error.into())
}

fn appear(draft: &Path, path: &Path) -> Result<(), Failure> {
    File::open(draft)
        .and_then(|f| f.sync_all())
        .and_then(|()| fs::rename(draft, path))
        .and_then(|()| crate::atomic::sync_folder(backup::folder_of(path)))
        .map_err(|e| super::fault::io_failure(path, &e))
}

fn open(path: &Path, door: &Door, lock: Option<Lock>, access: Access) -> Result<Store, Failure> {
    let opened = opened(path, door, lock, access);
    opened.map_err(|failure| backup::offer(failure, door.backups.as_deref(), path).about(path))
}

fn opened(path: &Path, door: &Door, lock: Option<Lock>, access: Access) -> Result<Store, Failure> {
    let mut connection = connect(path, &access)?;
    let version = schema::version(&connection)?;
    schema::check(&connection)?;
    if version < schema::VERSION {
        access.refuse_read_only()?;
        if let Some(folder) = &door.backups {
            backup::add(&connection, folder, path)?;
        }
        schema::migrate(&mut connection, version)?;
    }
    let head = journal::head(&connection)?;
    let state = State::load(&connection, head)?;
    Ok(Store {
        path: path.to_owned(),
        door: door.clone(),
        connection,
        access,
        lock,
        head,
        state,
    })
}

/// A connection with everything set that keeps the file whole and a hostile one harmless.
fn connect(path: &Path, access: &Access) -> Result<Connection, Failure> {
    let connection = match access {
        Access::Write => Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?,
        Access::ReadOnly(_) => connect_read_only(path)?,
    };
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    if *access == Access::Write {
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
    }
    Ok(connection)
}

/// In a folder which can't be written a write-ahead log can't be shared; the file is then read as it stands.
fn connect_read_only(path: &Path) -> Result<Connection, Failure> {
    let plain = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let first = plain.query_row("SELECT count(*) FROM sqlite_schema", [], |r| {
        r.get::<_, i64>(0)
    });
    match first.map_err(|e| e.sqlite_error_code()) {
        Err(Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::ReadOnly)) => {
            let mut address = String::from("file:");
            for byte in path.to_string_lossy().bytes() {
                match byte {
                    b'/' | b'.' | b'-' | b'_' | b':' => address.push(char::from(byte)),
                    byte if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
                    byte => address += &format!("%{byte:02X}"),
                }
            }
            address += "?immutable=1";
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            Ok(Connection::open_with_flags(address, flags)?)
        }
        _ => Ok(plain),
    }
}
