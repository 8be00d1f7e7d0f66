//! `auth-credential-differs`: the same scheme, another token, user or password.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::finding::Fix;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::auth::carrier;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::Carrier;
use crate::semantics::Credential;
use crate::semantics::date;

static CARD: Card = Card {
    code: "auth-credential-differs",
    family: Family::Auth,
    title: "other credentials than in the request that works",
    why: "\
Scheme and carrier are right, but the token, user or password is another one: of another account, of
another stage, an older one, or cut short on the way.",
    example: "Authorization: Bearer <token of the test system>",
    references: &["RFC 9110 section 11.4", "RFC 6750 section 3.1"],
};

/// The rule.
pub(super) struct AuthCredentialDiffers;

impl Rule for AuthCredentialDiffers {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let Some(good) = case.good else { return alone(case, report) };
        if let Some(found) = of_another_stage(case, good) {
            report.add(found);
            return;
        }
        for own in &case.failing.credentials {
            let Some(twin) = carrier::same(good, own) else { continue };
            let (ours, theirs) = (case.failing.secret(own), good.secret(twin));
            let claimed =
                case.at(|p| carrier::is_at(&own.carrier, p)).any(|d| report.is_claimed(d));
            if own.scheme != twin.scheme || ours == theirs || own.scheme.has_params() || claimed {
                continue;
            }
            // Signatures and session cookies are other on every request.
            if is_signature(&own.carrier) || own.scheme.is_signature() && same_key(ours, theirs) {
                continue;
            }
            let alone = case.differs_only(|p| carrier::is_at(&own.carrier, p));
            let points = match own.carrier {
                Carrier::Cookie(_) => 1.5,
                Carrier::Query(_) if case.failing.presigned.is_some() => continue,
                Carrier::Body(_) => 2.5,
                _ if is_same_secret(own, twin) => 2.5,
                _ if is_renewed(own, twin) => {
                    if alone {
                        3.0
                    } else {
                        1.5
                    }
                }
                // Two of one make, and other differences beside them: one of several things, not the likeliest.
                _ if !alone && is_of_one_make(ours, theirs) => 3.0,
                _ => 4.0,
            };
            let what = describe(own, twin, ours, theirs);
            let build = if points < 2.0 { Suspicion::warning } else { Suspicion::error };
            let mut suspicion = build(&CARD, points, "the credentials are not those of the request that works")
                .failing(own.secret, "these credentials")
                .good(twin.secret, "those of the request that works")
                .explain(format!("{} holds other credentials than the request that works{what}. Everything else about them is alike.", carrier::name(&own.carrier)))
                .fix(Fix {
                    summary: "Compare where both programs take the credentials from: environment, file, account, stage.".to_owned(),
                    client: remedy::profile(case.failing.client_name()),
                    snippet: None,
                    edits: Vec::new(),
                    safety: Safety::ShowOnly,
                })
                .claim_all(case.at(|p| carrier::is_at(&own.carrier, p)));
            if theirs.starts_with(ours) || theirs.ends_with(ours) {
                suspicion = suspicion.because(1.0, "it is a part of the one that works");
            }
            report.add(suspicion);
        }
    }
}

/// A key whose own prefix names another stage than the good one's: `…_live_…` where that one has `…_test_…`. Such keys
/// are taken by whatever scheme, and lead to other data: nothing is found, or the right to it is missing.
fn of_another_stage(case: &Case<'_>, good: &Reading<'_>) -> Option<Suspicion> {
    let (own, twin) = (case.failing.main_credential()?, good.main_credential()?);
    let (ours, theirs) = (stage(case.failing, own)?, stage(good, twin)?);
    if ours == theirs || carrier::same(case.failing, twin).is_none() {
        return None;
    }
    let what =
        format!("a key that says `{ours}`, where the request that works has one of `{theirs}`");
    Some(
        Suspicion::error(&CARD, 6.0, what.clone())
            .failing(own.secret, "these credentials")
            .good(twin.secret, "those of the request that works")
            .explain(format!("{} holds {what}. Each stage has data of its own: what exists in one is not found in the other.", carrier::name(&own.carrier)))
            .fix(Fix {
                summary: "Use the key of the stage that the request is meant for.".to_owned(),
                client: remedy::profile(case.failing.client_name()),
                snippet: None,
                edits: Vec::new(),
                safety: Safety::ShowOnly,
            })
            .claim_all(case.at(|p| carrier::is_at(&own.carrier, p))),
    )
}

/// The stage that a key names in front: `sk_test_…`, `live_…`, `sandbox-…`.
fn stage(side: &Reading<'_>, credential: &Credential) -> Option<&'static str> {
    let bytes = credential
        .basic()
        .map_or_else(|| side.secret(credential).to_vec(), |basic| basic.user().to_vec());
    let front = bytes.get(..bytes.len().min(24))?.to_ascii_lowercase();
    let mut words = front.split(|byte| matches!(byte, b'_' | b'-' | b'.'));
    words.find_map(|word| match word {
        b"live" | b"prod" | b"production" => Some("live"),
        b"test" | b"testing" | b"sandbox" => Some("test"),
        _ => None,
    })
}

/// Without a good request nobody can say that a key is the wrong one; but it is the next thing to look at.
fn alone(case: &Case<'_>, report: &mut Report) {
    let Some(own) = case.failing.main_credential() else { return };
    // RFC 6749 section 5.2: a token endpoint says so of a client that it does not know, with 400 or 401.
    let client = case.status_in(&[400, 401]) && case.says("invalid_client");
    let known =
        matches!(own.carrier, Carrier::Authorization | Carrier::Header(_) | Carrier::Query(_))
            || client && matches!(own.carrier, Carrier::Body(_));
    let refused =
        client || case.status_in(&[401, 403]) || (case.status.is_none() && is_id_token(own));
    if !known
        || !refused
        || own.scheme.has_params()
        || case.failing.presigned.is_some()
        || report.has("auth-expired")
    {
        return;
    }
    if is_id_token(own) {
        report.add(
            Suspicion::error(&CARD, 4.0, "the token says of itself that it is an ID token, not an access token")
                .failing(own.secret, "an ID token")
                .explain("The claims of this token are those of an OpenID Connect ID token: it tells a client who logged in. APIs take the access token that came beside it.")
                .fix(Fix {
                    summary: "Send the access_token of the token response, not the id_token.".to_owned(),
                    client: remedy::profile(case.failing.client_name()),
                    snippet: None,
                    edits: Vec::new(),
                    safety: Safety::ShowOnly,
                }),
        );
        return;
    }
    report.add(
        Suspicion::warning(&CARD, 1.5, "well-formed credentials are refused")
            .failing(own.secret, "these credentials")
            .explain(format!("Nothing is wrong with the form of the credentials in {}. They may be another account's or another stage's, revoked, or without the right that this needs.", carrier::name(&own.carrier)))
            .fix(Fix {
                summary: "Try the same credentials by another client, against the same host.".to_owned(),
                client: None,
                snippet: None,
                edits: Vec::new(),
                safety: Safety::ShowOnly,
            }),
    );
}

/// Whether what is carried is computed anew for each request, so that another value says nothing.
fn is_signature(carrier: &Carrier) -> bool {
    let (Carrier::Header(name) | Carrier::Query(name) | Carrier::Body(name)) = carrier else {
        return false;
    };
    let name = name.to_ascii_lowercase();
    ["sign", "hmac", "nonce", "digest"].iter().any(|word| name.contains(word)) || name == "sig"
}

/// Claims that are other in every token, whoever it is for (RFC 7519 section 4.1, `OpenID` Connect Core section 2, and
/// what Keycloak and Entra ID add).
const EACH_TIME: &[&str] = &[
    "iat",
    "nbf",
    "exp",
    "jti",
    "auth_time",
    "nonce",
    "at_hash",
    "c_hash",
    "sid",
    "session_state",
    "uti",
    "aio",
    "rh",
];

/// Whether two tokens say the same of the same holder, and differ in their times only: the one was got after the other.
/// A token past its time is `auth-expired`'s.
fn is_renewed(own: &Credential, twin: &Credential) -> bool {
    let lasting = |credential: &Credential| {
        let mut claims = credential.jwt()?.claims.as_ref()?.as_object()?.clone();
        claims.retain(|name, _| !EACH_TIME.contains(&name.as_str()));
        Some(claims)
    };
    let (ours, theirs) = (lasting(own), lasting(twin));
    ours.as_ref().is_some_and(|claims| !claims.is_empty()) && ours == theirs
}

/// Whether two Basic pairs hold one long secret under other names: the secret is a key, and the name beside it often
/// anything at all.
fn is_same_secret(own: &Credential, twin: &Credential) -> bool {
    let pair = own.basic().zip(twin.basic());
    pair.is_some_and(|(a, b)| {
        let (ours, theirs) = (a.password(), b.password());
        ours == theirs
            && ours.is_some_and(|secret| secret.len() >= 20)
            && !a.user().is_empty()
            && !a.user().contains(&b'@')
    })
}

/// Whether two keys are of one length and begin with the same mark (`ghp_`, `SG.`, `sk-`), as a service gives them out.
fn is_of_one_make(ours: &[u8], theirs: &[u8]) -> bool {
    let mark = |key: &[u8]| -> Vec<u8> {
        let front = key.get(..8).unwrap_or_default();
        let end = front.iter().position(|byte| matches!(byte, b'_' | b'-' | b'.' | b':'));
        front.get(..end.unwrap_or(0)).unwrap_or_default().to_vec()
    };
    ours.len() == theirs.len() && ours.len() >= 16 && mark(ours) == mark(theirs)
}

/// Whether two signatures name the same key before their colon, as `SharedKey account:…` and `AWS id:…` do.
fn same_key(ours: &[u8], theirs: &[u8]) -> bool {
    let key = |text: &[u8]| text.split(|byte| *byte == b':').next().map(<[u8]>::to_vec);
    key(ours) == key(theirs)
}

/// Whether a token says of itself that it is an ID token: made for the client that asked, not for an API
/// (`OpenID` Connect Core section 2; Keycloak's `typ`).
fn is_id_token(own: &Credential) -> bool {
    own.jwt().is_some_and(|jwt| {
        let typ = jwt.claim("typ").and_then(serde_json::Value::as_str);
        typ == Some("ID") || jwt.claim("at_hash").is_some() || jwt.claim("c_hash").is_some()
    })
}

/// What can be said of the two without showing them.
fn describe(own: &Credential, twin: &Credential, ours: &[u8], theirs: &[u8]) -> String {
    if let (Some(a), Some(b)) = (own.basic(), twin.basic()) {
        let user = a.user() == b.user();
        return if user {
            ": the same user, another password".to_owned()
        } else {
            ": another user".to_owned()
        };
    }
    if let (Some(a), Some(b)) = (own.jwt(), twin.jwt()) {
        for (name, x, y) in [("issuer", a.iss(), b.iss()), ("subject", a.sub(), b.sub())] {
            if x != y {
                return format!(": a token of another {name}");
            }
        }
        if a.aud() != b.aud() {
            return ": a token for another audience".to_owned();
        }
        if let (Some(x), Some(y)) = (a.iat().or(a.exp()), b.iat().or(b.exp())) {
            return format!(
                ": a token of {}, where that one is of {}",
                date::to_text(x),
                date::to_text(y)
            );
        }
    }
    if theirs.starts_with(ours) && !ours.is_empty() {
        return ": only the beginning of that key".to_owned();
    }
    format!(": {} bytes, where that one has {}", ours.len(), theirs.len())
}
