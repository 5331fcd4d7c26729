//! Packs at the edges, made by the command line as a user makes them: nothing is cut, nothing lies on
//! something else, and what a page says adds up. `KEEP_PAGES=DIR` keeps the documents to look at.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use holdfast_tests::edges::{Edge, PLAIN, csv, edges};
use holdfast_tests::holdfast;
use rust_decimal::Decimal;
use std::path::{Path, PathBuf};
use std::process::Command;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");
/// The pages of a ledger, written next to it.
fn pages(folder: &Path, name: &str, ledger: &str, more: &[&str]) -> PathBuf {
    let file = folder.join(format!("{name}.csv"));
    std::fs::write(&file, ledger).unwrap();
    let out = folder.join(name);
    let (file, to) = (file.to_str().unwrap(), out.to_str().unwrap());
    let arguments = [
        "pack",
        file,
        "--out",
        to,
        "--format",
        "pdf",
        "--amounts",
        "arr",
        "--company",
        "Alder Analytics",
    ];
    let run = holdfast(BIN, &[&arguments[..], more].concat());
    assert_eq!(run.code, 0, "{name}: {}\n{}", run.err, run.out);
    let pdf = std::fs::read_dir(&out).unwrap().map(|e| e.unwrap().path());
    let pdf = pdf
        .into_iter()
        .find(|p| p.extension().is_some_and(|e| e == "pdf"))
        .unwrap();
    if let Some(keep) = std::env::var_os("KEEP_PAGES") {
        std::fs::copy(&pdf, Path::new(&keep).join(format!("{name}.pdf"))).unwrap();
    }
    pdf
}

#[test]
fn a_ledger_too_short_for_a_quarter_is_packed_by_month() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = "customer,close,ARR\nA,2025-01-31,100\nA,2025-02-28,80\nB,2025-02-28,10\n";
    let pdf = pages(folder.path(), "short", ledger, &[]);
    let name = pdf.file_name().unwrap().to_string_lossy().into_owned();
    assert!(name.contains("Feb-2025"), "{name}");
    assert!(poppler(&["-f", "2", "-l", "2", pdf.to_str().unwrap(), "-"]).contains("Downsell"));
}

fn poppler(arguments: &[&str]) -> String {
    let out = Command::new("pdftotext").args(arguments).output().unwrap();
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// A word with its place on its page: left, top, right, bottom.
struct Word {
    page: usize,
    text: String,
    at: [f64; 4],
}

fn words(pdf: &Path) -> (Vec<Word>, Vec<(f64, f64)>) {
    let html = poppler(&["-bbox", pdf.to_str().unwrap(), "-"]);
    let (mut words, mut sizes) = (Vec::new(), Vec::new());
    for line in html.lines().map(str::trim) {
        let of = |name: &str| -> f64 {
            let value = line.split_once(&format!("{name}=\"")).unwrap().1;
            value.split_once('"').unwrap().0.parse().unwrap()
        };
        if line.starts_with("<page ") {
            sizes.push((of("width"), of("height")));
        } else if line.starts_with("<word ") {
            let text = line.split_once('>').unwrap().1.trim_end_matches("</word>");
            words.push(Word {
                page: sizes.len(),
                text: text.to_owned(),
                at: [of("xMin"), of("yMin"), of("xMax"), of("yMax")],
            });
        }
    }
    (words, sizes)
}

/// The letters of a word: poppler's boxes reach from ascender to descender.
fn letters(word: &Word) -> [f64; 4] {
    let [left, top, right, bottom] = word.at;
    let high = bottom - top;
    [
        left + 0.6,
        top + 0.32 * high,
        right - 0.6,
        bottom - 0.30 * high,
    ]
}

fn check_layout(name: &str, pdf: &Path) {
    let (words, sizes) = words(pdf);
    assert!(words.len() > 300, "{name}: {} words", words.len());
    for word in &words {
        let cut = word
            .text
            .strip_suffix('…')
            .map(|t| t.trim_start_matches(['+', '−', '-']));
        assert!(
            cut.is_none_or(|t| t.replace(',', "").parse::<Decimal>().is_err()),
            "{name}, page {}: the figure “{}” is cut",
            word.page,
            word.text
        );
        let (wide, high) = sizes[word.page - 1];
        let [left, top, right, bottom] = word.at;
        let inside = left >= 20.0 && top >= 8.0 && right <= wide - 20.0 && bottom <= high - 4.0;
        assert!(
            inside,
            "{name}, page {}: “{}” at {:?}",
            word.page, word.text, word.at
        );
    }
    for (i, a) in words.iter().enumerate() {
        for b in words[i + 1..].iter().take_while(|b| b.page == a.page) {
            let (p, q) = (letters(a), letters(b));
            let apart = p[0] >= q[2] || q[0] >= p[2] || p[1] >= q[3] || q[1] >= p[3];
            assert!(
                apart,
                "{name}, page {}: “{}” on “{}” at {:?}",
                a.page, a.text, b.text, a.at
            );
        }
    }
}

/// "Check: 18,420 + 1,213 − 241 = 19,392" adds up in the digits displayed.
fn check_sum(name: &str, text: &str) {
    let Some((_, rest)) = text.split_once("Check: ") else {
        assert!(
            !text.contains("ARR BRIDGE"),
            "{name}: a bridge without its check"
        );
        return;
    };
    let (left, right) = rest.split_once('=').unwrap();
    let figure = |t: &str| t.replace(',', "").parse::<Decimal>().unwrap();
    let mut sum = Decimal::ZERO;
    let mut minus = false;
    for part in left.split_whitespace() {
        match part {
            "+" => minus = false,
            "−" => minus = true,
            part => sum += if minus { -figure(part) } else { figure(part) },
        }
    }
    let end = right
        .split_whitespace()
        .next()
        .unwrap()
        .trim_end_matches(';');
    assert_eq!(sum, figure(end), "{name}: {left} = {right:.20}");
}

#[test]
fn every_edge_has_pages_which_keep_the_rules() {
    let folder = tempfile::tempdir().unwrap();
    for edge in edges() {
        let pdf = pages(folder.path(), edge.name, &csv(&edge, false), &[]);
        check_layout(edge.name, &pdf);
        let text = poppler(&["-layout", pdf.to_str().unwrap(), "-"]);
        check_sum(edge.name, &text);
        assert!(
            !text.contains("NaN") && !text.contains("inf%"),
            "{}",
            edge.name
        );
        let said = match edge.name {
            "no-loss" => "No downsell in",
            "one-period" => "no trend",
            "two-customers" => "n=2",
            "forty-segments" => "Other (33)",
            "missing-months" => "no data",
            _ => "Unaudited",
        };
        assert!(text.contains(said), "{}: “{said}”", edge.name);
        assert!(text.contains("o plan imported"), "{}", edge.name);
    }
}

#[test]
fn without_attributes_dates_plan_and_log_and_on_other_papers() {
    let folder = tempfile::tempdir().unwrap();
    for (name, more) in [
        ("poor", &[][..]),
        ("poor-a4", &["--paper", "a4"]),
        ("poor-letter", &["--paper", "letter"]),
        ("poor-fundraise", &["--template", "fundraise"]),
        ("poor-revops", &["--template", "revops"]),
    ] {
        let pdf = pages(folder.path(), name, &csv(&PLAIN, true), more);
        check_layout(name, &pdf);
        let text = poppler(&["-layout", pdf.to_str().unwrap(), "-"]);
        check_sum(name, &text);
        assert!(text.contains("left out"), "{name}");
    }
}

/// What no font here has is said by `check` and `pack`, and stands on the pages which hold it.
#[test]
fn characters_without_a_font_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let edge = Edge {
        name: "emoji",
        called: |c| format!("Rocket 🚀 {c}"),
        ..PLAIN
    };
    let pdf = pages(folder.path(), edge.name, &csv(&edge, false), &[]);
    let text = poppler(&["-layout", pdf.to_str().unwrap(), "-"]);
    assert!(text.contains("U+1F680"));
    let file = folder.path().join("emoji.csv");
    let run = holdfast(BIN, &["check", file.to_str().unwrap(), "--amounts", "arr"]);
    assert!(run.out.contains("40 customer names"), "{}", run.out);
    assert!(run.out.contains("Rocket 🚀"), "{}", run.out);
}
