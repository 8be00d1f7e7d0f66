//! Text into the bytes that a client's charset gives: Latin-1, ASCII, or UTF-8 as it stands.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What a client does with text beyond ASCII, in header values and in credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::profiles) enum Charset {
    /// UTF-8: the bytes as typed.
    Utf8,
    /// Latin-1; characters above U+00FF are refused.
    Latin1,
    /// Latin-1; characters above U+00FF are dropped (axios).
    Latin1Dropping,
    /// Latin-1; characters above U+00FF become `?`.
    Latin1Asking,
    /// Latin-1 where all of it fits, else UTF-8 (Perl).
    Latin1OrUtf8,
    /// ASCII; everything else becomes `?`.
    AsciiAsking,
    /// ASCII only; anything else is refused.
    Ascii,
    /// Latin-1 goes out as `?` and above U+00FF is refused (Java's `HttpClient`).
    AsciiAskingLatin1,
}

/// The bytes; `Err` with the first character that the client refuses.
///
/// Text that is no UTF-8 passes as it is: it was given as bytes.
pub(in crate::profiles) fn bytes(text: &[u8], charset: Charset) -> Result<Vec<u8>, char> {
    let Ok(typed) = std::str::from_utf8(text) else { return Ok(text.to_vec()) };
    if charset == Charset::Utf8 || typed.is_ascii() {
        return Ok(text.to_vec());
    }
    if charset == Charset::Latin1OrUtf8 && typed.chars().any(|c| u32::from(c) > 0xff) {
        return Ok(text.to_vec());
    }
    let mut out = Vec::with_capacity(typed.len());
    for c in typed.chars() {
        match (u8::try_from(u32::from(c)), charset) {
            (Ok(byte), _) if byte.is_ascii() => out.push(byte),
            (_, Charset::Ascii) => return Err(c),
            (Ok(_), Charset::AsciiAsking | Charset::AsciiAskingLatin1) => out.push(b'?'),
            (Ok(byte), _) => out.push(byte),
            (Err(_), Charset::Latin1 | Charset::AsciiAskingLatin1) => return Err(c),
            (Err(_), Charset::Latin1Dropping) => {}
            (Err(_), _) => out.push(b'?'),
        }
    }
    Ok(out)
}

/// `Basic …` (RFC 7617) from user and password.
pub(in crate::profiles) fn basic(
    user: &[u8],
    password: &[u8],
    charset: Charset,
) -> Result<Vec<u8>, char> {
    let pair = [user, b":", password].concat();
    let encoded = STANDARD.encode(bytes(&pair, charset)?);
    Ok([b"Basic ", encoded.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets() {
        let text = "é–".as_bytes();
        assert_eq!(bytes(text, Charset::Latin1), Err('–'));
        assert_eq!(bytes(text, Charset::Latin1Dropping), Ok(vec![0xe9]));
        assert_eq!(bytes(text, Charset::Latin1Asking), Ok(vec![0xe9, b'?']));
        assert_eq!(bytes(text, Charset::AsciiAsking), Ok(b"??".to_vec()));
        assert_eq!(bytes(b"\xe9", Charset::Ascii), Ok(vec![0xe9]));
        assert_eq!(
            basic(b"james", "s3cret:ü".as_bytes(), Charset::Latin1).as_deref(),
            Ok(&b"Basic amFtZXM6czNjcmV0Ovw="[..])
        );
    }
}
