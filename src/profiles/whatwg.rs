//! URLs as the WHATWG URL Standard spells them, and the standard's urlencoded pairs.

use super::spelling::percent;
use super::url::Url;
use super::url::without_dots;

/// Path: `\` is `/`, dot segments go, non-ASCII and a few more are encoded; `%` is left.
pub(super) fn path(url: &Url) -> Vec<u8> {
    let path: Vec<u8> = url.path.iter().map(|b| if *b == b'\\' { b'/' } else { *b }).collect();
    percent::encode(&without_dots(&path), percent::whatwg_path)
}

/// Query of an http(s) URL.
pub(super) fn query(url: &Url) -> Option<Vec<u8>> {
    url.query.as_deref().map(|query| percent::encode(query, percent::whatwg_query))
}

/// Path and query; an empty query keeps its `?`.
pub(super) fn target(url: &Url) -> Vec<u8> {
    Url::target(&path(url), query(url).as_deref())
}

/// As [`target`], but an empty query loses its `?` (Node's URL when turned into request options).
pub(super) fn target_without_empty_query(url: &Url) -> Vec<u8> {
    Url::target(&path(url), query(url).filter(|query| !query.is_empty()).as_deref())
}
