//! What changed since the last issued pack, before anything else (metrics section 7).

use super::{Frozen, Store};
use crate::failure::Failure;
use crate::project::Project;
use crate::restate::{Comparison, restate};
use holdfast_import::Watch;
use holdfast_ledger::{Finding, Severity};
use holdfast_metrics::restatement::Restatement;

/// The code of the finding which blocks a pack while a change of the past waits for its choice.
pub const WAITING: &str = "choices-missing";

impl Frozen {
    /// What a later pack calls this one: "Q2 FY26, pack 455714a221dc".
    pub fn called(&self) -> String {
        format!("{}, pack {}", self.pack.period, self.pack.pack_id)
    }
}

impl Store {
    /// What changed between the last issued pack and a project computed from the state, cause by cause; `None`
    /// where no pack was issued, or the project has no ledger.
    pub fn changes(
        &self,
        project: &Project,
        watch: &dyn Watch,
    ) -> Result<Option<Restatement>, Failure> {
        match self.last_issued()? {
            Some(last) if project.report.is_some() => {
                let comparison = Comparison::new(last.as_reported(), project, watch)?;
                comparison.restatement().map(Some)
            }
            _ => Ok(None),
        }
    }

    /// A project computed from the state, compared with the last issued pack and with the choices applied. While
    /// a change waits for its choice the figures are those of the inputs, and a finding blocks the pack.
    pub fn since_last(&self, project: Project, watch: &dyn Watch) -> Result<Project, Failure> {
        let Some(last) = self.last_issued()?.filter(|_| project.report.is_some()) else {
            return Ok(project);
        };
        let choices = &self.state().restatement;
        let waiting = project.clone();
        match restate(last.as_reported(), &last.called(), project, choices, watch) {
            Err(failure) if failure.finding.code == WAITING => Ok(blocked(waiting, &failure)),
            done => done,
        }
    }
}

/// The project with the waiting choices among its findings.
fn blocked(mut project: Project, failure: &Failure) -> Project {
    let finding = Finding::new(
        WAITING,
        Severity::Error,
        failure.finding.message.clone(),
        failure.finding.hint.clone(),
    );
    project.imported.evidence.findings.push(finding);
    project
}
