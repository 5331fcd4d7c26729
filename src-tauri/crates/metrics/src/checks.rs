//! The checks which run on every computation, for the total and every segment (M-10). Each shows both
//! its sides; sums are exact, so "to the cent" leaves no room for anything but a fault.

use crate::attributes::Column;
use crate::figures::{Bridge, Check};
use crate::periods::Computed;
use crate::tally::Tally;
use holdfast_ledger::{Decimal, FiscalYear};

/// The lines of a bridge with their names, for checks line by line.
const LINES: [&str; 12] = [
    "opening",
    "new",
    "reactivation",
    "expansion",
    "downsell",
    "step-down",
    "paused",
    "churn",
    "fx",
    "transfer",
    "data quality",
    "closing",
];

fn lines(b: &Bridge) -> [Decimal; 12] {
    let f = b.flows();
    [
        b.opening, f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], b.closing,
    ]
}

const FOLLOWED: &str = "closing_is_next_opening";

/// Collects checks.
#[derive(Debug, Default)]
pub(crate) struct Checks(pub Vec<Check>);

impl Checks {
    fn equal(&mut self, check: &'static str, scope: String, left: Decimal, right: Decimal) {
        let ok = (left - right).abs() < Decimal::new(5, 3);
        self.0.push(Check {
            check,
            scope,
            left,
            right,
            ok,
        });
    }

    fn at_most(&mut self, check: &'static str, scope: String, left: Decimal, right: Decimal) {
        self.0.push(Check {
            check,
            scope,
            left,
            right,
            ok: left <= right,
        });
    }

    /// Every check of one period.
    pub fn period(&mut self, columns: &[Column], computed: &Computed, fiscal: FiscalYear) {
        let label = computed.span.period.label(fiscal);
        let step = &computed.step;
        self.scope(&label, &step.total);
        self.equal(
            "gross_ties_to_net",
            label.clone(),
            step.gross.increase - step.gross.decrease,
            net(&step.total.bridge),
        );
        for (column, tallies) in columns.iter().zip(&step.segments) {
            for (tally, value) in tallies
                .iter()
                .zip(&column.values)
                .filter(|(t, _)| !t.is_empty())
            {
                let scope = format!("{label} {} {value}", column.name);
                self.scope(&scope, tally);
                self.equal(
                    "gross_ties_to_net",
                    scope,
                    tally.gross_net,
                    net(&tally.bridge),
                );
            }
            self.add_up(
                &format!("{label} {}", column.name),
                tallies,
                &step.total.bridge,
            );
        }
    }

    fn scope(&mut self, scope: &str, t: &Tally) {
        let b = &t.bridge;
        let name = || scope.to_owned();
        let sum =
            |cells: &[(Decimal, u32)]| cells.iter().map(|(amount, _)| amount).sum::<Decimal>();
        self.equal("bridge_foots", name(), b.footed(), b.closing);
        self.equal("drivers_add_up", name(), sum(&t.drivers.0), b.downsell);
        self.equal(
            "timings_add_up",
            name() + " downsell",
            sum(&t.timings.downsell),
            b.downsell,
        );
        self.equal(
            "timings_add_up",
            name() + " churn",
            sum(&t.timings.churn),
            b.churn,
        );
        self.equal(
            "customer_list_adds_up",
            name(),
            t.listed_downsell,
            b.downsell,
        );
        self.at_most("downsell_not_negative", name(), Decimal::ZERO, b.downsell);
        self.equal(
            "customer_downsell_below_opening",
            name(),
            t.too_large.into(),
            Decimal::ZERO,
        );
        self.equal(
            "nrr_bridge_is_cohort",
            name(),
            t.bridge_retained,
            t.cohort.closing,
        );
        self.at_most("grr_at_most_one", name(), t.cohort.kept, t.cohort.opening);
        self.at_most("grr_at_most_nrr", name(), t.cohort.kept, t.cohort.closing);
    }

    fn add_up(&mut self, scope: &str, tallies: &[Tally], total: &Bridge) {
        let mut sums = [Decimal::ZERO; 12];
        for tally in tallies {
            for (sum, line) in sums.iter_mut().zip(lines(&tally.bridge)) {
                *sum += line;
            }
        }
        for ((name, sum), line) in LINES.iter().zip(sums).zip(lines(total)) {
            self.equal("segments_add_up", format!("{scope}: {name}"), sum, line);
        }
    }

    /// The closing of a period against the opening of the next, where these are one close.
    pub fn followed(&mut self, columns: &[Column], a: &Computed, b: &Computed, fiscal: FiscalYear) {
        if a.span.period.closing() != b.span.period.opening() {
            return;
        }
        let label = b.span.period.label(fiscal);
        let (before, after) = (&a.step, &b.step);
        self.equal(
            FOLLOWED,
            label.clone(),
            before.total.bridge.closing,
            after.total.bridge.opening,
        );
        for (i, column) in columns.iter().enumerate() {
            let pairs = before.segments[i]
                .iter()
                .zip(&after.segments[i])
                .zip(&column.values);
            for ((x, y), value) in pairs.filter(|((x, y), _)| !x.is_empty() || !y.is_empty()) {
                let scope = format!("{label} {} {value}", column.name);
                self.equal(FOLLOWED, scope, x.bridge.closing, y.bridge.opening);
            }
        }
    }
}

/// E − D − S.
fn net(b: &Bridge) -> Decimal {
    b.expansion - b.downsell - b.step_down
}
