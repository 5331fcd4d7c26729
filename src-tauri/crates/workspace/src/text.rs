//! Findings and proofs as text, for terminals and logs.

use holdfast_ledger::{Evidence, Finding, Place, Severity, SourceProof, money_text};
use std::fmt::Write;

/// "error[negative-balance] export.xlsx, sheet ARR, row 12, column C: …" with the next step below.
pub fn finding(finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let mut out = format!("{severity}[{}]", finding.code);
    let place = place(&finding.place);
    if !place.is_empty() {
        let _ = write!(out, " {place}");
    }
    let _ = write!(out, ": {}", finding.message);
    for example in &finding.examples {
        let _ = write!(out, "\n    {example}");
    }
    if !finding.hint.is_empty() {
        let _ = write!(out, "\n  → {}", finding.hint);
    }
    out
}

/// "export.xlsx, sheet ARR, row 12, column C"; empty where there is no file.
pub fn place(place: &Place) -> String {
    let mut out = place.file.clone();
    if let Some(sheet) = place.sheet.as_deref().filter(|s| !s.is_empty()) {
        let _ = write!(out, ", sheet {sheet}");
    }
    if let Some(row) = place.row {
        let _ = write!(out, ", row {row}");
    }
    if let Some(column) = &place.column {
        let _ = write!(out, ", column {column}");
    }
    out
}

/// The proof of an import: sources, rows, control totals, questions, decisions.
pub fn evidence(evidence: &Evidence) -> String {
    let mut out = String::new();
    for proof in &evidence.sources {
        out.push_str(&source(proof));
    }
    if !evidence.currencies.is_empty() {
        let _ = writeln!(out, "currencies {}", evidence.currencies.join(", "));
    }
    if !evidence.ignored_columns.is_empty() {
        let _ = writeln!(out, "ignored    {}", evidence.ignored_columns.join(", "));
    }
    out.push_str(&choices(evidence));
    out.push_str(&control_totals(evidence));
    out
}

/// A source: what was read of it, how much is used, what was set aside.
fn source(source: &SourceProof) -> String {
    let sheet = match source.sheet.as_str() {
        "" => String::new(),
        sheet => format!(", sheet {sheet}"),
    };
    let mut out = format!(
        "{}{sheet}: {} ({})\n",
        source.file, source.layout, source.range
    );
    if !source.format.is_empty() {
        let _ = writeln!(out, "  format   {}", source.format);
    }
    let _ = writeln!(out, "  SHA-256  {}", source.sha256);
    let (read, used) = (source.rows_read, source.rows_used);
    let _ = writeln!(out, "  rows     {read} read, {used} used");
    for aside in &source.set_aside {
        let _ = writeln!(out, "           {} set aside: {}", aside.rows, aside.reason);
    }
    out
}

/// What was answered, renamed and decided.
fn choices(evidence: &Evidence) -> String {
    let mut out = String::new();
    for answer in &evidence.answers {
        let given = answer.answer.as_deref().unwrap_or("not answered");
        let _ = writeln!(
            out,
            "question   {} {given}. Reading: {}",
            answer.question, answer.reading
        );
    }
    for rename in &evidence.renames {
        let _ = writeln!(
            out,
            "renamed    {} to {} ({} rows)",
            rename.from, rename.to, rename.rows
        );
    }
    for decision in &evidence.decisions {
        let _ = writeln!(
            out,
            "decision   {}: {} {} ({} rows) {}",
            decision.code, decision.repair, decision.scope, decision.rows, decision.reason
        );
    }
    out
}

fn control_totals(evidence: &Evidence) -> String {
    if evidence.control_totals.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "\n{:<12} {:>20} {:>10}  {}\n",
        "close", "ARR imported", "customers", "file's own total"
    );
    for total in &evidence.control_totals {
        let own = match total.file_total {
            None => "none".to_owned(),
            Some(t) if t == total.imported => format!("{}  equal", money_text(t)),
            Some(t) => format!(
                "{}  difference {}",
                money_text(t),
                money_text(total.imported - t)
            ),
        };
        let _ = writeln!(
            out,
            "{:<12} {:>20} {:>10}  {own}",
            total.close.date().to_string(),
            money_text(total.imported),
            total.customers
        );
    }
    out
}
