//! Rail, header and status bar.

use super::issues::SECOND_TABLE;
use super::rows;
use crate::desk::Work;
use crate::view::start::{Overview, PeriodView, StepState, StepView};
use holdfast_ledger::Severity;
use holdfast_metrics::attribute_names;
use holdfast_pack::display::{count, day, things};
use holdfast_pack::{PackOptions, pack_unit};
use holdfast_workspace::export::file_stem;
use holdfast_workspace::{Project, failure};

/// The finding on choices which wait since the last issued pack.
const WAITING: &str = "choices-missing";

/// The open project.
pub fn of(work: &Work) -> Overview {
    let project = &work.project;
    let report = project.report.as_ref();
    let (unit, pack_name) = unit_and_name(work).unwrap_or_default();
    Overview {
        title: title(work),
        sample: project.is_sample(),
        as_of: report.map(|r| day(r.as_of.date())).unwrap_or_default(),
        rows: rows(
            project
                .imported
                .evidence
                .sources
                .iter()
                .map(|s| s.rows_read)
                .sum(),
        ),
        checks: checks(project),
        checks_ok: project.checks().iter().all(|c| c.ok),
        unit,
        pack_name,
        steps: steps(project),
        periods: periods(project),
        attributes: attributes(project),
        no_figures: no_figures(project),
        undo: work.undo.clone(),
        redo: work.redo.clone(),
        waiting: waiting(project),
        saved: work
            .saved
            .map(|at| at.and_utc().timestamp().to_string())
            .unwrap_or_default(),
        read_only: work.read_only.unwrap_or_default().to_owned(),
        file: failure::file_name(&work.path),
    }
}

/// The unit of the pack and of every screen, and the name of the pack's files.
fn unit_and_name(work: &Work) -> Option<(String, String)> {
    let project = &work.project;
    let options = PackOptions {
        unit: work.state.pack.unit,
        ..PackOptions::default()
    };
    let tables = project.source_tables();
    let inputs = project.pack_inputs(&tables, &options).ok()?;
    Some((pack_unit(&inputs).label(), file_stem(&inputs)))
}

/// "7 past figures changed: NRR, TTM Q2 2026 107.9% → 107.4%. 2 choices to make." while the pack waits.
fn waiting(project: &Project) -> String {
    let blocks = project.findings().0.iter().any(|f| f.code == WAITING);
    let restated = project.restated.as_ref().filter(|_| blocks);
    restated.map_or_else(String::new, |r| {
        let choices = things(r.choices.missing(&r.found).len() as u32, "choice");
        let changed = super::restatement::summary(project, &r.found);
        format!("{changed} The pack waits for {choices}.")
    })
}

fn title(work: &Work) -> String {
    let company = work.project.basis.company.trim();
    let file = work.state.files.first().map(|f| f.name.clone());
    match company {
        "" => file.unwrap_or_else(|| failure::file_name(&work.path)),
        name => name.to_owned(),
    }
}

fn checks(project: &Project) -> String {
    let all = project.checks();
    let ok = all.iter().filter(|c| c.ok).count() as u32;
    match all.len() {
        0 => String::new(),
        n => format!("{} of {} checks", count(ok), count(n as u32)),
    }
}

fn periods(project: &Project) -> Vec<PeriodView> {
    let all = project.report.iter().flat_map(|r| &r.periods);
    all.map(|p| PeriodView {
        closing: p.period.closing().to_string(),
        label: p.display.clone(),
        partial: p.partial,
    })
    .collect()
}

/// Attributes worth choosing: those with two values or more.
fn attributes(project: &Project) -> Vec<String> {
    let Some(newest) = project.report.as_ref().and_then(|r| r.newest()) else {
        return project
            .imported
            .ledger
            .as_ref()
            .map(attribute_names)
            .unwrap_or_default();
    };
    newest
        .segmentations
        .iter()
        .filter(|s| s.segments.len() > 1)
        .map(|s| s.attribute.clone())
        .collect()
}

fn no_figures(project: &Project) -> String {
    match project.ledger_and_report() {
        Err(failure) => failure.finding.message.clone(),
        Ok((_, report)) if report.periods.is_empty() => {
            "A bridge needs two closes a period apart; the file has figures for one only."
                .to_owned()
        }
        Ok(_) => String::new(),
    }
}

fn steps(project: &Project) -> Vec<StepView> {
    let findings = &project.findings().0;
    let count = |wanted| findings.iter().filter(|f| f.severity == wanted).count() as u32;
    let open = project
        .imported
        .evidence
        .answers
        .iter()
        .filter(|a| a.answer.is_none())
        .count() as u32;
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    // Which of two ledgers counts is asked on Data; until then it is not done.
    let two = findings
        .iter()
        .filter(|f| f.code == SECOND_TABLE && f.severity == Severity::Error);
    let two = two.count() as u32;
    let figures = no_figures(project).is_empty();
    let failed = project.checks().iter().filter(|c| !c.ok).count() as u32;
    let done = |is: bool| if is { StepState::Done } else { StepState::Todo };
    let issues = |n: u32, otherwise: StepState| if n > 0 { StepState::Issues } else { otherwise };
    let step = |id: &str, state, count| StepView {
        id: id.to_owned(),
        state,
        count,
    };
    vec![
        step(
            "data",
            issues(two, done(!project.imported.evidence.sources.is_empty())),
            two,
        ),
        step(
            "map",
            issues(open, done(project.imported.ledger.is_some())),
            open,
        ),
        step(
            "issues",
            issues(errors + warnings, StepState::Done),
            errors + warnings,
        ),
        step("metrics", issues(failed, done(figures)), failed),
        step("negotiations", done(project.negotiations.is_some()), 0),
        step("pack", done(figures), 0),
        step("export", StepState::Todo, 0),
    ]
}
