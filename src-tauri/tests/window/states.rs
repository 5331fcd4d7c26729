//! The states of the screens which a first, quiet session doesn't meet.

use crate::app::App;
use crate::desktop::{Desktop, wait};
use crate::files;
use serde_json::json;
use std::fs;
use std::time::Duration;

/// The bridge of `files::quarter`, in units.
const BRIDGE: &str = "1,800 + 400 + 200 − 150 − 300 = 1,950";

/// Checks the state as it stands by axe and for its focus, light and dark.
fn shown(app: &App, name: &str) {
    for theme in ["light", "dark"] {
        let paint = "document.documentElement.dataset.theme = arguments[0]";
        app.page.run(paint, &[json!(theme)]);
        crate::screens::seen(app, &format!("{name}-{theme}"));
        crate::focus::check(app, name);
    }
}

#[test]
fn a_second_window_on_a_project_is_read_only() {
    let desktop = Desktop::start();
    let file = files::quarter(desktop.home.path());
    let app = App::start_on(desktop, &[&file]);
    app.page.sees(BRIDGE);
    // Another user's app, as far as the message bus knows, on the same file.
    let project = app
        .desktop
        .home
        .path()
        .join("data/com.holdfast.desktop/projects/quarter.holdfast");
    let copy = app.desktop.home.path().join("shared.holdfast");
    app.page.press(&["Control", "s"]);
    app.desktop.choose_path("Save a copy of the project", &copy);
    app.page.sees("Copy saved");
    assert!(project.exists());
    let holder =
        holdfast_workspace::store::Store::open(&copy, &holdfast_workspace::store::Door::usual())
            .unwrap();
    app.hand_over(&copy);
    app.page.sees("Read-only:");
    app.page.sees("Nothing can be changed here");
    shown(&app, "read-only");
    app.page.press(&["Control", "z"]);
    app.page.sees("Next:");
    shown(&app, "failure");
    drop(holder);
}

#[test]
fn a_project_which_was_moved_is_located() {
    let desktop = Desktop::start();
    let file = files::quarter(desktop.home.path());
    let app = App::start_on(desktop, &[&file]);
    app.page.sees(BRIDGE);
    app.page.press(&["Control", "w"]);
    app.page.sees("Recent projects");
    let project = app
        .desktop
        .home
        .path()
        .join("data/com.holdfast.desktop/projects/quarter.holdfast");
    let moved = app.desktop.home.path().join("moved.holdfast");
    fs::rename(&project, &moved).unwrap();
    let app = app.killed_and_started();
    app.page.sees("Not found: quarter.csv");
    shown(&app, "start-missing");
    app.page.click("Locate…");
    app.desktop.choose_path("Where is the project now", &moved);
    app.page.sees(BRIDGE);
    app.page.press(&["Control", "w"]);
    app.page.sees("Recent projects");
    let missing = wait(Duration::from_secs(5), || {
        !app.page.page().contains("Not found")
    });
    assert!(missing, "{}", app.page.page());
}

/// Dragged from another program's window, as from a file manager: here a page with a link to the file.
#[test]
fn a_file_dropped_on_the_window_is_opened() {
    let app = App::start(&[]);
    app.page.sees("Recent projects");
    let file = files::quarter(app.desktop.home.path());
    let page = app.desktop.home.path().join("drag.html");
    let link = format!(
        "<title>Files</title><a href='file://{}' style='display:block;height:90vh;background:#ccc'>quarter.csv</a>",
        file.display()
    );
    fs::write(&page, link).unwrap();
    let mut command = app
        .desktop
        .command("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser");
    command
        .args(["--geometry=400x300"])
        .arg(format!("file://{}", page.display()));
    let _browser = app.desktop.spawn(&mut command, "libwebkit2gtk-4.1-0");
    app.desktop.drag("Files", "Holdfast");
    app.page.sees(BRIDGE);
}

#[test]
fn nothing_there_is_said_in_words() {
    let desktop = Desktop::start();
    let one = desktop.home.path().join("one.csv");
    fs::write(
        &one,
        "Customer ID,Customer,Date,ARR (USD)\nC1,Alder,2026-03-31,1200\nC2,Birch,2026-03-31,500\n",
    )
    .unwrap();
    let app = App::start_on(desktop, &[&one]);
    app.page.sees("No issues in 2 rows");
    for (i, step) in crate::screens::STEPS.iter().enumerate() {
        app.page.press(&["Control", &(i + 1).to_string()]);
        app.page
            .text(&format!("main[aria-label='{}'] h1", step.to_lowercase()));
        shown(&app, &format!("empty-{}", step.to_lowercase()));
    }
}
