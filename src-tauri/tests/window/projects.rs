//! The project file: kept without asking, taken back after a restart, copied, told of changed files.

use crate::app::App;
use crate::desktop::soon;
use crate::files::BRIDGE;

#[test]
fn a_project_outlives_a_power_cut_and_is_taken_back_after_it() {
    let app = App::quarter();
    app.page.sees("Saved ");
    app.page.press(&["Control", "6"]);
    app.page.sees("Message of page 1");
    app.page.types(
        "[aria-labelledby=message] textarea",
        " Birch asked for fewer seats.",
    );
    app.page.click("Keep message");
    app.page.sees("Manual: your words");
    let app = app.killed_and_started();
    app.page.sees(BRIDGE);
    app.page.press(&["Control", "6"]);
    app.page.sees("Manual: your words");
    app.page.press(&["Control", "z"]);
    app.page.sees("Automatic: follows the figures");
    app.page.press(&["Control", "Shift", "z"]);
    app.page.sees("Manual: your words");
    // Closed as it should be, it is in the list and not reopened by itself.
    app.page.press(&["Control", "w"]);
    app.page.sees("Recent projects");
    let app = app.killed_and_started();
    app.page.sees("quarter.csv");
    app.page.click_css("[aria-labelledby=recents] button.open");
    app.page.sees(BRIDGE);
}

/// App, section 5: preferences live in the configuration folder, and are there before the page is drawn.
#[test]
fn theme_and_zoom_are_kept_in_the_configuration_folder() {
    let app = App::quarter();
    app.page.sees("Saved ");
    app.paint("dark");
    app.page.press(&["Control", "+"]);
    let looks = "return [document.documentElement.dataset.theme, document.documentElement.style.getPropertyValue('--zoom')].join()";
    app.page
        .until("zoomed", || app.page.asks(looks) == "dark,1.1");
    let config = app.desktop.home.path().join("config");
    let kept = config.join("com.holdfast.desktop/preferences.json");
    let says = |words: &str| std::fs::read_to_string(&kept).is_ok_and(|text| text.contains(words));
    assert!(soon(|| says("\"dark\"") && says("\"1.1\"")));
    let app = app.killed_and_started();
    app.page.sees(BRIDGE);
    assert_eq!(app.page.asks(looks), "dark,1.1");
}

#[test]
fn a_changed_file_is_told_and_read_again_and_a_copy_is_a_project() {
    let app = App::quarter();
    let copy = app.desktop.home.path().join("copy.holdfast");
    app.page.press(&["Control", "s"]);
    app.desktop.choose_path("Save a copy of the project", &copy);
    app.page.sees("Copy saved");
    app.corrects("1200", "1300");
    app.page
        .sees("Changed on disk since the import: quarter.csv");
    app.page.sees(BRIDGE);
    crate::screens::shown(&app, "file-changed");
    app.page.click("Read again");
    app.page.sees("1,800 + 400 + 300 − 150 − 300 = 2,050");
    // Undo covers imports.
    app.page.press(&["Control", "z"]);
    app.page.sees(BRIDGE);
    let mut second = app
        .desktop
        .command(crate::app::binary())
        .arg(&copy)
        .spawn()
        .unwrap();
    app.page.sees(BRIDGE);
    assert!(soon(|| second.try_wait().unwrap().is_some()));
}

#[test]
fn numbers_changed_since_the_last_pack_wait_for_a_choice() {
    let app = App::quarter();
    app.page.press(&["Control", "7"]);
    app.page.click("Choose a folder and export…");
    let folder = app.desktop.folder("packs");
    app.desktop.choose_path("Export to which folder", &folder);
    app.page.sees("Issued packs");
    app.page.sees("No past figure changed.");
    app.corrects("1200", "1300");
    app.page.click("Read again");
    app.page.sees("Numbers changed since the last pack.");
    // Three customers carry no rate (S-4), neither in the banner nor in the list.
    app.page
        .sees("7 past figures changed: Closing ARR Q1 2026 1,950.00 → 2,050.00.");
    let all = app.page.asks("return document.body.textContent");
    assert!(all.contains("n=3") && !all.contains("86.1%"), "{all}");
    app.page.sees("The pack waits for 1 choice.");
    app.page.sees("1 choice to make: the pack waits");
    app.page.sees("1,200.00 → 1,300.00 at 31 Mar 2026");
    crate::screens::shown(&app, "restatement");
    app.page.click("Recast");
    let settled = soon(|| !app.page.page().to_lowercase().contains("the pack waits"));
    assert!(settled, "{}", app.page.page());
    app.page.press(&["Control", "z"]);
    app.page.sees("1 choice to make: the pack waits");
}
