//! Basic credentials: user and password out of the base64, and what is odd about it (RFC 7617).

use super::base64::Alphabet;
use super::base64::Base64;
use super::base64::decode;
use crate::wire::Span;
use crate::wire::offset;

/// Something odd about Basic credentials. Offsets count from the text that was decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BasicProblem {
    /// It is no base64 from this offset on.
    NotBase64(u32),
    /// It is `user:password` in the clear.
    PlainText,
    /// The decoded text has no colon.
    NoColon,
    /// A line break, a space or a literal `\n` stands at this span, as encoders that wrap lines put it.
    Wrapped(Span),
    /// It uses `-` or `_`, which Basic does not know.
    UrlSafe,
    /// `=` is missing at the end.
    PaddingMissing,
    /// What it decodes to is base64 of `user:password` once more.
    TwiceEncoded,
    /// No user stands before the colon (some APIs want that).
    EmptyUser,
    /// No password stands behind the colon (some APIs want that).
    EmptyPassword,
    /// A line break ends the decoded text, as `echo` without `-n` puts it there.
    TrailingNewline,
}

/// The charset of the decoded text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BasicCharset {
    /// Only ASCII, where charsets agree.
    #[default]
    Ascii,
    /// Valid UTF-8 beyond ASCII.
    Utf8,
    /// Not UTF-8, so most likely Latin-1 or Windows-1252.
    Latin1,
}

/// Basic credentials, decoded. `bytes` is a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basic {
    /// The decoded text; empty where nothing could be decoded.
    pub bytes: Vec<u8>,
    /// The user inside `bytes`: all of it where there is no colon.
    pub user: Span,
    /// The password inside `bytes`: whatever follows the first colon.
    pub password: Option<Span>,
    /// Which charset the decoded text is in.
    pub charset: BasicCharset,
    /// What is odd, in no order.
    pub problems: Vec<BasicProblem>,
}

impl Basic {
    /// Decodes what stands behind `Basic `. Line breaks and missing padding are got over and told.
    #[must_use]
    pub fn decode(token: &[u8]) -> Self {
        let mut read = Self::default();
        let (clean, wrap) = unwrap_lines(token);
        read.problems.extend(wrap.map(BasicProblem::Wrapped));
        let look = Base64::check(&clean);
        if matches!(look.alphabet, Alphabet::UrlSafe | Alphabet::Mixed) {
            read.problems.push(BasicProblem::UrlSafe);
        }
        match decode(&clean) {
            Ok(bytes) => {
                if look.padding_missing > 0 {
                    read.problems.push(BasicProblem::PaddingMissing);
                }
                read.bytes = bytes;
            }
            Err(bad) => {
                let plain = memchr::memchr(b':', token).is_some_and(|at| at > 0);
                read.problems.push(BasicProblem::NotBase64(bad));
                read.problems.extend(plain.then_some(BasicProblem::PlainText));
                return read;
            }
        }
        read.split();
        read
    }

    fn split(&mut self) {
        let end = self.bytes.len();
        self.charset = match std::str::from_utf8(&self.bytes) {
            _ if self.bytes.is_ascii() => BasicCharset::Ascii,
            Ok(_) => BasicCharset::Utf8,
            Err(_) => BasicCharset::Latin1,
        };
        if self.bytes.ends_with(b"\n") {
            self.problems.push(BasicProblem::TrailingNewline);
        }
        let Some(colon) = memchr::memchr(b':', &self.bytes) else {
            self.user = Span::of(0, end);
            self.problems.push(BasicProblem::NoColon);
            if twice_encoded(&self.bytes) {
                self.problems.push(BasicProblem::TwiceEncoded);
            }
            return;
        };
        self.user = Span::of(0, colon);
        self.password = Some(Span::of(colon + 1, end));
        self.problems.extend((colon == 0).then_some(BasicProblem::EmptyUser));
        self.problems.extend((colon + 1 == end).then_some(BasicProblem::EmptyPassword));
    }

    /// The user, as bytes.
    #[must_use]
    pub fn user(&self) -> &[u8] {
        self.user.slice(&self.bytes)
    }

    /// The password, as bytes.
    #[must_use]
    pub fn password(&self) -> Option<&[u8]> {
        self.password.map(|span| span.slice(&self.bytes))
    }

    /// Whether that problem was found, whatever its offsets.
    #[must_use]
    pub fn has(&self, problem: BasicProblem) -> bool {
        let kind = std::mem::discriminant(&problem);
        self.problems.iter().any(|found| std::mem::discriminant(found) == kind)
    }
}

/// Whether decoded text is base64 of a text with a colon.
fn twice_encoded(once: &[u8]) -> bool {
    let once = once.strip_suffix(b"\n").unwrap_or(once);
    let twice = if once.len() < 4 { Err(0) } else { decode(once) };
    twice.is_ok_and(|plain| plain.contains(&b':') && plain.iter().all(|b| *b >= b' '))
}

/// `token` without white space and literal `\n`, and the first of them. Offsets before it are unchanged.
fn unwrap_lines(token: &[u8]) -> (Vec<u8>, Option<Span>) {
    let mut clean = Vec::with_capacity(token.len());
    let mut first = None;
    let mut at = 0;
    while let Some(byte) = token.get(at) {
        let literal = *byte == b'\\' && matches!(token.get(at + 1), Some(b'n' | b'r'));
        let width = if literal { 2 } else { usize::from(byte.is_ascii_whitespace()) };
        if width == 0 {
            clean.push(*byte);
            at += 1;
            continue;
        }
        first = first.or(Some(Span::new(offset(at), offset(at + width))));
        at += width;
    }
    (clean, first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::base64::Engine as _;
    use ::base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    #[test]
    fn splits_at_the_first_colon() {
        let read = Basic::decode(STANDARD.encode("svc:a:b").as_bytes());
        assert_eq!((read.user(), read.password()), (&b"svc"[..], Some(&b"a:b"[..])));
        assert!(read.problems.is_empty());
    }

    #[test]
    fn tells_what_is_odd() {
        let once = STANDARD.encode("me:pw");
        let wrapped = b"c3ZjLWNhdGFsb2ctcmVhZDpRbTh2VHoyTHdYNXJLZDlzTmYzaFliN2NKcDRn\r\nRWE2dQ==";
        for (token, problem) in [
            (&wrapped[..], BasicProblem::Wrapped(Span::new(60, 61))),
            (b"bWU6cHc=\\n", BasicProblem::Wrapped(Span::new(8, 10))),
            (b"me:pw", BasicProblem::NotBase64(2)),
            (b"me:pw", BasicProblem::PlainText),
            (STANDARD.encode("mykey").as_bytes(), BasicProblem::NoColon),
            (STANDARD.encode(&once).as_bytes(), BasicProblem::TwiceEncoded),
            (STANDARD.encode(":pw").as_bytes(), BasicProblem::EmptyUser),
            (STANDARD.encode("me:").as_bytes(), BasicProblem::EmptyPassword),
            (STANDARD.encode("me:pw\n").as_bytes(), BasicProblem::TrailingNewline),
            (b"bWU6cHc", BasicProblem::PaddingMissing),
            (b"bWU6_-__", BasicProblem::UrlSafe),
        ] {
            let read = Basic::decode(token);
            assert!(read.problems.contains(&problem), "{problem:?} in {:?}", read.problems);
        }
    }

    #[test]
    fn tells_the_charset() {
        for (text, charset) in [
            (&b"a:b"[..], BasicCharset::Ascii),
            ("a:\u{fc}".as_bytes(), BasicCharset::Utf8),
            (b"a:\xfc", BasicCharset::Latin1),
        ] {
            assert_eq!(Basic::decode(STANDARD.encode(text).as_bytes()).charset, charset);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn anything_goes(token in proptest::collection::vec(any::<u8>(), 0..40)) {
            let read = Basic::decode(&token);
            prop_assert!(read.user.end as usize <= read.bytes.len());
        }
    }
}
