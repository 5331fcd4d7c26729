//! Each layout of a file from the dialog to the exported files, by mouse and again by keyboard alone.

use crate::app::App;
use crate::exports;
use crate::files::{self, BRIDGE};
use std::path::{Path, PathBuf};

/// The same quarter in every layout: the file, what the step Data calls its layout, a cell as the step Map
/// shows it, and whether its date is asked for.
struct Layout {
    write: fn(&Path) -> PathBuf,
    name: &'static str,
    sample: &'static str,
    undated: bool,
}

const LAYOUTS: [Layout; 3] = [
    Layout {
        write: files::german,
        name: "long ledger",
        sample: "1.000,00",
        undated: false,
    },
    Layout {
        write: files::months,
        name: "wide months",
        sample: "2025-12-31",
        undated: false,
    },
    Layout {
        write: files::contracts,
        name: "contract lines",
        sample: "2027-01-31",
        undated: true,
    },
];

const AS_OF: &str = "2026-03-31";
/// What the step Issues asks, as its field and its button are labelled.
const ASKED: (&str, &str) = ("Date of the export, as 2026-09-30", "Set");

#[test]
fn three_layouts_reach_their_files_by_mouse() {
    let app = App::start(&[]);
    for layout in &LAYOUTS {
        let file = (layout.write)(app.desktop.home.path());
        app.page.sees("Recent projects");
        app.page.click("Open file…");
        app.desktop.choose_path("Open an ARR or MRR export", &file);
        app.page.sees("Closing ARR");
        step(&app, "Data", layout.name);
        step(&app, "Map", layout.sample);
        if layout.undated {
            step(&app, "Issues", "As-of date");
            let field = format!("input[aria-label='{}']", ASKED.0);
            app.page.types(&field, AS_OF);
            app.page.click(ASKED.1);
            app.page.sees("Decisions");
        }
        step(&app, "Metrics", BRIDGE);
        step(&app, "Pack", "Message of page 1");
        step(&app, "Export", "No issue blocks the pack");
        app.page.click("Choose a folder and export…");
        exports::arrive(&app, &packs(&file));
        app.page.click("Start screen");
    }
}

#[test]
fn three_layouts_reach_their_files_by_keyboard_alone() {
    let app = App::start(&[]);
    for layout in &LAYOUTS {
        let file = (layout.write)(app.desktop.home.path());
        app.page.sees("Recent projects");
        app.page.press(&["Control", "o"]);
        app.desktop.choose_path("Open an ARR or MRR export", &file);
        app.page.sees("Closing ARR");
        press(&app, "Data", layout.name);
        press(&app, "Map", layout.sample);
        if layout.undated {
            press(&app, "Issues", "As-of date");
            app.page.tab_to(ASKED.0);
            app.page.keys(AS_OF);
            app.page.press(&["Enter"]);
            app.page.sees("Decisions");
        }
        press(&app, "Metrics", BRIDGE);
        press(&app, "Pack", "Message of page 1");
        press(&app, "Export", "No issue blocks the pack");
        app.page.tab_to("Choose a folder and export…");
        app.page.press(&["Enter"]);
        exports::arrive(&app, &packs(&file));
        app.page.press(&["Control", "w"]);
    }
}

/// Goes to a step by its button in the rail.
fn step(app: &App, name: &str, words: &str) {
    app.page
        .click_css(&format!("nav button[title^='{name} (']"));
    app.page.sees(words);
}

/// Goes to a step by its number.
fn press(app: &App, name: &str, words: &str) {
    app.step(name);
    app.page.sees(words);
}

/// A folder for the files of each layout.
fn packs(file: &Path) -> String {
    format!("packs-{}", file.file_stem().unwrap().to_string_lossy())
}
