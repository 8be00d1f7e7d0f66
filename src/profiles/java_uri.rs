//! `java.net.URI` (RFC 2396 with its own additions): it takes a URL as it is or not at all.

use super::spelling::percent;
use super::url::Url;

/// Path and query as typed, or why `URI` refuses them; characters beyond ASCII pass.
pub(super) fn target(url: &Url) -> Result<Vec<u8>, String> {
    legal(&url.path, false, "path")?;
    if let Some(query) = &url.query {
        legal(query, true, "query")?;
    }
    Ok(url.target(&url.path, url.query.as_deref()))
}

/// As [`target`]; an empty query goes.
pub(super) fn target_without_empty_query(url: &Url) -> Result<Vec<u8>, String> {
    target(url)?;
    Ok(url.target(&url.path, url.query.as_deref().filter(|query| !query.is_empty())))
}

fn legal(part: &[u8], brackets: bool, name: &str) -> Result<(), String> {
    let bad = part.iter().enumerate().find(|(at, b)| match b {
        b'%' => percent::escape_at(part.get(*at..).unwrap_or_default()).is_none(),
        b'[' | b']' => !brackets,
        b => **b <= b' ' || **b == 0x7f || b"\"<>\\^`{|}".contains(b),
    });
    match bad {
        None => Ok(()),
        Some((at, _)) => {
            Err(format!("illegal character at index {at} of its {name} (URISyntaxException)"))
        }
    }
}
