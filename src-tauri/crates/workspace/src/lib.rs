//! The use cases of Holdfast.

pub mod negotiations_json;
pub mod playbook;
pub mod references;
pub mod triggers;
