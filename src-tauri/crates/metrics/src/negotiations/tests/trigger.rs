//! N-15, N-40, N-41.

use super::*;
use std::collections::BTreeSet;

fn trigger(condition: &str, set_on: &str) -> Trigger {
    Trigger {
        condition: condition.to_owned(),
        set_on: Some(d(set_on)),
        ..Trigger::default()
    }
}

fn with(trigger: Trigger) -> RequestLog {
    let request = Request {
        customer: "Alder".into(),
        triggers: vec![trigger],
        ..resolved(
            ask("A", "2027-01-05", RequestKind::ValueCut, 100, 50),
            "2027-01-20",
            70,
        )
    };
    full(vec![request])
}

fn fired(log: &RequestLog, ledger: Option<&Ledger>, as_of: &str) -> Option<(NaiveDate, FiredBy)> {
    let report = match ledger {
        Some(ledger) => with_books(log, ledger, None, as_of),
        None => at(log, as_of),
    };
    report.triggers.items[0].fired
}

#[test]
fn conditions_are_read_as_people_write_them() {
    let crossing = |measure, comparison, value: &str, percent| Condition::Crossing {
        measure,
        comparison,
        value: m(value),
        percent,
    };
    let attribute = |name: &str| Measure::Attribute(name.to_owned());
    for (text, condition) in [
        ("2027-06-30", Condition::Date(d("2027-06-30"))),
        ("date >= 2027-06-30", Condition::Date(d("2027-06-30"))),
        (
            "ARR >= 100,000",
            crossing(Measure::Arr, Comparison::AtLeast, "100000", false),
        ),
        (
            "ARR back above $100k",
            crossing(Measure::Arr, Comparison::Above, "100000", false),
        ),
        (
            "headcount ≥ 120",
            crossing(attribute("headcount"), Comparison::AtLeast, "120", false),
        ),
        (
            "seats in use ≥ 90 %",
            crossing(attribute("seats in use"), Comparison::AtLeast, "0.9", true),
        ),
        (
            "Headcount reaches 120",
            crossing(attribute("headcount"), Comparison::AtLeast, "120", false),
        ),
        ("renewal within 60 days", Condition::Renewal(60)),
        ("60 days before the renewal", Condition::Renewal(60)),
        ("new CFO hired", Condition::People),
        ("budget over", Condition::People),
        ("", Condition::People),
        ("renewal", Condition::People),
    ] {
        assert_eq!(Condition::read(text), condition, "{text}");
    }
}

#[test]
fn a_date_fires_on_its_day() {
    let log = with(trigger("2027-03-31", "2027-01-20"));
    assert_eq!(fired(&log, None, "2027-03-30"), None);
    assert_eq!(
        fired(&log, None, "2027-03-31"),
        Some((d("2027-03-31"), FiredBy::Condition))
    );
}

#[test]
fn a_due_date_fires_only_what_no_machine_can_check() {
    let due = |condition: &str| Trigger {
        due_on: Some(d("2027-03-01")),
        ..trigger(condition, "2027-01-20")
    };
    let people = with(due("ask about the new budget"));
    assert_eq!(fired(&people, None, "2027-02-28"), None);
    assert_eq!(
        fired(&people, None, "2027-03-05"),
        Some((d("2027-03-01"), FiredBy::DueDate))
    );
    assert_eq!(
        fired(&with(due("headcount >= 120")), None, "2027-03-05"),
        None
    );
}

#[test]
fn arr_must_have_been_below_before_it_is_back_above() {
    let log = with(trigger("ARR >= 100", "2027-01-20"));
    // The cut shows in February: at the end of January the old ARR has not crossed anything.
    let books = ledger(&[("Alder", &[100, 70, 70, 100, 110])]);
    assert_eq!(fired(&log, Some(&books), "2027-01-31"), None);
    assert_eq!(fired(&log, Some(&books), "2027-03-31"), None);
    let april = Some((d("2027-04-30"), FiredBy::Condition));
    assert_eq!(fired(&log, Some(&books), "2027-04-30"), april);
    assert_eq!(fired(&log, Some(&books), "2027-05-31"), april);
}

/// A ledger with an attribute column: value by month from January 2027.
fn headcounts(name: &str, values: &[&str]) -> Ledger {
    let mut b = LedgerBuilder::new("USD", &[name.to_owned()]);
    for (i, value) in values.iter().enumerate() {
        let close = Close::new(2027, 1).unwrap().plus(i as i32);
        let row = draft(&mut b, "Alder", close, 70);
        let value = b.symbol(value);
        b.push(row, &[value]);
    }
    b.build().unwrap()
}

#[test]
fn an_attribute_fires_at_the_close_from_which_it_holds() {
    let log = with(trigger("headcount >= 120", "2027-01-20"));
    let books = headcounts("Headcount", &["100", "125", "119", "1,120", "130"]);
    assert_eq!(fired(&log, Some(&books), "2027-03-31"), None);
    let april = Some((d("2027-04-30"), FiredBy::Condition));
    assert_eq!(fired(&log, Some(&books), "2027-05-31"), april);
    // The ledger has no such attribute: the data doesn't say.
    let other = headcounts("Region", &["EU"]);
    let report = with_books(&log, &other, None, "2027-01-31");
    assert_eq!(report.triggers.items[0].verdict, Verdict::Unknown);
}

#[test]
fn percentages_are_compared_whatever_their_spelling() {
    let log = with(trigger("seats in use >= 90 %", "2027-01-20"));
    for (value, fires) in [
        ("92 %", true),
        ("0.92", true),
        ("92", true),
        ("89.9 %", false),
        ("0.5", false),
    ] {
        let books = headcounts("Seats in use", &[value]);
        assert_eq!(
            fired(&log, Some(&books), "2027-01-31").is_some(),
            fires,
            "{value}"
        );
    }
}

#[test]
fn a_renewal_fires_so_many_days_before() {
    let mut b = LedgerBuilder::new("USD", &[]);
    let mut row = draft(&mut b, "Alder", Close::new(2027, 1).unwrap(), 70);
    row.renewal = Some(d("2027-06-30"));
    b.push(row, &[]);
    let books = b.build().unwrap();
    let log = with(trigger("renewal within 60 days", "2027-01-20"));
    assert_eq!(fired(&log, Some(&books), "2027-04-30"), None);
    // 30 June − 60 days = 1 May.
    assert_eq!(
        fired(&log, Some(&books), "2027-05-01"),
        Some((d("2027-05-01"), FiredBy::Condition))
    );
}

#[test]
fn a_trigger_nobody_acted_on_within_fourteen_days_is_overdue_until_it_is() {
    let log = with(trigger("2027-03-01", "2027-01-20"));
    let overdue = |log: &RequestLog, as_of| at(log, as_of).triggers.overdue();
    assert_eq!(overdue(&log, "2027-03-15"), 0);
    assert_eq!(overdue(&log, "2027-03-16"), 1);
    assert_eq!(overdue(&log, "2028-03-16"), 1);
    let contacted = with(Trigger {
        contacted_on: Some(d("2027-04-01")),
        ..trigger("2027-03-01", "2027-01-20")
    });
    assert_eq!(
        (
            overdue(&contacted, "2027-03-31"),
            overdue(&contacted, "2027-04-01")
        ),
        (1, 0)
    );
    let closed = with(Trigger {
        closed_on: Some(d("2027-04-01")),
        close_reason: "left".into(),
        ..trigger("2027-03-01", "2027-01-20")
    });
    assert_eq!(overdue(&closed, "2027-04-01"), 0);
}

#[test]
fn triggers_are_counted_with_what_they_won_back() {
    let won = Trigger {
        fired_on: Some(d("2027-02-10")),
        contacted_on: Some(d("2027-02-12")),
        arr_recovered: Some(m("25")),
        due_on: Some(d("2027-02-15")),
        ..trigger("new budget", "2027-01-20")
    };
    let waiting = Trigger {
        due_on: Some(d("2027-05-15")),
        ..trigger("new budget", "2027-01-20")
    };
    let later = trigger("new budget", "2027-04-01");
    let mut log = with(won);
    log.requests[0]
        .triggers
        .extend([waiting.clone(), waiting, later]);
    let without = Request {
        customer: "Birch".into(),
        ..resolved(
            ask("B", "2027-01-05", RequestKind::ValueCut, 100, 50),
            "2027-01-20",
            60,
        )
    };
    let kept = resolved(
        ask("C", "2027-01-05", RequestKind::ValueCut, 100, 50),
        "2027-01-20",
        100,
    );
    log.requests.extend([without, kept]);
    let t = at(&log, "2027-03-31").triggers;
    assert_eq!(
        (t.set(), t.due(d("2027-03-31")), t.fired(), t.contacted()),
        (3, 1, 1, 1)
    );
    assert_eq!(
        (t.re_expanded(), t.recovered(), t.overdue()),
        (1, m("25"), 0)
    );
    assert_eq!(t.without, ["B"]);
    // Two triggers of one request are due next quarter: its 30 counts once.
    assert_eq!(
        t.due_between(d("2027-03-31"), d("2027-06-30")),
        (2, m("30"))
    );
}

#[test]
fn what_was_shown_is_not_shown_again() {
    let log = with(trigger("2027-03-01", "2027-01-20"));
    let triggers = at(&log, "2027-03-31").triggers;
    let mut shown = BTreeSet::new();
    let new: Vec<_> = triggers.newly_fired(&shown).map(TriggerItem::key).collect();
    assert_eq!(new, [("A".to_owned(), 0)]);
    shown.extend(new);
    assert_eq!(triggers.newly_fired(&shown).count(), 0);
}
