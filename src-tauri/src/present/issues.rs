//! Findings as issues, decisions for them.

use super::{in_words, rows};
use crate::desk::{Answer, Work};
use crate::view::failure::FailureView;
use crate::view::issues::{DecisionView, IssueView, IssuesView, RepairView, SeverityView};
use holdfast_ledger::{Decision, Finding, Severity};
use holdfast_workspace::import::DecisionEntry;
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

/// The decision which a repair of an issue is; `value` for repairs which set something.
pub fn decision(work: &Work, issue: usize, repair: &str, value: &str) -> Answer<DecisionEntry> {
    let finding = work.project.findings().0.get(issue).filter(|f| f.repairs.iter().any(|r| r == repair));
    let finding = finding.ok_or_else(|| {
        FailureView::new("repair-unknown", "That issue is no longer there.", "Look at the list again.")
    })?;
    Ok(DecisionEntry {
        code: finding.code.clone(),
        repair: repair.to_owned(),
        value: value.trim().to_owned(),
        ..DecisionEntry::default()
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
        repairs: finding.repairs.iter().map(|r| repair(&finding.code, r)).collect(),
    }
}

/// A repair in words, and what has to be typed for it.
fn repair(code: &str, id: &str) -> RepairView {
    let asks = match (id, code) {
        ("set", "as-of-unknown") => "Date of the export, as 2026-09-30",
        ("set", "fiscal-year-unknown") => "First month of the fiscal year, 1 to 12",
        ("set", "reporting-currency-unknown") => "Currency, as USD",
        ("set", "term-unknown") => "Months of a term; 0 for open-ended",
        ("set", "missing-rate") => "Rate: reporting currency for 1 unit",
        ("set", _) => "Amount",
        ("choose", _) => "Caption of the column to use",
        _ => "",
    };
    RepairView { id: id.to_owned(), label: label(id), asks: asks.to_owned() }
}

/// What a repair does, as its button says it.
fn label(id: &str) -> String {
    match id {
        "mrr" => "They are MRR".to_owned(),
        "arr" => "They are ARR".to_owned(),
        "accept" => "Accept as it is".to_owned(),
        "exclude" => "Exclude the rows".to_owned(),
        "sum" => "Add them up".to_owned(),
        "zero" => "Read as 0".to_owned(),
        "point" => "1,234.50: point for decimals".to_owned(),
        "comma" => "1.234,50: comma for decimals".to_owned(),
        "fill" => "Fill the gap".to_owned(),
        "leave" => "Leave the gap".to_owned(),
        "merge" => "Merge: one customer".to_owned(),
        "keep" => "Keep as it is".to_owned(),
        "fix" => "Correct the value".to_owned(),
        id => in_words(id),
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
