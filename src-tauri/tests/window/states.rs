//! The states of the screens which a first, quiet session doesn't meet.

use crate::app::App;
use crate::files::{self, BRIDGE};
use crate::screens::shown;
use std::fs;

#[test]
fn a_second_window_on_a_project_is_read_only() {
    let app = App::quarter();
    // Another user's app, as far as the message bus knows, on the same file.
    let project = app.project("quarter");
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
    let app = App::quarter();
    app.page.press(&["Control", "w"]);
    app.page.sees("Recent projects");
    let project = app.project("quarter");
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
    app.page.sees_no_more("Not found");
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
    let app = App::on(
        "one.csv",
        "Customer ID,Customer,Date,ARR (USD)\nC1,Alder,2026-03-31,1200\nC2,Birch,2026-03-31,500\n",
    );
    app.page.sees("No issues in 2 rows");
    app.each_step(|step| shown(&app, &format!("empty-{step}")));
}

/// What opens within a screen: the look of the pack, a cell under correction, a new request, what a repair would
/// change, the whole log.
#[test]
fn what_opens_within_a_screen_is_accessible_in_light_and_dark() {
    let app = App::sample();
    app.step("Data");
    app.page.text("table[role=grid] td[tabindex='0']");
    let cell = "document.querySelector('table[role=grid] td[tabindex=\"0\"]').focus()";
    app.page.run(cell, &[]);
    app.page.press(&["F2"]);
    app.page.text("td input");
    shown(&app, "data-correcting");
    app.page.press(&["Escape"]);
    app.step("Issues");
    app.page
        .run("document.querySelector('.repairs button').focus()", &[]);
    app.page.text("table.effect");
    shown(&app, "issue-foreseen");
    app.step("Negotiations");
    app.page.click("New request");
    app.page.types("#new-customer", "birch");
    app.page.text("#new-found-0");
    shown(&app, "request-new");
    app.page.press(&["Escape"]);
    app.step("Pack");
    app.page.click("Page setup");
    shown(&app, "page-setup");
}
