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
use crate::doctor::suspicion::Suspicion;
use crate::semantics::Carrier;
use crate::semantics::Credential;
use crate::semantics::Scheme;
use crate::semantics::date;
use crate::semantics::key_name;
use crate::wire::Span;

static CARD: Card = Card {
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

/// Most signing schemes grant fifteen minutes.
const SKEW: i64 = 15 * 60;

impl Rule for AuthSignature {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let Some(signature) = signature_of(case.failing) else { return };
        if let Some(found) =
            stale(case).or_else(|| unit(case)).or_else(|| respelled(case, signature))
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
    let signed = |c: &&Credential| matches!(c.scheme, Scheme::Aws4 | Scheme::OAuth1 | Scheme::Hawk);
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
        .filter(|difference| is_covered(case, difference) && !report.is_claimed(difference))
        .collect();
    let Some(first) = covered.first() else { return };
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

/// Seconds where milliseconds belong, or the other way round: one has ten digits, the other thirteen.
fn unit(case: &Case<'_>) -> Option<Suspicion> {
    let (ours, theirs) = (stamp(case.failing)?, stamp(case.good?)?);
    let digits = |reading: &Reading<'_>, span: Span| span.slice(&reading.request.bytes).len();
    let (is, should) = (digits(case.failing, ours), digits(case.good?, theirs));
    if !matches!((is, should), (13, 10) | (10, 13) | (16, 10 | 13)) {
        return None;
    }
    let what = if is > should {
        "the timestamp has too many digits: a finer unit"
    } else {
        "the timestamp is in seconds, where milliseconds belong"
    };
    Some(
        Suspicion::error(&CARD, 5.5, what)
            .failing(ours, what)
            .good(theirs, "in the unit that the server takes")
            .explain("The time that is part of the signature is in another unit than in the request that works: the server reads a time thousands of years off.")
            .fix(Fix { summary: "Use the unit of the request that works (seconds have ten digits today, milliseconds thirteen).".to_owned(), client: remedy::profile(case.failing.client_name()), snippet: None, edits: Vec::new(), safety: Safety::ShowOnly })
            .claim_all(case.at(|place| place.to_string().to_ascii_lowercase().contains("timestamp"))),
    )
}

/// The digits of a timestamp in a header, a query parameter, or a parameter of `Authorization`.
fn stamp(reading: &Reading<'_>) -> Option<Span> {
    let request = reading.request;
    let named =
        |name: &[u8]| memchr::memmem::find(&name.to_ascii_lowercase(), b"timestamp").is_some();
    let number = |span: &Span| {
        let text = request.text(*span);
        !text.is_empty() && text.iter().all(u8::is_ascii_digit)
    };
    let header = request.headers.iter().filter(|h| named(request.text(h.name))).map(|h| h.value);
    let target = request.target();
    let query = reading
        .target
        .pairs
        .iter()
        .filter(|pair| named(pair.name.slice(target)))
        .filter_map(|pair| pair.value);
    let in_header = request.named("authorization").next().and_then(|header| {
        let text = request.text(header.value);
        let start = memchr::memmem::find(text, b"oauth_timestamp=\"")? + 17;
        let length = text.get(start..)?.iter().position(|b| !b.is_ascii_digit())?;
        Some(Span::of(start, start + length).shift(header.value.start))
    });
    header.chain(query.map(|span| reading.in_target(span))).chain(in_header).find(number)
}

/// A timestamp of the signature that is too far from the time of the exchange.
fn stale(case: &Case<'_>) -> Option<Suspicion> {
    let (span, time) = signed_at(case.failing)?;
    let good_is_as_old = case.good.and_then(signed_at).is_some_and(|(_, theirs)| theirs == time);
    if !case.now_is_date
        || good_is_as_old
        || (time - case.now).abs() <= SKEW
        || case.failing.presigned.is_some()
    {
        return None;
    }
    let what =
        format!("signed for {}, received at {}", date::to_text(time), date::to_text(case.now));
    Some(
        Suspicion::error(&CARD, 5.0, what.clone())
            .failing(span, what)
            .explain("The time in the signature is more than fifteen minutes from the server's own. It refuses the request as a replay, however right the signature is.")
            .fix(Fix { summary: "Set the clock of this machine (NTP), and sign each request anew.".to_owned(), client: None, snippet: None, edits: Vec::new(), safety: Safety::ShowOnly }),
    )
}

fn signed_at(reading: &Reading<'_>) -> Option<(Span, i64)> {
    ["x-amz-date", "x-ms-date", "x-goog-date", "date"].iter().find_map(|name| {
        let header = reading.header(name)?;
        Some((header.value, date::parse_any(reading.request.text(header.value))?))
    })
}

/// Without a good request: only where the refusal itself speaks of the signature.
fn alone(case: &Case<'_>, signature: Span, report: &mut Report) {
    let said = [
        "signature",
        "signaturedoesnotmatch",
        "hmac",
        "invalid nonce",
        "nonce",
        "recvwindow",
        "string to sign",
    ];
    let word = case.witness.and_then(|witness| witness.says_any(&said));
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
