//! `body-missing`: the body never left the program, or is empty.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;

static CARD: Card = Card {
    code: "body-missing",
    family: Family::Framing,
    title: "the request has no body",
    why: "\
A body can get lost in the client: a parameter of the wrong name, a stream read already, a promise instead of
a value, a GET where a POST was meant. The server finds nothing to read and speaks of missing fields.",
    example: "POST /orders   Content-Length: 0",
    references: &["RFC 9110 section 6.4", "RFC 9112 section 6"],
};

/// The rule.
pub(super) struct BodyMissing;

impl Rule for BodyMissing {
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

/// Whether the body is there in form only: `null`, `""`, `[object Object]`-like nothings are told elsewhere.
fn is_nothing(reading: &Reading<'_>) -> bool {
    matches!(reading.content.bytes.trim_ascii(), b"" | b"null" | b"\"\"" | b"undefined" | b"None")
}

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    let failing = case.failing;
    if !is_nothing(failing) || is_nothing(good) {
        return;
    }
    let other_method = case.at(|p| *p == Place::Method).next().is_some();
    let points = if report.has("redirect-changed-request") || other_method { 2.5 } else { 5.5 };
    let mut suspicion = Suspicion::error(&CARD, points, "the request that works has a body, this one has none")
        .failing(failing.request.body, "no body here")
        .good(good.request.body, "the body of the request that works")
        .explain(format!("The request that works sends {} bytes of body, this one sends {}. The server finds nothing to read, whatever its error says of fields or formats.", good.content.bytes.len(), said(failing)))
        .fix(repair::fix(case, summary(failing.client_name()), snippet(failing.client_name()), repair::with_body_of(failing, good), Safety::Guess))
        .claim_all(case.at(|p| *p == Place::Framing || p.part() == "body" || matches!(p.header(), Some("content-type" | "content-encoding"))));
    if failing.is_signed() && case.status_in(&[400, 401, 403]) {
        suspicion = suspicion
            .because(1.0, "a signature stands in the request, and it is computed over a body");
    }
    report.add(suspicion);
}

fn said(failing: &Reading<'_>) -> &'static str {
    if failing.has_body() { "a word for nothing" } else { "none" }
}

const fn summary(client: &str) -> &'static str {
    if client.is_empty() {
        "Give the client the body."
    } else {
        "Give the client the body in the argument that it takes it from."
    }
}

/// Without a good request: a method that usually has a body, and a refusal that may mean its absence.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    if !is_nothing(failing) {
        return;
    }
    let typed = failing.header("content-type");
    let asked = case.says_any(&[
        "empty body",
        "body is empty",
        "request body",
        "no body",
        "missing body",
        "body required",
        "is required",
        "unexpected end",
        "no content",
    ]);
    let (points, what) = match (failing.method_wants_body(), typed.is_some()) {
        (true, _) if asked && case.status_in(&[400, 411, 415, 422, 500]) => {
            (4.0, "the server asks for something that a body would hold")
        }
        (true, true) if case.status_in(&[400, 411, 415, 422, 500]) => {
            (3.5, "a type is declared, and no body follows")
        }
        (true, _) if case.status_in(&[401, 403]) && failing.is_signed() => {
            (3.5, "a signature is computed over a body, and there is none")
        }
        (true, true) => (2.5, "a type is declared, and no body follows"),
        (true, false) if case.status_in(&[400, 411, 422]) => (2.0, "the method usually has a body"),
        (false, true) if asked && case.status_in(&[400, 422]) => {
            (3.0, "a type is declared, and no body follows")
        }
        _ => return,
    };
    let place = typed.map_or(failing.request.body, |header| header.value);
    report.add(
        Suspicion::error(&CARD, points, what)
            .failing(place, what)
            .failing(failing.request.body, "no body here")
            .explain(format!(
                "The request has no body: {what}. If one was meant, it never left the program."
            ))
            .fix(repair::told(
                case,
                summary(failing.client_name()),
                snippet(failing.client_name()),
            )),
    );
}

fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "python-requests" => {
            "requests.post(url, json=body)   # or data=…; params= goes into the URL"
        }
        "python-httpx" => "httpx.post(url, json=body)",
        "python-urllib" => "urllib.request.Request(url, data=json.dumps(body).encode())",
        "axios" => "axios.post(url, data, { headers })   // axios({ data }): not `body`",
        "node-fetch-builtin" | "node-fetch" | "chromium" => {
            "fetch(url, { method: 'POST', body: JSON.stringify(data) })   // not `data`"
        }
        "node-http" => "req.write(body); req.end()",
        "go-http" => {
            "http.NewRequest(method, url, bytes.NewReader(body))   // a reader that was read already is empty"
        }
        "curl" => "curl -d @file …   # or --data-binary",
        "php-curl" => "curl_setopt($ch, CURLOPT_POSTFIELDS, json_encode($data));",
        "php-stream" => {
            "stream_context_create(['http' => ['method' => 'POST', 'content' => $body]])"
        }
        "java-httpurlconnection" => {
            "connection.setDoOutput(true); connection.getOutputStream().write(bytes);"
        }
        "java-httpclient" => ".POST(BodyPublishers.ofString(json))   // not noBody()",
        "dotnet-httpclient" => {
            "request.Content = new StringContent(json, Encoding.UTF8, \"application/json\");"
        }
        "ruby-net-http" => "request.body = data.to_json",
        _ => return None,
    };
    Some(text.to_owned())
}
