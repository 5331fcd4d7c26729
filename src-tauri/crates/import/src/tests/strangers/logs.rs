//! Movement logs and long lists with the close in unusual places.

use crate::testing::*;

const SIGNED: &[&str] = &[
    "Acme 2025-01 100",
    "Acme 2025-02 110",
    "Birch 2025-01 200",
    "Birch 2025-02 200",
    "Birch 2025-03 180",
];

#[test]
fn losses_without_a_sign_are_subtracted() {
    for caption in ["ARR Change", "ARR Amount", "ARR"] {
        let text = format!(
            "Date,Customer,Type,{caption}\n2025-01-05,Acme,New,100\n2025-01-09,Birch,New,200\n2025-02-10,Acme,Expansion,10\n2025-03-01,Acme,Churn,110\n2025-03-05,Birch,Contraction,20\n"
        );
        let imported = bare(vec![csv("log.csv", &text)]);
        exact(&imported, SIGNED);
        assert_eq!(imported.label_differences, []);
        assert!(
            imported
                .evidence
                .answers
                .iter()
                .any(|a| a.question.contains("without a sign"))
        );
    }
}

#[test]
fn losses_in_parentheses_are_subtracted() {
    exact(
        &bare(vec![csv(
            "log.csv",
            "Month,Account,Movement,ARR\nJan-25,Acme,New,100\nJan-25,Birch,New,200\nFeb-25,Acme,Upsell,10\nMar-25,Acme,Churn,(110)\nMar-25,Birch,Downgrade,(20)\n",
        )]),
        SIGNED,
    );
}

#[test]
fn amounts_beside_labels_which_do_not_tell_are_asked_about() {
    let table = csv(
        "log.csv",
        "Date,Customer,Type,ARR\n2025-01-05,Acme,New,100\n2025-01-09,Birch,New,200\n2025-02-10,Acme,Expansion,10\n",
    );
    asks_then(
        vec![table.clone()],
        &["movement-amounts-unknown"],
        decisions(&[("movement-amounts-unknown", "change", "")]),
        &SIGNED[..4],
    );
    let balances = with(
        vec![table],
        decisions(&[("movement-amounts-unknown", "balance", "")]),
    );
    assert_eq!(
        lines(&balances),
        ["Acme 2025-01 100", "Acme 2025-02 10", "Birch 2025-01 200"]
    );
}

#[test]
fn a_bridge_for_each_customer_gives_its_balances() {
    let imported = bare(vec![csv(
        "b.csv",
        "Month,Customer,Opening ARR,New,Expansion,Contraction,Churn,Closing ARR\n2025-01,Acme,0,100,0,0,0,100\n2025-01,Birch,0,200,0,0,0,200\n2025-02,Acme,100,0,10,0,0,110\n2025-02,Birch,200,0,0,0,-200,0\n",
    )]);
    exact(
        &imported,
        &["Acme 2025-01 100", "Acme 2025-02 110", "Birch 2025-01 200"],
    );
}

#[test]
fn a_year_and_its_part_in_two_columns() {
    let two = ["Acme 2025-01 100", "Acme 2025-02 110"];
    for (header, first, second) in [
        ("Year,Month", "2025,1", "2025,2"),
        ("Calendar Year,Month", "2025,January", "2025,February"),
        ("Jahr,Monat", "2025,Januar", "2025,Februar"),
    ] {
        exact(
            &bare(vec![csv(
                "l.csv",
                &format!("{header},Customer,ARR\n{first},Acme,100\n{second},Acme,110\n"),
            )]),
            &two,
        );
    }
    exact(
        &bare(vec![csv(
            "l.csv",
            "Year,Quarter,Customer,ARR\n2025,Q1,Acme,100\n2025,2,Acme,110\n",
        )]),
        &["Acme 2025-03 100", "Acme 2025-06 110"],
    );
    let fiscal = xlsx(
        "l.xlsx",
        "S",
        "Fiscal Year,Fiscal Quarter,Customer,ARR\n2025,1,Acme,100\n2025,2,Acme,110\n",
    );
    asks_then(
        vec![fiscal],
        &["fiscal-year-unknown"],
        decisions(&[("fiscal-year-unknown", "set", "=2")]),
        &["Acme 2024-04 100", "Acme 2024-07 110"],
    );
    exact(
        &bare(vec![xlsx(
            "l.xlsx",
            "S",
            "Month,Customer,ARR\n202501,Acme,100\n202502,Acme,110\n",
        )]),
        &two,
    );
}

#[test]
fn captions_on_every_page_page_numbers_and_footnotes_are_no_data() {
    let text = "Report: ARR,,\nPage 1,,\nCustomer,Month,ARR\nAcme,2025-01,100\nPage 2,,\nCustomer,Month,ARR\nAcme,2025-02,110\n,,\n* Excludes pilots,,\nSource: billing system,,\n";
    let imported = bare(vec![csv("l.csv", text)]);
    exact(&imported, &["Acme 2025-01 100", "Acme 2025-02 110"]);
    let reasons: Vec<_> = imported.evidence.sources[0]
        .set_aside
        .iter()
        .map(|a| (a.reason.as_str(), a.rows))
        .collect();
    assert_eq!(
        reasons,
        [
            ("before the captions", 2),
            ("captions repeated", 1),
            ("heading or remark", 3)
        ]
    );
    assert!(!codes(&imported).contains(&"section-headings"));
}

#[test]
fn blank_dates_are_of_the_date_above_where_the_user_says_so() {
    let table = csv(
        "l.csv",
        "Month,Customer,ARR\n2025-01,Acme,100\n,Birch,200\n2025-02,Acme,110\n,Birch,200\n",
    );
    asks_then(
        vec![table],
        &["bad-date"],
        decisions(&[("bad-date", "fill-down", "")]),
        &[
            "Acme 2025-01 100",
            "Acme 2025-02 110",
            "Birch 2025-01 200",
            "Birch 2025-02 200",
        ],
    );
}

#[test]
fn a_name_stands_for_a_blank_id_where_the_user_says_so() {
    let table = csv(
        "l.csv",
        "Customer ID,Customer Name,Month,ARR\n1,Acme,2025-01,100\n,Birch,2025-01,200\n",
    );
    asks_then(
        vec![table],
        &["blank-id"],
        decisions(&[("blank-id", "use-name", "")]),
        &["1 2025-01 100", "Birch 2025-01 200"],
    );
}

#[test]
fn customers_of_one_name_and_two_ids_are_two() {
    exact(
        &bare(vec![csv(
            "l.csv",
            "Customer ID,Customer Name,Month,ARR\n1,Acme,2025-01,100\n2,Acme,2025-01,200\n",
        )]),
        &["1 2025-01 100", "2 2025-01 200"],
    );
}

#[test]
fn balances_before_and_after_a_net_change() {
    let imported = bare(vec![csv(
        "b.csv",
        "Customer,Month,Beginning MRR,Net change,Ending MRR\nA,2025-01,0,100,100\nA,2025-02,100,-20,80\n",
    )]);
    exact(&imported, &["A 2025-01 1200", "A 2025-02 960"]);
}

#[test]
fn amounts_of_products_side_by_side_are_asked_about() {
    let imported = bare(vec![csv(
        "p.csv",
        "Customer,Month,Core ARR,Add-on ARR\nAcme,2025-01,100,10\nBirch,2025-01,200,0\n",
    )]);
    assert_eq!(errors(&imported), ["two-amount-columns"]);
}

#[test]
fn weeks_of_balances_give_the_last_of_each_month() {
    exact(
        &bare(vec![csv(
            "w.csv",
            "customer,week ending,arr\nA,2025-01-05,10\nB,2025-01-05,20\nA,2025-01-26,11\nB,2025-01-26,20\nA,2025-02-23,12\nB,2025-02-23,20\n",
        )]),
        &[
            "A 2025-01 11",
            "A 2025-02 12",
            "B 2025-01 20",
            "B 2025-02 20",
        ],
    );
}

#[test]
fn rows_of_all_customers_are_totals_and_a_flag_says_who_is_active() {
    let all = "Month,Segment,Customer,ARR\n2025-01,Ent,Acme,100\n2025-01,Ent,Cedar,20\n2025-01,Ent,All,120\n2025-01,SMB,Birch,200\n2025-01,SMB,All,200\n";
    exact(
        &bare(vec![csv("l.csv", all)]),
        &["Acme 2025-01 100", "Birch 2025-01 200", "Cedar 2025-01 20"],
    );
    exact(
        &bare(vec![csv(
            "l.csv",
            "Customer,Month,ARR,Active\nAcme,2025-01,100,Yes\nBirch,2025-01,200,No\n",
        )]),
        &["Acme 2025-01 100"],
    );
}
