//! Each page from a hand-made report: exact messages, tie line, key cells.

mod movements;
mod proof;
mod retention;
mod words;

use super::audit::audit;
use super::fixture::Fixture;
use crate::model::Document;

/// The document, once it has passed the rules which every page keeps.
fn audited(f: &Fixture) -> Document {
    let document = f.document();
    audit(&document);
    document
}
