//! Charts on their own, made by the command line: every one of slide size at 2×, with what it measures,
//! of whom and when.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use holdfast_tests::holdfast;
use std::fmt::Write as _;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

#[test]
fn every_chart_is_a_slide_in_svg_and_png() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let mut ledger = "Customer,Close,ARR,Tier\n".to_owned();
    for customer in 0..12 {
        for month in 0..15 {
            let (year, of_year) = (2025 + month / 12, month % 12 + 1);
            let amount = 10_000 + customer * 100 - if month > 12 && customer < 6 { 900 } else { 0 };
            let tier = ["SMB", "Enterprise"][customer as usize % 2];
            let _ = writeln!(
                ledger,
                "Customer {customer:02},{year}-{of_year:02},{amount},{tier}"
            );
        }
    }
    std::fs::write(at("arr.csv"), ledger).unwrap();
    let (file, out) = (at("arr.csv"), at("out"));
    let run = holdfast(
        BIN,
        &[
            "pack",
            &file,
            "--out",
            &out,
            "--format",
            "svg,png",
            "--amounts",
            "arr",
            "--company",
            "Alder",
            "--period",
            "month",
        ],
    );
    assert_eq!(run.code, 0, "{}", run.err);
    let files: Vec<_> = std::fs::read_dir(out)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    let of = |end: &str| {
        files
            .iter()
            .filter(|f| f.extension().is_some_and(|e| e == end))
            .count()
    };
    assert!(of("svg") >= 6 && of("svg") == of("png"), "{files:?}");
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        if file.extension().is_some_and(|e| e == "png") {
            let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
            assert_eq!((side(16), side(20)), (1280, 720), "{}", file.display());
        } else {
            let text = String::from_utf8(bytes).unwrap();
            let source = "Alder · ";
            assert!(
                text.contains(source) && text.contains("Unaudited"),
                "{}",
                file.display()
            );
        }
    }
}
