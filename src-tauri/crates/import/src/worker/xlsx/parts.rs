//! The small parts of a workbook: which sheets it has, where they are, what its styles say.

use super::Odd;
use crate::wire::stop;
use crate::worker::numfmt::{self, Format};
use crate::worker::survey::{self, Archive};
use calamine::{Sheet, SheetType, SheetVisible};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, HashMap};
use std::io::Read;

/// Largest of the small parts which is read the quick way.
const SMALL: u64 = 16 << 20;

/// A part by its place in the archive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Part(pub usize);

/// What the small parts say.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// All sheets in order.
    pub sheets: Vec<Sheet>,
    /// Worksheets by name.
    pub worksheets: BTreeMap<String, Part>,
    /// Shared strings.
    pub strings: Option<usize>,
    /// Number formats by style.
    pub formats: Vec<Format>,
    /// Whether dates count from 1904.
    pub is_1904: bool,
}

impl Parts {
    /// Reads them where they are where all but a few programs put them.
    pub fn read(archive: &mut Archive<'_>) -> Result<Parts, Odd> {
        let names = names(archive)?;
        let mut parts = Parts::default();
        let relations = relations(&text(archive, &names, "xl/_rels/workbook.xml.rels")?)?;
        parts.workbook(
            &text(archive, &names, "xl/workbook.xml")?,
            &relations,
            &names,
        )?;
        parts.strings = names.get("xl/sharedstrings.xml").copied();
        if names.contains_key("xl/styles.xml") {
            parts.formats = styles(&text(archive, &names, "xl/styles.xml")?)?;
        }
        Ok(parts)
    }

    fn workbook(
        &mut self,
        xml: &str,
        relations: &HashMap<String, (String, String)>,
        names: &HashMap<String, usize>,
    ) -> Result<(), Odd> {
        each(xml, |element| match element.name().as_ref() {
            "workbookPr" => {
                self.is_1904 =
                    attribute(element, "date1904")?.is_some_and(|v| v == "1" || v == "true");
                Ok(())
            }
            "sheet" => {
                let name = attribute(element, "name")?.ok_or(Odd::Unusual)?;
                let id = attribute(element, "r:id")?.ok_or(Odd::Unusual)?;
                let visible = match attribute(element, "state")?.as_deref() {
                    None | Some("visible") => SheetVisible::Visible,
                    Some("hidden") => SheetVisible::Hidden,
                    Some("veryHidden") => SheetVisible::VeryHidden,
                    Some(_) => return Err(Odd::Unusual),
                };
                let (target, kind) = relations.get(&id).ok_or(Odd::Unusual)?;
                let typ = match kind.rsplit('/').next() {
                    Some("worksheet") => SheetType::WorkSheet,
                    Some("chartsheet") => SheetType::ChartSheet,
                    Some("dialogsheet") => SheetType::DialogSheet,
                    _ => return Err(Odd::Unusual),
                };
                let path = target
                    .strip_prefix('/')
                    .map_or_else(|| format!("xl/{target}"), str::to_owned);
                if let Some(part) = names.get(&path.to_ascii_lowercase()) {
                    self.worksheets.insert(name.clone(), Part(*part));
                }
                self.sheets.push(Sheet { name, typ, visible });
                Ok(())
            }
            prefixed if prefixed.ends_with(":sheet") || prefixed.ends_with(":workbook") => {
                Err(Odd::Unusual)
            }
            _ => Ok(()),
        })
    }
}

/// Where the worksheets are, by name, whatever prefix their elements have.
pub(crate) fn places(archive: &mut Archive<'_>) -> Result<HashMap<String, usize>, Odd> {
    let names = names(archive)?;
    let relations = relations(&text(archive, &names, "xl/_rels/workbook.xml.rels")?)?;
    let mut out = HashMap::new();
    each(&text(archive, &names, "xl/workbook.xml")?, |element| {
        if element.local_name().as_ref() != "sheet" {
            return Ok(());
        }
        let mut attributes = element.attributes().flatten();
        let id = attributes.find(|a| a.key.as_ref().ends_with(":id"));
        let target = id.and_then(|id| relations.get(&*id.value));
        let name = attribute(element, "name")?;
        if let (Some((target, _)), Some(name)) = (target, name) {
            let path = target.strip_prefix('/');
            let path = path.map_or_else(|| format!("xl/{target}"), str::to_owned);
            out.extend(names.get(&path.to_ascii_lowercase()).map(|at| (name, *at)));
        }
        Ok(())
    })?;
    Ok(out)
}

/// Places of the parts by name in lower case.
pub(crate) fn names(archive: &mut Archive<'_>) -> Result<HashMap<String, usize>, Odd> {
    let mut names = HashMap::new();
    for at in 0..archive.len() {
        let name = archive
            .name_for_index(at)
            .and_then(Result::ok)
            .ok_or(Odd::Unusual)?;
        if names
            .insert(name.replace('\\', "/").to_ascii_lowercase(), at)
            .is_some()
        {
            return Err(Odd::Unusual);
        }
    }
    Ok(names)
}

/// A part as text.
pub(crate) fn text(
    archive: &mut Archive<'_>,
    names: &HashMap<String, usize>,
    name: &str,
) -> Result<String, Odd> {
    let at = *names.get(name).ok_or(Odd::Unusual)?;
    let mut bytes = Vec::new();
    let reader = survey::part(archive, at)?;
    reader
        .take(SMALL + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| stop::truncated("a part of the archive is damaged"))?;
    if bytes.len() as u64 > SMALL || super::strings::unusual_encoding(&bytes) {
        return Err(Odd::Unusual);
    }
    let text = String::from_utf8(bytes).map_err(|_| Odd::Unusual)?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

/// Calls for every element, in order.
fn each(xml: &str, mut visit: impl FnMut(&BytesStart<'_>) -> Result<(), Odd>) -> Result<(), Odd> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| Odd::Unusual)? {
            Event::Start(element) | Event::Empty(element) => visit(&element)?,
            Event::DocType(_) => return Err(Odd::Unusual),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, key: &str) -> Result<Option<String>, Odd> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| Odd::Unusual)?;
        if attribute.key.as_ref() == key {
            return Ok(Some(
                super::text::content(attribute.value.as_bytes())?.into_owned(),
            ));
        }
    }
    Ok(None)
}

/// Target and type by id.
pub(crate) fn relations(xml: &str) -> Result<HashMap<String, (String, String)>, Odd> {
    let mut relations = HashMap::new();
    each(xml, |element| {
        if element.local_name().as_ref() == "Relationship" {
            let of = |key| attribute(element, key)?.ok_or(Odd::Unusual);
            relations.insert(of("Id")?, (of("Target")?, of("Type")?));
        }
        Ok(())
    })?;
    Ok(relations)
}

/// The number format of every style a cell can have.
fn styles(xml: &str) -> Result<Vec<Format>, Odd> {
    let (mut codes, mut formats, mut within) = (HashMap::new(), Vec::new(), false);
    each(xml, |element| {
        match element.name().as_ref() {
            "numFmt" => {
                if let (Some(id), Some(code)) = (
                    attribute(element, "numFmtId")?,
                    attribute(element, "formatCode")?,
                ) {
                    codes.insert(id, numfmt::code(&code));
                }
            }
            "cellXfs" => within = true,
            "cellStyles" | "dxfs" | "cellStyleXfs" => within = false,
            "xf" if within => {
                let id = attribute(element, "numFmtId")?.unwrap_or_default();
                let known = codes.get(&id).copied();
                formats.push(
                    known.unwrap_or_else(|| id.parse().map_or(Format::Plain, numfmt::builtin)),
                );
            }
            prefixed if prefixed.ends_with(":cellXfs") => return Err(Odd::Unusual),
            _ => {}
        }
        Ok(())
    })?;
    Ok(formats)
}
