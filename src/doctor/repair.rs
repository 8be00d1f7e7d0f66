//! Repairs: the byte edits that many rules share, each against the failing request's own offsets.

use super::case::Case;
use super::finding::Fix;
use super::finding::Safety;
use super::reading::Reading;
use super::remedy;
use crate::wire::Edit;
use crate::wire::Header;
use crate::wire::Span;

/// A fix for the failing client; without edits it can only be shown.
#[must_use]
pub(super) fn fix(
    case: &Case<'_>,
    summary: impl Into<String>,
    snippet: Option<String>,
    edits: Vec<Edit>,
    safety: Safety,
) -> Fix {
    Fix {
        summary: summary.into(),
        client: remedy::profile(case.failing.client_name()),
        snippet,
        safety: if edits.is_empty() { Safety::ShowOnly } else { safety },
        edits,
    }
}

/// A fix that can only be told.
#[must_use]
pub(super) fn told(case: &Case<'_>, summary: impl Into<String>, snippet: Option<String>) -> Fix {
    fix(case, summary, snippet, Vec::new(), Safety::ShowOnly)
}

/// A line with its line end, in the offsets of its request.
#[must_use]
pub(super) fn whole_line(reading: &Reading<'_>, line: Span) -> Span {
    let end = reading.request.pieces.iter().find(|piece| piece.span.start == line.end);
    end.map_or(line, |piece| line.cover(piece.span))
}

/// Takes a header line away.
#[must_use]
pub(super) fn without(reading: &Reading<'_>, header: &Header) -> Edit {
    Edit::delete(whole_line(reading, header.span))
}

/// Adds one header line behind the last one.
#[must_use]
pub(super) fn add_line(reading: &Reading<'_>, line: &[u8]) -> Edit {
    Edit::replace(reading.request.header_gap(), [line, b"\r\n"].concat())
}

/// Copies the good request's header of that lower-case name into the failing one: over its value, or as a new line.
#[must_use]
pub(super) fn copy_header(failing: &Reading<'_>, good: &Reading<'_>, name: &str) -> Option<Edit> {
    let theirs = good.header(name)?;
    Some(match failing.header(name) {
        Some(ours) => Edit::replace(ours.value, good.request.text(theirs.value).to_vec()),
        None => add_line(failing, good.request.text(theirs.span)),
    })
}

/// Takes the body away, and the headers that tell of one.
#[must_use]
pub(super) fn without_body(reading: &Reading<'_>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = framing_lines(reading).map(|h| without(reading, h)).collect();
    edits.extend(reading.request.named("content-type").map(|h| without(reading, h)));
    edits.push(Edit::delete(reading.request.body));
    edits
}

/// Puts the good request's body, framing and type into the failing request.
#[must_use]
pub(super) fn with_body_of(failing: &Reading<'_>, good: &Reading<'_>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = framing_lines(failing).map(|h| without(failing, h)).collect();
    let framed: Vec<&[u8]> = framing_lines(good).map(|h| good.request.text(h.span)).collect();
    let typed = good.header("content-type").filter(|_| failing.header("content-type").is_none());
    let lines = typed.map(|h| good.request.text(h.span)).into_iter().chain(framed);
    edits.extend(lines.map(|line| add_line(failing, line)));
    let body = good.request.text(good.request.body).to_vec();
    edits.push(Edit::replace(failing.request.body, body));
    edits
}

/// The header lines that frame the body.
fn framing_lines<'a>(reading: &Reading<'a>) -> impl Iterator<Item = &'a Header> {
    let request = reading.request;
    request.headers.iter().filter(|header| {
        let name = request.text(header.name);
        name.eq_ignore_ascii_case(b"content-length")
            || name.eq_ignore_ascii_case(b"transfer-encoding")
    })
}
