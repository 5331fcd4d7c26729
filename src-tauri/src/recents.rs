//! Projects opened before: one file in the user's configuration folder.

use crate::config;
use crate::desk::Work;
use crate::view::failure::FailureView;
use crate::view::start::{FiredView, RecentView};
use chrono::NaiveDate;
use holdfast_pack::display::day;
use holdfast_workspace::failure;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// As many as a start screen shows without scrolling, pinned ones apart.
const KEPT: usize = 12;

/// A project file opened before.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Recent {
    /// Number by which the page names it.
    pub id: u32,
    /// The project file.
    pub path: PathBuf,
    /// Company or file name.
    pub title: String,
    /// Kept at the top.
    pub pinned: bool,
    /// Names of the files in it.
    files: Vec<String>,
    /// Where the first of them was: dialogs begin there.
    folder: Option<PathBuf>,
    /// Triggers nobody has acted on yet, with the day on which each fires (N-40).
    waiting: Vec<Waiting>,
}

/// A re-engagement trigger which waits, or waits for somebody to act on it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Waiting {
    customer: String,
    condition: String,
    on: NaiveDate,
}

impl Recent {
    /// A project as it stands.
    pub fn of(title: &str, work: &Work) -> Recent {
        Recent {
            path: work.path.clone(),
            title: title.to_owned(),
            files: work.state.files.iter().map(|f| f.name.clone()).collect(),
            folder: work.folder().map(Path::to_path_buf),
            waiting: waiting(work),
            ..Recent::default()
        }
    }

    fn view(&self) -> RecentView {
        let folder = self.path.parent();
        RecentView {
            id: self.id,
            title: self.title.clone(),
            files: match self.files.is_empty() {
                true => failure::file_name(&self.path),
                false => self.files.join(", "),
            },
            folder: folder.map(|f| f.display().to_string()).unwrap_or_default(),
            missing: !self.path.exists(),
            pinned: self.pinned,
        }
    }
}

fn waiting(work: &Work) -> Vec<Waiting> {
    let report = work.project.negotiations.iter();
    let items = report.flat_map(|r| &r.triggers.items);
    items
        .filter(|t| t.is_waiting())
        .filter_map(|t| {
            Some(Waiting {
                customer: crate::present::negotiations::called(&work.project, &t.customer)
                    .to_owned(),
                condition: t.condition.clone(),
                on: t.fired.map(|(on, _)| on).or(t.due_on)?,
            })
        })
        .collect()
}

/// The projects, newest first, and the one which is open.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Recents {
    projects: Vec<Recent>,
    /// Open when the app was last heard of: still set at a start, the app ended without closing it.
    pub open: Option<PathBuf>,
}

impl Recents {
    /// Reads them; a missing or damaged file is an empty list, not a failure.
    pub fn load(folder: &Path) -> Recents {
        config::load(folder, FILE)
    }

    /// Writes them.
    pub fn save(&self, folder: &Path) -> Result<(), FailureView> {
        config::save(folder, FILE, self)
    }

    /// Puts a project at the top.
    pub fn remember(&mut self, mut recent: Recent) {
        let same = self.projects.iter().position(|s| s.path == recent.path);
        let old = same.map(|at| self.projects.remove(at));
        recent.id = old.as_ref().map_or_else(|| self.next_id(), |s| s.id);
        recent.pinned = old.is_some_and(|s| s.pinned);
        self.open = Some(recent.path.clone());
        self.projects.insert(0, recent);
        let mut unpinned = 0;
        self.projects.retain(|s| {
            unpinned += usize::from(!s.pinned);
            s.pinned || unpinned <= KEPT
        });
    }

    fn next_id(&self) -> u32 {
        self.projects.iter().map(|s| s.id).max().unwrap_or(0) + 1
    }

    /// A project by its number.
    pub fn get(&self, id: u32) -> Result<&Recent, FailureView> {
        self.projects.iter().find(|s| s.id == id).ok_or_else(|| {
            FailureView::new(
                "recent-unknown",
                "That project is no longer in the list.",
                "Open its file again.",
            )
        })
    }

    /// Keeps a project at the top, or no longer.
    pub fn pin(&mut self, id: u32, pinned: bool) {
        let same = self.projects.iter_mut().filter(|s| s.id == id);
        same.for_each(|s| s.pinned = pinned);
    }

    /// Takes a project off the list; its file stays.
    pub fn forget(&mut self, id: u32) {
        self.projects.retain(|s| s.id != id);
    }

    /// Where the files of the newest project were.
    pub fn last_folder(&self) -> Option<PathBuf> {
        self.projects.iter().find_map(|p| p.folder.clone())
    }

    /// As the start screen shows them: pinned first.
    pub fn views(&self) -> Vec<RecentView> {
        let (pinned, others): (Vec<&Recent>, Vec<&Recent>) =
            self.projects.iter().partition(|s| s.pinned);
        pinned.into_iter().chain(others).map(Recent::view).collect()
    }

    /// The triggers which have fired by a day and wait for somebody, newest first (N-40).
    pub fn fired(&self, today: NaiveDate) -> Vec<FiredView> {
        let of = |recent: &Recent| {
            let fired = recent.waiting.iter().filter(|w| w.on <= today).cloned();
            fired
                .map(|w| (recent.id, recent.title.clone(), w))
                .collect::<Vec<_>>()
        };
        let mut all: Vec<_> = self.projects.iter().flat_map(of).collect();
        all.sort_by_key(|(_, _, w)| std::cmp::Reverse(w.on));
        all.into_iter()
            .map(|(project, title, w)| FiredView {
                project,
                title,
                customer: w.customer,
                condition: w.condition,
                on: day(w.on),
            })
            .collect()
    }
}

const FILE: &str = "recents.json";

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn recent(path: &str) -> Recent {
        Recent {
            path: path.into(),
            title: path.to_owned(),
            ..Recent::default()
        }
    }

    #[test]
    fn newest_first_pinned_before_and_kept() {
        let mut recents = Recents::default();
        recents.remember(recent("/a.holdfast"));
        recents.pin(1, true);
        (0..20).for_each(|i| recents.remember(recent(&format!("/{i}.holdfast"))));
        recents.remember(recent("/19.holdfast"));
        let titles: Vec<String> = recents.views().into_iter().map(|v| v.title).collect();
        assert_eq!(titles.len(), KEPT + 1);
        assert_eq!(
            &titles[..3],
            ["/a.holdfast", "/19.holdfast", "/18.holdfast"]
        );
        assert!(recents.views().iter().all(|v| v.missing));
    }

    /// N-40: what fired, and what has come due since.
    #[test]
    fn triggers_are_shown_from_their_day_on() {
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut recents = Recents::default();
        let waiting = |customer: &str, day: &str| Waiting {
            customer: customer.to_owned(),
            condition: "new budget year".to_owned(),
            on: on(day),
        };
        recents.remember(Recent {
            waiting: vec![
                waiting("Alder", "2026-10-01"),
                waiting("Birch", "2026-11-01"),
            ],
            ..recent("/a.holdfast")
        });
        let names = |today: &str| -> Vec<String> {
            recents
                .fired(on(today))
                .into_iter()
                .map(|f| f.customer)
                .collect()
        };
        assert_eq!(names("2026-10-15"), ["Alder"]);
        assert_eq!(names("2026-11-01"), ["Birch", "Alder"]);
    }

    #[test]
    fn a_damaged_list_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "{").unwrap();
        assert_eq!(Recents::load(folder.path()), Recents::default());
    }
}
