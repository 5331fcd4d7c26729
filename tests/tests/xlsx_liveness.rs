//! The workbook's formulas are alive and right (pack section 2.4): with every cached value taken out,
//! LibreOffice finds the same figures as the engine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use holdfast_metrics::Basis;
use holdfast_metrics::basis::{Method, PausedRule};
use holdfast_pack::model::{Document, Paper};
use holdfast_pack::{PackInputs, PackOptions, Template};
use holdfast_tests::liveness::{differences, formulas, office, recalculated};
use holdfast_tests::synthetic::{Synthetic, Wanted, synthetic};

fn document(as_of: chrono::NaiveDate) -> Document {
    Document {
        title: "Alder Analytics: retention pack".into(),
        company: "Alder Analytics".into(),
        pack_id: "3f9ac41e0b12".into(),
        dated: as_of,
        paper: Paper::Wide,
        banner: "Board confidential · Unaudited, management figures".into(),
        watermark: None,
        pages: Vec::new(),
    }
}

fn bytes(made: &Synthetic, basis: &Basis, template: Template) -> Vec<u8> {
    let report = holdfast_metrics::compute(&made.ledger, basis).unwrap();
    let options = PackOptions { template, ..PackOptions::default() };
    let tables = [&made.table];
    let inputs = PackInputs {
        ledger: &made.ledger,
        report: &report,
        evidence: &made.evidence,
        tables: &tables,
        plan: None,
        requests: None,
        negotiations: None,
        options: &options,
    };
    let workbook = holdfast_pack::workbook::workbook(&inputs, &document(report.as_of.date())).unwrap();
    holdfast_render::xlsx::xlsx(&workbook).unwrap()
}

fn assert_live(name: &str, bytes: &[u8]) {
    let keep = std::env::var_os("KEEP_XLSX");
    if let Some(folder) = keep {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.xlsx")), bytes).unwrap();
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
    assert!(wrong.is_empty(), "{name}: {} of {} formulas differ\n{shown:#?}", wrong.len(), cached.len());
}

#[test]
fn plain_ledger() {
    let made = synthetic(Wanted::default());
    assert_live("plain", &bytes(&made, &Basis::default(), Template::Board));
}

#[test]
fn the_same_ledger_gives_the_same_bytes() {
    let made = synthetic(Wanted { customers: 30, hostile: true, ..Wanted::default() });
    let once = bytes(&made, &Basis::default(), Template::Board);
    assert!(once == bytes(&made, &Basis::default(), Template::Board));
}
