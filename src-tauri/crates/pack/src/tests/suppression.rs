//! S-4: small numbers, and what outsiders may see.

use super::audit::audit;
use super::fixture::{
    Fixture, bridge, close, counts, page, quarter, row_texts, scope, segment, tables,
};
use crate::Template;
use crate::model::{ChartSpec, Content};
use holdfast_metrics::{SegmentFigures, Segmentation, Ttm};

fn part(
    name: &str,
    opening: &str,
    downsell: &str,
    n: u32,
    dominant: Option<&str>,
) -> SegmentFigures {
    let b = bridge(opening, "0", "0", downsell, "0");
    segment(
        name,
        scope(b, counts(n, 0, 0, 1, 0), Ttm::default()),
        dominant,
    )
}

/// A quarter with an opening of 1,000, a downsell of 100 and 30 customers in these segments.
fn with(segments: Vec<SegmentFigures>) -> Fixture {
    let total = scope(
        bridge("1000", "0", "0", "100", "0"),
        counts(30, 0, 0, 6, 0),
        Ttm::default(),
    );
    let mut only = quarter(close(2026, 9), total);
    only.segmentations = vec![Segmentation {
        attribute: "Tier".to_owned(),
        segments,
    }];
    Fixture::of(vec![only])
}

#[test]
fn rates_of_few_customers_are_replaced_by_their_number_in_the_board_pack() {
    let f = with(vec![
        part("Tiny", "200", "60", 3, Some("0.9")),
        part("Large", "800", "40", 27, None),
    ]);
    let document = f.document();
    audit(&document);
    let p = page(&document, "segments");
    assert_eq!(
        row_texts(tables(p)[0], "Tiny"),
        ["Tiny", "3", "200", "−60", "n=3", "n=3", "n=3", "90%"]
    );
    assert_eq!(row_texts(tables(p)[0], "Large")[4], "5.0");
    // The largest downsell rests on three customers: it is no headline.
    assert!(
        p.message.starts_with("Large lost 5.0% of its opening ARR"),
        "{}",
        p.message
    );
    let rates: Vec<_> = p
        .blocks
        .iter()
        .find_map(|b| match &b.content {
            Content::Chart(c) => match &c.spec {
                ChartSpec::Paired { rows, .. } => Some(
                    rows.iter()
                        .map(|r| (r.rate, r.rate_label.clone()))
                        .collect(),
                ),
                _ => None,
            },
            _ => None,
        })
        .unwrap();
    assert_eq!(rates[0], (None, "n<5".to_owned()));
}

#[test]
fn an_external_pack_merges_until_no_cell_can_be_recomputed() {
    let mut f = with(vec![
        part("Tiny", "100", "20", 3, None),
        part("One-man", "200", "30", 8, Some("0.7")),
        part("Small", "100", "10", 6, None),
        part("Large", "600", "40", 13, None),
    ]);
    f.options.template = Template::Fundraise;
    let document = f.document();
    audit(&document);
    let table = tables(page(&document, "segments"))[0];
    // Tiny (n = 3) and One-man (70 % one customer) merge: 11 customers, at most 21 of 50 by one.
    assert_eq!(
        row_texts(table, "Other (2)")[..4],
        ["Other (2)", "11", "300", "−50"]
    );
    assert_eq!(table.rows.len(), 4);
}

#[test]
fn a_lone_small_segment_takes_the_next_smallest_with_it() {
    let mut f = with(vec![
        part("Tiny", "100", "20", 3, None),
        part("Small", "200", "30", 6, None),
        part("Large", "700", "50", 21, None),
    ]);
    f.options.template = Template::Fundraise;
    let document = f.document();
    let table = tables(page(&document, "segments"))[0];
    // One merged segment alone would be seen by subtraction.
    assert_eq!(row_texts(table, "Other (2)")[1], "9");
    assert_eq!(row_texts(table, "Large")[1], "21");
}

#[test]
fn a_headline_by_money_names_the_segment_which_has_it() {
    let mut f = with(vec![
        part("Tiny", "100", "20", 3, None),
        part("One-man", "200", "80", 8, Some("0.7")),
        part("Large", "700", "0", 19, None),
    ]);
    f.options.template = Template::Fundraise;
    let document = f.document();
    audit(&document);
    // Large has no downsell: it must not be called the largest.
    assert_eq!(
        page(&document, "segments").message,
        "Other (2) has the largest downsell of 3 Tier segments in Q3 2026: −$100 of −$100."
    );
}

#[test]
fn an_attribute_whose_segments_all_merge_is_left_out_with_its_reason() {
    let mut f = with(vec![
        part("A", "500", "60", 4, None),
        part("B", "500", "40", 26, Some("0.9")),
    ]);
    f.options.template = Template::Fundraise;
    let document = f.document();
    assert!(document.pages.iter().all(|p| p.id != "segments"));
    let state = super::fixture::lines(page(&document, "summary"));
    assert!(
        state.contains(
            &"Page 6 left out: no segment may be shown outside: too few customers, or mostly one."
                .to_owned()
        ),
        "{state:?}"
    );
}
