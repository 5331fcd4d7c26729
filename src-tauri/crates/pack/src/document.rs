//! From the inputs to the document: pages built, messages resolved, banner and watermark set.

use crate::context::Context;
use crate::display::Unit;
use crate::message::{MESSAGE_LIMIT, PageMessage, Tokens, cited, cut, moved, resolve, shorten_by};
use crate::model::{Document, Page};
use crate::names::{NAME_LIMIT, told_apart};
use crate::pages::{Draft, Extras, all};
use crate::{PackInputs, identity, tokens as standard_tokens};
use holdfast_metrics::{Engine, Movement};

/// The document of a pack.
pub fn document(inputs: &PackInputs) -> Document {
    let context = Context::new(inputs);
    let extras = extras(&context);
    document_of(&context, &extras)
}

/// The automatic and the user's messages of every page, for an editor.
pub fn messages(inputs: &PackInputs) -> Vec<PageMessage> {
    let context = Context::new(inputs);
    let (drafts, _) = all(&context, &extras(&context));
    let tokens = bound(&context, &drafts);
    drafts
        .iter()
        .map(|d| message(&context, d, &tokens))
        .collect()
}

/// Every figure which a message can cite, by token name.
pub fn tokens(inputs: &PackInputs) -> Tokens {
    let context = Context::new(inputs);
    let (drafts, _) = all(&context, &extras(&context));
    bound(&context, &drafts)
}

/// The display texts of the tokens which a page's text cites, as of now: kept with the text, they tell
/// later which of its figures moved.
pub fn cited_values(inputs: &PackInputs, page: &str, text: &str) -> Tokens {
    let context = Context::new(inputs);
    let (drafts, _) = all(&context, &extras(&context));
    let mut tokens = bound(&context, &drafts);
    if let Some(draft) = drafts.iter().find(|d| d.id == page) {
        tokens.extend(draft.message.tokens().clone());
    }
    let cited = cited(text);
    tokens
        .into_iter()
        .filter(|(name, _)| cited.contains(name))
        .collect()
}

/// The money unit of a pack, one for PDF and workbook (pack 3.3).
pub fn pack_unit(inputs: &PackInputs) -> Unit {
    Context::new(inputs).unit
}

pub(crate) fn document_of(c: &Context, extras: &Extras) -> Document {
    let (drafts, _) = all(c, extras);
    let tokens = bound(c, &drafts);
    let messages: Vec<PageMessage> = drafts.iter().map(|d| message(c, d, &tokens)).collect();
    Document {
        title: format!("{}: retention pack, {}", c.company(), c.period_label()),
        company: c.company(),
        pack_id: extras.pack_id.clone(),
        dated: c.as_of(),
        paper: c.inputs.options.paper,
        brand: c.inputs.options.brand.clone(),
        banner: banner(c),
        watermark: is_draft(c, &messages).then(|| "DRAFT".to_owned()),
        pages: drafts
            .into_iter()
            .zip(messages)
            .map(|(d, m)| page(c, d, &m, &tokens))
            .collect(),
    }
}

fn page(c: &Context, d: Draft, message: &PageMessage, all: &Tokens) -> Page {
    let tokens = &own_first(all, &d);
    Page {
        id: d.id,
        number: d.number,
        kicker: d.kicker,
        message: cut(&message.text, MESSAGE_LIMIT),
        title: [c.company(), d.measure, d.period],
        blocks: d.blocks,
        notes: owned(c, &message.page, d.notes, tokens),
    }
}

/// The notes of a page with its owner's note, its tokens resolved; what goes outside carries none.
fn owned(c: &Context, page: &str, notes: Vec<String>, tokens: &Tokens) -> Vec<String> {
    let own = c.inputs.options.notes.get(page);
    let own = own.filter(|note| !note.trim().is_empty() && !c.external());
    match own {
        Some(note) => crate::notes::with_note(&notes, &resolve(note.trim(), tokens).text),
        None => notes,
    }
}

fn bound(c: &Context, drafts: &[Draft]) -> Tokens {
    let mut out = standard_tokens::standard(c);
    for draft in drafts {
        out.extend(draft.message.tokens().clone());
    }
    out
}

/// The key under which [`crate::PackOptions::written`] has the figures of a page's note.
pub fn note_key(page: &str) -> String {
    format!("note:{page}")
}

/// A page's own figures go before those of other pages.
fn own_first(all: &Tokens, draft: &Draft) -> Tokens {
    let mut tokens = all.clone();
    tokens.extend(draft.message.tokens().clone());
    tokens
}

fn message(c: &Context, draft: &Draft, all: &Tokens) -> PageMessage {
    let tokens = own_first(all, draft);
    let template = draft.message.template(&tokens);
    let own = c
        .inputs
        .options
        .messages
        .get(&draft.id)
        .filter(|m| !m.trim().is_empty());
    let resolved = resolve(own.unwrap_or(&template), &tokens);
    let written = &c.inputs.options.written;
    let since = |text: Option<&String>, key: &str| match (text, written.get(key)) {
        (Some(text), Some(then)) => moved(text, then, &tokens),
        _ => Vec::new(),
    };
    let note = c.inputs.options.notes.get(&draft.id);
    let mut stale = since(own, &draft.id);
    stale.extend(since(note, &note_key(&draft.id)));
    let mut unresolved = resolved.unresolved;
    unresolved.extend(
        note.into_iter()
            .flat_map(|n| resolve(n, &tokens).unresolved),
    );
    PageMessage {
        page: draft.id.clone(),
        manual: own.is_some(),
        shorten_by: shorten_by(&resolved.text),
        text: resolved.text,
        stale,
        unresolved,
        template,
    }
}

/// DRAFT where the user wants one, where a check fails, or where a message has an open token.
fn is_draft(c: &Context, messages: &[PageMessage]) -> bool {
    c.inputs.options.draft
        || crate::checks::all(c).iter().any(|k| !k.ok)
        || c.inputs.evidence.findings.block()
        || messages.iter().any(|m| !m.unresolved.is_empty())
}

fn banner(c: &Context) -> String {
    let sample = if c.inputs.options.sample {
        " · SAMPLE DATA"
    } else {
        ""
    };
    format!(
        "{} · Unaudited, management figures{sample}",
        c.template.confidential
    )
}

/// What needs the ledger itself: the period's movements and each customer's segment.
fn extras(c: &Context) -> Extras {
    let engine = c.inputs.engine().ok();
    let period = c.now().map(|at| at.figures.period);
    let movements: Vec<Movement> = match (&engine, period) {
        (Some(engine), Some(period)) => engine.movements(period),
        _ => Vec::new(),
    };
    let (attribute, segments) = engine
        .as_ref()
        .filter(|_| !c.external())
        .and_then(|e| segments(c, e))
        .unwrap_or_default();
    Extras {
        movements,
        attribute,
        segments,
        pack_id: identity::pack_id(c.inputs),
    }
}

fn segments(c: &Context, engine: &Engine) -> Option<(String, Vec<String>)> {
    let now = c.now()?;
    let attribute = &crate::segments::printable(c, now).first()?.attribute;
    let column = engine.columns().iter().find(|k| k.name == *attribute)?;
    let opening = engine.balances().index(now.figures.period.opening())?;
    let names = told_apart(column.values.iter().map(String::as_str), NAME_LIMIT);
    let segment = |customer: u32| {
        let value = column.values.get(column.segment(customer, opening));
        value
            .and_then(|v| names.get(v))
            .cloned()
            .unwrap_or_default()
    };
    let all = (0..engine.balances().customers()).map(segment).collect();
    Some((attribute.clone(), all))
}
