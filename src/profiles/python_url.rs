//! URLs as the Python clients on urllib3 spell them.

use super::spelling::percent;
use super::url::Url;
use super::url::without_dots;

/// RFC 3986 `pchar` and `/`, without `%`.
fn path_char(b: u8) -> bool {
    percent::unreserved(b) || b"!$&'()*+,;=:@/".contains(&b)
}

/// [`path_char`] and `?`.
fn query_char(b: u8) -> bool {
    path_char(b) || b == b'?'
}

/// urllib3's `_encode_invalid_chars`: escapes are kept, in upper case, where all of them are valid; else every `%`
/// is encoded once more.
fn encode_invalid(part: &[u8], keeps: percent::Keeps) -> Vec<u8> {
    let valid = part
        .iter()
        .enumerate()
        .filter(|(_, b)| **b == b'%')
        .all(|(at, _)| percent::escape_at(part.get(at..).unwrap_or_default()).is_some());
    let mut out = Vec::with_capacity(part.len() + 8);
    for (at, byte) in part.iter().enumerate() {
        let in_escape =
            valid && (1..=2).any(|back| at >= back && part.get(at - back) == Some(&b'%'));
        match byte {
            b'%' if valid => out.push(b'%'),
            _ if in_escape => out.push(byte.to_ascii_uppercase()),
            byte if keeps(*byte) => out.push(*byte),
            byte => percent::push_escape(&mut out, *byte, percent::Hex::Upper),
        }
    }
    out
}

/// requests' `unquote_unreserved`: escapes that need not be are undone.
fn unquote_unreserved(part: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(part.len());
    let mut rest = part;
    while let Some((first, tail)) = rest.split_first() {
        match percent::escape_at(rest) {
            Some(byte) if percent::unreserved(byte) => {
                out.push(byte);
                rest = rest.get(3..).unwrap_or_default();
            }
            _ => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    out
}

/// urllib3's `parse_url`: dot segments go, an empty query stays.
pub(super) fn urllib3_target(url: &Url) -> Vec<u8> {
    let path = encode_invalid(&without_dots(&url.path), path_char);
    let query = url.query.as_deref().map(|query| encode_invalid(query, query_char));
    Url::target(&path, query.as_deref())
}

/// requests: `parse_url`, then `requote_uri`; an empty query goes.
pub(super) fn requests_target(url: &Url) -> Vec<u8> {
    let path = unquote_unreserved(&encode_invalid(&without_dots(&url.path), path_char));
    let query = url
        .query
        .as_deref()
        .filter(|query| !query.is_empty())
        .map(|query| unquote_unreserved(&encode_invalid(query, query_char)));
    Url::target(&path, query.as_deref())
}
