//! What the window holds: the open project with the choices it was made from, files handed over,
//! the flag which stops a job. The window edits choices; everything else is computed from them.

use crate::recents::Saved;
use crate::view::failure::FailureView;
use holdfast_workspace::import::{Decisions, ImportOptions, Mapping};
use holdfast_workspace::ledger::RequestLog;
use holdfast_workspace::metrics::Basis;
use holdfast_workspace::pack::PackOptions;
use holdfast_workspace::{Inputs, Project, Watch, project};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a command gives the page.
pub type Answer<T> = Result<T, FailureView>;

/// Everything a project is computed from.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Choices {
    /// Files.
    pub inputs: Inputs,
    /// Basis of preparation.
    pub basis: Basis,
    /// The user's mapping; `None`: as recognised.
    pub mapping: Option<Mapping>,
    /// Decisions on findings.
    pub decisions: Decisions,
    /// The negotiation log as edited by hand; `None`: as imported.
    pub log: Option<RequestLog>,
    /// Choices of the pack.
    pub pack: PackOptions,
}

impl Choices {
    fn options(&self) -> Answer<ImportOptions> {
        let mut options = project::import_options(&self.inputs, &self.basis)?;
        options.mapping = self.mapping.clone().or(options.mapping);
        options.decisions = self.decisions.clone();
        Ok(options)
    }

    fn edited(&self) -> project::Edited {
        project::Edited {
            requests: self.log.clone(),
            ..project::Edited::default()
        }
    }

    fn same_figures(&self, other: &Choices) -> bool {
        *self
            == Choices {
                pack: self.pack.clone(),
                ..other.clone()
            }
    }
}

/// A change that can be taken back: its name and the choices on its other side.
#[derive(Clone, Debug)]
struct Change {
    name: String,
    choices: Choices,
}

/// The open project.
#[derive(Clone, Debug)]
pub struct Work {
    /// What it is computed from.
    pub choices: Choices,
    /// What came out.
    pub project: Arc<Project>,
    past: Vec<Change>,
    future: Vec<Change>,
}

impl Work {
    /// Opens files.
    pub fn open(inputs: Inputs, watch: &dyn Watch) -> Answer<Work> {
        let project = project::open(&inputs, watch)?;
        let choices = Choices {
            inputs,
            basis: project.basis.clone(),
            ..Choices::default()
        };
        Ok(Work {
            choices,
            project: Arc::new(project),
            past: Vec::new(),
            future: Vec::new(),
        })
    }

    /// Opens a project as it was left.
    pub fn restored(choices: Choices, watch: &dyn Watch) -> Answer<Work> {
        let books = project::read_books(&choices.inputs, watch)?;
        let computed = project::compute_edited(
            books,
            &choices.options()?,
            choices.basis.clone(),
            choices.edited(),
            watch,
        )?;
        Ok(Work {
            choices,
            project: Arc::new(computed),
            past: Vec::new(),
            future: Vec::new(),
        })
    }

    /// The same project with other choices; `name` is what undo will take back.
    pub fn changed(&self, name: &str, choices: Choices, watch: &dyn Watch) -> Answer<Work> {
        let project = compute(self, &choices, watch)?;
        let mut past = self.past.clone();
        past.push(Change {
            name: name.to_owned(),
            choices: self.choices.clone(),
        });
        Ok(Work {
            choices,
            project,
            past,
            future: Vec::new(),
        })
    }

    /// Takes the last change back.
    pub fn undone(&self, watch: &dyn Watch) -> Answer<Work> {
        let (mut past, mut future) = (self.past.clone(), self.future.clone());
        let Some(change) = past.pop() else {
            return Ok(self.clone());
        };
        future.push(Change {
            name: change.name,
            choices: self.choices.clone(),
        });
        let project = compute(self, &change.choices, watch)?;
        Ok(Work {
            choices: change.choices,
            project,
            past,
            future,
        })
    }

    /// Does the change last undone again.
    pub fn redone(&self, watch: &dyn Watch) -> Answer<Work> {
        let (mut past, mut future) = (self.past.clone(), self.future.clone());
        let Some(change) = future.pop() else {
            return Ok(self.clone());
        };
        past.push(Change {
            name: change.name,
            choices: self.choices.clone(),
        });
        let project = compute(self, &change.choices, watch)?;
        Ok(Work {
            choices: change.choices,
            project,
            past,
            future,
        })
    }

    /// What undo and redo would do; empty: nothing.
    pub fn undo_and_redo(&self) -> (String, String) {
        let name = |changes: &[Change]| changes.last().map(|c| c.name.clone()).unwrap_or_default();
        (name(&self.past), name(&self.future))
    }
}

/// Computes what changed: nothing for the pack's texts, the figures for a choice, all for other files.
fn compute(work: &Work, choices: &Choices, watch: &dyn Watch) -> Answer<Arc<Project>> {
    if choices.same_figures(&work.choices) {
        return Ok(work.project.clone());
    }
    let books = match choices.inputs == work.choices.inputs {
        true => work.project.books.clone(),
        false => project::read_books(&choices.inputs, watch)?,
    };
    Ok(Arc::new(project::compute_edited(
        books,
        &choices.options()?,
        choices.basis.clone(),
        choices.edited(),
        watch,
    )?))
}

/// Files handed over, not opened yet.
#[derive(Clone, Debug)]
pub enum Offer {
    /// Files for a new project, or, where one is open, for it.
    Files(Vec<PathBuf>),
    /// Files for a new project.
    Open(Vec<PathBuf>),
    /// Files which say what they are.
    As(Kind, PathBuf),
    /// More exports for the open project.
    Add(Vec<PathBuf>),
    /// A project as it was left.
    Saved(Box<Saved>),
    /// The sample.
    Sample(Box<Inputs>),
}

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Exports for a new project.
    Open,
    /// More exports.
    Sources,
    /// Negotiation log.
    Negotiations,
    /// Plan figures.
    Plan,
    /// Exchange rates.
    Rates,
    /// Renames and mergers.
    Customers,
}

impl Kind {
    /// The title of the dialog which asks for it.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Open => "Open an ARR or MRR export",
            Kind::Sources => "Add files to the project",
            Kind::Negotiations => "Add a negotiation log",
            Kind::Plan => "Add plan figures",
            Kind::Rates => "Add exchange rates",
            Kind::Customers => "Add renames and mergers",
        }
    }
}

/// The window's state.
#[derive(Default)]
pub struct Desk {
    work: Mutex<Option<Arc<Work>>>,
    offer: Mutex<Option<Offer>>,
    exported: Mutex<Vec<PathBuf>>,
    /// Set by Cancel, heard by the running job.
    pub stop: AtomicBool,
}

/// A value behind a lock stays usable after a panic elsewhere: values are replaced whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// The open project.
    pub fn work(&self) -> Answer<Arc<Work>> {
        locked(&self.work).clone().ok_or_else(|| {
            FailureView::new(
                "no-project",
                "No project is open.",
                "Open an export, or the sample.",
            )
        })
    }
    /// Opens, replaces or closes the project.
    pub fn set_work(&self, work: Option<Arc<Work>>) {
        *locked(&self.work) = work;
    }
    /// Holds files ready for the page to open.
    pub fn offer(&self, offer: Offer) {
        *locked(&self.offer) = Some(offer);
    }
    /// The files held ready, once.
    pub fn take_offer(&self) -> Option<Offer> {
        locked(&self.offer).take()
    }
    /// The files held ready.
    pub fn offered(&self) -> Option<Offer> {
        locked(&self.offer).clone()
    }
    /// Remembers what an export wrote, so that the page can open it by number.
    pub fn set_exported(&self, files: Vec<PathBuf>) {
        *locked(&self.exported) = files;
    }
    /// A file which an export wrote.
    pub fn exported(&self, file: usize) -> Answer<PathBuf> {
        locked(&self.exported).get(file).cloned().ok_or_else(|| {
            FailureView::new(
                "not-exported",
                "That file was not exported in this session.",
                "Export again.",
            )
        })
    }
}
