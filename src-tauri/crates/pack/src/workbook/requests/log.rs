//! `Neg_Log`: every request as logged; requested, given up, kept, outcome and days are live (N-10, N-11).

mod playbook;

use super::super::build::{Build, Head, TOP};
use super::super::list::{List, or_blank};
use super::super::spec::{Outcome as Result, Sheet, Shown, Tab};
use super::{Entry, Requests};
use holdfast_ledger::requests::{CounterKind, RequestKind, RootCause};
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::negotiations::{Step, arr_after, requested_cut};

/// Name of the sheet.
pub const SHEET: &str = "Neg_Log";
/// Row of the captions; the as-of date stands above.
const CAPTIONS: u32 = TOP + 2;
/// Label of a blank root cause and of no counter, so that criteria find them.
pub const BLANK: &str = "(blank)";
/// Label of no counter-offer.
pub const NO_COUNTER: &str = "(no counter)";

type Log<'l> = List<'l, Entry<'l>>;

/// The sheet and the names over its columns.
pub fn sheet<'a>(requests: &Requests<'a>, head: &Head) -> (Sheet<'a>, Vec<(String, String)>) {
    let mut build = Build::new(SHEET, "Negotiation log", Tab::Detail, head);
    build.label(TOP, 0, "as of");
    let as_of = requests.report.as_of;
    build.date(TOP, 1, as_of);
    build.muted(TOP + 1, 0, "One row a request. Blue: as logged; a blank was not recorded. Black: live. In scope: resolved in the period, or open at the as-of date.");
    let mut list = Log::new();
    identity(&mut list, requests);
    amounts(&mut list);
    days(&mut list, as_of);
    playbook::offers(&mut list, requests);
    playbook::playbook(&mut list, requests);
    let entries = requests.entries();
    if let Some(last) = u32::try_from(entries.len()).ok().filter(|n| *n > 0) {
        for (name, words) in choices() {
            if let Some(column) = list.column(name) {
                let range = (CAPTIONS + 1, column, CAPTIONS + last, column);
                build.choices(range, words);
            }
        }
    }
    let mut names = list.write(&mut build, CAPTIONS, &entries);
    names.push(("neg_as_of".to_owned(), format!("={SHEET}!$B${}", TOP + 1)));
    build.freeze(CAPTIONS + 1, 2);
    (build.finish(), names)
}

/// Fields which take only a word of a list (section 2.4).
fn choices() -> [(&'static str, Vec<String>); 3] {
    let words = |all: &mut dyn Iterator<Item = &'static str>, or: &str| {
        all.map(str::to_owned).chain([or.to_owned()]).collect()
    };
    [
        (
            "neg_kind",
            words(&mut RequestKind::ALL.iter().map(|k| k.word()), BLANK),
        ),
        (
            "neg_cause",
            words(&mut RootCause::ALL.iter().map(|k| k.word()), BLANK),
        ),
        (
            "neg_counter",
            words(&mut CounterKind::ALL.iter().map(|k| k.word()), NO_COUNTER),
        ),
    ]
}

fn identity<'l>(list: &mut Log<'l>, requests: &Requests<'l>) {
    let of = *requests;
    list.text("request", "neg_id", 12, |e| e.request.id.clone());
    list.text("customer", "", 26, move |e| {
        of.customer(&e.request.customer, e.item.and_then(|i| i.in_ledger))
    });
    list.text("state", "neg_state", 10, |e| state(e).to_owned());
    list.flag("in scope", "neg_scope", |e| e.item.is_some());
    list.flag("customer's last", "neg_counts", |e| {
        e.item.is_some_and(|i| i.counts)
    });
    list.date("requested on", "neg_on", |e| Some(e.request.requested_on));
    list.text("request kind", "neg_kind", 22, |e| {
        e.request.kind.map_or(BLANK, |k| k.word()).to_owned()
    });
    list.text("root cause", "neg_cause", 20, |e| {
        e.request.root_cause.map_or(BLANK, |c| c.word()).to_owned()
    });
    list.text("owner", "", 16, move |e| of.free(&e.request.owner));
}

fn state(e: &Entry<'_>) -> &'static str {
    match e.item {
        Some(item) if item.is_open() => "open",
        Some(_) => "resolved",
        None => "",
    }
}

fn amounts(list: &mut Log<'_>) {
    list.number("ARR before", "neg_before", Shown::Money, |e| {
        Some(e.request.arr_before)
    });
    list.number("ARR asked for", "neg_asked", Shown::Money, |e| {
        e.request.arr_asked
    });
    list.number("ARR after", "neg_after", Shown::Money, |e| {
        arr_after(e.request)
    });
    let (kind, before, asked, after) = (
        list.letters("neg_kind"),
        list.letters("neg_before"),
        list.letters("neg_asked"),
        list.letters("neg_after"),
    );
    let (b, a) = (before.clone(), after.clone());
    list.formula("requested (R)", "neg_requested", Shown::Money,
        move |r| format!("IF({kind}{r}=\"full cancellation\",{before}{r},IF({asked}{r}=\"\",\"\",{before}{r}-{asked}{r}))"),
        |e| or_blank(requested_cut(e.request)));
    list.formula(
        "given up (G)",
        "neg_given",
        Shown::Money,
        move |r| format!("IF({a}{r}=\"\",\"\",{b}{r}-{a}{r})"),
        |e| or_blank(given(e)),
    );
    let (r_, g) = (list.letters("neg_requested"), list.letters("neg_given"));
    list.formula(
        "kept (K)",
        "neg_kept",
        Shown::Money,
        move |r| format!("IF({r_}{r}=\"\",\"\",IF({g}{r}=\"\",\"\",{r_}{r}-{g}{r}))"),
        |e| or_blank(requested_cut(e.request).zip(given(e)).map(|(r, g)| r - g)),
    );
    let (scope, state, kept) = (
        list.letters("neg_scope"),
        list.letters("neg_state"),
        list.letters("neg_kept"),
    );
    list.formula(
        "counts in ΣR, ΣG, ΣK",
        "neg_measured",
        Shown::Count,
        move |r| format!("IF({scope}{r}=1,IF({state}{r}=\"resolved\",IF({kept}{r}=\"\",0,1),0),0)"),
        |e| Result::Number(Decimal::from(u8::from(measured(e)))),
    );
    list.text("outcome as stated", "neg_stated", 18, |e| {
        e.request.outcome.map_or("", |o| o.word()).to_owned()
    });
    outcome(list);
}

fn given(e: &Entry<'_>) -> Ratio {
    arr_after(e.request).map(|after| e.request.arr_before - after)
}

/// Whether a request's R, G and K are in the sums.
pub fn measured(e: &Entry<'_>) -> bool {
    e.item.is_some_and(|i| i.amounts.is_some())
}

/// The class by the amounts (N-11); at 0 the stated outcome tells a pause from a churn.
fn outcome(list: &mut Log<'_>) {
    let [state, after, r_, g, stated] = [
        "neg_state",
        "neg_after",
        "neg_requested",
        "neg_given",
        "neg_stated",
    ]
    .map(|n| list.letters(n));
    let text = move |r: u32| {
        format!(
            "IF({state}{r}<>\"resolved\",{state}{r}&\"\",IF({after}{r}=\"\",\"\",IF({g}{r}=0,\"withdrawn\",IF({g}{r}<0,\"upsold\",IF({after}{r}<=0,IF({stated}{r}=\"paused\",\"paused\",\"churned\"),IF({r_}{r}=\"\",\"\",IF({g}{r}<{r_}{r},\"right-sized\",IF({g}{r}={r_}{r},\"full cut accepted\",\"deeper cut\"))))))))"
        )
    };
    let result = |e: &Entry<'_>| {
        Result::Text(
            e.item
                .and_then(|i| i.class)
                .map_or("", |c| c.word())
                .to_owned(),
        )
    };
    list.formula("outcome", "neg_outcome", Shown::Plain, text, result);
    let (outcome, stated, state) = (
        list.letters("neg_outcome"),
        list.letters("neg_stated"),
        list.letters("neg_state"),
    );
    let text = move |r: u32| {
        format!(
            "IF({state}{r}<>\"resolved\",\"\",IF({stated}{r}=\"\",\"\",IF({outcome}{r}=\"\",\"\",IF({stated}{r}={outcome}{r},\"\",\"differs\"))))"
        )
    };
    let result = |e: &Entry<'_>| {
        Result::Text(
            if e.item
                .is_some_and(holdfast_metrics::negotiations::Item::disagrees)
            {
                "differs".to_owned()
            } else {
                String::new()
            },
        )
    };
    list.formula(
        "stated against amounts",
        "neg_differs",
        Shown::Plain,
        text,
        result,
    );
}

fn day(e: &Entry<'_>, step: Step) -> Option<i64> {
    let at = Step::ALL.iter().position(|s| *s == step)?;
    e.item?.steps.get(at)?.day
}

fn on(e: &Entry<'_>, step: Step) -> Option<chrono::NaiveDate> {
    let days = u64::try_from(day(e, step)?).ok()?;
    e.request
        .requested_on
        .checked_add_days(chrono::Days::new(days))
}

/// A step with the captions and names of its date and of the days until it.
type StepColumns = (Step, &'static str, &'static str, &'static str, &'static str);

const STEPS: [StepColumns; 5] = [
    (
        Step::Acknowledged,
        "acknowledged on",
        "neg_ack_on",
        "days to acknowledge",
        "neg_ack",
    ),
    (
        Step::Informed,
        "deal desk and VP CS on",
        "neg_informed_on",
        "days to inform",
        "neg_informed",
    ),
    (
        Step::Diagnosed,
        "diagnosed on",
        "neg_diagnosed_on",
        "days to diagnose",
        "neg_diagnosed",
    ),
    (
        Step::Countered,
        "countered on",
        "neg_countered_on",
        "days to counter",
        "neg_countered",
    ),
    (
        Step::Resolved,
        "resolved on",
        "neg_resolved_on",
        "days to resolve",
        "neg_days",
    ),
];

/// Dates of the steps as reached, and days between, in calendar days never stopped (N-4, N-13).
fn days(list: &mut Log<'_>, as_of: chrono::NaiveDate) {
    let requested = list.letters("neg_on");
    for (step, on_caption, on_name, day_caption, day_name) in STEPS {
        list.date(on_caption, on_name, move |e| on(e, step));
        let (date, requested) = (list.letters(on_name), requested.clone());
        list.formula(
            day_caption,
            day_name,
            Shown::Count,
            move |r| format!("IF({date}{r}=\"\",\"\",{date}{r}-{requested}{r})"),
            move |e| or_blank(day(e, step).map(Decimal::from)),
        );
    }
    list.flag("countered", "neg_was_countered", |e| {
        reached(e, Step::Countered)
    });
    ages(list, as_of);
}

/// Age of an open request, and the days which count for the medians with open ones (N-13).
fn ages(list: &mut Log<'_>, as_of: chrono::NaiveDate) {
    let (requested, state) = (list.letters("neg_on"), list.letters("neg_state"));
    list.formula(
        "age, open",
        "neg_age",
        Shown::Count,
        move |r| format!("IF({state}{r}=\"open\",neg_as_of-{requested}{r},\"\")"),
        move |e| {
            or_blank(
                e.item
                    .filter(|i| i.is_open())
                    .map(|_| Decimal::from((as_of - e.request.requested_on).num_days())),
            )
        },
    );
    let (done, age) = (list.letters("neg_days"), list.letters("neg_age"));
    list.formula(
        "days or age",
        "neg_days_or_age",
        Shown::Count,
        move |r| format!("IF({done}{r}<>\"\",{done}{r},{age}{r})"),
        |e| {
            or_blank(
                day(e, Step::Resolved)
                    .or(e.item.and_then(|i| i.age))
                    .map(Decimal::from),
            )
        },
    );
}

/// Whether a request reached a step, dated or not.
fn reached(e: &Entry<'_>, step: Step) -> bool {
    let at = Step::ALL.iter().position(|s| *s == step);
    at.and_then(|at| e.item?.steps.get(at))
        .is_some_and(|s| s.reached)
}

/// The last counter-offer made by the as-of date.
pub fn counter(e: &Entry<'_>, as_of: chrono::NaiveDate) -> Option<CounterKind> {
    let made = |c: &&holdfast_ledger::requests::Counter| c.on.is_none_or(|d| d <= as_of);
    let last = e.request.counters.iter().rfind(made)?;
    Some(last.kind.unwrap_or(CounterKind::Other))
}
