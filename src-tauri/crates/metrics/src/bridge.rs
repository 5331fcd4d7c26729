//! Arithmetic on the bridge (section 1, M-3).

use crate::figures::Bridge;
use holdfast_ledger::Decimal;

impl Bridge {
    /// The flows, in bridge order; all but `fx`, `transfer` and `data_quality` positive.
    pub fn flows(&self) -> [Decimal; 10] {
        [
            self.new,
            self.reactivation,
            self.expansion,
            self.downsell,
            self.step_down,
            self.paused,
            self.churn,
            self.fx,
            self.transfer,
            self.data_quality,
        ]
    }

    fn flows_mut(&mut self) -> [&mut Decimal; 10] {
        [
            &mut self.new,
            &mut self.reactivation,
            &mut self.expansion,
            &mut self.downsell,
            &mut self.step_down,
            &mut self.paused,
            &mut self.churn,
            &mut self.fx,
            &mut self.transfer,
            &mut self.data_quality,
        ]
    }

    /// The closing which the lines give (section 1).
    pub fn footed(&self) -> Decimal {
        self.opening + self.new + self.reactivation + self.expansion
            - self.downsell
            - self.step_down
            - self.paused
            - self.churn
            + self.fx
            + self.transfer
            + self.data_quality
    }

    /// The opening which the movements are measured from: the opening as reported and the data quality
    /// line (section 7). Rates rest on it, so that a correction is no movement of a customer.
    pub fn base(&self) -> Decimal {
        self.opening + self.data_quality
    }

    /// What is left of the base: O + E − D − S − paused − C, the NRR numerator.
    pub fn retained(&self) -> Decimal {
        self.base() + self.expansion - self.downsell - self.step_down - self.paused - self.churn
    }

    /// This bridge and the one of the next pair of closes as one: flows add up (M-3).
    #[must_use]
    pub fn followed_by(&self, next: &Bridge) -> Bridge {
        let mut out = self.clone();
        for (line, more) in out.flows_mut().into_iter().zip(next.flows()) {
            *line += more;
        }
        out.closing = next.closing;
        out
    }

    /// Line by line, this less another.
    #[must_use]
    pub fn less(&self, other: &Bridge) -> Bridge {
        let mut out = self.clone();
        for (line, less) in out.flows_mut().into_iter().zip(other.flows()) {
            *line -= less;
        }
        out.opening -= other.opening;
        out.closing -= other.closing;
        out
    }
}
