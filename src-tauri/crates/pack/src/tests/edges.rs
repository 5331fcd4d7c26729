//! Packs at the edges, each through the whole metrics: nothing breaks, every page keeps the rules.

use super::audit::audit;
use super::company::Company;
use super::fixture::{lines, page, row_texts, tables};
use crate::model::{ChartSpec, Content, Document};
use crate::template::Naming;
use crate::{PackInputs, PackOptions, Template, document};
use holdfast_ledger::Grain;
use holdfast_metrics::{Basis, Report, compute};

struct Pack {
    document: Document,
    report: Report,
}

fn pack_with(company: &Company, basis: &Basis, options: &PackOptions) -> Pack {
    let ledger = company.ledger();
    let report = compute(&ledger, basis).unwrap();
    let evidence = company.evidence(&report);
    let inputs = PackInputs {
        applied: None,
        ledger: &ledger,
        report: &report,
        evidence: &evidence,
        tables: &[],
        plan: None,
        requests: None,
        negotiations: None,
        restated: None,
        kept: None,
        trail: None,
        options,
    };
    let document = document(&inputs);
    audit(&document);
    Pack { document, report }
}

fn pack(company: &Company) -> Pack {
    let basis = Basis {
        company: "Alder".to_owned(),
        ..Basis::default()
    };
    pack_with(company, &basis, &PackOptions::default())
}

fn ids(document: &Document) -> Vec<&str> {
    document.pages.iter().map(|p| p.id.as_str()).collect()
}

#[test]
fn a_board_pack_has_its_pages_in_order() {
    let p = pack(&Company::default());
    assert_eq!(
        ids(&p.document),
        [
            "summary",
            "variance",
            "bridge",
            "trend",
            "retention",
            "downsell",
            "segments",
            "cohorts",
            "names",
            "methodology",
            "methodology-2",
            "reconciliation",
            "quality",
            "sources",
        ]
    );
    let state = lines(page(&p.document, "summary"));
    assert!(
        state.contains(&"Pages 9, 10, 11 left out: no negotiation log.".to_owned()),
        "{state:?}"
    );
    assert!(state.contains(&"Page 12 left out: no outlook text entered.".to_owned()));
    assert_eq!(p.document.watermark, None);
}

#[test]
fn every_grain_makes_a_pack() {
    for (grain, period, noun) in [
        (Grain::Month, "Sep 2026", "month"),
        (Grain::Quarter, "Q3 2026", "quarter"),
        (Grain::Half, "H2 2026 to date", "half"),
        (Grain::Year, "2026 to date", "year"),
    ] {
        let basis = Basis {
            period: grain,
            ..Basis::default()
        };
        let p = pack_with(&Company::default(), &basis, &PackOptions::default());
        assert!(p.document.title.ends_with(period), "{}", p.document.title);
        let bridge = page(&p.document, "bridge");
        assert!(bridge.title[2].starts_with(period));
        let all = format!("{:?}", page(&p.document, "summary"));
        assert!(all.contains(&format!("Downsell rate, {noun}")), "{noun}");
    }
}

#[test]
fn one_close_has_a_balance_and_no_movements() {
    let p = pack(&Company {
        months: 1,
        ..Company::default()
    });
    let summary = page(&p.document, "summary");
    assert!(
        summary
            .message
            .ends_with("at 31 Jan 2024; movements need a second close."),
        "{}",
        summary.message
    );
    assert!(!ids(&p.document).contains(&"bridge"));
    assert!(
        lines(summary)
            .iter()
            .any(|l| l.contains("one close: movements need two"))
    );
}

#[test]
fn one_period_says_so_and_has_no_trend() {
    let p = pack(&Company {
        months: 6,
        ..Company::default()
    });
    assert_eq!(p.report.periods.len(), 1);
    let trend = page(&p.document, "trend");
    assert_eq!(
        tables(trend)[0].footnote.as_deref(),
        Some("1 quarter: no trend.")
    );
    assert!(!ids(&p.document).contains(&"variance"));
    let categories = page(&p.document, "retention")
        .blocks
        .iter()
        .find_map(|b| match &b.content {
            Content::Chart(c) => match &c.spec {
                ChartSpec::Lines { categories, .. } => Some(categories.len()),
                _ => None,
            },
            _ => None,
        });
    assert_eq!(categories, Some(1));
}

#[test]
fn two_customers_show_money_and_counts_but_no_rate() {
    let p = pack(&Company {
        customers: 2,
        ..Company::default()
    });
    let bridge = page(&p.document, "bridge");
    let shown = &row_texts(tables(bridge)[1], "Downsell rate, quarter")[1];
    assert!(shown.starts_with("n="), "{shown}");
    for id in ["summary", "bridge", "downsell", "retention"] {
        assert!(
            !page(&p.document, id).message.contains('%'),
            "{}",
            page(&p.document, id).message
        );
    }
}

#[test]
fn forty_segments_become_seven_and_other() {
    let p = pack(&Company {
        segments: 40,
        ..Company::default()
    });
    let table = tables(page(&p.document, "segments"))[0];
    assert_eq!(table.rows.len(), 9);
    let other = super::fixture::cell_text(&table.rows[7].cells[0]);
    assert!(other.starts_with("Other ("), "{other}");
}

#[test]
fn long_names_are_cut_in_charts_and_whole_in_alternative_texts() {
    let p = pack(&Company {
        name_length: 60,
        ..Company::default()
    });
    let names = page(&p.document, "names");
    let chart = names.blocks.iter().find_map(|b| match &b.content {
        Content::Chart(c) => Some(c.clone()),
        _ => None,
    });
    let chart = chart.unwrap();
    let ChartSpec::Ranked(bars) = &chart.spec else {
        panic!()
    };
    assert!(bars.iter().all(|b| b.name.chars().count() <= 24));
    assert!(
        chart
            .alt
            .contains("and Partners Holding and Partners Holding")
    );
}

#[test]
fn nothing_lost_is_said_in_words() {
    let p = pack(&Company {
        losses: 0,
        ..Company::default()
    });
    let bridge = page(&p.document, "bridge");
    assert!(
        bridge.message.starts_with("No downsell in Q3 2026 among "),
        "{}",
        bridge.message
    );
    assert!(!ids(&p.document).contains(&"names"));
    let trend = page(&p.document, "trend");
    assert!(
        trend.message.starts_with("No downsell in the "),
        "{}",
        trend.message
    );
    assert_eq!(
        row_texts(tables(trend)[0], "Downsell (from shrinking)")[3],
        "0"
    );
    let said = format!("{:?}", page(&p.document, "downsell").blocks);
    assert!(said.contains("No downsell in the "), "{said}");
}

#[test]
fn a_huge_swing_keeps_every_rule() {
    let p = pack(&Company {
        losses: 260,
        ..Company::default()
    });
    assert!(
        p.report
            .periods
            .iter()
            .any(|f| f.total.bridge.downsell > f.total.bridge.expansion)
    );
}

#[test]
fn missing_months_keep_their_columns() {
    let p = pack(&Company {
        missing: vec![23, 26],
        ..Company::default()
    });
    let trend = page(&p.document, "trend");
    let cells = row_texts(tables(trend)[0], "Opening ARR");
    assert!(
        cells.iter().filter(|c| *c == "no data").count() >= 2,
        "{cells:?}"
    );
    assert!(
        trend.notes[0].contains("No data in the file: "),
        "{:?}",
        trend.notes
    );
    assert!(
        page(&p.document, "quality")
            .message
            .contains("2 months without data")
    );
}

#[test]
fn a_poor_file_has_unknown_drivers_and_no_segments() {
    let p = pack(&Company {
        rich: false,
        segments: 0,
        ..Company::default()
    });
    let downsell = page(&p.document, "downsell");
    assert!(
        downsell.notes[0].contains("Drivers unknown"),
        "{:?}",
        downsell.notes
    );
    assert!(!ids(&p.document).contains(&"segments"));
    let state = lines(page(&p.document, "summary"));
    assert!(
        state.contains(&"Page 6 left out: no attribute with two or more values.".to_owned()),
        "{state:?}"
    );
}

#[test]
fn units_follow_the_size_of_the_company() {
    for (largest, customers, unit) in [(500, 30, "$"), (60_000, 260, "$K"), (9_000_000, 260, "$M")]
    {
        let p = pack(&Company {
            customers,
            largest,
            ..Company::default()
        });
        let table = tables(page(&p.document, "bridge"))[0];
        assert_eq!(table.columns[0].caption, unit);
    }
}

/// A fundraise pack, and the board's own with codes instead of names.
#[test]
fn a_pack_with_codes_names_nobody() {
    for template in [Template::Fundraise, Template::Board] {
        names_nobody(&PackOptions {
            template,
            naming: Some(Naming::Codes),
            ..PackOptions::default()
        });
    }
    let fundraise = PackOptions {
        template: Template::Fundraise,
        ..PackOptions::default()
    };
    let p = names_nobody(&fundraise);
    assert!(!ids(&p.document).contains(&"variance"));
}

fn names_nobody(options: &PackOptions) -> Pack {
    let company = Company::default();
    let p = pack_with(&company, &Basis::default(), options);
    let ledger = company.ledger();
    let all = format!("{:?}", p.document);
    for customer in ledger.customers() {
        assert!(!all.contains(&customer.name), "{}", customer.name);
    }
    assert!(all.contains("C0"));
    p
}

#[test]
fn the_same_inputs_give_the_same_pack() {
    let (a, b) = (pack(&Company::default()), pack(&Company::default()));
    assert_eq!(a.document, b.document);
    let other = pack(&Company {
        losses: 12,
        ..Company::default()
    });
    assert_ne!(a.document.pack_id, other.document.pack_id);
}
