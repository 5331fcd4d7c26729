//! The customer rows behind every figure of the workbook: one a customer and period, computed once.

pub mod cohorts;
mod periods;

use crate::PackInputs;
use cohorts::{Cohort, Member};
use holdfast_ledger::{Close, Decimal};
use holdfast_metrics::attributes::Column;
use holdfast_metrics::balances::Balances;
use holdfast_metrics::basis::PausedRule;
use holdfast_metrics::negotiations::{Loss, Tie};
use holdfast_metrics::{Class, Driver, Engine, MetricsError, Movement, Timing};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

pub use periods::{PERIODS, PackPeriod, labels};

/// Most rows of `Customers` (section 2.1); beyond, it holds the newest period only.
pub const MOST_ROWS: usize = 200_000;

/// The trailing year by closed cohort: what the customers of twelve months ago paid, pay and kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct YearSums {
    /// ARR twelve months ago.
    pub opening: Decimal,
    /// What these customers pay now, at the rates of then (L-9).
    pub now: Decimal,
    /// The smaller of the two, customer by customer.
    pub kept: Decimal,
    /// Customers which paid then.
    pub customers: u32,
    /// Of them those which pay now.
    pub retained: u32,
}

/// One customer in one period.
#[derive(Clone, Debug)]
pub struct Row {
    /// Index into [`Facts::periods`].
    pub period: u8,
    /// Index into the ledger's customers.
    pub customer: u32,
    /// Class; flat where the customer is at 0 at both closes.
    pub class: Class,
    /// Opening amount.
    pub opening: Decimal,
    /// Closing amount at the opening close's rate (L-9).
    pub closing: Decimal,
    /// Closing balance.
    pub balance: Decimal,
    /// Step-down part of the fall (M-5).
    pub step_down: Decimal,
    /// Amount twelve months before the closing close.
    pub year_opening: Decimal,
    /// Closing amount at that close's rate.
    pub year_now: Decimal,
    /// Driver of a downsell.
    pub driver: Option<Driver>,
    /// Timing of a downsell or churn.
    pub timing: Option<Timing>,
    /// Paused at closing.
    pub paused: bool,
    /// Longer term given for the cut (M-6).
    pub multi_year: bool,
    /// Closing amount at the rates of the cohort's age 0 (C-1).
    pub cohort_now: Decimal,
    /// At 0 and still a customer by the basis (M-9).
    pub kept: bool,
    /// Of a loss in the newest period: whether a negotiation was logged (N-30).
    pub logged: Option<bool>,
    /// Reason from the data.
    pub reason: Option<Box<str>>,
    /// Next renewal.
    pub renewal: Option<chrono::NaiveDate>,
}

/// Which columns the rows need: those which say something in at least one row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct InUse {
    /// Foreign currency.
    pub fx: bool,
    /// Step-downs.
    pub step_down: bool,
    /// Paused customers.
    pub paused: bool,
    /// Longer terms for cuts.
    pub multi_year: bool,
    /// A negotiation log.
    pub logged: bool,
    /// Customers kept at 0.
    pub kept: bool,
    /// Trailing years.
    pub year: bool,
    /// Sign-up cohorts.
    pub cohorts: bool,
    /// Reasons.
    pub reason: bool,
    /// Renewal dates.
    pub renewal: bool,
}

/// The rows and what they rest on.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The ledger with its basis applied.
    engine: Engine<'a>,
    /// Periods, newest first.
    pub periods: Vec<PackPeriod<'a>>,
    /// Rows sorted by period (newest first), bucket in bridge order, size of the change, customer.
    pub rows: Vec<Row>,
    /// Columns in use.
    pub used: InUse,
    /// Whether the negotiation log was tied to the rows.
    pub logged: bool,
    /// Index of the first row of each period and bucket.
    pub blocks: BTreeMap<(u8, u8), u32>,
    /// Cohort of every customer.
    pub members: Vec<Option<Member>>,
    /// Cohorts, oldest first.
    pub cohorts: Vec<Cohort>,
    /// Decimal places which hold every amount exactly, at most 8.
    pub places: u32,
}

impl<'a> Facts<'a> {
    /// Computes the rows.
    pub fn new(inputs: &PackInputs<'a>) -> Result<Facts<'a>, MetricsError> {
        let engine = inputs.engine()?;
        let grain = inputs.report.cohorts.grain;
        let (members, cohorts) =
            grain.map_or_else(Default::default, |g| cohorts::collect(engine.balances(), g));
        let mut facts = Facts {
            engine,
            members,
            cohorts,
            periods: periods::of(inputs),
            rows: Vec::new(),
            used: InUse::default(),
            logged: false,
            blocks: BTreeMap::new(),
            places: 2,
        };
        facts.collect();
        if let Some(tie) = inputs.negotiations.and_then(|n| n.tie.as_ref()) {
            facts.mark_logged(tie);
        }
        facts.used = facts.in_use();
        facts.places = facts.places();
        for (index, row) in facts.rows.iter().enumerate() {
            let key = (row.period, rank(row.class));
            facts.blocks.entry(key).or_insert(index as u32);
        }
        Ok(facts)
    }

    /// Marks the newest period's losses with and without a logged request (N-30).
    fn mark_logged(&mut self, tie: &Tie) {
        let key = |loss: &Loss| (loss.customer, rank(loss.class));
        let with: BTreeSet<(u32, u8)> = tie.matched.iter().map(|m| key(&m.loss)).collect();
        let without: BTreeSet<(u32, u8)> = tie.unlogged.iter().map(key).collect();
        for row in self.rows.iter_mut().filter(|r| r.period == 0) {
            let key = (row.customer, rank(row.class));
            row.logged = with
                .contains(&key)
                .then_some(true)
                .or(without.contains(&key).then_some(false));
            self.logged |= row.logged.is_some();
        }
    }

    /// Adds periods while the rows are not too many; the newest always.
    fn collect(&mut self) {
        let mut all = Vec::new();
        let mut rows = Vec::new();
        for (index, period) in self.periods.iter().enumerate() {
            if period.figures.is_none() {
                continue;
            }
            let first = all.is_empty();
            let movements = self.engine.movements(period.period);
            rows.clear();
            self.rows_of(index as u8, *period, movements, &mut rows);
            if !first && all.len() + rows.len() > MOST_ROWS {
                all.retain(|r: &Row| r.period == 0);
                break;
            }
            rows.sort_by_cached_key(place);
            all.append(&mut rows);
        }
        self.rows = all;
        for (index, period) in self.periods.iter_mut().enumerate() {
            period.rows = self
                .rows
                .iter()
                .filter(|r| usize::from(r.period) == index)
                .count() as u32;
        }
    }

    /// The rows of a period: everyone with a movement, and those who paid twelve months before.
    fn rows_of(
        &self,
        at: u8,
        period: PackPeriod<'a>,
        movements: Vec<Movement>,
        out: &mut Vec<Row>,
    ) {
        let mut moved = movements.into_iter().peekable();
        let balances = self.engine.of(period.period).balances();
        let closing = balances.index(period.period.closing());
        let year = balances.index(period.period.closing().plus(-12));
        let Some(closing) = closing else { return };
        for customer in 0..balances.customers() {
            let movement = moved.next_if(|m| m.customer == customer);
            let (year_opening, year_now) = year.map_or((Decimal::ZERO, Decimal::ZERO), |year| {
                let opening = balances.amount(customer, year);
                (opening, balances.amount_at_rate(customer, closing, year))
            });
            // Cohorts show the history as it is known now, also where a period stays as reported.
            let cohort_now = self.cohort_now(customer, period.period.closing());
            if movement.is_none() && year_opening.is_zero() && cohort_now.is_zero() {
                continue;
            }
            let mut row = row(at, customer, movement);
            (row.year_opening, row.year_now) = (year_opening, year_now);
            row.kept = keeps_logo(balances, customer, closing);
            row.cohort_now = cohort_now;
            out.push(row);
        }
    }

    /// The cohort of a row's customer, where it had signed up by the row's close.
    pub fn member(&self, row: &Row) -> Option<Member> {
        let closing = self.periods.get(usize::from(row.period))?.period.closing();
        self.members
            .get(row.customer as usize)
            .copied()
            .flatten()
            .filter(|m| m.end <= closing)
    }

    /// Periods of the cohorts' grain since sign-up, where the row's period ends on one of their ends.
    pub fn age(&self, row: &Row) -> Option<u32> {
        let closing = self.periods.get(usize::from(row.period))?.period.closing();
        let end = self.member(row)?.end;
        let cohort = self.cohorts.iter().find(|c| c.end == end)?;
        cohort
            .ends
            .iter()
            .position(|e| *e == closing)
            .map(|age| age as u32)
    }

    fn cohort_now(&self, customer: u32, closing: Close) -> Decimal {
        let member = self.members.get(customer as usize).copied().flatten();
        let found = member.zip(self.close(closing));
        found.map_or(Decimal::ZERO, |(m, closing)| {
            m.amount(self.balances(), customer, closing)
        })
    }

    /// Balances of every customer at every close.
    pub fn balances(&self) -> &Balances<'a> {
        self.engine.balances()
    }

    /// Segmenting attributes.
    pub fn columns(&self) -> &[Column] {
        self.engine.columns()
    }

    fn in_use(&self) -> InUse {
        let any = |test: fn(&Row) -> bool| self.rows.iter().any(test);
        InUse {
            fx: any(|r| r.balance != r.closing),
            step_down: any(|r| !r.step_down.is_zero()),
            paused: any(|r| r.paused),
            multi_year: any(|r| r.multi_year),
            logged: self.logged,
            kept: any(|r| r.kept),
            year: any(|r| !r.year_opening.is_zero()),
            cohorts: !self.cohorts.is_empty(),
            reason: any(|r| r.reason.is_some()),
            renewal: any(|r| r.renewal.is_some()),
        }
    }

    fn places(&self) -> u32 {
        let scale = |d: Decimal| {
            if d.scale() <= 2 {
                0
            } else {
                d.normalize().scale()
            }
        };
        let of = |r: &Row| scale(r.opening).max(scale(r.closing)).max(scale(r.balance));
        self.rows.iter().map(of).max().unwrap_or(2).clamp(2, 8)
    }

    /// The sums of the trailing year which ends at a close; zero where the year is not covered.
    pub fn year_sums(&self, closing: Close) -> YearSums {
        let mut sums = YearSums::default();
        let balances = self.engine.at(closing).balances();
        let (now, then) = (balances.index(closing), balances.index(closing.plus(-12)));
        let (Some(now), Some(then)) = (now, then) else {
            return sums;
        };
        for customer in 0..balances.customers() {
            let opening = balances.amount(customer, then);
            if opening.is_zero() {
                continue;
            }
            let amount = balances.amount_at_rate(customer, now, then);
            sums.opening += opening;
            sums.now += amount;
            sums.kept += opening.min(amount);
            sums.customers += 1;
            sums.retained += u32::from(!amount.is_zero() || keeps_logo(balances, customer, now));
        }
        sums
    }

    /// The newest period's index, where there is any.
    pub fn newest(&self) -> Option<&PackPeriod<'a>> {
        self.periods.first().filter(|p| p.figures.is_some())
    }

    /// The index of the period a year before the newest.
    pub fn year_before(&self) -> Option<usize> {
        let wanted = self.periods.first()?.period.year_before();
        self.periods
            .iter()
            .position(|p| p.period.closing() == wanted.closing() && p.figures.is_some())
    }

    /// The row index of the first row of a bucket of a period.
    pub fn block(&self, period: u8, class: Class) -> Option<u32> {
        self.blocks.get(&(period, rank(class))).copied()
    }

    /// The close index of a close.
    pub fn close(&self, close: Close) -> Option<u16> {
        self.balances().index(close)
    }
}

fn keeps_logo(balances: &Balances<'_>, customer: u32, closing: u16) -> bool {
    let paused =
        balances.basis().paused == PausedRule::OwnLine && balances.is_paused(customer, closing);
    balances.amount(customer, closing).is_zero()
        && (paused || balances.keeps_logo_free(customer, closing))
}

fn row(at: u8, customer: u32, movement: Option<Movement>) -> Row {
    let none = Row {
        period: at,
        customer,
        class: Class::Flat,
        opening: Decimal::ZERO,
        closing: Decimal::ZERO,
        balance: Decimal::ZERO,
        step_down: Decimal::ZERO,
        year_opening: Decimal::ZERO,
        year_now: Decimal::ZERO,
        driver: None,
        timing: None,
        paused: false,
        multi_year: false,
        cohort_now: Decimal::ZERO,
        kept: false,
        logged: None,
        reason: None,
        renewal: None,
    };
    let Some(m) = movement else { return none };
    Row {
        class: m.class,
        opening: m.opening,
        closing: m.closing,
        balance: m.closing_balance,
        step_down: m.step_down,
        driver: m.driver,
        timing: m.timing,
        paused: m.paused,
        multi_year: m.multi_year,
        reason: m.reason.map(Into::into),
        renewal: m.renewal,
        ..none
    }
}

/// Bucket in bridge order, then the largest change first, then the customer.
fn place(row: &Row) -> (u8, Reverse<Decimal>, u32) {
    let size = (row.closing - row.opening).abs();
    (rank(row.class), Reverse(size), row.customer)
}

/// Place of a class in the bridge.
pub fn rank(class: Class) -> u8 {
    match class {
        Class::New => 0,
        Class::Reactivation => 1,
        Class::Expansion => 2,
        Class::Downsell => 3,
        Class::StepDown => 4,
        Class::Paused => 5,
        Class::Churn => 6,
        Class::Flat => 7,
    }
}

/// The word of a class in the `bucket` column.
pub fn bucket(class: Class) -> &'static str {
    match class {
        Class::New => "new",
        Class::Reactivation => "reactivation",
        Class::Expansion => "expansion",
        Class::Downsell => "downsell",
        Class::StepDown => "step-down",
        Class::Paused => "paused",
        Class::Churn => "churn",
        Class::Flat => "flat",
    }
}
