//! Importing: files in, the inputs carried over from what was there. Next quarter starts from this one.

use super::journal::{Edit, Kind, Moment};
use super::state::{FileRef, FiredTrigger, State};
use super::{Store, compute, compute_again, sources};
use crate::failure::Failure;
use crate::profiles::Profiles;
use crate::project::Project;
use holdfast_import::mapping::{Layout, Mapping, Role, SourceMapping};
use holdfast_import::{Book, Limits, Watch};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Files to import.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ImportFiles {
    /// Exports, logs, plans, rate sheets, mapping sheets: each is recognised by its headers.
    pub files: Vec<PathBuf>,
    /// Keep earlier files also where one of the new has the same headers. Without it, this quarter's export
    /// takes the place of last quarter's.
    pub add: bool,
    /// Take files in of which nothing can be read until somebody says what their columns are.
    pub unmapped: bool,
    /// Mappings remembered from other projects, for headers of which this one knows nothing.
    pub remembered: Profiles,
    /// Limits for reading.
    pub limits: Limits,
    /// Why, in the user's words.
    pub reason: String,
}

impl ImportFiles {
    /// Files, recognised and replaced by their headers.
    pub fn new<P: Into<PathBuf>>(files: impl IntoIterator<Item = P>) -> ImportFiles {
        ImportFiles {
            files: files.into_iter().map(Into::into).collect(),
            ..ImportFiles::default()
        }
    }
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct ImportOutcome {
    /// The figures after it.
    pub project: Project,
    /// Names of the files which came in.
    pub came: Vec<String>,
    /// Names of the files whose place they took.
    pub replaced: Vec<String>,
    /// Triggers whose condition this import has made true, each once (N-40).
    pub fired: Vec<FiredTrigger>,
}

impl Store {
    /// Reads files and makes them part of the inputs. Mapping, decisions, basis, renames, plan and texts stay
    /// and apply to the new files by their header signatures. Where nothing can be read or recognised, nothing
    /// is changed.
    pub fn import(
        &mut self,
        files: &ImportFiles,
        at: Moment,
        watch: &dyn Watch,
    ) -> Result<ImportOutcome, Failure> {
        self.access.refuse_read_only()?;
        let read = files
            .files
            .iter()
            .map(|path| sources::read(path, &files.limits, watch));
        let new: Vec<(FileRef, Book)> = read.collect::<Result<_, _>>()?;
        let replaced = self.replaced(&new, files.add, watch)?;
        let (state, books) = self.with_files(&new, &replaced)?;
        let (mut state, own) = (state, self.state.mapping.clone());
        let project = self.computed(&mut state, books, files, watch)?;
        let fired = newly_fired(&state, &project);
        state.fired.extend(fired.clone());
        let outcome = ImportOutcome {
            project: self.since_last(project, watch)?,
            came: new.iter().map(|(file, _)| file.name.clone()).collect(),
            replaced: replaced.iter().map(|file| file.name.clone()).collect(),
            fired,
        };
        self.back_up()?;
        let edit = Edit::new(Kind::Import, label(&outcome), at).because(&files.reason);
        self.write(|connection, head, author| {
            for (file, book) in &new {
                sources::put(connection, file, book, at)?;
            }
            super::go_on(watch)?;
            let remembered = state.mapping != own;
            let first = match remembered {
                true => &State {
                    mapping: own,
                    ..state.clone()
                },
                false => &state,
            };
            let read = super::journal::append(connection, Some(head), author, &edit, first)?;
            if remembered {
                // A step of its own: undo takes it back and leaves the files.
                let edit = Edit::new(Kind::Mapping, "Remembered mapping", at);
                super::journal::append(connection, Some(read), author, &edit, &state)?;
            }
            Ok(())
        })?;
        Ok(outcome)
    }

    /// The state with the new files in the place of the replaced ones, and all its books.
    fn with_files(
        &self,
        new: &[(FileRef, Book)],
        replaced: &[FileRef],
    ) -> Result<(State, Vec<Book>), Failure> {
        let mut state = self.state.clone();
        let gone = |file: &FileRef| replaced.contains(file);
        let place = state.files.iter().position(gone);
        state.files.retain(|file| !gone(file));
        let mut books = self.books(&state)?;
        let place = place.unwrap_or(books.len());
        let (files, read): (Vec<FileRef>, Vec<Book>) = new.iter().cloned().unzip();
        state.files.splice(place..place, files);
        books.splice(place..place, read);
        Ok((state, books))
    }

    /// The figures; an as-of close which the new files go beyond moves on to their newest.
    fn computed(
        &self,
        state: &mut State,
        books: Vec<Book>,
        files: &ImportFiles,
        watch: &dyn Watch,
    ) -> Result<Project, Failure> {
        let had_ledger = self.state.basis.as_of;
        let mut project = compute(books, state, watch)?;
        if let Some(mapping) = files.remembered.applied(&project) {
            state.mapping = Some(mapping);
            project = compute_again(project.books, state, watch)?;
        }
        if project.is_empty() && !(files.unmapped && can_be_mapped(&project)) {
            return Err(project
                .ledger_and_report()
                .err()
                .unwrap_or_else(Failure::cancelled));
        }
        let newest = project
            .imported
            .ledger
            .as_ref()
            .and_then(|l| l.closes().last().copied());
        if had_ledger.is_some_and(|as_of| newest.is_some_and(|newest| newest > as_of)) {
            state.basis.as_of = None;
            return compute_again(project.books, state, watch);
        }
        Ok(project)
    }

    /// Files of the state whose place the new ones take: the same file again, or, unless `add`, one all of
    /// whose tables have the headers and the purpose of new ones. A plan stays: another one is a replan.
    fn replaced(
        &self,
        new: &[(FileRef, Book)],
        add: bool,
        watch: &dyn Watch,
    ) -> Result<Vec<FileRef>, Failure> {
        let again = |old: &FileRef| {
            new.iter()
                .any(|(file, _)| file.path == old.path || file.name == old.name)
        };
        if add || self.state.files.iter().all(again) {
            return Ok(self
                .state
                .files
                .iter()
                .filter(|f| again(f))
                .cloned()
                .collect());
        }
        let options = self.state.import_options();
        let recognise = |books: &[Book]| holdfast_import::recognise(books, &options, watch).mapping;
        let books: Vec<Book> = new.iter().map(|(_, book)| book.clone()).collect();
        let coming: BTreeSet<Headers> = headers(&recognise(&books), None);
        let mapping = recognise(&self.books(&self.state)?);
        let same_headers = |old: &FileRef| {
            let own = headers(&mapping, Some(&old.name));
            let plan = own.iter().all(|(role, _)| *role == Role::Plan);
            !own.is_empty() && !plan && own.is_subset(&coming)
        };
        let files = self.state.files.iter();
        Ok(files
            .filter(|old| again(old) || same_headers(old))
            .cloned()
            .collect())
    }

    /// Takes files out, by their names.
    pub fn remove_files(&mut self, names: &[String], edit: &Edit) -> Result<(), Failure> {
        let mut state = self.state.clone();
        for name in names {
            let before = state.files.len();
            state.files.retain(|file| file.name != *name);
            if state.files.len() == before {
                return Err(Failure::input(
                    "no-such-file",
                    format!("The workspace has no file \"{name}\"."),
                    "`holdfast workspace status FILE` lists its files.",
                ));
            }
        }
        self.edit(edit, &state)
    }
}

/// Whether a table with rows is there, of which only nobody knows what its columns are.
fn can_be_mapped(project: &Project) -> bool {
    let filled = |s: &SourceMapping| s.columns.iter().any(|c| !c.samples.is_empty());
    project.imported.unread.iter().any(filled)
}

/// Purpose and captions of a table.
type Headers = (Role, String);

/// The headers of the tables of a file, or of all. Dated snapshots have none which could be taken over: each
/// is a close of its own.
fn headers(mapping: &Mapping, file: Option<&str>) -> BTreeSet<Headers> {
    let of_file = mapping
        .sources
        .iter()
        .filter(|s| file.is_none_or(|name| s.file == name));
    of_file
        .filter(|s| s.role != Role::Ignore)
        .map(|s| {
            let own = match (s.role, s.layout, s.close) {
                (Role::Ledger, Layout::Snapshot, Some(close)) => format!("{} {close}", s.signature),
                _ => s.signature.clone(),
            };
            (s.role, own)
        })
        .collect()
}

fn newly_fired(state: &State, project: &Project) -> Vec<FiredTrigger> {
    let Some(negotiations) = &project.negotiations else {
        return Vec::new();
    };
    let known = state.fired_keys();
    let items = negotiations.triggers.newly_fired(&known);
    items
        .filter_map(|item| {
            let (fired_on, by) = item.fired?;
            Some(FiredTrigger {
                request: item.request.clone(),
                index: item.index,
                customer: item.customer.clone(),
                condition: item.condition.clone(),
                fired_on,
                by: by.id().to_owned(),
                seen_as_of: negotiations.as_of,
            })
        })
        .collect()
}

/// "Imported arr-q3.xlsx in the place of arr-q2.xlsx".
fn label(outcome: &ImportOutcome) -> String {
    let came = outcome.came.join(", ");
    match outcome
        .replaced
        .iter()
        .filter(|r| !outcome.came.contains(r))
        .count()
    {
        0 => format!("Imported {came}"),
        _ => format!(
            "Imported {came} in the place of {}",
            outcome.replaced.join(", ")
        ),
    }
}
