//! Findings as issues, decisions for them.

use super::{in_words, rows};
use crate::desk::{Answer, Work};
use crate::view::failure::FailureView;
use crate::view::issues::{DecisionView, IssueView, IssuesView, RepairView, SeverityView};
use holdfast_ledger::{Decision, Finding, Severity};
use holdfast_pack::display::{Unit, things};
use holdfast_workspace::{Project, text};

/// All issues: what blocks first, then by ARR at stake, as the import ordered them.
pub fn of(work: &Work) -> IssuesView {
    let project = &work.project;
    let all = ordered(project);
    let count = |wanted| all.iter().filter(|(_, f)| f.severity == wanted).count() as u32;
    let (errors, warnings, infos) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    IssuesView {
        summary: summary(project, errors, warnings, infos),
        issues: all.into_iter().map(|(id, f)| issue(id, f, project)).collect(),
        errors,
        warnings,
        infos,
        decisions: project.imported.evidence.decisions.iter().map(|d| decided(d, project)).collect(),
    }
}

/// The decision which a repair of an issue is.
pub fn decision(work: &Work, issue: usize, repair: &str) -> Answer<Decision> {
    let finding = work.project.findings().0.get(issue).filter(|f| f.repairs.iter().any(|r| r == repair));
    let finding = finding.ok_or_else(|| {
        FailureView::new("repair-unknown", "That issue is no longer there.", "Look at the list again.")
    })?;
    Ok(Decision {
        code: finding.code.clone(),
        repair: repair.to_owned(),
        scope: String::new(),
        reason: String::new(),
        rows: finding.rows.into(),
        amount: finding.amount,
    })
}

/// Findings with their number, gravest first.
fn ordered(project: &Project) -> Vec<(usize, &Finding)> {
    let mut all: Vec<(usize, &Finding)> = project.findings().0.iter().enumerate().collect();
    all.sort_by_key(|(_, f)| std::cmp::Reverse(f.severity));
    all
}

fn summary(project: &Project, errors: u32, warnings: u32, infos: u32) -> String {
    let read: u64 = project.imported.evidence.sources.iter().map(|s| s.rows_read).sum();
    let read = rows(read);
    match (errors, warnings, infos) {
        (0, 0, 0) => format!("No issues in {read}."),
        (0, _, _) => format!("Nothing blocks the pack: {}, {} in {read}.", things(warnings, "warning"), things(infos, "note")),
        _ => format!("{} the pack: {}, {} in {read}.", blocks(errors), things(warnings, "warning"), things(infos, "note")),
    }
}

fn blocks(errors: u32) -> String {
    match errors {
        1 => "1 issue blocks".to_owned(),
        n => format!("{n} issues block"),
    }
}

fn issue(id: usize, finding: &Finding, project: &Project) -> IssueView {
    IssueView {
        id: id as u32,
        code: finding.code.clone(),
        title: in_words(&finding.code),
        severity: severity(finding.severity),
        place: text::place(&finding.place),
        message: finding.message.clone(),
        hint: finding.hint.clone(),
        rows: rows(finding.rows.into()),
        amount: finding.amount.map(|a| cents(project).money(a)).unwrap_or_default(),
        examples: finding.examples.clone(),
        repairs: finding.repairs.iter().map(|r| RepairView { id: r.clone(), label: in_words(r) }).collect(),
    }
}

fn severity(severity: Severity) -> SeverityView {
    match severity {
        Severity::Error => SeverityView::Error,
        Severity::Warning => SeverityView::Warning,
        Severity::Info => SeverityView::Info,
    }
}

fn decided(decision: &Decision, project: &Project) -> DecisionView {
    DecisionView {
        title: in_words(&decision.code),
        repair: in_words(&decision.repair),
        rows: rows(decision.rows),
        amount: decision.amount.map(|a| cents(project).money(a)).unwrap_or_default(),
        reason: decision.reason.clone(),
    }
}

/// Amounts to the cent, in the reporting currency.
pub fn cents(project: &Project) -> Unit {
    Unit::cents(project.report.as_ref().map_or("", |r| r.currency.as_str()))
}
