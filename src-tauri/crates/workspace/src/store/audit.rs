//! The audit trail and the state of a workspace, as text and CSV.

use super::journal::Step;
use super::open::ASKED;
use super::state::FiredTrigger;
use super::{Access, IssuedPack, OnDisk, Store};
use crate::failure::Failure;
use crate::triggers::{guarded, quoted};
use std::fmt::Write;

const COLUMNS: [&str; 9] = [
    "step", "time", "who", "move", "kind", "what", "reason", "revision", "head",
];

/// The audit trail as CSV, one row an edit, undo or redo, oldest first.
pub fn csv(steps: &[Step]) -> String {
    let mut out = COLUMNS.join(",") + "\r\n";
    for step in steps {
        let row = [
            step.id.to_string(),
            step.at.clone(),
            guarded(&step.author),
            step.move_.clone(),
            step.about.kind.clone(),
            guarded(&step.about.label),
            guarded(&step.about.reason),
            step.about.id.to_string(),
            step.head.to_string(),
        ];
        out += &row.map(|cell| quoted(&cell)).join(",");
        out += "\r\n";
    }
    out
}

/// The audit trail for people, newest first.
pub fn text(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps.iter().rev() {
        let move_ = match step.move_.as_str() {
            "undo" => "taken back: ",
            "redo" => "done again: ",
            _ => "",
        };
        let _ = write!(
            out,
            "{}  {:<8}  {:<11}  {move_}{}",
            step.at, step.author, step.about.kind, step.about.label
        );
        if !step.about.reason.is_empty() {
            let _ = write!(out, " ({})", step.about.reason);
        }
        out.push('\n');
    }
    out
}

/// What a workspace holds and what can be done with it.
pub fn status_text(store: &Store) -> Result<String, Failure> {
    let state = store.state();
    let mut out = String::new();
    let company = match state.basis.company.as_str() {
        "" => "no company named",
        company => company,
    };
    let _ = writeln!(out, "{} ({company})", store.path().display());
    if let Access::ReadOnly(why) = store.access()
        && *why != ASKED
    {
        let _ = writeln!(out, "Read only: {why}");
    }
    let _ = writeln!(out, "Files ({})", state.files.len());
    for (file, on_disk) in store.files_on_disk() {
        let short = file.sha256.get(..12).unwrap_or_default();
        let _ = writeln!(out, "  {}  {short}  {}", file.name, on_disk_text(on_disk));
    }
    let (undo, redo) = store.undo_and_redo()?;
    for (what, revision) in [("Undo", undo), ("Redo", redo)] {
        if let Some(revision) = revision {
            let _ = writeln!(out, "{what}: {} ({})", revision.label, revision.at);
        }
    }
    let issued = store.issued()?;
    if !issued.is_empty() {
        let _ = writeln!(out, "Issued packs ({})", issued.len());
        out += &issued_text(&issued);
    }
    let fired = store.fired();
    if !fired.is_empty() {
        let _ = writeln!(out, "Triggers which fired ({})", fired.len());
        for trigger in &fired {
            let _ = writeln!(out, "  {}", fired_text(trigger));
        }
    }
    Ok(out)
}

/// "Alder, request R1: headcount >= 120, since 2026-09-30".
pub fn fired_text(fired: &FiredTrigger) -> String {
    format!(
        "{}, request {}: {}, since {}",
        fired.customer, fired.request, fired.condition, fired.fired_on
    )
}

/// How a file stands on disk, in words.
pub fn on_disk_text(state: OnDisk) -> &'static str {
    match state {
        OnDisk::Same => "unchanged on disk",
        OnDisk::Changed => {
            "changed on disk since it was imported; import it again to use the new one"
        }
        OnDisk::Missing => "no longer where it was; the workspace does not need it",
    }
}

/// Issued packs, a line each.
pub fn issued_text(packs: &[IssuedPack]) -> String {
    let mut out = String::new();
    for pack in packs {
        let draft = if pack.draft { ", DRAFT" } else { "" };
        let _ = write!(
            out,
            "  {}  {}  {} as of {}, pack {}, basis {}{draft}",
            pack.id, pack.at, pack.title, pack.as_of, pack.pack_id, pack.basis_hash
        );
        if !pack.note.is_empty() {
            let _ = write!(out, " ({})", pack.note);
        }
        out.push('\n');
    }
    out
}
