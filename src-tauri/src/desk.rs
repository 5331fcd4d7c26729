//! What the window holds: the open project file with the figures computed from it, files handed over, the
//! flag which stops a job. The window edits the inputs of the file; everything else is computed from them.

use crate::view::failure::FailureView;
use crate::watch::{Job, Jobs};
use holdfast_pack::display::Style;
use holdfast_workspace::profiles::Profiles;
use holdfast_workspace::store::{
    Access, Door, Edit, ImportFiles, Kind as About, Moment, State, Store,
};
use holdfast_workspace::{Failure, Project, Watch, store};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// What a command gives the page.
pub type Answer<T> = Result<T, FailureView>;

/// The open project as it stands.
#[derive(Clone, Debug)]
pub struct Work {
    /// The inputs.
    pub state: State,
    /// What came out.
    pub project: Arc<Project>,
    /// The file which keeps it.
    pub path: PathBuf,
    /// Why it can't be written; `None`: it can.
    pub read_only: Option<&'static str>,
    /// When it was last saved, in UTC.
    pub saved: Option<Moment>,
    /// What undo would take back; empty: nothing.
    pub undo: String,
    /// What redo would do again; empty: nothing.
    pub redo: String,
}

impl Work {
    fn of(store: &Store, project: Arc<Project>) -> Result<Work, Failure> {
        let (undo, redo) = store.undo_and_redo()?;
        Ok(Work {
            state: store.state().clone(),
            project,
            path: store.path().to_path_buf(),
            read_only: match store.access() {
                Access::Write => None,
                Access::ReadOnly(why) => Some(why),
            },
            saved: store::read_moment(&store.head()?.at),
            undo: undo.map(|r| r.label).unwrap_or_default(),
            redo: redo.map(|r| r.label).unwrap_or_default(),
        })
    }

    /// The project from other inputs, which nobody keeps: the same files, read otherwise.
    pub fn as_if(&self, state: &State, watch: &dyn Watch) -> Result<Arc<Project>, Failure> {
        if same_figures(&self.state, state) {
            return Ok(self.project.clone());
        }
        // Renames made by hand stand after the files as a sheet of their own.
        let files = self.state.files.len();
        let books = self.project.books.iter().take(files).cloned().collect();
        Ok(Arc::new(store::compute(books, state, watch)?))
    }

    /// The folder of the first file, where dialogs begin.
    pub fn folder(&self) -> Option<&Path> {
        let folder = self.state.files.first()?.path.parent();
        folder.filter(|f| f.is_dir())
    }
}

/// Texts and choices of the pack move no figure; choices on changes of the past do.
fn same_figures(a: &State, b: &State) -> bool {
    let figures = |s: &State| State {
        pack: store::PackChoices::default(),
        fired: Vec::new(),
        ..s.clone()
    };
    figures(a) == figures(b)
}

/// Files handed over, not opened yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Offer {
    /// Files from outside: for the open project, or for a new one.
    Files(Vec<PathBuf>),
    /// Files for a new project.
    New(Vec<PathBuf>),
    /// More files for the open project; whether earlier ones of the same headers stay.
    Import(Vec<PathBuf>, bool),
    /// A negotiation log, which takes the place of the one kept in the project.
    Log(Vec<PathBuf>),
    /// A project file.
    Project(PathBuf),
    /// A project file to begin.
    Begin(PathBuf),
    /// The sample, its files in this folder.
    Sample(PathBuf),
}

impl Offer {
    /// The file, or the first of them.
    fn file(&self) -> Option<&Path> {
        match self {
            Offer::Files(files)
            | Offer::New(files)
            | Offer::Import(files, _)
            | Offer::Log(files) => files.first().map(PathBuf::as_path),
            Offer::Project(path) | Offer::Begin(path) | Offer::Sample(path) => Some(path),
        }
    }
}

/// What a dialog asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A project, or exports for a new one.
    Open,
    /// More exports.
    Sources,
    /// This quarter's export in the place of the last.
    Reimport,
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
            Kind::Open => "Open an ARR or MRR export, or a project",
            Kind::Sources => "Add files to the project",
            Kind::Reimport => "Import the new export",
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
    store: Mutex<Option<Store>>,
    work: Mutex<Option<Arc<Work>>>,
    offer: Mutex<Option<Offer>>,
    exported: Mutex<Vec<PathBuf>>,
    /// The file of the last offer, which may have failed to open.
    tried: Mutex<Option<PathBuf>>,
    style: Mutex<Style>,
    /// What Cancel stops.
    jobs: Mutex<Jobs>,
    /// The look ahead which is under way: what a repair would change.
    look_ahead: Mutex<Arc<Job>>,
}

/// A value behind a lock stays usable after a panic elsewhere: values are replaced whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Now, for the journal; no figure depends on it.
pub fn now() -> Moment {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
    chrono::DateTime::from_timestamp(seconds, 0)
        .unwrap_or_default()
        .naive_utc()
}

/// Keeps what a job did, unless it was cancelled before.
fn kept(watch: &dyn Watch) -> Answer<()> {
    match watch.keeps() {
        true => Ok(()),
        false => Err(Failure::cancelled().into()),
    }
}

fn no_project() -> FailureView {
    FailureView::new(
        "no-project",
        "No project is open.",
        "Open an export, or the sample.",
    )
}

impl Desk {
    /// The open project.
    pub fn work(&self) -> Answer<Arc<Work>> {
        locked(&self.work).clone().ok_or_else(no_project)
    }

    /// Does something with the open file, alone.
    pub fn with_store<T>(&self, work: impl FnOnce(&mut Store) -> Answer<T>) -> Answer<T> {
        work(locked(&self.store).as_mut().ok_or_else(no_project)?)
    }

    fn take_over(&self, store: &Store, project: Arc<Project>) -> Answer<Arc<Work>> {
        let work = Arc::new(Work::of(store, project)?);
        *locked(&self.work) = Some(work.clone());
        Ok(work)
    }

    /// Opens a project file as it was left.
    pub fn open(&self, path: &Path, watch: &dyn Watch) -> Answer<Arc<Work>> {
        // The file may be the one that is open: its lock has to go first.
        let is_open = self.work().is_ok_and(|w| w.path == path);
        if is_open {
            return self.work();
        }
        let store = Store::open(path, &Door::usual())?;
        let project = Arc::new(store.project(watch)?);
        kept(watch)?;
        let work = self.take_over(&store, project)?;
        *locked(&self.store) = Some(store);
        Ok(work)
    }

    /// Begins a project file with these files in it, and choices made for them. Where they can't be read no
    /// file is left behind.
    pub fn begin(
        &self,
        path: &Path,
        files: Vec<PathBuf>,
        choose: impl FnOnce(&mut State) -> Answer<()>,
        watch: &dyn Watch,
    ) -> Answer<Arc<Work>> {
        let mut store = Store::create(path, &Door::usual(), now())?;
        let begun = fill(&mut store, files, choose, watch);
        let project = match begun {
            Ok(project) => project,
            Err(failure) => {
                drop(store);
                let _ = std::fs::remove_file(path);
                return Err(failure);
            }
        };
        let work = self.take_over(&store, project)?;
        *locked(&self.store) = Some(store);
        Ok(work)
    }

    /// Reads files into the open project.
    pub fn import(&self, files: Vec<PathBuf>, add: bool, watch: &dyn Watch) -> Answer<Arc<Work>> {
        self.with_store(|store| {
            let files = ImportFiles {
                add,
                unmapped: true,
                remembered: Profiles::usual(),
                ..ImportFiles::new(files)
            };
            let outcome = store.import(&files, now(), watch)?;
            self.take_over(store, Arc::new(outcome.project))
        })
    }

    /// Changes the inputs, computes what follows, and saves: all of it, or nothing.
    pub fn change(
        &self,
        (about, label): (About, &str),
        edit: impl FnOnce(&mut State) -> Answer<()>,
        watch: &dyn Watch,
    ) -> Answer<Arc<Work>> {
        self.with_store(|store| {
            let mut state = store.state().clone();
            edit(&mut state)?;
            self.step(store, &state, watch, |store| {
                store.edit(&Edit::new(about, label, now()), &state)
            })
        })
    }

    /// Takes the last change back.
    pub fn undo(&self, watch: &dyn Watch) -> Answer<Arc<Work>> {
        self.with_store(|store| {
            let target = store.head()?.parent;
            self.moved(store, target, watch, |store| store.undo(now()).map(|_| ()))
        })
    }

    /// Does the change last undone again.
    pub fn redo(&self, watch: &dyn Watch) -> Answer<Arc<Work>> {
        self.with_store(|store| {
            let target = store.undo_and_redo()?.1.map(|revision| revision.id);
            self.moved(store, target, watch, |store| store.redo(now()).map(|_| ()))
        })
    }

    /// Steps to another revision; where there is none, all stays as it is.
    fn moved(
        &self,
        store: &mut Store,
        target: Option<i64>,
        watch: &dyn Watch,
        step: impl FnOnce(&mut Store) -> Result<(), Failure>,
    ) -> Answer<Arc<Work>> {
        let Some(target) = target else {
            return self.work();
        };
        let state = store.state_at(target)?;
        self.step(store, &state, watch, step)
    }

    /// Computes other inputs, then steps to them: a job which is cancelled until then has changed nothing.
    fn step(
        &self,
        store: &mut Store,
        state: &State,
        watch: &dyn Watch,
        step: impl FnOnce(&mut Store) -> Result<(), Failure>,
    ) -> Answer<Arc<Work>> {
        let work = self.work()?;
        if same_figures(&work.state, state) {
            kept(watch)?;
            step(store)?;
            return self.take_over(store, work.project.clone());
        }
        let project = match work.state.files == state.files {
            true => Arc::unwrap_or_clone(work.as_if(state, watch)?),
            false => store::compute(store.books(state)?, state, watch)?,
        };
        let project = store.compared(project, state, watch)?;
        kept(watch)?;
        step(store)?;
        let project = store.trailed(project)?;
        self.take_over(store, Arc::new(project))
    }

    /// How the screens write figures and days.
    pub fn style(&self) -> Style {
        *locked(&self.style)
    }
    /// Writes figures and days otherwise from now on.
    pub fn set_style(&self, style: Style) {
        *locked(&self.style) = style;
    }

    /// Closes the project; everything of it is saved.
    pub fn close(&self) {
        *locked(&self.work) = None;
        *locked(&self.store) = None;
    }

    /// A job of the page begins; one which was cancelled on its way here begins cancelled.
    pub fn begin_job(&self, number: u32) -> Arc<Job> {
        locked(&self.jobs).begin(number)
    }
    /// Stops the job of this number, running or on its way here.
    pub fn cancel(&self, number: u32) {
        locked(&self.jobs).cancel(number);
    }
    /// Begins a look ahead; the one before it is wanted no more.
    pub fn begin_look_ahead(&self, _: u32) -> Arc<Job> {
        let job = Arc::new(Job::default());
        std::mem::replace(&mut *locked(&self.look_ahead), job.clone()).cancel();
        job
    }
    /// Stops the look ahead which is under way.
    pub fn end_look_ahead(&self) {
        locked(&self.look_ahead).cancel();
    }
    /// Holds files ready for the page to open.
    pub fn offer(&self, offer: Offer) {
        *locked(&self.offer) = Some(offer);
    }
    /// The files held ready, once.
    pub fn take_offer(&self) -> Option<Offer> {
        let offer = locked(&self.offer).take();
        *locked(&self.tried) = offer.as_ref().and_then(Offer::file).map(Path::to_path_buf);
        offer
    }
    /// The file of the last offer.
    pub fn tried(&self) -> Option<PathBuf> {
        locked(&self.tried).clone()
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

/// The files first, then the choices made for them: an as-of close is kept where the files go beyond it.
fn fill(
    store: &mut Store,
    files: Vec<PathBuf>,
    choose: impl FnOnce(&mut State) -> Answer<()>,
    watch: &dyn Watch,
) -> Answer<Arc<Project>> {
    if files.is_empty() {
        return Ok(Arc::new(store.project(watch)?));
    }
    let files = ImportFiles {
        unmapped: true,
        remembered: Profiles::usual(),
        ..ImportFiles::new(files)
    };
    let outcome = store.import(&files, now(), watch)?;
    let mut state = store.state().clone();
    choose(&mut state)?;
    if state == *store.state() {
        return Ok(Arc::new(outcome.project));
    }
    let project = store::compute_again(outcome.project.books, &state, watch)?;
    let edit = Edit::new(About::Basis, "Basis of preparation", now());
    store.edit(&edit, &state)?;
    Ok(Arc::new(project))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_ahead_ends_with_the_next_one_or_when_it_is_wanted_no_more() {
        let desk = Desk::default();
        let change = desk.begin_job(1);
        let first = desk.begin_look_ahead(2);
        let second = desk.begin_look_ahead(3);
        assert!(first.is_cancelled() && !second.is_cancelled());
        desk.end_look_ahead();
        assert!(second.is_cancelled());
        assert!(!change.is_cancelled(), "a change goes on");
    }
}
