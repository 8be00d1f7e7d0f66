//! A digest of the body in the head, computed again: bytes that changed after they were signed.

use crate::doctor::case::Case;
use crate::doctor::finding::Fix;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rules::auth::auth_signature::CARD;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::digest;

/// A digest of the body in a header (AWS Signature Version 4, RFC 3230, RFC 9530, RFC 1864) that is not that of the body sent.
pub(super) fn broken(case: &Case<'_>) -> Option<Suspicion> {
    let claim = wrong(case.failing)?;
    if case.good.is_some_and(|good| wrong(good).is_some()) {
        return None;
    }
    let request = case.failing.request;
    let name = quote(request.text(claim.name));
    let mut suspicion =
        Suspicion::error(&CARD, 6.0, format!("{name} is not the digest of the body"))
            .failing(claim.value, "the digest that was signed")
            .failing(request.body, "the bytes that are sent")
            .explain(format!("{name} holds a digest of the body, and the body sent has another one. The bytes changed after the digest was taken: line ends, a charset, another serialization."))
            .fix(Fix {
                summary: "Take the digest of the very bytes that are sent, and sign after that.".to_owned(),
                client: remedy::profile(case.failing.client_name()),
                snippet: None,
                edits: Vec::new(),
                safety: Safety::ShowOnly,
            });
    let named = case.witness.and_then(|witness| {
        let own = witness.names(request.text(claim.name));
        own.or_else(|| witness.says_any(&["digest", "baddigest", "md5", "sha256", "checksum"]))
    });
    if let Some(span) = named {
        suspicion = suspicion
            .because(1.0, "the server speaks of it")
            .response(span, "what the server says of it");
    }
    Some(suspicion)
}

/// The first digest that is not that of the content. Bytes rebuilt from a description need not be those of the wire.
fn wrong(reading: &Reading<'_>) -> Option<digest::Claim> {
    if !reading.via.is_exact() {
        return None;
    }
    let claims = digest::claims(reading.request, &reading.content.bytes);
    claims.into_iter().find(|claim| !claim.holds)
}
