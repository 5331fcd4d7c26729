//! Why a use case could not be carried out: always one finding with a code, a sentence and a next step.

use holdfast_import::Refusal;
use holdfast_ledger::{Finding, Place, Severity};
use std::fmt;
use std::io::Write;
use std::path::Path;

/// A use case that ended without result. Nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// What happened.
    pub finding: Box<Finding>,
    /// Exit code of the command line: 1 where findings block, 2 where input or arguments are wrong.
    pub exit: u8,
}

impl Failure {
    /// Wrong input or arguments.
    pub fn input(code: &str, message: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure {
            finding: Box::new(Finding::new(code, Severity::Error, message, hint)),
            exit: 2,
        }
    }

    /// Done so far, but something blocks the rest.
    pub fn blocked(code: &str, message: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure {
            exit: 1,
            ..Failure::input(code, message, hint)
        }
    }

    /// The user stopped it.
    pub fn cancelled() -> Failure {
        Failure::input(
            "cancelled",
            "Cancelled; nothing was changed.",
            "Start again whenever you like.",
        )
    }

    /// Says which file it is about, by its name without folders.
    #[must_use]
    pub fn about(mut self, path: &Path) -> Failure {
        self.finding.place = Place {
            file: file_name(path),
            ..Place::default()
        };
        self
    }
}

/// The name of a file without its folders, for messages.
pub fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Failure {
            finding: refusal.0,
            exit: 2,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::text::finding(&self.finding))
    }
}

impl std::error::Error for Failure {}

/// From here on a fault of the program itself names its place in the source and nothing else: what it was working on
/// may be a customer's name or amount, and what is printed may end in a log (reliability section 4).
pub fn keep_faults_quiet() {
    std::panic::set_hook(Box::new(|fault| {
        let place = fault.location();
        let place = place.map_or_else(String::new, |l| format!(" at {}:{}", l.file(), l.line()));
        // Standard error may be closed; a fault in here would end the program at once.
        let _ = writeln!(
            std::io::stderr(),
            "error[internal-fault]: Holdfast met a fault of its own{place}; no file was left half-written.\n  \u{2192} Please report this line; it tells nothing of your data."
        );
    }));
}
