//! Reading files through a real worker process: every format, every value, every refusal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod fixtures;
mod formats;
mod values;
