//! The playbook: every number of N-1 to N-8 as a setting, and the words as data.
//!
//! [`Playbook::default`] holds the numbers; `templates/playbook.toml` holds the same numbers with the
//! words, and a test keeps the two equal.

use holdfast_ledger::Decimal;
use holdfast_ledger::requests::{CounterKind, Exchange, RequestKind, RootCause};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a request is to be met.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Playbook {
    /// The clock (N-4).
    pub clock: Clock,
    /// The price guardrail (N-5).
    pub guardrail: Guardrail,
    /// Who must be involved (N-6).
    pub involve: InvolveRules,
    /// Terms and windows of the outcome rules.
    pub outcome: OutcomeRules,
    /// Request → counter-offer → exchange (N-2).
    pub matrix: Vec<MatrixRow>,
    /// The words shown beside the figures.
    pub words: Words,
}

/// Calendar days from the request, never stopped (N-4).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Clock {
    /// Acknowledged by this day.
    pub acknowledge_by: u32,
    /// Deal desk and VP CS informed by this day.
    pub inform_by: u32,
    /// Diagnosed from this day …
    pub diagnose_from: u32,
    /// … to this day.
    pub diagnose_by: u32,
    /// Countered from this day …
    pub counter_from: u32,
    /// … to this day.
    pub counter_by: u32,
    /// Resolved by this day; past it the advice is to accept.
    pub resolve_by: u32,
}

impl Default for Clock {
    fn default() -> Self {
        Clock {
            acknowledge_by: 1,
            inform_by: 3,
            diagnose_from: 5,
            diagnose_by: 10,
            counter_from: 10,
            counter_by: 15,
            resolve_by: 30,
        }
    }
}

/// Limits of the price discount, 1 − net/list at the new scope, as fractions (N-5).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Guardrail {
    /// A discount above this is a warning.
    pub warn_above: Decimal,
    /// A discount above this is a breach and names its approver.
    pub breach_above: Decimal,
}

impl Default for Guardrail {
    fn default() -> Self {
        Guardrail {
            warn_above: Decimal::new(15, 2),
            breach_above: Decimal::new(20, 2),
        }
    }
}

/// Who must be involved (N-6).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InvolveRules {
    /// Accounts of this ARR and more want an AE.
    pub account_executive_from: Decimal,
    /// Counters after which a further push goes to VP CS.
    pub escalate_after_counters: u32,
    /// A cut of this fraction of the ARR or more gets the note "diagnose first".
    pub diagnose_first_from: Decimal,
}

impl Default for InvolveRules {
    fn default() -> Self {
        InvolveRules {
            account_executive_from: Decimal::from(100_000),
            escalate_after_counters: 1,
            diagnose_first_from: Decimal::new(50, 2),
        }
    }
}

/// Terms and windows of the outcome rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutcomeRules {
    /// Fewest months of a multi-year commitment (N-14).
    pub multi_year_months: u32,
    /// Days after the resolution at which a retained customer is looked at again (N-12).
    pub observe_after_days: u32,
    /// Days after the resolution within which a trigger must be set (mode 4).
    pub trigger_within_days: u32,
    /// Days a fired trigger may wait before it is overdue (N-41).
    pub act_within_days: u32,
    /// Rejected counters from which an overdue request is being fought instead of settled (mode 5).
    pub rejected_counters: u32,
    /// Days between a resolution and the movement it explains (N-30).
    pub tie_lag_days: u32,
}

impl Default for OutcomeRules {
    fn default() -> Self {
        OutcomeRules {
            multi_year_months: 24,
            observe_after_days: 90,
            trigger_within_days: 7,
            act_within_days: 14,
            rejected_counters: 2,
            tie_lag_days: 45,
        }
    }
}

/// How the counter's ARR follows from the request (N-2).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case", deny_unknown_fields)]
pub enum CounterRule {
    /// The counter keeps the example's share of the requested cut; fractions of the ARR before.
    ShareOfCut {
        /// The cut asked for in the example.
        asked: Decimal,
        /// The cut given in the example.
        given: Decimal,
    },
    /// Before − the module's amount − a retention discount on what is left.
    SuspendModule {
        /// The discount as a fraction.
        retention_discount: Decimal,
    },
    /// Paused at 0.
    Pause,
    /// What was asked.
    AsAsked,
}

/// One row of the matrix (N-2).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixRow {
    /// The request.
    pub request: RequestKind,
    /// The kind of counter-offer.
    pub counter: CounterKind,
    /// Its ARR.
    pub arr: CounterRule,
    /// What is asked in exchange.
    pub exchange: Exchange,
    /// Months asked for, where the exchange is a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
}

/// The words of the playbook, by what they are said of. Figures never depend on them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    /// The counter-offer to a request (N-2).
    pub counter: BTreeMap<RequestKind, String>,
    /// What is asked in exchange (N-2).
    pub exchange: BTreeMap<Exchange, String>,
    /// The response to a root cause (N-3).
    pub response: BTreeMap<RootCause, String>,
    /// Notes and advice.
    pub note: BTreeMap<Note, String>,
}

/// What a note is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// The counter was scaled from the example (N-2).
    Scaled,
    /// Past the resolve-by day (N-4).
    AcceptTheDownsell,
    /// Involve an AE (N-6).
    AccountExecutive,
    /// Escalate to VP CS (N-6).
    VpCs,
    /// A cut of half or more (N-6).
    DiagnoseFirst,
    /// Root cause still blank.
    NotDiagnosed,
}

impl Note {
    /// Every note.
    pub const ALL: [Note; 6] = [
        Note::Scaled,
        Note::AcceptTheDownsell,
        Note::AccountExecutive,
        Note::VpCs,
        Note::DiagnoseFirst,
        Note::NotDiagnosed,
    ];
}

impl Default for Playbook {
    fn default() -> Self {
        Playbook {
            clock: Clock::default(),
            guardrail: Guardrail::default(),
            involve: InvolveRules::default(),
            outcome: OutcomeRules::default(),
            matrix: default_matrix(),
            words: Words::default(),
        }
    }
}

fn default_matrix() -> Vec<MatrixRow> {
    let share = |asked, given| CounterRule::ShareOfCut {
        asked: Decimal::new(asked, 2),
        given: Decimal::new(given, 2),
    };
    let module = CounterRule::SuspendModule {
        retention_discount: Decimal::ZERO,
    };
    let row = |request, counter, arr, exchange, months| MatrixRow {
        request,
        counter,
        arr,
        exchange,
        months,
    };
    vec![
        row(
            RequestKind::SeatReduction,
            CounterKind::RightSize,
            share(30, 20),
            Exchange::MultiYear,
            Some(24),
        ),
        row(
            RequestKind::ModuleCancelled,
            CounterKind::Suspend,
            module,
            Exchange::OneYearLock,
            Some(12),
        ),
        row(
            RequestKind::ValueCut,
            CounterKind::MultiYear,
            share(50, 30),
            Exchange::MultiYear,
            Some(24),
        ),
        row(
            RequestKind::FullCancellation,
            CounterKind::Pause,
            CounterRule::Pause,
            Exchange::Relationship,
            None,
        ),
        row(
            RequestKind::TierDowngrade,
            CounterKind::LowerTier,
            CounterRule::AsAsked,
            Exchange::PathBackUp,
            None,
        ),
    ]
}

impl Playbook {
    /// The matrix row for a request (N-2); `None` for requests the matrix doesn't know.
    pub fn row(&self, kind: RequestKind) -> Option<&MatrixRow> {
        self.matrix.iter().find(|r| r.request == kind)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shipped() -> Playbook {
        toml::from_str(include_str!("../../../../../templates/playbook.toml")).unwrap()
    }

    #[test]
    fn the_shipped_file_has_the_default_numbers() {
        let numbers = Playbook {
            words: Words::default(),
            ..shipped()
        };
        assert_eq!(numbers, Playbook::default());
    }

    #[test]
    fn the_shipped_file_has_words_for_everything_said() {
        let words = shipped().words;
        assert!(words.counter.keys().eq(RequestKind::ALL));
        assert!(words.exchange.keys().eq(Exchange::ALL));
        assert!(words.response.keys().eq(RootCause::ALL));
        assert!(words.note.keys().eq(&Note::ALL));
    }

    #[test]
    fn an_empty_file_is_the_default_and_an_unknown_key_is_an_error() {
        assert_eq!(toml::from_str::<Playbook>("").unwrap(), Playbook::default());
        let error = toml::from_str::<Playbook>("[clock]\nresolve_bye = 3").unwrap_err();
        assert!(error.to_string().contains("resolve_bye"));
    }
}
