//! Data, Map and Issues.

use super::export::save_as;
use super::{cancellable, change, off_thread, shown, stoppable};
use crate::desk::{Answer, Desk};
use crate::present;
use crate::view::data::{CellEdit, DataView};
use crate::view::grid::GridView;
use crate::view::issues::{EffectView, IssuesView};
use crate::view::mapping::MappingView;
use crate::view::start::{Overview, ProgressView};
use holdfast_workspace::import::rejected_csv;
use holdfast_workspace::profiles::Profiles;
use holdfast_workspace::store::Kind as About;
use tauri::ipc::Channel;
use tauri::{AppHandle, State};

/// What was read.
#[tauri::command]
pub async fn data(app: AppHandle) -> Answer<DataView> {
    shown(app, |_, desk| Ok(present::data::of(&*desk.work()?))).await
}

/// Fifty rows of a sheet; a negative start asks for those around a spreadsheet row.
#[tauri::command]
pub async fn preview(app: AppHandle, source: usize, from: i64) -> Answer<GridView> {
    shown(app, move |_, desk| {
        present::data::preview(&*desk.work()?, source, from)
    })
    .await
}

/// The next row of a sheet which holds these words, after a spreadsheet row and round its end.
#[tauri::command]
pub async fn find_row(
    app: AppHandle,
    source: usize,
    words: String,
    after: u32,
) -> Answer<Option<u32>> {
    off_thread(app, move |_, desk| {
        present::data::find(&*desk.work()?, source, &words, after)
    })
    .await
}

/// Fields and columns.
#[tauri::command]
pub async fn mapping(app: AppHandle) -> Answer<MappingView> {
    shown(app, |_, desk| {
        let work = desk.work()?;
        Ok(present::mapping::of(&work, &Profiles::usual()))
    })
    .await
}

/// Says what a column holds.
#[tauri::command]
pub async fn set_field(
    app: AppHandle,
    table: usize,
    column: u16,
    field: String,
    progress: Channel<ProgressView>,
) -> Answer<Overview> {
    cancellable(app, progress, move |app, desk, watch| {
        let mapping = present::mapping::with_field(&*desk.work()?, table, column, &field)?;
        change(
            app,
            desk,
            watch,
            (About::Mapping, "Mapping of a column"),
            |state| {
                state.mapping = Some(mapping);
                Ok(())
            },
        )
    })
    .await
}

/// Answers a question or changes a choice of the basis.
#[tauri::command]
pub async fn set_choice(
    app: AppHandle,
    key: String,
    value: String,
    progress: Channel<ProgressView>,
) -> Answer<Overview> {
    cancellable(app, progress, move |app, desk, watch| {
        let work = desk.work()?;
        let label = format!("Basis: {key} {value}");
        change(app, desk, watch, (About::Basis, &label), |state| {
            present::choice::set(&work, state, &key, &value)
        })
    })
    .await
}

/// Findings.
#[tauri::command]
pub async fn issues(app: AppHandle) -> Answer<IssuesView> {
    shown(app, |_, desk| Ok(present::issues::of(&*desk.work()?))).await
}

/// What settling a finding so would change; nothing is changed yet.
#[tauri::command]
pub async fn effect(
    app: AppHandle,
    issue: String,
    repair: String,
    value: String,
    progress: Channel<ProgressView>,
) -> Answer<Vec<EffectView>> {
    stoppable(
        app,
        progress,
        Desk::begin_look_ahead,
        move |_, desk, watch| {
            let work = desk.work()?;
            let decision = present::issues::decision(&work, &issue, &repair, &value)?;
            let mut state = work.state.clone();
            state.decide(decision);
            let then = work.as_if(&state, watch)?;
            Ok(present::issues::effect(&work.project, &then))
        },
    )
    .await
}

/// What a repair would change is wanted no more.
#[tauri::command]
// Tauri hands a state over by value.
#[allow(clippy::needless_pass_by_value)]
pub fn forget_effect(desk: State<'_, Desk>) {
    desk.end_look_ahead();
}

/// Saves the rows which were read and not used, each with its reason.
#[tauri::command]
pub async fn export_rejected(app: AppHandle) -> Answer<Option<String>> {
    off_thread(app, |app, desk| {
        let work = desk.work()?;
        let csv = rejected_csv(&work.project.imported, &work.project.source_tables());
        save_as(
            app,
            &work,
            "Save the rows set aside",
            "rows-set-aside.csv",
            csv.into_bytes(),
        )
    })
    .await
}

/// Corrects cells of a sheet; the file itself is never touched, the correction is a recorded decision.
#[tauri::command]
pub async fn edit_cells(
    app: AppHandle,
    source: usize,
    edits: Vec<CellEdit>,
    progress: Channel<ProgressView>,
) -> Answer<Overview> {
    cancellable(app, progress, move |app, desk, watch| {
        let decisions = present::cells::decisions(&*desk.work()?, source, &edits)?;
        let label = match decisions.as_slice() {
            [one] => format!("Cell {} corrected", one.scope),
            all => format!("{} cells corrected", all.len()),
        };
        change(app, desk, watch, (About::Decision, &label), |state| {
            for decision in decisions {
                state.decide(decision);
            }
            Ok(())
        })
    })
    .await
}

/// Settles a finding.
#[tauri::command]
pub async fn decide(
    app: AppHandle,
    issue: String,
    repair: String,
    value: String,
    progress: Channel<ProgressView>,
) -> Answer<Overview> {
    cancellable(app, progress, move |app, desk, watch| {
        let decision = present::issues::decision(&*desk.work()?, &issue, &repair, &value)?;
        let label = format!("Decision: {} {}", decision.code, decision.repair);
        change(app, desk, watch, (About::Decision, &label), |state| {
            state.decide(decision);
            Ok(())
        })
    })
    .await
}
