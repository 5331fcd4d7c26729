//! The figures of one scope, the total or a segment, as they are added up movement by movement.

use crate::figures::{
    Bridge, Class, Counts, Driver, Drivers, GrossLines, Rates, Scope, Timing, Timings,
};
use crate::losses::Loss;
use crate::movements::Move;
use holdfast_ledger::{Decimal, Ratio, ratio};

/// Running sums of a scope over one pair of closes, or over several in a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub bridge: Bridge,
    pub counts: Counts,
    pub cohort: Cohort,
    /// The NRR numerator by the bridge from close to close, whatever the method (M-10).
    pub bridge_retained: Decimal,
    pub drivers: Drivers,
    pub timings: Timings,
    pub of_which_paused: Decimal,
    pub of_which_multi_year: Decimal,
    /// Line increases less decreases of customers present at both closes, for the gross check.
    pub gross_net: Decimal,
    /// Σ (o − c) − step-downs over customers with 0 < c < o, added up by amounts and not by class (M-10).
    pub listed_downsell: Decimal,
    /// Customers whose downsell is not below their opening amount: none, ever (M-10).
    pub too_large: u32,
    /// The customer with the largest downsell (S-5).
    pub largest: Option<(u32, Decimal)>,
    pub top: Top,
}

/// Sums over the customers which paid at opening: the closed cohort.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cohort {
    pub opening: Decimal,
    /// Σ c.
    pub closing: Decimal,
    /// Σ min(o, c).
    pub kept: Decimal,
    pub customers: u32,
    /// Still paying; paused where pauses have a line, and free where its logo is kept (M-9).
    pub retained: u32,
    pub step_down: Decimal,
}

impl Cohort {
    pub fn add(&mut self, m: &Move, keeps_logo: bool) {
        if m.opening.is_zero() {
            return;
        }
        self.opening += m.opening;
        self.closing += m.closing;
        self.kept += m.opening.min(m.closing);
        self.customers += 1;
        self.retained += u32::from(!m.closing.is_zero() || keeps_logo);
        self.step_down += m.step_down;
    }
    pub fn nrr(&self) -> Ratio {
        ratio(self.closing, self.opening)
    }
    pub fn grr(&self) -> Ratio {
        ratio(self.kept, self.opening)
    }
    pub fn logo_retention(&self) -> Ratio {
        ratio(self.retained.into(), self.customers.into())
    }
}

/// The ten largest balances.
#[derive(Clone, Debug, Default)]
pub(crate) struct Top(Vec<Decimal>);

impl Top {
    fn add(&mut self, amount: Decimal) {
        if self.0.len() == 10 && self.0.last().is_some_and(|least| amount <= *least) {
            return;
        }
        let at = self.0.partition_point(|a| *a >= amount);
        self.0.insert(at, amount);
        self.0.truncate(10);
    }
    fn sum(&self) -> Decimal {
        self.0.iter().sum()
    }
}

impl Tally {
    /// Adds a movement to the scope to which the customer belongs: the total, or the segment which it
    /// had at opening (at closing, where it paid nothing at opening; S-2).
    pub fn add(&mut self, m: &Move, loss: Option<Loss>, gross_net: Decimal, keeps_logo: bool) {
        self.bridge.opening += m.opening;
        self.counts.opening += u32::from(!m.opening.is_zero());
        self.bridge.fx += m.balance - m.closing;
        self.bridge.step_down += m.step_down;
        self.gross_net += gross_net;
        self.cohort.add(m, keeps_logo);
        self.counts.retained = self.cohort.retained;
        self.counts.free_kept += u32::from(keeps_logo && m.class == Class::Churn);
        if Decimal::ZERO < m.closing && m.closing < m.opening {
            self.listed_downsell += m.opening - m.closing - m.step_down;
        }
        let Some((line, count)) = self.line(m.class) else {
            return;
        };
        if m.class != Class::StepDown {
            *line += m.amount;
        }
        *count += 1;
        if let Some(loss) = loss {
            self.add_loss(m, loss);
        }
    }

    fn line(&mut self, class: Class) -> Option<(&mut Decimal, &mut u32)> {
        let (b, n) = (&mut self.bridge, &mut self.counts);
        Some(match class {
            Class::New => (&mut b.new, &mut n.new),
            Class::Reactivation => (&mut b.reactivation, &mut n.reactivation),
            Class::Expansion => (&mut b.expansion, &mut n.expansion),
            Class::Downsell => (&mut b.downsell, &mut n.downsell),
            Class::StepDown => (&mut b.step_down, &mut n.step_down),
            Class::Paused => (&mut b.paused, &mut n.paused),
            Class::Churn => (&mut b.churn, &mut n.churn),
            Class::Flat => return None,
        })
    }

    fn add_loss(&mut self, m: &Move, loss: Loss) {
        let timing = loss.timing as usize;
        match m.class {
            Class::Downsell => {
                count(&mut self.timings.downsell[timing], m.amount);
                let driver = loss.driver.unwrap_or(Driver::Unknown);
                count(&mut self.drivers.0[driver as usize], m.amount);
                if loss.multi_year {
                    self.of_which_multi_year += m.amount;
                }
                self.too_large += u32::from(m.amount >= m.opening);
                if self.largest.is_none_or(|(_, most)| m.amount > most) {
                    self.largest = Some((m.customer, m.amount));
                }
            }
            Class::Churn => {
                count(&mut self.timings.churn[timing], m.amount);
                if m.paused {
                    self.of_which_paused += m.amount;
                }
            }
            _ => {}
        }
    }

    /// Adds the closing balance to the scope to which the customer belongs at closing.
    pub fn close(&mut self, balance: Decimal) {
        if balance.is_zero() {
            return;
        }
        self.bridge.closing += balance;
        self.counts.closing += 1;
        self.top.add(balance);
    }

    /// Opens as reported: what the movements are measured from differs by the data quality line (section 7).
    pub fn carry(&mut self, reported: Decimal) {
        self.bridge.data_quality += self.bridge.opening - reported;
        self.bridge.opening = reported;
    }

    /// Moves a customer's closing balance out of its opening segment (S-2).
    pub fn transfer_out(&mut self, balance: Decimal) {
        self.bridge.transfer -= balance;
        self.counts.transfer_out += 1;
    }

    /// Moves a customer's closing balance into its closing segment (S-2).
    pub fn transfer_in(&mut self, balance: Decimal) {
        self.bridge.transfer += balance;
        self.counts.transfer_in += 1;
    }

    /// Whether nothing at all is in this scope.
    pub fn is_empty(&self) -> bool {
        self.counts == Counts::default() && self.bridge == Bridge::default()
    }

    /// This tally followed by the one of the next pair of closes (M-3): flows add up, the opening is the
    /// first one's and the closing the last one's.
    pub fn then(&mut self, next: Tally) {
        self.bridge = self.bridge.followed_by(&next.bridge);
        let (n, m) = (&mut self.counts, next.counts);
        n.new += m.new;
        n.reactivation += m.reactivation;
        n.expansion += m.expansion;
        n.downsell += m.downsell;
        n.step_down += m.step_down;
        n.paused += m.paused;
        n.churn += m.churn;
        n.transfer_in += m.transfer_in;
        n.transfer_out += m.transfer_out;
        n.closing = m.closing;
        add_all(&mut self.drivers.0, &next.drivers.0);
        add_all(&mut self.timings.downsell, &next.timings.downsell);
        add_all(&mut self.timings.churn, &next.timings.churn);
        self.of_which_paused += next.of_which_paused;
        self.of_which_multi_year += next.of_which_multi_year;
        self.gross_net += next.gross_net;
        self.listed_downsell += next.listed_downsell;
        self.too_large += next.too_large;
        self.top = next.top;
        if let Some(most) = next
            .largest
            .filter(|l| self.largest.is_none_or(|s| l.1 > s.1))
        {
            self.largest = Some(most);
        }
    }

    /// Bridge, counts and rates; the trailing year is added by the caller.
    pub fn scope(&self) -> Scope {
        Scope {
            bridge: self.bridge.clone(),
            counts: self.counts.clone(),
            rates: self.rates(),
            of_which_paused: self.of_which_paused,
            of_which_multi_year: self.of_which_multi_year,
            ..Scope::default()
        }
    }

    /// The rates of section 4. Retention comes from the closed cohort, whatever the method of the
    /// bridge (M-3); a rate is always computed from money.
    fn rates(&self) -> Rates {
        let (b, n, cohort) = (&self.bridge, &self.counts, &self.cohort);
        let losses = b.downsell + b.step_down + b.churn;
        let with_cut_restored = |sum: Decimal| {
            (!cohort.step_down.is_zero())
                .then(|| ratio(sum + cohort.step_down, cohort.opening))
                .flatten()
        };
        Rates {
            nrr: cohort.nrr(),
            grr: cohort.grr(),
            nrr_without_step_down: with_cut_restored(cohort.closing),
            grr_without_step_down: with_cut_restored(cohort.kept),
            logo_retention: cohort.logo_retention(),
            downsell_rate: ratio(b.downsell, b.base()),
            churn_rate: ratio(b.churn, b.base()),
            downsell_logo_rate: ratio(n.downsell.into(), cohort.customers.into()),
            downsell_to_expansion: ratio(b.downsell, b.expansion),
            quick_ratio: ratio(b.new + b.reactivation + b.expansion, losses),
            share_of_losses: ratio(b.downsell, losses),
            arpa: ratio(b.closing, n.closing.into()),
            top10_share: ratio(self.top.sum(), b.closing),
        }
    }

    /// The largest downsell's customer and share of the line, where it is over the threshold (S-5).
    pub fn dominant(&self, threshold: Decimal) -> Option<(u32, Decimal)> {
        let (customer, amount) = self.largest?;
        let share = ratio(amount, self.bridge.downsell)?;
        (share > threshold).then_some((customer, share))
    }
}

fn count(cell: &mut (Decimal, u32), amount: Decimal) {
    cell.0 += amount;
    cell.1 += 1;
}

fn add_all(cells: &mut [(Decimal, u32)], more: &[(Decimal, u32)]) {
    for (cell, (amount, customers)) in cells.iter_mut().zip(more) {
        cell.0 += amount;
        cell.1 += customers;
    }
}

/// Adds the gross tables of consecutive pairs of closes; the swap is set when all are in.
pub(crate) fn add_gross_tables(sum: &mut GrossLines, more: &GrossLines) {
    sum.increase += more.increase;
    sum.decrease += more.decrease;
    sum.unsplit += more.unsplit;
    for (part, add) in [(&mut sum.volume, more.volume), (&mut sum.price, more.price)] {
        if let Some(add) = add {
            *part.get_or_insert_default() += add;
        }
    }
}

const _: () = assert!(Timing::ALL.len() == 3 && Driver::ALL.len() == 6);
