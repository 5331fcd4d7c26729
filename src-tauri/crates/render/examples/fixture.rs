//! Renders the synthetic pack of the tests: `cargo run -p holdfast-render --example fixture -- DIR`.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../tests/fixture/mod.rs"]
mod fixture;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let document = fixture::everything();
    let start = std::time::Instant::now();
    let bytes = holdfast_render::pdf(&document).unwrap();
    println!(
        "{} pages, {} bytes, {:?}",
        document.pages.len(),
        bytes.len(),
        start.elapsed()
    );
    std::fs::write(format!("{folder}/fixture.pdf"), bytes).unwrap();
}
