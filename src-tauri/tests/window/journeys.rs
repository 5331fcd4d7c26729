//! What a user does, from the start to the files on disk.

use crate::app::App;
use crate::desktop::{Desktop, soon};
use crate::files::{self, BRIDGE};
use std::fs;
use std::path::Path;

#[test]
fn from_the_sample_to_both_files() {
    let app = App::start(&[]);
    app.page.sees("Drop an ARR or MRR export here");
    app.page.click("Open the sample");
    app.page.sees("ARR bridge");
    app.page.sees("SAMPLE");
    let tie = app.page.text("p.tie");
    assert!(
        tie.starts_with("Check: ") && tie.contains(" = ") && tie.contains("difference $0.00"),
        "{tie}"
    );
    app.page.press(&["Control", "7"]);
    app.page.sees("No issue blocks the pack");
    app.page
        .sees("Kelp-Anchor-Software-SAMPLE_Retention_Q3-2026.pdf");
    app.page.click("Choose a folder and export…");
    let folder = app.desktop.folder("packs");
    app.desktop.choose_path("Export to which folder", &folder);
    app.page.sees("Open containing folder");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let [pdf, xlsx] = names.as_slice() else {
        panic!("two files were expected: {names:?}")
    };
    assert!(
        fs::read(folder.join(pdf)).unwrap().starts_with(b"%PDF-"),
        "{pdf}"
    );
    assert!(
        fs::read(folder.join(xlsx)).unwrap().starts_with(b"PK"),
        "{xlsx}"
    );
    app.page.sees(pdf);
    // What was issued is listed, and comes out again as it was.
    app.page.sees("Issued packs");
    app.page.click_css("[aria-labelledby=issued] tbody button");
    app.desktop.choose_path("Export to which folder", &folder);
    app.page.sees("_v2.pdf");
    let again = pdf.replace(".pdf", "_v2.pdf");
    assert_eq!(
        fs::read(folder.join(pdf)).unwrap(),
        fs::read(folder.join(again)).unwrap(),
        "byte for byte"
    );
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        4,
        "the first export stays"
    );
}

#[test]
fn a_file_on_the_command_line_is_opened() {
    let _app = App::quarter();
}

/// What `cargo xtask app` starts.
#[test]
fn the_sample_is_opened_at_the_start_where_asked() {
    let app = App::start(&[Path::new("--sample")]);
    app.page.sees("Kelp & Anchor Software (SAMPLE)");
    app.page.sees("Closing ARR");
    // It comes with its own words: decisions asked, and the outlook as a page.
    app.page.press(&["Control", "6"]);
    app.page.sees("Outlook and asks");
}

#[test]
fn a_file_is_opened_by_the_dialog() {
    let app = App::start(&[]);
    let file = files::quarter(app.desktop.home.path());
    app.page.click("Open file…");
    app.desktop.choose_path("Open an ARR or MRR export", &file);
    app.page.sees(BRIDGE);
}

#[test]
fn a_second_start_hands_its_file_over() {
    let app = App::start(&[]);
    app.page.sees("Recent projects");
    let file = files::quarter(app.desktop.home.path());
    let mut second = app
        .desktop
        .command(crate::app::binary())
        .arg(&file)
        .spawn()
        .unwrap();
    app.page.sees(BRIDGE);
    assert!(
        soon(|| second.try_wait().unwrap().is_some()),
        "the second start stays"
    );
}

#[test]
fn a_number_leads_to_its_rows_by_keyboard_alone() {
    let app = App::quarter();
    app.page
        .run("document.querySelector('tr.highlight button').focus()", &[]);
    app.page.press(&["Enter"]);
    app.page.sees("1 customer, together 150.00");
    assert!(app.page.text(".drawer").contains("Birch"));
    app.page.run(
        "document.querySelector('.drawer tbody button').focus()",
        &[],
    );
    app.page.press(&["Enter"]);
    app.page.sees("Closing, 31 Mar 2026");
    assert!(app.page.text(".drawer").contains("quarter.csv"));
    app.page.press(&["Escape"]);
    app.page.sees("1 customer, together 150.00");
    app.page.press(&["Escape"]);
    assert!(soon(|| !app.page.page().contains("together 150.00")));
}

#[test]
fn what_cannot_be_read_is_said_in_a_sentence() {
    let desktop = Desktop::start();
    let broken = desktop.home.path().join("broken.xlsx");
    fs::write(&broken, b"PK\x03\x04 this is no workbook").unwrap();
    let app = App::start_on(desktop, &[&broken]);
    app.page.sees("broken.xlsx");
    app.page.sees("Next:");
    assert!(
        app.page.page().contains("Drop an ARR or MRR export here"),
        "the start screen stays"
    );
    let code = app.page.text(".failure code");
    assert!(
        code.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !code.is_empty(),
        "{code}"
    );
    app.page.click("Dismiss");
    assert!(!app.page.page().contains("broken.xlsx"));
}

#[test]
fn an_issue_is_settled_and_the_decision_taken_back() {
    let desktop = Desktop::start();
    let file = files::quarter(desktop.home.path());
    let rows = fs::read_to_string(&file).unwrap();
    let last = rows.lines().last().unwrap().to_owned();
    fs::write(&file, format!("{rows}{last}\n")).unwrap();
    let app = App::start_on(desktop, &[&file]);
    app.page.sees("ARR bridge");
    app.page.press(&["Control", "3"]);
    app.page.sees("Repeated rows");
    app.page.click_css("[id^='issue-duplicate-row']");
    // One click for all rows, with what it would change before it is made: the newest close had the row twice.
    let keep = "[...document.querySelectorAll('.repairs button')].find((b) => b.innerText === 'Keep one').focus()";
    app.page.run(keep, &[]);
    app.page.sees("What “Keep one” would change");
    let arr = "return [...document.querySelectorAll('.effect tr')].map((r) => r.innerText.replaceAll('\\t', ' ')).join('; ')";
    app.page.until("ARR before and after", || {
        app.page
            .asks(arr)
            .contains("ARR at the newest close $2,350.00 $1,950.00")
    });
    app.page.click("Keep one");
    app.page.sees("Decisions");
    app.page.press(&["Control", "z"]);
    assert!(soon(|| !app
        .page
        .page()
        .contains("Printed on the data-quality page")));
    app.page.sees("Repeated rows");
}

/// By keyboard alone: to the row of an issue, a cell corrected in its sheet, the figures after it, and back.
#[test]
fn a_cell_is_corrected_in_place() {
    let app = App::quarter();
    app.page.press(&["Control", "1"]);
    app.page.text("table[role=grid] td[tabindex='0']");
    app.page.run(
        "document.querySelector('table[role=grid] td[tabindex=\"0\"]').focus()",
        &[],
    );
    // From the caption of the first column to the last row's ARR: 350 of Birch at the newest close.
    app.page.press(&["Control", "End"]);
    app.page.press(&["Left"]);
    app.page.press(&["Up"]);
    let here = || {
        let text = app
            .page
            .run("return document.activeElement.textContent", &[]);
        text.as_str().unwrap_or_default().trim().to_owned()
    };
    assert!(soon(|| here() == "350"), "{}", here());
    app.page.press(&["F2"]);
    app.page.text("td input");
    app.page.types("td input", "400");
    app.page.press(&["Enter"]);
    app.page.sees("Saved ");
    app.page.text("td.edited");
    app.page.press(&["Control", "4"]);
    app.page.sees("1,800 + 400 + 200 − 100 − 300 = 2,000");
    app.page.press(&["Control", "z"]);
    app.page.sees(BRIDGE);
}

#[test]
fn a_page_is_left_out_and_taken_in_again() {
    let app = App::quarter();
    app.page.press(&["Control", "6"]);
    app.page.sees("Message of page 1");
    let has = |list: &str, name: &str| {
        let script = "return [...document.querySelectorAll(arguments[0])].some((li) => li.innerText.includes(arguments[1]))";
        let list = format!("[aria-label='{list}'] li");
        let found = app.page.run(script, &[list.into(), name.into()]);
        found.as_bool().unwrap_or_default()
    };
    let settles = |list: &str, other: &str| {
        let there = || has(list, "ARR bridge") && !has(other, "ARR bridge");
        assert!(soon(there), "{}", app.page.page());
    };
    assert_eq!(
        app.page.run(
            "return document.querySelectorAll('.tools input').length",
            &[]
        ),
        0,
        "the summary always stays"
    );
    app.page
        .click_css("[aria-label=Pages] li:nth-child(2) button");
    app.page.sees("Message of page 2");
    app.page.click_css(".tools input");
    settles("Left out", "Pages");
    crate::access::check(&app, "pack with a page left out");
    app.page.press(&["Control", "z"]);
    settles("Pages", "Left out");
    app.page.press(&["Control", "Shift", "z"]);
    settles("Left out", "Pages");
    app.page.click_css("[aria-label='Left out'] input");
    settles("Pages", "Left out");
}

#[test]
fn the_message_of_a_page_is_the_users() {
    let app = App::quarter();
    app.page.press(&["Control", "6"]);
    app.page.sees("Message of page 1");
    app.page.types(
        "[aria-labelledby=message] textarea",
        " Birch asked for fewer seats.",
    );
    app.page.click("Keep message");
    app.page.sees("Manual: your words");
    let drawn = soon(|| {
        let text = app
            .page
            .run("return document.querySelector('.paper').textContent", &[]);
        text.as_str().is_some_and(|t| t.contains("fewer seats"))
    });
    assert!(drawn, "the preview doesn't show the message");
    app.page.click("Automatic message");
    app.page.sees("Automatic: follows the figures");
}

#[test]
fn a_chart_leaves_as_a_picture() {
    let app = App::quarter();
    for (kind, name, magic) in [
        ("PNG", "bridge.png", &b"\x89PNG"[..]),
        ("SVG", "bridge.svg", &b"<svg"[..]),
    ] {
        let button = format!("button[title='Save the bridge as {kind}']");
        app.page.click_css(&button);
        let path = app.desktop.home.path().join(name);
        app.desktop.choose_path("Save the picture", &path);
        assert!(soon(|| path.exists()), "{name}");
        let bytes = fs::read(&path).unwrap();
        let begins = bytes.windows(magic.len()).take(200).any(|w| w == magic);
        assert!(begins, "{name}");
    }
    app.page
        .click_css("button[title='Copy the bridge as a picture']");
    app.page.sees("Copied as a picture");
}
