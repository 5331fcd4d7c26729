//! A ledger put together from an earlier and a later one, so that one thing is switched and the rest
//! stays as it was.

use holdfast_ledger::{Close, Entry, EntryDraft, Ledger, LedgerBuilder, Symbol};
use std::collections::BTreeSet;

/// Which rows a customer has.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Origin<'a> {
    /// None.
    Nobody,
    /// The earlier ones.
    Old,
    /// The earlier ones under another id, from a close on.
    Under(String, Option<Close>),
    /// The later ones.
    New,
    /// The later amounts with the attributes of the earlier rows.
    NewAsWas,
    /// Those of a reading of the later rows.
    Of(&'a Ledger),
}

/// Both ledgers, and the closes at which the later may stand for the earlier.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patch<'a> {
    pub old: &'a Ledger,
    pub new: &'a Ledger,
    pub window: &'a [Close],
    /// The closes covered.
    pub closes: &'a [Close],
}

impl<'a> Patch<'a> {
    /// Every id of either ledger.
    pub fn ids(&self) -> BTreeSet<&str> {
        let all = self.old.customers().iter().chain(self.new.customers());
        all.map(|c| c.id.as_str()).collect()
    }

    /// The ledger over these closes; `None` where no row is left. `new_rates` says for
    /// which currencies the later rates apply.
    pub fn ledger(
        &self,
        origin: impl Fn(&str) -> Origin<'a>,
        new_rates: impl Fn(&str, Close) -> bool,
    ) -> Option<Ledger> {
        let mut copy = Copy::new(self);
        self.rates(&mut copy.builder, new_rates);
        for id in self.ids() {
            let origin = origin(id);
            for close in self.closes {
                copy.rows(id, *close, &origin);
            }
        }
        copy.builder.build().ok()
    }

    fn rates(&self, builder: &mut LedgerBuilder, new_rates: impl Fn(&str, Close) -> bool) {
        let both = self.old.currencies().iter().chain(self.new.currencies());
        let names: BTreeSet<&String> = both.collect();
        for name in names {
            for close in self.closes {
                let (was, is) = (rate(self.old, name, *close), rate(self.new, name, *close));
                let chosen = if new_rates(name, *close) {
                    is.or(was)
                } else {
                    was.or(is)
                };
                if let Some(rate) = chosen {
                    builder.rate(name, *close, rate);
                }
            }
        }
    }
}

/// The rate of a currency which the ledger knows at a close which it covers.
pub(super) fn rate(ledger: &Ledger, currency: &str, close: Close) -> holdfast_ledger::Ratio {
    let at = ledger.currencies().iter().position(|c| c == currency)?;
    let close = ledger.close_index(close)?;
    Some(ledger.rate(u8::try_from(at).ok()?, close))
}

/// The place of a customer's id in a ledger.
pub(super) fn place(ledger: &Ledger, id: &str) -> Option<u32> {
    let at = ledger
        .customers()
        .binary_search_by(|c| c.id.as_str().cmp(id));
    at.ok().map(|i| i as u32)
}

/// The rows of a customer at a close, with their indices.
pub(super) fn rows<'l>(
    ledger: &'l Ledger,
    id: &str,
    close: Close,
) -> impl Iterator<Item = (usize, &'l Entry)> {
    let found = place(ledger, id).zip(ledger.close_index(close));
    let range = found.map_or(0..0, |(customer, close)| {
        let (from, all) = ledger.entries_of(customer);
        let start = all.partition_point(|e| e.close < close);
        let end = all.partition_point(|e| e.close <= close);
        from + start..from + end
    });
    range.filter_map(|i| Some((i, ledger.entries().get(i)?)))
}

struct Copy<'p, 'a> {
    patch: &'p Patch<'a>,
    builder: LedgerBuilder,
    attributes: Vec<String>,
}

impl<'p, 'a> Copy<'p, 'a> {
    fn new(patch: &'p Patch<'a>) -> Copy<'p, 'a> {
        let (old, new) = (patch.old, patch.new);
        let mut attributes: Vec<String> = old.attributes().iter().map(|a| a.name.clone()).collect();
        for more in new.attributes() {
            if old.attribute(&more.name).is_none() {
                attributes.push(more.name.clone());
            }
        }
        let reporting = match old.reporting() {
            "" => new.reporting(),
            own => own,
        };
        let mut builder = LedgerBuilder::new(reporting, &attributes);
        patch.closes.iter().for_each(|c| builder.cover(*c));
        let covered = |day: &chrono::NaiveDate| Close::of(*day).as_ref() == patch.closes.last();
        if let Some(day) = old.partial().or(new.partial()).filter(covered) {
            builder.partial(day);
        }
        Copy {
            patch,
            builder,
            attributes,
        }
    }

    fn rows(&mut self, id: &str, close: Close, origin: &Origin<'_>) {
        let Patch {
            old, new, window, ..
        } = *self.patch;
        let later = window.binary_search(&close).is_ok();
        match origin {
            Origin::New if later => self.take(new, id, close, id, false),
            Origin::NewAsWas if later => self.take(new, id, close, id, true),
            Origin::Of(reading) if later => self.take(reading, id, close, id, false),
            Origin::Under(to, from) if from.is_none_or(|f| close >= f) => {
                self.take(old, id, close, to, false);
            }
            Origin::Nobody if later => {}
            _ => self.take(old, id, close, id, false),
        }
    }

    fn take(&mut self, from: &Ledger, id: &str, close: Close, to: &str, as_was: bool) {
        let customer = self.builder.symbol(to);
        let former: Vec<usize> = if as_was {
            rows(self.patch.old, id, close).map(|(i, _)| i).collect()
        } else {
            Vec::new()
        };
        let fallback = as_was
            .then(|| nearest_row(self.patch.old, id, close))
            .flatten();
        for (nth, (index, entry)) in rows(from, id, close).enumerate() {
            let draft = self.draft(from, entry, customer, close);
            let was = former.get(nth).or(former.first()).copied().or(fallback);
            let values = self.values(from, index, was, (to, close));
            self.builder.push(draft, &values);
        }
        let Some((at, k)) = place(from, id).zip(from.close_index(close)) else {
            return;
        };
        if let Some(named) = from.customers().get(at as usize) {
            self.builder.display_name(customer, &named.name);
        }
        if let Some(schedule) = from.schedule(at, k) {
            self.builder.schedule(customer, close, schedule);
        }
    }

    fn draft(&mut self, from: &Ledger, e: &Entry, customer: Symbol, close: Close) -> EntryDraft {
        let b = &mut self.builder;
        let currency = from
            .currencies()
            .get(usize::from(e.currency))
            .filter(|c| c.as_str() != from.reporting())
            .map_or(Symbol::NONE, |c| b.symbol(c));
        EntryDraft {
            customer,
            close,
            currency,
            status: e.status,
            line: b.symbol(from.name(e.line)),
            plan: b.symbol(from.name(e.plan)),
            reason: b.symbol(from.name(e.reason)),
            amount: e.amount,
            quantity: e.quantity,
            renewal: e.renewal,
            sheet: e.sheet,
            row: e.row,
            column: e.column,
        }
    }

    /// The row's attributes, or those of the earlier row which it stands for; of an attribute which only
    /// the later ledger has, the value which the customer has there.
    fn values(
        &mut self,
        from: &Ledger,
        index: usize,
        former: Option<usize>,
        (id, close): (&str, Close),
    ) -> Vec<Symbol> {
        let new = self.patch.new;
        let names = self.attributes.iter().map(|name| {
            former
                .and_then(|row| value(self.patch.old, name, row))
                .or_else(|| value(from, name, index))
                .or_else(|| value(new, name, nearest_row(new, id, close)?))
                .unwrap_or_default()
        });
        let names: Vec<&str> = names.collect();
        let b = &mut self.builder;
        names.into_iter().map(|n| b.symbol(n)).collect()
    }
}

/// The value of an attribute on a row; `None` where the ledger has no such attribute.
pub(super) fn value<'l>(ledger: &'l Ledger, name: &str, index: usize) -> Option<&'l str> {
    let attribute = ledger.attribute(name)?;
    attribute.values.get(index).map(|s| ledger.name(*s))
}

/// The last row of a customer before a close, else its first one.
fn nearest_row(ledger: &Ledger, id: &str, close: Close) -> Option<usize> {
    let (from, all) = ledger.entries_of(place(ledger, id)?);
    let before = all.partition_point(|e| {
        ledger
            .closes()
            .get(usize::from(e.close))
            .is_some_and(|c| *c < close)
    });
    let within = before.saturating_sub(1);
    (within < all.len()).then_some(from + within)
}
