//! Cohort triangles by sign-up and age (C-1).

use crate::balances::Balances;
use crate::figures::{CohortRow, Cohorts};
use holdfast_ledger::{Close, Decimal, Grain, Period, Ratio, ratio};

/// Ledgers shorter than this many months have monthly cohorts.
const SHORT: i32 = 18;
/// Monthly packs have monthly cohorts up to this many months.
const LONGEST_MONTHLY: i32 = 24;

/// Cohorts by fiscal quarter; by month where the ledger is shorter than six quarters, or the pack is
/// monthly and the ledger not longer than two years.
pub(crate) fn cohorts(b: &Balances) -> Cohorts {
    let (Some(first), Some(last)) = (b.close_list().first(), b.close_list().last()) else {
        return Cohorts::default();
    };
    let months = last.months_since(*first) + 1;
    let monthly = months < SHORT || b.basis().period == Grain::Month && months <= LONGEST_MONTHLY;
    cohorts_by(
        b,
        if monthly {
            Grain::Month
        } else {
            Grain::Quarter
        },
    )
}

/// Cohorts of a grain. A customer belongs to the cohort of the first period end at which it pays; age 0
/// is that period end, and amounts are at its rates (L-9).
pub fn cohorts_by(b: &Balances, grain: Grain) -> Cohorts {
    let ends = period_ends(b, grain);
    let mut triangles = vec![Triangles::new(ends.len()); ends.len()];
    for customer in 0..b.customers() {
        add_customer(b, customer, &ends, &mut triangles);
    }
    let fiscal = b.basis().fiscal_year_start;
    let rows = |of: fn(&Triangles) -> &Triangle| -> Vec<CohortRow> {
        let named = triangles
            .iter()
            .enumerate()
            .filter(|(_, t)| t.customers > 0);
        named
            .map(|(i, t)| CohortRow {
                cohort: Period::containing(grain, fiscal, ends[i].0).label(fiscal),
                customers: t.customers,
                amount: t.net.first_value(),
                by_age: of(t)
                    .reached(&ends[i..])
                    .map(|v| ratio(v?, of(t).first_value()))
                    .collect(),
            })
            .collect()
    };
    let average = |of: fn(&Triangles) -> &Triangle| {
        weighted_average(
            triangles
                .iter()
                .enumerate()
                .filter(|(_, t)| t.customers > 0)
                .map(|(i, t)| {
                    let values = of(t).reached(&ends[i..]).collect();
                    (of(t).first_value(), values)
                }),
        )
    };
    Cohorts {
        grain: Some(grain),
        nrr: rows(|t| &t.net),
        grr: rows(|t| &t.gross),
        logos: rows(|t| &t.logos),
        average_nrr: average(|t| &t.net),
        average_grr: average(|t| &t.gross),
        average_logos: average(|t| &t.logos),
    }
}

/// The average by age over the cohorts which reached that age: their sum then over their sum at age 0,
/// so weighted by size and never a mean of rates (C-1, R-4). Each cohort is its size and its value by age.
pub fn weighted_average(
    cohorts: impl Iterator<Item = (Decimal, Vec<Option<Decimal>>)>,
) -> Vec<Ratio> {
    let mut sums: Vec<(Decimal, Decimal)> = Vec::new();
    for (size, values) in cohorts {
        if sums.len() < values.len() {
            sums.resize(values.len(), Default::default());
        }
        for ((value_sum, size_sum), value) in sums.iter_mut().zip(values) {
            if let Some(value) = value {
                *value_sum += value;
                *size_sum += size;
            }
        }
    }
    sums.into_iter()
        .map(|(value, size)| ratio(value, size))
        .collect()
}

/// Every period end up to the as-of close, with its index where it is covered; a month in between that
/// is missing keeps its place (L-3).
fn period_ends(b: &Balances, grain: Grain) -> Vec<(Close, Option<u16>)> {
    let (Some(&first), Some(&last)) = (b.close_list().first(), b.close_list().last()) else {
        return Vec::new();
    };
    let mut period = Period::containing(grain, b.basis().fiscal_year_start, first);
    let mut ends = Vec::new();
    while period.closing() <= last {
        ends.push((period.closing(), b.index(period.closing())));
        period = period.next();
    }
    ends
}

#[derive(Clone, Debug)]
struct Triangle(Vec<Decimal>);

impl Triangle {
    fn first_value(&self) -> Decimal {
        self.0.first().copied().unwrap_or_default()
    }
    /// Values by age; `None` where that period end is missing. Ages not yet reached are not there.
    fn reached<'t>(
        &'t self,
        ends: &'t [(Close, Option<u16>)],
    ) -> impl Iterator<Item = Option<Decimal>> + 't {
        ends.iter()
            .zip(&self.0)
            .map(|((_, index), value)| index.map(|_| *value))
    }
}

#[derive(Clone, Debug)]
struct Triangles {
    customers: u32,
    net: Triangle,
    gross: Triangle,
    logos: Triangle,
}

impl Triangles {
    fn new(ages: usize) -> Triangles {
        let empty = Triangle(vec![Decimal::ZERO; ages]);
        Triangles {
            customers: 0,
            net: empty.clone(),
            gross: empty.clone(),
            logos: empty,
        }
    }
}

fn add_customer(
    b: &Balances,
    customer: u32,
    ends: &[(Close, Option<u16>)],
    triangles: &mut [Triangles],
) {
    let pays = |k: u16| !b.amount(customer, k).is_zero();
    let signed = ends
        .iter()
        .enumerate()
        .find_map(|(i, (_, k))| k.filter(|k| pays(*k)).map(|k| (i, k)));
    let Some((cohort, start)) = signed else {
        return;
    };
    let base = b.amount(customer, start);
    let t = &mut triangles[cohort];
    t.customers += 1;
    for (age, (_, index)) in ends[cohort..].iter().enumerate() {
        let Some(k) = *index else { continue };
        let amount = b.amount_at_rate(customer, k, start);
        t.net.0[age] += amount;
        t.gross.0[age] += amount.min(base);
        t.logos.0[age] += Decimal::from(u8::from(!amount.is_zero()));
    }
}
