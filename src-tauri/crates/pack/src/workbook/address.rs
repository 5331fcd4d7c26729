//! Cell addresses as formulas write them.

pub use holdfast_ledger::column_letters as letters;

/// `C7` for row 6, column 2.
pub fn cell(row: u32, column: u16) -> String {
    format!("{}{}", letters(column), row + 1)
}

/// `C$7`: the row stays when the formula is copied down.
pub fn row_fixed(row: u32, column: u16) -> String {
    format!("{}${}", letters(column), row + 1)
}

/// `$C7`: the column stays when the formula is copied right.
pub fn column_fixed(row: u32, column: u16) -> String {
    format!("${}{}", letters(column), row + 1)
}

/// `$C$7`.
pub fn fixed(row: u32, column: u16) -> String {
    format!("${}${}", letters(column), row + 1)
}

/// `=Sheet!$E$7:$E$90`, as a defined name refers to a column of a sheet.
pub fn column_range(sheet: &str, column: u16, first: u32, last: u32) -> String {
    format!("={sheet}!{}:{}", fixed(first, column), fixed(last, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_a_spreadsheet_does() {
        assert_eq!(cell(6, 2), "C7");
        assert_eq!(fixed(0, 26), "$AA$1");
        assert_eq!(
            (row_fixed(6, 2), column_fixed(6, 2)),
            ("C$7".into(), "$C7".into())
        );
        assert_eq!(column_range("Customers", 4, 6, 89), "=Customers!$E$7:$E$90");
    }
}
