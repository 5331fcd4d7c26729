//! What is promised of trust (reliability.md section 5), on the command line as its users run it.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod canaries;
mod faults;
mod generated;
mod kills;
mod names;
mod parser;
mod places;

use std::fmt::Write as _;
use std::path::Path;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

/// A long ledger of these customers: five closes, and each pays a little less at every other.
fn ledger(names: &[String]) -> String {
    let mut text = "customer,period,ARR,tier\n".to_owned();
    for close in [
        "2024-12-31",
        "2025-03-31",
        "2025-06-30",
        "2025-09-30",
        "2025-12-31",
    ] {
        for (i, name) in names.iter().enumerate() {
            let fallen = if close > "2025-08" && i % 2 == 0 {
                7
            } else {
                0
            };
            let amount = 5_000 + 13 * i - fallen;
            let quoted = name.replace('"', "\"\"");
            let _ = writeln!(text, "\"{quoted}\",{close},{amount}.25,T{}", i % 3);
        }
    }
    text
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A file inside a zip archive.
fn part(archive: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
    text
}

/// The files of a folder with their bytes.
fn files(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries
        .map(|e| {
            let path = e.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect()
}
