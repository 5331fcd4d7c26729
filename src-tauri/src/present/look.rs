//! How the pack looks and for whom it is: choices which are kept with the company.

use super::choice::{chosen, listed, of as found, unknown};
use super::pack::kind;
use crate::desk::Answer;
use crate::view::data::QuestionView;
use crate::view::pack::LookView;
use holdfast_pack::display::Magnitude;
use holdfast_pack::model::Paper;
use holdfast_pack::template::{Mode, Naming};
use holdfast_pack::{PackOptions, Template};
use holdfast_workspace::brand_files::read_accent;
use holdfast_workspace::references::negotiation_references;
use holdfast_workspace::store::PackChoices;

const TEMPLATES: [(&str, &str, Template); 3] = [
    ("board", "Board", Template::Board),
    ("revops", "Revenue operations", Template::Revops),
    ("fundraise", "Fundraise", Template::Fundraise),
];
const PAPERS: [(&str, &str, Paper); 3] = [
    ("wide", "Slide 16:9", Paper::Wide),
    ("a4", "A4", Paper::A4),
    ("letter", "Letter", Paper::Letter),
];
const MODES: [(&str, &str, Mode); 2] = [
    ("board", "Board", Mode::Board),
    ("external", "External", Mode::External),
];
const NAMES: [(&str, &str, Naming); 2] = [
    ("names", "Names", Naming::Names),
    ("codes", "Codes", Naming::Codes),
];
const UNITS: [(&str, &str, Option<Magnitude>); 4] = [
    ("auto", "By size", None),
    ("units", "1", Some(Magnitude::Units)),
    ("thousands", "K", Some(Magnitude::Thousands)),
    ("millions", "M", Some(Magnitude::Millions)),
];
/// Grades of sources: A and B are the default of who switches them on, the others are claims.
const GRADES: [(&str, &str, &str); 3] = [
    ("off", "Off", ""),
    ("ab", "Grades A and B", "AB"),
    ("all", "All grades", "ABCD"),
];
const ON_OFF: [(&str, &str, bool); 2] = [("off", "Off", false), ("on", "On", true)];

/// The choices as they stand.
pub fn of(choices: &PackChoices) -> LookView {
    let options = choices.options();
    let logo = choices.logo.as_ref();
    LookView {
        choices: questions(choices, &options),
        accent: choices.accent.map(|a| a.to_string()).unwrap_or_default(),
        logo: logo.map(|l| l.name.clone()).unwrap_or_default(),
        sources: sources(&options),
    }
}

fn questions(choices: &PackChoices, options: &PackOptions) -> Vec<QuestionView> {
    let references = !options.references.is_empty();
    let grades = choices.benchmarks.as_str();
    vec![
        chosen(
            "template",
            "Pack",
            "Which pages, in which order.",
            listed(&TEMPLATES, Some(options.template)),
        ),
        chosen(
            "paper",
            "Paper",
            "The same grid on each.",
            listed(&PAPERS, Some(options.paper)),
        ),
        chosen(
            "mode",
            "Readers",
            "External merges small segments and drops notes.",
            listed(&MODES, Some(options.mode())),
        ),
        chosen(
            "naming",
            "Customers by",
            "Codes are the same in every pack.",
            listed(&NAMES, Some(options.naming())),
        ),
        chosen(
            "unit",
            "Unit",
            "One for screens, pages and workbook.",
            listed(&UNITS, Some(options.unit)),
        ),
        chosen(
            "benchmarks",
            "Benchmarks on page 4",
            "Published NRR and GRR, each with source and grade.",
            listed(&GRADES, Some(grades)),
        ),
        chosen(
            "references",
            "Claims on page 11",
            "A survey on negotiations, graded D: not verified.",
            listed(&ON_OFF, Some(references)),
        ),
        chosen(
            "presentation",
            "Presentation copy",
            "Workbook without the colours of inputs and formulas.",
            listed(&ON_OFF, Some(options.presentation)),
        ),
    ]
}

/// Who published what is printed, with the grade of the source.
fn sources(options: &PackOptions) -> Vec<String> {
    let mut all: Vec<String> = options
        .benchmarks
        .iter()
        .map(|b| format!("{}, graded {}: {}", b.source, b.grade, b.population))
        .collect();
    all.extend(options.references.iter().cloned());
    all.dedup();
    all
}

/// Changes a choice; `shown` are the pages as they stand, for moving one of them.
pub fn set(choices: &mut PackChoices, shown: &[String], key: &str, value: &str) -> Answer<()> {
    match key {
        "template" => choices.template = found(&TEMPLATES, value)?,
        "paper" => choices.paper = found(&PAPERS, value)?,
        "mode" => choices.mode = Some(found(&MODES, value)?),
        "naming" => choices.naming = Some(found(&NAMES, value)?),
        "unit" => choices.unit = found(&UNITS, value)?,
        "benchmarks" => found(&GRADES, value)?.clone_into(&mut choices.benchmarks),
        "presentation" => choices.presentation = found(&ON_OFF, value)?,
        "references" => {
            choices.references = match found(&ON_OFF, value)? {
                true => negotiation_references(),
                false => Vec::new(),
            };
        }
        "accent" => {
            let text = Some(value.trim()).filter(|t| !t.is_empty());
            choices.accent = text.map(read_accent).transpose()?;
        }
        "no logo" => choices.logo = None,
        "outlook" => {
            let lines = value.lines().map(str::trim).filter(|l| !l.is_empty());
            choices.outlook = lines.map(str::to_owned).collect();
        }
        "leave out" if holdfast_pack::may_go(kind(value)) => {
            choices.left_out.insert(kind(value).to_owned());
        }
        "take in" => {
            choices.left_out.remove(value);
        }
        "move up" => choices.order = moved(shown, kind(value), false)?,
        "move down" => choices.order = moved(shown, kind(value), true)?,
        "usual order" => choices.order.clear(),
        key => match key.split_once(':') {
            Some(("note", page)) => note(choices, page, value),
            _ => return Err(unknown(key)),
        },
    }
    Ok(())
}

/// The order with a page one place up or down; summary and appendix stay where they are.
fn moved(shown: &[String], page: &str, down: bool) -> Answer<Vec<String>> {
    let may_go = |id: &&String| holdfast_pack::may_go(id);
    let mut order: Vec<String> = shown.iter().filter(may_go).cloned().collect();
    let at = order.iter().position(|id| id == page);
    let at = at.ok_or_else(|| unknown(page))?;
    let to = if down { at + 1 } else { at.wrapping_sub(1) };
    if to < order.len() {
        order.swap(at, to);
    }
    Ok(order)
}

/// A note is kept as its owner would write it: "R. Meyer: the pilot ends in March." The text comes as
/// owner, a line end, and what they say.
fn note(choices: &mut PackChoices, page: &str, value: &str) {
    let (owner, text) = value.split_once('\n').unwrap_or(("", value));
    let (owner, text) = (owner.trim(), text.trim());
    if text.is_empty() {
        choices.notes.remove(page);
        return;
    }
    let whole = match owner {
        "" => text.to_owned(),
        owner => format!("{owner}: {text}"),
    };
    choices.notes.insert(page.to_owned(), whole);
}

/// Longest name of an owner: what stands further before a colon is part of the note.
const NAME: usize = 40;

/// Owner and text of a note.
pub fn note_parts(note: &str) -> (String, String) {
    match note.split_once(": ") {
        Some((owner, text)) if owner.chars().count() <= NAME => (owner.to_owned(), text.to_owned()),
        _ => (String::new(), note.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::pack::left_out;

    fn after(key: &str, value: &str) -> Answer<PackChoices> {
        let mut choices = PackChoices::default();
        let shown = ["summary", "bridge", "trend", "sources"].map(str::to_owned);
        set(&mut choices, &shown, key, value)?;
        Ok(choices)
    }

    #[test]
    fn choices_are_made_by_word() {
        assert_eq!(
            after("template", "fundraise").unwrap().template,
            Template::Fundraise
        );
        assert_eq!(after("paper", "a4").unwrap().paper, Paper::A4);
        assert_eq!(
            after("naming", "codes").unwrap().naming,
            Some(Naming::Codes)
        );
        assert_eq!(
            after("mode", "external").unwrap().mode,
            Some(Mode::External)
        );
        assert_eq!(
            after("unit", "millions").unwrap().unit,
            Some(Magnitude::Millions)
        );
        assert!(after("presentation", "on").unwrap().presentation);
        assert_eq!(after("outlook", "One.\n\nTwo.").unwrap().outlook.len(), 2);
        assert_eq!(after("paper", "A9").unwrap_err().code, "choice-unknown");
        assert_eq!(after("weather", "on").unwrap_err().code, "choice-unknown");
    }

    #[test]
    fn an_accent_which_reads_badly_is_refused() {
        assert_eq!(of(&after("accent", "#1a5c8b").unwrap()).accent, "#1A5C8B");
        assert_eq!(of(&after("accent", " ").unwrap()).accent, "");
        assert_eq!(
            after("accent", "#F2F2F2").unwrap_err().code,
            "accent-refused"
        );
    }

    #[test]
    fn benchmarks_name_their_sources_and_grades() {
        assert!(of(&after("benchmarks", "off").unwrap()).sources.is_empty());
        let sources = of(&after("benchmarks", "ab").unwrap()).sources;
        assert!(!sources.is_empty() && sources.iter().all(|s| s.contains("graded")));
        assert!(of(&after("benchmarks", "all").unwrap()).sources.len() > sources.len());
    }

    #[test]
    fn pages_move_between_summary_and_appendix() {
        assert_eq!(
            after("move up", "trend-2").unwrap().order,
            ["trend", "bridge"]
        );
        assert_eq!(
            after("move down", "bridge").unwrap().order,
            ["trend", "bridge"]
        );
        assert_eq!(
            after("move up", "bridge").unwrap().order,
            ["bridge", "trend"]
        );
        for stays in ["summary", "sources"] {
            assert!(after("move down", stays).is_err(), "{stays}");
        }
    }

    #[test]
    fn pages_are_left_out_and_taken_in_again() {
        let mut choices = after("leave out", "segments-2").unwrap();
        let names = |c: &PackChoices| left_out(&c.options()).pop().map(|c| c.label);
        assert_eq!(names(&choices).as_deref(), Some("Where"));
        set(&mut choices, &[], "take in", "segments").unwrap();
        assert_eq!(names(&choices), None);
        for stays in ["summary", "reconciliation"] {
            assert!(after("leave out", stays).is_err(), "{stays}");
        }
    }

    #[test]
    fn a_note_has_its_owner() {
        let kept = |text: &str| after("note:bridge", text).unwrap().notes.remove("bridge");
        assert_eq!(
            kept("R. Meyer\nPilot.").as_deref(),
            Some("R. Meyer: Pilot.")
        );
        assert_eq!(kept("\nPilot.").as_deref(), Some("Pilot."));
        assert_eq!(kept("R. Meyer\n "), None);
        assert_eq!(
            note_parts("R. Meyer: Pilot."),
            ("R. Meyer".into(), "Pilot.".into())
        );
        assert_eq!(note_parts("Pilot."), (String::new(), "Pilot.".into()));
    }
}
