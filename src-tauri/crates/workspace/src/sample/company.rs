//! The sample company's history: customers, contracts and what happened to them, month by month.
//!
//! Everything follows from the seed. Patterns are planted which the product must find: downsells of every
//! driver, late renewals, a migration day, seat cuts at renewal in one tier, one dominant customer, pauses,
//! scheduled step-downs, a merger.

use super::spec::{Spec, Tier};
use fastrand::Rng;
use holdfast_ledger::{Close, Decimal};

/// One contract line at one close.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub product: String,
    pub plan: String,
    pub seats: i64,
    /// Yearly price a seat, in cents.
    pub seat_cents: i64,
}

impl Line {
    pub fn arr(&self) -> Decimal {
        Decimal::new(self.seats * self.seat_cents, 2)
    }
}

/// What a customer has at one close.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Month {
    pub lines: Vec<Line>,
    pub paused: bool,
    pub reason: &'static str,
    /// Cut agreed in the original contract, at this close (M-5).
    pub step_down: Option<Decimal>,
}

impl Month {
    pub fn arr(&self) -> Decimal {
        if self.paused {
            Decimal::ZERO
        } else {
            self.lines.iter().map(Line::arr).sum()
        }
    }
}

/// A customer and its history, one month per close of the company.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Customer {
    pub id: String,
    pub name: String,
    pub tier: usize,
    pub region: String,
    pub industry: String,
    pub owner: String,
    pub euro: bool,
    /// Months from the first close to the first renewal; every twelve months after.
    pub renewal_offset: u32,
    pub months: Vec<Month>,
}

impl Customer {
    /// The next renewal on or after the month with this index.
    pub fn renewal_after(&self, month: u32) -> u32 {
        month + (12 + self.renewal_offset - month % 12) % 12
    }

    pub fn arr(&self, month: usize) -> Decimal {
        self.months.get(month).map_or(Decimal::ZERO, Month::arr)
    }
}

/// The sample company.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Company {
    pub closes: Vec<Close>,
    pub customers: Vec<Customer>,
    /// Former id, id now, effective close: a merger.
    pub merger: (String, String, Close),
    /// Dollars for one euro, in ten-thousandths, a close each.
    pub euro_rates: Vec<i64>,
}

/// Generates the company.
pub fn generate(spec: &Spec) -> Option<Company> {
    let mut rng = Rng::with_seed(spec.seed);
    let first = Close::of(spec.first_close)?;
    let closes: Vec<Close> = (0..=spec.closes as i32).map(|i| first.plus(i)).collect();
    let mut customers: Vec<Customer> = (0..spec.customers)
        .map(|i| customer(spec, &mut rng, i))
        .collect();
    plant_migration(spec, first, &mut customers);
    plant_late_renewals(spec, &mut customers);
    plant_pauses(spec, &mut customers);
    plant_step_downs(spec, &mut customers);
    plant_dominant_cut(spec, &mut customers);
    let merger = plant_merger(spec, first, &mut customers)?;
    let euro_rates = euro_rates(&mut rng, closes.len());
    Some(Company {
        closes,
        customers,
        merger,
        euro_rates,
    })
}

fn customer(spec: &Spec, rng: &mut Rng, index: u32) -> Customer {
    let tier = pick_tier(spec, rng);
    let region = rng.choice(&spec.regions).cloned().unwrap_or_default();
    let mut customer = Customer {
        id: format!("C-{:04}", index + 1),
        name: name(spec, index),
        tier,
        euro: region == "EMEA" && rng.u32(0..100) < spec.euro_share_percent,
        region,
        industry: rng.choice(&spec.industries).cloned().unwrap_or_default(),
        owner: rng.choice(&spec.owners).cloned().unwrap_or_default(),
        renewal_offset: rng.u32(0..12),
        months: Vec::new(),
    };
    history(spec, rng, &mut customer);
    customer
}

/// Names are pairs of words, each pair once.
fn name(spec: &Spec, index: u32) -> String {
    let (firsts, seconds) = (spec.first_words.len(), spec.second_words.len());
    let first = index as usize % firsts;
    let second = (index as usize / firsts + first * 7) % seconds;
    format!("{} {}", spec.first_words[first], spec.second_words[second])
}

fn pick_tier(spec: &Spec, rng: &mut Rng) -> usize {
    let mut roll = rng.u32(0..100);
    for (index, tier) in spec.tiers.iter().enumerate() {
        if roll < tier.share {
            return index;
        }
        roll -= tier.share;
    }
    0
}

fn history(spec: &Spec, rng: &mut Rng, customer: &mut Customer) {
    let tier = &spec.tiers[customer.tier];
    let months = spec.closes as usize + 1;
    let start = if rng.u32(0..100) < 52 {
        0
    } else {
        rng.usize(1..months)
    };
    let mut lines = opening_lines(spec, rng, tier);
    customer.months = vec![Month::default(); months];
    for month in start..months {
        let renewal = month > start && (month as u32 % 12) == customer.renewal_offset;
        // The partial month shows a balance and no decisions: half of it has not happened yet.
        let reason = if month + 1 == months {
            ""
        } else if renewal {
            renew(spec, rng, tier, &mut lines, month)
        } else {
            grow(rng, &mut lines)
        };
        if lines.is_empty() {
            customer.months[month].reason = reason;
            return;
        }
        customer.months[month] = Month {
            lines: lines.clone(),
            reason,
            ..Month::default()
        };
    }
}

fn opening_lines(spec: &Spec, rng: &mut Rng, tier: &Tier) -> Vec<Line> {
    let seats = rng.i64(tier.seats[0]..=tier.seats[1]);
    let core = Line {
        product: "Core".into(),
        plan: tier.plan.clone(),
        seats,
        seat_cents: tier.seat_price * 100 * rng.i64(90..=110) / 100,
    };
    let modules = spec
        .modules
        .iter()
        .filter(|_| true)
        .filter(|&module| rng.u32(0..100) < module.share)
        .map(|module| Line {
            product: module.name.clone(),
            plan: module.name.clone(),
            seats,
            seat_cents: module.seat_price * 100,
        });
    std::iter::once(core).chain(modules).collect()
}

/// A month outside the renewal: now and then seats are added, rarely some go.
fn grow(rng: &mut Rng, lines: &mut [Line]) -> &'static str {
    let roll = rng.u32(0..1000);
    if roll < 22 {
        scale_seats(lines, 100 + rng.i64(5..=22));
    } else if roll < 25 {
        scale_seats(lines, 100 - rng.i64(5..=15));
        return "fewer seats";
    }
    ""
}

/// A renewal: one of churn, a cut of some driver, an uplift, or unchanged. Cuts grow more frequent in the
/// last three quarters, which is the story the pack has to tell.
fn renew(
    spec: &Spec,
    rng: &mut Rng,
    tier: &Tier,
    lines: &mut Vec<Line>,
    month: usize,
) -> &'static str {
    let late = u32::from(month + 10 > spec.closes as usize);
    let mid_market = u32::from(tier.name == "Mid-market");
    let mut roll = rng.u32(0..100);
    let mut falls = |chance: u32| {
        let hit = roll < chance;
        roll = if hit {
            u32::MAX
        } else {
            roll.saturating_sub(chance)
        };
        hit
    };
    if falls(tier.churn) {
        lines.clear();
        "left"
    } else if falls(tier.seat_cut + late * (3 + 9 * mid_market)) {
        scale_seats(lines, 100 - rng.i64(15..=35));
        "fewer seats"
    } else if falls(tier.plan_cut) {
        lower_plan(lines);
        "lower plan"
    } else if lines.len() > 1 && falls(tier.module_cut + late * 2) {
        lines.pop();
        "module cancelled"
    } else if falls(tier.price_cut) {
        scale_price(lines, 100 - rng.i64(6..=18));
        "renewed at a lower price"
    } else if falls(34) {
        scale_price(lines, 100 + rng.i64(3..=6));
        "uplift"
    } else {
        ""
    }
}

fn scale_seats(lines: &mut [Line], percent: i64) {
    for line in lines {
        line.seats = (line.seats * percent / 100).max(1);
    }
}

fn scale_price(lines: &mut [Line], percent: i64) {
    for line in lines {
        line.seat_cents = line.seat_cents * percent / 100;
    }
}

fn lower_plan(lines: &mut [Line]) {
    for line in lines.iter_mut().filter(|l| l.product == "Core") {
        line.plan = format!("{} Lite", line.plan.trim_end_matches(" Lite"));
        line.seat_cents = line.seat_cents * 78 / 100;
    }
}

/// Customers of one tier which pay at all of these months.
fn paying(
    customers: &mut [Customer],
    tier: usize,
    months: std::ops::RangeInclusive<usize>,
) -> impl Iterator<Item = &mut Customer> {
    customers
        .iter_mut()
        .filter(move |c| c.tier == tier && months.clone().all(|m| c.arr(m) > Decimal::ZERO))
}

/// On one day many Starter customers move to "Starter 2025" at a slightly lower price (M-8: migration).
fn plant_migration(spec: &Spec, first: Close, customers: &mut [Customer]) {
    let Some(at) = Close::of(spec.migration_close).map(|c| c.months_since(first) as usize) else {
        return;
    };
    for customer in paying(customers, 0, at - 1..=at).take(26) {
        for month in &mut customer.months[at..] {
            for line in month.lines.iter_mut().filter(|l| l.product == "Core") {
                line.plan = "Starter 2025".into();
                line.seat_cents = line.seat_cents * 96 / 100;
            }
        }
    }
}

/// Paperwork which came a month late: 0 at the renewal close, back at the same amount (M-8).
fn plant_late_renewals(spec: &Spec, customers: &mut [Customer]) {
    let last = spec.closes as usize;
    let mut left = spec.late_renewals;
    for (index, customer) in customers
        .iter_mut()
        .enumerate()
        .filter(|(i, _)| i % 11 == 3)
    {
        let at = (12 + index % 22).min(last - 4);
        let at = customer.renewal_after(at as u32) as usize;
        let steady = at + 1 < last && (at - 1..=at + 1).all(|m| customer.arr(m) > Decimal::ZERO);
        if left > 0 && steady {
            let before = customer.months[at - 1].clone();
            customer.months[at] = Month::default();
            customer.months[at + 1] = Month {
                reason: "",
                step_down: None,
                ..before
            };
            left -= 1;
        }
    }
}

/// Pauses which began in the last two quarters.
fn plant_pauses(spec: &Spec, customers: &mut [Customer]) {
    let last = spec.closes as usize;
    let chosen = paying(customers, 0, last - 6..=last)
        .skip(40)
        .step_by(17)
        .take(spec.paused as usize);
    for (index, customer) in chosen.enumerate() {
        for month in &mut customer.months[last - 1 - index % 4..] {
            month.paused = true;
        }
    }
}

/// Step-downs agreed in the original contract, in the newest full quarter (M-5).
fn plant_step_downs(spec: &Spec, customers: &mut [Customer]) {
    let last = spec.closes as usize;
    for customer in paying(customers, 1, last - 4..=last)
        .skip(9)
        .step_by(13)
        .take(spec.step_downs as usize)
    {
        let at = last - 2;
        let steady = customer.months[at - 1].clone();
        let before = steady.arr();
        for month in &mut customer.months[at..] {
            *month = Month {
                reason: "",
                ..steady.clone()
            };
            scale_price(&mut month.lines, 90);
        }
        customer.months[at].step_down = Some(before - customer.months[at].arr());
        customer.months[at].reason = "scheduled step-down";
    }
}

/// The largest Enterprise customer renews with far fewer seats in the newest quarter.
fn plant_dominant_cut(spec: &Spec, customers: &mut [Customer]) {
    let last = spec.closes as usize;
    let largest = paying(customers, 2, last - 6..=last).max_by_key(|c| c.arr(last - 4));
    if let Some(customer) = largest {
        let at = last - 2;
        customer.renewal_offset = (at % 12) as u32;
        let steady = customer.months[at - 1].clone();
        for month in &mut customer.months[at..] {
            *month = Month {
                reason: "",
                ..steady.clone()
            };
            scale_seats(&mut month.lines, 70);
        }
        customer.months[at].reason = "fewer seats";
    }
}

/// A customer is absorbed by another; the export keeps the old id until then (L-8).
fn plant_merger(
    spec: &Spec,
    first: Close,
    customers: &mut [Customer],
) -> Option<(String, String, Close)> {
    let at = spec.closes as usize - 7;
    let mut pair = (0..customers.len()).filter(|&i| {
        let c = &customers[i];
        c.tier == 1 && !c.euro && (at - 3..=at + 7).all(|m| c.arr(m) > Decimal::ZERO)
    });
    let (from, to) = (pair.next()?, pair.next()?);
    let moved: Vec<Month> = customers[from].months.drain(at..).collect();
    for (target, month) in customers[to].months[at..].iter_mut().zip(moved) {
        target.lines.extend(month.lines);
    }
    customers[from]
        .months
        .resize(spec.closes as usize + 1, Month::default());
    Some((
        customers[from].id.clone(),
        customers[to].id.clone(),
        first.plus(at as i32),
    ))
}

fn euro_rates(rng: &mut Rng, closes: usize) -> Vec<i64> {
    let mut rate = 10_850;
    (0..closes)
        .map(|_| {
            rate = (rate + rng.i64(-160..=165)).clamp(10_200, 11_900);
            rate
        })
        .collect()
}
