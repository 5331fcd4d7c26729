//! A customer's name on its way into every output.

use crate::tables::{checked, sheet};
use holdfast_pack::PackOptions;
use holdfast_render::xlsx;
use holdfast_workspace::export::render;
use holdfast_workspace::{ExportOptions, Format, Project, Unwatched, json};
use quick_xml::events::Event;
use std::fmt::Write as _;

/// A name costs a few characters of the printed line, never the run: it is shown whole or shortened, and no document
/// it stands in is broken by it.
pub fn name(input: &[u8]) {
    let given = String::from_utf8_lossy(input);
    let shown = xlsx::printable(&given);
    assert_eq!(xlsx::printable(&shown), shown, "{given:?}");
    let names: Vec<&str> = given.split('\n').take(5).collect();
    let mut rows = "Customer\tClose\tARR\tTier\n".to_owned();
    for close in ["#2024-12-31", "#2025-03-31"] {
        for (number, name) in names.iter().enumerate() {
            let _ = writeln!(
                rows,
                "{}\t{close}\t#{}\tT",
                name.replace(['\t', '\r'], " "),
                100 + number
            );
        }
    }
    let Some(project) = checked(vec![sheet(&rows)]) else {
        return;
    };
    let _ = json::metrics(&project).to_string();
    if given.len().is_multiple_of(8) {
        drawn(&project);
    }
}

/// The pictures are well-formed, and hold nothing which runs or loads; the documents are made.
fn drawn(project: &Project) {
    let options = ExportOptions {
        folder: "unused".into(),
        formats: vec![Format::Pdf, Format::Xlsx, Format::Svg],
        overwrite: false,
        next_version: false,
        pack: PackOptions {
            draft: true,
            ..PackOptions::default()
        },
    };
    // A pack refused for a finding is said so; a drawing which fails is a fault.
    let rendered = match render(project, &options, &Unwatched) {
        Ok(rendered) => rendered,
        Err(failure) => {
            assert_ne!(failure.finding.code, "render-failed", "{failure:?}");
            return;
        }
    };
    for (file, bytes) in rendered.files {
        assert!(!bytes.is_empty(), "{file}");
        if bytes.starts_with(b"<svg") {
            well_formed(&file, &bytes);
        }
    }
}

fn well_formed(file: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return,
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let name = tag.name();
                assert!(
                    !matches!(name.as_ref(), "script" | "image" | "a" | "foreignObject"),
                    "{file}: {text}"
                );
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap_or_else(|e| panic!("{file}: {e}\n{text}"));
                    assert!(!attribute.key.as_ref().starts_with("on"), "{file}: {text}");
                }
            }
            Ok(_) => {}
            Err(error) => panic!("{file}: {error}\n{text}"),
        }
    }
}
