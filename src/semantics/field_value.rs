//! The small grammar that most field values share: lists, parameters, quoted strings (RFC 9110 section 5.6).

use crate::wire::Span;
use std::borrow::Cow;

/// A `name=value` parameter. Offsets count from the slice that was parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Param {
    /// The name as spelled.
    pub name: Span,
    /// The value without the quotes around it; backslash escapes stay ([`unescape`] removes them).
    pub value: Span,
    /// Whether quotes stand around the value.
    pub quoted: bool,
}

/// SP, HTAB, CR or LF: what may stand between the parts of a value, line folds included.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// `within` without the white space at its ends.
pub(super) fn trim(bytes: &[u8], within: Span) -> Span {
    let text = within.slice(bytes);
    let Some(first) = text.iter().position(|b| !is_blank(*b)) else {
        return Span::at(within.start);
    };
    let last = text.iter().rposition(|b| !is_blank(*b)).unwrap_or(first);
    Span::of(within.start as usize + first, within.start as usize + last + 1)
}

/// The parts of `within` between separators that stand outside of quoted strings, trimmed; empty parts included.
pub(super) fn split(bytes: &[u8], within: Span, separator: u8) -> Vec<Span> {
    let text = within.slice(bytes);
    let base = within.start as usize;
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b if *b == separator && !quoted => {
                parts.push(trim(bytes, Span::of(base + start, base + at)));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(trim(bytes, Span::of(base + start, base + text.len())));
    parts
}

/// Reads `part` as `name=value`; `None` where no `=` stands in it or no name before it.
pub(super) fn param(bytes: &[u8], part: Span) -> Option<Param> {
    let equals = part.start as usize + memchr::memchr(b'=', part.slice(bytes))?;
    let name = trim(bytes, Span::of(part.start as usize, equals));
    let (value, quoted) = unquote(bytes, trim(bytes, Span::of(equals + 1, part.end as usize)));
    (!name.is_empty()).then_some(Param { name, value, quoted })
}

/// `value` without double quotes around it, and whether they were there. A quote that never closes is left off too.
pub(super) fn unquote(bytes: &[u8], value: Span) -> (Span, bool) {
    match value.slice(bytes) {
        [b'"', .., b'"'] => (Span::new(value.start + 1, value.end - 1), true),
        [b'"', ..] => (Span::new(value.start + 1, value.end), true),
        _ => (value, false),
    }
}

/// The inside of a quoted string with its backslash escapes resolved (RFC 9110 section 5.6.4).
#[must_use]
pub fn unescape(inner: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\\', inner).is_none() {
        return Cow::Borrowed(inner);
    }
    let mut plain = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => plain.extend(bytes.next()),
            _ => plain.push(*byte),
        }
    }
    Cow::Owned(plain)
}

/// Bytes as lower-case text, each byte one character (so bytes beyond ASCII stay distinct without being UTF-8).
pub(super) fn lower(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(b.to_ascii_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_outside_quotes_only() {
        let bytes = br#"a, "b, \" c" ,,d"#;
        let parts: Vec<&[u8]> = split(bytes, Span::of(0, bytes.len()), b',')
            .into_iter()
            .map(|s| s.slice(bytes))
            .collect();
        assert_eq!(parts, [&b"a"[..], br#""b, \" c""#, b"", b"d"]);
    }

    #[test]
    fn reads_parameters() {
        let bytes = br#"x = "a\"b""#;
        let param = param(bytes, Span::of(0, bytes.len())).expect("a parameter");
        assert_eq!((param.name.slice(bytes), param.quoted), (&b"x"[..], true));
        assert_eq!(unescape(param.value.slice(bytes)).as_ref(), b"a\"b");
    }
}
