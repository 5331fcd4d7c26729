//! What stands in files in which no negotiation log was recognised.

use holdfast_import::Imported;
use holdfast_import::mapping::SourceMapping;

/// Captions which are named of one table.
const NAMED: usize = 12;

/// The tables which were found instead, each with its layout and captions; empty where there is none.
pub(crate) fn found_instead(imported: &Imported) -> String {
    let all = imported.mapping.sources.iter().chain(&imported.unread);
    let tables: Vec<String> = all.map(in_words).collect();
    if tables.is_empty() {
        return String::new();
    }
    format!("; found there: {}", tables.join("; "))
}

fn in_words(source: &SourceMapping) -> String {
    let mut captions: Vec<&str> = source.columns.iter().map(|c| c.caption.trim()).collect();
    captions.retain(|c| !c.is_empty());
    let more = captions.len().saturating_sub(NAMED);
    captions.truncate(NAMED);
    let name = if source.sheet.is_empty() {
        source.file.clone()
    } else {
        format!("sheet \"{}\" of {}", source.sheet, source.file)
    };
    let mut named = captions.join(", ");
    if named.is_empty() {
        "no captions".clone_into(&mut named);
    }
    if more > 0 {
        named += &format!(" and {more} more");
    }
    format!("{name} ({}) with {named}", source.layout.words())
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_import::{Book, ImportOptions, Unwatched, recognise};
    use holdfast_ledger::TableBuilder;

    #[test]
    fn tables_are_named_by_their_captions() {
        let mut table = TableBuilder::new("a.csv", "", &"ab".repeat(32));
        for (number, row) in [["Customer", "Close", "ARR"], ["Acme", "2025-01-31", "100"]]
            .iter()
            .enumerate()
        {
            for (column, cell) in row.iter().enumerate() {
                table.text(column as u16, cell);
            }
            table.end_row(number as u32 + 1);
        }
        let book = Book {
            file: "a.csv".to_owned(),
            tables: vec![table.finish()],
            ..Book::default()
        };
        let imported = recognise(&[book], &ImportOptions::default(), &Unwatched);
        assert_eq!(
            found_instead(&imported),
            "; found there: a.csv (long ledger) with Customer, Close, ARR"
        );
        assert_eq!(found_instead(&Imported::default()), "");
    }
}
