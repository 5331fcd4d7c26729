//! Small ledgers and logs with figures worked out by hand (`tests/worked`), through the command line.
#![allow(missing_docs)]

use holdfast_tests::worked::run_all;
use std::path::Path;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

#[test]
fn every_ledger_gives_the_figures_worked_out_by_hand() {
    run_all(
        BIN,
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("worked/metrics"),
        40,
    );
}

#[test]
fn every_log_gives_the_figures_worked_out_by_hand() {
    run_all(
        BIN,
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("worked/negotiations"),
        20,
    );
}
