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
    for index in 0..document.pages.len() {
        let svg = holdfast_render::page_svg(&document, index);
        std::fs::write(format!("{folder}/page-{index:02}.svg"), svg).unwrap();
        let png = holdfast_render::page_png(&document, index, 2.0).unwrap();
        std::fs::write(format!("{folder}/page-{index:02}.png"), png).unwrap();
    }
}
