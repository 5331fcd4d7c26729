//! Findings as issues, decisions for them.

use super::{in_words, rows, titles};
use crate::desk::{Answer, Work};
use crate::view::failure::FailureView;
use crate::view::grid::Link;
use crate::view::issues::{
    DecisionView, EffectView, IssueView, IssuesView, RepairView, SeverityView,
};
use holdfast_ledger::{Decision, Finding, Severity};
use holdfast_pack::display::{Unit, count, things};
use holdfast_workspace::import::DecisionEntry;
use holdfast_workspace::{Project, text};

/// The finding of a second ledger on one sheet.
pub const SECOND_TABLE: &str = "second-table";

/// All issues: what blocks first, as the import ordered them. Findings which one decision settles are
/// one issue.
pub fn of(work: &Work) -> IssuesView {
    let project = &work.project;
    let issues: Vec<IssueView> = grouped(project)
        .into_iter()
        .map(|g| issue(&g, project))
        .collect();
    let number = |wanted| issues.iter().filter(|i| i.severity == wanted).count() as u32;
    let (errors, warnings, infos) = (
        number(SeverityView::Error),
        number(SeverityView::Warning),
        number(SeverityView::Info),
    );
    IssuesView {
        summary: summary(project, errors, warnings, infos),
        issues,
        errors,
        warnings,
        infos,
        decisions: project
            .imported
            .evidence
            .decisions
            .iter()
            .map(|d| decided(d, project))
            .collect(),
        rejected: match project.imported.rejected.len() as u64 {
            0 => String::new(),
            n => rows(n),
        },
    }
}

/// What a repair would change: the same figures of the project as it is and as it would be.
pub fn effect(now: &Project, then: &Project) -> Vec<EffectView> {
    let used = |p: &Project| {
        rows(
            p.imported
                .evidence
                .sources
                .iter()
                .map(|s| s.rows_used)
                .sum(),
        )
    };
    let aside = |p: &Project| rows(p.imported.rejected.len() as u64);
    let newest = |p: &Project| p.imported.evidence.control_totals.last().cloned();
    let customers = |p: &Project| newest(p).map(|t| count(t.customers)).unwrap_or_default();
    let arr = |p: &Project| {
        newest(p)
            .map(|t| cents(p).money(t.imported))
            .unwrap_or_default()
    };
    let open = |p: &Project| {
        let blocking = |f: &&Finding| f.severity == Severity::Error;
        things(
            p.findings().0.iter().filter(blocking).count() as u32,
            "issue",
        )
    };
    let row = |label: &str, of: &dyn Fn(&Project) -> String| EffectView {
        label: label.to_owned(),
        before: of(now),
        after: of(then),
        changed: of(now) != of(then),
    };
    vec![
        row("Rows used", &used),
        row("Rows set aside", &aside),
        row("Customers at the newest close", &customers),
        row("ARR at the newest close", &arr),
        row("Blocking the pack", &open),
    ]
}

/// The decision which a repair of an issue is; `value` for repairs which set something.
pub fn decision(work: &Work, issue: &str, repair: &str, value: &str) -> Answer<DecisionEntry> {
    let groups = grouped(&work.project);
    let found = groups
        .iter()
        .find(|g| id(g.first) == issue && g.first.repairs.iter().any(|r| r == repair));
    let found = found.ok_or_else(|| {
        FailureView::new(
            "repair-unknown",
            "That issue is no longer there.",
            "Look at the list again.",
        )
    })?;
    Ok(DecisionEntry {
        code: found.first.code.clone(),
        scope: found.first.scope.clone(),
        repair: repair.to_owned(),
        value: value.trim().to_owned(),
        ..DecisionEntry::default()
    })
}

/// Findings of one code, scope and severity.
struct Group<'a> {
    first: &'a Finding,
    more: Vec<&'a Finding>,
}

fn grouped(project: &Project) -> Vec<Group<'_>> {
    let mut all: Vec<&Finding> = project.findings().0.iter().collect();
    all.sort_by_key(|f| std::cmp::Reverse(f.severity));
    let mut groups: Vec<Group<'_>> = Vec::new();
    for finding in all {
        let same =
            |g: &&mut Group<'_>| (g.first.severity, id(g.first)) == (finding.severity, id(finding));
        match groups.iter_mut().find(same) {
            Some(group) => group.more.push(finding),
            None => groups.push(Group {
                first: finding,
                more: Vec::new(),
            }),
        }
    }
    groups
}

/// What the page names an issue by.
pub fn id(finding: &Finding) -> String {
    format!("{}/{}", finding.code, finding.scope)
}

fn summary(project: &Project, errors: u32, warnings: u32, infos: u32) -> String {
    let read: u64 = project
        .imported
        .evidence
        .sources
        .iter()
        .map(|s| s.rows_read)
        .sum();
    let read = rows(read);
    match (errors, warnings, infos) {
        (0, 0, 0) => format!("No issues in {read}."),
        (0, _, _) => format!(
            "Nothing blocks the pack: {}, {} in {read}.",
            things(warnings, "warning"),
            things(infos, "note")
        ),
        _ => format!(
            "{} the pack: {}, {} in {read}.",
            blocks(errors),
            things(warnings, "warning"),
            things(infos, "note")
        ),
    }
}

fn blocks(errors: u32) -> String {
    match errors {
        1 => "1 issue blocks".to_owned(),
        n => format!("{n} issues block"),
    }
}

fn issue(group: &Group<'_>, project: &Project) -> IssueView {
    let Group { first, more } = group;
    let all = || std::iter::once(*first).chain(more.iter().copied());
    let amount = all().filter_map(|f| f.amount).reduce(|a, b| a + b);
    IssueView {
        id: id(first),
        code: first.code.clone(),
        title: match first.scope.is_empty() {
            true => titles::of(&first.code),
            false => format!("{}: {}", titles::of(&first.code), first.scope),
        },
        severity: severity(first.severity),
        place: text::place(&first.place),
        link: link(first, project),
        message: sentence(&first.message),
        hint: hint(first),
        rows: match all().map(|f| u64::from(f.rows)).sum() {
            0 => String::new(),
            n => rows(n),
        },
        amount: amount.map(|a| cents(project).money(a)).unwrap_or_default(),
        examples: match more.is_empty() {
            true => first.examples.clone(),
            false => all().map(|f| sentence(&f.message)).collect(),
        },
        repairs: first
            .repairs
            .iter()
            .map(|r| repair(&first.code, r))
            .collect(),
    }
}

/// The row which a finding points at, in its sheet.
fn link(finding: &Finding, project: &Project) -> Option<Link> {
    let row = finding.place.row?;
    let here = |s: &holdfast_ledger::SourceProof| {
        s.file == finding.place.file && Some(&s.sheet) == finding.place.sheet.as_ref()
    };
    let source = project.imported.evidence.sources.iter().position(here)?;
    Some(Link::Row {
        source: source as u32,
        row,
    })
}

/// A sentence begins with a capital, also where it begins with a name of ours.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// The next step. Hints which name options of the command line are said for the window.
fn hint(finding: &Finding) -> String {
    let for_terminals = finding.hint.contains('`');
    match (for_terminals, finding.repairs.is_empty()) {
        (false, _) => finding.hint.clone(),
        (true, false) => "Answer below; everything is computed again at once.".to_owned(),
        (true, true) => "Change it in the step Map, or correct the file.".to_owned(),
    }
}

/// A repair in words, and what has to be typed for it.
fn repair(code: &str, id: &str) -> RepairView {
    let asks = match (id, code) {
        ("set", "as-of-unknown") => "Date of the export, as 2026-09-30",
        ("set", "year-unknown") => "Year of the last column, as 2026",
        ("set", "fiscal-year-unknown") => "First month of the fiscal year, 1 to 12",
        ("set", "reporting-currency-unknown") => "Currency, as USD",
        ("set", "term-unknown") => "Months of a term; 0 for open-ended",
        ("set", "missing-rate") => "Rate: reporting currency for 1 unit",
        ("set", _) => "Amount",
        ("choose", _) => "Caption of the column to use",
        _ => "",
    };
    RepairView {
        id: id.to_owned(),
        label: label(code, id),
        asks: asks.to_owned(),
    }
}

/// What a repair does, as its button says it.
pub fn label(code: &str, id: &str) -> String {
    if code == SECOND_TABLE {
        return match id {
            "sum" => "Both".to_owned(),
            "leave-out" => "Only the first".to_owned(),
            "instead" => "Only the second".to_owned(),
            id => in_words(id),
        };
    }
    match id {
        "mrr" => "They are MRR".to_owned(),
        "arr" => "They are ARR".to_owned(),
        "accept" => "Accept as it is".to_owned(),
        "exclude" if code == "hidden-columns" => "Leave the columns out".to_owned(),
        "exclude" => "Exclude the rows".to_owned(),
        "sum" => "Add them up".to_owned(),
        "zero" => "Read as 0".to_owned(),
        "point" => "1,234.50: point for decimals".to_owned(),
        "comma" => "1.234,50: comma for decimals".to_owned(),
        "fill" => "Fill the gap".to_owned(),
        "leave" => "Leave the gap".to_owned(),
        "lines" => "Lines of one amount: add them up".to_owned(),
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
        title: titles::of(&decision.code),
        repair: in_words(&decision.repair),
        rows: rows(decision.rows),
        amount: decision
            .amount
            .map(|a| cents(project).money(a))
            .unwrap_or_default(),
        reason: decision.reason.clone(),
    }
}

/// Amounts to the cent, in the reporting currency.
pub fn cents(project: &Project) -> Unit {
    Unit::cents(project.report.as_ref().map_or("", |r| r.currency.as_str()))
}
