//! Issued packs: ledger, figures, basis, texts, hashes and the very files, frozen as they were reported.

use super::fault::damaged;
use super::journal::{Moment, moment_text};
use super::state::State;
use super::{Store, frozen, parts};
use crate::atomic::{self, Output};
use crate::export::{ExportOptions, Format, Rendered, render};
use crate::failure::Failure;
use crate::project::Project;
use crate::restate::AsReported;
use crate::{json, negotiations_json};
use holdfast_import::{Mapping, Watch};
use holdfast_ledger::{AppliedRename, Ledger, PlanFigures, RequestLog};
use holdfast_metrics::Basis;
use holdfast_metrics::restatement::{Figures, Kept};
use holdfast_pack::PackOptions;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// How a pack is issued.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssueOptions {
    /// The choices of the pack: those of the state, with what the restatement has to say.
    pub pack: PackOptions,
    /// Files to make and keep.
    pub formats: Vec<Format>,
    /// What the user says of this issue.
    pub note: String,
}

/// A pack in the list of issued ones.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssuedPack {
    /// Its number, from 1.
    pub id: i64,
    /// When, as saved.
    pub at: String,
    /// The revision of the inputs it was made from.
    pub revision: i64,
    /// Name of its files without ending.
    pub title: String,
    /// Short content hash by which it is cited.
    pub pack_id: String,
    /// Newest period, as labelled.
    pub period: String,
    /// As-of close, as a date.
    pub as_of: String,
    /// Reporting currency.
    pub currency: String,
    /// Whether it was marked DRAFT.
    pub draft: bool,
    /// Short hash of the basis.
    pub basis_hash: String,
    /// The version of the program which made it.
    pub app_version: String,
    /// What the user said of it.
    pub note: String,
    /// Who issued it; empty where that wasn't known.
    pub author: String,
    /// Its files: name, and SHA-256 of the bytes.
    pub files: Vec<(String, String)>,
}

/// What was reported with an issued pack, whole: the earlier side of every later comparison.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// The pack.
    pub pack: IssuedPack,
    /// The inputs as they stood: files with their hashes, decisions, texts, choices.
    pub state: State,
    /// Ledger.
    pub ledger: Ledger,
    /// Basis, with its as-of close.
    pub basis: Basis,
    /// Mapping in use.
    pub mapping: Mapping,
    /// Renames and mergers applied (L-8).
    pub renames: Vec<AppliedRename>,
    /// Negotiation log in use.
    pub requests: Option<RequestLog>,
    /// Plan in use.
    pub plan: Option<PlanFigures>,
    /// The document of `holdfast metrics --json`, as reported.
    pub figures: Value,
    /// The same figures as the next quarter compares them.
    pub compared: Figures,
    /// The past as it was kept with this pack or before it; `None` where nothing was.
    pub kept: Option<Kept>,
    /// The document of `holdfast negotiations --json`, as reported.
    pub outcomes: Option<Value>,
    /// The proof of the import, as reported.
    pub evidence: Value,
}

impl Frozen {
    /// As the comparison takes it.
    pub fn as_reported(&self) -> AsReported<'_> {
        AsReported {
            ledger: &self.ledger,
            basis: &self.basis,
            mapping: &self.mapping,
            decisions: &self.state.decisions,
            renames: &self.renames,
            figures: Some(&self.compared),
            kept: self.kept.as_ref(),
        }
    }
}

impl Store {
    /// Issues the pack of a project as [`Store::project`] gives it: everything it reports is kept and never changes.
    /// While a change of the past waits for its choice it is refused, unless as a draft. Nothing is written
    /// outside the workspace; see [`Store::export_issued`].
    pub fn issue(
        &mut self,
        project: &Project,
        options: &IssueOptions,
        at: Moment,
        watch: &dyn Watch,
    ) -> Result<IssuedPack, Failure> {
        self.access.refuse_read_only()?;
        let export = ExportOptions {
            folder: PathBuf::new(),
            formats: options.formats.clone(),
            overwrite: false,
            next_version: false,
            pack: options.pack.clone(),
        };
        let rendered = render(project, &export, watch)?;
        self.back_up()?;
        let id = self.write(|connection, head, author| {
            let made = Made {
                head,
                author,
                at,
                rendered: &rendered,
            };
            let id = put_pack(connection, project, options, &made)?;
            let (ledger, _) = project.ledger_and_report()?;
            frozen::put(connection, id, ledger, project.kept.as_ref())?;
            put_files(connection, id, &rendered)?;
            super::go_on(watch)?;
            Ok(id)
        })?;
        self.issued_pack(id)
    }

    /// Every issued pack, oldest first.
    pub fn issued(&self) -> Result<Vec<IssuedPack>, Failure> {
        let mut statement = self
            .connection
            .prepare("SELECT id FROM issued ORDER BY id")?;
        let ids: Vec<i64> = statement
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        ids.into_iter().map(|id| self.issued_pack(id)).collect()
    }

    /// An issued pack by its number.
    pub fn issued_pack(&self, id: i64) -> Result<IssuedPack, Failure> {
        let pack = self
            .connection
            .query_row(&format!("{PACK} WHERE id = ?1"), [id], pack_of)
            .optional()?;
        let mut pack = pack.ok_or_else(|| no_such_pack(id))?;
        let mut statement = self.connection.prepare(
            "SELECT name, sha256 FROM issued_file f JOIN part ON part.id = f.part WHERE issued = ?1 ORDER BY position",
        )?;
        let files = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        pack.files = files.collect::<Result<_, _>>()?;
        Ok(pack)
    }

    /// What was reported with the newest issued pack; drafts were not reported.
    pub fn last_issued(&self) -> Result<Option<Frozen>, Failure> {
        let newest: Option<i64> = self
            .connection
            .query_row(
                "SELECT id FROM issued WHERE draft = 0 ORDER BY id DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()?;
        newest.map(|id| self.frozen(id)).transpose()
    }

    /// What was reported with an issued pack.
    pub fn frozen(&self, id: i64) -> Result<Frozen, Failure> {
        let pack = self.issued_pack(id)?;
        let connection = &self.connection;
        let part = |column: &str| -> Result<Option<i64>, Failure> {
            let sql = format!("SELECT {column} FROM issued WHERE id = ?1");
            Ok(connection.query_row(&sql, [id], |row| row.get(0))?)
        };
        let (ledger, kept) = frozen::get(connection, id)?;
        let mapping: String = json_part(connection, part("mapping")?)?;
        Ok(Frozen {
            state: State::load(connection, pack.revision)?,
            ledger,
            kept,
            basis: json_part(connection, part("basis")?)?,
            mapping: Mapping::from_toml(&mapping).map_err(|f| damaged(&f.message))?,
            renames: json_part(connection, part("renames")?)?,
            requests: json_part(connection, part("requests")?)?,
            plan: json_part(connection, part("plan")?)?,
            figures: json_part(connection, part("figures")?)?,
            compared: json_part(connection, part("compared")?)?,
            outcomes: json_part(connection, part("outcomes")?)?,
            evidence: json_part(connection, part("evidence")?)?,
            pack,
        })
    }

    /// The files of an issued pack, byte for byte as they were issued.
    pub fn issued_files(&self, id: i64) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let pack = self.issued_pack(id)?;
        let mut statement = self
            .connection
            .prepare("SELECT name, part FROM issued_file WHERE issued = ?1 ORDER BY position")?;
        let mut rows = statement.query([pack.id])?;
        let mut files = Vec::new();
        while let Some(row) = rows.next()? {
            files.push((row.get(0)?, parts::get(&self.connection, row.get(1)?)?));
        }
        Ok(files)
    }

    /// Writes the files of an issued pack into a folder: all or none, nothing replaced unless asked.
    pub fn export_issued(
        &self,
        id: i64,
        folder: &Path,
        overwrite: bool,
    ) -> Result<Vec<PathBuf>, Failure> {
        let outputs = self
            .issued_files(id)?
            .into_iter()
            .map(|(name, bytes)| Output {
                name,
                write: Box::new(move |out| out.write_all(&bytes)),
            });
        atomic::write_all(folder, outputs.collect(), overwrite)
    }
}

const PACK: &str = "SELECT id, at, revision, title, pack_id, period, as_of, currency, draft, basis_hash, app_version, note, author FROM issued";

fn pack_of(row: &Row<'_>) -> rusqlite::Result<IssuedPack> {
    Ok(IssuedPack {
        id: row.get(0)?,
        at: row.get(1)?,
        revision: row.get(2)?,
        title: row.get(3)?,
        pack_id: row.get(4)?,
        period: row.get(5)?,
        as_of: row.get(6)?,
        currency: row.get(7)?,
        draft: row.get(8)?,
        basis_hash: row.get(9)?,
        app_version: row.get(10)?,
        note: row.get(11)?,
        author: row.get(12)?,
        files: Vec::new(),
    })
}

fn no_such_pack(id: i64) -> Failure {
    Failure::input(
        "no-such-pack",
        format!("No pack was issued under the number {id}."),
        "`holdfast workspace issued FILE` lists them.",
    )
}

/// A part which is JSON; where there is none, what `null` stands for.
fn json_part<T: serde::de::DeserializeOwned>(
    connection: &Connection,
    part: Option<i64>,
) -> Result<T, Failure> {
    match part {
        Some(id) => parts::get_json(connection, id),
        None => serde_json::from_value(Value::Null).map_err(|error| damaged(&error)),
    }
}

/// A pack as it was made: from which revision, by whom, when, which files.
struct Made<'a> {
    head: i64,
    author: &'a str,
    at: Moment,
    rendered: &'a Rendered,
}

fn put_pack(
    connection: &Connection,
    project: &Project,
    options: &IssueOptions,
    made: &Made<'_>,
) -> Result<i64, Failure> {
    let (ledger, report) = project.ledger_and_report()?;
    let imported = &project.imported;
    let outcomes = project
        .negotiations
        .as_ref()
        .map(negotiations_json::negotiations_json);
    connection.execute(
        "INSERT INTO issued (at, revision, title, pack_id, period, as_of, currency, draft, basis_hash, app_version,
         note, basis, mapping, evidence, renames, requests, plan, figures, compared, outcomes, author)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
        rusqlite::params![
            moment_text(made.at),
            made.head,
            made.rendered.stem,
            made.rendered.pack_id,
            report.newest().map_or_else(String::new, |p| p.display.clone()),
            report.as_of.date().to_string(),
            ledger.reporting(),
            options.pack.draft,
            report.basis_hash,
            env!("CARGO_PKG_VERSION"),
            options.note,
            parts::put_json(connection, &report.basis)?,
            parts::put_json(connection, &imported.mapping.to_toml())?,
            parts::put_json(connection, &imported.evidence)?,
            parts::put_json(connection, &imported.evidence.renames)?,
            imported.requests.as_ref().map(|r| parts::put_json(connection, r)).transpose()?,
            imported.plan.as_ref().map(|p| parts::put_json(connection, p)).transpose()?,
            parts::put_json(connection, &json::metrics(project))?,
            parts::put_json(connection, &Figures::of(report))?,
            outcomes.as_ref().map(|o| parts::put_json(connection, o)).transpose()?,
            made.author,
        ],
    )?;
    Ok(connection.last_insert_rowid())
}

fn put_files(connection: &Connection, issued: i64, rendered: &Rendered) -> Result<(), Failure> {
    let mut insert = connection.prepare(
        "INSERT INTO issued_file (issued, position, name, part) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (position, (name, bytes)) in rendered.files.iter().enumerate() {
        insert.execute((
            issued,
            position as i64,
            name,
            parts::put(connection, bytes)?,
        ))?;
    }
    Ok(())
}
