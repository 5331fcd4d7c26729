//! Questions which the files left open, and what can be chosen or typed in their place.

use super::{basis, issues, mapping, table};
use crate::desk::{Answer, Work};
use crate::view::data::{ChoiceView, QuestionView};
use crate::view::failure::FailureView;
use holdfast_workspace::store::State;

/// What the import had to decide, as it stands in the proof.
pub fn questions(work: &Work) -> Vec<QuestionView> {
    let answers = &work.project.imported.evidence.answers;
    let question = |a: &holdfast_ledger::Answer| {
        let reading = match &a.answer {
            Some(_) => a.reading.clone(),
            None => for_now(&a.reading),
        };
        let asked = QuestionView {
            open: a.answer.is_none(),
            ..asked("", &a.question, &reading)
        };
        repairs(work, a).map_or(asked.clone(), |choice| QuestionView {
            key: choice.key,
            choices: choice.choices,
            ..asked
        })
    };
    let mut all: Vec<QuestionView> = answers.iter().map(question).collect();
    all.sort_by_key(|question| !question.open);
    all
}

/// A question which the repairs of a finding answer is answered where it is asked.
fn repairs(work: &Work, answer: &holdfast_ledger::Answer) -> Option<QuestionView> {
    let (code, scope) = answer.finding.as_ref()?;
    let mut found = work.project.findings().of(code);
    let about = found.find(|f| f.scope == *scope)?;
    let repairs = about.repairs.iter().map(|repair| {
        let label = issues::label(&about.code, repair);
        let holds = answer.answer.as_ref() == Some(repair);
        (repair.clone(), label, holds)
    });
    let key = format!("decide:{}", issues::id(about));
    Some(chosen(&key, &answer.question, "", repairs.collect()))
}

/// How something is read until it is answered.
fn for_now(reading: &str) -> String {
    let reading = reading.trim_end_matches('.').trim_end_matches(", for now");
    match reading.contains(" read as ") {
        true => format!("{reading}, for now."),
        false => format!("Read as {reading}, for now."),
    }
}

/// Makes a choice: of the basis, of a table (`table:0:ends`, `column:0:3`), or on an issue (`decide:CODE/SCOPE`).
pub fn set(work: &Work, state: &mut State, key: &str, value: &str) -> Answer<()> {
    match key.split_once(':') {
        Some(("table", rest)) => state.mapping = Some(table::with_setting(work, rest, value)?),
        Some(("decide", issue)) => state.decide(issues::decision(work, issue, value, "")?),
        Some(("column", rest)) => state.mapping = Some(mapping::with_style(work, rest, value)?),
        _ => basis::set(&mut state.basis, &basis::attributes(work), key, value)?,
    }
    Ok(())
}

/// A question without an answer to choose or type.
pub fn asked(key: &str, question: &str, reading: &str) -> QuestionView {
    QuestionView {
        question: question.to_owned(),
        reading: reading.to_owned(),
        open: false,
        key: key.to_owned(),
        choices: Vec::new(),
        many: false,
        input: None,
    }
}

/// A choice of one among several: value, label, whether it holds.
pub fn chosen(
    key: &str,
    question: &str,
    reading: &str,
    choices: Vec<(String, String, bool)>,
) -> QuestionView {
    let choice = |(value, label, chosen)| ChoiceView {
        value,
        label,
        chosen,
    };
    QuestionView {
        choices: choices.into_iter().map(choice).collect(),
        ..asked(key, question, reading)
    }
}

/// Something typed.
pub fn typed(key: &str, question: &str, reading: &str, value: String) -> QuestionView {
    QuestionView {
        input: Some(value),
        ..asked(key, question, reading)
    }
}

/// The choices of a short list, by their words.
pub fn listed<T: Copy + PartialEq>(
    all: &[(&str, &str, T)],
    now: Option<T>,
) -> Vec<(String, String, bool)> {
    all.iter()
        .map(|(value, label, t)| ((*value).to_owned(), (*label).to_owned(), now == Some(*t)))
        .collect()
}

/// The choice of a word.
pub fn of<T: Copy>(all: &[(&str, &str, T)], value: &str) -> Answer<T> {
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

/// Something typed which can't be read.
pub fn unreadable(value: &str, hint: &str) -> FailureView {
    FailureView::new(
        "value-unreadable",
        format!("\"{value}\" can't be read here."),
        hint,
    )
}
