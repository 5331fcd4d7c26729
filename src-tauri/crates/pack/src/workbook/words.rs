//! Words for classes of figures, as the workbook writes them.

use holdfast_metrics::Timing;

/// A timing (M-7).
pub fn timing(timing: Timing) -> &'static str {
    match timing {
        Timing::Renewal => "renewal",
        Timing::MidTerm => "mid-term",
        Timing::Unknown => "unknown",
    }
}

/// A count with thousands set apart.
pub fn thousands(value: u64) -> String {
    u32::try_from(value).map_or_else(|_| value.to_string(), crate::display::count)
}
