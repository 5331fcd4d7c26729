//! Starting a workspace, reading files into it, and what it holds.

use crate::args::workspace::{FileArgs, ImportArgs, NewArgs};
use crate::interrupt::Terminal;
use crate::output;
use holdfast_workspace::profiles::{self, Profiles};
use holdfast_workspace::store::{ImportFiles, ImportOutcome, Store, audit};
use holdfast_workspace::{Failure, Unwatched};
use std::fmt::Write as _;

pub fn new(args: &NewArgs) -> Result<u8, Failure> {
    let mut store = Store::create(&args.file.file, &args.file.door(), args.file.now())?;
    if args.sources.is_empty() {
        output::print(&format!("{}\n", store.path().display()));
        return Ok(0);
    }
    let files = ImportFiles {
        remembered: remembered(args.remembered)?,
        ..ImportFiles::new(args.sources.clone())
    };
    read_in(&mut store, &files, &args.file)
}

/// The mappings remembered from other projects, where they are asked for.
fn remembered(asked: bool) -> Result<Profiles, Failure> {
    Profiles::asked(profiles::usual_file().filter(|_| asked).as_deref())
}

pub fn import(args: &ImportArgs) -> Result<u8, Failure> {
    let files = ImportFiles {
        add: args.add,
        remembered: remembered(args.remembered)?,
        reason: args.reason.clone(),
        ..ImportFiles::new(args.sources.clone())
    };
    read_in(&mut args.file.open()?, &files, &args.file)
}

fn read_in(store: &mut Store, files: &ImportFiles, args: &FileArgs) -> Result<u8, Failure> {
    let watch = Terminal::new();
    let outcome = store.import(files, args.now(), &watch)?;
    drop(watch);
    output::findings(outcome.project.findings());
    output::print(&imported_text(&outcome));
    Ok(output::exit_code(&outcome.project))
}

fn imported_text(outcome: &ImportOutcome) -> String {
    let mut out = format!("Imported {}", outcome.came.join(", "));
    if !outcome.replaced.is_empty() {
        let _ = write!(out, " in the place of {}", outcome.replaced.join(", "));
    }
    let _ = writeln!(
        out,
        ": {}.\n{}",
        output::finding_count(outcome.project.findings()),
        output::checks(&outcome.project).trim_end()
    );
    let sources = &outcome.project.imported.mapping.sources;
    for source in sources.iter().filter(|s| s.remembered) {
        let _ = writeln!(
            out,
            "Columns of {} read as was chosen for an earlier file with the same captions",
            source.file
        );
    }
    for fired in &outcome.fired {
        let _ = writeln!(out, "Trigger fired: {}", audit::fired_text(fired));
    }
    out
}

pub fn status(args: &FileArgs) -> Result<u8, Failure> {
    let store = args.read()?;
    let project = store.project(&Unwatched)?;
    let mut out = audit::status_text(&store)?;
    if !project.is_empty() {
        let _ = writeln!(
            out,
            "Findings: {}",
            output::finding_count(project.findings())
        );
        out += &output::checks(&project);
        out += &output::stale(&project.stale_texts(&store.state().pack.options())?);
    }
    output::print(&out);
    Ok(if project.is_empty() {
        0
    } else {
        output::exit_code(&project)
    })
}
