//! Which field of the record a caption names, and which word of the log a text means. The spellings
//! are data, in `templates/requests.toml`.

use crate::text::{key, words};
use holdfast_ledger::requests::{
    CounterKind, Exchange, FirstResponse, LogColumn, RequestKind, RootCause, StatedOutcome,
    TriggerKind,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// A field of the record (negotiations, section 1), in the order of the template.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Field {
    RequestId,
    Customer,
    RequestedOn,
    RequestKind,
    ArrBefore,
    ArrAsked,
    RootCause,
    Owner,
    FirstResponse,
    AcknowledgedOn,
    DealDeskOn,
    VpCsOn,
    DiagnosedOn,
    /// The n-th counter, from 1.
    #[serde(skip)]
    Counter(u8, CounterPart),
    ExchangeAsked,
    ExchangeObtained,
    MonthsOffered,
    TermBefore,
    TermAfter,
    ListPrice,
    NetPrice,
    Discount,
    Approver,
    EscalatedOn,
    AeInvolved,
    ResolvedOn,
    Outcome,
    ArrAfter,
    /// The n-th trigger, from 1.
    #[serde(skip)]
    Trigger(u8, TriggerPart),
    Notes,
}

/// A part of a counter-offer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum CounterPart {
    On,
    Kind,
    Arr,
    RejectedOn,
}

/// A part of a trigger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum TriggerPart {
    Kind,
    Condition,
    SetOn,
    DueOn,
    FiredOn,
    ContactedOn,
    ClosedOn,
    CloseReason,
    ArrRecovered,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// A name, or some words.
    Text,
    /// Text of several lines.
    Note,
    /// A date.
    Date,
    /// Money or a price, in reporting currency.
    Money,
    /// Another figure: months, or a discount as a fraction.
    Figure,
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Spellings {
    captions: BTreeMap<Field, Vec<String>>,
    counter: BTreeMap<CounterPart, Vec<String>>,
    trigger: BTreeMap<TriggerPart, Vec<String>>,
    words: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

struct Vocabulary {
    fields: HashMap<String, Field>,
    counter: HashMap<String, CounterPart>,
    trigger: HashMap<String, TriggerPart>,
    captions: BTreeMap<Field, String>,
    words: BTreeMap<String, HashMap<String, String>>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let text = include_str!("../../../../templates/requests.toml");
    let spellings: Spellings = toml::from_str(text).unwrap_or_default();
    Vocabulary {
        fields: by_key(&spellings.captions),
        counter: by_key(&spellings.counter),
        trigger: by_key(&spellings.trigger),
        captions: captions(&spellings),
        words: spellings
            .words
            .iter()
            .map(|(list, words)| (list.clone(), by_key_owned(words)))
            .collect(),
    }
});

fn by_key<T: Copy>(spellings: &BTreeMap<T, Vec<String>>) -> HashMap<String, T> {
    let all = spellings
        .iter()
        .flat_map(|(value, texts)| texts.iter().map(move |t| (key(t), *value)));
    all.collect()
}

fn by_key_owned(spellings: &BTreeMap<String, Vec<String>>) -> HashMap<String, String> {
    let all = spellings
        .iter()
        .flat_map(|(word, texts)| texts.iter().map(move |t| (key(t), word.clone())));
    all.collect()
}

fn captions(spellings: &Spellings) -> BTreeMap<Field, String> {
    let first = |texts: &Vec<String>| texts.first().cloned().unwrap_or_default();
    let plain = spellings
        .captions
        .iter()
        .map(|(field, texts)| (*field, first(texts)));
    let counters = spellings
        .counter
        .iter()
        .map(|(part, texts)| (Field::Counter(0, *part), first(texts)));
    let triggers = spellings
        .trigger
        .iter()
        .map(|(part, texts)| (Field::Trigger(0, *part), first(texts)));
    plain.chain(counters).chain(triggers).collect()
}

/// Words of a caption which only tell the unit.
const UNITS: &[&str] = &[
    "usd",
    "eur",
    "gbp",
    "k",
    "m",
    "mn",
    "in",
    "thousands",
    "thousand",
    "millions",
    "000",
    "000s",
    "days",
    "annual",
    "yearly",
];

/// The field which a caption names.
pub(crate) fn field(caption: &str) -> Option<Field> {
    let whole = key(caption);
    let bare: String = words(caption)
        .into_iter()
        .filter(|w| !UNITS.contains(&w.as_str()))
        .collect();
    [whole, bare].iter().find_map(|k| of_key(k))
}

fn of_key(key: &str) -> Option<Field> {
    let v = &VOCABULARY;
    let counter = || {
        let (n, part) = numbered(key, &["counteroffer", "counter"])?;
        Some(Field::Counter(n, *v.counter.get(part)?))
    };
    let trigger = || {
        let (n, part) = numbered(key, &["trigger"])?;
        Some(Field::Trigger(n, *v.trigger.get(part)?))
    };
    v.fields.get(key).copied().or_else(counter).or_else(trigger)
}

/// `counter2date`, `counterdate2` and `counterdate` taken apart into number and part.
fn numbered<'a>(key: &'a str, heads: &[&str]) -> Option<(u8, &'a str)> {
    let rest = heads.iter().find_map(|head| key.strip_prefix(head))?;
    let part = rest.trim_matches(|c: char| c.is_ascii_digit());
    let digits = rest.replacen(part, "", 1);
    let number = if digits.is_empty() {
        1
    } else {
        digits.parse().ok()?
    };
    (number > 0).then_some((number, part))
}

/// The part of a trigger which a caption on a sheet of triggers names, with or without "trigger".
pub(crate) fn trigger_part(caption: &str) -> Option<TriggerPart> {
    match field(caption) {
        Some(Field::Trigger(_, part)) => Some(part),
        _ => VOCABULARY.trigger.get(&key(caption)).copied(),
    }
}

/// The word of the log which another spelling means.
pub(crate) fn meant(list: &str, text: &str) -> Option<&'static str> {
    VOCABULARY
        .words
        .get(list)?
        .get(&key(text))
        .map(String::as_str)
}

impl Field {
    /// Its word in mapping files: `arr-before`, `counter-1-date`.
    pub fn word(self) -> String {
        crate::text::words(&self.caption()).join("-")
    }

    /// The field of a word in mapping files, or of any spelling of its caption.
    pub fn of_word(word: &str) -> Option<Field> {
        field(word)
    }

    /// The caption as the template has it.
    pub fn caption(self) -> String {
        let of = |field| VOCABULARY.captions.get(&field).cloned().unwrap_or_default();
        match self {
            Field::Counter(n, part) => format!("Counter {n} {}", of(Field::Counter(0, part))),
            Field::Trigger(n, part) => format!("Trigger {n} {}", of(Field::Trigger(0, part))),
            field => of(field),
        }
    }

    /// The column of the log which it fills, for "not recorded"; `None` for what every log has.
    pub fn column(self) -> Option<LogColumn> {
        Some(match self {
            Field::RequestId
            | Field::Customer
            | Field::RequestedOn
            | Field::ArrBefore
            | Field::Notes => return None,
            Field::RequestKind => LogColumn::RequestKind,
            Field::ArrAsked => LogColumn::ArrAsked,
            Field::RootCause => LogColumn::RootCause,
            Field::Owner => LogColumn::Owner,
            Field::FirstResponse => LogColumn::FirstResponse,
            Field::AcknowledgedOn => LogColumn::AcknowledgedOn,
            Field::DealDeskOn => LogColumn::DealDeskOn,
            Field::VpCsOn => LogColumn::VpCsOn,
            Field::DiagnosedOn => LogColumn::DiagnosedOn,
            Field::Counter(_, CounterPart::RejectedOn) => LogColumn::CounterRejected,
            Field::Counter(..) => LogColumn::Counters,
            Field::ExchangeAsked => LogColumn::ExchangeAsked,
            Field::ExchangeObtained => LogColumn::ExchangeObtained,
            Field::MonthsOffered => LogColumn::MonthsOffered,
            Field::TermBefore => LogColumn::TermBefore,
            Field::TermAfter => LogColumn::TermAfter,
            Field::ListPrice | Field::NetPrice | Field::Discount => LogColumn::Prices,
            Field::Approver => LogColumn::Approver,
            Field::EscalatedOn => LogColumn::EscalatedOn,
            Field::AeInvolved => LogColumn::AeInvolved,
            Field::ResolvedOn => LogColumn::ResolvedOn,
            Field::Outcome => LogColumn::Outcome,
            Field::ArrAfter => LogColumn::ArrAfter,
            Field::Trigger(_, TriggerPart::SetOn) => LogColumn::TriggerSetOn,
            Field::Trigger(..) => LogColumn::Triggers,
        })
    }

    /// What it holds.
    pub fn content(self) -> Content {
        use CounterPart as C;
        use TriggerPart as T;
        match self {
            Field::RequestId | Field::Customer | Field::Owner | Field::Approver => Content::Text,
            Field::Trigger(_, T::Condition | T::CloseReason) => Content::Text,
            Field::Notes => Content::Note,
            Field::RequestedOn
            | Field::AcknowledgedOn
            | Field::DealDeskOn
            | Field::VpCsOn
            | Field::DiagnosedOn
            | Field::EscalatedOn
            | Field::ResolvedOn
            | Field::Counter(_, C::On | C::RejectedOn)
            | Field::Trigger(_, T::SetOn | T::DueOn | T::FiredOn | T::ContactedOn | T::ClosedOn) => {
                Content::Date
            }
            Field::ArrBefore
            | Field::ArrAsked
            | Field::ArrAfter
            | Field::ListPrice
            | Field::NetPrice
            | Field::Counter(_, C::Arr)
            | Field::Trigger(_, T::ArrRecovered) => Content::Money,
            Field::MonthsOffered | Field::TermBefore | Field::TermAfter | Field::Discount => {
                Content::Figure
            }
            Field::RequestKind => Content::Word(RequestKind::words),
            Field::RootCause => Content::Word(RootCause::words),
            Field::FirstResponse => Content::Word(FirstResponse::words),
            Field::ExchangeAsked | Field::ExchangeObtained => Content::Word(Exchange::words),
            Field::Counter(_, C::Kind) => Content::Word(CounterKind::words),
            Field::Trigger(_, T::Kind) => Content::Word(TriggerKind::words),
            Field::Outcome => Content::Word(StatedOutcome::words),
            Field::AeInvolved => Content::Word(|| vec!["yes", "no"]),
        }
    }

    /// Whether it holds money or a price.
    pub fn is_money(self) -> bool {
        matches!(self.content(), Content::Money)
    }

    /// Whether it holds a date.
    pub fn is_date(self) -> bool {
        matches!(self.content(), Content::Date)
    }
}

/// The fields of a log with so many counter-offers and triggers, in the order of the template.
pub(crate) fn columns(counters: u8, triggers: u8) -> Vec<Field> {
    let places = |field: &Field| -> Vec<Field> {
        match *field {
            Field::Counter(_, part) => (1..=counters).map(|n| Field::Counter(n, part)).collect(),
            Field::Trigger(_, part) => (1..=triggers).map(|n| Field::Trigger(n, part)).collect(),
            field => vec![field],
        }
    };
    let all: BTreeSet<Field> = VOCABULARY.captions.keys().flat_map(places).collect();
    all.into_iter().collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    type Known = fn(&str) -> bool;

    #[test]
    fn the_shipped_spellings_are_valid_and_mean_one_thing() {
        let text = include_str!("../../../../templates/requests.toml");
        let s: Spellings = toml::from_str(text).unwrap();
        let mut seen = HashMap::new();
        for (field, texts) in &s.captions {
            for text in texts {
                assert_eq!(seen.insert(key(text), *field), None, "{text}");
            }
        }
        let lists: [(&str, Known); 7] = [
            ("request-kind", |w| RequestKind::read(w).is_some()),
            ("root-cause", |w| RootCause::read(w).is_some()),
            ("first-response", |w| FirstResponse::read(w).is_some()),
            ("exchange", |w| Exchange::read(w).is_some()),
            ("counter-kind", |w| CounterKind::read(w).is_some()),
            ("outcome", |w| StatedOutcome::read(w).is_some()),
            ("trigger-kind", |w| TriggerKind::read(w).is_some()),
        ];
        assert_eq!(s.words.len(), lists.len());
        for (list, known) in lists {
            let words = &s.words[list];
            assert!(words.keys().all(|w| known(w)), "{list}");
            let mut seen = HashMap::new();
            for (word, texts) in words {
                for text in texts {
                    assert_eq!(seen.insert(key(text), word), None, "{list}: {text}");
                    assert!(!known(text), "{list}: {text} is a word of the log itself");
                }
            }
        }
    }

    #[test]
    fn captions_name_fields_whatever_their_spelling() {
        for (caption, wanted) in [
            ("requested_on", Field::RequestedOn),
            ("REQUEST DATE", Field::RequestedOn),
            ("ARR before ($K)", Field::ArrBefore),
            ("ARR-Asked-For", Field::ArrAsked),
            (
                "Counter 2 Rejected On",
                Field::Counter(2, CounterPart::RejectedOn),
            ),
            ("Counter-offer 1: ARR", Field::Counter(1, CounterPart::Arr)),
            ("Counter Date", Field::Counter(1, CounterPart::On)),
            ("Counter Kind 3", Field::Counter(3, CounterPart::Kind)),
            ("trigger 10 due on", Field::Trigger(10, TriggerPart::DueOn)),
            (
                "Trigger Condition",
                Field::Trigger(1, TriggerPart::Condition),
            ),
            (
                "Trigger 1 ARR Recovered",
                Field::Trigger(1, TriggerPart::ArrRecovered),
            ),
            ("Escalated to VP CS On", Field::EscalatedOn),
        ] {
            assert_eq!(field(caption), Some(wanted), "{caption}");
        }
        for caption in [
            "",
            "Close",
            "Counter 0 Date",
            "Counter 300 Date",
            "Trigger",
            "date",
        ] {
            assert_eq!(field(caption), None, "{caption}");
        }
        assert_eq!(trigger_part("Due date"), Some(TriggerPart::DueOn));
    }
}
