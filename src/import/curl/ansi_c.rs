//! bash's `$'…'`: escapes as in C.

/// Reads up to the closing quote; appends the bytes meant, and returns how long the quoted text is, quote included.
///
/// `None` where no quote closes it. As in bash, a NUL ends the text without ending the quote.
pub(super) fn unquote(quoted: &str, out: &mut Vec<u8>) -> Option<usize> {
    let bytes = quoted.as_bytes();
    let mut text = Vec::new();
    let mut at = 0;
    loop {
        match *bytes.get(at)? {
            b'\'' => {
                let end = text.iter().position(|b| *b == 0).unwrap_or(text.len());
                out.extend_from_slice(text.get(..end).unwrap_or_default());
                return Some(at + 1);
            }
            b'\\' => at = escape(bytes, at + 1, &mut text)?,
            byte => {
                text.push(byte);
                at += 1;
            }
        }
    }
}

/// One escape, read from behind its backslash; returns where it ends.
fn escape(bytes: &[u8], at: usize, text: &mut Vec<u8>) -> Option<usize> {
    let letter = *bytes.get(at)?;
    let plain = match letter {
        b'a' => 0x07,
        b'b' => 0x08,
        b'e' | b'E' => 0x1B,
        b'f' => 0x0C,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0B,
        b'\\' | b'\'' | b'"' | b'?' => letter,
        b'0'..=b'7' => {
            let (value, end) = number(bytes, at, 3, 8);
            text.push(value.to_le_bytes().first().copied()?);
            return Some(end);
        }
        b'x' => return Some(coded(bytes, at, 2, text)),
        b'u' => return Some(coded(bytes, at, 4, text)),
        b'U' => return Some(coded(bytes, at, 8, text)),
        b'c' => {
            text.push(bytes.get(at + 1)?.to_ascii_uppercase() ^ 0x40);
            return Some(at + 2);
        }
        other => {
            text.push(b'\\');
            other
        }
    };
    text.push(plain);
    Some(at + 1)
}

/// `\xHH` as a byte, `\uHHHH` and `\UHHHHHHHH` as a character; without a digit the escape stands as typed.
fn coded(bytes: &[u8], at: usize, most: usize, text: &mut Vec<u8>) -> usize {
    let (value, end) = number(bytes, at + 1, most, 16);
    if end == at + 1 {
        text.push(b'\\');
        text.extend(bytes.get(at));
    } else if most == 2 {
        text.extend(u8::try_from(value));
    } else {
        let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    end
}

/// At most `most` digits from `at`, and where they end.
fn number(bytes: &[u8], at: usize, most: usize, radix: u32) -> (u32, usize) {
    let mut value = 0_u32;
    let mut end = at;
    while let Some(digit) =
        bytes.get(end).filter(|_| end < at + most).and_then(|b| char::from(*b).to_digit(radix))
    {
        value = value.wrapping_mul(radix).wrapping_add(digit);
        end += 1;
    }
    (value, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_those_of_bash() {
        for (quoted, want) in [
            (r"a\nb' rest", &b"a\nb"[..]),
            (r"\x41\x4g\101\u00e9\U0001F600'", "A\u{4}gAé😀".as_bytes()),
            (r"\xe9\'\\\q\cA'", b"\xe9'\\\\q\x01"),
            (r"a\0b\x00c'", b"a"),
            (r"\u'", b"\\u"),
        ] {
            let mut out = Vec::new();
            assert!(unquote(quoted, &mut out).is_some());
            assert_eq!(out.escape_ascii().to_string(), want.escape_ascii().to_string(), "{quoted}");
        }
        assert_eq!(unquote("open", &mut Vec::new()), None);
    }
}
