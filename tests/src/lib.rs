//! Tests of the whole way, and what they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

pub mod liveness;
pub mod synthetic;
