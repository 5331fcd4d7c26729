//! Summary, variance, bridge and nine quarters.

use super::super::fixture::{
    Fixture, bridge, counts, d, lines, northwind, page, quarter, row_texts, scope, tables,
};
use super::audited;
use crate::model::{ChartSpec, Content, Document, RowKind, Tone};
use holdfast_ledger::{Close, PlanFigure, PlanFigures};
use holdfast_metrics::Ttm;

#[test]
fn the_bridge_page_is_that_of_the_picture() {
    let document = audited(&Fixture::of(northwind()));
    let p = page(&document, "bridge");
    assert_eq!(
        p.message,
        "Downsell cost 1.3% of opening ARR in Q3 2026: −$241K after −$165K in Q2 2026; Mid-market made 64% of it. \
         Expansion covered downsell 2.9 times."
    );
    assert_eq!(
        p.title,
        [
            "Northwind Analytics",
            "ARR movements in $K, by movement type",
            "Q3 2026 AC, ΔQ2 2026, ΔPY"
        ]
    );
    let movements = tables(p)[0];
    assert_eq!(
        movements
            .columns
            .iter()
            .map(|c| c.caption.as_str())
            .collect::<Vec<_>>(),
        ["$K", "Q3 AC", "Q2 AC", "ΔQ2", "ΔQ2 %", "Q3 PY", "ΔPY"]
    );
    assert_eq!(
        row_texts(movements, "Downsell"),
        ["Downsell", "−241", "−165", "−76", "−46.1", "−118", "−123"]
    );
    assert_eq!(
        row_texts(movements, "Churn"),
        ["Churn", "−318", "−622", "+304", "+48.9", "−290", "−28"]
    );
    assert_eq!(
        row_texts(movements, "Closing ARR"),
        [
            "Closing ARR",
            "19,762",
            "18,420",
            "+1,342",
            "+7.3",
            "16,155",
            "+3,607"
        ]
    );
    let rates = tables(p)[1];
    assert_eq!(
        row_texts(rates, "GRR, TTM"),
        ["GRR, TTM", "90.6", "91.1", "−0.5", "", "92.3", "−1.7"]
    );
    assert_eq!(
        lines(p),
        [
            "Check: 18,420 + 1,213 + 688 − 241 − 318 = 19,762; ties to the source total, difference $0.00"
        ]
    );
    assert!(movements.rows.iter().any(|r| r.kind == RowKind::Highlight));
    assert!(
        p.notes[0].contains("SHA-256 3f9a…c41e") && p.notes[0].contains("as of 30 Sep 2026, USD"),
        "{:?}",
        p.notes
    );
}

#[test]
fn the_waterfall_is_cut_where_movements_are_small() {
    let document = audited(&Fixture::of(northwind()));
    let chart = |document: &Document| {
        page(document, "bridge")
            .blocks
            .iter()
            .find_map(|b| match &b.content {
                Content::Chart(c) => Some(c.spec.clone()),
                _ => None,
            })
            .unwrap()
    };
    let ChartSpec::Bridge {
        columns,
        base,
        difference,
    } = chart(&document)
    else {
        panic!()
    };
    // Span 18,420 to 20,321: half of 1,901 below 18,420, in steps of 200.
    assert_eq!(base, Some(d("17400")));
    assert_eq!(difference, "+1,342 (+7.3%)");
    let down = columns.iter().find(|c| c.caption == "Downsell").unwrap();
    assert_eq!(
        (down.label.as_str(), down.share.as_str(), down.sub.as_str()),
        ("−241", "−1.3%", "19")
    );
    assert_eq!(columns[1].sub, "31 customers");
    assert_eq!(columns[0].sub, "30 Jun 2026");
    // A movement of 8 % of opening or more: zero-based.
    let big = quarter(
        Close::new(2026, 9).unwrap(),
        scope(
            bridge("1000000", "80000", "0", "0", "0"),
            counts(50, 5, 0, 0, 0),
            Ttm::default(),
        ),
    );
    let ChartSpec::Bridge { base, .. } = chart(&Fixture::of(vec![big]).document()) else {
        panic!()
    };
    assert_eq!(base, None);
}

#[test]
fn the_summary_leads_with_retention_and_equal_numbers_of_good_and_bad() {
    let document = audited(&Fixture::of(northwind()));
    let p = page(&document, "summary");
    assert_eq!(
        p.message,
        "NRR 108.4% (−1.8 pp vs PY), GRR 90.6%; downsell cost 1.3% of opening ARR in Q3 2026, up from 0.9% in Q2 2026."
    );
    let Content::Tiles(tiles) = &p.blocks[0].content else {
        panic!()
    };
    assert_eq!(tiles.len(), 6);
    assert_eq!(
        (tiles[0].value.as_str(), tiles[0].delta.as_str()),
        ("108.4%", "−1.8 pp vs PY")
    );
    // A higher downsell rate is bad although it is a plus.
    assert_eq!(
        (tiles[2].delta.as_str(), tiles[2].tone, tiles[2].direction),
        ("+0.5 pp vs PY", Tone::Bad, 1)
    );
    let facts = tables(p)[0];
    let section = |n: usize| {
        facts
            .rows
            .iter()
            .filter(|r| r.kind == RowKind::Section)
            .nth(n)
            .cloned()
    };
    assert!(section(0).is_some() && section(1).is_some() && section(2).is_none());
    assert_eq!(
        row_texts(facts, "Expansion"),
        ["Expansion", "$688K", "$541K", "+$147K"]
    );
    let state = lines(p);
    assert!(state.contains(
        &"Watch: downsell ÷ expansion rose two quarters in a row: 32.8%, 27.9%, 35.1%.".to_owned()
    ));
    assert!(
        state.contains(&"1 check passed (A2).".to_owned()),
        "{state:?}"
    );
    assert!(state.contains(&"No earlier pack to compare with (A3).".to_owned()));
}

#[test]
fn the_variance_page_compares_with_plan_where_there_is_one() {
    let mut f = Fixture::of(northwind());
    let figure = |measure: &str, months: i32, value: &str, version: &str| PlanFigure {
        measure: measure.to_owned(),
        closing: Close::new(2026, 9).unwrap(),
        months,
        value: d(value),
        version: version.to_owned(),
    };
    f.plan = Some(PlanFigures {
        figures: vec![
            figure("closing_arr", 3, "20100000", "Budget FY26"),
            figure("downsell_arr", 3, "150000", "Budget FY26"),
            figure("nrr_ttm", 12, "1.08", "Budget FY26"),
            figure("downsell_arr", 3, "200000", "Forecast 6+6"),
        ],
        source: Some("plan.xlsx, SHA-256 aaaa…bbbb".to_owned()),
    });
    let document = audited(&f);
    let p = page(&document, "variance");
    assert_eq!(
        p.message,
        "1 of 3 measures is behind plan in Q3 2026; the widest is downsell: −$241K against −$150K."
    );
    assert_eq!(
        p.title[2],
        "Q3 2026 AC, PL, ΔPL, RP, Q2 2026 (PP), ΔPP, PY, ΔPY"
    );
    assert_eq!(
        row_texts(tables(p)[0], "Downsell"),
        [
            "Downsell", "−241", "−150", "−91", "−60.7", "−200", "−165", "−76", "−118", "−123",
            "behind"
        ]
    );
    assert_eq!(
        row_texts(tables(p)[0], "New logo")[2..6],
        ["–", "–", "–", "–"]
    );
    assert_eq!(
        row_texts(tables(p)[1], "NRR, TTM")[..4],
        ["NRR, TTM", "108.4", "108.0", "+0.4"]
    );
    assert!(
        p.notes[0].contains("Plan: ‘Budget FY26’, plan.xlsx")
            && p.notes[0].contains("RP: Forecast 6+6.")
    );
}

#[test]
fn without_a_plan_its_columns_are_left_out() {
    let document = audited(&Fixture::of(northwind()));
    let p = page(&document, "variance");
    assert!(
        tables(p)[0]
            .columns
            .iter()
            .all(|c| !c.caption.contains("PL"))
    );
    assert!(p.notes[0].contains("No plan imported: the PL columns are left out."));
    assert_eq!(
        p.message,
        "8 of 13 measures are worse than in Q3 2025; the widest is downsell: −$241K against −$118K."
    );
}

#[test]
fn the_trend_counts_periods_above_the_median() {
    let document = audited(&Fixture::of(northwind()));
    let p = page(&document, "trend");
    // Rates 0.79, 0.80, 0.97, 0.94, 1.31 %: median 0.94.
    assert_eq!(
        p.message,
        "The downsell rate was above its 5-quarter median of 0.9% in 2 of the last 4 quarters; it is 1.3% in Q3 2026."
    );
    assert_eq!(p.kicker, "FIVE QUARTERS");
    assert_eq!(
        row_texts(tables(p)[0], "Downsell (from shrinking)"),
        [
            "Downsell (from shrinking)",
            "−118",
            "−130",
            "−164",
            "−165",
            "−241",
            "−76",
            ""
        ]
    );
}

#[test]
fn nothing_worse_is_said_with_the_band() {
    let last = northwind().into_iter().next_back().unwrap();
    let before = quarter(Close::new(2026, 6).unwrap(), last.total.clone());
    let document = audited(&Fixture::of(vec![before, last]));
    assert_eq!(
        page(&document, "variance").message,
        "None of 13 measures is worse than in Q2 2026 beyond ±5%: closing ARR is $19,762K against $19,762K."
    );
}
