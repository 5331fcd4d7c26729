//! Exporting: Rust asks for the folder, the page names files by number.

use super::{cancellable, off_thread};
use crate::desk::{Answer, Desk, Work, now};
use crate::present;
use crate::view::export::{ExportView, IssuedView};
use crate::view::failure::FailureView;
use crate::view::start::ProgressView;
use crate::watch::Watched;
use holdfast_workspace::export::write_next;
use holdfast_workspace::store::IssueOptions;
use holdfast_workspace::{ExportOptions, Exported, Format, atomic, export};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use tauri::AppHandle;
use tauri::ipc::Channel;
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

/// A format the page can ask for.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormatChoice {
    /// Pages.
    Pdf,
    /// Workbook.
    Xlsx,
}

impl From<FormatChoice> for Format {
    fn from(choice: FormatChoice) -> Format {
        match choice {
            FormatChoice::Pdf => Format::Pdf,
            FormatChoice::Xlsx => Format::Xlsx,
        }
    }
}

/// Asks for a folder and writes the pack into it; `None` where the user chose none. A pack which is no draft
/// is issued: what it reports is kept in the project and compared with at the next import.
#[tauri::command]
pub async fn export_pack(
    app: AppHandle,
    formats: Vec<FormatChoice>,
    draft: bool,
    note: String,
    progress: Channel<ProgressView>,
) -> Answer<Option<ExportView>> {
    cancellable(app, progress, move |app, desk, watch| {
        let work = desk.work()?;
        let Some(folder) = pick_folder(app, &work) else {
            return Ok(None);
        };
        let formats = formats.into_iter().map(Format::from).collect();
        let mut pack = work.state.pack.options();
        pack.draft = draft;
        let exported = match draft || work.read_only.is_some() {
            true => export(
                &work.project,
                &ExportOptions {
                    folder: folder.clone(),
                    formats,
                    overwrite: false,
                    next_version: true,
                    pack,
                },
                watch,
            )?,
            false => issue(
                desk,
                &work,
                &folder,
                &IssueOptions {
                    pack,
                    formats,
                    note,
                },
                watch,
            )?,
        };
        desk.set_exported(exported.files.clone());
        Ok(Some(present::export::of(&folder, &exported)))
    })
    .await
}

fn issue(
    desk: &Desk,
    work: &Work,
    folder: &Path,
    options: &IssueOptions,
    watch: &Watched,
) -> Answer<Exported> {
    // A pack is issued only where its files arrive.
    atomic::takes_files(folder)?;
    desk.with_store(|store| {
        let pack = store.issue(&work.project, options, now(), watch)?;
        let files = write_next(folder, &pack.title, store.issued_files(pack.id)?)?;
        Ok(Exported {
            files,
            pack_id: pack.pack_id,
            ..Exported::default()
        })
    })
}

/// The packs issued from this project, newest first.
#[tauri::command]
pub async fn issued(app: AppHandle) -> Answer<Vec<IssuedView>> {
    off_thread(app, |_, desk| {
        let packs = desk.with_store(|store| Ok(store.issued()?))?;
        Ok(packs.iter().rev().map(present::export::issued).collect())
    })
    .await
}

/// Writes the files of an issued pack again, byte for byte.
#[tauri::command]
pub async fn export_issued(app: AppHandle, id: i32) -> Answer<Option<ExportView>> {
    off_thread(app, move |app, desk| {
        let work = desk.work()?;
        let Some(folder) = pick_folder(app, &work) else {
            return Ok(None);
        };
        let exported = desk.with_store(|store| {
            let pack = store.issued_pack(id.into())?;
            let files = write_next(&folder, &pack.title, store.issued_files(id.into())?)?;
            Ok(Exported {
                files,
                pack_id: pack.pack_id,
                ..Exported::default()
            })
        })?;
        desk.set_exported(exported.files.clone());
        Ok(Some(present::export::of(&folder, &exported)))
    })
    .await
}

fn pick_folder(app: &AppHandle, work: &Work) -> Option<PathBuf> {
    let dialog = app.dialog().file().set_title("Export to which folder?");
    // Without a folder to start in, GTK leaves its Open button grey.
    let dialog = match work.folder() {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    };
    dialog.blocking_pick_folder()?.into_path().ok()
}

/// Asks for a place and writes one file there; its name, where the user chose one. The dialog itself has
/// asked before an existing file is replaced.
pub fn save_as(
    app: &AppHandle,
    work: &Work,
    title: &str,
    name: &str,
    bytes: Vec<u8>,
) -> Answer<Option<String>> {
    let start = work.folder();
    let dialog = app.dialog().file().set_title(title).set_file_name(name);
    let dialog = match start {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    };
    let Some(path) = dialog.blocking_save_file().and_then(|f| f.into_path().ok()) else {
        return Ok(None);
    };
    let (Some(folder), Some(file)) = (path.parent(), path.file_name()) else {
        return Ok(None);
    };
    let output = atomic::Output {
        name: file.to_string_lossy().into_owned(),
        write: Box::new(move |out| out.write_all(&bytes)),
    };
    atomic::write_all(folder, vec![output], true)?;
    Ok(Some(path.display().to_string()))
}

/// Opens a file which an export wrote.
#[tauri::command]
pub async fn open_exported(app: AppHandle, file: usize) -> Answer<()> {
    off_thread(app, move |app, desk| {
        let path = desk.exported(file)?;
        app.opener()
            .open_path(path.to_string_lossy(), None::<&str>)
            .map_err(|e| not_opened(&e))
    })
    .await
}

/// Shows a file which an export wrote in its folder.
#[tauri::command]
pub async fn show_exported(app: AppHandle, file: usize) -> Answer<()> {
    off_thread(app, move |app, desk| point_at(app, &desk.exported(file)?)).await
}

/// Shows a file in its folder.
pub fn point_at(app: &AppHandle, path: &Path) -> Answer<()> {
    app.opener()
        .reveal_item_in_dir(path)
        .or_else(|_| {
            // Without a file manager that can point at a file, its folder has to do.
            let folder = path.parent().unwrap_or(path);
            app.opener()
                .open_path(folder.to_string_lossy(), None::<&str>)
        })
        .map_err(|e| not_opened(&e))
}

/// Opens a folder.
pub fn reveal(app: &AppHandle, folder: &Path) -> Answer<()> {
    app.opener()
        .open_path(folder.to_string_lossy(), None::<&str>)
        .map_err(|e| not_opened(&e))
}

fn not_opened(error: &dyn std::fmt::Display) -> FailureView {
    FailureView::new(
        "not-opened",
        format!("The system could not open it: {error}."),
        "Use Copy path and open it by hand.",
    )
}
