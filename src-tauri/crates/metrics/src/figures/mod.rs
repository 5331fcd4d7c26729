//! The result of a computation as pure values. Everything printed is one of these figures.

mod movement;
mod period;
mod scope;
mod segment;
mod whole;

pub use movement::{Class, Driver, Drivers, GrossLines, Movement, Phantom, Timing, Timings};
pub use period::{PeriodFigures, Renewals, Status, StatusReason};
pub use scope::{Bridge, Counts, Rates, Scope, Ttm};
pub use segment::{CohortRow, Cohorts, Concentration, CrossCell, SegmentFigures, Segmentation};
pub use whole::{
    BridgedGap, Check, CloseFigures, LeadTest, MethodRow, PhantomFlag, Report, WatchItem,
};
