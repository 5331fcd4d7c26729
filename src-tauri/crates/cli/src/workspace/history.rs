//! Undo and redo, the audit trail; copies and backups of the file.

use crate::args::workspace::{CopyArgs, FileArgs, HistoryArgs, RestoreArgs};
use crate::output;
use holdfast_workspace::Failure;
use holdfast_workspace::store::{OnDisk, audit, backup};
use std::fmt::Write as _;

pub fn undo(args: &FileArgs) -> Result<u8, Failure> {
    let mut store = args.open()?;
    match store.undo(args.now())? {
        Some(left) => output::print(&format!("Taken back: {}\n", left.label)),
        None => output::print("Nothing to take back.\n"),
    }
    Ok(0)
}

pub fn redo(args: &FileArgs) -> Result<u8, Failure> {
    let mut store = args.open()?;
    match store.redo(args.now())? {
        Some(reached) => output::print(&format!("Done again: {}\n", reached.label)),
        None => output::print("Nothing to do again.\n"),
    }
    Ok(0)
}

pub fn history(args: &HistoryArgs) -> Result<u8, Failure> {
    let steps = args.file.read()?.history()?;
    output::print(&match args.csv {
        true => audit::csv(&steps),
        false => audit::text(&steps),
    });
    Ok(0)
}

pub fn copy(args: &CopyArgs) -> Result<u8, Failure> {
    args.file.read()?.save_copy(&args.out)?;
    output::print(&format!("{}\n", args.out.display()));
    Ok(0)
}

pub fn check(args: &FileArgs) -> Result<u8, Failure> {
    let store = args.read()?;
    let parts = store.verify()?;
    let mut out =
        format!("The workspace is whole: {parts} pieces of content are what was saved.\n");
    for (file, state) in store.files_on_disk() {
        if state != OnDisk::Same {
            let _ = writeln!(
                out,
                "{}: {}",
                file.path.display(),
                audit::on_disk_text(state)
            );
        }
    }
    output::print(&out);
    Ok(0)
}

pub fn restore(args: &RestoreArgs) -> Result<u8, Failure> {
    let (folder, file) = (args.file.door().backups, &args.file.file);
    let newest = || backup::newest_good(folder.as_deref()?, file);
    let backup = args.from.clone().or_else(newest);
    let backup = backup.ok_or_else(|| backup::none_found(folder.as_deref(), file))?;
    backup::restore(&backup, &args.out)?;
    output::print(&format!(
        "{}\nrestored from {}\n",
        args.out.display(),
        backup.display()
    ));
    Ok(0)
}
