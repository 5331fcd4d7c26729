//! Pages from hand-made reports with exact strings, and packs at the edges of what a file can be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unused_self
)]

mod audit;
mod company;
mod edges;
mod fixture;
mod negotiations;
mod pages;
mod suppression;
