//! The door which takes files or a workspace.

use crate::failure::Failure;
use crate::inputs::{
    Inputs, import_options, load_basis, load_remembered, read_books, usual_period,
};
use crate::project::{Project, compute, figures};
use crate::store::{open_source, workspace_among};
use holdfast_import::Watch;
use holdfast_ledger::Grain;
use holdfast_metrics::Basis;

/// Reads, recognises and computes.
pub fn open(inputs: &Inputs, watch: &dyn Watch) -> Result<Project, Failure> {
    if let Some(path) = workspace_among(&inputs.sources)? {
        return open_source(path, inputs, watch);
    }
    let basis = load_basis(inputs)?;
    let mut options = import_options(inputs, &basis)?;
    let books = read_books(inputs, watch)?;
    let mut project = compute(books, &options, basis.clone(), watch)?;
    if let Some(mapping) = load_remembered(inputs)?.applied(&project) {
        options.mapping = Some(mapping);
        project = compute(project.books, &options, basis, watch)?;
    }
    let other = usual_period(inputs)?.and_then(|usual| with_figures(usual, &project));
    match other {
        Some(basis) => compute(project.books, &options, basis, watch),
        None => Ok(project),
    }
}

/// The basis with another period, where nobody chose one and no period of the usual length has both its
/// closes: the next wider where closes are far apart, else the next narrower where they are few. A log keeps
/// its quarter: without the ledger's opening it is looked at as a whole.
fn with_figures(usual: Grain, project: &Project) -> Option<Basis> {
    if !project.report.as_ref()?.periods.is_empty() {
        return None;
    }
    let ledger = project.imported.ledger.as_ref()?;
    let all = [Grain::Month, Grain::Quarter, Grain::Half, Grain::Year];
    let wider = all.iter().filter(|g| g.months() > usual.months());
    let has_log = project.imported.requests.is_some();
    let is_narrower = |g: &&Grain| !has_log && g.months() < usual.months();
    let narrower = all.iter().rev().filter(is_narrower);
    wider
        .chain(narrower)
        .map(|&period| Basis {
            period,
            ..project.basis.clone()
        })
        .find(|basis| figures(ledger, basis, None).is_ok_and(|(r, _)| !r.periods.is_empty()))
}
