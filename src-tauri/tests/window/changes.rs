//! Changes of the inputs are jobs: the old figures stay, dimmed, until the new ones are there; Cancel leaves all
//! as it was (app sections 1 and 2).

use crate::app::App;
use crate::speed::{Click, click};
use std::path::Path;

const UNDO: &str = "header button[title^='Undo: Basis: ']";

/// Changes which have every figure computed again, each taken back.
pub const CHANGES: [Click; 7] = [
    (
        "step Map once more",
        "document.querySelector(\"nav button[title^='Map (']\").click()",
        "document.querySelector(\"main[aria-label='map'] tbody\")",
    ),
    (
        "a choice of the basis",
        CHOOSE,
        "document.querySelector(\"header button[title^='Undo: Basis: ']\")",
    ),
    (
        "undo of it",
        "window.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true }))",
        "!document.querySelector(\"header button[title^='Undo: Basis: ']\")",
    ),
    (
        "step Data once more",
        "document.querySelector(\"nav button[title^='Data (']\").click()",
        "document.querySelector(\"main[aria-label='data'] [aria-label='Preview'] td\")",
    ),
    (
        "a cell opened",
        "document.querySelector(\"[aria-label='Preview'] tr:nth-child(3) td\").dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))",
        "document.querySelector(\"[aria-label='Preview'] td input\")",
    ),
    (
        "a cell corrected",
        "(() => { const cell = document.querySelector(\"[aria-label='Preview'] td input\"); cell.value += ' II'; cell.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })); })()",
        "document.querySelector(\"header button[title^='Undo: Cell']\")",
    ),
    (
        "undo of that",
        "window.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true }))",
        "!document.querySelector(\"header button[title^='Undo: Cell']\")",
    ),
];

/// Takes another answer to the first question of the basis which has a few.
const CHOOSE: &str = "(() => { document.querySelector('main details').open = true; document.querySelector('main details .choices button[aria-pressed=false]').click(); })()";

/// Has the basis changed and cancels after so many milliseconds; how long Cancel took in milliseconds, `None` where
/// the change was done before. A change which was cancelled has changed nothing.
pub fn cancelled(app: &App, after: f64) -> Option<f64> {
    click(app, &CHANGES[0]);
    let script = format!(
        "const done = arguments[arguments.length - 1];
         const changed = () => document.querySelector(\"{UNDO}\") !== null;
         const began = performance.now();
         const stop = (button) => {{
           const start = performance.now();
           const gone = () => document.querySelector('.bar') ? requestAnimationFrame(gone) : setTimeout(() => done(performance.now() - start));
           button.click();
           gone();
         }};
         const look = () => {{
           const button = document.querySelector('.bar button');
           if (button && performance.now() >= began + {after}) stop(button);
           else if (changed()) done(null);
           else requestAnimationFrame(look);
         }};
         {CHOOSE};
         look();"
    );
    let took = app.page.run_async(&script, &[]).as_f64();
    let undone = if took.is_none() {
        &CHANGES[2]
    } else {
        &CHANGES[0]
    };
    click(app, undone);
    let left = format!("return document.querySelector(\"{UNDO}\") === null");
    assert_eq!(
        app.page.run(&left, &[]),
        true,
        "a cancelled change changes nothing"
    );
    took
}

#[test]
fn a_change_of_the_basis_is_cancelled_and_taken_back() {
    let app = App::start(&[Path::new("--sample")]);
    app.page.sees("ARR bridge");
    // Unoptimised, computing takes long enough for Cancel.
    assert!(cancelled(&app, 0.0).is_some(), "no Cancel was offered");
    for change in &CHANGES {
        let times = click(&app, change);
        assert!(times.done.is_finite(), "{} does not end", change.0);
    }
}

#[test]
fn f8_goes_on_from_the_issue_looked_at_last() {
    let app = App::start(&[Path::new("--sample")]);
    app.page.sees("ARR bridge");
    let shown = || app.page.text("main article h2");
    app.desktop.focus("Holdfast");
    app.desktop.keys("F8");
    app.page.sees("Next:");
    let first = shown();
    app.desktop.keys("F8");
    assert!(crate::desktop::soon(|| shown() != first));
    let second = shown();
    app.desktop.keys("ctrl+4");
    app.page.sees("ARR bridge");
    app.desktop.keys("shift+F8");
    app.page.sees("F8: next issue");
    assert_eq!(shown(), first, "before {second}");
}
