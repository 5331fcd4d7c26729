//! Customers whose attributes changed at closes which both states cover.

use super::patch::{Patch, place, rows, value};
use super::people::People;
use super::types::SegmentChange;
use holdfast_ledger::{Close, Ledger};

/// The attribute under which plans are listed.
const PLAN: &str = "plan";

/// One line a customer and attribute, at the newest close at which it differs.
pub(super) fn changes(patch: &Patch, people: &People) -> Vec<SegmentChange> {
    let mut names: Vec<&str> = patch
        .old
        .attributes()
        .iter()
        .map(|a| a.name.as_str())
        .collect();
    names.retain(|n| patch.new.attribute(n).is_some());
    let mut out = Vec::new();
    for customer in patch.new.customers() {
        let former = former(people, &customer.id);
        if place(patch.old, former).is_none() {
            continue;
        }
        let found = |close: &Close, name: Option<&str>| {
            let before = at(patch.old, former, *close, name)?;
            let after = at(patch.new, &customer.id, *close, name)?;
            (before != after).then(|| SegmentChange {
                customer: customer.id.clone(),
                attribute: name.unwrap_or(PLAN).to_owned(),
                close: *close,
                before: before.to_owned(),
                after: after.to_owned(),
            })
        };
        let all = names.iter().map(|n| Some(*n)).chain([None]);
        out.extend(all.filter_map(|name| {
            let newest = patch.window.iter().rev();
            newest.map(|c| found(c, name)).find_map(|f| f)
        }));
    }
    out
}

/// The id which a customer had before.
fn former<'p>(people: &'p People, id: &'p str) -> &'p str {
    let from = people.renamed.iter().find(|(_, m)| m.to == id);
    from.map_or(id, |(from, _)| from.as_str())
}

/// The attribute (or plan) on the customer's first row at a close; `None` where it has no row.
fn at<'l>(ledger: &'l Ledger, id: &str, close: Close, name: Option<&str>) -> Option<&'l str> {
    let (index, entry) = rows(ledger, id, close).next()?;
    match name {
        Some(name) => value(ledger, name, index),
        None => Some(ledger.name(entry.plan)),
    }
}
