//! `holdfast negotiations`: the negotiation report as text or JSON, its triggers as files.

use crate::args::{NegotiationArgs, unless_none};
use crate::interrupt::Terminal;
use crate::output::{self, count_and_money, money, percent};
use holdfast_workspace::ledger::Grain;
use holdfast_workspace::metrics::negotiations::{FailureState, NegotiationReport, Tie};
use holdfast_workspace::negotiations_json::negotiations_json;
use holdfast_workspace::pack::benchmark::UNVERIFIED;
use holdfast_workspace::pack::display::failure_name;
use holdfast_workspace::triggers::{triggers_csv, triggers_ics};
use holdfast_workspace::{Failure, Project, json, open, store};
use serde_json::{Value, json as object};
use std::fmt::Write;

pub fn run(args: &NegotiationArgs) -> Result<u8, Failure> {
    let mut inputs = args.shared.inputs(args.sources.clone(), Grain::Quarter);
    inputs.negotiations = Some(args.log.clone());
    let claims = claims(args)?;
    let project = open(&inputs, &Terminal::new())?;
    let report = project.negotiation_report()?;
    if let Some(path) = &args.ics {
        let calendar = triggers_ics(&report.triggers.items, report.as_of);
        output::write(path, &calendar, &inputs, args.overwrite)?;
    }
    if let Some(path) = &args.triggers_csv {
        let table = triggers_csv(&report.triggers.items);
        output::write(path, &table, &inputs, args.overwrite)?;
    }
    if args.json {
        output::json(&document(&project, &claims)?);
    } else {
        output::findings(project.findings());
        output::print(&text(report));
        for claim in claims {
            output::print(&format!("External claim  {claim} ({UNVERIFIED})\n"));
        }
    }
    Ok(u8::from(project.findings().block()))
}

/// The claims which are switched on: by the option, else as the workspace has it (N-20).
fn claims(args: &NegotiationArgs) -> Result<Vec<String>, Failure> {
    let mut choices = store::pack_choices(&args.sources)?;
    if let Some(grades) = &args.benchmarks {
        choices.benchmarks = unless_none(grades).map(str::to_owned).unwrap_or_default();
        choices.references.clear();
    }
    Ok(choices.claims())
}

/// The log's outcomes with the findings of its import; claims only where they are switched on.
fn document(project: &Project, claims: &[String]) -> Result<Value, Failure> {
    let mut out = negotiations_json(project.negotiation_report()?);
    out["findings"] = json::findings(project.findings());
    if !claims.is_empty() {
        let marked = claims
            .iter()
            .map(|claim| object!({ "claim": claim, "grade": "D", "note": UNVERIFIED }));
        out["references"] = marked.collect();
    }
    Ok(out)
}

/// Outcomes, days, failure modes, triggers and the tie.
fn text(r: &NegotiationReport) -> String {
    let mut out = format!(
        "{} requests at {}: {} resolved, {} open\n",
        r.requests(),
        r.as_of,
        r.resolved(),
        r.open()
    );
    outcomes(&mut out, r);
    let days = &r.days;
    let number = |n: Option<String>| n.unwrap_or_else(|| "n/a".to_owned());
    let _ = writeln!(
        out,
        "Days            median {}, 80th percentile {}, with open ones {}; within target {} of {}; open past target {}",
        number(days.median.map(|d| d.normalize().to_string())),
        number(days.p80.map(|d| d.to_string())),
        number(days.median_with_open.map(|d| d.normalize().to_string())),
        days.within_target,
        days.within_target_of,
        days.open_past_target
    );
    for failure in &r.failures {
        let _ = writeln!(
            out,
            "Failure mode {}  {}: {}",
            failure.mode.number(),
            failure_name(failure.mode),
            failed(&failure.state)
        );
    }
    triggers(&mut out, r);
    match &r.tie {
        Some(tie) => tie_text(&mut out, tie),
        None => out.push_str(
            "Tie             no ledger given: add an export to tie the log to the bridge\n",
        ),
    }
    out
}

/// How many requests failed and which (section 4).
fn failed(state: &FailureState) -> String {
    match state {
        FailureState::NotRecorded(_) => "not recorded".to_owned(),
        FailureState::Checked { failed, .. } if failed.is_empty() => "0".to_owned(),
        FailureState::Checked { failed, .. } => format!("{} ({})", failed.len(), failed.join(", ")),
    }
}

fn outcomes(out: &mut String, r: &NegotiationReport) {
    let (total, kept) = (&r.total, &r.retention);
    let _ = writeln!(
        out,
        "Cuts            requested {} = kept {} + given up {} (kept {})",
        money(total.requested),
        money(total.kept),
        money(total.given_up),
        percent(r.kept_share())
    );
    let _ = writeln!(
        out,
        "Customers       retained {} of {}, paused {}, churned {}",
        kept.all.retained, kept.all.resolved, kept.paused, kept.churned
    );
}

fn triggers(out: &mut String, r: &NegotiationReport) {
    let t = &r.triggers;
    if !t.recorded {
        out.push_str("Triggers        not recorded\n");
        return;
    }
    let _ = writeln!(
        out,
        "Triggers        set {}, due {}, fired {}, contacted {}, re-expanded {}, overdue {}; ARR recovered {}",
        t.set(),
        t.due(r.as_of),
        t.fired(),
        t.contacted(),
        t.re_expanded(),
        t.overdue(),
        money(t.recovered())
    );
}

fn tie_text(out: &mut String, tie: &Tie) {
    out.push_str("Tie to the bridge\n");
    for total in &tie.totals {
        let _ = writeln!(
            out,
            "  {:<12} with a request {}, without {}, bridge {}",
            total.class.id(),
            count_and_money(total.matched),
            count_and_money(total.unlogged),
            money(total.bridge)
        );
    }
    for m in tie.differences() {
        let agreed = m.agreed.map_or_else(|| "not recorded".to_owned(), money);
        let _ = writeln!(
            out,
            "  {} {}: agreed {agreed}, ledger {}",
            m.loss.customer_id,
            m.requests.join(", "),
            money(m.loss.closing)
        );
    }
    for loss in &tie.unlogged {
        let _ = writeln!(
            out,
            "  {} {} {}: no request logged",
            loss.customer_id,
            loss.class.id(),
            money(loss.amount)
        );
    }
    for n in &tie.not_in_ledger {
        let _ = writeln!(
            out,
            "  {} {}: agreed {}, ledger still {}",
            n.customer_id,
            n.request,
            money(n.agreed),
            money(n.ledger)
        );
    }
}
