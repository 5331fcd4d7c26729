//! The checks of a company's own bridge: does each row foot, does each period open where the last closed (M-10)?

use holdfast_import::OwnPeriod;
use holdfast_ledger::Decimal;
use holdfast_metrics::Check;

/// Both checks of every period, with both figures.
pub(crate) fn checks(periods: &[OwnPeriod]) -> Vec<Check> {
    let check = |check, p: &OwnPeriod, left: Decimal, right: Decimal| Check {
        check,
        scope: p.close.to_string(),
        left,
        right,
        ok: left == right,
    };
    let foots = periods
        .iter()
        .map(|p| check("own_bridge_foots", p, p.footed(), p.closing));
    let follows = periods
        .windows(2)
        .filter(|w| w[1].close.months_since(w[0].close) > 0)
        .map(|w| {
            check(
                "own_opening_is_closing_before",
                &w[1],
                w[1].opening,
                w[0].closing,
            )
        });
    foots.chain(follows).collect()
}
