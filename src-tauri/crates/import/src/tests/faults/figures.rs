//! Figures: styles, signs, errors, percentages, currencies.

use super::*;

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
fn a_plan_rate_has_the_unit_its_cell_or_caption_says_or_is_asked_about() {
    // Trap 25: 5, 0.05 and 5 % are never guessed.
    let planned = |text: &str, options: ImportOptions| {
        let ledger = csv("arr.csv", "customer,period,ARR\nA,2025-03,10\n");
        let imported = with(vec![ledger, csv("plan.csv", text)], options);
        let plan = imported.plan.clone().unwrap();
        let values: Vec<String> = plan
            .figures
            .iter()
            .map(|f| holdfast_ledger::money_text(f.value))
            .collect();
        (errors(&imported).join(" "), values.join(" "))
    };
    let bare = |text: &str| planned(text, ImportOptions::default());
    let exact = |values: &str| (String::new(), values.to_owned());
    assert_eq!(
        bare("measure,period,value\nchurn rate,Q1 2025,5%\nNRR,Q1 2025,105%\n"),
        exact("0.05 1.05")
    );
    assert_eq!(
        bare("measure,period,value\nchurn rate,Q1 2025,0.05\nNRR,Q1 2025,1.05\n"),
        exact("0.05 1.05")
    );
    assert_eq!(
        bare("measure,2025-01,2025-02\nchurn rate %,5,0.5\nNRR (%),105,98\n"),
        exact("0.05 0.005 1.05 0.98")
    );
    let plain = "measure,2025-01,2025-02\nchurn rate,5,0.5\ndownsell_arr,5000,5\n";
    assert_eq!(
        bare(plain),
        ("plan-unit-unknown".into(), "0.05 0.005 5000 5".into())
    );
    let said = |repair| {
        planned(
            plain,
            decisions(&[("plan-unit-unknown", repair, "churn_rate")]),
        )
    };
    assert_eq!(said("percent"), exact("0.05 0.005 5000 5"));
    assert_eq!(said("fraction"), exact("5 0.5 5000 5"));
}

#[test]
fn a_plan_is_read_in_its_own_style() {
    let ledger = csv("arr.csv", "customer,period,ARR\nA,2025-03,10\n");
    let plan = |text: &str| {
        with(
            vec![ledger.clone(), csv("plan.csv", text)],
            ImportOptions::default(),
        )
    };
    let german = plan("measure,period,value\ndownsell_arr,31.03.2025,\"1.234,50\"\n");
    assert_eq!(german.plan.unwrap().figures[0].value.to_string(), "1234.50");
    let either = plan("measure,period,value\ndownsell_arr,2025-03,\"1,234\"\n");
    assert_eq!(errors(&either), ["number-style-unknown"]);
    let fiscal = plan("measure,FY25 Q1\ndownsell_arr,5\nchurn_arr,6\n");
    assert_eq!(errors(&fiscal), ["fiscal-year-unknown"]);
}

/// Reliability section 1: what another program could not compute is set aside with its address, and is no blank.
#[test]
fn nan_and_infinity_are_set_aside() {
    let table = csv(
        "l.csv",
        "customer,period,ARR\nA,2025-01,100\nB,2025-01,NaN\nC,2025-01,INF\nD,2025-01,1e400\nE,2025-01,n/a\nA,2025-02,90\n",
    );
    let imported = arr(vec![table]);
    let f = finding(&imported, "not-a-number");
    assert_eq!(
        (f.severity, f.rows, address(f)),
        (Severity::Error, 3, "C3".into())
    );
    assert_eq!(finding(&imported, "blank-amount").rows, 1, "n/a is a blank");
    assert_eq!(lines(&imported), ["A 2025-01 100", "A 2025-02 90"]);
}
