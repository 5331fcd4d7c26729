//! The workbooks are sound packages: the Open XML SDK's validator, which `cargo xtask goal ooxml` installs,
//! has nothing to say about any template of the sample and about the edges.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use holdfast_tests::edges::{PLAIN, csv, edges};
use holdfast_tests::holdfast;
use std::path::{Path, PathBuf};
use std::process::Command;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");
const TEMPLATES: [&str; 3] = ["board", "revops", "fundraise"];

/// Installed by the goal, below the folder of the build which holds the tested executable.
fn validator() -> PathBuf {
    let build = Path::new(BIN).ancestors().nth(2).unwrap();
    let tool = build.join("tools/node_modules/.bin/ooxml-validator");
    assert!(
        tool.exists(),
        "{} is missing: run `cargo xtask goal ooxml`",
        tool.display()
    );
    tool
}

fn workbook(folder: &Path, name: &str, arguments: &[&str]) -> PathBuf {
    let out = folder.join(name);
    let to = ["--out", out.to_str().unwrap(), "--format", "xlsx"];
    let run = holdfast(BIN, &[&["pack"], arguments, &to].concat());
    assert_eq!(run.code, 0, "{name}: {}", run.err);
    let mut files = std::fs::read_dir(&out).unwrap();
    files.next().unwrap().unwrap().path()
}

/// What the validator says. Its tables know the extension by which a line breaks at `#N/A` (Excel writes
/// it, word for word) under another element's name: this one complaint, two entries a chart, is not ours.
fn complaints(tool: &Path, file: &Path) -> Vec<String> {
    let out = Command::new(tool).arg(file).output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let errors = said["errors"].as_array().unwrap();
    let extension = |e: &serde_json::Value| {
        let at = e["xPath"].as_str().unwrap_or_default();
        at.ends_with("/c:chart[1]/c:extLst[1]/c:ext[1]")
    };
    let others = errors.iter().filter(|e| !extension(e));
    others.map(ToString::to_string).collect()
}

#[test]
#[ignore = "needs the validator: cargo xtask goal ooxml"]
fn the_open_xml_sdk_reads_every_workbook_without_complaint() {
    let tool = validator();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let sample = at("sample");
    assert_eq!(holdfast(BIN, &["sample", "--out", &sample]).code, 0);
    let of = |name: &str| format!("{sample}/sample-{name}");
    let (ledger, log, plan, basis, texts) = (
        of("arr-export.xlsx"),
        of("negotiations.xlsx"),
        of("plan.csv"),
        of("basis.toml"),
        of("texts.toml"),
    );
    let mut wrong = Vec::new();
    let mut checked = 0;
    let mut check = |name: &str, file: &Path| {
        checked += 1;
        wrong.extend(
            complaints(&tool, file)
                .iter()
                .map(|c| format!("{name}: {c}")),
        );
    };
    for template in TEMPLATES {
        let arguments = [
            &ledger,
            "--negotiations",
            &log,
            "--plan",
            &plan,
            "--basis",
            &basis,
            "--texts",
            &texts,
            "--template",
            template,
        ];
        check(template, &workbook(folder.path(), template, &arguments));
    }
    for (edge, poor) in edges().iter().map(|e| (e, false)).chain([(&PLAIN, true)]) {
        let name = format!("{}{}", edge.name, if poor { "-poor" } else { "" });
        let file = at(&format!("{name}.csv"));
        std::fs::write(&file, csv(edge, poor)).unwrap();
        for template in TEMPLATES {
            let name = format!("{name}-{template}");
            let arguments = [file.as_str(), "--amounts", "arr", "--template", template];
            check(&name, &workbook(folder.path(), &name, &arguments));
        }
    }
    println!("{checked} workbooks, {} complaints", wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}
