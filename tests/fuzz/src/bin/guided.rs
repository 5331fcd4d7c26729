//! libFuzzer on one target, named by `HOLDFAST_FUZZ_TARGET`; `cargo xtask fuzz` builds and starts it.
#![no_main]

use holdfast_fuzz::{TARGETS, Target};
use std::sync::LazyLock;

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let named = std::env::var("HOLDFAST_FUZZ_TARGET").unwrap_or_default();
    let found = TARGETS.iter().find(|target| target.name == named);
    found.unwrap_or_else(|| {
        eprintln!("HOLDFAST_FUZZ_TARGET names no target: {named:?}");
        std::process::exit(2)
    })
});

libfuzzer_sys::fuzz_target!(|input: &[u8]| (TARGET.run)(input));
