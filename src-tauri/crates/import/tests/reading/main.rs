//! Reading files through a real worker process: every format, every value, every refusal.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::format_collect,
    missing_docs
)]

mod binary;
mod fixtures;
mod formats;
mod hidden;
mod hostile;
mod limits;
mod mutants;
mod notes;
mod values;
