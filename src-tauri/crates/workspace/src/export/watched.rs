//! Files which are given up as soon as the user cancels.

use crate::atomic::{Output, WriteContent};
use crate::failure::Failure;
use holdfast_import::Watch;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Whether what a watched job has done is still wanted.
pub type Wanted = fn(&dyn Watch) -> bool;

/// The same files, told of as each is done, and given up as soon as the user cancels.
pub fn watched<'a>(
    outputs: Vec<Output<'a>>,
    watch: &'a dyn Watch,
    wanted: Wanted,
) -> Vec<Output<'a>> {
    let total = outputs.len() as u64;
    let done = Arc::new(AtomicU64::new(0));
    let watched = |Output { name, write }| {
        let done = Arc::clone(&done);
        let write: WriteContent<'a> = Box::new(move |out: &mut dyn Write| {
            let mut out = Watched { out, watch };
            write(&mut out)?;
            // A file made while the user asked to stop is not kept either.
            out.go_on()?;
            let done = done.fetch_add(1, Relaxed) + 1;
            watch.progress("files", done, Some(total));
            match done < total || wanted(watch) {
                true => Ok(()),
                false => Err(io::Error::other(Failure::cancelled())),
            }
        });
        Output { name, write }
    };
    outputs.into_iter().map(watched).collect()
}

struct Watched<'a> {
    out: &'a mut dyn Write,
    watch: &'a dyn Watch,
}

impl Watched<'_> {
    fn go_on(&self) -> io::Result<()> {
        if self.watch.cancelled() {
            return Err(io::Error::other(Failure::cancelled()));
        }
        Ok(())
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.go_on()?;
        self.out.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
