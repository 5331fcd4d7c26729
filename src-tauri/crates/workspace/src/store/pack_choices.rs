//! Texts, looks and choices of the pack, kept with the company: the next quarter starts from them.

use crate::benchmarks::benchmarks;
use crate::references::negotiation_references;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use holdfast_pack::brand::{Accent, Brand, Logo};
use holdfast_pack::display::Magnitude;
use holdfast_pack::message::Tokens;
use holdfast_pack::model::Paper;
use holdfast_pack::template::{Mode, Naming};
use holdfast_pack::{PackOptions, Template};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Texts, looks and choices of the pack.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PackChoices {
    /// Template.
    pub template: Template,
    /// Paper.
    pub paper: Paper,
    /// Who reads it; `None`: as the template says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Names or codes; `None`: as the template says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub naming: Option<Naming>,
    /// Unit of money; `None`: by the largest total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Magnitude>,
    /// Page ids in the wanted order; empty: the template's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
    /// The company's accent colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Accent>,
    /// The company's logo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<NamedLogo>,
    /// Grades of the sources whose NRR and GRR are printed beside the company's own, "AB"; with D also the
    /// survey's claims on negotiations. Empty: none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub benchmarks: String,
    /// Workbook without the font colours of inputs and formulas.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub presentation: bool,
    /// The bridge in the strict way of IBCS, without cut columns.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub strict_ibcs: bool,
    /// The user's own messages by page id.
    pub messages: BTreeMap<String, String>,
    /// What the tokens of these messages showed when they were written, by page id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub written: BTreeMap<String, Tokens>,
    /// Notes of the owner of a page, by page id.
    pub notes: BTreeMap<String, String>,
    /// Pages left out, by id.
    pub left_out: BTreeSet<String>,
    /// Decisions asked of the board: text, owner, date.
    pub asks: Vec<(String, String, String)>,
    /// Text of the outlook page.
    pub outlook: Vec<String>,
    /// Reference figures to print, as the benchmark file words them (N-20).
    pub references: Vec<String>,
}

impl PackChoices {
    /// Sets a page's message with what its tokens show now; an empty one brings the automatic message back.
    pub fn write(&mut self, page: &str, text: &str, cited: Tokens) {
        self.written.remove(page);
        if text.trim().is_empty() {
            self.messages.remove(page);
            return;
        }
        self.messages.insert(page.to_owned(), text.to_owned());
        if !cited.is_empty() {
            self.written.insert(page.to_owned(), cited);
        }
    }

    /// Sets the note of a page's owner, likewise: "R. Meyer: {{downsell.q}} is billing's."
    pub fn write_note(&mut self, page: &str, text: &str, cited: Tokens) {
        let key = holdfast_pack::note_key(page);
        self.written.remove(&key);
        if text.trim().is_empty() {
            self.notes.remove(page);
            return;
        }
        self.notes.insert(page.to_owned(), text.to_owned());
        if !cited.is_empty() {
            self.written.insert(key, cited);
        }
    }

    /// As the pack takes them.
    pub fn options(&self) -> PackOptions {
        PackOptions {
            template: self.template,
            paper: self.paper,
            mode: self.mode,
            naming: self.naming,
            unit: self.unit,
            order: self.order.clone(),
            messages: self.messages.clone(),
            written: self.written.clone(),
            notes: self.notes.clone(),
            left_out: self.left_out.clone(),
            asks: self.asks.clone(),
            outlook: self.outlook.clone(),
            references: self.claims(),
            benchmarks: self.grades().map_or_else(Vec::new, |g| benchmarks(&g)),
            brand: Brand {
                accent: self.accent,
                logo: self.logo.as_ref().map(|l| l.logo.clone()),
            },
            presentation: self.presentation,
            strict_ibcs: self.strict_ibcs,
            ..PackOptions::default()
        }
    }

    fn grades(&self) -> Option<Vec<char>> {
        let grades: Vec<char> = self.benchmarks.to_ascii_uppercase().chars().collect();
        (!grades.is_empty()).then_some(grades)
    }

    /// The survey's claims on negotiations (N-20): those switched on, or all with grade D.
    pub fn claims(&self) -> Vec<String> {
        match self.grades() {
            Some(grades) if grades.contains(&'D') => negotiation_references(),
            _ => self.references.clone(),
        }
    }
}

/// A logo with the name of the file it was read from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedLogo {
    /// Name of the file, for the screen and the journal.
    pub name: String,
    /// The picture.
    #[serde(rename = "png", with = "png_text")]
    pub logo: Logo,
}

/// The bytes of a PNG as base 64.
mod png_text {
    use super::{BASE64, Logo};
    use base64::Engine as _;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(logo: &Logo, s: S) -> Result<S::Ok, S::Error> {
        BASE64.encode(logo.png()).serialize(s)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Logo, D::Error> {
        let bytes = BASE64.decode(String::deserialize(d)?);
        Logo::read(bytes.map_err(D::Error::custom)?).map_err(D::Error::custom)
    }
}

/// The section in which the logo is kept: apart, so that an edit of a text doesn't keep it once more.
const LOGO: &str = "pack logo";

/// Takes the logo out of the section of the pack.
pub(super) fn part_logo(mut sections: Map<String, Value>) -> Map<String, Value> {
    let pack = sections.get_mut("pack").and_then(Value::as_object_mut);
    if let Some(logo) = pack.and_then(|pack| pack.remove("logo")) {
        sections.insert(LOGO.to_owned(), logo);
    }
    sections
}

/// Puts it back.
pub(super) fn join_logo(mut sections: Map<String, Value>) -> Map<String, Value> {
    let logo = sections.remove(LOGO);
    let pack = sections.get_mut("pack").and_then(Value::as_object_mut);
    if let (Some(pack), Some(logo)) = (pack, logo) {
        pack.insert("logo".to_owned(), logo);
    }
    sections
}

/// The bytes of a logo in the journal's words: how many, instead of what.
pub(super) fn told(logo: &Value) -> Option<String> {
    let (name, png) = (logo.get("name")?.as_str()?, logo.get("png")?.as_str()?);
    let bytes = BASE64.decode(png).ok()?;
    let sha256 = super::parts::sha256(&bytes);
    Some(format!(
        "{name} ({} bytes, {})",
        bytes.len(),
        sha256.get(..8)?
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::store::{State, describe};

    fn logo() -> NamedLogo {
        let mut png = vec![0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13];
        png.extend(b"IHDR");
        png.extend([0, 0, 1, 0, 0, 0, 0, 80]);
        NamedLogo {
            name: "alder.png".into(),
            logo: Logo::read(png).unwrap(),
        }
    }

    #[test]
    fn choices_come_back_as_they_were_saved_the_logo_in_a_section_of_its_own() {
        let pack = PackChoices {
            mode: Some(Mode::External),
            naming: Some(Naming::Names),
            unit: Some(Magnitude::Millions),
            order: vec!["names".into()],
            accent: Some(Accent(0, 0x58, 0x8C)),
            logo: Some(logo()),
            benchmarks: "AB".into(),
            presentation: true,
            ..PackChoices::default()
        };
        let state = State {
            pack,
            ..State::default()
        };
        let Value::Object(whole) = serde_json::to_value(&state).unwrap() else {
            unreachable!("a state is an object")
        };
        let parted = part_logo(whole.clone());
        assert_eq!(parted["pack"]["accent"], "#00588C");
        assert_eq!(parted[LOGO]["name"], "alder.png");
        assert!(parted["pack"].get("logo").is_none());
        assert_eq!(join_logo(parted), whole);
        let back: State = serde_json::from_value(Value::Object(whole)).unwrap();
        assert_eq!(back, state);
        let options = back.pack.options();
        assert_eq!(options.brand.logo, Some(logo().logo));
        assert!(options.presentation && !options.benchmarks.is_empty());
        assert!(
            options.references.is_empty(),
            "claims of grade D were not asked for"
        );
    }

    #[test]
    fn the_journal_names_a_logo_and_does_not_print_it() {
        let old = State::default();
        let mut new = old.clone();
        new.pack.logo = Some(logo());
        assert_eq!(
            describe(&old, &new),
            "pack.logo none → \"alder.png (24 bytes, 40ae4465)\""
        );
    }
}
