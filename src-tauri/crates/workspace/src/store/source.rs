//! A workspace as the source of a command which reads: the same figures as the window shows.

use super::open::is_workspace;
use super::{Door, PackChoices, Store, compute};
use crate::basis_file;
use crate::failure::Failure;
use crate::inputs::{Inputs, load_decisions, load_mapping};
use crate::profiles::Profiles;
use crate::project::Project;
use holdfast_import::Watch;
use std::path::{Path, PathBuf};

/// The workspace among sources; it stands alone, for it has its files.
pub fn workspace_among(sources: &[PathBuf]) -> Result<Option<&Path>, Failure> {
    match sources {
        [only] => Ok(is_workspace(only).then_some(only.as_path())),
        several => match several.iter().find(|path| is_workspace(path)) {
            None => Ok(None),
            Some(path) => Err(Failure::input(
                "workspace-not-alone",
                "A workspace is a source of its own and can't be read together with other files.",
                "Import the other files into it: `holdfast workspace import FILE SOURCE…`.",
            )
            .about(path)),
        },
    }
}

/// The figures of a workspace, with the choices and further files of the command for this one time.
pub fn open_source(path: &Path, inputs: &Inputs, watch: &dyn Watch) -> Result<Project, Failure> {
    let store = Store::open_read_only(path, &Door::usual())?;
    let mut state = store.state().clone();
    if let Some(basis) = &inputs.basis {
        state.basis = basis_file::load(basis)?;
    }
    inputs.overrides.apply(&mut state.basis);
    if let Some(mapping) = &inputs.mapping {
        state.mapping = Some(load_mapping(mapping)?);
    }
    if let Some(decisions) = &inputs.decisions {
        state
            .decisions
            .entries
            .extend(load_decisions(decisions)?.entries);
    }
    let mut books = store.books(&state)?;
    for file in [
        &inputs.negotiations,
        &inputs.rates,
        &inputs.plan,
        &inputs.customers,
    ]
    .into_iter()
    .flatten()
    {
        books.push(holdfast_import::read(file, &inputs.limits, watch)?);
    }
    let files = books.len();
    let mut project = compute(books, &state, watch)?;
    if let Some(mapping) = Profiles::asked(inputs.remembered.as_deref())?.applied(&project) {
        state.mapping = Some(mapping);
        // Renames made by hand stand after the files; they come with the state again.
        project.books.truncate(files);
        project = compute(project.books, &state, watch)?;
    }
    store.since_last(project, watch)
}

/// The texts, looks and choices of the pack of a workspace; those of files are the defaults.
pub fn pack_choices(sources: &[PathBuf]) -> Result<PackChoices, Failure> {
    match workspace_among(sources)? {
        Some(path) => {
            let store = Store::open_read_only(path, &Door::usual())?;
            Ok(store.state().pack.clone())
        }
        None => Ok(PackChoices::default()),
    }
}
