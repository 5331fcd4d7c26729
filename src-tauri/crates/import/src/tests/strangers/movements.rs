//! Columns and rows of movements for each customer: new, expansion, downsell, churn, with and without balances (L-7).

use crate::Imported;
use crate::testing::*;

const WANTED: &[&str] = &[
    "Acme 2025-01 100",
    "Acme 2025-02 110",
    "Birch 2025-01 200",
    "Birch 2025-02 200",
    "Birch 2025-03 180",
];

#[track_caller]
fn reads(text: &str, wanted: &[&str]) -> Imported {
    let imported = arr(vec![csv("m.csv", text)]);
    exact(&imported, wanted);
    imported
}

#[test]
fn columns_of_movements_add_up_with_and_without_a_minus() {
    let unsigned = reads(
        "Customer,Month,New,Expansion,Contraction,Churn\nAcme,2025-01,100,0,0,0\nBirch,2025-01,200,0,0,0\nAcme,2025-02,0,10,0,0\nBirch,2025-03,0,0,20,0\nAcme,2025-03,0,0,0,110\n",
        WANTED,
    );
    assert_eq!(unsigned.label_differences, []);
    let signs = |a: &crate::Imported| {
        let mut all = a.evidence.answers.iter();
        all.any(|a| a.question.contains("without a sign"))
    };
    assert!(signs(&unsigned));
    let signed = reads(
        "Customer,Month,New ARR,Upsell ARR,Cross-sell ARR,Downsell ARR,Churned ARR,Net change\nAcme,2025-01,100,,,,,100\nBirch,2025-01,200,,,,,200\nAcme,2025-02,,4,6,,,10\nBirch,2025-03,,,,(20),,-20\nAcme,2025-03,,,,,-110,-110\n",
        WANTED,
    );
    assert!(!signs(&signed));
}

#[test]
fn one_column_may_have_signs_and_another_none() {
    reads(
        "Customer,Month,New,Expansion,Contraction,Churn\nAcme,2025-01,100,0,0,0\nBirch,2025-01,200,0,0,0\nAcme,2025-02,0,10,0,0\nBirch,2025-03,0,0,-20,0\nAcme,2025-03,0,0,0,110\n",
        WANTED,
    );
}

#[test]
fn losses_with_and_without_a_minus_in_one_column_are_asked_about() {
    let table = csv(
        "m.csv",
        "Customer,Month,New ARR,Downsell ARR\nAcme,2025-01,100,0\nBirch,2025-01,200,0\nAcme,2025-02,0,-10\nBirch,2025-02,0,20\n",
    );
    let answered = |repair| {
        let answer = decisions(&[("loss-signs-unknown", repair, "")]);
        lines(&with(vec![table.clone()], answer))
    };
    assert_eq!(errors(&bare(vec![table.clone()])), ["loss-signs-unknown"]);
    assert_eq!(
        answered("minus")[1..],
        ["Acme 2025-02 90", "Birch 2025-01 200", "Birch 2025-02 220"]
    );
    assert_eq!(
        answered("no-minus")[1..],
        ["Acme 2025-02 110", "Birch 2025-01 200", "Birch 2025-02 180"]
    );
}

#[test]
fn what_a_bridge_opens_with_is_the_close_before() {
    let imported = reads(
        "Customer,Month,Opening ARR,New ARR,Expansion ARR,Churn ARR,Closing ARR\nAcme,2025-01,90,0,10,0,100\nBirch,2025-01,0,200,0,0,200\nAcme,2025-02,100,0,0,100,0\nBirch,2025-02,200,0,0,0,200\n",
        &[
            "Acme 2024-12 90",
            "Acme 2025-01 100",
            "Birch 2025-01 200",
            "Birch 2025-02 200",
        ],
    );
    assert_eq!(closes(&imported), "2024-12 2025-01 2025-02");
    // Also where it opens with nothing: who came in its first month is new then.
    let imported = reads(
        "Customer,Month,Opening ARR,New ARR,Churn ARR,Closing ARR\nAcme,2025-01,0,100,0,100\nAcme,2025-02,100,0,0,100\n",
        &["Acme 2025-01 100", "Acme 2025-02 100"],
    );
    assert_eq!(closes(&imported), "2024-12 2025-01 2025-02");
}

#[test]
fn a_bridge_which_does_not_tie_blocks() {
    for (rows, place) in [
        ("Acme,2025-01,0,100,0,0,105\n", 2),
        (
            "Acme,2025-01,0,100,0,0,100\nAcme,2025-02,90,0,10,0,100\n",
            3,
        ),
    ] {
        let text = format!(
            "Customer,Month,Opening ARR,New,Expansion,Churn,Closing ARR\n{rows}Birch,2025-02,0,50,0,0,50\n"
        );
        let table = csv("m.csv", &text);
        let imported = bare(vec![table.clone()]);
        assert_eq!(errors(&imported), ["bridge-does-not-tie"]);
        let found = imported.evidence.findings.of("bridge-does-not-tie").next();
        assert_eq!(found.unwrap().place.row, Some(place));
        let accepted = decisions(&[("bridge-does-not-tie", "accept", "")]);
        assert_eq!(errors(&with(vec![table], accepted)), [""; 0]);
    }
    // The net change which the file states has to be that of its movements.
    let net = "Customer,Month,New ARR,Churn ARR,Net change\nAcme,2025-01,100,0,90\nBirch,2025-01,50,0,50\n";
    assert_eq!(
        errors(&bare(vec![csv("m.csv", net)])),
        ["bridge-does-not-tie"]
    );
}

#[test]
fn products_of_a_customer_add_up_in_a_bridge() {
    reads(
        "Customer,Region,Month,Opening ARR,Expansion,Churn,Closing ARR\nAcme,EU,2025-01,90,10,0,100\nAcme,EU,2025-01,40,0,40,0\n",
        &["Acme 2024-12 130", "Acme 2025-01 100"],
    );
}

#[test]
fn movements_under_periods_and_in_captions() {
    for text in [
        "Customer,Jan-25 New,Jan-25 Expansion,Jan-25 Churn,Feb-25 New,Feb-25 Expansion,Feb-25 Churn\nAcme,100,0,0,0,10,0\nBirch,200,0,0,0,0,20\n",
        "Customer,New Jan 2025,Expansion Jan 2025,Churn Jan 2025,New Feb 2025,Expansion Feb 2025,Churn Feb 2025\nAcme,100,,,,10,\nBirch,200,,,,,20\n",
        ",Jan-25,,,Feb-25,,\nCustomer,New,Expansion,Churn,New,Expansion,Churn\nAcme,100,0,0,0,10,0\nBirch,200,0,0,0,0,-20\n",
        "Customer,Jan-25,,,Feb-25,,\n,New,Expansion,Churn,New,Expansion,Churn\nAcme,100,0,0,0,10,0\nBirch,200,0,0,0,0,-20\n",
    ] {
        reads(
            text,
            &[
                "Acme 2025-01 100",
                "Acme 2025-02 110",
                "Birch 2025-01 200",
                "Birch 2025-02 180",
            ],
        );
    }
}

#[test]
fn a_snowball_has_the_close_before_its_first_and_has_to_tie() {
    let head = ",Jan-25,,,,Feb-25,,,\nCustomer,BoP,New,Churn,EoP,BoP,New,Churn,EoP\n";
    let rows = "Acme,100,0,0,100,100,0,-30,70\nBirch,0,50,0,50,50,0,0,50\n";
    let total = "Total,100,50,0,150,150,0,-30,120\n";
    let imported = reads(
        &format!("{head}{rows}{total}"),
        &[
            "Acme 2024-12 100",
            "Acme 2025-01 100",
            "Acme 2025-02 70",
            "Birch 2025-01 50",
            "Birch 2025-02 50",
        ],
    );
    let totals = |i: &Imported| -> Vec<String> {
        let all = i.evidence.control_totals.iter();
        all.filter_map(|t| t.file_total.map(holdfast_ledger::money_text))
            .collect()
    };
    assert_eq!(totals(&imported), ["150", "120"]);
    let broken = format!("{head}{}", rows.replace("-30,70", "-30,75"));
    assert_eq!(
        errors(&arr(vec![csv("m.csv", &broken)])),
        ["bridge-does-not-tie"]
    );
}

#[test]
fn rows_labelled_by_their_movement_under_months() {
    reads(
        "Customer,Movement,Jan-25,Feb-25,Mar-25\nAcme,New,100,,\nAcme,Expansion,,10,\nAcme,Churn,,,110\nBirch,New,200,,\nBirch,Contraction,,,20\n",
        WANTED,
    );
}

#[test]
fn quarterly_bridges_have_the_closes_of_quarters_only() {
    let imported = reads(
        "Customer,Quarter,Opening ARR,New,Downsell,Churn,Closing ARR\nAcme,Q1 2025,100,0,10,0,90\nAcme,Q2 2025,90,0,0,0,90\nBirch,Q2 2025,0,50,0,0,50\n",
        &[
            "Acme 2024-12 100",
            "Acme 2025-03 90",
            "Acme 2025-06 90",
            "Birch 2025-06 50",
        ],
    );
    assert_eq!(closes(&imported), "2024-12 2025-03 2025-06");
}

#[test]
fn the_mapping_of_movements_given_back_reads_the_same() {
    for text in [
        "Customer,Month,Opening ARR,New ARR,Churn ARR,Closing ARR\nAcme,2025-01,90,10,0,100\nBirch,2025-01,50,0,50,0\n",
        ",Jan-25,,,Feb-25,,\nCustomer,New ARR,Expansion,Churn,New ARR,Expansion,Churn\nAcme,100,0,0,0,10,0\n",
    ] {
        let table = csv("m.csv", text);
        let first = bare(vec![table.clone()]);
        let mapping = crate::Mapping::from_toml(&first.mapping.to_toml()).unwrap();
        let options = crate::ImportOptions {
            mapping: Some(mapping),
            ..crate::ImportOptions::default()
        };
        let again = with(vec![table], options);
        exact(
            &again,
            &lines(&first).iter().map(String::as_str).collect::<Vec<_>>(),
        );
        assert_eq!(closes(&again), closes(&first));
    }
}

#[test]
fn years_across_have_the_closes_of_years_only() {
    let imported = reads(
        "Customer,2024 Opening,2024 New,2024 Churn,2024 Closing,2025 Opening,2025 New,2025 Churn,2025 Closing\nAcme,100,0,0,100,100,0,0,100\nBirch,0,50,0,50,50,0,50,0\n",
        &[
            "Acme 2023-12 100",
            "Acme 2024-12 100",
            "Acme 2025-12 100",
            "Birch 2024-12 50",
        ],
    );
    assert_eq!(closes(&imported), "2023-12 2024-12 2025-12");
    assert_eq!(imported.label_differences, []);
}

#[test]
fn what_opens_on_an_unknown_day_is_not_read() {
    let rows = "Opening ARR,New,Churn,Closing ARR\nAcme,2025-03-31,100,0,10,90\nBirch,2025-03-31,0,50,0,50\n";
    let of_a_day = || vec![csv("m.csv", &format!("Customer,Date,{rows}"))];
    asks_then(
        of_a_day(),
        &["opening-undated"],
        decisions(&[("opening-undated", "accept", "")]),
        &["Acme 2025-03 90", "Birch 2025-03 50"],
    );
    let closed = ["Acme 2025-03 90", "Birch 2025-03 50"];
    for (period, opened) in [
        ("month", "2025-02"),
        ("quarter", "2024-12"),
        ("half-year", "2024-09"),
        ("year", "2024-03"),
    ] {
        let answered = with(of_a_day(), decisions(&[("opening-undated", period, "")]));
        let opened = format!("Acme {opened} 100");
        exact(&answered, &[opened.as_str(), closed[0], closed[1]]);
    }
    let of_a_month = reads(
        &format!("Customer,Month,{rows}"),
        &["Acme 2025-02 100", "Acme 2025-03 90", "Birch 2025-03 50"],
    );
    assert!(!codes(&of_a_month).contains(&"opening-undated"));
}

#[test]
fn flags_of_what_happened_are_no_movements() {
    reads(
        "Customer,Month,ARR,New,Lost\nAcme,2025-01,100,1,0\nBirch,2025-01,200,1,0\nAcme,2025-02,110,0,0\n",
        &["Acme 2025-01 100", "Acme 2025-02 110", "Birch 2025-01 200"],
    );
}

#[test]
fn a_customer_missing_from_a_bridge_of_all_is_asked_about() {
    let head = "Customer,Month,Opening ARR,New,Churn,Closing ARR\nAcme,2025-01,100,0,0,100\nBirch,2025-01,200,0,0,200\n";
    let table = |rows: &str| csv("m.csv", &format!("{head}{rows}"));
    let missing = table("Acme,2025-02,100,0,0,100\n");
    assert_eq!(errors(&bare(vec![missing.clone()])), ["bridge-row-missing"]);
    let accepted = decisions(&[("bridge-row-missing", "accept", "")]);
    assert_eq!(
        lines(&with(vec![missing], accepted)).last().unwrap(),
        "Birch 2025-02 200"
    );
    let churned =
        table("Acme,2025-02,100,0,0,100\nBirch,2025-02,200,0,200,0\nAcme,2025-03,100,0,0,100\n");
    assert_eq!(errors(&bare(vec![churned])), [""; 0]);
    // A log of those who moved says nothing of the others.
    let moved = "Customer,Month,Opening ARR,New,Churn,Closing ARR\nAcme,2025-01,0,100,0,100\nBirch,2025-02,0,200,0,200\n";
    assert_eq!(errors(&bare(vec![csv("m.csv", moved)])), [""; 0]);
}

#[test]
fn a_bridge_of_one_period_has_its_opening_too() {
    let rows = "Customer,Opening ARR,New,Expansion,Downsell,Churn,Closing ARR\nAcme,100,0,20,0,0,120\nBirch,200,0,0,-50,0,150\nCedar,0,70,0,0,0,70\nDogwood,40,0,0,0,-40,0\n";
    let wanted = |opened: &str| {
        [
            format!("Acme {opened} 100"),
            "Acme 2025-03 120".into(),
            format!("Birch {opened} 200"),
            "Birch 2025-03 150".into(),
            "Cedar 2025-03 70".into(),
            format!("Dogwood {opened} 40"),
        ]
    };
    for (title, opened) in [
        ("ARR bridge Q1 2025", "2024-12"),
        ("ARR bridge, March 2025", "2025-02"),
    ] {
        let imported = bare(vec![csv("b.csv", &format!("{title},,,,,,\n{rows}"))]);
        exact(&imported, &wanted(opened).each_ref().map(String::as_str));
        assert_eq!(imported.label_differences, []);
    }
    // Without a title the date is asked for, then the period.
    let table = csv("b.csv", rows);
    assert_eq!(errors(&bare(vec![table.clone()])), ["as-of-unknown"]);
    let dated = as_of("2025-03-31");
    assert_eq!(
        errors(&with(vec![table.clone()], dated)),
        ["opening-undated"]
    );
    let both = decisions(&[
        ("as-of-unknown", "set", "=2025-03-31"),
        ("opening-undated", "quarter", ""),
    ]);
    let answered = with(vec![table.clone()], both.clone());
    exact(&answered, &wanted("2024-12").each_ref().map(String::as_str));
    // The mapping which comes of it reads it so again.
    let mapping = crate::Mapping::from_toml(&answered.mapping.to_toml()).unwrap();
    let again = with(
        vec![table],
        crate::ImportOptions {
            mapping: Some(mapping),
            ..decisions(&[("opening-undated", "quarter", "")])
        },
    );
    assert_eq!(lines(&again), lines(&answered));
}

#[test]
fn rows_between_an_opening_and_a_closing_have_to_tie() {
    let wanted = [
        "Acme 2024-12 100",
        "Acme 2025-01 120",
        "Acme 2025-02 110",
        "Birch 2025-01 200",
        "Birch 2025-02 200",
        "Birch 2025-03 230",
    ];
    let signed = "Customer,Movement,2025-01,2025-02,2025-03\nAcme,Opening ARR,100,120,110\nAcme,New,0,0,0\nAcme,Expansion,20,0,0\nAcme,Downsell,0,-10,0\nAcme,Churn,0,0,-110\nAcme,Net change,20,-10,-110\nAcme,Closing ARR,120,110,0\nBirch,Opening ARR,0,200,200\nBirch,New,200,0,0\nBirch,Expansion,0,0,30\nBirch,Downsell,0,0,0\nBirch,Churn,0,0,0\nBirch,Closing ARR,200,200,230\n";
    let unsigned = "Customer,Line item,Jan-25,Feb-25,Mar-25\nAcme,BoP ARR,100,120,110\nAcme,Upsell,20,,\nAcme,Downgrade,,10,\nAcme,Churn,,,110\nAcme,EoP ARR,120,110,0\nBirch,BoP ARR,,200,200\nBirch,New logo,200,,\nBirch,Upsell,,,30\nBirch,EoP ARR,200,200,230\nTotal,BoP ARR,100,320,310\nTotal,EoP ARR,320,310,230\n";
    for text in [signed, unsigned] {
        let imported = reads(text, &wanted);
        assert_eq!(imported.label_differences, []);
        assert_eq!(closes(&imported), "2024-12 2025-01 2025-02 2025-03");
    }
    let totals = reads(unsigned, &wanted).evidence.control_totals;
    assert!(totals[1..].iter().all(|t| t.file_total == Some(t.imported)));
    for broken in [
        signed.replace("Downsell,0,-10,0", "Downsell,0,-15,0"),
        signed.replace("Opening ARR,100,120,110", "Opening ARR,100,125,110"),
        signed.replace("Net change,20,-10", "Net change,25,-10"),
    ] {
        let imported = bare(vec![csv("m.csv", &broken)]);
        assert_eq!(errors(&imported), ["bridge-does-not-tie"], "{broken}");
    }
}

#[test]
fn movements_between_two_dated_balances_are_of_their_period() {
    let text = "Customer,Beginning ARR (1/1/2025),New,Upsell,Downsell,Churn,Ending ARR (3/31/2025)\nAcme,100,0,20,0,0,120\nBirch,200,0,0,-50,0,150\n";
    asks_then(
        vec![csv("m.csv", text)],
        &["opening-undated"],
        decisions(&[("opening-undated", "quarter", "")]),
        &[
            "Acme 2024-12 100",
            "Acme 2025-03 120",
            "Birch 2024-12 200",
            "Birch 2025-03 150",
        ],
    );
    let broken = text.replace("-50,0,150", "-50,0,160");
    let answered = decisions(&[("opening-undated", "quarter", "")]);
    let imported = with(vec![csv("m.csv", &broken)], answered);
    assert_eq!(errors(&imported), ["bridge-does-not-tie"]);
}
