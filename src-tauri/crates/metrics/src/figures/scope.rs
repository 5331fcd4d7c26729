//! Bridge, counts and rates of the total or of a segment.

use holdfast_ledger::{Decimal, Ratio};

/// The ARR bridge of a scope and period (section 1). All movements positive except `fx`, `transfer`
/// and `data_quality`, which carry their sign:
/// opening + new + reactivation + expansion − downsell − step-down − paused − churn + fx + transfer
/// + data quality = closing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bridge {
    /// ARR at the opening close, as reported where a change of the past is carried in this period (section 7).
    pub opening: Decimal,
    /// ARR of customers which never paid before (M-1).
    pub new: Decimal,
    /// ARR of customers which paid before and not at opening (M-1).
    pub reactivation: Decimal,
    /// What customers pay more than at opening (M-1).
    pub expansion: Decimal,
    /// What customers which stay pay less, without the step-downs (M-1, M-5).
    pub downsell: Decimal,
    /// Cuts agreed in the original contract (M-5).
    pub step_down: Decimal,
    /// ARR of paused customers, where the basis gives pauses a line of their own (M-9); else 0.
    pub paused: Decimal,
    /// ARR of customers at 0 at closing (M-1).
    pub churn: Decimal,
    /// What exchange rates moved: closing balances less movements at the opening rate (L-9).
    pub fx: Decimal,
    /// ARR which came into this segment less what left it; 0 for the total (S-2).
    pub transfer: Decimal,
    /// Changes of the past kept as reported, carried in this period (section 7).
    pub data_quality: Decimal,
    /// ARR at the closing close.
    pub closing: Decimal,
}

/// Customers by class. A customer with both downsell and step-down counts once, as downsell (M-5). Where
/// the opening is as reported (section 7), customers at opening are those the movements are measured from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Paying at opening.
    pub opening: u32,
    /// New logos.
    pub new: u32,
    /// Reactivated.
    pub reactivation: u32,
    /// In expansion.
    pub expansion: u32,
    /// In downsell.
    pub downsell: u32,
    /// In step-down alone.
    pub step_down: u32,
    /// Paused, where pauses have a line (M-9).
    pub paused: u32,
    /// Churned.
    pub churn: u32,
    /// Moved into this segment (S-2).
    pub transfer_in: u32,
    /// Moved out of this segment (S-2).
    pub transfer_out: u32,
    /// Paying at closing.
    pub closing: u32,
    /// Opening customers which still pay at closing (paused ones included where pauses have a line, free
    /// ones where the basis keeps their logo).
    pub retained: u32,
    /// Of the churn, customers at 0 whose logo is kept because they are free and the basis says so (M-9).
    pub free_kept: u32,
}

/// Rates of a period (section 4); `None` is "n/a".
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rates {
    /// (O + E − D − S − C) ÷ O, less paused where that is a line (section 4).
    pub nrr: Ratio,
    /// Σ min(o, c) ÷ O, capped per customer (section 4).
    pub grr: Ratio,
    /// NRR without the step-downs, where there are any (M-5).
    pub nrr_without_step_down: Ratio,
    /// GRR without the step-downs, where there are any (M-5).
    pub grr_without_step_down: Ratio,
    /// Opening customers still paying ÷ customers at opening.
    pub logo_retention: Ratio,
    /// D ÷ O.
    pub downsell_rate: Ratio,
    /// C ÷ O.
    pub churn_rate: Ratio,
    /// Customers in downsell ÷ customers at opening.
    pub downsell_logo_rate: Ratio,
    /// D ÷ E, the leading signal (G-1); times, no percentage.
    pub downsell_to_expansion: Ratio,
    /// (new + reactivation + E) ÷ (D + S + C); times.
    pub quick_ratio: Ratio,
    /// D / (D + S + C).
    pub share_of_losses: Ratio,
    /// Closing ARR ÷ closing customers.
    pub arpa: Ratio,
    /// Share of closing ARR held by the ten largest customers.
    pub top10_share: Ratio,
}

/// Trailing twelve months by closed cohort; all `None` where the close twelve months before is not covered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ttm {
    /// NRR of the customers of twelve closes ago.
    pub nrr: Ratio,
    /// GRR of the same customers.
    pub grr: Ratio,
    /// Share of them which still pay.
    pub logo_retention: Ratio,
}

/// Bridge, counts, rates and TTM of one scope: the total or one segment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scope {
    /// Bridge.
    pub bridge: Bridge,
    /// Customers.
    pub counts: Counts,
    /// Rates.
    pub rates: Rates,
    /// Trailing year.
    pub ttm: Ttm,
    /// Of the churn, the ARR whose customers are paused (M-9).
    pub of_which_paused: Decimal,
    /// Of the downsell, the ARR traded for a longer term (M-6).
    pub of_which_multi_year: Decimal,
}
