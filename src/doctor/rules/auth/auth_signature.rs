//! `auth-signature`: a signature that was computed over other data than were sent.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Noise;
use crate::doctor::difference::Place;
use crate::doctor::finding::Fix;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::auth::body_digest;
use crate::doctor::rules::auth::signature_time;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::Carrier;
use crate::semantics::Credential;
use crate::semantics::Scheme;
use crate::semantics::key_name;
use crate::wire::Span;

pub(super) static CARD: Card = Card {
    code: "auth-signature",
    family: Family::Auth,
    title: "the signature does not belong to what was sent",
    why: "\
A signature covers the method, the path, the query, some headers, often the body and the time. The
server computes it again over what it received; one changed byte, or a clock that is off, and they differ.",
    example: "X-Amz-Date: 20260101T000000Z   in a request of 00:20 (fifteen minutes are granted)",
    references: &["AWS Signature Version 4", "RFC 5849 section 3.4", "RFC 9421 section 3.2"],
};

/// The rule.
pub(super) struct AuthSignature;

impl Rule for AuthSignature {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        if let Some(found) = body_digest::broken(case) {
            report.add(found);
            return;
        }
        let Some(signature) = signature_of(case.failing) else { return };
        if let Some(found) = signature_time::stale(case)
            .or_else(|| signature_time::unit(case))
            .or_else(|| unencoded(case))
            .or_else(|| respelled(case, signature))
        {
            report.add(found);
            return;
        }
        match case.good {
            Some(good) if signature_of(good).is_some() => changed(case, good, signature, report),
            Some(_) => {}
            None => alone(case, signature, report),
        }
    }
}

/// Where a request bears a signature: in the query, in `Authorization`, or in a header that says so.
fn signature_of(reading: &Reading<'_>) -> Option<Span> {
    if let Some(presigned) = &reading.presigned {
        return Some(presigned.signature);
    }
    let signed = |c: &&Credential| c.scheme.is_signature();
    if let Some(credential) = reading.credentials.iter().find(signed) {
        return Some(credential.secret);
    }
    reading
        .request
        .headers
        .iter()
        .find(|header| is_signature_name(reading.request.text(header.name)))
        .map(|header| header.value)
}

fn is_signature_name(name: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    ["signature", "-sign", "hmac", "digest-sha"]
        .iter()
        .any(|word| memchr::memmem::find(&lower, word.as_bytes()).is_some())
}

/// What a signature covers, that differs.
fn changed(case: &Case<'_>, good: &Reading<'_>, signature: Span, report: &mut Report) {
    let same = signature_of(good).is_some_and(|theirs| {
        theirs.slice(&good.request.bytes) == signature.slice(&case.failing.request.bytes)
    });
    let covered: Vec<&Difference> = case
        .differences
        .iter()
        .filter(|difference| is_covered(case, difference) && (same || !is_moment(difference)))
        .collect();
    if covered.is_empty() && !same {
        report.add(unlike(case, good, signature));
    }
    let Some(first) = covered.iter().find(|difference| !report.is_claimed(difference)) else {
        return;
    };
    if !same && !case.status_in(&[401, 403]) && !case.says("signature") {
        return;
    }
    // With one signature for both, whatever differs is what broke it; the rule for that place tells it better.
    let points = if same { 3.5 } else { 2.5 };
    let span = first.failing.as_ref().map_or(case.failing.request.header_gap(), |side| side.span);
    let mut suspicion = Suspicion::error(&CARD, points, "what the signature covers differs from the request that works")
        .failing(span, format!("{} is part of what is signed", visible(&first.place)))
        .failing(signature, "the signature")
        .explain(format!(
            "The request is signed, and {} differs from the request that works. The server signs what it received again, \
             gets another signature, and refuses this one.",
            visible(&first.place)
        ))
        .fix(fix(case));
    if let Some(theirs) = &first.good {
        suspicion = suspicion.good(theirs.span, "as it was signed");
    }
    report.add(suspicion);
}

/// Whether it is the time of signing, which is another one with each signature.
fn is_moment(difference: &Difference) -> bool {
    difference.place.header().is_some_and(|name| name.ends_with("-date"))
}

/// All that a signature covers is as in the request that works, and the signature is not: it was computed otherwise.
fn unlike(case: &Case<'_>, good: &Reading<'_>, signature: Span) -> Suspicion {
    let said = case.witness.and_then(|witness| witness.says_any(SAID));
    let what = "what is signed is alike, and the signature is another one";
    // Two requests that both work differ so as well: without a refusal of the caller it is a thing to look at.
    let mut suspicion = match said {
        Some(span) => {
            Suspicion::error(&CARD, 4.0, what).response(span, "what the server says of it")
        }
        None if case.status_in(&[401, 403]) => Suspicion::error(&CARD, 2.5, what),
        None => Suspicion::warning(&CARD, 2.0, what),
    };
    if let Some(theirs) = signature_of(good) {
        suspicion = suspicion.good(theirs, "the signature of the request that works");
    }
    suspicion
        .failing(signature, "the signature")
        .explain("Method, target, signed headers and body are those of the request that works; only the signature and its time are new. Then the signature was computed over another text (a path without its query, a body before it was encoded, parts in another order), with another secret, or at a time that the server does not take.")
        .fix(fix(case))
        .claim_all(case.at(|place| place.header().is_some_and(|name| is_signature_name(name.as_bytes()))))
}

/// An `OAuth` parameter whose value was not percent-encoded (RFC 5849 section 3.5.1): `+`, `/` and `=` of base64.
fn unencoded(case: &Case<'_>) -> Option<Suspicion> {
    let raw = |reading: &Reading<'_>| {
        let own = reading.credentials.iter().find(|c| c.scheme == Scheme::OAuth1)?;
        let text = reading.secret(own);
        let odd = text.iter().any(|byte| matches!(byte, b'+' | b'/' | b'='));
        odd.then_some(own.secret)
    };
    let span = raw(case.failing)?;
    if case.good.and_then(raw).is_some() {
        return None;
    }
    let what = "the signature is not percent-encoded";
    let encoded =
        crate::semantics::percent::encode_component(span.slice(&case.failing.request.bytes));
    Some(
        Suspicion::error(&CARD, 5.0, what)
            .failing(span, what)
            .explain("The values of OAuth parameters are percent-encoded in the header. Here the base64 of the signature stands as it is; the server decodes it, takes `+` for a space or stumbles over `/` and `=`, and compares another signature.")
            .fix(Fix {
                summary: "Percent-encode the signature before it goes into the header.".to_owned(),
                client: remedy::profile(case.failing.client_name()),
                snippet: None,
                edits: vec![crate::wire::Edit::replace(span, encoded)],
                safety: Safety::Guess,
            }),
    )
}

/// Whether a usual signature covers that place.
fn is_covered(case: &Case<'_>, difference: &Difference) -> bool {
    let real = difference.noise == Noise::None
        || (difference.noise == Noise::Spelling
            && matches!(difference.place, Place::Path(_) | Place::Query { .. }));
    real && match &difference.place {
        Place::Method | Place::Path(_) | Place::QueryString => true,
        Place::Query { name, .. } => !key_name::is_key_query(name.as_bytes()),
        Place::Header { name, .. } => {
            name == "content-type"
                || name == "content-md5"
                || name.starts_with("x-amz-")
                || name.starts_with("x-goog-")
                || name.starts_with("x-ms-")
        }
        Place::BodyKind | Place::Body | Place::Json(_) | Place::Field { .. } => {
            case.failing.presigned.is_none()
        }
        _ => false,
    }
}

/// One signature over two spellings of a body: it is right for the bytes of one of them only.
fn respelled(case: &Case<'_>, signature: Span) -> Option<Suspicion> {
    let good = case.good.filter(|_| case.failing.presigned.is_none())?;
    let theirs = signature_of(good)?.slice(&good.request.bytes);
    let (ours, other) = (&case.failing.content.bytes, &good.content.bytes);
    let same = theirs == signature.slice(&case.failing.request.bytes);
    let alike = case.at(|place| place.part() == "body").next().is_none();
    if !same || !alike || ours == other || ours.is_empty() {
        return None;
    }
    Some(
        Suspicion::error(&CARD, 5.0, "the same signature, over a body that is spelled otherwise")
            .failing(case.failing.request.body, "the bytes sent")
            .failing(signature, "the signature")
            .good(good.request.body, "the bytes that were signed")
            .explain("Both bodies say the same, and the signature is the same, but the bytes are not: spaces, order or escapes differ. The signature was computed over another serialization than the one that is sent.")
            .fix(fix(case)),
    )
}

/// How servers speak of a signature.
const SAID: &[&str] = &[
    "signature",
    "signaturedoesnotmatch",
    "hmac",
    "invalid nonce",
    "nonce",
    "recvwindow",
    "string to sign",
];

/// Without a good request: only where the refusal itself speaks of the signature.
fn alone(case: &Case<'_>, signature: Span, report: &mut Report) {
    let word = case.witness.and_then(|witness| witness.says_any(SAID));
    let signed_url = case.failing.presigned.is_some() && case.status_in(&[403]);
    if word.is_none() && !signed_url {
        return;
    }
    let (points, because) = match word {
        Some(_) => (3.5, "the server speaks of the signature"),
        None => (3.0, "a store answers 403 to a signed URL that it does not find signed so"),
    };
    let mut suspicion = Suspicion::error(&CARD, points, because)
        .failing(signature, "the signature")
        .explain("The server computed another signature over what it received: the method, path, query, headers or body sent are not those that were signed, or the secret or the time is another.")
        .fix(fix(case));
    if let Some(span) = word {
        suspicion = suspicion.response(span, "what the server says of it");
    }
    report.add(suspicion);
}

fn fix(case: &Case<'_>) -> Fix {
    let presigned = case.failing.credentials.iter().any(|c| matches!(c.carrier, Carrier::Query(_)))
        || case.failing.presigned.is_some();
    let summary = if presigned {
        "Send exactly what was signed: the same method, URL bytes and headers, and nothing more."
    } else {
        "Sign the very bytes that are sent: method, path, query and body as they leave, not as they were before encoding."
    };
    Fix {
        summary: summary.to_owned(),
        client: remedy::profile(case.failing.client_name()),
        snippet: None,
        edits: Vec::new(),
        safety: Safety::ShowOnly,
    }
}

fn visible(place: &Place) -> String {
    crate::wire::escape::visible(place.to_string().as_bytes())
}
