//! What each switch did: to closes, customers and figures.

use super::Cause;
use super::chain::{Group, Scene, Stage};
use super::figures::{Amounts, FigureKey, amounts, amounts_reported, past};
use super::types::{Change, CloseChange, CustomerChange, FigureChange, Restatement, SegmentChange};
use crate::basis::Basis;
use crate::error::MetricsError;
use crate::report::Engine;
use holdfast_ledger::{Close, Decimal, Ledger, Period, Ratio, money_text};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

type Values = BTreeMap<FigureKey, Ratio>;

/// A state in figures.
struct Facts {
    /// As reported: what was kept before stays.
    amounts: Amounts,
    /// Of the ledger itself, where something was kept before: it opens the periods since.
    opens: Amounts,
    values: Values,
}

/// The running comparison.
pub(super) struct Tally<'s, 'a> {
    scene: &'s Scene<'a>,
    periods: Vec<(Period, String)>,
    now: Facts,
    reported: Values,
    by_cause: BTreeMap<FigureKey, BTreeMap<Cause, Ratio>>,
    closes: Vec<CloseChange>,
    changes: Vec<Change>,
}

impl<'s, 'a> Tally<'s, 'a> {
    pub fn new(scene: &'s Scene<'a>) -> Result<Tally<'s, 'a>, MetricsError> {
        let (ledger, basis) = (scene.old.ledger, scene.old_basis(scene.old.ledger));
        let periods = scene.periods(&basis);
        let now = facts(scene, &periods, ledger, &basis)?;
        let closes = close_lines(&scene.window, &now.amounts);
        let mut tally = Tally {
            scene,
            periods,
            reported: now.values.clone(),
            now,
            by_cause: BTreeMap::new(),
            closes,
            changes: Vec::new(),
        };
        tally.take_frozen();
        Ok(tally)
    }

    /// The figures as frozen against the same ledger computed now: what this version computes otherwise.
    fn take_frozen(&mut self) {
        let Some(frozen) = self.scene.old.figures else {
            return;
        };
        let known: BTreeMap<Close, Decimal> = frozen.closes.iter().copied().collect();
        let mut by_close = BTreeMap::new();
        for line in &mut self.closes {
            let Some(was) = known.get(&line.close).filter(|was| **was != line.before) else {
                continue;
            };
            by_close.insert(line.close, line.before - was);
            line.by_cause.insert(Cause::Calculation, line.before - was);
            line.before = *was;
        }
        let of_past = |k: &&FigureKey| self.reported.contains_key(*k);
        let frozen: Values = frozen
            .by_key()
            .into_iter()
            .filter(|(k, _)| of_past(k))
            .map(|(k, v)| (k.clone(), v))
            .collect();
        let mut was = self.reported.clone();
        was.extend(frozen);
        let moved = self.figures(Cause::Calculation, &was, &self.now.values.clone());
        self.reported = was;
        if moved || !by_close.is_empty() {
            let mut change = blank(Cause::Calculation, "calculation", None);
            change.by_close = by_close;
            change.needs_choice = true;
            self.changes.push(named(change));
        }
    }

    /// Takes the next state.
    pub fn switch(&mut self, stage: &Stage) -> Result<(), MetricsError> {
        let next = facts(self.scene, &self.periods, &stage.ledger, &stage.basis)?;
        if stage.cause < Cause::Resegmented
            && next.amounts == self.now.amounts
            && next.opens == self.now.opens
        {
            // Nobody's amounts moved: what else the rows say is told with the attributes.
            return Ok(());
        }
        let before = std::mem::replace(&mut self.now, next);
        let moved = self.figures(stage.cause, &before.values, &self.now.values.clone());
        let mut found = self.customers(stage, &before);
        for change in found.values_mut() {
            change.needs_choice = moved || change.by_close.values().any(|d| !d.is_zero());
        }
        if found.is_empty() && (moved || stage.cause == Cause::Basis) {
            let subject = stage
                .subject
                .clone()
                .unwrap_or_else(|| "row details".to_owned());
            let mut change = blank(stage.cause, &subject, None);
            change.needs_choice = moved;
            found.insert(String::new(), change);
        }
        self.changes.extend(found.into_values().map(|mut change| {
            change.setting.clone_from(&stage.setting);
            change.customers.sort_by(|a, b| {
                let size = |c: &CustomerChange| (c.after - c.before).abs();
                size(b)
                    .cmp(&size(a))
                    .then_with(|| a.customer.cmp(&b.customer))
            });
            named(change)
        }));
        Ok(())
    }

    /// Books what a cause did to the figures; whether it did anything.
    fn figures(&mut self, cause: Cause, before: &Values, after: &Values) -> bool {
        let keys: BTreeSet<&FigureKey> = before.keys().chain(after.keys()).collect();
        let mut moved = false;
        for key in keys {
            let of = |values: &Values| values.get(key).copied().flatten();
            let (was, is) = (of(before), of(after));
            if was == is {
                continue;
            }
            moved |= key.segment.is_none() || was.is_some() && is.is_some();
            let step = was.zip(is).map(|(was, is)| is - was);
            let causes = self.by_cause.entry(key.clone()).or_default();
            causes
                .entry(cause)
                .and_modify(|sum| *sum = sum.zip(step).map(|(a, b)| a + b))
                .or_insert(step);
        }
        moved
    }

    /// Books what a cause did to the customers' amounts, by subject.
    fn customers(&mut self, stage: &Stage, before: &Facts) -> BTreeMap<String, Change> {
        let zeros = vec![Decimal::ZERO; self.scene.window.len()];
        let mut found: BTreeMap<String, Change> = BTreeMap::new();
        let both = |was: &Amounts, is: &Amounts, id: &String| {
            let of = |amounts: &Amounts| amounts.get(id).unwrap_or(&zeros).clone();
            Some((of(was), of(is))).filter(|(was, is)| was != is)
        };
        let all = [
            &before.amounts,
            &self.now.amounts,
            &before.opens,
            &self.now.opens,
        ];
        let ids: BTreeSet<&String> = all.into_iter().flat_map(BTreeMap::keys).collect();
        for id in ids {
            if let Some((was, is)) = both(&before.amounts, &self.now.amounts, id) {
                let change = change_of(&mut found, stage, id);
                add(change, &mut self.closes, stage.cause, id, &was, &is);
            } else if let Some((was, is)) = both(&before.opens, &self.now.opens, id) {
                // The past is kept; what changes is the line which carries the difference.
                let change = change_of(&mut found, stage, id);
                let closes = self.scene.window.iter().copied();
                change.customers.extend(line(id, closes, &was, &is));
            }
        }
        for segment in &stage.segments {
            let change = change_of(&mut found, stage, &segment.customer);
            change.segments.push(segment.clone());
        }
        found
    }

    /// The result.
    pub fn finish(mut self) -> Restatement {
        let (was, is) = (attributes(&self.reported), attributes(&self.now.values));
        let mut figures: Vec<FigureChange> = Vec::new();
        for (key, by_cause) in self.by_cause {
            let of = |values: &Values| values.get(&key).copied().flatten();
            let (before, after) = (of(&self.reported), of(&self.now.values));
            let attribute = key.segment.as_ref().map(|(name, _)| name.clone());
            let in_both = attribute.is_none_or(|a| was.contains(&a) && is.contains(&a));
            if before != after && in_both {
                figures.push(FigureChange {
                    key,
                    before,
                    by_cause,
                    after,
                });
            }
        }
        let totals = close_lines(&self.scene.window, &self.now.amounts);
        for (line, now) in self.closes.iter_mut().zip(totals) {
            line.after = now.before;
        }
        self.changes
            .sort_by(|a, b| (a.cause, b.size(), &a.id).cmp(&(b.cause, a.size(), &b.id)));
        Restatement {
            closes: self.closes,
            changes: self.changes,
            figures,
            ..Restatement::default()
        }
    }
}

/// A state in figures; what was kept before stays kept in it.
fn facts(
    scene: &Scene,
    periods: &[(Period, String)],
    ledger: &Ledger,
    basis: &Basis,
) -> Result<Facts, MetricsError> {
    let of = |engine: &Engine, opens| Facts {
        amounts: amounts_reported(engine, &scene.window),
        opens,
        values: past(engine, periods),
    };
    let Some(kept) = scene.kept_beside(ledger, basis)? else {
        return Ok(of(&Engine::new(ledger, basis)?, Amounts::new()));
    };
    let (ledger, kept) = kept.beside(ledger);
    let engine = Engine::with_kept(&ledger, basis, Some(&kept))?;
    let opens = amounts(engine.balances(), &scene.window);
    Ok(of(&engine, opens))
}

/// The attributes by which there are figures: those of an attribute which one side has not are no change.
fn attributes(values: &Values) -> BTreeSet<String> {
    let named = values.keys().filter_map(|k| k.segment.as_ref());
    named.map(|(name, _)| name.clone()).collect()
}

fn close_lines(window: &[Close], amounts: &Amounts) -> Vec<CloseChange> {
    let total = |k: usize| amounts.values().filter_map(|a| a.get(k)).sum::<Decimal>();
    let line = |(k, close): (usize, &Close)| CloseChange {
        close: *close,
        before: total(k),
        by_cause: BTreeMap::new(),
        after: total(k),
    };
    window.iter().enumerate().map(line).collect()
}

fn blank(cause: Cause, subject: &str, other: Option<String>) -> Change {
    Change {
        id: String::new(),
        cause,
        subject: subject.to_owned(),
        other,
        setting: None,
        by_close: BTreeMap::new(),
        customers: Vec::new(),
        segments: Vec::new(),
        needs_choice: false,
    }
}

fn change_of<'m>(
    found: &'m mut BTreeMap<String, Change>,
    stage: &Stage,
    customer: &str,
) -> &'m mut Change {
    let own = || Group {
        subject: customer.to_owned(),
        other: None,
    };
    let group = match &stage.subject {
        Some(subject) => Group {
            subject: subject.clone(),
            other: None,
        },
        None => stage.groups.get(customer).cloned().unwrap_or_else(own),
    };
    let change = blank(stage.cause, &group.subject, group.other);
    found.entry(group.subject).or_insert(change)
}

fn add(
    change: &mut Change,
    closes: &mut [CloseChange],
    cause: Cause,
    id: &str,
    was: &[Decimal],
    is: &[Decimal],
) {
    for ((close, was), is) in closes
        .iter_mut()
        .zip(was)
        .zip(is)
        .filter(|((_, w), i)| w != i)
    {
        *close.by_cause.entry(cause).or_default() += is - was;
        *change.by_close.entry(close.close).or_default() += is - was;
    }
    let closes = closes.iter().map(|c| c.close);
    change.customers.extend(line(id, closes, was, is));
}

/// A customer's amounts at the newest close at which they differ.
fn line(
    id: &str,
    closes: impl Iterator<Item = Close>,
    was: &[Decimal],
    is: &[Decimal],
) -> Option<CustomerChange> {
    let pairs = closes.zip(was.iter().zip(is));
    pairs.filter(|(_, (was, is))| was != is).fold(
        None,
        |line: Option<CustomerChange>, (newest, (before, after))| {
            Some(CustomerChange {
                customer: id.to_owned(),
                closes: line.map_or(1, |l| l.closes + 1),
                newest,
                before: *before,
                after: *after,
            })
        },
    )
}

/// Gives a change its id: readable, and another one as soon as its content is another.
fn named(mut change: Change) -> Change {
    let mut content = format!("{:?}{:?}", change.other, change.setting);
    for (close, amount) in &change.by_close {
        content += &format!(" {close} {}", money_text(*amount));
    }
    for c in &change.customers {
        let (before, after) = (money_text(c.before), money_text(c.after));
        content += &format!(" {} {} {before} {after}", c.customer, c.closes);
    }
    for SegmentChange {
        attribute,
        before,
        after,
        ..
    } in &change.segments
    {
        content += &format!(" {attribute} {before} {after}");
    }
    let digest = Sha256::digest(content.as_bytes());
    let short: String = digest.iter().take(3).map(|b| format!("{b:02x}")).collect();
    change.id = format!("{}/{}/{short}", change.cause.id(), change.subject);
    change
}
