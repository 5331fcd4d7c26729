//! Two bases of preparation compared key by key (section 6).

use crate::basis::Basis;
use serde_json::{Map, Value};

/// Keys by which no figure is defined: the as-of close moves with every pack.
const OUTSIDE: [&str; 2] = ["as_of", "company"];

/// Keys by which amounts and movements are defined, rather than how they are cut and judged.
const DEFINING: [&str; 6] = [
    "method",
    "reactivation_window",
    "paused",
    "free",
    "grace_gap",
    "fx_plan_rates",
];

/// Whether a key defines amounts and movements.
pub(super) fn defines(key: &str) -> bool {
    DEFINING.contains(&key)
}

/// The keys which differ, each with the basis in which it and those before it are switched.
pub(super) fn switches(from: &Basis, to: &Basis) -> Vec<(String, Basis)> {
    let (mut basis, target) = (keys(from), keys(to));
    let mut out = Vec::new();
    for (key, value) in &target {
        if OUTSIDE.contains(&key.as_str()) || basis.get(key) == Some(value) {
            continue;
        }
        basis.insert(key.clone(), value.clone());
        if let Ok(next) = serde_json::from_value(Value::Object(basis.clone())) {
            out.push((key.clone(), next));
        }
    }
    out
}

/// Whether a key by which figures are defined differs.
pub(super) fn differs(a: &Basis, b: &Basis, key: &str) -> bool {
    !OUTSIDE.contains(&key) && keys(a).get(key) != keys(b).get(key)
}

/// `to` with the values which `from` has for these keys.
pub(super) fn with(to: &Basis, from: &Basis, wanted: impl Fn(&str) -> bool) -> Basis {
    let (mut basis, source) = (keys(to), keys(from));
    for (key, value) in source.into_iter().filter(|(k, _)| wanted(k)) {
        basis.insert(key, value);
    }
    serde_json::from_value(Value::Object(basis)).unwrap_or_else(|_| to.clone())
}

/// The setting of a key before and after, as a reader writes it.
pub(super) fn setting(from: &Basis, to: &Basis, key: &str) -> (String, String) {
    let of = |basis: &Basis| keys(basis).get(key).map_or_else(String::new, text);
    (of(from), of(to))
}

fn keys(basis: &Basis) -> Map<String, Value> {
    match serde_json::to_value(basis) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "not set".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
