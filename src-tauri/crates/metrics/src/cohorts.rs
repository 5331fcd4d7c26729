//! Cohort triangles by sign-up and age (C-1).

use crate::balances::Balances;
use crate::figures::{CohortRow, Cohorts};
use holdfast_ledger::{Close, Decimal, Grain, Period, Ratio, ratio};

/// Monthly packs have monthly cohorts up to this many months.
const LONGEST_MONTHLY: i32 = 24;

/// Cohorts by fiscal quarter (S-1); by month where the periods are months and the ledger is not longer than
/// two years.
pub(crate) fn cohorts(b: &Balances) -> Cohorts {
    let (Some(first), Some(last)) = (b.close_list().first(), b.close_list().last()) else {
        return Cohorts::default();
    };
    let months = last.months_since(*first) + 1;
    let monthly = b.basis().period == Grain::Month && months <= LONGEST_MONTHLY;
    cohorts_by(
        b,
        if monthly {
            Grain::Month
        } else {
            Grain::Quarter
        },
    )
}

/// Cohorts of a grain. A customer belongs to the cohort of the period of its first paid close (S-1), also
/// where it is gone by that period's end; age 0 is that end, and amounts are at its rates (L-9).
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
                paying: t.paying,
                amount: t.net.base,
                by_age: of(t)
                    .reached(&ends[i..])
                    .map(|v| ratio(v?, of(t).base))
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
                    (of(t).base, values)
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
/// so weighted by size and never a mean of rates (C-1, R-4); a cohort of no size has no
/// rate and no weight. Each cohort is its size and its value by age.
pub fn weighted_average(
    cohorts: impl Iterator<Item = (Decimal, Vec<Option<Decimal>>)>,
) -> Vec<Ratio> {
    let mut sums: Vec<(Decimal, Decimal)> = Vec::new();
    for (size, values) in cohorts {
        if sums.len() < values.len() {
            sums.resize(values.len(), Default::default());
        }
        for ((value_sum, size_sum), value) in sums.iter_mut().zip(values) {
            if let Some(value) = value.filter(|_| !size.is_zero()) {
                *value_sum += value;
                *size_sum += size;
            }
        }
    }
    sums.into_iter()
        .map(|(value, size)| ratio(value, size))
        .collect()
}

/// A period end, and its index where the file covers it.
pub type PeriodEnd = (Close, Option<u16>);

/// Every period end up to the as-of close; one in between that is missing keeps its place (L-3). None
/// where the file covers none of them.
pub fn period_ends(b: &Balances, grain: Grain) -> Vec<PeriodEnd> {
    let (Some(&first), Some(&last)) = (b.close_list().first(), b.close_list().last()) else {
        return Vec::new();
    };
    let mut period = Period::containing(grain, b.basis().fiscal_year_start, first);
    let mut ends = Vec::new();
    while period.closing() <= last {
        ends.push((period.closing(), b.index(period.closing())));
        period = period.next();
    }
    if ends.iter().all(|(_, index)| index.is_none()) {
        ends.clear();
    }
    ends
}

/// The cohort of a customer: which of the period ends is the first from its first paid close on (S-1).
/// `None` where it never paid, or that period is not over.
pub fn cohort_of(b: &Balances, customer: u32, ends: &[PeriodEnd]) -> Option<usize> {
    let first = b.close_list().get(usize::from(b.first_paid(customer)?))?;
    Some(ends.partition_point(|(end, _)| end < first)).filter(|at| *at < ends.len())
}

/// What a cohort's values are measured by, and the values by age.
#[derive(Clone, Debug)]
struct Triangle {
    base: Decimal,
    by_age: Vec<Decimal>,
}

impl Triangle {
    /// Values by age; `None` where that period end is missing. Ages not yet reached are not there.
    fn reached<'t>(&'t self, ends: &'t [PeriodEnd]) -> impl Iterator<Item = Option<Decimal>> + 't {
        ends.iter()
            .zip(&self.by_age)
            .map(|((_, index), value)| index.map(|_| *value))
    }
}

#[derive(Clone, Debug)]
struct Triangles {
    customers: u32,
    paying: u32,
    net: Triangle,
    gross: Triangle,
    logos: Triangle,
}

impl Triangles {
    fn new(ages: usize) -> Triangles {
        let empty = Triangle {
            base: Decimal::ZERO,
            by_age: vec![Decimal::ZERO; ages],
        };
        Triangles {
            customers: 0,
            paying: 0,
            net: empty.clone(),
            gross: empty.clone(),
            logos: empty,
        }
    }
}

fn add_customer(b: &Balances, customer: u32, ends: &[PeriodEnd], triangles: &mut [Triangles]) {
    let Some(cohort) = cohort_of(b, customer, ends) else {
        return;
    };
    let t = &mut triangles[cohort];
    t.customers += 1;
    // Nothing is measured from a close which is missing (L-3).
    let Some(start) = ends[cohort].1 else {
        return;
    };
    let base = b.amount(customer, start);
    t.paying += u32::from(!base.is_zero());
    t.net.base += base;
    t.gross.base += base;
    t.logos.base += Decimal::ONE;
    for (age, (_, index)) in ends[cohort..].iter().enumerate() {
        let Some(k) = *index else { continue };
        let amount = b.amount_at_rate(customer, k, start);
        t.net.by_age[age] += amount;
        t.gross.by_age[age] += amount.min(base);
        t.logos.by_age[age] += Decimal::from(u8::from(!amount.is_zero()));
    }
}
