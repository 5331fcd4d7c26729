//! The whole computation, once for a ledger and a basis.

use crate::attributes::{Column, align, columns};
use crate::balances::Balances;
use crate::basis::{Basis, Method};
use crate::checks::Checks;
use crate::error::MetricsError;
use crate::figures::{Bridge, Class, CloseFigures, Movement, PeriodFigures, PhantomFlag, Report};
use crate::periods::{Computed, figures, monthly_bridges, tally};
use crate::restatement::Kept;
use crate::spans::{Span, span, spans};
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
    months: OnceLock<Vec<Option<Bridge>>>,
    /// The state in which the past is reported, and up to which close.
    kept: Option<(Box<Engine<'a>>, Close)>,
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
            months: OnceLock::new(),
            kept: None,
        })
    }

    /// The same where changes of the past are kept as reported (section 7): periods up to the close
    /// reported last are those of the kept state, and the period after it opens as reported and carries
    /// the difference as its data quality line.
    pub fn with_kept(
        ledger: &'a Ledger,
        basis: &'a Basis,
        kept: Option<&'a Kept>,
    ) -> Result<Engine<'a>, MetricsError> {
        let mut engine = Engine::layered(ledger, basis, kept)?;
        engine.align();
        Ok(engine)
    }

    fn layered(
        ledger: &'a Ledger,
        basis: &'a Basis,
        kept: Option<&'a Kept>,
    ) -> Result<Engine<'a>, MetricsError> {
        let mut engine = Engine::new(ledger, basis)?;
        if let Some(kept) = kept {
            let was = Engine::layered(kept.ledger(), kept.basis(), kept.earlier())?;
            engine.kept = Some((Box::new(was), kept.until()));
        }
        Ok(engine)
    }

    /// Gives the segments of every layer the places they have in this one; the first round gathers them.
    fn align(&mut self) {
        for _round in 0..2 {
            let mut layer = &mut self.kept;
            while let Some((was, _)) = layer {
                let columns = std::mem::take(&mut was.columns);
                was.columns = align(&mut self.columns, columns, &was.balances);
                layer = &mut was.kept;
            }
        }
    }

    /// The state in which a period is reported: the kept one, where it was reported already.
    pub fn of(&self, period: Period) -> &Engine<'a> {
        match &self.kept {
            Some((was, until)) if period.closing() <= *until => {
                let was = was.of(period);
                match span(&was.balances, period) {
                    Some(_) => was,
                    None => self,
                }
            }
            _ => self,
        }
    }

    /// The state in which a close is reported.
    pub fn at(&self, close: Close) -> &Engine<'a> {
        match &self.kept {
            Some((was, until)) if close <= *until && was.balances.index(close).is_some() => {
                was.at(close)
            }
            _ => self,
        }
    }

    /// The kept state and its index of the opening close, for a period which opens as reported.
    fn opens_as_reported(&self, period: Period) -> Option<(&Engine<'a>, u16)> {
        let (was, until) = self.kept.as_ref()?;
        let crosses = period.opening() <= *until && *until < period.closing();
        let was = was.at(period.opening());
        let open = was.balances.index(period.opening())?;
        crosses.then_some((was, open))
    }

    /// Tallies one period, in the state in which it is reported.
    fn tally(&self, period: Span) -> Computed {
        let engine = self.of(period.period);
        let period = span(&engine.balances, period.period).unwrap_or(period);
        let mut computed = tally(&engine.balances, &engine.columns, period);
        if let Some((was, open)) = engine.opens_as_reported(period.period) {
            computed.step.carry(&was.balances, &was.columns, open);
        }
        computed
    }

    fn months(&self) -> &[Option<Bridge>] {
        if self.balances.basis().period == Grain::Month {
            return &[];
        }
        self.months.get_or_init(|| monthly_bridges(&self.balances))
    }

    /// The figures of a period in the state in which it is reported; `None` where a close of it is not covered.
    pub(crate) fn figures(&self, period: Period) -> Option<PeriodFigures> {
        let computed = self.tally(span(&self.balances, period)?);
        let engine = self.of(period);
        Some(figures(&engine.balances, &engine.columns, &computed, &[]))
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
        let mut checks = Checks::default();
        let mut periods = Vec::new();
        let mut last: Option<Computed> = None;
        for span in spans(b, basis.period) {
            let computed = self.tally(span);
            let engine = self.of(span.period);
            periods.push(figures(
                &engine.balances,
                &engine.columns,
                &computed,
                engine.months(),
            ));
            checks.period(&self.columns, &computed, basis.fiscal_year_start);
            if let Some(before) = &last {
                checks.followed(&self.columns, before, &computed, basis.fiscal_year_start);
            }
            last = Some(computed);
        }
        let status = crate::signals::status(&periods, &basis);
        Report {
            basis_hash: crate::hash::basis_hash(&basis),
            as_of: self.as_of(),
            currency: b.ledger().reporting().to_owned(),
            closes: self.close_figures(),
            missing: missing(b.close_list()),
            cohorts: crate::cohorts::cohorts(b),
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
        for figures in &mut out {
            let b = self.at(figures.close).balances();
            let Some(k) = b.index(figures.close) else {
                continue;
            };
            for customer in 0..b.customers() {
                let amount = b.amount(customer, k);
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
        let engine = self.of(period);
        let mut all = engine.own_movements(period);
        if let Some((was, open)) = engine.opens_as_reported(period) {
            carry(&mut all, &was.balances, open);
        }
        all
    }

    fn own_movements(&self, period: Period) -> Vec<Movement> {
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

/// Gives every movement what its opening differs by from the one reported; customers which were reported
/// and pay at neither close any more have nothing but that.
fn carry(movements: &mut Vec<Movement>, was: &Balances, open: u16) {
    let mut all = std::mem::take(movements).into_iter().peekable();
    for customer in 0..was.customers() {
        let reported = was.amount(customer, open);
        let mut first = true;
        while let Some(mut m) = all.next_if(|m| m.customer == customer) {
            // Of a sum of months the first movement opens.
            if first {
                m.data_quality = m.opening - reported;
            }
            first = false;
            movements.push(m);
        }
        if first && !reported.is_zero() {
            movements.push(Movement {
                data_quality: -reported,
                ..nothing(customer)
            });
        }
    }
    movements.extend(all);
}

/// A customer which pays at neither close.
fn nothing(customer: u32) -> Movement {
    Movement {
        customer,
        opening: Decimal::ZERO,
        closing: Decimal::ZERO,
        closing_balance: Decimal::ZERO,
        data_quality: Decimal::ZERO,
        class: Class::Flat,
        amount: Decimal::ZERO,
        step_down: Decimal::ZERO,
        driver: None,
        timing: None,
        paused: false,
        multi_year: false,
        phantoms: Vec::new(),
        reason: None,
        renewal: None,
    }
}

/// Months between the first and the last close which are not covered (L-3).
fn missing(closes: &[Close]) -> Vec<Close> {
    let gaps = closes
        .windows(2)
        .flat_map(|w| (1..w[1].months_since(w[0])).map(move |m| w[0].plus(m)));
    gaps.collect()
}
