//! What was offered, and the playbook's side of it: components (N-1), failure modes (section 4), the
//! matrix's offer (N-16).

use super::{Log, NO_COUNTER, counter, measured};
use crate::workbook::list::or_blank;
use crate::workbook::requests::{Entry, Requests};
use crate::workbook::spec::Shown;
use holdfast_ledger::requests::RootCause;
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::negotiations::{
    Done, FailureMode, counter_advice, price_discount, requested_cut,
};

pub(super) fn offers<'l>(list: &mut Log<'l>, requests: &Requests<'l>) {
    let of = *requests;
    list.text("last counter-offer", "neg_counter", 16, move |e| {
        counter(e, of.report.as_of)
            .map_or(NO_COUNTER, |c| c.word())
            .to_owned()
    });
    list.number("counters", "", Shown::Count, |e| {
        some(e.request.counters.len())
    });
    list.number("rejected", "", Shown::Count, |e| {
        some(
            e.request
                .counters
                .iter()
                .filter(|c| c.rejected_on.is_some())
                .count(),
        )
    });
    list.text("exchange asked", "", 14, |e| {
        e.request.exchange_asked.map_or("", |x| x.word()).to_owned()
    });
    list.text("exchange obtained", "", 14, |e| {
        e.request
            .exchange_obtained
            .map_or("", |x| x.word())
            .to_owned()
    });
    list.number("months offered", "", Shown::Count, |e| {
        e.request.months_offered.map(Decimal::from)
    });
    list.number("term before", "neg_term_before", Shown::Count, |e| {
        e.request.term_before.map(Decimal::from)
    });
    list.number("term after", "neg_term_after", Shown::Count, |e| {
        e.request.term_after.map(Decimal::from)
    });
    list.flag("multi-year", "neg_multi", move |e| {
        e.item.is_some() && of.report.multi_year.deals.contains(&e.request.id)
    });
    list.number("list price, new scope", "neg_list", Shown::Money, |e| {
        e.request.list_price
    });
    list.number("net price, new scope", "neg_net", Shown::Money, |e| {
        e.request.net_price
    });
    list.number(
        "discount as stated",
        "neg_stated_discount",
        Shown::Percent,
        |e| e.request.discount,
    );
    let [listed, net, stated, scope] =
        ["neg_list", "neg_net", "neg_stated_discount", "neg_scope"].map(|n| list.letters(n));
    list.formula("price discount", "neg_discount", Shown::Percent,
        move |r| format!("IF({scope}{r}=1,IF({listed}{r}=\"\",IF({stated}{r}=\"\",\"\",{stated}{r}),IF({net}{r}=\"\",IF({stated}{r}=\"\",\"\",{stated}{r}),IF({listed}{r}=0,IF({stated}{r}=\"\",\"\",{stated}{r}),1-{net}{r}/{listed}{r}))),\"\")"),
        move |e| or_blank(e.item.and_then(|_| price_discount(e.request, &of.report.playbook)).map(|d| d.discount)));
    list.text("approver", "", 14, move |e| of.free(&e.request.approver));
    list.date("to VP CS on", "", |e| e.request.escalated_on);
    list.text("AE involved", "", 9, |e| {
        e.request
            .ae_involved
            .map_or("", |yes| if yes { "yes" } else { "no" })
            .to_owned()
    });
}

fn some(count: usize) -> Ratio {
    (count > 0).then(|| Decimal::from(count))
}

/// The playbook's side: components (N-1), failure modes (section 4), the matrix's offer (N-16).
pub(super) fn playbook<'l>(list: &mut Log<'l>, requests: &Requests<'l>) {
    let of = *requests;
    list.text("four components", "neg_components", 13, |e| {
        components(e).to_owned()
    });
    let modes = [
        ("1 push-back first", "neg_mode_1"),
        ("2 no diagnosis", "neg_mode_2"),
        ("3 no exchange", "neg_mode_3"),
        ("4 no triggers", "neg_mode_4"),
        ("5 fought, not settled", "neg_mode_5"),
    ];
    for (mode, (caption, name)) in FailureMode::ALL.into_iter().zip(modes) {
        list.flag(caption, name, move |e| {
            e.item.is_some_and(|i| i.failures.contains(&mode))
        });
    }
    list.number(
        "the matrix's ARR",
        "neg_matrix_arr",
        Shown::Money,
        move |e| matrix_arr(e, &of),
    );
    let [matrix, before, r_] =
        ["neg_matrix_arr", "neg_before", "neg_requested"].map(|n| list.letters(n));
    list.formula(
        "the matrix would keep",
        "neg_matrix_kept",
        Shown::Money,
        move |r| format!("IF({matrix}{r}=\"\",\"\",{r_}{r}-({before}{r}-{matrix}{r}))"),
        move |e| or_blank(matrix_kept(e, &of)),
    );
    list.text("notes", "", 40, move |e| of.free(&e.request.notes));
}

/// The ARR which the matrix would have offered, for requests which the comparison holds (N-16).
fn matrix_arr(e: &Entry<'_>, of: &Requests<'_>) -> Ratio {
    let competitor = of.report.competitor.contains(&e.request.id);
    let counted = measured(e) && !competitor;
    counted
        .then(|| counter_advice(e.request, &of.report.playbook))
        .flatten()?
        .arr
}

/// What the matrix would have kept of a request.
fn matrix_kept(e: &Entry<'_>, of: &Requests<'_>) -> Ratio {
    let requested = requested_cut(e.request)?;
    Some(requested - (e.request.arr_before - matrix_arr(e, of)?))
}

/// All four done, one missing, or not told; requests with a competitor behind them stand apart (N-3).
fn components(e: &Entry<'_>) -> &'static str {
    let Some(item) = e.item else { return "" };
    let done = |d: &Done| matches!(d, Done::Done | Done::NotNeeded);
    if e.request.root_cause == Some(RootCause::Competitor) {
        "competitor"
    } else if item.components.contains(&Done::Missing) {
        "incomplete"
    } else if item.components.iter().all(done) {
        "complete"
    } else {
        "not recorded"
    }
}
