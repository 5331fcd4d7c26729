//! The frame around the page: one window, its guards, its menu, files from outside.

use crate::command;
use crate::desk::Desk;
use crate::menu;
use std::path::PathBuf;
use std::process::ExitCode;
use tauri::{
    App, AppHandle, Builder, DragDropEvent, Emitter, Manager, RunEvent, Url, WebviewUrl,
    WebviewWindowBuilder, Window, WindowEvent, Wry,
};

/// The only window, as named in the capability.
pub const WINDOW: &str = "main";

/// Runs the app until its window is closed, with these files or the sample in it.
pub fn run(files: Vec<PathBuf>, sample: bool) -> ExitCode {
    let app = with_commands(with_plugins(Builder::default()))
        .manage(Desk::default())
        .menu(menu::build)
        .on_menu_event(|app, event| menu::chosen(app, event.id().as_ref()))
        .on_window_event(dropped)
        .setup(move |app| {
            if sample {
                command::start::hand_over_sample(app.handle());
            } else if files.is_empty() {
                command::start::hand_over_last(app.handle());
            }
            command::start::hand_over(app.handle(), files);
            command::start::list_recents(app.handle());
            Ok(open_window(app)?)
        })
        .build(tauri::generate_context!())
        .map(|app| {
            app.run(|app, event| {
                if matches!(event, RunEvent::ExitRequested { .. }) {
                    command::start::ended(app);
                }
            });
        });
    match app {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Holdfast could not start: {error}");
            ExitCode::FAILURE
        }
    }
}

fn with_plugins(builder: Builder<Wry>) -> Builder<Wry> {
    builder
        // First, as its documentation asks: a second start ends here.
        .plugin(tauri_plugin_single_instance::init(
            |app, arguments, folder| second_start(app, &arguments, &folder),
        ))
        .plugin(
            tauri_plugin_log::Builder::new()
                .level(log::LevelFilter::Info)
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_window_state::Builder::new().build())
}

fn with_commands(builder: Builder<Wry>) -> Builder<Wry> {
    use command::{data, export, metrics, negotiations, pack, restatement, start};
    builder.invoke_handler(tauri::generate_handler![
        start::welcome,
        start::choose_files,
        start::choose_new,
        start::save_copy,
        start::choose_recent,
        start::locate_recent,
        start::pin_recent,
        start::forget_recent,
        start::choose_sample,
        start::open_offered,
        start::set_style,
        start::keep_preferences,
        start::cancel,
        start::close_project,
        start::undo,
        start::redo,
        start::changed_files,
        start::reread_changed,
        start::show_logs,
        start::show_tried,
        data::data,
        data::preview,
        data::find_row,
        data::mapping,
        data::set_field,
        data::set_choice,
        data::issues,
        data::effect,
        data::forget_effect,
        data::export_rejected,
        data::decide,
        data::edit_cells,
        metrics::metrics,
        metrics::drill,
        negotiations::negotiations,
        negotiations::request,
        negotiations::edit_request,
        negotiations::begin_log,
        negotiations::add_request,
        negotiations::log_movement,
        negotiations::remove_request,
        negotiations::customers,
        negotiations::export_log,
        pack::pack,
        pack::page,
        pack::set_message,
        pack::set_pack,
        pack::choose_logo,
        pack::set_asks,
        pack::picture,
        pack::save_picture,
        export::export_pack,
        export::issued,
        restatement::restatement,
        restatement::choose_restatement,
        export::export_issued,
        export::open_exported,
        export::show_exported,
    ])
}

fn open_window(app: &mut App) -> tauri::Result<()> {
    // The page has its looks before it is drawn first.
    let looks = serde_json::to_string(&command::start::preferences(app.handle()))?;
    WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::App("index.html".into()))
        .initialization_script(format!("window.holdfast = {looks}"))
        .title("Holdfast")
        .inner_size(1360.0, 860.0)
        .min_inner_size(720.0, 480.0)
        .on_navigation(is_own_page)
        .build()?;
    Ok(())
}

/// The content policy does not stop a page from navigating away; this does.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        // Windows serves the app's own files so.
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// Files dragged over the window: the page shows that it takes them, Rust takes them.
fn dropped(window: &Window, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else {
        return;
    };
    let app = window.app_handle();
    let over = matches!(
        event,
        DragDropEvent::Enter { .. } | DragDropEvent::Over { .. }
    );
    if !matches!(event, DragDropEvent::Over { .. }) {
        // A page that is gone has nothing to show.
        let _ = app.emit("hover", over);
    }
    if let DragDropEvent::Drop { paths, .. } = event {
        command::start::hand_over(app, paths.clone());
    }
}

fn second_start(app: &AppHandle, arguments: &[String], folder: &str) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
    let arguments: Vec<_> = arguments.iter().skip(1).map(Into::into).collect();
    command::start::hand_over(app, crate::files(&arguments, folder.as_ref()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_are_shown() {
        let shown = |url: &str| is_own_page(&Url::parse(url).unwrap());
        assert!(shown("tauri://localhost/index.html"));
        assert!(shown("http://tauri.localhost/"));
        for foreign in [
            "https://example.com/",
            "file:///etc/passwd",
            "data:text/html,x",
            "http://tauri.localhost.example.com/",
        ] {
            assert!(!shown(foreign), "{foreign}");
        }
    }

    #[test]
    fn every_command_is_permitted_and_every_permission_a_command() {
        let own = include_str!("shell.rs");
        let list = own
            .split("generate_handler![")
            .nth(1)
            .unwrap()
            .split(']')
            .next()
            .unwrap();
        let commands: Vec<&str> = list
            .split(',')
            .filter_map(|c| c.trim().split("::").nth(1))
            .collect();
        let permitted = include_str!("../permissions/window.toml");
        let permitted: Vec<&str> = permitted
            .split('"')
            .filter(|w| commands.contains(w) || w.contains('_'))
            .collect();
        assert!(!commands.is_empty());
        assert_eq!(permitted, commands);
    }
}
