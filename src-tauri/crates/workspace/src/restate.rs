//! What changed since a state was reported (metrics section 7): the later rows are read as the earlier
//! ones were, then mapping, amount kind and decisions are switched one at a time.

use crate::failure::Failure;
use crate::files::read_text;
use crate::project::{Project, read_as};
use holdfast_import::{Decisions, ImportOptions, Mapping, Watch};
use holdfast_ledger::{AppliedRename, Ledger};
use holdfast_metrics::restatement::{
    Cause, ChoiceError, Choices, Decided, Figures, Kept, Later, Reading, Rename, Reported,
    Restated, Restatement, compare, decide,
};
use holdfast_metrics::{Basis, MetricsError};
use std::path::Path;

/// A state as reported, with what its rows were read by.
#[derive(Clone, Copy, Debug)]
pub struct AsReported<'a> {
    /// Ledger.
    pub ledger: &'a Ledger,
    /// Basis, with its as-of close.
    pub basis: &'a Basis,
    /// Mapping by which the rows were read.
    pub mapping: &'a Mapping,
    /// Decisions in force.
    pub decisions: &'a Decisions,
    /// Renames and mergers applied (L-8).
    pub renames: &'a [AppliedRename],
    /// The figures as frozen; `None` where they were not.
    pub figures: Option<&'a Figures>,
    /// The past as it was kept; `None` where nothing was.
    pub kept: Option<&'a Kept>,
}

impl<'a> AsReported<'a> {
    /// A project as its figures stand.
    ///
    /// # Errors
    /// Where the project has no ledger.
    pub fn of(project: &'a Project) -> Result<AsReported<'a>, Failure> {
        let (ledger, report) = project.ledger_and_report()?;
        Ok(AsReported {
            ledger,
            basis: &report.basis,
            mapping: &project.imported.mapping,
            decisions: &project.options.decisions,
            renames: &project.imported.evidence.renames,
            figures: None,
            kept: project.kept.as_ref(),
        })
    }

    fn reported(&self) -> Reported<'a> {
        Reported {
            ledger: self.ledger,
            basis: self.basis,
            figures: self.figures,
            kept: self.kept,
        }
    }
}

/// A later state with the readings which lead to it; made once, used by comparison and choice.
#[derive(Debug)]
pub struct Comparison<'a> {
    old: AsReported<'a>,
    new: &'a Project,
    readings: Vec<(Ledger, Cause, String)>,
    renames: Vec<Rename>,
}

impl<'a> Comparison<'a> {
    /// Reads the later project's rows as the earlier ones were.
    ///
    /// # Errors
    /// Where the later project has no ledger, or the user cancels.
    pub fn new(
        old: AsReported<'a>,
        new: &'a Project,
        watch: &dyn Watch,
    ) -> Result<Comparison<'a>, Failure> {
        new.ledger_and_report()?;
        let known =
            |r: &&AppliedRename| !old.renames.iter().any(|o| o.from == r.from && o.to == r.to);
        let stated = new.imported.evidence.renames.iter().filter(known);
        Ok(Comparison {
            old,
            new,
            readings: readings(&old, new, watch)?,
            renames: stated
                .map(|r| Rename {
                    from: r.from.clone(),
                    to: r.to.clone(),
                    effective: r.effective,
                })
                .collect(),
        })
    }

    /// What changed, cause by cause.
    ///
    /// # Errors
    /// Where the two can't be compared, e.g. because they report in different currencies.
    pub fn restatement(&self) -> Result<Restatement, Failure> {
        self.with(compare)
    }

    /// Applies choices; the project's figures are those after them.
    ///
    /// # Errors
    /// `choices-missing` names the changes which wait for a choice.
    pub fn decide(&self, found: &Restatement, choices: &Choices) -> Result<Decided, Failure> {
        let outcome = self.with(|reported, later| Ok(decide(reported, later, found, choices)))?;
        outcome.map_err(|error| match error {
            ChoiceError::Missing(_) => Failure::input(
                "choices-missing",
                format!("{error}."),
                "Choose for each: recast the past, or keep it as reported and carry the difference in this period.",
            ),
            ChoiceError::Metrics(error) => not_comparable(&error),
        })
    }

    /// Hands both states to a function of the metric layer.
    fn with<T>(
        &self,
        work: impl FnOnce(Reported, Later) -> Result<T, MetricsError>,
    ) -> Result<T, Failure> {
        let (ledger, report) = self.new.ledger_and_report()?;
        let readings: Vec<Reading<'_>> = self
            .readings
            .iter()
            .map(|(ledger, next, subject)| Reading {
                ledger,
                next: *next,
                subject,
            })
            .collect();
        let later = Later {
            ledger,
            basis: &report.basis,
            readings: &readings,
            renames: &self.renames,
        };
        work(self.old.reported(), later).map_err(|e| not_comparable(&e))
    }
}

/// A project compared with the last pack, with the choices applied: what its pack is made from.
///
/// # Errors
/// Where the two can't be compared, or changes wait for a choice.
pub fn restate(
    old: AsReported,
    last: &str,
    project: Project,
    choices: &Choices,
    watch: &dyn Watch,
) -> Result<Project, Failure> {
    let (found, decided) = {
        let comparison = Comparison::new(old, &project, watch)?;
        let found = comparison.restatement()?;
        let decided = comparison.decide(&found, choices)?;
        (found, decided)
    };
    let restated = Restated {
        last: last.to_owned(),
        found,
        choices: choices.clone(),
    };
    project.restated(decided, restated)
}

/// Reads choices: `[[choice]]` with `change` (an id, a cause, or `all`), `treatment` (`recast` or
/// `keep-as-reported`), and `who`, `when`, `reason`.
///
/// # Errors
/// `choices-unreadable`, `choices-invalid`.
pub fn load_choices(path: &Path) -> Result<Choices, Failure> {
    let text = read_text(path, "choices-unreadable")?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |s| {
            text.get(..s.start).unwrap_or("").matches('\n').count() + 1
        });
        let first = error.message().lines().next().unwrap_or("").to_owned();
        Failure::input(
            "choices-invalid",
            format!("Line {line}: {first}."),
            "A choice is [[choice]] with change, treatment (recast or keep-as-reported), who, when and reason.",
        )
        .about(path)
    })
}

fn not_comparable(error: &MetricsError) -> Failure {
    Failure::input(
        "not-comparable",
        format!("{error}."),
        "Check that both are of one company and basis.",
    )
}

/// The later rows under the earlier reading, and under each reading on the way to the present one, where
/// they differ. Where the earlier mapping no longer fits the rows nothing can be told apart: then what it
/// did stands with the corrected amounts.
fn readings(
    old: &AsReported,
    new: &Project,
    watch: &dyn Watch,
) -> Result<Vec<(Ledger, Cause, String)>, Failure> {
    let (now, report) = new.ledger_and_report()?;
    let mut options = new.options.clone();
    let mut steps: Vec<(ImportOptions, Cause, String)> = Vec::new();
    if options.decisions != *old.decisions {
        options.decisions = old.decisions.clone();
        steps.push((options.clone(), Cause::Override, "decisions".to_owned()));
    }
    let kind = switch_kind(&mut options, old.basis, &report.basis);
    if !kind.is_empty() {
        steps.push((options.clone(), Cause::Basis, kind.join(", ")));
    }
    if !same_reading(old.mapping, &new.imported.mapping) {
        options.mapping = Some(old.mapping.clone());
        steps.push((options, Cause::Mapping, "mapping".to_owned()));
    }
    let mut out: Vec<(Ledger, Cause, String)> = Vec::new();
    for (options, next, subject) in steps {
        let read = read_as(&new.books, &options, &new.edited, &report.basis, watch)?.ledger;
        let after = out.last().map_or(now, |(ledger, ..)| ledger);
        let fits = |l: &Ledger| {
            report.as_of <= *l.closes().last().unwrap_or(&report.as_of)
                && l.close_index(report.as_of).is_some()
        };
        match read.filter(fits) {
            Some(ledger) if ledger != *after => out.push((ledger, next, subject)),
            _ => {}
        }
    }
    out.reverse();
    Ok(out)
}

/// Puts amount kind, scale and currency back to what they were; the keys which differ.
fn switch_kind(options: &mut ImportOptions, old: &Basis, new: &Basis) -> Vec<&'static str> {
    let mut keys = Vec::new();
    if old.amounts != new.amounts {
        options.amounts = old.amounts;
        keys.push("amounts");
    }
    if old.scale != new.scale {
        options.scale = old.scale;
        keys.push("scale");
    }
    if old.currency != new.currency {
        options.currency = Some(old.currency.clone()).filter(|c| !c.is_empty());
        keys.push("currency");
    }
    keys
}

/// Whether two mappings say the same of every column, wherever and in whatever file it stands.
fn same_reading(a: &Mapping, b: &Mapping) -> bool {
    let plain = |m: &Mapping| {
        let mut m = m.clone();
        for source in &mut m.sources {
            source.file.clear();
            source.remembered = false;
            source.sheet.clear();
            source.signature.clear();
            source.header_row = 0;
            (source.first_row, source.last_row) = (None, None);
            source.columns.retain(|c| c.close.is_none());
            for column in &mut source.columns {
                column.column = 0;
                column.samples.clear();
                column.confidence = holdfast_import::mapping::Confidence::Sure;
            }
        }
        m
    };
    plain(a) == plain(b)
}
