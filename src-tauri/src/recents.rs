//! Projects opened before, with the choices made in them: one file in the user's configuration folder.

use crate::desk::{Choices, Work};
use crate::present;
use crate::view::failure::FailureView;
use crate::view::start::RecentView;
use holdfast_workspace::import::{Decisions, Mapping};
use holdfast_workspace::ledger::RequestLog;
use holdfast_workspace::metrics::Basis;
use holdfast_workspace::{Inputs, atomic};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// As many as a start screen shows without scrolling, pinned ones apart.
const KEPT: usize = 12;

/// A project as it was left.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Saved {
    /// Number by which the page names it.
    pub id: u32,
    /// Company or file name.
    pub title: String,
    /// Kept at the top.
    pub pinned: bool,
    files: Files,
    basis: Basis,
    mapping: Option<String>,
    decisions: Option<String>,
    log: Option<RequestLog>,
    messages: BTreeMap<String, String>,
    template: String,
    paper: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Files {
    sources: Vec<PathBuf>,
    negotiations: Option<PathBuf>,
    rates: Option<PathBuf>,
    plan: Option<PathBuf>,
    customers: Option<PathBuf>,
}

impl Files {
    fn of(inputs: &Inputs) -> Files {
        Files {
            sources: inputs.sources.clone(),
            negotiations: inputs.negotiations.clone(),
            rates: inputs.rates.clone(),
            plan: inputs.plan.clone(),
            customers: inputs.customers.clone(),
        }
    }
    fn inputs(&self) -> Inputs {
        Inputs {
            sources: self.sources.clone(),
            negotiations: self.negotiations.clone(),
            rates: self.rates.clone(),
            plan: self.plan.clone(),
            customers: self.customers.clone(),
            ..Inputs::default()
        }
    }
    fn all(&self) -> impl Iterator<Item = &PathBuf> {
        let extra = [&self.negotiations, &self.rates, &self.plan, &self.customers];
        self.sources.iter().chain(extra.into_iter().flatten())
    }
}

impl Saved {
    /// A project as it stands.
    pub fn of(title: &str, work: &Work) -> Saved {
        let choices = &work.choices;
        Saved {
            title: title.to_owned(),
            files: Files::of(&choices.inputs),
            basis: choices.basis.clone(),
            mapping: choices.mapping.as_ref().map(Mapping::to_toml),
            decisions: Some(choices.decisions.to_toml()),
            log: choices.log.clone(),
            messages: choices.pack.messages.clone(),
            template: present::pack::words(&choices.pack).0.to_owned(),
            paper: present::pack::words(&choices.pack).1.to_owned(),
            ..Saved::default()
        }
    }

    /// The choices to open it with.
    pub fn choices(&self) -> Result<Choices, FailureView> {
        let damaged = |_| {
            FailureView::new(
                "recent-damaged",
                "What was remembered of this project can't be read.",
                "Open its files again.",
            )
        };
        let mapping = self
            .mapping
            .as_deref()
            .map(Mapping::from_toml)
            .transpose()
            .map_err(damaged)?;
        let decisions = self
            .decisions
            .as_deref()
            .map(Decisions::from_toml)
            .transpose()
            .map_err(damaged)?;
        let mut choices = Choices {
            inputs: self.files.inputs(),
            basis: self.basis.clone(),
            mapping,
            decisions: decisions.unwrap_or_default(),
            log: self.log.clone(),
            ..Choices::default()
        };
        choices.pack.messages = self.messages.clone();
        for (key, value) in [("template", &self.template), ("paper", &self.paper)] {
            // A word of a later version leaves the usual choice.
            let _ = present::pack::set(&mut choices.pack, key, value);
        }
        Ok(choices)
    }

    /// The same project with its files in another folder.
    #[must_use]
    pub fn located(&self, folder: &Path) -> Saved {
        let moved = |path: &PathBuf| match path.file_name() {
            Some(name) if !path.exists() => folder.join(name),
            _ => path.clone(),
        };
        let mut out = self.clone();
        out.files.sources.iter_mut().for_each(|p| *p = moved(p));
        for extra in [
            &mut out.files.negotiations,
            &mut out.files.rates,
            &mut out.files.plan,
            &mut out.files.customers,
        ] {
            *extra = extra.as_ref().map(moved);
        }
        out
    }

    /// Whether a file of it is not where it was.
    pub fn missing(&self) -> bool {
        self.files.all().any(|p| !p.exists())
    }

    fn view(&self) -> RecentView {
        let name = |p: &PathBuf| {
            p.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        let folder = self.files.sources.first().and_then(|p| p.parent());
        RecentView {
            id: self.id,
            title: self.title.clone(),
            files: self.files.all().map(name).collect::<Vec<_>>().join(", "),
            folder: folder.map(|f| f.display().to_string()).unwrap_or_default(),
            missing: self.missing(),
            pinned: self.pinned,
        }
    }
}

/// The projects, newest first.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Recents(Vec<Saved>);

impl Recents {
    /// Reads them; a missing or damaged file is an empty list, not a failure.
    pub fn load(folder: &Path) -> Recents {
        fs::read(folder.join(FILE))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    /// Writes them.
    pub fn save(&self, folder: &Path) -> Result<(), FailureView> {
        let bytes = serde_json::to_vec_pretty(self).map_err(|e| unwritten(&e))?;
        fs::create_dir_all(folder).map_err(|e| unwritten(&e))?;
        let output = atomic::Output {
            name: FILE.to_owned(),
            write: Box::new(move |w| w.write_all(&bytes)),
        };
        atomic::write_all(folder, vec![output], true)
            .map(|_| ())
            .map_err(FailureView::from)
    }

    /// Puts a project at the top; the same files are one project.
    pub fn remember(&mut self, mut saved: Saved) {
        let same = self
            .0
            .iter()
            .position(|s| s.files.sources == saved.files.sources);
        let old = same.map(|at| self.0.remove(at));
        saved.id = old.as_ref().map_or_else(|| self.next_id(), |s| s.id);
        saved.pinned = old.is_some_and(|s| s.pinned);
        self.0.insert(0, saved);
        let mut unpinned = 0;
        self.0.retain(|s| {
            unpinned += usize::from(!s.pinned);
            s.pinned || unpinned <= KEPT
        });
    }

    fn next_id(&self) -> u32 {
        self.0.iter().map(|s| s.id).max().unwrap_or(0) + 1
    }

    /// A project by its number.
    pub fn get(&self, id: u32) -> Result<&Saved, FailureView> {
        self.0.iter().find(|s| s.id == id).ok_or_else(|| {
            FailureView::new(
                "recent-unknown",
                "That project is no longer in the list.",
                "Open its files again.",
            )
        })
    }

    /// Keeps a project at the top, or no longer.
    pub fn pin(&mut self, id: u32, pinned: bool) {
        self.0
            .iter_mut()
            .filter(|s| s.id == id)
            .for_each(|s| s.pinned = pinned);
    }

    /// Takes a project off the list; its files stay.
    pub fn forget(&mut self, id: u32) {
        self.0.retain(|s| s.id != id);
    }

    /// Where the newest project's export is.
    pub fn last_folder(&self) -> Option<PathBuf> {
        self.0
            .first()?
            .files
            .sources
            .first()?
            .parent()
            .map(Path::to_path_buf)
    }

    /// As the start screen shows them: pinned first.
    pub fn views(&self) -> Vec<RecentView> {
        let (pinned, others): (Vec<&Saved>, Vec<&Saved>) = self.0.iter().partition(|s| s.pinned);
        pinned.into_iter().chain(others).map(Saved::view).collect()
    }
}

const FILE: &str = "recents.json";

fn unwritten(error: &dyn std::fmt::Display) -> FailureView {
    FailureView::new(
        "recents-unwritten",
        format!("The list of recent projects can't be saved: {error}."),
        "The project itself is not affected.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(source: &str) -> Saved {
        Saved {
            files: Files {
                sources: vec![source.into()],
                ..Files::default()
            },
            title: source.to_owned(),
            ..Saved::default()
        }
    }

    #[test]
    fn newest_first_pinned_before_and_kept() {
        let mut recents = Recents::default();
        recents.remember(saved("/a.csv"));
        recents.pin(1, true);
        (0..20).for_each(|i| recents.remember(saved(&format!("/{i}.csv"))));
        recents.remember(saved("/19.csv"));
        let titles: Vec<String> = recents.views().into_iter().map(|v| v.title).collect();
        assert_eq!(titles.len(), KEPT + 1);
        assert_eq!(&titles[..3], ["/a.csv", "/19.csv", "/18.csv"]);
    }

    #[test]
    fn a_missing_file_is_told_and_can_be_located() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x.csv"), "a").unwrap();
        let gone = saved("/nowhere/x.csv");
        assert!(gone.missing());
        assert!(!gone.located(folder.path()).missing());
    }

    #[test]
    fn a_damaged_list_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "{").unwrap();
        assert_eq!(Recents::load(folder.path()), Recents::default());
    }
}
