//! Bad input gets a clear sentence with a stable code and the right exit code, and never a panic.
#![allow(missing_docs, clippy::unwrap_used)]

use holdfast_tests::{Run, holdfast};
use std::path::Path;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

struct Case {
    name: &'static str,
    file: &'static str,
    content: &'static [u8],
    code: &'static str,
    exit: i32,
}

const CASES: &[Case] = &[
    Case { name: "empty file", file: "empty.csv", content: b"", code: "file-empty", exit: 2 },
    Case { name: "a picture", file: "arr.xlsx", content: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", code: "not-a-spreadsheet", exit: 2 },
    Case { name: "a PDF", file: "arr.csv", content: b"%PDF-1.7\n1 0 obj\n", code: "not-a-spreadsheet", exit: 2 },
    Case { name: "header only", file: "h.csv", content: b"customer,period,ARR\n", code: "no-rows", exit: 2 },
    Case {
        name: "no amount column",
        file: "names.csv",
        content: b"customer,period,note\nA,2025-01,x\nB,2025-01,y\nA,2025-02,z\n",
        code: "no-amount-column",
        exit: 2,
    },
    Case {
        name: "two amount columns",
        file: "two.csv",
        content: b"customer,period,Committed ARR,Live ARR\nA,2025-01,10,11\nA,2025-02,12,13\nB,2025-01,5,6\nB,2025-02,5,6\n",
        code: "two-amount-columns",
        exit: 1,
    },
];

fn check(folder: &Path, file: &str, content: &[u8]) -> Run {
    let path = folder.join(file);
    std::fs::write(&path, content).unwrap();
    holdfast(BIN, &["check", path.to_str().unwrap()])
}

#[test]
fn every_fault_has_its_sentence_and_its_code() {
    let folder = tempfile::tempdir().unwrap();
    for case in CASES {
        let run = check(folder.path(), case.file, case.content);
        assert!(
            run.err.contains(&format!("error[{}]", case.code)),
            "{}: {}\n{}",
            case.name,
            run.err,
            run.out
        );
        assert_eq!(run.code, case.exit, "{}: {}", case.name, run.err);
        assert!(
            run.err.contains('→'),
            "{}: no next step in\n{}",
            case.name,
            run.err
        );
        assert!(!run.err.contains("panicked"), "{}", run.err);
        assert!(
            !run.err.contains(folder.path().to_str().unwrap()),
            "{}: a path is shown",
            case.name
        );
    }
}

#[test]
fn a_missing_file_is_said() {
    let run = holdfast(BIN, &["check", "nowhere/arr.xlsx"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("error[file-not-found] arr.xlsx"),
        "{}",
        run.err
    );
}

#[test]
fn one_customer_and_one_month_are_no_faults() {
    let folder = tempfile::tempdir().unwrap();
    let one = check(
        folder.path(),
        "one.csv",
        b"customer,period,ARR\nA,2025-01,10\nA,2025-02,12\n",
    );
    assert_eq!(one.code, 0, "{}", one.err);
    let month = check(
        folder.path(),
        "month.csv",
        b"customer,period,ARR\nA,2025-01,10\nB,2025-01,12\n",
    );
    assert_eq!(month.code, 0, "{}", month.err);
    let path = folder.path().join("month.csv");
    let metrics = holdfast(BIN, &["metrics", path.to_str().unwrap(), "--json"]).json();
    assert_eq!(metrics["periods"].as_array().unwrap().len(), 0);
    assert_eq!(metrics["closes"][0]["amount"], "22");
    let out = folder.path().join("out");
    for file in ["one.csv", "month.csv"] {
        let path = folder.path().join(file);
        let pack = holdfast(
            BIN,
            &[
                "pack",
                path.to_str().unwrap(),
                "--out",
                out.to_str().unwrap(),
                "--overwrite",
            ],
        );
        assert_eq!(pack.code, 0, "{file}: {}", pack.err);
    }
}

#[test]
fn a_pack_is_not_made_over_open_questions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(
        &path,
        "customer,period,amount\nA,2025-01,10\nA,2025-02,12\nA,2025-03,12\nA,2025-04,12\n",
    )
    .unwrap();
    let out = folder.path().join("out");
    let arguments = [
        "pack",
        path.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let run = holdfast(BIN, &arguments);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("error[pack-blocked]"), "{}", run.err);
    assert!(!out.exists());
    let draft = holdfast(BIN, &[&arguments[..], &["--draft"]].concat());
    assert_eq!(draft.code, 1, "{}", draft.err);
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 2);
}

#[test]
fn nothing_is_overwritten_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(
        &path,
        "customer,period,ARR\nA,2025-01,10\nA,2025-02,12\nA,2025-03,12\nA,2025-04,12\n",
    )
    .unwrap();
    let out = folder.path().join("out");
    let arguments = [
        "pack",
        path.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
        "--period",
        "month",
    ];
    assert_eq!(holdfast(BIN, &arguments).code, 0);
    let again = holdfast(BIN, &arguments);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("error[file-exists]"), "{}", again.err);
    assert_eq!(
        holdfast(BIN, &[&arguments[..], &["--overwrite"]].concat()).code,
        0
    );
}

#[test]
fn wrong_arguments_are_exit_code_two() {
    assert_eq!(holdfast(BIN, &["pack"]).code, 2);
    assert_eq!(
        holdfast(BIN, &["metrics", "x.csv", "--as-of", "soon"]).code,
        2
    );
    let folder = tempfile::tempdir().unwrap();
    let (path, basis) = (
        folder.path().join("a.csv"),
        folder.path().join("basis.toml"),
    );
    std::fs::write(&path, "customer,period,ARR\nA,2025-01,10\nA,2025-02,12\n").unwrap();
    std::fs::write(&basis, "fiscal_year_strat = 2\n").unwrap();
    let run = holdfast(
        BIN,
        &[
            "metrics",
            path.to_str().unwrap(),
            "--basis",
            basis.to_str().unwrap(),
        ],
    );
    assert_eq!(run.code, 2);
    assert!(run.err.contains("fiscal_year_start"), "{}", run.err);
}

/// What is not used is not lost: rows set aside are exportable with their reasons.
#[test]
fn rows_set_aside_can_be_exported() {
    let folder = tempfile::tempdir().unwrap();
    let (path, rejected) = (
        folder.path().join("a.csv"),
        folder.path().join("rejected.csv"),
    );
    let text =
        "customer,period,ARR\nA,2025-01,10\n,2025-01,7\nA,2025-02,12\nB,2025-02,=HYPERLINK(1)\n";
    std::fs::write(&path, text).unwrap();
    let arguments = [
        "check",
        path.to_str().unwrap(),
        "--rejected",
        rejected.to_str().unwrap(),
    ];
    holdfast(BIN, &arguments);
    let written = std::fs::read_to_string(&rejected).unwrap();
    assert!(
        written.starts_with("file,sheet,row,reason,cells"),
        "{written}"
    );
    assert!(written.contains("a.csv,,3,"), "{written}");
    assert!(!written.contains(",=HYPERLINK"), "{written}");
    std::fs::write(&rejected, "notes of mine").unwrap();
    let again = holdfast(BIN, &arguments);
    assert!(again.code == 2 && again.err.contains("error[file-exists]"));
    assert_eq!(std::fs::read_to_string(&rejected).unwrap(), "notes of mine");
    holdfast(BIN, &[&arguments[..], &["--overwrite"]].concat());
    assert_eq!(std::fs::read_to_string(&rejected).unwrap(), written);
}

/// What is no file of settings or of rows, or has no end, is told at once: nothing hangs.
#[cfg(unix)]
#[test]
fn pipes_devices_and_folders_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (source, pipe, missing) = (at("arr.csv"), at("pipe.csv"), at("none/A.holdfast"));
    std::fs::write(&source, "customer,period,ARR\nA,2025-01,10\nA,2025-02,9\n").unwrap();
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let cases: &[(&[&str], &str)] = &[
        (&["check", &pipe], "not-a-file"),
        (&["check", "/dev/zero"], "not-a-file"),
        (
            &["check", &source, "--basis", "/dev/zero"],
            "basis-unreadable",
        ),
        (
            &["check", &source, "--mapping", "/dev/zero"],
            "mapping-unreadable",
        ),
        (
            &["pack", &source, "--out", &at("out"), "--logo", "/dev/zero"],
            "logo-refused",
        ),
        (
            &[
                "pack",
                &source,
                "--amounts",
                "arr",
                "--draft",
                "--out",
                &source,
            ],
            "not-a-folder",
        ),
        (
            &["check", &source, "--amounts", "arr", "--rejected", &source],
            "file-is-an-input",
        ),
        (&["workspace", "status", &source], "not-a-workspace"),
        (&["workspace", "new", &missing, &source], "folder-not-found"),
    ];
    for (arguments, code) in cases {
        let run = holdfast(BIN, arguments);
        assert!(
            run.err.contains(&format!("error[{code}]")),
            "{arguments:?}: {}",
            run.err
        );
        assert!(
            run.code == 2 && run.err.contains('→'),
            "{arguments:?}: {}",
            run.err
        );
    }
    assert_eq!(std::fs::read_to_string(&source).unwrap().lines().count(), 3);
    let euro = holdfast(BIN, &["check", &source, "--currency", "EURO"]);
    assert!(
        euro.code == 2 && euro.err.contains("three letters"),
        "{}",
        euro.err
    );
}

/// A finding which stands in a pack's way is said once.
#[test]
fn what_is_wrong_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("h.csv");
    std::fs::write(&path, "customer,period,ARR\n").unwrap();
    let out = folder.path().join("out");
    let run = holdfast(
        BIN,
        &[
            "pack",
            "--draft",
            path.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ],
    );
    assert_eq!(
        (run.code, run.err.matches("error[no-rows]").count()),
        (2, 1),
        "{}",
        run.err
    );
}

/// With `--json` whatever stops a command is still one object, and of `metrics` every list is there.
#[test]
fn a_file_which_is_not_there_is_an_object_too() {
    for (command, lists) in [
        ("metrics", &["closes", "periods", "kpis", "checks"][..]),
        ("movements", &[]),
        ("negotiations", &[]),
    ] {
        let run = holdfast(BIN, &[command, "nowhere.csv", "--json"]);
        assert_eq!(run.code, 2, "{command}: {}", run.err);
        let found = run.json();
        assert_eq!(found["findings"][0]["code"], "file-not-found", "{command}");
        for list in lists {
            assert_eq!(found[list], serde_json::json!([]), "{command} {list}");
        }
    }
}

/// As text every period's segments stand below the bridge; rates over few customers are their number (S-4).
#[test]
fn segments_are_shown_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("arr.csv");
    let rows = "customer,period,ARR,tier\nA,2025-01,100,SMB\nB,2025-01,50,Mid\nA,2025-02,80,SMB\nB,2025-02,50,Mid\n";
    std::fs::write(&file, rows).unwrap();
    let run = holdfast(BIN, &["metrics", file.to_str().unwrap()]);
    let row = run.out.lines().find(|l| l.starts_with("SMB")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells[..4], ["SMB", "Feb", "2025", "100.00"], "{}", run.out);
    assert!(cells.contains(&"-20.00") && cells.contains(&"n=1"), "{row}");
}

/// L-3: who is missing from the newest close is listed for review, and choices are read in any case.
#[test]
fn customers_missing_from_the_newest_close_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("arr.csv");
    let rows = "customer,period,amount\nAlder,2025-01,100\nBirch,2025-01,50\nBirch,2025-02,50\n";
    std::fs::write(&file, rows).unwrap();
    let check = |more: &[&str]| {
        let arguments = [&["check", file.to_str().unwrap(), "--amounts", "ARR"], more].concat();
        let run = holdfast(BIN, &arguments);
        assert_eq!(run.code, 0, "{}", run.err);
        run.out
    };
    let listed = check(&[]);
    assert!(listed.contains("left out?\n  Alder "), "{listed}");
    assert!(!check(&["--as-of", "2025-01-31"]).contains("left out?"));
}
