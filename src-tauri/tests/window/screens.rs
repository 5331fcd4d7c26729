//! Every screen, light and dark: no serious fault by axe, nothing wider than the window, a picture.

use crate::access;
use crate::app::App;
use serde_json::json;
use std::path::Path;
use std::time::Duration;

pub const STEPS: [&str; 7] = [
    "Data",
    "Map",
    "Issues",
    "Metrics",
    "Negotiations",
    "Pack",
    "Export",
];

#[test]
fn every_screen_is_accessible_in_light_and_dark() {
    let app = App::start(&[]);
    app.page.sees("Recent projects");
    seen(&app, "start");
    app.page.click("Open the sample");
    app.page.sees("ARR bridge");
    for theme in ["light", "dark"] {
        app.page.run(
            "document.documentElement.dataset.theme = arguments[0]",
            &[json!(theme)],
        );
        for (i, step) in STEPS.iter().enumerate() {
            app.page.press(&["Control", &(i + 1).to_string()]);
            app.page
                .text(&format!("main[aria-label='{}'] h1", step.to_lowercase()));
            seen(&app, &format!("{}-{theme}", step.to_lowercase()));
        }
        app.page.press(&["Control", "4"]);
        app.page.click_css("tr.highlight button.figure");
        app.page.sees("together");
        seen(&app, &format!("behind-{theme}"));
        app.page.press(&["Escape"]);
    }
}

#[test]
fn the_palette_and_the_shortcuts_are_accessible() {
    let app = App::start(&[]);
    app.page.click("Open the sample");
    app.page.sees("ARR bridge");
    app.page.press(&["Control", "k"]);
    app.page.types("dialog input", "churn");
    app.page.sees("Churn:");
    seen(&app, "palette");
    app.page.press(&["Enter"]);
    app.page.sees("together");
    app.page.run(
        "window.dispatchEvent(new KeyboardEvent('keydown', { key: 'F1' }))",
        &[],
    );
    app.page.sees("Keyboard shortcuts");
    seen(&app, "shortcuts");
}

#[test]
fn at_twice_the_size_nothing_is_cut_off() {
    let app = App::start(&[]);
    app.page.click("Open the sample");
    app.page.sees("ARR bridge");
    for _ in 0..5 {
        app.page.press(&["Control", "+"]);
    }
    for (i, step) in STEPS.iter().enumerate() {
        app.page.press(&["Control", &(i + 1).to_string()]);
        app.page
            .text(&format!("main[aria-label='{}'] h1", step.to_lowercase()));
        let cut = app.page.run(
            "const main = document.querySelector('main');
             const room = main.getBoundingClientRect().right + 1;
             const scrolls = (e) => e && e !== main && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
             return [...main.querySelectorAll('h1, h2, p, button, select, input')]
               .filter((e) => e.getClientRects().length && e.getBoundingClientRect().right > room && !scrolls(e.parentElement))
               .map((e) => e.outerHTML.slice(0, 120))",
            &[],
        );
        assert_eq!(cut.as_array().map(Vec::len), Some(0), "{step}: {cut}");
    }
}

/// Checks the screen as it stands; keeps its picture where one is wanted.
pub fn seen(app: &App, name: &str) {
    app.page.run_async("const done = arguments[arguments.length - 1]; document.fonts.ready.then(() => requestAnimationFrame(() => done(1)))", &[]);
    std::thread::sleep(Duration::from_millis(400));
    if let Some(folder) = std::env::var_os("HOLDFAST_PICTURES") {
        std::fs::write(
            Path::new(&folder).join(format!("{name}.png")),
            app.page.picture(),
        )
        .unwrap();
    }
    access::check(app, name);
}
