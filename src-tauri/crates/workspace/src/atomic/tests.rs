#![allow(clippy::unwrap_used)]
//! Sets of files whole or not at all, through interruptions and failures of every step.

use super::disk::Draft;
use super::*;
use std::collections::BTreeMap;
use std::sync::Mutex;

fn output(name: &str, bytes: &'static [u8]) -> Output<'static> {
    Output {
        name: name.into(),
        write: Box::new(move |w| bytes.chunks(600_000).try_for_each(|c| w.write_all(c))),
    }
}

fn failing(name: &str) -> Output<'static> {
    Output {
        name: name.into(),
        write: Box::new(|_| Err(io::Error::from(io::ErrorKind::StorageFull))),
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|e| file_name(&e.unwrap().path()))
        .collect();
    names.sort();
    names
}

#[test]
fn both_files_or_none() {
    let dir = tempfile::tempdir().unwrap();
    let failure = write_all(
        dir.path(),
        vec![output("a.pdf", b"1"), failing("a.xlsx")],
        false,
    )
    .unwrap_err();
    assert_eq!(failure.finding.code, "disk-full");
    assert_eq!(names(dir.path()), Vec::<String>::new());
    write_all(
        dir.path(),
        vec![output("a.pdf", b"1"), output("a.xlsx", b"2")],
        false,
    )
    .unwrap();
    assert_eq!(names(dir.path()), ["a.pdf", "a.xlsx"]);
}

#[test]
fn nothing_is_overwritten_unless_asked() {
    let dir = tempfile::tempdir().unwrap();
    write_all(dir.path(), vec![output("a.pdf", b"old")], false).unwrap();
    let failure = write_all(dir.path(), vec![output("a.pdf", b"new")], false).unwrap_err();
    assert_eq!(failure.finding.code, "file-exists");
    assert_eq!(fs::read(dir.path().join("a.pdf")).unwrap(), b"old");
    write_all(dir.path(), vec![output("a.pdf", b"new")], true).unwrap();
    assert_eq!(fs::read(dir.path().join("a.pdf")).unwrap(), b"new");
}

#[test]
fn an_export_interrupted_after_its_commit_is_completed() {
    let dir = tempfile::tempdir().unwrap();
    write_temporaries(
        &System,
        dir.path(),
        vec![output("a.pdf", b"1"), output("a.xlsx", b"2")],
    )
    .unwrap();
    fs::write(dir.path().join(JOURNAL), "a.pdf\na.xlsx").unwrap();
    fs::rename(temporary(dir.path(), "a.pdf"), dir.path().join("a.pdf")).unwrap();
    recover(dir.path()).unwrap();
    assert_eq!(names(dir.path()), ["a.pdf", "a.xlsx"]);
}

#[test]
fn an_export_interrupted_before_its_commit_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    write_temporaries(&System, dir.path(), vec![output("a.pdf", b"1")]).unwrap();
    recover(dir.path()).unwrap();
    assert_eq!(names(dir.path()), Vec::<String>::new());
}

#[test]
fn a_journal_cannot_reach_out_of_its_folder() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("in");
    fs::create_dir(&folder).unwrap();
    fs::create_dir(folder.join(".holdfast-..")).unwrap();
    fs::write(folder.join(".holdfast-../stolen.tmp"), "x").unwrap();
    fs::write(folder.join(JOURNAL), "../stolen").unwrap();
    recover(&folder).unwrap();
    assert!(!outer.path().join("stolen").exists());
}

/// Counts what is asked of the disk, and fails one request.
#[derive(Default)]
struct Faulty {
    asked: Mutex<BTreeMap<String, u32>>,
    /// Which request, which time, and the system's error number.
    fails: Option<(String, u32, i32)>,
}

impl Faulty {
    fn ask(&self, what: &str, path: &Path) -> io::Result<()> {
        let label = format!("{what} {}", file_name(path));
        let mut asked = self.asked.lock().unwrap();
        let times = asked.entry(label.clone()).or_default();
        *times += 1;
        match &self.fails {
            Some((l, n, error)) if *l == label && n == times => {
                Err(io::Error::from_raw_os_error(*error))
            }
            _ => Ok(()),
        }
    }
}

struct FaultyDraft<'a>(&'a Faulty, PathBuf, fs::File);

impl Write for FaultyDraft<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.ask("write", &self.1)?;
        self.2.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.2.flush()
    }
}

impl Draft for FaultyDraft<'_> {
    fn sync(&mut self) -> io::Result<()> {
        self.0.ask("sync", &self.1)?;
        self.2.sync_all()
    }
}

impl Disk for Faulty {
    fn create<'a>(
        &'a self,
        path: &Path,
        _: Option<fs::Permissions>,
    ) -> io::Result<Box<dyn Draft + 'a>> {
        self.ask("create", path)?;
        let file = fs::File::create(path)?;
        Ok(Box::new(FaultyDraft(self, path.to_owned(), file)))
    }
    fn keep(&self, path: &Path, spare: &Path) -> io::Result<()> {
        self.ask("keep", path)?;
        System.keep(path, spare)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.ask("rename", to)?;
        System.rename(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.ask("remove", path)?;
        System.remove(path)
    }
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        self.ask("sync", Path::new("folder"))
    }
}

const FILES: [&str; 3] = ["a.pdf", "a.xlsx", "a.csv"];
const NEW: &[u8] = &[7; 2_500_000];

fn folder_with_old() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for name in FILES {
        fs::write(dir.path().join(name), "old").unwrap();
    }
    dir
}

fn save(disk: &Faulty, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let outputs = FILES.into_iter().map(|name| output(name, NEW)).collect();
    write_all_on(disk, folder, outputs, true)
}

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let read = |name: String| (name.clone(), fs::read(folder.join(&name)).unwrap());
    names(folder).into_iter().map(read).collect()
}

/// Reliability section 5, goal 5.
#[test]
fn every_request_to_the_disk_may_fail_once() {
    for fresh in [false, true] {
        let start = || {
            if fresh {
                tempfile::tempdir().unwrap()
            } else {
                folder_with_old()
            }
        };
        let counted = Faulty::default();
        save(&counted, start().path()).unwrap();
        let asked = counted.asked.into_inner().unwrap();
        assert!(asked["write .holdfast-a.pdf.tmp"] > 2, "{asked:?}");
        assert_eq!(asked.contains_key("keep a.pdf"), !fresh);
        let mut failed = 0;
        for (label, times) in asked {
            // Tidying up after success is not part of it.
            if label.starts_with("remove") && label.ends_with("old") {
                continue;
            }
            for (time, (error, code)) in (1..=times).flat_map(|t| {
                [(28, "disk-full"), (5, "write-failed"), (13, "not-writable")]
                    .map(move |error| (t, error))
            }) {
                let dir = start();
                let before = contents(dir.path());
                let disk = Faulty {
                    fails: Some((label.clone(), time, error)),
                    ..Faulty::default()
                };
                let failure = save(&disk, dir.path()).unwrap_err();
                assert_eq!(failure.finding.code, code, "{label} {time}");
                assert_eq!(names(dir.path()).len(), before.len(), "{label} {time}");
                assert!(contents(dir.path()) == before, "{label} {time}");
                save(&Faulty::default(), dir.path()).unwrap();
                assert_eq!(names(dir.path()), ["a.csv", "a.pdf", "a.xlsx"], "{label}");
                failed += 1;
            }
        }
        assert!(failed >= 60, "{failed}");
    }
}

/// Two exports at once used to remove each other's temporaries and report files which were not there.
#[test]
fn exports_into_one_folder_wait_for_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let slow = |bytes: &'static [u8]| Output {
        name: "a.pdf".into(),
        write: Box::new(move |w| {
            std::thread::sleep(std::time::Duration::from_millis(60));
            w.write_all(bytes)
        }),
    };
    std::thread::scope(|scope| {
        for bytes in [b"1", b"2", b"3"] {
            scope.spawn(|| write_all(dir.path(), vec![slow(bytes)], true).unwrap());
        }
    });
    assert_eq!(names(dir.path()), ["a.pdf"]);
    assert!(
        [b"1", b"2", b"3"].contains(
            &&fs::read(dir.path().join("a.pdf")).unwrap()[..]
                .try_into()
                .unwrap()
        )
    );
}

#[test]
fn a_file_of_the_users_choice_is_replaced_whole() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rejected.csv");
    write_file(&path, b"one", false).unwrap();
    let kept = write_file(&path, b"two", false).unwrap_err();
    assert_eq!(kept.finding.code, "file-exists");
    assert_eq!(fs::read(&path).unwrap(), b"one");
    write_file(&path, b"two", true).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert_eq!(names(dir.path()), ["rejected.csv"]);
    let failure = write_file(dir.path(), b"x", true).unwrap_err();
    assert_eq!(failure.finding.code, "write-failed");
    assert!(
        write_file(Path::new("/"), b"x", true).is_err()
            && write_file(Path::new(""), b"x", true).is_err()
    );
}

#[cfg(unix)]
#[test]
fn a_link_leads_to_its_file_and_rights_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = tempfile::tempdir().unwrap();
    let (file, link) = (dir.path().join("kept.csv"), dir.path().join("link.csv"));
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    symlink(&file, &link).unwrap();
    write_file(&link, b"new", true).unwrap();
    assert_eq!(fs::read(&file).unwrap(), b"new");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    write_file(Path::new("/dev/null"), b"x", false).unwrap();
}
