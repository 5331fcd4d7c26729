//! Answers to findings on the command line: given back with `--decisions`, counted before and after; the rows
//! behind an amount after them; a mapping which is edited and given back.
#![allow(missing_docs, clippy::unwrap_used)]

use holdfast_tests::{Run, holdfast};
use std::path::Path;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

fn run(folder: &Path, files: &[(&str, &str)], arguments: &[&str]) -> Run {
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let path = |a: &&str| {
        if files.iter().any(|(name, _)| name == a) {
            folder.join(a).to_str().unwrap().to_owned()
        } else {
            (*a).to_owned()
        }
    };
    let arguments: Vec<String> = arguments.iter().map(path).collect();
    holdfast(
        BIN,
        &arguments.iter().map(String::as_str).collect::<Vec<_>>(),
    )
}

const LEDGER: &str = "customer,period,ARR\nA,2025-01,lots\nB,2025-01,5\nB,2025-01,5\n";

const DECISIONS: &str = "[[decision]]\ncode = \"cell-edited\"\nrepair = \"set\"\nscope = \"arr.csv!C2\"\nvalue = \"10\"\nwas = \"lots\"\nreason = \"per order form\"\n\n[[decision]]\ncode = \"duplicate-row\"\nrepair = \"keep-one\"\n";

#[test]
fn decisions_are_counted_before_and_after() {
    let folder = tempfile::tempdir().unwrap();
    let files = [("arr.csv", LEDGER), ("d.toml", DECISIONS)];
    let open = run(folder.path(), &files, &["check", "arr.csv"]);
    assert!(
        open.code == 1 && !open.out.contains("Before and after"),
        "{}",
        open.out
    );
    let decided = run(
        folder.path(),
        &files,
        &["check", "arr.csv", "--decisions", "d.toml"],
    );
    assert_eq!(decided.code, 0, "{}", decided.err);
    let wanted = "rows used 2 → 2; set aside 1 → 1; ARR 10 → 15; errors 1 → 0; warnings 1 → 0";
    assert!(decided.out.contains(wanted), "{}", decided.out);
    let traced = [
        "trace",
        "arr.csv",
        "--decisions",
        "d.toml",
        "--customer",
        "A",
        "--close",
        "2025-01-31",
    ];
    let traced = run(folder.path(), &files, &traced);
    assert!(
        traced.out.contains("arr.csv row 2 column C: ARR 10"),
        "{} {}",
        traced.out,
        traced.err
    );
}

#[test]
fn january_is_not_assumed_for_fiscal_labels() {
    let folder = tempfile::tempdir().unwrap();
    let files = [(
        "arr.csv",
        "Customer,ARR FY25 Q1,ARR FY25 Q2\nA,10,11\nB,1,2\n",
    )];
    let asked = run(folder.path(), &files, &["check", "arr.csv"]);
    assert!(
        asked.code == 1 && asked.err.contains("fiscal-year-unknown"),
        "{}",
        asked.err
    );
    let said = run(
        folder.path(),
        &files,
        &["check", "arr.csv", "--fiscal-year-start", "1"],
    );
    assert!(
        said.code == 0 && said.out.contains("2025-06-30"),
        "{} {}",
        said.out,
        said.err
    );
}
