//! The start screen: recent projects opened, pinned, forgotten, located, what has fired; by mouse and by keyboard.

use crate::app::App;
use crate::desktop::Desktop;
use crate::files::{self, BRIDGE};
use crate::screens::shown;
use std::fs;

/// The first recent project, as its button says.
const FIRST: &str =
    "return document.querySelector('[aria-labelledby=recents] li .title')?.innerText ?? ''";
const COUNT: &str =
    "return String(document.querySelectorAll('[aria-labelledby=recents] li').length)";

/// Does what a control is for.
type Act = fn(&App, &str);

/// By mouse.
fn clicked(app: &App, name: &str) {
    app.page.click(name);
}

/// By keyboard: Tab to it from wherever the focus is, then Enter.
fn entered(app: &App, name: &str) {
    app.page.tab_to(name);
    app.page.press(&["Enter"]);
}

/// Two projects, both closed: the quarter, and the same in another layout, newer.
fn two_projects() -> App {
    let app = App::quarter();
    let months = files::months(app.desktop.home.path());
    app.page.press(&["Control", "w"]);
    app.page.sees("Recent projects");
    app.hand_over(&months);
    app.page.sees(BRIDGE);
    app.page.press(&["Control", "w"]);
    app.page.sees("Recent projects");
    app.page
        .until("two projects", || app.page.asks(COUNT) == "2");
    app
}

/// Pins, unpins, opens, loses and finds, forgets.
fn the_list(act: Act) {
    let app = two_projects();
    let first = |name: &str| app.page.until(name, || app.page.asks(FIRST) == name);
    first("months.xlsx");
    act(&app, "Pin quarter.csv");
    first("quarter.csv");
    act(&app, "Unpin quarter.csv");
    first("months.xlsx");
    act(&app, "months.xlsx months.xlsx");
    app.page.sees(BRIDGE);
    // Back to the list with the project open.
    act(&app, "Start screen");
    app.page.sees("Back to months.xlsx");
    app.page.press(&["Control", "w"]);
    app.page.sees_no_more("Back to");
    let moved = app.desktop.home.path().join("moved.holdfast");
    fs::rename(app.project("quarter"), &moved).unwrap();
    let app = app.killed_and_started();
    app.page.sees("Not found: quarter.csv");
    act(&app, "Locate…");
    app.desktop.choose_path("Where is the project now", &moved);
    app.page.sees(BRIDGE);
    app.page.press(&["Control", "w"]);
    app.page.sees("Recent projects");
    app.page.sees_no_more("Not found");
    act(&app, "Forget months.xlsx");
    app.page
        .until("one project", || app.page.asks(COUNT) == "1");
    assert!(
        moved.exists() && app.project("months").exists(),
        "no file goes"
    );
    act(&app, "Forget quarter.csv");
    app.page.sees("Nothing opened yet");
}

#[test]
fn recents_are_opened_pinned_located_and_forgotten_by_mouse() {
    the_list(clicked);
}

#[test]
fn recents_are_opened_pinned_located_and_forgotten_by_keyboard_alone() {
    the_list(entered);
}

/// The button of the drop zone, and a project begun where the user says.
#[test]
fn files_are_opened_and_projects_begun_by_mouse_and_by_keyboard() {
    for act in [clicked as Act, entered] {
        let app = App::start(&[]);
        let file = files::quarter(app.desktop.home.path());
        act(&app, "Open file…");
        app.desktop.choose_path("Open an ARR or MRR export", &file);
        app.page.sees(BRIDGE);
        app.page.press(&["Control", "w"]);
        app.page.sees("Recent projects");
        let own = app.desktop.home.path().join("own.holdfast");
        act(&app, "New project…");
        app.desktop.choose_path("Begin a project", &own);
        app.page.sees("Drop ARR/MRR export");
        shown(&app, "data-begun");
        assert!(own.exists());
    }
}

/// A request of 2024 which was granted: its 90 days are over wherever this runs.
const LOG: &str = "Request,Customer,Requested On,ARR Before,ARR Asked For,Resolved On,ARR After,Trigger 1 Kind,Trigger 1 Condition,Trigger 1 Due On
R1,Birch,2024-01-20,500,350,2024-02-15,350,90-day check,Seats back?,2024-05-15
";

#[test]
fn triggers_which_fired_lead_to_their_project() {
    for act in [clicked as Act, entered] {
        let desktop = Desktop::start();
        let rows = [
            ("2023-12-31", ["1000", "500", "300", ""]),
            ("2024-03-31", ["1200", "350", "", "400"]),
        ];
        let names = ["Alder", "Birch", "Cedar", "Dogwood"];
        let ledger = files::named(desktop.home.path(), "quarter.csv", &rows, &names);
        let log = desktop.home.path().join("log.csv");
        fs::write(&log, LOG).unwrap();
        let app = App::start_on(desktop, &[&ledger, &log]);
        app.page.sees(BRIDGE);
        app.page.press(&["Control", "w"]);
        app.page.sees("Time to talk again");
        shown(&app, "start-triggers");
        act(&app, "Birch Seats back? · since 15 May 2024 · quarter.csv");
        app.page.sees(BRIDGE);
    }
}
