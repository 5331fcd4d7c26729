//! Every reason why a file is not read, in one list: code, sentence, next step.
//!
//! `{file}` in a sentence stands for the file's name, which the worker never learns.

use crate::Refusal;
use holdfast_ledger::{Finding, Place, Severity};

/// A reason to stop reading, with the place where it was met.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Stop {
    pub code: String,
    pub message: String,
    pub hint: String,
    pub sheet: Option<String>,
    pub row: Option<u32>,
}

impl Stop {
    pub fn in_sheet(mut self, name: &str) -> Stop {
        self.sheet.get_or_insert_with(|| name.to_owned());
        self
    }

    pub fn at_row(mut self, row: u32) -> Stop {
        self.row = Some(row);
        self
    }

    /// The refusal as the user sees it: the sentence with the file's name, and the place.
    pub fn refusal(self, file: &str) -> Refusal {
        let message = self.message.replace("{file}", file);
        let finding = Finding::new(&self.code, Severity::Error, message, self.hint);
        Refusal(Box::new(finding.at(Place {
            file: file.to_owned(),
            sheet: self.sheet,
            row: self.row,
            column: None,
        })))
    }
}

fn stop(code: &str, message: impl Into<String>, hint: &str) -> Stop {
    Stop {
        code: code.to_owned(),
        message: message.into(),
        hint: hint.to_owned(),
        ..Stop::default()
    }
}

const SAVE_AGAIN: &str =
    "Open it in your spreadsheet program, save it as .xlsx or .csv, and import that copy.";
const EXPORT_AGAIN: &str = "Export or download it again, and compare its size with the original.";
const SPLIT: &str =
    "Save only the sheet with the figures as .csv, or split the file, and import that.";

pub(crate) fn not_found() -> Stop {
    stop(
        "file-not-found",
        "{file} is not there: it was moved, renamed or deleted.",
        "Choose the file again.",
    )
}

pub(crate) fn unreadable(why: &str) -> Stop {
    stop(
        "file-unreadable",
        format!("{{file}} could not be opened: {why}."),
        "Close it in other programs, check that you may read it, and try again.",
    )
}

pub(crate) fn folder() -> Stop {
    stop(
        "not-a-file",
        "{file} is a folder or a device, not a file.",
        "Choose the spreadsheet inside it.",
    )
}

pub(crate) fn empty() -> Stop {
    stop(
        "file-empty",
        "{file} is empty: it has 0 bytes.",
        EXPORT_AGAIN,
    )
}

pub(crate) fn no_cells() -> Stop {
    stop(
        "file-empty",
        "{file} holds no cell with a value in any sheet.",
        "Check that the export holds rows, and that the right file was chosen.",
    )
}

pub(crate) fn changed() -> Stop {
    stop(
        "file-changed",
        "{file} changed while it was being read.",
        "Wait until it is saved, then import it again.",
    )
}

pub(crate) fn too_large(size: u64, limit: u64) -> Stop {
    stop(
        "file-too-large",
        format!(
            "{{file}} has {} MB; files up to {} MB are read.",
            size.div_ceil(1 << 20),
            limit >> 20
        ),
        SPLIT,
    )
}

pub(crate) fn owner_file(original: &str) -> Stop {
    stop(
        "owner-file",
        format!("{{file}} is a note which Excel keeps while {original} is open, not the workbook."),
        "Choose the workbook of the same name without ~$.",
    )
}

pub(crate) fn not_a_spreadsheet(what: &str) -> Stop {
    stop(
        "not-a-spreadsheet",
        format!("{{file}} is {what}, not a spreadsheet, whatever its name says."),
        SAVE_AGAIN,
    )
}

pub(crate) fn password() -> Stop {
    stop(
        "password-protected",
        "{file} is password-protected, so its cells cannot be read.",
        "Open it in your spreadsheet program, save an unprotected copy, and import that.",
    )
}

pub(crate) fn archive_too_large(what: &str, limit: u64) -> Stop {
    stop(
        "archive-too-large",
        format!(
            "{{file}} unpacks to more than is read: {what} is over {} MB.",
            limit >> 20
        ),
        SPLIT,
    )
}

pub(crate) fn archive_suspicious(what: &str) -> Stop {
    stop(
        "archive-suspicious",
        format!("{{file}} is built in a way no spreadsheet program writes: {what}."),
        SAVE_AGAIN,
    )
}

pub(crate) fn truncated(what: &str) -> Stop {
    stop(
        "file-truncated",
        format!("{{file}} is cut short or damaged: {what}, so rows may be missing."),
        EXPORT_AGAIN,
    )
}

pub(crate) fn damaged(what: &str) -> Stop {
    stop(
        "file-damaged",
        format!("{{file}} is damaged: {what}."),
        SAVE_AGAIN,
    )
}

pub(crate) fn quote_unclosed() -> Stop {
    stop(
        "quote-unclosed",
        "{file} opens a quotation mark here which is never closed, so all rows after it would be one cell.",
        "Export it again if it was cut short; otherwise close or remove the quotation mark.",
    )
}

pub(crate) fn encoding(what: &str) -> Stop {
    stop(
        "encoding-unknown",
        format!("{{file}} is not text that can be read: {what}."),
        "Save it as CSV UTF-8, and import that.",
    )
}

pub(crate) fn too_many_sheets(found: usize, limit: usize) -> Stop {
    stop(
        "too-many-sheets",
        format!("{{file}} has {found} sheets; up to {limit} are read."),
        SPLIT,
    )
}

pub(crate) fn too_many_cells(limit: u64) -> Stop {
    stop(
        "too-many-cells",
        format!("{{file}} has more than {limit} cells with a value."),
        SPLIT,
    )
}

pub(crate) fn cell_too_long(limit: usize) -> Stop {
    stop(
        "cell-too-long",
        format!("{{file}} holds a cell with more than {limit} bytes of text."),
        SAVE_AGAIN,
    )
}

pub(crate) fn parser_failed(what: &str) -> Stop {
    stop(
        "parser-failed",
        format!("{{file}} could not be read: {what}. Nothing else is affected."),
        SAVE_AGAIN,
    )
}

pub(crate) fn parser_memory(limit: u64) -> Stop {
    stop(
        "parser-memory",
        format!(
            "{{file}} needed more than {} MB of memory to read, so reading it was stopped.",
            limit >> 20
        ),
        SPLIT,
    )
}

pub(crate) fn parser_timeout(seconds: u64) -> Stop {
    stop(
        "parser-timeout",
        format!("{{file}} was not read within {seconds} seconds, so reading it was stopped."),
        SPLIT,
    )
}

pub(crate) fn no_worker(why: &str) -> Stop {
    stop(
        "worker-missing",
        format!(
            "{{file}} was not read, because the part of the program which reads files could not be started: {why}."
        ),
        "Install the program again.",
    )
}

pub(crate) fn cancelled() -> Stop {
    stop(
        "cancelled",
        "Reading {file} was cancelled; nothing was imported.",
        "Import it again when you are ready.",
    )
}
