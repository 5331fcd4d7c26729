//! The use cases of Holdfast: open, compute, export, sample. Both doors, the command line and the
//! window, call these and nothing below them.

pub mod atomic;
pub mod basis_file;
pub mod behind;
pub mod bench_ledger;
pub mod benchmarks;
pub mod brand_files;
mod cells;
pub mod compare;
pub mod export;
pub mod failure;
mod files;
pub mod inputs;
pub mod json;
pub mod log;
pub mod negotiations_json;
mod no_log;
mod open;
mod own_bridge;
pub mod pack_texts;
mod playbook;
pub mod profiles;
pub mod project;
pub mod references;
pub mod restate;
pub mod sample;
pub mod store;
pub mod text;
pub mod trace;
pub mod triggers;

pub use export::{ExportOptions, Exported, Format, export};
pub use failure::Failure;
pub use holdfast_import::{Unwatched, WORKER_ARGUMENT, Watch, worker_main};
pub use inputs::{Inputs, Overrides};
pub use open::open;
pub use project::Project;

pub use holdfast_import as import;
pub use holdfast_ledger as ledger;
pub use holdfast_metrics as metrics;
pub use holdfast_pack as pack;
pub use holdfast_render as render;
