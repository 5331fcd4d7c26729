//! The pack: its pages drawn, its messages and options.

use super::export::save_as;
use super::{change, off_thread};
use crate::desk::Answer;
use crate::present;
use crate::view::pack::{AskView, PackView, PageView, PictureOf};
use crate::view::start::Overview;
use holdfast_pack::message::Tokens;
use holdfast_workspace::Unwatched;
use holdfast_workspace::brand_files::read_logo;
use holdfast_workspace::store::Kind as About;
use tauri::AppHandle;
use tauri::ipc::Response;
use tauri_plugin_dialog::DialogExt;

/// Pages and options.
#[tauri::command]
pub async fn pack(app: AppHandle) -> Answer<PackView> {
    off_thread(app, |_, desk| present::pack::of(&*desk.work()?)).await
}

/// A page, drawn.
#[tauri::command]
pub async fn page(app: AppHandle, id: String) -> Answer<PageView> {
    off_thread(app, move |_, desk| present::pack::page(&*desk.work()?, &id)).await
}

/// Replaces a page's message; an empty one brings the automatic message back.
#[tauri::command]
pub async fn set_message(app: AppHandle, id: String, text: String) -> Answer<Overview> {
    off_thread(app, move |app, desk| {
        let cited = present::pack::cited(&*desk.work()?, &id, &text);
        change(
            app,
            desk,
            &Unwatched,
            (About::Text, &format!("Message of page {id}")),
            |state| {
                state.pack.write(&id, &text, cited.clone());
                Ok(())
            },
        )
    })
    .await
}

/// Changes a choice of the pack.
#[tauri::command]
pub async fn set_pack(app: AppHandle, key: String, value: String) -> Answer<Overview> {
    off_thread(app, move |app, desk| {
        let about = if key.starts_with("note:") {
            About::Text
        } else {
            About::Pages
        };
        let label = format!("Pack: {}", key.replace(':', " of "));
        let shown = match key.starts_with("move ") {
            true => present::pack::shown(&*desk.work()?)?,
            false => Vec::new(),
        };
        let note = key.strip_prefix("note:");
        let cited = match note {
            Some(page) => present::pack::cited(&*desk.work()?, page, &value),
            None => Tokens::new(),
        };
        change(app, desk, &Unwatched, (about, &label), |state| {
            present::look::set(&mut state.pack, &shown, &key, &value)?;
            if let Some(page) = note {
                let text = state.pack.notes.get(page).cloned().unwrap_or_default();
                state.pack.write_note(page, &text, cited.clone());
            }
            Ok(())
        })
    })
    .await
}

/// Asks for the company's logo; nothing changes where none is chosen.
#[tauri::command]
pub async fn choose_logo(app: AppHandle) -> Answer<Option<Overview>> {
    off_thread(app, |app, desk| {
        let dialog = app.dialog().file().set_title("Choose the company's logo");
        let dialog = dialog.add_filter("PNG pictures", &["png"]);
        let Some(path) = dialog.blocking_pick_file().and_then(|f| f.into_path().ok()) else {
            return Ok(None);
        };
        let logo = read_logo(&path)?;
        let label = format!("Pack: logo {}", logo.name);
        let overview = change(app, desk, &Unwatched, (About::Pages, &label), |state| {
            state.pack.logo = Some(logo);
            Ok(())
        })?;
        Ok(Some(overview))
    })
    .await
}

/// Changes the decisions asked of the board.
#[tauri::command]
pub async fn set_asks(app: AppHandle, asks: Vec<AskView>) -> Answer<Overview> {
    off_thread(app, move |app, desk| {
        change(
            app,
            desk,
            &Unwatched,
            (About::Text, "Decisions asked"),
            |state| {
                let filled = asks.into_iter().filter(|a| !a.text.trim().is_empty());
                state.pack.asks = filled.map(|a| (a.text, a.owner, a.due)).collect();
                Ok(())
            },
        )
    })
    .await
}

/// A page or a chart as PNG, for the clipboard.
#[tauri::command]
pub async fn picture(app: AppHandle, what: PictureOf) -> Answer<Response> {
    off_thread(app, move |_, desk| {
        let bytes = present::pack::picture(&*desk.work()?, &what, false)?;
        Ok(Response::new(bytes))
    })
    .await
}

/// Saves a page or a chart as PNG or SVG.
#[tauri::command]
pub async fn save_picture(app: AppHandle, what: PictureOf, svg: bool) -> Answer<Option<String>> {
    off_thread(app, move |app, desk| {
        let work = desk.work()?;
        let bytes = present::pack::picture(&work, &what, svg)?;
        let ending = if svg { "svg" } else { "png" };
        let name = match &what {
            PictureOf::Page { id } => id.clone(),
            PictureOf::Chart { id, chart } => format!("{id}-{}", chart + 1),
            PictureOf::Bridge { .. } => "bridge".to_owned(),
        };
        save_as(
            app,
            &work,
            "Save the picture",
            &format!("{name}.{ending}"),
            bytes,
        )
    })
    .await
}
