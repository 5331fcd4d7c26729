//! Why past figures change, in the order in which the causes are switched.

use serde::{Deserialize, Serialize};

/// Why a past figure changed.
///
/// The order is that of [`Cause::ALL`]: what the source says of amounts, of customers and of their
/// attributes, then rates and coverage, then how it is read (mapping), defined (basis) and overridden.
/// A changed calculation comes last; it is found first, because the earlier version is not at hand: the
/// figures as frozen against the same ledger computed by this version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The same customer at the same close has another amount.
    AmountCorrected,
    /// A customer which the earlier ledger did not know.
    CustomerAdded,
    /// A customer which the later ledger does not know.
    CustomerRemoved,
    /// The same customer under another id.
    Renamed,
    /// A customer's amounts are now part of another's.
    Merged,
    /// The same amounts with other attributes: segment, plan, line, quantity, dates.
    Resegmented,
    /// Other exchange rates (L-9).
    Fx,
    /// Closes which were not covered before, or no longer are; and gaps bridged because a return is now
    /// known (M-8).
    Coverage,
    /// The same rows, read by another mapping.
    Mapping,
    /// The same ledger under another definition (section 6).
    Basis,
    /// The user's own decisions on findings: exclusions, corrections, amounts held at 0.
    Override,
    /// Everything the same, computed otherwise by another version.
    Calculation,
}

impl Cause {
    /// Every cause, in the order in which they are told apart.
    pub const ALL: [Cause; 12] = [
        Cause::AmountCorrected,
        Cause::CustomerAdded,
        Cause::CustomerRemoved,
        Cause::Renamed,
        Cause::Merged,
        Cause::Resegmented,
        Cause::Fx,
        Cause::Coverage,
        Cause::Mapping,
        Cause::Basis,
        Cause::Override,
        Cause::Calculation,
    ];

    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Cause::AmountCorrected => "amount_corrected",
            Cause::CustomerAdded => "customer_added",
            Cause::CustomerRemoved => "customer_removed",
            Cause::Renamed => "renamed",
            Cause::Merged => "merged",
            Cause::Resegmented => "resegmented",
            Cause::Fx => "fx",
            Cause::Coverage => "coverage",
            Cause::Mapping => "mapping",
            Cause::Basis => "basis",
            Cause::Override => "override",
            Cause::Calculation => "calculation",
        }
    }

    /// The words of packs and screens.
    pub fn label(self) -> &'static str {
        match self {
            Cause::AmountCorrected => "amount corrected",
            Cause::CustomerAdded => "customer added late",
            Cause::CustomerRemoved => "customer removed",
            Cause::Renamed => "customer renamed",
            Cause::Merged => "customers merged",
            Cause::Resegmented => "re-segmented",
            Cause::Fx => "FX rate changed",
            Cause::Coverage => "closes covered",
            Cause::Mapping => "mapping changed",
            Cause::Basis => "definition changed",
            Cause::Override => "manual override",
            Cause::Calculation => "calculation changed",
        }
    }
}
