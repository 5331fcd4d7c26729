//! The negotiation log: seen, edited, exported.

use super::export::save_as;
use super::{cancellable, change, off_thread, shown};
use crate::desk::{Answer, Work};
use crate::present::negotiations::{self, edit, form};
use crate::view::failure::FailureView;
use crate::view::negotiations::{AddedView, CustomerView, NegotiationsView, RequestView};
use crate::view::start::{Overview, ProgressView};
use holdfast_ledger::RequestLog;
use holdfast_workspace::log::log_workbook;
use holdfast_workspace::store::Kind as About;
use tauri::AppHandle;
use tauri::ipc::Channel;

/// The negotiation log of the newest period and what is open, or all of it.
#[tauri::command]
pub async fn negotiations(app: AppHandle, whole: bool) -> Answer<NegotiationsView> {
    shown(app, move |_, desk| {
        Ok(negotiations::of(&*desk.work()?, whole))
    })
    .await
}

/// The form of one request.
#[tauri::command]
pub async fn request(app: AppHandle, index: usize) -> Answer<RequestView> {
    shown(app, move |_, desk| form::of(&*desk.work()?, index)).await
}

/// Types a field of a request anew.
#[tauri::command]
pub async fn edit_request(
    app: AppHandle,
    index: usize,
    key: String,
    text: String,
    progress: Channel<ProgressView>,
) -> Answer<Overview> {
    cancellable(app, progress, move |app, desk, watch| {
        let log = edit::with_field(&*desk.work()?, index, &key, &text)?;
        let name = format!(
            "{} of {}",
            key,
            log.requests.get(index).map_or("", |r| r.id.as_str())
        );
        change(app, desk, watch, (About::Negotiation, &name), |state| {
            state.requests = Some(log);
            Ok(())
        })
    })
    .await
}

/// Begins a log where none was imported.
#[tauri::command]
pub async fn begin_log(app: AppHandle, progress: Channel<ProgressView>) -> Answer<Overview> {
    cancellable(app, progress, |app, desk, watch| {
        change(
            app,
            desk,
            watch,
            (About::Negotiation, "Begin a log"),
            |state| {
                state.requests = Some(edit::begun());
                Ok(())
            },
        )
    })
    .await
}

/// Adds a request.
#[tauri::command]
pub async fn add_request(
    app: AppHandle,
    customer: String,
    requested_on: String,
    before: String,
    progress: Channel<ProgressView>,
) -> Answer<AddedView> {
    added(app, progress, "New request", move |work| {
        edit::with_new(work, &customer, &requested_on, &before)
    })
    .await
}

/// Adds the request behind a movement which nobody logged.
#[tauri::command]
pub async fn log_movement(
    app: AppHandle,
    customer: u32,
    progress: Channel<ProgressView>,
) -> Answer<AddedView> {
    added(app, progress, "Log a movement", move |work| {
        edit::with_movement(work, customer)
    })
    .await
}

async fn added(
    app: AppHandle,
    progress: Channel<ProgressView>,
    name: &'static str,
    with: impl FnOnce(&Work) -> Answer<RequestLog> + Send + 'static,
) -> Answer<AddedView> {
    cancellable(app, progress, move |app, desk, watch| {
        let log = with(&*desk.work()?)?;
        let index = log.requests.len().saturating_sub(1) as u32;
        let overview = change(app, desk, watch, (About::Negotiation, name), |state| {
            state.requests = Some(log);
            Ok(())
        })?;
        Ok(AddedView { overview, index })
    })
    .await
}

/// Takes a request out of the log.
#[tauri::command]
pub async fn remove_request(
    app: AppHandle,
    index: usize,
    progress: Channel<ProgressView>,
) -> Answer<Overview> {
    cancellable(app, progress, move |app, desk, watch| {
        let log = edit::without(&*desk.work()?, index)?;
        change(
            app,
            desk,
            watch,
            (About::Negotiation, "Delete a request"),
            |state| {
                state.requests = Some(log);
                Ok(())
            },
        )
    })
    .await
}

/// The customers which a few letters name.
#[tauri::command]
pub async fn customers(app: AppHandle, words: String) -> Answer<Vec<CustomerView>> {
    off_thread(app, move |_, desk| {
        Ok(crate::present::customers::found(&*desk.work()?, &words))
    })
    .await
}

/// Saves the log, or the empty template, as a workbook; what was written, where the user chose a place.
#[tauri::command]
pub async fn export_log(app: AppHandle, template: bool) -> Answer<Option<String>> {
    off_thread(app, move |app, desk| {
        let work = desk.work()?;
        let log = match template {
            true => RequestLog::default(),
            false => edit::current(&work),
        };
        let as_of = work.project.report.as_ref().map(|r| r.as_of.date());
        let dated = as_of.ok_or_else(|| {
            FailureView::new(
                "no-ledger",
                "There is no ledger yet.",
                "Open an export first.",
            )
        })?;
        let name = if template {
            "negotiation-log-template.xlsx"
        } else {
            "negotiation-log.xlsx"
        };
        let bytes = log_workbook(&log, dated)?;
        save_as(app, &work, "Save the negotiation log", name, bytes)
    })
    .await
}
