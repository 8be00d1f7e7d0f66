//! `expect-continue`: `Expect: 100-continue` where nobody answers it.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::finding::Safety;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;

static CARD: Card = Card {
    code: "expect-continue",
    family: Family::Framing,
    title: "the client asks for leave before it sends the body",
    why: "\
With Expect: 100-continue a client holds its body back until the server says 100. Some servers and proxies
answer 417, never answer, or answer the head alone, and the body comes late or not at all.",
    example: "Expect: 100-continue",
    references: &["RFC 9110 section 10.1.1", "RFC 9110 section 15.5.18"],
};

/// The rule.
pub(super) struct ExpectContinue;

impl Rule for ExpectContinue {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        let Some(header) = failing.header("expect") else { return };
        if case.good.is_some_and(|good| good.request.has("expect")) {
            return;
        }
        let usual = failing.request.text(header.value).eq_ignore_ascii_case(b"100-continue");
        let (points, error) = match case.status {
            Some(417) => (5.0, true),
            _ if !usual => (5.0, true),
            Some(400 | 408 | 411 | 413 | 500 | 501 | 502 | 503 | 504) => (3.0, true),
            None if case.good.is_some() => (3.0, false),
            _ => (1.5, false),
        };
        let build = if error { Suspicion::error } else { Suspicion::warning };
        let mut suspicion = build(&CARD, points, "it waits for a 100 that not every server gives")
            .failing(header.span, "the client waits for leave")
            .explain("With `Expect` the client asks before it sends the body. A server or proxy that does not know that refuses with 417, or lets it wait; the body then comes late or never.")
            .fix(repair::fix(case, "Send the request without Expect.", snippet(failing.client_name()), vec![repair::without(failing, header)], Safety::Safe))
            .claim_all(case.header_difference("expect"));
        if let Some(good) = case.good {
            suspicion = suspicion.good(good.request.header_gap(), "no Expect here");
        }
        report.add(suspicion);
    }
}

fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "curl" => "curl -H 'Expect:' …",
        "php-curl" => "curl_setopt($ch, CURLOPT_HTTPHEADER, ['Expect:']);",
        "dotnet-httpclient" => {
            "client.DefaultRequestHeaders.ExpectContinue = false;   // or ServicePointManager.Expect100Continue = false"
        }
        "powershell" => "[Net.ServicePointManager]::Expect100Continue = $false",
        "java-httpclient" => "HttpRequest.newBuilder(uri).expectContinue(false)",
        "apache-httpclient" => "RequestConfig.custom().setExpectContinueEnabled(false)",
        "go-http" => "req.Header.Del(\"Expect\")",
        _ => return None,
    };
    Some(text.to_owned())
}
