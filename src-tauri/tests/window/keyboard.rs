//! A session without a mouse: the sample from the start screen to its files, and where the focus goes.

use crate::app::App;
use crate::exports;

/// What the sample's largest downsell is behind: the figure on the screen, the customer, the rows.
const DOWNSELL: &str = "29 customers, together 354,044.07";

#[test]
fn the_sample_from_start_to_both_files_by_keyboard_alone() {
    let app = App::start(&[]);
    app.page.sees("Recent projects");
    app.page.tab_to("Open the sample");
    app.page.press(&["Enter"]);
    app.page.sees("ARR bridge");
    data(&app);
    map(&app);
    issues(&app);
    metrics(&app);
    negotiations(&app);
    pack(&app);
    export(&app);
    app.page.press(&["Control", "w"]);
    app.page.sees("Recent projects");
}

/// Another sheet; along its cells to the last one shown.
fn data(app: &App) {
    app.step("Data");
    app.page.tab_to("Preview sample-plan.csv");
    app.page.press(&["Enter"]);
    app.page.sees("sample-plan.csv");
    let shows_plan = "return document.querySelector('#preview').innerText";
    app.page.until("the plan's cells", || {
        app.page.asks(shows_plan) == "sample-plan.csv"
    });
    crate::screens::settled(app);
    // The table of cells is one stop; inside, the arrows go.
    app.page.steps_to(&["Tab"], "Preview");
    app.page.press(&["Tab"]);
    app.page.press(&["Control", "Home"]);
    let caption = app.page.focused();
    app.page.press(&["Down"]);
    app.page.press(&["Right"]);
    assert_ne!(app.page.focused(), caption);
}

/// A column is made something else, and what it was again.
fn map(app: &App) {
    app.step("Map");
    app.page.tab_to("What column K, Tier, is");
    let field = "return document.activeElement.value";
    let was = app.page.asks(field);
    app.page.press(&["Up"]);
    app.page
        .until("another field", || app.page.asks(field) != was);
    app.page.sees("Saved ");
    app.page.press(&["Down"]);
    app.page
        .until("the field again", || app.page.asks(field) == was);
}

/// From issue to issue; one is decided, foreseen before, and the decision taken back.
fn issues(app: &App) {
    app.step("Issues");
    let title = "return document.querySelector('article h2').innerText";
    let first = app.page.asks(title);
    app.page.press(&["F8"]);
    app.page.press(&["F8"]);
    app.page
        .until("the next issue", || app.page.asks(title) != first);
    app.page.press(&["Shift", "F8"]);
    app.page
        .until("the first issue", || app.page.asks(title) == first);
    app.page.tab_to("Leave the gap");
    app.page.sees("What “Leave the gap” would change");
    app.page.press(&["Enter"]);
    app.page.sees("Decisions");
    app.page.press(&["Control", "z"]);
    app.page.sees_no_more("Printed on the data-quality page");
}

/// From the figure to its customers, to the rows in the file, and back to where it began.
fn metrics(app: &App) {
    app.step("Metrics");
    app.page.tab_to("−354");
    app.page.press(&["Enter"]);
    app.page.sees(DOWNSELL);
    app.page.tab_to("Pebble Security");
    app.page.press(&["Enter"]);
    app.page.sees("Closing, 30 Sep 2026");
    app.page.sees("sample-arr-export.xlsx");
    app.page.press(&["Escape"]);
    app.page.sees(DOWNSELL);
    app.page.press(&["Escape"]);
    app.page.sees_no_more(DOWNSELL);
    app.page.until("the focus is back on the figure", || {
        app.page.focused() == "−354"
    });
    // The same by its name.
    app.page.press(&["Control", "k"]);
    app.page.text("dialog input");
    app.page.keys("downsell");
    app.page.sees("Downsell: −354");
    let chosen = "return document.querySelector('#found [aria-selected=true]').innerText";
    for _ in 0..12 {
        if app.page.asks(chosen).starts_with("Downsell: −354") {
            break;
        }
        app.page.press(&["Down"]);
    }
    app.page.press(&["Enter"]);
    app.page.sees(DOWNSELL);
    app.page.press(&["Escape"]);
    app.page.sees_no_more(DOWNSELL);
}

/// A request is opened, a field of it typed anew, the typing kept by Enter, the form closed.
fn negotiations(app: &App) {
    app.step("Negotiations");
    app.page.tab_to("R-001");
    app.page.press(&["Enter"]);
    app.page.sees("R-001 · Birch Bakeries");
    app.page.tab_to("Owner");
    app.page.press(&["Control", "a"]);
    app.page.keys("R. Meyer");
    app.page.press(&["Enter"]);
    let owner = "return document.getElementById('field-Owner').value";
    app.page
        .until("the owner is kept", || app.page.asks(owner) == "R. Meyer");
    app.page.sees("Saved ");
    app.page.press(&["Escape"]);
    app.page.sees_no_more("R-001 · Birch Bakeries");
    app.page.until("the focus is back on the request", || {
        app.page.focused() == "R-001"
    });
}

/// A page is turned to, moved, left out, taken in again, and given other words.
fn pack(app: &App) {
    app.step("Pack");
    app.page.sees("Message of page 1");
    app.page.press(&["PageDown"]);
    app.page.press(&["PageDown"]);
    app.page.sees("Message of page 2");
    let order = "return [...document.querySelectorAll('[aria-label=Pages] .name')].map((e) => e.innerText).join()";
    let usual = app.page.asks(order);
    app.page.tab_to("Move page up");
    app.page.press(&["Enter"]);
    app.page
        .until("another order", || app.page.asks(order) != usual);
    app.page.tab_to("Move page down");
    app.page.press(&["Enter"]);
    app.page
        .until("the usual order", || app.page.asks(order) == usual);
    app.page.tab_to("In the pack");
    app.page.press(&["Space"]);
    app.page
        .until("a page is left out", || app.page.asks(order) != usual);
    app.page.tab_to("ARR bridge");
    app.page.press(&["Space"]);
    app.page
        .until("the page is back", || app.page.asks(order) == usual);
    app.page.tab_to("Message of page 2");
    app.page.press(&["Control", "a"]);
    app.page.keys("Fewer seats cost {{downsell.q.display}}.");
    app.page.tab_to("Keep message");
    app.page.press(&["Enter"]);
    app.page.sees("Manual: your words");
}

/// Both files, into a folder which the dialog is told.
fn export(app: &App) {
    app.page.press(&["Control", "e"]);
    app.page.sees("No issue blocks the pack");
    app.page.tab_to("Choose a folder and export…");
    app.page.press(&["Enter"]);
    exports::arrive(app, "packs");
    app.page.tab_to("Copy path");
    app.page.press(&["Enter"]);
    app.page.sees("Copied the path of");
    // The workbook alone, then both again.
    let ticked = "return [...document.querySelectorAll('[aria-labelledby=what] input[type=checkbox]')].map((e) => e.checked).join()";
    app.page.press(&["Control", "Shift", "e"]);
    app.page.until("the workbook alone", || {
        app.page.asks(ticked) == "false,true"
    });
    app.page.press(&["Control", "e"]);
    app.page
        .until("both files", || app.page.asks(ticked) == "true,true");
}
