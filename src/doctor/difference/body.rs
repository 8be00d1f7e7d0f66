//! Differences of bodies: the kinds first, then the reading that fits both.

use super::Change;
use super::Noise;
use super::Place;
use super::Sided;
use super::builder::Differences;
use super::form;
use super::json;
use super::multipart;
use crate::doctor::reading::Reading;
use crate::semantics::Body;
use crate::semantics::BodyKind;
use crate::semantics::Json;
use crate::semantics::JsonFault;
use crate::semantics::JsonKind;
use crate::wire::Span;

/// More lines than this are not laid side by side: the whole region that differs is told as one.
const MOST_LINES: usize = 2000;

/// More hunks than this say no more than one big one.
const MOST_HUNKS: usize = 40;

/// Compares the bodies. Where their kinds differ, that is the one thing to say.
pub(super) fn compare(failing: &Reading<'_>, good: &Reading<'_>, into: &mut Differences) {
    let (a, b) = (&failing.body, &good.body);
    if a.bytes == b.bytes && a.sniffed == b.sniffed {
        return;
    }
    if kind(a) != kind(b) && !is_guesswork(a, b) {
        into.add(Place::BodyKind, kind_side(a), kind_side(b), Noise::None);
        return;
    }
    match kind(a) {
        _ if kind(a) != kind(b) => lines(a, b, into),
        BodyKind::Json if is_tree(a.json()) && is_tree(b.json()) => json::compare(a, b, into),
        BodyKind::Form => form::compare(a, b, into),
        BodyKind::Multipart if has_parts(a) && has_parts(b) => multipart::compare(a, b, into),
        BodyKind::Binary => region(a, b, into),
        _ => lines(a, b, into),
    }
}

/// What a body is for comparing: what it looks like, but text that only begins like JSON (a template, a query in
/// GraphQL) and declares itself something else is that.
pub(in crate::doctor) fn kind(body: &Body) -> BodyKind {
    let kind = body.kind();
    let other = body.declared.is_some_and(|declared| declared != BodyKind::Json);
    if kind == BodyKind::Json && other && !begins_quoted(body) { BodyKind::Text } else { kind }
}

/// Whether JSON is valid, or an object whose first name stands in double quotes, or a list.
fn begins_quoted(body: &Body) -> bool {
    let json = body.json();
    let first = json.root().and_then(|root| json.children(root).next());
    let quoted = first.is_some_and(|(key, _)| {
        key.is_some_and(|key| matches!(json.text(key).first(), Some(b'"' | b'\'')))
    });
    json.is_valid() || quoted || body.bytes.trim_ascii_start().starts_with(b"[")
}

/// Whether two texts differ in kind by their looks alone, while both say that they are the same third thing.
fn is_guesswork(a: &Body, b: &Body) -> bool {
    let vague =
        |body: &Body| matches!(kind(body), BodyKind::Text | BodyKind::Form | BodyKind::Binary);
    a.declared.is_some()
        && a.declared == b.declared
        && vague(a)
        && vague(b)
        && a.disagrees() == b.disagrees()
        || a.declared == Some(BodyKind::Text) && b.declared == a.declared && vague(a) && vague(b)
}

/// Whether a tree can be compared member by member: JSON, or an object or array that is closed in the end.
pub(in crate::doctor) fn is_tree(json: &Json) -> bool {
    let container = json
        .root()
        .is_some_and(|root| matches!(json.kind(root), JsonKind::Object | JsonKind::Array));
    let torn = [JsonFault::TrailingContent, JsonFault::MismatchedClose];
    json.is_valid()
        || container && json.complete && torn.iter().all(|kind| json.fault(*kind).is_none())
}

fn has_parts(body: &Body) -> bool {
    !body.multipart().parts.is_empty()
}

/// The name of a kind, as shown.
pub(in crate::doctor) const fn kind_name(kind: BodyKind) -> &'static str {
    match kind {
        BodyKind::Empty => "empty",
        BodyKind::Json => "JSON",
        BodyKind::Form => "form",
        BodyKind::Multipart => "multipart",
        BodyKind::Xml => "XML",
        BodyKind::Html => "HTML",
        BodyKind::Text => "text",
        BodyKind::Binary => "binary",
    }
}

fn kind_side(body: &Body) -> Option<Sided> {
    let text = kind_name(kind(body)).as_bytes();
    (kind(body) != BodyKind::Empty).then(|| Sided { span: whole(body), text: text.into() })
}

/// The whole body on the wire; where it is empty, the place where it would stand.
pub(in crate::doctor) fn whole(body: &Body) -> Span {
    body.to_wire_or_all(Span::of(0, body.bytes.len()))
}

/// A side of a difference: bytes of a body.
pub(super) fn side(body: &Body, span: Span) -> Sided {
    Sided { span: body.to_wire_or_all(span), text: body.bytes.slice(span.range(body.bytes.len())) }
}

/// Text: hunks of lines that differ, each trimmed to what differs in it.
fn lines(a: &Body, b: &Body, into: &mut Differences) {
    let (ours, theirs) = (a.bytes.as_ref(), b.bytes.as_ref());
    if same_but_for_line_ends(ours, theirs) {
        let sides = (side(a, Span::of(0, ours.len())), side(b, Span::of(0, theirs.len())));
        let sides = (Some(sides.0), Some(sides.1));
        into.push(Place::Body, Change::Altered, sides, Noise::Spelling);
        return;
    }
    let (x, y) = (line_spans(ours), line_spans(theirs));
    if x.len().max(y.len()) > MOST_LINES || x.len().min(y.len()) < 2 {
        region(a, b, into);
        return;
    }
    let text = |spans: &[Span], bytes| spans.iter().map(|s| s.slice(bytes)).collect::<Vec<_>>();
    let (left, right) = (text(&x, ours), text(&y, theirs));
    let hunks: Vec<_> = similar::capture_diff_slices(similar::Algorithm::Myers, &left, &right)
        .into_iter()
        .filter(|op| op.tag() != similar::DiffTag::Equal)
        .collect();
    if hunks.len() > MOST_HUNKS {
        region(a, b, into);
        return;
    }
    for hunk in hunks {
        let span = |spans: &[Span], range: std::ops::Range<usize>, end: usize| {
            let start = spans.get(range.start).map_or(crate::wire::offset(end), |s| s.start);
            let last = range.end.checked_sub(1).and_then(|at| spans.get(at));
            last.filter(|_| !range.is_empty()).map_or(Span::at(start), |s| Span::new(start, s.end))
        };
        let pair =
            (span(&x, hunk.old_range(), ours.len()), span(&y, hunk.new_range(), theirs.len()));
        trimmed((a, pair.0), (b, pair.1), into);
    }
}

/// Lines with their ends.
fn line_spans(bytes: &[u8]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for lf in memchr::memchr_iter(b'\n', bytes) {
        spans.push(Span::of(start, lf + 1));
        start = lf + 1;
    }
    if start < bytes.len() {
        spans.push(Span::of(start, bytes.len()));
    }
    spans
}

/// Whether two texts differ in CRLF or LF and in the line end behind the last line only.
fn same_but_for_line_ends(a: &[u8], b: &[u8]) -> bool {
    let plain = |text: &[u8]| -> Vec<u8> {
        text.trim_ascii_end().iter().copied().filter(|byte| *byte != b'\r').collect()
    };
    plain(a) == plain(b)
}

/// The one region between the first and the last byte that differ.
fn region(a: &Body, b: &Body, into: &mut Differences) {
    trimmed((a, Span::of(0, a.bytes.len())), (b, Span::of(0, b.bytes.len())), into);
}

/// A pair of regions without what they begin and end with in common, in whole characters.
fn trimmed((a, x): (&Body, Span), (b, y): (&Body, Span), into: &mut Differences) {
    let (ours, theirs) = (a.slice(x), b.slice(y));
    let least = ours.len().min(theirs.len());
    let mut head = ours.iter().zip(theirs).take_while(|(p, q)| p == q).count();
    // Never cut a character in two: `é` and `è` share their first byte.
    while head > 0 && ours.get(head).is_some_and(|byte| byte & 0xc0 == 0x80) {
        head -= 1;
    }
    let tails = ours.iter().rev().zip(theirs.iter().rev());
    let mut tail = tails.take(least - head).take_while(|(p, q)| p == q).count();
    while tail > 0 && ours.get(ours.len() - tail).is_some_and(|byte| byte & 0xc0 == 0x80) {
        tail -= 1;
    }
    let cut = |span: Span| {
        let (start, end) = (span.start as usize + head, span.end as usize - tail);
        Span::of(start, end.max(start))
    };
    let (x, y) = (cut(x), cut(y));
    let some = |body: &Body, span: Span| (!span.is_empty()).then(|| side(body, span));
    let (ours, theirs) = (some(a, x), some(b, y));
    if ours.is_some() || theirs.is_some() {
        into.add(Place::Body, ours, theirs, Noise::None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::difference::Difference;
    use crate::model::Via;
    use crate::wire::ExactRequest;

    /// Differences as `place change failing|good noise`, for one media type.
    fn told(kind: &str, failing: &str, good: &str) -> Vec<String> {
        let request = |body: &str| {
            ExactRequest::parse(format!(
                "POST / HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            ))
        };
        let (x, y) = (request(failing), request(good));
        let (a, b) = (Reading::of(&x, Via::File, None), Reading::of(&y, Via::File, None));
        let mut found = Differences::default();
        compare(&a, &b, &mut found);
        let side = |request: &ExactRequest, side: &Option<Sided>| {
            side.as_ref().map_or("-".to_owned(), |side| {
                let wire = String::from_utf8_lossy(request.text(side.span)).into_owned();
                assert!(side.text.is_empty() || !wire.is_empty());
                String::from_utf8_lossy(&side.text).into_owned()
            })
        };
        let tell = |d: &Difference| {
            let noise = if d.is_harmless() { " noise" } else { "" };
            let (ours, theirs) = (side(&x, &d.failing), side(&y, &d.good));
            format!("{} {} {ours}|{theirs}{noise}", d.place, d.change.name())
        };
        found.list.iter().map(tell).collect()
    }

    #[test]
    fn kinds_come_first() {
        let json = "application/json";
        assert_eq!(told(json, "a=1", "{\"a\":1}"), ["body kind altered form|JSON"]);
        assert_eq!(told(json, "", "{}"), ["body kind missing -|JSON"]);
        assert_eq!(
            told(json, "{\"a\": 1,\"b\":2}", "{\"b\":2.0,\n\"a\":1}"),
            ["$.b altered 2|2.0 noise"]
        );
    }

    #[test]
    fn json_differs_by_path() {
        let json = "application/json";
        let ours = r#"{"a": "1", "c": [{"n": 1}, {"n": 2}, {"n": 3}], "x": null, "e": "\u00e9"}"#;
        let theirs = r#"{"a": 1, "c": [{"n": 1}, {"n": 3}], "b": true, "e": "é"}"#;
        assert_eq!(
            told(json, ours, theirs),
            [
                "$.a altered \"1\"|1",
                "$.c[1] unexpected {\"n\": 2}|-",
                "$.x unexpected null|-",
                "$.b missing -|true",
            ]
        );
        assert_eq!(told(json, "{\"a\":1,\"a\":1}", "{\"a\":1}"), ["$.a repeated 1|-"]);
        let stamps = ["{\"at\":\"2026-01-02T03:04:05Z\"}", "{\"at\":\"2026-02-03T04:05:06Z\"}"];
        assert_eq!(told(json, stamps[0], stamps[1]).len(), 1);
        assert!(told(json, stamps[0], stamps[1])[0].ends_with(" noise"));
    }

    #[test]
    fn forms_and_parts_differ_by_name() {
        let form = "application/x-www-form-urlencoded";
        assert_eq!(
            told(form, "a=1&b=x+y&c=3", "a=2&b=x%20y"),
            ["field a altered 1|2", "field b altered x+y|x%20y noise", "field c unexpected 3|-"]
        );
        let part = |head: &str, body: &str| {
            format!("--z\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
        };
        let ours = [&part("name=\"a\"", "1"), &part("name=\"f\"", "xyz"), "--z--\r\n"].concat();
        let theirs =
            [&part("name=f; filename=\"q.txt\"", "xyz"), &part("name=\"a\"", "2"), "--z--"]
                .concat();
        assert_eq!(
            told("multipart/form-data; boundary=z", &ours, &theirs),
            [
                "part a altered 1|2",
                "part f, content-disposition; filename missing -|q.txt",
                "body moved a, f|f, a",
            ]
        );
    }

    #[test]
    fn text_is_trimmed_to_what_differs() {
        assert_eq!(told("text/plain", "ab\u{e9}d", "ab\u{e8}d"), ["body altered \u{e9}|\u{e8}"]);
        assert_eq!(
            told("text/xml", "<a>\n<b>1</b>\n</a>", "<a>\n<b>2</b>\n</a>"),
            ["body altered 1|2"]
        );
        assert_eq!(
            told("text/plain", "a\r\nb\r\n", "a\nb")[0].split(' ').next_back(),
            Some("noise")
        );
    }
}
