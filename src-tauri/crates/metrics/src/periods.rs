//! All figures of one period (sections 3 to 5).

use crate::attributes::{Column, UNASSIGNED};
use crate::balances::Balances;
use crate::basis::Method;
use crate::figures::{
    Bridge, Concentration, PeriodFigures, Scope, SegmentFigures, Segmentation, Ttm,
};
use crate::movements::between;
use crate::spans::Span;
use crate::step::{Step, cohorts, keeps_logo};
use crate::tally::{Cohort, Tally};
use holdfast_ledger::{Decimal, ratio};

/// What a period is computed from, kept for the checks and the newest period's tables.
#[derive(Debug)]
pub(crate) struct Computed {
    pub span: Span,
    pub step: Step,
}

/// Tallies one period.
pub(crate) fn tally(b: &Balances, columns: &[Column], span: Span) -> Computed {
    let mut step = Step::new(b, columns, span.open, span.close);
    if b.basis().method == Method::SumOfMonths && span.close - span.open > 1 {
        step.sum_of_months(b, columns, span.open, span.close);
    }
    Computed { span, step }
}

/// The figures of a tallied period, but for the sum of months.
pub(crate) fn figures(b: &Balances, columns: &[Column], computed: &Computed) -> PeriodFigures {
    let Computed { span, step } = computed;
    let fiscal = b.basis().fiscal_year_start;
    let (ttm, ttm_segments) = trailing(b, columns, span.close);
    let newest = usize::from(span.close) + 1 == b.closes();
    PeriodFigures {
        period: span.period,
        label: span.period.label(fiscal),
        display: span.period.display(fiscal),
        partial: span.period.is_to_date() || newest && b.newest_is_partial(),
        total: scope(&step.total, ttm.as_ref()),
        lines: step.gross.clone(),
        drivers: step.total.drivers.clone(),
        timings: step.total.timings.clone(),
        segmentations: columns
            .iter()
            .zip(&step.segments)
            .enumerate()
            .map(|(i, (column, tallies))| {
                let ttm = ttm_segments.get(i).map(Vec::as_slice);
                segmentation(b, column, tallies, ttm, &step.total)
            })
            .collect(),
        renewals: crate::renewals::renewals(b, &step.moves, *span),
        sum_of_months: None,
        dominant: step.total.dominant(b.basis().thresholds.dominance_share),
    }
}

fn scope(tally: &Tally, ttm: Option<&Cohort>) -> Scope {
    let ttm = ttm.map_or_else(Ttm::default, |c| Ttm {
        nrr: c.nrr(),
        grr: c.grr(),
        logo_retention: c.logo_retention(),
    });
    Scope {
        ttm,
        ..tally.scope()
    }
}

/// The cohort of twelve closes ago, where that close is covered.
fn trailing(b: &Balances, columns: &[Column], close: u16) -> (Option<Cohort>, Vec<Vec<Cohort>>) {
    let year_ago = b.close_list()[usize::from(close)].plus(-12);
    b.index(year_ago).map_or((None, Vec::new()), |open| {
        let (total, segments) = cohorts(b, columns, open, close);
        (Some(total), segments)
    })
}

fn segmentation(
    b: &Balances,
    column: &Column,
    tallies: &[Tally],
    ttm: Option<&[Cohort]>,
    total: &Tally,
) -> Segmentation {
    let mut segments: Vec<SegmentFigures> = tallies
        .iter()
        .enumerate()
        .filter(|(_, t)| !t.is_empty())
        .map(|(i, t)| SegmentFigures {
            value: column.values[i].clone(),
            scope: scope(t, ttm.and_then(|c| c.get(i))),
            drivers: t.drivers.clone(),
            timings: t.timings.clone(),
            concentration: concentration(&t.bridge, &total.bridge),
            dominant: t.dominant(b.basis().thresholds.dominance_share),
        })
        .collect();
    segments.sort_by(|a, b| {
        let key = |s: &SegmentFigures| (s.value == UNASSIGNED, -s.scope.bridge.downsell);
        key(a).cmp(&key(b))
    });
    Segmentation {
        attribute: column.name.clone(),
        segments,
    }
}

/// A segment's share of downsell against its share of opening (S-5).
fn concentration(segment: &Bridge, total: &Bridge) -> Option<Concentration> {
    let share_of_downsell = ratio(segment.downsell, total.downsell)?;
    let share_of_opening = ratio(segment.opening, total.opening);
    Some(Concentration {
        share_of_downsell,
        share_of_opening,
        ratio: share_of_opening.and_then(|o| ratio(share_of_downsell, o)),
    })
}

/// The bridge of every month: index k is from close k − 1 to close k, where these are a month apart.
pub(crate) fn monthly_bridges(b: &Balances) -> Vec<Option<Bridge>> {
    let closes = b.close_list();
    (0..closes.len())
        .map(|k| {
            let follows = k > 0 && closes[k].months_since(closes[k - 1]) == 1;
            follows.then(|| total_bridge(b, k as u16 - 1, k as u16))
        })
        .collect()
}

/// The total bridge between two closes.
pub(crate) fn total_bridge(b: &Balances, open: u16, close: u16) -> Bridge {
    let mut tally = Tally::default();
    for m in between(b, open, close) {
        tally.add(&m, None, Decimal::ZERO, keeps_logo(b, &m, close));
        tally.close(m.balance);
    }
    tally.bridge
}

/// The sum of months less close to close, line by line (M-3). `months` holds the bridge from each close to
/// the next.
pub(crate) fn months_less_period(
    Span { open, close, .. }: Span,
    close_to_close: &Bridge,
    months: &[Option<Bridge>],
) -> Option<Bridge> {
    let mut sum: Option<Bridge> = None;
    for k in open + 1..=close {
        let month = months.get(usize::from(k))?.as_ref()?;
        sum = Some(match sum {
            None => month.clone(),
            Some(sum) => sum.followed_by(month),
        });
    }
    Some(sum?.less(close_to_close))
}
