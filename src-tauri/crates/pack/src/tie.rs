//! Tied rounding (pack 3.3, R-5): the printed parts of a bridge or table add up to its printed total.
//!
//! Opening and closing are rounded and never touched. Parts are rounded, and while they miss the
//! total one part at a time moves by one unit: the one with the least resulting error which is not
//! exactly 0, would not change sign, would not become 0 (unless it rounds to 0 anyway) and stays less
//! than one unit from its exact value. Equal errors: the larger part, then bridge order.

use crate::display::Unit;
use holdfast_ledger::{Decimal, round_half_away};
use holdfast_metrics::{Bridge, Counts};

/// More decimals than this are never tried; cents are reached long before.
const MOST_EXTRA_DECIMALS: u32 = 8;

/// A line of the bridge.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Part {
    /// New logos (M-1).
    New,
    /// Customers which came back (M-1).
    Reactivation,
    /// Customers which pay more.
    Expansion,
    /// Customers which stay and pay less.
    Downsell,
    /// Falls agreed in the original contract, where they are a line of their own (M-5).
    StepDown,
    /// Paused customers, where they are a line of their own.
    Paused,
    /// Customers which left.
    Churn,
    /// Exchange rates (L-9).
    Fx,
    /// Moves between segments (S-2).
    Transfer,
    /// What past figures are kept at (section 7).
    DataQuality,
}

impl Part {
    /// Every line, in bridge order.
    pub const ALL: [Part; 10] = [
        Part::New,
        Part::Reactivation,
        Part::Expansion,
        Part::Downsell,
        Part::StepDown,
        Part::Paused,
        Part::Churn,
        Part::Fx,
        Part::Transfer,
        Part::DataQuality,
    ];

    /// The registry's id of the line, where the registry has one.
    pub fn metric(self) -> Option<&'static str> {
        self.metrics().first().copied()
    }

    /// The registered metrics which the line prints: one, or none.
    pub fn metrics(self) -> &'static [&'static str] {
        match self {
            Part::New => &["new_arr"],
            Part::Reactivation => &["reactivation_arr"],
            Part::Expansion => &["expansion_arr"],
            Part::Downsell => &["downsell_arr"],
            Part::StepDown => &["step_down_arr"],
            Part::Paused => &["paused_arr"],
            Part::Churn => &["churn_arr"],
            Part::Fx => &["fx"],
            Part::Transfer | Part::DataQuality => &[],
        }
    }

    /// Customers in the line; `None` where it counts none.
    pub fn customers(self, counts: &Counts) -> Option<u32> {
        Some(match self {
            Part::New => counts.new,
            Part::Reactivation => counts.reactivation,
            Part::Expansion => counts.expansion,
            Part::Downsell => counts.downsell,
            Part::StepDown => counts.step_down,
            Part::Paused => counts.paused,
            Part::Churn => counts.churn,
            Part::Fx | Part::Transfer | Part::DataQuality => return None,
        })
    }

    /// The line's caption.
    pub fn caption(self) -> &'static str {
        match self {
            Part::New => "New logo",
            Part::Reactivation => "Reactivation",
            Part::Expansion => "Expansion",
            Part::Downsell => "Downsell",
            Part::StepDown => "Step-down",
            Part::Paused => "Paused",
            Part::Churn => "Churn",
            Part::Fx => "FX",
            Part::Transfer => "Transfer",
            Part::DataQuality => "Data quality",
        }
    }

    /// The line's signed contribution to the bridge, in currency units.
    pub fn of(self, b: &Bridge) -> Decimal {
        match self {
            Part::New => b.new,
            Part::Reactivation => b.reactivation,
            Part::Expansion => b.expansion,
            Part::Downsell => -b.downsell,
            Part::StepDown => -b.step_down,
            Part::Paused => -b.paused,
            Part::Churn => -b.churn,
            Part::Fx => b.fx,
            Part::Transfer => b.transfer,
            Part::DataQuality => b.data_quality,
        }
    }

    /// Whether the line is printed even where it is 0.
    pub fn always_printed(self) -> bool {
        matches!(
            self,
            Part::New | Part::Expansion | Part::Downsell | Part::Churn
        )
    }
}

/// A bridge as printed: computed once, used by sentence, chart, table and note alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TiedBridge {
    /// Opening, display units.
    pub opening: Decimal,
    /// Every line's signed display figure, in the order of [`Part::ALL`].
    pub parts: [(Part, Decimal); 10],
    /// Closing, display units.
    pub closing: Decimal,
    /// The unit, with the decimals which this bridge needed.
    pub unit: Unit,
    /// Whether the printed lines add up; false only where the exact ones don't.
    pub ties: bool,
}

impl TiedBridge {
    /// Ties a bridge in a unit.
    pub fn new(bridge: &Bridge, unit: &Unit) -> TiedBridge {
        let parts = Part::ALL.map(|p| p.of(bridge));
        let tied = tie(bridge.opening, bridge.closing, &parts, unit);
        let mut shown = Part::ALL.map(|p| (p, Decimal::ZERO));
        for (slot, value) in shown.iter_mut().zip(&tied.parts) {
            slot.1 = *value;
        }
        TiedBridge {
            opening: tied.opening,
            parts: shown,
            closing: tied.closing,
            unit: tied.unit,
            ties: tied.ties,
        }
    }

    /// The signed display figure of a line.
    pub fn part(&self, part: Part) -> Decimal {
        self.parts
            .iter()
            .find(|(p, _)| *p == part)
            .map_or(Decimal::ZERO, |(_, v)| *v)
    }

    /// Sum of several lines' display figures.
    pub fn sum(&self, parts: &[Part]) -> Decimal {
        parts.iter().map(|p| self.part(*p)).sum()
    }

    /// The printed sum: "18,420 + 1,213 + 688 − 241 − 318 = 19,762". Lines which print 0 are left out.
    pub fn sum_text(&self) -> String {
        let terms: Vec<String> = self
            .parts
            .iter()
            .filter(|(_, value)| !value.is_zero())
            .map(|(_, value)| {
                let sign = if *value < Decimal::ZERO { '−' } else { '+' };
                format!(" {sign} {}", self.unit.text(value.abs()))
            })
            .collect();
        let equals = if self.ties { '=' } else { '≠' };
        format!(
            "{}{} {equals} {}",
            self.unit.text(self.opening),
            terms.concat(),
            self.unit.text(self.closing)
        )
    }
}

/// Tied figures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tied {
    /// Opening, display units.
    pub opening: Decimal,
    /// Parts, display units.
    pub parts: Vec<Decimal>,
    /// Closing, display units.
    pub closing: Decimal,
    /// The unit, with the decimals needed.
    pub unit: Unit,
    /// Whether opening + parts = closing as printed.
    pub ties: bool,
}

/// Ties `opening + parts = closing`, amounts in currency units.
pub fn tie(opening: Decimal, closing: Decimal, parts: &[Decimal], unit: &Unit) -> Tied {
    let foots = (opening + parts.iter().sum::<Decimal>() - closing).abs() < Decimal::new(5, 3);
    let attempt = |decimals: u32| {
        let unit = unit.with_decimals(decimals);
        let (from, to) = (unit.shown(opening), unit.shown(closing));
        let exact: Vec<Decimal> = parts.iter().map(|p| unit.scaled(*p)).collect();
        let parts = distribute(&exact, to - from, decimals, Guard::Strict)?;
        Some(Tied {
            opening: from,
            parts,
            closing: to,
            unit,
            ties: true,
        })
    };
    (unit.decimals..=unit.decimals + MOST_EXTRA_DECIMALS)
        .take_while(|_| foots)
        .find_map(attempt)
        .unwrap_or_else(|| untied(opening, closing, parts, unit))
}

/// Ties parts to a total which is already printed (in display units of `unit`): segment, driver and
/// timing tables. The total can't gain decimals here; where the guards leave no part to move, the one
/// against printing 0 for something falls, and then there always is one.
pub fn tie_to(total_shown: Decimal, parts: &[Decimal], unit: &Unit) -> Tied {
    let exact: Vec<Decimal> = parts.iter().map(|p| unit.scaled(*p)).collect();
    let off = exact.iter().sum::<Decimal>() - total_shown;
    let tied = [Guard::Strict, Guard::MayHide]
        .into_iter()
        .filter(|_| off.abs() < step(unit.decimals))
        .find_map(|guard| distribute(&exact, total_shown, unit.decimals, guard));
    let ties = tied.is_some();
    Tied {
        opening: Decimal::ZERO,
        parts: tied.unwrap_or_else(|| parts.iter().map(|p| unit.shown(*p)).collect()),
        closing: total_shown,
        unit: unit.clone(),
        ties,
    }
}

/// Whether something may be printed as 0.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guard {
    Strict,
    MayHide,
}

/// Exact lines which don't add up are printed as they are: a failed check must be seen, not hidden.
fn untied(opening: Decimal, closing: Decimal, parts: &[Decimal], unit: &Unit) -> Tied {
    Tied {
        opening: unit.shown(opening),
        parts: parts.iter().map(|p| unit.shown(*p)).collect(),
        closing: unit.shown(closing),
        unit: unit.clone(),
        ties: false,
    }
}

fn step(decimals: u32) -> Decimal {
    Decimal::new(1, decimals)
}

/// Rounds the parts so that they add up to `total`, or `None` where no part may move.
fn distribute(
    exact: &[Decimal],
    total: Decimal,
    decimals: u32,
    guard: Guard,
) -> Option<Vec<Decimal>> {
    let mut shown: Vec<Decimal> = exact
        .iter()
        .map(|x| round_half_away(*x, decimals))
        .collect();
    loop {
        let missing = total - shown.iter().sum::<Decimal>();
        if missing.is_zero() {
            return Some(shown);
        }
        let by = if missing > Decimal::ZERO {
            step(decimals)
        } else {
            -step(decimals)
        };
        let at = best_candidate(exact, &shown, by, guard)?;
        if let Some(part) = shown.get_mut(at) {
            *part += by;
        }
    }
}

fn best_candidate(
    exact: &[Decimal],
    shown: &[Decimal],
    by: Decimal,
    guard: Guard,
) -> Option<usize> {
    exact
        .iter()
        .zip(shown)
        .enumerate()
        .filter(|(_, (x, r))| may_become(**x, **r + by, by.abs(), guard))
        .min_by(|(_, (xa, ra)), (_, (xb, rb))| {
            let error = |x: Decimal, r: Decimal| (r + by - x).abs();
            error(**xa, **ra)
                .cmp(&error(**xb, **rb))
                .then(xb.abs().cmp(&xa.abs()))
        })
        .map(|(i, _)| i)
}

/// The guards: never a true 0 made something, never a changed sign, never something made 0 unless it
/// rounds to 0, never a whole unit off.
fn may_become(x: Decimal, to: Decimal, unit: Decimal, guard: Guard) -> bool {
    let keeps_sign = to.is_zero() || (to > Decimal::ZERO) == (x > Decimal::ZERO);
    let not_hidden = guard == Guard::MayHide || !to.is_zero() || x.abs() * Decimal::TWO < unit;
    !x.is_zero() && keeps_sign && not_hidden && (to - x).abs() < unit
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::str::FromStr;

    fn d(s: &str) -> Decimal {
        Decimal::from_str(s).unwrap()
    }

    fn k() -> Unit {
        Unit::choose("USD", d("19762000"), d("241000"))
    }

    #[test]
    fn the_bridge_of_the_picture_ties_as_printed() {
        let bridge = Bridge {
            opening: d("18420412.17"),
            new: d("1213400"),
            expansion: d("688300"),
            downsell: d("241450"),
            churn: d("318400.17"),
            closing: d("19762262"),
            ..Bridge::default()
        };
        let tied = TiedBridge::new(&bridge, &k());
        assert_eq!(tied.sum_text(), "18,420 + 1,213 + 688 − 241 − 318 = 19,762");
        assert!(tied.ties);
    }

    #[test]
    fn the_part_with_the_least_resulting_error_moves() {
        // 10.4 + 1.4 + 2.3 = 14.1: rounded 10 + 1 + 2 = 13, missing 1; 1.4 → 2 errs 0.6, 2.3 → 3 errs 0.7.
        let tied = tie(d("10400"), d("14100"), &[d("1400"), d("2300")], &k());
        assert_eq!(tied.parts, [d("2"), d("2")]);
    }

    #[test]
    fn equal_errors_move_the_larger_part_and_then_the_first() {
        // 0 + 1.4 + 2.4 + 2.4 − 0.2 = 6.0, rounded 0 + 1 + 2 + 2 − 0 = 5.
        let parts = [d("1400"), d("2400"), d("2400"), d("-200")];
        let tied = tie(d("0"), d("6000"), &parts, &k());
        assert_eq!(tied.parts, [d("1"), d("3"), d("2"), d("0")]);
    }

    #[test]
    fn a_true_zero_stays_zero_and_nothing_is_hidden() {
        // Only 0.6 could move down, but that would hide it: one more decimal.
        // 10.4 + 0.6 + 0 = 11.0 → 10 + 1 = 11 ties; 10.5 + 0.6 = 11.1 → 11 + 1 ≠ 11.
        let tied = tie(d("10500"), d("11100"), &[d("600"), d("0")], &k());
        assert_eq!(tied.unit.decimals, 1);
        assert_eq!(tied.parts, [d("0.6"), d("0")]);
        assert_eq!((tied.opening, tied.closing), (d("10.5"), d("11.1")));
    }

    #[test]
    fn a_small_part_shown_as_zero_may_be_shown_as_one() {
        // 10.4 + 0.3 = 10.7 → 10 + 0 ≠ 11: 0.3 becomes 1, off by 0.7.
        let tied = tie(d("10400"), d("10700"), &[d("300")], &k());
        assert_eq!(tied.parts, [d("1")]);
    }

    #[test]
    fn a_bridge_which_does_not_foot_is_shown_as_it_is() {
        let bridge = Bridge {
            opening: d("100000"),
            churn: d("10000"),
            closing: d("95000"),
            ..Bridge::default()
        };
        let tied = TiedBridge::new(&bridge, &k());
        assert!(!tied.ties);
        assert_eq!(tied.sum_text(), "100 − 10 ≠ 95");
    }

    #[test]
    fn a_table_ties_to_the_printed_total() {
        // The bridge prints 240 for 240.6; the two segments 120.3 + 120.3 add up to 240.
        let tied = tie_to(d("240"), &[d("120300"), d("120300")], &k());
        assert_eq!(tied.parts, [d("120"), d("120")]);
        let tied = tie_to(d("241"), &[d("120300"), d("120300")], &k());
        assert_eq!(tied.parts, [d("121"), d("120")]);
    }

    proptest! {
        #[test]
        fn printed_parts_add_up_and_stay_honest(
            opening in 0_i64..3_000_000_000,
            parts in proptest::collection::vec(prop_oneof![
                2 => Just(0_i64),
                3 => -200_000_i64..200_000,
                3 => -300_000_000_i64..300_000_000,
            ], 1..11),
        ) {
            let cents = |v: i64| Decimal::new(v, 2);
            let parts: Vec<Decimal> = parts.into_iter().map(cents).collect();
            let opening = cents(opening);
            let closing = opening + parts.iter().sum::<Decimal>();
            let tied = tie(opening, closing, &parts, &k());
            prop_assert!(tied.ties);
            prop_assert_eq!(tied.opening + tied.parts.iter().sum::<Decimal>(), tied.closing);
            prop_assert_eq!(tied.opening, tied.unit.shown(opening));
            prop_assert_eq!(tied.closing, tied.unit.shown(closing));
            let one = step(tied.unit.decimals);
            for (x, shown) in parts.iter().zip(&tied.parts) {
                let x = tied.unit.scaled(*x);
                prop_assert!((x - shown).abs() < one);
                prop_assert!(!x.is_zero() || shown.is_zero());
                prop_assert!(shown.is_zero() || (x > Decimal::ZERO) == (*shown > Decimal::ZERO));
                prop_assert!(!shown.is_zero() || x.abs() * Decimal::TWO < one || x.is_zero());
            }
            // A table under one of the parts ties to that part as printed.
            for (x, shown) in parts.iter().zip(&tied.parts) {
                let third = round_half_away(*x / Decimal::from(3), 2);
                let table = tie_to(*shown, &[third, *x - third], &tied.unit);
                prop_assert!(table.ties);
                prop_assert_eq!(table.parts.iter().sum::<Decimal>(), *shown);
            }
        }
    }
}
