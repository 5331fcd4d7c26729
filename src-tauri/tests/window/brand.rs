//! Page setup in the Pack step: accent, logo, readers, names, unit, benchmarks, order and notes; kept with
//! the project.

use crate::app::App;
use crate::desktop::soon;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A PNG of 32 × 32 dots, all of one colour.
const PNG: &[u8] = include_bytes!("../../../icons/32x32.png");

fn packed() -> App {
    let app = App::quarter();
    app.page.press(&["Control", "6"]);
    app.page.sees("Page setup");
    app
}

fn drawing(app: &App) -> String {
    let script = "return document.querySelector('.paper')?.innerHTML ?? ''";
    let drawn = app.page.run(script, &[]);
    drawn.as_str().unwrap_or_default().to_lowercase()
}

fn draws(app: &App, what: &str) {
    let drawn = soon(|| drawing(app).contains(what));
    assert!(drawn, "the page never shows {what}");
}

/// Types into a field as a user who then goes on.
fn fill(app: &App, css: &str, text: &str) {
    app.page.types(css, text);
    app.page.press(&["Tab"]);
}

fn logo(folder: &Path) -> PathBuf {
    let path = folder.join("alder.png");
    std::fs::write(&path, PNG).unwrap();
    path
}

#[test]
fn accent_and_logo_are_on_every_page_and_kept() {
    let app = packed();
    fill(&app, "#accent", "#7a1f5c");
    draws(&app, "#7a1f5c");
    let path = logo(app.desktop.home.path());
    app.page.click("Choose a logo…");
    app.desktop.choose_path("Choose the company's logo", &path);
    app.page.sees("alder.png");
    draws(&app, "<image");
    crate::access::check(&app, "pack with accent and logo");
    let app = app.killed_and_started();
    app.page.sees("ARR bridge");
    app.page.press(&["Control", "6"]);
    app.page.sees("alder.png");
    draws(&app, "#7a1f5c");
    app.page.click("Remove the logo");
    app.page.sees("PNG, at the top right of every page");
}

#[test]
fn an_accent_which_reads_badly_is_refused_with_its_contrast() {
    let app = packed();
    fill(&app, "#accent", "#f2f2f2");
    app.page.sees("accent-refused");
    app.page.sees("Choose a darker colour");
}

#[test]
fn names_become_codes_without_another_template() {
    let app = packed();
    let named = |name: &str| {
        let script = "return [...document.querySelectorAll('[aria-label=Pages] button')].find((b) => b.innerText.includes('Names'))?.click()";
        app.page.run(script, &[]);
        let says = || drawing(&app).contains(name);
        assert!(soon(says), "{name}");
    };
    named("birch");
    app.page.click("Codes");
    draws(&app, "codes instead of names");
    assert!(!drawing(&app).contains("birch"));
    assert_eq!(pressed(&app, "Pack"), "Board", "the template stays");
    app.page.click("Names");
    named("birch");
}

/// What is chosen of a group of choices.
fn pressed(app: &App, group: &str) -> String {
    let script = "return document.querySelector(`[role=group][aria-label='${arguments[0]}'] [aria-pressed=true]`)?.innerText ?? ''";
    let text = app.page.run(script, &[Value::from(group)]);
    text.as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_unit_is_the_same_on_every_screen() {
    let app = packed();
    app.page.click("K");
    app.page.sees("Unit $K");
    app.page.press(&["Control", "4"]);
    app.page.sees("ARR bridge Q1 2026, $K");
    app.page.press(&["Control", "z"]);
    app.page.sees("1,800 + 400 + 200 − 150 − 300 = 1,950");
}

#[test]
fn benchmarks_stand_with_their_sources_and_grades() {
    let app = packed();
    assert_eq!(pressed(&app, "Benchmarks on page 4"), "Off");
    app.page.click("All grades");
    app.page.sees("benchmarks, each with its source");
    app.page.click_css("[aria-labelledby=look] summary");
    app.page.sees("graded");
}

#[test]
fn a_page_moves_by_button_and_by_key() {
    let app = packed();
    let order = || {
        let script = "return [...document.querySelectorAll('[aria-label=Pages] .name')].map((e) => e.innerText).join(' ')";
        let text = app.page.run(script, &[]);
        text.as_str().unwrap_or_default().to_owned()
    };
    let usual = order();
    let becomes = |what: &str, wanted: bool| {
        assert!(
            soon(|| order().starts_with(what) == wanted),
            "{what}: {}",
            order()
        );
    };
    app.page
        .click_css("[aria-label=Pages] li:nth-child(3) button");
    app.page.sees("Message of page 3");
    app.page.click("Move page up");
    becomes(&usual, false);
    becomes("Summary One quarter ARR bridge", true);
    app.page.run(
        "document.querySelector('[aria-label=Pages] li:nth-child(2) button').focus()",
        &[],
    );
    app.page.press(&["Alt", "Down"]);
    becomes(&usual, true);
}

#[test]
fn a_note_stands_on_its_page_with_its_owner() {
    let app = packed();
    fill(
        &app,
        "[aria-label='Note on the page']",
        "The pilot ends in May.",
    );
    draws(&app, "the pilot ends in may.");
    fill(&app, "[aria-label='Owner of the note']", "R. Meyer");
    draws(&app, "r. meyer: the pilot ends in may.");
    app.page.click("External");
    let gone = || !drawing(&app).contains("pilot");
    assert!(soon(gone), "it goes outside");
}
