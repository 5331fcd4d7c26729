//! Questions which the files left open, and the choices of the basis which can be changed on screen.

use crate::desk::{Answer, Work};
use crate::present::mapping;
use crate::view::data::{ChoiceView, QuestionView};
use crate::view::failure::FailureView;
use holdfast_ledger::{AmountKind, FiscalYear, Grain, Scale};
use holdfast_metrics::Basis;
use holdfast_workspace::store::State;

const AMOUNTS: [(&str, &str, AmountKind); 2] = [
    ("mrr", "MRR", AmountKind::Mrr),
    ("arr", "ARR", AmountKind::Arr),
];
const SCALES: [(&str, &str, Scale); 3] = [
    ("units", "Units", Scale::Units),
    ("cents", "Cents", Scale::Cents),
    ("thousands", "Thousands", Scale::Thousands),
];
const PERIODS: [(&str, &str, Grain); 4] = [
    ("month", "Month", Grain::Month),
    ("quarter", "Quarter", Grain::Quarter),
    ("half", "Half-year", Grain::Half),
    ("year", "Year", Grain::Year),
];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// What the import had to decide, as it stands in the proof.
pub fn questions(work: &Work) -> Vec<QuestionView> {
    let answers = &work.project.imported.evidence.answers;
    let question = |a: &holdfast_ledger::Answer| QuestionView {
        question: a.question.clone(),
        reading: match &a.answer {
            Some(_) => a.reading.clone(),
            None => format!("Read as {} for now.", a.reading.trim_end_matches('.')),
        },
        open: a.answer.is_none(),
        key: String::new(),
        choices: Vec::new(),
    };
    answers.iter().map(question).collect()
}

/// The choices of the basis, with the one in force.
pub fn settings(work: &Work) -> Vec<QuestionView> {
    let basis = &work.project.basis;
    let start = basis.fiscal_year_start.start_month();
    let months = MONTHS.iter().zip(1_u8..);
    vec![
        setting(
            "amounts",
            "Amounts are",
            amounts_reading(basis),
            AMOUNTS
                .map(|(v, l, k)| (v.to_owned(), l, basis.amounts == Some(k)))
                .into(),
        ),
        setting(
            "scale",
            "Written in",
            "Units of currency unless the file says otherwise.",
            SCALES
                .map(|(v, l, k)| (v.to_owned(), l, basis.scale == Some(k)))
                .into(),
        ),
        setting(
            "period",
            "Reported by",
            "The bridge, the rates and the pack follow it.",
            PERIODS
                .map(|(v, l, k)| (v.to_owned(), l, basis.period == k))
                .into(),
        ),
        setting(
            "fiscal-year-start",
            "Fiscal year starts in",
            "Quarters and years are counted from it.",
            months
                .map(|(l, m)| (m.to_string(), *l, m == start))
                .collect(),
        ),
    ]
}

fn amounts_reading(basis: &Basis) -> &'static str {
    match basis.amounts {
        None => "The file says, or they are read as ARR for now.",
        Some(_) => "As you said.",
    }
}

fn setting(
    key: &str,
    question: &str,
    reading: &str,
    choices: Vec<(String, &str, bool)>,
) -> QuestionView {
    let choice = |(value, label, chosen): (String, &str, bool)| ChoiceView {
        value,
        label: label.to_owned(),
        chosen,
    };
    QuestionView {
        question: question.to_owned(),
        reading: reading.to_owned(),
        open: false,
        key: key.to_owned(),
        choices: choices.into_iter().map(choice).collect(),
    }
}

/// Makes a choice.
pub fn set(work: &Work, state: &mut State, key: &str, value: &str) -> Answer<()> {
    let basis = &mut state.basis;
    match key {
        "amounts" => basis.amounts = Some(of(&AMOUNTS, value)?),
        "scale" => basis.scale = Some(of(&SCALES, value)?),
        "period" => basis.period = of(&PERIODS, value)?,
        "fiscal-year-start" => {
            let month = value.parse().ok().and_then(FiscalYear::starting);
            basis.fiscal_year_start = month.ok_or_else(|| unknown(value))?;
        }
        "company" => value.trim().clone_into(&mut basis.company),
        key => state.mapping = Some(mapping::with_layout(work, key, value)?),
    }
    Ok(())
}

fn of<T: Copy>(all: &[(&str, &str, T)], value: &str) -> Answer<T> {
    all.iter()
        .find(|(v, ..)| *v == value)
        .map(|(.., t)| *t)
        .ok_or_else(|| unknown(value))
}

/// The page offered something which is not there.
pub fn unknown(value: &str) -> FailureView {
    FailureView::new(
        "choice-unknown",
        format!("There is no choice \"{value}\"."),
        "Choose one of the list.",
    )
}
