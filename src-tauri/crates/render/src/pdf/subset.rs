//! Font programs cut down to the glyphs in use. Glyph ids stay as they are, so that nothing else has to
//! be mapped; glyphs that are not used have no outline and cost four bytes.

use crate::fonts::Face;
use skrifa::GlyphId;
use skrifa::raw::tables::glyf::Glyph;
use skrifa::raw::types::Tag;
use skrifa::raw::{FontRef, ReadError, TableProvider};
use std::collections::BTreeSet;

/// Tables which a TrueType program in a PDF needs beside `glyf`, `loca`, `head`, `hhea`, `hmtx`, `maxp`.
const COPIED: [&[u8; 4]; 3] = [b"cvt ", b"fpgm", b"prep"];

/// The font program of `face` with the outlines of `used` glyphs and their components only.
pub fn subset(face: Face, used: &BTreeSet<u16>) -> Result<Vec<u8>, ReadError> {
    let font = FontRef::new(face.bytes())?;
    let kept = with_components(&font, used)?;
    let count = kept.last().map_or(1, |last| last + 1);
    let (glyf, loca) = outlines(&font, &kept, count)?;
    let mut tables: Vec<(Tag, Vec<u8>)> = vec![
        (Tag::new(b"glyf"), glyf),
        (Tag::new(b"loca"), loca),
        (Tag::new(b"head"), head(&font)?),
        (Tag::new(b"maxp"), maxp(&font, count)?),
    ];
    tables.extend(metrics(&font, &kept, count)?);
    for name in COPIED {
        let tag = Tag::new(name);
        if let Some(data) = font.table_data(tag) {
            tables.push((tag, data.as_bytes().to_vec()));
        }
    }
    tables.sort_by_key(|(tag, _)| *tag);
    Ok(assemble(&tables))
}

/// The glyphs, `.notdef`, and what composite glyphs are made of.
fn with_components(font: &FontRef, used: &BTreeSet<u16>) -> Result<BTreeSet<u16>, ReadError> {
    let (loca, glyf) = (font.loca(None)?, font.glyf()?);
    let mut kept = BTreeSet::from([0]);
    let mut open: Vec<u16> = used.iter().copied().collect();
    while let Some(id) = open.pop() {
        if !kept.insert(id) {
            continue;
        }
        if let Ok(Some(Glyph::Composite(parts))) = loca.get_glyf(GlyphId::from(id), &glyf) {
            let ids = parts.components().map(|part| part.glyph.to_u32());
            open.extend(ids.filter_map(|id| u16::try_from(id).ok()));
        }
    }
    Ok(kept)
}

fn outlines(
    font: &FontRef,
    kept: &BTreeSet<u16>,
    count: u16,
) -> Result<(Vec<u8>, Vec<u8>), ReadError> {
    let (loca, glyf) = (font.loca(None)?, font.glyf()?);
    let source = glyf.offset_data();
    let (mut data, mut offsets) = (Vec::new(), Vec::new());
    for id in 0..count {
        offsets.extend((data.len() as u32).to_be_bytes());
        let index = usize::from(id);
        let ends = (loca.get_raw(index), loca.get_raw(index + 1));
        let (true, (Some(from), Some(to))) = (kept.contains(&id), ends) else {
            continue;
        };
        let outline = source.as_bytes().get(from as usize..to as usize);
        data.extend_from_slice(outline.ok_or(ReadError::OutOfBounds)?);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    offsets.extend((data.len() as u32).to_be_bytes());
    Ok((data, offsets))
}

/// `head` with long offsets and an empty checksum adjustment.
fn head(font: &FontRef) -> Result<Vec<u8>, ReadError> {
    let mut table = bytes(font, *b"head")?;
    write(&mut table, 8, &[0; 4])?;
    write(&mut table, 50, &1u16.to_be_bytes())?;
    Ok(table)
}

fn maxp(font: &FontRef, count: u16) -> Result<Vec<u8>, ReadError> {
    let mut table = bytes(font, *b"maxp")?;
    write(&mut table, 4, &count.to_be_bytes())?;
    Ok(table)
}

/// `hhea` and `hmtx` for the first `count` glyphs.
fn metrics(
    font: &FontRef,
    kept: &BTreeSet<u16>,
    count: u16,
) -> Result<[(Tag, Vec<u8>); 2], ReadError> {
    let long = font.hhea()?.number_of_h_metrics().min(count);
    let mut hhea = bytes(font, *b"hhea")?;
    write(&mut hhea, 34, &long.to_be_bytes())?;
    let mut hmtx = bytes(font, *b"hmtx")?;
    hmtx.truncate(usize::from(long) * 4 + usize::from(count - long) * 2);
    // Widths of glyphs which are not there: a large face would carry tens of kilobytes of them.
    for (id, entry) in (0..long).zip(hmtx.chunks_exact_mut(4)) {
        if !kept.contains(&id) {
            entry.fill(0);
        }
    }
    Ok([(Tag::new(b"hhea"), hhea), (Tag::new(b"hmtx"), hmtx)])
}

fn bytes(font: &FontRef, tag: [u8; 4]) -> Result<Vec<u8>, ReadError> {
    let tag = Tag::new(&tag);
    let data = font.table_data(tag).ok_or(ReadError::TableIsMissing(tag))?;
    Ok(data.as_bytes().to_vec())
}

fn write(table: &mut [u8], at: usize, value: &[u8]) -> Result<(), ReadError> {
    table
        .get_mut(at..at + value.len())
        .ok_or(ReadError::OutOfBounds)?
        .copy_from_slice(value);
    Ok(())
}

/// The tables, sorted by tag, as a font file.
fn assemble(tables: &[(Tag, Vec<u8>)]) -> Vec<u8> {
    let count = tables.len() as u16;
    let power = 15 - count.max(1).leading_zeros() as u16;
    let range = 16 << power;
    let mut file = Vec::new();
    file.extend(0x0001_0000_u32.to_be_bytes());
    for value in [count, range, power, count * 16 - range] {
        file.extend(value.to_be_bytes());
    }
    let mut offset = 12 + 16 * tables.len();
    for (tag, table) in tables {
        file.extend(tag.to_be_bytes());
        file.extend(checksum(table).to_be_bytes());
        file.extend((offset as u32).to_be_bytes());
        file.extend((table.len() as u32).to_be_bytes());
        offset += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        file.extend_from_slice(table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    file
}

fn checksum(table: &[u8]) -> u32 {
    table
        .chunks(4)
        .map(|chunk| {
            let mut word = [0; 4];
            word[..chunk.len()].copy_from_slice(chunk);
            u32::from_be_bytes(word)
        })
        .fold(0, u32::wrapping_add)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use skrifa::MetadataProvider;
    use skrifa::instance::{LocationRef, Size};

    #[test]
    fn keeps_ids_widths_and_components_and_drops_the_rest() {
        let glyph = |c| Face::Regular.metrics().glyph(c).unwrap();
        // "é" is made of other glyphs in this font; they must come along.
        let used = BTreeSet::from([glyph('A').id, glyph('é').id]);
        let file = subset(Face::Regular, &used).unwrap();
        assert!(file.len() < Face::Regular.bytes().len() / 4);
        let font = FontRef::new(&file).unwrap();
        let widths = font.glyph_metrics(Size::new(1000.0), LocationRef::default());
        for c in ['A', 'é'] {
            let width = widths.advance_width(GlyphId::from(glyph(c).id));
            assert_eq!(width, Some(f32::from(glyph(c).advance)), "{c}");
        }
        let (loca, glyf) = (font.loca(None).unwrap(), font.glyf().unwrap());
        let outline = |c| loca.get_glyf(GlyphId::from(glyph(c).id), &glyf).unwrap();
        assert!(outline('A').is_some());
        assert!(outline('B').is_none());
        if let Some(Glyph::Composite(parts)) = outline('é') {
            for part in parts.components() {
                let component = loca.get_glyf(part.glyph, &glyf).unwrap();
                assert!(component.is_some());
            }
        }
    }
}
