//! Checks, findings, decisions, sources and the pack's id.

use super::super::fixture::{Fixture, d, lines, northwind, page, row_texts, tables};
use super::audited;
use holdfast_ledger::Severity;
use holdfast_metrics::Check;

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
    f.options.references = vec!["A survey's claim: 78%".to_owned()];
    assert_ne!(f.document().pack_id, id, "printed claims are content");
    f.options.references.clear();
    f.restated = Some(holdfast_metrics::restatement::Restated::default());
    let restated = f.document().pack_id;
    assert_ne!(restated, id);
    f.options
        .messages
        .insert("bridge".to_owned(), "1 word.".to_owned());
    assert_ne!(f.document().pack_id, restated);
}

/// L-2, section 6: what the file says its amounts are stands in the basis, not what would be taken without.
#[test]
fn the_basis_says_what_the_amounts_are() {
    let mut f = Fixture::of(northwind());
    let amounts = |f: &Fixture| {
        let document = f.document();
        row_texts(tables(page(&document, "sources"))[1], "Amounts")[1].clone()
    };
    assert_eq!(amounts(&f), "ARR, provisionally");
    f.evidence.answers.push(holdfast_ledger::Answer {
        question: "Are the amounts of arr.xlsx MRR or ARR?".to_owned(),
        answer: Some("mrr".to_owned()),
        reading: "MRR, times 12: the file says so".to_owned(),
        finding: None,
    });
    assert_eq!(amounts(&f), "MRR, times 12: the file says so");
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

/// Page 1 has the bridge in rows which add up on every paper (pack 1).
#[test]
fn the_summary_has_its_bridge_on_every_paper() {
    use crate::model::Paper;
    for paper in [Paper::Wide, Paper::A4, Paper::Letter] {
        let mut f = Fixture::of(northwind());
        f.options.paper = paper;
        let document = f.document();
        let summary = page(&document, "summary");
        let closing = row_texts(tables(summary)[0], "Closing ARR");
        assert!(closing.len() > 2, "{paper:?}: {closing:?}");
    }
}
