//! Small examples worked out by hand, as text: the files, the command, the figures it must print.
//!
//! ```text
//! What is shown, with its rule's id.
//! == ledger.csv
//! customer,close,ARR
//! == run
//! metrics ledger.csv --period month
//! == figures
//! exit = 0
//! periods/2025-02/bridge: opening 100, downsell 20, closing 80
//! periods/2025-02/rates/nrr = 0.8
//! ```
//!
//! A path goes from key to key; in an array a key is the element whose label, value, close, cohort, id,
//! method, code, customer or kind it is, or its place. In a `bridge`, `drivers` or `timing` which is listed
//! with a colon, whatever is not named must be 0. Figures are compared to 12 places, as the cases are.

use crate::{Run, decimal, holdfast, twelve};
use rust_decimal::Decimal;
use serde_json::Value;
use std::path::Path;
use std::str::FromStr;

/// An example as read.
#[derive(Debug, Default)]
pub struct Example {
    files: Vec<(String, String)>,
    command: Vec<String>,
    figures: Vec<String>,
}

impl Example {
    /// Reads an example from its text.
    ///
    /// # Panics
    /// Where it has no command or no figures.
    pub fn read(text: &str) -> Example {
        let mut example = Example::default();
        for part in text.split("\n== ").skip(1) {
            let (name, body) = part.split_once('\n').expect("a name and a body");
            let lines = || {
                body.lines()
                    .map(str::trim)
                    .filter(|l| !l.is_empty() && !l.starts_with('#'))
            };
            match name.trim() {
                "run" => example.command = body.split_whitespace().map(str::to_owned).collect(),
                "figures" => example.figures = lines().map(str::to_owned).collect(),
                file => example
                    .files
                    .push((file.to_owned(), body.trim_end().to_owned() + "\n")),
            }
        }
        assert!(!example.command.is_empty() && !example.figures.is_empty());
        example
    }

    /// Runs the command in a folder of its own and returns what differs from the figures.
    ///
    /// # Panics
    /// Where the folder can't be written.
    pub fn differences(&self, binary: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in &self.files {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        let run = self.run(binary, folder.path());
        let Ok(json) = serde_json::from_str::<Value>(&run.out) else {
            return vec![format!("no JSON: {}{}", run.out, run.err)];
        };
        let mut wrong: Vec<String> = self
            .figures
            .iter()
            .flat_map(|f| figure(f, &run, &json))
            .collect();
        let failed = json["checks"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|c| c["ok"] == false);
        wrong.extend(failed.map(|c| format!("a check fails: {c}")));
        wrong
    }

    fn run(&self, binary: &str, folder: &Path) -> Run {
        let argument = |word: &String| {
            let named = self.files.iter().any(|(name, _)| name == word);
            if named {
                folder.join(word).display().to_string()
            } else {
                word.clone()
            }
        };
        let arguments: Vec<String> = self
            .command
            .iter()
            .map(argument)
            .chain(["--json".to_owned()])
            .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        holdfast(binary, &arguments)
    }
}

/// Runs every example of a folder and says what differs, file by file.
///
/// # Panics
/// Where one differs, or there are fewer than `least` of them.
pub fn run_all(binary: &str, folder: &Path, least: usize) {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    let only = std::env::var("WORKED").unwrap_or_default();
    let mut wrong = String::new();
    for path in paths
        .iter()
        .filter(|p| p.display().to_string().contains(&only))
    {
        let text = std::fs::read_to_string(path).unwrap();
        let found = Example::read(&text).differences(binary);
        let name = path.file_stem().unwrap_or_default().display();
        for line in found {
            wrong += &format!(
                "{name}: {line}
"
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(paths.len() >= least, "{} examples", paths.len());
}

fn figure(line: &str, run: &Run, json: &Value) -> Vec<String> {
    if let Some(code) = line.strip_prefix("exit = ") {
        return differs("exit", code, &run.code.into())
            .into_iter()
            .collect();
    }
    if let Some((path, value)) = line.split_once(" = ") {
        return differs(path, value, at(json, path)).into_iter().collect();
    }
    let (path, list) = line
        .split_once(": ")
        .unwrap_or_else(|| panic!("neither `=` nor `:` in {line}"));
    let object = at(json, path);
    let named: Vec<(&str, &str)> = list
        .split(", ")
        .map(|item| {
            item.split_once(' ')
                .unwrap_or_else(|| panic!("no value in {item}"))
        })
        .collect();
    let mut wrong: Vec<String> = named
        .iter()
        .filter_map(|(key, value)| differs(&format!("{path}/{key}"), value, &object[*key]))
        .collect();
    let all = ["bridge", "drivers", "timing"]
        .iter()
        .any(|name| path.ends_with(name));
    for (key, value) in object.as_object().filter(|_| all).into_iter().flatten() {
        if named.iter().all(|(name, _)| name != key) {
            wrong.extend(differs(&format!("{path}/{key}"), "0", value));
        }
    }
    wrong
}

/// The value at a path; null where there is none.
fn at<'a>(json: &'a Value, path: &str) -> &'a Value {
    const KEYS: [&str; 10] = [
        "label", "value", "close", "cohort", "id", "method", "code", "customer", "kind", "mode",
    ];
    path.split('/').fold(json, |value, key| match value {
        Value::Array(items) => items
            .iter()
            .find(|item| KEYS.iter().any(|k| text(&item[*k]) == key))
            .or_else(|| key.parse::<usize>().ok().and_then(|i| items.get(i)))
            .unwrap_or(&Value::Null),
        other => &other[key],
    })
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn differs(path: &str, wanted: &str, found: &Value) -> Option<String> {
    let shown = text(found);
    let figure = Decimal::from_str(wanted).ok().map(|d| d.normalize());
    let same = match (figure, Decimal::from_str(&shown)) {
        (Some(wanted), Ok(_)) => twelve(decimal(found)) == Some(wanted),
        _ => shown == wanted,
    };
    (!same).then(|| format!("{path} is {shown}, not {wanted}"))
}
