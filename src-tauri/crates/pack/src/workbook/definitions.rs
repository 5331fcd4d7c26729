//! `Definitions`: every metric from the registry, the basis of preparation, and the words.

use super::build::{Build, Head, TOP};
use super::spec::{Look, Role, Sheet, Shown, Style, Tab};
use crate::PackInputs;
use holdfast_metrics::registry;

/// Name of the sheet.
pub const SHEET: &str = "Definitions";
const CAPTIONS: [&str; 11] = [
    "metric",
    "id",
    "definition",
    "formula in words",
    "in it",
    "not in it",
    "why",
    "usual mistakes",
    "better",
    "basis",
    "board ontology",
];

/// The sheet.
pub fn sheet<'a>(inputs: &PackInputs<'a>, head: &Head) -> Sheet<'a> {
    let mut build = Build::new(
        SHEET,
        "Definitions and basis of preparation",
        Tab::Proof,
        head,
    );
    build.widths(&[26, 22, 46, 40, 40, 40, 36, 40, 9, 30, 30]);
    build.captions(TOP, 0, &CAPTIONS, CAPTIONS.len());
    build.freeze(TOP + 1, 1);
    let mut row = TOP + 1;
    for entry in registry::all() {
        let better = match entry.higher_is_better {
            Some(true) => "higher",
            Some(false) => "lower",
            None => "–",
        };
        let basis = format!(
            "{}, {}, {}, {}",
            entry.basis.time, entry.basis.money, entry.basis.date, entry.basis.cohort
        )
        .replace('_', " ");
        let cells = [
            entry.label,
            entry.id,
            entry.definition,
            entry.formula,
            entry.inclusions,
            entry.exclusions,
            entry.why,
            entry.mistakes,
            better,
            &basis,
            entry.ontology_id.unwrap_or("–"),
        ];
        for (column, text) in cells.into_iter().enumerate() {
            let look = if column == 0 {
                Look::Section
            } else {
                Look::Wrapped
            };
            build.text(row, column as u16, text, Style::default().look(look));
        }
        let longest = cells[2..8]
            .iter()
            .map(|t| t.chars().count())
            .max()
            .unwrap_or(0);
        build
            .0
            .heights
            .push((row, 13 * (longest as u16 / 38 + 1).max(2)));
        row += 1;
    }
    basis(&mut build, inputs, row + 1);
    build.finish()
}

/// The basis of preparation in full (section 6 of the methodology).
fn basis(build: &mut Build<'_>, inputs: &PackInputs<'_>, mut row: u32) {
    build.section(row, 0, "Basis of preparation");
    build.text(
        row,
        1,
        &format!("hash {}", inputs.report.basis_hash),
        Style::new(Role::Muted, Shown::Text),
    );
    for (name, value) in crate::basis::settings(&crate::context::Context::new(inputs)) {
        row += 1;
        build.label(row, 0, &name);
        build.text(row, 1, &value, Style::new(Role::Input, Shown::Text));
    }
}
