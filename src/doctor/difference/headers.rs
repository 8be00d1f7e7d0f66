//! Differences of header fields: paired by name in any case, the first with the first.

use super::Change;
use super::Noise;
use super::Place;
use super::builder::Differences;
use super::builder::sided;
use crate::doctor::noise;
use crate::doctor::reading::Reading;
use crate::wire::Header;
use std::collections::BTreeMap;

/// Fields whose difference is told at another place: by meaning rather than as text.
const TOLD_ELSEWHERE: &[&str] = &["host", "content-length", "transfer-encoding"];

/// Compares the fields, then their order.
pub(super) fn compare(failing: &Reading<'_>, good: &Reading<'_>, into: &mut Differences) {
    let (ours, theirs) = (grouped(failing), grouped(good));
    for (name, b) in &theirs {
        let a = ours.get(name).map(Vec::as_slice).unwrap_or_default();
        if !TOLD_ELSEWHERE.contains(&name.as_str()) {
            of_one_name(name, (failing, a), (good, b), into);
        }
    }
    for (name, a) in &ours {
        if !theirs.contains_key(name) && !TOLD_ELSEWHERE.contains(&name.as_str()) {
            of_one_name(name, (failing, a), (good, &[]), into);
        }
    }
    order(failing, good, &ours, &theirs, into);
}

type Grouped<'a> = BTreeMap<String, Vec<&'a Header>>;

fn grouped<'a>(reading: &Reading<'a>) -> Grouped<'a> {
    let mut groups = Grouped::new();
    for header in &reading.request.headers {
        let name =
            crate::wire::escape::lossy_hex(reading.request.text(header.name)).to_ascii_lowercase();
        groups.entry(name).or_default().push(header);
    }
    groups
}

type Side<'a, 'b> = (&'b Reading<'a>, &'b [&'a Header]);

fn of_one_name(
    name: &str,
    (failing, a): Side<'_, '_>,
    (good, b): Side<'_, '_>,
    into: &mut Differences,
) {
    for nth in 0..a.len().max(b.len()) {
        let place =
            Place::Header { name: name.to_owned(), nth: u16::try_from(nth).unwrap_or(u16::MAX) };
        let side = |reading: &Reading<'_>, header: &Header| {
            sided(header.value, reading.request.text(header.value).to_vec())
        };
        match (a.get(nth), b.get(nth)) {
            (Some(x), Some(y)) => both(place, (failing, x), (good, y), into),
            (Some(x), None) if !b.is_empty() => {
                into.push(place, Change::Repeated, (side(failing, x), None), Noise::None);
            }
            (Some(x), None) => {
                let noise = noise::alone(name, failing.request.text(x.value), failing);
                into.add(place, side(failing, x), None, noise);
            }
            (None, Some(y)) => {
                let noise = noise::alone(name, good.request.text(y.value), good);
                into.add(place, None, side(good, y), noise);
            }
            (None, None) => {}
        }
    }
}

fn both(
    place: Place,
    (failing, x): (&Reading<'_>, &Header),
    (good, y): (&Reading<'_>, &Header),
    into: &mut Differences,
) {
    let (name_a, name_b) = (failing.request.text(x.name), good.request.text(y.name));
    let (a, b) = (failing.request.text(x.value), good.request.text(y.value));
    let name = place.header().unwrap_or_default().to_owned();
    if a != b {
        let noise = noise::both(&name, a, b);
        into.add(place, sided(x.value, a.to_vec()), sided(y.value, b.to_vec()), noise);
    } else if name_a != name_b {
        // RFC 9110 section 5.1: names are case-insensitive. A server that minds is rare, and a rule's own business.
        let sides = (sided(x.name, name_a.to_vec()), sided(y.name, name_b.to_vec()));
        into.push(place, Change::Recased, sides, Noise::Spelling);
    }
}

/// One difference for the whole order, where the common names stand in another sequence.
fn order(
    failing: &Reading<'_>,
    good: &Reading<'_>,
    ours: &Grouped<'_>,
    theirs: &Grouped<'_>,
    into: &mut Differences,
) {
    let names = |reading: &Reading<'_>, other: &Grouped<'_>| -> Vec<Vec<u8>> {
        let lower = |h: &Header| reading.request.text(h.name).to_ascii_lowercase();
        let known =
            |name: &Vec<u8>| std::str::from_utf8(name).is_ok_and(|name| other.contains_key(name));
        reading.request.headers.iter().map(lower).filter(known).collect()
    };
    let (a, b) = (names(failing, theirs), names(good, ours));
    if a != b && !a.is_empty() && !b.is_empty() {
        let whole = |reading: &Reading<'_>, names: &[Vec<u8>]| {
            let first =
                reading.request.headers.first().map_or(reading.request.header_gap(), |h| h.span);
            let last = reading.request.headers.last().map_or(first, |h| h.span);
            sided(first.cover(last), names.join(&b", "[..]))
        };
        let sides = (whole(failing, &a), whole(good, &b));
        into.push(Place::HeaderOrder, Change::Moved, sides, Noise::Spelling);
    }
}
