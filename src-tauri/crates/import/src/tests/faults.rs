//! Each fault of reliability 2: the finding with its cell, the repair, the ledger after it.

use crate::testing::*;
use crate::{DecisionEntry, Decisions, ImportOptions, Imported};
use holdfast_ledger::{AmountKind, Finding, Severity, Table};

fn finding<'a>(imported: &'a Imported, code: &'a str) -> &'a Finding {
    let all = &imported.evidence.findings;
    all.of(code)
        .next()
        .unwrap_or_else(|| panic!("no {code} in {:?}", codes(imported)))
}

fn address(f: &Finding) -> String {
    format!(
        "{}{}",
        f.place.column.clone().unwrap_or_default(),
        f.place.row.map(|r| r.to_string()).unwrap_or_default()
    )
}

fn decide(table: Table, decisions: &[(&str, &str, &str)]) -> Imported {
    let entries = decisions.iter().map(|(code, repair, scope)| DecisionEntry {
        code: (*code).into(),
        repair: (*repair).into(),
        scope: (*scope).into(),
        reason: "as agreed".into(),
        ..DecisionEntry::default()
    });
    with(
        vec![table],
        ImportOptions {
            amounts: Some(AmountKind::Arr),
            decisions: Decisions {
                entries: entries.collect(),
            },
            ..ImportOptions::default()
        },
    )
}

#[test]
fn a_negative_balance_is_held_at_zero_until_decided() {
    // Trap 39.
    let table = csv(
        "l.csv",
        "customer,period,amount\nA,2025-03,100\nB,2025-02,50\nB,2025-03,20\nB,2025-03,-50\nC,2025-03,30\nC,2025-03,-10\n",
    );
    let imported = arr(vec![table.clone()]);
    let f = finding(&imported, "negative-balance");
    assert_eq!(
        (
            f.severity,
            f.rows,
            f.amount.unwrap().to_string(),
            address(f)
        ),
        (Severity::Error, 1, "-30".into(), "C5".into())
    );
    assert_eq!(f.repairs, ["hold-at-zero", "exclude", "set", "accept"]);
    assert_eq!(finding(&imported, "negative-line").rows, 1);
    assert_eq!(
        lines(&imported),
        ["A 2025-03 100", "B 2025-02 50", "C 2025-03 20"]
    );
    let held = decide(table.clone(), &[("negative-balance", "hold-at-zero", "")]);
    assert_eq!((errors(&held), lines(&held)), (vec![], lines(&imported)));
    let decision = &held.evidence.decisions[0];
    assert_eq!(
        (
            decision.repair.as_str(),
            decision.rows,
            decision.amount.unwrap().to_string(),
            decision.reason.as_str()
        ),
        ("hold-at-zero", 2, "30".into(), "as agreed")
    );
    let excluded = decide(table.clone(), &[("negative-balance", "exclude", "B")]);
    assert_eq!(excluded.evidence.sources[0].rows_used, 4);
    let mut set = decide(table.clone(), &[]);
    assert_eq!(errors(&set), ["negative-balance"]);
    let entry = DecisionEntry {
        code: "negative-balance".into(),
        repair: "set".into(),
        value: "45".into(),
        ..DecisionEntry::default()
    };
    set = with(
        vec![table],
        ImportOptions {
            amounts: Some(AmountKind::Arr),
            decisions: Decisions {
                entries: vec![entry],
            },
            ..ImportOptions::default()
        },
    );
    assert_eq!(lines(&set)[2], "B 2025-03 45");
}

#[test]
fn repeated_rows_add_up_and_are_said() {
    let table = csv(
        "l.csv",
        "customer,period,amount\nA,2025-01,100\nA,2025-01,100\nB,2025-01,50\nB,2025-01,70\nB,2025-02,70\n",
    );
    let imported = arr(vec![table.clone()]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        ["A 2025-01 200", "B 2025-01 120", "B 2025-02 70"]
    );
    let twin = finding(&imported, "duplicate-row");
    assert_eq!(
        (twin.rows, twin.amount.unwrap().to_string(), address(twin)),
        (1, "100".into(), "C3".into())
    );
    let same = finding(&imported, "same-customer-close");
    assert_eq!(
        (same.rows, same.amount.unwrap().to_string()),
        (2, "120".into())
    );
    assert_eq!(same.examples[0], "C4: B, 2025-01, 50");
    let kept = decide(
        table,
        &[
            ("duplicate-row", "keep-one", ""),
            ("same-customer-close", "keep-last", "B"),
        ],
    );
    assert_eq!(
        lines(&kept),
        ["A 2025-01 100", "B 2025-01 70", "B 2025-02 70"]
    );
    let source = &kept.evidence.sources[0];
    assert_eq!((source.rows_read, source.rows_used), (5, 3));
    assert_eq!(
        kept.rejected.iter().map(|r| r.row).collect::<Vec<_>>(),
        [3, 4]
    );
}

#[test]
fn rows_without_customer_are_set_aside() {
    let table = csv(
        "l.csv",
        "customer id,customer,period,amount\n1,A,2025-01,100\n,B,2025-01,50\n2,C,2025-01,70\n",
    );
    let imported = arr(vec![table.clone()]);
    let f = finding(&imported, "blank-id");
    assert_eq!(
        (
            f.severity,
            f.rows,
            f.amount.unwrap().to_string(),
            f.place.row
        ),
        (Severity::Error, 1, "50".into(), Some(3))
    );
    assert_eq!(lines(&imported), ["1 2025-01 100", "2 2025-01 70"]);
    let excluded = decide(table, &[("blank-id", "exclude", "")]);
    assert_eq!(errors(&excluded), [""; 0]);
    assert_eq!(
        excluded.evidence.sources[0].set_aside[0].reason,
        "excluded by decision: blank-id"
    );
}

#[test]
fn unreadable_cells_are_quarantined_with_their_address() {
    let text = "customer,close,ARR\nA,2025-01-31,100\nB,2025-01-31,#REF!\nC,2025-01-31,=?\nD,2025-01-31,lots\nE,2025-01-31,12%\nF,someday,10\nG,2025-01-31,\n";
    let imported = bare(vec![xlsx("w.xlsx", "ARR", text)]);
    for (code, cell) in [
        ("error-cell", "C3"),
        ("no-cached-value", "C4"),
        ("not-a-number", "C5"),
        ("percent-amount", "C6"),
        ("bad-date", "B7"),
    ] {
        let f = finding(&imported, code);
        assert_eq!(
            (address(f).as_str(), f.rows, f.severity),
            (cell, 1, Severity::Error),
            "{code}"
        );
    }
    assert_eq!(finding(&imported, "blank-amount").severity, Severity::Info);
    assert_eq!(lines(&imported), ["A 2025-01 100"]);
    let zero = decide(
        xlsx(
            "w.xlsx",
            "ARR",
            "customer,close,ARR\nA,2025-01-31,100\nB,2025-01-31,#REF!\n",
        ),
        &[("error-cell", "zero", "")],
    );
    assert_eq!(
        (
            errors(&zero),
            zero.ledger.as_ref().unwrap().customers().len()
        ),
        (vec![], 2)
    );
}

#[test]
fn one_number_style_a_column_or_a_question() {
    let one = |amount: &str, more: &str| {
        csv(
            "l.csv",
            &format!("customer,period,ARR\nA,2025-01,\"{amount}\"\nB,2025-01,\"{more}\"\n"),
        )
    };
    let imported = bare(vec![one("1.234", "250")]);
    let f = finding(&imported, "number-style-unknown");
    assert!(
        f.message.contains("\"1.234\" is 1.234 or 1234"),
        "{}",
        f.message
    );
    assert_eq!(lines(&imported)[0], "A 2025-01 1.234");
    for (amount, more, read) in [
        ("1.234", "1.234,50", "1234"),
        ("1.234", "0.50", "1.234"),
        ("1,234", "1,234,567", "1234"),
        ("(1,234)", "2,000.00", "-"),
        ("€1.234,56", "5", "1234.56"),
        ("USD 1,234", "USD 12.5", "1234"),
        ("1 234,5", "3", "1234.5"),
        ("1’234.50", "3", "1234.5"),
    ] {
        let imported = bare(vec![one(amount, more)]);
        assert!(
            !codes(&imported).contains(&"number-style-unknown"),
            "{amount}"
        );
        if read != "-" {
            assert_eq!(lines(&imported)[0], format!("A 2025-01 {read}"), "{amount}");
        }
    }
    let entry = DecisionEntry {
        code: "number-style-unknown".into(),
        repair: "comma".into(),
        ..DecisionEntry::default()
    };
    let answered = with(
        vec![one("1.234", "250")],
        ImportOptions {
            decisions: Decisions {
                entries: vec![entry],
            },
            ..ImportOptions::default()
        },
    );
    assert_eq!(
        (errors(&answered), lines(&answered)[0].as_str()),
        (vec![], "A 2025-01 1234")
    );
}

#[test]
fn ambiguous_dates_are_asked_with_both_readings() {
    let table = csv(
        "l.csv",
        "customer,date,ARR\nA,01/02/2025,10\nB,01/03/2025,20\n",
    );
    let imported = bare(vec![table.clone()]);
    let f = finding(&imported, "date-order-unknown");
    assert!(
        f.message.contains("1 February 2025 or 2 January 2025"),
        "{}",
        f.message
    );
    assert_eq!(f.severity, Severity::Error);
    let decided = |repair: &str| {
        let entry = DecisionEntry {
            code: "date-order-unknown".into(),
            repair: repair.into(),
            ..DecisionEntry::default()
        };
        with(
            vec![table.clone()],
            ImportOptions {
                decisions: Decisions {
                    entries: vec![entry],
                },
                ..ImportOptions::default()
            },
        )
    };
    assert_eq!(
        lines(&decided("day-first")),
        ["A 2025-02 10", "B 2025-03 20"]
    );
    assert_eq!(closes(&decided("month-first")), "2025-01");
    let sure = bare(vec![csv(
        "l.csv",
        "customer,date,ARR\nA,01/02/2025,10\nB,28/02/2025,20\n",
    )]);
    assert!(!codes(&sure).contains(&"date-order-unknown"));
}

#[test]
fn total_rows_are_left_out_listed_and_compared() {
    let text = "Customer,2025-01,2025-02\nA,10,20\nB,5,5\nTotal,15,25\n";
    let imported = arr(vec![csv("w.csv", text)]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        ["A 2025-01 10", "A 2025-02 20", "B 2025-01 5", "B 2025-02 5"]
    );
    assert_eq!(finding(&imported, "total-row").place.row, Some(4));
    let totals: Vec<_> = imported
        .evidence
        .control_totals
        .iter()
        .map(|t| (t.imported, t.file_total.unwrap()))
        .collect();
    assert!(totals.iter().all(|(a, b)| a == b) && totals.len() == 2);
    // A total which is not the sum: exact, and said.
    let wrong = arr(vec![csv("w.csv", &text.replace("15,25", "15,26"))]);
    let f = finding(&wrong, "file-total-differs");
    assert_eq!(
        (
            f.severity,
            f.amount.unwrap().to_string(),
            f.message.contains("2025-02-28")
        ),
        (Severity::Error, "1".into(), true)
    );
    let kept = decide(csv("w.csv", text), &[("total-row", "keep", "Total")]);
    assert_eq!(lines(&kept).len(), 6);
}

#[test]
fn a_row_equal_to_the_sum_of_those_above_is_asked() {
    let text = "Customer,2025-01,2025-02\nA,10,20\nB,5,5\nC,1,2\nAll of them,16,27\n";
    let imported = arr(vec![csv("w.csv", text)]);
    assert_eq!(errors(&imported), ["possible-total-row"]);
    assert_eq!(lines(&imported).len(), 8);
    let excluded = decide(
        csv("w.csv", text),
        &[("possible-total-row", "exclude", "All of them")],
    );
    assert_eq!((errors(&excluded), lines(&excluded).len()), (vec![], 6));
    assert_eq!(
        excluded.evidence.control_totals[1]
            .file_total
            .unwrap()
            .to_string(),
        "27"
    );
}

#[test]
fn similar_names_are_proposed_and_never_merged_silently() {
    // Trap 37.
    let table = csv(
        "l.csv",
        "customer,period,amount\nAcme Inc,2025-01,100\n\"ACME, Inc. \",2025-02,100\nBirch,2025-01,1\n",
    );
    let imported = arr(vec![table.clone()]);
    let f = finding(&imported, "similar-names");
    assert_eq!((f.severity, f.rows), (Severity::Warning, 1));
    assert_eq!(lines(&imported).len(), 3);
    let merged = decide(table, &[("similar-names", "merge", "")]);
    assert_eq!(
        lines(&merged),
        [
            "Acme Inc 2025-01 100",
            "Acme Inc 2025-02 100",
            "Birch 2025-01 1"
        ]
    );
}

#[test]
fn unknown_statuses_are_asked_once_a_value() {
    let table = csv(
        "l.csv",
        "customer,period,ARR,status\nA,2025-01,10,Active\nB,2025-01,20,Zombie\nC,2025-01,30,Zombie\nD,2025-01,40,Paused\nE,2025-01,50,Past due\nF,2025-01,0,Trial\n",
    );
    let imported = bare(vec![table.clone()]);
    let f = finding(&imported, "unknown-status");
    assert_eq!((f.rows, f.severity), (2, Severity::Error));
    assert_eq!(
        lines(&imported),
        [
            "A 2025-01 10",
            "B 2025-01 20",
            "C 2025-01 30",
            "E 2025-01 50"
        ]
    );
    let said = decide(table, &[("unknown-status", "cancelled", "Zombie")]);
    assert_eq!(
        (errors(&said), lines(&said)),
        (
            vec![],
            vec!["A 2025-01 10".to_owned(), "E 2025-01 50".to_owned()]
        )
    );
    assert!(
        said.mapping
            .to_toml()
            .contains("\"Zombie\" = \"cancelled\""),
        "{}",
        said.mapping.to_toml()
    );
}

#[test]
fn slips_in_segments_and_two_segments_are_said() {
    let mut text = "customer,period,ARR,segment\n".to_owned();
    for n in 0..12 {
        text += &format!("C{n},2025-01,10,Enterprise\n");
    }
    text += "D,2025-01,10,Enterprse\nE,2025-01,10,SMB\nE,2025-01,5,Enterprise\n";
    let imported = bare(vec![csv("l.csv", &text)]);
    assert_eq!(finding(&imported, "segment-typo").rows, 1);
    assert_eq!(
        finding(&imported, "two-segments").examples,
        ["row 16: E: SMB and Enterprise"]
    );
    let fixed = decide(csv("l.csv", &text), &[("segment-typo", "fix", "")]);
    let ledger = fixed.ledger.unwrap();
    let values: std::collections::BTreeSet<_> = ledger.attributes()[0]
        .values
        .iter()
        .map(|v| ledger.name(*v))
        .collect();
    assert_eq!(
        values.into_iter().collect::<Vec<_>>(),
        ["Enterprise", "SMB"]
    );
}

#[test]
fn currencies_without_rates_are_named() {
    let ledger = csv(
        "l.csv",
        "customer,period,ARR,currency\nA,2025-01,100,USD\nB,2025-01,100,EUR\n",
    );
    let asked = bare(vec![ledger.clone()]);
    assert_eq!(
        errors(&asked),
        ["missing-rate", "reporting-currency-unknown"]
    );
    let usd = || ImportOptions {
        currency: Some("USD".into()),
        ..ImportOptions::default()
    };
    let missing = with(vec![ledger.clone()], usd());
    assert!(
        finding(&missing, "missing-rate")
            .message
            .contains("EUR at 2025-01-31")
    );
    assert_eq!(missing.ledger, None);
    let rates = csv("rates.csv", "currency,close,rate\nEUR,2025-01-31,1.10\n");
    let paid = with(vec![ledger.clone(), rates], usd());
    assert_eq!(
        (errors(&paid), lines(&paid)),
        (
            vec![],
            vec!["A 2025-01 100".to_owned(), "B 2025-01 110".to_owned()]
        )
    );
    for sheet in [
        "Date,EUR,GBP\n2025-01-31,1.10,1.25\n",
        "date,usd_per_eur\n2025-01-15,2\n2025-01-31,1.10\n",
        "date,EURUSD\n2025-01-31,1.10\n",
        "currency,2025-01,2025-02\nEUR,1.10,1.2\n",
    ] {
        let paid = with(vec![ledger.clone(), csv("rates.csv", sheet)], usd());
        assert_eq!(
            lines(&paid).join(", "),
            "A 2025-01 100, B 2025-01 110",
            "{sheet} {:?} {}",
            codes(&paid),
            paid.mapping.to_toml()
        );
    }
}

#[test]
fn renames_are_applied_before_anything_is_netted() {
    // Trap 27: B absorbed A.
    let ledger = csv(
        "l.csv",
        "customer,period,ARR\nA,2025-01,1000\nB,2025-01,10000\nB,2025-02,10000\n",
    );
    let map = csv("map.csv", "from,to,effective\nA,B,2025-02-28\nX,Y,\n");
    let imported = bare(vec![ledger, map]);
    assert_eq!(lines(&imported), ["B 2025-01 11000", "B 2025-02 10000"]);
    let r = &imported.evidence.renames[0];
    assert_eq!(
        (
            r.from.as_str(),
            r.to.as_str(),
            r.rows,
            r.effective.unwrap().to_string()
        ),
        ("A", "B", 1, "2025-02".into())
    );
    assert!(
        finding(&imported, "rename-unused")
            .message
            .contains("\"X\"")
    );
}

#[test]
fn gaps_and_missing_closes_are_said() {
    let imported = bare(vec![csv(
        "l.csv",
        "customer,period,ARR\nA,2025-01,10\nB,2025-01,5\nB,2025-02,5\nA,2025-03,10\nB,2025-03,5\nA,2025-06,10\nB,2025-06,5\n",
    )]);
    assert_eq!(
        finding(&imported, "gap").examples,
        ["row 5: A: 1 close at 0 before 10"]
    );
    assert!(
        finding(&imported, "missing-close")
            .message
            .contains("2025-04, 2025-05")
    );
}

#[test]
fn the_newest_close_may_be_partial() {
    let imported = bare(vec![csv(
        "l.csv",
        "customer,date,ARR\nA,2025-01-31,10\nA,2025-02-17,12\n",
    )]);
    assert_eq!(
        finding(&imported, "partial-close").severity,
        Severity::Warning
    );
    assert_eq!(
        imported.ledger.unwrap().partial().unwrap().to_string(),
        "2025-02-17"
    );
    let months = bare(vec![csv(
        "l.csv",
        "customer,date,ARR\nA,2025-01-01,10\nA,2025-02-01,12\n",
    )]);
    assert_eq!(
        (
            lines(&months)[1].as_str(),
            months.ledger.as_ref().unwrap().partial()
        ),
        ("A 2025-02 12", None)
    );
    assert!(codes(&months).contains(&"first-of-month"));
}

#[test]
fn several_balances_a_month_give_the_last_one() {
    let mut text = "customer,date,ARR\n".to_owned();
    for (day, a, b) in [
        ("2025-01-10", 10, 5),
        ("2025-01-20", 11, 5),
        ("2025-01-31", 12, 6),
        ("2025-02-10", 13, 6),
        ("2025-02-28", 14, 7),
    ] {
        text += &format!("A,{day},{a}\nB,{day},{b}\n");
    }
    let imported = bare(vec![csv("l.csv", &text)]);
    assert_eq!(
        lines(&imported),
        ["A 2025-01 12", "A 2025-02 14", "B 2025-01 6", "B 2025-02 7"]
    );
    assert_eq!(finding(&imported, "earlier-date").rows, 6);
}

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
fn decisions_that_do_nothing_are_said() {
    let table = csv("l.csv", "customer,period,amount\nA,2025-01,100\n");
    let imported = decide(
        table.clone(),
        &[
            ("negative-balance", "exclude", ""),
            ("negative-balance", "forget", ""),
            ("nonsense", "x", ""),
        ],
    );
    assert_eq!(
        codes(&imported),
        ["decision-unknown", "decision-unknown", "decision-unused"]
    );
}

#[test]
fn a_gap_is_left_or_filled() {
    let table = csv(
        "l.csv",
        "customer,period,ARR\nA,2025-01,10\nB,2025-01,5\nB,2025-02,5\nA,2025-03,10\nB,2025-03,5\n",
    );
    let filled = decide(table.clone(), &[("gap", "fill", "A")]);
    assert_eq!(lines(&filled)[1], "A 2025-02 10");
    assert!(!codes(&filled).contains(&"gap"));
    assert_eq!(filled.evidence.decisions[0].rows, 1);
    let left = decide(table, &[("gap", "leave", "")]);
    assert_eq!(
        (lines(&left).len(), finding(&left, "gap").severity),
        (5, Severity::Info)
    );
}

#[test]
fn overlapping_lines_add_up_or_the_later_replaces_the_earlier() {
    let table = csv(
        "c.csv",
        "customer,product,start,end,ARR\nA,Core,2025-01-01,2025-03-31,100\nA,Core,2025-02-01,2025-04-30,120\nB,Core,2025-04-01,,5\n",
    );
    let both = decide(table.clone(), &[]);
    assert_eq!(lines(&both)[1], "A 2025-02 220");
    assert_eq!(
        finding(&both, "overlapping-lines").examples,
        ["row 3: A, also row 2"]
    );
    let later = decide(table, &[("overlapping-lines", "keep-later", "")]);
    assert_eq!(
        lines(&later)[..3],
        ["A 2025-01 100", "A 2025-02 120", "A 2025-03 120"]
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
fn rejected_rows_can_be_handed_back() {
    let table = csv(
        "l.csv",
        "customer,period,ARR\nA,2025-01,100\n,2025-01,-50\nB,=cmd,7\n",
    );
    let imported = bare(vec![table.clone()]);
    let text = crate::rejected_csv(&imported, &[&table]);
    assert_eq!(
        text,
        "file,sheet,row,reason,cells\nl.csv,,3,blank id,,2025-01,-50\nl.csv,,4,bad date,B,'=cmd,7\n"
    );
}

#[test]
fn two_exports_are_compared_by_cause() {
    use crate::{Cause, diff};
    let old = bare(vec![csv(
        "o.csv",
        "customer,period,ARR,segment\nA,2025-01,100,SMB\nB,2025-01,50,SMB\nC,2025-01,7,Mid\nD,2025-01,9,Mid\n",
    )]);
    let new = bare(vec![
        csv(
            "n.csv",
            "customer,period,ARR,segment\nA,2025-01,90,SMB\nB,2025-01,50,Mid\nE,2025-01,3,Mid\nD2,2025-01,9,Mid\nA,2025-02,1,SMB\n",
        ),
        csv("m.csv", "from,to\nD,D2\nD2,D3\n"),
    ]);
    let d = diff(
        old.ledger.as_ref().unwrap(),
        new.ledger.as_ref().unwrap(),
        &new.evidence.renames,
    );
    let told: Vec<_> = d
        .changes
        .iter()
        .map(|c| {
            (
                c.customer.as_str(),
                (c.after - c.before).to_string(),
                c.cause,
            )
        })
        .collect();
    assert_eq!(told[0], ("A", "-10".to_owned(), Cause::AmountCorrected));
    assert_eq!(told[1], ("C", "-7".to_owned(), Cause::CustomerRemoved));
    assert!(told.contains(&("E", "3".to_owned(), Cause::CustomerAdded)));
    assert!(told.contains(&("D3", "9".to_owned(), Cause::RenamedOrMerged)));
    assert_eq!(
        (
            d.resegmented[0].customer.as_str(),
            d.resegmented[0].after.as_str()
        ),
        ("B", "Mid")
    );
    assert_eq!(d.closes_added.len(), 1);
    // Old plus changes is new.
    let sum: holdfast_ledger::Decimal = d.changes.iter().map(|c| c.after - c.before).sum();
    assert_eq!(sum.to_string(), "-14");
    assert!(
        diff(
            old.ledger.as_ref().unwrap(),
            old.ledger.as_ref().unwrap(),
            &[]
        )
        .is_empty()
    );
}
