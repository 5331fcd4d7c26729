//! One pass over all customers between two closes: the total and every segment at once (S-2).

use crate::attributes::Column;
use crate::balances::Balances;
use crate::basis::PausedRule;
use crate::figures::{Bridge, Class, GrossLines};
use crate::lines::{Line, add_gross, lines};
use crate::losses::loss;
use crate::movements::{Move, between};
use crate::tally::{Cohort, Tally, add_gross_tables};
use holdfast_ledger::Decimal;

/// The tallies of two closes.
#[derive(Debug)]
pub(crate) struct Step {
    pub total: Tally,
    /// By column, by segment.
    pub segments: Vec<Vec<Tally>>,
    pub gross: GrossLines,
    /// The total bridge from close to close, whatever the method.
    pub close_to_close: Bridge,
    pub moves: Vec<Move>,
}

impl Step {
    /// Tallies the movements between two closes.
    pub fn new(b: &Balances, columns: &[Column], open: u16, close: u16) -> Step {
        let moves = between(b, open, close);
        let mut step = Step {
            total: Tally::default(),
            segments: empty(columns),
            gross: GrossLines::default(),
            close_to_close: Bridge::default(),
            moves: Vec::new(),
        };
        let mut scratch = Vec::new();
        for m in &moves {
            step.add(b, columns, m, (open, close), &mut scratch);
        }
        step.gross.swap = step.gross.increase - step.total.bridge.expansion;
        for tally in step.segments.iter_mut().flatten().chain([&mut step.total]) {
            tally.bridge_retained = tally.bridge.retained();
        }
        step.close_to_close = step.total.bridge.clone();
        step.moves = moves;
        step
    }

    fn add(
        &mut self,
        b: &Balances,
        columns: &[Column],
        m: &Move,
        (open, close): (u16, u16),
        scratch: &mut Vec<Line>,
    ) {
        scratch.clear();
        let before = self.gross.increase - self.gross.decrease;
        if !m.opening.is_zero() && !m.closing.is_zero() {
            lines(b, m.customer, open, close, scratch);
            add_gross(&mut self.gross, scratch);
        }
        let gross_net = self.gross.increase - self.gross.decrease - before;
        let loss = loss(b, m, open, close, scratch);
        let keeps_logo = keeps_logo(b, m, close);
        self.total.add(m, loss, gross_net, keeps_logo);
        if !m.balance.is_zero() {
            self.total.close(m.balance);
        }
        for (column, tallies) in columns.iter().zip(&mut self.segments) {
            let home = home(column, m, open, close);
            tallies[home].add(m, loss, gross_net, keeps_logo);
            if m.balance.is_zero() {
                continue;
            }
            let end = column.segment(m.customer, close);
            tallies[end].close(m.balance);
            if home != end {
                tallies[home].transfer_out(m.balance);
                tallies[end].transfer_in(m.balance);
            }
        }
    }

    /// The movements of consecutive pairs of closes added up (M-3); retention stays that of the closed
    /// cohort between the first and the last close, which `self` holds.
    pub fn sum_of_months(&mut self, b: &Balances, columns: &[Column], open: u16, close: u16) {
        let mut sum = Step::new(b, columns, open, open + 1);
        for k in open + 1..close {
            let next = Step::new(b, columns, k, k + 1);
            sum.total.then(next.total);
            let pairs = sum
                .segments
                .iter_mut()
                .flatten()
                .zip(next.segments.into_iter().flatten());
            pairs.for_each(|(tally, more)| tally.then(more));
            add_gross_tables(&mut sum.gross, &next.gross);
        }
        sum.gross.swap = sum.gross.increase - sum.total.bridge.expansion;
        let cohorts = std::mem::take(&mut self.segments);
        for (tally, cohort) in sum
            .segments
            .iter_mut()
            .flatten()
            .zip(cohorts.into_iter().flatten())
        {
            tally.retain_as(&cohort);
        }
        sum.total.retain_as(&self.total);
        self.total = sum.total;
        self.segments = sum.segments;
        self.gross = sum.gross;
    }
}

impl Step {
    /// Opens as reported at a close of `was`, in total and by segment; `columns` are those of `was`. The
    /// customers counted at opening stay those which the movements are measured from.
    pub fn carry(&mut self, was: &Balances, columns: &[Column], open: u16) {
        let mut total = Decimal::ZERO;
        let mut segments: Vec<Vec<Decimal>> = columns
            .iter()
            .map(|c| vec![Decimal::ZERO; c.values.len()])
            .collect();
        for customer in 0..was.customers() {
            let amount = was.amount(customer, open);
            if amount.is_zero() {
                continue;
            }
            total += amount;
            for (column, sums) in columns.iter().zip(&mut segments) {
                sums[column.segment(customer, open)] += amount;
            }
        }
        self.total.carry(total);
        let tallies = self.segments.iter_mut().flatten();
        for (tally, amount) in tallies.zip(segments.into_iter().flatten()) {
            tally.carry(amount);
        }
    }
}

impl Tally {
    /// Takes the retention of the tally from the first close to the last.
    fn retain_as(&mut self, whole: &Tally) {
        self.counts.retained = whole.counts.retained;
        self.counts.free_kept = whole.counts.free_kept;
        self.cohort = whole.cohort.clone();
        self.bridge_retained = whole.bridge_retained;
    }
}

fn empty(columns: &[Column]) -> Vec<Vec<Tally>> {
    columns
        .iter()
        .map(|c| vec![Tally::default(); c.values.len()])
        .collect()
}

/// The segment to which a movement belongs: the customer's at opening, at closing where it is new or
/// comes back (S-2).
pub(crate) fn home(column: &Column, m: &Move, open: u16, close: u16) -> usize {
    column.segment(m.customer, if m.opening.is_zero() { close } else { open })
}

/// Whether a customer at 0 keeps its logo: paused with a line of its own, or free and kept (M-9).
pub(crate) fn keeps_logo(b: &Balances, m: &Move, close: u16) -> bool {
    m.balance.is_zero()
        && (m.class == Class::Paused
            || m.paused && b.basis().paused == PausedRule::OwnLine
            || b.keeps_logo_free(m.customer, close))
}

/// The closed cohort between two closes, of the total and of every segment.
pub(crate) fn cohorts(
    b: &Balances,
    columns: &[Column],
    open: u16,
    close: u16,
) -> (Cohort, Vec<Vec<Cohort>>) {
    let mut total = Cohort::default();
    let mut segments: Vec<Vec<Cohort>> = columns
        .iter()
        .map(|c| vec![Cohort::default(); c.values.len()])
        .collect();
    for m in between(b, open, close) {
        let keeps = keeps_logo(b, &m, close);
        total.add(&m, keeps);
        if m.opening == Decimal::ZERO {
            continue;
        }
        for (column, cohorts) in columns.iter().zip(&mut segments) {
            cohorts[column.segment(m.customer, open)].add(&m, keeps);
        }
    }
    (total, segments)
}
