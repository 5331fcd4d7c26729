//! Opening, recent projects, undo.

use super::{off_thread, take_over};
use crate::desk::{Answer, Desk, Kind, Offer, Work};
use crate::recents::{Recents, Saved};
use crate::view::failure::FailureView;
use crate::view::start::{Overview, ProgressView, Welcome};
use crate::watch::Watched;
use holdfast_workspace::{Inputs, Unwatched, sample};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use tauri::ipc::Channel;
use tauri::{AppHandle, Emitter, Manager};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder};

/// What an export can be.
const EXPORTS: [&str; 7] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv"];

/// The start screen.
#[tauri::command]
pub async fn welcome(app: AppHandle) -> Answer<Welcome> {
    off_thread(app, |app, desk| Ok(greeting(app, desk))).await
}

/// Asks for files; whether any were chosen.
#[tauri::command]
pub async fn choose_files(app: AppHandle, kind: Kind) -> Answer<bool> {
    off_thread(app, move |app, desk| {
        let dialog = file_dialog(app).set_title(kind.title());
        let offer = match kind {
            Kind::Open => dialog.blocking_pick_files().map(|f| Offer::Open(paths(f))),
            Kind::Sources => dialog.blocking_pick_files().map(|f| Offer::Add(paths(f))),
            kind => dialog
                .blocking_pick_file()
                .and_then(|f| Some(Offer::As(kind, f.into_path().ok()?))),
        };
        Ok(hold(desk, offer))
    })
    .await
}

/// Holds a recent project ready.
#[tauri::command]
pub async fn choose_recent(app: AppHandle, id: u32) -> Answer<bool> {
    off_thread(app, move |app, desk| {
        let saved = recents(app).get(id)?.clone();
        Ok(hold(desk, Some(Offer::Saved(Box::new(saved)))))
    })
    .await
}

/// Asks where the files of a recent project are now.
#[tauri::command]
pub async fn locate_recent(app: AppHandle, id: u32) -> Answer<bool> {
    off_thread(app, move |app, desk| {
        let saved = recents(app).get(id)?.clone();
        let folder = app
            .dialog()
            .file()
            .set_title("Where are its files now?")
            .blocking_pick_folder();
        let folder = folder.and_then(|f| f.into_path().ok());
        Ok(hold(
            desk,
            folder.map(|f| Offer::Saved(Box::new(saved.located(&f)))),
        ))
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
    let folder = app
        .path()
        .app_local_data_dir()
        .map_err(|e| no_folder(&e))?
        .join("sample");
    sample::write(&folder, true)?;
    Ok(Offer::Sample(Box::new(sample::inputs(&folder))))
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
    off_thread(app, move |app, desk| {
        let watch = Watched::new(&desk.stop, progress);
        let offer = desk.take_offer().ok_or_else(|| {
            FailureView::new(
                "nothing-offered",
                "No file was chosen.",
                "Choose a file, or drop one.",
            )
        })?;
        let work = opened(desk, offer, &watch)?;
        Ok(take_over(app, desk, work))
    })
    .await
}

/// Stops the running job.
#[tauri::command]
// Tauri hands a state over by value.
#[allow(clippy::needless_pass_by_value)]
pub fn cancel(desk: tauri::State<'_, Desk>) {
    desk.stop.store(true, Ordering::Relaxed);
}

/// Closes the project.
#[tauri::command]
// Tauri hands a state over by value.
#[allow(clippy::needless_pass_by_value)]
pub fn close_project(desk: tauri::State<'_, Desk>) {
    desk.set_work(None);
}

/// Takes the last change back.
#[tauri::command]
pub async fn undo(app: AppHandle) -> Answer<Overview> {
    off_thread(app, |app, desk| {
        Ok(take_over(app, desk, desk.work()?.undone(&Unwatched)?))
    })
    .await
}

/// Does it again.
#[tauri::command]
pub async fn redo(app: AppHandle) -> Answer<Overview> {
    off_thread(app, |app, desk| {
        Ok(take_over(app, desk, desk.work()?.redone(&Unwatched)?))
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
    let saved = Saved::of(&overview.title, work);
    let result = folder(app).and_then(|folder| {
        let mut recents = Recents::load(&folder);
        recents.remember(saved);
        recents.save(&folder)
    });
    if let Err(failure) = result {
        log::warn!("{}", failure.message);
    }
}

fn opened(desk: &Desk, offer: Offer, watch: &Watched<'_>) -> Answer<Work> {
    let open = desk.work().ok();
    let fresh = |sources| {
        Work::open(
            Inputs {
                sources,
                ..Inputs::default()
            },
            watch,
        )
    };
    match (offer, open) {
        (Offer::Open(sources), _) | (Offer::Files(sources) | Offer::Add(sources), None) => {
            fresh(sources)
        }
        (Offer::As(_, source), None) => fresh(vec![source]),
        (Offer::Sample(inputs), _) => Work::open(*inputs, watch),
        (Offer::Saved(saved), _) => Work::restored(saved.choices()?, watch),
        (Offer::Files(files) | Offer::Add(files), Some(work)) => with_sources(&work, files, watch),
        (Offer::As(kind, file), Some(work)) => with_file(&work, kind, file, watch),
    }
}

fn with_sources(work: &Work, files: Vec<PathBuf>, watch: &Watched<'_>) -> Answer<Work> {
    let mut choices = work.choices.clone();
    let new = files
        .into_iter()
        .filter(|f| !work.choices.inputs.sources.contains(f));
    choices.inputs.sources.extend(new);
    work.changed("add files", choices, watch)
}

fn with_file(work: &Work, kind: Kind, file: PathBuf, watch: &Watched<'_>) -> Answer<Work> {
    let mut choices = work.choices.clone();
    let inputs = &mut choices.inputs;
    let (place, name) = match kind {
        Kind::Open | Kind::Sources => return with_sources(work, vec![file], watch),
        Kind::Negotiations => {
            choices.log = None;
            (&mut inputs.negotiations, "add the negotiation log")
        }
        Kind::Plan => (&mut inputs.plan, "add plan figures"),
        Kind::Rates => (&mut inputs.rates, "add exchange rates"),
        Kind::Customers => (&mut inputs.customers, "add renames"),
    };
    *place = Some(file);
    work.changed(name, choices, watch)
}

fn greeting(app: &AppHandle, desk: &Desk) -> Welcome {
    let files = match desk.offered() {
        Some(Offer::Files(files)) => files,
        Some(Offer::Sample(inputs)) => inputs.sources,
        _ => Vec::new(),
    };
    let offered = files
        .iter()
        .map(|f| holdfast_workspace::failure::file_name(f))
        .collect();
    Welcome {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        recents: recents(app).views(),
        offered,
    }
}

async fn edit_recents(
    app: AppHandle,
    edit: impl FnOnce(&mut Recents) + Send + 'static,
) -> Answer<Welcome> {
    off_thread(app, move |app, desk| {
        let folder = folder(app)?;
        let mut recents = Recents::load(&folder);
        edit(&mut recents);
        recents.save(&folder)?;
        Ok(greeting(app, desk))
    })
    .await
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

fn file_dialog(app: &AppHandle) -> FileDialogBuilder<tauri::Wry> {
    let last = recents(app).last_folder();
    let dialog = app
        .dialog()
        .file()
        .add_filter("Spreadsheets", &EXPORTS)
        .add_filter("All files", &["*"]);
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
