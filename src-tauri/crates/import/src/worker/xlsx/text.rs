//! Texts of cells: entities, line ends, Excel's own escapes, rich text.

use super::Odd;
use std::borrow::Cow;

/// The text between tags: entities resolved, line ends as one `\n`.
pub(crate) fn content(raw: &[u8]) -> Result<Cow<'_, str>, Odd> {
    let text = std::str::from_utf8(raw).map_err(|_| Odd::Unusual)?;
    if !raw.iter().any(|b| matches!(b, b'&' | b'\r' | b'<')) {
        return Ok(text.into());
    }
    if text.contains('<') {
        return Err(Odd::Unusual);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (entity, after) = after.split_once(';').ok_or(Odd::Unusual)?;
        out.push(character(entity).ok_or(Odd::Unusual)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out.into())
}

/// The character an entity stands for.
pub(crate) fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')
        }
    }
}

/// Excel writes characters which XML has no place for as `_xHHHH_`.
pub(crate) fn unescaped(text: Cow<'_, str>) -> Result<Cow<'_, str>, Odd> {
    if !text.contains("_x") {
        return Ok(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest: &str = &text;
    while let Some(at) = rest.find("_x") {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        if let Some(code) = unit(escape) {
            // Halves of a pair are left to calamine.
            out.push(char::from_u32(code).ok_or(Odd::Unusual)?);
            rest = &escape[7..];
        } else {
            out.push('_');
            rest = &escape[1..];
        }
    }
    out.push_str(rest);
    Ok(out.into())
}

fn unit(escape: &str) -> Option<u32> {
    let hex = escape
        .get(2..6)
        .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
    (escape.as_bytes().get(6) == Some(&b'_')).then(|| u32::from_str_radix(hex, 16).ok())?
}

/// The text of `<si>` or `<is>`, given what is between its tags: runs are joined, phonetic text is left out.
pub(crate) fn item(raw: &[u8]) -> Result<Cow<'_, str>, Odd> {
    // The usual case by far: one <t>, nothing else.
    if let Some(text) = raw
        .strip_prefix(b"<t>")
        .and_then(|r| r.strip_suffix(b"</t>"))
        && memchr::memchr(b'<', text).is_none()
    {
        return unescaped(trimmed(content(text)?));
    }
    rich(raw)
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    let blank = [' ', '\t', '\r', '\n'];
    match text {
        Cow::Borrowed(text) => text.trim_matches(blank).into(),
        Cow::Owned(text) => text.trim_matches(blank).to_owned().into(),
    }
}

fn rich(mut raw: &[u8]) -> Result<Cow<'_, str>, Odd> {
    let mut out = String::new();
    let mut phonetic = false;
    while let Some(at) = memchr::memchr(b'<', raw) {
        let end = at + memchr::memchr(b'>', &raw[at..]).ok_or(Odd::Unusual)?;
        let tag = &raw[at + 1..end];
        raw = &raw[end + 1..];
        let name = tag
            .split(|b| b" \t\r\n/".contains(b))
            .next()
            .unwrap_or_default();
        match (name, tag.first()) {
            (_, Some(b'!' | b'?')) => return Err(Odd::Unusual),
            (b"", Some(b'/')) => phonetic = phonetic && tag != b"/rPh",
            (b"rPh", _) => phonetic = !tag.ends_with(b"/"),
            (b"t", _) if !phonetic && !tag.ends_with(b"/") => {
                let end = memchr::memchr(b'<', raw).ok_or(Odd::Unusual)?;
                let text = content(&raw[..end])?;
                let kept = memchr::memmem::find(tag, b"\"preserve\"").is_some();
                out.push_str(&unescaped(if kept { text } else { trimmed(text) })?);
                raw = raw[end..].strip_prefix(b"</t>").ok_or(Odd::Unusual)?;
            }
            (name, _) if name.contains(&b':') => return Err(Odd::Unusual),
            _ => {}
        }
    }
    Ok(out.into())
}
