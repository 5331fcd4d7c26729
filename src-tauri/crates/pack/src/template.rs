//! Templates: which pages in which order, for whom, with names or codes. Data, not code.

use crate::{PackOptions, Template, may_go};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Who reads the pack (pack 1.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Counts and money always; rates over few customers hidden.
    Board,
    /// Small segments are merged as well, so that no hidden cell can be recomputed.
    External,
}

/// How customers are called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Naming {
    /// By name.
    Names,
    /// By code.
    Codes,
}

/// Ids of every page a template can name.
pub const PAGES: [&str; 18] = [
    "summary",
    "variance",
    "bridge",
    "trend",
    "retention",
    "downsell",
    "segments",
    "cohorts",
    "names",
    "funnel",
    "outcomes",
    "terms",
    "outlook",
    "methodology",
    "reconciliation",
    "quality",
    "restatements",
    "sources",
];

/// A template.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateSpec {
    /// Name.
    pub name: String,
    /// Readers.
    pub mode: Mode,
    /// Names or codes.
    pub names: Naming,
    /// First words of the banner.
    pub confidential: String,
    /// How many segment attributes get a page.
    pub segment_pages: usize,
    /// Page ids, in order.
    pub pages: Vec<String>,
}

impl TemplateSpec {
    /// Reads a template and checks its page ids.
    pub fn read(text: &str) -> Result<TemplateSpec, String> {
        let spec: TemplateSpec = toml::from_str(text).map_err(|e| e.message().to_owned())?;
        match spec.pages.iter().find(|p| !PAGES.contains(&p.as_str())) {
            Some(page) => Err(format!("unknown page `{page}`")),
            None => Ok(spec),
        }
    }

    /// The shipped template.
    pub fn of(template: Template) -> &'static TemplateSpec {
        static SHIPPED: OnceLock<[TemplateSpec; 3]> = OnceLock::new();
        let shipped = SHIPPED.get_or_init(|| {
            [
                include_str!("../../../../templates/board.toml"),
                include_str!("../../../../templates/revops.toml"),
                include_str!("../../../../templates/fundraise.toml"),
            ]
            .map(|text| TemplateSpec::read(text).unwrap_or_else(|_| fallback()))
        });
        match template {
            Template::Board => &shipped[0],
            Template::Revops => &shipped[1],
            Template::Fundraise => &shipped[2],
        }
    }
}

impl PackOptions {
    /// Names or codes: as chosen, else the template's.
    pub fn naming(&self) -> Naming {
        self.naming
            .unwrap_or_else(|| TemplateSpec::of(self.template).names)
    }

    /// Who reads the pack: as chosen, else the template's.
    pub fn mode(&self) -> Mode {
        self.mode
            .unwrap_or_else(|| TemplateSpec::of(self.template).mode)
    }

    /// The template's pages, those which may go in the chosen order; pages nobody named follow as in the
    /// template. The summary stays first and the appendix last.
    pub fn pages(&self) -> Vec<&'static str> {
        let pages = TemplateSpec::of(self.template)
            .pages
            .iter()
            .map(String::as_str);
        let place = |id: &&str| {
            let chosen = self.order.iter().position(|p| p == id);
            chosen.unwrap_or(self.order.len())
        };
        let mut movable: Vec<&str> = pages.clone().filter(|id| may_go(id)).collect();
        movable.sort_by_key(place);
        let mut movable = movable.into_iter();
        pages
            .map(|id| {
                if may_go(id) {
                    movable.next().unwrap_or(id)
                } else {
                    id
                }
            })
            .collect()
    }
}

/// All pages, the careful way: never in use as long as the shipped files parse, which a test proves.
fn fallback() -> TemplateSpec {
    TemplateSpec {
        name: "Fallback".to_owned(),
        mode: Mode::External,
        names: Naming::Codes,
        confidential: "Confidential".to_owned(),
        segment_pages: 1,
        pages: PAGES.map(str::to_owned).to_vec(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn shipped_templates_parse() {
        for (template, name) in [
            (Template::Board, "Board"),
            (Template::Revops, "RevOps"),
            (Template::Fundraise, "Fundraise"),
        ] {
            assert_eq!(TemplateSpec::of(template).name, name);
        }
        assert_eq!(TemplateSpec::of(Template::Fundraise).mode, Mode::External);
        assert_eq!(TemplateSpec::of(Template::Board).pages, PAGES);
    }

    #[test]
    fn pages_go_in_the_chosen_order_between_summary_and_appendix() {
        let mut options = PackOptions::default();
        assert_eq!(options.pages(), PAGES);
        options.order = ["names", "summary", "sources", "bridge"]
            .map(str::to_owned)
            .to_vec();
        let pages = options.pages();
        assert_eq!(pages[..4], ["summary", "names", "bridge", "variance"]);
        assert_eq!(pages[17], "sources");
        let mut sorted = (pages, PAGES);
        sorted.0.sort_unstable();
        sorted.1.sort_unstable();
        assert_eq!(sorted.0, sorted.1, "every page once");
    }

    #[test]
    fn mode_and_names_are_the_templates_unless_chosen() {
        let mut options = PackOptions {
            template: Template::Fundraise,
            ..PackOptions::default()
        };
        assert_eq!(
            (options.mode(), options.naming()),
            (Mode::External, Naming::Codes)
        );
        (options.mode, options.naming) = (Some(Mode::Board), Some(Naming::Names));
        assert_eq!(
            (options.mode(), options.naming()),
            (Mode::Board, Naming::Names)
        );
    }

    #[test]
    fn unknown_keys_and_pages_are_errors() {
        let good = include_str!("../../../../templates/board.toml");
        let bad = format!("colour = \"red\"\n{good}");
        assert!(TemplateSpec::read(&bad).unwrap_err().contains("colour"));
        let bad = good.replace("\"trend\"", "\"weather\"");
        assert_eq!(
            TemplateSpec::read(&bad).unwrap_err(),
            "unknown page `weather`"
        );
    }
}
