//! Which credentials the Keap-like API takes, and where.

use crate::wire::ExactRequest;

/// Personal access tokens and service account keys begin so. They belong into `X-Keap-API-Key`, never behind Bearer.
const KEY_PREFIX: &[u8] = b"KeapAK-";

/// Whether the request carries a key in `X-Keap-API-Key`, or an access token as `Authorization: Bearer`.
///
/// Any value of the right form is good: this is for practice. A key that looks like one (`KeapAK-…`) and comes as
/// Bearer is refused: it is misplaced, and the API it is modelled on takes only access tokens there.
pub(super) fn is_good(request: &ExactRequest) -> bool {
    only(request, "x-keap-api-key").is_some_and(is_key)
        || only(request, "authorization")
            .and_then(bearer)
            .is_some_and(|token| is_token(token) && !token.starts_with(KEY_PREFIX))
}

/// The value of a header that is there exactly once.
fn only<'a>(request: &'a ExactRequest, name: &'a str) -> Option<&'a [u8]> {
    let mut named = request.named(name);
    let value = request.text(named.next()?.value);
    named.next().is_none().then_some(value)
}

/// The token behind `Bearer`; the scheme is case-insensitive (RFC 9110 section 11.1).
fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.split_at_checked(6)?;
    scheme.eq_ignore_ascii_case(b"bearer").then(|| token.strip_prefix(b" "))?
}

/// `b64token` of RFC 6750 section 2.1.
fn is_token(token: &[u8]) -> bool {
    let end = token.iter().rposition(|b| *b != b'=').map_or(0, |last| last + 1);
    let letters = token.get(..end).unwrap_or_default();
    let letter = |b: &u8| b.is_ascii_alphanumeric() || b"-._~+/".contains(b);
    !letters.is_empty() && letters.iter().all(letter)
}

/// A key is made of the same letters: no space, no quotes, no unfilled `{{braces}}`.
fn is_key(value: &[u8]) -> bool {
    is_token(value)
}
