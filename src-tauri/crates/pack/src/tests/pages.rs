//! Each page from a hand-made report: exact messages, tie line, key cells.

use super::audit::audit;
use super::fixture::{
    Fixture, bridge, counts, d, lines, movement, northwind, page, quarter, row_texts, scope, tables,
};
use crate::model::{ChartSpec, Content, Document, RowKind, Tone};
use crate::{Template, message, messages};
use holdfast_ledger::{Close, Decimal, Grain, PlanFigure, PlanFigures, Severity};
use holdfast_metrics::{Check, CohortRow, Cohorts, Ttm};

fn audited(f: &Fixture) -> Document {
    let document = f.document();
    audit(&document);
    document
}

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
        "1 of 3 measures are behind plan in Q3 2026; the widest is Downsell: −$241K against −$150K."
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
        "8 of 13 measures are worse than in Q3 2025; the widest is Downsell: −$241K against −$118K."
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
fn the_retention_page_compares_with_the_year_before() {
    let document = audited(&Fixture::of(northwind()));
    let p = page(&document, "retention");
    assert_eq!(
        p.message,
        "GRR fell 1.7 pp to 90.6%, NRR fell 1.8 pp to 108.4% against Q3 2025; expansion adds 17.8 pp."
    );
    assert_eq!(
        row_texts(tables(p)[0], "Q3 2026"),
        ["Q3 2026", "108.4", "90.6", "+17.8", "93.8"]
    );
    let chart = p.blocks.iter().find_map(|b| match &b.content {
        Content::Chart(c) => Some(c.spec.clone()),
        _ => None,
    });
    let Some(ChartSpec::Lines {
        range, references, ..
    }) = chart
    else {
        panic!()
    };
    assert_eq!(range, (d("0.80"), d("1.15")));
    assert_eq!(references[0].1, "100%");
}

#[test]
fn a_growing_leak_under_a_rising_nrr_is_named() {
    let mut periods = northwind();
    periods[4].total.ttm.nrr = Some(d("1.11"));
    let document = audited(&Fixture::of(periods));
    assert_eq!(
        page(&document, "retention").message,
        "GRR fell 1.7 pp to 90.6%, NRR rose 0.8 pp to 111.0% against Q3 2025: expansion covers a growing leak, \
         20.4 pp of it."
    );
}

#[test]
fn the_downsell_page_has_the_leading_signal_and_drivers_tied_to_the_bridge() {
    let mut periods = northwind();
    let newest = periods.last_mut().unwrap();
    newest.drivers.0[0] = (d("120500"), 9);
    newest.drivers.0[3] = (d("120950"), 10);
    let document = audited(&Fixture::of(periods));
    let p = page(&document, "downsell");
    assert_eq!(
        p.message,
        "Downsell is 35.1% of expansion in Q3 2026, up from 27.9% in Q2 2026. Lower prices made 50% of the downsell."
    );
    let drivers = tables(p)
        .into_iter()
        .find(|t| t.columns[0].caption.starts_with("Downsell by driver"))
        .unwrap();
    // 120.5 and 120.95 round to 121 + 121; the bridge prints 241: the smaller error moves.
    assert_eq!(
        row_texts(drivers, "Seats"),
        ["Seats", "120", "50", "9", "165"]
    );
    assert_eq!(
        row_texts(drivers, "Price"),
        ["Price", "121", "50", "10", "0"]
    );
    assert_eq!(
        row_texts(drivers, "Downsell"),
        ["Downsell", "241", "100", "19", "165"]
    );
}

#[test]
fn the_segments_tie_to_the_bridge() {
    let document = audited(&Fixture::of(northwind()));
    let p = page(&document, "segments");
    assert_eq!(
        p.message,
        "Mid-market lost 2.5% of its opening ARR to downsell in Q3 2026, 3.5 times the rest: −$154K. \
         It made 64% of the downsell with 34% of opening ARR (by Segment)."
    );
    let t = tables(p)[0];
    assert_eq!(
        row_texts(t, "Total")[..5],
        ["Total", "279", "18,420", "−241", "1.3"]
    );
    assert_eq!(
        row_texts(t, "Mid-market")[..4],
        ["Mid-market", "120", "6,200", "−154"]
    );
}

#[test]
fn names_are_ranked_and_add_up_with_other() {
    let mut f = Fixture::of(northwind());
    // Eleven downsells: 10 × 22,000 and 21,450; churn 318,400.17 by one.
    f.movements = (0..10).map(|i| movement(i, "100000", "78000")).collect();
    f.movements.push(movement(10, "50000", "28550"));
    f.movements.push(movement(11, "318400.17", "0"));
    let document = audited(&f);
    let p = page(&document, "names");
    assert_eq!(
        p.message,
        "10 of 11 customers with a downsell in Q3 2026 are 91% of its −$241K; the largest is Customer A with −$22K."
    );
    let t = tables(p)[0];
    assert_eq!(row_texts(t, "Other (1)")[4], "−21");
    assert_eq!(row_texts(t, "Downsell, 11 customers")[4], "−241");
    assert_eq!(
        row_texts(t, "Customer A"),
        [
            "Customer A",
            "Mid-market",
            "100",
            "78",
            "−22",
            "−22",
            "seats",
            "–"
        ]
    );
    assert_eq!(
        row_texts(tables(p)[1], "Customer L")[2..6],
        ["318", "0", "−318", "−100"]
    );
}

#[test]
fn cohorts_compare_newer_with_earlier_ones() {
    let row = |cohort: &str, customers: u32, amount: &str, by_age: &[&str]| CohortRow {
        cohort: cohort.to_owned(),
        customers,
        amount: d(amount),
        by_age: by_age.iter().map(|v| Some(d(v))).collect(),
    };
    let grr = vec![
        row("2025-Q1", 20, "100", &["1", "0.9", "0.8"]),
        row("2025-Q2", 20, "300", &["1", "0.9", "0.9"]),
        row("2025-Q3", 10, "100", &["1", "1", "0.95"]),
        row("2025-Q4", 3, "50", &["1", "0.8"]),
    ];
    let mut f = Fixture::of(northwind());
    f.report.cohorts = Cohorts {
        grain: Some(Grain::Quarter),
        nrr: grr.clone(),
        grr,
        average_nrr: vec![Some(d("1"))],
        average_grr: vec![Some(d("1"))],
        ..Cohorts::default()
    };
    let document = audited(&f);
    let p = page(&document, "cohorts");
    // Age 2 is reached by three: earlier one 80 %; newer two (300 × 0.9 + 100 × 0.95) ÷ 400 = 91.25 %.
    assert_eq!(
        p.message,
        "Cohorts since Q2 2025 keep 91% gross after 2 quarters, +11 pp against 80% of earlier ones; net of expansion 91%."
    );
    let Content::Chart(chart) = &p.blocks[1].content else {
        panic!()
    };
    let ChartSpec::Triangle { rows, .. } = &chart.spec else {
        panic!()
    };
    let small = rows.last().unwrap();
    assert!(small.small && small.cells[0].as_ref().unwrap().1 == "n=3" && small.cells[1].is_none());
}

#[test]
fn a_failed_check_is_printed_and_marks_every_page() {
    let mut f = Fixture::of(northwind());
    f.report.checks.push(Check {
        check: "segments_add_up",
        scope: "2026-Q3: downsell".to_owned(),
        left: d("241450"),
        right: d("241400.5"),
        ok: false,
    });
    let document = audited(&f);
    assert_eq!(document.watermark.as_deref(), Some("DRAFT"));
    let p = page(&document, "reconciliation");
    assert_eq!(
        p.message,
        "1 of 2 checks fail; the largest difference is $49.50."
    );
    let failed = tables(p)[1];
    assert_eq!(
        row_texts(failed, "Segments with transfers add up to the total")[1..],
        ["2026-Q3: downsell", "241,450.00", "241,400.50", "+49.50"]
    );
    assert!(lines(page(&document, "summary")).contains(&"1 of 2 checks failed (A2).".to_owned()));
}

#[test]
fn the_pack_id_changes_with_the_content_and_not_with_the_paper() {
    let mut f = Fixture::of(northwind());
    let id = f.document().pack_id;
    f.options.paper = crate::model::Paper::Letter;
    assert_eq!(f.document().pack_id, id);
    f.restated = Some(holdfast_metrics::restatement::Restated::default());
    let restated = f.document().pack_id;
    assert_ne!(restated, id);
    f.options
        .messages
        .insert("bridge".to_owned(), "1 word.".to_owned());
    assert_ne!(f.document().pack_id, restated);
}

#[test]
fn who_did_what_and_when_stands_beside_it() {
    use crate::trail::{Stamp, Trail};
    let mut f = Fixture::of(northwind());
    f.evidence.decisions.push(holdfast_ledger::Decision {
        code: "negative-balance".to_owned(),
        repair: "hold-at-zero".to_owned(),
        scope: "Birch".to_owned(),
        reason: "credit note".to_owned(),
        rows: 1,
        amount: None,
    });
    f.evidence.renames.push(holdfast_ledger::AppliedRename {
        from: "Alder Inc".to_owned(),
        to: "Alder".to_owned(),
        effective: None,
        rows: 3,
    });
    let before = audited(&f);
    let at = |day: u32| Stamp {
        at: chrono::NaiveDate::from_ymd_opt(2026, 10, day)
            .and_then(|d| d.and_hms_opt(9, 30, 0))
            .unwrap(),
        by: "kim".to_owned(),
        reason: "acquired".to_owned(),
    };
    f.trail = Some(Trail {
        imports: vec![(f.evidence.sources[0].sha256.clone(), at(12))],
        decisions: vec![(
            ["negative-balance", "hold-at-zero", "Birch"].map(str::to_owned),
            at(13),
        )],
        renames: vec![(["Alder Inc", "Alder"].map(str::to_owned), at(14))],
    });
    let document = audited(&f);
    assert_eq!(
        document.pack_id, before.pack_id,
        "who and when is no content"
    );
    let log = tables(page(&document, "quality"))[0];
    let last = |kind: &str| row_texts(log, kind).pop().unwrap();
    assert_eq!(last("Settled"), "13 Oct 2026 09:30 UTC, kim");
    assert_eq!(last("Renamed"), "14 Oct 2026 09:30 UTC, kim");
    assert_eq!(
        row_texts(log, "Renamed")[4],
        "mapped before netting: acquired"
    );
    let sources = tables(page(&document, "sources"))[0];
    assert_eq!(
        row_texts(sources, "arr_export.xlsx").pop().unwrap(),
        "12 Oct 2026 09:30 UTC, kim"
    );
    let notes = page(&document, "bridge").notes.join(" ");
    assert!(
        notes.contains("3f9a…c41e, imported 12 Oct 2026."),
        "{notes}"
    );
    let plain = tables(page(&before, "quality"))[0];
    assert_eq!(
        plain.columns.len() + 1,
        log.columns.len(),
        "without a journal nothing is said"
    );
}

#[test]
fn findings_decisions_and_sources_are_on_their_pages() {
    let mut f = Fixture::of(northwind());
    let mut finding = holdfast_ledger::Finding::new(
        "duplicate-row",
        Severity::Warning,
        "Two rows for Customer B at 2026-06-30",
        "sum or keep one",
    );
    finding.rows = 2;
    finding.amount = Some(d("-1500"));
    f.evidence.findings.push(finding);
    f.evidence.decisions.push(holdfast_ledger::Decision {
        code: "duplicate-row".to_owned(),
        repair: "sum".to_owned(),
        scope: String::new(),
        reason: "two invoices".to_owned(),
        rows: 2,
        amount: None,
    });
    let document = audited(&f);
    let p = page(&document, "quality");
    assert_eq!(
        p.message,
        "98 of 99 rows are used as of 30 Sep 2026: 1 finding, 1 decision."
    );
    assert_eq!(
        row_texts(tables(p)[0], "Warning"),
        [
            "Warning",
            "Two rows for Customer B at 2026-06-30",
            "2",
            "−2",
            "sum: two invoices"
        ]
    );
    let s = page(&document, "sources");
    assert_eq!(
        row_texts(tables(s)[0], "arr_export.xlsx")[4],
        format!("3f9a{}c41e", "0".repeat(56))
    );
    assert!(
        lines(s)
            .iter()
            .any(|l| *l == format!("Pack {}", document.pack_id))
    );
}

#[test]
fn the_users_own_message_stands_with_its_tokens_and_says_when_it_is_too_long() {
    let mut f = Fixture::of(northwind());
    f.options.messages.insert(
        "bridge".to_owned(),
        "Seat cuts after layoffs: downsell {{downsell.q.display}}, {{downsell.dpq.display}} on Q2."
            .to_owned(),
    );
    let document = audited(&f);
    assert_eq!(
        page(&document, "bridge").message,
        "Seat cuts after layoffs: downsell −$241K, −$76K on Q2."
    );
    assert_eq!(document.watermark, None);
    f.options.messages.insert(
        "trend".to_owned(),
        format!("{{{{nothing}}}} {}", "x ".repeat(120)),
    );
    assert_eq!(f.document().watermark.as_deref(), Some("DRAFT"));
    let all = messages(&f.inputs());
    let trend = all.iter().find(|m| m.page == "trend").unwrap();
    assert_eq!(
        (trend.manual, trend.shorten_by),
        (true, 252 - message::MESSAGE_LIMIT)
    );
    assert_eq!(trend.unresolved, ["nothing"]);
    assert!(
        trend.template.contains("{{downsell_rate.median.display}}"),
        "{}",
        trend.template
    );
}

#[test]
fn the_outlook_needs_the_users_text() {
    let mut f = Fixture::of(northwind());
    f.options.outlook = vec!["Renewals of $2.1M fall due in Q4.".to_owned()];
    f.options.asks = vec![(
        "Approve the guardrail".to_owned(),
        "CFO".to_owned(),
        "31 Oct 2026".to_owned(),
    )];
    let document = audited(&f);
    assert_eq!(
        page(&document, "outlook").message,
        "Renewals of $2.1M fall due in Q4."
    );
    assert_eq!(
        row_texts(
            tables(page(&document, "summary"))[1],
            "Approve the guardrail"
        ),
        ["Approve the guardrail", "CFO", "31 Oct 2026"]
    );
}

#[test]
fn the_banner_says_unaudited_and_sample() {
    let mut f = Fixture::of(northwind());
    f.options.sample = true;
    f.options.draft = true;
    let document = f.document();
    assert_eq!(
        document.banner,
        "Board confidential · Unaudited, management figures · SAMPLE DATA"
    );
    assert_eq!(document.watermark.as_deref(), Some("DRAFT"));
    assert_eq!(
        document.title,
        "Northwind Analytics: retention pack, Q3 2026"
    );
    assert_eq!(document.dated.to_string(), "2026-09-30");
}

#[test]
fn a_text_whose_figure_moved_is_stale_and_an_owners_note_stays_inside() {
    let mut f = Fixture::of(northwind());
    let text = "Downsell was {{downsell.q.display}}, as {{company.display}} expected.";
    let cited = crate::cited_values(&f.inputs(), "bridge", text);
    assert_eq!(cited.len(), 2);
    f.options
        .messages
        .insert("bridge".to_owned(), text.to_owned());
    f.options.written.insert("bridge".to_owned(), cited.clone());
    f.options
        .notes
        .insert("bridge".to_owned(), "Ask billing.".to_owned());
    let stale = |f: &Fixture| -> Vec<String> {
        let all = messages(&f.inputs());
        let own = all.into_iter().find(|m| m.page == "bridge").unwrap();
        own.stale.into_iter().map(|m| m.token).collect()
    };
    assert!(stale(&f).is_empty());
    let note = |f: &Fixture| page(&f.document(), "bridge").notes[0].clone();
    assert!(note(&f).ends_with("Note: Ask billing."), "{}", note(&f));
    let newest = f.report.periods.last_mut().unwrap();
    newest.total.bridge.downsell += Decimal::from(1_000_000);
    newest.total.bridge.closing -= Decimal::from(1_000_000);
    assert_eq!(stale(&f), ["downsell.q.display"], "the company is the same");
    let text = "R. Meyer: {{downsell.q.display}} is billing's.".to_owned();
    let cited = crate::cited_values(&f.inputs(), "bridge", &text);
    f.options.written.insert(crate::note_key("bridge"), cited);
    f.options.notes.insert("bridge".to_owned(), text);
    assert!(
        note(&f).ends_with("Note: R. Meyer: −$1,241K is billing's."),
        "{}",
        note(&f)
    );
    assert_eq!(stale(&f).len(), 1, "the message alone");
    let newest = f.report.periods.last_mut().unwrap();
    newest.total.bridge.downsell -= Decimal::from(500_000);
    newest.total.bridge.closing += Decimal::from(500_000);
    assert_eq!(stale(&f).len(), 2, "and the note");
    f.options.template = Template::Fundraise;
    assert!(!note(&f).contains("billing"));
}
