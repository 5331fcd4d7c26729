//! Mappings remembered across projects: what the user chose for a table, found again by the signature of its
//! captions (app, section 5). One small file in the user's configuration folder; it holds captions and words
//! of ours, never the content of a cell.
//!
//! Only choices are kept, not what was recognised, and they are laid over what is recognised in the new file:
//! its amounts, scale, currency and dates stay its own.

use crate::atomic;
use crate::failure::Failure;
use crate::project::Project;
use crate::store::sha256;
use holdfast_import::mapping::{ColumnMapping, Layout, Mapping, Role, SourceMapping};
use holdfast_import::{DateStyle, NumberStyle, captions_row, mapping_at};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// Tables remembered, the newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Profiles {
    tables: Vec<Profile>,
}

/// What was chosen for tables with these captions.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Profile {
    /// SHA-256 of the signature of the captions: of a sheet turned round they are its customers.
    captions: String,
    /// The file it was chosen for.
    from: String,
    /// The first caption, where the captions were moved to a row in which nobody would look for them.
    moved: String,
    role: String,
    layout: String,
    columns: Vec<Chosen>,
}

/// What was chosen for a column, found by its caption, or by its place where it has none.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Chosen {
    caption: String,
    column: u16,
    field: String,
    dates: Option<DateStyle>,
    numbers: Option<NumberStyle>,
}

/// As many as somebody who works for many companies has exports; the oldest goes first.
const KEPT: usize = 200;
const FOLDER: &str = "com.holdfast.desktop";
const FILE: &str = "mappings.json";

/// The usual file: in the user's configuration folder, where the window keeps its own.
pub fn usual_file() -> Option<PathBuf> {
    let of = |name: &str| {
        let folder = std::env::var_os(name).map(PathBuf::from);
        folder.filter(|p| p.is_absolute())
    };
    let folder = if cfg!(windows) {
        of("APPDATA")
    } else if cfg!(target_os = "macos") {
        of("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        of("XDG_CONFIG_HOME").or_else(|| of("HOME").map(|home| home.join(".config")))
    };
    folder.map(|folder| folder.join(FOLDER).join(FILE))
}

impl Profiles {
    /// Reads them; a file which isn't there is an empty list.
    pub fn read(path: &Path) -> Result<Profiles, Failure> {
        let damaged = |why: &dyn std::fmt::Display| {
            Failure::input(
                "remembered-unreadable",
                format!("The remembered mappings can't be read: {why}."),
                "Delete the file: nothing but what it remembers is lost.",
            )
            .about(path)
        };
        match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| damaged(&e)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Profiles::default()),
            Err(error) => Err(damaged(&error)),
        }
    }

    /// Reads them where they are asked for; else none.
    pub fn asked(path: Option<&Path>) -> Result<Profiles, Failure> {
        path.map_or_else(|| Ok(Profiles::default()), Profiles::read)
    }

    /// The usual ones; where they can't be read, none: work goes on without.
    pub fn usual() -> Profiles {
        let read = usual_file().map(|path| Profiles::read(&path));
        read.and_then(Result::ok).unwrap_or_default()
    }

    /// Writes them, whole or not at all.
    pub fn save(&self, path: &Path) -> Result<(), Failure> {
        let bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        atomic::write_file(path, &bytes, true)
    }

    /// Learns what the user chose between two states of a project. What came by remembering and was taken
    /// back is forgotten.
    pub fn learn(&mut self, before: &Project, after: &Project) {
        let old: Vec<&SourceMapping> = tables(before).collect();
        let new: Vec<&SourceMapping> = tables(after).collect();
        for now in &new {
            let stood = |o: &&&SourceMapping| same_table(o, now);
            let moved =
                |o: &&&SourceMapping| same_sheet(o, now) && !new.iter().any(|n| same_table(o, n));
            let then = old.iter().find(stood).or_else(|| old.iter().find(moved));
            if let Some(then) = then {
                self.learn_table(then, now, &after.basis.company);
            }
        }
    }

    /// For which file the columns of a table were chosen; `None` where nothing is remembered of them.
    pub fn chosen_for(&self, table: &SourceMapping) -> Option<&str> {
        let profile = self.tables.iter().find(|p| p.is_of(table))?;
        Some(&profile.from)
    }

    fn learn_table(&mut self, then: &SourceMapping, now: &SourceMapping, company: &str) {
        if then.remembered && !now.remembered {
            self.tables.retain(|p| !p.is_of(then));
            return;
        }
        let chosen = Profile::of(then, now);
        // Captions across are customers; a table which is left out is left out of its own file only.
        let across = now.layout == Layout::Across || then.layout == Layout::Across;
        if chosen == Profile::default() || across || now.role == Role::Ignore || now.header_row == 0
        {
            return;
        }
        if !chosen.moved.is_empty() {
            // The row passed on the way may be one of data: nothing of it is kept.
            let passed = |p: &Profile| p.is_of(then) && !p.moved.is_empty();
            self.tables.retain(|p| !passed(p));
        }
        let place = self.tables.iter().position(|p| p.is_of(now));
        let mut profile = place.map(|at| self.tables.remove(at)).unwrap_or_default();
        profile.captions = digest(&now.signature);
        profile.from = match company {
            "" => now.file.clone(),
            company => format!("{company}, {}", now.file),
        };
        profile.add(chosen);
        self.tables.insert(0, profile);
        self.tables.truncate(KEPT);
    }

    /// The mapping of a project with what is remembered of tables it has no mapping of its own for; `None`
    /// where that changes nothing.
    pub fn applied(&self, project: &Project) -> Option<Mapping> {
        let own = |p: &&Profile| {
            let mapping = project.options.mapping.iter();
            mapping.flat_map(|m| &m.sources).any(|s| p.is_of(s))
        };
        let known: Vec<&Profile> = self.tables.iter().filter(|p| !own(p)).collect();
        let read = &project.imported.mapping.sources;
        let all = read.iter().chain(&project.imported.unread);
        let mut changed: Vec<SourceMapping> = all
            .filter_map(|s| known.iter().find(|p| p.is_of(s))?.on(s))
            .collect();
        let moved = known.iter().filter(|p| !p.moved.is_empty());
        let moved: Vec<SourceMapping> = moved.flat_map(|p| p.found_elsewhere(project)).collect();
        // Where captions stand elsewhere, what was taken for captions on that sheet is none.
        changed.retain(|c| !moved.iter().any(|m| same_sheet(c, m)));
        let standing = |s: &&SourceMapping| {
            !changed.iter().any(|c| same_table(c, s)) && !moved.iter().any(|m| same_sheet(m, s))
        };
        let mut sources: Vec<SourceMapping> = in_force(project).filter(standing).cloned().collect();
        if changed.is_empty() && moved.is_empty() {
            return None;
        }
        sources.extend(changed);
        sources.extend(moved);
        Some(Mapping { sources })
    }
}

impl Profile {
    fn is_of(&self, source: &SourceMapping) -> bool {
        self.captions == digest(&source.signature)
    }

    /// What differs from one mapping of a table to another; nothing of it is a cell.
    fn of(then: &SourceMapping, now: &SourceMapping) -> Profile {
        let moved = then.signature != now.signature || then.header_row != now.header_row;
        let word = |differs: bool, word: &str| {
            if differs {
                word.to_owned()
            } else {
                String::new()
            }
        };
        let mut out = Profile {
            role: word(then.role != now.role, now.role.word()),
            layout: word(then.layout != now.layout, now.layout.word()),
            ..Profile::default()
        };
        if moved {
            out.moved = first_caption(now).unwrap_or_default();
            return out;
        }
        let pairs = now.columns.iter().filter_map(|c| {
            let then = then.columns.iter().find(|t| t.column == c.column)?;
            Some((then, c))
        });
        out.columns = pairs
            .filter_map(|(then, now)| Chosen::of(then, now))
            .collect();
        out
    }

    /// Adds newer choices to older ones.
    fn add(&mut self, newer: Profile) {
        for (own, new) in [
            (&mut self.moved, newer.moved),
            (&mut self.role, newer.role),
            (&mut self.layout, newer.layout),
        ] {
            if !new.is_empty() {
                *own = new;
            }
        }
        for new in newer.columns {
            match self
                .columns
                .iter_mut()
                .find(|own| own.is_of(&new.caption, new.column))
            {
                Some(own) => own.add(new),
                None => self.columns.push(new),
            }
        }
    }

    /// A table as it was recognised, with these choices; `None` where they change nothing.
    fn on(&self, found: &SourceMapping) -> Option<SourceMapping> {
        let mut source = found.clone();
        if let Some(role) = Role::of_word(&self.role) {
            source.role = role;
        }
        if let Some(layout) = Layout::of_word(&self.layout) {
            source.layout = layout;
        }
        for chosen in &self.columns {
            chosen.put(&mut source);
        }
        let same = source == *found;
        source.remembered = true;
        (!same).then_some(source)
    }

    /// The tables of a project whose captions stand where nobody looked for them.
    fn found_elsewhere(&self, project: &Project) -> Vec<SourceMapping> {
        if tables(project).any(|s| self.is_of(s)) {
            return Vec::new();
        }
        let sheets = project.books.iter().flat_map(|b| &b.tables);
        let found = sheets.filter_map(|table| {
            let row = captions_row(table, &self.moved, |s| digest(s) == self.captions)?;
            let found = mapping_at(table, row, &project.options)?;
            let mut source = self.on(&found).unwrap_or(found);
            source.remembered = true;
            Some(source)
        });
        found.collect()
    }
}

impl Chosen {
    fn of(then: &ColumnMapping, now: &ColumnMapping) -> Option<Chosen> {
        let mut out = Chosen {
            caption: now.caption.clone(),
            column: now.column,
            ..Chosen::default()
        };
        let bare = out.clone();
        if then.word() == now.word() {
            out.dates = now.dates.filter(|_| then.dates != now.dates);
            out.numbers = now.numbers.filter(|_| then.numbers != now.numbers);
        } else {
            out.field = now.word();
        }
        (out != bare).then_some(out)
    }

    fn is_of(&self, caption: &str, column: u16) -> bool {
        self.caption == caption && (!caption.is_empty() || self.column == column)
    }

    fn add(&mut self, newer: Chosen) {
        if !newer.field.is_empty() {
            self.field = newer.field;
        }
        self.dates = newer.dates.or(self.dates);
        self.numbers = newer.numbers.or(self.numbers);
    }

    /// Into a table which was recognised; a column which is not there, or reads no texts, stays as it is.
    fn put(&self, source: &mut SourceMapping) {
        let own = |c: &&mut ColumnMapping| self.is_of(&c.caption, c.column);
        let Some(column) = source.columns.iter_mut().find(own) else {
            return;
        };
        column.dates = column.dates.map(|now| self.dates.unwrap_or(now));
        column.numbers = column.numbers.map(|now| self.numbers.unwrap_or(now));
        let (at, same) = (column.column, column.word() == self.field);
        if !self.field.is_empty() && !same {
            source.assign(at, &self.field);
        }
    }
}

fn digest(signature: &str) -> String {
    sha256(signature.as_bytes())
}

fn first_caption(source: &SourceMapping) -> Option<String> {
    let mut captions = source.columns.iter().map(|c| &c.caption);
    captions.find(|c| !c.is_empty()).cloned()
}

/// The mapping in force: what is read, and what the user keeps out.
pub fn in_force(project: &Project) -> impl Iterator<Item = &SourceMapping> {
    let read = &project.imported.mapping.sources;
    let mapped = project.options.mapping.iter().flat_map(|m| &m.sources);
    let out =
        mapped.filter(move |s| s.role == Role::Ignore && !read.iter().any(|r| same_table(r, s)));
    read.iter().chain(out)
}

/// Every table with its captions: in force, or found and not read.
fn tables(project: &Project) -> impl Iterator<Item = &SourceMapping> {
    let unread = project.imported.unread.iter();
    let other = move |u: &&SourceMapping| !in_force(project).any(|s| same_table(s, u));
    in_force(project).chain(unread.filter(other))
}

fn same_sheet(a: &SourceMapping, b: &SourceMapping) -> bool {
    (&a.file, &a.sheet) == (&b.file, &b.sheet)
}

/// Whether two mappings are of the same table of a file.
pub fn same_table(a: &SourceMapping, b: &SourceMapping) -> bool {
    let first = |s: &SourceMapping| s.columns.first().map(|c| c.column);
    same_sheet(a, b) && a.header_row == b.header_row && first(a) == first(b)
}
