//! The commands of the page: a few lines each. None takes a path; Rust opens the dialogs.

pub mod data;
pub mod export;
pub mod metrics;
pub mod negotiations;
pub mod pack;
pub mod start;

use crate::desk::{Answer, Choices, Desk, Work};
use crate::present::overview;
use crate::view::failure::FailureView;
use crate::view::start::Overview;
use holdfast_workspace::Unwatched;
use std::sync::Arc;
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

/// Changes the choices and computes again.
fn change(
    app: &AppHandle,
    desk: &Desk,
    name: &str,
    edit: impl FnOnce(&mut Choices) -> Answer<()>,
) -> Answer<Overview> {
    let work = desk.work()?;
    let mut choices = work.choices.clone();
    edit(&mut choices)?;
    Ok(take_over(
        app,
        desk,
        work.changed(name, choices, &Unwatched)?,
    ))
}

/// Makes a project the open one and remembers it.
fn take_over(app: &AppHandle, desk: &Desk, work: Work) -> Overview {
    let overview = overview::of(&work);
    start::remember(app, &overview, &work);
    desk.set_work(Some(Arc::new(work)));
    overview
}
