//! Failures in the words of their finding.

use crate::view::failure::FailureView;
use holdfast_workspace::{Failure, text};

impl FailureView {
    /// A failure of the window itself.
    pub fn new(code: &str, message: impl Into<String>, hint: &str) -> FailureView {
        FailureView {
            code: code.to_owned(),
            place: String::new(),
            message: message.into(),
            hint: hint.to_owned(),
        }
    }
}

impl From<Failure> for FailureView {
    fn from(failure: Failure) -> FailureView {
        let finding = *failure.finding;
        FailureView {
            place: text::place(&finding.place),
            code: finding.code,
            message: finding.message,
            hint: finding.hint,
        }
    }
}
