//! How one path differs from another: the sort of slip, not only the place.

use crate::semantics::OddChar;
use crate::semantics::percent;
use crate::semantics::text::smart_quotes;

/// The sort of difference between a failing path and a good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathShape {
    /// A character that nobody sees, or that only looks right, came along.
    Odd(OddChar),
    /// A space, line end or quote stands at an end of a segment.
    Stray,
    /// A slash at the end too much.
    SlashAdded,
    /// A slash at the end too little.
    SlashLost,
    /// Two slashes where one belongs (or the other way round).
    Doubled,
    /// The slash at the beginning is missing.
    RootLost,
    /// Upper and lower case.
    Case,
    /// Another version segment, or none.
    Version,
    /// The first segments are missing.
    PrefixLost,
    /// Segments before the good path.
    PrefixAdded,
    /// A segment is missing.
    SegmentLost,
    /// A segment too many.
    SegmentAdded,
    /// Segments that look like identifiers or names of files are other ones.
    Identifier,
    /// A parameter stands behind a semicolon in a segment.
    Parameter,
    /// One segment is another word.
    Word,
    /// One segment lacks its beginning or end.
    Part,
    /// One segment between others is another word: a name, perhaps.
    Inner,
    /// Hardly anything in common.
    Elsewhere,
}

/// Names the difference; `None` where there is none.
#[must_use]
pub(super) fn compare(failing: &[u8], good: &[u8]) -> Option<PathShape> {
    if failing == good {
        return None;
    }
    if let Some(kind) = odd(failing).filter(|kind| odd(good) != Some(*kind)) {
        return Some(PathShape::Odd(kind));
    }
    if has_stray(failing) && !has_stray(good) {
        return Some(PathShape::Stray);
    }
    if memchr::memchr(b';', failing).is_some() && without_parameters(failing) == good {
        return Some(PathShape::Parameter);
    }
    if failing.strip_suffix(b"/") == Some(good) {
        return Some(PathShape::SlashAdded);
    }
    if good.strip_suffix(b"/") == Some(failing) {
        return Some(PathShape::SlashLost);
    }
    if good.strip_prefix(b"/") == Some(failing) {
        return Some(PathShape::RootLost);
    }
    if single_slashes(failing) == single_slashes(good) {
        return Some(PathShape::Doubled);
    }
    if failing.eq_ignore_ascii_case(good) {
        return Some(PathShape::Case);
    }
    Some(by_segments(&segments(failing), &segments(good)))
}

fn segments(path: &[u8]) -> Vec<&[u8]> {
    path.split(|b| *b == b'/').filter(|segment| !segment.is_empty()).collect()
}

fn by_segments(a: &[&[u8]], b: &[&[u8]]) -> PathShape {
    let (head, tail) = common_ends(a, b);
    let (ours, theirs) = (a.len() - head - tail, b.len() - head - tail);
    let x = a.get(head..a.len() - tail).unwrap_or_default();
    let y = b.get(head..b.len() - tail).unwrap_or_default();
    let versions = x.iter().chain(y).all(|segment| is_version(segment));
    match (ours, theirs) {
        (0, 0) => PathShape::Identifier,
        _ if versions && ours <= 1 && theirs <= 1 => PathShape::Version,
        (0, _) if head == 0 && tail > 0 => PathShape::PrefixLost,
        (_, 0) if head == 0 && tail > 0 => PathShape::PrefixAdded,
        (0, _) => PathShape::SegmentLost,
        (_, 0) => PathShape::SegmentAdded,
        (1, 1) if is_part(x, y) => PathShape::Part,
        (1, 1) if head > 0 && tail > 0 => PathShape::Inner,
        (1, 1) => PathShape::Word,
        _ => PathShape::Elsewhere,
    }
}

/// Whether a long segment lacks the beginning or the end of the good one: `/bot` before a token, `.json` behind a name.
fn is_part(x: &[&[u8]], y: &[&[u8]]) -> bool {
    matches!((x, y), ([x], [y]) if x.len() >= 8 && y.len() > x.len() && (y.ends_with(x) || y.starts_with(x)))
}

/// How many segments at the beginning and at the end are the same, or data of the same sort.
fn common_ends(a: &[&[u8]], b: &[&[u8]]) -> (usize, usize) {
    let head = a.iter().zip(b).take_while(|(x, y)| is_alike(x, y)).count();
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| is_alike(x, y)).count();
    (head, tail.min(a.len().min(b.len()) - head))
}

/// Whether two segments are the same, or two identifiers, or two names of files: which gauge or which picture is data,
/// and says nothing about the route.
fn is_alike(x: &[u8], y: &[u8]) -> bool {
    let data = |segment: &[u8]| is_identifier(segment) && !is_version(segment);
    x == y
        || data(x) && data(y)
        || is_file_name(x) && is_file_name(y)
        || keyed(x).is_some_and(|set| keyed(y) == Some(set))
}

/// The name before a key in brackets and whether the key is quoted, as `OData` writes one of a set: `Customers('10000')`. A key
/// without its quotes is another thing than one with them.
fn keyed(segment: &[u8]) -> Option<(&[u8], bool)> {
    let inner = segment.strip_suffix(b")")?;
    let at = memchr::memchr(b'(', inner).filter(|at| *at > 0)?;
    let key = percent::decode(inner.get(at + 1..)?, false);
    Some((inner.get(..at)?, key.contains(&b'\'')))
}

/// A name with an extension of letters: `report.pdf`.
fn is_file_name(segment: &[u8]) -> bool {
    let dot = segment.iter().rposition(|byte| *byte == b'.').filter(|at| *at > 0);
    dot.and_then(|at| segment.get(at + 1..)).is_some_and(|end| {
        (2..=5).contains(&end.len())
            && end.first().is_some_and(u8::is_ascii_alphabetic)
            && end.iter().all(u8::is_ascii_alphanumeric)
    })
}

/// The failing path with its own identifiers and the good path's words; `None` where only data differs.
#[must_use]
pub(super) fn corrected(failing: &[u8], good: &[u8]) -> Option<Vec<u8>> {
    let (a, b) = (segments(failing), segments(good));
    let (head, tail) = common_ends(&a, &b);
    let middle = b.get(head..b.len() - tail)?;
    let own = [a.get(..head)?, middle, a.get(a.len() - tail..)?].concat();
    let mut path: Vec<u8> = own.iter().flat_map(|segment| [b"/", *segment].concat()).collect();
    if good.ends_with(b"/") {
        path.push(b'/');
    }
    (path != failing).then_some(path)
}

/// The path without what stands behind semicolons in its segments (RFC 3986 section 3.3).
fn without_parameters(path: &[u8]) -> Vec<u8> {
    let plain =
        |segment: &[u8]| segment.split(|byte| *byte == b';').next().unwrap_or_default().to_vec();
    path.split(|byte| *byte == b'/').map(plain).collect::<Vec<_>>().join(&b'/')
}

/// `v1`, `v2.0`, `2024-01-15`, `2024-01`.
fn is_version(segment: &[u8]) -> bool {
    let digits = segment.strip_prefix(b"v").or_else(|| segment.strip_prefix(b"V"));
    let number = |text: &[u8]| {
        text.first().is_some_and(u8::is_ascii_digit)
            && text.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'))
    };
    digits.is_some_and(|text| {
        number(text)
            || text.first().is_some_and(u8::is_ascii_digit)
                && (text.ends_with(b"beta") || text.ends_with(b"alpha"))
    }) || matches!(segment.len(), 7 | 10) && number(segment) && segment.get(4) == Some(&b'-')
}

/// Numbers, UUIDs, long runs of letters and digits: values that differ from call to call.
#[must_use]
pub(super) fn is_identifier(segment: &[u8]) -> bool {
    let digits = segment.iter().filter(|b| b.is_ascii_digit()).count();
    let plain = segment.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    plain
        && digits > 0
        && (digits == segment.len() || segment.len() >= 12 || digits * 2 >= segment.len())
}

/// The first odd character of a path, escapes read.
#[must_use]
pub(super) fn odd(path: &[u8]) -> Option<OddChar> {
    let plain = percent::decode(path, false);
    if std::str::from_utf8(&plain).is_err() {
        return None;
    }
    let found = smart_quotes(&plain);
    let invisible = found.iter().find(|(_, kind)| *kind == OddChar::ZeroWidth);
    invisible.or(found.first()).map(|(_, kind)| *kind)
}

/// Whether a segment starts or ends with white space, a line end or a quote, escapes read.
#[must_use]
pub(super) fn has_stray(path: &[u8]) -> bool {
    segments(path).iter().any(|segment| {
        let plain = percent::decode(segment, false);
        let stray = |b: Option<&u8>| {
            b.is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | 0))
        };
        stray(plain.first()) || stray(plain.last())
    })
}

/// The path with each run of slashes as one.
fn single_slashes(path: &[u8]) -> Vec<u8> {
    let mut out = path.to_vec();
    out.dedup_by(|a, b| *a == b'/' && *b == b'/');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_slip() {
        for (failing, good, shape) in [
            ("/a/b/", "/a/b", PathShape::SlashAdded),
            ("/a/b", "/a/b/", PathShape::SlashLost),
            ("/a//b", "/a/b", PathShape::Doubled),
            ("a/b", "/a/b", PathShape::RootLost),
            ("/A/b", "/a/b", PathShape::Case),
            ("/v1/b", "/v2/b", PathShape::Version),
            ("/b", "/v2/b", PathShape::Version),
            ("/b/c", "/api/b/c", PathShape::PrefixLost),
            ("/api/api/c", "/api/c", PathShape::SegmentAdded),
            ("/users/17", "/users/18", PathShape::Identifier),
            ("/users/17/log-1.csv", "/users/18/b.txt", PathShape::Identifier),
            ("/gauges/17/levels", "/prod/gauges/4/levels", PathShape::PrefixLost),
            ("/gauges/17/level", "/gauges/4/levels", PathShape::Word),
            ("/api/2019-04/b/17", "/api/2024-04/b/18", PathShape::Version),
            ("/a/b;s=1", "/a/b", PathShape::Parameter),
            ("/12:AAtoken/send", "/bot12:AAtoken/send", PathShape::Part),
            ("/apps/tide/log", "/apps/wind/log", PathShape::Inner),
            ("/o/Tide('17')", "/o/Tide('4')", PathShape::Identifier),
            ("/o/Tide(17)", "/o/Tide('4')", PathShape::Word),
            ("/user/x", "/users/x", PathShape::Word),
            ("/a%E2%80%8B/b", "/a/b", PathShape::Odd(OddChar::ZeroWidth)),
            ("/a/b%20", "/a/b", PathShape::Stray),
        ] {
            assert_eq!(compare(failing.as_bytes(), good.as_bytes()), Some(shape), "{failing}");
        }
        assert_eq!(compare(b"/a", b"/a"), None);
        let mended = corrected(b"/gauges/17/level", b"/prod/gauges/4/levels");
        assert_eq!(mended.as_deref(), Some(&b"/prod/gauges/4/levels"[..]));
        let mended = corrected(b"/gauges/17/levels", b"/prod/gauges/4/levels");
        assert_eq!(mended.as_deref(), Some(&b"/prod/gauges/17/levels"[..]));
        assert_eq!(corrected(b"/users/17", b"/users/18"), None);
    }
}
