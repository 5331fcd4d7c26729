//! A desktop of its own for each test: display, window manager, message bus, folders.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// One desktop at a time: windows under test are timed.
static ONE: Mutex<()> = Mutex::new(());

/// A process which ends with the test.
pub struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A desktop without a screen.
pub struct Desktop {
    display: String,
    bus: String,
    /// The user's home, empty at first.
    pub home: tempfile::TempDir,
    _processes: Vec<Process>,
    _alone: MutexGuard<'static, ()>,
}

impl Desktop {
    /// Starts one on a free display.
    pub fn start() -> Desktop {
        let alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let home = tempfile::tempdir().unwrap();
        let mut xvfb = Command::new("Xvfb");
        xvfb.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1440x900x24",
            "-nolisten",
            "tcp",
        ]);
        let (x, display) = speaking(&mut xvfb, "xvfb");
        let display = format!(":{display}");
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--session", "--nofork", "--print-address=1"]);
        let (bus_daemon, bus) = speaking(&mut daemon, "dbus");
        let manager = quiet(Command::new("openbox").env("DISPLAY", &display), "openbox");
        let desktop = Desktop {
            display,
            bus,
            home,
            _processes: vec![manager, bus_daemon, x],
            _alone: alone,
        };
        desktop.wait_for_manager();
        desktop
    }

    /// A command which lives on this desktop.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let home = self.home.path();
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            // GTK remembers recently used folders; a test must not see another's.
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY");
        command
    }

    /// Starts a command which ends with the test.
    pub fn spawn(&self, command: &mut Command, package: &str) -> Process {
        quiet(command, package)
    }

    /// Waits until a window of this title is there, and gives it the focus. A dialog may be mapped anew
    /// between being found and being activated: then it is looked for again.
    pub fn focus(&self, title: &str) {
        let activated = wait(Duration::from_secs(90), || {
            let windows = self
                .xdotool(&["search", "--onlyvisible", "--name", title])
                .unwrap_or_default();
            windows
                .lines()
                .last()
                .is_some_and(|w| self.xdotool(&["windowactivate", "--sync", w]).is_some())
        });
        assert!(activated, "no window is called \"{title}\"");
    }

    /// Chooses a path in the GTK file dialog of this title. A slow machine may lose the first keys while
    /// the dialog builds its location field, so it is typed again until the dialog is gone.
    pub fn choose_path(&self, title: &str, path: &Path) {
        for _ in 0..4 {
            self.focus(title);
            sleep(Duration::from_millis(400));
            self.keys("ctrl+l");
            sleep(Duration::from_millis(400));
            self.keys("ctrl+a");
            self.xdotool(&["type", "--delay", "8", &path.display().to_string()])
                .unwrap();
            sleep(Duration::from_millis(400));
            self.keys("Return");
            if wait(Duration::from_secs(8), || !self.is_open(title)) {
                return;
            }
        }
        panic!("the dialog \"{title}\" does not take {}", path.display());
    }

    /// Waits for a dialog and leaves it by Esc; pressed again while a slow machine still builds it.
    pub fn leave(&self, title: &str) {
        self.focus(title);
        let left = wait(Duration::from_secs(30), || {
            self.keys("Escape");
            wait(Duration::from_secs(2), || !self.is_open(title))
        });
        assert!(left, "the dialog \"{title}\" stays");
    }

    /// Waits until every program of this desktop rests: none has computed anything for a while.
    pub fn rests(&self) {
        let home = format!("HOME={}", self.home.path().display());
        let mut last = (0, Instant::now());
        let rested = wait(Duration::from_secs(60), || {
            let ticks = computed(&home);
            if ticks != last.0 {
                last = (ticks, Instant::now());
            }
            last.1.elapsed() > Duration::from_millis(400)
        });
        assert!(rested, "the desktop never rests");
    }

    fn is_open(&self, title: &str) -> bool {
        self.xdotool(&["search", "--onlyvisible", "--name", title])
            .is_some_and(|o| !o.is_empty())
    }

    /// Keys as a keyboard would press them.
    pub fn keys(&self, keys: &str) {
        self.xdotool(&["key", keys]).unwrap();
    }

    /// Drags from the middle of one window to the middle of another, both by their titles.
    pub fn drag(&self, from: &str, to: &str) {
        self.focus(from);
        let to_window = self.window(to);
        self.xdotool(&["windowmove", "--sync", &to_window, "0", "0"]);
        let from_window = self.window(from);
        self.xdotool(&["windowmove", "--sync", &from_window, "1000", "560"]);
        self.xdotool(&["windowactivate", "--sync", &from_window]);
        sleep(Duration::from_millis(500));
        let moves = |window: &str, x: u32, y: u32| {
            let (x, y) = (x.to_string(), y.to_string());
            self.xdotool(&["mousemove", "--window", window, &x, &y]);
            sleep(Duration::from_millis(120));
        };
        moves(&from_window, 150, 150);
        self.xdotool(&["mousedown", "1"]);
        // A drag begins once the pointer has moved a little.
        for step in 1..=4 {
            moves(&from_window, 150 + step * 6, 150);
        }
        for step in 0..6 {
            moves(&to_window, 500 - step * 20, 400 - step * 10);
        }
        self.xdotool(&["mouseup", "1"]);
    }

    /// Gives a window another size.
    pub fn resize(&self, title: &str, width: u32, height: u32) {
        let (window, width) = (self.window(title), width.to_string());
        self.xdotool(&["windowsize", &window, &width, &height.to_string()]);
    }

    fn window(&self, title: &str) -> String {
        let found = self
            .xdotool(&["search", "--onlyvisible", "--name", title])
            .unwrap_or_default();
        found
            .lines()
            .last()
            .unwrap_or_else(|| panic!("no window is called \"{title}\""))
            .to_owned()
    }

    fn xdotool(&self, arguments: &[&str]) -> Option<String> {
        let output = self
            .command("xdotool")
            .args(arguments)
            .stderr(Stdio::null())
            .output()
            .expect("xdotool: install the package xdotool");
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn wait_for_manager(&self) {
        // A manager which is not there yet places no dialog.
        wait(Duration::from_secs(5), || {
            self.xdotool(&["get_desktop"]).is_some()
        });
    }

    /// A folder below the home.
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.home.path().join(name);
        fs::create_dir_all(&folder).unwrap();
        folder
    }
}

/// Hundredths of a second which the processes with this variable have computed, all together.
fn computed(variable: &str) -> u64 {
    let ticks = |process: PathBuf| {
        let environment = fs::read(process.join("environ")).ok()?;
        let mut entries = environment.split(|b| *b == 0);
        entries.find(|e| *e == variable.as_bytes())?;
        let stat = fs::read_to_string(process.join("stat")).ok()?;
        // User and system time, by proc(5) fields 14 and 15, counted after the name, which may hold anything.
        let fields = stat.rsplit(") ").next()?.split(' ').skip(11).take(2);
        Some(fields.filter_map(|n| n.parse::<u64>().ok()).sum::<u64>())
    };
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    all.filter_map(|entry| ticks(entry.path())).sum()
}

/// As long as a slow machine may take to show something.
const PATIENCE: Duration = Duration::from_secs(45);

/// Asks until it holds, as long as a slow machine may take.
pub fn soon(holds: impl FnMut() -> bool) -> bool {
    wait(PATIENCE, holds)
}

/// Asks until it holds, no longer than this.
pub fn wait(longest: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < longest {
        if holds() {
            return true;
        }
        sleep(Duration::from_millis(50));
    }
    holds()
}

fn quiet(command: &mut Command, package: &str) -> Process {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    Process(child.unwrap_or_else(|why| {
        panic!(
            "{} can't start ({why}): install the package {package}",
            command.get_program().to_string_lossy()
        )
    }))
}

/// Starts a process which says one line when it is ready.
fn speaking(command: &mut Command, package: &str) -> (Process, String) {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.unwrap_or_else(|why| {
        panic!(
            "{} can't start ({why}): install the package {package}",
            command.get_program().to_string_lossy()
        )
    });
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    (Process(child), line.trim().to_owned())
}
