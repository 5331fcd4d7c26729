//! The app on its desktop.

use crate::desktop::{Desktop, soon};
use crate::driver::Driver;
use crate::files;
use crate::screens::STEPS;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The app under test: just built, or the one which `HOLDFAST_APP` names.
pub fn binary() -> PathBuf {
    let named = std::env::var_os("HOLDFAST_APP").map(PathBuf::from);
    named.unwrap_or_else(|| env!("CARGO_BIN_EXE_holdfast-app").into())
}

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

    /// Starts it on the sample.
    pub fn sample() -> App {
        let app = App::start(&[Path::new("--sample")]);
        app.page.sees("ARR bridge");
        app
    }

    /// Starts it on the small quarter.
    pub fn quarter() -> App {
        let desktop = Desktop::start();
        let file = files::quarter(desktop.home.path());
        let app = App::start_on(desktop, &[&file]);
        app.page.sees(files::BRIDGE);
        app
    }

    /// Starts it on a file of this name and content.
    pub fn on(name: &str, content: impl AsRef<[u8]>) -> App {
        let desktop = Desktop::start();
        let path = desktop.home.path().join(name);
        fs::write(&path, content).unwrap();
        let app = App::start_on(desktop, &[&path]);
        app.page.sees(name);
        app
    }

    /// Another amount in the file of the small quarter, and the window looked at again.
    pub fn corrects(&self, was: &str, is: &str) {
        let file = self.desktop.home.path().join("quarter.csv");
        let rows = fs::read_to_string(&file).unwrap();
        fs::write(&file, rows.replace(was, is)).unwrap();
        self.page
            .run("window.dispatchEvent(new Event('focus'))", &[]);
    }

    /// Goes to a step by its number and waits until it stands.
    pub fn step(&self, name: &str) {
        let at = STEPS.iter().position(|step| *step == name).unwrap();
        self.page.press(&["Control", &(at + 1).to_string()]);
        let step = name.to_lowercase();
        self.page.text(&format!("main[aria-label='{step}'] h1"));
    }

    /// The window as wide and high as this, and its page with it.
    pub fn resized(&self, width: u32, height: u32) {
        self.desktop.resize("Holdfast", width, height);
        let wide = || self.page.asks("return String(window.innerWidth)");
        self.page
            .until(&format!("{width} px"), || wide() == width.to_string());
    }

    /// Every step in turn.
    pub fn each_step(&self, mut seen: impl FnMut(&str)) {
        for step in STEPS {
            self.step(step);
            seen(&step.to_lowercase());
        }
    }

    /// Light or dark, by the button in the header where there is one.
    pub fn paint(&self, theme: &str) {
        let script = "const button = [...document.querySelectorAll('header button')].find((b) => b.innerText.trim().toLowerCase() === arguments[0]);
            if (button) button.click(); else document.documentElement.dataset.theme = arguments[0]";
        self.page.run(script, &[theme.into()]);
        let is = "return document.documentElement.dataset.theme";
        self.page.until(theme, || self.page.asks(is) == theme);
    }

    /// The file which keeps the project of a source with this name.
    pub fn project(&self, name: &str) -> PathBuf {
        let folder = "data/com.holdfast.desktop/projects";
        self.desktop
            .home
            .path()
            .join(folder)
            .join(format!("{name}.holdfast"))
    }

    /// Starts it on a desktop.
    pub fn start_on(desktop: Desktop, files: &[&Path]) -> App {
        App::run(desktop, &binary(), files)
    }

    /// Starts this app on a desktop.
    pub fn run(desktop: Desktop, app: &Path, files: &[&Path]) -> App {
        let arguments: Vec<&OsStr> = files.iter().map(|f| f.as_os_str()).collect();
        let page = Driver::start(&desktop, app, &arguments);
        App { page, desktop }
    }

    /// Starts it by a command line before it: `strace -o FILE`, for one. What it says goes to `said()`.
    pub fn start_under(desktop: Desktop, before: &str, files: &[&Path]) -> App {
        let script = desktop.home.path().join("start.sh");
        let (app, said) = (binary(), desktop.home.path().join(SAID));
        let line = format!(
            "#!/bin/sh\nexec {before} '{}' \"$@\" >>'{}' 2>&1\n",
            app.display(),
            said.display()
        );
        fs::write(&script, line).unwrap();
        let made = Command::new("chmod").arg("+x").arg(&script).status();
        assert!(made.unwrap().success());
        App::run(desktop, &script, files)
    }

    /// What the app said on its terminal.
    pub fn said(&self) -> String {
        let bytes = fs::read(self.desktop.home.path().join(SAID)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The app killed, as by a power cut, and started again on the same desktop.
    pub fn killed_and_started(self) -> App {
        for process in self.processes() {
            let _ = Command::new("kill").args(["-9", &process]).status();
        }
        let App { page, desktop } = self;
        drop(page);
        App::start_on(desktop, &[])
    }

    /// The processes of the app on this desktop, by their home.
    pub fn processes(&self) -> Vec<String> {
        let home = format!("HOME={}", self.desktop.home.path().display());
        let binary = binary();
        let own = |pid: &Path| {
            let is_app = fs::read_link(pid.join("exe")).is_ok_and(|e| e == binary);
            let environment = fs::read(pid.join("environ")).unwrap_or_default();
            let mut entries = environment.split(|b| *b == 0);
            is_app && entries.any(|e| e == home.as_bytes())
        };
        let all = fs::read_dir("/proc").into_iter().flatten().flatten();
        all.map(|e| e.path())
            .filter(|pid| own(pid))
            .filter_map(|pid| Some(pid.file_name()?.to_str()?.to_owned()))
            .collect()
    }

    /// The app's own process, which shows the window.
    pub fn process(&self) -> String {
        let shows = |pid: &String| !is_worker(pid);
        self.processes()
            .into_iter()
            .find(shows)
            .expect("the app runs")
    }

    /// The process which parses a file, once there is one.
    pub fn worker(&self) -> String {
        let mut found = None;
        soon(|| {
            found = self.processes().into_iter().find(is_worker);
            found.is_some()
        });
        found.expect("no worker was started")
    }

    /// Hands a file over by a second start.
    pub fn hand_over(&self, file: &Path) {
        let mut second = self.desktop.command(binary()).arg(file).spawn().unwrap();
        let ended = || second.try_wait().unwrap().is_some();
        assert!(soon(ended), "the second start stays");
    }
}

/// Where an app started by `start_under` speaks.
const SAID: &str = "said.txt";

// `filter` and `find` hand over a reference.
#[allow(clippy::ptr_arg)]
fn is_worker(pid: &String) -> bool {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&line).contains("--holdfast-worker")
}
