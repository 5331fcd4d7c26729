//! The sample's negotiation log: requests behind the newest quarter's losses, with planted mismatches for
//! the tie to find (a downsell nobody logged, a request agreed at another figure, one not yet in the ledger)
//! and planted failure modes.

use super::company::{Company, Customer};
use super::{MARK, dated, header, write_amount, write_date};
use crate::cells::cell_number;
use chrono::{Days, NaiveDate};
use holdfast_import::requests::{Field, TriggerPart, log_row, template_columns};
use holdfast_ledger::requests::{
    Counter, CounterKind, Exchange, FirstResponse, Request, RequestKind, RootCause, StatedOutcome,
    Trigger, TriggerKind,
};
use holdfast_ledger::{Cell, Decimal, round_half_away};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

/// The columns of the sample's log: those of the template which it fills.
fn columns() -> Vec<Field> {
    let blank = |f: &Field| {
        let part = |p| matches!(p, TriggerPart::ClosedOn | TriggerPart::CloseReason);
        matches!(f, Field::Discount | Field::Trigger(2, _))
            || matches!(f, Field::Trigger(_, p) if part(*p))
    };
    let all = template_columns();
    all.into_iter().filter(|f| !blank(f)).collect()
}

/// The log as a workbook.
pub fn workbook(company: &Company) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    dated(&mut workbook)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(format!("Requests {MARK}"))?;
    let columns = columns();
    let captions: Vec<String> = columns.iter().map(|field| field.caption()).collect();
    let captions: Vec<&str> = captions.iter().map(String::as_str).collect();
    header(sheet, &captions)?;
    for (row, request) in (1..).zip(&requests(company)) {
        let cells = log_row(request, &columns);
        for ((column, field), cell) in (0..).zip(&columns).zip(cells) {
            write(sheet, (row, column), field.is_money(), &cell)?;
        }
    }
    workbook.save_to_buffer()
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    money: bool,
    cell: &Cell<'_>,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => sheet.write_string(row, column, *text).map(|_| ()),
        Cell::Number(amount) if money => write_amount(sheet, row, column, *amount),
        Cell::Number(count) => sheet
            .write_number(row, column, cell_number(*count))
            .map(|_| ()),
        Cell::Date(date) => write_date(sheet, row, column, *date),
        _ => Ok(()),
    }
}

/// A loss of the newest full quarter: customer, opening and closing amount, its reason.
struct Loss<'a> {
    customer: &'a Customer,
    before: Decimal,
    after: Decimal,
    reason: &'a str,
    paused: bool,
}

fn requests(company: &Company) -> Vec<Request> {
    let last = company.closes.len() - 2;
    let losses = losses(company, last);
    let quarter_start = company.closes[last - 3].date() + Days::new(1);
    let mut requests: Vec<Request> = losses
        .iter()
        .enumerate()
        // One downsell in nine was never logged.
        .filter(|(index, _)| index % 9 != 7)
        .map(|(index, loss)| Resolved::of(index, loss, quarter_start).request())
        .collect();
    for (index, customer) in steady(company, last).take(8).enumerate() {
        let paying = Paying {
            index,
            customer,
            before: customer.arr(last),
            as_of: company.closes[last].date(),
        };
        requests.push(paying.request(requests.len() + 101));
    }
    requests
}

fn losses(company: &Company, last: usize) -> Vec<Loss<'_>> {
    let merged = [&company.merger.0, &company.merger.1];
    let all = company
        .customers
        .iter()
        .filter(|c| !c.euro && !merged.contains(&&c.id));
    let losses = all.filter_map(|customer| {
        let (before, after) = (customer.arr(last - 3), customer.arr(last));
        let months = &customer.months[last - 2..=last];
        let scheduled = months.iter().any(|m| m.step_down.is_some());
        let reason = months
            .iter()
            .map(|m| m.reason)
            .find(|r| !r.is_empty())
            .unwrap_or_default();
        let paused = customer.months[last].paused;
        (after < before && !scheduled).then_some(Loss {
            customer,
            before,
            after,
            reason,
            paused,
        })
    });
    losses.take(34).collect()
}

/// Customers which kept their amount over the quarter.
fn steady(company: &Company, last: usize) -> impl Iterator<Item = &Customer> {
    company
        .customers
        .iter()
        .filter(move |c| {
            !c.euro && c.tier == 1 && c.arr(last) > Decimal::ZERO && c.arr(last) == c.arr(last - 3)
        })
        .step_by(5)
}

fn share(amount: Decimal, percent: u32) -> Decimal {
    round_half_away(amount * Decimal::new(i64::from(percent), 2), 2)
}

fn kind_and_cause(loss: &Loss<'_>, index: usize) -> (RequestKind, RootCause) {
    use RequestKind as K;
    use RootCause as C;
    match loss.reason {
        _ if loss.paused => (K::FullCancellation, C::StrategicShift),
        "fewer seats" => (
            K::SeatReduction,
            [C::OrganisationShrinking, C::BudgetCut, C::UsageGap][index % 3],
        ),
        "module cancelled" => (K::ModuleCancelled, C::UsageGap),
        "lower plan" => (K::TierDowngrade, C::ValuePerception),
        "renewed at a lower price" => (K::ValueCut, C::BudgetCut),
        "left" => (
            K::FullCancellation,
            [C::StrategicShift, C::Competitor, C::ValuePerception][index % 3],
        ),
        _ => (K::ValueCut, CAUSES[index % 4]),
    }
}

const CAUSES: [RootCause; 4] = [
    RootCause::BudgetCut,
    RootCause::OrganisationShrinking,
    RootCause::UsageGap,
    RootCause::ValuePerception,
];

/// A request of a customer, with what every request of the sample says.
fn asked(number: usize, customer: &Customer, on: NaiveDate, before: Decimal) -> Request {
    Request {
        owner: customer.owner.clone(),
        first_response: Some(FirstResponse::Acknowledged),
        term_before: Some(12),
        ..Request::new(&format!("R-{number:03}"), &customer.id, on, before)
    }
}

/// The request behind a loss.
struct Resolved<'a> {
    index: usize,
    loss: &'a Loss<'a>,
    requested: NaiveDate,
    /// Days until it was resolved.
    days: u64,
    /// Without diagnosis and exchange.
    careless: bool,
    gone: bool,
    multi_year: bool,
    agreed: Decimal,
}

impl<'a> Resolved<'a> {
    fn of(index: usize, loss: &'a Loss<'a>, quarter_start: NaiveDate) -> Resolved<'a> {
        let gone = loss.after.is_zero();
        // One request in ten was agreed at a figure which the ledger does not show.
        let elsewhere = if !gone && index % 10 == 3 { 20 } else { 0 };
        Resolved {
            index,
            loss,
            requested: quarter_start + Days::new((index as u64 * 7) % 52),
            days: [16, 24, 9, 28, 21, 37, 26, 13, 19, 30, 44, 23][index % 12],
            careless: index % 6 == 4,
            gone,
            multi_year: !gone && index % 5 < 2,
            agreed: loss.after + share(loss.before - loss.after, elsewhere),
        }
    }

    fn on(&self, day: u64) -> NaiveDate {
        self.requested + Days::new(day)
    }

    fn request(&self) -> Request {
        let number = self.index + 1;
        let mut request = asked(number, self.loss.customer, self.requested, self.loss.before);
        self.ask(&mut request);
        self.stages(&mut request);
        self.offer(&mut request);
        self.resolve(&mut request);
        request.triggers.extend(self.trigger());
        request
    }

    /// Most asked for more than they got; one in seven got all, one in twelve cut deeper than it asked. One customer
    /// in three which left had asked for less than that: its kept is negative (N-10).
    fn ask(&self, request: &mut Request) {
        let (before, after) = (self.loss.before, self.loss.after);
        let deeper = self.gone && !self.loss.paused && self.index.is_multiple_of(3);
        let (kind, cause) = kind_and_cause(self.loss, self.index);
        request.kind = Some(if deeper { RequestKind::ValueCut } else { kind });
        request.root_cause = (!self.careless).then_some(cause);
        request.arr_asked = Some(match self.index {
            _ if deeper => before - share(before, 40),
            _ if self.gone => Decimal::ZERO,
            i if i % 7 == 2 => after,
            i if i % 12 == 5 => before - share(before - after, 60),
            _ => (after - share(before - after, 55)).max(Decimal::ZERO),
        });
    }

    fn stages(&self, request: &mut Request) {
        if self.index % 13 == 8 {
            request.first_response = Some(FirstResponse::PushedBack);
        }
        let late = self.index % 8 == 5;
        let acknowledged = if late {
            3
        } else {
            u64::from(self.index % 2 == 1)
        };
        request.acknowledged_on = Some(self.on(acknowledged));
        request.deal_desk_on = Some(self.on(2));
        request.vp_cs_on = Some(self.on(3));
        request.diagnosed_on = (!self.careless).then(|| self.on(self.days.min(7)));
        let large = self.loss.before >= Decimal::from(100_000);
        request.ae_involved = Some(large && !self.careless);
    }

    fn offer(&self, request: &mut Request) {
        let cheap = self.index % 11 == 6;
        request.counters.push(Counter {
            on: Some(self.on(self.days.min(12))),
            kind: Some(match () {
                () if self.multi_year => CounterKind::MultiYear,
                () if self.gone => CounterKind::Pause,
                () => CounterKind::RightSize,
            }),
            arr: Some(if self.gone {
                share(self.loss.before, 70)
            } else {
                self.agreed
            }),
            rejected_on: self.gone.then(|| self.on(self.days)),
        });
        request.exchange_asked = Some(match request.kind {
            _ if self.careless => Exchange::None,
            Some(RequestKind::ModuleCancelled) => Exchange::OneYearLock,
            _ => Exchange::MultiYear,
        });
        let obtained = if self.multi_year {
            Exchange::MultiYear
        } else {
            Exchange::None
        };
        request.exchange_obtained = Some(obtained);
        request.months_offered = Some(if self.careless { 12 } else { 24 });
        if !self.gone {
            let months = if self.multi_year {
                [24, 36][self.index % 2]
            } else {
                12
            };
            request.term_after = Some(months);
            let paid = Decimal::new(if cheap { 77 } else { 93 }, 2);
            request.list_price = Some(round_half_away(self.agreed / paid, 2));
            request.net_price = Some(self.agreed);
        }
        if cheap {
            "CFO".clone_into(&mut request.approver);
        }
    }

    fn resolve(&self, request: &mut Request) {
        request.resolved_on = Some(self.on(self.days));
        request.arr_after = Some(self.agreed);
        request.outcome = match () {
            () if self.loss.paused => Some(StatedOutcome::Paused),
            () if self.gone => Some(StatedOutcome::Churned),
            () => None,
        };
    }

    /// One customer in four watched for its usage came to the point, and half of those were called.
    fn trigger(&self) -> Option<Trigger> {
        let (kind, condition) = [
            (TriggerKind::NinetyDayCheck, "90 days after the agreement"),
            (TriggerKind::Headcount, "headcount >= 120"),
            (TriggerKind::BudgetCycle, "new budget year"),
            (TriggerKind::Usage, "seats in use >= 90%"),
        ][self.index % 4];
        let after = |days: u64| self.on(self.days + days);
        let used = kind == TriggerKind::Usage;
        (!self.careless && self.index % 4 != 1).then(|| Trigger {
            kind: Some(kind),
            condition: condition.to_owned(),
            set_on: Some(after(2)),
            due_on: Some(after(if used { 20 } else { 90 })),
            fired_on: used.then(|| after(20)),
            contacted_on: (self.index % 8 == 3).then(|| after(24)),
            ..Trigger::default()
        })
    }
}

/// A request of a customer which still pays in full: withdrawn, agreed but not yet in the ledger, or open.
struct Paying<'a> {
    index: usize,
    customer: &'a Customer,
    before: Decimal,
    as_of: NaiveDate,
}

impl Paying<'_> {
    fn request(&self, number: usize) -> Request {
        let age = [6, 11, 19, 33, 47, 24, 20, 26][self.index % 8];
        let requested = self.as_of - Days::new(age);
        let on = |day: u64| requested + Days::new(day);
        let reached = |day: u64| (age >= day).then(|| on(day));
        let kinds = [
            RequestKind::SeatReduction,
            RequestKind::ValueCut,
            RequestKind::TierDowngrade,
            RequestKind::SeatReduction,
        ];
        let countered = age >= 13;
        let mut request = Request {
            kind: Some(kinds[self.index % 4]),
            arr_asked: Some(share(self.before, [70, 50, 75, 65][self.index % 4])),
            root_cause: Some(CAUSES[self.index % 4]),
            acknowledged_on: reached(1),
            deal_desk_on: reached(2),
            vp_cs_on: reached(3),
            diagnosed_on: reached(8),
            exchange_asked: countered.then_some(Exchange::MultiYear),
            months_offered: countered.then_some(24),
            ..asked(number, self.customer, requested, self.before)
        };
        if countered {
            request.counters = self.counters(on);
        }
        if let Some((stated, after)) = self.outcome() {
            request.resolved_on = Some(on(age.min(18)));
            request.outcome = stated;
            request.arr_after = Some(after);
        }
        request
    }

    /// One of them turned the first counter-offer down, and the second.
    fn counters(&self, on: impl Fn(u64) -> NaiveDate) -> Vec<Counter> {
        let twice = self.index == 4;
        let first = Counter {
            on: Some(on(13)),
            kind: Some(CounterKind::RightSize),
            arr: Some(share(self.before, 85)),
            rejected_on: twice.then(|| on(20)),
        };
        let second = || Counter {
            on: Some(on(24)),
            kind: Some(CounterKind::MultiYear),
            arr: Some(share(self.before, 75)),
            rejected_on: Some(on(30)),
        };
        let mut counters = vec![first];
        counters.extend(twice.then(second));
        counters
    }

    fn outcome(&self) -> Option<(Option<StatedOutcome>, Decimal)> {
        match self.index {
            5 => Some((Some(StatedOutcome::Withdrawn), self.before)),
            6 => Some((None, share(self.before, 80))),
            7 => Some((None, self.before + share(self.before, 10))),
            _ => None,
        }
    }
}
