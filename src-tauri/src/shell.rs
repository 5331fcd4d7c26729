//! The frame around the page: one window, its guards, a second start, the log.

use std::path::PathBuf;
use std::process::ExitCode;
use tauri::{App, AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder};

/// The only window, as named in the capability.
pub const WINDOW: &str = "main";

/// Runs the app until its window is closed.
pub fn run(files: Vec<PathBuf>) -> ExitCode {
    let app = tauri::Builder::default()
        // First, as its documentation asks: a second start ends here.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| {
            second_start(app, &arguments);
        }))
        .plugin(tauri_plugin_log::Builder::new().level(log::LevelFilter::Info).build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .setup(move |app| Ok(open_window(app)?))
        .run(tauri::generate_context!());
    let _ = files;
    match app {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Holdfast could not start: {error}");
            ExitCode::FAILURE
        }
    }
}

fn open_window(app: &mut App) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::App("index.html".into()))
        .title("Holdfast")
        .inner_size(1280.0, 800.0)
        .min_inner_size(720.0, 480.0)
        .on_navigation(is_own_page)
        .build()?;
    Ok(())
}

/// The content policy does not stop a page from navigating away; this does.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        // Windows and Android serve the app's own files so.
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

fn second_start(app: &AppHandle, _arguments: &[String]) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_are_shown() {
        let shown = |url: &str| is_own_page(&Url::parse(url).unwrap());
        assert!(shown("tauri://localhost/index.html"));
        assert!(shown("http://tauri.localhost/"));
        for foreign in ["https://example.com/", "file:///etc/passwd", "data:text/html,x", "http://tauri.localhost.example.com/"] {
            assert!(!shown(foreign), "{foreign}");
        }
    }
}
