//! The workbook's formulas are alive and right (pack section 2.4): with every cached value taken out,
//! `LibreOffice` finds the same figures as the engine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use holdfast_ledger::{Decimal, Grain, Period, PlanFigure, PlanFigures};
use holdfast_metrics::basis::PausedRule;
use holdfast_metrics::negotiations::{self, Books, Playbook};
use holdfast_metrics::{Balances, Basis};
use holdfast_pack::{PackInputs, PackOptions, Template};
use holdfast_tests::edges::{PLAIN, csv};
use holdfast_tests::holdfast;
use holdfast_tests::liveness::{differences, formulas, office, recalculated};
use holdfast_tests::synthetic::{Synthetic, Wanted, synthetic};

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

fn bytes(made: &Synthetic, basis: &Basis, template: Template) -> Vec<u8> {
    packed(made, basis, template, 0)
}

/// The workbook of a ledger, with a negotiation log of so many requests, and a plan.
fn packed(made: &Synthetic, basis: &Basis, template: Template, requests: u32) -> Vec<u8> {
    let report = holdfast_metrics::compute(&made.ledger, basis).unwrap();
    let options = PackOptions {
        template,
        ..PackOptions::default()
    };
    let tables = [&made.table];
    let as_of = report.as_of.date();
    let log = (requests > 0).then(|| holdfast_tests::synthetic::requests(made, as_of, requests));
    let newest = report.newest();
    let balances = Balances::new(&made.ledger, &report.basis).unwrap();
    let books = Books {
        balances: &balances,
        bridge: newest.map(|p| &p.total.bridge),
    };
    let negotiations = log.as_ref().map(|log| {
        let window = newest.map(|p| p.period);
        negotiations::evaluate(log, &Playbook::default(), window, as_of, Some(&books))
    });
    let plan = newest.map(|p| plan(p.period));
    let inputs = PackInputs {
        applied: None,
        ledger: &made.ledger,
        report: &report,
        evidence: &made.evidence,
        tables: &tables,
        plan: plan.as_ref().filter(|_| requests > 0),
        requests: log.as_ref(),
        negotiations: negotiations.as_ref(),
        restated: None,
        kept: None,
        trail: None,
        options: &options,
    };
    let document = holdfast_pack::document(&inputs);
    let workbook = holdfast_pack::workbook::workbook(&inputs, &document).unwrap();
    holdfast_render::xlsx::xlsx(&workbook).unwrap()
}

fn plan(period: Period) -> PlanFigures {
    let figure = |measure: &str, value: Decimal| PlanFigure {
        measure: measure.into(),
        closing: period.closing(),
        months: period.grain().months(),
        value,
        version: "plan".into(),
    };
    PlanFigures {
        figures: vec![
            figure("closing_arr", Decimal::from(5_000_000)),
            figure("downsell_arr", Decimal::from(40_000)),
            figure("nrr", Decimal::new(102, 2)),
        ],
        source: Some("plan.xlsx".into()),
    }
}

fn assert_live(name: &str, bytes: &[u8]) {
    let keep = std::env::var_os("KEEP_XLSX");
    if let Some(folder) = keep {
        std::fs::write(
            std::path::Path::new(&folder).join(format!("{name}.xlsx")),
            bytes,
        )
        .unwrap();
    }
    if !office() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let cached = formulas(bytes);
    assert!(cached.len() > 200, "{name}: {} formulas", cached.len());
    let found = recalculated(bytes, folder.path());
    let wrong = differences(&cached, &found);
    let shown: Vec<&String> = wrong.iter().take(40).collect();
    assert!(
        wrong.is_empty(),
        "{name}: {} of {} formulas differ\n{shown:#?}",
        wrong.len(),
        cached.len()
    );
}

#[test]
fn plain_ledger() {
    let made = synthetic(Wanted::default());
    assert_live("plain", &bytes(&made, &Basis::default(), Template::Board));
}

#[test]
fn foreign_currency_moves_the_fx_line_only() {
    let made = synthetic(Wanted {
        euros: true,
        ..Wanted::default()
    });
    assert_live("fx", &bytes(&made, &Basis::default(), Template::Board));
}

#[test]
fn step_downs_and_pauses_with_a_line_of_their_own() {
    let made = synthetic(Wanted {
        contracts: true,
        ..Wanted::default()
    });
    let basis = Basis {
        paused: PausedRule::OwnLine,
        reactivation_window: Some(4),
        ..Basis::default()
    };
    assert_live("contracts", &bytes(&made, &basis, Template::Revops));
}

#[test]
fn negotiations_are_counted_from_their_log() {
    let made = synthetic(Wanted {
        contracts: true,
        ..Wanted::default()
    });
    assert_live(
        "negotiations",
        &packed(&made, &Basis::default(), Template::Revops, 60),
    );
    let basis = Basis {
        paused: PausedRule::OwnLine,
        ..Basis::default()
    };
    assert_live("coded", &packed(&made, &basis, Template::Fundraise, 12));
}

/// M-3: where the pages' bridge is a sum of months, the workbook is close to close, in every template.
#[test]
fn a_sum_of_months_leaves_the_workbook_alive() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(at("arr.csv"), csv(&PLAIN, false)).unwrap();
    std::fs::write(
        at("basis.toml"),
        "period = \"quarter\"\nmethod = \"sum-of-months\"\n",
    )
    .unwrap();
    for template in ["board", "revops", "fundraise"] {
        let arguments = [
            "pack",
            &at("arr.csv"),
            "--amounts",
            "arr",
            "--basis",
            &at("basis.toml"),
            "--template",
            template,
            "--format",
            "xlsx",
            "--out",
            &at(template),
        ];
        let run = holdfast(BIN, &arguments);
        assert_eq!(run.code, 0, "{}", run.err);
        let book = std::fs::read_dir(at(template)).unwrap().next().unwrap();
        let bytes = std::fs::read(book.unwrap().path()).unwrap();
        let cells = formulas(&bytes);
        let verdict = &cells[&("ReadMe".to_owned(), "B11".to_owned())].value;
        assert_eq!(verdict, "ALL CHECKS OK");
        assert_live(&format!("months-{template}"), &bytes);
    }
}

#[test]
fn hostile_names_and_a_missing_month() {
    let made = synthetic(Wanted {
        hostile: true,
        gap: true,
        ..Wanted::default()
    });
    let basis = Basis {
        period: Grain::Month,
        ..Basis::default()
    };
    assert_live("hostile", &bytes(&made, &basis, Template::Board));
}

#[test]
fn one_period() {
    let made = synthetic(Wanted {
        customers: 4,
        months: 4,
        ..Wanted::default()
    });
    assert_live("one", &bytes(&made, &Basis::default(), Template::Board));
}

#[test]
fn external_pack_by_year() {
    let made = synthetic(Wanted {
        months: 60,
        euros: true,
        contracts: true,
        ..Wanted::default()
    });
    let basis = Basis {
        period: Grain::Year,
        paused: PausedRule::KeepLast,
        ..Basis::default()
    };
    assert_live("external", &bytes(&made, &basis, Template::Fundraise));
}

#[test]
fn the_same_ledger_gives_the_same_bytes() {
    let made = synthetic(Wanted {
        customers: 30,
        hostile: true,
        ..Wanted::default()
    });
    let once = bytes(&made, &Basis::default(), Template::Board);
    assert!(once == bytes(&made, &Basis::default(), Template::Board));
}

#[test]
fn the_proof_can_fail() {
    if !office() {
        return;
    }
    let made = synthetic(Wanted {
        customers: 40,
        ..Wanted::default()
    });
    let good = bytes(&made, &Basis::default(), Template::Board);
    let folder = tempfile::tempdir().unwrap();
    // Another opening amount in the first row that has one: what rests on it must change.
    let tampered = holdfast_tests::liveness::with_other_input(&good, "Customers");
    let wrong = differences(&formulas(&good), &recalculated(&tampered, folder.path()));
    assert!(wrong.iter().any(|w| w.starts_with("KPI!")), "{wrong:?}");
    assert!(
        wrong
            .iter()
            .any(|w| w.starts_with("ReadMe!") && w.contains("FAIL")),
        "{wrong:?}"
    );
}

/// `cargo test --release -p holdfast-tests --test xlsx_liveness -- --ignored --nocapture speed`
#[test]
#[ignore = "a measurement"]
fn speed() {
    for (customers, months) in [(3_300, 36), (33_000, 36)] {
        let made = synthetic(Wanted {
            customers,
            months,
            euros: true,
            contracts: true,
            ..Wanted::default()
        });
        let report = holdfast_metrics::compute(&made.ledger, &Basis::default()).unwrap();
        let options = PackOptions::default();
        let tables = [&made.table];
        let inputs = PackInputs {
            applied: None,
            ledger: &made.ledger,
            report: &report,
            evidence: &made.evidence,
            tables: &tables,
            plan: None,
            requests: None,
            negotiations: None,
            restated: None,
            kept: None,
            trail: None,
            options: &options,
        };
        let document = holdfast_pack::document(&inputs);
        let start = std::time::Instant::now();
        let workbook = holdfast_pack::workbook::workbook(&inputs, &document).unwrap();
        let laid_out = start.elapsed();
        let bytes = holdfast_render::xlsx::xlsx(&workbook).unwrap();
        println!(
            "{} source rows: laid out {laid_out:?}, written {:?}, {} KB",
            made.table.len(),
            start.elapsed() - laid_out,
            bytes.len() / 1024
        );
    }
}
