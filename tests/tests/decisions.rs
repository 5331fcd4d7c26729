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

const LOG: &str = "Account,Date of request,Current ARR,Requested ARR,Closed date,Final ARR\nAcme,2025-04-02,100000.00,70000.00,2025-04-28,80000.00\nBirch,2025-04-02,50000.00,0.00,,\n";

#[test]
fn a_log_alone_is_recognised_and_asks_for_its_day() {
    let folder = tempfile::tempdir().unwrap();
    let answer =
        "[[decision]]\ncode = \"as-of-unknown\"\nrepair = \"set\"\nvalue = \"2025-05-31\"\n";
    let files = [("log.csv", LOG), ("d.toml", answer)];
    let check = run(folder.path(), &files, &["check", "log.csv"]);
    assert_eq!(check.code, 1, "{}", check.err);
    assert!(check.err.contains("as-of-unknown"), "{}", check.err);
    let mapping = run(folder.path(), &files, &["mapping", "log.csv"]);
    assert!(
        mapping.out.contains("field = \"arr-after\""),
        "{}",
        mapping.out
    );
    let undated = run(folder.path(), &files, &["negotiations", "log.csv"]);
    assert_eq!(undated.code, 2);
    assert!(undated.err.contains("--as-of"), "{}", undated.err);
    let dated = ["negotiations", "log.csv", "--decisions", "d.toml", "--json"];
    let dated = run(folder.path(), &files, &dated);
    assert_eq!(dated.code, 0, "{}", dated.err);
    let report: serde_json::Value = serde_json::from_str(&dated.out).unwrap();
    assert_eq!(report["as_of"], "2025-05-31");
    assert_eq!(
        (&report["open_past_target"], &report["kept"]),
        (&1.into(), &"10000".into())
    );
}

#[test]
fn products_side_by_side_and_customers_across_come_through_decisions() {
    let folder = tempfile::tempdir().unwrap();
    let answer = "[[decision]]\ncode = \"two-amount-columns\"\nrepair = \"lines\"\n";
    let products = "Customer,Month,Core ARR,Support ARR\nAcme,2025-01,100,20\nAcme,2025-02,100,0\n";
    let files = [("p.csv", products), ("d.toml", answer)];
    let read = ["metrics", "p.csv", "--decisions", "d.toml", "--json"];
    let read = run(folder.path(), &files, &read);
    assert_eq!(read.code, 0, "{}", read.err);
    let figures: serde_json::Value = serde_json::from_str(&read.out).unwrap();
    assert_eq!(figures["periods"][0]["bridge"]["downsell"], "20");
    assert_eq!(figures["periods"][0]["drivers"]["module"], "20");
    let answer = "[[decision]]\ncode = \"customers-across\"\nrepair = \"accept\"\n";
    let turned = "Month,Acme,Birch\n2025-01,100,50\n2025-02,90,\n";
    let files = [("t.csv", turned), ("d.toml", answer)];
    let read = [
        "metrics",
        "t.csv",
        "--amounts",
        "arr",
        "--decisions",
        "d.toml",
        "--json",
    ];
    let read = run(folder.path(), &files, &read);
    assert_eq!(read.code, 0, "{}", read.err);
    let figures: serde_json::Value = serde_json::from_str(&read.out).unwrap();
    let bridge = &figures["periods"][0]["bridge"];
    assert_eq!(
        (&bridge["downsell"], &bridge["churn"]),
        (&"10".into(), &"50".into())
    );
}

/// Two ledgers on one sheet: blocked until a decision says which counts.
#[test]
fn a_second_table_on_a_sheet_is_decided() {
    const TWO: &str = "Customer,Close,ARR,,Account,Date,ARR\nAcme,2025-01-31,100,,Cedar,2025-01-31,7\nAcme,2025-02-28,110,,Cedar,2025-02-28,8\n";
    let decision = |repair: &str| {
        format!(
            "[[decision]]\ncode = \"second-table\"\nrepair = \"{repair}\"\nscope = \"table 2\"\n"
        )
    };
    let folder = tempfile::tempdir().unwrap();
    let open = run(folder.path(), &[("two.csv", TWO)], &["check", "two.csv"]);
    assert_eq!(open.code, 1);
    assert!(open.err.contains("error[second-table]"), "{}", open.err);
    for (repair, closing) in [("sum", "118"), ("leave-out", "110"), ("instead", "8")] {
        let text = decision(repair);
        let files = [("two.csv", TWO), ("d.toml", text.as_str())];
        let arguments = ["check", "two.csv", "--decisions", "d.toml"];
        let decided = run(folder.path(), &files, &arguments);
        assert_eq!(decided.code, 0, "{}", decided.err);
        let newest = decided.out.lines().find(|l| l.starts_with("2025-02-28"));
        let imported = newest.and_then(|l| l.split_whitespace().nth(1));
        assert_eq!(imported, Some(closing), "{}", decided.out);
    }
}

/// S-4: a rate over few customers is their number, in text too; as JSON it stays exact.
#[test]
fn a_rate_over_few_customers_is_their_number() {
    const FEW: &str = "Customer,Close,ARR\nAcme,2025-01-31,100\nBirch,2025-01-31,100\nAcme,2025-02-28,50\nBirch,2025-02-28,100\n";
    let folder = tempfile::tempdir().unwrap();
    let files = [("few.csv", FEW)];
    let text = run(folder.path(), &files, &["metrics", "few.csv"]).out;
    let line = |caption: &str| text.lines().find(|l| l.starts_with(caption)).unwrap();
    assert!(line("NRR").ends_with("n=2"), "{text}");
    assert!(line("Downsell rate").ends_with("n=2"), "{text}");
    assert!(line("NRR, TTM").ends_with("n/a"), "{text}");
    assert!(line("Downsell  ").ends_with("-50.00"), "{text}");
    let json = run(folder.path(), &files, &["metrics", "few.csv", "--json"]).json();
    assert_eq!(json["periods"][0]["rates"]["nrr"], "0.75");
}
