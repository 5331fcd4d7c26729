//! What the saves cost: multi-year terms (N-14), price discounts (N-5), quota credit (N-7).

use super::advice::{GuardrailLevel, price_discount};
use super::outcomes::Scoped;
use super::playbook::Playbook;
use super::state::{Outcome, given_up};
use holdfast_ledger::requests::{Exchange, LogColumn, Request};
use holdfast_ledger::{Decimal, Ratio, ratio};

/// Multi-year deals (N-14).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MultiYear {
    /// Whether the log says what terms were agreed.
    pub recorded: bool,
    /// Resolved and retained with a commitment of 24 months or more: request ids.
    pub deals: Vec<String>,
    /// Their ARR after.
    pub arr: Decimal,
    /// Months added to the term, over the deals with both terms recorded.
    pub months_added: Option<i64>,
    /// Deals with both terms recorded.
    pub months_recorded: u32,
    /// ARR given up by the deals with a recorded term.
    pub given_up: Decimal,
    /// Months committed by them.
    pub months_committed: u32,
    /// Right-sized deals (N-11).
    pub right_sized: u32,
    /// Of those, multi-year.
    pub right_sized_multi_year: u32,
}

impl MultiYear {
    /// ARR given up per committed year.
    pub fn given_up_per_year(&self) -> Ratio {
        ratio(
            self.given_up * Decimal::from(12),
            self.months_committed.into(),
        )
    }
    /// Right-sized deals with a multi-year term ÷ right-sized deals.
    pub fn conversion(&self) -> Ratio {
        if !self.recorded {
            return None;
        }
        ratio(self.right_sized_multi_year.into(), self.right_sized.into())
    }
}

/// Whether the commitment obtained is a multi-year one; the term decides, the word where it is blank.
pub(crate) fn is_multi_year(request: &Request, playbook: &Playbook) -> bool {
    match request.term_after {
        Some(months) => months >= playbook.outcome.multi_year_months,
        None => request.exchange_obtained == Some(Exchange::MultiYear),
    }
}

pub(crate) fn multi_year(
    scope: &[Scoped],
    playbook: &Playbook,
    log_has: impl Fn(LogColumn) -> bool,
) -> MultiYear {
    let mut out = MultiYear {
        recorded: log_has(LogColumn::TermAfter) || log_has(LogColumn::ExchangeObtained),
        ..MultiYear::default()
    };
    for item in scope.iter().filter(|i| i.is_retained()) {
        let multi = is_multi_year(item.view.request, playbook);
        let right_sized = item.class() == Some(Outcome::RightSized);
        out.right_sized += u32::from(right_sized);
        out.right_sized_multi_year += u32::from(right_sized && multi);
        if multi {
            out.add(item);
        }
    }
    out
}

impl MultiYear {
    fn add(&mut self, item: &Scoped) {
        let request = item.view.request;
        let given = given_up(request).unwrap_or_default();
        self.deals.push(item.id());
        self.arr += request.arr_before - given;
        let Some(after) = request.term_after else {
            return;
        };
        self.given_up += given;
        self.months_committed = self.months_committed.saturating_add(after);
        if let Some(before) = request.term_before {
            self.months_recorded += 1;
            let added = i64::from(after) - i64::from(before);
            self.months_added = Some(self.months_added.unwrap_or(0) + added);
        }
    }
}

/// A price discount given or proposed (N-5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DiscountItem {
    /// Request.
    pub request: String,
    /// Customer.
    pub customer: String,
    /// 1 − net/list at the new scope, a fraction.
    pub discount: Decimal,
    /// Level.
    pub level: GuardrailLevel,
    /// Who approved; empty where nobody is recorded.
    pub approver: String,
    /// ARR before, less what was given up.
    pub arr: Decimal,
    /// Whether the request is still open.
    pub open: bool,
}

/// Discounts against the guardrail (N-5).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Discounts {
    /// Whether the log has prices or discounts; where not: "not recorded".
    pub recorded: bool,
    /// Every discount recorded, largest first.
    pub items: Vec<DiscountItem>,
}

impl Discounts {
    /// Discounts of a level.
    pub fn at(&self, level: GuardrailLevel) -> impl Iterator<Item = &DiscountItem> {
        self.items.iter().filter(move |i| i.level == level)
    }
}

pub(crate) fn discounts(
    scope: &[Scoped],
    playbook: &Playbook,
    log_has: impl Fn(LogColumn) -> bool,
) -> Discounts {
    let mut items: Vec<DiscountItem> = scope
        .iter()
        .filter_map(|i| discount_item(i, playbook))
        .collect();
    items.sort_by(|a, b| {
        b.discount
            .cmp(&a.discount)
            .then_with(|| a.request.cmp(&b.request))
    });
    Discounts {
        recorded: log_has(LogColumn::Prices),
        items,
    }
}

fn discount_item(item: &Scoped, playbook: &Playbook) -> Option<DiscountItem> {
    let request = item.view.request;
    let price = price_discount(request, playbook)?;
    Some(DiscountItem {
        request: item.id(),
        customer: request.customer.clone(),
        discount: price.discount,
        level: price.level,
        approver: request.approver.clone(),
        arr: request.arr_before - given_up(request).unwrap_or_default(),
        open: !item.is_resolved(),
    })
}

/// A CSM's quota credit for a request (N-7): −(before − after). For the owner's own worksheet; never
/// a league table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QuotaCredit {
    /// Owner.
    pub owner: String,
    /// Request.
    pub request: String,
    /// Credit, ARR: negative where the customer shrank.
    pub credit: Decimal,
}

pub(crate) fn quota(scope: &[Scoped]) -> Vec<QuotaCredit> {
    let mut out: Vec<QuotaCredit> = scope
        .iter()
        .filter(|i| i.is_resolved())
        .filter_map(|i| {
            Some(QuotaCredit {
                owner: i.view.request.owner.clone(),
                request: i.id(),
                credit: -given_up(i.view.request)?,
            })
        })
        .collect();
    out.sort_by(|a, b| (&a.owner, &a.request).cmp(&(&b.owner, &b.request)));
    out
}
