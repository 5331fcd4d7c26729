//! `holdfast workspace`: one short function a command.

use crate::args::SharedArgs;
use crate::commands::format_of;
use crate::interrupt::Terminal;
use crate::output;
use crate::workspace_args::{
    ChangesArgs, ChooseArgs, CopyArgs, DecideArgs, ExportArgs, FileArgs, HistoryArgs, ImportArgs,
    IssueArgs, NewArgs, RequestArgs, RestoreArgs, SetArgs, TreatmentArg, WorkspaceCommand,
};
use chrono::DateTime;
use holdfast_workspace::import::DecisionEntry;
use holdfast_workspace::metrics::restatement::{
    Change as Restated, Choice, Choices, Restatement, Treatment,
};
use holdfast_workspace::pack::message::{self, Tokens};
use holdfast_workspace::pack_texts::PackTexts;
use holdfast_workspace::store::{
    Door, Edit, ImportFiles, ImportOutcome, IssueOptions, Kind, Moment, OnDisk, Rename, State,
    Store, audit, backup, compute, describe, moment_text,
};
use holdfast_workspace::{Failure, Project, Unwatched, atomic, basis_file, compare, inputs, log};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

pub fn run(command: &WorkspaceCommand) -> Result<u8, Failure> {
    match command {
        WorkspaceCommand::New(args) => new(args),
        WorkspaceCommand::Import(args) => import(args),
        WorkspaceCommand::Status(args) => status(args),
        WorkspaceCommand::Set(args) => set(args),
        WorkspaceCommand::Decide(args) => decide(args),
        WorkspaceCommand::Request(args) => request(args),
        WorkspaceCommand::Undo(args) => undo(args),
        WorkspaceCommand::Redo(args) => redo(args),
        WorkspaceCommand::History(args) => history(args),
        WorkspaceCommand::Changes(args) => changed(args),
        WorkspaceCommand::Choose(args) => choose(args),
        WorkspaceCommand::Issue(args) => issue(args),
        WorkspaceCommand::Issued(args) => issued(args),
        WorkspaceCommand::Export(args) => export(args),
        WorkspaceCommand::Copy(args) => copy(args),
        WorkspaceCommand::Check(args) => check(args),
        WorkspaceCommand::Restore(args) => restore(args),
    }
}

impl FileArgs {
    fn door(&self) -> Door {
        let usual = Door::usual();
        Door {
            backups: self.backups.clone().or(usual.backups),
            author: self.by.clone().unwrap_or(usual.author),
        }
    }

    fn open(&self) -> Result<Store, Failure> {
        Store::open(&self.file, &self.door())
    }

    fn read(&self) -> Result<Store, Failure> {
        Store::open_read_only(&self.file, &self.door())
    }

    /// The time for the journal: the option, else the clock.
    fn now(&self) -> Moment {
        let clock = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
            DateTime::from_timestamp(i64::try_from(since.as_secs()).ok()?, 0)
        };
        self.at
            .or_else(|| clock().map(|t| t.naive_utc()))
            .unwrap_or_default()
    }

    fn edit(&self, kind: Kind, label: String, reason: &str) -> Edit {
        Edit::new(kind, label, self.now()).because(reason)
    }
}

fn new(args: &NewArgs) -> Result<u8, Failure> {
    let mut store = Store::create(&args.file.file, &args.file.door(), args.file.now())?;
    if args.sources.is_empty() {
        output::print(&format!("{}\n", store.path().display()));
        return Ok(0);
    }
    read_in(
        &mut store,
        &ImportFiles::new(args.sources.clone()),
        &args.file,
    )
}

fn import(args: &ImportArgs) -> Result<u8, Failure> {
    let files = ImportFiles {
        add: args.add,
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
    for fired in &outcome.fired {
        let _ = writeln!(out, "Trigger fired: {}", audit::fired_text(fired));
    }
    out
}

fn status(args: &FileArgs) -> Result<u8, Failure> {
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

fn set(args: &SetArgs) -> Result<u8, Failure> {
    let mut store = args.file.open()?;
    let files: Vec<PathBuf> = [
        &args.shared.plan,
        &args.shared.rates,
        &args.shared.customers,
    ]
    .into_iter()
    .flatten()
    .cloned()
    .collect();
    if !files.is_empty() {
        let files = ImportFiles {
            reason: args.reason.clone(),
            ..ImportFiles::new(files)
        };
        store.import(&files, args.file.now(), &Terminal::new())?;
    }
    let texts = texts(args)?;
    let written = [
        cited(&store, &texts.messages)?,
        cited(&store, &texts.notes)?,
    ];
    for (kind, change) in changes(args, &texts, &written) {
        let mut state = store.state().clone();
        change(&mut state)?;
        let label = describe(store.state(), &state);
        store.edit(&args.file.edit(kind, label, &args.reason), &state)?;
    }
    if !args.remove.is_empty() {
        let label = format!("Took out {}", args.remove.join(", "));
        let edit = args.file.edit(Kind::Remove, label, &args.reason);
        store.remove_files(&args.remove, &edit)?;
    }
    computed(&store)
}

type Change<'a> = (
    Kind,
    Box<dyn FnOnce(&mut State) -> Result<(), Failure> + 'a>,
);

/// What `set` changes: one edit a kind, so that each can be taken back alone.
fn changes<'a>(
    args: &'a SetArgs,
    texts: &'a PackTexts,
    [messages, notes]: &'a [Cited; 2],
) -> Vec<Change<'a>> {
    vec![
        (Kind::Basis, Box::new(|s| set_basis(s, &args.shared))),
        (Kind::Mapping, Box::new(|s| set_mapping(s, &args.shared))),
        (Kind::Decision, Box::new(|s| set_decisions(s, &args.shared))),
        (Kind::Merge, Box::new(|s| set_renames(s, args))),
        (Kind::Text, Box::new(|s| set_texts(s, texts, messages))),
        (Kind::Note, Box::new(|s| set_notes(s, texts, notes))),
        (Kind::Pages, Box::new(|s| set_pages(s, args))),
    ]
}

fn set_mapping(state: &mut State, shared: &SharedArgs) -> Result<(), Failure> {
    if let Some(path) = &shared.mapping {
        state.mapping = Some(inputs::load_mapping(path)?);
    }
    Ok(())
}

fn set_decisions(state: &mut State, shared: &SharedArgs) -> Result<(), Failure> {
    if let Some(path) = &shared.decisions {
        state.decisions = inputs::load_decisions(path)?;
    }
    Ok(())
}

fn set_renames(state: &mut State, args: &SetArgs) -> Result<(), Failure> {
    let rename = |(from, to): &(String, String)| Rename {
        from: from.clone(),
        to: to.clone(),
        effective: None,
        reason: args.reason.clone(),
    };
    state.renames.extend(args.merge.iter().map(rename));
    Ok(())
}

fn set_pages(state: &mut State, args: &SetArgs) -> Result<(), Failure> {
    state.pack.left_out.extend(args.leave_out.iter().cloned());
    for page in &args.take_in {
        state.pack.left_out.remove(page);
    }
    args.look.apply(&mut state.pack)
}

/// The texts of the file and of the options, which win.
fn texts(args: &SetArgs) -> Result<PackTexts, Failure> {
    let mut texts = match &args.texts {
        Some(path) => PackTexts::load(path)?,
        None => PackTexts::default(),
    };
    texts.messages.extend(args.message.iter().cloned());
    texts.notes.extend(args.note.iter().cloned());
    if !args.outlook.is_empty() {
        texts.outlook.clone_from(&args.outlook);
    }
    Ok(texts)
}

fn set_texts(state: &mut State, texts: &PackTexts, cited: &Cited) -> Result<(), Failure> {
    for (page, text) in &texts.messages {
        let cited = cited.get(page).cloned().unwrap_or_default();
        state.pack.write(page, text, cited);
    }
    if !texts.outlook.is_empty() {
        state.pack.outlook.clone_from(&texts.outlook);
    }
    if !texts.decisions.is_empty() {
        state.pack.asks = texts.asks();
    }
    Ok(())
}

fn set_notes(state: &mut State, texts: &PackTexts, cited: &Cited) -> Result<(), Failure> {
    for (page, text) in &texts.notes {
        let cited = cited.get(page).cloned().unwrap_or_default();
        state.pack.write_note(page, text, cited);
    }
    Ok(())
}

/// What the tokens of texts show, by page.
type Cited = BTreeMap<String, Tokens>;

/// What the tokens of each text show now: kept with the text, they tell later which figure moved.
fn cited(store: &Store, texts: &BTreeMap<String, String>) -> Result<Cited, Failure> {
    if texts.is_empty() {
        return Ok(Cited::new());
    }
    let project = store.project(&Terminal::new())?;
    let options = store.state().pack.options();
    let of = |(page, text): (&String, &String)| {
        let cited = project.cited_values(&options, page, text);
        let unknown = message::cited(text)
            .into_iter()
            .find(|t| !cited.contains_key(t));
        match unknown.filter(|_| project.report.is_some()) {
            Some(token) => Err(unknown_token(page, &token)),
            None => Ok((page.clone(), cited)),
        }
    };
    texts.iter().map(of).collect()
}

fn unknown_token(page: &str, token: &str) -> Failure {
    let token = token.trim_end_matches(".display");
    Failure::input(
        "token-unknown",
        format!("The text of page {page} cites {{{{{token}}}}}, and no figure is called so."),
        "Figures are cited as {{downsell.q}}, {{nrr.pq}}, {{closing.dpy}}: q this period, pq the one before, \
         py a year before, dpq and dpy the difference to them.",
    )
}

fn set_basis(state: &mut State, shared: &SharedArgs) -> Result<(), Failure> {
    if let Some(path) = &shared.basis {
        state.basis = basis_file::load(path)?;
    }
    shared.overrides().apply(&mut state.basis);
    Ok(())
}

/// Says how the figures stand after an edit.
fn computed(store: &Store) -> Result<u8, Failure> {
    let project = store.project(&Terminal::new())?;
    let mut out = format!("{}\n", store.head()?.label);
    if project.is_empty() {
        output::print(&out);
        return Ok(0);
    }
    output::findings(project.findings());
    out += &output::checks(&project);
    output::print(&out);
    Ok(output::exit_code(&project))
}

fn decide(args: &DecideArgs) -> Result<u8, Failure> {
    let mut store = args.file.open()?;
    let project = store.project(&Terminal::new())?;
    known_repair(&project, args)?;
    let mut state = store.state().clone();
    state.decide(DecisionEntry {
        code: args.code.clone(),
        repair: args.repair.clone(),
        scope: args.scope.clone(),
        value: args.value.clone(),
        reason: args.reason.clone(),
        ..DecisionEntry::default()
    });
    let of = if args.scope.is_empty() {
        "all"
    } else {
        &args.scope
    };
    let label = format!("Decided {} for {of}: {}", args.code, args.repair);
    store.edit(&args.file.edit(Kind::Decision, label, &args.reason), &state)?;
    computed(&store)
}

/// A decision is one of those which a finding offers.
fn known_repair(project: &Project, args: &DecideArgs) -> Result<(), Failure> {
    let found: Vec<_> = project.findings().of(&args.code).collect();
    if found.iter().any(|f| f.repairs.contains(&args.repair)) {
        return Ok(());
    }
    let repairs: Vec<&str> = found
        .iter()
        .flat_map(|f| &f.repairs)
        .map(String::as_str)
        .collect();
    Err(Failure::input(
        "no-such-repair",
        match found.is_empty() {
            true => format!("There is no finding \"{}\".", args.code),
            false => format!("\"{}\" is no repair of \"{}\".", args.repair, args.code),
        },
        match repairs.is_empty() {
            true => "`holdfast check FILE` lists the findings.".to_owned(),
            false => format!("Its repairs are: {}.", repairs.join(", ")),
        },
    ))
}

fn request(args: &RequestArgs) -> Result<u8, Failure> {
    let mut store = args.file.open()?;
    let project = store.project(&Terminal::new())?;
    project.negotiation_report()?;
    let mut requests = project.imported.requests.unwrap_or_default();
    let missing = || {
        Failure::input(
            "no-such-request",
            format!("The log has no request \"{}\".", args.id),
            "`holdfast negotiations` lists them.",
        )
    };
    let mut request = requests
        .requests
        .iter()
        .find(|r| r.id == args.id)
        .cloned()
        .ok_or_else(missing)?;
    let mut changed = Vec::new();
    for (caption, text) in &args.fields {
        let field =
            log::field_of(&request, caption).ok_or_else(|| unknown_caption(&request, caption))?;
        let before = log::text_of(&request, field);
        request = log::set_field(&request, field, text)?;
        let after = log::text_of(&request, field);
        changed.push(format!("{caption} \"{before}\" → \"{after}\""));
    }
    requests.recorded = log::recorded_with(&requests, &request);
    for old in requests.requests.iter_mut().filter(|r| r.id == args.id) {
        old.clone_from(&request);
    }
    let mut state = store.state().clone();
    state.requests = Some(requests);
    let label = format!("Request {}: {}", args.id, changed.join(", "));
    store.edit(
        &args.file.edit(Kind::Negotiation, label, &args.reason),
        &state,
    )?;
    computed(&store)
}

fn unknown_caption(request: &holdfast_workspace::ledger::Request, caption: &str) -> Failure {
    let captions: Vec<String> = log::fields(request).iter().map(|f| f.caption()).collect();
    Failure::input(
        "no-such-field",
        format!("A request has no field \"{caption}\"."),
        format!("Its fields are: {}.", captions.join(", ")),
    )
}

fn undo(args: &FileArgs) -> Result<u8, Failure> {
    let mut store = args.open()?;
    match store.undo(args.now())? {
        Some(left) => output::print(&format!("Taken back: {}\n", left.label)),
        None => output::print("Nothing to take back.\n"),
    }
    Ok(0)
}

fn redo(args: &FileArgs) -> Result<u8, Failure> {
    let mut store = args.open()?;
    match store.redo(args.now())? {
        Some(reached) => output::print(&format!("Done again: {}\n", reached.label)),
        None => output::print("Nothing to do again.\n"),
    }
    Ok(0)
}

fn history(args: &HistoryArgs) -> Result<u8, Failure> {
    let steps = args.file.read()?.history()?;
    output::print(&match args.csv {
        true => audit::csv(&steps),
        false => audit::text(&steps),
    });
    Ok(0)
}

fn changed(args: &ChangesArgs) -> Result<u8, Failure> {
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
        output::print(&(compare::to_text(&found) + &choices_text(&found, &choices)));
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

fn choose(args: &ChooseArgs) -> Result<u8, Failure> {
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
    let known = |c: &&Restated| change == "all" || c.id == change || c.cause.id() == change;
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

fn issue(args: &IssueArgs) -> Result<u8, Failure> {
    let mut store = args.file.open()?;
    let watch = Terminal::new();
    let project = store.project(&watch)?;
    output::findings(project.findings());
    let mut pack = store.state().pack.options();
    pack.draft = args.draft;
    let options = IssueOptions {
        pack,
        formats: args.format.iter().copied().map(format_of).collect(),
        note: args.note.clone(),
    };
    if let Some(folder) = &args.out {
        atomic::takes_files(folder)?;
    }
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

fn issued(args: &FileArgs) -> Result<u8, Failure> {
    output::print(&audit::issued_text(&args.read()?.issued()?));
    Ok(0)
}

fn export(args: &ExportArgs) -> Result<u8, Failure> {
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

fn copy(args: &CopyArgs) -> Result<u8, Failure> {
    args.file.read()?.save_copy(&args.out)?;
    output::print(&format!("{}\n", args.out.display()));
    Ok(0)
}

fn check(args: &FileArgs) -> Result<u8, Failure> {
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

fn restore(args: &RestoreArgs) -> Result<u8, Failure> {
    let door = args.file.door();
    let newest = || backup::newest_good(door.backups.as_deref()?, &args.file.file);
    let backup = args.from.clone().or_else(newest).ok_or_else(no_backup)?;
    backup::restore(&backup, &args.out)?;
    output::print(&restored_text(&backup, &args.out));
    Ok(0)
}

fn restored_text(backup: &Path, to: &Path) -> String {
    format!("{}\nrestored from {}\n", to.display(), backup.display())
}

fn no_backup() -> Failure {
    Failure::input(
        "no-backup",
        "No whole backup of this workspace was found.",
        "Name one with --from, or the folder they are in with --backups.",
    )
}
