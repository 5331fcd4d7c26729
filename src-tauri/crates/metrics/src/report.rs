//! The whole computation, once for a ledger and a basis.

use crate::attributes::{Column, align, columns};
use crate::balances::{Balances, Held};
use crate::basis::{Basis, Method};
use crate::checks::Checks;
use crate::error::MetricsError;
use crate::figures::{
    Bridge, Class, CloseFigures, Cohorts, LeadTest, MethodRow, Movement, PeriodFigures,
    PhantomFlag, Report, WatchItem,
};
use crate::kept::Kept;
use crate::periods::{Computed, figures, monthly_bridges, months_less_period, tally};
use crate::spans::{Span, span, spans};
use holdfast_ledger::{Close, Decimal, Grain, Ledger, Period};
use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};

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
    columns: Arc<Vec<Column>>,
    phantoms: Arc<OnceLock<Vec<PhantomFlag>>>,
    months: OnceLock<Vec<Option<Bridge>>>,
    /// The state in which the past is reported, and up to which close.
    kept: Option<(Box<Engine<'a>>, Close)>,
}

/// A basis as applied to a ledger, to be kept with both of them: an engine is drawn from it at once.
#[derive(Clone, Debug)]
pub struct Applied {
    balances: Arc<Held>,
    columns: Arc<Vec<Column>>,
    phantoms: Arc<OnceLock<Vec<PhantomFlag>>>,
    kept: Option<Box<Applied>>,
}

/// The periods, each with its indices and its bridge from close to close, and the checks on them.
#[derive(Default)]
struct Tallied {
    periods: Vec<(PeriodFigures, Span, Bridge)>,
    checks: Checks,
    last: Option<Computed>,
}

/// What is computed beside the periods.
struct Beside {
    closes: Vec<CloseFigures>,
    cohorts: Cohorts,
    methods: Vec<MethodRow>,
    lead: Option<LeadTest>,
    watch: Vec<WatchItem>,
    phantoms: Vec<PhantomFlag>,
}

impl<'a> Engine<'a> {
    /// Applies a basis to a ledger.
    pub fn new(ledger: &'a Ledger, basis: &'a Basis) -> Result<Engine<'a>, MetricsError> {
        let balances = Balances::new(ledger, basis)?;
        let columns = columns(&balances)?;
        Ok(Engine {
            balances,
            columns: Arc::new(columns),
            phantoms: Arc::default(),
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
                let columns = std::mem::take(Arc::make_mut(&mut was.columns));
                let own: &mut Vec<Column> = Arc::make_mut(&mut self.columns);
                was.columns = Arc::new(align(own, columns, &was.balances));
                layer = &mut was.kept;
            }
        }
    }

    /// The basis as applied, to be kept with the ledger.
    pub fn applied(&self) -> Applied {
        Applied {
            balances: self.balances.held(),
            columns: Arc::clone(&self.columns),
            phantoms: Arc::clone(&self.phantoms),
            kept: self.kept.as_ref().map(|(was, _)| Box::new(was.applied())),
        }
    }

    /// The engine which [`Engine::with_kept`] made of the same ledger, basis and kept state.
    pub fn again(
        ledger: &'a Ledger,
        basis: &'a Basis,
        kept: Option<&'a Kept>,
        applied: &Applied,
    ) -> Engine<'a> {
        let layer = |(kept, was): (&'a Kept, &Applied)| {
            let engine = Engine::again(kept.ledger(), kept.basis(), kept.earlier(), was);
            (Box::new(engine), kept.until())
        };
        Engine {
            balances: Balances::of(ledger, basis, Arc::clone(&applied.balances)),
            columns: Arc::clone(&applied.columns),
            phantoms: Arc::clone(&applied.phantoms),
            months: OnceLock::new(),
            kept: kept.zip(applied.kept.as_deref()).map(layer),
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

    /// A period in the state in which it is reported.
    fn as_reported(&self, period: Span) -> Span {
        let engine = self.of(period.period);
        span(&engine.balances, period.period).unwrap_or(period)
    }

    /// Tallies one period, in the state in which it is reported.
    fn tally(&self, period: Span) -> Computed {
        let engine = self.of(period.period);
        let period = self.as_reported(period);
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
        Some(figures(&engine.balances, &engine.columns, &computed))
    }

    /// Balances of customers and closes.
    pub fn balances(&self) -> &Balances<'a> {
        &self.balances
    }

    /// The attributes by which the report is segmented.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Every figure. What is beside the periods is computed at the same time.
    pub fn report(&self) -> Report {
        let (beside, mut tallied) = std::thread::scope(|scope| {
            let beside = scope.spawn(|| self.beside());
            let tallied = self.tallied();
            let beside = beside.join();
            (beside.unwrap_or_else(|e| resume_unwind(e)), tallied)
        });
        for (period, span, bridge) in &mut tallied.periods {
            let months = self.of(period.period).months();
            period.sum_of_months = months_less_period(*span, bridge, months);
        }
        let (b, basis) = (&self.balances, self.filled_basis());
        let last = tallied.last.as_ref();
        let periods: Vec<_> = tallied.periods.into_iter().map(|(p, ..)| p).collect();
        let status = crate::signals::status(&periods, &basis);
        Report {
            basis_hash: crate::hash::basis_hash(&basis),
            as_of: self.as_of(),
            currency: b.ledger().reporting().to_owned(),
            closes: beside.closes,
            missing: missing(b.close_list()),
            cohorts: beside.cohorts,
            cross: last.and_then(|l| crate::cross::cross(&self.columns, &l.step.moves, l.span)),
            methods: beside.methods,
            checks: tallied.checks.0,
            status,
            lead: beside.lead,
            watch: beside.watch,
            bridged: b.bridged().to_vec(),
            phantoms: beside.phantoms,
            absent_at_newest: self.absent_at_newest(),
            periods,
            basis,
        }
    }

    fn tallied(&self) -> Tallied {
        let (columns, basis) = (&self.columns, self.balances.basis());
        let fiscal = basis.fiscal_year_start;
        let mut out = Tallied::default();
        for span in spans(&self.balances, basis.period) {
            let computed = self.tally(span);
            let engine = self.of(span.period);
            let period = figures(&engine.balances, &engine.columns, &computed);
            let bridge = computed.step.close_to_close.clone();
            out.periods.push((period, computed.span, bridge));
            out.checks.period(columns, &computed, fiscal);
            if let Some(before) = &out.last {
                out.checks.followed(columns, before, &computed, fiscal);
            }
            out.last = Some(computed);
        }
        out
    }

    fn beside(&self) -> Beside {
        let b = &self.balances;
        // Kept for the sums of months, which are taken when the periods are in.
        self.months();
        let newest = spans(b, b.basis().period).pop();
        let methods = |newest| crate::methods::methods(b, self.as_reported(newest));
        Beside {
            closes: self.close_figures(),
            cohorts: crate::cohorts::cohorts(b),
            methods: newest.map_or_else(Vec::new, methods),
            lead: crate::lead::lead(b),
            watch: crate::lead::watch(b),
            phantoms: self.phantoms().to_vec(),
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
