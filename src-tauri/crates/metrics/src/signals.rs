//! The status of the newest period and its reason (G-1).

use crate::basis::Basis;
use crate::figures::{PeriodFigures, SegmentFigures, Status, StatusReason};
use holdfast_ledger::Decimal;

/// Status in the order bad, watch, good, else no signal. A base of fewer customers than the minimum sets
/// none, and neither does such a segment (S-4).
pub(crate) fn status(periods: &[PeriodFigures], basis: &Basis) -> (Status, StatusReason) {
    let recent = in_a_row(periods);
    let nothing = (Status::NoSignal, StatusReason::Nothing);
    let Some(newest) = recent
        .last()
        .filter(|p| p.total.counts.opening >= basis.min_n)
    else {
        return nothing;
    };
    let bad = || bad(newest, recent, basis).map(|r| (Status::Bad, r));
    let watch = || watch(newest, recent, basis).map(|r| (Status::Watch, r));
    let good = || good(newest, basis).map(|r| (Status::Good, r));
    bad().or_else(watch).or_else(good).unwrap_or(nothing)
}

/// The last three periods at most, as far as each opens at the close of the one before.
fn in_a_row(periods: &[PeriodFigures]) -> &[PeriodFigures] {
    let breaks = periods
        .windows(2)
        .rposition(|w| w[0].period.closing() != w[1].period.opening())
        .map_or(0, |at| at + 1);
    &periods[breaks.max(periods.len().saturating_sub(3))..]
}

fn bad(newest: &PeriodFigures, recent: &[PeriodFigures], basis: &Basis) -> Option<StatusReason> {
    let t = &basis.thresholds;
    let rates = &newest.total.rates;
    if let Some(ratio) = rates
        .downsell_to_expansion
        .filter(|r| *r > t.bad_downsell_to_expansion)
    {
        return Some(StatusReason::DownsellOverExpansion(ratio));
    }
    let now = rates.downsell_rate.filter(|r| *r > t.bad_downsell_rate)?;
    let before = recent.iter().rev().nth(1)?.total.rates.downsell_rate?;
    (now > before).then_some(StatusReason::HighAndRising(now, before))
}

fn watch(newest: &PeriodFigures, recent: &[PeriodFigures], basis: &Basis) -> Option<StatusReason> {
    if let [a, b, c] = recent {
        let ratios = [a, b, c].map(|p| p.total.rates.downsell_to_expansion);
        if let [Some(x), Some(y), Some(z)] = ratios
            && rose_twice([x, y, z])
        {
            return Some(StatusReason::RatioRoseTwice(x, y, z));
        }
        let downsell = [a, b, c].map(|p| p.total.bridge.downsell);
        let expansion = [a, b, c].map(|p| p.total.bridge.expansion);
        if rose_twice(downsell) && !rose_twice(expansion) {
            let [x, y, z] = downsell;
            return Some(StatusReason::DownsellRoseTwice(x, y, z));
        }
    }
    concentrated(newest, basis)
}

fn rose_twice([x, y, z]: [Decimal; 3]) -> bool {
    x < y && y < z
}

/// The segment with the largest share of downsell among those which are concentrated (S-5).
fn concentrated(newest: &PeriodFigures, basis: &Basis) -> Option<StatusReason> {
    let t = &basis.thresholds;
    let over = |s: &&SegmentFigures| {
        s.scope.counts.opening >= basis.min_n
            && s.concentration.as_ref().is_some_and(|c| {
                c.ratio.is_some_and(|r| r >= t.concentration_ratio)
                    && c.share_of_downsell >= t.concentration_share
            })
    };
    let mut found: Option<(Decimal, StatusReason)> = None;
    for segmentation in &newest.segmentations {
        for s in segmentation.segments.iter().filter(over) {
            let Some(c) = &s.concentration else { continue };
            if found
                .as_ref()
                .is_none_or(|(share, _)| c.share_of_downsell > *share)
            {
                let reason = StatusReason::Concentrated(
                    segmentation.attribute.clone(),
                    s.value.clone(),
                    c.share_of_downsell,
                    c.share_of_opening.unwrap_or_default(),
                );
                found = Some((c.share_of_downsell, reason));
            }
        }
    }
    found.map(|(_, reason)| reason)
}

fn good(newest: &PeriodFigures, basis: &Basis) -> Option<StatusReason> {
    let rate = newest.total.rates.downsell_rate?;
    let nrr = newest.total.rates.nrr?;
    let t = &basis.thresholds;
    (rate <= t.good_downsell_rate && nrr >= t.good_nrr)
        .then_some(StatusReason::LowDownsellHighNrr(rate, nrr))
}
