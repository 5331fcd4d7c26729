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
}
