//! The sample company, the whole way: export, log, plan and basis in; PDF, XLSX and JSON out, saying the same.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use holdfast_tests::{by, decimal, holdfast};
use rust_decimal::Decimal;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

struct Sample {
    folder: tempfile::TempDir,
}

impl Sample {
    fn new() -> Sample {
        let folder = tempfile::tempdir().unwrap();
        let run = holdfast(BIN, &["sample", "--out", folder.path().to_str().unwrap()]);
        assert_eq!(run.code, 0, "{}", run.err);
        Sample { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn pack(&self, out: &str, more: &[&str]) -> Vec<PathBuf> {
        let (export, log, plan, basis) = (
            self.path("sample-arr-export.xlsx"),
            self.path("sample-negotiations.xlsx"),
            self.path("sample-plan.csv"),
            self.path("sample-basis.toml"),
        );
        let folder = self.path(out);
        let arguments = [
            "pack",
            &export,
            "--negotiations",
            &log,
            "--plan",
            &plan,
            "--basis",
            &basis,
            "--out",
            &folder,
        ];
        let run = holdfast(BIN, &[&arguments[..], more].concat());
        assert_eq!(run.code, 0, "{}\n{}", run.err, run.out);
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().path())
            .collect();
        files.sort();
        files
    }

    /// Every downsell of every period, by customer.
    fn downsells(&self) -> Vec<Value> {
        let (export, basis) = (
            self.path("sample-arr-export.xlsx"),
            self.path("sample-basis.toml"),
        );
        let found = holdfast(BIN, &["movements", &export, "--basis", &basis, "--json"]).json();
        let all = found["movements"].as_array().unwrap().iter();
        all.filter(|m| m["class"] == "downsell").cloned().collect()
    }

    fn metrics(&self) -> Value {
        let (export, basis) = (
            self.path("sample-arr-export.xlsx"),
            self.path("sample-basis.toml"),
        );
        let run = holdfast(BIN, &["metrics", &export, "--basis", &basis, "--json"]);
        assert_eq!(run.code, 0, "{}", run.err);
        run.json()
    }
}

fn with(files: &[PathBuf], extension: &str) -> PathBuf {
    files
        .iter()
        .find(|f| f.extension().is_some_and(|e| e == extension))
        .unwrap()
        .clone()
}

fn tool(program: &str, arguments: &[&str]) -> String {
    let out = Command::new(program).args(arguments).output();
    let out = out.unwrap_or_else(|e| panic!("{program} is needed (cargo xtask setup): {e}"));
    assert!(
        out.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let sample = Sample::new();
    let (first, second) = (sample.pack("one", &[]), sample.pack("two", &[]));
    assert_eq!(first.len(), 2, "{first:?}");
    for (a, b) in first.iter().zip(&second) {
        assert_eq!(a.file_name(), b.file_name());
        assert!(
            std::fs::read(a).unwrap() == std::fs::read(b).unwrap(),
            "{} differs",
            a.display()
        );
    }
}

#[test]
fn the_pages_are_sound_and_say_what_the_json_says() {
    let sample = Sample::new();
    let pdf = with(&sample.pack("pack", &[]), "pdf");
    let pdf = pdf.to_str().unwrap();
    tool("qpdf", &["--check", pdf]);
    let info = tool("pdfinfo", &[pdf]);
    assert!(info.contains("Tagged:          yes"), "{info}");
    let text = tool("pdftotext", &["-layout", pdf, "-"]);
    let metrics = sample.metrics();
    let newest = metrics["periods"].as_array().unwrap().last().unwrap();
    for rate in ["nrr", "grr"] {
        let shown = percent(&newest["ttm"][rate]);
        assert!(text.contains(&shown), "{rate} {shown} is on no page");
    }
    for line in [
        "opening",
        "new",
        "expansion",
        "downsell",
        "churn",
        "closing",
    ] {
        let amount = decimal(&newest["bridge"][line]).unwrap();
        assert!(
            shown_in_thousands(&text, amount),
            "{line} {amount} is on no page"
        );
    }
    // Opening and closing are rounded and never touched: exactly those of the JSON.
    let end = |line: &str| in_thousands(decimal(&newest["bridge"][line]).unwrap(), 0);
    let check = text.lines().find(|l| l.contains("Check: ")).unwrap();
    assert!(
        check.contains(&format!("Check: {} ", end("opening"))),
        "{check}"
    );
    assert!(check.contains(&format!("= {}", end("closing"))), "{check}");
    assert!(text.contains("SAMPLE"));
}

/// Issue 6, shows 4: every figure of the JSON which has a place in the pack stands there at display
/// precision, by page.
#[test]
fn nine_quarters_drivers_and_segments_of_the_json_are_on_their_pages() {
    let sample = Sample::new();
    let pdf = with(&sample.pack("pack", &[]), "pdf");
    let page = |number: &str| {
        let pdf = pdf.to_str().unwrap();
        tool(
            "pdftotext",
            &["-f", number, "-l", number, "-layout", pdf, "-"],
        )
    };
    let (bridge, trend, downsell, place) = (page("3"), page("4"), page("6"), page("7"));
    let metrics = sample.metrics();
    let periods = metrics["periods"].as_array().unwrap();
    let money = |text: &str, value: &Value, what: &str| {
        let amount = decimal(value).unwrap();
        assert!(shown_in_thousands(text, amount), "{what} {amount}");
    };
    let share = |text: &str, value: &Value, what: &str| {
        assert!(text.contains(&percent(value)), "{what} {}", percent(value));
    };
    for period in periods.iter().rev().take(9) {
        let label = period["label"].as_str().unwrap();
        for (line, amount) in period["bridge"].as_object().unwrap() {
            money(&trend, amount, &format!("{label} {line}"));
        }
        for rate in [
            "nrr",
            "grr",
            "downsell_rate",
            "churn_rate",
            "downsell_to_expansion",
        ] {
            share(&trend, &period["rates"][rate], &format!("{label} {rate}"));
        }
        for rate in ["nrr", "grr"]
            .into_iter()
            .filter(|r| !period["ttm"][*r].is_null())
        {
            share(
                &trend,
                &period["ttm"][rate],
                &format!("{label} {rate}, TTM"),
            );
        }
        for count in ["closing", "downsell", "churn"] {
            let n = period["customers"][count].to_string();
            assert!(
                trend.split_whitespace().any(|w| w == n),
                "{label} {count} {n}"
            );
        }
    }
    let newest = periods.last().unwrap();
    for (line, amount) in newest["bridge"].as_object().unwrap() {
        money(&bridge, amount, line);
    }
    for (driver, amount) in newest["drivers"].as_object().unwrap() {
        money(&downsell, amount, driver);
    }
    for segment in newest["segments"]["Tier"].as_array().unwrap() {
        let name = segment["value"].as_str().unwrap();
        assert!(place.contains(name), "{name}");
        for line in ["opening", "downsell"] {
            money(&place, &segment["bridge"][line], &format!("{name} {line}"));
        }
    }
}

/// Twelve to eighteen pages (pack.md); where reconciliation and data quality share one, both are there.
#[test]
fn no_template_has_more_than_18_pages() {
    let sample = Sample::new();
    for template in ["board", "revops", "fundraise"] {
        let pdf = with(&sample.pack(template, &["--template", template]), "pdf");
        let text = tool("pdftotext", &["-layout", pdf.to_str().unwrap(), "-"]);
        let pages = text.matches('\u{c}').count();
        assert!((12..=18).contains(&pages), "{template}: {pages} pages");
        for part in [
            "RECONCILIATION",
            "DATA-QUALITY LOG",
            "A4 Restatements",
            "checks pass",
        ] {
            assert!(text.contains(part), "{template}: {part}");
        }
    }
}

/// Every page is a part of the structure tree with its heading, tables have heads and rows, charts words.
#[test]
fn the_structure_tree_is_complete() {
    let sample = Sample::new();
    let pdf = with(&sample.pack("pack", &[]), "pdf");
    let pdf = pdf.to_str().unwrap();
    let info = tool("pdfinfo", &[pdf]);
    let pages = info
        .lines()
        .find_map(|l| l.strip_prefix("Pages:"))
        .unwrap()
        .trim();
    let tree = tool("pdfinfo", &["-struct", pdf]);
    let count = |name: &str| {
        let is = |l: &&str| l.trim_start().split([' ', '(', ':']).next() == Some(name);
        tree.lines().filter(is).count()
    };
    assert_eq!(count("H1").to_string(), pages, "a heading for each page");
    assert!(count("Table") > 20 && count("TH") > 100 && count("TR") > 200);
    assert!(count("Figure") >= 14, "{} figures", count("Figure"));
}

fn percent(value: &Value) -> String {
    let percent = decimal(value).unwrap() * Decimal::ONE_HUNDRED;
    let rounded =
        percent.round_dp_with_strategy(1, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    format!("{rounded:.1}")
}

/// Tied figures may be one unit off the rounded one (pack 3.3).
fn shown_in_thousands(text: &str, amount: Decimal) -> bool {
    (-1..=1).any(|off| text.contains(&in_thousands(amount, off)))
}

/// An amount in thousands, so many off: "18,420".
fn in_thousands(amount: Decimal, off: i64) -> String {
    let thousands = (amount.abs() / Decimal::ONE_THOUSAND).round() + Decimal::from(off);
    let digits = thousands.to_string();
    match digits.len().saturating_sub(3) {
        0 => digits,
        split => format!("{},{}", &digits[..split], &digits[split..]),
    }
}

/// Drivers, timings and the customer list each add up to the downsell line: of every period, in total and in
/// every segment (M-10).
#[test]
fn driver_timing_and_customers_add_up_to_every_downsell_line() {
    let sample = Sample::new();
    let metrics = sample.metrics();
    let mut lines = 0;
    let mut adds_up = |what: &str, scope: &Value| {
        for (split, class) in [
            ("drivers", "downsell"),
            ("timing", "downsell"),
            ("churn_timing", "churn"),
        ] {
            let parts = scope[split].as_object().unwrap().values();
            let sum: Decimal = parts.map(|part| decimal(part).unwrap()).sum();
            assert_eq!(
                Some(sum),
                decimal(&scope["bridge"][class]),
                "{what} {split}"
            );
        }
        lines += 1;
    };
    let listed = sample.downsells();
    for period in metrics["periods"].as_array().unwrap() {
        let label = period["label"].as_str().unwrap();
        adds_up(label, period);
        let customers: Decimal = listed
            .iter()
            .filter(|m| m["period"] == label)
            .filter_map(|m| decimal(&m["amount"]))
            .sum();
        assert_eq!(
            Some(customers),
            decimal(&period["bridge"]["downsell"]),
            "{label} customers"
        );
        for (attribute, segments) in period["segments"].as_object().unwrap() {
            for segment in segments.as_array().unwrap() {
                adds_up(
                    &format!("{label} {attribute} {}", segment["value"]),
                    segment,
                );
            }
        }
    }
    assert!(lines > 100, "{lines} downsell lines");
    let checks = metrics["checks"].as_array().unwrap();
    assert!(checks.iter().all(|c| c["ok"] == true));
}

/// The planted patterns are found and named in the JSON: late renewals, a migration day, seat cuts at renewal, one
/// dominant customer; and every driver, a mid-term fall, step-downs, pauses, a return, currencies, a partial close.
#[test]
fn the_planted_patterns_are_found() {
    let sample = Sample::new();
    let metrics = sample.metrics();
    let flags = |kind: &str| -> Vec<&Value> {
        metrics["phantoms"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|p| p["phantom"] == kind)
            .collect()
    };
    assert!(
        flags("late_renewal").len() >= 5,
        "{:#?}",
        flags("late_renewal")
    );
    let migrated = flags("migration");
    assert!(migrated.len() > 20, "{migrated:#?}");
    assert!(
        migrated
            .iter()
            .all(|m| m["close"] == "2025-11-30" && m["customer"]["name"].is_string())
    );
    let newest = |of: &&Value| of["period"] == "2026-Q3";
    let cuts = sample.downsells();
    let amount = |test: &dyn Fn(&Value) -> bool| -> Decimal {
        cuts.iter()
            .filter(newest)
            .filter(|m| test(m))
            .filter_map(|m| decimal(&m["amount"]))
            .sum()
    };
    let seats_at_renewal = amount(&|m| m["driver"] == "seats" && m["timing"] == "renewal");
    assert!(
        seats_at_renewal * Decimal::TWO > amount(&|_| true),
        "seat cuts at renewal are the pattern"
    );
    let largest = cuts
        .iter()
        .filter(newest)
        .max_by_key(|m| decimal(&m["amount"]))
        .unwrap();
    let named = metrics["dominant"]
        .as_array()
        .unwrap()
        .iter()
        .filter(newest);
    let named: Vec<_> = named
        .filter(|d| d["customer"]["id"] == largest["customer_id"])
        .collect();
    assert!(
        named.iter().any(|d| d["segment"]["attribute"] == "Tier"),
        "{named:#?}"
    );
    let sum = |path: &str| -> Decimal {
        let periods = metrics["periods"].as_array().unwrap().iter();
        periods
            .filter_map(|p| decimal(p.pointer(path).unwrap()))
            .sum()
    };
    for path in [
        "/drivers/seats",
        "/drivers/tier",
        "/drivers/module",
        "/drivers/price",
        "/timing/renewal",
        "/timing/mid_term",
        "/bridge/step_down",
        "/of_which/paused",
        "/bridge/reactivation",
    ] {
        assert!(sum(path) > Decimal::ZERO, "{path} is empty");
    }
    assert_ne!(
        decimal(&by(&metrics["periods"], "label", "2026-Q3")["bridge"]["fx"]),
        Some(Decimal::ZERO)
    );
    let codes: Vec<&str> = metrics["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|f| f["code"].as_str())
        .collect();
    for code in ["partial-close", "gap", "currency-mix"] {
        assert!(codes.contains(&code), "{code} is not among {codes:?}");
    }
    let (export, basis) = (
        sample.path("sample-arr-export.xlsx"),
        sample.path("sample-basis.toml"),
    );
    let check = holdfast(BIN, &["check", &export, "--basis", &basis]);
    assert!(check.out.contains("renamed"), "{}", check.out);
}

/// The same patterns stand in the document: the suspicions on A3, the drivers on page 5, the names on page 8.
#[test]
fn the_planted_patterns_stand_in_the_document() {
    let sample = Sample::new();
    let pdf = with(&sample.pack("patterns", &["--format", "pdf"]), "pdf");
    let text = tool("pdftotext", &["-layout", pdf.to_str().unwrap(), "-"]);
    let cuts = sample.downsells();
    let newest = cuts.iter().filter(|m| m["period"] == "2026-Q3");
    let largest = newest.max_by_key(|m| decimal(&m["amount"])).unwrap();
    for words in [
        "Churn which returned at a similar amount",
        "Many customers of one plan moved on one day",
        "Seats",
        "renewal",
        largest["customer"].as_str().unwrap(),
    ] {
        assert!(text.contains(words), "the document does not say {words:?}");
    }
}

/// The negotiation log ties to the bridge, and the planted mismatches are listed (N-30, N-31).
#[test]
fn the_log_ties_and_its_mismatches_are_found() {
    let sample = Sample::new();
    let (log, export, basis) = (
        sample.path("sample-negotiations.xlsx"),
        sample.path("sample-arr-export.xlsx"),
        sample.path("sample-basis.toml"),
    );
    let run = holdfast(
        BIN,
        &["negotiations", &log, &export, "--basis", &basis, "--json"],
    );
    assert_eq!(run.code, 0, "{}", run.err);
    let found = run.json();
    let tie = &found["tie"];
    for list in ["matched", "without_request", "differences", "not_in_ledger"] {
        assert!(
            !tie[list].as_array().unwrap().is_empty(),
            "{list} is empty: {tie:#}"
        );
    }
    let differs = &tie["differences"][0];
    assert_ne!(
        decimal(&differs["agreed"]),
        decimal(&differs["closing"]),
        "agreed at another figure"
    );
    let ahead = &tie["not_in_ledger"][0];
    assert_ne!(
        decimal(&ahead["agreed"]),
        decimal(&ahead["ledger"]),
        "not yet in the ledger"
    );
    let unlogged = tie["without_request"].as_array().unwrap();
    assert!(
        unlogged.iter().any(|l| l["class"] == "downsell"),
        "a downsell nobody logged"
    );
    assert!(found["open"].as_u64().unwrap() > 0);
    assert!(found["open_past_target"].as_u64().unwrap() > 0);
}

/// Every figure traces to a cell of the export.
#[test]
fn an_amount_traces_to_its_cells() {
    let sample = Sample::new();
    let (export, basis) = (
        sample.path("sample-arr-export.xlsx"),
        sample.path("sample-basis.toml"),
    );
    let run = holdfast(
        BIN,
        &[
            "trace",
            &export,
            "--basis",
            &basis,
            "--customer",
            "C-0001",
            "--close",
            "2026-09-30",
        ],
    );
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.out
            .contains("sample-arr-export.xlsx sheet ARR SAMPLE row ")
            || run.out.contains("No row"),
        "{}",
        run.out
    );
}

#[test]
fn the_pack_leaves_nothing_else_behind() {
    let sample = Sample::new();
    sample.pack("pack", &[]);
    let names: Vec<String> = std::fs::read_dir(Path::new(&sample.path("pack")))
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(
        names
            .iter()
            .all(|n| n.starts_with("Kelp-Anchor-Software-SAMPLE_Retention_Q3-2026.")),
        "{names:?}"
    );
}
