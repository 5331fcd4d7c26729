//! `holdfast workspace` as its users run it; a workspace as the source of the other commands.
#![allow(missing_docs, clippy::unwrap_used)]

use holdfast_tests::{Run, holdfast};
use std::path::{Path, PathBuf};

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

const LEDGER: &str = "customer,period,ARR,tier
Alder,2025-01-31,100,SMB
Alder,2025-02-28,90,SMB
Alder,2025-03-31,90,SMB
Birch,2025-01-31,200,Mid
Birch,2025-02-28,210,Mid
Birch,2025-03-31,190,Mid
Cedar,2025-01-31,50,SMB
Cedar,2025-02-28,50,SMB
Cedar,2025-03-31,40,SMB
";

const LOG: &str = "Request,Customer,Requested On,ARR Before,ARR Asked,Resolved On,ARR After,Owner
R1,Alder,2025-01-20,100,80,2025-02-15,90,Kim
";

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        desk.write("arr.csv", LEDGER);
        desk.write("log.csv", LOG);
        desk
    }
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }
    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }
    /// `holdfast workspace COMMAND ALDER …`; arguments with a dot are files of the desk.
    fn workspace(&self, command: &str, arguments: &[&str]) -> Run {
        let mut all = vec![
            "workspace".to_owned(),
            command.to_owned(),
            self.text("Alder.holdfast"),
        ];
        let is_file = |a: &str| Path::new(a).extension().is_some() && !a.contains('=');
        all.extend(arguments.iter().map(|a| {
            if is_file(a) {
                self.text(a)
            } else {
                (*a).to_owned()
            }
        }));
        all.extend(["--at", "2026-10-14T09:30:00Z", "--by", "kim", "--backups"].map(str::to_owned));
        all.push(self.text("backups"));
        holdfast(BIN, &all.iter().map(String::as_str).collect::<Vec<_>>())
    }
    fn metrics(&self, source: &str) -> serde_json::Value {
        let run = holdfast(
            BIN,
            &["metrics", &self.text(source), "--period", "month", "--json"],
        );
        assert!(run.code < 2, "{}", run.err);
        run.json()
    }
}

#[test]
fn a_quarter_from_the_files_to_the_issued_pack() {
    let desk = Desk::new();
    let new = desk.workspace("new", &["arr.csv", "log.csv"]);
    assert_eq!(new.code, 0, "{}", new.err);
    assert_eq!(
        desk.metrics("Alder.holdfast")["periods"],
        desk.metrics("arr.csv")["periods"]
    );
    let set = desk.workspace(
        "set",
        &[
            "--company",
            "Alder GmbH",
            "--message",
            "summary=Mind the gap",
            "--reason",
            "the board asked",
        ],
    );
    assert_eq!(set.code, 0, "{}", set.err);
    let request = desk.workspace("request", &["R1", "ARR After=85"]);
    assert_eq!(request.code, 0, "{}", request.err);
    let history = desk.workspace("history", &["--csv"]).out;
    let lines: Vec<&str> = history.lines().collect();
    assert_eq!(
        lines[0],
        "step,time,who,move,kind,what,reason,revision,head"
    );
    assert_eq!(
        lines[3],
        "3,2026-10-14T09:30:00Z,kim,edit,basis,\"basis.company \"\"\"\" → \"\"Alder GmbH\"\"\",the board asked,3,3"
    );
    assert!(
        lines[5].contains("Request R1: ARR After \"\"90\"\" → \"\"85\"\""),
        "{}",
        lines[5]
    );
    let pages = desk.workspace(
        "set",
        &[
            "--period",
            "month",
            "--note",
            "bridge=Asked of finance",
            "--leave-out",
            "trend",
        ],
    );
    assert_eq!(pages.code, 0, "{}", pages.err);
    let issue = desk.workspace(
        "issue",
        &["--out", &desk.text("packs"), "--format", "pdf,xlsx"],
    );
    assert_eq!(issue.code, 0, "{}", issue.err);
    let again = desk.workspace("export", &["1", "--out", &desk.text("again")]);
    assert_eq!(again.code, 0, "{}", again.err);
    for file in again.out.lines().map(Path::new) {
        let first = desk.path("packs").join(file.file_name().unwrap());
        assert_eq!(std::fs::read(first).unwrap(), std::fs::read(file).unwrap());
    }
    assert_eq!(again.out.lines().count(), 2);
    let printed = pdf_text(Path::new(again.out.lines().next().unwrap()));
    assert!(printed.contains("Mind the gap"), "the message");
    assert!(
        printed.contains("Note: Asked of finance"),
        "the note in {printed}"
    );
    assert!(printed.contains("left out by choice"), "the page");
    let status = desk.workspace("status", &[]);
    for told in [
        "Alder GmbH",
        "arr.csv",
        "unchanged on disk",
        "Issued packs (1)",
        "Undo: pack.left_out",
    ] {
        assert!(status.out.contains(told), "{told} in:\n{}", status.out);
    }
    let names: Vec<String> = std::fs::read_dir(desk.0.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|n| ["-wal", "-shm", ".tmp"].iter().any(|end| n.ends_with(end)))
        .collect();
    assert_eq!(names, Vec::<String>::new(), "nothing is left lying about");
}

/// The text of a PDF, spaces as one.
fn pdf_text(path: &Path) -> String {
    let text = std::process::Command::new("pdftotext")
        .arg(path)
        .arg("-")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&text.stdout).replace('’', "'");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn undo_takes_back_an_import_and_redo_does_it_again() {
    let desk = Desk::new();
    desk.workspace("new", &["arr.csv"]);
    let before = desk.metrics("Alder.holdfast");
    desk.write("arr-q2.csv", &format!("{LEDGER}Alder,2025-04-30,80,SMB\n"));
    let import = desk.workspace("import", &["arr-q2.csv"]);
    assert!(
        import.out.contains("arr-q2.csv in the place of arr.csv"),
        "{}",
        import.out
    );
    let after = desk.metrics("Alder.holdfast");
    assert_ne!(before, after);
    let undo = desk.workspace("undo", &[]);
    assert_eq!(
        undo.out,
        "Taken back: Imported arr-q2.csv in the place of arr.csv\n"
    );
    assert_eq!(desk.metrics("Alder.holdfast"), before);
    desk.workspace("redo", &[]);
    assert_eq!(desk.metrics("Alder.holdfast"), after);
    assert_eq!(desk.workspace("redo", &[]).out, "Nothing to do again.\n");
}

#[test]
fn what_is_wrong_is_said_and_nothing_changes() {
    let desk = Desk::new();
    desk.workspace("new", &["arr.csv"]);
    let before = std::fs::read(desk.path("Alder.holdfast")).unwrap();
    for (command, arguments, code) in [
        ("new", vec![], "file-exists"),
        ("import", vec!["none.csv"], "file-not-found"),
        ("decide", vec!["no-finding", "sum"], "no-such-repair"),
        ("request", vec!["R9", "ARR After=1"], "no-log"),
        ("export", vec!["7", "--out", "x"], "no-such-pack"),
        ("set", vec!["--remove", "b.csv"], "no-such-file"),
        ("changes", vec![], "nothing-issued"),
        (
            "choose",
            vec!["amount_corrected", "recast"],
            "no-such-change",
        ),
        (
            "set",
            vec!["--note", "bridge={{weather.q}}"],
            "token-unknown",
        ),
        (
            "set",
            vec!["--order", "summary"],
            "error: invalid value 'summary'",
        ),
        ("restore", vec!["--out", "New.holdfast"], ""),
    ] {
        let run = desk.workspace(command, &arguments);
        assert_eq!(
            run.code,
            if code.is_empty() { 0 } else { 2 },
            "{command}: {}",
            run.err
        );
        assert!(run.err.contains(code), "{command}: {}", run.err);
    }
    assert_eq!(std::fs::read(desk.path("Alder.holdfast")).unwrap(), before);
    let two = holdfast(
        BIN,
        &[
            "metrics",
            &desk.text("Alder.holdfast"),
            &desk.text("arr.csv"),
        ],
    );
    assert_eq!(two.code, 2);
    assert!(two.err.contains("workspace-not-alone"), "{}", two.err);
}

/// Backups go by the name and place of their workspace; a copy of it has none of its own, and says where those of the
/// former are.
#[test]
fn a_damaged_copy_under_another_name_is_told_where_backups_are() {
    let desk = Desk::new();
    desk.workspace("new", &["arr.csv"]);
    desk.workspace("set", &["--company", "Alder"]);
    desk.workspace("import", &["arr.csv", "log.csv"]);
    let whole = std::fs::read(desk.path("Alder.holdfast")).unwrap();
    std::fs::write(desk.path("Copy.holdfast"), &whole[..whole.len() / 2]).unwrap();
    let backups = desk.text("backups");
    let copied = |command: &str, more: &[&str]| {
        let all = [
            "workspace",
            command,
            &desk.text("Copy.holdfast"),
            "--backups",
            &backups,
        ];
        holdfast(BIN, &[&all, more].concat())
    };
    let new = desk.text("New.holdfast");
    for (command, more, code) in [
        ("status", vec![], "workspace-damaged"),
        ("restore", vec!["--out", &new], "no-backup"),
    ] {
        let run = copied(command, &more);
        assert_eq!(run.code, 2, "{}", run.err);
        for said in [
            code,
            &format!("its former name in {backups}"),
            "--from BACKUP --out",
        ] {
            assert!(run.err.contains(said), "{command}: {}", run.err);
        }
    }
    let newest = std::fs::read_dir(&backups)
        .unwrap()
        .map(|e| e.unwrap().path())
        .max()
        .unwrap();
    let run = copied(
        "restore",
        &["--from", newest.to_str().unwrap(), "--out", &new],
    );
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(
        desk.metrics("New.holdfast")["periods"],
        desk.metrics("arr.csv")["periods"]
    );
}

/// Shows line 5 of issue 7.
#[test]
fn two_workspaces_are_compared_as_two_exports_are() {
    let desk = Desk::new();
    desk.workspace("new", &["arr.csv"]);
    std::fs::copy(desk.path("Alder.holdfast"), desk.path("Former.holdfast")).unwrap();
    desk.write(
        "arr-2.csv",
        &LEDGER.replace("Birch,2025-02-28,210", "Birch,2025-02-28,180"),
    );
    desk.workspace("import", &["arr-2.csv"]);
    let diff = |old: &str, new: &str| {
        holdfast(BIN, &["diff", &desk.text(old), &desk.text(new), "--json"]).json()
    };
    let of_files = diff("arr.csv", "arr-2.csv");
    let of_workspaces = diff("Former.holdfast", "Alder.holdfast");
    assert_eq!(of_files["changed"], true);
    assert_eq!(of_workspaces["closes"], of_files["closes"]);
    assert_eq!(of_workspaces["changes"], of_files["changes"]);
    assert_eq!(
        of_workspaces["changes"][0]["cause"], "amount_corrected",
        "{of_workspaces:#}"
    );
}

/// A pack looks next quarter as it was set once: `holdfast pack` with the options for this one time and the
/// workspace in which they are kept write the same bytes.
#[test]
fn looks_and_choices_of_the_pack_are_kept() {
    const LOOK: [&str; 11] = [
        "--accent",
        "#1A5C8B",
        "--logo",
        "logo.png",
        "--names",
        "codes",
        "--order",
        "names,bridge",
        "--benchmarks",
        "AB",
        "--presentation",
    ];
    let desk = Desk::new();
    let icon = Path::new(env!("CARGO_MANIFEST_DIR")).join("../icons/32x32.png");
    std::fs::copy(icon, desk.path("logo.png")).unwrap();
    desk.workspace("new", &["arr.csv", "log.csv"]);
    let pack = |look: &[&str]| {
        let (source, out, logo) = (
            desk.text("Alder.holdfast"),
            desk.text("out"),
            desk.text("logo.png"),
        );
        let mut all = vec!["pack", &source, "--out", &out, "--overwrite"];
        all.extend(
            look.iter()
                .map(|a| if *a == "logo.png" { logo.as_str() } else { a }),
        );
        let run = holdfast(BIN, &all);
        assert_eq!(run.code, 0, "{}", run.err);
        let files = run.out.lines().map(Path::new).filter(|f| f.is_absolute());
        files.map(|f| std::fs::read(f).unwrap()).collect::<Vec<_>>()
    };
    let (plain, once) = (pack(&[]), pack(&LOOK));
    assert_eq!((plain.len(), once.len()), (2, 2));
    assert_ne!(plain, once);
    assert_eq!(pack(&[]), plain, "options of a pack are for this one time");
    let set = desk.workspace("set", &LOOK);
    assert_eq!(set.code, 0, "{}", set.err);
    assert_eq!(pack(&[]), once, "kept");
    let label = desk.workspace("history", &[]).out;
    assert!(label.contains("pack.logo none → \"logo.png ("), "{label}");
    desk.workspace("undo", &[]);
    assert_eq!(pack(&[]), plain, "and taken back");
    desk.workspace("redo", &[]);
    let none = ["accent", "logo", "order", "benchmarks"].map(|o| format!("--{o}=none"));
    let mut none: Vec<&str> = none.iter().map(String::as_str).collect();
    none.extend(["--names=names", "--presentation=false"]);
    desk.workspace("set", &none);
    assert_eq!(pack(&[]).len(), 2);
    let pale = desk.workspace("set", &["--accent", "#F2F2F2"]);
    assert!(pale.err.contains("accent-refused"), "{}", pale.err);
}

/// Shows line 1's audit trail on paper: who decided what and when, and when each file was read, from the journal;
/// at whatever time the pack is issued, its bytes are the same.
#[test]
fn the_pack_says_who_decided_and_when() {
    let desk = Desk::new();
    desk.write("arr.csv", &format!("{LEDGER}Cedar,2025-03-31,40,SMB\n"));
    desk.workspace("new", &["arr.csv"]);
    let decide = desk.workspace(
        "decide",
        &["duplicate-row", "keep-one", "--reason", "exported twice"],
    );
    assert_eq!(decide.code, 0, "{}", decide.err);
    desk.workspace(
        "set",
        &[
            "--period",
            "month",
            "--merge",
            "Birch=Alder",
            "--reason",
            "acquired",
        ],
    );
    let issue = |out: &str| {
        let run = desk.workspace("issue", &["--out", &desk.text(out)]);
        assert_eq!(run.code, 0, "{}", run.err);
        let files = run.out.lines().map(Path::new).filter(|f| f.is_absolute());
        files.map(Path::to_owned).collect::<Vec<_>>()
    };
    let first = issue("first");
    let printed = pdf_text(&first[0]);
    for told in [
        "keep-one: exported twice 14 Oct 2026 09:30 UTC, kim",
        "mapped before netting: acquired 14 Oct 2026 09:30 UTC, kim",
        ", imported 14 Oct 2026",
    ] {
        assert!(printed.contains(told), "{told} in {printed}");
    }
    let pack = |out: &str| {
        let (source, out) = (desk.text("Alder.holdfast"), desk.text(out));
        let run = holdfast(BIN, &["pack", &source, "--out", &out]);
        let files = run.out.lines().map(Path::new).filter(|f| f.is_absolute());
        files.map(|f| std::fs::read(f).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(pack("a"), pack("b"), "no clock");
}

/// The plan stays the plan: a second plan file is a replan beside it, on page 1b and in the workbook, kept with the
/// issued pack and there next quarter. Notes and texts are carried over too, and said to be stale when a figure moved.
#[test]
fn plan_replan_notes_and_texts_are_carried_over() {
    let desk = Desk::new();
    desk.write("plan.csv", "measure,period,plan\nclosing_arr,2025-Q1,400\ndownsell_arr,2025-Q1,5\nclosing_arr,2025-Q2,450\n");
    desk.write(
        "replan-feb.csv",
        "measure,period,plan\nclosing_arr,2025-Q1,330\nclosing_arr,2025-Q2,345\n",
    );
    desk.write("texts.toml", "outlook = [\"Two renewals decide Q2.\"]\n[notes]\nbridge = \"R. Meyer: {{downsell.q}} is billing's.\"\n[[decisions]]\ntext = \"Approve the pilot\"\nowner = \"CFO\"\n");
    let ledger = LEDGER.replace(
        "Alder,2025-01-31",
        "Alder,2024-12-31,100,SMB\nBirch,2024-12-31,200,Mid\nAlder,2025-01-31",
    );
    desk.write("arr.csv", &ledger);
    desk.workspace("new", &["arr.csv", "plan.csv"]);
    let replan = desk.workspace("import", &["replan-feb.csv"]);
    assert!(
        replan.out.starts_with("Imported replan-feb.csv: "),
        "{}",
        replan.out
    );
    let set = desk.workspace("set", &["--period", "quarter", "--texts", "texts.toml"]);
    assert_eq!(set.code, 0, "{}", set.err);
    let issue = |out: &str| {
        let run = desk.workspace("issue", &["--out", &desk.text(out)]);
        assert_eq!(run.code, 0, "{}", run.err);
        let mut files = run.out.lines().map(Path::new).filter(|f| f.is_absolute());
        pdf_text(files.next().unwrap())
    };
    let printed = issue("q1");
    for told in [
        "PL, ΔPL, RP",
        "Plan: ‘plan', plan.csv, SHA-256",
        "RP: replan-feb.",
        "Note: R. Meyer: −20 is billing's.",
        "Approve the pilot",
        "Two renewals decide Q2.",
    ] {
        assert!(printed.contains(told), "{told} in {printed}");
    }
    let status = desk.workspace("status", &[]).out;
    assert!(!status.contains("is stale"), "{status}");
    let next = "Alder,2025-06-30,80,SMB\nBirch,2025-06-30,190,Mid\nCedar,2025-06-30,40,SMB\n";
    desk.write("arr-q2.csv", &format!("{ledger}{next}"));
    let import = desk.workspace("import", &["arr-q2.csv"]);
    assert!(
        import.out.contains("in the place of arr.csv:"),
        "{}",
        import.out
    );
    let status = desk.workspace("status", &[]).out;
    assert!(
        status.contains(
            "The text of page bridge is stale: downsell.q was −20 when it was written and is −10."
        ),
        "{status}"
    );
    let printed = issue("q2");
    for told in [
        "PL, ΔPL, RP",
        "RP: replan-feb.",
        "−10 is billing's.",
        "Approve the pilot",
    ] {
        assert!(printed.contains(told), "{told} in {printed}");
    }
}
