//! The door which takes files or a workspace.

use crate::failure::Failure;
use crate::inputs::{Inputs, import_options, load_basis, read_books, usual_period};
use crate::profiles::Profiles;
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
    if let Some(mapping) = Profiles::asked(inputs.remembered.as_deref())?.applied(&project) {
        options.mapping = Some(mapping);
        project = compute(project.books, &options, basis, watch)?;
    }
    let other = usual_period(inputs)?.and_then(|usual| with_figures(usual, inputs, &project));
    match other {
        Some(basis) => compute(project.books, &options, basis, watch),
        None => Ok(project),
    }
}

/// The basis with another period, where nobody chose one and none of the usual length has both its closes: the next
/// wider where closes are far apart; else, where the inputs let it, the next narrower where they are few. With a log
/// the usual one stays: the log is looked at as a whole.
fn with_figures(usual: Grain, inputs: &Inputs, project: &Project) -> Option<Basis> {
    if !project.report.as_ref()?.periods.is_empty() {
        return None;
    }
    let ledger = project.imported.ledger.as_ref()?;
    let all = [Grain::Month, Grain::Quarter, Grain::Half, Grain::Year];
    let may_narrow = inputs.or_narrower && project.imported.requests.is_none();
    let wider = all.iter().filter(|g| g.months() > usual.months());
    let narrower = all.iter().rev().filter(|g| g.months() < usual.months());
    wider
        .chain(narrower.filter(|_| may_narrow))
        .map(|&period| Basis {
            period,
            ..project.basis.clone()
        })
        .find(|basis| figures(ledger, basis, None).is_ok_and(|(r, _)| !r.periods.is_empty()))
}
