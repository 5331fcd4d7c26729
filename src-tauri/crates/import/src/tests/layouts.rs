//! One file a layout.

use crate::ImportOptions;
use crate::testing::*;
use holdfast_ledger::AmountKind;

#[test]
fn a_simple_long_ledger_asks_only_what_its_amounts_are() {
    let table = csv(
        "ledger.csv",
        "customer,period,amount\nA,2024-02,10000\nB,2024-02,5000\nA,2024-03,8000.50\n",
    );
    let imported = bare(vec![table.clone()]);
    assert_eq!(errors(&imported), ["amount-kind-unknown"]);
    assert_eq!(
        lines(&imported),
        ["A 2024-02 10000", "A 2024-03 8000.5", "B 2024-02 5000"]
    );
    assert_eq!(closes(&imported), "2024-02 2024-03");
    let imported = with(
        vec![table],
        ImportOptions {
            amounts: Some(AmountKind::Mrr),
            ..ImportOptions::default()
        },
    );
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(lines(&imported)[0], "A 2024-02 120000");
    let source = &imported.evidence.sources[0];
    assert_eq!(
        (source.rows_read, source.rows_used, source.range.as_str()),
        (3, 3, "A1:C4")
    );
    assert_eq!(imported.evidence.control_totals.len(), 2);
}

#[test]
fn segments_and_products_come_along() {
    let table = csv(
        "l.csv",
        "customer,period,amount,product,segment,channel\nA,2024-01,100,Gold,SMB,Direct\nA,2024-01,60,Silver,SMB,Direct\nA,2024-02,100,Gold,SMB,Direct\nB,2024-01,10,Gold,Mid,Partner\nB,2024-02,10,Gold,Mid,Partner\n",
    );
    let imported = arr(vec![table]);
    assert_eq!(errors(&imported), [""; 0]);
    let ledger = imported.ledger.as_ref().unwrap();
    let names: Vec<_> = ledger
        .attributes()
        .iter()
        .map(|a| a.name.as_str())
        .collect();
    assert_eq!(names, ["segment", "channel"]);
    assert_eq!(ledger.name(ledger.entries()[0].line), "Gold");
}

#[test]
fn wide_months_cover_their_closes_also_where_empty() {
    let table = xlsx(
        "w.xlsx",
        "ARR",
        "Customer,Region,2024-01-31,2024-02-29,2024-03-31\nA,EU,100,100,\nB,US,50,,\n,,,,\n",
    );
    let imported = bare(vec![table]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        ["A 2024-01 100", "A 2024-02 100", "B 2024-01 50"]
    );
    assert_eq!(closes(&imported), "2024-01 2024-02 2024-03");
}

#[test]
fn contract_lines_are_in_force_from_start_to_end() {
    // Trap 11: an open end is still running.
    let table = csv(
        "c.csv",
        "customer,start,end,amount\nA,2025-01-01,2025-03-01,40\nA,2025-01-01,,60\n",
    );
    let imported = arr(vec![table]);
    assert_eq!(
        lines(&imported),
        ["A 2025-01 100", "A 2025-02 100", "A 2025-03 60"]
    );
}

/// L-6: an end date is covered, whatever another product happens to start on that day; where the same product begins
/// anew on it, the two would overlap.
#[test]
fn an_end_is_covered_unless_the_product_starts_anew_on_it() {
    let last = |second: &str| {
        let rows = format!(
            "customer,product,start,end,ARR\nA,Core,2025-01-01,2025-02-28,40\nA,{second},2025-02-28,2025-12-31,60\nB,Core,2025-01-01,2025-02-28,5\nB,Seats,2025-01-01,2025-12-31,7\n"
        );
        let imported = with(vec![csv("c.csv", &rows)], as_of("2025-02-28"));
        lines(&imported)[2..].join(", ")
    };
    assert_eq!(last("Seats"), "B 2025-01 12, B 2025-02 12");
    assert_eq!(last("Core"), "B 2025-01 12, B 2025-02 7");
}

#[test]
fn rates_in_the_rows_lead_to_the_reporting_currency() {
    let table = csv(
        "fx.csv",
        "customer,subscription,currency,amount,period,usd_per_eur,locked_rate\nU,monthly,USD,100,2024-01,1.07,\nU,annual,USD,100,2024-01,1.07,1.07\nU,monthly,USD,100,2024-03,1.15,\nU,annual,USD,100,2024-03,1.15,1.07\n",
    );
    let imported = arr(vec![table]);
    assert_eq!(errors(&imported), [""; 0]);
    let ledger = imported.ledger.as_ref().unwrap();
    assert_eq!(ledger.reporting(), "EUR");
    let total: Vec<_> = imported
        .evidence
        .control_totals
        .iter()
        .map(|t| holdfast_ledger::round_half_away(t.imported, 12).to_string())
        .collect();
    assert_eq!(total, ["186.915887850467", "180.414465664364"]);
    assert!(codes(&imported).contains(&"missing-close"));
}

#[test]
fn a_negotiation_log_comes_through_the_same_door() {
    let log = csv(
        "log.csv",
        "Request ID,Customer,Requested On,Request Kind,ARR Before,ARR Asked For,Resolved On,Outcome,ARR After\nR1,Alder,2027-01-05,seat reduction,100000,70000,2027-01-25,right-sized,80000\n",
    );
    assert_eq!(
        errors(&bare(vec![log.clone()])),
        ["as-of-unknown"],
        "the age of its open requests needs a day, and there is no ledger"
    );
    let imported = with(vec![log], as_of("2027-01-31"));
    assert_eq!(imported.requests.as_ref().unwrap().requests.len(), 1);
    assert_eq!(imported.ledger, None);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(imported.evidence.sources[0].layout, "negotiation log");
}

#[test]
fn months_under_a_band_of_years_and_forecasts_beside_actuals() {
    let text = ",Actual,,,Forecast,\n,2024,,,,\nCustomer,Oct,Nov,Dec,2025-01,2025-02\nA,10,11,12,99,99\nB,1,2,3,99,99\n";
    let imported = bare(vec![csv("ARR.csv", text)]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(closes(&imported), "2024-10 2024-11 2024-12");
    assert_eq!(lines(&imported)[2], "A 2024-12 12");
}

#[test]
fn quarters_fiscal_quarters_and_coarser_columns() {
    let quarters = bare(vec![csv(
        "ARR.csv",
        "Customer,Q1 2024,Q2 2024\nA,10,11\nB,1,2\n",
    )]);
    assert_eq!(closes(&quarters), "2024-03 2024-06");
    assert!(!codes(&quarters).contains(&"missing-close"));
    let fiscal = csv("ARR.csv", "Customer,FY25 Q1,FY25 Q2\nA,10,11\nB,1,2\n");
    assert_eq!(errors(&bare(vec![fiscal.clone()])), ["fiscal-year-unknown"]);
    let february = ImportOptions {
        fiscal_year_start: holdfast_ledger::FiscalYear::starting(2),
        ..ImportOptions::default()
    };
    let said = with(vec![fiscal], february);
    assert_eq!(
        (errors(&said), closes(&said)),
        (vec![], "2024-04 2024-07".to_owned())
    );
    let both = bare(vec![csv(
        "ARR.csv",
        "Customer,2024-01,2024-02,2024-03,Q1 2024,2024\nA,1,2,3,3,9\nB,1,2,3,3,9\n",
    )]);
    assert_eq!(closes(&both), "2024-01 2024-02 2024-03");
    assert!(codes(&both).contains(&"coarse-columns"));
}

#[test]
fn a_current_amount_and_ratios_beside_the_months_are_no_history() {
    let text = "Customer,Current MRR,2024-01,2024-02,Growth\nA,99,10,20,100%\nB,98,1,2,100%\n";
    let imported = bare(vec![csv("MRR.csv", text)]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "A 2024-01 120",
            "A 2024-02 240",
            "B 2024-01 12",
            "B 2024-02 24"
        ]
    );
    assert!(codes(&imported).contains(&"current-column"));
    assert!(
        imported
            .evidence
            .ignored_columns
            .contains(&"Growth".to_owned())
    );
}

#[test]
fn thousands_are_told_by_captions_and_titles() {
    let caption = bare(vec![csv(
        "x.csv",
        "Customer,Month,ARR ($K)\nA,2024-01,10.5\n",
    )]);
    assert_eq!(lines(&caption), ["A 2024-01 10500"]);
    let title = bare(vec![csv(
        "x.csv",
        "ARR by customer ($ in thousands)\nCustomer,2024-01,2024-02\nA,10,11\n",
    )]);
    assert_eq!(lines(&title), ["A 2024-01 10000", "A 2024-02 11000"]);
}

#[test]
fn contract_values_over_a_term_are_brought_to_a_year() {
    // L-6: a two-year 200,000 is 100,000 ARR.
    let text = "Customer,Start,End,Total contract value\nA,2024-01-01,2025-12-31,200000\nB,2024-01-15,2024-07-14,600\n";
    let as_of = ImportOptions {
        as_of: "2024-02-29".parse().ok(),
        ..ImportOptions::default()
    };
    let imported = with(vec![csv("c.csv", text)], as_of.clone());
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "A 2024-01 100000",
            "A 2024-02 100000",
            "B 2024-01 1200",
            "B 2024-02 1200"
        ]
    );
    // Trap 21: an annual invoice is spread over its service dates.
    let text = "customer,invoice,amount,service\nA,2025-01-01,1200,2025-01-01..2025-12-31\n";
    let spread = with(
        vec![csv("i.csv", text)],
        ImportOptions {
            as_of: "2025-02-28".parse().ok(),
            ..ImportOptions::default()
        },
    );
    assert_eq!(lines(&spread), ["A 2025-01 1200", "A 2025-02 1200"]);
    // The user's word wins: the same amount as MRR.
    let mrr = with(
        vec![csv(
            "c.csv",
            "Customer,Start,End,Amount\nA,2024-01-01,2024-12-31,100\n",
        )],
        ImportOptions {
            amounts: Some(AmountKind::Mrr),
            ..as_of
        },
    );
    assert_eq!(lines(&mrr)[0], "A 2024-01 1200");
}

#[test]
fn two_tables_on_a_sheet_and_a_summary_beside_the_customers() {
    let text = "Opening ARR,2024-01,2024-02\nOpening ARR,0,11\nNew ARR,11,0\nChurn,0,0\nClosing ARR,11,11\n";
    let summary = xlsx(
        "w.xlsx",
        "Summary",
        &text.replacen("Opening ARR,2024", "Measure,2024", 1),
    );
    let customers = xlsx(
        "w.xlsx",
        "ARR",
        "Customer,2024-01,2024-02\nA,10,10\nB,1,1\n",
    );
    let imported = bare(vec![summary, customers]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(imported.ledger.as_ref().unwrap().customers().len(), 2);
}

#[test]
fn a_mapping_goes_to_a_file_and_back_and_fits_the_next_export() {
    let text = "Cust,When,Sum,Kind\nA,2024-01,10,x\nB,2024-01,20,y\nA,2024-02,30,x\n";
    let first = bare(vec![csv("jan.csv", text)]);
    assert!(!errors(&first).is_empty());
    let edited = first
        .mapping
        .to_toml()
        .replace(
            "# amounts = \"mrr\" or \"arr\": not told by the file, please say",
            "amounts = \"mrr\"",
        )
        .replace("confidence = \"guess\"", "confidence = \"sure\"");
    let mapping = crate::Mapping::from_toml(&edited).unwrap();
    assert_eq!(mapping.sources[0].signature, "cust|when|sum|kind");
    let next = csv("feb.csv", &format!("{text}B,2024-02,40,y\n"));
    let options = |m: crate::Mapping| ImportOptions {
        mapping: Some(m),
        ..ImportOptions::default()
    };
    let imported = with(vec![next.clone()], options(mapping.clone()));
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "A 2024-01 120",
            "A 2024-02 360",
            "B 2024-01 240",
            "B 2024-02 480"
        ]
    );
    assert_eq!(
        crate::Mapping::from_toml(&imported.mapping.to_toml())
            .unwrap()
            .to_toml(),
        imported.mapping.to_toml()
    );
    // What no longer fits is said.
    let changed = with(
        vec![csv("mar.csv", &text.replace("Sum", "Total"))],
        options(mapping),
    );
    let said = changed
        .evidence
        .findings
        .of("mapping-changed")
        .next()
        .unwrap();
    assert!(
        said.message.contains("gone from it: Sum; new there: Total"),
        "{}",
        said.message
    );
}

#[test]
fn plans_come_long_and_wide() {
    let ledger = || csv("arr.csv", "customer,period,ARR\nA,2025-03,10\n");
    let long = bare(vec![
        ledger(),
        csv(
            "plan.csv",
            "measure,period,value\ndownsell_arr,Q1 2025,5000\nNRR,Q1 2025,105%\n",
        ),
    ]);
    let plan = long.plan.unwrap();
    let close = holdfast_ledger::Close::new(2025, 3).unwrap();
    assert_eq!(
        plan.get("downsell_arr", close, 3).unwrap().to_string(),
        "5000"
    );
    assert_eq!(plan.get("nrr", close, 3).unwrap().to_string(), "1.05");
    let wide = bare(vec![
        ledger(),
        csv(
            "budget.csv",
            "Measure,2025-01,2025-02\nClosing ARR,100,200\nDownsell rate,0.03,0.02\n",
        ),
    ]);
    let plan = wide.plan.unwrap();
    assert_eq!(plan.figures.len(), 4);
}

#[test]
fn a_mapping_settles_captions_styles_and_dates_of_a_log() {
    let log = csv(
        "log.csv",
        "Ref,Who,Asked for it,Now pays,Wants,Done,Ends up,Comment\nR1,Acme,01/02/2025,\"1.000\",\"800\",03/02/2025,\"900\",x\n",
    );
    assert!(
        bare(vec![log.clone()]).requests.is_none(),
        "nobody knows these captions"
    );
    let mapping = "[[source]]\nfile = \"log.csv\"\nrole = \"requests\"\nheader-row = 1\ncolumns = [\n\
        { column = \"A\", caption = \"Ref\", field = \"request-id\" },\n\
        { column = \"B\", caption = \"Who\", field = \"customer\" },\n\
        { column = \"C\", caption = \"Asked for it\", field = \"requested-on\", dates = \"day-first\" },\n\
        { column = \"D\", caption = \"Now pays\", field = \"arr-before\", numbers = \"comma\" },\n\
        { column = \"E\", caption = \"Wants\", field = \"arr-asked-for\" },\n\
        { column = \"F\", caption = \"Done\", field = \"resolved-on\" },\n\
        { column = \"G\", caption = \"Ends up\", field = \"arr-after\" },\n\
        { column = \"H\", caption = \"Comment\", field = \"ignore\" },\n]\n";
    let read = |mapping: &str| {
        let mapping = crate::Mapping::from_toml(mapping).unwrap();
        with(
            vec![log.clone()],
            ImportOptions {
                mapping: Some(mapping),
                ..as_of("2025-02-28")
            },
        )
    };
    let imported = read(mapping);
    assert_eq!(
        errors(&imported),
        [""; 0],
        "{:?}",
        imported.evidence.findings
    );
    let request = imported.requests.as_ref().unwrap().requests[0].clone();
    assert_eq!(
        (
            request.customer.as_str(),
            request.requested_on.to_string(),
            request.arr_before.to_string(),
            request.arr_after.map(|a| a.to_string())
        ),
        (
            "Acme",
            "2025-02-01".into(),
            "1000".into(),
            Some("900".into())
        )
    );
    // It goes to a file and back.
    let again = read(&imported.mapping.to_toml());
    assert_eq!(again.requests, imported.requests);
}

#[test]
fn an_ambiguous_log_is_settled_by_decisions() {
    let log = csv(
        "log.csv",
        "Request ID,Customer,Requested On,ARR Before,ARR Asked For\nR1,Acme,01/02/2025,\"1.000\",1\n",
    );
    assert_eq!(
        errors(&with(vec![log.clone()], as_of("2025-02-28"))),
        ["request-date-style", "request-number-style"]
    );
    let options = decisions(&[
        ("request-date-style", "month-first", ""),
        ("request-number-style", "comma", ""),
        ("as-of-unknown", "set", "=2025-02-28"),
    ]);
    let imported = with(vec![log], options);
    assert_eq!(errors(&imported), [""; 0]);
    let request = &imported.requests.unwrap().requests[0];
    assert_eq!(
        (
            request.requested_on.to_string(),
            request.arr_before.to_string()
        ),
        ("2025-01-02".into(), "1000".into())
    );
}
