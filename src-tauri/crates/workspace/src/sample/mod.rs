//! The sample company as files: export, negotiation log, plan and basis, all plainly marked SAMPLE.

mod company;
mod log;
mod spec;

use crate::atomic::{self, Output};
use crate::basis_file;
use crate::cells::cell_number;
use crate::failure::Failure;
use crate::pack_texts::PackTexts;
use company::{Company, Customer, Line, Month};
use holdfast_ledger::{AmountKind, Close, Decimal, Scale, round_half_away};
use holdfast_metrics::Basis;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use spec::Spec;
use std::path::{Path, PathBuf};

/// The word in a sheet name by which sample data is known wherever it goes.
pub const MARK: &str = "SAMPLE";

const EXPORT: &str = "sample-arr-export.xlsx";
const LOG: &str = "sample-negotiations.xlsx";
const PLAN: &str = "sample-plan.csv";
const BASIS: &str = "sample-basis.toml";
const TEXTS: &str = "sample-texts.toml";
/// Decisions which the sample's pack asks for.
const DECISIONS: &str = r#"# The user's own words of a pack: decisions asked, messages by page, outlook.
outlook = [
    "Six requests are open and 12 triggers fall due in Q4 2026; seat reviews run before each renewal over $50K.",
    "Seat reductions made most of the downsell of the last two quarters: seats in use are checked 90 days before each renewal.",
    "Discounts stay at 20% or less at the new scope; anything beyond goes to the CFO with the term that was asked for it.",
]

[[decisions]]
text = "Keep price discounts at 20% or less"
owner = "CFO"
due = "31 Oct 2026"

[[decisions]]
text = "Seat reviews before every renewal over $50K"
owner = "VP CS"
due = "30 Nov 2026"
"#;

/// Writes the sample company's files.
pub fn write(folder: &Path, overwrite: bool) -> Result<Vec<PathBuf>, Failure> {
    let files =
        files().map_err(|why| Failure::input("sample-failed", why, "Reinstall Holdfast."))?;
    let outputs = files
        .into_iter()
        .map(|(name, bytes)| Output {
            name: name.into(),
            write: Box::new(move |w| w.write_all(&bytes)),
        })
        .collect();
    atomic::write_all(folder, outputs, overwrite)
}

/// The sample's inputs in a folder, as `open` takes them.
pub fn inputs(folder: &Path) -> crate::Inputs {
    crate::Inputs {
        sources: vec![folder.join(EXPORT)],
        negotiations: Some(folder.join(LOG)),
        plan: Some(folder.join(PLAN)),
        basis: Some(folder.join(BASIS)),
        ..crate::Inputs::default()
    }
}

/// The sample's own words: decisions asked and the outlook.
///
/// # Errors
/// Where the file can't be read, as [`PackTexts::load`].
pub fn texts(folder: &Path) -> Result<PackTexts, Failure> {
    PackTexts::load(&folder.join(TEXTS))
}

/// The command which makes the whole pack of the sample.
pub fn pack_command(folder: &Path) -> String {
    let path = |name: &str| folder.join(name).display().to_string();
    format!(
        "holdfast pack {} --negotiations {} --plan {} --basis {} --texts {} --out packs",
        path(EXPORT),
        path(LOG),
        path(PLAN),
        path(BASIS),
        path(TEXTS)
    )
}

/// The files: name and bytes; the same bytes every time.
pub fn files() -> Result<Vec<(&'static str, Vec<u8>)>, String> {
    let spec = spec::shipped().map_err(|e| format!("The sample's parameters are damaged: {e}."))?;
    let company =
        company::generate(&spec).ok_or("The sample's closes lie outside 1900 to 2200.")?;
    let xlsx = |result: Result<Vec<u8>, XlsxError>| {
        result.map_err(|e| format!("The sample can't be written: {e}."))
    };
    Ok(vec![
        (EXPORT, xlsx(export_workbook(&spec, &company))?),
        (LOG, xlsx(log::workbook(&company))?),
        (PLAN, plan_csv(&spec).into_bytes()),
        (BASIS, basis_file::to_toml(&basis(&spec)).into_bytes()),
        (TEXTS, DECISIONS.as_bytes().to_vec()),
    ])
}

fn basis(spec: &Spec) -> Basis {
    Basis {
        company: spec.company.clone(),
        amounts: Some(AmountKind::Arr),
        scale: Some(Scale::Units),
        currency: "USD".into(),
        as_of: Close::of(spec.first_close).map(|c| c.plus(spec.closes as i32 - 1)),
        segments: vec!["Tier".into(), "Region".into(), "Industry".into()],
        ..Basis::default()
    }
}

const COLUMNS: [&str; 15] = [
    "Customer ID",
    "Customer",
    "Close",
    "Product",
    "Plan",
    "Quantity",
    "ARR",
    "Currency",
    "Status",
    "Renewal Date",
    "Tier",
    "Region",
    "Industry",
    "Reason",
    "Scheduled Step-down",
];

fn export_workbook(spec: &Spec, company: &Company) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    dated(&mut workbook)?;
    export_sheet(workbook.add_worksheet(), spec, company)?;
    rates_sheet(workbook.add_worksheet(), company)?;
    merger_sheet(workbook.add_worksheet(), company)?;
    workbook.save_to_buffer()
}

/// A fixed creation date, so that the same seed gives the same bytes.
fn dated(workbook: &mut Workbook) -> Result<(), XlsxError> {
    let created = ExcelDateTime::from_ymd(2026, 10, 14)?;
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&created));
    Ok(())
}

fn export_sheet(sheet: &mut Worksheet, spec: &Spec, company: &Company) -> Result<(), XlsxError> {
    sheet.set_name(format!("ARR {MARK}"))?;
    header(sheet, &COLUMNS)?;
    let mut row = 0;
    for (month, close) in company.closes.iter().enumerate() {
        let partial = month == spec.closes as usize;
        let date = if partial {
            spec.partial_close
        } else {
            close.date()
        };
        for customer in &company.customers {
            row = customer_rows(sheet, row, spec, company, customer, month, date)?;
        }
    }
    Ok(())
}

/// A customer's rows at a close: one a line.
fn customer_rows(
    sheet: &mut Worksheet,
    mut row: u32,
    spec: &Spec,
    company: &Company,
    customer: &Customer,
    month: usize,
    date: chrono::NaiveDate,
) -> Result<u32, XlsxError> {
    let Some(state) = customer.months.get(month) else {
        return Ok(row);
    };
    let renewal = company.closes[0].plus(customer.renewal_after(month as u32) as i32);
    let divisor = if customer.euro {
        Decimal::new(company.euro_rates[0], 4)
    } else {
        Decimal::ONE
    };
    let in_own_currency = |amount: Decimal| round_half_away(amount / divisor, 2);
    for (index, line) in state.lines.iter().enumerate() {
        row += 1;
        let arr = if state.paused {
            Decimal::ZERO
        } else {
            in_own_currency(line.arr())
        };
        words(sheet, row, spec, customer, state, line)?;
        write_date(sheet, row, 2, date)?;
        sheet.write_number(row, 5, line.seats as f64)?;
        write_amount(sheet, row, 6, arr)?;
        write_date(sheet, row, 9, renewal.date())?;
        if let Some(cut) = state.step_down.filter(|_| index == 0) {
            write_amount(sheet, row, 14, in_own_currency(cut))?;
        }
    }
    Ok(row)
}

/// The texts of a row.
fn words(
    sheet: &mut Worksheet,
    row: u32,
    spec: &Spec,
    customer: &Customer,
    state: &Month,
    line: &Line,
) -> Result<(), XlsxError> {
    for (column, text) in [
        (0, customer.id.as_str()),
        (1, &customer.name),
        (3, &line.product),
        (4, &line.plan),
        (7, if customer.euro { "EUR" } else { "USD" }),
        (8, if state.paused { "paused" } else { "active" }),
        (10, &spec.tiers[customer.tier].name),
        (11, &customer.region),
        (12, &customer.industry),
        (13, state.reason),
    ] {
        sheet.write_string(row, column, text)?;
    }
    Ok(())
}

fn rates_sheet(sheet: &mut Worksheet, company: &Company) -> Result<(), XlsxError> {
    sheet.set_name(format!("Rates {MARK}"))?;
    header(sheet, &["Currency", "Close", "Rate"])?;
    for (index, (close, rate)) in company.closes.iter().zip(&company.euro_rates).enumerate() {
        let row = index as u32 + 1;
        sheet.write_string(row, 0, "EUR")?;
        write_date(sheet, row, 1, close.date())?;
        write_amount(sheet, row, 2, Decimal::new(*rate, 4))?;
    }
    Ok(())
}

fn merger_sheet(sheet: &mut Worksheet, company: &Company) -> Result<(), XlsxError> {
    sheet.set_name(format!("Customer map {MARK}"))?;
    header(sheet, &["From", "To", "Effective"])?;
    let (from, to, effective) = &company.merger;
    sheet.write_string(1, 0, from)?;
    sheet.write_string(1, 1, to)?;
    write_date(sheet, 1, 2, effective.date())
}

fn header(sheet: &mut Worksheet, columns: &[&str]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, caption) in columns.iter().enumerate() {
        sheet.set_column_width(column as u16, (caption.len() as f64 + 3.0).max(12.0))?;
    }
    for (column, caption) in columns.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, *caption, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn write_date(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    date: chrono::NaiveDate,
) -> Result<(), XlsxError> {
    use chrono::Datelike;
    let value = ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)?;
    sheet.write_datetime_with_format(
        row,
        column,
        &value,
        &Format::new().set_num_format("yyyy-mm-dd"),
    )?;
    Ok(())
}

fn write_amount(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    amount: Decimal,
) -> Result<(), XlsxError> {
    sheet.write_number_with_format(
        row,
        column,
        cell_number(amount),
        &Format::new().set_num_format("#,##0.00"),
    )?;
    Ok(())
}

fn plan_csv(spec: &Spec) -> String {
    let mut out = String::from("Measure,Period,Plan\n");
    for quarter in &spec.plan {
        for (measure, value) in [
            ("new_arr", quarter.new_arr),
            ("expansion_arr", quarter.expansion_arr),
            ("downsell_arr", quarter.downsell_arr),
            ("churn_arr", quarter.churn_arr),
            ("nrr_ttm", quarter.nrr_ttm),
            ("grr_ttm", quarter.grr_ttm),
        ] {
            out.push_str(&format!("{measure},{},{value}\n", quarter.period));
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        assert_eq!(files().unwrap(), files().unwrap());
    }

    #[test]
    fn the_company_has_the_size_and_the_planted_patterns() {
        let spec = spec::shipped().unwrap();
        let company = company::generate(&spec).unwrap();
        assert_eq!(company.customers.len(), 600);
        assert_eq!(company.closes.len(), 37);
        let has = |reason: &str| {
            company
                .customers
                .iter()
                .flat_map(|c| &c.months)
                .any(|m| m.reason == reason)
        };
        for reason in [
            "fewer seats",
            "lower plan",
            "module cancelled",
            "renewed at a lower price",
            "scheduled step-down",
        ] {
            assert!(has(reason), "{reason}");
        }
        let names: std::collections::BTreeSet<_> =
            company.customers.iter().map(|c| &c.name).collect();
        assert_eq!(names.len(), 600);
    }
}
