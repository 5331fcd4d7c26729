//! The whole computation, once for a ledger and a basis.

use crate::attributes::{Column, columns};
use crate::balances::Balances;
use crate::basis::{Basis, Method};
use crate::checks::Checks;
use crate::error::MetricsError;
use crate::figures::{CloseFigures, Movement, PeriodFigures, PhantomFlag, Report};
use crate::periods::{Computed, Span, figures, monthly_bridges, span, spans, tally};
use holdfast_ledger::{Close, Decimal, Grain, Ledger, Period};
use std::sync::OnceLock;

/// Computes every figure of a ledger under a basis.
pub fn compute(ledger: &Ledger, basis: &Basis) -> Result<Report, MetricsError> {
    Ok(Engine::new(ledger, basis)?.report())
}

/// The movements of a period by customer (M-1): one a customer, of those with an amount at either
/// close. Where the bridge is a sum of months (M-3) they are the months' movements, so that the list
/// adds up to the bridge. Empty where a close of the period is not covered.
pub fn movements(ledger: &Ledger, basis: &Basis, period: Period) -> Vec<Movement> {
    Engine::new(ledger, basis).map_or_else(|_| Vec::new(), |e| e.movements(period))
}

/// A ledger with its basis applied, from which reports and lists are drawn without applying it again.
#[derive(Debug)]
pub struct Engine<'a> {
    balances: Balances<'a>,
    columns: Vec<Column>,
    phantoms: OnceLock<Vec<PhantomFlag>>,
}

impl<'a> Engine<'a> {
    /// Applies a basis to a ledger.
    pub fn new(ledger: &'a Ledger, basis: &'a Basis) -> Result<Engine<'a>, MetricsError> {
        let balances = Balances::new(ledger, basis)?;
        let columns = columns(&balances)?;
        Ok(Engine {
            balances,
            columns,
            phantoms: OnceLock::new(),
        })
    }

    /// Balances of customers and closes.
    pub fn balances(&self) -> &Balances<'a> {
        &self.balances
    }

    /// The attributes by which the report is segmented.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Every figure.
    pub fn report(&self) -> Report {
        let b = &self.balances;
        let basis = self.filled_basis();
        // What needs no period is found on a second processor meanwhile.
        let (tallied, cohorts) = std::thread::scope(|scope| {
            let aside = scope.spawn(|| {
                self.phantoms();
                crate::cohorts::cohorts(b)
            });
            (self.tallied(&basis), aside.join())
        });
        let (periods, checks, last) = tallied;
        let cohorts = cohorts.unwrap_or_else(|_| crate::cohorts::cohorts(b));
        let status = crate::signals::status(&periods, &basis);
        Report {
            basis_hash: crate::hash::basis_hash(&basis),
            as_of: self.as_of(),
            currency: b.ledger().reporting().to_owned(),
            closes: self.close_figures(),
            missing: missing(b.close_list()),
            cohorts,
            cross: last
                .as_ref()
                .and_then(|l| crate::cross::cross(&self.columns, &l.step.moves, l.span)),
            methods: last
                .as_ref()
                .map_or_else(Vec::new, |l| crate::methods::methods(b, l.span)),
            checks: checks.0,
            status,
            lead: crate::lead::lead(b),
            watch: crate::lead::watch(b),
            bridged: b.bridged().to_vec(),
            phantoms: self.phantoms().to_vec(),
            absent_at_newest: self.absent_at_newest(),
            periods,
            basis,
        }
    }

    /// Every period's figures, oldest first, their checks, and the newest period as tallied.
    fn tallied(&self, basis: &Basis) -> (Vec<PeriodFigures>, Checks, Option<Computed>) {
        let b = &self.balances;
        let months = if basis.period == Grain::Month {
            Vec::new()
        } else {
            monthly_bridges(b)
        };
        let mut checks = Checks::default();
        let mut periods = Vec::new();
        let mut last: Option<Computed> = None;
        for span in spans(b, basis.period) {
            let computed = tally(b, &self.columns, span);
            periods.push(figures(b, &self.columns, &computed, &months));
            checks.period(&self.columns, &computed, basis.fiscal_year_start);
            if let Some(before) = &last {
                checks.followed(&self.columns, before, &computed, basis.fiscal_year_start);
            }
            last = Some(computed);
        }
        (periods, checks, last)
    }

    fn as_of(&self) -> Close {
        self.balances.close_list()[self.balances.closes() - 1]
    }

    fn filled_basis(&self) -> Basis {
        Basis {
            as_of: Some(self.as_of()),
            ..self.balances.basis().clone()
        }
    }

    fn close_figures(&self) -> Vec<CloseFigures> {
        let b = &self.balances;
        let mut out: Vec<CloseFigures> = b
            .close_list()
            .iter()
            .map(|&close| CloseFigures {
                close,
                amount: Decimal::ZERO,
                customers: 0,
                partial: false,
            })
            .collect();
        for customer in 0..b.customers() {
            for (k, figures) in out.iter_mut().enumerate() {
                let amount = b.amount(customer, k as u16);
                if !amount.is_zero() {
                    figures.amount += amount;
                    figures.customers += 1;
                }
            }
        }
        if let Some(newest) = out.last_mut() {
            newest.partial = b.newest_is_partial();
        }
        out
    }

    /// Customers which paid at the close before and have no row at all at the newest (L-3).
    fn absent_at_newest(&self) -> Vec<(u32, Decimal)> {
        let b = &self.balances;
        let Some(newest) = (b.closes() as u16).checked_sub(1).filter(|k| *k > 0) else {
            return Vec::new();
        };
        (0..b.customers())
            .filter(|&c| !b.is_present(c, newest) && !b.amount(c, newest - 1).is_zero())
            .map(|c| (c, b.amount(c, newest - 1)))
            .collect()
    }

    /// Every suspected phantom, by close, then customer (M-8); found once.
    pub fn phantoms(&self) -> &[PhantomFlag] {
        self.phantoms
            .get_or_init(|| crate::phantoms::phantoms(&self.balances))
    }

    /// The movements of a period with everything known of each (M-1).
    pub fn movements(&self, period: Period) -> Vec<Movement> {
        let Some(whole) = span(&self.balances, period) else {
            return Vec::new();
        };
        let detail = crate::detail::Details::new(&self.balances, self.phantoms());
        if self.balances.basis().method == Method::CloseToClose {
            return detail.movements(whole.open, whole.close);
        }
        let mut all: Vec<Movement> = (whole.open..whole.close)
            .flat_map(|k| detail.movements(k, k + 1))
            .collect();
        all.sort_by_key(|m| m.customer);
        all
    }

    /// The periods of a grain with both closes covered, oldest first.
    pub fn periods(&self, grain: Grain) -> Vec<Period> {
        spans(&self.balances, grain)
            .iter()
            .map(|s: &Span| s.period)
            .collect()
    }
}

/// Months between the first and the last close which are not covered (L-3).
fn missing(closes: &[Close]) -> Vec<Close> {
    let gaps = closes
        .windows(2)
        .flat_map(|w| (1..w[1].months_since(w[0])).map(move |m| w[0].plus(m)));
    gaps.collect()
}
