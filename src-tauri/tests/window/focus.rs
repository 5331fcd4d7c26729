//! Focus is visible wherever it goes, no target is too small, and nothing is lost at twice the size
//! (WCAG 2.2: 1.4.10, 1.4.11, 2.4.7, 2.4.11, 2.5.8).

use crate::app::App;
use crate::screens::STEPS;
use serde_json::{Value, json};

/// Puts the focus on every control in turn and says what is wrong with it: a ring thinner than two pixels or
/// too near its background, something lying over the control, a target under 24 pixels.
const FOCUSES: &str = include_str!("focus.js");
/// Says what is out of reach: wider than its part of the window and not to be scrolled to, or cut off.
const LOSES: &str = include_str!("loses.js");

/// What is wrong with the controls of the page as it stands.
pub fn check(app: &App, screen: &str) {
    // A key first: the ring is for the keyboard.
    app.page.press(&["Tab"]);
    let found = app.page.run_async(FOCUSES, &[]);
    let count = found["count"].as_u64().unwrap_or_default();
    assert!(count > 0, "{screen}: nothing takes the focus");
    assert!(
        nothing(&found["faults"]),
        "{screen}:\n{}",
        lines(&found["faults"])
    );
}

fn nothing(list: &Value) -> bool {
    list.as_array().is_some_and(Vec::is_empty)
}

fn lines(list: &Value) -> String {
    let texts = list
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn focus_is_visible_on_every_control_of_every_screen() {
    let app = App::start(&[]);
    app.page.sees("Recent projects");
    check(&app, "start");
    app.page.click("Open the sample");
    app.page.sees("ARR bridge");
    for theme in ["light", "dark"] {
        let paint = "document.documentElement.dataset.theme = arguments[0]";
        app.page.run(paint, &[json!(theme)]);
        for (i, step) in STEPS.iter().enumerate() {
            app.page.press(&["Control", &(i + 1).to_string()]);
            let step = step.to_lowercase();
            app.page.text(&format!("main[aria-label='{step}'] h1"));
            check(&app, &format!("{step}, {theme}"));
        }
        app.page.press(&["Control", "4"]);
        app.page.click_css("tr.highlight button.figure");
        app.page.sees("together");
        check(&app, &format!("behind the figure, {theme}"));
        app.page.press(&["Escape"]);
    }
    app.page.press(&["Control", "5"]);
    app.page.click("R-001");
    app.page.sees("R-001 · Birch Bakeries");
    check(&app, "form of a request");
    app.page.press(&["Control", "k"]);
    app.page.text("dialog input");
    check(&app, "palette");
    app.page.press(&["Escape"]);
    app.page.press(&["F1"]);
    app.page.sees("Keyboard shortcuts");
    check(&app, "shortcuts");
}

#[test]
fn at_twice_the_size_nothing_is_lost() {
    let app = App::start(&[]);
    app.page.sees("Recent projects");
    for _ in 0..5 {
        app.page.press(&["Control", "+"]);
    }
    whole(&app, "start");
    app.page.click("Open the sample");
    app.page.sees("ARR bridge");
    for (i, step) in STEPS.iter().enumerate() {
        app.page.press(&["Control", &(i + 1).to_string()]);
        let step = step.to_lowercase();
        app.page.text(&format!("main[aria-label='{step}'] h1"));
        whole(&app, &step);
    }
    app.page.press(&["Control", "4"]);
    app.page.click_css("tr.highlight button.figure");
    app.page.sees("together");
    whole(&app, "behind the figure");
    app.page.press(&["Escape"]);
    app.page.press(&["Control", "5"]);
    app.page.click("R-001");
    app.page.sees("R-001 · Birch Bakeries");
    whole(&app, "form of a request");
    app.page.press(&["Control", "k"]);
    app.page.text("dialog input");
    whole(&app, "palette");
    app.page.press(&["Escape"]);
    app.page.press(&["F1"]);
    app.page.sees("Keyboard shortcuts");
    whole(&app, "shortcuts");
}

fn whole(app: &App, screen: &str) {
    let lost = app.page.run(LOSES, &[]);
    assert!(
        nothing(&lost),
        "{screen} at twice the size:\n{}",
        lines(&lost)
    );
}
