//! The pack's pages, drawn, with their messages and options.

use super::look;
use crate::desk::{Answer, Work};
use crate::view::data::ChoiceView;
use crate::view::failure::FailureView;
use crate::view::pack::{
    AskView, LookView, NoteView, PackView, PageItem, PageView, PictureOf, TokenView,
};
use holdfast_pack::PackOptions;
use holdfast_pack::message::{MESSAGE_LIMIT, PageMessage, Tokens};
use holdfast_pack::model::{Chart, Content, Document, Page};
use holdfast_pack::template::TemplateSpec;

/// Pages and options.
pub fn of(work: &Work) -> Answer<PackView> {
    with_inputs(work, |inputs| {
        let document = holdfast_pack::document(inputs);
        let messages = holdfast_pack::messages(inputs);
        let mut view = view(&document, &messages, inputs.options);
        view.look = look::of(&work.state.pack);
        view.tokens = holdfast_pack::tokens(inputs)
            .into_iter()
            .map(|(name, text)| TokenView { name, text })
            .collect();
        Ok(view)
    })
}

/// A page, drawn.
pub fn page(work: &Work, id: &str) -> Answer<PageView> {
    with_document(work, id, |document, index| {
        Ok(PageView {
            id: id.to_owned(),
            svg: holdfast_render::page_svg(document, index),
            alt: document.pages.get(index).map(alt).unwrap_or_default(),
        })
    })
}

fn with_document<T>(
    work: &Work,
    id: &str,
    then: impl FnOnce(&Document, usize) -> Answer<T>,
) -> Answer<T> {
    with_inputs(work, |inputs| {
        let document = holdfast_pack::document(inputs);
        let index = document.pages.iter().position(|p| p.id == id);
        then(&document, index.ok_or_else(no_page)?)
    })
}

fn no_page() -> FailureView {
    FailureView::new(
        "page-unknown",
        "That page is not part of this pack.",
        "Choose another page.",
    )
}

/// The id under which a page is left out: its continuations ("segments-2") go with it.
pub fn kind(id: &str) -> &str {
    id.split_once('-').map_or(id, |(kind, _)| kind)
}

/// Pages left out, in the order of the template.
pub fn left_out(options: &PackOptions) -> Vec<ChoiceView> {
    let pages = &TemplateSpec::of(options.template).pages;
    let out = pages.iter().filter(|id| options.left_out.contains(*id));
    out.map(|id| choice(id, &name(holdfast_pack::kicker(id)), false))
        .collect()
}

/// What the tokens of a page's text show now; kept with the text, they tell later which figure moved.
pub fn cited(work: &Work, page: &str, text: &str) -> Tokens {
    let options = work.state.pack.options();
    work.project.cited_values(&options, page, text)
}

fn with_inputs<T>(
    work: &Work,
    then: impl FnOnce(&holdfast_pack::PackInputs<'_>) -> Answer<T>,
) -> Answer<T> {
    let project = &work.project;
    let tables = project.source_tables();
    let options = PackOptions {
        sample: project.is_sample(),
        ..work.state.pack.options()
    };
    then(&project.pack_inputs(&tables, &options)?)
}

fn view(document: &Document, messages: &[PageMessage], options: &PackOptions) -> PackView {
    let item = |page: &Page| {
        let message = messages.iter().find(|m| m.page == page.id);
        PageItem {
            id: page.id.clone(),
            number: page.number.clone(),
            name: name(&page.kicker),
            message: message.map_or_else(|| page.message.clone(), |m| m.text.clone()),
            manual: message.is_some_and(|m| m.manual),
            too_long: message.map_or(0, |m| m.shorten_by as u32),
            source: source(options, message, page),
            unresolved: message.map(|m| m.unresolved.clone()).unwrap_or_default(),
            stale: message.map(stale).unwrap_or_default(),
            may_go: holdfast_pack::may_go(kind(&page.id)),
            note: note(options, page),
            charts: charts(page).map(|c| c.alt.clone()).collect(),
        }
    };
    PackView {
        title: document.title.clone(),
        pack_id: document.pack_id.clone(),
        pages: document.pages.iter().map(item).collect(),
        look: LookView::default(),
        tokens: Vec::new(),
        asks: options.asks.iter().map(ask).collect(),
        outlook: options.outlook.join("\n"),
        left_out: left_out(options),
        longest: MESSAGE_LIMIT as u32,
    }
}

fn note(options: &PackOptions, page: &Page) -> NoteView {
    let (owner, text) = options
        .notes
        .get(&page.id)
        .map(|note| look::note_parts(note))
        .unwrap_or_default();
    NoteView { owner, text }
}

/// The pages of the pack as they stand, without continuations.
pub fn shown(work: &Work) -> Answer<Vec<String>> {
    with_inputs(work, |inputs| {
        let mut ids: Vec<String> = holdfast_pack::document(inputs)
            .pages
            .iter()
            .map(|p| kind(&p.id).to_owned())
            .collect();
        ids.dedup();
        Ok(ids)
    })
}

/// "downsell.q was −$241K" of each cited figure which moved since the text was written.
fn stale(message: &PageMessage) -> Vec<String> {
    let of = |m: &holdfast_pack::message::Moved| {
        format!("{} was {}", m.token.trim_end_matches(".display"), m.then)
    };
    message.stale.iter().map(of).collect()
}

fn ask((text, owner, due): &(String, String, String)) -> AskView {
    AskView {
        text: text.clone(),
        owner: owner.clone(),
        due: due.clone(),
    }
}

/// The message as it is typed: the user's own, or the automatic one with its tokens.
fn source(options: &PackOptions, message: Option<&PageMessage>, page: &Page) -> String {
    let own = options
        .messages
        .get(&page.id)
        .filter(|m| !m.trim().is_empty());
    own.cloned()
        .or_else(|| message.map(|m| m.template.clone()))
        .unwrap_or_default()
}

/// The charts of a page, in its order.
fn charts(page: &Page) -> impl Iterator<Item = &Chart> {
    page.blocks.iter().filter_map(|block| match &block.content {
        Content::Chart(chart) => Some(chart),
        _ => None,
    })
}

/// Size of a chart on its own, in points: a slide's.
const SLIDE: (f64, f64) = (640.0, 360.0);
/// Pixels a point: sharp on any screen.
const SCALE: f64 = 2.0;

/// A page or a chart as a picture: PNG, or SVG text.
pub fn picture(work: &Work, what: &PictureOf, svg: bool) -> Answer<Vec<u8>> {
    match what {
        PictureOf::Bridge { closing } => {
            let chart = super::metrics::bridge_chart(work, closing.as_deref())?;
            chart_picture(&chart, svg)
        }
        PictureOf::Page { id } => with_document(work, id, |document, index| match svg {
            true => Ok(holdfast_render::page_svg(document, index).into_bytes()),
            false => holdfast_render::page_png(document, index, SCALE).map_err(|e| undrawn(&e)),
        }),
        PictureOf::Chart { id, chart } => with_document(work, id, |document, index| {
            let page = document.pages.get(index).ok_or_else(no_page)?;
            chart_picture(charts(page).nth(*chart).ok_or_else(no_page)?, svg)
        }),
    }
}

fn chart_picture(chart: &Chart, svg: bool) -> Answer<Vec<u8>> {
    match svg {
        true => Ok(holdfast_render::chart_svg(chart, SLIDE.0, SLIDE.1).into_bytes()),
        false => {
            holdfast_render::chart_png(chart, SLIDE.0, SLIDE.1, SCALE).map_err(|e| undrawn(&e))
        }
    }
}

fn undrawn(error: &dyn std::fmt::Display) -> FailureView {
    FailureView::new(
        "picture-undrawn",
        format!("The picture can't be drawn: {error}."),
        "Export the pack instead; its pages are vectors.",
    )
}

fn choice(value: &str, label: &str, chosen: bool) -> ChoiceView {
    ChoiceView {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen,
    }
}

/// "ARR BRIDGE" is "ARR bridge": capitals are the page's look, not its name.
fn name(kicker: &str) -> String {
    const KEPT: [&str; 6] = ["ARR", "NRR", "GRR", "KPI", "FX", "AND"];
    let words = kicker.split(' ').enumerate().map(|(i, word)| match word {
        "AND" => "and".to_owned(),
        word if KEPT.contains(&word) => word.to_owned(),
        word if i == 0 => super::in_words(&word.to_lowercase()),
        word => word.to_lowercase(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What a page says, for screen readers.
fn alt(page: &Page) -> String {
    format!(
        "Page {}: {} {}. {}",
        page.number,
        page.message,
        page.title.join(", "),
        page.notes.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_names_are_not_shouted() {
        assert_eq!(name("ARR BRIDGE"), "ARR bridge");
        assert_eq!(name("NRR AND GRR"), "NRR and GRR");
        assert_eq!(name("TERMS AND RISK"), "Terms and risk");
    }
}
