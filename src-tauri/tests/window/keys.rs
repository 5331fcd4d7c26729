//! The keys of the desktop (app section 3), pressed as a keyboard presses them: through the window manager, the
//! native menu and the page.

use crate::app::App;
use crate::files::BRIDGE;

fn pressed(app: &App, keys: &str) {
    app.desktop.focus("Holdfast");
    app.desktop.keys(keys);
}

/// What a script says of the page, once it says this.
fn says(app: &App, script: &str, wanted: &str) {
    app.page.until(wanted, || {
        app.page.asks(&format!("return String({script})")) == wanted
    });
}

const FORMATS: &str = "[...document.querySelectorAll('main[aria-label=export] label input[type=checkbox]')].map((b) => b.checked)";
const ZOOM: &str = "document.documentElement.style.getPropertyValue('--zoom') || '1'";
const OPEN: &str = "document.querySelector('dialog[open] h2, dialog[open] input') !== null";
const HERE: &str = "document.activeElement.textContent.trim()";

#[test]
fn every_key_of_the_window_does_what_the_sheet_of_keys_says() {
    let app = App::quarter();
    pressed(&app, "ctrl+e");
    says(&app, FORMATS, "true,true");
    pressed(&app, "ctrl+shift+e");
    says(&app, FORMATS, "false,true");
    for overlay in ["ctrl+k", "F1", "question"] {
        pressed(&app, overlay);
        says(&app, OPEN, "true");
        pressed(&app, "Escape");
        says(&app, OPEN, "false");
    }
    pressed(&app, "ctrl+f");
    says(
        &app,
        "document.querySelector('.find input') !== null",
        "true",
    );
    pressed(&app, "Escape");
    says(
        &app,
        "document.querySelector('.find input') !== null",
        "false",
    );
    for (keys, zoom) in [
        ("ctrl+plus", "1.1"),
        ("ctrl+plus", "1.25"),
        ("ctrl+minus", "1.1"),
        ("ctrl+0", "1"),
    ] {
        pressed(&app, keys);
        says(&app, ZOOM, zoom);
    }
    for (keys, title) in [
        ("ctrl+o", "Open an ARR or MRR export"),
        ("ctrl+n", "Begin a project"),
        ("ctrl+s", "Save a copy of the project"),
        ("ctrl+i", "Import the new export"),
    ] {
        pressed(&app, keys);
        app.desktop.leave(title);
    }
    // Every step by its number, and back out of a figure by both keys.
    for step in ["1", "2", "3", "5", "6", "7", "4"] {
        pressed(&app, &format!("ctrl+{step}"));
    }
    app.page.sees(BRIDGE);
    for back in ["Escape", "alt+Left"] {
        app.page.run(
            "document.querySelector('tr.highlight button.figure').focus()",
            &[],
        );
        pressed(&app, "Return");
        app.page.sees("together");
        pressed(&app, back);
        app.page.sees_no_more("together");
    }
    pressed(&app, "ctrl+w");
    app.page.sees("Recent projects");
}

/// Undo and redo by every key they have.
#[test]
fn a_choice_is_taken_back_and_done_again_by_key() {
    let app = App::quarter();
    app.step("Map");
    app.page.run(
        "for (const one of document.querySelectorAll('main details')) one.open = true",
        &[],
    );
    app.page.click("Month");
    app.page.sees("Month · fiscal year");
    for (keys, basis) in [
        ("ctrl+z", "Quarter · fiscal year"),
        ("ctrl+y", "Month · fiscal year"),
        ("ctrl+z", "Quarter · fiscal year"),
        ("ctrl+shift+z", "Month · fiscal year"),
    ] {
        pressed(&app, keys);
        app.page.sees(basis);
    }
}

/// In the sheet: to its ends, one cell corrected, filled down, copied and pasted.
#[test]
fn a_sheet_is_walked_corrected_filled_and_pasted_into_by_key() {
    let app = App::quarter();
    app.step("Data");
    app.page.text("table[role=grid] td[tabindex='0']");
    let cell = "document.querySelector('table[role=grid] td[tabindex=\"0\"]').focus()";
    app.page.run(cell, &[]);
    for (keys, text) in [
        ("ctrl+Home", "Customer ID"),
        ("End", "Region"),
        ("Down", "EMEA"),
        ("ctrl+End", "APAC"),
        ("Home", "C3"),
        ("ctrl+Home", "Customer ID"),
        ("Down", "C0"),
        ("Right", "Alder"),
    ] {
        pressed(&app, keys);
        says(&app, HERE, text);
    }
    // Esc keeps what was there; Enter keeps what is typed and goes down, Tab goes right.
    pressed(&app, "F2");
    app.page.types("td input", "nothing");
    pressed(&app, "Escape");
    says(&app, HERE, "Alder");
    let edited = |n: usize| {
        let count = "document.querySelectorAll('table[role=grid] td.edited').length";
        says(&app, count, &n.to_string());
    };
    pressed(&app, "F2");
    app.page.types("td input", "Alder Ltd");
    pressed(&app, "Return");
    edited(1);
    says(&app, HERE, "Birch");
    pressed(&app, "ctrl+d");
    edited(2);
    says(&app, HERE, "Alder Ltd");
    // A cell copied is pasted into another.
    pressed(&app, "ctrl+c");
    app.page.sees("Copied the cell");
    pressed(&app, "Down");
    says(&app, HERE, "Cedar");
    pressed(&app, "ctrl+v");
    edited(3);
    says(&app, HERE, "Alder Ltd");
}
