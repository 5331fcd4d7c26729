//! `holdfast workspace set`: one edit a kind of choice.

use super::door::computed;
use crate::args::SharedArgs;
use crate::args::workspace::SetArgs;
use crate::interrupt::Terminal;
use holdfast_workspace::pack::message::{self, Tokens};
use holdfast_workspace::pack_texts::PackTexts;
use holdfast_workspace::store::{ImportFiles, Kind, Rename, State, Store, describe};
use holdfast_workspace::{Failure, basis_file, inputs};
use std::collections::BTreeMap;
use std::path::PathBuf;

pub fn set(args: &SetArgs) -> Result<u8, Failure> {
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
