//! The negotiation log edited by hand: a request is a row of the log's spreadsheet, so a field typed in
//! the app is read, checked and worded exactly as one imported (negotiations, section 1).

mod edit;
mod sheet;
#[cfg(test)]
mod tests;

pub use edit::{
    blank_request, field_of, fields, next_id, parts, recorded_with, set_field, text_of,
};
pub use sheet::log_workbook;

use holdfast_import::Imported;
use holdfast_import::requests::check_request;
use holdfast_ledger::{Finding, Place, RequestLog, Severity};

/// Puts a log edited by hand in the place of the imported one: what was wrong with the imported cells no
/// longer counts, what is wrong with the edited requests does.
pub fn apply(imported: &mut Imported, log: RequestLog) {
    let findings = &mut imported.evidence.findings.0;
    findings.retain(|f| !f.code.starts_with("request-"));
    findings.extend(log_findings(&log));
    imported.requests = Some(log);
}

/// What is wrong with the requests of an edited log; a request is named by its id.
fn log_findings(log: &RequestLog) -> Vec<Finding> {
    let mut out = Vec::new();
    for request in &log.requests {
        for issue in check_request(request) {
            let message = format!("Request {}: {}", request.id, issue.message);
            let mut finding = Finding::new(issue.code, issue.severity, message, issue.hint);
            finding.place = Place {
                column: Some(issue.field.caption()),
                ..Place::default()
            };
            finding.scope.clone_from(&request.id);
            out.push(finding);
        }
    }
    out.extend(doubled_ids(log));
    out
}

fn doubled_ids(log: &RequestLog) -> impl Iterator<Item = Finding> {
    let mut seen = std::collections::BTreeSet::new();
    let twice = log.requests.iter().filter(move |r| !seen.insert(&r.id));
    twice.map(|r| {
        Finding::new(
            "request-id-twice",
            Severity::Error,
            format!("Two requests have the id \"{}\"", r.id),
            "Give every request an id of its own.",
        )
    })
}
