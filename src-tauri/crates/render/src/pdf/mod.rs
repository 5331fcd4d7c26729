//! PDF: printpdf writes the pages; structure, outline and metadata are mended afterwards.

mod logo;
mod meta;
mod outline;
mod structure;
mod subset;
mod units;
mod write;

use crate::RenderError;
use crate::fonts::Face;
use crate::frame;
use crate::shapes::Sheet;
use holdfast_pack::model::Document;
use printpdf::{
    FontMetrics, FontType, ParsedFont, PdfDocument, PdfFont, PdfFontMetricsStub, PdfPage,
    PdfSaveOptions,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use structure::PageParts;
use write::{Used, Written};

/// The pack as a tagged PDF 1.7. The same document gives the same bytes.
///
/// # Errors
/// Where the document has no pages, or the file can't be put together.
pub fn pdf(document: &Document) -> Result<Vec<u8>, RenderError> {
    if document.pages.is_empty() {
        return Err(RenderError::Empty);
    }
    let sheets: Vec<Sheet> = (0..document.pages.len())
        .filter_map(|i| frame::lay_out(document, i))
        .collect();
    let mut used = Used::new();
    let written: Vec<Written> = sheets.iter().map(|s| write::write(s, &mut used)).collect();
    let mut draft = PdfDocument::new("");
    for (face, characters) in &used {
        let font = PdfFont::new(font(*face, characters)?);
        draft
            .resources
            .fonts
            .map
            .insert(write::font_id(*face), font);
    }
    let (mut pages, mut parts) = (Vec::new(), Vec::new());
    for (sheet, page) in sheets.iter().zip(written) {
        pages.push(new_page(sheet, page.ops));
        parts.push((page.nodes, page.marks));
    }
    draft.pages = pages;
    let file = draft.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    finish(file, document, &sheets, parts).map_err(|e| RenderError::Pdf(e.to_string()))
}

fn new_page(sheet: &Sheet, ops: Vec<printpdf::Op>) -> PdfPage {
    let points = |v: f64| printpdf::Pt(v as f32);
    let media = printpdf::Rect::from_wh(points(sheet.width), points(sheet.height));
    PdfPage {
        media_box: media.clone(),
        trim_box: media.clone(),
        crop_box: media,
        ops,
    }
}

/// Adds what printpdf can't write, and saves.
fn finish(
    mut file: lopdf::Document,
    document: &Document,
    sheets: &[Sheet],
    parts: Vec<(Vec<structure::Node>, usize)>,
) -> Result<Vec<u8>, lopdf::Error> {
    let pages: Vec<PageParts> = file
        .get_pages()
        .into_values()
        .zip(&document.pages)
        .zip(sheets.iter().zip(parts))
        .map(|((page, model), (sheet, (nodes, marks)))| PageParts {
            page,
            id: model.id.clone(),
            title: format!("{} {}", model.number, sentence_case(&model.kicker)),
            height: sheet.height,
            nodes,
            marks,
        })
        .collect();
    let numbers: Vec<String> = document.pages.iter().map(|p| p.number.clone()).collect();
    logo::add(&mut file, sheets)?;
    structure::add(&mut file, &pages)?;
    outline::add(&mut file, &pages, &numbers)?;
    meta::add(&mut file, document)?;
    file.compress();
    let mut bytes = Vec::new();
    let options = lopdf::SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(500)
        .compression_level(6)
        .build();
    file.save_with_options(&mut bytes, options)?;
    meta::seal(&mut bytes);
    Ok(bytes)
}

/// "ARR BRIDGE" as a bookmark: "ARR bridge". Short words are taken for abbreviations.
fn sentence_case(kicker: &str) -> String {
    let words: Vec<String> = kicker
        .split(' ')
        .enumerate()
        .map(|(i, word)| match (i, word.len()) {
            _ if ABBREVIATIONS.contains(&word) => word.to_owned(),
            (0, _) => {
                let mut letters = word.chars();
                let first = letters.next().map(String::from).unwrap_or_default();
                first + &letters.as_str().to_lowercase()
            }
            _ => word.to_lowercase(),
        })
        .collect();
    words.join(" ")
}

const ABBREVIATIONS: [&str; 7] = ["ARR", "KPI", "NRR", "GRR", "XLSX", "MRR", "FX"];

/// The face with the glyphs of these characters only.
fn font(face: Face, characters: &BTreeSet<char>) -> Result<ParsedFont, RenderError> {
    let metrics = face.metrics();
    let glyphs: BTreeMap<u32, crate::fonts::Glyph> = characters
        .iter()
        .filter_map(|c| Some((u32::from(*c), metrics.glyph(*c)?)))
        .collect();
    let ids: BTreeSet<u16> = glyphs.values().map(|g| g.id).collect();
    let program = subset::subset(face, &ids).map_err(|e| RenderError::Pdf(e.to_string()))?;
    let name = format!("{}+{}", subset_tag(&program), face.postscript());
    let (ascent, descent) = (metrics.ascent, metrics.descent);
    Ok(ParsedFont {
        original_bytes: program,
        font_index: 0,
        font_name: Some(name),
        codepoint_to_glyph: glyphs.iter().map(|(c, g)| (*c, g.id)).collect(),
        glyph_widths: glyphs.values().map(|g| (g.id, g.advance)).collect(),
        units_per_em: 1000,
        font_metrics: FontMetrics { ascent, descent },
        font_type: FontType::TrueType,
        pdf_font_metrics: PdfFontMetricsStub {
            y_min: descent,
            y_max: ascent,
            us_weight_class: face.weight(),
            ..PdfFontMetricsStub::default()
        },
    })
}

/// Six capitals that name this subset.
fn subset_tag(program: &[u8]) -> String {
    Sha256::digest(program)
        .iter()
        .take(6)
        .map(|byte| char::from(b'A' + byte % 26))
        .collect()
}
