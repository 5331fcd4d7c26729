//! The columns of a negotiation log: by the given mapping, else by their captions.

use super::Detection;
use crate::log_words::{Field as LogField, field as caption_field};
use crate::mapping::{ColumnMapping, Confidence, Field};
use crate::text::key;
use std::collections::BTreeSet;

/// Gives every column its field of the log; of two columns for one field the first counts.
pub(super) fn columns(d: &mut Detection<'_>) {
    let given = d.given.filter(|g| g.role == d.map.role);
    let mut taken: BTreeSet<LogField> = BTreeSet::new();
    for c in &mut d.map.columns {
        let own = given.and_then(|g| {
            g.columns
                .iter()
                .find(|o| !o.caption.is_empty() && key(&o.caption) == key(&c.caption))
        });
        let named = match own {
            Some(own) => own.request,
            None => caption_field(&c.caption),
        };
        (c.numbers, c.dates) = own.map_or((None, None), |o| (o.numbers, o.dates));
        settle(c, named.filter(|f| taken.insert(*f)));
    }
}

fn settle(c: &mut ColumnMapping, field: Option<LogField>) {
    c.request = field;
    c.field = Field::Ignore;
    c.confidence = if field.is_some() {
        Confidence::Sure
    } else {
        Confidence::None
    };
}
