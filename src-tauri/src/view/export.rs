//! The Export step.

view! {
    /// The files written.
    struct ExportView {
        pub pack_id: String,
        pub files: Vec<FileView>,
        pub folder: String,
    }

    /// A file written.
    struct FileView {
        pub name: String,
        pub path: String,
        pub size: String,
    }

    /// An issued pack.
    struct IssuedView {
        pub id: i32,
        pub title: String,
        pub period: String,
        pub as_of: String,
        /// When, in seconds since 1970.
        pub at: String,
        pub pack_id: String,
        pub draft: bool,
        /// "PDF, XLSX".
        pub files: String,
        pub note: String,
    }
}
