//! What changed since the last issued pack, before anything else (metrics section 7).

use super::{Frozen, State, Store, trail};
use crate::failure::Failure;
use crate::project::Project;
use crate::restate::Comparison;
use holdfast_import::Watch;
use holdfast_metrics::restatement::{Choices, Restated, Restatement};

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

    /// The choices on what changed since the last issued pack: those made before it were on its own changes.
    pub fn choices(&self) -> Result<Choices, Failure> {
        self.choices_of(&self.state)
    }

    fn choices_of(&self, state: &State) -> Result<Choices, Failure> {
        let issued = self.issued()?;
        let all = &state.restatement;
        match issued.iter().rev().find(|pack| !pack.draft) {
            Some(last) => Ok(all.since(&self.state_at(last.revision)?.restatement)),
            None => Ok(all.clone()),
        }
    }

    /// A project computed from the state, compared with the last issued pack and with the choices applied. While
    /// a change waits for its choice it is shown as recast, and a finding blocks the pack.
    pub fn since_last(&self, project: Project, watch: &dyn Watch) -> Result<Project, Failure> {
        let compared = self.compared(project, &self.state, watch)?;
        self.trailed(compared)
    }

    /// The project with the trail of the revision on which the head stands.
    pub fn trailed(&self, mut project: Project) -> Result<Project, Failure> {
        project.trail = Some(trail::of(&self.connection, self.head)?);
        Ok(project)
    }

    /// The comparison of [`Store::since_last`] for a state which is not saved yet: a door compares first, so that a
    /// cancelled job has changed nothing.
    pub fn compared(
        &self,
        project: Project,
        state: &State,
        watch: &dyn Watch,
    ) -> Result<Project, Failure> {
        let Some(last) = self.last_issued()?.filter(|_| project.report.is_some()) else {
            return Ok(project);
        };
        let choices = self.choices_of(state)?;
        let comparison = Comparison::new(last.as_reported(), &project, watch)?;
        let found = comparison.restatement()?;
        let (decided, waiting) = match comparison.decide(&found, &choices) {
            Err(failure) if failure.finding.code == WAITING => {
                let shown = comparison.decide(&found, &choices.or_recast())?;
                (shown, Some(failure))
            }
            done => (done?, None),
        };
        let restated = Restated {
            last: last.called(),
            found,
            choices,
        };
        let mut project = project.restated(decided, restated)?;
        if let Some(failure) = waiting {
            project.imported.evidence.findings.push(*failure.finding);
        }
        Ok(project)
    }
}
