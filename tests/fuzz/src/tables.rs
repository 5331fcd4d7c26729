//! Whole sheets: where the captions are, what the columns mean, and what a mapping file says of them.

use holdfast_import::{Book, ImportOptions, Mapping, Unwatched};
use holdfast_ledger::{AmountKind, Decimal, Table, TableBuilder};
use holdfast_metrics::Basis;
use holdfast_workspace::project::{self, Project};

/// Larger inputs say nothing new and cost much.
const ROWS: usize = 60;
const COLUMNS: usize = 40;

/// A sheet as tab-separated text; `#` before a figure makes a typed cell, `!` an error, `?` a formula without a value.
pub fn sheet(text: &str) -> Table {
    let mut builder = TableBuilder::new("fuzz.xlsx", "Sheet", &"ab".repeat(32));
    for (row, line) in text.lines().take(ROWS).enumerate() {
        for (at, cell) in line.split('\t').take(COLUMNS).enumerate() {
            put(&mut builder, at as u16, cell);
        }
        builder.end_row(row as u32 + 1);
    }
    builder.finish()
}

fn put(builder: &mut TableBuilder, column: u16, cell: &str) {
    let typed = cell.strip_prefix('#');
    let number = typed.and_then(|n| n.parse::<Decimal>().ok());
    let date = typed.and_then(|d| d.parse().ok());
    match (number, date) {
        _ if cell.is_empty() => {}
        (Some(number), _) => builder.number(column, number),
        (None, Some(date)) => builder.date(column, date),
        _ if cell == "?" => builder.no_cached_value(column),
        _ => match cell.strip_prefix('!') {
            Some(error) => builder.error(column, error),
            None => builder.text(column, cell),
        },
    }
}

/// A ledger of three columns, one of which holds the lines of the text in turn.
pub fn column(caption: &str, text: &str) -> Table {
    let mut rows = "Customer\tClose\tARR\tTier\n".to_owned();
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.split('\t').next().unwrap_or_default())
        .collect();
    for (row, line) in lines.iter().take(ROWS).enumerate() {
        let cell = |of: &str, usual: String| {
            if of == caption {
                (*line).to_owned()
            } else {
                usual
            }
        };
        rows += &format!(
            "{}\t{}\t{}\tT{}\n",
            cell("Customer", format!("C{}", row % 7)),
            cell("Close", format!("2025-{:02}-28", row % 12 + 1)),
            cell("ARR", format!("{}.25", 100 + row)),
            row % 2
        );
    }
    sheet(&rows)
}

/// What the sheets come to. Rows are used or set aside, none is lost, and the identities of M-10 hold.
pub fn checked(tables: Vec<Table>) -> Option<Project> {
    understood(
        tables,
        &ImportOptions {
            amounts: Some(AmountKind::Arr),
            ..ImportOptions::default()
        },
    )
}

fn understood(tables: Vec<Table>, options: &ImportOptions) -> Option<Project> {
    let book = Book {
        file: "fuzz.xlsx".into(),
        tables,
        ..Book::default()
    };
    let project = project::compute(vec![book], options, Basis::default(), &Unwatched).ok()?;
    for source in &project.imported.evidence.sources {
        let aside: u64 = source.set_aside.iter().map(|s| s.rows).sum();
        assert!(
            source.rows_used + aside >= source.rows_read,
            "{} rows, {} used, {aside} set aside",
            source.rows_read,
            source.rows_used
        );
    }
    for check in project.report.iter().flat_map(|r| &r.checks) {
        assert!(check.ok, "{check:?}");
    }
    for finding in &project.findings().0 {
        assert!(
            !finding.code.is_empty() && !finding.message.is_empty(),
            "{finding:?}"
        );
    }
    Some(project)
}

/// Any sheet.
pub fn header(input: &[u8]) {
    checked(vec![sheet(&String::from_utf8_lossy(input))]);
}

const LEDGER: &str = "Account\tAs of\tValue\tTier\tQ1 2025\n\
    Alder\t#2025-01-31\t#100.5\tA\t#10\n\
    Birch\t#2025-01-31\t#90\tB\t#20\n\
    Alder\t#2025-02-28\t80,5\tA\t#30\n\
    Total\t\t#270\t\t#60\n";

/// A mapping which is read prints as one which reads the same; whatever it says, a sheet takes it or refuses it.
pub fn mapping(input: &[u8]) {
    let Ok(mapping) = Mapping::from_toml(&String::from_utf8_lossy(input)) else {
        return;
    };
    let printed = mapping.to_toml();
    let again = Mapping::from_toml(&printed);
    assert_eq!(again.as_ref().ok(), Some(&mapping), "{again:?}\n{printed}");
    understood(
        vec![sheet(LEDGER)],
        &ImportOptions {
            mapping: Some(mapping),
            ..ImportOptions::default()
        },
    );
}
