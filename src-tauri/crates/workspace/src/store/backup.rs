//! Backups: whole copies in a folder which the door names, the last ten of each workspace.

use super::fault::io_failure;
use super::schema;
use crate::failure::Failure;
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Backups kept of a workspace.
pub const KEPT: usize = 10;

/// The usual folder for backups: the user's data folder.
pub fn usual_folder() -> Option<PathBuf> {
    let of = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|p| p.is_absolute())
    };
    let data = if cfg!(windows) {
        of("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        of("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        of("XDG_DATA_HOME").or_else(|| of("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|folder| folder.join("holdfast").join("backups"))
}

/// What the backups of a workspace are called: its name, and a hash which tells equal names apart.
fn prefix(workspace: &Path) -> String {
    let whole = fs::canonicalize(workspace)
        .or_else(|_| std::path::absolute(workspace))
        .unwrap_or_else(|_| workspace.to_owned());
    let hash = super::parts::sha256(whole.to_string_lossy().as_bytes());
    let stem = workspace.file_stem().unwrap_or_default().to_string_lossy();
    format!("{stem}-{}-", hash.get(..8).unwrap_or_default())
}

/// The backups of a workspace, newest first.
pub fn list(folder: &Path, workspace: &Path) -> Vec<PathBuf> {
    let prefix = prefix(workspace);
    let number = |path: &PathBuf| -> Option<u64> {
        let name = path.file_name()?.to_str()?;
        let number = name.strip_prefix(&prefix)?.strip_suffix(".holdfast")?;
        number.parse().ok()
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<(u64, PathBuf)> = entries
        .map(|entry| entry.path())
        .filter_map(|path| Some((number(&path)?, path)))
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}

/// The newest backup which is whole.
pub fn newest_good(folder: &Path, workspace: &Path) -> Option<PathBuf> {
    list(folder, workspace)
        .into_iter()
        .find(|path| whole(path).is_ok())
}

/// Whether a file is a whole workspace, its content compared with its hashes.
pub fn whole(path: &Path) -> Result<(), Failure> {
    let connection = read_only(path)?;
    schema::version(&connection)?;
    schema::check(&connection)?;
    super::parts::verify(&connection).map(|_| ())
}

/// Opens a file which nothing else writes.
fn read_only(path: &Path) -> Result<Connection, Failure> {
    Ok(Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY,
    )?)
}

/// Adds a backup, unless the newest one is at the same point, and removes all but the last ten.
pub fn add(connection: &Connection, folder: &Path, workspace: &Path) -> Result<(), Failure> {
    let known = list(folder, workspace);
    if known
        .first()
        .is_some_and(|newest| same_point(connection, newest))
    {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(|e| io_failure(folder, &e))?;
    let prefix = prefix(workspace);
    let next = known
        .first()
        .and_then(|p| {
            p.file_stem()?
                .to_str()?
                .strip_prefix(&prefix)?
                .parse::<u64>()
                .ok()
        })
        .map_or(1, |n| n + 1);
    copy_to(
        connection,
        &folder.join(format!("{prefix}{next:06}.holdfast")),
    )?;
    for old in list(folder, workspace).into_iter().skip(KEPT) {
        let _ = fs::remove_file(old);
    }
    Ok(())
}

fn same_point(connection: &Connection, backup: &Path) -> bool {
    let point = |c: &Connection| -> rusqlite::Result<(i64, i64, i64)> {
        let issued = c.query_row("SELECT count(*) FROM issued", [], |r| r.get(0))?;
        let steps = c.query_row("SELECT count(*) FROM step", [], |r| r.get(0))?;
        let version = c.pragma_query_value(None, "user_version", |r| r.get(0))?;
        Ok((issued, steps, version))
    };
    let there = read_only(backup).ok().and_then(|c| point(&c).ok());
    there.is_some() && there == point(connection).ok()
}

/// A whole copy of a workspace in one file, under a temporary name until it is safe on disk. Nothing
/// existing is replaced.
pub fn copy_to(connection: &Connection, target: &Path) -> Result<(), Failure> {
    if target.exists() {
        return Err(Failure::input(
            "file-exists",
            "A file of this name is already there and is not overwritten.",
            "Choose another name.",
        )
        .about(target));
    }
    let temporary = target.with_file_name(format!(
        ".holdfast-{}.tmp",
        crate::failure::file_name(target)
    ));
    let _ = fs::remove_file(&temporary);
    let copied = vacuum_into(connection, &temporary).and_then(|()| {
        let synced = File::open(&temporary).and_then(|f| f.sync_all());
        synced
            .and_then(|()| fs::rename(&temporary, target))
            .and_then(|()| crate::atomic::sync_folder(folder_of(target)))
            .map_err(|e| io_failure(target, &e))
    });
    if copied.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    copied
}

/// The folder in which a file stands.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn vacuum_into(connection: &Connection, target: &Path) -> Result<(), Failure> {
    let name = target.to_str().ok_or_else(|| {
        Failure::input(
            "name-not-unicode",
            "The path is no Unicode text.",
            "Choose another folder or name.",
        )
        .about(target)
    })?;
    connection.execute("VACUUM INTO ?1", [name])?;
    Ok(())
}

/// Restores a backup, or a whole workspace, to a new file.
pub fn restore(backup: &Path, target: &Path) -> Result<(), Failure> {
    whole(backup).map_err(|failure| failure.about(backup))?;
    let connection = read_only(backup)?;
    copy_to(&connection, target)
}

/// The failure of a damaged workspace, with the way back: its newest whole backup, else where others are.
pub fn offer(mut failure: Failure, folder: Option<&Path>, workspace: &Path) -> Failure {
    if failure.finding.code == "workspace-damaged" {
        failure.finding.hint = match folder.and_then(|f| newest_good(f, workspace)) {
            Some(backup) => format!(
                "Its newest whole backup is {}: `holdfast workspace restore {} --out NEW.holdfast` brings it back as a new file.",
                backup.display(),
                workspace.display()
            ),
            None => elsewhere(folder, workspace).unwrap_or_else(|| {
                "No whole backup of it was found; import the original files into a new workspace."
                    .to_owned()
            }),
        };
    }
    failure
}

/// There is no whole backup of a workspace.
pub fn none_found(folder: Option<&Path>, workspace: &Path) -> Failure {
    Failure::input(
        "no-backup",
        "No whole backup of this workspace was found.",
        elsewhere(folder, workspace).unwrap_or_else(|| {
            "Name one with --from, or the folder they are in with --backups.".to_owned()
        }),
    )
}

/// Backups go by name and place of their workspace: those of a file which was copied, moved or renamed are there
/// under what it was called before. `None` where the folder holds none at all.
fn elsewhere(folder: Option<&Path>, workspace: &Path) -> Option<String> {
    let folder = folder?;
    let mut entries = fs::read_dir(folder).ok()?.flatten();
    entries.find(|e| {
        e.path()
            .extension()
            .is_some_and(|end| end == super::EXTENSION)
    })?;
    Some(format!(
        "No whole backup is kept under its name and place. Those of a file which was copied, moved or renamed stay under \
         its former name in {}: `holdfast workspace restore {} --from BACKUP --out NEW.holdfast` brings one back.",
        folder.display(),
        workspace.display()
    ))
}
