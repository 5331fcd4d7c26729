//! The inputs of a company: everything a pack is computed from, as one document.
//!
//! The user edits this and nothing else; figures are computed from it every time. It is saved section by
//! section (one a field), each by its content, so that an edit stores what it changed and nothing more.

use super::fault::damaged;
use super::pack_choices::{PackChoices, join_logo, part_logo};
use super::parts;
use crate::failure::Failure;
use chrono::NaiveDate;
use holdfast_import::{Book, DecisionEntry, Decisions, ImportOptions, Mapping};
use holdfast_ledger::{Close, PlanFigures, RequestLog, TableBuilder};
use holdfast_metrics::Basis;
use holdfast_metrics::restatement::Choices;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Everything a pack is computed from.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct State {
    /// Files in the order in which they were given.
    pub files: Vec<FileRef>,
    /// Basis of preparation.
    pub basis: Basis,
    /// The user's mapping, applied to every file with its header signatures; `None`: as recognised.
    #[serde(with = "mapping_text")]
    pub mapping: Option<Mapping>,
    /// Answers to findings, each with its reason.
    pub decisions: Decisions,
    /// Customers renamed or merged by hand, beside those of mapping sheets (L-8).
    pub renames: Vec<Rename>,
    /// The negotiation log as edited; `None`: as imported.
    pub requests: Option<RequestLog>,
    /// The plan as edited; `None`: as imported.
    pub plan: Option<PlanFigures>,
    /// Texts and choices of the pack.
    pub pack: PackChoices,
    /// What was chosen for changes of past figures since the last issued pack: recast, or kept as reported.
    pub restatement: Choices,
    /// Re-engagement triggers which have fired, each once (N-40), oldest first.
    pub fired: Vec<FiredTrigger>,
}

/// A file that was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    /// Where it was.
    pub path: PathBuf,
    /// Its name without folders.
    pub name: String,
    /// SHA-256 of its bytes, 64 hex digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

/// A customer renamed, or merged into another (L-8).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// Former id or name.
    pub from: String,
    /// Id or name now.
    pub to: String,
    /// When it took effect; the history is restated as a whole.
    pub effective: Option<Close>,
    /// Why.
    pub reason: String,
}

/// A trigger which has fired (N-40).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiredTrigger {
    /// Request.
    pub request: String,
    /// Its place among the request's triggers, from 0.
    pub index: usize,
    /// Customer.
    pub customer: String,
    /// Condition in the words of the log.
    pub condition: String,
    /// Since when.
    pub fired_on: NaiveDate,
    /// Who says so: `log`, `condition` or `due_date`.
    pub by: String,
    /// The as-of date of the import on which it fired.
    pub seen_as_of: NaiveDate,
}

impl State {
    /// How the files are to be understood.
    pub fn import_options(&self) -> ImportOptions {
        crate::inputs::options_of(&self.basis, self.mapping.clone(), self.decisions.clone())
    }

    /// Renames made by hand, in the shape of a mapping sheet (L-8); `None` where there are none.
    pub fn renames_book(&self) -> Option<Book> {
        if self.renames.is_empty() {
            return None;
        }
        let mut hashed = String::new();
        let rows = self.renames.iter().map(|r| {
            let effective = r.effective.map(|c| c.date().to_string());
            [r.from.clone(), r.to.clone(), effective.unwrap_or_default()]
        });
        let rows: Vec<[String; 3]> =
            std::iter::once(["from", "to", "effective"].map(str::to_owned))
                .chain(rows)
                .collect();
        for row in &rows {
            hashed += &row.join("\t");
            hashed.push('\n');
        }
        let mut builder = TableBuilder::new(
            "workspace",
            "Renames and mergers",
            &parts::sha256(hashed.as_bytes()),
        );
        for (number, row) in rows.iter().enumerate() {
            for (column, text) in row.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
                builder.text(column as u16, text);
            }
            builder.end_row(number as u32 + 1);
        }
        Some(Book {
            file: "workspace".to_owned(),
            tables: vec![builder.finish()],
            ..Book::default()
        })
    }

    /// Adds an answer to a finding; it wins over earlier ones of its code and scope.
    pub fn decide(&mut self, decision: DecisionEntry) {
        let same = |d: &DecisionEntry| d.code == decision.code && d.scope == decision.scope;
        self.decisions.entries.retain(|d| !same(d));
        self.decisions.entries.push(decision);
    }

    /// The keys of the triggers which have fired already.
    pub fn fired_keys(&self) -> BTreeSet<(String, usize)> {
        let key = |f: &FiredTrigger| (f.request.clone(), f.index);
        self.fired.iter().map(key).collect()
    }

    /// The sections of the document, name and content.
    fn sections(&self) -> Result<Map<String, Value>, Failure> {
        match serde_json::to_value(self) {
            Ok(Value::Object(sections)) => Ok(part_logo(sections)),
            Ok(_) => Err(damaged(&"its state is no document")),
            Err(error) => Err(damaged(&error)),
        }
    }

    /// Saves the state as that of a revision.
    pub(super) fn save(&self, connection: &Connection, revision: i64) -> Result<(), Failure> {
        let mut insert =
            connection.prepare("INSERT INTO section (revision, name, part) VALUES (?1, ?2, ?3)")?;
        for (name, content) in self.sections()? {
            let part = parts::put_json(connection, &content)?;
            insert.execute((revision, &name, part))?;
        }
        Ok(())
    }

    /// The state of a revision.
    pub(super) fn load(connection: &Connection, revision: i64) -> Result<State, Failure> {
        let mut statement = connection
            .prepare("SELECT name, part FROM section WHERE revision = ?1 ORDER BY name")?;
        let mut sections = Map::new();
        let mut rows = statement.query([revision])?;
        while let Some(row) = rows.next()? {
            let (name, part): (String, i64) = (row.get(0)?, row.get(1)?);
            sections.insert(name, parts::get_json(connection, part)?);
        }
        serde_json::from_value(Value::Object(join_logo(sections))).map_err(|error| damaged(&error))
    }
}

/// A mapping is saved as the text which people edit, so that both are one thing.
#[allow(clippy::ref_option, clippy::result_large_err)]
mod mapping_text {
    use holdfast_import::Mapping;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(mapping: &Option<Mapping>, s: S) -> Result<S::Ok, S::Error> {
        mapping.as_ref().map(Mapping::to_toml).serialize(s)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Mapping>, D::Error> {
        let text = Option::<String>::deserialize(d)?;
        text.map(|t| Mapping::from_toml(&t))
            .transpose()
            .map_err(|finding| serde::de::Error::custom(finding.message))
    }
}
