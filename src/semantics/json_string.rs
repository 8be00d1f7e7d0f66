//! JSON strings: a fast way to their end, their escapes, and the text they stand for (RFC 8259 section 7).

use super::percent::hex_digit;
use std::borrow::Cow;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The first byte from `at` on that is `quote`, a backslash or a control character; the length where there is none.
///
/// Eight bytes at a time: each of the three tests is exact for the lowest byte that it finds, which is the one asked for.
pub(super) fn next_special(bytes: &[u8], at: usize, quote: u8) -> usize {
    let (words, tail) = bytes.get(at..).unwrap_or_default().as_chunks::<8>();
    let quotes = ONES * u64::from(quote);
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let controls = word.wrapping_sub(ONES * 0x20) & !word;
        let hit =
            (zeros(word ^ quotes) | zeros(word ^ (ONES * u64::from(b'\\'))) | controls) & HIGHS;
        if hit != 0 {
            return at + index * 8 + (hit.trailing_zeros() / 8) as usize;
        }
    }
    let special = |b: &u8| *b == quote || *b == b'\\' || *b < 0x20;
    at + words.len() * 8 + tail.iter().position(special).unwrap_or(tail.len())
}

/// Marks the high bit of bytes that are zero; those above the lowest mark may be wrong.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word
}

/// What one escape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// A character, and the bytes it took.
    Char(char, usize),
    /// `\u` with half of a surrogate pair.
    Lone(usize),
    /// No escape.
    Bad,
}

/// Reads the escape that `rest` starts with; its first byte is the backslash.
pub(super) fn escape(rest: &[u8]) -> Escape {
    let plain = |c: char| Escape::Char(c, 2);
    match rest.get(1) {
        Some(b'"') => plain('"'),
        Some(b'\\') => plain('\\'),
        Some(b'/') => plain('/'),
        Some(b'b') => plain('\u{8}'),
        Some(b'f') => plain('\u{c}'),
        Some(b'n') => plain('\n'),
        Some(b'r') => plain('\r'),
        Some(b't') => plain('\t'),
        Some(b'u') => unicode(rest),
        _ => Escape::Bad,
    }
}

fn unicode(rest: &[u8]) -> Escape {
    let Some(high) = four_digits(rest.get(2..6)) else {
        return Escape::Bad;
    };
    if let Some(c) = char::from_u32(high) {
        return Escape::Char(c, 6);
    }
    let low =
        rest.get(6..8).filter(|mark| *mark == b"\\u").and_then(|_| four_digits(rest.get(8..12)));
    match low {
        Some(low @ 0xdc00..=0xdfff) if high < 0xdc00 => {
            let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
            char::from_u32(code).map_or(Escape::Lone(6), |c| Escape::Char(c, 12))
        }
        _ => Escape::Lone(6),
    }
}

fn four_digits(digits: Option<&[u8]>) -> Option<u32> {
    digits?.iter().try_fold(0, |sum, digit| Some(sum << 4 | u32::from(hex_digit(*digit)?)))
}

/// The text that the inside of a string stands for. Lone surrogates and bytes that are no UTF-8 become U+FFFD;
/// what is no escape stays as it is, without its backslash.
pub(super) fn decode(inner: &[u8], escaped: bool) -> Cow<'_, str> {
    if !escaped {
        return String::from_utf8_lossy(inner);
    }
    let mut plain: Vec<u8> = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let (before, from) = rest.split_at(at);
        plain.extend(before);
        let (c, width) = match escape(from) {
            Escape::Char(c, width) => (Some(c), width),
            Escape::Lone(width) => (Some('\u{fffd}'), width),
            Escape::Bad => (None, 1),
        };
        if let Some(c) = c {
            plain.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
        } else if let Some(next) = from.get(1) {
            plain.push(*next);
        }
        // A bad escape takes the byte behind its backslash along, lest `\\` be read twice.
        let width = if c.is_none() { 2 } else { width };
        rest = from.get(width..).unwrap_or_default();
    }
    plain.extend(rest);
    let text = String::from_utf8(plain);
    Cow::Owned(text.unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decodes_escapes() {
        for (inner, text) in [
            ("a\\nb\\u00e9\\ud83d\\ude00\\/", "a\nb\u{e9}\u{1f600}/"),
            ("\\ud800x", "\u{fffd}x"),
            ("\\'\\q\\", "'q"),
            ("\\u12", "u12"),
        ] {
            assert_eq!(decode(inner.as_bytes(), true), text, "{inner}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn the_fast_way_finds_the_same_end(bytes in proptest::collection::vec(any::<u8>(), 0..40), at in 0usize..10) {
            let plain = bytes.iter().skip(at).position(|b| *b == b'"' || *b == b'\\' || *b < 0x20);
            let expected = plain.map_or(bytes.len().max(at), |found| at + found);
            prop_assert_eq!(next_special(&bytes, at, b'"'), expected);
        }

        #[test]
        fn decodes_what_a_known_writer_wrote(text in "\\PC{0,20}[\"\\\\\n\t\u{1}]{0,4}") {
            let json = serde_json::to_string(&text).unwrap();
            let inner = &json.as_bytes()[1..json.len() - 1];
            prop_assert_eq!(decode(inner, true), text);
        }
    }
}
