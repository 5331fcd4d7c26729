//! Page A3: what was wrong or notable in the input and what was done about it.

use super::{Draft, LeftOut};
use crate::context::Context;
use crate::display::{NOT_APPLICABLE, count, things};
use crate::layout::{area, block, figure, left, right, row, text};
use crate::message::{Message, cut, token};
use crate::model::{Cell, Content, Row, RowKind, Table, Tone};
use crate::notes::notes;
use crate::trail::Stamp;
use holdfast_ledger::{AppliedRename, Decimal, Finding, Severity};
use holdfast_metrics::Phantom;

/// Characters of an issue's text: two lines.
const ISSUE: usize = 150;

pub(super) fn page(c: &Context, left_out: &[LeftOut]) -> Draft {
    let log = Content::Table(log(c, left_out));
    Draft::new("quality", message(c))
        .titled(
            format!(
                "Issues in the input: rows, ARR in {}, decisions",
                c.unit.label()
            ),
            format!("All sources, as of {}", c.as_of_text()),
        )
        .holding(vec![block(area(0, 12, 0, 24), None, log)])
        .noted(notes(c, DEFINITION, &[]))
}

/// What was found, each with what was decided.
pub(super) fn log(c: &Context, left_out: &[LeftOut]) -> Table {
    let mut rows: Vec<Row> = gaps(c).into_iter().collect();
    rows.extend(findings(c));
    rows.extend(answers(c));
    rows.extend(renames(c));
    rows.extend(set_aside(c));
    rows.extend(signals(c));
    rows.extend(left_out.iter().map(|l| {
        entry(
            "Page left out",
            &format!("{}: {}", l.pages, l.reason),
            None,
            None,
            "not printed",
        )
    }));
    if rows.is_empty() {
        rows.push(entry(
            "None",
            "nothing to report",
            None,
            None,
            NOT_APPLICABLE,
        ));
    }
    let mut columns = vec![
        left("Kind", 16),
        left("What", 70),
        right("rows", 9),
        right(format!("ARR {}", c.unit.label()), 15),
        left("decision", 40),
    ];
    if c.inputs.trail.is_some() {
        columns.push(left("when, who", 26));
        let place = columns.len();
        for row in &mut rows {
            row.cells.resize(place, text(NOT_APPLICABLE));
        }
    }
    Table {
        columns,
        rows,
        footnote: None,
    }
}

pub(super) const DEFINITION: &str = "Nothing is clipped, filled or dropped in silence: what was found is listed with what was \
     decided; open errors block an export.";

pub(super) fn message(c: &Context) -> Message {
    let e = &c.inputs.evidence;
    let (used, read): (u64, u64) = (
        e.sources.iter().map(|s| s.rows_used).sum(),
        e.sources.iter().map(|s| s.rows_read).sum(),
    );
    let mut m = Message::new();
    let used = m.bind("rows.used", count(used));
    let read = m.bind("rows.read", count(read));
    let found = m.bind("findings", things(e.findings.0.len(), "finding"));
    let decided = m.bind("decisions", things(e.decisions.len(), "decision"));
    let open = e
        .findings
        .0
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .count();
    let open = if open > 0 {
        let k = m.bind("findings.open", open.to_string());
        format!("; {k} of them block an export")
    } else {
        String::new()
    };
    let missing = if c.report.missing.is_empty() {
        String::new()
    } else {
        let k = m.bind("closes.missing", things(c.report.missing.len(), "month"));
        format!(" {k} without data.")
    };
    m.say(format!(
        "{used} of {read} rows are used as of {}: {found}, {decided}{open}.{missing}",
        token("as_of")
    ))
}

fn entry(kind: &str, what: &str, rows: Option<u64>, amount: Option<String>, decision: &str) -> Row {
    let count = rows.map_or(NOT_APPLICABLE.to_owned(), count);
    row(
        RowKind::Normal,
        vec![
            text(kind),
            text(cut(what, ISSUE)),
            figure(count),
            figure(amount.unwrap_or_else(|| NOT_APPLICABLE.to_owned())),
            text(cut(decision, ISSUE)),
        ],
    )
}

/// Gaps in the months first.
fn gaps(c: &Context) -> Option<Row> {
    let missing = &c.report.missing;
    let first = missing.first()?;
    let months: Vec<String> = missing.iter().take(8).map(ToString::to_string).collect();
    let more = match missing.len().checked_sub(8) {
        Some(k) if k > 0 => format!(" and {k} more"),
        _ => String::new(),
    };
    let what = format!("No data from {first} on for {}{more}", months.join(", "));
    Some(entry(
        "Missing month",
        &what,
        None,
        None,
        "kept missing; nothing is computed from it",
    ))
}

fn findings(c: &Context) -> Vec<Row> {
    let mut all: Vec<&Finding> = c.inputs.evidence.findings.0.iter().collect();
    all.sort_by_key(|f| std::cmp::Reverse(f.severity));
    let mut out: Vec<Row> = all.into_iter().map(|f| finding(c, f)).collect();
    let settled = c
        .inputs
        .evidence
        .decisions
        .iter()
        .filter(|d| c.inputs.evidence.findings.of(&d.code).next().is_none());
    out.extend(settled.map(|d| {
        let what = match d.scope.as_str() {
            "" => d.code.replace('-', " "),
            scope => format!("{}: {scope}", d.code.replace('-', " ")),
        };
        let settled = entry(
            "Settled",
            &what,
            Some(d.rows),
            d.amount.map(|a| c.unit.signed(a)),
            &decided(&d.repair, &d.reason),
        );
        stamped(settled, c.inputs.taken(d))
    }));
    out
}

/// The row with who did it and when.
fn stamped(mut row: Row, stamp: Option<&Stamp>) -> Row {
    row.cells.extend(stamp.map(|s| text(s.text())));
    row
}

fn finding(c: &Context, f: &Finding) -> Row {
    let mut decisions = c.inputs.evidence.decisions.iter();
    let answer = decisions.find(|d| d.code == f.code);
    let (kind, tone) = match f.severity {
        Severity::Error => ("Error", Tone::Fail),
        Severity::Warning => ("Warning", Tone::Warn),
        Severity::Info => ("Note", Tone::Plain),
    };
    let decision = match (answer, f.severity) {
        (Some(d), _) => decided(&d.repair, &d.reason),
        (None, Severity::Error) => "open".to_owned(),
        (None, _) => "kept".to_owned(),
    };
    let mut out = entry(
        kind,
        &f.message,
        Some(u64::from(f.rows)),
        f.amount.map(|a| c.unit.signed(a)),
        &decision,
    );
    if let Some(first) = out.cells.first_mut() {
        *first = Cell::Toned(kind.to_owned(), tone);
    }
    stamped(out, answer.and_then(|d| c.inputs.taken(d)))
}

fn decided(repair: &str, reason: &str) -> String {
    match reason {
        "" => repair.to_owned(),
        reason => format!("{repair}: {reason}"),
    }
}

fn answers(c: &Context) -> Vec<Row> {
    c.inputs
        .evidence
        .answers
        .iter()
        .map(|a| {
            let decision = match &a.answer {
                Some(_) => a.reading.clone(),
                None => format!("open; read as {}", a.reading),
            };
            entry("Question", &a.question, None, None, &decision)
        })
        .collect()
}

fn renames(c: &Context) -> Option<Row> {
    let renames = &c.inputs.evidence.renames;
    let first = renames.first()?;
    let rows = renames.iter().map(|r| r.rows).sum();
    let what = format!(
        "{} applied, the first from ‘{}’ to ‘{}’",
        things(renames.len(), "rename or merger"),
        first.from,
        first.to
    );
    let what = if c.coded() {
        things(renames.len(), "rename or merger")
    } else {
        what
    };
    let renamed = entry("Renamed", &what, Some(rows), None, &mapped(c, renames));
    let latest = renames.iter().filter_map(|r| c.inputs.renamed(r));
    Some(stamped(renamed, latest.max_by_key(|stamp| stamp.at)))
}

/// "mapped before netting: acquired": with the reasons given by hand.
fn mapped(c: &Context, renames: &[AppliedRename]) -> String {
    let stamps = renames.iter().filter_map(|r| c.inputs.renamed(r));
    let mut reasons: Vec<&str> = stamps.map(|s| s.reason.as_str()).collect();
    reasons.retain(|reason| !reason.is_empty());
    reasons.dedup();
    decided("mapped before netting", &reasons.join("; "))
}

fn set_aside(c: &Context) -> Vec<Row> {
    c.inputs
        .evidence
        .sources
        .iter()
        .flat_map(|s| s.set_aside.iter().map(move |a| (s, a)))
        .map(|(s, a)| {
            let what = format!("{}: {}", s.file, a.reason);
            entry(
                "Set aside",
                &what,
                Some(a.rows),
                a.amount.map(|v| c.unit.number(v)),
                "not used",
            )
        })
        .collect()
}

/// What the figures themselves make suspicious: flagged, never reclassified (M-8, L-3).
fn signals(c: &Context) -> Vec<Row> {
    let r = c.report;
    let mut out = Vec::new();
    let kinds = [
        (Phantom::Dip, "Dip which returned within two closes"),
        (
            Phantom::LateRenewal,
            "Churn which returned at a similar amount",
        ),
        (
            Phantom::Migration,
            "Many customers of one plan moved on one day",
        ),
    ];
    for (kind, words) in kinds {
        let flags: Vec<_> = r.phantoms.iter().filter(|p| p.phantom == kind).collect();
        let amount: Decimal = flags.iter().map(|p| p.amount).sum();
        if !flags.is_empty() {
            out.push(entry(
                "Suspicion",
                words,
                Some(flags.len() as u64),
                Some(c.unit.number(amount)),
                "flagged, not reclassified",
            ));
        }
    }
    if let Some((first, _)) = r.absent_at_newest.first() {
        let amount: Decimal = r.absent_at_newest.iter().map(|(_, a)| *a).sum();
        let what = format!(
            "Paid before and absent at the newest close, the first {}",
            c.customer(*first)
        );
        out.push(entry(
            "For review",
            &what,
            Some(r.absent_at_newest.len() as u64),
            Some(c.unit.number(amount)),
            "counted as churn",
        ));
    }
    if !r.bridged.is_empty() {
        let amount: Decimal = r.bridged.iter().map(|b| b.amount).sum();
        out.push(entry(
            "Adjusted",
            "Gap bridged with the amount before",
            Some(r.bridged.len() as u64),
            Some(c.unit.number(amount)),
            "grace gap of the basis",
        ));
    }
    out
}
