//! A file read into tables by a worker process, without this process parsing any of it.

mod child;
pub(crate) mod receive;

use crate::wire::sniff;
use crate::wire::stop::{self, Stop};
use crate::worker::Orders;
use crate::{Book, Limits, Refusal, Watch};
use holdfast_ledger::{Finding, Findings, Place, Severity};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

/// Reads a spreadsheet or text file: XLSX, XLSM, XLSB, XLS, ODS, CSV, TSV and other separated text, told
/// apart by their bytes. All sheets which hold a cell come back, hidden ones flagged, or a refusal; never
/// a part of a file. Blocks until done; `watch` is told of progress in rows and may cancel.
///
/// # Errors
/// A [`Refusal`] with one of the codes in `wire/stop.rs`, e.g. `password-protected`, `file-truncated`,
/// `parser-memory`, `cancelled`.
pub fn read(path: &Path, limits: &Limits, watch: &dyn Watch) -> Result<Book, Refusal> {
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned();
    source(path, &name, limits)
        .and_then(|source| child::run(source, limits, watch))
        .and_then(|read| book(read, &name))
        .map_err(|stop| stop.refusal(&name))
}

/// The same without a worker process: for tests of what comes after reading. The feature which holds it
/// is switched on by test dependencies only.
///
/// # Errors
/// As [`read`].
#[cfg(any(test, feature = "in-process"))]
pub fn read_in_process(path: &Path, limits: &Limits) -> Result<Book, Refusal> {
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned();
    source(path, &name, limits)
        .and_then(|source| in_process(source, limits))
        .and_then(|read| book(read, &name))
        .map_err(|stop| stop.refusal(&name))
}

#[cfg(any(test, feature = "in-process"))]
fn in_process(mut source: Source, limits: &Limits) -> Result<Delivery, Stop> {
    let orders = source.orders(limits);
    let (mut bytes, mut frames) = (Vec::new(), Vec::new());
    let digest = source
        .feed(&mut bytes)
        .map_err(|e| stop::unreadable(&e.0.to_string()))?;
    let _ = crate::worker::work(orders, &bytes[..], &mut frames);
    let received = receive::receive(&frames[..], &crate::Unwatched).map_err(|_| child::died())?;
    Ok(Delivery { received, digest })
}

/// A file found readable, and what it is.
pub(crate) struct Source {
    file: File,
    seen: Metadata,
    head: Vec<u8>,
    family: sniff::Family,
    limit: u64,
}

/// What the worker sent, and the digest of what it was given.
pub(crate) struct Delivery {
    received: receive::Received,
    digest: String,
}

/// Why feeding the worker ended: the file could not be read (`true`), or the worker does not listen.
pub(crate) struct FeedError(std::io::Error, bool);

impl Source {
    fn orders(&self, limits: &Limits) -> Orders {
        Orders {
            family: self.family,
            unpacked: limits.unpacked,
            cells: limits.cells,
            memory: limits.memory,
            seconds: time(limits, self.seen.len()).as_secs(),
        }
    }

    /// Copies the file to the worker, and digests what was copied.
    fn feed(&mut self, mut to: impl std::io::Write) -> Result<String, FeedError> {
        let mut digest = Sha256::new();
        let mut buffer = std::mem::take(&mut self.head);
        let mut length = buffer.len();
        let mut total = 0;
        buffer.resize(256 << 10, 0);
        while length > 0 {
            digest.update(&buffer[..length]);
            total += length as u64;
            to.write_all(&buffer[..length])
                .map_err(|e| FeedError(e, false))?;
            length = read_some(&mut self.file, &mut buffer).map_err(|e| FeedError(e, true))?;
            if total > self.limit {
                return Err(FeedError(ErrorKind::FileTooLarge.into(), true));
            }
        }
        let hex = digest
            .finalize()
            .iter()
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
        Ok(hex)
    }

    /// Whether the file is still the one that was opened.
    fn unchanged(&self) -> bool {
        let now = self.file.metadata();
        now.is_ok_and(|now| {
            now.len() == self.seen.len() && now.modified().ok() == self.seen.modified().ok()
        })
    }
}

fn read_some(file: &mut File, buffer: &mut [u8]) -> std::io::Result<usize> {
    loop {
        match file.read(buffer) {
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// Small files get less time: twenty seconds, and one more for every megabyte.
fn time(limits: &Limits, size: u64) -> Duration {
    limits.time.min(Duration::from_secs(20 + (size >> 20)))
}

/// Everything that can be said of a file before anyone parses it.
fn source(path: &Path, name: &str, limits: &Limits) -> Result<Source, Stop> {
    if let Some(original) = name.strip_prefix("~$") {
        return Err(stop::owner_file(original));
    }
    let seen = std::fs::metadata(path).map_err(|e| cannot(&e))?;
    if !seen.is_file() {
        return Err(stop::folder());
    }
    if seen.len() == 0 {
        return Err(stop::empty());
    }
    if seen.len() > limits.file {
        return Err(stop::too_large(seen.len(), limits.file));
    }
    let mut file = File::open(path).map_err(|e| cannot(&e))?;
    let mut head = Vec::with_capacity(4096);
    (&mut file)
        .take(4096)
        .read_to_end(&mut head)
        .map_err(|e| cannot(&e))?;
    let family = sniff::family(&head)?;
    Ok(Source {
        file,
        seen,
        head,
        family,
        limit: limits.file,
    })
}

fn cannot(error: &std::io::Error) -> Stop {
    match error.kind() {
        ErrorKind::NotFound => stop::not_found(),
        ErrorKind::PermissionDenied => {
            stop::unreadable("access is denied, or another program holds it")
        }
        ErrorKind::ResourceBusy => stop::unreadable("another program holds it"),
        kind => stop::unreadable(&kind.to_string()),
    }
}

/// Gives the tables their file and what is notable of it.
fn book(read: Delivery, name: &str) -> Result<Book, Stop> {
    let received = read.received;
    if received.tables.is_empty() {
        return Err(stop::no_cells());
    }
    let mut book = Book {
        file: name.to_owned(),
        tables: received.tables,
        findings: Findings::default(),
    };
    for table in &mut book.tables {
        name.clone_into(&mut table.file);
        table.sha256.clone_from(&read.digest);
    }
    for mut finding in received.notes {
        name.clone_into(&mut finding.place.file);
        book.findings.push(finding);
    }
    book.findings.0.extend(hidden(&book));
    book.findings.0.extend(extension(name, &received.kind));
    Ok(book)
}

fn place(name: &str, sheet: Option<&str>) -> Place {
    Place {
        file: name.to_owned(),
        sheet: sheet.map(str::to_owned),
        ..Place::default()
    }
}

fn hidden(book: &Book) -> Option<Finding> {
    let hidden: Vec<&str> = book
        .tables
        .iter()
        .filter(|t| t.hidden)
        .map(|t| t.sheet.as_str())
        .collect();
    let first = hidden.first()?;
    let message = format!("The workbook has hidden sheets: {}.", hidden.join(", "));
    let hint = "Check whether they belong to the figures; include them in the mapping if so.";
    Some(
        Finding::new("hidden-sheet", Severity::Info, message, hint)
            .at(place(&book.file, Some(first))),
    )
}

const SPREADSHEETS: &[(&str, &[&str])] = &[
    ("XLSX", &["xlsx", "xlsm", "xltx", "xltm", "xlam"]),
    ("XLSB", &["xlsb"]),
    ("XLS", &["xls", "xlt", "xla"]),
    ("ODS", &["ods", "ots"]),
];

/// A name which says another format than the bytes: read all the same, and said.
fn extension(name: &str, kind: &str) -> Option<Finding> {
    let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
    let own = SPREADSHEETS
        .iter()
        .find(|(k, _)| *k == kind)
        .map(|(_, e)| *e);
    let fits = match own {
        Some(extensions) => extensions.contains(&extension.as_str()),
        None => !SPREADSHEETS
            .iter()
            .any(|(_, e)| e.contains(&extension.as_str())),
    };
    (!fits).then(|| {
        let message = format!("{name} is a {kind} file in spite of its name, and was read as one.");
        Finding::new(
            "wrong-extension",
            Severity::Info,
            message,
            "Nothing to do; rename it to avoid confusion.",
        )
        .at(place(name, None))
    })
}
