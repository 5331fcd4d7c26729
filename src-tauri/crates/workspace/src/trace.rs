//! From a figure back to its cells: the source rows behind a customer's amount at a close (L-4).

use crate::failure::Failure;
use crate::project::Project;
use holdfast_ledger::{Close, Decimal, Entry, column_letters, money_text};

/// One source cell behind an amount.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TraceRow {
    /// File.
    pub file: String,
    /// Sheet; empty for CSV.
    pub sheet: String,
    /// Row as a spreadsheet shows it.
    pub row: u32,
    /// Column letters of the amount.
    pub column: String,
    /// Line (product), empty where not told apart.
    pub line: String,
    /// ARR in the row's own currency.
    pub amount: Decimal,
    /// Currency; empty where the file names none.
    pub currency: String,
}

/// The cells behind a customer's amount at a close. The customer is given by id or name.
pub fn rows(project: &Project, customer: &str, close: Close) -> Result<Vec<TraceRow>, Failure> {
    let (ledger, _) = project.ledger_and_report()?;
    let index = ledger
        .find_customer(customer)
        .ok_or_else(|| unknown_customer(project, customer))?;
    let at = ledger.close_index(close).ok_or_else(|| {
        Failure::input(
            "close-not-covered",
            format!("The file does not cover {}.", close.date()),
            "`holdfast check` lists the closes covered.",
        )
    })?;
    Ok(ledger
        .entries_at(index, at)
        .iter()
        .map(|entry| row(project, entry))
        .collect())
}

fn row(project: &Project, entry: &Entry) -> TraceRow {
    let source = project
        .imported
        .evidence
        .sources
        .get(usize::from(entry.sheet));
    let ledger = project.imported.ledger.as_ref();
    TraceRow {
        file: source.map(|s| s.file.clone()).unwrap_or_default(),
        sheet: source.map(|s| s.sheet.clone()).unwrap_or_default(),
        row: entry.row,
        column: column_letters(entry.column),
        line: ledger
            .map(|l| l.name(entry.line).to_owned())
            .unwrap_or_default(),
        amount: entry.amount,
        currency: ledger
            .and_then(|l| l.currencies().get(usize::from(entry.currency)))
            .cloned()
            .unwrap_or_default(),
    }
}

fn unknown_customer(project: &Project, customer: &str) -> Failure {
    let names = project
        .imported
        .ledger
        .iter()
        .flat_map(holdfast_ledger::Ledger::customers);
    let nearest = names.max_by(|a, b| {
        let score = |name: &str| strsim::jaro_winkler(name, customer);
        score(&a.name).total_cmp(&score(&b.name))
    });
    let hint = nearest.map_or_else(String::new, |c| {
        format!("Did you mean \"{}\" ({})?", c.name, c.id)
    });
    Failure::input(
        "customer-unknown",
        format!("No customer is called \"{customer}\"."),
        hint,
    )
}

/// "ledger.csv row 12 column C: 1200 USD (Core)".
pub fn text(row: &TraceRow) -> String {
    let sheet = if row.sheet.is_empty() {
        String::new()
    } else {
        format!(" sheet {}", row.sheet)
    };
    let line = if row.line.is_empty() {
        String::new()
    } else {
        format!(" ({})", row.line)
    };
    let amount = format!("{} {}", money_text(row.amount), row.currency);
    format!(
        "{}{sheet} row {} column {}: ARR {}{line}",
        row.file,
        row.row,
        row.column,
        amount.trim_end()
    )
}
