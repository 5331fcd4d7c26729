//! From a mapped table to drafts of the ledger, one file a layout.

mod across;
mod contracts;
mod events;
mod long;
mod one_time;
mod outline;
mod parents;
mod parts;
mod rows;
pub(crate) mod sections;
mod totals;
mod wholes;
mod wide;

use crate::detected::Detected;
use crate::mapping::Layout;
use crate::sink::Sink;
use holdfast_ledger::Table;
pub(crate) use rows::also_attribute;

/// Reads the rows of one table into the sink as source `sheet`.
pub(crate) fn read(sink: &mut Sink<'_>, table: &Table, detected: &Detected, sheet: u16) {
    match detected.map.layout {
        Layout::Long | Layout::Snapshot => long::read(sink, table, detected, sheet),
        Layout::Wide => wide::read(sink, table, detected, sheet),
        Layout::Across => across::read(sink, table, detected, sheet),
        Layout::Contracts => contracts::read(sink, table, detected, sheet),
        Layout::Events => events::read(sink, table, detected, sheet),
    }
}
