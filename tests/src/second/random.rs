//! Random small exports: customers with lines, currencies, attributes, statuses, gaps, credits, agreed cuts and
//! mergers, as the rows of a file.

use holdfast_import::{Book, ImportOptions, Imported, Unwatched, recognise};
use holdfast_ledger::{AmountKind, Table, TableBuilder};
use proptest::prelude::*;

const CUSTOMERS: [&str; 7] = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse"];
const CURRENCIES: [&str; 3] = ["USD", "EUR", "GBP"];
const RATES: [&str; 5] = ["1.17", "0.96", "1.0735", "1.1", "2"];
const STATUSES: [&str; 8] = [
    "active",
    "active",
    "active",
    "past due",
    "paused",
    "free",
    "cancelled",
    "active",
];
const MONTHS: u32 = 16;

/// A random export: rows, rates, a customer mapping.
#[derive(Clone, Debug)]
pub struct Export {
    rows: Vec<Vec<String>>,
    rates: Vec<Vec<String>>,
    renames: Vec<Vec<String>>,
}

fn close(month: u32) -> String {
    let at = holdfast_ledger::Close::new(2024 + (month / 12) as i32, month % 12 + 1);
    at.map(|c| c.date().to_string()).unwrap_or_default()
}

fn row() -> impl Strategy<Value = Vec<String>> {
    let money = (
        0..CUSTOMERS.len(),
        0..MONTHS,
        -1500_i64..20_000,
        0..STATUSES.len(),
    );
    let rest = (
        0..3_usize,
        0..3_usize,
        0..3_usize,
        0..4_usize,
        0..12_u32,
        1_i64..9_000,
    );
    (money, rest).prop_map(
        |((who, month, cents, status), (line, currency, tier, region, cut, agreed))| {
            // A cut is agreed in the customer's own currency: those which may have one have one currency.
            let (currency, cut) = if who < 3 {
                let cut = match cut {
                    0 => "yes".to_owned(),
                    1 => format!("{}.{:02}", agreed / 100, agreed % 100),
                    _ => String::new(),
                };
                (who, cut)
            } else {
                (currency, String::new())
            };
            let amount = format!(
                "{}{}.{:02}",
                if cents < 0 { "-" } else { "" },
                cents.abs() / 100,
                cents.abs() % 100
            );
            let named = |prefix: &str, i: usize| {
                if i == 0 {
                    String::new()
                } else {
                    format!("{prefix} {i}")
                }
            };
            vec![
                CUSTOMERS[who].to_owned(),
                close(month),
                named("Module", line),
                amount,
                CURRENCIES[currency].to_owned(),
                STATUSES[status].to_owned(),
                cut,
                named("Tier", tier),
                named("Region", region),
            ]
        },
    )
}

/// A random export.
pub fn export() -> impl Strategy<Value = Export> {
    let rates = prop::collection::vec(0..RATES.len(), 2 * MONTHS as usize);
    let merged = prop_oneof![2 => Just(None), 1 => (3..5_usize, 5..7_usize).prop_map(Some)];
    (prop::collection::vec(row(), 1..40), rates, merged).prop_map(|(rows, rates, merged)| {
        let rate = |(i, rate): (usize, &usize)| {
            vec![
                CURRENCIES[1 + i % 2].to_owned(),
                close(i as u32 / 2),
                RATES[*rate].to_owned(),
            ]
        };
        let names =
            |(to, from): (usize, usize)| vec![CUSTOMERS[from].to_owned(), CUSTOMERS[to].to_owned()];
        Export {
            rows,
            rates: rates.iter().enumerate().map(rate).collect(),
            renames: merged.map(names).into_iter().collect(),
        }
    })
}

impl Export {
    /// The same rows in another order, the customers under other names.
    #[must_use]
    pub fn disguised(&self, turn: usize) -> Export {
        let mut other = self.clone();
        let by = turn % other.rows.len();
        other.rows.rotate_left(by);
        other.rows.reverse();
        let renamed = |name: &mut String| *name = format!("{} {}", &name[1..], name.len());
        other.rows.iter_mut().for_each(|row| renamed(&mut row[0]));
        other.renames.iter_mut().flatten().for_each(renamed);
        other
    }

    /// What the import makes of it.
    pub fn import(&self) -> Imported {
        let captions = [
            "Customer",
            "Close",
            "Product",
            "ARR",
            "Currency",
            "Status",
            "Step-down",
            "Tier",
            "Region",
        ];
        let mut tables = vec![table("ledger.csv", &captions, &self.rows)];
        tables.push(table(
            "rates.csv",
            &["currency", "close", "rate"],
            &self.rates,
        ));
        if !self.renames.is_empty() {
            tables.push(table("renames.csv", &["from", "to"], &self.renames));
        }
        let book = |t: Table| Book {
            file: t.file.clone(),
            tables: vec![t],
            ..Book::default()
        };
        let books: Vec<Book> = tables.into_iter().map(book).collect();
        let options = ImportOptions {
            amounts: Some(AmountKind::Arr),
            currency: Some("USD".to_owned()),
            ..ImportOptions::default()
        };
        recognise(&books, &options, &Unwatched)
    }

    /// Rows in force added up by customer (after the mapping) and close, in cents by currency: straight from the
    /// rows, before any import.
    pub fn sums(&self) -> std::collections::BTreeMap<(String, String, String), i64> {
        let mut sums = std::collections::BTreeMap::new();
        for row in self
            .rows
            .iter()
            .filter(|r| ["active", "past due"].contains(&r[5].as_str()))
        {
            let to = self
                .renames
                .iter()
                .find(|r| r[0] == row[0])
                .map_or(&row[0], |r| &r[1]);
            let cents: i64 = row[3].replace('.', "").parse().unwrap();
            *sums
                .entry((to.clone(), row[1].clone(), row[4].clone()))
                .or_default() += cents;
        }
        sums.retain(|_, cents| *cents != 0);
        sums
    }
}

fn table(file: &str, captions: &[&str], rows: &[Vec<String>]) -> Table {
    let mut b = TableBuilder::new(file, "", file);
    let captions: Vec<String> = captions.iter().map(|c| (*c).to_owned()).collect();
    for (number, row) in std::iter::once(&captions).chain(rows).enumerate() {
        for (column, cell) in row.iter().enumerate().filter(|(_, c)| !c.is_empty()) {
            b.text(column as u16, cell);
        }
        b.end_row(number as u32 + 1);
    }
    b.finish()
}
