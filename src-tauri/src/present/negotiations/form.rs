//! One request as a form: its fields with what is wrong at each, its clock, the playbook's advice.

use crate::desk::{Answer, Work};
use crate::present::in_words;
use crate::view::data::FactView;
use crate::view::failure::FailureView;
use crate::view::grid::ToneView;
use crate::view::negotiations::{BadgeView, FieldGroup, FieldKind, FieldView, RequestView};
use holdfast_ledger::{Request, RequestLog, Severity};
use holdfast_metrics::negotiations::{
    Advice, Component, GuardrailLevel, Involve, NegotiationReport, Note, Step, StepState, advice,
};
use holdfast_pack::display::{percent, things};
use holdfast_workspace::import::requests::{
    Content, CounterPart, Field, FieldIssue, check_request,
};
use holdfast_workspace::log;

/// The form of a request of the log.
pub fn of(work: &Work, index: usize) -> Answer<RequestView> {
    let project = &work.project;
    let (Some(report), Some(log)) = (&project.negotiations, &project.imported.requests) else {
        return Err(unknown());
    };
    let request = log.requests.get(index).ok_or_else(unknown)?;
    let advice = advice(request, &log.recorded, &report.playbook, report.as_of);
    let issues = check_request(request);
    let fields = log::fields(request);
    let field = |f: &Field| field(request, *f, &issues, &advice);
    let groups = GROUPS.iter().map(|(name, belongs)| FieldGroup {
        name: (*name).to_owned(),
        fields: fields.iter().filter(|f| belongs(f)).map(field).collect(),
    });
    let item = report.items.iter().find(|i| i.index == index);
    Ok(RequestView {
        index: index as u32,
        title: format!(
            "{} · {}",
            request.id,
            super::called(project, &request.customer)
        ),
        state: state(request, report, log),
        link: item.and_then(|i| super::customer_link(project, i)),
        groups: groups.collect(),
        advice: facts(&advice, report, &super::unit(project)),
    })
}

/// The page asked for a request which is no longer there.
pub fn unknown() -> FailureView {
    FailureView::new(
        "request-unknown",
        "That request is no longer in the log.",
        "Choose another one of the list.",
    )
}

type Belongs = fn(&Field) -> bool;

/// The form from top to bottom, in the order in which a request runs.
const GROUPS: [(&str, Belongs); 7] = [
    ("Request", |f| {
        matches!(
            f,
            Field::RequestId
                | Field::Customer
                | Field::RequestedOn
                | Field::RequestKind
                | Field::ArrBefore
                | Field::ArrAsked
                | Field::Owner
        )
    }),
    ("Stages", |f| {
        matches!(
            f,
            Field::FirstResponse
                | Field::AcknowledgedOn
                | Field::DealDeskOn
                | Field::VpCsOn
                | Field::DiagnosedOn
                | Field::RootCause
                | Field::EscalatedOn
                | Field::AeInvolved
        )
    }),
    ("Counter-offers", |f| matches!(f, Field::Counter(..))),
    ("Exchange, term and price", |f| {
        matches!(
            f,
            Field::ExchangeAsked
                | Field::ExchangeObtained
                | Field::MonthsOffered
                | Field::TermBefore
                | Field::TermAfter
                | Field::ListPrice
                | Field::NetPrice
                | Field::Discount
                | Field::Approver
        )
    }),
    ("Outcome", |f| {
        matches!(f, Field::ResolvedOn | Field::Outcome | Field::ArrAfter)
    }),
    ("Re-engagement triggers", |f| {
        matches!(f, Field::Trigger(..))
    }),
    ("Notes", |f| matches!(f, Field::Notes)),
];

fn field(request: &Request, field: Field, issues: &[FieldIssue], advice: &Advice) -> FieldView {
    let (kind, choices) = kind(field);
    let worst = issues
        .iter()
        .filter(|i| i.field == field)
        .max_by_key(|i| i.severity);
    FieldView {
        key: field.caption(),
        label: in_a_sentence(&field.caption()),
        kind,
        value: log::text_of(request, field),
        choices: choices.into_iter().map(str::to_owned).collect(),
        badge: step(field).and_then(|s| stage_badge(advice, s)),
        problem: worst.map(|i| i.message.clone()).unwrap_or_default(),
        tone: worst.map_or(ToneView::Plain, |i| match i.severity {
            Severity::Error => ToneView::Fail,
            _ => ToneView::Warn,
        }),
    }
}

/// A caption as the rest of the window writes: "VP CS informed on" of "VP CS Informed On".
fn in_a_sentence(caption: &str) -> String {
    let words = caption.split(' ').enumerate().map(|(i, word)| {
        let acronym = word.chars().filter(|c| c.is_uppercase()).count() > 1;
        match i == 0 || acronym {
            true => word.to_owned(),
            false => word.to_lowercase(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn kind(field: Field) -> (FieldKind, Vec<&'static str>) {
    let kind = match field.content() {
        Content::Word(words) => return (FieldKind::Word, words()),
        Content::Text => FieldKind::Text,
        Content::Note => FieldKind::Note,
        Content::Date => FieldKind::Date,
        Content::Money | Content::Figure => FieldKind::Figure,
    };
    (kind, Vec::new())
}

/// The step of the clock which a field dates (N-4).
fn step(field: Field) -> Option<Step> {
    Some(match field {
        Field::AcknowledgedOn => Step::Acknowledged,
        Field::DealDeskOn | Field::VpCsOn => Step::Informed,
        Field::DiagnosedOn => Step::Diagnosed,
        Field::Counter(1, CounterPart::On) => Step::Countered,
        Field::ResolvedOn => Step::Resolved,
        _ => return None,
    })
}

fn stage_badge(advice: &Advice, step: Step) -> Option<BadgeView> {
    let clock = advice.clock.iter().find(|c| c.step == step)?;
    stage(clock.state)
}

/// How a stage stands, in words and a tone; `None` where nothing is recorded.
pub fn stage(state: StepState) -> Option<BadgeView> {
    let days = |n: i64| things(n, "day");
    let (text, tone) = match state {
        StepState::NotRecorded => return None,
        StepState::Done(day) => (format!("day {day}"), ToneView::Ok),
        StepState::Late(day) => (format!("day {day}, late"), ToneView::Bad),
        StepState::Ahead(n) => (format!("in {}", days(n)), ToneView::Muted),
        StepState::Due(0) => ("due today".to_owned(), ToneView::Warn),
        StepState::Due(n) => (format!("{} left", days(n)), ToneView::Warn),
        StepState::Overdue(n) => (format!("{} late", days(n)), ToneView::Bad),
    };
    Some(BadgeView { text, tone })
}

/// The next step of an open request which is due or overdue, as the list shows it.
pub fn next_step(advice: &Advice) -> Option<BadgeView> {
    let waiting = |s: &StepState| {
        matches!(
            s,
            StepState::Ahead(_) | StepState::Due(_) | StepState::Overdue(_)
        )
    };
    let next = advice.clock.iter().find(|c| waiting(&c.state))?;
    let badge = stage(next.state)?;
    Some(BadgeView {
        text: format!("{}: {}", step_name(next.step), badge.text),
        tone: badge.tone,
    })
}

fn step_name(step: Step) -> &'static str {
    match step {
        Step::Requested => "Request",
        Step::Acknowledged => "Acknowledge",
        Step::Informed => "Inform",
        Step::Diagnosed => "Diagnose",
        Step::Countered => "Counter",
        Step::Resolved => "Resolve",
    }
}

fn state(request: &Request, report: &NegotiationReport, log: &RequestLog) -> BadgeView {
    use holdfast_metrics::negotiations::{State, outcome_class, state};
    let (text, tone) = match state(request, &log.recorded, report.as_of) {
        State::Ahead => ("After the as-of date".to_owned(), ToneView::Muted),
        State::Open => ("Open".to_owned(), ToneView::Warn),
        State::Resolved(_) => {
            let class = outcome_class(request).map(|c| in_words(c.word()));
            (
                class.unwrap_or_else(|| "Resolved, amounts not recorded".to_owned()),
                ToneView::Plain,
            )
        }
    };
    BadgeView { text, tone }
}

/// The advice of N-1 to N-6 in the playbook's words.
fn facts(
    advice: &Advice,
    report: &NegotiationReport,
    unit: &holdfast_pack::display::Unit,
) -> Vec<FactView> {
    let words = &report.playbook.words;
    let note = |note: Note| words.note.get(&note).cloned().unwrap_or_default();
    let mut out = Vec::new();
    let mut add = |label: &str, value: String, tone: ToneView| {
        if !value.is_empty() {
            out.push(FactView {
                label: label.to_owned(),
                value,
                tone,
            });
        }
    };
    if advice.accept {
        add("Now", note(Note::AcceptTheDownsell), ToneView::Bad);
    }
    if let Some(counter) = &advice.counter {
        let arr = counter
            .arr
            .map(|a| format!("{} ARR. ", unit.money(a)))
            .unwrap_or_default();
        let scaled = counter
            .scaled_from
            .map(|_| format!(". {}", note(Note::Scaled)))
            .unwrap_or_default();
        let text = words
            .counter
            .get(&counter.request)
            .cloned()
            .unwrap_or_default();
        add(
            "Counter-offer",
            format!("{arr}{text}{scaled}"),
            ToneView::Plain,
        );
        let months = counter
            .months
            .map(|m| format!(", {m} months"))
            .unwrap_or_default();
        let exchange = words.exchange.get(&counter.exchange).cloned();
        add(
            "In exchange",
            exchange
                .map(|e| format!("{}{months}", in_words(&e)))
                .unwrap_or_default(),
            ToneView::Plain,
        );
    }
    match advice.response {
        Some(cause) => add(
            "By root cause",
            words.response.get(&cause).cloned().unwrap_or_default(),
            ToneView::Plain,
        ),
        None => add("By root cause", note(Note::NotDiagnosed), ToneView::Warn),
    }
    if let Some(price) = &advice.guardrail {
        let (word, tone) = match price.level {
            GuardrailLevel::Within => ("inside the guardrail", ToneView::Ok),
            GuardrailLevel::Warn => ("close to the guardrail", ToneView::Warn),
            GuardrailLevel::Breach => ("beyond the guardrail: needs an approver", ToneView::Bad),
        };
        add(
            "Price discount",
            format!("{}, {word}", percent(Some(price.discount), 1)),
            tone,
        );
    }
    for involve in &advice.involve {
        let (words, tone) = match involve {
            Involve::AccountExecutive(Some(true)) => continue,
            Involve::AccountExecutive(_) => (note(Note::AccountExecutive), ToneView::Warn),
            Involve::VpCs(Some(_)) => continue,
            Involve::VpCs(None) => (note(Note::VpCs), ToneView::Warn),
            Involve::DiagnoseFirst => (note(Note::DiagnoseFirst), ToneView::Warn),
        };
        add("Involve", words, tone);
    }
    let missing: Vec<&str> = advice.missing().map(component).collect();
    add("Still to do", missing.join(", "), ToneView::Warn);
    out
}

fn component(component: Component) -> &'static str {
    match component {
        Component::Acknowledgement => "acknowledge",
        Component::Diagnosis => "diagnose the root cause",
        Component::Counter => "counter with its exchange",
        Component::Triggers => "set a re-engagement trigger",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_template_has_its_place_in_the_form_once() {
        let request = Request::new("R-1", "Alder", "2027-01-05".parse().unwrap(), 100.into());
        for field in log::fields(&request) {
            let places = GROUPS.iter().filter(|(_, belongs)| belongs(&field)).count();
            assert_eq!(places, 1, "{}", field.caption());
        }
    }

    #[test]
    fn captions_are_written_as_the_window_writes() {
        assert_eq!(in_a_sentence("VP CS Informed On"), "VP CS informed on");
        assert_eq!(in_a_sentence("ARR Asked For"), "ARR asked for");
        assert_eq!(in_a_sentence("Request ID"), "Request ID");
    }

    #[test]
    fn the_clock_is_said_in_days() {
        let text = |s| stage(s).map(|b| b.text).unwrap_or_default();
        assert_eq!(text(StepState::Done(1)), "day 1");
        assert_eq!(text(StepState::Late(9)), "day 9, late");
        assert_eq!(text(StepState::Overdue(1)), "1 day late");
        assert_eq!(text(StepState::Due(0)), "due today");
        assert_eq!(text(StepState::NotRecorded), "");
    }
}
