//! The start screen and the frame around every step.

view! {
    /// The start screen.
    struct Welcome {
        pub version: String,
        pub recents: Vec<RecentView>,
        /// Re-engagement triggers which have fired and wait for somebody (N-40).
        pub fired: Vec<FiredView>,
        /// Names of files already handed over (command line, dropped, second start).
        pub offered: Vec<String>,
    }

    /// How the window looks, in the page's own words; an empty one is as the system says.
    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Preferences {
        pub theme: String,
        pub zoom: String,
        pub figures: String,
        pub days: String,
    }

    /// A trigger which has fired.
    struct FiredView {
        /// Number of the project.
        pub project: u32,
        pub title: String,
        pub customer: String,
        pub condition: String,
        pub on: String,
    }

    /// A file which is not on disk as it was imported.
    struct ChangedFile {
        pub name: String,
        pub missing: bool,
    }

    /// A project opened before.
    struct RecentView {
        /// Number to open it by.
        pub id: u32,
        /// Company or file name.
        pub title: String,
        /// File names.
        pub files: String,
        /// Folder, as the user would recognise it.
        pub folder: String,
        pub missing: bool,
        pub pinned: bool,
    }

    /// How far a job is, in things.
    struct ProgressView {
        /// "rows", "sheets", "pages".
        pub what: String,
        pub done: u32,
        pub total: Option<u32>,
        /// "Page 9 of 17".
        pub text: String,
    }

    /// The open project as rail, header and status bar show it.
    struct Overview {
        /// Company or file name.
        pub title: String,
        pub sample: bool,
        /// "30 Sep 2026"; empty without a ledger.
        pub as_of: String,
        /// "12,480 rows".
        pub rows: String,
        /// "41 of 41 checks".
        pub checks: String,
        pub checks_ok: bool,
        /// "$K"; empty without a ledger.
        pub unit: String,
        /// What the files of the pack are called, without version and ending; empty without figures.
        pub pack_name: String,
        pub steps: Vec<StepView>,
        /// Reported periods, oldest first.
        pub periods: Vec<PeriodView>,
        /// Attributes to segment by.
        pub attributes: Vec<String>,
        /// Why there are no figures yet; empty where there are.
        pub no_figures: String,
        /// What undo would take back, and redo do again; empty: nothing.
        pub undo: String,
        pub redo: String,
        /// Which past figures changed and how many choices the pack waits for; empty: none.
        pub waiting: String,
        /// When it was last saved, in seconds since 1970; empty: never.
        pub saved: String,
        /// Why it can't be changed; empty: it can.
        pub read_only: String,
        /// Name of the project file.
        pub file: String,
    }

    /// A step of the rail.
    struct StepView {
        pub id: String,
        pub state: StepState,
        /// Open issues; 0: none.
        pub count: u32,
    }

    /// The dot of a step.
    #[derive(Copy)]
    enum StepState {
        Todo,
        Done,
        Issues,
    }

    /// A period to choose.
    struct PeriodView {
        /// Closing close.
        pub closing: String,
        pub label: String,
        pub partial: bool,
    }
}

impl ProgressView {
    /// Progress in things.
    pub fn new(what: &str, done: u64, total: Option<u64>) -> ProgressView {
        let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let count = |n: u64| holdfast_pack::display::count(narrow(n));
        let text = match total {
            Some(total) => format!("{} of {} {what}", count(done), count(total)),
            None => format!("{} {what}", count(done)),
        };
        ProgressView {
            what: what.to_owned(),
            done: narrow(done),
            total: total.map(narrow),
            text,
        }
    }
}
