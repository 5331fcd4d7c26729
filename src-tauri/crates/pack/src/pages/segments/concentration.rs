//! In which segments, of any attribute, the downsell is concentrated (S-5).

use crate::context::Context;
use crate::display::{percent_bare, times};
use crate::layout::{figure, left, right, row, text, toned};
use crate::model::{Row, RowKind, Table, Tone};
use crate::names::{LABEL_LIMIT, middle_cut};
use crate::slots::At;
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::{Concentration, SegmentFigures};

/// Segments listed.
const LISTED: usize = 6;

/// A segment with enough customers and its concentration.
struct Found<'a> {
    attribute: &'a str,
    segment: &'a SegmentFigures,
    concentration: &'a Concentration,
}

/// The segments with more of the downsell than of the opening ARR, the highest ratio first; those over
/// the thresholds of the basis are marked. Small ones never stand here (S-4).
pub(super) fn table(c: &Context, now: &At) -> Option<Table> {
    let mut found = all(c, now);
    found.retain(|f| f.concentration.ratio > Some(Decimal::ONE));
    found.sort_by(|a, b| {
        let key = |f: &Found| (f.concentration.ratio, f.concentration.share_of_downsell);
        key(b)
            .cmp(&key(a))
            .then(a.segment.value.cmp(&b.segment.value))
    });
    if found.is_empty() {
        return None;
    }
    Some(Table {
        columns: vec![
            left("Segments with more than their share, %", 40),
            right("of downsell", 16),
            right("of opening", 16),
            right("times", 10),
        ],
        rows: found.iter().take(LISTED).map(|f| line(c, f)).collect(),
        footnote: None,
    })
}

fn all<'a>(c: &Context, now: &At<'a>) -> Vec<Found<'a>> {
    let enough = |s: &&SegmentFigures| s.scope.counts.opening >= c.min_n();
    now.figures
        .segmentations
        .iter()
        .flat_map(|s| {
            let one = s.segments.iter().filter(enough);
            one.filter_map(|segment| {
                Some(Found {
                    attribute: &s.attribute,
                    segment,
                    concentration: segment.concentration.as_ref()?,
                })
            })
        })
        .collect()
}

fn line(c: &Context, f: &Found) -> Row {
    let k = f.concentration;
    let limits = &c.report.basis.thresholds;
    let over = |value: Ratio, limit: Decimal| value >= Some(limit);
    let marked = over(k.ratio, limits.concentration_ratio)
        && k.share_of_downsell >= limits.concentration_share;
    let tone = if marked { Tone::Bad } else { Tone::Plain };
    row(
        RowKind::Normal,
        vec![
            text(format!(
                "{} ({})",
                middle_cut(&f.segment.value, LABEL_LIMIT),
                f.attribute
            )),
            figure(percent_bare(Some(k.share_of_downsell), 0)),
            figure(percent_bare(k.share_of_opening, 0)),
            toned(times(k.ratio), tone),
        ],
    )
}
