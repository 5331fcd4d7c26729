//! Finding: on the screen, in a long sheet, anything by the palette; the country's figures and days.

use crate::app::App;
use crate::desktop::{Desktop, soon};

fn found(app: &App) -> String {
    let text = app.page.run(
        "return document.querySelector('[data-found]')?.innerText ?? ''",
        &[],
    );
    text.as_str().unwrap_or_default().to_lowercase()
}

#[test]
fn words_are_found_on_the_screen_and_gone_through() {
    let app = App::quarter();
    app.page.press(&["Control", "f"]);
    app.page.types(".find input", "churn");
    app.page.press(&["Enter"]);
    app.page.sees("1 of");
    let first = found(&app);
    assert!(first.contains("churn"), "{first}");
    app.page.press(&["F3"]);
    app.page.sees("2 of");
    crate::access::check(&app, "metrics with the find bar");
    app.page.press(&["Escape"]);
    assert!(soon(|| found(&app).is_empty()));
}

#[test]
fn a_row_is_found_anywhere_in_a_sheet() {
    let desktop = Desktop::start();
    let path = desktop.home.path().join("long.csv");
    let rows = (0..400).map(|i| format!("C{i:03},2025-12-31,5\nC{i:03},2026-03-31,6\n"));
    let text = format!("Customer ID,Close,ARR\n{}", rows.collect::<String>());
    std::fs::write(&path, text).unwrap();
    let app = App::start_on(desktop, &[&path]);
    app.page.sees("ARR bridge");
    app.page.press(&["Control", "1"]);
    app.page.sees("Captions in row");
    app.page.press(&["Control", "f"]);
    app.page.types(".find input", "c333");
    app.page.press(&["Enter"]);
    app.page.sees("Row 668");
    assert!(app.page.text("tr.marked").contains("C333"));
    app.page.press(&["F3"]);
    app.page.sees("Row 669");
}

#[test]
fn the_palette_finds_a_customer() {
    let app = App::quarter();
    // A click beside the input does not take the keys away from it.
    app.page.press(&["Control", "k"]);
    app.page.types("dialog input", "x no such thing");
    app.page.sees("Nothing is called so");
    app.page.click_css("dialog p");
    let held = "return document.activeElement.matches('dialog input')";
    assert!(app.page.run(held, &[]) == true);
    app.page.press(&["Escape"]);
    let closed = || {
        app.page
            .run("return document.querySelector('dialog') === null", &[])
    };
    assert!(soon(|| closed() == true));
    app.page.press(&["Control", "k"]);
    app.page.types("dialog input", "birc");
    let listed = || {
        let script = "return document.querySelector('#found li')?.innerText ?? ''";
        let text = app.page.run(script, &[]);
        text.as_str().unwrap_or_default().contains("Birch")
    };
    assert!(soon(listed), "{}", app.page.page());
    app.page.press(&["Enter"]);
    assert!(app.page.text(".drawer h2").contains("Birch"));
}

#[test]
fn figures_and_days_are_written_as_the_user_wants_them() {
    let app = App::quarter();
    let choose = |words: &str| {
        app.page.press(&["Control", "k"]);
        app.page.types("dialog input", words);
        app.page.sees(words);
        app.page.press(&["Enter"]);
    };
    choose("Figures as 1.234,5");
    app.page.sees("1.800 + 400 + 200 − 150 − 300 = 1.950");
    choose("Dates as 30.09.2026");
    app.page.sees("31.03.2026");
    // The pack keeps one style: the same inputs give the same bytes everywhere.
    app.page.press(&["Control", "6"]);
    app.page.sees("Message of page 1");
    let drawn = || {
        let text = app.page.run(
            "return document.querySelector('.paper')?.textContent ?? ''",
            &[],
        );
        text.as_str().unwrap_or_default().contains("31 Mar 2026")
    };
    assert!(soon(drawn));
    let app = app.killed_and_started();
    app.page.sees("31.03.2026");
}

#[test]
fn there_is_something_to_compare_with_once_a_pack_was_issued() {
    let app = App::quarter();
    let compare = || {
        app.page.press(&["Control", "k"]);
        app.page.types("dialog input", "compare with");
        app.page.sees("Compare with the last pack");
        app.page.press(&["Enter"]);
    };
    compare();
    app.page.sees("No pack was issued yet");
    let folder = app.desktop.folder("packs");
    app.page.click("Choose a folder and export…");
    app.desktop.choose_path("Export to which folder", &folder);
    app.page.sees("Open containing folder");
    app.page.press(&["Control", "4"]);
    compare();
    app.page.sees("No past figure changed");
}
