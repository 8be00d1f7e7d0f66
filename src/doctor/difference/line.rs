//! Differences of the start line: method, version, scheme, host, path segments, query pairs.

use super::Change;
use super::Noise;
use super::Place;
use super::builder::Differences;
use super::builder::sided;
use crate::doctor::reading::Reading;
use crate::semantics::Pair;
use crate::semantics::percent;
use crate::wire::Span;
use std::collections::BTreeMap;

/// Compares method, version, scheme and target.
pub(super) fn compare(failing: &Reading<'_>, good: &Reading<'_>, into: &mut Differences) {
    words(failing, good, into);
    scheme(failing, good, into);
    host(failing, good, into);
    path(failing, good, into);
    query(failing, good, into);
}

fn words(failing: &Reading<'_>, good: &Reading<'_>, into: &mut Differences) {
    let (a, b) = (failing.request, good.request);
    if a.method() != b.method() {
        let sides =
            (sided(a.line.method, a.method().to_vec()), sided(b.line.method, b.method().to_vec()));
        into.add(Place::Method, sides.0, sides.1, Noise::None);
    }
    if !a.version().eq_ignore_ascii_case(b.version()) {
        let sides = (
            sided(a.line.version, a.version().to_vec()),
            sided(b.line.version, b.version().to_vec()),
        );
        // Text rebuilt from HTTP/2 says `HTTP/2`: that is how it was sent, not what is wrong.
        let newer = [a.version(), b.version()]
            .iter()
            .any(|v| v.starts_with(b"HTTP/2") || v.starts_with(b"HTTP/3"));
        let noise = if newer { Noise::Spelling } else { Noise::None };
        into.add(Place::Version, sides.0, sides.1, noise);
    }
}

/// The scheme as dialled, else as spelled in an absolute target.
pub(in crate::doctor) fn scheme_of(reading: &Reading<'_>) -> Option<&'static str> {
    if let Some(endpoint) = reading.endpoint {
        return Some(if endpoint.tls { "https" } else { "http" });
    }
    let spelled = reading.target.scheme?.slice(reading.request.target()).to_ascii_lowercase();
    match spelled.as_slice() {
        b"https" | b"wss" => Some("https"),
        b"http" | b"ws" => Some("http"),
        _ => None,
    }
}

fn scheme(failing: &Reading<'_>, good: &Reading<'_>, into: &mut Differences) {
    let (Some(a), Some(b)) = (scheme_of(failing), scheme_of(good)) else { return };
    if a != b {
        let at = |reading: &Reading<'_>, text: &'static str| {
            let span =
                reading.target.scheme.map_or(reading.request.line.target, |s| reading.in_target(s));
            sided(span, text.as_bytes().to_vec())
        };
        into.add(Place::Scheme, at(failing, a), at(good, b), Noise::None);
    }
}

/// The host that is addressed: of an absolute target, else of `Host`; with the place where it stands.
pub(in crate::doctor) fn host_of(reading: &Reading<'_>) -> Option<(Span, Vec<u8>)> {
    if let Some(host) = reading.target.host {
        let end = reading.target.port.map_or(host, |port| host.cover(port));
        let span = reading.in_target(end);
        return Some((span, span.slice(&reading.request.bytes).to_ascii_lowercase()));
    }
    let header = reading.header("host")?;
    Some((header.value, reading.request.text(header.value).to_ascii_lowercase()))
}

/// A host without the port that its scheme implies.
fn bare(host: &[u8]) -> &[u8] {
    host.strip_suffix(b":443").or_else(|| host.strip_suffix(b":80")).unwrap_or(host)
}

fn host(failing: &Reading<'_>, good: &Reading<'_>, into: &mut Differences) {
    match (host_of(failing), host_of(good)) {
        (Some((a_span, a)), Some((b_span, b))) if bare(&a) != bare(&b) => {
            into.add(Place::Host, sided(a_span, a), sided(b_span, b), Noise::None);
        }
        (None, Some((span, b))) => into.add(Place::Host, None, sided(span, b), Noise::None),
        (Some((span, a)), None) => into.add(Place::Host, sided(span, a), None, Noise::None),
        _ => {}
    }
}

fn path(failing: &Reading<'_>, good: &Reading<'_>, into: &mut Differences) {
    let (a, b) = (failing.path(), good.path());
    if a == b || (a.is_empty() && b == b"/") || (a == b"/" && b.is_empty()) {
        return;
    }
    let same_meaning = normal_escapes(a) == normal_escapes(b);
    let noise = if same_meaning { Noise::Spelling } else { Noise::None };
    let first = failing
        .target
        .segments
        .iter()
        .zip(&good.target.segments)
        .position(|(x, y)| x.slice(failing.request.target()) != y.slice(good.request.target()));
    let common = failing.target.segments.len().min(good.target.segments.len());
    let nth = u16::try_from(first.unwrap_or(common)).unwrap_or(u16::MAX);
    let sides = (
        sided(failing.in_target(failing.target.path), a.to_vec()),
        sided(good.in_target(good.target.path), b.to_vec()),
    );
    into.add(Place::Path(nth), sides.0, sides.1, noise);
}

/// The same text with escapes in one spelling: hex in upper case, unreserved characters plain
/// (RFC 3986 section 6.2.2). Everything else stays: `%2F` is no slash.
pub(in crate::doctor) fn normal_escapes(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    for escape in percent::escapes(text) {
        let start = escape.span.start as usize;
        out.extend_from_slice(&raw_bytes(text.get(at..start).unwrap_or_default()));
        match escape.value {
            Some(byte) if percent::is_unreserved(byte) => out.push(byte),
            _ => out.extend(escape.span.slice(text).to_ascii_uppercase()),
        }
        at = escape.span.end as usize;
    }
    out.extend_from_slice(&raw_bytes(text.get(at..).unwrap_or_default()));
    out
}

/// Bytes beyond ASCII as their escapes, as every client but a few writes them.
fn raw_bytes(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() { text.to_vec() } else { percent::encode(text, |byte| byte.is_ascii()) }
}

fn query(failing: &Reading<'_>, good: &Reading<'_>, into: &mut Differences) {
    let a = Pairs {
        bytes: failing.request.target(),
        shift: failing.request.line.target.start,
        list: &failing.target.pairs,
    };
    let b = Pairs {
        bytes: good.request.target(),
        shift: good.request.line.target.start,
        list: &good.target.pairs,
    };
    let place = |name: &str, nth| Place::Query { name: name.to_owned(), nth };
    pairs(&a, &b, &place, into);
    let order = |side: &Pairs<'_>| side.list.iter().map(|p| side.name(p)).collect::<Vec<_>>();
    let (x, y) = (order(&a), order(&b));
    let sorted = |list: &[Vec<u8>]| {
        let mut list = list.to_vec();
        list.sort();
        list
    };
    if x != y && sorted(&x) == sorted(&y) {
        let whole = |r: &Reading<'_>| {
            let span = r.in_target(r.target.query.unwrap_or_default());
            sided(span, span.slice(&r.request.bytes).to_vec())
        };
        into.push(
            Place::QueryString,
            Change::Moved,
            (whole(failing), whole(good)),
            Noise::Spelling,
        );
    }
}

/// The pairs of a query or of a form, in the buffer where they stand.
pub(in crate::doctor) struct Pairs<'a> {
    /// The query's or form's bytes; the pairs' offsets count from here.
    pub(in crate::doctor) bytes: &'a [u8],
    /// What brings those offsets to the request's.
    pub(in crate::doctor) shift: u32,
    /// The pairs.
    pub(in crate::doctor) list: &'a [Pair],
}

impl Pairs<'_> {
    fn name(&self, pair: &Pair) -> Vec<u8> {
        percent::decode(pair.name.slice(self.bytes), true)
    }

    fn value(&self, pair: &Pair) -> Vec<u8> {
        percent::decode(pair.value.unwrap_or_default().slice(self.bytes), true)
    }

    fn raw(&self, pair: &Pair) -> &[u8] {
        pair.value.unwrap_or_default().slice(self.bytes)
    }

    fn grouped(&self) -> BTreeMap<Vec<u8>, Vec<&Pair>> {
        let mut groups: BTreeMap<Vec<u8>, Vec<&Pair>> = BTreeMap::new();
        for pair in self.list {
            groups.entry(self.name(pair)).or_default().push(pair);
        }
        groups
    }
}

/// Compares two lists of pairs by decoded name; of one name, the first with the first.
pub(in crate::doctor) fn pairs(
    a: &Pairs<'_>,
    b: &Pairs<'_>,
    place: &dyn Fn(&str, u16) -> Place,
    into: &mut Differences,
) {
    let (mut left, right) = (a.grouped(), b.grouped());
    for (name, theirs) in &right {
        let ours = left.remove(name).unwrap_or_default();
        let text = crate::wire::escape::lossy_hex(name);
        for nth in 0..ours.len().max(theirs.len()) {
            let at = place(&text, u16::try_from(nth).unwrap_or(u16::MAX));
            let x = ours.get(nth).map(|p| (p.span.shift(a.shift), a.value(p), a.raw(p)));
            let y = theirs.get(nth).map(|p| (p.span.shift(b.shift), b.value(p), b.raw(p)));
            one_pair(at, x, y, into);
        }
    }
    for (name, ours) in &left {
        let text = crate::wire::escape::lossy_hex(name);
        for (nth, pair) in ours.iter().enumerate() {
            let at = place(&text, u16::try_from(nth).unwrap_or(u16::MAX));
            into.add(at, sided(pair.span.shift(a.shift), a.value(pair)), None, Noise::None);
        }
    }
}

type OnePair<'a> = Option<(Span, Vec<u8>, &'a [u8])>;

fn one_pair(at: Place, x: OnePair<'_>, y: OnePair<'_>, into: &mut Differences) {
    match (x, y) {
        (Some((a, va, ra)), Some((b, vb, rb))) => {
            if va != vb {
                into.add(at, sided(a, va), sided(b, vb), Noise::None);
            } else if ra != rb {
                // `+` and `%20`, `%2f` and `%2F`, escaped or plain: the same value, spelled otherwise.
                into.push(
                    at,
                    Change::Altered,
                    (sided(a, ra.to_vec()), sided(b, rb.to_vec())),
                    Noise::Spelling,
                );
            }
        }
        (Some((a, va, _)), None) => {
            into.push(at, Change::Repeated, (sided(a, va), None), Noise::None);
        }
        (None, Some((b, vb, _))) => into.add(at, None, sided(b, vb), Noise::None),
        (None, None) => {}
    }
}
