//! String literals: how each language writes a text, or bytes, between quotes.

use crate::wire::escape::is_harmless;
use std::fmt::Write as _;

/// How characters are escaped between quotes.
pub(super) struct Escapes {
    /// The quote on both sides.
    pub quote: char,
    /// Characters that need a backslash besides quote and backslash.
    pub also: &'static [char],
    /// How a control byte or DEL is written.
    pub control: fn(u8) -> String,
    /// How a character is written that one cannot see.
    pub unseen: fn(char) -> String,
}

/// `\x1b`: as in Python, JavaScript, Go, PHP, Ruby and bash.
pub(super) fn hex(byte: u8) -> String {
    format!("\\x{byte:02x}")
}

/// `\u00ad`, `\U000e0001`: as in Python, Go and C#.
pub(super) fn unicode(c: char) -> String {
    let code = u32::from(c);
    if code <= 0xffff { format!("\\u{code:04x}") } else { format!("\\U{code:08x}") }
}

/// `\u{ad}`: as in JavaScript, PHP and Ruby.
pub(super) fn braced(c: char) -> String {
    format!("\\u{{{:x}}}", u32::from(c))
}

/// UTF-16 escapes, `\ud83d\ude00`: as in Java.
pub(super) fn utf16(c: char) -> String {
    let mut units = [0; 2];
    let mut text = String::new();
    for unit in c.encode_utf16(&mut units) {
        // Writing into a String cannot fail.
        let _ = write!(text, "\\u{unit:04x}");
    }
    text
}

impl Escapes {
    /// The text between quotes.
    pub(super) fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 2);
        out.push(self.quote);
        for c in text.chars() {
            self.push(&mut out, c);
        }
        out.push(self.quote);
        out
    }

    /// Bytes between quotes, where strings are bytes: UTF-8 as it is, all else by `hex`.
    pub(super) fn bytes(&self, bytes: &[u8]) -> String {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.text(text),
            Err(_) => self.each_byte(bytes, hex),
        }
    }

    /// Bytes between quotes, each beyond ASCII as `high` writes it.
    pub(super) fn each_byte(&self, bytes: &[u8], high: impl Fn(u8) -> String) -> String {
        let mut out = String::with_capacity(bytes.len() + 2);
        out.push(self.quote);
        for byte in bytes {
            if byte.is_ascii() {
                self.push(&mut out, char::from(*byte));
            } else {
                out.push_str(&high(*byte));
            }
        }
        out.push(self.quote);
        out
    }

    fn push(&self, out: &mut String, c: char) {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if c == self.quote || c == '\\' || self.also.contains(&c) => out.extend(['\\', c]),
            _ if c.is_ascii_control() => {
                out.push_str(&(self.control)(u8::try_from(c).unwrap_or_default()));
            }
            _ if !is_harmless(c) => out.push_str(&(self.unseen)(c)),
            _ => out.push(c),
        }
    }
}

/// Whether a text needs no escape but those that a single-quoted or raw literal has.
pub(super) fn is_tame(text: &str) -> bool {
    text.chars().all(is_harmless)
}

/// `'` where that saves escapes, else `"`: for languages where both mean the same.
pub(super) fn quote_for(text: &str, usual: char) -> char {
    let other = if usual == '"' { '\'' } else { '"' };
    if text.contains(usual) && !text.contains(other) { other } else { usual }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_or_hides_is_escaped() {
        let escapes = Escapes { quote: '"', also: &['$'], control: hex, unseen: unicode };
        assert_eq!(escapes.text("a\"$\\\n\u{1b}é\u{202e}"), "\"a\\\"\\$\\\\\\n\\x1bé\\u202e\"");
        assert_eq!(escapes.bytes(b"\xe9\xc3\xa9"), "\"\\xe9\\xc3\\xa9\"");
        assert_eq!(utf16('😀'), "\\ud83d\\ude00");
        assert_eq!(quote_for("{\"a\"}", '"'), '\'');
    }
}
