//! Opening, recent projects, undo.

use super::{cancellable, off_thread, shown, stepped, told};
use crate::config;
use crate::desk::{Answer, Desk, Kind, Offer, Work, now};
use crate::menu;
use crate::recents::{Recent, Recents};
use crate::view::failure::FailureView;
use crate::view::start::{ChangedFile, Overview, Preferences, ProgressView, Welcome};
use crate::watch::Watched;
use holdfast_workspace::store::{EXTENSION, Kind as About, OnDisk, State, is_workspace};
use holdfast_workspace::{basis_file, sample};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tauri::ipc::Channel;
use tauri::{AppHandle, Emitter, Manager};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder};

/// The file which keeps how the window looks.
const LOOKS: &str = "preferences.json";

/// What an export can be.
const EXPORTS: [&str; 7] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv"];

/// The start screen.
#[tauri::command]
pub async fn welcome(app: AppHandle) -> Answer<Welcome> {
    shown(app, |app, desk| Ok(greeting(app, desk))).await
}

/// Asks for files; whether any were chosen.
#[tauri::command]
pub async fn choose_files(app: AppHandle, kind: Kind) -> Answer<bool> {
    off_thread(app, move |app, desk| {
        let dialog = file_dialog(app, kind).set_title(kind.title());
        let files = dialog.blocking_pick_files().map(paths);
        let offer = files.map(|files| match kind {
            Kind::Open => match files.as_slice() {
                [one] if is_workspace(one) => Offer::Project(one.clone()),
                _ => Offer::New(files),
            },
            Kind::Sources => Offer::Import(files, true),
            Kind::Negotiations => Offer::Log(files),
            _ => Offer::Import(files, false),
        });
        Ok(hold(desk, offer))
    })
    .await
}

/// Asks where a new project is to be kept.
#[tauri::command]
pub async fn choose_new(app: AppHandle) -> Answer<bool> {
    off_thread(app, |app, desk| {
        let dialog = app
            .dialog()
            .file()
            .set_title("Begin a project")
            .set_file_name("Retention.holdfast");
        let path = dialog.blocking_save_file().and_then(|f| f.into_path().ok());
        Ok(hold(desk, path.map(|p| Offer::Begin(with_ending(p)))))
    })
    .await
}

/// Saves a copy of the project where the user says; its path.
#[tauri::command]
pub async fn save_copy(app: AppHandle) -> Answer<Option<String>> {
    off_thread(app, |app, desk| {
        let work = desk.work()?;
        let name = holdfast_workspace::failure::file_name(&work.path);
        let dialog = app
            .dialog()
            .file()
            .set_title("Save a copy of the project")
            .set_file_name(name);
        let dialog = match work.folder() {
            Some(folder) => dialog.set_directory(folder),
            None => dialog,
        };
        let Some(path) = dialog.blocking_save_file().and_then(|f| f.into_path().ok()) else {
            return Ok(None);
        };
        let path = with_ending(path);
        desk.with_store(|store| Ok(store.save_copy(&path)?))?;
        Ok(Some(path.display().to_string()))
    })
    .await
}

/// A project file by its ending, whatever was typed.
fn with_ending(path: PathBuf) -> PathBuf {
    match path.extension() {
        Some(ending) if ending == EXTENSION => path,
        _ => {
            let mut name = path.into_os_string();
            name.push(".");
            name.push(EXTENSION);
            name.into()
        }
    }
}

/// Holds a recent project ready.
#[tauri::command]
pub async fn choose_recent(app: AppHandle, id: u32) -> Answer<bool> {
    off_thread(app, move |app, desk| {
        let path = recents(app).get(id)?.path.clone();
        Ok(hold(desk, Some(Offer::Project(path))))
    })
    .await
}

/// Asks where a recent project is now.
#[tauri::command]
pub async fn locate_recent(app: AppHandle, id: u32) -> Answer<bool> {
    off_thread(app, move |app, desk| {
        let dialog = app
            .dialog()
            .file()
            .set_title("Where is the project now?")
            .add_filter("Projects", &[EXTENSION]);
        let found = dialog.blocking_pick_file().and_then(|f| f.into_path().ok());
        if found.is_some() {
            edit_list(app, |recents| recents.forget(id))?;
        }
        Ok(hold(desk, found.map(Offer::Project)))
    })
    .await
}

/// Keeps a project at the top of the list.
#[tauri::command]
pub async fn pin_recent(app: AppHandle, id: u32, pinned: bool) -> Answer<Welcome> {
    edit_recents(app, move |recents| recents.pin(id, pinned)).await
}

/// Takes a project off the list.
#[tauri::command]
pub async fn forget_recent(app: AppHandle, id: u32) -> Answer<Welcome> {
    edit_recents(app, move |recents| recents.forget(id)).await
}

/// Writes the sample company's files and holds them ready.
#[tauri::command]
pub async fn choose_sample(app: AppHandle) -> Answer<bool> {
    off_thread(app, |app, desk| Ok(hold(desk, Some(sample_offer(app)?)))).await
}

fn sample_offer(app: &AppHandle) -> Answer<Offer> {
    let folder = data_folder(app)?.join("sample");
    sample::write(&folder, true)?;
    Ok(Offer::Sample(folder))
}

fn data_folder(app: &AppHandle) -> Answer<PathBuf> {
    app.path().app_local_data_dir().map_err(|e| no_folder(&e))
}

/// Holds the sample ready at a start with `--sample`; the page opens what it finds held.
pub fn hand_over_sample(app: &AppHandle) {
    match sample_offer(app) {
        Ok(offer) => app.state::<Desk>().offer(offer),
        Err(failure) => log::warn!("the sample could not be written: {}", failure.code),
    }
}

/// Opens what is held ready.
#[tauri::command]
pub async fn open_offered(app: AppHandle, progress: Channel<ProgressView>) -> Answer<Overview> {
    cancellable(app, progress, move |app, desk, watch| {
        let offer = desk.take_offer().ok_or_else(|| {
            FailureView::new(
                "nothing-offered",
                "No file was chosen.",
                "Choose a file, or drop one.",
            )
        })?;
        let work = opened(app, desk, offer, watch)?;
        Ok(told(app, &work))
    })
    .await
}

/// Writes figures and days on the screens so from now on; the open project as it then reads.
#[tauri::command]
pub async fn set_style(app: AppHandle, figures: String, days: String) -> Answer<Option<Overview>> {
    off_thread(app, move |app, desk| {
        desk.set_style(crate::present::style::named(&figures, &days)?);
        Ok(desk.work().ok().map(|work| told(app, &work)))
    })
    .await
}

/// Keeps how the window looks for the next start.
#[tauri::command]
pub async fn keep_preferences(app: AppHandle, preferences: Preferences) -> Answer<()> {
    off_thread(app, move |app, _| {
        config::save(&folder(app)?, LOOKS, &preferences)
    })
    .await
}

/// How the window looked last.
pub fn preferences(app: &AppHandle) -> Preferences {
    folder(app).map_or_else(|_| Preferences::default(), |f| config::load(&f, LOOKS))
}

/// Stops the job whose channel has this number, running or on its way here.
#[tauri::command]
// Tauri hands a state over by value.
#[allow(clippy::needless_pass_by_value)]
pub fn cancel(desk: tauri::State<'_, Desk>, job: u32) {
    desk.cancel(job);
}

/// Closes the project.
#[tauri::command]
pub async fn close_project(app: AppHandle) -> Answer<()> {
    off_thread(app, |app, desk| {
        desk.close();
        edit_list(app, |recents| recents.open = None)
    })
    .await
}

/// Takes the last change back.
#[tauri::command]
pub async fn undo(app: AppHandle, progress: Channel<ProgressView>) -> Answer<Overview> {
    cancellable(app, progress, |app, desk, watch| {
        stepped(app, desk, |desk| desk.undo(watch))
    })
    .await
}

/// Does it again.
#[tauri::command]
pub async fn redo(app: AppHandle, progress: Channel<ProgressView>) -> Answer<Overview> {
    cancellable(app, progress, |app, desk, watch| {
        stepped(app, desk, |desk| desk.redo(watch))
    })
    .await
}

/// The files of the project which are not on disk as they were imported.
#[tauri::command]
pub async fn changed_files(app: AppHandle) -> Answer<Vec<ChangedFile>> {
    off_thread(app, |_, desk| {
        desk.with_store(|store| {
            let files = store.files_on_disk().into_iter();
            Ok(files
                .filter(|(_, is)| *is != OnDisk::Same)
                .map(|(file, is)| ChangedFile {
                    name: file.name,
                    missing: is == OnDisk::Missing,
                })
                .collect())
        })
    })
    .await
}

/// Holds the changed files of the project ready to be read again.
#[tauri::command]
pub async fn reread_changed(app: AppHandle) -> Answer<bool> {
    off_thread(app, |_, desk| {
        let files = desk.with_store(|store| Ok(store.files_on_disk()))?;
        let changed = files.into_iter().filter(|(_, is)| *is == OnDisk::Changed);
        let paths: Vec<PathBuf> = changed.map(|(file, _)| file.path).collect();
        let offer = (!paths.is_empty()).then_some(Offer::Import(paths, true));
        Ok(hold(desk, offer))
    })
    .await
}

/// Shows the file which could not be opened in its folder.
#[tauri::command]
pub async fn show_tried(app: AppHandle) -> Answer<()> {
    off_thread(app, |app, desk| match desk.tried() {
        Some(path) => super::export::point_at(app, &path),
        None => Ok(()),
    })
    .await
}

/// Shows the folder of the logs.
#[tauri::command]
pub async fn show_logs(app: AppHandle) -> Answer<()> {
    off_thread(app, |app, _| {
        let folder = app.path().app_log_dir().map_err(|e| no_folder(&e))?;
        super::export::reveal(app, &folder)
    })
    .await
}

/// Takes files which came from outside the page: dropped, on the command line, from a second start.
pub fn hand_over(app: &AppHandle, files: Vec<PathBuf>) {
    if !files.is_empty() {
        app.state::<Desk>().offer(Offer::Files(files));
        // A page not yet there asks for what is held ready when it starts.
        let _ = app.emit("offered", ());
    }
}

/// Remembers the project as it stands; a failure to do so is logged, work goes on.
pub fn remember(app: &AppHandle, overview: &Overview, work: &Work) {
    let recent = Recent::of(&overview.title, work);
    if let Err(failure) = edit_list(app, |recents| recents.remember(recent)) {
        // Its code only: a message may name a path.
        log::warn!("the recent projects are not written: {}", failure.code);
    }
}

/// Holds the project ready which was open when the app last ended without closing it.
pub fn hand_over_last(app: &AppHandle) {
    let open = recents(app).open.filter(|path| path.exists());
    if let Some(path) = open {
        app.state::<Desk>().offer(Offer::Project(path));
    }
}

/// The app ends as it should: nothing is to be reopened at the next start.
pub fn ended(app: &AppHandle) {
    // Without the list there is nothing to reopen either.
    let _ = edit_list(app, |recents| recents.open = None);
}

fn opened(app: &AppHandle, desk: &Desk, offer: Offer, watch: &Watched) -> Answer<Arc<Work>> {
    let is_open = desk.work().is_ok();
    match offer {
        Offer::Files(files) => match files.as_slice() {
            [one] if is_workspace(one) => desk.open(one, watch),
            _ if is_open => desk.import(files, false, watch),
            _ => fresh(app, desk, files, watch),
        },
        Offer::Import(files, add) if is_open => desk.import(files, add, watch),
        Offer::Log(files) if is_open => {
            desk.import(files, false, watch)?;
            let kept = (About::Negotiation, "Take the imported log");
            let take = |state: &mut State| {
                state.requests = None;
                Ok(())
            };
            desk.change(kept, take, watch)
        }
        Offer::New(files) | Offer::Import(files, _) | Offer::Log(files) => {
            fresh(app, desk, files, watch)
        }
        Offer::Project(path) => desk.open(&path, watch),
        Offer::Begin(path) => desk.begin(&path, Vec::new(), |_| Ok(()), watch),
        Offer::Sample(folder) => open_sample(app, desk, &folder, watch),
    }
}

/// A new project of these files, kept beside the app's data until the user saves a copy elsewhere.
fn fresh(app: &AppHandle, desk: &Desk, files: Vec<PathBuf>, watch: &Watched) -> Answer<Arc<Work>> {
    let stem = files
        .first()
        .and_then(|f| f.file_stem())
        .unwrap_or_default();
    let path = free_name(&projects_folder(app)?, &stem.to_string_lossy());
    desk.begin(&path, files, |_| Ok(()), watch)
}

fn projects_folder(app: &AppHandle) -> Answer<PathBuf> {
    let folder = data_folder(app)?.join("projects");
    std::fs::create_dir_all(&folder).map_err(|e| no_folder(&e))?;
    Ok(folder)
}

/// `NAME.holdfast`, or the next number of it.
fn free_name(folder: &Path, stem: &str) -> PathBuf {
    let names = (1_u32..).map(|n| match n {
        1 => format!("{stem}.{EXTENSION}"),
        n => format!("{stem}-{n}.{EXTENSION}"),
    });
    let mut paths = names.map(|name| folder.join(name));
    paths.find(|path| !path.exists()).unwrap_or_default()
}

/// The sample as it was left, or as it ships.
fn open_sample(app: &AppHandle, desk: &Desk, folder: &Path, watch: &Watched) -> Answer<Arc<Work>> {
    let path = projects_folder(app)?.join(format!("Sample.{EXTENSION}"));
    if path.exists() {
        return desk.open(&path, watch);
    }
    let inputs = sample::inputs(folder);
    let mut files = inputs.sources.clone();
    files.extend([inputs.negotiations, inputs.plan].into_iter().flatten());
    let basis = inputs.basis.as_deref().map(basis_file::load).transpose()?;
    let texts = sample::texts(folder)?;
    desk.begin(
        &path,
        files,
        |state| {
            state.basis = basis.unwrap_or_default();
            state.pack.asks = texts.asks();
            state.pack.outlook = texts.outlook;
            Ok(())
        },
        watch,
    )
}

fn greeting(app: &AppHandle, desk: &Desk) -> Welcome {
    let files = match desk.offered() {
        Some(Offer::Files(files)) => files,
        Some(Offer::Sample(path) | Offer::Project(path)) => vec![path],
        _ => Vec::new(),
    };
    let offered = files
        .iter()
        .map(|f| holdfast_workspace::failure::file_name(f))
        .collect();
    let recents = recents(app);
    Welcome {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        fired: recents.fired(now().date()),
        recents: recents.views(),
        offered,
    }
}

async fn edit_recents(
    app: AppHandle,
    edit: impl FnOnce(&mut Recents) + Send + 'static,
) -> Answer<Welcome> {
    off_thread(app, move |app, desk| {
        edit_list(app, edit)?;
        Ok(greeting(app, desk))
    })
    .await
}

fn edit_list(app: &AppHandle, edit: impl FnOnce(&mut Recents)) -> Answer<()> {
    let folder = folder(app)?;
    let mut recents = Recents::load(&folder);
    edit(&mut recents);
    recents.save(&folder)?;
    list_in_menu(app, &recents);
    Ok(())
}

/// Shows the recent projects in the menu; without it they are on the start screen all the same.
fn list_in_menu(app: &AppHandle, recents: &Recents) {
    let views = recents.views().into_iter();
    let items = views.map(|r| (r.id, r.title, r.missing)).collect();
    if let Err(error) = menu::list_recents(app, items) {
        log::warn!("the menu can't list recent projects: {error}");
    }
}

/// Shows the recent projects in the menu of a new window.
pub fn list_recents(app: &AppHandle) {
    list_in_menu(app, &recents(app));
}

fn recents(app: &AppHandle) -> Recents {
    folder(app).map(|f| Recents::load(&f)).unwrap_or_default()
}

fn folder(app: &AppHandle) -> Answer<PathBuf> {
    app.path().app_config_dir().map_err(|e| no_folder(&e))
}

fn no_folder(error: &dyn std::fmt::Display) -> FailureView {
    FailureView::new(
        "no-folder",
        format!("The user's folder for this app can't be found: {error}."),
        "Check that HOME is set.",
    )
}

fn hold(desk: &Desk, offer: Option<Offer>) -> bool {
    let any = offer.is_some();
    if let Some(offer) = offer {
        desk.offer(offer);
    }
    any
}

fn file_dialog(app: &AppHandle, kind: Kind) -> FileDialogBuilder<tauri::Wry> {
    let last = recents(app).last_folder();
    let dialog = match kind {
        Kind::Open => {
            let both = [&EXPORTS[..], &[EXTENSION]].concat();
            let dialog = app.dialog().file();
            dialog.add_filter("Projects and spreadsheets", &both)
        }
        _ => app.dialog().file().add_filter("Spreadsheets", &EXPORTS),
    };
    let dialog = dialog.add_filter("All files", &["*"]);
    match last.filter(|f| f.is_dir()) {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    }
}

fn paths(files: Vec<tauri_plugin_dialog::FilePath>) -> Vec<PathBuf> {
    files
        .into_iter()
        .filter_map(|f| f.into_path().ok())
        .collect()
}
