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
    let wider = usual_period(inputs)?.and_then(|usual| widened(usual, &project));
    match wider {
        Some(basis) => compute(project.books, &options, basis, watch),
        None => Ok(project),
    }
}

/// The basis with a wider period, where nobody chose one and the closes are too far apart for the usual.
fn widened(usual: Grain, project: &Project) -> Option<Basis> {
    if !project.report.as_ref()?.periods.is_empty() {
        return None;
    }
    let ledger = project.imported.ledger.as_ref()?;
    let wider = [Grain::Quarter, Grain::Half, Grain::Year];
    wider
        .into_iter()
        .filter(|grain| grain.months() > usual.months())
        .map(|period| Basis {
            period,
            ..project.basis.clone()
        })
        .find(|basis| figures(ledger, basis, None).is_ok_and(|(r, _)| !r.periods.is_empty()))
}
