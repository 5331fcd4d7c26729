//! What a hand which maps a table needs: the mapping of a table whose captions stand in another row than
//! was guessed, and how a cell of a column is read.

use crate::columns::Kinds;
use crate::detect::Around;
use crate::mapping::{ColumnMapping, Field, Role, SourceMapping};
use crate::{ImportOptions, dates, detect, header, numbers};
use chrono::NaiveDate;
use holdfast_ledger::{Decimal, Table};

/// A cell as it is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Example {
    /// A date; of a month its last day.
    Day(NaiveDate),
    /// A figure.
    Figure(Decimal),
}

/// How a table would be understood if its captions stood in this spreadsheet row (0: nowhere); `None` where
/// the table has no such row. What the user has mapped by hand is not asked.
pub fn mapping_at(
    table: &Table,
    header_row: u32,
    options: &ImportOptions,
) -> Option<SourceMapping> {
    let block = header::block_at(table, header_row, None, None)?;
    let options = ImportOptions {
        mapping: None,
        ..options.clone()
    };
    let mut map = detect::detect(
        table,
        block,
        &options,
        &mut Kinds::new(table),
        Around::default(),
    )
    .map;
    if map.role == Role::Ignore {
        map.role = Role::Ledger;
    }
    Some(map)
}

/// The tables of a sheet as they are recognised, whatever was mapped by hand.
pub fn mappings_of(table: &Table, options: &ImportOptions) -> Vec<SourceMapping> {
    let options = ImportOptions {
        mapping: None,
        ..options.clone()
    };
    let mut kinds = Kinds::new(table);
    let blocks = header::blocks(table).into_iter();
    blocks
        .map(|block| detect::detect(table, block, &options, &mut kinds, Around::default()).map)
        .collect()
}

/// The first sample of a column and how it is read; `None` where there is nothing to read, or it can't be.
pub fn example(column: &ColumnMapping) -> Option<(&str, Example)> {
    let sample = column.samples.iter().find(|s| !s.trim().is_empty())?;
    let read = match column.field {
        field if field.is_date() => date(sample, column),
        field if field.is_number() || field == Field::StepDown => figure(sample, column),
        _ => None,
    };
    Some((sample, read?))
}

fn date(sample: &str, column: &ColumnMapping) -> Option<Example> {
    let when = dates::read(sample, column.dates)?;
    when.last_day().map(Example::Day)
}

fn figure(sample: &str, column: &ColumnMapping) -> Option<Example> {
    let style = column.numbers.unwrap_or_default();
    numbers::read(sample, style).map(|f| Example::Figure(f.value))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::mapping::{Confidence, Mapping};
    use crate::testing::{arr, csv, with};
    use crate::{DateStyle, NumberStyle};

    fn column(field: Field, sample: &str) -> ColumnMapping {
        ColumnMapping {
            column: 0,
            caption: "C".to_owned(),
            field,
            request: None,
            confidence: Confidence::Sure,
            close: None,
            numbers: Some(NumberStyle::Comma),
            dates: Some(DateStyle::MonthFirst),
            samples: vec![sample.to_owned()],
        }
    }

    #[test]
    fn a_sample_is_read_as_its_column_says() {
        let read = |field, sample: &str| example(&column(field, sample)).map(|e| e.1);
        let day = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        assert_eq!(read(Field::Close, "03/04/2026"), Some(Example::Day(day)));
        let figure = Decimal::new(123_450, 2);
        assert_eq!(
            read(Field::Amount, "1.234,50"),
            Some(Example::Figure(figure))
        );
        assert_eq!(read(Field::CustomerId, "0042"), None);
        assert_eq!(read(Field::Amount, "lots"), None);
    }
    /// Captions twice: the upper row names columns otherwise than the lower one.
    #[test]
    fn captions_are_moved_and_a_second_table_stays() {
        let text = "Customer ID,Close,ARR\nX,2026-01-31,9\nCustomer,Date,Amount\nA,2026-01-31,5\nB,2026-02-28,7";
        let table = csv("a.csv", text);
        let options = ImportOptions::default();
        let moved = mapping_at(&table, 3, &options).unwrap();
        assert_eq!(moved.header_row, 3);
        assert_eq!(moved.columns[0].caption, "Customer");
        assert!(mapping_at(&table, 99, &options).is_none());
        let imported = with(
            vec![table],
            ImportOptions {
                mapping: Some(Mapping {
                    sources: vec![moved],
                }),
                ..options
            },
        );
        let rows: Vec<u32> = imported
            .mapping
            .sources
            .iter()
            .map(|s| s.header_row)
            .collect();
        assert_eq!(rows, [3]);
        let ledger = imported.ledger.unwrap();
        assert_eq!(ledger.customers().len(), 2);
    }

    /// Next quarter's export has another name and a longer preamble: the captions moved by hand are found again.
    #[test]
    fn captions_moved_by_hand_are_remembered_by_their_signature() {
        let text = "Customer ID,Close,ARR\nX,2026-01-31,9\nCustomer,Date,Amount\nA,2026-01-31,5\nB,2026-02-28,7";
        let mut moved = mapping_at(&csv("q1.csv", text), 3, &ImportOptions::default()).unwrap();
        moved.columns[0].field = Field::CustomerName;
        let remembered = || ImportOptions {
            mapping: Some(Mapping {
                sources: vec![moved.clone()],
            }),
            ..ImportOptions::default()
        };
        let longer = format!("Prepared by,Finance,Q2\n{text}\nB,2026-03-31,8");
        let next = with(vec![csv("q2 final.csv", &longer)], remembered());
        let rows = next.mapping.sources.iter().map(|s| s.header_row);
        assert_eq!(rows.collect::<Vec<_>>(), [4]);
        assert_eq!(next.ledger.unwrap().customers().len(), 2);
        // Where the captions are not there, nothing is moved.
        let other = "Account ID,Close,ARR\nX,2026-01-31,9\nY,2026-01-31,7\n";
        let other = with(vec![csv("other.csv", other)], remembered());
        assert_eq!(other.mapping.sources[0].header_row, 1);
    }

    /// Without a column of customers nothing is read; its columns can still be mapped by hand.
    #[test]
    fn what_is_not_read_can_be_mapped() {
        let text = "Ref,Month,Value\n1,2026-01-31,5\n2,2026-01-31,7\n1,2026-02-28,5";
        let imported = arr(vec![csv("a.csv", text)]);
        assert!(imported.ledger.is_none());
        let mut map = imported.unread.first().unwrap().clone();
        assert_eq!(map.columns.len(), 3);
        map.role = Role::Ledger;
        for (column, field) in
            map.columns
                .iter_mut()
                .zip([Field::CustomerId, Field::Close, Field::Amount])
        {
            (column.field, column.confidence) = (field, Confidence::Sure);
        }
        let imported = with(
            vec![csv("a.csv", text)],
            ImportOptions {
                mapping: Some(Mapping { sources: vec![map] }),
                ..ImportOptions::default()
            },
        );
        assert_eq!(imported.ledger.unwrap().customers().len(), 2);
        assert!(imported.unread.is_empty());
    }
}
