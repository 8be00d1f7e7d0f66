//! `body-unexpected`: a body where none belongs.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::framing::late_headers;
use crate::doctor::suspicion::Suspicion;

static CARD: Card = Card {
    code: "body-unexpected",
    family: Family::Framing,
    title: "a body where none belongs",
    why: "\
A body on GET or HEAD has no meaning, and some servers and content networks refuse the request for it.
Clients send one unasked: an empty object given as data becomes `{}`.",
    example: "GET /items   with the body {}",
    references: &["RFC 9110 section 9.3.1", "RFC 9110 section 9.3.5", "Amazon CloudFront: GET requests that include a body"],
};

/// The rule.
pub(super) struct BodyUnexpected;

impl Rule for BodyUnexpected {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        if !failing.has_body() || case.good.is_some_and(Reading::has_body) {
            return;
        }
        if late_headers::behind_the_head(failing).is_some() {
            return;
        }
        let method = failing.request.method().to_ascii_uppercase();
        let hollow =
            matches!(failing.content.bytes.trim_ascii(), b"{}" | b"[]" | b"null" | b"\"\"" | b"");
        let said = case.says_any(&[
            "not support having a body",
            "must not have a body",
            "must not contain a body",
            "should not have a body",
            "body is not allowed",
            "body not allowed",
            "unexpected body",
            "unexpected request body",
            "does not accept a body",
        ]);
        let verdict = match (method.as_slice(), case.good) {
            (_, None) if said => (5.0, "the server takes none here"),
            (b"GET" | b"HEAD", Some(_)) => {
                (5.5, "the request that works has no body, and GET has none")
            }
            (b"DELETE" | b"OPTIONS" | b"TRACE", Some(_)) => {
                (4.5, "the request that works has no body")
            }
            (_, Some(good)) if good.method_wants_body() && hollow => {
                (3.0, "the request that works has no body")
            }
            (_, Some(_)) => (3.5, "the request that works has no body"),
            (b"GET" | b"HEAD", None) if hollow => {
                (4.5, "GET has no body, and an empty value became one")
            }
            (b"GET" | b"HEAD", None) if case.status_in(&[400, 403, 405, 411, 413, 415, 501]) => {
                (3.5, "GET has no body for most servers")
            }
            (b"GET" | b"HEAD", None) => (2.0, "GET has no body for most servers"),
            (b"DELETE" | b"OPTIONS", None) if hollow || case.status_in(&[400, 411, 413, 501]) => {
                (2.0, "not every server takes a body with this method")
            }
            _ => return,
        };
        report.add(finding(case, verdict));
    }
}

fn finding(case: &Case<'_>, (points, what): (f32, &'static str)) -> Suspicion {
    let failing = case.failing;
    let method = crate::doctor::suspicion::quote(failing.request.method());
    let hollow = if failing.content.bytes.len() <= 4 {
        " An empty object given as data became one."
    } else {
        ""
    };
    let mut suspicion = Suspicion::error(&CARD, points, what)
        .failing(failing.request.body, "the body")
        .failing(failing.request.line.method, "this method")
        .explain(format!("{method} carries a body of {} bytes here: {what}.{hollow} Servers and content networks may refuse that, with 400 or 403 that say nothing of a body.", failing.content.bytes.len()))
        .fix(repair::fix(case, "Send the request without a body, and without the headers that tell of one.", snippet(failing.client_name()), repair::without_body(failing), Safety::Guess))
        .claim_all(case.at(|p| *p == Place::Framing || p.part() == "body" || p.header() == Some("content-type")));
    if let Some(good) = case.good {
        suspicion = suspicion.good(good.request.body, "no body here");
    }
    if case.says_any(&[
        "cloudfront",
        "bad request. we can't connect",
        "malformed or illegal request",
        "client has issued a malformed",
    ]) {
        suspicion = suspicion.because(
            1.5,
            "the refusal is worded as content networks word it for a GET with a body",
        );
    }
    suspicion
}

fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "axios" => "axios.get(url, { params, headers })   // no `data`",
        "python-requests" | "python-httpx" => {
            "requests.get(url, params=params)   # no json= and no data="
        }
        "go-http" => "http.NewRequest(http.MethodGet, url, nil)",
        "curl" => "curl -G --data-urlencode 'name=value' …   # into the query",
        "php-curl" => "curl_setopt($ch, CURLOPT_HTTPGET, true);   // without CURLOPT_POSTFIELDS",
        "okhttp" | "java-httpclient" => ".get()   // without a body",
        "dotnet-httpclient" => "request.Content = null;",
        _ => return None,
    };
    Some(text.to_owned())
}
