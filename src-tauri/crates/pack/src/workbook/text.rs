//! Text as formulas can bear it.

use std::collections::BTreeMap;

/// Whether the text alone would be read as a number, truth value or error.
pub fn reads_as_value(text: &str) -> bool {
    text.parse::<f64>().is_ok() || matches!(text, "TRUE" | "FALSE") || text.starts_with('#')
}

/// Values as criteria of SUMIFS can find them. Plain names stand for themselves. Where a name could be
/// read as an operator, a number or a wildcard, or two differ only in case, every value of the attribute
/// gets a number in front and loses the characters which mean something in a criterion.
pub fn criteria<'a>(values: impl Iterator<Item = &'a str> + Clone) -> BTreeMap<String, String> {
    let mut seen = std::collections::BTreeSet::new();
    let clear = values
        .clone()
        .all(|v| is_plain(v) && seen.insert(v.to_lowercase()));
    values
        .enumerate()
        .map(|(i, value)| {
            let label = if clear {
                value.to_owned()
            } else {
                format!("[{}] {}", i + 1, tamed(value))
            };
            (value.to_owned(), label)
        })
        .collect()
}

fn is_plain(value: &str) -> bool {
    let starts = value.chars().next().is_some_and(char::is_alphabetic);
    let free = !value.contains(['*', '?', '~', '"']) && !value.chars().any(char::is_control);
    starts
        && free
        && value.len() <= 200
        && !reads_as_value(value)
        && value.trim() == value
        && !has_date(value)
}

/// "Jan 2024", "May-24": text which a criterion would turn into a date.
fn has_date(value: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let lower = value.to_lowercase();
    MONTHS.iter().any(|m| lower.starts_with(m)) && lower.contains(|c: char| c.is_ascii_digit())
}

fn tamed(value: &str) -> String {
    let safe = |c: char| {
        if matches!(c, '*' | '?' | '~') || c.is_control() {
            '·'
        } else {
            c
        }
    };
    value
        .chars()
        .map(safe)
        .take(120)
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[&str]) -> Vec<String> {
        let map = criteria(values.iter().copied());
        values.iter().map(|v| map[*v].clone()).collect()
    }

    #[test]
    fn plain_names_stand_for_themselves() {
        assert_eq!(
            labels(&["Enterprise", "Mid-market", "Zoë & Söhne"]),
            ["Enterprise", "Mid-market", "Zoë & Söhne"]
        );
    }

    #[test]
    fn names_which_mean_something_in_a_criterion_are_numbered() {
        assert_eq!(labels(&["< 10k", "10k–50k"]), ["[1] < 10k", "[2] 10k–50k"]);
        assert_eq!(labels(&["A*", "a?b"]), ["[1] A·", "[2] a·b"]);
        assert_eq!(labels(&["smb", "SMB"]), ["[1] smb", "[2] SMB"]);
        assert_eq!(labels(&["01", "1"]), ["[1] 01", "[2] 1"]);
        assert_eq!(labels(&["Mar 2024"]), ["[1] Mar 2024"]);
    }

    #[test]
    fn numbers_in_text_are_told_apart() {
        for value in ["0012", "nan", "inf", "1e5", "TRUE", "#N/A"] {
            assert!(reads_as_value(value), "{value}");
        }
        assert!(!reads_as_value("C-0012"));
    }
}
