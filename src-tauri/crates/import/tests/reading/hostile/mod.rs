//! Hostile and broken files: each is refused with its code and a whole sentence, or read exactly, and
//! never takes the program down (reliability.md, section 1).

mod bombs;
mod bounds;
mod cut;
mod others;
mod sheets;
mod strangers;

use crate::fixtures::{read, xlsx_cells};
use holdfast_ledger::Cell;
use std::time::{Duration, Instant};

/// What must come of a file.
enum Then {
    /// Refused with this code.
    Refused(&'static str),
    /// Read, with so many cells in all.
    Cells(usize),
    /// Read or refused, but decently.
    Either,
}
use Then::{Cells, Either, Refused};

type Case = (&'static str, Vec<u8>, Then);

const SPREADSHEET: &str = "not-a-spreadsheet";

fn rows(count: usize) -> String {
    (1..=count)
        .map(|r| {
            format!(
                r#"<row r="{r}"><c r="A{r}" t="s"><v>0</v></c><c r="B{r}"><v>{}</v></c></row>"#,
                r * 37 % 1009
            )
        })
        .collect()
}

/// The whole set.
fn all() -> Vec<Case> {
    let sets = [
        strangers::strangers(),
        strangers::documents(),
        cut::truncated(),
        bombs::bombs(),
        sheets::sheets(),
        others::others(),
    ];
    sets.into_iter().flatten().collect()
}

fn check(case: Case) {
    let (name, bytes, then) = case;
    let start = Instant::now();
    let result = read(name, &bytes);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{name} took {:?}",
        start.elapsed()
    );
    println!("{name} took {:.3} s", start.elapsed().as_secs_f64());
    match (result, then) {
        (Ok(book), Cells(count)) => {
            let cells: usize = book
                .tables
                .iter()
                .map(|t| (0..t.len()).map(|r| t.row(r).count()).sum::<usize>())
                .sum();
            assert_eq!(cells, count, "{name}");
        }
        (Ok(_), Either) => {}
        (Ok(_), Refused(code)) => panic!("{name} was read, not refused as {code}"),
        (Err(finding), then) => {
            if let Refused(code) = then {
                assert_eq!(finding.code, code, "{name}: {}", finding.message);
            }
            assert!(!matches!(then, Cells(_)), "{name}: {}", finding.message);
            assert!(
                finding.message.contains(name) && finding.message.ends_with('.'),
                "{name}: {}",
                finding.message
            );
            assert!(
                !finding.message.contains('/') || finding.message.contains("'/"),
                "{}",
                finding.message
            );
            assert!(
                finding.hint.ends_with('.') && finding.place.file == name,
                "{name}: {finding:?}"
            );
        }
    }
}

#[test]
fn strangers_are_named_and_refused() {
    strangers::strangers()
        .into_iter()
        .chain(strangers::documents())
        .for_each(check);
}

#[test]
fn a_cut_file_is_never_a_shorter_table() {
    cut::truncated().into_iter().for_each(check);
}

#[test]
fn bombs_do_not_go_off() {
    bombs::bombs().into_iter().for_each(check);
}

#[test]
fn hostile_sheets() {
    sheets::sheets()
        .into_iter()
        .chain(others::others())
        .for_each(check);
}

#[test]
fn the_set_is_large_enough() {
    let count = all().len();
    assert!(count >= 70, "{count}");
}

#[test]
fn a_figure_too_large_keeps_its_address() {
    let book = read("figures.xlsx", &xlsx_cells(r#"<c r="C2"><v>1e16</v></c>"#)).unwrap();
    let table = &book.tables[0];
    assert_eq!(
        (table.row_number(1), table.cell(1, 2)),
        (2, Cell::Error("1e16: beyond 10^15"))
    );
}
