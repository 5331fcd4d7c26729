//! The user's own words: messages, notes, outlook.

use super::super::fixture::{Fixture, northwind, page, row_texts, tables};
use super::audited;
use crate::{Template, message, messages};
use holdfast_ledger::Decimal;

#[test]
fn the_users_own_message_stands_with_its_tokens_and_says_when_it_is_too_long() {
    let mut f = Fixture::of(northwind());
    f.options.messages.insert(
        "bridge".to_owned(),
        "Seat cuts after layoffs: downsell {{downsell.q.display}}, {{downsell.dpq.display}} on Q2."
            .to_owned(),
    );
    let document = audited(&f);
    assert_eq!(
        page(&document, "bridge").message,
        "Seat cuts after layoffs: downsell −$241K, −$76K on Q2."
    );
    assert_eq!(document.watermark, None);
    f.options.messages.insert(
        "trend".to_owned(),
        format!("{{{{nothing}}}} {}", "x ".repeat(120)),
    );
    assert_eq!(f.document().watermark.as_deref(), Some("DRAFT"));
    let all = messages(&f.inputs());
    let trend = all.iter().find(|m| m.page == "trend").unwrap();
    assert_eq!(
        (trend.manual, trend.shorten_by),
        (true, 252 - message::MESSAGE_LIMIT)
    );
    assert_eq!(trend.unresolved, ["nothing"]);
    assert!(
        trend.template.contains("{{downsell_rate.median.display}}"),
        "{}",
        trend.template
    );
}

#[test]
fn the_outlook_needs_the_users_text() {
    let mut f = Fixture::of(northwind());
    f.options.outlook = vec!["Renewals of $2.1M fall due in Q4.".to_owned()];
    f.options.asks = vec![(
        "Approve the guardrail".to_owned(),
        "CFO".to_owned(),
        "31 Oct 2026".to_owned(),
    )];
    let document = audited(&f);
    assert_eq!(
        page(&document, "outlook").message,
        "Renewals of $2.1M fall due in Q4."
    );
    assert_eq!(
        row_texts(
            tables(page(&document, "summary"))[1],
            "Approve the guardrail"
        ),
        ["Approve the guardrail", "CFO", "31 Oct 2026"]
    );
}

#[test]
fn the_banner_says_unaudited_and_sample() {
    let mut f = Fixture::of(northwind());
    f.options.sample = true;
    f.options.draft = true;
    let document = f.document();
    assert_eq!(
        document.banner,
        "Board confidential · Unaudited, management figures · SAMPLE DATA"
    );
    assert_eq!(document.watermark.as_deref(), Some("DRAFT"));
    assert_eq!(
        document.title,
        "Northwind Analytics: retention pack, Q3 2026"
    );
    assert_eq!(document.dated.to_string(), "2026-09-30");
}

#[test]
fn a_text_whose_figure_moved_is_stale_and_an_owners_note_stays_inside() {
    let mut f = Fixture::of(northwind());
    let text = "Downsell was {{downsell.q.display}}, as {{company.display}} expected.";
    let cited = crate::cited_values(&f.inputs(), "bridge", text);
    assert_eq!(cited.len(), 2);
    f.options
        .messages
        .insert("bridge".to_owned(), text.to_owned());
    f.options.written.insert("bridge".to_owned(), cited.clone());
    f.options
        .notes
        .insert("bridge".to_owned(), "Ask billing.".to_owned());
    let stale = |f: &Fixture| -> Vec<String> {
        let all = messages(&f.inputs());
        let own = all.into_iter().find(|m| m.page == "bridge").unwrap();
        own.stale.into_iter().map(|m| m.token).collect()
    };
    assert!(stale(&f).is_empty());
    let note = |f: &Fixture| page(&f.document(), "bridge").notes[0].clone();
    assert!(note(&f).ends_with("Note: Ask billing."), "{}", note(&f));
    let newest = f.report.periods.last_mut().unwrap();
    newest.total.bridge.downsell += Decimal::from(1_000_000);
    newest.total.bridge.closing -= Decimal::from(1_000_000);
    assert_eq!(stale(&f), ["downsell.q.display"], "the company is the same");
    let text = "R. Meyer: {{downsell.q.display}} is billing's.".to_owned();
    let cited = crate::cited_values(&f.inputs(), "bridge", &text);
    f.options.written.insert(crate::note_key("bridge"), cited);
    f.options.notes.insert("bridge".to_owned(), text);
    assert!(
        note(&f).ends_with("Note: R. Meyer: −$1,241K is billing's."),
        "{}",
        note(&f)
    );
    assert_eq!(stale(&f).len(), 1, "the message alone");
    let newest = f.report.periods.last_mut().unwrap();
    newest.total.bridge.downsell -= Decimal::from(500_000);
    newest.total.bridge.closing += Decimal::from(500_000);
    assert_eq!(stale(&f).len(), 2, "and the note");
    f.options.template = Template::Fundraise;
    assert!(!note(&f).contains("billing"));
}
