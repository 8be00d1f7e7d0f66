//! Bytes as one types them: text as it is, and escapes for every byte that no key types.

use crate::wire::escape;

/// Bytes as one types them: text as it is, a backslash doubled, everything else as `\r`, `\n`, `\t` or `\xE9`.
#[must_use]
pub(super) fn typed_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' => text.push_str("\\\\"),
                '\r' => text.push_str("\\r"),
                '\n' => text.push_str("\\n"),
                '\t' => text.push_str("\\t"),
                c if escape::is_harmless(c) => text.push(c),
                c => {
                    let mut buffer = [0; 4];
                    for byte in c.encode_utf8(&mut buffer).bytes() {
                        hex(&mut text, byte);
                    }
                }
            }
        }
        for byte in chunk.invalid() {
            hex(&mut text, *byte);
        }
    }
    text
}

/// The bytes that a text typed so stands for; what is no escape stands for itself.
#[must_use]
pub(super) fn typed_bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let (byte, len) = escaped(after);
        bytes.push(byte);
        rest = after.get(len..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// The byte that stands behind a backslash, and how much text it took.
fn escaped(text: &str) -> (u8, usize) {
    match text.as_bytes() {
        [b'\\', ..] => (b'\\', 1),
        [b'r', ..] => (b'\r', 1),
        [b'n', ..] => (b'\n', 1),
        [b't', ..] => (b'\t', 1),
        [b'x', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            let digits = text.get(1..3).unwrap_or_default();
            (u8::from_str_radix(digits, 16).unwrap_or(b'?'), 3)
        }
        _ => (b'\\', 0),
    }
}

/// Adds a byte as `\xE9`.
fn hex(text: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |half: u8| DIGITS.get(usize::from(half)).map_or('?', |digit| char::from(*digit));
    text.extend(['\\', 'x', digit(byte >> 4), digit(byte & 15)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_being_typed() {
        for bytes in
            [&b"plain"[..], b"a\\b\\x", b"\r\n\t\0", b"Stra\xdfe \xc3\xa9 \xc2\xa0\xe2\x80\xae"]
        {
            assert_eq!(typed_bytes(&typed_text(bytes)), bytes, "{}", typed_text(bytes));
        }
        assert_eq!(typed_bytes("C:\\dir"), b"C:\\dir");
    }
}
