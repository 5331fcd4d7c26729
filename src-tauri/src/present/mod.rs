//! From a project to what the screens show: choosing and wording, no figure is computed here.

pub mod basis;
pub mod cells;
pub mod choice;
pub mod customers;
pub mod data;
pub mod drill;
pub mod export;
pub mod failure;
pub mod grid;
pub mod issues;
pub mod look;
pub mod mapping;
pub mod metrics;
pub mod negotiations;
pub mod overview;
pub mod pack;
pub mod restatement;
pub mod style;
pub mod table;
mod titles;

/// "1 row", "3 rows".
fn rows(n: u64) -> String {
    holdfast_pack::display::things(u32::try_from(n).unwrap_or(u32::MAX), "row")
}

/// A stable code or id in words: "negative-balance" is "Negative balance".
fn in_words(code: &str) -> String {
    let text = code.replace(['-', '_'], " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_read_as_words() {
        assert_eq!(super::in_words("negative-balance"), "Negative balance");
        assert_eq!(super::in_words(""), "");
    }
}
