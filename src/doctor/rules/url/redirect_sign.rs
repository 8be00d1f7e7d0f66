//! Signs of a redirect: what a request that arrived by one gives away.

use crate::doctor::difference::line::host_of;
use crate::doctor::difference::line::scheme_of;
use crate::doctor::noise;
use crate::doctor::reading::Reading;
use crate::doctor::rules::url::path_shape;
use crate::doctor::rules::url::path_shape::PathShape;
use crate::semantics::Target;
use crate::wire::Span;

/// A sign of a redirect: its weight, its words, its place in the failing request.
pub(super) type Sign = (f32, &'static str, Span);

/// The signs in a failing request, beside a good one or alone.
pub(super) fn signs(failing: &Reading<'_>, good: Option<&Reading<'_>>) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    if let Some(good) = good {
        let path = failing.in_target(failing.target.path);
        match path_shape::compare(failing.path(), good.path()) {
            Some(PathShape::SlashAdded) => {
                signs.push((2.0, "the path has one more slash at its end", path));
            }
            Some(PathShape::SlashLost) => {
                signs.push((1.0, "the path has one slash less at its end", path));
            }
            Some(PathShape::Case | PathShape::Doubled) => {
                signs.push((1.5, "the path differs as a redirect would mend it", path));
            }
            _ => {}
        }
        if let (Some((span, a)), Some((_, b))) = (host_of(failing), host_of(good)) {
            if www(&a, &b) || ports(&a, &b) {
                signs.push((2.0, "the host differs as a redirect would mend it", span));
            } else if a != b && failing.path() == good.path() {
                signs.push((0.5, "it arrived at another host", span));
            }
        }
        let schemes = (scheme_of(failing), scheme_of(good));
        if matches!(schemes, (Some(a), Some(b)) if a != b) {
            signs.push((
                1.5,
                "the scheme differs as a redirect would mend it",
                failing.request.line.target,
            ));
        }
    }
    if let Some(span) = referer(failing, good) {
        signs.push((2.5, "Referer names the address before the redirect", span));
    }
    if let Some(last) = host_last(failing) {
        signs.push((1.5, "Postman writes Host last after a redirect", last));
    }
    signs
}

/// Whether two hosts differ by `www.` only.
fn www(a: &[u8], b: &[u8]) -> bool {
    a.strip_prefix(b"www.") == Some(b) || b.strip_prefix(b"www.") == Some(a)
}

/// Whether two hosts differ by their port only.
fn ports(a: &[u8], b: &[u8]) -> bool {
    let name = |host: &[u8]| host.split(|b| *b == b':').next().map(<[u8]>::to_vec);
    a != b && name(a) == name(b)
}

/// A `Referer` that no page wrote and that names (nearly) the same address: some clients add it when they follow a
/// redirect (Go, Postman).
fn referer(failing: &Reading<'_>, good: Option<&Reading<'_>>) -> Option<Span> {
    let header = failing.header("referer")?;
    if noise::is_browser(failing) || good.is_some_and(|good| good.request.has("referer")) {
        return None;
    }
    let value = failing.request.text(header.value);
    let before = Target::parse(value);
    let path = before.path.slice(value);
    let near = |path: &[u8], other: &[u8]| {
        path == other
            || matches!(
                path_shape::compare(path, other),
                Some(
                    PathShape::SlashAdded
                        | PathShape::SlashLost
                        | PathShape::Case
                        | PathShape::Doubled
                        | PathShape::Version
                )
            )
    };
    let same = near(path, failing.path()) || good.is_some_and(|good| near(path, good.path()));
    (path.len() > 1 && same).then_some(header.value)
}

/// Postman's `Host` behind `Accept-Encoding` and `Connection`: it stands before them in a first request.
fn host_last(failing: &Reading<'_>) -> Option<Span> {
    let last = failing.request.headers.last()?;
    let is_host = failing.request.text(last.name).eq_ignore_ascii_case(b"host");
    (failing.client_name() == "postman" && is_host).then_some(last.span)
}
