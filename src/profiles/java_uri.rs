//! `java.net.URI` (RFC 2396 with its own additions): it takes a URL as it is or not at all.

use super::spelling::percent;
use super::url::Url;

/// Path and query as typed; an empty query goes.
pub(super) fn target_without_empty_query(url: &Url) -> Vec<u8> {
    Url::target(&url.path, url.query.as_deref().filter(|query| !query.is_empty()))
}

/// Why `URI` refuses it; characters beyond ASCII pass.
pub(super) fn fault(url: &Url) -> Option<String> {
    let query = url.query.as_deref().unwrap_or_default();
    illegal(&url.path, false, "path").or_else(|| illegal(query, true, "query"))
}

fn illegal(part: &[u8], brackets: bool, name: &str) -> Option<String> {
    let (at, _) = part.iter().enumerate().find(|(at, b)| match b {
        b'%' => percent::escape_at(part.get(*at..).unwrap_or_default()).is_none(),
        b'[' | b']' => !brackets,
        b => **b <= b' ' || **b == 0x7f || b"\"<>\\^`{|}".contains(b),
    })?;
    Some(format!("illegal character at index {at} of its {name} (URISyntaxException)"))
}
