//! `content-length-missing`: a body, or a method that implies one, without a length.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::framing::late_headers;
use crate::doctor::suspicion::Suspicion;
use crate::wire::FramingKind;
use crate::wire::NoteKind;

static CARD: Card = Card {
    code: "content-length-missing",
    family: Family::Framing,
    title: "nothing says how long the body is",
    why: "\
A server reads no body that neither Content-Length nor chunked coding announces: it takes the request for
empty, answers 411, or takes the body for the next request. POST without a body should say length 0.",
    example: "POST /files with a body, and no Content-Length",
    references: &["RFC 9112 section 6.3", "RFC 9110 section 8.6", "RFC 9110 section 15.5.12"],
};

/// The rule.
pub(super) struct ContentLengthMissing;

impl Rule for ContentLengthMissing {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        if failing.request.framing.kind != FramingKind::None
            || late_headers::behind_the_head(failing).is_some()
        {
            return;
        }
        let unframed = |reading: &crate::doctor::reading::Reading<'_>| {
            reading.request.noted(NoteKind::BodyWithoutLength).is_some()
        };
        if unframed(failing) {
            if !case.good.is_some_and(unframed) {
                report.add(finding(case, 6.0, "a body follows the head, and nothing announces it"));
            }
            return;
        }
        let empty_good = case.good.map(|good| (good.request.framing.kind, good.has_body()));
        let verdict = match empty_good {
            Some((FramingKind::ContentLength | FramingKind::Chunked, false))
                if failing.method_wants_body() =>
            {
                Some((
                    4.5,
                    "the request that works says that its body has no bytes; this one says nothing",
                ))
            }
            Some((FramingKind::ContentLength, _)) if case.status == Some(411) => {
                Some((4.0, "the server wants a length, and there is none"))
            }
            None if case.status == Some(411) => {
                Some((5.0, "the server wants a length, and there is none"))
            }
            None if failing.method_wants_body() && case.status_in(&[400, 403, 501]) => {
                Some((2.0, "a method that usually has a body says nothing of its length"))
            }
            _ => None,
        };
        if let Some((points, what)) = verdict {
            report.add(finding(case, points, what));
        }
    }
}

fn finding(case: &Case<'_>, points: f32, what: &'static str) -> Suspicion {
    let failing = case.failing;
    let length = failing.request.body.len();
    let line = format!("Content-Length: {length}");
    let text = if length > 0 {
        format!(
            "{length} bytes of body follow the head, but neither Content-Length nor Transfer-Encoding announces them. The server reads a request without a body, and what follows as the next request, or it refuses at once."
        )
    } else {
        "The request has no body and does not say so. For a method that usually has one, some servers want `Content-Length: 0`.".to_owned()
    };
    let edit = repair::add_line(failing, line.as_bytes());
    // Without a body, honest clients differ here, and most servers do not mind.
    let mild = length == 0 && case.status.is_none();
    let build = if mild { Suspicion::warning } else { Suspicion::error };
    let mut suspicion = build(&CARD, points, what)
        .failing(failing.request.header_gap(), "no Content-Length here")
        .explain(text)
        .fix(repair::fix(
            case,
            format!("Send `{line}`."),
            snippet(failing.client_name()),
            vec![edit],
            Safety::Safe,
        ))
        .claim_all(case.at(|p| *p == Place::Framing));
    if length > 0 {
        suspicion = suspicion.failing(failing.request.body, "the body that nobody announces");
    }
    if let Some(good) = case.good {
        let field = good.request.framing.length_fields.first();
        suspicion = match field {
            Some(span) => suspicion.good(*span, "the length in the request that works"),
            None => suspicion,
        };
    }
    if case.expect.is_some_and(|expect| expect.content_length == Some(true)) {
        suspicion = suspicion.because(1.0, "the endpoint is known to want a length");
    }
    suspicion
}

fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "curl" => "curl -X POST -d '' …   # an empty body with its length",
        "node-http" | "node-fetch" => "headers: { 'Content-Length': Buffer.byteLength(body) }",
        "go-http" => {
            "req.ContentLength = int64(len(body))   // or a bytes.Reader, whose length Go knows"
        }
        "python-http.client" => {
            "conn.request(method, path, body=data)   # a bytes object: its length is set"
        }
        "python-requests" => "requests.request(method, url, data=data)   # bytes, not a generator",
        "dotnet-httpclient" => "new ByteArrayContent(bytes)   // its length is known",
        "okhttp" => "RequestBody.create(new byte[0], null)",
        "php-curl" => "curl_setopt($ch, CURLOPT_POSTFIELDS, '');",
        _ => return None,
    };
    Some(text.to_owned())
}
