//! Questions and findings on their way to the evidence.

use crate::findings::{Code, Issues};
use crate::mapping::SourceMapping;
use crate::own_bridge::OwnPeriod;
use holdfast_ledger::{Answer, Table};

/// Rows of a sheet which are left out before it is looked at, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LeftOut {
    pub file: String,
    pub sheet: String,
    pub rows: Vec<u32>,
    pub reason: &'static str,
}

impl LeftOut {
    pub fn of(table: &Table, rows: impl IntoIterator<Item = u32>, reason: &'static str) -> LeftOut {
        LeftOut {
            file: table.file.clone(),
            sheet: table.sheet.clone(),
            rows: rows.into_iter().collect(),
            reason,
        }
    }
}

/// Where questions and findings of a detection go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    pub issues: Issues,
    pub answers: Vec<Answer>,
    /// Decisions already carried out, by their place in the list, with how many rows they touched.
    pub applied: Vec<(usize, u64)>,
    /// The company's own bridge, where a table is one.
    pub own_bridge: Vec<OwnPeriod>,
    /// Rows left out before their sheet was looked at.
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
