//! Bytes in a query that no URI may hold, such as `|`: most servers read on, strict ones refuse the whole request.

use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rules::url::url_encoding::CARD;
use crate::doctor::rules::url::url_encoding::RAW;
use crate::doctor::rules::url::url_encoding::snippet;
use crate::doctor::rules::url::url_encoding::summary;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::percent;
use crate::wire::Span;

/// How strict servers say that the target holds a byte that no URI may hold.
const REFUSED_BYTE: &[&str] = &[
    "request target",
    "invalid uri",
    "malformed uri",
    "illegal character",
    "invalid character",
    "bad uri",
];

/// A byte in the failing query that no URI may hold, where the good one has none: other data, and one slip.
pub(super) fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>) -> Option<Suspicion> {
    let span = raw_in_query(case.failing).filter(|_| raw_in_query(good).is_none())?;
    let points = if case.says_any(REFUSED_BYTE) { 6.0 } else { 4.0 };
    let suspicion = Suspicion::error(&CARD, points, RAW)
        .failing(span, RAW)
        .explain(format!("In the query {RAW}: `{}` must be percent-encoded (RFC 3986 section 2). Strict servers refuse the whole request for it.", quote(case.failing.request.text(span))))
        .fix(repair::told(case, summary(RAW, false), snippet(case.failing.client_name(), false)))
        .claim_all(case.at(|p| matches!(p, Place::Query { .. })).filter(|d| {
            d.failing.as_ref().is_some_and(|side| side.span.encloses(span))
        }));
    Some(suspicion)
}

/// Without a good request: such a byte, where the refusal speaks of one. Its weight, place and words.
pub(super) fn refused(case: &Case<'_>) -> Option<(f32, Span, &'static str)> {
    let said = case.is_solo() && case.status == Some(400) && case.says_any(REFUSED_BYTE);
    raw_in_query(case.failing).filter(|_| said).map(|span| (5.5, span, RAW))
}

/// The first such byte of a query; braces and angle brackets are a template's, and another rule's matter.
fn raw_in_query(reading: &Reading<'_>) -> Option<Span> {
    let query = reading.target.query?;
    let raw = percent::needs_encoding(query.slice(reading.request.target()));
    raw.into_iter().map(|run| reading.in_target(run.shift(query.start))).find(|span| {
        let text = reading.request.text(*span);
        text.iter().all(|byte| matches!(byte, b'|' | b'\\' | b'^' | b'`' | b'"'))
    })
}
