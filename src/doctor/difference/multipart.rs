//! Differences of multipart bodies: parts by name, their heads by meaning; the boundary is no difference.

use super::Change;
use super::Noise;
use super::Place;
use super::Sided;
use super::body::side;
use super::builder::Differences;
use super::builder::sided;
use crate::doctor::noise;
use crate::semantics::Body;
use crate::semantics::MediaType;
use crate::semantics::Part;
use crate::semantics::unescape;
use crate::wire::Span;
use std::collections::BTreeMap;

/// Compares the parts by name, the first with the first; then their order.
pub(super) fn compare(a: &Body, b: &Body, into: &mut Differences) {
    let (mut ours, theirs) = (grouped(a), grouped(b));
    for (name, good) in &theirs {
        let failing = ours.remove(name).unwrap_or_default();
        for nth in 0..failing.len().max(good.len()) {
            match (failing.get(nth), good.get(nth)) {
                (Some(x), Some(y)) => both(&Pair { name, nth, a: (a, x), b: (b, y) }, into),
                (None, Some(y)) => into.add(at(name, nth), None, Some(content(b, y)), Noise::None),
                (Some(x), None) => {
                    let sides = (Some(content(a, x)), None);
                    into.push(at(name, nth), Change::Repeated, sides, Noise::None);
                }
                (None, None) => {}
            }
        }
    }
    for (name, failing) in &ours {
        for (nth, part) in failing.iter().enumerate() {
            into.add(at(name, nth), Some(content(a, part)), None, Noise::None);
        }
    }
    order(a, b, into);
}

type Grouped<'a> = BTreeMap<Vec<u8>, Vec<&'a Part>>;

fn grouped(body: &Body) -> Grouped<'_> {
    let mut groups = Grouped::new();
    for part in &body.multipart().parts {
        groups.entry(name_of(body, part)).or_default().push(part);
    }
    groups
}

/// A part's name without its quotes' escapes; empty where it has none.
pub(in crate::doctor) fn name_of(body: &Body, part: &Part) -> Vec<u8> {
    part.name.map(|span| unescape(body.slice(span)).into_owned()).unwrap_or_default()
}

fn at(name: &[u8], nth: usize) -> Place {
    let name = crate::wire::escape::lossy_hex(name);
    Place::Part { name, nth: u16::try_from(nth).unwrap_or(u16::MAX) }
}

/// A part as a side: the whole part on the wire, its content as text.
fn content(body: &Body, part: &Part) -> Sided {
    let text = body.bytes.slice(part.body.range(body.bytes.len()));
    Sided { span: body.to_wire_or_all(part.span), text }
}

/// Two parts of one name.
struct Pair<'p> {
    name: &'p [u8],
    nth: usize,
    a: (&'p Body, &'p Part),
    b: (&'p Body, &'p Part),
}

impl Pair<'_> {
    fn header(&self, header: &str, x: Option<Span>, y: Option<Span>, into: &mut Differences) {
        let (a, b) = (self.a.0, self.b.0);
        let text = |body: &Body, span: Option<Span>| {
            span.map(|span| unescape(body.slice(span)).into_owned())
        };
        let (ours, theirs) = (text(a, x), text(b, y));
        if ours == theirs {
            return;
        }
        let noise = match (header, &ours, &theirs) {
            ("content-type", ours, theirs) => media_noise(ours.as_deref(), theirs.as_deref()),
            ("content-transfer-encoding", ours, theirs)
                if harmless_encoding(ours.as_deref()) && harmless_encoding(theirs.as_deref()) =>
            {
                Noise::ClientHabit("")
            }
            ("content-length", ..) => Noise::ClientHabit(""),
            _ => Noise::None,
        };
        let place = Place::PartHeader {
            part: crate::wire::escape::lossy_hex(self.name),
            header: header.to_owned(),
        };
        // Where it is absent, the place behind the disposition is where it would stand.
        let make = |(body, _): (&Body, &Part), span: Option<Span>, text: Option<Vec<u8>>| {
            span.zip(text).and_then(|(span, text)| sided(body.to_wire_or_all(span), text))
        };
        into.add(place, make(self.a, x, ours), make(self.b, y, theirs), noise);
    }
}

fn both(pair: &Pair<'_>, into: &mut Differences) {
    let ((a, x), (b, y)) = (pair.a, pair.b);
    let kind = |body: &Body, part: &Part| {
        let value = part.disposition?;
        let text = body.slice(value);
        let end = memchr::memchr(b';', text).unwrap_or(text.len());
        Some(Span::of(value.start as usize, value.start as usize + end))
    };
    pair.header("content-disposition", kind(a, x), kind(b, y), into);
    pair.header("content-disposition; filename", x.filename, y.filename, into);
    pair.header("content-disposition; filename*", x.filename_star, y.filename_star, into);
    pair.header("content-type", x.content_type, y.content_type, into);
    pair.header("content-transfer-encoding", x.transfer_encoding, y.transfer_encoding, into);
    let (ours, theirs) = (a.slice(x.body), b.slice(y.body));
    if ours != theirs {
        let text = crate::wire::escape::lossy_hex(pair.name);
        let noise = noise::values(&text, ours, theirs);
        let sides = (side(a, x.body), side(b, y.body));
        into.add(at(pair.name, pair.nth), Some(sides.0), Some(sides.1), noise);
    }
}

/// `text/plain` with or without a charset is what a text field is anyway (RFC 7578 section 4.4).
fn media_noise(a: Option<&[u8]>, b: Option<&[u8]>) -> Noise {
    let plain = |value: Option<&[u8]>| {
        value.is_none_or(|value| MediaType::parse(value).kind == "text/plain")
    };
    if plain(a) && plain(b) {
        return Noise::ClientHabit("");
    }
    match (a, b) {
        (Some(a), Some(b)) if MediaType::parse(a).kind == MediaType::parse(b).kind => {
            Noise::Spelling
        }
        _ => Noise::None,
    }
}

/// Whether the value leaves the content as it is (RFC 7578 section 4.7).
fn harmless_encoding(value: Option<&[u8]>) -> bool {
    value.is_none_or(|value| {
        [&b"binary"[..], b"8bit", b"7bit"].iter().any(|name| value.eq_ignore_ascii_case(name))
    })
}

/// One difference for the order of the parts, where both have the same names.
fn order(a: &Body, b: &Body, into: &mut Differences) {
    let names = |body: &Body| -> Vec<Vec<u8>> {
        body.multipart().parts.iter().map(|part| name_of(body, part)).collect()
    };
    let (ours, theirs) = (names(a), names(b));
    let sorted = |names: &[Vec<u8>]| {
        let mut names = names.to_vec();
        names.sort();
        names
    };
    if ours != theirs && sorted(&ours) == sorted(&theirs) {
        let all = |body: &Body, names: &[Vec<u8>]| {
            sided(super::body::whole(body), names.join(&b", "[..]))
        };
        let sides = (all(a, &ours), all(b, &theirs));
        into.push(Place::Body, Change::Moved, sides, Noise::None);
    }
}
