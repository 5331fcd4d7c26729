//! Building a [`Ledger`]: drafts in any order in, a valid ledger out, or the reason why not.

use crate::calendar::Close;
use crate::ledger::{Attribute, Customer, Entry, Ledger, LedgerError, Schedule, Status};
use crate::schedules::{Stated, by_customer};
use crate::symbols::{Symbol, Symbols};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// One row's amount at one close, before the ledger is built.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryDraft {
    /// Customer id, interned by [`LedgerBuilder::symbol`].
    pub customer: Symbol,
    /// The close.
    pub close: Close,
    /// Currency, interned; [`Symbol::NONE`] for the reporting one.
    pub currency: Symbol,
    /// Status.
    pub status: Status,
    /// Line.
    pub line: Symbol,
    /// Plan.
    pub plan: Symbol,
    /// Reason.
    pub reason: Symbol,
    /// ARR, own currency.
    pub amount: Decimal,
    /// Quantity.
    pub quantity: Option<Decimal>,
    /// Renewal date.
    pub renewal: Option<NaiveDate>,
    /// Source sheet index.
    pub sheet: u16,
    /// Source row.
    pub row: u32,
    /// Source column.
    pub column: u16,
}

/// Collects drafts and builds a valid [`Ledger`]. The order of the drafts never matters.
#[derive(Debug, Default)]
pub struct LedgerBuilder {
    symbols: Symbols,
    drafts: Vec<EntryDraft>,
    attribute_names: Vec<String>,
    attribute_values: Vec<Vec<Symbol>>,
    display_names: BTreeMap<Symbol, String>,
    covered: BTreeSet<Close>,
    partial: Option<NaiveDate>,
    reporting: String,
    rates: BTreeMap<(String, Close), Decimal>,
    schedules: Vec<(Symbol, Close, Schedule)>,
    /// By the place of their drafts.
    row_schedules: Vec<(usize, Schedule)>,
}

impl LedgerBuilder {
    /// A builder for these attributes and this reporting currency (empty where unknown).
    pub fn new(reporting: &str, attributes: &[String]) -> LedgerBuilder {
        LedgerBuilder {
            attribute_names: attributes.to_vec(),
            attribute_values: vec![Vec::new(); attributes.len()],
            reporting: reporting.to_owned(),
            ..LedgerBuilder::default()
        }
    }
    /// Interns a name.
    pub fn symbol(&mut self, name: &str) -> Symbol {
        self.symbols.intern(name)
    }
    /// The name behind a symbol.
    pub fn name(&self, symbol: Symbol) -> &str {
        self.symbols.name(symbol)
    }
    /// The name shown for a customer id; the least of several, so that order never matters.
    pub fn display_name(&mut self, customer: Symbol, name: &str) {
        self.display_names
            .entry(customer)
            .and_modify(|n| {
                if name < n.as_str() {
                    name.clone_into(n);
                }
            })
            .or_insert_with(|| name.to_owned());
    }
    /// The names shown for customer ids, so far.
    pub fn display_names(&self) -> impl Iterator<Item = (Symbol, &str)> {
        self.display_names
            .iter()
            .map(|(id, name)| (*id, name.as_str()))
    }
    /// The closes covered so far, ascending.
    pub fn covered(&self) -> Vec<Close> {
        self.covered.iter().copied().collect()
    }
    /// Declares that the file covers a close, also where no customer pays at it (L-3).
    pub fn cover(&mut self, close: Close) {
        self.covered.insert(close);
    }
    /// Declares the newest close partial: it ends on this day, which is not a month end.
    pub fn partial(&mut self, day: NaiveDate) {
        self.partial = Some(day);
    }
    /// Adds a rate: units of reporting currency for one unit of `currency`.
    pub fn rate(&mut self, currency: &str, close: Close, rate: Decimal) {
        self.rates.insert((currency.to_owned(), close), rate);
    }
    /// An amount in the reporting currency at a close, as far as the rates given so far tell.
    pub fn converted(&self, amount: Decimal, currency: Symbol, close: Close) -> Decimal {
        let rate = self.rates.get(&(self.name(currency).to_owned(), close));
        rate.map_or(amount, |rate| amount.saturating_mul(*rate))
    }
    /// Adds a scheduled step-down.
    pub fn schedule(&mut self, customer: Symbol, close: Close, schedule: Schedule) {
        self.schedules.push((customer, close, schedule));
    }
    /// Says that the row added next carries a scheduled step-down; it goes where its row goes.
    pub fn schedule_next(&mut self, schedule: Schedule) {
        self.row_schedules.push((self.drafts.len(), schedule));
    }
    /// Adds a row; `attributes` in the order given to [`LedgerBuilder::new`].
    pub fn push(&mut self, draft: EntryDraft, attributes: &[Symbol]) {
        // Rows of one close mostly stand together.
        if self.drafts.last().is_none_or(|d| d.close != draft.close) {
            self.covered.insert(draft.close);
        }
        self.drafts.push(draft);
        for (column, values) in self.attribute_values.iter_mut().enumerate() {
            values.push(attributes.get(column).copied().unwrap_or(Symbol::NONE));
        }
    }
    /// The reporting currency, where it is told only after the rows were read.
    pub fn reporting(&mut self, currency: &str) {
        currency.clone_into(&mut self.reporting);
    }
    /// The rows so far, in the order they were pushed.
    pub fn drafts(&self) -> &[EntryDraft] {
        &self.drafts
    }
    /// The rows so far, to apply repairs and renames before anything is netted (L-5, L-8).
    pub fn drafts_mut(&mut self) -> &mut [EntryDraft] {
        &mut self.drafts
    }
    /// The values of an attribute, parallel to [`LedgerBuilder::drafts`].
    pub fn attribute_values(&self, attribute: usize) -> &[Symbol] {
        self.attribute_values
            .get(attribute)
            .map_or(&[], Vec::as_slice)
    }
    /// The values of an attribute, to be repaired.
    pub fn attribute_values_mut(&mut self, attribute: usize) -> &mut [Symbol] {
        self.attribute_values
            .get_mut(attribute)
            .map_or(&mut [], Vec::as_mut_slice)
    }
    /// Leaves out the rows for which `keep` (parallel to [`LedgerBuilder::drafts`]) is false. The closes
    /// they cover stay covered.
    pub fn retain(&mut self, keep: &[bool]) {
        let kept = |index: usize| keep.get(index).copied().unwrap_or(true);
        for values in &mut self.attribute_values {
            let mut index = 0;
            values.retain(|_| {
                index += 1;
                kept(index - 1)
            });
        }
        // Their rows come in the order of the drafts, so one pass counts what goes before each.
        let (mut seen, mut gone) = (0, 0);
        self.row_schedules.retain_mut(|(row, _)| {
            gone += (seen..*row).filter(|i| !kept(*i)).count();
            seen = *row;
            let stays = kept(*row);
            *row -= gone;
            stays
        });
        let mut index = 0;
        self.drafts.retain(|_| {
            index += 1;
            kept(index - 1)
        });
    }
    /// The currencies of the rows so far, each once; [`Symbol::NONE`] among them where a row names none.
    pub fn currencies(&self) -> Vec<Symbol> {
        self.used(|draft| draft.currency)
    }
    /// Number of rows so far.
    pub fn len(&self) -> usize {
        self.drafts.len()
    }
    /// Whether no row was added.
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// Builds the ledger.
    pub fn build(self) -> Result<Ledger, LedgerError> {
        if self.drafts.is_empty() {
            return Err(LedgerError::Empty);
        }
        let closes: Vec<Close> = self.covered.iter().copied().collect();
        if closes.len() > usize::from(u16::MAX) {
            return Err(LedgerError::TooMany("closes"));
        }
        let (customers, customer_of) = self.sorted_customers();
        let (currencies, currency_of) = self.sorted_currencies()?;
        let rates = self.rate_table(&currencies, &currency_of, &closes)?;
        let (order, customer_starts) = self.order(&customer_of, customers.len());
        let entries: Vec<Entry> = order
            .iter()
            .map(|&i| {
                entry(
                    &self.drafts[i as usize],
                    &customer_of,
                    &currency_of,
                    &closes,
                )
            })
            .collect();
        Ok(Ledger {
            customer_starts,
            attributes: self.attributes(&order),
            schedules: self.schedules(&customer_of, &closes, &entries),
            customers,
            closes,
            partial: self.partial,
            currencies,
            reporting: self.reporting,
            rates,
            entries,
            names: self.symbols,
        })
    }

    /// The drafts by customer, close, line and place in the source, and where each customer's begin. They
    /// are dealt out by customer first, so that only a customer's own few are compared.
    fn order(&self, customer_of: &[u32], customers: usize) -> (Vec<u32>, Vec<u32>) {
        let customer = |draft: &EntryDraft| customer_of[draft.customer.index()];
        let starts = starts(self.drafts.iter().map(customer), customers);
        let mut next = starts.clone();
        let mut order = vec![0_u32; self.drafts.len()];
        for (i, draft) in self.drafts.iter().enumerate() {
            let slot = &mut next[customer(draft) as usize];
            order[*slot as usize] = i as u32;
            *slot += 1;
        }
        let rank = text_ranks(&self.symbols);
        let key = |&i: &u32| {
            let d = &self.drafts[i as usize];
            (d.close, rank[d.line.index()], d.sheet, d.row, d.column)
        };
        for span in starts.windows(2) {
            order[span[0] as usize..span[1] as usize].sort_unstable_by_key(key);
        }
        (order, starts)
    }

    fn attributes(&self, order: &[u32]) -> Vec<Attribute> {
        self.attribute_names
            .iter()
            .zip(&self.attribute_values)
            .map(|(name, values)| Attribute {
                name: name.clone(),
                values: order.iter().map(|&i| values[i as usize]).collect(),
            })
            .collect()
    }

    /// The scheduled step-downs, of rows and of customers.
    fn schedules(
        &self,
        customer_of: &[u32],
        closes: &[Close],
        entries: &[Entry],
    ) -> BTreeMap<(u32, u16), Schedule> {
        let place = |customer: Symbol, close: Close| {
            let number = Some(customer_of[customer.index()]).filter(|n| *n != u32::MAX)?;
            Some((number, closes.binary_search(&close).ok()? as u16))
        };
        let rows = self.row_schedules.iter().filter_map(|(row, schedule)| {
            let draft = self.drafts.get(*row)?;
            let at = place(draft.customer, draft.close)?;
            Some((at, *schedule, Some(draft.line)))
        });
        let customers = self.schedules.iter();
        let customers =
            customers.filter_map(|(who, close, s)| Some((place(*who, *close)?, *s, None)));
        let stated: Vec<Stated> = rows
            .chain(customers)
            .map(|(at, schedule, line)| Stated { at, schedule, line })
            .collect();
        by_customer(&stated, entries)
    }

    /// Which symbols stand in a field of the drafts.
    fn used(&self, field: impl Fn(&EntryDraft) -> Symbol) -> Vec<Symbol> {
        let mut seen = vec![false; self.symbols.len()];
        for draft in &self.drafts {
            seen[field(draft).index()] = true;
        }
        let symbols = self.symbols.iter().map(|(symbol, _)| symbol);
        symbols.filter(|symbol| seen[symbol.index()]).collect()
    }

    fn sorted_customers(&self) -> (Vec<Customer>, Vec<u32>) {
        let mut ids = self.used(|draft| draft.customer);
        ids.sort_by(|a, b| self.symbols.name(*a).cmp(self.symbols.name(*b)));
        let mut index = vec![u32::MAX; self.symbols.len()];
        for (i, symbol) in ids.iter().enumerate() {
            index[symbol.index()] = i as u32;
        }
        (ids.iter().map(|&id| self.customer(id)).collect(), index)
    }

    fn customer(&self, symbol: Symbol) -> Customer {
        let id = self.symbols.name(symbol).to_owned();
        let name = self.display_names.get(&symbol).unwrap_or(&id).clone();
        Customer { id, name }
    }

    fn sorted_currencies(&self) -> Result<(Vec<String>, Vec<u8>), LedgerError> {
        let used = self.used(|draft| draft.currency);
        let names: BTreeSet<&str> = used.iter().map(|&s| self.currency_name(s)).collect();
        if names.len() > usize::from(u8::MAX) {
            return Err(LedgerError::TooMany("currencies"));
        }
        let currencies: Vec<String> = names.iter().map(|s| (*s).to_owned()).collect();
        let mut index = vec![0; self.symbols.len()];
        for symbol in used {
            let name = self.currency_name(symbol);
            let at = currencies.iter().position(|c| c == name).unwrap_or(0);
            index[symbol.index()] = at as u8;
        }
        Ok((currencies, index))
    }

    fn currency_name(&self, symbol: Symbol) -> &str {
        if symbol.is_some() {
            self.symbols.name(symbol)
        } else {
            &self.reporting
        }
    }

    /// A rate for every currency at every close. Where a currency has no balance at a close and no
    /// rate is given, the next later rate stands in (else the last earlier): no balance uses it, only
    /// the constant rate of a customer which is new in that currency.
    fn rate_table(
        &self,
        currencies: &[String],
        currency_of: &[u8],
        closes: &[Close],
    ) -> Result<Vec<Vec<Decimal>>, LedgerError> {
        let mut used = vec![vec![false; closes.len()]; currencies.len()];
        for draft in &self.drafts {
            let currency = usize::from(currency_of[draft.currency.index()]);
            used[currency][usize::from(index_of(closes, draft.close))] = true;
        }
        let of_currency = |(currency, used): (&String, &Vec<bool>)| {
            if *currency == self.reporting {
                return Ok(vec![Decimal::ONE; closes.len()]);
            }
            let with_use = closes.iter().zip(used);
            with_use
                .map(|(&close, &used)| self.rate_at(currency, close, used))
                .collect()
        };
        currencies.iter().zip(&used).map(of_currency).collect()
    }

    fn rate_at(&self, currency: &str, close: Close, used: bool) -> Result<Decimal, LedgerError> {
        let missing = || LedgerError::MissingRate {
            currency: currency.to_owned(),
            close,
        };
        if let Some(rate) = self.rates.get(&(currency.to_owned(), close)) {
            return Ok(*rate);
        }
        if used {
            return Err(missing());
        }
        let of = |range: std::ops::RangeInclusive<(String, Close)>| self.rates.range(range);
        let far = |months| (currency.to_owned(), close.plus(months));
        of((currency.to_owned(), close)..=far(2400))
            .next()
            .or_else(|| of(far(-2400)..=(currency.to_owned(), close)).next_back())
            .map(|(_, rate)| *rate)
            .ok_or_else(missing)
    }
}

fn index_of(closes: &[Close], close: Close) -> u16 {
    closes.binary_search(&close).unwrap_or(0) as u16
}

fn entry(draft: &EntryDraft, customer_of: &[u32], currency_of: &[u8], closes: &[Close]) -> Entry {
    Entry {
        customer: customer_of[draft.customer.index()],
        close: index_of(closes, draft.close),
        currency: currency_of[draft.currency.index()],
        status: draft.status,
        line: draft.line,
        plan: draft.plan,
        reason: draft.reason,
        amount: draft.amount,
        quantity: draft.quantity,
        renewal: draft.renewal,
        sheet: draft.sheet,
        row: draft.row,
        column: draft.column,
    }
}

/// The alphabetical rank of each symbol, so that sorting by it doesn't depend on the order of rows.
fn text_ranks(symbols: &Symbols) -> Vec<u32> {
    let mut all: Vec<(&str, usize)> = symbols
        .iter()
        .map(|(symbol, name)| (name, symbol.index()))
        .collect();
    all.sort_unstable();
    let mut ranks = vec![0; all.len()];
    for (rank, (_, index)) in all.iter().enumerate() {
        ranks[*index] = rank as u32;
    }
    ranks
}

/// Where each customer's rows begin, and at last where they all end.
fn starts(customer_of_each: impl Iterator<Item = u32>, customers: usize) -> Vec<u32> {
    let mut starts = vec![0_u32; customers + 1];
    for customer in customer_of_each {
        starts[customer as usize + 1] += 1;
    }
    for i in 0..customers {
        starts[i + 1] += starts[i];
    }
    starts
}

#[cfg(test)]
mod tests;
