//! `auth-missing`: credentials that the endpoint needs are absent.

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
use crate::semantics::cookies;
use crate::semantics::key_name;
use crate::wire::Edit;

static CARD: Card = Card {
    code: "auth-missing",
    family: Family::Auth,
    title: "the credentials are not in the request",
    why: "\
A server that finds no credentials answers 401 (or 403), and often words it as if a key had come
and were wrong. The key may be fine: it just never left the program.",
    example: "requests.post(url, body, headers)   # the third positional argument is json=, not headers=",
    references: &["RFC 9110 section 11.6.2", "RFC 9110 section 15.5.2"],
};

/// The rule.
pub(super) struct AuthMissing;

impl Rule for AuthMissing {
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
    let has_other = failing.explicit_credentials().next().is_some();
    // Credentials that came through a redirect's hop or another carrier belong to other rules.
    for credential in good.explicit_credentials() {
        if matches!(credential.carrier, Carrier::Body(_))
            || carrier::same(failing, credential).is_some()
        {
            continue;
        }
        let moved =
            failing.explicit_credentials().any(|c| failing.secret(c) == good.secret(credential));
        if moved || (has_other && carrier::stands_in(failing, good, credential)) {
            continue;
        }
        let name = carrier::name(&credential.carrier);
        // A page's session is a way in of its own.
        let session = cookies(failing.request)
            .iter()
            .any(|cookie| key_name::is_session_cookie(cookie.name.slice(&failing.request.bytes)));
        let points = if has_other || session { 4.0 } else { 6.0 };
        let mut suspicion = Suspicion::error(
            &CARD,
            points,
            format!("the good request carries credentials in {name}, this one does not"),
        )
        .failing(failing.request.header_gap(), format!("no {name} here"))
        .good(credential.span, format!("{name} of the request that works"))
        .explain(explanation(case, &name))
        .fix(fix(failing, Some((good, credential)), &name))
        .claim_all(case.at(|place| carrier::is_at(&credential.carrier, place)));
        if remedy::headers_never_left(case) {
            suspicion =
                suspicion.because(0.5, "none of the user's own headers is in the failing request");
        }
        report.add(suspicion);
        return;
    }
}

/// Without a good request: only a refusal that asks for credentials, or an expectation, makes their absence a cause.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let expected = case.expect.and_then(|expect| expect.auth.as_ref());
    if failing.credentials.iter().any(|c| !matches!(c.carrier, Carrier::ProxyAuthorization))
        || failing.presigned.is_some()
        || failing.is_preflight()
    {
        return;
    }
    let challenge = case.witness.and_then(|witness| witness.header("www-authenticate"));
    let (points, because) = match (expected, case.status) {
        (Some(_), _) => (5.5, "the endpoint is known to need credentials".to_owned()),
        (None, Some(401)) => {
            (4.0, "the server wants credentials, and there are none in this request".to_owned())
        }
        (None, Some(403)) => {
            (2.0, "there are no credentials of any kind in this request".to_owned())
        }
        _ if challenge.is_some() => (3.5, "the response asks for credentials".to_owned()),
        _ => return,
    };
    let name = expected.map_or_else(|| "credentials".to_owned(), expected_name);
    let mut suspicion = Suspicion::error(&CARD, points, because)
        .failing(failing.request.header_gap(), format!("no {name} here"))
        .explain(explanation(case, &name))
        .fix(fix(failing, None, &name));
    if let Some((span, _)) = challenge {
        suspicion = suspicion.response(span, "what the server asks for");
    }
    report.add(suspicion);
}

fn expected_name(expected: &AuthExpect) -> String {
    match expected {
        AuthExpect::Header(name) => format!("the header {name}"),
        AuthExpect::Scheme(scheme) => format!("Authorization: {scheme} …"),
        AuthExpect::Query(name) => format!("the query parameter {name}"),
    }
}

fn explanation(case: &Case<'_>, name: &str) -> String {
    let mut text = format!(
        "The request carries no {name}. The server cannot know who asks, whatever its error says of a wrong or invalid token."
    );
    let client = case.failing.client_name();
    if client == "python-requests" && remedy::headers_never_left(case) {
        text.push_str(
            " None of your own headers is in the request: they never left the program. In `requests.post(url, data, \
             json)` the third positional argument is `json`, not `headers`; when `data` is given too, `json` is ignored \
             in silence, and a dict given as `data` goes out as a form. In `requests.get(url, params)` the second one \
             becomes the query.",
        );
    } else if remedy::headers_never_left(case) {
        text.push_str(" None of your own headers is in the request: they never left the program.");
    }
    if matches!(
        client,
        "python-urllib"
            | "java-httpclient"
            | "java-httpurlconnection"
            | "apache-httpclient"
            | "wget"
            | "perl-lwp"
    ) {
        text.push_str(
            " This client keeps user and password back until a 401 with a WWW-Authenticate challenge asks for them; a \
             server that sends none never sees them.",
        );
    }
    text
}

fn fix(failing: &Reading<'_>, from: Option<(&Reading<'_>, &Credential)>, name: &str) -> Fix {
    let client = failing.client_name();
    let edits = match from {
        Some((good, credential)) => carrier::line_of(good, credential)
            .map(|line| vec![Edit::replace(failing.request.header_gap(), line)])
            .unwrap_or_default(),
        None => Vec::new(),
    };
    let safety = if edits.is_empty() { Safety::ShowOnly } else { Safety::Guess };
    let header = match from.map(|(_, credential)| &credential.carrier) {
        Some(Carrier::Header(name)) => Some(name.as_str()),
        Some(Carrier::Authorization) => Some("Authorization"),
        _ => None,
    };
    let summary = match client {
        "python-requests" => {
            format!("Send {name}: pass the headers by name (`headers=…`) and the body as `json=…`.")
        }
        _ => format!("Send {name} with the request."),
    };
    Fix {
        summary,
        client: remedy::profile(client),
        snippet: header.and_then(|header| remedy::set_header(client, header, "…")),
        edits,
        safety,
    }
}
