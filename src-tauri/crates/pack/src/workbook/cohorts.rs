//! `Cohort_NRR` and `Cohort_GRR`: triangles by sign-up and age (C-1). On top the rates, all formulas;
//! below the ARR they rest on: sums over `Customers` where it holds that period, values where it does not.

use super::address::{cell, column_fixed, row_fixed};
use super::build::{Build, Head, TOP};
use super::facts::Facts;
use super::facts::cohorts::{Cohort, Kind};
use super::spec::{Look, Role, Rule, Sheet, Shown, Step, Style, Tab};
use crate::PackInputs;
use holdfast_ledger::{Decimal, Grain, Ratio};
use holdfast_metrics::CohortRow;

/// Names of the sheets.
pub const NRR: &str = "Cohort_NRR";
/// Names of the sheets.
pub const GRR: &str = "Cohort_GRR";
const FIRST_AGE: u16 = 4;

/// Fills around 100 % (chart C8), as in the PDF.
const DIVERGING: [(i32, u32, bool); 9] = [
    (0, 0x008C_2D04, true),
    (75, 0x00D9_730D, false),
    (85, 0x00F3_B377, false),
    (94, 0x00FB_E3CC, false),
    (99, 0x00FF_FFFF, false),
    (102, 0x00DC_EAF5, false),
    (107, 0x00A9_CCE6, false),
    (115, 0x004A_97CF, false),
    (125, 0x0000_588C, true),
];
/// Fills from 70 to 100 %.
const SEQUENTIAL: [(i32, u32, bool); 5] = [
    (0, 0x00FF_FFFF, false),
    (74, 0x00DC_EAF5, false),
    (82, 0x00A9_CCE6, false),
    (89, 0x004A_97CF, false),
    (97, 0x0000_588C, true),
];

struct Triangle<'t> {
    kind: Kind,
    rows: &'t [CohortRow],
    average: &'t [Ratio],
    cohorts: &'t [Cohort],
    facts: &'t Facts<'t>,
    least: u32,
    /// First row of the rates and of the amounts.
    rates: u32,
    amounts: u32,
}

/// The sheet; `None` without cohorts.
pub fn sheet<'a>(
    inputs: &PackInputs<'a>,
    facts: &Facts<'_>,
    kind: Kind,
    head: &Head,
) -> Option<Sheet<'a>> {
    let cohorts = &inputs.report.cohorts;
    let noun = cohorts.grain.map(Grain::noun)?;
    let (name, title, rows, average) = match kind {
        Kind::Net => (
            NRR,
            "NRR by sign-up cohort",
            &cohorts.nrr,
            &cohorts.average_nrr,
        ),
        Kind::Gross => (
            GRR,
            "GRR by sign-up cohort",
            &cohorts.grr,
            &cohorts.average_grr,
        ),
    };
    if rows.is_empty() || facts.cohorts.len() != rows.len() {
        return None;
    }
    let mut build = Build::new(name, title, Tab::Figures, head);
    let ages = rows.iter().map(|r| r.by_age.len()).max().unwrap_or(0);
    let rates = TOP + 3;
    let amounts = rates + rows.len() as u32 + 5;
    let least = inputs.report.basis.min_n;
    let triangle = Triangle {
        kind,
        rows,
        average,
        cohorts: &facts.cohorts,
        facts,
        least,
        rates,
        amounts,
    };
    build.widths(
        &[
            [16, 12, 11, 15].as_slice(),
            &vec![if ages > 14 { 8 } else { 11 }; ages],
        ]
        .concat(),
    );
    build.freeze(rates, FIRST_AGE);
    build.0.repeat = (0, rates - 1);
    triangle.captions(&mut build, noun, ages);
    for at in 0..rows.len() {
        triangle.cohort(&mut build, at);
    }
    triangle.averages(&mut build);
    triangle.colours(&mut build, ages);
    Some(build.finish())
}

impl Triangle<'_> {
    fn captions(&self, build: &mut Build<'_>, noun: &str, ages: usize) {
        build.muted(TOP, 0, &format!(
            "Cohort: customers by the {noun} in which they first pay. Age 0 is its end. Blank: not reached yet. Cohorts of fewer than {} customers in grey.",
            self.least
        ));
        let captions = ["cohort", "period end", "customers", "ARR at age 0"];
        build.captions(self.rates - 2, 0, &captions, 1);
        let what = match self.kind {
            Kind::Net => format!("ARR by age in {noun}s, at the exchange rates of age 0"),
            Kind::Gross => {
                format!("ARR kept by age in {noun}s: each customer at most at its ARR at age 0")
            }
        };
        build.section(self.amounts - 3, 0, &what);
        build.captions(self.amounts - 1, 0, &captions, 1);
        for age in 0..ages as u16 {
            for row in [self.rates - 2, self.amounts - 1] {
                build.number_caption(row, FIRST_AGE + age, age.into());
            }
        }
    }

    fn cohort(&self, build: &mut Build<'_>, at: usize) {
        let (Some(row), Some(cohort)) = (self.rows.get(at), self.cohorts.get(at)) else {
            return;
        };
        let small = row.paying < self.least;
        let look = if small { Look::Small } else { Look::Normal };
        let (rate, amount) = (self.rates + at as u32, self.amounts + at as u32);
        for line in [rate, amount] {
            let role = if small { Role::Muted } else { Role::Plain };
            build.text(
                line,
                0,
                &row.cohort,
                Style::new(role, Shown::Text).look(look),
            );
        }
        build.date(amount, 1, cohort.end.date());
        build.input(amount, 2, row.customers.into(), Shown::Count, look);
        for (column, value, shown) in [
            (2, Decimal::from(row.customers), Shown::Count),
            (3, cohort.first(self.kind), Shown::Money),
        ] {
            build.local(
                (rate, column),
                cell(amount, column),
                Some(value),
                shown,
                look,
            );
        }
        build.local(
            (amount, 3),
            cell(amount, FIRST_AGE),
            Some(cohort.first(self.kind)),
            Shown::Money,
            look,
        );
        let style = Style::new(Role::Local, Shown::Date).look(look);
        build.formula(
            rate,
            1,
            cell(amount, 1),
            super::spec::Outcome::Number(serial(cohort.end)),
            style,
        );
        for (age, value) in row.by_age.iter().enumerate() {
            self.age(build, (rate, amount), (age, *value), cohort, look);
        }
    }

    /// The rate, and the amount below: a sum where `Customers` holds the period which ends then.
    fn age(
        &self,
        build: &mut Build<'_>,
        (rate, amount): (u32, u32),
        (age, value): (usize, Ratio),
        cohort: &Cohort,
        look: Look,
    ) {
        let column = FIRST_AGE + age as u16;
        let Some(sum) = cohort.at(self.kind, age) else {
            build.local(
                (rate, column),
                "NA()".to_owned(),
                None,
                Shown::Percent,
                look,
            );
            return;
        };
        let base = column_fixed(amount, 3);
        let text = format!("IF({base}=0,NA(),{}/{base})", cell(amount, column));
        build.local((rate, column), text, value, Shown::Percent, look);
        let end = cohort.ends.get(age);
        let held = end.is_some_and(|end| {
            self.facts
                .periods
                .iter()
                .any(|p| p.period.closing() == *end && p.with_rows())
        });
        match held {
            true => {
                let name = if self.kind == Kind::Net {
                    "cust_cohort_now"
                } else {
                    "cust_cohort_kept"
                };
                let (cohort, age) = (column_fixed(amount, 1), row_fixed(self.amounts - 1, column));
                let text = format!("SUMIFS({name},cust_cohort,{cohort},cust_age,{age})");
                build.remote((amount, column), text, Some(sum), Shown::Money, look);
            }
            false => {
                build.input(amount, column, sum, Shown::Money, look);
            }
        }
    }

    /// Weighted by ARR at age 0 over the cohorts which reached that age (C-1).
    fn averages(&self, build: &mut Build<'_>) {
        let row = self.rates - 1;
        let last = self.amounts + self.rows.len() as u32 - 1;
        build.text(
            row,
            0,
            "weighted average",
            Style::default().look(Look::Section),
        );
        let bases = format!("${}${}:${}${}", "D", self.amounts + 1, "D", last + 1);
        for (age, value) in self.average.iter().enumerate() {
            let column = FIRST_AGE + age as u16;
            let amounts = format!(
                "{}:{}",
                row_fixed(self.amounts, column),
                row_fixed(last, column)
            );
            let reached = format!("SUMIFS({bases},{amounts},\"<>\")");
            let text = format!("IF({reached}=0,NA(),SUMIFS({amounts},{bases},\">0\")/{reached})");
            build.local((row, column), text, *value, Shown::Percent, Look::Section);
        }
    }

    fn colours(&self, build: &mut Build<'_>, ages: usize) {
        let steps: &[(i32, u32, bool)] = if self.kind == Kind::Net {
            &DIVERGING
        } else {
            &SEQUENTIAL
        };
        let steps = steps
            .iter()
            .map(|(from, fill, light)| Step {
                from: *from,
                fill: *fill,
                light: *light,
            })
            .collect();
        let last = (
            self.rates + self.rows.len() as u32 - 1,
            FIRST_AGE + ages.max(1) as u16 - 1,
        );
        build.condition(
            (self.rates - 1, FIRST_AGE, last.0, last.1),
            Rule::Steps(steps),
        );
    }
}

/// A close's date as a sheet counts days.
pub fn serial(close: holdfast_ledger::Close) -> Decimal {
    serial_of(close.date())
}

/// A date as a sheet counts days.
pub fn serial_of(date: chrono::NaiveDate) -> Decimal {
    use chrono::Datelike;
    Decimal::from(date.num_days_from_ce() - 693_594)
}
