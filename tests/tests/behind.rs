//! What the window lists behind a figure adds up to the figure, to the cent, on the sample: every line of
//! every bridge, of the total and of every segment.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use holdfast_workspace::behind::{Segment, behind};
use holdfast_workspace::ledger::{Decimal, Period};
use holdfast_workspace::{Inputs, Project, Unwatched, open, sample};

const LINES: [&str; 10] = [
    "opening_arr",
    "new_arr",
    "reactivation_arr",
    "expansion_arr",
    "downsell_arr",
    "step_down_arr",
    "paused_arr",
    "churn_arr",
    "fx",
    "closing_arr",
];

fn opened() -> Project {
    let folder = tempfile::tempdir().unwrap();
    sample::write(folder.path(), true).unwrap();
    let mut inputs: Inputs = sample::inputs(folder.path());
    inputs.limits.worker = Some(env!("CARGO_BIN_EXE_holdfast-under-test").into());
    open(&inputs, &Unwatched).unwrap()
}

fn listed(
    project: &Project,
    period: Period,
    metric: &str,
    segment: Segment<'_>,
) -> (Decimal, Decimal) {
    let ends = (period.opening(), period.closing());
    let found = behind(project, ends, metric, segment).unwrap();
    let sum = found.movements.iter().map(|(_, amount)| *amount).sum();
    (found.value.unwrap_or_default(), sum)
}

#[test]
fn the_customers_behind_a_line_add_up_to_it() {
    let project = opened();
    let (_, report) = project.ledger_and_report().unwrap();
    assert!(report.periods.len() > 4);
    for figures in &report.periods {
        for metric in LINES {
            let (value, sum) = listed(&project, figures.period, metric, None);
            assert_eq!(
                sum.normalize(),
                value.normalize(),
                "{metric} of {}",
                figures.label
            );
        }
    }
}

#[test]
fn the_customers_behind_a_segments_line_add_up_to_it() {
    let project = opened();
    let (_, report) = project.ledger_and_report().unwrap();
    let newest = report.newest().unwrap();
    let mut seen = 0;
    for segmentation in &newest.segmentations {
        for segment in &segmentation.segments {
            let named = Some((segmentation.attribute.as_str(), segment.value.as_str()));
            for metric in &LINES[..9] {
                let (value, sum) = listed(&project, newest.period, metric, named);
                assert_eq!(sum.normalize(), value.normalize(), "{metric} of {named:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn the_terms_of_a_rate_give_the_rate() {
    let project = opened();
    let (_, report) = project.ledger_and_report().unwrap();
    for figures in &report.periods {
        let ends = (figures.period.opening(), figures.period.closing());
        let nrr = behind(&project, ends, "nrr", None).unwrap();
        let term = |id: &str| {
            nrr.terms
                .iter()
                .filter(|(e, _)| e.id == id)
                .map(|(_, a)| *a)
                .sum::<Decimal>()
        };
        let lost: Decimal = ["downsell_arr", "step_down_arr", "paused_arr", "churn_arr"]
            .map(term)
            .iter()
            .sum();
        let kept = term("opening_arr") + term("expansion_arr") - lost;
        assert_eq!(
            nrr.value,
            Some(kept / term("opening_arr")),
            "{}",
            figures.label
        );
    }
}

#[test]
fn an_unknown_figure_is_said_in_words() {
    let project = opened();
    let (_, report) = project.ledger_and_report().unwrap();
    let period = report.newest().unwrap().period;
    let ends = (period.opening(), period.closing());
    let why = |metric, segment| {
        behind(&project, ends, metric, segment)
            .unwrap_err()
            .finding
            .code
    };
    assert_eq!(why("magic_number", None), "figure-unknown");
    assert_eq!(
        why("downsell_arr", Some(("Weather", "Rain"))),
        "figure-unknown"
    );
}
