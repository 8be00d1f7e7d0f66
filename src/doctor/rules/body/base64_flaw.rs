//! Flaws of base64 values: what they look like, beside a good value and alone.

use crate::semantics::Alphabet;
use crate::semantics::Base64;
use crate::semantics::base64;
use crate::semantics::percent;
use crate::wire::Span;

/// Values shorter than this are no payload.
const LEAST: usize = 8;

/// What is wrong with a value that should be base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// `b'…'` around it.
    BytesLiteral,
    /// `data:…;base64,` in front.
    DataUri,
    /// Line breaks inside.
    Wrapped,
    /// Spaces inside, where `+` was.
    Spaces,
    /// `-` and `_` for `+` and `/`.
    UrlSafe,
    /// `=` missing at the end.
    Padding,
    /// Percent escapes inside.
    Escaped,
    /// Base64 of base64.
    Twice,
    /// Hexadecimal digits.
    Hex,
    /// The content itself, not encoded at all.
    Plain,
    /// Some other byte that cannot be there.
    BadByte,
}

/// The flaw of `ours` where `theirs` is base64 as decoders take it, and whether both mean the same bytes.
pub(super) fn between(ours: &[u8], theirs: &[u8]) -> Option<(Flaw, bool)> {
    let good = Base64::check(theirs);
    if !good.is_strict() || theirs.len() < LEAST || !is_payload(theirs) {
        return None;
    }
    let plain = base64::decode(theirs).ok()?;
    let read = Base64::check(ours);
    if read.is_strict() {
        let twice = base64::decode(ours).ok().is_some_and(|inner| inner == theirs);
        return match () {
            () if twice => Some((Flaw::Twice, true)),
            () if is_hex(ours) && !is_hex(theirs) && ours.len() >= 16 => {
                Some((Flaw::Hex, unhex(ours).as_deref() == Some(&plain)))
            }
            () if ours == plain.as_slice() => Some((Flaw::Plain, true)),
            () => None,
        };
    }
    if ours == plain.as_slice() {
        return Some((Flaw::Plain, true));
    }
    let flaw = flaw(ours, &read)?;
    let payload = read.payload.slice(ours);
    let decoded = match flaw {
        Flaw::Escaped => base64::decode(&percent::decode(payload, false)).ok(),
        Flaw::Spaces => {
            let plus: Vec<u8> =
                payload.iter().map(|b| if *b == b' ' { b'+' } else { *b }).collect();
            base64::decode(&plus).ok()
        }
        _ => base64::decode(payload).ok(),
    };
    Some((flaw, decoded.as_deref() == Some(&plain)))
}

/// The flaw of a value alone; `wanted` says that base64 is to be expected there. The second tells that it is plain to see.
pub(super) fn alone(value: &[u8], wanted: bool) -> Option<(Flaw, bool)> {
    if value.len() < 16 {
        return None;
    }
    let read = Base64::check(value);
    if read.python_bytes_literal.is_some() && read.decoded_len >= LEAST {
        return Some((Flaw::BytesLiteral, true));
    }
    if !wanted || read.is_strict() {
        return None;
    }
    let found = flaw(value, &read)?;
    let payload = read.payload.slice(value);
    // Prose under such a name is prose: only what is base64 nearly all along counts.
    let digits =
        payload.iter().filter(|b| b.is_ascii_alphanumeric() || b"+/-_=\r\n".contains(b)).count();
    let mostly = digits * 20 >= payload.len() * 19 && payload.len() >= 24 && is_payload(payload);
    match found {
        Flaw::DataUri => Some((found, false)),
        Flaw::BadByte | Flaw::Plain | Flaw::Hex | Flaw::Twice => mostly.then_some((found, false)),
        Flaw::Padding | Flaw::UrlSafe => mostly.then_some((found, false)),
        _ => mostly.then_some((found, true)),
    }
}

fn flaw(value: &[u8], read: &Base64) -> Option<Flaw> {
    let escapes = percent::escapes(value)
        .any(|escape| matches!(escape.value, Some(b'+' | b'/' | b'=' | b'\r' | b'\n')));
    Some(match () {
        () if read.python_bytes_literal.is_some() => Flaw::BytesLiteral,
        () if read.data_uri.is_some() => Flaw::DataUri,
        () if escapes => Flaw::Escaped,
        () if read.first_bad.is_some() || read.alphabet == Alphabet::Mixed => Flaw::BadByte,
        () if read.wrapped => Flaw::Wrapped,
        () if read.whitespace.is_some() => Flaw::Spaces,
        () if read.alphabet == Alphabet::UrlSafe => Flaw::UrlSafe,
        () if !read.padding_ok => Flaw::Padding,
        // White space around it is trimmed by the reading, and by no decoder.
        () if read.payload != Span::of(0, value.len()) => Flaw::Wrapped,
        () => return None,
    })
}

/// Whether a text is a payload rather than a word: mixed digits of base64, or marks that words do not have.
fn is_payload(text: &[u8]) -> bool {
    let has = |class: fn(&u8) -> bool| text.iter().any(class);
    let marks = text.ends_with(b"=") || has(|b| matches!(b, b'+' | b'/'));
    let classes =
        [has(u8::is_ascii_uppercase), has(u8::is_ascii_lowercase), has(u8::is_ascii_digit)];
    marks || text.len() >= 16 && classes.iter().all(|class| *class)
}

fn is_hex(text: &[u8]) -> bool {
    text.len().is_multiple_of(2) && text.iter().all(u8::is_ascii_hexdigit)
}

fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let (pairs, _) = text.as_chunks::<2>();
    pairs
        .iter()
        .map(|pair| {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let [high, low] = *pair;
            u8::try_from(digit(high)? << 4 | digit(low)?).ok()
        })
        .collect()
}

/// Whether a field of that name holds files or encoded bytes, as APIs commonly call them.
pub(super) fn is_payload_name(name: &str) -> bool {
    let name: String =
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let words = [
        "content",
        "contents",
        "data",
        "file",
        "attachment",
        "image",
        "photo",
        "picture",
        "pdf",
        "document",
        "payload",
        "bytes",
        "binary",
        "blob",
        "raw",
        "avatar",
        "thumbnail",
        "audio",
        "video",
        "body",
        "avatar",
        "logo",
        "signature",
        "certificate",
        "media",
        "encoded",
    ];
    name.contains("base64")
        || name.contains("b64")
        || words.iter().any(|word| {
            name == *word
                || name.ends_with(word)
                || name.strip_suffix("data") == Some(word)
                || name.strip_suffix("content") == Some(word)
        })
}

impl Flaw {
    /// What is to be seen.
    pub(super) const fn because(self) -> &'static str {
        match self {
            Self::BytesLiteral => "it is wrapped in Python's b'…'",
            Self::DataUri => "a data URI prefix stands before it",
            Self::Wrapped => "it is broken into lines",
            Self::Spaces => "spaces stand inside it",
            Self::UrlSafe => "it is in the URL-safe alphabet (- and _)",
            Self::Padding => "its padding (=) is not complete",
            Self::Escaped => "it is percent-encoded",
            Self::Twice => "it is base64 of base64",
            Self::Hex => "it is hexadecimal",
            Self::Plain => "it is the content itself, not encoded",
            Self::BadByte => "it holds a character that base64 does not have",
        }
    }

    /// How it comes about.
    pub(super) const fn explanation(self) -> &'static str {
        match self {
            Self::BytesLiteral => {
                "`str()` of bytes prints the literal with its prefix and quotes; decode the bytes to text instead."
            }
            Self::DataUri => {
                "`readAsDataURL` and `toDataURL` put it in front; most servers want what follows the comma alone."
            }
            Self::Wrapped => {
                "Encoders for mail (and `base64` on the command line) break lines every 60, 64 or 76 characters; strict decoders take no line break."
            }
            Self::Spaces => {
                "Usually these were `+`, read as spaces on their way through a form or query."
            }
            Self::UrlSafe => {
                "That alphabet is for URLs and tokens; a standard decoder knows + and / only."
            }
            Self::Padding => {
                "Encoders for URLs leave it out, or something cut the end off; strict decoders want it."
            }
            Self::Escaped => "It was escaped for a URL and then put where nothing unescapes it.",
            Self::Twice => {
                "The text was encoded a second time, so that the server decodes it to base64 instead of to the content."
            }
            Self::Hex => "Hexadecimal digits decode as base64 too, to other bytes.",
            Self::Plain => "The server tries to decode it, and fails or gets rubbish.",
            Self::BadByte => "A decoder stops there.",
        }
    }

    /// What mends it.
    pub(super) const fn summary(self) -> &'static str {
        match self {
            Self::BytesLiteral => {
                "Decode the bytes to text: `base64.b64encode(data).decode(\"ascii\")`."
            }
            Self::DataUri => "Send only what follows the comma of the data URI.",
            Self::Wrapped => "Encode without line breaks.",
            Self::Twice => "Encode once.",
            Self::UrlSafe | Self::Padding => "Encode with the standard alphabet and with padding.",
            _ => "Send standard base64 (RFC 4648 section 4) in one line.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flaws_beside_a_good_value() {
        let good = b"JVBERi0xLjcKJeLjz9M+/w==";
        for (ours, flaw) in [
            ("b'JVBERi0xLjcKJeLjz9M+/w=='", Some((Flaw::BytesLiteral, true))),
            ("data:application/pdf;base64,JVBERi0xLjcKJeLjz9M+/w==", Some((Flaw::DataUri, true))),
            ("JVBERi0xLjcK\nJeLjz9M+/w==\n", Some((Flaw::Wrapped, true))),
            ("JVBERi0xLjcKJeLjz9M /w==", Some((Flaw::Spaces, true))),
            ("JVBERi0xLjcKJeLjz9M-_w==", Some((Flaw::UrlSafe, true))),
            ("JVBERi0xLjcKJeLjz9M+/w", Some((Flaw::Padding, true))),
            ("JVBERi0xLjcKJeLjz9M%2B%2Fw%3D%3D", Some((Flaw::Escaped, true))),
            ("SlZCRVJpMHhMamNLSmVMano5TSsvdz09", Some((Flaw::Twice, true))),
            ("255044462d312e370a25e2e3cfd33eff", Some((Flaw::Hex, true))),
            ("JVBERi0xLjQKJeLjz9M+/w==", None),
        ] {
            assert_eq!(between(ours.as_bytes(), good), flaw, "{ours}");
        }
        assert_eq!(between(b"x y", b"Description"), None);
    }

    #[test]
    fn prose_is_no_broken_base64() {
        for (value, wanted, found) in [
            ("Nightly counts of the harbour, and some more text", true, false),
            ("JVBERi0xLjcKJeLjz9M+\nJVBERi0xLjcKJeLjz9M+", true, true),
            ("JVBERi0xLjcKJeLjz9M+\nJVBERi0xLjcKJeLjz9M+", false, false),
            ("b'JVBERi0xLjcKJeLjz9M='", false, true),
            ("2026-01-02T03:04:05Z and so on", true, false),
        ] {
            assert_eq!(alone(value.as_bytes(), wanted).is_some(), found, "{value}");
        }
    }
}
