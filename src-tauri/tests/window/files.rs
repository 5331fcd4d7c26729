//! Files to import, small enough to compute by hand.

use rust_xlsxwriter::{Workbook, XlsxError};
use std::fs;
use std::path::{Path, PathBuf};

/// ARR of each customer at each close, from December to March:
/// opening 1,800 + new 400 + expansion 200 − downsell 150 − churn 300 = closing 1,950.
const QUARTER: [(&str, [&str; 4]); 4] = [
    ("2025-12-31", ["1000", "500", "300", ""]),
    ("2026-01-31", ["1000", "500", "300", ""]),
    ("2026-02-28", ["1200", "500", "300", "400"]),
    ("2026-03-31", ["1200", "350", "", "400"]),
];
const NAMES: [&str; 4] = ["Alder", "Birch", "Cedar", "Dogwood"];

/// The bridge of the quarter, in units.
pub const BRIDGE: &str = "1,800 + 400 + 200 − 150 − 300 = 1,950";

/// The quarter as a long ledger.
pub fn quarter(folder: &Path) -> PathBuf {
    named(folder, "quarter.csv", &QUARTER, &NAMES)
}

/// The quarter as a German system exports it: semicolons, 31.12.2025, 1.000,00.
pub fn german(folder: &Path) -> PathBuf {
    let mut text = "Kunden-Nr;Kunde;Stichtag;ARR (EUR)\n".to_owned();
    for (date, amounts) in QUARTER {
        let (year, rest) = date.split_once('-').unwrap();
        let (month, day) = rest.split_once('-').unwrap();
        for (i, amount) in amounts.iter().enumerate().filter(|(_, a)| !a.is_empty()) {
            let (thousands, units) = amount.split_at(amount.len() - 3);
            let point = if thousands.is_empty() { "" } else { "." };
            let name = NAMES[i];
            text.push_str(&format!(
                "C{i};{name};{day}.{month}.{year};{thousands}{point}{units},00\n"
            ));
        }
    }
    let path = folder.join("stichtage.csv");
    fs::write(&path, text).unwrap();
    path
}

/// The quarter as a workbook with a column for each month.
pub fn months(folder: &Path) -> PathBuf {
    let path = folder.join("months.xlsx");
    write_months(&path).unwrap();
    path
}

fn write_months(path: &Path) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("ARR")?;
    sheet.write_row(0, 0, ["Customer ID", "Customer"])?;
    for (row, name) in (1..).zip(NAMES) {
        sheet.write_row(row, 0, [&format!("C{row}"), name])?;
    }
    for (column, (date, amounts)) in (2..).zip(QUARTER) {
        sheet.write(0, column, date)?;
        for (row, amount) in (1..).zip(amounts) {
            if let Ok(amount) = amount.parse::<f64>() {
                sheet.write(row, column, amount)?;
            }
        }
    }
    book.save(path)
}

/// The quarter as contract lines. Which date they speak of, the file doesn't say.
pub fn contracts(folder: &Path) -> PathBuf {
    let lines = "Contract ID,Customer ID,Customer,Start date,End date,ARR (USD)
K1,C0,Alder,2025-12-01,2026-01-31,1000
K2,C0,Alder,2026-02-01,2027-01-31,1200
K3,C1,Birch,2025-12-01,2026-02-28,500
K4,C1,Birch,2026-03-01,2027-02-28,350
K5,C2,Cedar,2025-12-01,2026-02-28,300
K6,C3,Dogwood,2026-02-01,2027-01-31,400
";
    let path = folder.join("contracts.csv");
    fs::write(&path, lines).unwrap();
    path
}

/// The same quarter of customers with these names.
pub fn named(folder: &Path, file: &str, rows: &[(&str, [&str; 4])], names: &[&str; 4]) -> PathBuf {
    let mut text = "Customer ID,Customer,Date,ARR (USD),Region\n".to_owned();
    for (date, amounts) in rows {
        for (i, amount) in amounts.iter().enumerate().filter(|(_, a)| !a.is_empty()) {
            let name = names[i].replace('"', "\"\"");
            text.push_str(&format!(
                "C{i},\"{name}\",{date},{amount},{}\n",
                ["EMEA", "APAC"][i % 2]
            ));
        }
    }
    let path = folder.join(file);
    fs::write(&path, text).unwrap();
    path
}
