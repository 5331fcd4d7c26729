//! What a CFO would find annoying (app section 6): the tests which docs/annoyances.md names exist, and those
//! which need a screen are here.

use crate::app::App;
use crate::desktop::soon;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Where a test of the list stands: `window/` and `tests/` by name, else below the crates.
fn file(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match name.split('/').next() {
        Some("window") => root.join("src-tauri/tests").join(name),
        Some("tests") => root.join("tests").join(name),
        _ => root.join("src-tauri/crates").join(name),
    }
}

#[test]
fn each_of_the_22_names_tests_which_exist() {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/annoyances.md");
    let list = fs::read_to_string(list).unwrap();
    let rows: Vec<&str> = list
        .lines()
        .filter(|l| l.starts_with("| ") && !l.starts_with("| #") && !l.starts_with("| -"))
        .collect();
    assert_eq!(rows.len(), 22);
    for (number, row) in (1..).zip(rows) {
        assert!(row.starts_with(&format!("| {number} |")), "{row}");
        let named = row.split('`').filter_map(|word| word.split_once(".rs::"));
        let mut tests = 0;
        for (path, test) in named {
            let path = file(&format!("{path}.rs"));
            let text =
                fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            assert!(
                text.contains(&format!("fn {test}()")),
                "{} has no test {test}",
                path.display()
            );
            tests += 1;
        }
        assert!(tests > 0, "{row}");
    }
}

/// 1, 4, 5 and 22 of the list.
#[test]
fn figures_open_whole_and_are_coloured_by_what_they_mean() {
    let app = App::sample();
    // A rate which fell is good or bad by what it measures: churn fell, downsell rose.
    let tone = |tile: &str| {
        let script = "const tile = [...document.querySelectorAll('li')].find((e) => e.innerText.startsWith(arguments[0]));
            const delta = tile.querySelector('.delta');
            return delta.innerText.trim().slice(0, 1) + delta.className.match(/tone-\\w+/)[0]";
        app.page.run(script, &[json!(tile)])
    };
    assert_eq!(tone("Churn rate"), json!("−tone-good"));
    assert_eq!(tone("Downsell rate"), json!("+tone-bad"));
    let red = "return [...document.querySelectorAll('main *')].filter((e) => /tone-(good|bad)/.test(e.className)).map((e) => getComputedStyle(e).color)";
    for colour in app
        .page
        .run(red, &[])
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        let [r, g, b] = [0, 1, 2].map(|at| {
            colour
                .split(|c: char| !c.is_ascii_digit())
                .filter(|n| !n.is_empty())
                .nth(at)
                .unwrap()
                .parse::<u32>()
                .unwrap()
        });
        assert!(!(r > 150 && g < 60 && b < 60), "{colour} is red");
    }
    let nrr = app.page.text("ul button.figure.value");
    // The rounded figure opens the exact one, and what it means.
    app.page.click_css("tr.highlight button.figure");
    app.page.sees("together");
    let exact = app.page.text(".drawer .value");
    assert!(exact.contains('.') && exact.contains(','), "{exact}");
    // To the cent what its customers add up to.
    let all = app
        .page
        .asks("return document.querySelector('.drawer').innerText");
    let digits = exact.trim_start_matches(|c: char| !c.is_ascii_digit());
    let together = all.split_once("together ").unwrap().1;
    assert!(together.starts_with(digits), "{exact}: {all}");
    assert!(
        app.page
            .text(".drawer .formula")
            .contains("customers which stay pay less"),
        "{}",
        app.page.text(".drawer .formula")
    );
    app.page.press(&["Escape"]);
    // Three letters say what they stand for, behind the figure and on page A1.
    app.page.click_css("ul button.figure.value");
    app.page.sees("Net revenue retention");
    app.page.press(&["Escape"]);
    app.page.press(&["Control", "6"]);
    // The page of the pack says the same figure as the screen.
    let paper = || {
        app.page.text(".paper svg");
        let text = "return document.querySelector('.paper').textContent";
        let text = app.page.run(text, &[]);
        text.as_str().unwrap_or_default().to_owned()
    };
    assert!(
        paper().contains(&nrr),
        "{nrr} is not on the page: {}",
        paper()
    );
    app.page.run(
        "[...document.querySelectorAll('[aria-label=Pages] button')].find((b) => b.querySelector('.number').innerText === 'A1').click()",
        &[],
    );
    let defined = soon(|| paper().contains("Net revenue retention"));
    assert!(defined, "{}", paper());
}
