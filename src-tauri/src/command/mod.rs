//! The commands of the page: a few lines each. None takes a path; Rust opens the dialogs.

pub mod data;
pub mod export;
pub mod metrics;
pub mod negotiations;
pub mod pack;
pub mod restatement;
pub mod start;

use crate::desk::{Answer, Desk, Work};
use crate::present::overview;
use crate::view::failure::FailureView;
use crate::view::start::Overview;
use holdfast_pack::display::written;
use holdfast_workspace::Unwatched;
use holdfast_workspace::store::{Kind as About, State};
use tauri::{AppHandle, Manager};

/// Runs work off the window's thread; a fault in it is told, not thrown.
async fn off_thread<T: Send + 'static>(
    app: AppHandle,
    work: impl FnOnce(&AppHandle, &Desk) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let job = tauri::async_runtime::spawn_blocking(move || work(&app, &app.state::<Desk>()));
    job.await.unwrap_or_else(|error| {
        log::error!("a job ended without an answer: {error}");
        Err(FailureView::new(
            "job-fault",
            "Holdfast met something it did not expect; your files are unchanged.",
            "Try again; if it comes back, the log (Help, Logs Folder) says more.",
        ))
    })
}

/// The same for what a screen shows: figures and days are written as the user wants them.
async fn shown<T: Send + 'static>(
    app: AppHandle,
    work: impl FnOnce(&AppHandle, &Desk) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    off_thread(app, |app, desk| written(desk.style(), || work(app, desk))).await
}

/// Changes the inputs, computes again and saves; `label` is what undo will take back.
fn change(
    app: &AppHandle,
    desk: &Desk,
    (about, label): (About, &str),
    edit: impl FnOnce(&mut State) -> Answer<()>,
) -> Answer<Overview> {
    let work = desk.change((about, label), edit, &Unwatched)?;
    Ok(told(app, &work))
}

/// The open project as the frame shows it, remembered among the recent ones.
fn told(app: &AppHandle, work: &Work) -> Overview {
    let style = app.state::<Desk>().style();
    let overview = written(style, || overview::of(work));
    start::remember(app, &overview, work);
    overview
}
