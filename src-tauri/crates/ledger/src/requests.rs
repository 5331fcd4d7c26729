//! The downsell negotiation log: one record a request (negotiations, section 1).
//!
//! A field that was not imported is *not recorded*: [`RequestLog::recorded`] says which columns the
//! log has, so that absence is never counted as zero.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }
        impl $name {
            /// Every value, in display order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The word of every value.
            pub fn words() -> Vec<&'static str> {
                Self::ALL.iter().map(|value| value.word()).collect()
            }
            /// The word used in the log, the app and the pack.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
            /// Reads the word; case, spaces, hyphens and underscores don't matter.
            pub fn read(text: &str) -> Option<$name> {
                let key = |t: &str| -> String {
                    t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
                };
                let wanted = key(text);
                $name::ALL.iter().copied().find(|v| key(v.word()) == wanted)
            }
        }
    };
}

words! {
    /// What the customer asked for.
    RequestKind {
        /// Fewer seats.
        SeatReduction = "seat reduction",
        /// An optional module cancelled.
        ModuleCancelled = "optional module cancelled",
        /// A cut of the contract value.
        ValueCut = "contract value cut",
        /// A lower tier.
        TierDowngrade = "tier downgrade",
        /// Everything cancelled.
        FullCancellation = "full cancellation",
        /// Anything else.
        Other = "other",
    }
}
words! {
    /// Why the customer asked.
    RootCause {
        /// Budget cut.
        BudgetCut = "budget cut",
        /// Organisation shrinking.
        OrganisationShrinking = "organisation shrinking",
        /// Usage gap.
        UsageGap = "usage gap",
        /// Value perception.
        ValuePerception = "value perception",
        /// Strategic shift.
        StrategicShift = "strategic shift",
        /// Competitor.
        Competitor = "competitor",
        /// Diagnosed but unknown.
        Unknown = "unknown",
    }
}
words! {
    /// How the company first answered.
    FirstResponse {
        /// Acknowledged without push-back.
        Acknowledged = "acknowledged",
        /// Pushed back.
        PushedBack = "pushed back",
    }
}
words! {
    /// What is asked or obtained in exchange for a cut.
    Exchange {
        /// A commitment of two years or more.
        MultiYear = "multi-year",
        /// One-year lock on the rest.
        OneYearLock = "1-year lock",
        /// The relationship.
        Relationship = "relationship",
        /// A path back up.
        PathBackUp = "path back up",
        /// Nothing.
        None = "none",
        /// Something else.
        Other = "other",
    }
}
words! {
    /// The kind of a counter-offer.
    CounterKind {
        /// Right-sized scope.
        RightSize = "right-size",
        /// Right-sized with a multi-year commitment.
        MultiYear = "multi-year",
        /// Module suspended.
        Suspend = "suspend",
        /// Contract paused.
        Pause = "pause",
        /// Retention discount.
        Discount = "discount",
        /// Lower tier.
        LowerTier = "lower tier",
        /// Other.
        Other = "other",
    }
}
words! {
    /// The outcome as stated in the log; the class used in figures comes from the amounts (N-11).
    StatedOutcome {
        /// Not resolved.
        Open = "open",
        /// Request withdrawn.
        Withdrawn = "withdrawn",
        /// Right-sized.
        RightSized = "right-sized",
        /// Full cut accepted.
        FullCut = "full cut accepted",
        /// Deeper cut than asked.
        DeeperCut = "deeper cut",
        /// Upsold.
        Upsold = "upsold",
        /// Paused.
        Paused = "paused",
        /// Churned.
        Churned = "churned",
    }
}
words! {
    /// What a re-engagement trigger watches.
    TriggerKind {
        /// Headcount.
        Headcount = "headcount",
        /// Budget cycle.
        BudgetCycle = "budget cycle",
        /// Product feature.
        ProductFeature = "product feature",
        /// Usage.
        Usage = "usage",
        /// Check after 90 days.
        NinetyDayCheck = "90-day check",
        /// Other.
        Other = "other",
    }
}

/// One counter-offer.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Counter {
    /// When it was made.
    pub on: Option<NaiveDate>,
    /// Its kind.
    pub kind: Option<CounterKind>,
    /// ARR offered, in reporting currency.
    pub arr: Option<Decimal>,
    /// When the customer rejected it.
    pub rejected_on: Option<NaiveDate>,
}

/// One re-engagement trigger (N-40).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Trigger {
    /// Kind.
    pub kind: Option<TriggerKind>,
    /// The condition, in the words of the log; a machine checks `headcount >= 120`, `ARR >= 100000`,
    /// `renewal within 60 days`; anything else is for people.
    pub condition: String,
    /// When it was set.
    pub set_on: Option<NaiveDate>,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
    /// When it fired.
    pub fired_on: Option<NaiveDate>,
    /// When the customer was contacted.
    pub contacted_on: Option<NaiveDate>,
    /// When it was closed.
    pub closed_on: Option<NaiveDate>,
    /// Why it was closed.
    pub close_reason: String,
    /// ARR won back.
    pub arr_recovered: Option<Decimal>,
}

/// One request to pay less.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Request id, unique in the log.
    pub id: String,
    /// Customer, as named in the log (matched to the ledger by id, then by name).
    pub customer: String,
    /// Requested on.
    pub requested_on: NaiveDate,
    /// What was asked.
    pub kind: Option<RequestKind>,
    /// ARR before.
    pub arr_before: Decimal,
    /// ARR asked for (0 for a full cancellation).
    pub arr_asked: Option<Decimal>,
    /// Root cause; `None` is blank.
    pub root_cause: Option<RootCause>,
    /// Owner.
    pub owner: String,
    /// First response.
    pub first_response: Option<FirstResponse>,
    /// Acknowledged on.
    pub acknowledged_on: Option<NaiveDate>,
    /// Deal desk informed on.
    pub deal_desk_on: Option<NaiveDate>,
    /// VP CS informed on.
    pub vp_cs_on: Option<NaiveDate>,
    /// Diagnosed on.
    pub diagnosed_on: Option<NaiveDate>,
    /// Counters, in order.
    pub counters: Vec<Counter>,
    /// Exchange asked.
    pub exchange_asked: Option<Exchange>,
    /// Exchange obtained.
    pub exchange_obtained: Option<Exchange>,
    /// Months offered.
    pub months_offered: Option<u32>,
    /// Term months before.
    pub term_before: Option<u32>,
    /// Term months after.
    pub term_after: Option<u32>,
    /// List price at the new scope, a year.
    pub list_price: Option<Decimal>,
    /// Net price at the new scope, a year.
    pub net_price: Option<Decimal>,
    /// Stated price discount as a fraction, where list and net are not given.
    pub discount: Option<Decimal>,
    /// Who approved the discount.
    pub approver: String,
    /// Escalated to VP CS on.
    pub escalated_on: Option<NaiveDate>,
    /// Whether an AE was involved.
    pub ae_involved: Option<bool>,
    /// Resolved on.
    pub resolved_on: Option<NaiveDate>,
    /// Outcome as stated.
    pub outcome: Option<StatedOutcome>,
    /// ARR after (0 where paused or churned).
    pub arr_after: Option<Decimal>,
    /// Triggers.
    pub triggers: Vec<Trigger>,
    /// Notes.
    pub notes: String,
    /// Row in the source sheet, from 1; 0 where it was typed in the app.
    pub row: u32,
}

impl Request {
    /// A request of which only the essentials are known; everything else is blank.
    pub fn new(id: &str, customer: &str, requested_on: NaiveDate, arr_before: Decimal) -> Request {
        Request {
            id: id.to_owned(),
            customer: customer.to_owned(),
            requested_on,
            kind: None,
            arr_before,
            arr_asked: None,
            root_cause: None,
            owner: String::new(),
            first_response: None,
            acknowledged_on: None,
            deal_desk_on: None,
            vp_cs_on: None,
            diagnosed_on: None,
            counters: Vec::new(),
            exchange_asked: None,
            exchange_obtained: None,
            months_offered: None,
            term_before: None,
            term_after: None,
            list_price: None,
            net_price: None,
            discount: None,
            approver: String::new(),
            escalated_on: None,
            ae_involved: None,
            resolved_on: None,
            outcome: None,
            arr_after: None,
            triggers: Vec::new(),
            notes: String::new(),
            row: 0,
        }
    }
}

macro_rules! columns {
    ($($(#[$about:meta])* $column:ident),+ $(,)?) => {
        /// The columns of the log, for "not recorded".
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum LogColumn { $($(#[$about])* $column),+ }
        impl LogColumn {
            /// Every column: what a log typed in the app records.
            pub const ALL: &'static [LogColumn] = &[$(LogColumn::$column),+];
        }
    };
}
columns! {
    /// What the customer asked for (N-2).
    RequestKind,
    /// ARR which it asked to pay.
    ArrAsked,
    /// Root cause (N-3).
    RootCause,
    /// Who leads the negotiation.
    Owner,
    /// How the request was first answered (N-1).
    FirstResponse,
    /// Day of the acknowledgement.
    AcknowledgedOn,
    /// Day on which the deal desk was told (N-4).
    DealDeskOn,
    /// Day on which the VP CS was told (N-4).
    VpCsOn,
    /// Day of the diagnosis.
    DiagnosedOn,
    /// Counter-offers made.
    Counters,
    /// Whether the first counter-offer was turned down.
    CounterRejected,
    /// What was asked in exchange.
    ExchangeAsked,
    /// What was obtained in exchange.
    ExchangeObtained,
    /// Months of the extension offered.
    MonthsOffered,
    /// Term before, in months.
    TermBefore,
    /// Term after, in months.
    TermAfter,
    /// List and net price at the new scope, or the stated discount (N-5).
    Prices,
    /// Who approved the concession.
    Approver,
    /// Day of the escalation to the VP CS (N-6).
    EscalatedOn,
    /// Whether an AE took part (N-6).
    AeInvolved,
    /// Day on which it ended.
    ResolvedOn,
    /// How it ended, as the log says.
    Outcome,
    /// ARR after.
    ArrAfter,
    /// Conditions for going back (N-15).
    Triggers,
    /// Day on which they were set.
    TriggerSetOn,
}

/// A whole log.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RequestLog {
    /// Requests, in the order of the log.
    pub requests: Vec<Request>,
    /// Which columns the log has.
    pub recorded: BTreeSet<LogColumn>,
    /// File name, sheet and SHA-256, where it was imported.
    pub source: Option<(String, String, String)>,
}

impl RequestLog {
    /// Whether a column was imported.
    pub fn has(&self, column: LogColumn) -> bool {
        self.recorded.contains(&column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_whatever_their_spelling() {
        assert_eq!(
            RequestKind::read("Seat_Reduction "),
            Some(RequestKind::SeatReduction)
        );
        assert_eq!(Exchange::read("Multi Year"), Some(Exchange::MultiYear));
        assert_eq!(
            StatedOutcome::read("Right Sized"),
            Some(StatedOutcome::RightSized)
        );
        assert_eq!(RootCause::read("weather"), None);
    }
}
