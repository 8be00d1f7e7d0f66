//! Base64 as people send it: which alphabet, what padding, wrapped or not, and where it stops being base64 (RFC 4648).

use crate::wire::Span;
use crate::wire::offset;

/// Which of the two alphabets the text needs (RFC 4648 sections 4 and 5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Alphabet {
    /// `+` or `/` occurs.
    Standard,
    /// `-` or `_` occurs.
    UrlSafe,
    /// Both occur, which no decoder takes.
    Mixed,
    /// Neither occurs: letters and digits serve both.
    #[default]
    Neither,
}

/// What a text looks like when it is taken for base64. Offsets count from the text that was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Base64 {
    /// Which alphabet it needs.
    pub alphabet: Alphabet,
    /// Whether its length with padding is a multiple of four, as strict decoders ask.
    pub padding_ok: bool,
    /// How many `=` are missing at the end (0, 1 or 2); 0 where no amount of padding helps.
    pub padding_missing: u8,
    /// Whether line breaks stand inside, as old MIME encoders put them every 60, 64 or 76 characters.
    pub wrapped: bool,
    /// The first white space of any kind.
    pub whitespace: Option<Span>,
    /// `data:…;base64,` in front.
    pub data_uri: Option<Span>,
    /// The `b'` in front, where Python printed bytes instead of decoding them.
    pub python_bytes_literal: Option<Span>,
    /// The first byte that belongs to no alphabet; white space and padding at the end are no such bytes.
    pub first_bad: Option<u32>,
    /// The base64 itself, without data URI prefix, bytes literal and white space around it.
    pub payload: Span,
    /// How many bytes it decodes to; what follows [`Base64::first_bad`] is not counted.
    pub decoded_len: usize,
}

impl Base64 {
    /// Looks at `text` as base64. Linear.
    #[must_use]
    pub fn check(text: &[u8]) -> Self {
        let data_uri = data_uri(text);
        let literal = data_uri.is_none().then(|| bytes_literal(text)).flatten();
        let payload = match (data_uri, literal) {
            (Some(prefix), _) => Span::of(prefix.end as usize, text.len()),
            (None, Some((_, inner))) => inner,
            (None, None) => Span::of(0, text.len()),
        };
        let payload = super::field_value::trim(text, payload);
        let mut read = Self {
            data_uri,
            python_bytes_literal: literal.map(|(prefix, _)| prefix),
            payload,
            ..Self::default()
        };
        read.walk(text);
        read
    }

    fn walk(&mut self, text: &[u8]) {
        let (mut digits, mut pads) = (0usize, 0usize);
        let (mut standard, mut safe) = (false, false);
        for (at, byte) in self.payload.slice(text).iter().enumerate() {
            let at = offset(self.payload.start as usize + at);
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {
                    self.wrapped |= matches!(byte, b'\r' | b'\n');
                    self.whitespace = self.whitespace.or(Some(Span::new(at, at + 1)));
                    continue;
                }
                b'=' => {
                    pads += 1;
                    continue;
                }
                _ => {}
            }
            // A digit behind padding is as wrong as a byte of no alphabet.
            if sextet(*byte).is_none() || pads > 0 {
                self.first_bad = Some(at);
                break;
            }
            standard |= matches!(byte, b'+' | b'/');
            safe |= matches!(byte, b'-' | b'_');
            digits += 1;
        }
        self.alphabet = match (standard, safe) {
            (true, true) => Alphabet::Mixed,
            (true, false) => Alphabet::Standard,
            (false, true) => Alphabet::UrlSafe,
            (false, false) => Alphabet::Neither,
        };
        let needed = [0, 0, 2, 1].get(digits % 4).copied().unwrap_or_default();
        self.padding_ok = digits % 4 != 1 && pads == needed;
        let missing = needed.saturating_sub(pads);
        self.padding_missing = u8::try_from(missing).unwrap_or_default();
        self.decoded_len = digits / 4 * 3 + (digits % 4).saturating_sub(1);
    }

    /// Whether every strict decoder of the standard alphabet takes the payload as it is.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.first_bad.is_none()
            && self.whitespace.is_none()
            && self.padding_ok
            && matches!(self.alphabet, Alphabet::Standard | Alphabet::Neither)
            && self.data_uri.is_none()
            && self.python_bytes_literal.is_none()
    }
}

/// The prefix `data:text/plain;base64,` of a data URI (RFC 2397).
fn data_uri(text: &[u8]) -> Option<Span> {
    let head = text.get(..text.len().min(256))?;
    if !head.get(..5)?.eq_ignore_ascii_case(b"data:") {
        return None;
    }
    let comma = memchr::memchr(b',', head)?;
    head.get(..comma)?.ends_with(b";base64").then(|| Span::of(0, comma + 1))
}

/// `b'…'` or `b"…"`: the prefix, and what stands inside.
pub(super) fn bytes_literal(text: &[u8]) -> Option<(Span, Span)> {
    match text {
        [b'b' | b'B', quote @ (b'\'' | b'"'), .., last] if last == quote && text.len() > 3 => {
            Some((Span::of(0, 2), Span::of(2, text.len() - 1)))
        }
        _ => None,
    }
}

/// The bytes behind base64 of either alphabet; white space is skipped, padding is not asked for.
///
/// The error is the offset of the first byte that cannot be there.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, u32> {
    let mut plain = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut count, mut padded) = (0u32, 0u32, false);
    for (at, byte) in text.iter().enumerate() {
        let value = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            b'=' => {
                padded = true;
                continue;
            }
            _ => sextet(*byte).filter(|_| !padded).ok_or_else(|| offset(at))?,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            plain.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
            bits &= (1 << count) - 1;
        }
    }
    // One digit alone holds no byte.
    if count == 6 { Err(offset(text.len())) } else { Ok(plain) }
}

/// Whether `text` is most likely base64: long enough, one alphabet, and neither a plain word nor a plain number.
#[must_use]
pub fn looks_like_base64(text: &[u8]) -> bool {
    let read = Base64::check(text);
    let payload = read.payload.slice(text);
    if read.first_bad.is_some() || read.alphabet == Alphabet::Mixed || payload.len() < 8 {
        return false;
    }
    if read.data_uri.is_some() || read.python_bytes_literal.is_some() {
        return true;
    }
    let has = |class: fn(&u8) -> bool| payload.iter().any(class);
    let mixed_case = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let tight = read.padding_ok && (read.whitespace.is_none() || read.wrapped);
    let spread = payload.ends_with(b"=") || payload.len() >= 24 && has(u8::is_ascii_digit);
    tight && mixed_case && spread
}

/// The six bits of a digit of either alphabet.
const fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::base64::Engine as _;
    use ::base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    #[test]
    fn describes_what_is_odd() {
        for (text, alphabet, padding_ok, wrapped, bad) in [
            ("QUJD", Alphabet::Neither, true, false, None),
            ("QUI=", Alphabet::Neither, true, false, None),
            ("QUI", Alphabet::Neither, false, false, None),
            ("a-_b", Alphabet::UrlSafe, true, false, None),
            ("a+_b", Alphabet::Mixed, true, false, None),
            ("QUJD\nQUJD", Alphabet::Neither, true, true, None),
            ("QU%3D", Alphabet::Neither, false, false, Some(2)),
            ("QQ==QQ==", Alphabet::Neither, true, false, Some(4)),
        ] {
            let read = Base64::check(text.as_bytes());
            let got = (read.alphabet, read.padding_ok, read.wrapped, read.first_bad);
            assert_eq!(got, (alphabet, padding_ok, wrapped, bad), "{text}");
        }
    }

    #[test]
    fn sees_prefixes() {
        let text = b"data:image/png;base64,iVBORw0KGgo=";
        let read = Base64::check(text);
        assert_eq!(read.data_uri.map(|s| s.slice(text)), Some(&b"data:image/png;base64,"[..]));
        assert_eq!(read.decoded_len, 8);
        let read = Base64::check(b"b'UEsDBBQ='");
        assert_eq!(read.python_bytes_literal, Some(Span::new(0, 2)));
        assert_eq!((read.payload, read.first_bad), (Span::new(2, 10), None));
    }

    #[test]
    fn words_and_numbers_are_no_base64() {
        for (text, looks) in [
            ("UEsDBBQAAAgAAG1pbWV0eXBl", true),
            ("aGVsbG8gd29ybGQ=", true),
            ("Description", false),
            ("1234567890123456", false),
            ("dc82ff75847c3710bd2a664c21b79a20", false),
            ("hello world, this is text", false),
        ] {
            assert_eq!(looks_like_base64(text.as_bytes()), looks, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn agrees_with_a_known_encoder(plain in proptest::collection::vec(any::<u8>(), 0..40)) {
            let text = STANDARD.encode(&plain);
            prop_assert_eq!(decode(text.as_bytes()), Ok(plain.clone()));
            let read = Base64::check(text.as_bytes());
            prop_assert!(read.is_strict());
            prop_assert_eq!(read.decoded_len, plain.len());
        }
    }
}
