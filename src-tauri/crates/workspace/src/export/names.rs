//! What the files of a pack are called.

use holdfast_pack::PackInputs;
use std::path::Path;

/// "Alder-Analytics_Retention_Q3-FY26", safe as a file name everywhere.
pub fn file_stem(inputs: &PackInputs<'_>) -> String {
    let company = sanitised(&inputs.report.basis.company);
    let period = inputs
        .report
        .newest()
        .map_or_else(|| inputs.report.as_of.to_string(), |p| p.display.clone());
    let period = sanitised(&period);
    match company.as_str() {
        "" => format!("Retention_{period}"),
        _ => format!("{company}_Retention_{period}"),
    }
}

/// The stem, or the next version of it: an export never overwrites an earlier one silently.
pub fn free_stem(folder: &Path, stem: &str) -> String {
    let taken = |stem: &str| {
        ["pdf", "xlsx"]
            .iter()
            .any(|end| folder.join(format!("{stem}.{end}")).exists())
    };
    let versions = (2_u32..).map(|n| format!("{stem}_v{n}"));
    std::iter::once(stem.to_owned())
        .chain(versions)
        .find(|s| !taken(s))
        .unwrap_or_else(|| stem.to_owned())
}

/// Letters, digits, dots and hyphens; nothing that a file system reserves.
fn sanitised(text: &str) -> String {
    let safe: String = text
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        })
        .collect();
    let parts: Vec<&str> = safe
        .split('-')
        .map(|p| p.trim_matches('.'))
        .filter(|p| !p.is_empty())
        .collect();
    parts.join("-").chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_export_gets_a_next_version() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(free_stem(folder.path(), "A_Q3"), "A_Q3");
        std::fs::write(folder.path().join("A_Q3.pdf"), "").unwrap();
        assert_eq!(free_stem(folder.path(), "A_Q3"), "A_Q3_v2");
        std::fs::write(folder.path().join("A_Q3_v2.xlsx"), "").unwrap();
        assert_eq!(free_stem(folder.path(), "A_Q3"), "A_Q3_v3");
    }

    #[test]
    fn file_names_are_safe() {
        assert_eq!(sanitised("../../etc/passwd"), "etc-passwd");
        assert_eq!(sanitised("Alder & Finch, Inc."), "Alder-Finch-Inc");
        assert_eq!(sanitised("Q3 FY26"), "Q3-FY26");
    }
}
