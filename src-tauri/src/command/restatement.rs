//! What changed since the last issued pack, before anything else.

use super::{cancellable, change, shown};
use crate::desk::{Answer, now};
use crate::present;
use crate::view::restatement::RestatementView;
use crate::view::start::{Overview, ProgressView};
use holdfast_metrics::restatement::{Choice, Treatment};
use holdfast_workspace::Unwatched;
use holdfast_workspace::store::{Door, Kind as About, compute, moment_text};
use tauri::AppHandle;
use tauri::ipc::Channel;

/// The changes of past figures since the last issued pack.
#[tauri::command]
pub async fn restatement(app: AppHandle) -> Answer<RestatementView> {
    shown(app, |_, desk| {
        let work = desk.work()?;
        desk.with_store(|store| {
            let Some(last) = store.last_issued()? else {
                return Ok(RestatementView::default());
            };
            // The project on the desk has the choices in it already; after an issue they were on an earlier pack.
            let found = match &work.project.restated {
                Some(restated) if restated.last == last.called() => Some(restated.found.clone()),
                Some(_) => {
                    let books = store.books(&work.state)?;
                    let plain = compute(books, &work.state, &Unwatched)?;
                    store.changes(&plain, &Unwatched)?
                }
                None => store.changes(&work.project, &Unwatched)?,
            };
            let choices = store.choices()?;
            Ok(found.map_or_else(RestatementView::default, |found| {
                present::restatement::of(&work, &last.called(), &found, &choices)
            }))
        })
    })
    .await
}

/// Chooses for a change, or for `all`: recast the past, or keep it as reported.
#[tauri::command]
pub async fn choose_restatement(
    app: AppHandle,
    id: String,
    keep: bool,
    progress: Channel<ProgressView>,
) -> Answer<Overview> {
    cancellable(app, progress, move |app, desk, watch| {
        let (treatment, word) = match keep {
            true => (Treatment::KeepAsReported, "kept as reported"),
            false => (Treatment::Recast, "recast"),
        };
        let label = format!("Change of the past: {word}");
        change(app, desk, watch, (About::Restatement, &label), |state| {
            state.restatement.entries.push(Choice {
                change: id,
                treatment,
                who: Door::usual().author,
                when: moment_text(now()),
                reason: String::new(),
            });
            Ok(())
        })
    })
    .await
}
