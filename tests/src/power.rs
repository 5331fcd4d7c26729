//! Power cuts, from what a program really asked of the system: its writes and syncs are recorded by `strace`
//! and played into a model of a disk, which is then cut at any point.
//!
//! What the model takes for granted: a sector of 512 bytes is written whole or not; what was synced is
//! there; names change in the order in which they were changed. What it takes nothing for granted of: any
//! other write may be there or not, sector by sector, in any order, and a file's name may be there without its
//! content. What it can't show: a disk which says "synced" and lies.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const SECTOR: usize = 512;
const CALLS: &str = "trace=pwrite64,write,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,openat";

/// One thing the program asked for.
#[derive(Clone, Debug)]
pub enum Event {
    /// A file came to be, or was emptied.
    Open {
        /// Its path.
        path: String,
        /// Whether it was emptied.
        truncate: bool,
    },
    /// Bytes at an offset; `None`: after those written before.
    Write {
        /// Path.
        path: String,
        /// Offset.
        at: Option<usize>,
        /// Bytes.
        bytes: Vec<u8>,
    },
    /// A new length.
    Length {
        /// Path.
        path: String,
        /// Length.
        length: usize,
    },
    /// A file, or the names in a folder, synced.
    Sync {
        /// Path.
        path: String,
    },
    /// Another name.
    Rename {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// No name any more.
    Unlink {
        /// Path.
        path: String,
    },
}

/// Runs a program under `strace`; what it did to files in `folder`, in order. `None` where programs can't be
/// traced on this machine.
///
/// # Panics
/// Where the program fails.
pub fn record(folder: &Path, binary: &str, arguments: &[&str]) -> Option<Vec<Event>> {
    let logs = tempfile::tempdir().unwrap();
    let log = logs.path().join("log");
    let run = Command::new("strace")
        .args([
            "-ff",
            "-ttt",
            "-y",
            "-xx",
            "-s",
            "100000000",
            "-e",
            CALLS,
            "-e",
            "signal=none",
            "-o",
        ])
        .arg(&log)
        .arg(binary)
        .args(arguments)
        .current_dir(folder)
        .output()
        .ok()?;
    if String::from_utf8_lossy(&run.stderr).contains("ptrace") {
        return None;
    }
    assert!(
        run.status.code().is_some_and(|code| code < 2),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let mut lines: Vec<(String, String)> = Vec::new();
    for file in std::fs::read_dir(logs.path()).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let timed = text.lines().filter_map(|line| line.split_once(' '));
        lines.extend(timed.map(|(time, call)| (time.to_owned(), call.to_owned())));
    }
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    let root = folder.to_str().unwrap();
    let events = lines.iter().filter_map(|(_, call)| event(call, folder));
    Some(events.filter(|event| matters(event, root)).collect())
}

fn matters(event: &Event, root: &str) -> bool {
    let path = match event {
        Event::Open { path, .. }
        | Event::Write { path, .. }
        | Event::Length { path, .. }
        | Event::Sync { path }
        | Event::Unlink { path } => path,
        Event::Rename { to, .. } => to,
    };
    let passing = ["-shm", ".lock"].iter().any(|end| path.ends_with(end));
    path.starts_with(root) && !passing
}

/// A line of `strace -xx -y` as an event; `None` where the call failed or is of no interest.
fn event(line: &str, folder: &Path) -> Option<Event> {
    let (call, result) = line.rsplit_once(" = ")?;
    if result.starts_with('-') {
        return None;
    }
    let (name, arguments) = call.split_once('(')?;
    let strings = quoted(arguments);
    let path = |at: usize| -> Option<String> {
        let text = String::from_utf8(strings.get(at)?.clone()).ok()?;
        Some(folder.join(text).to_string_lossy().into_owned())
    };
    let of_handle = |text: &str| -> Option<String> {
        let inner = text.split_once('<')?.1.split_once('>')?.0;
        String::from_utf8(unhex(inner)).ok()
    };
    let last = || {
        arguments
            .trim_end_matches(')')
            .rsplit(", ")
            .next()?
            .parse::<usize>()
            .ok()
    };
    Some(match name {
        "openat" if arguments.contains("O_CREAT") => Event::Open {
            path: of_handle(result)?,
            truncate: arguments.contains("O_TRUNC"),
        },
        "pwrite64" => Event::Write {
            path: of_handle(arguments)?,
            at: Some(last()?),
            bytes: strings.first()?.clone(),
        },
        "write" => Event::Write {
            path: of_handle(arguments)?,
            at: None,
            bytes: strings.first()?.clone(),
        },
        "ftruncate" => Event::Length {
            path: of_handle(arguments)?,
            length: last()?,
        },
        "fsync" | "fdatasync" => Event::Sync {
            path: of_handle(arguments)?,
        },
        "rename" | "renameat" | "renameat2" => Event::Rename {
            from: path(0)?,
            to: path(1)?,
        },
        "unlink" | "unlinkat" => Event::Unlink { path: path(0)? },
        _ => return None,
    })
}

/// The strings between quotes; `-xx` writes every byte as `\x41`.
fn quoted(text: &str) -> Vec<Vec<u8>> {
    text.split('"').skip(1).step_by(2).map(unhex).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    text.split("\\x")
        .skip(1)
        .filter_map(|byte| u8::from_str_radix(byte.get(..2)?, 16).ok())
        .collect()
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

#[derive(Clone, Debug, Default)]
struct Content {
    safe: Vec<u8>,
    waiting: Vec<Change>,
    end: usize,
}

#[derive(Clone, Debug)]
enum Naming {
    Set(String, usize),
    Gone(String),
}

/// A disk: what is safe on it, and what still waits in memory.
#[derive(Clone, Debug)]
pub struct Disk {
    contents: Vec<Content>,
    names: BTreeMap<String, usize>,
    safe_names: BTreeMap<String, usize>,
    waiting: Vec<Naming>,
}

impl Disk {
    /// A disk on which everything in a folder is safe.
    ///
    /// # Panics
    /// Where it can't be read.
    pub fn of(folder: &Path) -> Disk {
        let mut disk = Disk {
            contents: Vec::new(),
            names: BTreeMap::new(),
            safe_names: BTreeMap::new(),
            waiting: Vec::new(),
        };
        for path in files(folder) {
            disk.names
                .insert(path.to_string_lossy().into_owned(), disk.contents.len());
            disk.contents.push(Content {
                safe: std::fs::read(&path).unwrap(),
                ..Content::default()
            });
        }
        disk.safe_names = disk.names.clone();
        disk
    }

    /// Carries an event out.
    pub fn play(&mut self, event: &Event) {
        match event {
            Event::Open { path, truncate } => {
                let id = self.id(path);
                self.contents[id].end = 0;
                if *truncate {
                    self.contents[id].waiting.push(Change::Length(0));
                }
            }
            Event::Write { path, at, bytes } => {
                let id = self.id(path);
                let content = &mut self.contents[id];
                let at = at.unwrap_or(content.end);
                content.end = at + bytes.len();
                content.waiting.push(Change::Write(at, bytes.clone()));
            }
            Event::Length { path, length } => {
                let id = self.id(path);
                self.contents[id].waiting.push(Change::Length(*length));
            }
            Event::Sync { path } => self.sync(path),
            Event::Rename { from, to } => {
                if let Some(id) = self.names.remove(from) {
                    self.names.insert(to.clone(), id);
                    self.waiting.push(Naming::Gone(from.clone()));
                    self.waiting.push(Naming::Set(to.clone(), id));
                }
            }
            Event::Unlink { path } => {
                self.names.remove(path);
                self.waiting.push(Naming::Gone(path.clone()));
            }
        }
    }

    fn id(&mut self, path: &str) -> usize {
        if let Some(id) = self.names.get(path) {
            return *id;
        }
        let id = self.contents.len();
        self.contents.push(Content::default());
        self.names.insert(path.to_owned(), id);
        self.waiting.push(Naming::Set(path.to_owned(), id));
        id
    }

    fn sync(&mut self, path: &str) {
        if let Some(id) = self.names.get(path) {
            let content = &mut self.contents[*id];
            for change in std::mem::take(&mut content.waiting) {
                apply(&mut content.safe, &change);
            }
        } else {
            for naming in std::mem::take(&mut self.waiting) {
                name(&mut self.safe_names, &naming);
            }
        }
    }

    /// What a cut leaves: all that is safe, and of what waits whatever chance lets through.
    pub fn cut(&self, chance: &mut Chance) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut names = self.safe_names.clone();
        // A rename is one change of names, written as two.
        let kept = chance.below(self.waiting.len() + 1);
        let split = matches!(self.waiting.get(kept), Some(Naming::Set(_, id)) if kept > 0
            && matches!(&self.waiting[kept - 1], Naming::Gone(from) if !names.contains_key(from) || names.get(from) == Some(id)));
        for naming in self
            .waiting
            .iter()
            .take(if split { kept + 1 } else { kept })
        {
            name(&mut names, naming);
        }
        let left = names
            .into_iter()
            .map(|(path, id)| (path.into(), self.contents[id].cut(chance)));
        left.collect()
    }
}

impl Content {
    fn cut(&self, chance: &mut Chance) -> Vec<u8> {
        let mut bytes = self.safe.clone();
        let prefix = chance.below(self.waiting.len() + 1);
        let how = chance.below(4);
        for (number, change) in self.waiting.iter().enumerate() {
            match how {
                0 => {}
                1 => apply(&mut bytes, change),
                2 if number < prefix => apply(&mut bytes, change),
                2 => {}
                _ => torn(&mut bytes, change, chance),
            }
        }
        bytes
    }
}

/// Each sector of a write is there or not.
fn torn(bytes: &mut Vec<u8>, change: &Change, chance: &mut Chance) {
    match change {
        Change::Length(_) if chance.below(2) == 0 => {}
        Change::Length(_) => apply(bytes, change),
        Change::Write(at, data) => {
            let mut from = 0;
            while from < data.len() {
                let to = (((at + from) / SECTOR + 1) * SECTOR - at).min(data.len());
                if chance.below(2) == 1 {
                    apply(bytes, &Change::Write(at + from, data[from..to].to_vec()));
                }
                from = to;
            }
        }
    }
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Length(length) => bytes.resize(*length, 0),
        Change::Write(at, data) => {
            if bytes.len() < at + data.len() {
                bytes.resize(at + data.len(), 0);
            }
            bytes[*at..at + data.len()].copy_from_slice(data);
        }
    }
}

fn name(names: &mut BTreeMap<String, usize>, naming: &Naming) {
    match naming {
        Naming::Set(path, id) => names.insert(path.clone(), *id),
        Naming::Gone(path) => names.remove(path),
    };
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Puts what a cut left into a folder of its own: `folder` is where the paths come from.
///
/// # Panics
/// Where it can't be written.
pub fn put(image: &BTreeMap<PathBuf, Vec<u8>>, folder: &Path, into: &Path) {
    for (path, bytes) in image {
        let target = into.join(path.strip_prefix(folder).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, bytes).unwrap();
    }
}

/// Chance which is the same every time (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Chance(pub u64);

impl Chance {
    /// A number below another.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }
}
