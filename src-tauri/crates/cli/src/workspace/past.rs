//! What changed since the last issued pack, and what becomes of it.

use super::door::computed;
use crate::args::workspace::{ChangesArgs, ChooseArgs, TreatmentArg};
use crate::interrupt::Terminal;
use crate::output;
use holdfast_workspace::metrics::restatement::{Change, Choice, Choices, Restatement, Treatment};
use holdfast_workspace::store::{Kind, compute, moment_text};
use holdfast_workspace::{Failure, Project, compare};
use std::fmt::Write as _;

pub fn changes(args: &ChangesArgs) -> Result<u8, Failure> {
    let store = args.file.read()?;
    let watch = Terminal::new();
    let project = compute(store.books(store.state())?, store.state(), &watch)?;
    let found = store.changes(&project, &watch)?.ok_or_else(|| {
        Failure::input(
            "nothing-issued",
            "No pack was issued from this workspace, so there is nothing to compare with.",
            "Issue one: `holdfast workspace issue FILE --out DIR`.",
        )
    })?;
    drop(watch);
    let choices = store.choices()?;
    if args.json {
        output::print(&format!("{:#}\n", compare::to_json(&found)));
    } else {
        let text = compare::to_text(&found, project.report.as_ref());
        output::print(&(text + &choices_text(&found, &choices)));
    }
    Ok(u8::from(!choices.missing(&found).is_empty()))
}

/// What is chosen for each change, and what waits.
fn choices_text(found: &Restatement, choices: &Choices) -> String {
    let mut out = String::new();
    if found.waiting().next().is_some() {
        out.push_str("\nChoices\n");
    }
    for change in found.waiting() {
        let chosen = match choices.on(change) {
            None => "waits: `holdfast workspace choose FILE CHANGE recast` or `keep`".to_owned(),
            Some(choice) => {
                let what = match choice.treatment {
                    Treatment::Recast => "recast",
                    Treatment::KeepAsReported => "kept as reported",
                };
                let said = [what, &choice.who, &choice.when, &choice.reason];
                let said = said.into_iter().filter(|text| !text.is_empty());
                said.collect::<Vec<_>>().join(", ")
            }
        };
        let _ = writeln!(out, "  {}: {chosen}", change.id);
    }
    out
}

pub fn choose(args: &ChooseArgs) -> Result<u8, Failure> {
    let mut store = args.file.open()?;
    known_change(&store.project(&Terminal::new())?, &args.change)?;
    let mut state = store.state().clone();
    let (treatment, word) = match args.treatment {
        TreatmentArg::Recast => (Treatment::Recast, "recast"),
        TreatmentArg::Keep => (Treatment::KeepAsReported, "kept as reported"),
    };
    let edit = args.file.edit(
        Kind::Restatement,
        format!("Change {}: {word}", args.change),
        &args.reason,
    );
    state.restatement.entries.push(Choice {
        change: args.change.clone(),
        treatment,
        who: args.file.door().author,
        when: moment_text(edit.at),
        reason: args.reason.clone(),
    });
    store.edit(&edit, &state)?;
    computed(&store)
}

/// A choice is on a change which was found, on its cause, or on all.
fn known_change(project: &Project, change: &str) -> Result<(), Failure> {
    let found = project.restated.as_ref().map(|r| &r.found);
    let all: Vec<_> = found.map_or_else(Vec::new, |f| f.waiting().collect());
    let known = |c: &&Change| change == "all" || c.id == change || c.cause.id() == change;
    if all.iter().any(known) {
        return Ok(());
    }
    let ids: Vec<&str> = all.iter().take(5).map(|c| c.id.as_str()).collect();
    Err(Failure::input(
        "no-such-change",
        match all.is_empty() {
            true => "No past figure changed, so there is nothing to choose.".to_owned(),
            false => format!("No change \"{change}\" was found."),
        },
        match ids.is_empty() {
            true => "`holdfast workspace changes FILE` says what is compared.".to_owned(),
            false => format!("Name one of these, its cause, or all: {}.", ids.join(", ")),
        },
    ))
}
