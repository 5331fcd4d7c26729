//! What changed since an earlier export: `holdfast diff`, and `--since` of the commands which compute.

use crate::args::{DiffArgs, SharedArgs, SinceArgs};
use crate::interrupt::Terminal;
use crate::output;
use holdfast_workspace::metrics::restatement::Choices;
use holdfast_workspace::restate::{AsReported, Comparison, load_choices, restate};
use holdfast_workspace::{Failure, Project, Watch, compare, open};

/// `holdfast diff`.
pub fn diff(args: &DiffArgs) -> Result<u8, Failure> {
    let watch = Terminal::new();
    let new = open(&args.new_inputs(), &watch)?;
    let old = open(&args.old_inputs(new.basis.period), &watch)?;
    let changes = Comparison::new(AsReported::of(&old)?, &new, &watch)?.restatement()?;
    drop(watch);
    if args.json {
        output::json(&compare::to_json(&changes));
    } else {
        output::print(&compare::to_text(&changes, new.report.as_ref()));
    }
    Ok(0)
}

/// The project after a comparison with the export of the last pack; as it is where none is named.
pub fn since(
    args: &SinceArgs,
    shared: &SharedArgs,
    project: Project,
    watch: &dyn Watch,
) -> Result<Project, Failure> {
    let Some(path) = &args.since else {
        return Ok(project);
    };
    let inputs = args
        .earlier
        .inputs(shared, path.clone(), project.basis.period);
    let old = open(&inputs, watch)?;
    let choices = match &args.choices {
        Some(file) => load_choices(file)?,
        None => Choices::default(),
    };
    let name = path.file_name().unwrap_or(path.as_os_str());
    let last = name.to_string_lossy().into_owned();
    restate(AsReported::of(&old)?, &last, project, &choices, watch)
}
