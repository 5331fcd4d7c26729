//! Focus is visible wherever it goes, no target is too small, and nothing is lost at twice and at three times
//! the size (WCAG 2.2: 1.4.10, 1.4.11, 2.4.7, 2.4.11, 2.5.8).

use crate::app::App;
use serde_json::Value;

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
    let faults = &found["faults"];
    assert!(nothing(faults), "{screen}:\n{}", lines(faults));
}

/// What is lost of the page as it stands at twice its size.
pub fn check_whole(app: &App, screen: &str) {
    let zoom = "document.documentElement.style.setProperty('--zoom', arguments[0])";
    let was = "return document.documentElement.style.getPropertyValue('--zoom')";
    let was = app.page.asks(was);
    app.page.run(zoom, &["2".into()]);
    crate::screens::settled(app);
    let lost = app.page.run(LOSES, &[]);
    app.page.run(zoom, &[was.into()]);
    assert!(nothing(&lost), "{screen} at 200 %:\n{}", lines(&lost));
}

fn nothing(list: &Value) -> bool {
    list.as_array().is_some_and(Vec::is_empty)
}

fn lines(list: &Value) -> String {
    let texts = list.as_array().into_iter().flatten();
    let texts: Vec<&str> = texts.filter_map(Value::as_str).collect();
    texts.join("\n")
}

#[test]
fn at_twice_and_three_times_the_size_nothing_is_lost() {
    let app = App::start(&[]);
    app.page.sees("Recent projects");
    // 110, 125, 150, 175, 200 %; then 250 and 300 %.
    for (size, steps) in [("200 %", 5), ("300 %", 2)] {
        for _ in 0..steps {
            app.page.press(&["Control", "+"]);
        }
        everything(&app, size);
    }
}

/// From the start screen through every step and what opens over it, and back.
fn everything(app: &App, size: &str) {
    let whole = |screen: &str| {
        crate::screens::settled(app);
        let lost = app.page.run(LOSES, &[]);
        assert!(nothing(&lost), "{screen} at {size}:\n{}", lines(&lost));
    };
    whole("start");
    app.page.click("Open the sample");
    app.page.sees("ARR bridge");
    app.each_step(whole);
    app.step("Metrics");
    app.page.click_css("tr.highlight button.figure");
    app.page.sees("together");
    whole("behind the figure");
    app.page.press(&["Escape"]);
    app.step("Negotiations");
    app.page.click("R-001");
    app.page.sees("R-001 · Birch Bakeries");
    whole("form of a request");
    app.page.press(&["Control", "f"]);
    app.page.text(".find input");
    whole("find bar");
    app.page.press(&["Escape"]);
    app.page.press(&["Control", "k"]);
    app.page.text("dialog input");
    whole("palette");
    app.page.press(&["Escape"]);
    app.page.press(&["F1"]);
    app.page.sees("Keyboard shortcuts");
    whole("shortcuts");
    app.page.press(&["Escape"]);
    app.page.press(&["Control", "w"]);
    app.page.sees("Recent projects");
}
