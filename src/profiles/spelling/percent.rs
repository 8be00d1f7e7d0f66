//! Percent-encoding (RFC 3986 section 2.1) with the sets that real clients use.

/// Which bytes stay as they are.
pub(in crate::profiles) type Keeps = fn(u8) -> bool;

/// RFC 3986 unreserved: letters, digits, `-._~`. Python's `quote`, PHP's `rawurlencode`.
pub(in crate::profiles) fn unreserved(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-._~".contains(&b)
}

/// JavaScript's `encodeURIComponent`.
pub(in crate::profiles) fn component(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&b)
}

/// The WHATWG urlencoded serialiser; Java's `URLEncoder` keeps the same.
pub(in crate::profiles) fn urlencoded(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"*-._".contains(&b)
}

/// Letters, digits and `-_.`: PHP's `http_build_query`.
pub(in crate::profiles) fn php_query(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-_.".contains(&b)
}

/// WHATWG path: all but controls, space, `"#<>?^` + backtick + `{}` and non-ASCII, `^` being left by older parsers.
pub(in crate::profiles) fn whatwg_path(b: u8) -> bool {
    (0x21..0x7f).contains(&b) && !b"\"#<>?`{}".contains(&b)
}

/// WHATWG query of an http(s) URL: as [`whatwg_raw_query`], and `'` is encoded too.
pub(in crate::profiles) fn whatwg_query(b: u8) -> bool {
    (0x21..0x7f).contains(&b) && !b"\"#<>'".contains(&b)
}

/// A query set that leaves the single quote.
pub(in crate::profiles) fn whatwg_raw_query(b: u8) -> bool {
    (0x21..0x7f).contains(&b) && !b"\"#<>".contains(&b)
}

/// How hex digits are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::profiles) enum Hex {
    Upper,
    Lower,
}

/// Encodes what `keeps` does not keep.
pub(in crate::profiles) fn encode(bytes: &[u8], keeps: Keeps) -> Vec<u8> {
    encode_as(bytes, keeps, Hex::Upper)
}

/// Encodes what `keeps` does not keep, with hex digits of one case.
pub(in crate::profiles) fn encode_as(bytes: &[u8], keeps: Keeps, hex: Hex) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 8);
    for byte in bytes {
        if keeps(*byte) {
            out.push(*byte);
        } else {
            push_escape(&mut out, *byte, hex);
        }
    }
    out
}

/// Writes `%XX`.
pub(in crate::profiles) fn push_escape(out: &mut Vec<u8>, byte: u8, hex: Hex) {
    let text = if hex == Hex::Upper { format!("%{byte:02X}") } else { format!("%{byte:02x}") };
    out.extend_from_slice(text.as_bytes());
}

/// The byte that the escape at the start of `bytes` stands for.
pub(in crate::profiles) fn escape_at(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else { return None };
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    Some(digit(*high)? * 16 + digit(*low)?)
}

/// As [`escape_at`], the first byte and the rest apart.
pub(in crate::profiles) fn escape_at_start(first: u8, rest: &[u8]) -> Option<u8> {
    let [high, low, ..] = rest else { return None };
    escape_at(&[first, *high, *low])
}

/// Decodes every valid escape.
pub(in crate::profiles) fn decode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        if let Some(byte) = escape_at(rest) {
            out.push(byte);
            rest = rest.get(3..).unwrap_or_default();
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_by_set() {
        assert_eq!(encode("a b+é~".as_bytes(), unreserved), b"a%20b%2B%C3%A9~");
        assert_eq!(encode_as(b"\xe9", unreserved, Hex::Lower), b"%e9");
        assert_eq!(decode(b"a%20%zz%4"), b"a %zz%4");
    }
}
