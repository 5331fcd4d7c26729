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

    /// The app killed, as by a power cut, and started again on the same desktop.
    pub fn killed_and_started(self) -> App {
        for process in self.processes() {
            let _ = std::process::Command::new("kill")
                .args(["-9", &process])
                .status();
        }
        let App { page, desktop } = self;
        drop(page);
        App::start_on(desktop, &[])
    }

    /// The processes of the app on this desktop, by their home.
    pub fn processes(&self) -> Vec<String> {
        let home = format!("HOME={}", self.desktop.home.path().display());
        let own = |pid: &Path| {
            let is_app = std::fs::read_link(pid.join("exe")).is_ok_and(|e| e == Path::new(APP));
            let environment = std::fs::read(pid.join("environ")).unwrap_or_default();
            let mut entries = environment.split(|b| *b == 0);
            is_app && entries.any(|e| e == home.as_bytes())
        };
        let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        all.map(|e| e.path())
            .filter(|pid| own(pid))
            .filter_map(|pid| Some(pid.file_name()?.to_str()?.to_owned()))
            .collect()
    }
}
