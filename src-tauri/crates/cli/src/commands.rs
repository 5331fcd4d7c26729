//! One short function a command.

use crate::args::{
    CheckArgs, MetricsArgs, MovementArgs, PackArgs, SampleArgs, SourceArgs, TraceArgs, formats,
};
use crate::interrupt::Terminal;
use crate::output;
use crate::restate::since;
use crate::segments;
use holdfast_workspace::import::rejected_csv;
use holdfast_workspace::ledger::Grain;
use holdfast_workspace::metrics::{Class, Movement};
use holdfast_workspace::pack_texts::PackTexts;
use holdfast_workspace::{
    ExportOptions, Failure, Inputs, Project, export, json, open, sample as company, store, text,
    trace as tracing,
};
use serde_json::{Value, json as object};
use std::fmt::Write as _;

pub fn pack(args: &PackArgs) -> Result<u8, Failure> {
    let watch = Terminal::new();
    let options = export_options(args)?;
    let mut inputs = args.source.inputs(Grain::Quarter);
    inputs.negotiations.clone_from(&args.negotiations);
    inputs.or_narrower = true;
    let project = open(&inputs, &watch)?;
    let project = since(&args.since, &args.source.shared, project, &watch)?;
    output::findings(project.findings());
    let exported = export(&project, &options, &watch);
    drop(watch);
    let exported = match exported {
        Ok(exported) => exported,
        // What stands in its way was said already.
        Err(failure) if project.findings().0.contains(&failure.finding) => return Ok(failure.exit),
        Err(failure) => return Err(failure),
    };
    let mut out = String::new();
    for file in &exported.files {
        let _ = writeln!(out, "{}", file.display());
    }
    let _ = write!(
        out,
        "Pack {}. {}",
        exported.pack_id,
        output::checks(&project)
    );
    out.push_str(&output::missing(&exported.missing));
    out.push_str(&output::stale(&project.stale_texts(&options.pack)?));
    output::print(&out);
    Ok(output::exit_code(&project))
}

fn export_options(args: &PackArgs) -> Result<ExportOptions, Failure> {
    let mut choices = store::pack_choices(&args.source.sources)?;
    args.look.apply(&mut choices)?;
    let mut pack = choices.options();
    if let Some(path) = &args.texts {
        PackTexts::load(path)?.apply(&mut pack);
    }
    pack.draft = args.draft;
    Ok(ExportOptions {
        folder: args.out.clone(),
        formats: formats(&args.format),
        overwrite: args.overwrite,
        next_version: false,
        pack,
    })
}

pub fn check(args: &CheckArgs) -> Result<u8, Failure> {
    let watch = Terminal::new();
    let inputs = args.source.inputs(Grain::Month);
    let project = open(&inputs, &watch)?;
    // What the decisions do: the same files without them.
    let undecided = inputs.decisions.is_some().then_some(Inputs {
        decisions: None,
        ..inputs.clone()
    });
    let undecided = undecided.map(|inputs| open(&inputs, &watch)).transpose()?;
    if let Some(path) = &args.rejected {
        let tables = project.source_tables();
        let rejected = rejected_csv(&project.imported, &tables);
        output::write(path, &rejected, &inputs, args.overwrite)?;
    }
    drop(watch);
    output::findings(project.findings());
    let findings = output::finding_count(project.findings());
    output::print(&format!(
        "{}{}{}\n{}{findings}.\n{}",
        text::evidence(&project.imported.evidence),
        output::absent(&project),
        undecided.map_or_else(String::new, |u| output::decided(&u, &project)),
        output::checks(&project),
        output::unprintable(&project)
    ));
    Ok(output::exit_code(&project))
}

pub fn metrics(args: &MetricsArgs) -> Result<u8, Failure> {
    let watch = Terminal::new();
    let project = open(&args.source.inputs(Grain::Month), &watch)?;
    let project = since(&args.since, &args.source.shared, project, &watch)?;
    drop(watch);
    if args.json {
        output::json(&json::metrics(&project));
        return Ok(output::exit_code(&project));
    }
    let (_, report) = project.ledger_and_report()?;
    output::findings(project.findings());
    output::print(&format!(
        "{}{}\n{}",
        output::report(report),
        segments::segments(report),
        output::checks(&project)
    ));
    Ok(output::exit_code(&project))
}

pub fn movements(args: &MovementArgs) -> Result<u8, Failure> {
    let watch = Terminal::new();
    let project = open(&args.source.inputs(Grain::Month), &watch)?;
    let project = since(&args.since, &args.source.shared, project, &watch)?;
    drop(watch);
    let rows = movement_rows(&project, args.flat)?;
    if args.json {
        output::json(
            &object!({ "schema": 1, "movements": rows, "findings": json::findings(project.findings()) }),
        );
    } else {
        output::findings(project.findings());
        output::print(&if args.csv {
            movement_csv(&rows)
        } else {
            movement_table(&rows)
        });
    }
    Ok(output::exit_code(&project))
}

fn movement_rows(project: &Project, flat: bool) -> Result<Vec<Value>, Failure> {
    let (_, report) = project.ledger_and_report()?;
    let mut rows = Vec::new();
    for period in &report.periods {
        let moved = |m: &&Movement| flat || m.class != Class::Flat;
        let movements = project.movements(period.period)?;
        rows.extend(
            movements
                .iter()
                .filter(moved)
                .map(|m| json::movement(project, &period.label, m)),
        );
    }
    Ok(rows)
}

const CSV_COLUMNS: [&str; 13] = [
    "period",
    "customer_id",
    "customer",
    "class",
    "opening",
    "closing",
    "amount",
    "step_down",
    "driver",
    "timing",
    "paused",
    "reason",
    "renewal",
];

fn movement_csv(rows: &[Value]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let _ = writer.write_record(CSV_COLUMNS);
    for row in rows {
        let _ = writer.write_record(CSV_COLUMNS.map(|column| csv_text(&row[column])));
    }
    writer
        .into_inner()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// A text which a spreadsheet would run as a formula gets a leading apostrophe; figures stay figures.
fn csv_text(value: &Value) -> String {
    match value {
        Value::String(text)
            if text.parse::<f64>().is_err()
                && text.starts_with(['=', '+', '-', '@', '\t', '\r']) =>
        {
            format!("'{text}")
        }
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn movement_table(rows: &[Value]) -> String {
    let mut out = format!(
        "{:<10} {:<28} {:<13} {:>16} {:>16} {:>16} {}\n",
        "period", "customer", "class", "opening", "closing", "amount", "driver"
    );
    for row in rows {
        let cell = |key: &str| csv_text(&row[key]);
        let name: String = cell("customer").chars().take(28).collect();
        let _ = writeln!(
            out,
            "{:<10} {name:<28} {:<13} {:>16} {:>16} {:>16} {}",
            cell("period"),
            cell("class"),
            cell("opening"),
            cell("closing"),
            cell("amount"),
            cell("driver")
        );
    }
    out
}

pub fn mapping(args: &SourceArgs) -> Result<u8, Failure> {
    let project = open(&args.inputs(Grain::Month), &Terminal::new())?;
    output::findings(project.findings());
    output::print(&project.imported.mapping.to_toml());
    Ok(u8::from(project.findings().block()))
}

pub fn trace(args: &TraceArgs) -> Result<u8, Failure> {
    let project = open(&args.source.inputs(Grain::Month), &Terminal::new())?;
    let rows = tracing::rows(&project, &args.customer, args.close)?;
    let mut out = String::new();
    for row in &rows {
        let _ = writeln!(out, "{}", tracing::text(row));
    }
    if rows.is_empty() {
        let _ = writeln!(
            out,
            "No row: {} is 0 at {} (L-3).",
            args.customer,
            args.close.date()
        );
    }
    output::print(&out);
    Ok(0)
}

pub fn sample(args: &SampleArgs) -> Result<u8, Failure> {
    let files = company::write(&args.out, args.overwrite)?;
    let mut out = String::new();
    for file in &files {
        let _ = writeln!(out, "{}", file.display());
    }
    let _ = writeln!(
        out,
        "\nThe whole pack of the sample company:\n  {}",
        company::pack_command(&args.out)
    );
    output::print(&out);
    Ok(0)
}
