//! `Triggers`: every re-engagement trigger of the log as it stands (N-15, N-40, N-41).

use super::super::build::{Build, Head, TOP};
use super::super::list::List;
use super::super::spec::{Sheet, Shown, Tab};
use super::Requests;
use holdfast_ledger::Decimal;
use holdfast_metrics::negotiations::{FiredBy, TriggerItem};

/// Name of the sheet.
pub const SHEET: &str = "Triggers";

/// The sheet and the names over its columns.
pub fn sheet<'a>(requests: &Requests<'a>, head: &Head) -> (Sheet<'a>, Vec<(String, String)>) {
    let mut build = Build::new(SHEET, "Re-engagement triggers", Tab::Detail, head);
    let triggers = &requests.report.triggers;
    let note = match (triggers.recorded, triggers.items.is_empty()) {
        (false, _) => "Not recorded: the log has no triggers.",
        (true, true) => "No trigger is set.",
        (true, false) => "Every trigger set by the as-of date, of the whole log.",
    };
    build.muted(TOP, 0, note);
    let mut list: List<'_, &TriggerItem> = List::new();
    let of = *requests;
    list.text("request", "trig_request", 12, |t| t.request.clone());
    list.text("customer", "", 26, move |t| of.customer(&t.customer, None));
    list.text("kind", "", 16, |t| {
        t.kind.map_or("", |k| k.word()).to_owned()
    });
    list.text("condition", "", 34, move |t| of.free(&t.condition));
    list.date("set on", "", |t| t.set_on);
    list.date("due on", "trig_due", |t| t.due_on);
    list.date("fired on", "trig_fired", |t| t.fired.map(|f| f.0));
    list.text("says who", "", 11, |t| {
        t.fired.map_or("", |f| fired_by(f.1)).to_owned()
    });
    list.date("contacted on", "trig_contacted", |t| t.contacted_on);
    list.date("closed on", "trig_closed", |t| t.closed_on);
    list.number("ARR recovered", "trig_recovered", Shown::Money, |t| {
        Some(t.recovered).filter(|r| !r.is_zero())
    });
    list.number("ARR given up", "trig_worth", Shown::Money, |t| {
        Some(t.worth)
    });
    list.flag("overdue", "trig_overdue", |t| t.overdue);
    list.text("owner", "", 16, move |t| of.free(&t.owner));
    let items: Vec<&TriggerItem> = triggers.items.iter().collect();
    let names = list.write(&mut build, TOP + 1, &items);
    build.freeze(TOP + 2, 2);
    (build.finish(), names)
}

fn fired_by(by: FiredBy) -> &'static str {
    match by {
        FiredBy::Log => "log",
        FiredBy::Condition => "condition",
        FiredBy::DueDate => "due date",
    }
}

/// How many triggers pass a test.
pub fn count(items: &[TriggerItem], test: impl Fn(&TriggerItem) -> bool) -> Decimal {
    Decimal::from(items.iter().filter(|t| test(t)).count())
}
