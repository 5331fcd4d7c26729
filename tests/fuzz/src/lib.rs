//! Fuzz targets (reliability section 5, goal 9): each takes any bytes, gives them to one of the readers, and
//! panics where a promise about that reader is broken.
//!
//! `cargo xtask fuzz` runs them under libFuzzer, guided by coverage; the tests of this package run each on its seeds
//! and on deterministic mutants of them. `seeds/NAME` holds honest inputs and every input which once failed,
//! `dictionaries/NAME.dict` the words which the reader knows.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc
)]

pub mod dictionary;
mod figures;
mod names;
mod tables;
mod workspace;

/// A reader and what is promised of it.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, also of its seeds and dictionary.
    pub name: &'static str,
    /// Gives it an input; panics where a promise is broken.
    pub run: fn(&[u8]),
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target {
        name: "number",
        run: figures::number,
    },
    Target {
        name: "date",
        run: figures::date,
    },
    Target {
        name: "header",
        run: tables::header,
    },
    Target {
        name: "name",
        run: names::name,
    },
    Target {
        name: "mapping",
        run: tables::mapping,
    },
    Target {
        name: "workspace",
        run: workspace::workspace,
    },
];
