//! Metrics and drill-down.

use super::shown;
use crate::desk::Answer;
use crate::present;
use crate::view::grid::Link;
use crate::view::metrics::{DrillView, MetricsView};
use tauri::AppHandle;

/// A period's figures: the newest one where none is given.
#[tauri::command]
pub async fn metrics(
    app: AppHandle,
    closing: Option<String>,
    attribute: Option<String>,
) -> Answer<MetricsView> {
    shown(app, move |_, desk| {
        present::metrics::of(&*desk.work()?, closing.as_deref(), attribute.as_deref())
    })
    .await
}

/// What is behind a figure.
#[tauri::command]
pub async fn drill(app: AppHandle, link: Link, from: usize) -> Answer<DrillView> {
    shown(app, move |_, desk| {
        present::drill::of(&*desk.work()?, &link, from)
    })
    .await
}
