//! A `WebDriver` client: the part of the protocol which the tests use, over plain HTTP.

use crate::desktop::{Desktop, Process, soon};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

/// The key under which the protocol names elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// As long as a script may take.
const SCRIPT: Duration = Duration::from_secs(120);

/// A session with an app's page.
pub struct Driver {
    port: u16,
    session: String,
    _process: Process,
}

impl Driver {
    /// Starts an app under the driver.
    pub fn start(desktop: &Desktop, app: &Path, arguments: &[&OsStr]) -> Driver {
        let port = free_port();
        let mut command = desktop.command("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        let process = desktop.spawn(&mut command, "webkit2gtk-driver");
        soon(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        let arguments: Vec<String> = arguments
            .iter()
            .map(|a| a.to_string_lossy().into_owned())
            .collect();
        let options = json!({ "binary": app, "args": arguments });
        let always = json!({
            "webkitgtk:browserOptions": options,
            "timeouts": { "script": SCRIPT.as_millis() as u64 }
        });
        let wanted = json!({ "capabilities": { "alwaysMatch": always } });
        let answer = request(port, "POST", "/session", Some(&wanted))
            .expect("the app does not start under the driver");
        let session = answer["sessionId"].as_str().expect("a session").to_owned();
        Driver {
            port,
            session,
            _process: process,
        }
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        request(
            self.port,
            method,
            &format!("/session/{}{path}", self.session),
            body,
        )
    }

    /// Runs a script in the page.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        let body = json!({ "script": script, "args": arguments });
        self.call("POST", "/execute/sync", Some(&body))
            .unwrap_or_else(|why| panic!("{why}\n{script}"))
    }

    /// Runs a script which answers later, by its last argument.
    pub fn run_async(&self, script: &str, arguments: &[Value]) -> Value {
        let body = json!({ "script": script, "args": arguments });
        self.call("POST", "/execute/async", Some(&body))
            .unwrap_or_else(|why| panic!("{why}\n{script}"))
    }

    fn find(&self, using: &str, value: &str) -> Option<String> {
        let found = self
            .call(
                "POST",
                "/element",
                Some(&json!({ "using": using, "value": value })),
            )
            .ok()?;
        found[ELEMENT].as_str().map(str::to_owned)
    }

    fn found(&self, using: &str, value: &str) -> String {
        let mut element = None;
        soon(|| {
            element = self.find(using, value);
            element.is_some()
        });
        element.unwrap_or_else(|| {
            panic!(
                "nothing on the page is {value}; the page says:\n{}",
                self.page()
            )
        })
    }

    /// Waits for an element and gives its text. An element which is drawn anew meanwhile is found anew.
    pub fn text(&self, css: &str) -> String {
        let mut text = None;
        soon(|| {
            let element = self.found("css selector", css);
            text = self
                .call("GET", &format!("/element/{element}/text"), None)
                .ok();
            text.is_some()
        });
        let text = text.unwrap_or_else(|| panic!("{css} does not stay on the page"));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Everything the page says.
    pub fn page(&self) -> String {
        self.run("return document.body.innerText", &[])
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until the page says something.
    pub fn sees(&self, words: &str) {
        let seen = soon(|| self.page().contains(words));
        assert!(
            seen,
            "the page never said \"{words}\"; it says:\n{}",
            self.page()
        );
    }

    /// Waits until something holds; where it never does, tells what was waited for and what the page says.
    pub fn until(&self, what: &str, holds: impl FnMut() -> bool) {
        let held = soon(holds);
        assert!(held, "never: {what}; the page says:\n{}", self.page());
    }

    /// Waits until the page no longer says something.
    pub fn sees_no_more(&self, words: &str) {
        self.until(&format!("without \"{words}\""), || {
            !self.page().contains(words)
        });
    }

    /// What a script gives as text; empty where it gives none.
    pub fn asks(&self, script: &str) -> String {
        let text = self.run(script, &[]);
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Clicks the button with these words as its text or label.
    pub fn click(&self, words: &str) {
        self.click_found(
            "xpath",
            &format!(
                "//button[not(@disabled) and (normalize-space(.)='{words}' or @aria-label='{words}')]"
            ),
        );
    }

    /// Clicks the element of a selector.
    pub fn click_css(&self, css: &str) {
        self.click_found("css selector", css);
    }

    /// An element which is drawn anew meanwhile is found anew.
    fn click_found(&self, using: &str, value: &str) {
        let clicked = soon(|| {
            let element = self.found(using, value);
            let path = format!("/element/{element}/click");
            self.show(&element)
                .and_then(|_| self.call("POST", &path, Some(&json!({}))))
                .is_ok()
        });
        assert!(
            clicked,
            "{value} can't be clicked; the page says:\n{}",
            self.page()
        );
    }

    /// Scrolls an element into view, through every part which scrolls by itself, and waits until it rests there:
    /// a click goes where the element was, not where it is.
    fn show(&self, element: &str) -> Result<Value, String> {
        let script = "const [element, done] = arguments;
            element.scrollIntoView({ block: 'center', inline: 'center' });
            const place = () => Object.values(element.getBoundingClientRect().toJSON()).join();
            let [last, rested] = [place(), 0];
            const look = () => {
              const now = place();
              rested = now === last ? rested + 1 : 0;
              last = now;
              if (rested < 3) setTimeout(look, 20);
              else done(null);
            };
            document.fonts.ready.then(look)";
        let body = json!({ "script": script, "args": [{ ELEMENT: element }] });
        self.call("POST", "/execute/async", Some(&body))
    }

    /// Types into the element of a selector.
    pub fn types(&self, css: &str, text: &str) {
        let element = self.found("css selector", css);
        self.call(
            "POST",
            &format!("/element/{element}/value"),
            Some(&json!({ "text": text })),
        )
        .unwrap();
    }

    /// Presses keys together on whatever has the focus: names as in the protocol's table.
    pub fn press(&self, keys: &[&str]) {
        let down = keys
            .iter()
            .map(|k| json!({ "type": "keyDown", "value": key(k) }));
        let up = keys
            .iter()
            .rev()
            .map(|k| json!({ "type": "keyUp", "value": key(k) }));
        let actions: Vec<Value> = down.chain(up).collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.call("POST", "/actions", Some(&body)).unwrap();
    }

    /// Types on the keyboard, into whatever has the focus.
    pub fn keys(&self, text: &str) {
        let strokes = text.chars().flat_map(|key| {
            ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() }))
        });
        let actions: Vec<Value> = strokes.collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.call("POST", "/actions", Some(&body)).unwrap();
    }

    /// What the control with the focus is called: its label, else its text.
    pub fn focused(&self) -> String {
        self.asks(
            "const e = document.activeElement;
             const by = document.getElementById(e.getAttribute('aria-labelledby'));
             return (e.getAttribute('aria-label') ?? by?.innerText ?? e.labels?.[0]?.innerText ?? e.innerText ?? '').replace(/\\s+/g, ' ').trim()",
        )
    }

    /// Goes with the Tab key alone to the control which is called so.
    pub fn tab_to(&self, words: &str) {
        self.steps_to(&["Tab"], words);
    }

    /// Presses keys until the control which is called so has the focus.
    pub fn steps_to(&self, keys: &[&str], words: &str) {
        let mut passed = Vec::new();
        for _ in 0..150 {
            self.press(keys);
            let name = self.focused();
            if name == words {
                return;
            }
            passed.push(name);
        }
        panic!("{keys:?} never reaches \"{words}\"; it passes {passed:?}");
    }

    /// A picture of the page.
    pub fn picture(&self) -> Vec<u8> {
        let text = self.call("GET", "/screenshot", None).unwrap();
        decoded(text.as_str().unwrap_or_default())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.call("DELETE", "", None);
    }
}

fn key(name: &str) -> String {
    let code = match name {
        "Control" => '\u{E009}',
        "Shift" => '\u{E008}',
        "Alt" => '\u{E00A}',
        "Enter" => '\u{E007}',
        "Escape" => '\u{E00C}',
        "Tab" => '\u{E004}',
        "Down" => '\u{E015}',
        "Up" => '\u{E013}',
        "Left" => '\u{E012}',
        "End" => '\u{E010}',
        "Home" => '\u{E011}',
        "PageDown" => '\u{E00F}',
        "Space" => ' ',
        "F1" => '\u{E031}',
        "F2" => '\u{E032}',
        "Right" => '\u{E014}',
        "F3" => '\u{E033}',
        "F8" => '\u{E038}',
        _ => return name.to_owned(),
    };
    code.to_string()
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

fn request(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(|e| e.to_string())?;
    stream
        .set_read_timeout(Some(2 * SCRIPT))
        .map_err(|e| e.to_string())?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body.as_bytes()))
        .map_err(|e| e.to_string())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&answer);
    let (head, body) = text
        .split_once("\r\n\r\n")
        .ok_or("an answer without a body")?;
    let value: Value = serde_json::from_str(body).map_err(|e| format!("{e}: {body}"))?;
    match head.split_whitespace().nth(1) {
        Some("200") => Ok(value["value"].clone()),
        _ => Err(format!(
            "{}: {}",
            value["value"]["error"], value["value"]["message"]
        )),
    }
}

/// Base64, as the protocol sends pictures.
fn decoded(text: &str) -> Vec<u8> {
    let digit = |c: u8| {
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            .iter()
            .position(|d| *d == c)
    };
    let digits: Vec<u32> = text.bytes().filter_map(digit).map(|d| d as u32).collect();
    let mut out = Vec::new();
    for group in digits.chunks(4) {
        let bits = group.iter().fold(0, |sum, d| sum << 6 | d) << (6 * (4 - group.len()));
        out.extend_from_slice(
            &[(bits >> 16) as u8, (bits >> 8) as u8, bits as u8][..group.len() - 1],
        );
    }
    out
}

#[test]
fn pictures_are_decoded() {
    assert_eq!(decoded("aG9sZA=="), b"hold");
    assert_eq!(decoded("aG9sZGY="), b"holdf");
    assert_eq!(decoded("aG9sZGZh"), b"holdfa");
}
