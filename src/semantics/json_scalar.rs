//! The scalars that [`super::json_reader::Reader`] passes over: strings in any quotes, numbers, literals, bare words.

use super::json::JsonKind;
use super::json_fault::JsonFault;
use super::json_fault::JsonNote;
use super::json_fault::JsonNoteKind;
use super::json_number::fault;
use super::json_reader::Key;
use super::json_reader::Reader;
use super::json_string::Escape;
use super::json_string::escape;
use super::json_string::next_special;
use super::text::OddChar;
use super::text::odd_character;
use crate::wire::Span;
use crate::wire::offset;

impl Reader<'_> {
    /// Reads a string up to its closing quote; the span includes the quotes.
    pub(super) fn string(&mut self, quote: u8) -> Key {
        let start = self.at;
        match quote {
            b'\'' => self.error(JsonFault::SingleQuotes, Span::of(start, start + 1)),
            b'`' => self.error(JsonFault::Backticks, Span::of(start, start + 1)),
            _ => {}
        }
        let mut escaped = false;
        let mut at = start + 1;
        loop {
            at = next_special(self.bytes, at, quote);
            match self.bytes.get(at) {
                None => {
                    self.at = self.bytes.len();
                    self.complete = false;
                    let span = Span::of(start, self.at);
                    self.error(JsonFault::UnterminatedString, span);
                    return Key { span, escaped };
                }
                Some(byte) if *byte == quote => break,
                Some(b'\\') => {
                    escaped = true;
                    at = self.escape(at, quote);
                }
                Some(_) => {
                    let rest = self.bytes.get(at..).unwrap_or_default();
                    let run = rest.iter().position(|b| *b >= 0x20).unwrap_or(rest.len());
                    self.error(JsonFault::ControlInString, Span::of(at, at + run));
                    at += run;
                }
            }
        }
        self.at = at + 1;
        if quote != b'"' {
            // The fault of the quotes covers the string, now that its end is known.
            let begun = Span::of(start, start + 1);
            if let Some(error) = self.errors.iter_mut().rev().find(|error| error.span == begun) {
                error.span.end = offset(self.at);
            }
        }
        Key { span: Span::of(start, self.at), escaped }
    }

    /// Checks the escape at `at`; returns where it ends.
    fn escape(&mut self, at: usize, quote: u8) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        match escape(rest) {
            Escape::Char(c, width) => {
                if c == '\0' {
                    let span = Span::of(at, at + width);
                    self.notes.push(JsonNote { kind: JsonNoteKind::NulEscape, span });
                }
                at + width
            }
            Escape::Lone(width) => {
                let span = Span::of(at, at + width);
                self.notes.push(JsonNote { kind: JsonNoteKind::LoneSurrogate, span });
                at + width
            }
            Escape::Bad => {
                let width = rest.len().min(2);
                if rest.get(1) != Some(&quote) {
                    self.error(JsonFault::BadEscape, Span::of(at, at + width));
                }
                at + width
            }
        }
    }

    /// Passes over bare text up to the next mark or white space; over one byte at least.
    pub(super) fn word(&mut self, key: bool) -> Span {
        let ends = |b: &u8| {
            matches!(b, b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"' | b'\'' | b'`' | b';')
                || b.is_ascii_whitespace()
                || key && *b == b'='
        };
        let rest = self.rest();
        let width = rest.iter().position(ends).unwrap_or(rest.len()).max(1);
        let span = Span::of(self.at, self.at + width);
        self.at += width;
        span
    }

    pub(super) fn number(&mut self) {
        let span = self.word(false);
        let text = span.slice(self.bytes);
        let Some(kind) = fault(text) else {
            self.push(JsonKind::Number, span, false);
            return;
        };
        let marks =
            |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'_' | b'e' | b'E');
        let hexadecimal = text.starts_with(b"0x") || text.starts_with(b"0X");
        let hyphens = text.iter().skip(1).filter(|b| **b == b'-').count();
        let (node, kind) = match text {
            b"-Infinity" | b"-NaN" => (JsonKind::Number, JsonFault::NotANumber),
            _ if hexadecimal || text.iter().all(marks) && hyphens < 2 => (JsonKind::Number, kind),
            _ => (JsonKind::Word, JsonFault::UnknownWord),
        };
        self.error(kind, span);
        self.push(node, span, false);
    }

    /// Reads a literal, or whatever else stands where a value should be.
    pub(super) fn literal(&mut self) {
        let span = self.word(false);
        let key = std::mem::take(&mut self.key);
        if let Some(string) = self.prefixed(span).or_else(|| self.smart(span)) {
            self.key = key;
            self.push(JsonKind::String, string.span, string.escaped);
            return;
        }
        self.key = key;
        let (kind, fault) = match span.slice(self.bytes) {
            b"true" => (JsonKind::True, None),
            b"false" => (JsonKind::False, None),
            b"null" => (JsonKind::Null, None),
            b"True" => (JsonKind::True, Some(JsonFault::PythonLiteral)),
            b"False" => (JsonKind::False, Some(JsonFault::PythonLiteral)),
            b"None" => (JsonKind::Null, Some(JsonFault::PythonLiteral)),
            b"undefined" => (JsonKind::Null, Some(JsonFault::Undefined)),
            b"NaN" | b"Infinity" | b"nan" | b"inf" | b"+Infinity" => {
                (JsonKind::Number, Some(JsonFault::NotANumber))
            }
            text if text.eq_ignore_ascii_case(b"true") => {
                (JsonKind::True, Some(JsonFault::LiteralCase))
            }
            text if text.eq_ignore_ascii_case(b"false") => {
                (JsonKind::False, Some(JsonFault::LiteralCase))
            }
            text if text.eq_ignore_ascii_case(b"null") || text == b"nil" => {
                (JsonKind::Null, Some(JsonFault::LiteralCase))
            }
            [b'+' | b'.', b'0'..=b'9' | b'.', ..] => (JsonKind::Number, Some(JsonFault::BadNumber)),
            _ => (JsonKind::Word, Some(JsonFault::UnknownWord)),
        };
        if let Some(fault) = fault {
            self.error(fault, span);
        }
        self.push(kind, span, false);
    }

    /// `b'…'`, `u"…"`: a word that is only a prefix, with its string right behind it.
    pub(super) fn prefixed(&mut self, word: Span) -> Option<Key> {
        let prefix = matches!(
            word.slice(self.bytes),
            [b'b' | b'B' | b'u' | b'U' | b'r' | b'R' | b'f' | b'F']
        );
        let quote = self.rest().first().copied().filter(|b| prefix && matches!(b, b'"' | b'\''))?;
        self.error(JsonFault::PythonPrefix, word);
        Some(self.string(quote))
    }

    /// A string in typographic quotes: up to the next of them, or to a straight one.
    pub(super) fn smart(&mut self, word: Span) -> Option<Key> {
        let text = word.slice(self.bytes);
        odd_character(text).filter(|(_, kind)| *kind == OddChar::Quote)?;
        let start = word.start as usize;
        let inner = self.bytes.get(start + 3..).unwrap_or_default();
        let close = memchr::memchr2_iter(0xe2, b'"', inner).find_map(|at| {
            let rest = inner.get(at..)?;
            match odd_character(rest) {
                Some((width, OddChar::Quote)) => Some(at + width),
                _ => rest.starts_with(b"\"").then_some(at + 1),
            }
        });
        self.at = close.map_or(self.bytes.len(), |at| start + 3 + at);
        self.complete &= close.is_some();
        let span = Span::of(start, self.at);
        self.error(JsonFault::SmartQuotes, span);
        Some(Key { span, escaped: false })
    }
}
