//! Issuing packs, and their files again.

use crate::args::formats;
use crate::args::workspace::{ExportArgs, FileArgs, IssueArgs};
use crate::interrupt::Terminal;
use crate::output;
use holdfast_workspace::Failure;
use holdfast_workspace::store::{IssueOptions, audit};
use std::fmt::Write as _;

pub fn issue(args: &IssueArgs) -> Result<u8, Failure> {
    let mut store = args.file.open()?;
    let watch = Terminal::new();
    let project = store.project(&watch)?;
    output::findings(project.findings());
    let mut pack = store.state().pack.options();
    pack.draft = args.draft;
    let options = IssueOptions {
        pack,
        formats: formats(&args.format),
        note: args.note.clone(),
    };
    let issued = store.issue(&project, &options, args.file.now(), &watch)?;
    drop(watch);
    let mut out = format!(
        "Issued {}: {}, pack {}.\n",
        issued.id, issued.title, issued.pack_id
    );
    if let Some(folder) = &args.out {
        for file in store.export_issued(issued.id, folder, args.overwrite)? {
            let _ = writeln!(out, "{}", file.display());
        }
    }
    output::print(&out);
    Ok(output::exit_code(&project))
}

pub fn issued(args: &FileArgs) -> Result<u8, Failure> {
    output::print(&audit::issued_text(&args.read()?.issued()?));
    Ok(0)
}

pub fn export(args: &ExportArgs) -> Result<u8, Failure> {
    let files = args
        .file
        .read()?
        .export_issued(args.number, &args.out, args.overwrite)?;
    output::print(
        &files
            .iter()
            .map(|f| format!("{}\n", f.display()))
            .collect::<String>(),
    );
    Ok(0)
}
