//! One difference taken over from the known-good request: the edits that make the failing one equal in that place.

use crate::doctor::Difference;
use crate::doctor::difference::Place;
use crate::wire::Edit;
use crate::wire::ExactRequest;
use crate::wire::Header;
use crate::wire::Span;
use crate::wire::apply;
use crate::wire::refit_length;

/// The fields that a body cannot do without: they go over with it, and it with them.
const DESCRIBE_BODY: [&str; 4] =
    ["content-type", "content-encoding", "content-length", "transfer-encoding"];

/// The failing request with that difference taken from the good one; `None` where it cannot be taken alone.
pub(super) fn taken(
    failing: &ExactRequest,
    good: &ExactRequest,
    difference: &Difference,
) -> Option<ExactRequest> {
    let ours = difference.failing.as_ref().map(|sided| sided.span);
    let theirs = difference.good.as_ref().map(|sided| sided.span);
    let describes_body =
        difference.place.header().is_some_and(|name| DESCRIBE_BODY.contains(&name));
    let edits = match difference.place {
        _ if describes_body => body(failing, good),
        Place::Header { .. } | Place::Host => vec![header(failing, good, ours, theirs)?],
        Place::Method => part(failing.line.method, good.text(good.line.method)),
        Place::Version => part(failing.line.version, good.text(good.line.version)),
        Place::Path(_) | Place::Query { .. } | Place::QueryString => {
            part(failing.line.target, good.target())
        }
        Place::Scheme | Place::HeaderOrder => return None,
        Place::Framing
        | Place::BodyKind
        | Place::Json(_)
        | Place::Field { .. }
        | Place::Part { .. }
        | Place::PartHeader { .. }
        | Place::Body => body(failing, good),
    };
    let changed = apply(failing, &edits).ok()?;
    // The length is a consequence of the body, not a difference of its own.
    let refit = refit_length(&changed).into_iter().collect::<Vec<_>>();
    let changed = apply(&changed, &refit).ok()?;
    (changed.bytes != failing.bytes).then_some(changed)
}

fn part(span: Span, with: &[u8]) -> Vec<Edit> {
    vec![Edit::replace(span, with.to_vec())]
}

/// Replaces, inserts or deletes one header line.
fn header(
    failing: &ExactRequest,
    good: &ExactRequest,
    ours: Option<Span>,
    theirs: Option<Span>,
) -> Option<Edit> {
    let ours = ours.and_then(|span| holding(failing, span));
    let theirs = theirs.and_then(|span| holding(good, span));
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => {
            Some(Edit::replace(ours.span, good.text(theirs.span).to_vec()))
        }
        (Some(ours), None) => {
            let end = failing.pieces.iter().find(|piece| piece.span.start == ours.span.end);
            Some(Edit::delete(end.map_or(ours.span, |end| ours.span.cover(end.span))))
        }
        (None, Some(theirs)) => {
            Some(Edit::replace(failing.header_gap(), [good.text(theirs.span), b"\r\n"].concat()))
        }
        (None, None) => None,
    }
}

fn holding(request: &ExactRequest, span: Span) -> Option<Header> {
    let holds = |header: &&Header| header.span.encloses(span) && !span.is_empty();
    request.headers.iter().find(holds).copied()
}

/// The whole body, with the fields that describe it: a part of one makes no sense in another kind.
fn body(failing: &ExactRequest, good: &ExactRequest) -> Vec<Edit> {
    let mut edits = Vec::new();
    for name in DESCRIBE_BODY {
        let ours = failing.named(name).next().map(|header| header.span);
        let theirs = good.named(name).next().map(|header| header.span);
        edits.extend(header(failing, good, ours, theirs));
    }
    edits.push(Edit::replace(failing.body, good.text(good.body).to_vec()));
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Inputs;
    use crate::doctor::diagnose;

    #[test]
    fn each_difference_can_be_taken_until_none_is_left() {
        let good = ExactRequest::parse(
            "POST /b HTTP/1.1\r\nHost: h\r\nX-Key: k\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
        );
        let mut failing = ExactRequest::parse(
            "GET /a HTTP/1.1\r\nHost: h\r\nX-Other: o\r\nContent-Length: 3\r\n\r\na=1",
        );
        for _ in 0..12 {
            let mut inputs = Inputs::of(failing.clone());
            inputs.good = Some(good.clone());
            let differences = diagnose(&inputs).differences;
            let Some(next) = differences.iter().find_map(|d| taken(&failing, &good, d)) else {
                break;
            };
            failing = next;
        }
        assert_eq!(failing.method(), b"POST");
        assert_eq!(failing.target(), b"/b");
        assert_eq!(failing.first("x-key"), Some(&b"k"[..]));
        assert_eq!(failing.first("content-type"), Some(&b"application/json"[..]));
        assert_eq!(failing.text(failing.body), b"{\"a\":1}");
        assert!(!failing.has("x-other"));
    }
}
