//! `auth-scheme-mismatch`: another scheme, or another carrier, than the endpoint takes.

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
use crate::model::AuthExpect;
use crate::semantics::Carrier;
use crate::semantics::Credential;
use crate::semantics::Scheme;
use crate::semantics::base64;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "auth-scheme-mismatch",
    family: Family::Auth,
    title: "the credentials come by another scheme or carrier",
    why: "\
A key can be valid and still be refused, because it comes as Bearer where the server takes Basic,
in a header where it reads the query, or under Authorization where it has a header of its own.",
    example: "Authorization: Bearer <api key>   where the API takes X-API-Key: <api key>",
    references: &["RFC 9110 section 11.1", "RFC 6750 section 2", "RFC 7617 section 2"],
};

/// The rule.
pub(super) struct AuthSchemeMismatch;

impl Rule for AuthSchemeMismatch {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        match case.good {
            Some(good) => beside_a_good_one(case, good, report),
            None => alone(case, report),
        }
    }
}

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    let failing = case.failing;
    for wanted in good.explicit_credentials() {
        // Where the right one is there as well, the other one is too many: `auth-duplicate`.
        let there = failing.credentials.iter().any(|own| {
            carrier::is_same(&own.carrier, &wanted.carrier)
                && own.scheme == wanted.scheme
                && failing.secret(own) == good.secret(wanted)
        });
        if there {
            continue;
        }
        let found = match carrier::same(failing, wanted) {
            // A bare token where a scheme belongs is malformed, not mistaken.
            Some(own) if own.scheme != wanted.scheme && own.scheme != Scheme::None => {
                Some((own, 5.5))
            }
            Some(own) if own.scheme == Scheme::None && wanted.scheme != Scheme::None => None,
            Some(_) => None,
            None => elsewhere(failing, good, wanted),
        };
        let Some((own, points)) = found else { continue };
        if same_name_rule(failing, good, own, wanted) {
            continue;
        }
        report.add(mismatch(case, (good, wanted), own, points));
        return;
    }
}

/// A credential of the failing request that stands for `wanted` in another carrier.
fn elsewhere<'a>(
    failing: &'a Reading<'_>,
    good: &Reading<'_>,
    wanted: &Credential,
) -> Option<(&'a Credential, f32)> {
    let unmatched = |own: &&Credential| carrier::same(good, own).is_none();
    let same_secret = failing
        .explicit_credentials()
        .filter(unmatched)
        .find(|own| failing.secret(own) == good.secret(wanted));
    let any = || {
        failing
            .explicit_credentials()
            .filter(unmatched)
            .find(|own| !matches!(own.carrier, Carrier::Body(_)))
    };
    same_secret.map(|own| (own, 6.0)).or_else(|| any().map(|own| (own, 4.5)))
}

/// The same scheme and secret in two headers is `auth-header-name`'s.
fn same_name_rule(
    failing: &Reading<'_>,
    good: &Reading<'_>,
    own: &Credential,
    wanted: &Credential,
) -> bool {
    let header = |c: &Credential| matches!(c.carrier, Carrier::Authorization | Carrier::Header(_));
    header(own)
        && header(wanted)
        && !carrier::is_same(&own.carrier, &wanted.carrier)
        && own.scheme == wanted.scheme
        && failing.secret(own) == good.secret(wanted)
}

fn mismatch(
    case: &Case<'_>,
    (good, wanted): (&Reading<'_>, &Credential),
    own: &Credential,
    points: f32,
) -> Suspicion {
    let failing = case.failing;
    let (is, should) = (describe(own), describe(wanted));
    let same = failing.secret(own) == good.secret(wanted);
    let because = if same {
        "the same key works by another carrier or scheme"
    } else {
        "the request that works uses another scheme or carrier"
    };
    let mut explanation = format!(
        "This request sends its credentials as {is}; the request that works sends them as {should}."
    );
    if same {
        explanation.push_str(" The key itself is the same, so it is not the key that is refused.");
    } else if own.scheme == Scheme::Basic && failing.client_name() == "python-requests" {
        explanation.push_str(" python-requests (and Ansible's url modules) look the host up in ~/.netrc and put Basic in place of a typed Authorization header; `trust_env=False`, or an explicit `auth=`, stops that.");
    }
    let edits = edits(failing, good, own, wanted);
    let safety = if edits.is_empty() { Safety::ShowOnly } else { Safety::Guess };
    let name = match &wanted.carrier {
        Carrier::Header(name) => Some(name.as_str()),
        Carrier::Authorization => Some("Authorization"),
        _ => None,
    };
    let value = if wanted.scheme == Scheme::None {
        "…".to_owned()
    } else {
        format!("{} …", wanted.scheme.name())
    };
    Suspicion::error(&CARD, points, because)
        .failing(whole_line(failing, own), format!("credentials as {is}"))
        .good(whole_line(good, wanted), format!("credentials as {should}"))
        .explain(explanation)
        .fix(Fix {
            summary: format!("Send the credentials as {should}."),
            client: remedy::profile(failing.client_name()),
            snippet: name.and_then(|name| remedy::set_header(failing.client_name(), name, &value)),
            edits,
            safety,
        })
        .claim_all(
            case.at(|p| carrier::is_at(&own.carrier, p) || carrier::is_at(&wanted.carrier, p)),
        )
}

fn edits(
    failing: &Reading<'_>,
    good: &Reading<'_>,
    own: &Credential,
    wanted: &Credential,
) -> Vec<Edit> {
    let line = good.request.headers.iter().find(|h| h.span.encloses(wanted.span));
    let old = failing.request.headers.iter().find(|h| h.span.encloses(own.span));
    match (line, old) {
        (Some(line), Some(old)) => {
            vec![Edit::replace(old.span, good.request.text(line.span).to_vec())]
        }
        _ => Vec::new(),
    }
}

/// Without a good request: against the expectation, or against the challenge of the refusal.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let Some(own) = failing.main_credential() else { return };
    if let Some(expected) = case.expect.and_then(|expect| expect.auth.as_ref()) {
        if let Some(should) = unmet(failing, own, expected) {
            report.add(told(
                case,
                own,
                &should,
                5.5,
                "the endpoint is known to take another carrier",
            ));
        }
        return;
    }
    let offered = offered(case);
    if matches!(own.carrier, Carrier::Body(_)) && case.status == Some(401) && !offered.is_empty() {
        // RFC 6749 section 5.2: a challenge says which way of client authentication the server takes.
        let should = format!("Authorization: {}", offered.join(" or "));
        let because = "the challenge asks for a header, and the credentials are in the body";
        report.add(told(case, own, &should, 4.0, because));
        return;
    }
    let scheme = own.scheme.name().to_ascii_lowercase();
    let named = case.status == Some(400) && case.says("authorization") && case.says(&scheme);
    if !matches!(own.carrier, Carrier::Authorization)
        || !(named || case.status_in(&[401, 403]))
        || own.scheme == Scheme::None
    {
        return;
    }
    if let Some(suspicion) = pair_as_bearer(case, own, &offered) {
        report.add(suspicion);
        return;
    }
    if offered.iter().any(|scheme| scheme.eq_ignore_ascii_case(own.scheme.name())) {
        return;
    }
    let span =
        case.witness.and_then(|witness| witness.header("www-authenticate")).map(|(span, _)| span);
    match span {
        Some(span) => {
            let should = format!("Authorization: {}", offered.join(" or "));
            let because = "the server's challenge names another scheme";
            report.add(
                told(case, own, &should, 4.0, because).response(span, "what the server asks for"),
            );
        }
        None => report.add(perhaps(case, own)),
    }
}

/// A Bearer value that decodes to `name:secret`: what Basic (RFC 7617) and the `ApiKey` scheme carry, not a token.
fn pair_as_bearer(case: &Case<'_>, own: &Credential, offered: &[String]) -> Option<Suspicion> {
    let inner = base64::decode(case.failing.secret(own)).ok()?;
    let text =
        std::str::from_utf8(&inner).ok().filter(|text| text.chars().all(|c| !c.is_control()))?;
    let (name, secret) = text.split_once(':')?;
    let pair = name.len() >= 3 && secret.len() >= 6 && name.bytes().all(|b| b.is_ascii_graphic());
    if own.scheme != Scheme::Bearer || !pair {
        return None;
    }
    let others: Vec<&str> =
        offered.iter().map(String::as_str).filter(|s| !s.eq_ignore_ascii_case("bearer")).collect();
    let should =
        if others.is_empty() { "Basic (or ApiKey)".to_owned() } else { others.join(" or ") };
    Some(told(
        case,
        own,
        &format!("Authorization: {should}"),
        4.5,
        "the Bearer value decodes to a name, a colon and a secret",
    ))
}

/// The schemes of the refusal's challenges.
fn offered(case: &Case<'_>) -> Vec<String> {
    let Some(witness) = case.witness else { return Vec::new() };
    let name = |(value, challenge): &(Span, crate::semantics::Challenge)| {
        crate::wire::escape::visible(challenge.scheme.slice(witness.response.text(*value)))
    };
    witness.challenges.iter().map(name).collect()
}

/// Credentials that look right, refused without a word on the scheme: worth a look, no more.
fn perhaps(case: &Case<'_>, own: &Credential) -> Suspicion {
    let netrc = own.scheme == Scheme::Basic && case.failing.client_name().starts_with("python");
    let hint = if netrc {
        "If your code sets another Authorization header, this one came from ~/.netrc."
    } else {
        "APIs with keys of their own often take them in a header of their own (X-API-Key) or by another scheme."
    };
    let points = if own.jwt().is_some() { 1.0 } else { 2.0 };
    let is = describe(own);
    Suspicion::warning(&CARD, points, "well-formed credentials are refused; the scheme may not be the one that the API takes")
        .failing(whole_line(case.failing, own), format!("credentials as {is}"))
        .explain(format!("The credentials are well formed, as {is}, and refused. {hint} Compare with the API's documentation."))
        .fix(Fix {
            summary: "Compare scheme and header name with the documentation, or with a request that works.".to_owned(),
            client: remedy::profile(case.failing.client_name()),
            snippet: netrc.then(|| "session.trust_env = False   # no ~/.netrc".to_owned()),
            edits: Vec::new(),
            safety: Safety::ShowOnly,
        })
}

fn unmet(failing: &Reading<'_>, own: &Credential, expected: &AuthExpect) -> Option<String> {
    match expected {
        AuthExpect::Header(name) => {
            let header_rule = matches!(own.carrier, Carrier::Header(_));
            (failing.header(name).is_none() && !header_rule)
                .then(|| format!("the bare key in {name}"))
        }
        AuthExpect::Scheme(scheme) => {
            let right = matches!(own.carrier, Carrier::Authorization)
                && own.scheme.name().eq_ignore_ascii_case(scheme);
            (!right && own.scheme != Scheme::None).then(|| format!("Authorization: {scheme}"))
        }
        AuthExpect::Query(name) => {
            let right = failing.target.pair(failing.request.target(), name.as_bytes()).is_some();
            (!right).then(|| format!("the query parameter {name}"))
        }
    }
}

fn told(case: &Case<'_>, own: &Credential, should: &str, points: f32, because: &str) -> Suspicion {
    let is = describe(own);
    Suspicion::error(&CARD, points, because)
        .failing(whole_line(case.failing, own), format!("credentials as {is}"))
        .explain(format!("This request sends its credentials as {is}; the server takes {should}."))
        .fix(Fix {
            summary: format!("Send the credentials as {should}."),
            client: remedy::profile(case.failing.client_name()),
            snippet: None,
            edits: Vec::new(),
            safety: Safety::ShowOnly,
        })
}

fn describe(credential: &Credential) -> String {
    let name = carrier::name(&credential.carrier);
    match credential.scheme {
        Scheme::None => format!("a bare key in {name}"),
        _ => format!("{} in {name}", carrier::scheme_name(&credential.scheme)),
    }
}

/// The header's name up to where the secret starts; for other carriers the credential.
fn whole_line(reading: &Reading<'_>, credential: &Credential) -> Span {
    let header = reading.request.headers.iter().find(|h| h.span.encloses(credential.span));
    header.map_or(credential.span, |h| h.name.cover(credential.scheme_span))
}
