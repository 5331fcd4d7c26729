//! Messages: at most two lines, made of clauses with bound tokens; a figure in a sentence is the
//! display figure of chart and table, never typed text (pack 1, message rule).

use std::collections::BTreeMap;

/// Most characters of a message: two lines.
pub const MESSAGE_LIMIT: usize = 190;

/// Names and display texts of the figures which sentences cite: `{{downsell.q.display}}`.
pub type Tokens = BTreeMap<String, String>;

/// The token as it stands in a template.
pub(crate) fn token(name: &str) -> String {
    format!("{{{{{name}.display}}}}")
}

/// A message under way: the first clause always stands, the later ones as far as they fit.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Message {
    clauses: Vec<String>,
    tokens: Tokens,
}

impl Message {
    pub fn new() -> Message {
        Message::default()
    }

    /// A message without figures of its own.
    pub fn of(clause: impl Into<String>) -> Message {
        Message::new().say(clause)
    }

    /// Binds a figure of this page and returns its token.
    pub fn bind(&mut self, name: &str, display: impl Into<String>) -> String {
        self.tokens
            .insert(format!("{name}.display"), display.into());
        token(name)
    }

    /// Adds a clause; an empty one adds nothing.
    #[must_use]
    pub fn say(mut self, clause: impl Into<String>) -> Message {
        let clause = clause.into();
        if !clause.is_empty() {
            self.clauses.push(clause);
        }
        self
    }

    /// Adds the clauses and figures of another message.
    #[must_use]
    pub fn followed_by(mut self, other: Message) -> Message {
        self.clauses.extend(other.clauses);
        self.tokens.extend(other.tokens);
        self
    }

    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The template of the longest run of clauses which fits into the limit once resolved.
    pub fn template(&self, tokens: &Tokens) -> String {
        let mut out = String::new();
        for clause in &self.clauses {
            let longer = if out.is_empty() {
                clause.clone()
            } else {
                format!("{out} {clause}")
            };
            let fits = resolve(&longer, tokens).text.chars().count() <= MESSAGE_LIMIT;
            if !out.is_empty() && !fits {
                break;
            }
            out = longer;
        }
        out
    }
}

/// A resolved text and the tokens which nothing is bound to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Resolved {
    /// Text.
    pub text: String,
    /// Names of unknown tokens; they stay in the text as they are.
    pub unresolved: Vec<String>,
}

/// Replaces the tokens of a template by their display texts.
pub fn resolve(template: &str, tokens: &Tokens) -> Resolved {
    let mut out = Resolved::default();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        out.text.push_str(before);
        let Some((name, after)) = after.split_once("}}") else {
            out.text.push_str("{{");
            rest = after;
            continue;
        };
        if let Some(display) = tokens.get(&full(name)) {
            out.text.push_str(display);
        } else {
            out.unresolved.push(name.trim().to_owned());
            out.text.push_str("{{");
            out.text.push_str(name);
            out.text.push_str("}}");
        }
        rest = after;
    }
    out.text.push_str(rest);
    out
}

/// A token's whole name: `downsell.q` is short for `downsell.q.display`.
fn full(name: &str) -> String {
    let name = name.trim();
    match name.ends_with(".display") {
        true => name.to_owned(),
        false => format!("{name}.display"),
    }
}

/// The names of the tokens which a text cites, each once, in order.
pub fn cited(template: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in template.split("{{").skip(1) {
        let name = part.split_once("}}").map(|(name, _)| full(name));
        out.extend(name.filter(|n| !out.contains(n)));
    }
    out
}

/// A figure which a text cites and which is another one than when the text was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// Token.
    pub token: String,
    /// As it was when the text was written.
    pub then: String,
    /// As it is now; `None` where nothing is bound to it any more.
    pub now: Option<String>,
}

/// The cited figures which moved since a text was written. The text shows the figures of now; what it
/// says of them may not hold any more.
pub fn moved(template: &str, written: &Tokens, now: &Tokens) -> Vec<Moved> {
    let of = |token: String| {
        let then = written.get(&token)?.clone();
        let now = now.get(&token).cloned();
        (now.as_ref() != Some(&then)).then_some(Moved { token, then, now })
    };
    cited(template).into_iter().filter_map(of).collect()
}

/// By how many characters a message is too long; 0 where it fits.
pub fn shorten_by(text: &str) -> usize {
    text.chars().count().saturating_sub(MESSAGE_LIMIT)
}

/// Cuts at a word, with an ellipsis, where a text is longer than `limit` characters.
pub fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let head: String = text.chars().take(limit.saturating_sub(1)).collect();
    let head = head
        .rsplit_once(' ')
        .map_or(head.as_str(), |(head, _)| head);
    format!("{}…", head.trim_end_matches([' ', ',', ';', ':']))
}

/// What a message editor needs of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageMessage {
    /// Page id.
    pub page: String,
    /// The automatic message, with its tokens.
    pub template: String,
    /// The message as printed: the user's where there is one, tokens resolved.
    pub text: String,
    /// Whether the user's text stands instead of the automatic one.
    pub manual: bool,
    /// By how many characters it must be shortened.
    pub shorten_by: usize,
    /// Tokens of the message and the note which nothing is bound to.
    pub unresolved: Vec<String>,
    /// Figures which the user's text or note cites and which moved since it was written: it is stale.
    pub stale: Vec<Moved>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(pairs: &[(&str, &str)]) -> Tokens {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn tokens_are_replaced_and_unknown_ones_reported() {
        let t = tokens(&[("downsell.q.display", "−$241K")]);
        let r = resolve("Downsell {{ downsell.q.display }} of {{x}} {{", &t);
        assert_eq!(r.text, "Downsell −$241K of {{x}} {{");
        assert_eq!(r.unresolved, ["x"]);
    }

    #[test]
    fn later_clauses_are_left_out_where_they_do_not_fit() {
        let message = Message::of("A 1.").say("b".repeat(180)).say("c".repeat(20));
        let text = message.template(&Tokens::new());
        assert_eq!(text.chars().count(), 185);
        assert!(!text.contains('c'));
    }

    #[test]
    fn too_long_says_by_how_much() {
        assert_eq!(shorten_by(&"x".repeat(202)), 12);
        assert_eq!(shorten_by("short"), 0);
        assert_eq!(cut("one two three", 9), "one two…");
    }
}
