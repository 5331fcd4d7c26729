//! The past as it stays reported, through as many packs as were issued with something kept (section 7).

use crate::basis::Basis;
use holdfast_ledger::{Close, Customer, Ledger};

/// The past as it stays reported: the earlier state with those changes which were recast.
///
/// What was kept with an earlier pack stays kept: then the earlier state has a past of its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Kept {
    ledger: Ledger,
    basis: Basis,
    until: Close,
    earlier: Option<Box<Kept>>,
}

impl Kept {
    /// The past up to and including a close, with what was kept before it.
    pub fn new(ledger: Ledger, basis: Basis, until: Close, earlier: Option<Kept>) -> Kept {
        Kept {
            ledger,
            basis,
            until,
            earlier: earlier.map(Box::new),
        }
    }

    /// Its ledger; customers are numbered as in the ledger which it goes with.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }
    /// Its basis.
    pub fn basis(&self) -> &Basis {
        &self.basis
    }
    /// The last close reported.
    pub fn until(&self) -> Close {
        self.until
    }
    /// What was kept before, with an earlier pack.
    pub fn earlier(&self) -> Option<&Kept> {
        self.earlier.as_deref()
    }
    /// This past and those before it, newest first.
    pub fn layers(&self) -> impl Iterator<Item = &Kept> {
        std::iter::successors(Some(self), |kept| kept.earlier())
    }

    /// Itself beside a ledger, customers numbered alike in both.
    pub(crate) fn beside(self, ledger: &Ledger) -> (Ledger, Kept) {
        let all = self.layers().fold(ledger.clone(), |all, layer| {
            all.with_customers(layer.ledger.customers())
        });
        let kept = self.numbered(all.customers());
        (all, kept)
    }

    fn numbered(self, customers: &[Customer]) -> Kept {
        Kept {
            ledger: self.ledger.with_customers(customers),
            earlier: self.earlier.map(|e| Box::new(e.numbered(customers))),
            ..self
        }
    }
}
