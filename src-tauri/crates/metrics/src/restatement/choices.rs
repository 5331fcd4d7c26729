//! What is done about each change: the past is recast, or stays as reported and the difference is carried
//! in this period as its own data quality line (section 7).

use super::chain::{Later, Reported, Scene};
use super::definitions;
use super::figures::FigureKey;
use super::patch::{Origin, Patch};
use super::types::{Change, Restatement};
use super::{Cause, MetricsError};
use crate::basis::Basis;
use crate::figures::Report;
use crate::kept::Kept;
use holdfast_ledger::{Close, Ledger};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What is done about a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Treatment {
    /// Past figures are restated, and marked so wherever they are printed.
    Recast,
    /// Past figures stay; the difference is this period's data quality line.
    KeepAsReported,
}

/// A choice, with who made it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The change's id; or a cause's id, for every change of that cause; or `all`.
    pub change: String,
    /// What is done about it.
    pub treatment: Treatment,
    /// Who chose.
    #[serde(default)]
    pub who: String,
    /// When, as the user's clock had it.
    #[serde(default)]
    pub when: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// All choices.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// In the order in which they were made; a later one of the same reach wins.
    #[serde(default, rename = "choice")]
    pub entries: Vec<Choice>,
}

impl Choices {
    /// One choice for everything.
    pub fn all(treatment: Treatment) -> Choices {
        Choices {
            entries: vec![Choice {
                change: "all".to_owned(),
                treatment,
                who: String::new(),
                when: String::new(),
                reason: String::new(),
            }],
        }
    }

    /// The choice on a change: its own, else that of its cause, else that for all.
    pub fn on(&self, change: &Change) -> Option<&Choice> {
        let reach = [change.id.as_str(), change.cause.id(), "all"];
        let of = |wanted: &str| self.entries.iter().rev().find(|c| c.change == wanted);
        reach.into_iter().find_map(of)
    }

    /// The same, and whatever waits is recast: what is shown until it is chosen.
    #[must_use]
    pub fn or_recast(&self) -> Choices {
        let mut all = Choices::all(Treatment::Recast);
        all.entries.extend(self.entries.iter().cloned());
        all
    }

    /// Those made since an earlier state of the same list: what was chosen for an issued pack is done with.
    #[must_use]
    pub fn since(&self, earlier: &Choices) -> Choices {
        let pairs = self.entries.iter().zip(&earlier.entries);
        let common = pairs.take_while(|(now, then)| now == then).count();
        Choices {
            entries: self.entries.iter().skip(common).cloned().collect(),
        }
    }

    /// The changes which move a past figure and on which nothing is chosen yet.
    pub fn missing<'r>(&self, found: &'r Restatement) -> Vec<&'r Change> {
        found.waiting().filter(|c| self.on(c).is_none()).collect()
    }

    /// A changed calculation can't be kept: the version which computed otherwise is not at hand.
    fn keeps(&self, change: &Change) -> bool {
        change.needs_choice
            && change.cause != Cause::Calculation
            && self
                .on(change)
                .is_some_and(|c| c.treatment == Treatment::KeepAsReported)
    }
}

/// What figures are computed from once every choice is made.
#[derive(Clone, PartialEq, Debug)]
pub struct Decided {
    /// The later ledger, with the customers of the kept state among its own.
    pub ledger: Ledger,
    /// The kept state; `None` where everything is recast.
    pub kept: Option<Kept>,
}

impl Decided {
    fn of(ledger: &Ledger, kept: Option<Kept>) -> Decided {
        match kept {
            None => Decided {
                ledger: ledger.clone(),
                kept: None,
            },
            Some(kept) => {
                let (ledger, kept) = kept.beside(ledger);
                Decided {
                    ledger,
                    kept: Some(kept),
                }
            }
        }
    }
}

/// A comparison with the last pack, and what was chosen: what a pack prints of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Restated {
    /// What is compared with, as a reader calls it: a pack's id and period, or a file.
    pub last: String,
    /// What changed.
    pub found: Restatement,
    /// What was chosen.
    pub choices: Choices,
}

impl Restated {
    /// The choice on a change; `None` where it waits, or needs none.
    pub fn choice(&self, change: &Change) -> Option<&Choice> {
        self.choices.on(change).filter(|_| change.needs_choice)
    }

    /// Every past figure of the whole company which the report prints otherwise than it was reported:
    /// closing close and metric. These carry the mark ᴿ.
    pub fn recast(&self, report: &Report) -> BTreeSet<(Close, String)> {
        let printed = |key: &FigureKey| {
            let mut periods = report.periods.iter();
            let period = periods.find(|p| p.label == key.period)?;
            super::figures::figure_of(period, &key.metric)
        };
        let totals = self.found.totals();
        totals
            .filter(|f| printed(&f.key) != f.before)
            .map(|f| (f.key.closing, f.key.metric.clone()))
            .collect()
    }
}

/// Why figures can't be computed from choices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChoiceError {
    /// Changes which wait for a choice: id and cause of each.
    Missing(Vec<(String, Cause)>),
    /// A state can't be computed.
    Metrics(MetricsError),
}

impl From<MetricsError> for ChoiceError {
    fn from(error: MetricsError) -> Self {
        ChoiceError::Metrics(error)
    }
}

impl fmt::Display for ChoiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChoiceError::Missing(changes) => {
                let named = changes.iter().take(5).map(|(id, _)| id.as_str());
                let named: Vec<&str> = named.collect();
                let more = changes.len().saturating_sub(5);
                let and = if more == 0 {
                    String::new()
                } else {
                    format!(" and {more} more")
                };
                let (n, wait) = match changes.len() {
                    1 => ("1 change".to_owned(), "waits"),
                    n => (format!("{n} changes"), "wait"),
                };
                write!(
                    f,
                    "{n} of past figures {wait} for a choice, recast or keep as reported: {}{and}",
                    named.join(", ")
                )
            }
            ChoiceError::Metrics(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for ChoiceError {}

/// Applies choices to the changes found between two states.
///
/// Where a customer is touched by several changes and an earlier one is kept, the later ones of that
/// customer are kept with it: they rest on what was not taken over.
///
/// # Errors
/// [`ChoiceError::Missing`] names the changes on which nothing is chosen.
pub fn decide(
    old: Reported,
    later: Later,
    found: &Restatement,
    choices: &Choices,
) -> Result<Decided, ChoiceError> {
    let missing = choices.missing(found);
    if !missing.is_empty() {
        let named = missing.iter().map(|c| (c.id.clone(), c.cause));
        return Err(ChoiceError::Missing(named.collect()));
    }
    let scene = Scene::new(old, later);
    let (kept, recast): (Vec<&Change>, Vec<&Change>) =
        found.changes.iter().partition(|c| choices.keeps(c));
    let Some(until) = scene.window.last().copied().filter(|_| !kept.is_empty()) else {
        let kept = scene.kept_beside(later.ledger, later.basis)?;
        return Ok(Decided::of(later.ledger, kept));
    };
    let keeping = Keeping {
        scene: &scene,
        kept: &kept,
        recast: &recast,
        until,
    };
    let past = keeping.ledger();
    // Nothing is left of the past only where all of it was removed; then it stays as it was reported.
    let past = past.unwrap_or_else(|| old.ledger.clone());
    let basis = keeping.basis(&past);
    let earlier = scene.kept_beside(&past, &basis)?;
    let kept = Kept::new(past, basis, until, earlier);
    Ok(Decided::of(later.ledger, Some(kept)))
}

/// The changes which are kept, and those which are not.
struct Keeping<'s, 'a> {
    scene: &'s Scene<'a>,
    kept: &'s [&'s Change],
    recast: &'s [&'s Change],
    until: Close,
}

impl<'a> Keeping<'_, 'a> {
    fn any(&self, cause: Cause) -> bool {
        self.kept.iter().any(|c| c.cause == cause)
    }

    /// Customers of kept changes by these causes.
    fn customers(&self, causes: &[Cause]) -> BTreeSet<&str> {
        let of = self.kept.iter().filter(|c| causes.contains(&c.cause));
        of.flat_map(|c| {
            let amounts = c.customers.iter().map(|x| x.customer.as_str());
            amounts.chain(c.segments.iter().map(|s| s.customer.as_str()))
        })
        .collect()
    }

    /// The ledger of the past: rows of kept customers as they were, everything else as it is now.
    fn ledger(&self) -> Option<Ledger> {
        let (old, later) = (self.scene.old.ledger, self.scene.later);
        let closes = self.closes();
        let window: Vec<Close> = closes
            .iter()
            .filter(|c| **c > self.until || later.ledger.close_index(**c).is_some())
            .copied()
            .collect();
        let patch = Patch {
            old,
            new: later.ledger,
            window: &window,
            closes: &closes,
        };
        let source = self.customers(&[
            Cause::AmountCorrected,
            Cause::CustomerAdded,
            Cause::CustomerRemoved,
            Cause::Renamed,
            Cause::Merged,
        ]);
        let segments = self.customers(&[Cause::Resegmented]);
        let details = self
            .kept
            .iter()
            .any(|c| c.cause == Cause::Resegmented && c.segments.is_empty());
        let stops = self.stops();
        let origin = |id: &str| match stops.get(id) {
            _ if source.contains(id) => Origin::Old,
            Some(reading) => Origin::Of(reading),
            None if details || segments.contains(id) => Origin::NewAsWas,
            None => Origin::New,
        };
        // Rows which are kept may be in a currency which moved nothing else: only a rate chosen to be
        // recast is another one.
        let rates = self.recast_subjects(Cause::Fx);
        let until = self.until;
        patch.ledger(origin, |currency, close| {
            close > until || rates.contains(currency)
        })
    }

    fn recast_subjects(&self, cause: Cause) -> BTreeSet<&str> {
        let of = self
            .recast
            .iter()
            .filter(|c| c.cause == cause && c.needs_choice);
        of.map(|c| c.subject.as_str()).collect()
    }

    /// The closes of the later ledger; where their coverage is kept, those reported.
    fn closes(&self) -> Vec<Close> {
        let ledger = if self.any(Cause::Coverage) {
            self.scene.old.ledger
        } else {
            self.scene.later.ledger
        };
        ledger.closes().to_vec()
    }

    /// Of customers touched by a kept reading (mapping, amount kind, decisions), the reading at which
    /// they stay.
    fn stops(&self) -> BTreeMap<&str, &'a Ledger> {
        let mut out = BTreeMap::new();
        for reading in self.scene.later.readings {
            let of = |c: &&&Change| c.cause == reading.next && c.subject == reading.subject;
            let touched = self.kept.iter().filter(of).flat_map(|c| &c.customers);
            for customer in touched {
                out.entry(customer.customer.as_str())
                    .or_insert(reading.ledger);
            }
        }
        out
    }

    fn basis(&self, ledger: &Ledger) -> Basis {
        let recast = self.recast_subjects(Cause::Basis);
        let (was, is) = (self.scene.old.basis, self.scene.later.basis);
        let basis = definitions::with(was, is, |key| {
            !definitions::defines(key) || recast.contains(key)
        });
        let covered = self.any(Cause::Coverage);
        let as_of = if covered { Some(self.until) } else { is.as_of };
        super::figures::basis_for(ledger, &Basis { as_of, ..basis })
    }
}
