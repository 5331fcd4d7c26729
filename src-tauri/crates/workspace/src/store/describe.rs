//! What an edit changed, in one line: for the journal, for undo, for the audit trail.

use super::state::State;
use serde_json::Value;

/// Changes named in a line; more are counted.
const NAMED: usize = 4;
/// Characters of a value.
const LONGEST: usize = 48;

/// `basis.min_n 5 → 8; basis.company "" → "Alder"`; empty where nothing differs.
pub fn describe(old: &State, new: &State) -> String {
    let mut found = Vec::new();
    leaves("", &json(old), &json(new), &mut found);
    let more = found.len().saturating_sub(NAMED);
    found.truncate(NAMED);
    if more > 0 {
        found.push(format!("{more} more"));
    }
    found.join("; ")
}

fn json(state: &State) -> Value {
    let mut value = serde_json::to_value(state).unwrap_or_default();
    let logo = value.pointer_mut("/pack/logo");
    if let Some((logo, told)) = logo.and_then(|l| super::pack_choices::told(l).map(|t| (l, t))) {
        *logo = told.into();
    }
    value
}

/// Every value that differs, by its path; of lists only what came and went.
fn leaves(path: &str, old: &Value, new: &Value, found: &mut Vec<String>) {
    match (old, new) {
        (old, new) if old == new => {}
        (Value::Object(a), Value::Object(b)) => {
            let only_new = b.keys().filter(|key| !a.contains_key(*key));
            for key in a.keys().chain(only_new) {
                let path = match path {
                    "" => key.clone(),
                    path => format!("{path}.{key}"),
                };
                let of = |side: &serde_json::Map<String, Value>| {
                    side.get(key).cloned().unwrap_or_default()
                };
                leaves(&path, &of(a), &of(b), found);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            let gone = a.iter().filter(|value| !b.contains(value));
            let came = b.iter().filter(|value| !a.contains(value));
            found.extend(gone.map(|value| format!("{path} without {}", shown(value))));
            found.extend(came.map(|value| format!("{path} with {}", shown(value))));
        }
        (old, new) => found.push(format!("{path} {} → {}", shown(old), shown(new))),
    }
}

/// A value as people read it, cut where it is long.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => "none".to_owned(),
        Value::Object(fields) => {
            let filled = fields.values().filter(|v| !v.is_null() && **v != "");
            filled.map(shown).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Rename;

    #[test]
    fn what_changed_is_named() {
        let old = State::default();
        let mut new = old.clone();
        new.basis.min_n = 8;
        new.pack.messages.insert("P1".into(), "Mind".into());
        new.renames.push(Rename {
            from: "Alder Inc".into(),
            to: "Alder".into(),
            effective: None,
            reason: String::new(),
        });
        assert_eq!(
            describe(&old, &new),
            "basis.min_n 5 → 8; renames with \"Alder Inc\", \"Alder\"; pack.messages.P1 none → \"Mind\""
        );
        assert_eq!(describe(&new, &new), "");
    }
}
