//! Tables and the chart of days: figures are whole whatever the room, what has no bar stands at the zero of
//! those which have, and a request on its last day is on time.
#![allow(clippy::unwrap_used, clippy::panic)]

mod fixture;

use fixture::{area, block, chart, columns, d, document, page, row};
use holdfast_pack::model::{Cell, ChartSpec, Content, DayDot, Paper, Row, RowKind, Table, Tone};
use holdfast_render::frame;
use holdfast_render::shapes::{Run, Shape};

fn runs(content: Content, wide: u8, paper: Paper) -> Vec<Run> {
    let mut page = page("one", "1", "ONE", "A message of 1 block.", ["A", "B", "C"]);
    page.blocks = vec![block(area(12 - wide, wide, 0, 24), "", content)];
    let mut document = document(vec![page]);
    document.paper = paper;
    let mut out = Vec::new();
    for shape in &frame::lay_out(&document, 0).unwrap().shapes {
        shape.walk(&mut |shape| {
            if let Shape::Text(run) = shape {
                out.push(run.clone());
            }
        });
    }
    out
}

fn find<'a>(runs: &'a [Run], text: &str) -> &'a Run {
    let found = runs.iter().find(|r| r.text == text);
    found.unwrap_or_else(|| panic!("“{text}” is not on the page"))
}

/// A bridge in whole units beside its chart, on the narrowest paper.
#[test]
fn figures_are_never_cut() {
    let captions = [
        ("currency units", 28),
        ("Q3 AC", 12),
        ("Q2 AC", 12),
        ("ΔQ2", 11),
        ("ΔQ2 %", 13),
        ("Q3 PY", 12),
        ("ΔPY", 11),
    ];
    let line = "Logo retention, TTM|474,600|553,500|−78,900|−14.3|465,600|~−134,360";
    let table = Table {
        columns: columns(&captions),
        rows: vec![row(RowKind::Normal, line), row(RowKind::Total, line)],
        footnote: None,
    };
    for paper in [Paper::Wide, Paper::A4, Paper::Letter] {
        let shown = runs(Content::Table(table.clone()), 6, paper);
        for figure in line.split('|').skip(1) {
            find(&shown, figure.trim_start_matches('~'));
        }
        if paper == Paper::Wide {
            find(&shown, "Logo retention, TTM");
        }
    }
}

#[test]
fn what_has_no_bar_stands_at_the_zero_of_the_bars() {
    let marked = |cell| Row {
        kind: RowKind::Normal,
        cells: vec![Cell::Text("Row".to_owned()), cell],
    };
    let bar = |v: &str| Cell::Bar(d(v), d("10"), v.to_owned(), Tone::Good);
    let table = Table {
        columns: columns(&[("", 20), ("ΔPY", 20)]),
        rows: vec![
            marked(bar("-10")),
            marked(bar("0")),
            marked(Cell::Figure("n/a".to_owned())),
        ],
        footnote: None,
    };
    let shown = runs(Content::Table(table), 6, Paper::Wide);
    let (zero, none) = (find(&shown, "0").at.0, find(&shown, "n/a").at.0);
    assert!((zero - none).abs() < 0.01, "{zero} {none}");
}

/// Nine months in half of a page: all names of months stand on two lines, not some of them.
#[test]
fn names_of_months_break_alike() {
    let months = [
        "Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026", "May 2026", "Jul 2026",
    ];
    let spec = ChartSpec::Lines {
        categories: months.map(str::to_owned).to_vec(),
        series: vec![],
        range: (d("0"), d("1")),
        references: vec![],
        shade: false,
        rising: false,
    };
    let shown = runs(chart(spec, "lines"), 4, Paper::A4);
    let broken = months
        .iter()
        .filter(|m| !shown.iter().any(|r| r.text == **m))
        .count();
    assert!(
        broken == 0 || broken == months.len(),
        "{broken} of {}",
        months.len()
    );
}

/// Forty requests, so that they are counted in columns.
#[test]
fn the_last_day_of_the_target_is_on_time() {
    let color = |days: u32, target: u32| {
        let dots = (0..40).map(|i| DayDot {
            name: format!("R-{i}"),
            days,
            resolved: true,
            label: String::new(),
        });
        let spec = ChartSpec::Days {
            dots: dots.collect(),
            target,
            target_label: format!("target {target}"),
            median: None,
        };
        find(&runs(chart(spec, "days"), 6, Paper::Wide), "40").color
    };
    for target in [28, 30] {
        assert_eq!(color(target, target), color(1, target));
        assert_ne!(color(target, target), color(target + 1, target));
    }
    assert_eq!(color(0, 30), color(30, 30));
}
