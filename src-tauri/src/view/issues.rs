//! The Issues step: findings, grouped by what settles them.

view! {
    /// All issues.
    struct IssuesView {
        pub issues: Vec<IssueView>,
        /// "No issues in 12,480 rows."
        pub summary: String,
        pub errors: u32,
        pub warnings: u32,
        pub infos: u32,
        pub decisions: Vec<DecisionView>,
        /// Rows which were read and not used: they can be saved as a file.
        pub rejected: String,
    }

    /// What a repair would do: a figure before it and after it.
    struct EffectView {
        pub label: String,
        pub before: String,
        pub after: String,
        pub changed: bool,
    }

    /// One issue.
    struct IssueView {
        /// What to decide it by.
        pub id: String,
        pub code: String,
        /// The code in words.
        pub title: String,
        pub severity: SeverityView,
        pub place: String,
        /// The first row it is about.
        pub link: Option<super::grid::Link>,
        pub message: String,
        pub hint: String,
        pub rows: String,
        /// ARR at stake; empty where it can't be told.
        pub amount: String,
        pub examples: Vec<String>,
        pub repairs: Vec<RepairView>,
    }

    /// How grave.
    #[derive(Copy)]
    enum SeverityView {
        Error,
        Warning,
        Info,
    }

    /// What settles an issue.
    struct RepairView {
        pub id: String,
        pub label: String,
        /// What has to be typed for it; empty: nothing.
        pub asks: String,
    }

    /// A decision taken.
    struct DecisionView {
        pub title: String,
        pub repair: String,
        pub rows: String,
        pub amount: String,
        pub reason: String,
    }
}
