//! Percent escapes: valid, broken, doubled, missing (RFC 3986 section 2.1).

use crate::wire::Span;

/// One `%XX`, or a `%` that starts none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escape {
    /// The three bytes; of a broken escape the `%` and the hexadecimal digit behind it, if one is there.
    pub span: Span,
    /// The byte that it stands for; `None` where it is broken.
    pub value: Option<u8>,
}

impl Escape {
    /// Whether two hexadecimal digits follow the `%`.
    #[must_use]
    pub const fn valid(&self) -> bool {
        self.value.is_some()
    }
}

/// The escapes in `bytes`, in order.
pub fn escapes(bytes: &[u8]) -> impl Iterator<Item = Escape> + '_ {
    memchr::memchr_iter(b'%', bytes).map(|at| {
        let digit = |ahead: usize| bytes.get(at + ahead).copied().and_then(hex_digit);
        match (digit(1), digit(2)) {
            (Some(high), Some(low)) => {
                Escape { span: Span::of(at, at + 3), value: Some(high << 4 | low) }
            }
            (high, _) => {
                Escape { span: Span::of(at, at + 1 + usize::from(high.is_some())), value: None }
            }
        }
    })
}

/// The bytes that `bytes` stand for; broken escapes stay as they are. `plus_is_space` as in forms and most queries.
#[must_use]
pub fn decode(bytes: &[u8], plus_is_space: bool) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        match (first, behind) {
            (b'+', _) if plus_is_space => plain.push(b' '),
            (b'%', [high, low, after @ ..]) => match (hex_digit(*high), hex_digit(*low)) {
                (Some(high), Some(low)) => {
                    plain.push(high << 4 | low);
                    rest = after;
                }
                _ => plain.push(b'%'),
            },
            _ => plain.push(*first),
        }
    }
    plain
}

/// `bytes` with everything escaped that is not unreserved (RFC 3986 section 2.3), in upper-case digits.
#[must_use]
pub fn encode_component(bytes: &[u8]) -> Vec<u8> {
    encode(bytes, is_unreserved)
}

/// `bytes` with everything escaped but what `keep` lets stand, in upper-case digits.
#[must_use]
pub fn encode(bytes: &[u8], keep: impl Fn(u8) -> bool) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(bytes.len());
    for byte in bytes {
        if keep(*byte) {
            escaped.push(*byte);
        } else {
            escaped.extend([b'%', upper_digit(byte >> 4), upper_digit(byte & 15)]);
        }
    }
    escaped
}

/// The first escape that was escaped once more, such as `%2520`: the span of its five bytes.
#[must_use]
pub fn looks_double_encoded(bytes: &[u8]) -> Option<Span> {
    escapes(bytes).find_map(|escape| {
        let end = escape.span.end as usize;
        let digits = bytes.get(end..end + 2)?;
        let doubled = escape.value == Some(b'%') && digits.iter().all(u8::is_ascii_hexdigit);
        doubled.then(|| Span::new(escape.span.start, escape.span.end + 2))
    })
}

/// Runs of bytes that no URI may hold unescaped: spaces, controls, non-ASCII and `"<>\^{|}` with the backtick.
///
/// `%` and the square brackets are not among them: the first has [`escapes`], the others stand raw in many queries.
#[must_use]
pub fn needs_encoding(bytes: &[u8]) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if is_allowed(*byte) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end as usize == at => run.end += 1,
            _ => runs.push(Span::of(at, at + 1)),
        }
    }
    runs
}

/// Letters, digits and `-._~` (RFC 3986 section 2.3).
#[must_use]
pub const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

const fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
}

/// The value of a hexadecimal digit.
pub(super) const fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

const fn upper_digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'A' + value - 10 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_broken_escapes() {
        let found: Vec<(u32, u32, Option<u8>)> = escapes(b"%41%4z%%zz%")
            .map(|escape| (escape.span.start, escape.span.end, escape.value))
            .collect();
        let broken = [(3, 5, None), (6, 7, None), (7, 8, None), (10, 11, None)];
        assert_eq!(found, [&[(0, 3, Some(b'A'))][..], &broken].concat());
    }

    #[test]
    fn decodes_and_keeps_what_is_broken() {
        assert_eq!(decode(b"a+b%20%zz%C3%A9%4", true), b"a b %zz\xc3\xa9%4");
        assert_eq!(decode(b"a+b", false), b"a+b");
    }

    #[test]
    fn sees_doubled_and_missing_escapes() {
        assert_eq!(looks_double_encoded(b"a%20b%2520c"), Some(Span::new(5, 10)));
        assert_eq!(looks_double_encoded(b"100%25 off"), None);
        assert_eq!(
            needs_encoding(b"/a  b/\xe2\x80\x8b|x[]"),
            [(2, 4), (6, 10)].map(|(s, e)| Span::new(s, e))
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn what_is_encoded_decodes_again(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(decode(&encode_component(&bytes), true), bytes);
        }
    }
}
