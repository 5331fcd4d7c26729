//! All checks of a pack: those of the metrics and of the negotiation log.

use crate::context::Context;
use holdfast_metrics::Check;

/// Every check, in the order computed.
pub(crate) fn all<'a>(c: &Context<'a>) -> Vec<&'a Check> {
    let negotiations = c.inputs.negotiations.map(|n| n.checks.iter());
    c.report
        .checks
        .iter()
        .chain(negotiations.into_iter().flatten())
        .collect()
}

/// A check in words.
pub(crate) fn words(id: &str) -> String {
    match id {
        "bridge_foots" => "Bridge foots: opening + movements = closing",
        "closing_is_next_opening" => "Opening = closing of the period before",
        "segments_add_up" => "Segments with transfers add up to the total",
        "drivers_add_up" => "Drivers add up to downsell",
        "timings_add_up" => "Timings add up to downsell and churn",
        "customer_list_adds_up" => "Customer list adds up to downsell",
        "downsell_not_negative" => "Downsell is not negative",
        "customer_downsell_below_opening" => "No customer's downsell reaches its opening",
        "nrr_bridge_is_cohort" => "NRR by the bridge = NRR by closed cohort",
        "grr_at_most_one" => "GRR is at most 100%",
        "grr_at_most_nrr" => "GRR is at most NRR",
        "gross_ties_to_net" => "Line movements tie to net movements",
        "customers_add_up_to_file_total" | "file_total" => {
            "Sum of customers = the file's own total"
        }
        "negotiations_requested_is_kept_plus_given_up" => {
            "Cuts requested = kept + given up over all requests"
        }
        "negotiations_kept_by_cause" => "Kept by root cause adds up to kept",
        "negotiations_tie_downsell" => "Downsell with and without a request = bridge",
        "negotiations_tie_churn" => "Churn with and without a request = bridge",
        "negotiations_tie_paused" => "Paused with and without a request = bridge",
        other => return sentence(other),
    }
    .to_owned()
}

fn sentence(id: &str) -> String {
    let words = id.replace('_', " ");
    let mut chars = words.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
