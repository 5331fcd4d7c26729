//! Bookmarks and page labels. printpdf's bookmarks are flat and sorted by name, so they are made here:
//! a page numbered "1b" hangs under "1", the appendix pages under "Appendix".

use super::meta::text_string;
use super::structure::PageParts;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

/// A bookmark with those below it.
struct Entry {
    title: String,
    page: ObjectId,
    children: Vec<Entry>,
}

/// Adds bookmarks and page labels; `numbers` are the printed page numbers.
pub fn add(
    doc: &mut Document,
    pages: &[PageParts],
    numbers: &[String],
) -> Result<(), lopdf::Error> {
    let entries = nested(pages, numbers);
    let root = doc.new_object_id();
    let (first, last, count) = add_level(doc, &entries, root);
    let mut outlines = dictionary! { "Type" => "Outlines", "Count" => count };
    set_ends(&mut outlines, first, last);
    doc.set_object(root, outlines);
    let labels: Vec<Object> = numbers
        .iter()
        .enumerate()
        .flat_map(|(i, number)| {
            let label = dictionary! { "P" => text_string(number) };
            [Object::from(i as i64), Object::Dictionary(label)]
        })
        .collect();
    let catalog = doc.catalog_mut()?;
    catalog.set("Outlines", root);
    catalog.set("PageMode", "UseOutlines");
    catalog.set("PageLabels", dictionary! { "Nums" => labels });
    Ok(())
}

fn nested(pages: &[PageParts], numbers: &[String]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut appendix: Option<usize> = None;
    let mut parent = String::new();
    for (page, number) in pages.iter().zip(numbers) {
        let entry = Entry {
            title: page.title.clone(),
            page: page.page,
            children: Vec::new(),
        };
        let below = !parent.is_empty() && is_part_of(number, &parent);
        if number.starts_with('A') {
            let at = *appendix.get_or_insert_with(|| {
                entries.push(Entry {
                    title: "Appendix".to_owned(),
                    page: page.page,
                    children: Vec::new(),
                });
                entries.len() - 1
            });
            if let Some(top) = entries.get_mut(at) {
                top.children.push(entry);
            }
        } else if let (true, Some(last)) = (below, entries.last_mut()) {
            last.children.push(entry);
        } else {
            parent.clone_from(number);
            entries.push(entry);
        }
    }
    entries
}

/// "1b" belongs to "1", but "11" does not.
fn is_part_of(number: &str, parent: &str) -> bool {
    number
        .strip_prefix(parent)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// Adds one level; returns its first and last entry and the count of all entries in and below it.
fn add_level(
    doc: &mut Document,
    entries: &[Entry],
    parent: ObjectId,
) -> (Option<ObjectId>, Option<ObjectId>, i64) {
    let ids: Vec<ObjectId> = entries.iter().map(|_| doc.new_object_id()).collect();
    let mut total = 0;
    for (i, (entry, id)) in entries.iter().zip(&ids).enumerate() {
        let (first, last, below) = add_level(doc, &entry.children, *id);
        total += 1 + below;
        let mut dict = dictionary! {
            "Title" => text_string(&entry.title),
            "Parent" => parent,
            "Dest" => vec![entry.page.into(), "Fit".into()],
        };
        if let Some(previous) = i.checked_sub(1).and_then(|p| ids.get(p)) {
            dict.set("Prev", *previous);
        }
        if let Some(next) = ids.get(i + 1) {
            dict.set("Next", *next);
        }
        if below > 0 {
            dict.set("Count", below);
        }
        set_ends(&mut dict, first, last);
        doc.set_object(*id, dict);
    }
    (ids.first().copied(), ids.last().copied(), total)
}

fn set_ends(dict: &mut Dictionary, first: Option<ObjectId>, last: Option<ObjectId>) {
    if let (Some(first), Some(last)) = (first, last) {
        dict.set("First", first);
        dict.set("Last", last);
    }
}
