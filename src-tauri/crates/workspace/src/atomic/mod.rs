//! Files which appear whole or not at all, several of them together.
//!
//! Every file is written beside its place under a temporary name, synced, and only then renamed. A set of
//! files is committed by a synced journal: once that stands, an interrupted export is completed by the
//! next one; before that, it is removed. Where a rename fails, those done are taken back. Nothing existing
//! is overwritten unless asked. Exports into one folder wait for each other.

mod disk;
#[cfg(test)]
mod tests;
mod turn;

use crate::failure::{Failure, file_name};
use disk::{Disk, System};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const PREFIX: &str = ".holdfast-";
const JOURNAL: &str = ".holdfast-export.journal";

/// Writes the content of one file. A [`Failure`] of its own comes wrapped as the error's source.
pub type WriteContent<'a> = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'a>;

/// A file to write: its name in the folder, and its bytes.
pub struct Output<'a> {
    /// File name without folders.
    pub name: String,
    /// Writes the content.
    pub write: WriteContent<'a>,
}

/// Writes all outputs into `folder` or none; existing files are kept unless `overwrite`. The contents are
/// made side by side.
pub fn write_all(
    folder: &Path,
    outputs: Vec<Output<'_>>,
    overwrite: bool,
) -> Result<Vec<PathBuf>, Failure> {
    write_all_on(&System, folder, outputs, overwrite)
}

fn write_all_on(
    disk: &dyn Disk,
    folder: &Path,
    outputs: Vec<Output<'_>>,
    overwrite: bool,
) -> Result<Vec<PathBuf>, Failure> {
    fs::create_dir_all(folder).map_err(|e| write_failure(folder, &e))?;
    let _turn = turn::take(folder)?;
    recover_on(disk, folder).map_err(|e| write_failure(folder, &e))?;
    refuse_existing(folder, &outputs, overwrite)?;
    let names: Vec<String> = outputs.iter().map(|o| o.name.clone()).collect();
    let written = write_temporaries(disk, folder, outputs);
    if let Err(error) = written.and_then(|()| commit(disk, folder, &names)) {
        if !folder.join(JOURNAL).exists() {
            remove_leftovers(disk, folder);
        }
        return Err(write_failure(folder, &error));
    }
    remove_leftovers(disk, folder);
    Ok(names.into_iter().map(|name| folder.join(name)).collect())
}

/// Whether a folder takes files: asked before work whose result would have nowhere to go.
pub fn takes_files(folder: &Path) -> Result<(), Failure> {
    let probe = folder.join(format!("{PREFIX}probe.tmp"));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&probe, b""))
        .and_then(|()| fs::remove_file(&probe))
        .map_err(|e| write_failure(folder, &e))
}

/// Writes one file which the user named; what stands there is kept unless `overwrite`, and is then replaced or stays
/// whole. A link leads to the file it names; a device or a pipe has no old content to keep and is written as it is.
pub fn write_file(path: &Path, content: &[u8], overwrite: bool) -> Result<(), Failure> {
    let failed = |error: &io::Error| write_failure(path, error).about(path);
    let there = fs::metadata(path);
    if there.as_ref().is_ok_and(|m| !m.is_file()) {
        return fs::write(path, content).map_err(|e| failed(&e));
    }
    let target = match there {
        Ok(_) => fs::canonicalize(path).map_err(|e| failed(&e))?,
        Err(_) => path.to_owned(),
    };
    let (Some(folder), Some(name)) = (target.parent(), target.file_name()) else {
        return Err(failed(&io::ErrorKind::InvalidFilename.into()));
    };
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let name = name
        .to_str()
        .ok_or_else(|| failed(&io::ErrorKind::InvalidFilename.into()))?;
    let output = Output {
        name: name.to_owned(),
        write: Box::new(|out| out.write_all(content)),
    };
    write_all(folder, vec![output], overwrite)
        .map(drop)
        .map_err(|failure| failure.about(path))
}

/// Completes an export which was interrupted after its commit and removes the leftovers of one before it.
pub fn recover(folder: &Path) -> io::Result<()> {
    recover_on(&System, folder)
}

fn recover_on(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    if let Ok(journal) = fs::read_to_string(folder.join(JOURNAL)) {
        // A journal from elsewhere can't reach out of the folder.
        let inside = |name: &&str| Path::new(name).file_name() == Some(name.as_ref());
        // Those renamed before the interruption are there already.
        let waits = |name: &&str| temporary(folder, name).exists();
        let names = journal.lines().filter(inside).filter(waits);
        let names: Vec<String> = names.map(str::to_owned).collect();
        rename_all(disk, folder, &names)?;
        forget_journal(disk, folder)?;
    }
    remove_leftovers(disk, folder);
    Ok(())
}

fn refuse_existing(folder: &Path, outputs: &[Output<'_>], overwrite: bool) -> Result<(), Failure> {
    let existing = outputs
        .iter()
        .map(|o| folder.join(&o.name))
        .find(|p| !overwrite && p.exists());
    match existing {
        None => Ok(()),
        Some(path) => Err(Failure::input(
            "file-exists",
            format!(
                "{} is already there and is not overwritten.",
                file_name(&path)
            ),
            "Choose another place, or pass --overwrite to replace it.",
        )
        .about(&path)),
    }
}

fn temporary(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{PREFIX}{name}.tmp"))
}

/// The second name of a file which is about to be replaced.
fn spare(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{PREFIX}{name}.old"))
}

fn write_temporaries(disk: &dyn Disk, folder: &Path, outputs: Vec<Output<'_>>) -> io::Result<()> {
    std::thread::scope(|scope| {
        let write = |output| scope.spawn(|| write_temporary(disk, folder, output));
        let running: Vec<_> = outputs.into_iter().map(write).collect();
        let join = |job: std::thread::ScopedJoinHandle<'_, _>| {
            let stopped = || Err(io::Error::other("the writer of a file stopped"));
            job.join().unwrap_or_else(|_| stopped())
        };
        let results: Vec<io::Result<()>> = running.into_iter().map(join).collect();
        results.into_iter().collect()
    })
}

fn write_temporary(disk: &dyn Disk, folder: &Path, output: Output<'_>) -> io::Result<()> {
    let rights = fs::metadata(folder.join(&output.name)).map(|m| m.permissions());
    let draft = disk.create(&temporary(folder, &output.name), rights.ok())?;
    let mut file = io::BufWriter::with_capacity(1 << 20, draft);
    (output.write)(&mut file)?;
    file.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync()
}

fn commit(disk: &dyn Disk, folder: &Path, names: &[String]) -> io::Result<()> {
    for name in names {
        let target = folder.join(name);
        if target.exists() {
            disk.keep(&target, &spare(folder, name))?;
        }
    }
    let draft = folder.join(format!("{PREFIX}journal.tmp"));
    let mut file = disk.create(&draft, None)?;
    file.write_all(names.join("\n").as_bytes())?;
    file.sync()?;
    disk.rename(&draft, &folder.join(JOURNAL))?;
    let done = disk
        .sync_folder(folder)
        .and_then(|()| rename_all(disk, folder, names))
        .and_then(|()| forget_journal(disk, folder));
    done.inspect_err(|_| take_back(disk, folder, names))
}

fn rename_all(disk: &dyn Disk, folder: &Path, names: &[String]) -> io::Result<()> {
    for name in names {
        disk.rename(&temporary(folder, name), &folder.join(name))?;
    }
    disk.sync_folder(folder)
}

fn forget_journal(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    disk.remove(&folder.join(JOURNAL))?;
    disk.sync_folder(folder)
}

/// Brings back what stood there before a commit that failed. Each step can still be completed by
/// [`recover`] until the journal is gone, so an interruption in the middle leaves no half set either.
fn take_back(disk: &dyn Disk, folder: &Path, names: &[String]) {
    for name in names {
        let (target, new, old) = (
            folder.join(name),
            temporary(folder, name),
            spare(folder, name),
        );
        let renamed = !new.exists();
        if renamed && disk.rename(&target, &new).is_err() {
            return;
        }
        if renamed && old.exists() && disk.rename(&old, &target).is_err() {
            return;
        }
    }
    let _ = disk.sync_folder(folder);
    if folder.join(JOURNAL).exists() {
        let _ = forget_journal(disk, folder);
    }
}

fn remove_leftovers(disk: &dyn Disk, folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && (name.ends_with(".tmp") || name.ends_with(".old")) {
            let _ = disk.remove(&entry.path());
        }
    }
}

fn write_failure(folder: &Path, error: &io::Error) -> Failure {
    let own = error.get_ref().and_then(|e| e.downcast_ref::<Failure>());
    if let Some(failure) = own {
        return failure.clone();
    }
    let (code, why, hint) = match error.kind() {
        io::ErrorKind::StorageFull => (
            "disk-full",
            "the disk is full",
            "Free some space or choose another folder.",
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => (
            "not-writable",
            "writing there is not allowed, or the file is open elsewhere",
            "Close the file in Excel, or choose another folder.",
        ),
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => (
            "not-a-folder",
            "a file stands where its folder should be",
            "Choose a folder.",
        ),
        _ => (
            "write-failed",
            "the folder takes no file",
            "Choose another folder and try again; what was there before is as it was.",
        ),
    };
    Failure::input(code, format!("Nothing was written: {why} ({error})."), hint).about(folder)
}

/// Renames are durable only once the folder itself is synced.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    System.sync_folder(folder)
}
