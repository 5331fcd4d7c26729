//! The columns of `Customers`.

use super::address;
use super::facts::{Facts, InUse};
use super::spec::{Column, Role, Shown, Style};
use super::text;
use std::collections::BTreeSet;

/// A column of `Customers`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Field {
    /// Closing day of the row's period.
    PeriodEnd,
    /// Customer id, or code.
    Id,
    /// Customer's name, or code.
    Name,
    /// Class of the movement, live (M-1).
    Bucket,
    /// Opening ARR.
    Opening,
    /// Closing ARR at the opening close's rate (L-9).
    Closing,
    /// Closing − opening, live.
    Delta,
    /// What amounts alone can't tell: reactivation, pause, step-down.
    History,
    /// Part of the fall which was agreed (M-5).
    StepDown,
    /// Closing ARR at the closing close's rate.
    Balance,
    /// ARR twelve months before.
    YearOpening,
    /// What that customer pays now.
    YearNow,
    /// The smaller of the two, live.
    YearKept,
    /// Period end of its sign-up cohort (C-1).
    Cohort,
    /// Periods since then.
    Age,
    /// ARR at age 0.
    CohortBase,
    /// ARR now, at the rates of age 0.
    CohortNow,
    /// The smaller of the two, live.
    CohortKept,
    /// 1: at 0 and still a customer (M-9).
    Kept,
    /// 1: paused at closing.
    Paused,
    /// 1: the cut was given for a longer term (M-6).
    MultiYear,
    /// Of a loss: 1 where a request was logged, 0 where none was (N-30).
    Logged,
    /// Driver of a downsell (M-4).
    Driver,
    /// Timing of a loss (M-7).
    Timing,
    /// Reason from the data.
    Reason,
    /// Next renewal.
    Renewal,
    /// Value of an attribute by which the customer is counted (S-2).
    Segment(u8),
    /// Value of an attribute at closing.
    SegmentEnd(u8),
    /// File behind the amount.
    SourceFile,
    /// Sheet behind it.
    SourceSheet,
    /// Row behind it, with a link to `Source_Rows`.
    SourceRow,
}

/// The columns in use, left to right.
#[derive(Debug)]
pub struct Fields {
    /// The columns.
    pub list: Vec<Field>,
    letters: Vec<(Field, String)>,
    /// Captions of the attributes.
    pub attributes: Vec<String>,
    /// Per attribute and value: the name shown, and the label by which formulas find it.
    pub labels: Vec<Vec<(String, String)>>,
}

impl Fields {
    /// The columns which these rows need.
    pub fn new(facts: &Facts<'_>, merged: Option<&super::Merged>, coded: bool) -> Fields {
        use Field::{
            Age, Balance, Bucket, Closing, Cohort, CohortBase, CohortKept, CohortNow, Delta,
            Driver, History, Id, Kept, Logged, MultiYear, Name, Opening, Paused, PeriodEnd, Reason,
            Renewal, SourceFile, SourceRow, SourceSheet, StepDown, Timing, YearKept, YearNow,
            YearOpening,
        };
        let mut list = vec![
            PeriodEnd,
            Id,
            Name,
            Bucket,
            Opening,
            Closing,
            Delta,
            History,
            StepDown,
            Balance,
            YearOpening,
            YearNow,
            YearKept,
            Cohort,
            Age,
            CohortBase,
            CohortNow,
            CohortKept,
            Kept,
            Paused,
            MultiYear,
            Logged,
            Driver,
            Timing,
            Reason,
            Renewal,
        ];
        for index in 0..facts.columns().len() as u8 {
            list.extend([Field::Segment(index), Field::SegmentEnd(index)]);
        }
        list.extend([SourceFile, SourceSheet, SourceRow]);
        // Free text can name a customer.
        list.retain(|f| needed(*f, facts.used) && !(coded && *f == Reason));
        let letters = list
            .iter()
            .enumerate()
            .map(|(at, f)| (*f, address::letters(at as u16)))
            .collect();
        let attributes = facts.columns().iter().map(|c| c.name.clone()).collect();
        let of = |name: &str| merged.and_then(|m| m.get(name));
        let labels = facts
            .columns()
            .iter()
            .map(|c| labels(&c.values, of(&c.name)))
            .collect();
        Fields {
            list,
            letters,
            attributes,
            labels,
        }
    }

    /// Whether a column is there.
    pub fn has(&self, field: Field) -> bool {
        self.list.contains(&field)
    }

    /// Letters of a column.
    pub fn letters(&self, field: Field) -> &str {
        let found = self.letters.iter().find(|(f, _)| *f == field);
        found.map_or("A", |(_, letters)| letters.as_str())
    }

    /// The label of a customer's segment at a close.
    pub fn segment(&self, facts: &Facts<'_>, index: u8, customer: u32, close: u16) -> Option<&str> {
        let column = facts.columns().get(usize::from(index))?;
        let value = column.segment(customer, close);
        let label = self.labels.get(usize::from(index))?.get(value);
        label.map(|(_, label)| label.as_str())
    }

    /// The name shown of a segment, and its label.
    pub fn label(&self, facts: &Facts<'_>, index: usize, name: &str) -> Option<&(String, String)> {
        let value = facts
            .columns()
            .get(index)?
            .values
            .iter()
            .position(|v| v == name)?;
        self.labels.get(index)?.get(value)
    }

    /// Caption of a column.
    pub fn caption(&self, field: Field) -> String {
        let attribute = |i: u8| {
            self.attributes
                .get(usize::from(i))
                .cloned()
                .unwrap_or_default()
        };
        match field {
            Field::PeriodEnd => "period end",
            Field::Id => "customer id",
            Field::Name => "customer",
            Field::Bucket => "bucket",
            Field::Opening => "opening ARR",
            Field::Closing => "closing ARR",
            Field::Delta => "delta",
            Field::History => "known of it",
            Field::StepDown => "of which step-down",
            Field::Balance => "closing balance",
            Field::YearOpening => "ARR 12 months ago",
            Field::YearNow => "ARR now of that cohort",
            Field::YearKept => "of it kept",
            Field::Cohort => "sign-up cohort",
            Field::Age => "age",
            Field::CohortBase => "ARR at age 0",
            Field::CohortNow => "ARR now, rates of age 0",
            Field::CohortKept => "of it kept",
            Field::Kept => "kept at 0",
            Field::Paused => "paused",
            Field::MultiYear => "longer term",
            Field::Logged => "request logged",
            Field::Driver => "driver",
            Field::Timing => "timing",
            Field::Reason => "reason",
            Field::Renewal => "next renewal",
            Field::Segment(i) => return attribute(i),
            Field::SegmentEnd(i) => return format!("{} at closing", attribute(i)),
            Field::SourceFile => "source_file",
            Field::SourceSheet => "source_sheet",
            Field::SourceRow => "source_row",
        }
        .to_owned()
    }
}

fn labels(values: &[String], merged: Option<&(BTreeSet<String>, String)>) -> Vec<(String, String)> {
    let shown = |value: &String| match merged {
        Some((named, other)) if !named.contains(value) => other.clone(),
        _ => value.clone(),
    };
    let names: Vec<String> = values.iter().map(shown).collect();
    let distinct: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let map = text::criteria(distinct.iter().copied());
    let label = |name: String| {
        let label = map.get(&name).cloned().unwrap_or_else(|| name.clone());
        (name, label)
    };
    names.into_iter().map(label).collect()
}

impl Field {
    /// The defined name over the column, where formulas use it.
    pub fn name(self) -> Option<String> {
        Some(match self {
            Field::PeriodEnd => "cust_period".to_owned(),
            Field::Id => "cust_id".to_owned(),
            Field::Name => "cust_name".to_owned(),
            Field::Bucket => "cust_bucket".to_owned(),
            Field::Opening => "cust_open".to_owned(),
            Field::Closing => "cust_close".to_owned(),
            Field::Delta => "cust_delta".to_owned(),
            Field::StepDown => "cust_step".to_owned(),
            Field::Balance => "cust_balance".to_owned(),
            Field::YearOpening => "cust_year_open".to_owned(),
            Field::YearNow => "cust_year_now".to_owned(),
            Field::YearKept => "cust_year_kept".to_owned(),
            Field::Cohort => "cust_cohort".to_owned(),
            Field::Age => "cust_age".to_owned(),
            Field::CohortNow => "cust_cohort_now".to_owned(),
            Field::CohortKept => "cust_cohort_kept".to_owned(),
            Field::Kept => "cust_kept".to_owned(),
            Field::Paused => "cust_paused".to_owned(),
            Field::MultiYear => "cust_multi".to_owned(),
            Field::Logged => "cust_logged".to_owned(),
            Field::Driver => "cust_driver".to_owned(),
            Field::Timing => "cust_timing".to_owned(),
            Field::Reason => "cust_reason".to_owned(),
            Field::Renewal => "cust_renewal".to_owned(),
            Field::Segment(i) => format!("cust_seg_{}", i + 1),
            Field::SegmentEnd(i) => format!("cust_seg_{}_end", i + 1),
            Field::CohortBase
            | Field::History
            | Field::SourceFile
            | Field::SourceSheet
            | Field::SourceRow => return None,
        })
    }

    /// Whether the column holds figures.
    pub fn is_figure(self) -> bool {
        matches!(self.style().shown, Shown::Cents | Shown::Count)
    }

    /// Width and style.
    pub fn column(self) -> Column {
        let width = match self {
            Field::Name | Field::Reason => 30,
            Field::Id | Field::SourceFile => 18,
            Field::Segment(_) | Field::SegmentEnd(_) | Field::SourceSheet => 16,
            Field::PeriodEnd
            | Field::Cohort
            | Field::Renewal
            | Field::Bucket
            | Field::History
            | Field::Driver
            | Field::Timing => 12,
            Field::Age | Field::Kept | Field::Paused | Field::MultiYear => 8,
            Field::SourceRow => 11,
            _ => 15,
        };
        Column {
            width,
            style: self.style(),
        }
    }

    fn style(self) -> Style {
        match self {
            Field::Delta | Field::YearKept | Field::CohortKept => {
                Style::new(Role::Local, Shown::Cents)
            }
            Field::Bucket => Style::new(Role::Local, Shown::Plain),
            Field::Opening
            | Field::Closing
            | Field::Balance
            | Field::StepDown
            | Field::YearOpening
            | Field::YearNow
            | Field::CohortBase
            | Field::CohortNow => Style::new(Role::Input, Shown::Cents),
            Field::Age | Field::Kept | Field::Paused | Field::MultiYear => {
                Style::new(Role::Input, Shown::Count)
            }
            Field::PeriodEnd | Field::Cohort | Field::Renewal => {
                Style::new(Role::Input, Shown::Date)
            }
            Field::Id | Field::Name => Style::new(Role::Input, Shown::Text),
            _ => Style::new(Role::Input, Shown::Plain),
        }
    }

    /// What a caption does not say by itself.
    pub fn meaning(self) -> Option<&'static str> {
        Some(match self {
            Field::Closing => {
                "Closing amount at the opening close's exchange rate, so that nobody moves because a rate did (L-9)."
            }
            Field::Balance => {
                "Closing amount at the closing close's rate. The difference to closing ARR is the bridge's FX line (L-9)."
            }
            Field::Delta => "closing ARR − opening ARR, live.",
            Field::Bucket => {
                "The class of the movement by rule M-1, live: 0 → above 0 new; more expansion; less, not 0, downsell; 0 churn."
            }
            Field::History => {
                "What amounts alone can't tell and decides the bucket: paid before (reactivation), paused with a line of its own, fall agreed in the original contract (step-down)."
            }
            Field::StepDown => "The part of the fall which the original contract agreed (M-5).",
            Field::YearOpening => {
                "Closed cohort of the trailing twelve months (R-1): what the customer paid at the close twelve months before."
            }
            Field::YearNow => {
                "What that customer pays at the period's close, at the rate of twelve months ago."
            }
            Field::YearKept => "The smaller of the two, live: GRR is capped customer by customer.",
            Field::Cohort => "End of the period in which the customer first pays (C-1).",
            Field::Age => {
                "Periods since sign-up, where the row's period end is one of the cohorts' period ends."
            }
            Field::CohortNow => {
                "Closing amount at the exchange rates of sign-up, for the cohort triangles."
            }
            Field::Kept => "1: at 0 and still a customer by the basis (M-9).",
            Field::MultiYear => "1: the cut was given for a longer term (M-6).",
            Field::SourceRow => {
                "Row of the source behind the closing amount (the opening amount where it went to 0); opens Source_Rows."
            }
            _ => return None,
        })
    }
}

/// Whether the rows need a column.
fn needed(field: Field, used: InUse) -> bool {
    match field {
        Field::Balance => used.fx,
        Field::StepDown => used.step_down,
        Field::Paused => used.paused,
        Field::MultiYear => used.multi_year,
        Field::Logged => used.logged,
        Field::Kept => used.kept,
        Field::YearOpening | Field::YearNow | Field::YearKept => used.year,
        Field::Cohort | Field::Age | Field::CohortBase | Field::CohortNow | Field::CohortKept => {
            used.cohorts
        }
        Field::Reason => used.reason,
        Field::Renewal => used.renewal,
        _ => true,
    }
}
