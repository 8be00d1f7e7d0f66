//! What a text that should be JSON looks like instead.

use super::base64::bytes_literal;
use super::coding::Coding;
use super::field_value::trim;
use super::form::looks_like_form;
use super::json::Json;
use super::json::JsonKind;
use super::json_fault::JsonFault;
use super::multipart::guess_boundary;
use super::percent::decode;
use super::text::Bom;
use super::text::Text;
use crate::wire::Span;

/// What the text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Look {
    /// Nothing but white space.
    Empty,
    /// `{'a': True}`: what Python prints for a dictionary.
    PythonRepr,
    /// `b'{"a": 1}'`: what Python prints for bytes.
    PythonBytesLiteral,
    /// `{a: 1}`: an object of JavaScript.
    JsObject,
    /// `[object Object]`: an object of JavaScript turned into text.
    ObjectObject,
    /// `{'a': 1}`: single quotes and nothing else odd.
    SingleQuoted,
    /// `'{"a": 1}'`: the quotes of a shell that does not know them.
    ShellQuoted,
    /// `{\"a\": 1}`: escaped for a string and sent without one.
    Escaped,
    /// `"{\"a\": 1}"`: a JSON string that holds JSON. This is the one look that is valid.
    QuotedJson,
    /// `a=1&b=2`.
    Form,
    /// `%7B%22a%22%3A1%7D`: JSON percent-encoded.
    UrlEncodedJson,
    /// Some other XML.
    Xml,
    /// A page.
    Html,
    /// Parts with a boundary.
    Multipart,
    /// UTF-16 or UTF-32.
    Wide,
    /// gzip, zlib or the like.
    Compressed,
    /// One JSON text in each line.
    JsonLines,
    /// Good so far, and then it ends.
    Truncated,
    /// Comments, trailing commas: JSON as configuration files have it.
    Relaxed,
}

/// A look and what gives it away. Spans count from the text that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookalike {
    /// What it looks like.
    pub look: Look,
    /// The text it is said of.
    pub span: Span,
    /// The first thing that gives it away.
    pub evidence: Span,
}

/// What `text` looks like, where it is not JSON or is JSON inside a JSON string; `None` where it is JSON or nothing known.
#[must_use]
pub fn lookalike(text: &[u8]) -> Option<Lookalike> {
    Json::read(text).lookalike()
}

impl Json {
    /// What the text looks like instead of JSON; see [`lookalike`].
    #[must_use]
    pub fn lookalike(&self) -> Option<Lookalike> {
        let span = trim(&self.bytes, Span::of(0, self.bytes.len()));
        let text = self.text(span);
        let (look, evidence) = if self.is_valid() {
            (Look::QuotedJson, self.quoted_json()?)
        } else {
            let found =
                not_json(text).or_else(|| quoted(text)).map(|(k, s)| (k, s.shift(span.start)));
            found.or_else(|| self.by_faults(text))?
        };
        Some(Lookalike { look, span, evidence })
    }

    /// The inside of a root string that is a JSON object or array itself.
    fn quoted_json(&self) -> Option<Span> {
        let root = self.root()?;
        let inner = self.string(root)?;
        let opens = inner.trim_start().starts_with(['{', '[']);
        (opens && Self::read(inner.as_bytes()).is_valid()).then(|| self.inner_span(root))
    }

    /// Reads the look off the faults of a text that starts like an object or array.
    fn by_faults(&self, text: &[u8]) -> Option<(Look, Span)> {
        if !matches!(text.first(), Some(b'{' | b'[' | b'(')) {
            return None;
        }
        let any = |kinds: &[JsonFault]| kinds.iter().filter_map(|kind| self.fault(*kind)).min();
        let structural = any(&[
            JsonFault::MissingComma,
            JsonFault::MissingColon,
            JsonFault::Unexpected,
            JsonFault::UnknownWord,
        ]);
        if let Some(span) = any(&[JsonFault::PythonLiteral, JsonFault::PythonPrefix]) {
            return Some((Look::PythonRepr, span));
        }
        if let Some(span) = self.json_lines() {
            return Some((Look::JsonLines, span));
        }
        if let Some(span) =
            any(&[JsonFault::UnquotedKey, JsonFault::Undefined, JsonFault::Backticks])
        {
            return Some((Look::JsObject, span));
        }
        if let Some(span) = self.fault(JsonFault::SingleQuotes).filter(|_| self.complete) {
            return Some((Look::SingleQuoted, span));
        }
        if let Some(span) = self.fault(JsonFault::Truncated).filter(|_| structural.is_none()) {
            return Some((Look::Truncated, span));
        }
        let relaxed = any(&[JsonFault::Comment, JsonFault::TrailingComma]);
        relaxed.filter(|_| structural.is_none()).map(|span| (Look::Relaxed, span))
    }

    /// Where the second line starts, if every line is a JSON text of its own.
    fn json_lines(&self) -> Option<Span> {
        let trailing = self.fault(JsonFault::TrailingContent).filter(|_| self.errors.len() == 1)?;
        let root = self.span(self.root()?);
        let between = Span::new(root.end, trailing.start);
        let broken = memchr::memchr(b'\n', self.text(between)).is_some();
        let line = self.text(trailing).split(|b| *b == b'\n').next()?;
        let next = Self::read(line);
        let container =
            next.root().is_some_and(|r| matches!(next.kind(r), JsonKind::Object | JsonKind::Array));
        (broken && container && next.is_valid()).then_some(trailing)
    }
}

/// Looks that have nothing of JSON about them, with their evidence. Offsets count from `text`.
fn not_json(text: &[u8]) -> Option<(Look, Span)> {
    let whole = Span::of(0, text.len());
    let head = Span::of(0, text.len().min(16));
    if text.is_empty() {
        return Some((Look::Empty, whole));
    }
    let wide = Bom::of(text).is_some_and(|bom| bom != Bom::Utf8);
    if wide || memchr::memchr(0, text).is_some() && Text::read(text, None).guess.is_some() {
        return Some((Look::Wide, head));
    }
    if Coding::sniff(text)
        .is_some_and(|c| c != Coding::Deflate || std::str::from_utf8(text).is_err())
    {
        return Some((Look::Compressed, head));
    }
    if text.starts_with(b"[object ") && memchr::memchr(b']', text).is_some_and(|at| at < 40) {
        return Some((Look::ObjectObject, whole));
    }
    if bytes_literal(text).is_some() {
        return Some((Look::PythonBytesLiteral, Span::new(0, 2)));
    }
    if let [b'<', next, ..] = text {
        let page = [&b"<!doctype html"[..], b"<html"]
            .iter()
            .any(|tag| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)));
        let tag = next.is_ascii_alphabetic() || matches!(next, b'?' | b'!' | b'/');
        let look = if page { Look::Html } else { Look::Xml };
        return tag.then_some((look, head));
    }
    if let Some(boundary) = guess_boundary(text).filter(|_| text.starts_with(b"--")) {
        return Some((Look::Multipart, boundary));
    }
    let encoded = [&b"%7b"[..], b"%5b", b"%22"]
        .iter()
        .any(|mark| text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(mark)));
    if encoded && Json::read(&decode(text, true)).complete {
        return Some((Look::UrlEncodedJson, Span::new(0, 3)));
    }
    let equals = memchr::memchr(b'=', text).filter(|_| looks_like_form(text))?;
    Some((Look::Form, Span::of(equals, equals + 1)))
}

/// JSON in the wrong wrapping: quotes of a shell around it, or escaped without quotes.
fn quoted(text: &[u8]) -> Option<(Look, Span)> {
    if let [quote @ (b'\'' | b'`'), inner @ .., last] = text
        && quote == last
        && matches!(inner.trim_ascii_start().first(), Some(b'{' | b'['))
    {
        return Some((Look::ShellQuoted, Span::new(0, 1)));
    }
    let escaped = memchr::memmem::find(text, b"\\\"")?;
    let before = text.get(..escaped)?;
    let opens = text.starts_with(b"{") || text.starts_with(b"[");
    let first = before.iter().all(|b| matches!(b, b'{' | b'[' | b' ' | b'\\' | b'n' | b'r' | b't'));
    (opens && first).then(|| (Look::Escaped, Span::of(escaped, escaped + 2)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tells_what_it_is_instead() {
        for (text, look) in [
            ("{\"a\": 1}", None),
            ("\"plain\"", None),
            ("what is this", None),
            (" \n", Some(Look::Empty)),
            ("{'a': True, 'b': None}", Some(Look::PythonRepr)),
            ("b'{\"a\": 1}'", Some(Look::PythonBytesLiteral)),
            ("{a: 1}", Some(Look::JsObject)),
            ("[object Object]", Some(Look::ObjectObject)),
            ("{'a': 1}", Some(Look::SingleQuoted)),
            ("'{\"a\": 1}'", Some(Look::ShellQuoted)),
            ("{\\\"a\\\": 1}", Some(Look::Escaped)),
            ("\"{\\\"a\\\": 1}\"", Some(Look::QuotedJson)),
            ("a=1&b=2", Some(Look::Form)),
            ("%7B%22a%22%3A1%7D", Some(Look::UrlEncodedJson)),
            ("<?xml version=\"1.0\"?><a/>", Some(Look::Xml)),
            ("<!DOCTYPE html><html></html>", Some(Look::Html)),
            (
                "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--",
                Some(Look::Multipart),
            ),
            ("{\0\"\0a\0\"\0:\x001\0}\0", Some(Look::Wide)),
            ("{\"a\": 1}\n{\"a\": 2}\n", Some(Look::JsonLines)),
            ("{\"a\": [1, \"x", Some(Look::Truncated)),
            ("{\"a\": 1, // one\n}", Some(Look::Relaxed)),
        ] {
            assert_eq!(lookalike(text.as_bytes()).map(|found| found.look), look, "{text}");
        }
    }

    #[test]
    fn evidence_points_at_the_giveaway() {
        let text = "  {'a': True}";
        let found = lookalike(text.as_bytes()).unwrap();
        assert_eq!(&text[found.evidence.range(99)], "True");
        assert_eq!(found.span, Span::new(2, 13));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn spans_stay_inside(text in "[ {}'\"b\\\\a=&%7<\\[\\]\n:1\u{e9}]{0,24}") {
            let whole = Span::of(0, text.len());
            prop_assert!(lookalike(text.as_bytes()).is_none_or(|l| whole.encloses(l.evidence) && whole.encloses(l.span)));
        }
    }
}
