//! Sheets, captions, files.

use super::*;

#[test]
fn what_is_missing_is_named() {
    let code = |text: &str| errors(&bare(vec![csv("f.csv", text)])).join(" ");
    assert_eq!(
        code("period,new,churn,mrr\n2025-01,10,5,100\n2025-02,1,5,90\n"),
        "no-customer-column"
    );
    assert_eq!(
        code("customer,period,region\nA,2025-01,EU\nB,2025-01,US\n"),
        "no-amount-column"
    );
    assert_eq!(code("customer,period,amount\n"), "no-rows");
    let two = bare(vec![csv(
        "f.csv",
        "customer,period,Contracted ARR,Live ARR\nA,2025-01,10,12\nB,2025-01,10,30\n",
    )]);
    let f = finding(&two, "two-amount-columns");
    assert!(
        f.message.contains("Contracted ARR")
            && f.message.contains("Live ARR")
            && f.hint.contains("field")
    );
}

#[test]
fn hidden_sheets_are_named_and_not_imported() {
    let mut hidden = xlsx("w.xlsx", "Old", "Customer,Close,ARR\nA,2025-01-31,999\n");
    hidden.hidden = true;
    let imported = bare(vec![
        xlsx("w.xlsx", "New", "Customer,Close,ARR\nA,2025-01-31,10\n"),
        hidden,
    ]);
    assert_eq!(lines(&imported), ["A 2025-01 10"]);
    assert!(
        finding(&imported, "hidden-sheet")
            .message
            .contains("\"Old\"")
    );
}

fn filtered() -> holdfast_ledger::Table {
    let text = "Customer,Region,ARR 2025-01,ARR 2025-02\nAcme,EU,100,110\nBirch,US,20,20\nCedar,US,30,30\nDogwood,EU,40,40\nTotal,,190,200\n";
    let mut table = xlsx("w.xlsx", "ARR", text);
    table.hidden_rows = vec![3..=4];
    table
}

#[test]
fn hidden_rows_are_read_and_said_and_left_out_by_decision() {
    let imported = bare(vec![filtered()]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(lines(&imported).len(), 8);
    let said = finding(&imported, "hidden-rows");
    assert_eq!((said.rows, said.place.row), (2, Some(3)));
    assert_eq!(said.examples, ["row 3: Birch", "row 4: Cedar"]);
    assert!(
        said.message
            .starts_with("2 rows of sheet \"ARR\" of w.xlsx are hidden")
    );
    let kept = with(vec![filtered()], decisions(&[("hidden-rows", "keep", "")]));
    assert_eq!(lines(&kept), lines(&imported));
    assert_eq!(finding(&kept, "hidden-rows").severity, Severity::Info);
    // Left out, they are in the account of the sheet, and the file's own total says what it counted.
    let scope = "sheet \"ARR\" of w.xlsx";
    let out = with(
        vec![filtered()],
        decisions(&[("hidden-rows", "exclude", scope)]),
    );
    assert_eq!(errors(&out), ["file-total-differs", "file-total-differs"]);
    let wanted = [
        "Acme 2025-01 100",
        "Acme 2025-02 110",
        "Dogwood 2025-01 40",
        "Dogwood 2025-02 40",
    ];
    assert_eq!(lines(&out), wanted);
    let source = &out.evidence.sources[0];
    assert_eq!((source.rows_read, source.rows_used), (5, 2));
    let aside: Vec<_> = source
        .set_aside
        .iter()
        .map(|s| (s.reason.as_str(), &s.row_numbers[..]))
        .collect();
    let hidden = ("excluded by decision: hidden-rows", &[3, 4][..]);
    assert!(aside.contains(&hidden), "{aside:?}");
    assert_eq!(out.evidence.decisions[0].rows, 2);
}

#[test]
fn hidden_columns_which_are_read_are_said_and_left_out_by_decision() {
    let mut table = filtered();
    (table.hidden_rows, table.hidden_columns) = (vec![], vec![2..=2, 7..=9]);
    let imported = bare(vec![table.clone()]);
    let said = finding(&imported, "hidden-columns");
    assert_eq!(
        said.message,
        "Column C of sheet \"ARR\" of w.xlsx is hidden in the file; read like the others for now."
    );
    assert_eq!(lines(&imported).len(), 8);
    let out = with(vec![table], decisions(&[("hidden-columns", "exclude", "")]));
    assert_eq!((errors(&out), closes(&out)), (vec![], "2025-02".into()));
    // What nobody reads may be hidden without a word.
    let mut notes = xlsx(
        "w.xlsx",
        "ARR",
        "Customer,ARR 2025-01,Growth %\nAcme,100,5\n",
    );
    notes.hidden_columns = vec![2..=2];
    assert!(!codes(&bare(vec![notes])).contains(&"hidden-columns"));
}

#[test]
fn two_exports_of_the_same_closes_do_not_double() {
    let one = csv(
        "q1.csv",
        "customer,period,ARR\nA,2025-01,10\nA,2025-02,11\n",
    );
    let mut two = csv(
        "q2.csv",
        "customer,period,ARR\nA,2025-02,12\nA,2025-03,13\n",
    );
    two.sha256 = "cd".repeat(32);
    let imported = bare(vec![one, two]);
    assert_eq!(errors(&imported), ["overlapping-sources"]);
    assert_eq!(
        lines(&imported),
        ["A 2025-01 10", "A 2025-02 12", "A 2025-03 13"]
    );
}

#[test]
fn a_file_without_captions_is_asked_about() {
    let table = csv(
        "l.csv",
        "Alder,2025-01,100.50\nBirch,2025-01,20\nAlder,2025-02,90\n",
    );
    let imported = arr(vec![table]);
    assert_eq!(errors(&imported), ["no-header"]);
    assert_eq!(
        lines(&imported),
        [
            "Alder 2025-01 100.5",
            "Alder 2025-02 90",
            "Birch 2025-01 20"
        ]
    );
}

#[test]
fn the_row_of_captions_can_be_moved() {
    let table = csv(
        "l.csv",
        "customer,period,ARR\nold,captions,here\nCustomer,Month,MRR\nA,2025-01,10\nB,2025-01,20\nC,2025-01,30\n",
    );
    let text = "[[source]]\nfile = \"l.csv\"\nrole = \"ledger\"\nlayout = \"long\"\nheader-row = 3\nlast-row = 5\namounts = \"mrr\"\ncolumns = [\n { column = \"A\", caption = \"Customer\", field = \"customer-name\" },\n { column = \"B\", caption = \"Month\", field = \"close\" },\n { column = \"C\", caption = \"MRR\", field = \"amount\" },\n]\n";
    let mapping = crate::Mapping::from_toml(text).unwrap();
    let imported = with(
        vec![table],
        ImportOptions {
            mapping: Some(mapping),
            ..ImportOptions::default()
        },
    );
    assert_eq!(
        (errors(&imported), lines(&imported)),
        (
            vec![],
            vec!["A 2025-01 120".to_owned(), "B 2025-01 240".to_owned()]
        )
    );
    assert_eq!(imported.evidence.sources[0].range, "A3:C5");
}

#[test]
fn a_hidden_sheet_is_said_once_and_can_be_included() {
    // The reader names hidden sheets too; one finding is enough.
    let mut hidden = xlsx("w.xlsx", "Old", "Customer,Close,ARR\nA,2025-01-31,999\n");
    hidden.hidden = true;
    let mut books = books(vec![
        xlsx("w.xlsx", "New", "Customer,Close,ARR\nA,2025-02-28,10\n"),
        hidden,
    ]);
    let said = Finding::new(
        "hidden-sheet",
        Severity::Info,
        "The workbook has hidden sheets: Old.",
        "",
    );
    books[0].findings.push(said);
    let imported = crate::recognise(&books, &ImportOptions::default(), &crate::Unwatched);
    assert_eq!(imported.evidence.findings.of("hidden-sheet").count(), 1);
    let included = crate::recognise(
        &books,
        &decisions(&[("hidden-sheet", "include", "Old")]),
        &crate::Unwatched,
    );
    exact(&included, &["A 2025-01 999", "A 2025-02 10"]);
}

#[test]
fn a_file_which_may_be_cut_short_is_accepted() {
    let mut books = books(vec![csv("l.csv", "customer,period,ARR\nA,2025-01,10\n")]);
    let mut cut = Finding::new(
        "rows-missing",
        Severity::Error,
        "Sheet S declares 9 rows.",
        "Export it again.",
    );
    cut.repairs = vec!["accept".into()];
    cut.rows = 7;
    books[0].findings.push(cut.at(holdfast_ledger::Place {
        file: "l.csv".into(),
        ..Default::default()
    }));
    let import = |options: &ImportOptions| crate::recognise(&books, options, &crate::Unwatched);
    assert_eq!(errors(&import(&ImportOptions::default())), ["rows-missing"]);
    let accepted = import(&decisions(&[("rows-missing", "accept", "l.csv")]));
    exact(&accepted, &["A 2025-01 10"]);
    assert_eq!(accepted.evidence.decisions[0].rows, 7);
    let other = import(&decisions(&[("rows-missing", "accept", "other.csv")]));
    assert_eq!(errors(&other), ["rows-missing"]);
}

/// The mapping of one file used on another.
fn remapped(old: Table, new: Table) -> Imported {
    let mapping = arr(vec![old]).mapping.to_toml();
    let options = ImportOptions {
        mapping: crate::Mapping::from_toml(&mapping).ok(),
        ..ImportOptions::default()
    };
    with(vec![new], options)
}

#[test]
fn a_mapping_which_no_longer_fits_says_what_changed() {
    let old = || {
        xlsx(
            "arr.xlsx",
            "ARR",
            "Customer,Region,Close,ARR\nA,EU,2025-01-31,10\n",
        )
    };
    // Moved columns, another sheet and file name: it fits.
    let moved = xlsx(
        "arr-q2.xlsx",
        "Export",
        "ARR,Close,Customer,Region\n12,2025-04-30,A,EU\n",
    );
    exact(&remapped(old(), moved), &["A 2025-04 12"]);
    // More columns than before: it fits, and the new one is taken for what its caption says.
    let added = xlsx(
        "arr.xlsx",
        "ARR",
        "Customer,Region,Close,ARR,Tier\nA,EU,2025-04-30,12,Gold\nB,EU,2025-04-30,1,Gold\n",
    );
    let added = remapped(old(), added);
    exact(&added, &["A 2025-04 12", "B 2025-04 1"]);
    assert_eq!(added.ledger.unwrap().attributes().len(), 2);
    // A column renamed, a column gone: what is gone and what is new there.
    let renamed = xlsx(
        "arr.xlsx",
        "ARR",
        "Customer,Region,Close,Exit ARR\nA,EU,2025-04-30,12\n",
    );
    let finding = |imported: &Imported| {
        imported
            .evidence
            .findings
            .of("mapping-changed")
            .next()
            .map(|f| f.message.clone())
    };
    let said = finding(&remapped(old(), renamed)).unwrap();
    assert!(
        said.contains("gone from it: ARR; new there: Exit ARR"),
        "{said}"
    );
    let gone = xlsx("arr.xlsx", "ARR", "Customer,Close,ARR\nA,2025-04-30,12\n");
    let said = finding(&remapped(old(), gone)).unwrap();
    assert!(said.contains("gone from it: Region."), "{said}");
}
