//! The shipped playbook, and one of the user's own.

use holdfast_metrics::negotiations::Playbook;

/// The shipped playbook as text, to be copied and edited.
pub const PLAYBOOK: &str = include_str!("../../../../templates/playbook.toml");

/// Reads a playbook; what it leaves out is the default, unknown keys are errors.
pub fn read_playbook(text: &str) -> Result<Playbook, String> {
    toml::from_str(text).map_err(|e| e.to_string())
}

/// The shipped playbook, numbers and words.
pub fn shipped_playbook() -> Playbook {
    read_playbook(PLAYBOOK).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_playbook_is_read_with_its_words() {
        assert!(read_playbook(PLAYBOOK).is_ok_and(|p| !p.words.counter.is_empty()));
        assert_eq!(shipped_playbook().clock, Playbook::default().clock);
    }
}
