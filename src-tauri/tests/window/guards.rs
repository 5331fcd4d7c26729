//! What the page must not be able to do, whatever a file puts into it.

use crate::app::App;
use crate::desktop::{Desktop, wait};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a name can hold to run a script, load something, leave its text or widen its cell.
const HOSTILE: [&str; 15] = [
    "<img src=x onerror=\"window.broken=1\">",
    "</text><script>window.broken=1</script>",
    "{{constructor.constructor('window.broken=1')()}}",
    "\u{202e}=cmd|'/c calc'!A1 javascript:window.broken=1",
    "<svg onload=window.broken=1>",
    "\"><iframe srcdoc='<script>parent.broken=1</script>'>",
    "'-(window.broken=1)-'",
    "${window.broken=1}",
    "<a href=javascript:window.broken=1>x</a>",
    "<style>*{display:none}</style>",
    "&lt;script&gt;window.broken=1&lt;/script&gt;",
    "<math><mtext></form><mglyph><style></math><img src onerror=window.broken=1>",
    "=HYPERLINK(\"https://example.com\")",
    "<body onfocus=window.broken=1 autofocus>",
    "url(#x) expression(window.broken=1)",
];
/// What stands around each of them.
const DRESSED: [(&str, &str); 4] = [
    ("", ""),
    ("Müller & Söhne 株式会社 ", " 🙂🙂🙂"),
    (
        "x\u{200f}\u{feff} ",
        " Wxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ),
    ("]]> --> */ ", " <!-- /* "),
];

fn names() -> impl Iterator<Item = String> {
    let dress = |(a, b): &(&str, &str)| HOSTILE.map(|name| format!("{a}{name}{b}"));
    DRESSED.iter().flat_map(dress)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Sixty customers, each of which pays less at the second close, and a log in which each of them has asked for
/// it, with a condition to talk again which has come due.
fn hostile_files(folder: &Path) -> [PathBuf; 2] {
    let mut ledger = "Customer ID,Customer,Date,ARR (USD),Region\n".to_owned();
    let mut log = "Request,Customer,Requested On,ARR Before,ARR Asked For,Resolved On,ARR After,Owner,Trigger 1 Kind,Trigger 1 Condition,Trigger 1 Due On\n".to_owned();
    for (i, name) in names().enumerate() {
        let (name, after) = (quoted(&name), 900 - i);
        for (date, arr) in [("2023-12-31", 1000), ("2024-03-31", after)] {
            ledger.push_str(&format!("H{i},{name},{date},{arr},{name}\n"));
        }
        log.push_str(&format!("R{i},H{i},2024-01-20,1000,{after},2024-02-15,{after},{name},90-day check,{name},2024-02-15\n"));
    }
    [("hostile.csv", ledger), ("log.csv", log)].map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    })
}

/// No script ran, and nothing is wider than the window or hidden.
fn unharmed(app: &App, place: &str) {
    crate::screens::settled(app);
    let broken = app.page.run("return window.broken ?? null", &[]);
    assert_eq!(broken, Value::Null, "{place}");
    let wider = "return document.documentElement.scrollWidth > innerWidth || getComputedStyle(document.body).display === 'none'";
    assert_eq!(app.page.run(wider, &[]), Value::Bool(false), "{place}");
}

#[test]
fn sixty_hostile_names_run_no_script_and_break_no_layout() {
    let desktop = Desktop::start();
    let [ledger, log] = hostile_files(desktop.home.path());
    let app = App::start_on(desktop, &[&ledger, &log]);
    app.page.sees("ARR bridge");
    app.each_step(|step| unharmed(&app, step));
    app.step("Metrics");
    app.page.click_css("tr.highlight button.figure");
    app.page.sees("60 customers, together");
    app.page.sees("</text><script>");
    unharmed(&app, "behind the figure");
    app.page.press(&["Escape"]);
    app.step("Negotiations");
    app.page.click("R0");
    app.page.text("#field-Owner");
    unharmed(&app, "form of a request");
    app.page.press(&["Escape"]);
    app.page.press(&["Control", "f"]);
    app.page.types(".find input", "<img src=x onerror");
    app.page.press(&["Enter"]);
    app.page.sees("1 of");
    unharmed(&app, "find bar");
    app.page.press(&["Escape"]);
    app.page.press(&["Control", "k"]);
    app.page.types("dialog input", "<svg");
    let listed = "return document.querySelector('#found')?.innerText ?? ''";
    app.page.until("a customer in the palette", || {
        app.page
            .asks(listed)
            .contains("<svg onload=window.broken=1>")
    });
    unharmed(&app, "palette");
    app.page.press(&["Enter"]);
    app.page.text(".drawer h2");
    unharmed(&app, "behind a customer");
    app.page.press(&["Control", "w"]);
    app.page.sees("Time to talk again");
    unharmed(&app, "triggers on the start screen");
}

/// What a user pastes is as strange as what a file holds: note, owner, decision, outlook, company, message.
#[test]
fn hostile_words_of_the_users_own_run_no_script_on_any_page() {
    let app = App::quarter();
    app.step("Map");
    let company = "input[aria-label='Company']";
    let [first, second] = [
        "</text><script>window.broken=1</script>",
        "<svg onload=window.broken=1>",
    ];
    app.page.types(company, first);
    app.page.press(&["Tab"]);
    app.page.sees("Saved ");
    app.step("Pack");
    for field in [
        "[aria-label='Note on the page']",
        "[aria-label='Owner of the note']",
        "[aria-label='Decision 1']",
        "#outlook",
        "[aria-labelledby=message] textarea",
    ] {
        app.page.types(field, second);
        app.page.press(&["Tab"]);
        unharmed(&app, field);
    }
    app.page.click("Keep message");
    app.page.sees("Manual: your words");
    let pages = "return document.querySelectorAll('[aria-label=Pages] li').length";
    for page in 1..=app.page.run(pages, &[]).as_u64().unwrap() {
        app.page
            .click_css(&format!("[aria-label=Pages] li:nth-child({page}) button"));
        unharmed(&app, &format!("page {page}"));
    }
    app.page.press(&["Control", "w"]);
    app.page.sees("Recent projects");
    unharmed(&app, "recent projects");
}

#[test]
fn the_page_reaches_neither_network_nor_files_nor_plugins() {
    let app = App::start(&[]);
    app.page.sees("Recent projects");
    let refused = |what: &str, script: &str| {
        let full = format!(
            "const done = arguments[arguments.length - 1]; (async () => {{ {script} }})().then(() => done('done'), () => done('refused'))"
        );
        assert_eq!(app.page.run_async(&full, &[]), "refused", "{what}");
    };
    refused("network", "await fetch('https://example.com/')");
    refused("local file", "await fetch('file:///etc/passwd')");
    refused("evaluation", "new Function('return 1')()");
    for command in [
        "plugin:dialog|open",
        "plugin:opener|open_path",
        "plugin:fs|read_text_file",
        "plugin:window|close",
        "plugin:event|emit",
    ] {
        refused(
            command,
            &format!(
                "await window.__TAURI_INTERNALS__.invoke('{command}', {{ path: '/etc/passwd', options: {{}}, event: 'menu', payload: 1 }})"
            ),
        );
    }
    app.page.run("location.href = 'https://example.com/'", &[]);
    // A page which goes elsewhere does so within this time.
    let here = app.page.asks("return location.origin");
    let left = || app.page.asks("return location.origin") != here;
    assert!(
        !wait(Duration::from_millis(500), left),
        "the page went elsewhere"
    );
    app.page.sees("Recent projects");
}
