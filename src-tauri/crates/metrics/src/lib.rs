//! Movements, bridge, retention, segments, cohorts, drivers, signals, negotiations, restatement and
//! the checks on all of them. Pure values: no files, no clock, no floating point, no display text.

pub mod basis;
pub mod figures;
pub mod negotiations;

pub use basis::Basis;
pub use figures::*;
