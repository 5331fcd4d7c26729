//! Files to import, small enough to compute by hand.

use std::fs;
use std::path::{Path, PathBuf};

/// Four customers from December to March, ARR:
/// opening 1,800 + new 400 + expansion 200 − downsell 150 − churn 300 = closing 1,950.
pub fn quarter(folder: &Path) -> PathBuf {
    let rows = [
        ("2025-12-31", ["1000", "500", "300", ""]),
        ("2026-01-31", ["1000", "500", "300", ""]),
        ("2026-02-28", ["1200", "500", "300", "400"]),
        ("2026-03-31", ["1200", "350", "", "400"]),
    ];
    let names = ["Alder", "Birch", "Cedar", "Dogwood"];
    named(folder, "quarter.csv", &rows, &names)
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
