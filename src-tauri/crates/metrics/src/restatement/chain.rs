//! The states between as reported and now: each differs from the one before by one thing.

use super::Cause;
use super::figures::{amounts, basis_for};
use super::moves::under;
use super::patch::{Origin, Patch, rate};
use super::people::{People, Rename, Side};
use super::segments;
use super::types::SegmentChange;
use crate::balances::Balances;
use crate::basis::Basis;
use crate::error::MetricsError;
use crate::kept::Kept;
use holdfast_ledger::{Close, Ledger, Period};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// The later rows read in another way than now, and what leads to the next reading.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The later rows under this reading.
    pub ledger: &'a Ledger,
    /// Why the next reading, or in the end the later ledger itself, differs: [`Cause::Mapping`],
    /// [`Cause::Basis`] (amount kind, scale, currency) or [`Cause::Override`], in this order.
    pub next: Cause,
    /// What is switched, in words.
    pub subject: &'a str,
}

/// A state as reported.
#[derive(Clone, Copy, Debug)]
pub struct Reported<'a> {
    /// Ledger.
    pub ledger: &'a Ledger,
    /// Basis, with its as-of close.
    pub basis: &'a Basis,
    /// The figures as frozen, where they are; else they are computed from the ledger.
    pub figures: Option<&'a super::Figures>,
    /// The past as it was kept with this pack or before it; `None` where nothing was.
    pub kept: Option<&'a Kept>,
}

/// A later state.
#[derive(Clone, Copy, Debug)]
pub struct Later<'a> {
    /// Ledger.
    pub ledger: &'a Ledger,
    /// Basis, with its as-of close.
    pub basis: &'a Basis,
    /// The same rows read as the earlier ones were, then one thing switched at a time; empty where
    /// mapping, decisions, amount kind and scale are the same.
    pub readings: &'a [Reading<'a>],
    /// Renames and mergers which a mapping sheet states (L-8).
    pub renames: &'a [Rename],
}

impl<'a> Later<'a> {
    /// The later rows under the earlier reading.
    pub(super) fn source(&self) -> &'a Ledger {
        self.readings.first().map_or(self.ledger, |r| r.ledger)
    }
}

/// Whose change a customer's difference in a stage is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Group {
    pub subject: String,
    pub other: Option<String>,
}

/// A state, and what was switched to come to it.
#[derive(Debug)]
pub(super) struct Stage<'a> {
    pub cause: Cause,
    /// The one thing switched; `None` where each customer is a change of its own.
    pub subject: Option<String>,
    /// Settings before and after.
    pub setting: Option<(String, String)>,
    /// By customer, where it is not itself the subject.
    pub groups: BTreeMap<String, Group>,
    pub segments: Vec<SegmentChange>,
    pub ledger: Cow<'a, Ledger>,
    pub basis: Basis,
}

/// Both states and the closes and customers they have in common.
pub(super) struct Scene<'a> {
    pub old: Reported<'a>,
    pub later: Later<'a>,
    /// Closes which both cover and which were reported whole.
    pub window: Vec<Close>,
    people: OnceCell<People>,
}

impl<'a> Scene<'a> {
    pub fn new(old: Reported<'a>, later: Later<'a>) -> Scene<'a> {
        let last = |ledger: &Ledger, basis: &Basis| {
            let newest = ledger.closes().last().copied();
            basis.as_of.or(newest)
        };
        let (was, is) = (last(old.ledger, old.basis), last(later.ledger, later.basis));
        let partial =
            |ledger: &Ledger, close: Close| ledger.partial().and_then(Close::of) == Some(close);
        let whole = |close: &&Close| {
            let source = later.source();
            Some(**close) <= was
                && Some(**close) <= is
                && later.ledger.close_index(**close).is_some()
                && source.close_index(**close).is_some()
                && !partial(old.ledger, **close)
                && !partial(later.ledger, **close)
        };
        let window = old.ledger.closes().iter().filter(whole).copied().collect();
        let people = OnceCell::new();
        Scene {
            old,
            later,
            window,
            people,
        }
    }

    pub fn patch(&self) -> Patch<'_> {
        Patch {
            old: self.old.ledger,
            new: self.later.source(),
            window: &self.window,
            closes: self.old.ledger.closes(),
        }
    }

    /// Who is who, by amounts at the earlier rates and under the earlier basis.
    pub fn people(&self) -> Result<&People, MetricsError> {
        if let Some(told) = self.people.get() {
            return Ok(told);
        }
        let told = self.tell()?;
        Ok(self.people.get_or_init(|| told))
    }

    fn tell(&self) -> Result<People, MetricsError> {
        let patch = self.patch();
        let basis = self.old_basis(self.old.ledger);
        let was = amounts(&Balances::new(self.old.ledger, &basis)?, &self.window);
        let later = patch.ledger(|_| Origin::New, |_, _| false);
        let is = match &later {
            Some(ledger) => amounts(&Balances::new(ledger, &basis)?, &self.window),
            None => BTreeMap::new(),
        };
        let before = Side {
            ledger: patch.old,
            amounts: &was,
        };
        let after = Side {
            ledger: patch.new,
            amounts: &is,
        };
        Ok(People::tell(before, after, self.later.renames))
    }

    /// The periods reported whose closes both cover, with their labels.
    pub fn periods(&self, basis: &Basis) -> Vec<(Period, String)> {
        let reported = |close: &&Close| basis.as_of.is_none_or(|as_of| **close <= as_of);
        let closes = self.old.ledger.closes().iter().filter(reported);
        let ends = (
            closes.clone().next(),
            closes.clone().next_back(),
            self.window.last(),
        );
        let (Some(first), Some(newest), Some(last)) = ends else {
            return Vec::new();
        };
        let fiscal = basis.fiscal_year_start;
        let covered = |p: &Period| {
            let known = |close| self.old.ledger.close_index(close).is_some();
            p.opening() < p.closing() && known(p.opening()) && known(p.closing())
        };
        let all = Period::all(basis.period, fiscal, *first, *newest).into_iter();
        all.filter(|p| covered(p) && p.closing() <= *last)
            .map(|p| (p, p.label(fiscal)))
            .collect()
    }

    /// What was kept before, beside a state on the way to now. Who was renamed or merged by then is so in the
    /// past which was kept as well: another id is no reason to take back what was kept.
    pub fn kept_beside(
        &self,
        ledger: &Ledger,
        basis: &Basis,
    ) -> Result<Option<Kept>, MetricsError> {
        let Some(kept) = self.old.kept else {
            return Ok(None);
        };
        let people = self.people()?;
        let from = (self.old.ledger, self.old.basis);
        let switched = people.switched(ledger, &self.window);
        if switched.is_empty() {
            return Ok(Some(kept.carried(from, (ledger, basis))));
        }
        let former = under(from.0, &switched);
        let kept = kept.under(&switched);
        Ok(Some(kept.carried((&former, from.1), (ledger, basis))))
    }

    pub fn old_basis(&self, ledger: &Ledger) -> Basis {
        basis_for(ledger, self.old.basis)
    }

    /// Every stage after the first state, in the order of the causes.
    pub fn stages(&self, people: &People) -> Vec<Stage<'a>> {
        let mut out = self.source_stages(people);
        out.extend(self.rate_stages());
        let source = self.later.source();
        let as_of = Basis {
            as_of: self.later.basis.as_of,
            ..self.old.basis.clone()
        };
        let now = basis_for(source, &as_of);
        out.push(stage(
            Cause::Coverage,
            "closes covered",
            Cow::Borrowed(source),
            now,
        ));
        self.add_readings(&mut out, as_of);
        out
    }

    /// One cause after the other, the rest as it was.
    fn source_stages(&self, people: &People) -> Vec<Stage<'a>> {
        let steps = [
            Cause::AmountCorrected,
            Cause::CustomerAdded,
            Cause::CustomerRemoved,
            Cause::Renamed,
            Cause::Merged,
            Cause::AmountCorrected,
            Cause::Resegmented,
        ];
        let mut out = Vec::new();
        for (done, cause) in steps.into_iter().enumerate() {
            let origin = |id: &str| origin(people, id, done + 1);
            let Some(ledger) = self.patch().ledger(origin, |_, _| false) else {
                continue;
            };
            let basis = self.old_basis(&ledger);
            let mut stage = stage(cause, "", Cow::Owned(ledger), basis);
            stage.subject = None;
            stage.groups = groups(people, cause);
            if cause == Cause::Resegmented {
                stage.segments = segments::changes(&self.patch(), people);
            }
            out.push(stage);
        }
        out
    }

    /// One currency after the other.
    fn rate_stages(&self) -> Vec<Stage<'a>> {
        let patch = self.patch();
        let mut switched: BTreeSet<String> = BTreeSet::new();
        let mut out = Vec::new();
        for currency in patch.old.currencies() {
            let moved = |close: &&Close| {
                let (was, is) = (
                    rate(patch.old, currency, **close),
                    rate(patch.new, currency, **close),
                );
                is.is_some() && was != is
            };
            if !self.window.iter().any(|c| moved(&c)) {
                continue;
            }
            switched.insert(currency.clone());
            let now = |name: &str, _: Close| switched.contains(name);
            if let Some(ledger) = patch.ledger(|_| Origin::New, now) {
                let basis = self.old_basis(&ledger);
                out.push(stage(Cause::Fx, currency, Cow::Owned(ledger), basis));
            }
        }
        out
    }

    /// Mapping, definitions, decisions: the later rows read as then, and in the end as now.
    fn add_readings(&self, out: &mut Vec<Stage<'a>>, earlier: Basis) {
        let readings = self.later.readings;
        let after = |i: usize| readings.get(i + 1).map_or(self.later.ledger, |r| r.ledger);
        let mut basis = earlier;
        let mut ledger = self.later.source();
        let mut defined = false;
        for (i, reading) in readings.iter().enumerate() {
            if reading.next == Cause::Override && !defined {
                self.add_definitions(out, ledger, &mut basis);
                defined = true;
            }
            ledger = after(i);
            let now = basis_for(ledger, &basis);
            out.push(stage(
                reading.next,
                reading.subject,
                Cow::Borrowed(ledger),
                now,
            ));
        }
        if !defined {
            self.add_definitions(out, ledger, &mut basis);
        }
    }

    /// One key of the basis after the other.
    fn add_definitions(&self, out: &mut Vec<Stage<'a>>, ledger: &'a Ledger, basis: &mut Basis) {
        for (key, next) in super::definitions::switches(basis, self.later.basis) {
            let setting = super::definitions::setting(basis, &next, &key);
            *basis = next;
            let mut stage = stage(
                Cause::Basis,
                &key,
                Cow::Borrowed(ledger),
                basis_for(ledger, basis),
            );
            stage.setting = Some(setting);
            out.push(stage);
        }
    }
}

fn stage<'a>(cause: Cause, subject: &str, ledger: Cow<'a, Ledger>, basis: Basis) -> Stage<'a> {
    Stage {
        cause,
        subject: Some(subject.to_owned()),
        setting: None,
        groups: BTreeMap::new(),
        segments: Vec::new(),
        ledger,
        basis,
    }
}

/// Where a customer's rows come from once the first `done` steps are taken.
fn origin<'a>(people: &People, id: &str, done: usize) -> Origin<'a> {
    let taken = |step: usize| done >= step;
    if taken(7) {
        return Origin::New;
    }
    let moved = people.renamed.get(id).map(|m| (m, 4));
    let moved = moved.or_else(|| people.merged.get(id).map(|m| (m, 5)));
    let is_target = || {
        let all = people.renamed.values().chain(people.merged.values());
        all.map(|m| m.to.as_str()).any(|to| to == id)
    };
    match moved {
        Some(_) if taken(6) => Origin::NewAsWas,
        Some((m, step)) if taken(step) => Origin::Under(m.to.clone(), m.effective),
        Some(_) => Origin::Old,
        None if people.corrected.contains(id) && taken(1) => Origin::NewAsWas,
        None if people.added.contains(id) && taken(2) => Origin::New,
        None if people.added.contains(id) => Origin::Nobody,
        None if people.removed.contains(id) && taken(3) => Origin::Nobody,
        None if taken(6) && is_target() => Origin::NewAsWas,
        None => Origin::Old,
    }
}

/// Whose change each customer's difference is: of a rename or merger both sides' are one.
fn groups(people: &People, cause: Cause) -> BTreeMap<String, Group> {
    let moves = match cause {
        Cause::Renamed => &people.renamed,
        Cause::Merged => &people.merged,
        _ => return BTreeMap::new(),
    };
    let mut by_target: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, moved) in moves {
        by_target.entry(&moved.to).or_default().push(from);
    }
    let mut out = BTreeMap::new();
    for (to, from) in by_target {
        let group = Group {
            subject: from.join(", "),
            other: Some(to.to_owned()),
        };
        for id in from.into_iter().chain([to]) {
            out.insert(id.to_owned(), group.clone());
        }
    }
    out
}
