//! What went wrong, in the words of the finding.

view! {
    /// A use case that ended without result.
    struct FailureView {
        /// Stable code.
        pub code: String,
        /// Where in the input; empty: nowhere in particular.
        pub place: String,
        /// What is wrong and why it matters.
        pub message: String,
        /// What to do next.
        pub hint: String,
    }
}
