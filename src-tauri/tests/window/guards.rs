//! What the page must not be able to do, whatever a file puts into it.

use crate::app::App;
use crate::desktop::Desktop;
use serde_json::Value;

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

/// Sixty customers, each of which pays less at the second close.
fn hostile_file(folder: &std::path::Path) -> std::path::PathBuf {
    let mut text = "Customer ID,Customer,Date,ARR (USD),Region\n".to_owned();
    let names = DRESSED
        .iter()
        .flat_map(|(a, b)| HOSTILE.iter().map(move |name| format!("{a}{name}{b}")));
    for (i, name) in names.enumerate() {
        let name = name.replace('"', "\"\"");
        for (date, arr) in [("2025-12-31", 1000), ("2026-03-31", 900 - i)] {
            text.push_str(&format!("H{i},\"{name}\",{date},{arr},\"{name}\"\n"));
        }
    }
    let path = folder.join("hostile.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn sixty_hostile_names_run_no_script_and_break_no_layout() {
    let desktop = Desktop::start();
    let file = hostile_file(desktop.home.path());
    let app = App::start_on(desktop, &[&file]);
    app.page.sees("ARR bridge");
    let whole = |step: &str| {
        let broken = app.page.run("return window.broken ?? null", &[]);
        assert_eq!(broken, Value::Null, "{step}");
        let wider = "return document.documentElement.scrollWidth > innerWidth || getComputedStyle(document.body).display === 'none'";
        assert_eq!(app.page.run(wider, &[]), Value::Bool(false), "{step}");
    };
    for (i, step) in crate::screens::STEPS.iter().enumerate() {
        app.page.press(&["Control", &(i + 1).to_string()]);
        app.page
            .text(&format!("main[aria-label='{}'] h1", step.to_lowercase()));
        whole(step);
    }
    app.page.press(&["Control", "4"]);
    app.page.click_css("tr.highlight button.figure");
    app.page.sees("60 customers, together");
    app.page.sees("</text><script>");
    whole("behind the figure");
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
    std::thread::sleep(std::time::Duration::from_millis(500));
    app.page.sees("Recent projects");
}
