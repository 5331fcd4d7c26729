//! Findings settled, and requests of the log changed.

use super::door::computed;
use crate::args::workspace::{DecideArgs, RequestArgs};
use crate::interrupt::Terminal;
use holdfast_workspace::import::DecisionEntry;
use holdfast_workspace::store::Kind;
use holdfast_workspace::{Failure, Project, log};

pub fn decide(args: &DecideArgs) -> Result<u8, Failure> {
    let mut store = args.file.open()?;
    let project = store.project(&Terminal::new())?;
    known_repair(&project, args)?;
    let mut state = store.state().clone();
    state.decide(DecisionEntry {
        code: args.code.clone(),
        repair: args.repair.clone(),
        scope: args.scope.clone(),
        value: args.value.clone(),
        reason: args.reason.clone(),
        ..DecisionEntry::default()
    });
    let of = if args.scope.is_empty() {
        "all"
    } else {
        &args.scope
    };
    let label = format!("Decided {} for {of}: {}", args.code, args.repair);
    store.edit(&args.file.edit(Kind::Decision, label, &args.reason), &state)?;
    computed(&store)
}

/// A decision is one of those which a finding offers.
fn known_repair(project: &Project, args: &DecideArgs) -> Result<(), Failure> {
    let found: Vec<_> = project.findings().of(&args.code).collect();
    if found.iter().any(|f| f.repairs.contains(&args.repair)) {
        return Ok(());
    }
    let repairs: Vec<&str> = found
        .iter()
        .flat_map(|f| &f.repairs)
        .map(String::as_str)
        .collect();
    Err(Failure::input(
        "no-such-repair",
        match found.is_empty() {
            true => format!("There is no finding \"{}\".", args.code),
            false => format!("\"{}\" is no repair of \"{}\".", args.repair, args.code),
        },
        match repairs.is_empty() {
            true => "`holdfast check FILE` lists the findings.".to_owned(),
            false => format!("Its repairs are: {}.", repairs.join(", ")),
        },
    ))
}

pub fn request(args: &RequestArgs) -> Result<u8, Failure> {
    let mut store = args.file.open()?;
    let project = store.project(&Terminal::new())?;
    project.negotiation_report()?;
    let mut requests = project.imported.requests.unwrap_or_default();
    let missing = || {
        Failure::input(
            "no-such-request",
            format!("The log has no request \"{}\".", args.id),
            "`holdfast negotiations` lists them.",
        )
    };
    let mut request = requests
        .requests
        .iter()
        .find(|r| r.id == args.id)
        .cloned()
        .ok_or_else(missing)?;
    let mut changed = Vec::new();
    for (caption, text) in &args.fields {
        let field =
            log::field_of(&request, caption).ok_or_else(|| unknown_caption(&request, caption))?;
        let before = log::text_of(&request, field);
        request = log::set_field(&request, field, text)?;
        let after = log::text_of(&request, field);
        changed.push(format!("{caption} \"{before}\" → \"{after}\""));
    }
    requests.recorded = log::recorded_with(&requests, &request);
    for old in requests.requests.iter_mut().filter(|r| r.id == args.id) {
        old.clone_from(&request);
    }
    let mut state = store.state().clone();
    state.requests = Some(requests);
    let label = format!("Request {}: {}", args.id, changed.join(", "));
    store.edit(
        &args.file.edit(Kind::Negotiation, label, &args.reason),
        &state,
    )?;
    computed(&store)
}

fn unknown_caption(request: &holdfast_workspace::ledger::Request, caption: &str) -> Failure {
    let captions: Vec<String> = log::fields(request).iter().map(|f| f.caption()).collect();
    Failure::input(
        "no-such-field",
        format!("A request has no field \"{caption}\"."),
        format!("Its fields are: {}.", captions.join(", ")),
    )
}
