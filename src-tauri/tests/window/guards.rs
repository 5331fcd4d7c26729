//! What the page must not be able to do, whatever a file puts into it.

use crate::app::App;
use crate::desktop::Desktop;
use crate::files;
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

#[test]
fn nothing_is_said_to_the_network() {
    let desktop = Desktop::start();
    let file = files::quarter(desktop.home.path());
    let app = App::start_on(desktop, &[&file]);
    app.page.sees("ARR bridge");
    app.page.press(&["Control", "6"]);
    app.page.sees("Message of page 1");
    // Sockets of the app's own process, by their inode, that are in the tables of IPv4 and IPv6.
    let app_of = |pid: &std::path::Path| {
        std::fs::read_link(pid.join("exe"))
            .is_ok_and(|e| e == std::path::Path::new(crate::app::APP))
    };
    let apps: Vec<_> = std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .filter(|p| app_of(p))
        .collect();
    assert!(!apps.is_empty(), "the app's process is not found");
    for app in apps {
        let sockets: Vec<String> = std::fs::read_dir(app.join("fd"))
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|fd| {
                std::fs::read_link(fd.path())
                    .ok()?
                    .to_str()?
                    .strip_prefix("socket:[")?
                    .strip_suffix(']')
                    .map(str::to_owned)
            })
            .collect();
        for table in ["tcp", "tcp6", "udp", "udp6"] {
            let text = std::fs::read_to_string(app.join("net").join(table)).unwrap_or_default();
            let open: Vec<&str> = text
                .lines()
                .skip(1)
                .filter(|l| {
                    l.split_whitespace()
                        .nth(9)
                        .is_some_and(|i| sockets.iter().any(|s| s == i))
                })
                .collect();
            // The WebDriver's own inspector listens on the loopback address; nothing else may.
            let foreign: Vec<&&str> = open.iter().filter(|l| !l.contains(" 0100007F:")).collect();
            assert!(foreign.is_empty(), "{table}: {foreign:?}");
        }
    }
}
