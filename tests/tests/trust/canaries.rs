//! No customer name, amount or path in document metadata, nor in what is said of a file which fails.

use crate::{BIN, files, ledger, part, write};
use holdfast_tests::holdfast;
use std::process::Command;

const NAME: &str = "Zanzibarcanary";
const AMOUNT: &str = "98765432";
const FOLDER: &str = "pathcanary";

fn assert_silent(what: &str, text: &str) {
    for canary in [NAME, AMOUNT, FOLDER, "98,765,432"] {
        assert!(!text.contains(canary), "{what} tells {canary}: {text}");
    }
}

#[test]
fn metadata_names_nobody() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join(FOLDER);
    std::fs::create_dir(&folder).unwrap();
    let names: Vec<String> = (0..9).map(|i| format!("{NAME} {i}")).collect();
    let text = ledger(&names).replace("5000.25", &format!("{AMOUNT}.25"));
    let source = write(&folder, "arr.csv", &text);
    let out = folder.join("out");
    let run = holdfast(
        BIN,
        &[
            "pack",
            &source,
            "--amounts",
            "arr",
            "--draft",
            "--template",
            "revops",
            "--format",
            "pdf,xlsx,png,svg",
            "--out",
            out.to_str().unwrap(),
        ],
    );
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        !run.err.contains(NAME) && !run.err.contains(AMOUNT),
        "{}",
        run.err
    );
    for (name, bytes) in files(&out) {
        if name.ends_with("xlsx") {
            for props in [
                "docProps/core.xml",
                "docProps/app.xml",
                "docProps/custom.xml",
                "xl/workbook.xml",
            ] {
                assert_silent(props, &part(&bytes, props));
            }
        } else if name.ends_with("png") {
            // Text chunks are where programs note what they made a picture from.
            for chunk in [&b"tEXt"[..], b"iTXt", b"zTXt", b"eXIf"] {
                let found = bytes.windows(4).any(|four| four == chunk);
                assert!(!found, "{name} has a text chunk");
            }
        } else if name.ends_with("svg") {
            let text = String::from_utf8(bytes).unwrap();
            assert!(
                !text.contains("<metadata") && !text.contains(FOLDER),
                "{name}"
            );
        } else {
            for flag in ["-meta", "-custom"] {
                let info = Command::new("pdfinfo")
                    .arg(flag)
                    .arg(out.join(&name))
                    .output()
                    .unwrap();
                assert_silent(flag, &String::from_utf8_lossy(&info.stdout));
            }
            let info = Command::new("pdfinfo")
                .arg(out.join(&name))
                .output()
                .unwrap();
            assert_silent("pdfinfo", &String::from_utf8_lossy(&info.stdout));
        }
    }
}

#[test]
fn a_broken_file_is_refused_without_its_content_or_path() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join(FOLDER);
    std::fs::create_dir(&folder).unwrap();
    let honest = ledger(&[NAME.to_owned()]).replace("5000.25", &format!("{AMOUNT}.25"));
    let unclosed = format!("{honest}\"{NAME}, 2025-12-31,{AMOUNT}");
    let truncated = format!("PK\u{3}\u{4}{honest}");
    for (name, text) in [("quote.csv", &unclosed), ("cut.xlsx", &truncated)] {
        let source = write(&folder, name, text);
        let run = holdfast(BIN, &["check", &source]);
        assert_eq!(run.code, 2, "{}", run.out);
        assert!(run.err.contains(name), "{}", run.err);
        assert_silent(name, &run.err);
    }
}

/// Started by the test below in a process of its own.
#[test]
#[ignore = "ends in a panic on purpose"]
fn planted_fault() {
    holdfast_workspace::failure::keep_faults_quiet();
    panic!("{NAME} owes {AMOUNT} in /{FOLDER}/arr.csv");
}

#[test]
fn a_fault_of_the_program_tells_nothing_of_the_data() {
    let out = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "canaries::planted_fault",
            "--ignored",
            "--nocapture",
        ])
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    let said = [out.stdout, out.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(
        said.contains("error[internal-fault]") && said.contains("canaries.rs:"),
        "{said}"
    );
    assert_silent("a fault", &said);
}

/// Nothing is panicked over where nobody can be told.
#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_error_is_no_fault() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let code = Command::new(BIN)
        .args(["check", "nowhere.csv"])
        .stderr(full)
        .status()
        .unwrap();
    assert_eq!(code.code(), Some(2));
}
