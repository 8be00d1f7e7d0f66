//! Digests of the body that a request's head claims: SHA-256 as AWS (Signature Version 4), RFC 3230 and RFC 9530 write it,
//! and `Content-MD5` (RFC 1864).

use super::base64;
use super::field_value::lower;
use crate::wire::ExactRequest;
use crate::wire::Span;
use sha2::Digest as _;

/// A header that holds a digest of the body. Spans are offsets in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The header's name.
    pub name: Span,
    /// Its value.
    pub value: Span,
    /// Whether it is the digest of the content given.
    pub holds: bool,
}

/// All headers that hold a digest of the body, compared with `content` (chunk framing taken off, content codings not).
/// Words like `UNSIGNED-PAYLOAD` and other algorithms are no such headers.
#[must_use]
pub fn claims(request: &ExactRequest, content: &[u8]) -> Vec<Claim> {
    request
        .headers
        .iter()
        .filter_map(|header| {
            let holds =
                compare(&lower(request.text(header.name)), request.text(header.value), content)?;
            Some(Claim { name: header.name, value: header.value, holds })
        })
        .collect()
}

/// Whether the digest in a value is the content's; `None` where there is none that can be read.
fn compare(name: &str, value: &[u8], content: &[u8]) -> Option<bool> {
    let sha256 = |claimed: [u8; 32]| claimed == <[u8; 32]>::from(sha2::Sha256::digest(content));
    match name {
        "x-amz-content-sha256" => hexadecimal(value).map(sha256),
        "x-ms-content-sha256" => base64::decode(value).ok()?.try_into().ok().map(sha256),
        "content-md5" => {
            let claimed: [u8; 16] = base64::decode(value).ok()?.try_into().ok()?;
            Some(claimed == <[u8; 16]>::from(md5::Md5::digest(content)))
        }
        "digest" | "content-digest" => value.split(|byte| *byte == b',').find_map(|part| {
            let part = part.trim_ascii();
            // The algorithm's name is in any case, its base64 is not.
            let (algorithm, rest) = part.split_at_checked(8)?;
            let text = rest.strip_prefix(b":").and_then(|rest| rest.strip_suffix(b":"));
            let known = algorithm.eq_ignore_ascii_case(b"sha-256=");
            let claimed = || base64::decode(text.unwrap_or(rest)).ok()?.try_into().ok();
            known.then(claimed).flatten().map(sha256)
        }),
        _ => None,
    }
}

/// Whether 64 hexadecimal digits are the SHA-256 of `content`; `None` where they are no such digits.
#[must_use]
pub fn is_sha256(digits: &[u8], content: &[u8]) -> Option<bool> {
    hexadecimal(digits).map(|claimed| claimed == <[u8; 32]>::from(sha2::Sha256::digest(content)))
}

/// 64 hexadecimal digits as 32 bytes.
fn hexadecimal(value: &[u8]) -> Option<[u8; 32]> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let bytes: Option<Vec<u8>> = value
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(high)? * 16 + digit(low)?),
            _ => None,
        })
        .collect();
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The SHA-256 of nothing (FIPS 180-4), in hexadecimal and in base64.
    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const EMPTY64: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    #[test]
    fn reads_all_spellings() {
        for (name, value) in [
            ("X-Amz-Content-SHA256", EMPTY.to_owned()),
            ("X-Amz-Content-Sha256", EMPTY.to_uppercase()),
            ("x-ms-content-sha256", EMPTY64.to_owned()),
            ("Digest", format!("md5=1B2M2Y8AsgTpgAmY7PhCfg==, SHA-256={EMPTY64}")),
            ("Content-Digest", format!("sha-256=:{EMPTY64}:")),
            ("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==".to_owned()),
        ] {
            let request = ExactRequest::parse(format!("GET / HTTP/1.1\r\n{name}: {value}\r\n\r\n"));
            for (content, holds) in [(&b""[..], true), (b"a", false)] {
                let found: Vec<bool> = claims(&request, content).iter().map(|c| c.holds).collect();
                assert_eq!(found, [holds], "{name}");
            }
        }
    }

    #[test]
    fn passes_over_what_is_no_digest() {
        for line in [
            "x-amz-content-sha256: UNSIGNED-PAYLOAD",
            "x-amz-content-sha256: é0b0",
            "Digest: sha-512=abcd",
            "Content-Digest: sha-256=:short:",
            "Digest: é",
            "Content-MD5: d41d8cd98f00b204e9800998ecf8427e",
        ] {
            let request = ExactRequest::parse(format!("GET / HTTP/1.1\r\n{line}\r\n\r\n"));
            assert!(claims(&request, b"").is_empty(), "{line}");
        }
    }
}
