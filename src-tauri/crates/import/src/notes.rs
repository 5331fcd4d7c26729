//! Questions and findings on their way to the evidence.

use crate::findings::{Code, Issues};
use crate::hidden::LeftOut;
use crate::mapping::SourceMapping;
use crate::own_bridge::OwnPeriod;
use holdfast_ledger::Answer;

/// Where questions and findings of a detection go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    pub issues: Issues,
    pub answers: Vec<Answer>,
    /// Decisions already carried out, by their place in the list, with how many rows they touched.
    pub applied: Vec<(usize, u64)>,
    /// The company's own bridge, where a table is one.
    pub own_bridge: Vec<OwnPeriod>,
    /// Hidden rows which the user leaves out.
    pub left_out: Vec<LeftOut>,
    /// Tables which are not read.
    pub unread: Vec<SourceMapping>,
}

impl Notes {
    /// Adds what was asked and found elsewhere.
    pub fn extend(&mut self, other: Notes) {
        self.issues.extend(other.issues);
        for answer in other.answers {
            if !self.answers.contains(&answer) {
                self.answers.push(answer);
            }
        }
        self.applied.extend(other.applied);
        self.own_bridge.extend(other.own_bridge);
        self.left_out.extend(other.left_out);
        self.unread.extend(other.unread);
    }

    /// Records a question and the reading in use.
    pub fn answer(&mut self, question: &str, answer: Option<&str>, reading: &str) {
        self.push(Answer {
            question: question.to_owned(),
            answer: answer.map(str::to_owned),
            reading: reading.to_owned(),
            finding: None,
        });
    }

    /// Records a question which the repairs of a finding answer.
    pub fn answer_of(
        &mut self,
        (code, scope): (Code, &str),
        question: &str,
        answer: Option<&str>,
        reading: &str,
    ) {
        self.push(Answer {
            question: question.to_owned(),
            answer: answer.map(str::to_owned),
            reading: reading.to_owned(),
            finding: Some((code.about().code.to_owned(), scope.to_owned())),
        });
    }

    fn push(&mut self, answer: Answer) {
        if !self.answers.contains(&answer) {
            self.answers.push(answer);
        }
    }
}
