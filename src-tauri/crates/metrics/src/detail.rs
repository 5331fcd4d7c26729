//! Movements with everything known of each: driver, timing, flags, reason, next renewal.

use crate::balances::Balances;
use crate::figures::{Movement, Phantom, PhantomFlag};
use crate::lines::lines;
use crate::losses::{loss, next_renewal, reason};
use crate::movements::{Move, between};
use holdfast_ledger::Decimal;

/// Draws detailed movements from balances.
#[derive(Debug)]
pub(crate) struct Details<'b, 'a> {
    balances: &'b Balances<'a>,
    /// By customer, then close.
    flags: Vec<PhantomFlag>,
}

impl<'b, 'a> Details<'b, 'a> {
    pub fn new(balances: &'b Balances<'a>, flags: &[PhantomFlag]) -> Details<'b, 'a> {
        let mut flags = flags.to_vec();
        flags.sort_by_key(|f| (f.customer, f.close));
        Details { balances, flags }
    }

    pub fn movements(&self, open: u16, close: u16) -> Vec<Movement> {
        let mut scratch = Vec::new();
        between(self.balances, open, close)
            .into_iter()
            .map(|m| {
                scratch.clear();
                if !m.opening.is_zero() && !m.closing.is_zero() {
                    lines(self.balances, m.customer, open, close, &mut scratch);
                }
                let loss = loss(self.balances, &m, open, close, &scratch);
                self.movement(m, loss, open, close)
            })
            .collect()
    }

    fn movement(
        &self,
        m: Move,
        loss: Option<crate::losses::Loss>,
        open: u16,
        close: u16,
    ) -> Movement {
        let b = self.balances;
        Movement {
            customer: m.customer,
            opening: m.opening,
            closing: m.closing,
            closing_balance: m.balance,
            data_quality: Decimal::ZERO,
            class: m.class,
            amount: m.amount,
            step_down: m.step_down,
            driver: loss.and_then(|l| l.driver),
            timing: loss.map(|l| l.timing),
            paused: m.paused,
            multi_year: loss.is_some_and(|l| l.multi_year),
            phantoms: self.phantoms(m.customer, open, close),
            reason: reason(b, m.customer, open, close).map(|r| b.ledger().name(r).to_owned()),
            renewal: next_renewal(b, m.customer, close),
        }
    }

    fn phantoms(&self, customer: u32, open: u16, close: u16) -> Vec<Phantom> {
        let closes = self.balances.close_list();
        let (from, to) = (closes[usize::from(open)], closes[usize::from(close)]);
        let start = self
            .flags
            .partition_point(|f| (f.customer, f.close) <= (customer, from));
        let mut found: Vec<Phantom> = self.flags[start..]
            .iter()
            .take_while(|f| f.customer == customer && f.close <= to)
            .map(|f| f.phantom)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
