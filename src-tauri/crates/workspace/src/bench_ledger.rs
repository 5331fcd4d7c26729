//! The generated ledger of the benchmark: rows × 6 columns, 20 closes, the same bytes every time.

use crate::atomic::{self, Output};
use crate::failure::Failure;
use fastrand::Rng;
use holdfast_ledger::Close;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const COLUMNS: [&str; 6] = ["Customer ID", "Customer", "Close", "Product", "ARR", "Tier"];
const CLOSES: u32 = 20;

/// One row: customer number, close, product number, ARR in cents, tier number.
struct Row {
    customer: u32,
    close: String,
    product: u32,
    cents: u64,
    tier: u32,
}

/// Writes a ledger of so many rows and returns its path.
pub fn write(folder: &Path, rows: u32, csv: bool) -> Result<PathBuf, Failure> {
    let name = format!("bench-{rows}.{}", if csv { "csv" } else { "xlsx" });
    let output = Output {
        name,
        write: Box::new(move |out| {
            if csv {
                write_csv(out, rows)
            } else {
                write_xlsx(out, rows)
            }
        }),
    };
    let mut files = atomic::write_all(folder, vec![output], true)?;
    Ok(files.swap_remove(0))
}

/// Every customer has two lines at every close; amounts drift, some customers leave.
fn rows(count: u32) -> impl Iterator<Item = Row> {
    let mut rng = Rng::with_seed(u64::from(count));
    let customers = count.div_ceil(CLOSES * 2).max(1);
    let mut cents: Vec<u64> = (0..customers * 2)
        .map(|_| rng.u64(100_000..9_000_000))
        .collect();
    let first = Close::new(2025, 2);
    (0..count).map(move |index| {
        let per_close = customers * 2;
        let line = index % per_close;
        let amount = &mut cents[line as usize];
        match rng.u32(0..100) {
            0..=3 => *amount = *amount * 9 / 10,
            4..=8 => *amount = *amount * 21 / 20,
            9 if rng.u32(0..8) == 0 => *amount = 0,
            _ => {}
        }
        let close = first
            .map(|f| f.plus((index / per_close) as i32).date().to_string())
            .unwrap_or_default();
        Row {
            customer: line / 2,
            close,
            product: line % 2,
            cents: *amount,
            tier: line / 2 % 3,
        }
    })
}

fn fields(row: &Row) -> [String; 4] {
    [
        format!("C-{:06}", row.customer),
        format!("Customer {:06}", row.customer),
        ["Core", "Insights"][row.product as usize].to_owned(),
        ["SMB", "Mid-market", "Enterprise"][row.tier as usize].to_owned(),
    ]
}

fn write_csv(out: &mut dyn Write, count: u32) -> io::Result<()> {
    writeln!(out, "{}", COLUMNS.join(","))?;
    for row in rows(count) {
        let [id, name, product, tier] = fields(&row);
        writeln!(
            out,
            "{id},{name},{},{product},{}.{:02},{tier}",
            row.close,
            row.cents / 100,
            row.cents % 100
        )?;
    }
    Ok(())
}

fn write_xlsx(out: &mut dyn Write, count: u32) -> io::Result<()> {
    let bytes = xlsx(count).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn xlsx(count: u32) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 10, 1)?),
    );
    let sheet = workbook.add_worksheet();
    for (column, caption) in COLUMNS.iter().enumerate() {
        sheet.write_string(0, column as u16, *caption)?;
    }
    for (index, row) in rows(count).enumerate() {
        let at = index as u32 + 1;
        let [id, name, product, tier] = fields(&row);
        sheet.write_string(at, 0, id)?;
        sheet.write_string(at, 1, name)?;
        sheet.write_string(at, 2, &row.close)?;
        sheet.write_string(at, 3, product)?;
        sheet.write_number(at, 4, row.cents as f64 / 100.0)?;
        sheet.write_string(at, 5, tier)?;
    }
    workbook.save_to_buffer()
}
