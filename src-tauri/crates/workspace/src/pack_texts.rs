//! The user's own words of a pack as a TOML file: messages by page, decisions asked, the outlook.

use crate::failure::Failure;
use holdfast_pack::PackOptions;
use holdfast_pack::message::Tokens;
use holdfast_pack::template::PAGES;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What the file may hold.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PackTexts {
    /// Messages by page id, with tokens like `{{downsell.q}}`.
    pub messages: BTreeMap<String, String>,
    /// Notes of a page's owner, by page id.
    pub notes: BTreeMap<String, String>,
    /// What the tokens of a message showed when it was written, by page id; `holdfast pack` says which moved.
    pub written: BTreeMap<String, Tokens>,
    /// Lines of the outlook page.
    pub outlook: Vec<String>,
    /// Decisions asked of the readers.
    pub decisions: Vec<Decision>,
}

/// A decision asked, by whom and until when.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decision {
    /// What is asked; may hold tokens.
    pub text: String,
    /// Who is asked.
    pub owner: String,
    /// Until when, as it is to be printed.
    pub due: String,
}

impl PackTexts {
    /// Reads a file of texts.
    ///
    /// # Errors
    /// `texts-unreadable`; `texts-invalid` with the line, for an unknown key or page.
    pub fn load(path: &Path) -> Result<PackTexts, Failure> {
        let text = crate::files::read_text(path, "texts-unreadable")?;
        PackTexts::parse(&text).map_err(|failure| failure.about(path))
    }

    /// Reads texts from TOML.
    ///
    /// # Errors
    /// As [`PackTexts::load`].
    pub fn parse(text: &str) -> Result<PackTexts, Failure> {
        let texts: PackTexts = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map_or(1, |t| t.matches('\n').count() + 1);
            Failure::input(
                "texts-invalid",
                format!("Line {line}: {}.", error.message()),
                "Known keys: messages, notes, written, outlook, decisions (text, owner, due).",
            )
        })?;
        let page = |id: &str| id.split_once('-').map_or(id, |(page, _)| page).to_owned();
        let mut named = texts
            .messages
            .keys()
            .chain(texts.notes.keys())
            .chain(texts.written.keys());
        let unknown = named.find(|id| !PAGES.contains(&page(id).as_str()));
        match unknown {
            Some(id) => Err(Failure::input(
                "texts-invalid",
                format!("There is no page \"{id}\"."),
                format!("The pages are {}.", PAGES.join(", ")),
            )),
            None => Ok(texts),
        }
    }

    /// Puts the texts into the choices of a pack.
    pub fn apply(self, options: &mut PackOptions) {
        let asks = self.asks();
        options.messages.extend(self.messages);
        options.notes.extend(self.notes);
        options.written.extend(self.written);
        options.outlook.extend(self.outlook);
        options.asks.extend(asks);
    }

    /// The decisions asked, as a pack takes them.
    pub fn asks(&self) -> Vec<(String, String, String)> {
        let ask = |d: &Decision| (d.text.clone(), d.owner.clone(), d.due.clone());
        self.decisions.iter().map(ask).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn texts_reach_the_choices_of_a_pack() {
        let texts = PackTexts::parse(
            "outlook = [\"Two renewals decide Q4.\"]\n[messages]\nbridge = \"{{downsell.q}} went.\"\n\
             [[decisions]]\ntext = \"Approve the pilot\"\nowner = \"CFO\"\n",
        )
        .unwrap();
        let mut options = PackOptions::default();
        texts.apply(&mut options);
        assert_eq!(options.outlook, ["Two renewals decide Q4."]);
        assert_eq!(options.messages["bridge"], "{{downsell.q}} went.");
        assert_eq!(options.asks[0].1, "CFO");
    }

    #[test]
    fn unknown_keys_and_pages_are_named() {
        let error = PackTexts::parse("outlok = []").unwrap_err();
        assert!(error.to_string().contains("outlok"), "{error}");
        let error = PackTexts::parse("[messages]\nweather = \"x\"").unwrap_err();
        assert!(error.to_string().contains("weather"), "{error}");
    }
}
