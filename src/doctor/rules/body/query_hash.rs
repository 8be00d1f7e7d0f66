//! Automatic persisted queries of GraphQL: the hash that goes with a query is the SHA-256 of its text.

use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rules::body::body_field_differs::CARD;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::BodyKind;
use crate::semantics::digest;
use crate::wire::Span;
use serde_json::Value;

/// A `sha256Hash` that is not that of the `query` beside it, where the good one's is (Apollo: automatic persisted queries).
pub(super) fn broken(case: &Case<'_>) -> Option<Suspicion> {
    let hash = wrong(case.failing)?;
    if case.good.is_some_and(|good| wrong(good).is_some()) {
        return None;
    }
    let body = &case.failing.body;
    let at = memchr::memmem::find(&body.bytes, hash.as_bytes())?;
    let mut suspicion = Suspicion::error(&CARD, 6.0, "sha256Hash is not the hash of the query")
        .failing(body.to_wire_or_all(Span::of(at, at + hash.len())), "the hash that is sent")
        .explain("The body holds a GraphQL query and a hash of it, and the query's own SHA-256 is another one: the text was changed (minified, given other white space) after it was hashed.")
        .fix(remedy::mend(case, "Hash the very text that is sent.", None, Vec::new(), Safety::ShowOnly))
        .claim_all(case.at(|place| {
            matches!(place, Place::Json(path) if path.ends_with("sha256Hash") || path == "$.query")
        }));
    if let Some(span) = case.witness.and_then(|w| w.says_any(&["sha", "hash"])) {
        suspicion = suspicion.response(span, "what the server says of it");
    }
    Some(suspicion)
}

/// The hash, if it is not the query's.
fn wrong(reading: &Reading<'_>) -> Option<String> {
    if reading.body.kind() != BodyKind::Json || !reading.via.is_exact() {
        return None;
    }
    // Most bodies have none: then nothing is taken apart.
    memchr::memmem::find(&reading.body.bytes, b"sha256Hash")?;
    let body: Value = serde_json::from_slice(&reading.body.bytes).ok()?;
    let hash = body.pointer("/extensions/persistedQuery/sha256Hash")?.as_str()?;
    let query = body.get("query")?.as_str()?;
    let holds = digest::is_sha256(hash.as_bytes(), query.as_bytes())?;
    (!holds).then(|| hash.to_owned())
}
