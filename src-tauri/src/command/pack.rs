//! The pack: its pages drawn, its messages and options.

use super::{change, off_thread};
use crate::desk::Answer;
use crate::present;
use crate::view::pack::{PackView, PageView};
use tauri::AppHandle;

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
pub async fn set_message(app: AppHandle, id: String, text: String) -> Answer<PackView> {
    off_thread(app, move |app, desk| {
        change(app, desk, "change a message", |choices| {
            match text.as_str() {
                "" => choices.pack.messages.remove(&id),
                text => choices.pack.messages.insert(id.clone(), text.to_owned()),
            };
            Ok(())
        })?;
        present::pack::of(&*desk.work()?)
    })
    .await
}

/// Changes a choice of the pack.
#[tauri::command]
pub async fn set_pack(app: AppHandle, key: String, value: String) -> Answer<PackView> {
    off_thread(app, move |app, desk| {
        change(app, desk, "change the pack", |choices| {
            present::pack::set(&mut choices.pack, &key, &value)
        })?;
        present::pack::of(&*desk.work()?)
    })
    .await
}
