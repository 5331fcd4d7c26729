//! Every KPI leads to rows of the source by clicks (pack section 2.3): a click is a link of the row, or a
//! jump to a cell which the formula names.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use holdfast_tests::edges::{PLAIN, csv};
use holdfast_tests::holdfast;
use holdfast_tests::liveness::{Cells, formulas, links};
use std::collections::{BTreeMap, BTreeSet};

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");
/// The clicks of the path from a KPI to a row of the source.
const CLICKS: usize = 5;

type At = (String, String);

fn row_of(cell: &str) -> u32 {
    cell.trim_start_matches(|c: char| c.is_ascii_alphabetic())
        .parse()
        .unwrap()
}

/// The cells a formula names, of its own sheet and of others.
fn named(sheet: &str, formula: &str) -> Vec<At> {
    let plain: String = formula
        .chars()
        .filter(|c| *c != '$' && *c != '\'')
        .collect();
    let words = plain.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '!' | '_')));
    let cell = |word: &str| {
        let (sheet, cell) = word.split_once('!').unwrap_or((sheet, word));
        let digits = cell.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let letters = cell.len() - digits.len();
        let good = (1..=3).contains(&letters) && digits.parse::<u32>().is_ok();
        good.then(|| (sheet.to_owned(), cell.to_owned()))
    };
    words.filter_map(cell).collect()
}

/// Where the rows of the source are reached from a cell, and by how many clicks.
fn reached(
    from: &At,
    cells: &Cells,
    links: &BTreeMap<(String, u32), Vec<At>>,
) -> Option<(usize, At)> {
    let mut seen = BTreeSet::from([from.clone()]);
    let mut here = vec![from.clone()];
    for click in 1..=CLICKS {
        let mut next = Vec::new();
        for (sheet, cell) in here {
            let linked = links.get(&(sheet.clone(), row_of(&cell)));
            let formula = cells.get(&(sheet.clone(), cell));
            let precedents = formula.map(|f| named(&sheet, &f.formula));
            next.extend(linked.into_iter().flatten().cloned());
            next.extend(precedents.into_iter().flatten());
        }
        next.retain(|at| seen.insert(at.clone()));
        if let Some(found) = next.iter().find(|at| at.0 == "Source_Rows") {
            return Some((click, found.clone()));
        }
        here = next;
    }
    None
}

#[test]
fn every_kpi_leads_to_its_source_rows_in_five_clicks() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("arr.csv");
    std::fs::write(&file, csv(&PLAIN, false)).unwrap();
    for template in ["board", "revops"] {
        let out = folder.path().join(template);
        let run = holdfast(
            BIN,
            &[
                "pack",
                file.to_str().unwrap(),
                "--amounts",
                "arr",
                "--template",
                template,
                "--format",
                "xlsx",
                "--out",
                out.to_str().unwrap(),
            ],
        );
        assert_eq!(run.code, 0, "{}", run.err);
        let book = std::fs::read_dir(out)
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path();
        let bytes = std::fs::read(book).unwrap();
        let (cells, links) = (formulas(&bytes), links(&bytes));
        let kpis: Vec<&At> = cells
            .keys()
            .filter(|(sheet, cell)| sheet == "KPI" && cell.starts_with('C'))
            .filter(|(_, cell)| cell[1..].parse::<u32>().is_ok())
            .collect();
        assert!(kpis.len() > 15, "{template}: {} measures", kpis.len());
        for kpi in kpis {
            let Some((clicks, (_, cell))) = reached(kpi, &cells, &links) else {
                // No customer is in a class of 0.
                let nothing = cells[kpi].value == "0";
                assert!(nothing, "{template}: {kpi:?} leads nowhere");
                continue;
            };
            assert!(clicks <= CLICKS && row_of(&cell) > 6, "{kpi:?} {cell}");
        }
        // Every row of a customer leads on to the source.
        let sources: Vec<_> = links
            .iter()
            .filter(|((sheet, _), _)| sheet == "Customers")
            .collect();
        assert!(sources.len() >= 40, "{template}: {} rows", sources.len());
    }
}
