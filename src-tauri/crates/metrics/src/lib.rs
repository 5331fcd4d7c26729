//! Movements, bridge, retention, segments, cohorts, drivers, signals, negotiations, restatement and
//! the checks on all of them. Pure values: no files, no clock, no floating point, no display text.

pub mod attributes;
pub mod balances;
pub mod basis;
mod bridge;
mod checks;
pub mod cohorts;
mod cross;
mod detail;
mod error;
pub mod figures;
mod hash;
mod kept;
mod lead;
mod lines;
mod log_reasons;
mod losses;
mod methods;
mod movements;
pub mod negotiations;
mod periods;
mod phantoms;
pub mod registry;
mod renewals;
mod report;
pub mod restatement;
mod signals;
mod spans;
mod step;
mod tally;
mod timeline;

pub use attributes::{UNASSIGNED, attribute_names, customer_attribute_at};
pub use balances::Balances;
pub use basis::Basis;
pub use error::MetricsError;
pub use figures::*;
pub use hash::basis_hash;
pub use log_reasons::reasons_from_log;
pub use losses::driver_of_reason;
pub use report::{Applied, Engine, compute, movements};
