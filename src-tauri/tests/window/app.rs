//! The app on its desktop.

use crate::desktop::Desktop;
use crate::driver::Driver;
use std::ffi::OsStr;
use std::path::Path;

/// The app under test, just built.
pub const APP: &str = env!("CARGO_BIN_EXE_holdfast-app");

/// An app and its desktop; the page is `page`.
pub struct App {
    pub page: Driver,
    pub desktop: Desktop,
}

impl App {
    /// Starts the app with files on its command line.
    pub fn start(files: &[&Path]) -> App {
        App::start_on(Desktop::start(), files)
    }

    /// Starts it on a desktop.
    pub fn start_on(desktop: Desktop, files: &[&Path]) -> App {
        let arguments: Vec<&OsStr> = files.iter().map(|f| f.as_os_str()).collect();
        let page = Driver::start(&desktop, Path::new(APP), &arguments);
        App { page, desktop }
    }
}
