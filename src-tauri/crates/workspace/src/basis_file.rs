//! The basis of preparation as a TOML file: unknown keys are errors which name the nearest known one.

use crate::failure::Failure;
use chrono::NaiveDate;
use holdfast_metrics::Basis;
use std::path::Path;

/// Reads a basis file.
pub fn load(path: &Path) -> Result<Basis, Failure> {
    let text = crate::files::read_text(path, "basis-unreadable")?;
    parse(&text).map_err(|failure| failure.about(path))
}

/// Whether a basis file names a key: one it leaves out is the command's own choice, not the default's.
pub fn names(path: &Path, key: &str) -> Result<bool, Failure> {
    let text = crate::files::read_text(path, "basis-unreadable")?;
    let table: toml::Table = text.parse().unwrap_or_default();
    Ok(table.contains_key(key))
}

/// The day a basis file is as of, which lists and logs without a ledger are read by; of a ledger its month's
/// close is reported.
pub fn day(path: &Path) -> Result<Option<NaiveDate>, Failure> {
    let text = crate::files::read_text(path, "basis-unreadable")?;
    let table: toml::Table = text.parse().unwrap_or_default();
    let named = table.get("as_of").and_then(toml::Value::as_str);
    Ok(named.and_then(|day| day.parse().ok()))
}

/// Reads a basis from TOML.
pub fn parse(text: &str) -> Result<Basis, Failure> {
    toml::from_str(text).map_err(|error| {
        let message = error.message().to_owned();
        let line = error
            .span()
            .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        Failure::input(
            "basis-invalid",
            format!("Line {line}: {message}."),
            nearest_hint(&message),
        )
    })
}

/// Writes a basis as TOML.
pub fn to_toml(basis: &Basis) -> String {
    toml::to_string_pretty(basis).unwrap_or_default()
}

/// serde says "unknown field `x`, expected one of `a`, `b`": the nearest of the expected ones is the hint.
fn nearest_hint(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = quoted.next().filter(|_| message.starts_with("unknown"));
    let nearest = unknown.and_then(|unknown| {
        quoted.max_by(|a, b| {
            strsim::jaro_winkler(unknown, a).total_cmp(&strsim::jaro_winkler(unknown, b))
        })
    });
    match nearest {
        Some(nearest) => format!("Did you mean `{nearest}`? Every key is listed in the README."),
        None => "Every key and its values are listed in the README.".to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let failure = parse("company = \"A\"\nreactivation_windov = 3\n").unwrap_err();
        assert!(failure.finding.message.contains("Line 2"), "{failure}");
        assert!(
            failure.finding.hint.contains("`reactivation_window`"),
            "{failure}"
        );
    }

    #[test]
    fn a_written_basis_reads_back_equal() {
        let basis = Basis {
            company: "Alder".into(),
            ..Basis::default()
        };
        assert_eq!(parse(&to_toml(&basis)).unwrap(), basis);
    }
}
