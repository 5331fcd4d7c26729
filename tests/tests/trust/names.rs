//! Hostile names through PDF, XLSX, CSV, SVG and file names (goal 6).

use crate::{BIN, files, ledger, part, write};
use holdfast_tests::holdfast;
use holdfast_tests::hostile_names::hostile_names;
use holdfast_workspace::Unwatched;
use holdfast_workspace::import::{Limits, read};
use std::collections::BTreeSet;
use std::process::Command;

#[test]
fn hostile_names_are_text_everywhere() {
    let names = hostile_names();
    assert!(names.iter().collect::<BTreeSet<_>>().len() >= 60);
    let folder = tempfile::tempdir().unwrap();
    let source = write(folder.path(), "hostile.csv", &ledger(&names));
    let out = folder.path().join("out");
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
            "pdf,xlsx,svg",
            "--out",
            out.to_str().unwrap(),
        ],
    );
    assert_eq!(run.code, 0, "{}\n{}", run.out, run.err);
    let written = files(&out);
    for (name, bytes) in &written {
        let path = out.join(name);
        match name.rsplit('.').next().unwrap() {
            "pdf" => {
                let checked = Command::new("qpdf")
                    .arg("--check")
                    .arg(&path)
                    .output()
                    .unwrap();
                assert!(checked.status.success(), "{checked:?}");
                let raw = String::from_utf8_lossy(bytes);
                assert!(!raw.contains("/JavaScript") && !raw.contains("/Launch"));
            }
            "svg" => {
                let text = String::from_utf8(bytes.clone()).unwrap();
                assert!(
                    !text.contains("<script") && !text.contains("onload=alert(1)>"),
                    "{name}"
                );
            }
            "xlsx" => check_workbook(&path, bytes, &names),
            other => panic!("{other}"),
        }
    }
    assert!(!folder.path().join("owned").exists() && written.len() > 2);
}

/// Every name is there, whole but for what can't be shown, and every formula is one of ours.
fn check_workbook(path: &std::path::Path, bytes: &[u8], names: &[String]) {
    let limits = Limits {
        worker: Some(BIN.into()),
        ..Limits::default()
    };
    let book = read(path, &limits, &Unwatched).unwrap();
    let texts: BTreeSet<&str> = book
        .tables
        .iter()
        .flat_map(|t| t.texts().iter().map(AsRef::as_ref))
        .collect();
    for name in names {
        let shown = holdfast_render::xlsx::printable(name.trim()).into_owned();
        let found = texts
            .iter()
            .any(|t| *t == shown || t.trim() == shown.trim());
        assert!(found, "{name:?} is not in the workbook as {shown:?}");
    }
    for index in 1.. {
        let name = format!("xl/worksheets/sheet{index}.xml");
        let archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        if archive.index_for_name(&name).is_none() {
            assert!(index > 8, "{index} sheets only");
            break;
        }
        for formula in part(bytes, &name).split("<f").skip(1) {
            let formula = formula.split("</f>").next().unwrap();
            for evil in ["WEBSERVICE", "IMPORTXML", "HYPERLINK(", "cmd|", "http"] {
                assert!(!formula.contains(evil), "{name}: {formula}");
            }
        }
    }
}

#[test]
fn a_csv_of_movements_holds_no_formula() {
    let names = hostile_names();
    let folder = tempfile::tempdir().unwrap();
    let source = write(folder.path(), "hostile.csv", &ledger(&names));
    let run = holdfast(
        BIN,
        &[
            "movements",
            &source,
            "--amounts",
            "arr",
            "--period",
            "quarter",
            "--csv",
        ],
    );
    assert!(run.out.lines().count() > names.len() / 3, "{}", run.err);
    for field in run.out.split(['\n', ',']) {
        let field = field.trim_start_matches('"');
        let negative = field.trim_end_matches(['"', '\r']).parse::<f64>().is_ok();
        let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']) && !negative;
        assert!(!formula || field.trim().is_empty(), "{field:?}");
    }
}

/// A company's name becomes part of a file name: it stays in its folder and is no device.
#[test]
fn file_names_stay_in_their_folder() {
    let folder = tempfile::tempdir().unwrap();
    let source = write(
        folder.path(),
        "plain.csv",
        &ledger(&["A".into(), "B".into()]),
    );
    let companies = [
        "../../up",
        "/etc/passwd",
        "C:\\CON",
        "NUL",
        "a\u{0}b",
        ".hidden",
        "\u{202e}x",
        "=1+1",
        "..",
        "x".repeat(500).leak(),
    ];
    for (i, company) in companies.iter().enumerate() {
        let out = folder.path().join(format!("out{i}/packs"));
        let basis = write(
            folder.path(),
            "basis.toml",
            &format!("company = {}\n", serde_json::to_string(company).unwrap()),
        );
        let run = holdfast(
            BIN,
            &[
                "pack",
                &source,
                "--amounts",
                "arr",
                "--draft",
                "--basis",
                &basis,
                "--out",
                out.to_str().unwrap(),
            ],
        );
        if run.code != 0 {
            assert!(run.err.contains("error["), "{company:?}: {}", run.err);
            continue;
        }
        let outside = files_beside(&out);
        assert_eq!(outside, ["packs"], "{company:?}");
        for name in files(&out).keys() {
            assert!(
                name.len() < 120 && !name.starts_with(['.', '-', '=']),
                "{name:?}"
            );
            let stem = name.split(['.', '_']).next().unwrap().to_uppercase();
            assert!(
                name.contains("Retention_") || !["CON", "NUL"].contains(&stem.as_str()),
                "{name:?}"
            );
            assert!(!name.contains(['\u{0}', '\u{202e}', '\\', ':']), "{name:?}");
        }
    }
}

fn files_beside(out: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(out.parent().unwrap()).unwrap();
    entries
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}
