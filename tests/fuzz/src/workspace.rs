//! Workspace files: pages patched at random, and whole ones whose content somebody else wrote.

use holdfast_workspace::Unwatched;
use holdfast_workspace::store::{Door, Store, audit};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

const FIXTURE: &[u8] = include_bytes!("../../fixtures/workspace-v1.holdfast");

/// A workspace of the newest version with an issued pack, a log and a rename, and its parts.
static WHOLE: LazyLock<(Vec<u8>, Vec<i64>)> = LazyLock::new(|| {
    let folder = folder();
    let path = folder.path().join("whole.holdfast");
    std::fs::write(&path, FIXTURE).unwrap();
    drop(Store::open(&path, &Door::default()).expect("the fixture opens"));
    let connection = Connection::open(&path).unwrap();
    let mut statement = connection
        .prepare("SELECT id FROM part ORDER BY id")
        .unwrap();
    let ids = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    drop(statement);
    connection.close().unwrap();
    (std::fs::read(&path).unwrap(), ids)
});

/// A folder in memory where there is one: syncing to a disk would cost a hundred times the reading.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

/// The first byte says how the workspace is spoilt: odd, bytes of the file are overwritten; even, the content of a
/// part is replaced by the rest of the input, with its hash made right. Either opens or is refused with a code.
pub fn workspace(input: &[u8]) {
    let Some((&how, rest)) = input.split_first() else {
        return;
    };
    let folder = folder();
    let path = folder.path().join("fuzz.holdfast");
    if how % 2 == 1 {
        std::fs::write(&path, patched(rest)).unwrap();
    } else {
        std::fs::write(&path, &WHOLE.0).unwrap();
        let part = WHOLE.1[usize::from(how / 2) % WHOLE.1.len()];
        replace(&path, part, rest).unwrap();
    }
    if let Err(failure) = used(&path) {
        assert!(
            !failure.finding.code.is_empty() && failure.finding.message.ends_with('.'),
            "{failure:?}"
        );
    }
}

/// Everything a window or a command reads of a workspace.
fn used(path: &Path) -> Result<(), holdfast_workspace::Failure> {
    let store = Store::open(path, &Door::default())?;
    let _ = audit::status_text(&store)?;
    let _ = audit::csv(&store.history()?);
    for pack in store.issued()? {
        let _ = store.issued_files(pack.id);
        let _ = store.frozen(pack.id);
    }
    store.project(&Unwatched)?;
    store.verify().map(|_| ())
}

/// The fixture with bytes overwritten: records of a place (three bytes), a length (one) and so many bytes.
fn patched(mut script: &[u8]) -> Vec<u8> {
    let mut bytes = WHOLE.0.clone();
    while let [a, b, c, length, rest @ ..] = script {
        let at = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
        let (patch, after) = rest.split_at(usize::from(*length).min(rest.len()));
        for (i, byte) in patch.iter().enumerate() {
            let at = (at + i) % bytes.len();
            bytes[at] = *byte;
        }
        script = after;
    }
    bytes
}

fn replace(path: &Path, part: i64, content: &[u8]) -> rusqlite::Result<()> {
    let connection = Connection::open(path)?;
    let trigger: String = connection.query_row(
        "SELECT sql FROM sqlite_schema WHERE name = 'part_stays'",
        [],
        |r| r.get(0),
    )?;
    let sha256 = Sha256::digest(content)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
    connection.execute("DROP TRIGGER part_stays", [])?;
    // Where another part has this content already, the hash is taken and nothing changes.
    connection.execute(
        "UPDATE OR IGNORE part SET bytes = ?1, sha256 = ?2 WHERE id = ?3",
        (content, sha256, part),
    )?;
    connection.execute_batch(&trigger)
}
