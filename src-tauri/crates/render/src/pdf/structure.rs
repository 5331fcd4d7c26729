//! The structure tree: what the pages are to somebody who can't see them. printpdf has no writer for
//! it, so the objects are made here, after printpdf has made the pages.

use super::units::rectangle;
use crate::geometry::Bounds;
use crate::shapes::Role;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

/// A part of the tree.
#[derive(Debug)]
pub enum Node {
    /// An element with its parts.
    Element(Role, Vec<Node>),
    /// Marked content of the page by its number.
    Content(usize),
}

/// A page as the tree needs it.
pub struct PageParts {
    /// Page object.
    pub page: ObjectId,
    /// Stable page id, the target of links.
    pub id: String,
    /// Title of its section.
    pub title: String,
    /// Height in points.
    pub height: f64,
    /// Its part of the tree.
    pub nodes: Vec<Node>,
    /// Marked pieces of content.
    pub marks: usize,
}

/// Adds the tree of all pages, and links with their annotations.
pub fn add(doc: &mut Document, pages: &[PageParts]) -> Result<(), lopdf::Error> {
    let root = doc.new_object_id();
    let document = doc.new_object_id();
    let mut tree = Tree {
        doc,
        pages,
        parents: Vec::new(),
        links: Vec::new(),
    };
    let mut sections = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        sections.push(tree.page(index, page, document)?);
    }
    let (parents, links) = (tree.parents, tree.links);
    doc.set_object(
        document,
        dictionary! { "S" => "Document", "P" => root, "K" => references(&sections) },
    );
    let next = (pages.len() + links.len()) as i64;
    let numbers = number_tree(doc, pages, parents, &links);
    doc.set_object(
        root,
        dictionary! {
            "Type" => "StructTreeRoot",
            "K" => Object::Array(vec![document.into()]),
            "ParentTree" => numbers,
            "ParentTreeNextKey" => next,
        },
    );
    let catalog = doc.catalog_mut()?;
    catalog.set("StructTreeRoot", root);
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    Ok(())
}

/// From marked content, and from annotations, back to their elements.
fn number_tree(
    doc: &mut Document,
    pages: &[PageParts],
    parents: Vec<Vec<ObjectId>>,
    links: &[ObjectId],
) -> ObjectId {
    let mut numbers: Vec<Object> = Vec::new();
    for (index, owners) in parents.into_iter().enumerate() {
        let owners = doc.add_object(references(&owners));
        numbers.push((index as i64).into());
        numbers.push(owners.into());
    }
    for (index, link) in links.iter().enumerate() {
        numbers.push(((pages.len() + index) as i64).into());
        numbers.push((*link).into());
    }
    doc.add_object(dictionary! { "Nums" => numbers })
}

struct Tree<'a> {
    doc: &'a mut Document,
    pages: &'a [PageParts],
    /// Element of each marked content, by page.
    parents: Vec<Vec<ObjectId>>,
    /// Element of each link annotation.
    links: Vec<ObjectId>,
}

impl Tree<'_> {
    fn page(
        &mut self,
        index: usize,
        page: &PageParts,
        document: ObjectId,
    ) -> Result<ObjectId, lopdf::Error> {
        self.parents.push(vec![document; page.marks]);
        let mut annotations = Vec::new();
        let section = self.doc.new_object_id();
        let mut children = Vec::new();
        for node in flattened(&page.nodes) {
            children.push(self.node(node, section, page, &mut annotations));
        }
        let element = dictionary! {
            "S" => "Sect",
            "P" => document,
            "T" => super::meta::text_string(&page.title),
            "K" => children,
        };
        self.doc.set_object(section, element);
        let entry = self.doc.get_dictionary_mut(page.page)?;
        entry.set("StructParents", index as i64);
        entry.set("Tabs", "S");
        if annotations.is_empty() {
            entry.remove(b"Annots");
        } else {
            entry.set("Annots", references(&annotations));
        }
        Ok(section)
    }

    fn node(
        &mut self,
        node: &Node,
        parent: ObjectId,
        page: &PageParts,
        annotations: &mut Vec<ObjectId>,
    ) -> Object {
        let (role, children) = match node {
            Node::Content(id) => {
                self.own(*id, parent);
                return (*id as i64).into();
            }
            Node::Element(role, children) => (role, children),
        };
        let element = self.doc.new_object_id();
        let mut kids: Vec<Object> = children
            .iter()
            .map(|child| self.node(child, element, page, annotations))
            .collect();
        if let Role::Link(target, area) = role {
            kids.extend(self.link(target, Bounds::from(*area), element, page, annotations));
        }
        let content = children.iter().any(|c| matches!(c, Node::Content(_)));
        let dict = described(role, parent, kids, content.then_some(page.page));
        self.doc.set_object(element, dict);
        element.into()
    }

    /// Notes to which element the marked content of the current page belongs.
    fn own(&mut self, id: usize, element: ObjectId) {
        if let Some(slot) = self.parents.last_mut().and_then(|page| page.get_mut(id)) {
            *slot = element;
        }
    }

    /// The annotation of a link, and its reference from the tree.
    fn link(
        &mut self,
        target: &str,
        area: Bounds,
        element: ObjectId,
        page: &PageParts,
        annotations: &mut Vec<ObjectId>,
    ) -> Option<Object> {
        let goal = self.pages.iter().find(|p| p.id == target)?;
        let area: Vec<Object> = rectangle(area, page.height)
            .into_iter()
            .map(Object::Real)
            .collect();
        let annotation = self.doc.add_object(dictionary! {
            "Type" => "Annot",
            "Subtype" => "Link",
            "Rect" => area,
            "Border" => vec![0.into(), 0.into(), 0.into()],
            "F" => 4,
            "Dest" => vec![goal.page.into(), "Fit".into()],
            "Contents" => super::meta::text_string(&format!("Go to {}", goal.title)),
            "StructParent" => (self.pages.len() + self.links.len()) as i64,
        });
        annotations.push(annotation);
        self.links.push(element);
        Some(Object::Dictionary(dictionary! {
            "Type" => "OBJR", "Obj" => annotation, "Pg" => page.page,
        }))
    }
}

/// The page's own section is made by [`Tree::page`]; the outermost group is that section.
fn flattened(nodes: &[Node]) -> Vec<&Node> {
    nodes
        .iter()
        .flat_map(|node| match node {
            Node::Element(Role::Section, children) => children.iter().collect(),
            other => vec![other],
        })
        .collect()
}

fn described(
    role: &Role,
    parent: ObjectId,
    mut kids: Vec<Object>,
    page: Option<ObjectId>,
) -> Dictionary {
    let mut dict = dictionary! { "S" => tag(role), "P" => parent };
    if let Some(page) = page {
        dict.set("Pg", page);
    }
    match kids.len() {
        0 => {}
        1 => dict.set("K", kids.remove(0)),
        _ => dict.set("K", kids),
    }
    match role {
        Role::Figure(alt) => dict.set("Alt", super::meta::text_string(alt)),
        Role::ColumnHead => dict.set("A", scope("Column")),
        Role::RowHead => dict.set("A", scope("Row")),
        _ => {}
    }
    dict
}

fn scope(name: &str) -> Dictionary {
    dictionary! { "O" => "Table", "Scope" => name }
}

fn tag(role: &Role) -> &'static str {
    match role {
        Role::Artifact | Role::Section => "Sect",
        Role::Heading(1) => "H1",
        Role::Heading(2) => "H2",
        Role::Heading(_) => "H3",
        Role::Paragraph => "P",
        Role::Note => "Note",
        Role::Table => "Table",
        Role::Row => "TR",
        Role::ColumnHead | Role::RowHead => "TH",
        Role::Cell => "TD",
        Role::Figure(_) => "Figure",
        Role::Link(..) => "Link",
    }
}

fn references(ids: &[ObjectId]) -> Object {
    Object::Array(ids.iter().map(|id| Object::Reference(*id)).collect())
}
