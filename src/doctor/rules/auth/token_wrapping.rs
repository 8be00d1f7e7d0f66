//! A token with more around it than the server wants, or with less: `token="…"`, the JSON it came in, base64.

use crate::doctor::case::Case;
use crate::doctor::finding::Fix;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rules::auth::auth_malformed::CARD;
use crate::doctor::rules::auth::carrier;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::Credential;
use crate::semantics::Scheme;
use crate::semantics::base64;
use crate::wire::Edit;
use crate::wire::Span;

/// The same secret as in the request that works, with something around it that has no name: `Token token="…"` where a
/// server takes all that follows the scheme, or the JSON that the token came in.
pub(super) fn wrapped(
    case: &Case<'_>,
    own: &Credential,
    (good, twin): (&Reading<'_>, &Credential),
) -> Option<Suspicion> {
    let (ours, theirs) = (case.failing, good);
    let text = |side: &Reading<'_>, credential: &Credential| {
        let start = credential.scheme_span.end.max(credential.span.start);
        Span::new(start, credential.span.end).slice(&side.request.bytes).trim_ascii().to_vec()
    };
    let (is, should) = (text(ours, own), text(theirs, twin));
    let inside = should.len() >= 8
        && is.len() > should.len()
        && memchr::memmem::find(&is, &should).is_some();
    if let Some(found) = bare(case, own, (good, twin), (&is, &should)) {
        return Some(found);
    }
    // A longer secret that only begins alike is another secret.
    let marked = is
        .iter()
        .any(|b| matches!(b, b'"' | b'\'' | b'=' | b'{' | b':' | b',' | b' ' | b'<' | b'['));
    if own.scheme != twin.scheme || !inside || !marked || own.scheme == Scheme::Basic {
        return None;
    }
    let what = "more than the token stands there";
    Some(
        Suspicion::error(&CARD, 5.5, "the token of the request that works, with more text around it")
            .failing(own.span, what)
            .good(twin.span, "as it should look")
            .explain(format!("In {}, {what}: the token of the request that works is inside it. The server takes all of it for the token.", carrier::name(&own.carrier)))
            .fix(Fix {
                summary: "Send the bare token, as the request that works does.".to_owned(),
                client: remedy::profile(ours.client_name()),
                snippet: None,
                edits: vec![Edit::replace(own.span, twin.span.slice(&theirs.request.bytes).to_vec())],
                safety: Safety::Safe,
            })
            .claim_all(case.at(|p| carrier::is_at(&own.carrier, p))),
    )
}

/// The bare secret, where the request that works writes it as a parameter: `Token abc` for `Token token=abc`.
fn bare(
    case: &Case<'_>,
    own: &Credential,
    (good, twin): (&Reading<'_>, &Credential),
    (is, should): (&[u8], &[u8]),
) -> Option<Suspicion> {
    let at = memchr::memmem::find(should, is).filter(|_| is.len() >= 8)?;
    let before = should.get(..at)?;
    let named = before.iter().any(u8::is_ascii_alphabetic)
        && matches!(before.last(), Some(b'=' | b'"' | b'\''));
    if own.scheme != twin.scheme || !named || own.scheme == Scheme::Basic {
        return None;
    }
    let what = "the token stands there without its parameter's name";
    Some(
        Suspicion::error(&CARD, 5.5, "the token of the request that works, but not as its parameter")
            .failing(own.span, what)
            .good(twin.span, "as it should look")
            .explain(format!("In {}, {what}: this scheme takes `name=value` behind it, as the request that works has it.", carrier::name(&own.carrier)))
            .fix(Fix {
                summary: "Write the token as the parameter that the request that works has.".to_owned(),
                client: remedy::profile(case.failing.client_name()),
                snippet: None,
                edits: vec![Edit::replace(own.span, twin.span.slice(&good.request.bytes).to_vec())],
                safety: Safety::Safe,
            })
            .claim_all(case.at(|p| carrier::is_at(&own.carrier, p))),
    )
}

/// A token inside something that is no token: the JSON of a token response, or base64 around a JSON Web Token.
pub(super) fn enclosed(case: &Case<'_>, own: &Credential) -> Option<Suspicion> {
    let value = own.span.slice(&case.failing.request.bytes);
    let secret = case.failing.secret(own);
    let (what, fix) = if memchr::memmem::find(value, b"{\"").is_some()
        && own.scheme == Scheme::Bearer
    {
        (
            "JSON stands where the token belongs",
            "Take the access_token out of the token response before it is sent.",
        )
    } else if base64::decode(secret).is_ok_and(|inner| {
        inner.starts_with(b"eyJ") && crate::semantics::Jwt::read(inner.trim_ascii()).is_some()
    }) {
        (
            "the token is still in base64",
            "Decode the token once: secrets of Kubernetes and of other stores are given out in base64.",
        )
    } else {
        return None;
    };
    Some(
        Suspicion::error(&CARD, 5.0, what)
            .failing(own.span, what)
            .explain(format!(
                "In {}, {what}. The server takes all of it for the token, and finds no such token.",
                carrier::name(&own.carrier)
            ))
            .fix(Fix {
                summary: fix.to_owned(),
                client: remedy::profile(case.failing.client_name()),
                snippet: None,
                edits: Vec::new(),
                safety: Safety::ShowOnly,
            }),
    )
}
