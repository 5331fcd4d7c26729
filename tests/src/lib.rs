//! What the whole-pipeline tests share: running the command line, comparing figures exactly, recalculating
//! workbooks, generated ledgers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    missing_docs
)]

pub mod edges;
pub mod hostile_names;
pub mod liveness;
pub mod power;
pub mod second;
pub mod synthetic;
pub mod worked;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

/// What a run of the command line gave.
#[derive(Debug)]
pub struct Run {
    /// Exit code; −1 where a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// Standard output as JSON.
    ///
    /// # Panics
    /// Where it is none.
    pub fn json(&self) -> Value {
        match serde_json::from_str(&self.out) {
            Ok(value) => value,
            Err(error) => panic!("no JSON ({error}):\n{}\n{}", self.out, self.err),
        }
    }
}

/// Runs the command line at `binary` (`env!("CARGO_BIN_EXE_holdfast-under-test")`).
///
/// # Panics
/// Where it can't be started.
pub fn holdfast(binary: &str, arguments: &[&str]) -> Run {
    match Command::new(binary).args(arguments).output() {
        Ok(out) => Run {
            code: out.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&out.stdout).into_owned(),
            err: String::from_utf8_lossy(&out.stderr).into_owned(),
        },
        Err(error) => panic!("{binary}: {error}"),
    }
}

/// The folder of worked cases.
pub fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")
}

/// A JSON value as an exact decimal; `None` for null.
///
/// # Panics
/// Where it is neither a number, a decimal string nor null.
pub fn decimal(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match Decimal::from_str(&text) {
        Ok(decimal) => Some(decimal),
        Err(error) => panic!("no decimal: {value}: {error}"),
    }
}

/// Rounds a ratio to the 12 places in which expectations are written.
pub fn twelve(value: Option<Decimal>) -> Option<Decimal> {
    value.map(|v| {
        v.round_dp_with_strategy(12, RoundingStrategy::MidpointAwayFromZero)
            .normalize()
    })
}

/// Asserts that every key of `expected` stands in `found` with the same figure (to 12 places).
///
/// # Panics
/// Where one differs.
pub fn assert_figures(what: &str, expected: &Value, found: &Value) {
    let Some(object) = expected.as_object() else {
        panic!("{what}: no expectations")
    };
    assert!(!object.is_empty(), "{what}: no expectations");
    for (key, value) in object {
        let (want, got) = (twelve(decimal(value)), twelve(decimal(&found[key])));
        assert_eq!(got, want, "{what}.{key}");
        assert!(found.get(key).is_some(), "{what}.{key} is not there");
    }
}

/// The element of an array whose `key` is `value`.
///
/// # Panics
/// Where there is none.
pub fn by<'a>(array: &'a Value, key: &str, value: &str) -> &'a Value {
    let found = array
        .as_array()
        .and_then(|a| a.iter().find(|e| e[key] == value));
    match found {
        Some(element) => element,
        None => panic!("no element with {key} = {value} in {array:#}"),
    }
}
