//! Sheets turned round: a row a close, a column a customer. Words nobody knows over figures may be customers,
//! segments or anything else, so unless the corner says "Customer" the reading is asked about.

use super::{Detection, column_name};
use crate::captions;
use crate::findings::Code;
use crate::mapping::{Confidence, Field, Layout};
use crate::{own_bridge, plan, vocabulary};

/// Reads a table as turned round where nothing else fits it.
pub(super) fn choose(d: &mut Detection<'_>) {
    if d.given.is_some() || d.export.is_some() {
        return;
    }
    let Some(dates) = column_of_dates(d) else {
        return;
    };
    let customers: Vec<u16> = columns_in_use(d).filter(|c| *c != dates).collect();
    if customers.len() < 2 || !customers.iter().all(|c| may_be_customer(d, *c)) {
        return;
    }
    let told = d.map.has_customer();
    d.map.layout = Layout::Across;
    for c in &mut d.map.columns {
        (c.field, c.confidence) = match c.column {
            at if at == dates => (Field::Close, Confidence::Sure),
            at if customers.contains(&at) => (Field::Amount, Confidence::Sure),
            _ => (Field::Ignore, Confidence::None),
        };
    }
    if !told {
        ask(d);
    }
}

/// The leftmost column, where it holds the closes; what its caption says of it does not matter.
fn column_of_dates(d: &Detection<'_>) -> Option<u16> {
    let first = columns_in_use(d).next()?;
    let dated = d.profile(first)?.is_dates();
    let named = [Field::CustomerId, Field::CustomerName, Field::Amount];
    let elsewhere = named
        .iter()
        .any(|f| d.map.columns_of(*f).any(|c| c.column != first));
    (dated && !elsewhere).then_some(first)
}

fn columns_in_use<'a>(d: &'a Detection<'_>) -> impl Iterator<Item = u16> + 'a {
    let used = |c: &u16| d.profile(*c).is_some_and(|p| !p.is_empty());
    d.block.columns.clone().filter(used)
}

/// Figures under a name which is no field, measure, movement or period.
fn may_be_customer(d: &Detection<'_>, at: u16) -> bool {
    let figures = d
        .profile(at)
        .is_some_and(|p| p.is_figures() && p.texts == 0);
    let Some(caption) = d.block.caption(at).filter(|c| !c.text.is_empty()) else {
        return false;
    };
    figures
        && caption.when.is_none()
        && (vocabulary::total(&caption.text).is_some() || captions::field(&caption.text).is_none())
        && crate::currency::code(&caption.text).is_none()
        && !own_bridge::is_movement(&caption.text)
        && !plan::is_measure(&caption.text)
}

fn ask(d: &mut Detection<'_>) {
    let names: Vec<String> = d
        .map
        .columns_of(Field::Amount)
        .take(3)
        .map(column_name)
        .collect();
    let text = format!(
        "{} has a row for each close; its columns ({}, …) are read as customers for now.",
        d.name(),
        names.join(", ")
    );
    let accepted = d.decided(Code::CustomersAcross, &text).is_some();
    let question = format!("Is each column of {} a customer?", d.name());
    d.ask(
        Code::CustomersAcross,
        &text,
        None,
        &question,
        "yes, for now",
    );
    if accepted {
        d.notes.issues.settle(Code::CustomersAcross, &text);
    }
}
