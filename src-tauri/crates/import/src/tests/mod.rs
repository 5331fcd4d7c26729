//! Recognition as its user meets it: a file in, a ledger and its findings out.
#![allow(clippy::unwrap_used)]

mod exports;
mod faults;
mod generated;
mod layouts;
mod origins;
mod strangers;
